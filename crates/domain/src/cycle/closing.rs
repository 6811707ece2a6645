//! The end of a cycle: the assessing is over, and it is closed with an outcome that will not change.

use jiff::civil::Date;

use super::command::CloseCycle;
use super::event::{Completeness, CycleAssessed, CycleClosed, CycleEvent, CycleOutcomeSealed};
use super::state::{CycleRecord, Participant, count};
use super::word::{AssessmentPoint, Role};
use super::{CycleRefusal, Decision};
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

/// How complete the end scores of the target participants are.
pub(super) fn completeness(record: &CycleRecord) -> Completeness {
    let targets = || record.participants.iter().filter(|(_, one)| one.placement.role == Role::Target);
    let scored = |id: &ParticipantId| record.scores(*id, AssessmentPoint::End).next().is_some();
    let missed = |one: &Participant| one.missed.contains(&AssessmentPoint::End);
    let active = || targets().filter(|(_, one)| one.is_active());
    Completeness {
        targets: count(targets()),
        with_end_score: count(active().filter(|(id, _)| scored(id))),
        missed: count(active().filter(|(id, one)| !scored(id) && missed(one))),
        withdrawn: count(targets().filter(|(_, one)| !one.is_active())),
        outstanding: count(active().filter(|(id, one)| !scored(id) && !missed(one))),
    }
}
