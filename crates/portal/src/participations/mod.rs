//! Which parts in cycles are whose: the way from a pupil to every cycle that the pupil was in, and the one way to place one.
//!
//! A pupil has another number in each cycle. The placement says whose it is in words sealed under that number's own key;
//! the rows here say the same the other way round, sealed under the pupil's. Neither is in the clear, and both are gone
//! when the pupil is erased.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use domain::cycle::{
    CorrectWithdrawal, Cycle, CycleAct, CycleCommand, CycleDates, CycleRecord, CycleRefusal, Participant,
    PlacePupil, Stage,
};
use domain::{CycleId, ParticipantId, PupilId, Sealed};
use jiff::civil::Date;
use journal::{Context, ExecuteError, Journal, JournalError, Receipt};
use serde::{Deserialize, Serialize};
use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::app::App;
use crate::page_error::PageError;
use crate::sealed_text::{Identity, stream_of};
use crate::vault::{Place, Vault, VaultError};

/// Whoever places holds one connection and needs a second: no more than this many at once in one program.
const PLACING_AT_ONCE: usize = 2;
static PLACING: Semaphore = Semaphore::const_new(PLACING_AT_ONCE);

/// The stream and the field that a link is sealed for.
const STREAM: &str = "participation";
const FIELD: &str = "link";

/// A pupil's part in a cycle: the object that is sealed in a row. Its shape is kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Part {
    /// In which cycle.
    pub cycle: CycleId,
    /// Under which number.
    pub participant: ParticipantId,
}

/// A pupil was not placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// A rule said no, somebody was faster, or the journal could not be used.
    #[error(transparent)]
    Command(#[from] ExecuteError<CycleRefusal>),
    /// A text could not be sealed or read; also when the pupil was erased.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] sqlx::Error),
}

impl From<JournalError> for PlaceError {
    fn from(error: JournalError) -> Self {
        Self::Command(error.into())
    }
}

/// What the journal said to a placing.
///
/// # Errors
/// When something can't be reached, or the pupil was erased a moment ago.
pub fn answered(
    done: Result<Receipt, PlaceError>,
) -> Result<Result<Receipt, ExecuteError<CycleRefusal>>, PageError> {
    match done {
        Ok(receipt) => Ok(Ok(receipt)),
        Err(PlaceError::Command(error)) => Ok(Err(error)),
        Err(PlaceError::Vault(VaultError::Destroyed)) => Err(PageError::NotFound),
        Err(PlaceError::Vault(error)) => Err(error.into()),
        Err(PlaceError::Database(error)) => Err(error.into()),
    }
}

/// A pupil and the cycle that the pupil is to be placed in.
#[derive(Debug, Clone, Copy)]
pub struct Placing {
    /// Which pupil.
    pub pupil: PupilId,
    /// In which cycle.
    pub cycle: CycleId,
    /// The last fact of the cycle when the form was shown, if it says.
    pub expected: Option<u64>,
    /// Today's date where the school is.
    pub today: Date,
    /// The day from which the pupil takes part.
    pub effective_on: Date,
}

/// Places a pupil: writes down whose part it is, sealed, finds out in how many overlapping cycles of the subject the pupil
/// is active, and lets the cycle decide. All placing goes this way. Two people who place one pupil at once are let in one
/// after the other, on whatever server they are, so that the second is told of the first.
///
/// # Errors
/// The rule's refusal, a conflict, or something that can't be reached; the pupil is then not placed.
pub async fn place(
    app: &App,
    placing: Placing,
    mut new: PlacePupil,
    context: &Context,
) -> Result<Receipt, PlaceError> {
    let _one_of_few = PLACING.acquire().await;
    let alone = alone_with(app.pool(), placing.pupil).await?;
    let this = Part { cycle: placing.cycle, participant: new.participant };
    let parts = parts(app.pool(), app.vault(), &[placing.pupil]).await?.remove(&placing.pupil);
    let parts = parts.unwrap_or_default();
    new.overlapping_cycles = overlapping(app.journal(), this, &parts).await?;
    // Before the placement and not with it: what is interrupted leaves a row that says nothing, never a part without one.
    let link = if parts.contains(&this) { None } else { Some(note(app, placing.pupil, this).await?) };
    let act = CycleAct::PlacePupil(Box::new(new));
    let command = CycleCommand { today: placing.today, effective_on: placing.effective_on, act };
    let done =
        app.journal().execute::<Cycle>(&placing.cycle.to_string(), placing.expected, command, context).await;
    // Nothing is removed when the database broke off: what it was doing may have been done.
    let was_refused = matches!(done, Err(ExecuteError::Refused(_) | ExecuteError::Conflict { .. }));
    if let (true, Some(link)) = (was_refused, link) {
        sqlx::query!("delete from app.participation where link_id = $1", link).execute(app.pool()).await?;
    }
    alone.commit().await?;
    Ok(done?)
}

/// A part that did not end: its pupil goes on in the cycle.
#[derive(Debug, Clone, Copy)]
pub struct Back {
    /// Which pupil; none for a part from before schools kept a register here.
    pub pupil: Option<PupilId>,
    /// In which cycle.
    pub cycle: CycleId,
    /// The last fact of the cycle when the form was shown, if it says.
    pub expected: Option<u64>,
    /// Today's date where the school is.
    pub today: Date,
}

/// Takes back that a pupil left, by the rules of a placing: one person at a time, and not where another cycle has the pupil.
///
/// # Errors
/// The rule's refusal, a conflict, or something that can't be reached; the pupil's part has then ended as before.
pub async fn take_back(
    app: &App,
    back: Back,
    mut new: CorrectWithdrawal,
    context: &Context,
) -> Result<Receipt, PlaceError> {
    let _one_of_few = PLACING.acquire().await;
    let alone = match back.pupil {
        Some(pupil) => {
            let alone = alone_with(app.pool(), pupil).await?;
            let this = Part { cycle: back.cycle, participant: new.participant };
            let parts = parts(app.pool(), app.vault(), &[pupil]).await?.remove(&pupil).unwrap_or_default();
            new.overlapping_cycles = overlapping(app.journal(), this, &parts).await?;
            Some(alone)
        }
        None => None,
    };
    let act = CycleAct::CorrectWithdrawal(Box::new(new));
    let command = CycleCommand { today: back.today, effective_on: back.today, act };
    let done = app.journal().execute::<Cycle>(&back.cycle.to_string(), back.expected, command, context).await;
    if let Some(alone) = alone {
        alone.commit().await?;
    }
    Ok(done?)
}

/// The number of a pupil in a cycle: the one that the pupil had there before, or a new one that is always the same for one
/// command, so that a form sent twice is about the same part.
///
/// # Errors
/// When the database does not answer, or a link was altered.
pub async fn participant(
    app: &App,
    pupil: PupilId,
    cycle: CycleId,
    command_id: Uuid,
) -> Result<ParticipantId, PlaceError> {
    let parts = parts(app.pool(), app.vault(), &[pupil]).await?.remove(&pupil).unwrap_or_default();
    let before = parts.iter().find(|part| part.cycle == cycle).map(|part| part.participant);
    let new = || ParticipantId::new(Uuid::new_v5(&command_id, b"participant"));
    Ok(before.unwrap_or_else(new))
}

/// The same number, written down as the pupil's before anybody places the pupil: what is sealed under its key goes when the
/// pupil is erased. A row whose placement never comes says nothing.
///
/// # Errors
/// When the database does not answer, a link was altered, or the pupil was erased.
pub async fn foresee(
    app: &App,
    pupil: PupilId,
    cycle: CycleId,
    command_id: Uuid,
) -> Result<ParticipantId, VaultError> {
    let alone = alone_with(app.pool(), pupil).await?;
    let parts = parts(app.pool(), app.vault(), &[pupil]).await?.remove(&pupil).unwrap_or_default();
    let participant = if let Some(part) = parts.iter().find(|part| part.cycle == cycle) {
        part.participant
    } else {
        let participant = ParticipantId::new(Uuid::new_v5(&command_id, b"participant"));
        note_all(app, &[(pupil, Part { cycle, participant })]).await?;
        participant
    };
    alone.commit().await?;
    Ok(participant)
}

/// Who a participant is, sealed under the participant's key: the name for the cycle's pages, and whose part it is.
///
/// # Errors
/// When the vault can't seal.
pub async fn identity(
    vault: &Vault,
    part: Part,
    command_id: Uuid,
    pupil: PupilId,
    name: &str,
) -> Result<Sealed, VaultError> {
    let text = serde_json::json!(Identity { name: name.to_owned(), pupil: Some(pupil) }).to_string();
    let stream = stream_of(part.cycle);
    let place = Place { stream: &stream, command_id, field: "identity" };
    vault.seal(part.participant.uuid(), place, &text).await
}

/// Every part that these pupils have, or were about to have, in any cycle; nothing for a pupil who was erased.
///
/// # Errors
/// When the database does not answer, or a link was altered.
pub async fn parts(
    pool: &PgPool,
    vault: &Vault,
    pupils: &[PupilId],
) -> Result<HashMap<PupilId, Vec<Part>>, VaultError> {
    let ids: Vec<Uuid> = pupils.iter().map(|pupil| pupil.uuid()).collect();
    let rows = sqlx::query!(
        "select link_id, pupil_id, link from app.participation where pupil_id = any($1) order by link_id",
        &ids
    )
    .fetch_all(pool)
    .await?;
    let keys = vault.keys(&ids).await?;
    let mut parts: BTreeMap<PupilId, Vec<Part>> = BTreeMap::new();
    for row in rows {
        let sealed: Sealed = serde_json::from_value(row.link).map_err(|_| VaultError::DoesNotOpen)?;
        let place = Place { stream: STREAM, command_id: row.link_id, field: FIELD };
        if let Some(text) = keys.open(&sealed, place)? {
            let part = serde_json::from_str(&text).map_err(|_| VaultError::DoesNotOpen)?;
            parts.entry(PupilId::new(row.pupil_id)).or_default().push(part);
        }
    }
    Ok(parts.into_iter().collect())
}

/// Lets nobody else place or erase this pupil until the transaction ends, on whatever server they are.
///
/// # Errors
/// When the database does not answer.
pub async fn alone_with(
    pool: &PgPool,
    pupil: PupilId,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    // It writes nothing, so that it gets no number and holds up no sealing.
    let mut transaction = pool.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", lock_of(pupil)).fetch_one(&mut *transaction).await?;
    Ok(transaction)
}

/// Lets nobody else place or erase any of these pupils until the transaction ends, on whatever server they are.
///
/// # Errors
/// When the database does not answer.
pub async fn alone_with_all(
    pool: &PgPool,
    pupils: &[PupilId],
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let mut locks: Vec<i64> = pupils.iter().map(|pupil| lock_of(*pupil)).collect();
    // Always in one order, so that two such lists never wait for each other.
    locks.sort_unstable();
    for lock in locks {
        sqlx::query!("select pg_advisory_xact_lock($1)", lock).fetch_one(&mut *transaction).await?;
    }
    Ok(transaction)
}

/// The lock of a pupil.
fn lock_of(pupil: PupilId) -> i64 {
    let (high, low) = pupil.uuid().as_u64_pair();
    (high ^ low).cast_signed()
}

/// Writes down whose parts these are, sealed, before they are placed; gives the numbers of the rows. The rows stand in the
/// order of their random numbers, which says nothing of the order of the placing.
///
/// # Errors
/// When the vault can't seal, or the database does not answer.
pub async fn note_all(app: &App, parts: &[(PupilId, Part)]) -> Result<Vec<Uuid>, VaultError> {
    let mut rows = BTreeMap::new();
    for (pupil, part) in parts {
        let link_id = crate::app::new_id();
        let place = Place { stream: STREAM, command_id: link_id, field: FIELD };
        let link = app.vault().seal(pupil.uuid(), place, &serde_json::json!(part).to_string()).await?;
        rows.insert(link_id, (pupil.uuid(), serde_json::json!(link)));
    }
    let ids: Vec<Uuid> = rows.keys().copied().collect();
    let (pupils, links): (Vec<Uuid>, Vec<serde_json::Value>) = rows.into_values().unzip();
    sqlx::query!(
        "insert into app.participation (link_id, pupil_id, link) select * from unnest($1::uuid[], $2::uuid[], $3::jsonb[])",
        &ids,
        &pupils,
        &links
    )
    .execute(app.pool())
    .await?;
    Ok(ids)
}

/// Takes such rows back: nobody was placed.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_all(app: &App, rows: &[Uuid]) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from app.participation where link_id = any($1)", rows).execute(app.pool()).await?;
    Ok(())
}

async fn note(app: &App, pupil: PupilId, part: Part) -> Result<Uuid, PlaceError> {
    let link_id = crate::app::new_id();
    let place = Place { stream: STREAM, command_id: link_id, field: FIELD };
    let link = app.vault().seal(pupil.uuid(), place, &serde_json::json!(part).to_string()).await?;
    sqlx::query!(
        "insert into app.participation (link_id, pupil_id, link) values ($1, $2, $3)",
        link_id,
        pupil.uuid(),
        serde_json::json!(link)
    )
    .execute(app.pool())
    .await?;
    Ok(link_id)
}

/// In how many other cycles of the same subject, at the same time, the pupil is active. What the rows point to is looked
/// up in the facts themselves: dates may have moved, and a part may have ended or never begun.
async fn overlapping(journal: &Journal, this: Part, parts: &[Part]) -> Result<u16, PlaceError> {
    let cycle = journal.load::<Cycle>(&this.cycle.to_string()).await?.state;
    let Some(record) = cycle.record() else { return Ok(0) };
    let mut found = 0;
    for part in parts.iter().filter(|part| **part != this) {
        if part.cycle == this.cycle {
            if record.participants.get(&part.participant).is_some_and(Participant::is_active) {
                return Err(ExecuteError::Refused(CycleRefusal::AlreadyPlaced).into());
            }
            continue;
        }
        let other = journal.load::<Cycle>(&part.cycle.to_string()).await?.state;
        let overlaps = |known: &CycleRecord| {
            known.participants.get(&part.participant).is_some_and(Participant::is_active)
                && competes(record, known)
        };
        if goes_on(other.stage()) && other.record().is_some_and(overlaps) {
            found += 1;
        }
    }
    Ok(found)
}

/// Whether two cycles claim the same hours of a pupil: both teach a group, the same subject, at the same time.
fn competes(one: &CycleRecord, other: &CycleRecord) -> bool {
    let dates =
        |record: &CycleRecord| CycleDates { starts_on: record.plan.starts_on, ends_on: record.plan.ends_on };
    one.is_intervention()
        && other.is_intervention()
        && one.plan.subject == other.plan.subject
        && at_once(dates(one), dates(other))
}

/// Whether two spans of days have one in common.
#[must_use]
pub fn at_once(one: CycleDates, other: CycleDates) -> bool {
    one.starts_on <= other.ends_on && other.starts_on <= one.ends_on
}

/// Whether pupils of a cycle in this stage still take part in it.
fn goes_on(stage: Stage) -> bool {
    matches!(stage, Stage::Planned | Stage::Running | Stage::Assessed)
}
