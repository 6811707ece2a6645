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

/// Keeps a proposal. Answers whether it is new: one with this id may be kept already.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn keep(pool: &PgPool, new: New<'_>) -> Result<bool, sqlx::Error> {
    let kept = sqlx::query!(
        "insert into app.proposal (proposal_id, cycle_id, form, typed, proposed_by, proposed_on)
         values ($1, $2, $3, $4, $5, $6) on conflict (proposal_id) do nothing",
        new.id,
        new.cycle.uuid(),
        <&str>::from(new.kind),
        serde_json::json!(new.typed),
        new.by,
        new.on.to_sqlx() as _
    )
    .execute(pool)
    .await?;
    Ok(kept.rows_affected() == 1)
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
