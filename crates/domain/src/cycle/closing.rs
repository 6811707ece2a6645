//! The end of a cycle: the assessing is over, and it is closed with an outcome that will not change.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::command::CloseCycle;
use super::event::{Completeness, CycleAssessed, CycleClosed, CycleEvent, CycleOutcomeSealed};
use super::state::{CycleRecord, Participant, count};
use super::word::{AssessmentPoint, Role};
use super::{CycleRefusal, Decision};
use crate::code::ScaleId;
use crate::id::ParticipantId;

/// Ends the assessing, and says how complete it is.
pub(super) fn complete(record: &CycleRecord, effective_on: Date) -> Vec<CycleEvent> {
    vec![CycleEvent::CycleAssessed(CycleAssessed { effective_on, completeness: completeness(record) })]
}

/// Closes a cycle in which every pupil has an end score, was withdrawn, or is known to have missed it.
pub(super) fn close(record: &CycleRecord, effective_on: Date, close: CloseCycle) -> Decision {
    let outstanding = completeness(record).outstanding;
    if outstanding > 0 {
        return Err(CycleRefusal::IncompleteAssessment { outstanding });
    }
    let CloseCycle { outcome, upto_sequence } = close;
    if upto_sequence != record.sequence {
        return Err(CycleRefusal::StaleOutcome { upto: upto_sequence, last: record.sequence });
    }
    Ok(vec![
        CycleEvent::CycleClosed(CycleClosed { effective_on }),
        CycleEvent::CycleOutcomeSealed(CycleOutcomeSealed { effective_on, upto_sequence, outcome }),
    ])
}

/// Where the end score of a pupil stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndScore {
    /// There is one that counts towards the outcome.
    Scored,
    /// It is known that none will come.
    Missed,
    /// The pupil left the cycle.
    Withdrawn,
    /// It is still to come.
    Outstanding,
}

impl CycleRecord {
    /// Where the end score of each target participant stands, on the scale that the outcome is about.
    #[must_use]
    pub fn end_scores(&self) -> Vec<(ParticipantId, EndScore)> {
        let scale = outcome_scale(self);
        let end = |id: ParticipantId, one: &Participant| {
            if !one.is_active() {
                EndScore::Withdrawn
            } else if counts(self, id, scale) {
                EndScore::Scored
            } else if one.missed.contains(&AssessmentPoint::End) {
                EndScore::Missed
            } else {
                EndScore::Outstanding
            }
        };
        let targets = self.participants.iter().filter(|(_, one)| one.placement.role == Role::Target);
        targets.map(|(id, one)| (*id, end(*id, one))).collect()
    }
}

/// How complete the end scores of the target participants are.
pub(super) fn completeness(record: &CycleRecord) -> Completeness {
    let ends = record.end_scores();
    let those = |wanted: EndScore| count(ends.iter().filter(|(_, end)| *end == wanted));
    Completeness {
        targets: count(ends.iter()),
        with_end_score: those(EndScore::Scored),
        missed: those(EndScore::Missed),
        withdrawn: those(EndScore::Withdrawn),
        outstanding: those(EndScore::Outstanding),
    }
}

/// Whether a participant has an end score that counts towards the outcome.
pub(super) fn has_end_score(record: &CycleRecord, participant: ParticipantId) -> bool {
    counts(record, participant, outcome_scale(record))
}

/// As long as nobody has a start and an end score by one test, every end score counts.
fn counts(record: &CycleRecord, participant: ParticipantId, scale: Option<&ScaleId>) -> bool {
    record.scores(participant, AssessmentPoint::End).any(|end| scale.is_none_or(|scale| end.scale == *scale))
}

fn outcome_scale(record: &CycleRecord) -> Option<&ScaleId> {
    let taking_part = record.active_targets().map(|(id, _)| *id).collect();
    let names: Vec<String> = record.assessments.values().map(|one| one.instrument.to_string()).collect();
    let points = record.assessments.values().zip(&names);
    let leading = leading_test(
        points.clone().map(|(one, name)| (one.participant, one.point, name.as_str())),
        &taking_part,
    )?;
    points.into_iter().find(|(_, name)| *name == leading).map(|(one, _)| &one.scale)
}

/// The test that a cycle's outcome is about: the one by which most of those who take part have both a start and an end
/// score; of two tests with as many, the first by name. Nothing if nobody has both by one test.
#[must_use]
pub fn leading_test<'a>(
    scores: impl IntoIterator<Item = (ParticipantId, AssessmentPoint, &'a str)>,
    taking_part: &BTreeSet<ParticipantId>,
) -> Option<&'a str> {
    let mut tests: BTreeMap<&str, [BTreeSet<ParticipantId>; 2]> = BTreeMap::new();
    for (participant, point, test) in scores {
        let [starts, ends] = tests.entry(test).or_default();
        match point {
            AssessmentPoint::Baseline => starts.insert(participant),
            AssessmentPoint::End => ends.insert(participant),
            AssessmentPoint::Interim | AssessmentPoint::FollowUp | AssessmentPoint::Transfer => false,
        };
    }
    let pairs = |[starts, ends]: &[BTreeSet<ParticipantId>; 2]| {
        starts.intersection(ends).filter(|id| taking_part.contains(id)).count()
    };
    tests
        .iter()
        .map(|(test, scored)| (*test, pairs(scored)))
        .filter(|(_, pairs)| *pairs > 0)
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(test, _)| test)
}
