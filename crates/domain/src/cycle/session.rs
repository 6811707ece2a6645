//! Sessions: held on a day of the cycle with pupils who took part then, and put right in the open.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::command::{CorrectSession, LogSession};
use super::event::{CycleEvent, HeldSession, SessionCorrected, SessionDelivered};
use super::state::{CycleRecord, Spell};
use super::{CycleRefusal, Decision, corrects, not_after};
use crate::id::ParticipantId;
use crate::reason::ReasonFor;

/// The longest session, in minutes: a school day with its breaks.
const MOST_MINUTES: u16 = 600;

/// Records a session that was held on a day. Quiet if this session is recorded and says the same.
pub(super) fn log(record: &CycleRecord, held_on: Date, new: LogSession) -> Decision {
    let LogSession { session_id, session } = new;
    let held = HeldSession { held_on, session };
    if let Some(known) = record.sessions.get(&session_id) {
        return if known.is == held { Ok(Vec::new()) } else { Err(CycleRefusal::AlreadyRecorded) };
    }
    could_be(record, &held)?;
    let session = held.session;
    Ok(vec![CycleEvent::SessionDelivered(SessionDelivered { effective_on: held_on, session_id, session })])
}

/// Puts right what was recorded of a session. Quiet if somebody has done just that since.
pub(super) fn correct(
    record: &CycleRecord,
    today: Date,
    effective_on: Date,
    new: CorrectSession,
) -> Decision {
    let known = record.sessions.get(&new.session_id).ok_or(CycleRefusal::UnknownRecord)?;
    let (before, after) = (known.is.clone(), new.after);
    if !corrects(new.corrects_seq, known.live, before == after)? {
        return Ok(Vec::new());
    }
    not_after(after.held_on, today)?;
    could_be(record, &after)?;
    let subject = Some(record.plan.cycle.into());
    let reason = new.reason.accept(ReasonFor::CorrectingSession, subject, record.sequence)?;
    Ok(vec![CycleEvent::SessionCorrected(Box::new(SessionCorrected {
        effective_on,
        session_id: new.session_id,
        corrects_seq: new.corrects_seq,
        before,
        after,
        reason,
    }))])
}

/// Whether there can have been such a session in this cycle.
fn could_be(record: &CycleRecord, held: &HeldSession) -> Result<(), CycleRefusal> {
    let session = &held.session;
    if !(1..=MOST_MINUTES).contains(&session.minutes) {
        return Err(CycleRefusal::MinutesOutOfRange { most: MOST_MINUTES });
    }
    is_between(record.plan.starts_on, record.plan.ends_on, held.held_on)?;
    if session.present.is_empty() {
        return Err(CycleRefusal::NobodyPresent);
    }
    let named = || session.present.iter().chain(&session.absent);
    if !are_distinct(named()) || !are_distinct(&session.strategies) {
        return Err(CycleRefusal::NamedTwice);
    }
    let took_part = |id: &ParticipantId| {
        record.participants.get(id).is_some_and(|participant| participant.took_part_on(held.held_on))
    };
    if !named().all(took_part) {
        return Err(CycleRefusal::NotPlaced);
    }
    let in_use = |spells: &Vec<Spell>| spells.iter().any(|spell| spell.covers(held.held_on));
    if session.strategies.iter().all(|strategy| record.used.get(strategy).is_some_and(in_use)) {
        Ok(())
    } else {
        Err(CycleRefusal::StrategyNotActive)
    }
}

/// Whether every session is held between two days.
pub(super) fn are_between(record: &CycleRecord, from: Date, to: Date) -> Result<(), CycleRefusal> {
    record.sessions.values().try_for_each(|held| is_between(from, to, held.is.held_on))
}

fn is_between(from: Date, to: Date, day: Date) -> Result<(), CycleRefusal> {
    if (from..=to).contains(&day) { Ok(()) } else { Err(CycleRefusal::HeldOutsideCycle { from, to }) }
}

/// Whether nothing stands in a list twice.
pub(super) fn are_distinct<'a, T: Ord + 'a>(items: impl IntoIterator<Item = &'a T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}
