//! Who takes part and how, what each can and cannot do yet, and what each is to be able to do.

use jiff::civil::Date;

use super::command::{ChangePlacement, PlacePupil, RecordNeed, SetTarget, WithdrawPupil};
use super::event::{
    CurricularTargetSet, CycleEvent, NeedAssessed, Placement, PlacementChanged, PupilPlaced, PupilWithdrawn,
};
use super::limits::ProgrammeLimits;
use super::state::{CycleRecord, Participant};
use super::word::{Role, TargetMeasure};
use super::{CycleRefusal, Decision, in_order, sealed_for};
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
    if record.is_intervention() && new.placement.role == Role::Target {
        is_eligible(&new.limits, &new)?;
    }
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
        reason: new.reason.accept(ReasonFor::Placing, Some(new.participant.into()), record.sequence)?,
    }))])
}

/// A form posted twice seals its texts anew, so they are not compared.
fn is_same(known: &Participant, new: &PlacePupil) -> bool {
    let (was, now) = (&known.placement, &new.placement);
    known.placed.year_level == new.year_level
        && known.placed.weeks_of_schooling == new.weeks_of_schooling
        && known.placed.entry_band == new.entry_band
        && (was.tier, was.role, was.share_of_sessions_percent)
            == (now.tier, now.role, now.share_of_sessions_percent)
}

fn is_eligible(limits: &ProgrammeLimits, new: &PlacePupil) -> Result<(), CycleRefusal> {
    if let Some(years) = limits.year_levels.filter(|years| !years.contains(&new.year_level)) {
        return Err(CycleRefusal::YearOutOfRange { least: years.least, most: years.most });
    }
    if let Some(least) = limits.least_weeks_of_schooling.filter(|least| new.weeks_of_schooling < *least) {
        return Err(CycleRefusal::TooFewWeeks { least });
    }
    if !limits.entry_bands.is_empty() && !limits.entry_bands.contains(&new.entry_band) {
        return Err(CycleRefusal::NotBelowExpectation);
    }
    if limits.potential_needed && new.potential_evidence.is_none() {
        return Err(CycleRefusal::PotentialNotShown);
    }
    Ok(())
}

/// Changes how a participant takes part. Quiet if it is so.
pub(super) fn change(record: &CycleRecord, effective_on: Date, new: ChangePlacement) -> Decision {
    let known = active(record, new.participant)?;
    let (before, after) = (known.placement.clone(), new.after);
    if before == after {
        return Ok(Vec::new());
    }
    share_is_sane(&after)?;
    in_order(known.placed.effective_on, effective_on)?;
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

/// Ends a participant's part. Quiet if it has ended.
pub(super) fn withdraw(record: &CycleRecord, effective_on: Date, new: WithdrawPupil) -> Decision {
    let known = record.participants.get(&new.participant).ok_or(CycleRefusal::NotPlaced)?;
    if !known.is_active() {
        return Ok(Vec::new());
    }
    in_order(known.placed.effective_on, effective_on)?;
    Ok(vec![CycleEvent::PupilWithdrawn(PupilWithdrawn {
        effective_on,
        participant: new.participant,
        exit_status: new.exit_status,
        next_support: new.next_support,
        reason: new.reason.accept(ReasonFor::Withdrawing, Some(new.participant.into()), record.sequence)?,
    })])
}

/// Records a need. Quiet if it is the very one recorded last for the concept.
pub(super) fn record_need(record: &CycleRecord, effective_on: Date, new: RecordNeed) -> Decision {
    let known = active(record, new.participant)?;
    let RecordNeed { participant, concept, can_do, not_yet, source } = new;
    let need = NeedAssessed { effective_on, participant, concept, can_do, not_yet, source };
    if known.needs.get(&need.concept) == Some(&need) {
        return Ok(Vec::new());
    }
    sealed_for(participant.into(), [&need.can_do, &need.not_yet])?;
    Ok(vec![CycleEvent::NeedAssessed(need)])
}

/// Sets a target. Quiet if this target has been set and says the same.
pub(super) fn set_target(record: &CycleRecord, effective_on: Date, new: SetTarget) -> Decision {
    active(record, new.participant)?;
    let SetTarget { participant, target_id, concept, statement, measure, instrument, value, due_on } = new;
    let target = CurricularTargetSet {
        effective_on,
        participant,
        target_id,
        concept,
        statement,
        measure,
        instrument,
        value,
        due_on,
    };
    if let Some(known) = record.targets.get(&target_id) {
        let same = CurricularTargetSet { statement: known.statement.clone(), ..target } == *known;
        return if same { Ok(Vec::new()) } else { Err(CycleRefusal::TargetAlreadySet) };
    }
    let fits = match measure {
        TargetMeasure::Score => target.instrument.is_some() && value.is_some(),
        TargetMeasure::ItemsCorrect | TargetMeasure::Percent => {
            target.instrument.is_none() && value.is_some()
        }
        TargetMeasure::Judgement => target.instrument.is_none() && value.is_none(),
    };
    if !fits {
        return Err(CycleRefusal::TargetNotMeasurable);
    }
    in_order(effective_on, due_on)?;
    sealed_for(participant.into(), [&target.statement])?;
    Ok(vec![CycleEvent::CurricularTargetSet(target)])
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
