//! Who takes part and how, how that ends, and how what was said of a pupil at entry is put right.

use jiff::civil::Date;

use super::command::{ChangePlacement, CorrectPlacement, CorrectWithdrawal, PlacePupil, WithdrawPupil};
use super::event::{
    CycleEvent, EntryFacts, Leaving, Placement, PlacementChanged, PlacementCorrected, PupilPlaced,
    PupilWithdrawn, WithdrawalCorrected,
};
use super::limits::ProgrammeLimits;
use super::state::{CycleRecord, Live, Participant};
use super::word::Role;
use super::{CycleRefusal, Decision, corrects, in_order, not_after, sealed_for};
use crate::id::ParticipantId;
use crate::reason::{Reason, ReasonFor};

/// Lets a pupil take part before the teaching begins; the size of the group is looked at when it does.
pub(super) fn place(record: &CycleRecord, effective_on: Date, new: PlacePupil) -> Decision {
    place_with(record, effective_on, new, None)
}

/// Lets a pupil join a group that is being taught; it must not grow beyond its size without a reason.
pub(super) fn place_late(record: &CycleRecord, effective_on: Date, mut new: PlacePupil) -> Decision {
    let joins = new.placement.role == Role::Target && !is_active(record, new.participant);
    let size = record.group_size().saturating_add(u16::from(joins));
    let too_large = new.limits.group_size.filter(|allowed| size > allowed.most);
    let size_override = match (too_large, new.size_override.take()) {
        (Some(allowed), None) if record.is_intervention() && !record.size_overridden => {
            return Err(CycleRefusal::GroupTooLarge { size, most: allowed.most });
        }
        (Some(_), Some(reason)) if record.is_intervention() => {
            Some(reason.accept(ReasonFor::OverridingSize, Some(new.participant.into()), record.sequence)?)
        }
        (Some(_) | None, _) => None,
    };
    place_with(record, effective_on, new, size_override)
}

fn place_with(
    record: &CycleRecord,
    effective_on: Date,
    new: PlacePupil,
    size_override: Option<Reason>,
) -> Decision {
    if let Some(known) = record.participants.get(&new.participant).filter(|known| known.is_active()) {
        return if is_same(known, &new) { Ok(Vec::new()) } else { Err(CycleRefusal::AlreadyPlaced) };
    }
    share_is_sane(&new.placement)?;
    let entry = EntryFacts {
        placed_on: effective_on,
        year_level: new.year_level,
        weeks_of_schooling: new.weeks_of_schooling,
        entry_band: new.entry_band,
        potential_evidence: new.potential_evidence.clone(),
    };
    if record.is_intervention() && new.placement.role == Role::Target {
        is_eligible(&new.limits, &entry)?;
    }
    let overlap_override = match (new.overlapping_cycles, new.overlap_override) {
        (cycles, None) if cycles > 0 && record.is_intervention() => {
            return Err(CycleRefusal::PlacedElsewhere { cycles });
        }
        (cycles, Some(reason)) if cycles > 0 && record.is_intervention() => Some(reason.accept(
            ReasonFor::OverridingOverlap,
            Some(new.participant.into()),
            record.sequence,
        )?),
        (_, _) => None,
    };
    let texts = [Some(&new.identity), new.potential_evidence.as_ref(), new.placement.group.as_ref()];
    sealed_for(new.participant.into(), texts.into_iter().flatten())?;
    Ok(vec![CycleEvent::PupilPlaced(Box::new(PupilPlaced {
        effective_on,
        participant: new.participant,
        identity: new.identity,
        year_level: new.year_level,
        weeks_of_schooling: new.weeks_of_schooling,
        entry_band: new.entry_band,
        potential_evidence: new.potential_evidence,
        placement: new.placement,
        size_override,
        overlap_override,
        reason: new.reason.accept(ReasonFor::Placing, Some(new.participant.into()), record.sequence)?,
    }))])
}

/// A form posted twice seals its texts anew, so they are not compared.
fn is_same(known: &Participant, new: &PlacePupil) -> bool {
    let (was, now) = (&known.placement, &new.placement);
    let entry = &known.entry.is;
    entry.year_level == new.year_level
        && entry.weeks_of_schooling == new.weeks_of_schooling
        && entry.entry_band == new.entry_band
        && (was.tier, was.role, was.share_of_sessions_percent)
            == (now.tier, now.role, now.share_of_sessions_percent)
}

/// Whether the programme takes such a pupil: everything that does not fit is told at once.
fn is_eligible(limits: &ProgrammeLimits, entry: &EntryFacts) -> Result<(), CycleRefusal> {
    let years = limits.year_levels.filter(|years| !years.contains(&entry.year_level));
    let year = years.map(|years| CycleRefusal::YearOutOfRange { least: years.least, most: years.most });
    let least = limits.least_weeks_of_schooling.filter(|least| entry.weeks_of_schooling < *least);
    let weeks = least.map(|least| CycleRefusal::TooFewWeeks { least });
    let is_above = !limits.entry_bands.is_empty() && !limits.entry_bands.contains(&entry.entry_band);
    let band = is_above.then_some(CycleRefusal::NotBelowExpectation);
    let is_unshown = limits.potential_needed && entry.potential_evidence.is_none();
    let potential = is_unshown.then_some(CycleRefusal::PotentialNotShown);
    let mut misfits: Vec<CycleRefusal> = [year, weeks, band, potential].into_iter().flatten().collect();
    match misfits.pop() {
        None => Ok(()),
        Some(only) if misfits.is_empty() => Err(only),
        Some(one) => {
            misfits.push(one);
            Err(CycleRefusal::NotEligible { misfits })
        }
    }
}

/// Changes how a participant takes part; to be taught is asked for by a placing, with its rules. Quiet if it is so.
pub(super) fn change(record: &CycleRecord, effective_on: Date, new: ChangePlacement) -> Decision {
    let known = active(record, new.participant)?;
    let (before, after) = (known.placement.clone(), new.after);
    if before == after {
        return Ok(Vec::new());
    }
    if record.is_intervention() && before.role != Role::Target && after.role == Role::Target {
        return Err(CycleRefusal::PlacedForComparison);
    }
    share_is_sane(&after)?;
    in_order(known.entry.is.placed_on, effective_on)?;
    sealed_for(new.participant.into(), after.group.as_ref())?;
    let reason =
        new.reason.accept(ReasonFor::ChangingPlacement, Some(new.participant.into()), record.sequence)?;
    let participant = new.participant;
    Ok(vec![CycleEvent::PlacementChanged(PlacementChanged {
        effective_on,
        participant,
        before,
        after,
        reason,
    })])
}

/// Ends a participant's part, not before a session that the pupil was at. Quiet if it ended just so.
pub(super) fn withdraw(record: &CycleRecord, effective_on: Date, new: WithdrawPupil) -> Decision {
    let known = record.participants.get(&new.participant).ok_or(CycleRefusal::NotPlaced)?;
    let (exit_status, next_support) = (new.exit_status, new.next_support);
    let leaving = Leaving { left_on: effective_on, exit_status, next_support };
    if let Some(left) = &known.left {
        return if left.is == leaving { Ok(Vec::new()) } else { Err(CycleRefusal::NotPlaced) };
    }
    can_leave(record, new.participant, known, leaving)?;
    Ok(vec![CycleEvent::PupilWithdrawn(PupilWithdrawn {
        effective_on,
        participant: new.participant,
        exit_status: new.exit_status,
        next_support: new.next_support,
        reason: new.reason.accept(ReasonFor::Withdrawing, Some(new.participant.into()), record.sequence)?,
    })])
}

/// Nobody leaves before coming, or before a session that they were at.
fn can_leave(
    record: &CycleRecord,
    id: ParticipantId,
    known: &Participant,
    leaving: Leaving,
) -> Result<(), CycleRefusal> {
    in_order(known.entry.is.placed_on, leaving.left_on)?;
    let gone = Participant { left: Some(Live { is: leaving, live: record.sequence }), ..known.clone() };
    if record.took_part_in_sessions(id, &gone) { Ok(()) } else { Err(CycleRefusal::DatesReversed) }
}

/// Puts right how a part ended, or lets the pupil go on who did not leave. Quiet if somebody has done just that since.
pub(super) fn correct_withdrawal(
    record: &CycleRecord,
    today: Date,
    effective_on: Date,
    new: CorrectWithdrawal,
) -> Decision {
    let CorrectWithdrawal { limits, participant, corrects_seq, after, overlapping_cycles, reason } = new;
    let known = record.participants.get(&participant).ok_or(CycleRefusal::NotPlaced)?;
    let left = known.left.as_ref().ok_or(CycleRefusal::NotWithdrawn)?;
    if !corrects(corrects_seq, left.live, after == Some(left.is))? {
        return Ok(Vec::new());
    }
    match after {
        Some(leaving) => {
            not_after(leaving.left_on, today)?;
            can_leave(record, participant, known, leaving)?;
        }
        None => can_go_on(record, known, &limits, overlapping_cycles)?,
    }
    let reason = reason.accept(ReasonFor::CorrectingPlacement, Some(participant.into()), record.sequence)?;
    Ok(vec![CycleEvent::WithdrawalCorrected(WithdrawalCorrected {
        effective_on,
        participant,
        corrects_seq,
        before: left.is,
        after,
        reason,
    })])
}

/// Whether there is still room for a pupil who did not leave. Where there is none, the pupil is placed again with a reason.
fn can_go_on(
    record: &CycleRecord,
    known: &Participant,
    limits: &ProgrammeLimits,
    overlapping_cycles: u16,
) -> Result<(), CycleRefusal> {
    if !record.is_intervention() {
        return Ok(());
    }
    if overlapping_cycles > 0 {
        return Err(CycleRefusal::PlacedElsewhere { cycles: overlapping_cycles });
    }
    let size = record.group_size().saturating_add(u16::from(known.placement.role == Role::Target));
    match limits.group_size.filter(|allowed| size > allowed.most && !record.size_overridden) {
        Some(allowed) => Err(CycleRefusal::GroupTooLarge { size, most: allowed.most }),
        None => Ok(()),
    }
}

/// Puts right what a placing said of the pupil; the same rules hold as for a placing. Quiet if somebody has done just that
/// since.
pub(super) fn correct(
    record: &CycleRecord,
    today: Date,
    effective_on: Date,
    new: CorrectPlacement,
) -> Decision {
    let known = record.participants.get(&new.participant).ok_or(CycleRefusal::NotPlaced)?;
    let (before, after) = (known.entry.is.clone(), new.after);
    if !corrects(new.corrects_seq, known.entry.live, before == after)? {
        return Ok(Vec::new());
    }
    not_after(after.placed_on, today)?;
    let then = known.changed_on.into_iter().chain(known.withdrawn_on());
    then.into_iter().try_for_each(|day| in_order(after.placed_on, day))?;
    if record.is_intervention() && known.placement.role == Role::Target {
        is_eligible(&new.limits, &after)?;
    }
    let corrected =
        Participant { entry: Live { is: after.clone(), live: known.entry.live }, ..known.clone() };
    if !record.took_part_in_sessions(new.participant, &corrected) {
        return Err(CycleRefusal::DatesReversed);
    }
    sealed_for(new.participant.into(), after.potential_evidence.as_ref())?;
    let subject = Some(new.participant.into());
    let reason = new.reason.accept(ReasonFor::CorrectingPlacement, subject, record.sequence)?;
    Ok(vec![CycleEvent::PlacementCorrected(Box::new(PlacementCorrected {
        effective_on,
        participant: new.participant,
        corrects_seq: new.corrects_seq,
        before,
        after,
        reason,
    }))])
}

/// The participant, who must take part now.
pub(super) fn active(record: &CycleRecord, participant: ParticipantId) -> Result<&Participant, CycleRefusal> {
    record.participants.get(&participant).filter(|known| known.is_active()).ok_or(CycleRefusal::NotPlaced)
}

fn is_active(record: &CycleRecord, participant: ParticipantId) -> bool {
    record.participants.get(&participant).is_some_and(Participant::is_active)
}

fn share_is_sane(placement: &Placement) -> Result<(), CycleRefusal> {
    if (1..=100).contains(&placement.share_of_sessions_percent) {
        Ok(())
    } else {
        Err(CycleRefusal::ShareOutOfRange)
    }
}
