//! Scores: recorded once for each point and instrument, marked as missing when they will not come, corrected and declared void in the open.

use jiff::civil::Date;

use super::command::{CorrectAssessment, MarkMissing, RecordAssessment, VoidAssessment};
use super::event::{
    AssessmentCorrected, AssessmentMissed, AssessmentRecorded, AssessmentVoided, CycleEvent, Reading,
};
use super::limits::{InstrumentLimits, Windows};
use super::placement::active;
use super::state::{CycleRecord, LiveAssessment, Participant};
use super::word::AssessmentPoint;
use super::{CycleRefusal, Decision, closing, corrects, in_order, not_after};
use crate::code::ScaleId;
use crate::id::{AssessmentId, ParticipantId};
use crate::reason::ReasonFor;

/// Records a score. Quiet if this assessment is recorded and says the same.
pub(super) fn record(
    record: &CycleRecord,
    today: Date,
    effective_on: Date,
    new: RecordAssessment,
) -> Decision {
    let participant = active(record, new.participant)?;
    if record.voided.contains(&new.assessment_id) {
        return Err(CycleRefusal::AlreadyVoided);
    }
    if let Some(known) = record.assessments.get(&new.assessment_id) {
        return if is_same(known, &new) { Ok(Vec::new()) } else { Err(CycleRefusal::DuplicateAssessment) };
    }
    if record.scores(new.participant, new.point).any(|known| known.instrument == new.instrument.instrument) {
        return Err(CycleRefusal::DuplicateAssessment);
    }
    if new.instrument.subject != record.plan.subject {
        return Err(CycleRefusal::SubjectMismatch);
    }
    if new.scale != new.instrument.scale {
        return Err(CycleRefusal::ScaleMismatch);
    }
    let place = Place { record, participant, point: new.point, today };
    place.allows(&new.reading, &new.instrument, new.windows)?;
    if new.point == AssessmentPoint::End {
        has_baseline(record, participant, &new)?;
    }
    Ok(vec![CycleEvent::AssessmentRecorded(AssessmentRecorded {
        effective_on,
        assessment_id: new.assessment_id,
        participant: new.participant,
        point: new.point,
        instrument: new.instrument.instrument,
        scale: new.scale,
        reading: new.reading,
        sem: new.sem,
        marker: new.marker,
        batch: new.batch,
    })])
}

/// Says that a score will not come. Quiet if that was said. An end score by a test that the outcome is not about does not
/// stand in the way.
pub(super) fn miss(record: &CycleRecord, effective_on: Date, new: MarkMissing) -> Decision {
    let participant = active(record, new.participant)?;
    if participant.missed.contains(&new.point) {
        return Ok(Vec::new());
    }
    let is_there = if new.point == AssessmentPoint::End {
        closing::has_end_score(record, new.participant)
    } else {
        record.scores(new.participant, new.point).next().is_some()
    };
    if is_there {
        return Err(CycleRefusal::DuplicateAssessment);
    }
    Ok(vec![CycleEvent::AssessmentMissed(AssessmentMissed {
        effective_on,
        participant: new.participant,
        point: new.point,
        reason: new.reason.accept(
            ReasonFor::MarkingMissing,
            Some(new.participant.into()),
            record.sequence,
        )?,
    })])
}

/// Puts a score right. Quiet if somebody has done just that since.
pub(super) fn correct(
    record: &CycleRecord,
    today: Date,
    effective_on: Date,
    new: CorrectAssessment,
) -> Decision {
    let known = live(record, new.assessment_id)?;
    if !corrects(new.corrects_seq, known.live, known.reading == new.after)? {
        return Ok(Vec::new());
    }
    if known.instrument != new.instrument.instrument || known.scale != new.instrument.scale {
        return Err(CycleRefusal::ScaleMismatch);
    }
    let participant = record.participants.get(&known.participant).ok_or(CycleRefusal::NotPlaced)?;
    let place = Place { record, participant, point: known.point, today };
    place.allows(&new.after, &new.instrument, new.windows)?;
    stays_in_order(record, new.assessment_id, known, &new.after)?;
    Ok(vec![CycleEvent::AssessmentCorrected(AssessmentCorrected {
        effective_on,
        assessment_id: new.assessment_id,
        corrects_seq: new.corrects_seq,
        before: known.reading.clone(),
        after: new.after,
        reason: new.reason.accept(
            ReasonFor::CorrectingAssessment,
            Some(known.participant.into()),
            record.sequence,
        )?,
    })])
}

/// Says that a score does not count, as if it had not been taken. Quiet if that was said.
pub(super) fn void(record: &CycleRecord, effective_on: Date, new: VoidAssessment) -> Decision {
    if record.voided.contains(&new.assessment_id) {
        return Ok(Vec::new());
    }
    let known = live(record, new.assessment_id)?;
    if new.voids_seq != known.live {
        return Err(CycleRefusal::StaleCorrection { live: known.live });
    }
    if is_rested_on(record, new.assessment_id, known) {
        return Err(CycleRefusal::EndScoreStands);
    }
    let subject = Some(known.participant.into());
    Ok(vec![CycleEvent::AssessmentVoided(AssessmentVoided {
        effective_on,
        assessment_id: new.assessment_id,
        voids_seq: new.voids_seq,
        reason: new.reason.accept(ReasonFor::VoidingAssessment, subject, record.sequence)?,
    })])
}

/// The score, which must count.
fn live(record: &CycleRecord, assessment: AssessmentId) -> Result<&LiveAssessment, CycleRefusal> {
    if record.voided.contains(&assessment) {
        return Err(CycleRefusal::AlreadyVoided);
    }
    record.assessments.get(&assessment).ok_or(CycleRefusal::UnknownRecord)
}

/// Whether an end score would be left without a start score on its scale, or a note that none will come.
fn is_rested_on(record: &CycleRecord, assessment: AssessmentId, known: &LiveAssessment) -> bool {
    let of_pupil = |point| record.scores(known.participant, point);
    let has_end = of_pupil(AssessmentPoint::End).any(|end| end.scale == known.scale);
    let is_another = |(id, one): (&AssessmentId, &LiveAssessment)| {
        *id != assessment
            && one.participant == known.participant
            && one.point == AssessmentPoint::Baseline
            && one.scale == known.scale
    };
    let missed = |one: &Participant| one.missed.contains(&AssessmentPoint::Baseline);
    known.point == AssessmentPoint::Baseline
        && has_end
        && !record.assessments.iter().any(is_another)
        && !record.participants.get(&known.participant).is_some_and(missed)
}

/// Where a reading is to stand: whose, and at which point.
struct Place<'a> {
    record: &'a CycleRecord,
    participant: &'a Participant,
    point: AssessmentPoint,
    today: Date,
}

impl Place<'_> {
    /// Whether the instrument gives such a score, and the day is one of the days for the point.
    fn allows(
        &self,
        reading: &Reading,
        limits: &InstrumentLimits,
        windows: Windows,
    ) -> Result<(), CycleRefusal> {
        limits.allow(reading.score)?;
        not_after(reading.taken_on, self.today)?;
        let days = windows.days(self.point, &self.record.plan, self.participant.entry.is.placed_on);
        if days.contains(&reading.taken_on) {
            Ok(())
        } else {
            Err(CycleRefusal::TakenOutsideCycle { from: days.least, to: days.most })
        }
    }
}

/// An end score needs a start score on its scale, earlier or on the same day; or a note that none will come.
fn has_baseline(
    record: &CycleRecord,
    participant: &Participant,
    new: &RecordAssessment,
) -> Result<(), CycleRefusal> {
    match baseline(record, new.participant, &new.scale) {
        Some((_, start)) => in_order(start.reading.taken_on, new.reading.taken_on),
        None if participant.missed.contains(&AssessmentPoint::Baseline) => Ok(()),
        None => Err(CycleRefusal::BaselineMissing),
    }
}

fn baseline<'a>(
    record: &'a CycleRecord,
    participant: ParticipantId,
    scale: &ScaleId,
) -> Option<(&'a AssessmentId, &'a LiveAssessment)> {
    let is_start =
        |one: &LiveAssessment| one.participant == participant && one.point == AssessmentPoint::Baseline;
    record.assessments.iter().find(|(_, one)| is_start(one) && one.scale == *scale)
}

/// A corrected day must not put the end before the start.
fn stays_in_order(
    record: &CycleRecord,
    corrected: AssessmentId,
    known: &LiveAssessment,
    after: &Reading,
) -> Result<(), CycleRefusal> {
    match known.point {
        AssessmentPoint::Baseline => {
            let mut ends =
                record.scores(known.participant, AssessmentPoint::End).filter(|end| end.scale == known.scale);
            ends.try_for_each(|end| in_order(after.taken_on, end.reading.taken_on))
        }
        AssessmentPoint::End => match baseline(record, known.participant, &known.scale) {
            Some((id, start)) if *id != corrected => in_order(start.reading.taken_on, after.taken_on),
            Some(_) | None => Ok(()),
        },
        AssessmentPoint::Interim | AssessmentPoint::FollowUp | AssessmentPoint::Transfer => Ok(()),
    }
}

fn is_same(known: &LiveAssessment, new: &RecordAssessment) -> bool {
    known.participant == new.participant
        && known.point == new.point
        && known.instrument == new.instrument.instrument
        && known.scale == new.scale
        && known.reading == new.reading
}
