//! What each pupil can and cannot do yet, what each is to be able to do, and whether it was reached.

use jiff::civil::Date;

use super::command::{JudgeTarget, RecordNeed, ReviseTarget, SetTarget};
use super::event::{Aim, CurricularTargetSet, CycleEvent, NeedAssessed, TargetJudged, TargetRevised};
use super::placement::active;
use super::state::{CycleRecord, Target};
use super::strategy::rests_on;
use super::word::TargetMeasure;
use super::{CycleRefusal, Decision, corrects, in_order, sealed_for};
use crate::id::{ParticipantId, TargetId};
use crate::reason::{Evidence, ReasonFor};

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
pub(super) fn set(record: &CycleRecord, effective_on: Date, new: SetTarget) -> Decision {
    active(record, new.participant)?;
    let SetTarget { participant, target_id, concept, statement, measure, instrument, value, due_on } = new;
    let aim = Aim { concept, statement, measure, instrument, value, due_on };
    if let Some(known) = record.targets.get(&target_id) {
        // A form posted twice seals its text anew, so it is not compared.
        let aim = Aim { statement: known.aim.is.statement.clone(), ..aim };
        let same = known.participant == participant && known.aim.is == aim;
        return if same { Ok(Vec::new()) } else { Err(CycleRefusal::TargetAlreadySet) };
    }
    can_be_reached(&aim, participant, effective_on)?;
    Ok(vec![CycleEvent::CurricularTargetSet(CurricularTargetSet {
        effective_on,
        participant,
        target_id,
        aim,
    })])
}

/// Sets a target anew, as long as its pupil takes part. Quiet if somebody has done just that since.
pub(super) fn revise(record: &CycleRecord, effective_on: Date, new: ReviseTarget) -> Decision {
    let known = known(record, new.target_id)?;
    let (before, after) = (known.aim.is.clone(), new.after);
    if !corrects(new.revises_seq, known.aim.live, before == after)? {
        return Ok(Vec::new());
    }
    active(record, known.participant)?;
    can_be_reached(&after, known.participant, effective_on)?;
    let subject = Some(known.participant.into());
    let reason = new.reason.accept(ReasonFor::RevisingTarget, subject, record.sequence)?;
    Ok(vec![CycleEvent::TargetRevised(Box::new(TargetRevised {
        effective_on,
        target_id: new.target_id,
        revises_seq: new.revises_seq,
        before,
        after,
        reason,
    }))])
}

/// Judges whether a target was reached, on something that shows it. Quiet if that was judged on the same.
pub(super) fn judge(record: &CycleRecord, effective_on: Date, new: JudgeTarget) -> Decision {
    let known = known(record, new.target_id)?;
    let JudgeTarget { target_id, judgement, evidence } = new;
    if known
        .judged
        .as_ref()
        .is_some_and(|was| was.judgement == judgement && shows_same(&was.evidence, &evidence))
    {
        return Ok(Vec::new());
    }
    let mut events = Vec::new();
    let mut texts = Vec::new();
    for one in &evidence {
        match one {
            Evidence::Event(sequence) => events.push(*sequence),
            Evidence::Text(text) => texts.push(text),
        }
    }
    if texts.is_empty() || !events.is_empty() {
        rests_on(record, &events)?;
    }
    sealed_for(known.participant.into(), texts)?;
    Ok(vec![CycleEvent::TargetJudged(TargetJudged { effective_on, target_id, judgement, evidence })])
}

fn known(record: &CycleRecord, target: TargetId) -> Result<&Target, CycleRefusal> {
    record.targets.get(&target).ok_or(CycleRefusal::UnknownRecord)
}

/// A target has the value that its measure asks for, and a day to come.
fn can_be_reached(aim: &Aim, participant: ParticipantId, effective_on: Date) -> Result<(), CycleRefusal> {
    let fits = match aim.measure {
        TargetMeasure::Score => aim.instrument.is_some() && aim.value.is_some(),
        TargetMeasure::ItemsCorrect | TargetMeasure::Percent => {
            aim.instrument.is_none() && aim.value.is_some()
        }
        TargetMeasure::Judgement => aim.instrument.is_none() && aim.value.is_none(),
    };
    if !fits {
        return Err(CycleRefusal::TargetNotMeasurable);
    }
    in_order(effective_on, aim.due_on)?;
    sealed_for(participant.into(), [&aim.statement])
}

/// The same events, and as many texts: a form posted twice seals its texts anew, so they are not compared.
fn shows_same(was: &[Evidence], now: &[Evidence]) -> bool {
    was.len() == now.len()
        && was.iter().zip(now).all(|pair| match pair {
            (Evidence::Event(was), Evidence::Event(now)) => was == now,
            (Evidence::Text(_), Evidence::Text(_)) => true,
            (Evidence::Event(_), Evidence::Text(_)) | (Evidence::Text(_), Evidence::Event(_)) => false,
        })
}
