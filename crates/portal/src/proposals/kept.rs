//! Keeps proposals, and what became of them: no facts, because nothing has happened until a lead or a head does it.

use domain::{CycleId, Sealed};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;
use uuid::Uuid;

use super::read::{How, Kind};

/// The field that what was typed is sealed for, in the cycle's stream.
pub(super) const TYPED: &str = "proposal";
/// The field that the words of whoever set it aside are sealed for.
pub(super) const ANSWER: &str = "answer";

/// A proposal to keep.
pub(super) struct New<'a> {
    /// The command that makes it.
    pub(super) id: Uuid,
    pub(super) cycle: CycleId,
    pub(super) kind: Kind,
    pub(super) typed: &'a Sealed,
    pub(super) by: Uuid,
    pub(super) on: Date,
}

/// What becomes of a proposal.
pub(super) struct Settlement<'a> {
    pub(super) how: How,
    /// The command that settles it.
    pub(super) command_id: Uuid,
    pub(super) by: Uuid,
    pub(super) on: Date,
    /// Why it is set aside.
    pub(super) answer: Option<&'a Sealed>,
}

/// What became of a proposal that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It waits now.
    New,
    /// One with its id was kept before.
    Before,
    /// The same person proposed the same before, and nobody has settled that one: it is this.
    Waits(Uuid),
}

/// Keeps a proposal, unless one with this id is kept already, or the same person has an unsettled one of the same form about
/// the same part. Of two that come at once one is kept.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn keep(pool: &PgPool, new: New<'_>) -> Result<Kept, sqlx::Error> {
    let (cycle, kind, about) = (new.cycle.uuid(), <&str>::from(new.kind), new.typed.subject().uuid());
    let mut transaction = pool.begin().await?;
    let one = format!("proposal {cycle} {kind} {about} {}", new.by);
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", one)
        .fetch_one(&mut *transaction)
        .await?;
    let waits = sqlx::query_scalar!(
        "select proposal_id from app.proposal
         where cycle_id = $1 and form = $2 and proposed_by = $3 and (typed ->> 'subject')::uuid = $4
           and settled_as is null and proposal_id <> $5",
        cycle,
        kind,
        new.by,
        about,
        new.id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(waits) = waits {
        return Ok(Kept::Waits(waits));
    }
    let kept = sqlx::query!(
        "insert into app.proposal (proposal_id, cycle_id, form, typed, proposed_by, proposed_on)
         values ($1, $2, $3, $4, $5, $6) on conflict (proposal_id) do nothing",
        new.id,
        cycle,
        kind,
        serde_json::json!(new.typed),
        new.by,
        new.on.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(if kept.rows_affected() == 1 { Kept::New } else { Kept::Before })
}

/// Settles a proposal, unless it is settled. Answers whether this did it.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn settle(
    pool: &PgPool,
    (cycle, proposal): (CycleId, Uuid),
    settlement: Settlement<'_>,
) -> Result<bool, sqlx::Error> {
    let settled = sqlx::query!(
        "update app.proposal set settled_as = $3, settled_in = $4, settled_by = $5, settled_on = $6, answer = $7
         where cycle_id = $1 and proposal_id = $2 and settled_as is null",
        cycle.uuid(),
        proposal,
        <&str>::from(settlement.how),
        settlement.command_id,
        settlement.by,
        settlement.on.to_sqlx() as _,
        settlement.answer.map(|answer| serde_json::json!(answer))
    )
    .execute(pool)
    .await?;
    Ok(settled.rows_affected() == 1)
}
