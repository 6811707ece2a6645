//! What a fact of a cycle is, before it is told: which event, from which day, why, and whom it is about.

use std::collections::HashMap;

use domain::cycle::{AssessmentPoint, CycleEvent};
use domain::{AccountId, AssessmentId, Fact, ParticipantId, Reason, TargetId};
use jiff::civil::Date;
use journal::{Address, Recorded};

use crate::sealed_text::{Text, Texts};
use crate::words::Words;

/// The cycle's fact in a record; nothing for one that this program does not know.
#[must_use]
pub fn event(recorded: &Recorded) -> Option<CycleEvent> {
    match crate::facts::of(recorded).ok()? {
        Fact::Cycle(event) => Some(event),
        Fact::School(_)
        | Fact::SchoolGroup(_)
        | Fact::CohortResult(_)
        | Fact::BenchmarkSet(_)
        | Fact::Account(_)
        | Fact::ImportBatch(_)
        | Fact::Pupil(_)
        | Fact::Catalogue(_)
        | Fact::Enquiry(_)
        | Fact::Edition(_)
        | Fact::Ledger(_)
        | Fact::Pack(_) => None,
    }
}

/// The day from which a fact is so.
#[must_use]
pub fn effective_on(event: &CycleEvent) -> Date {
    event.effective_on()
}

/// Why a fact came about, where a reason was asked for.
#[must_use]
pub fn reason(event: &CycleEvent) -> Option<&Reason> {
    match event {
        CycleEvent::CycleStarted(one) => one.size_override.as_ref(),
        CycleEvent::CycleRescheduled(one) => Some(&one.reason),
        CycleEvent::CycleStaffChanged(one) => Some(&one.reason),
        CycleEvent::PupilPlaced(one) => Some(&one.reason),
        CycleEvent::PlacementChanged(one) => Some(&one.reason),
        CycleEvent::PupilWithdrawn(one) => Some(&one.reason),
        CycleEvent::WithdrawalCorrected(one) => Some(&one.reason),
        CycleEvent::PlacementCorrected(one) => Some(&one.reason),
        CycleEvent::TargetRevised(one) => Some(&one.reason),
        CycleEvent::AssessmentMissed(one) => Some(&one.reason),
        CycleEvent::AssessmentCorrected(one) => Some(&one.reason),
        CycleEvent::AssessmentVoided(one) => Some(&one.reason),
        CycleEvent::StrategyAdopted(one) => Some(&one.reason),
        CycleEvent::StrategyAdapted(one) => Some(&one.reason),
        CycleEvent::StrategyStopped(one) => Some(&one.reason),
        CycleEvent::SessionCorrected(one) => Some(&one.reason),
        CycleEvent::CostCorrected(one) => Some(&one.reason),
        CycleEvent::ImpactJudged(one) => Some(&one.reason),
        CycleEvent::BoardReportAmended(one) => Some(&one.reason),
        CycleEvent::CycleReopeningAsked(one) => Some(&one.reason),
        CycleEvent::CycleReopened(one) => Some(&one.reason),
        CycleEvent::CycleReopeningDeclined(one) => Some(&one.reason),
        CycleEvent::CycleCancelled(one) => Some(&one.reason),
        CycleEvent::CyclePlanned(_)
        | CycleEvent::LearningCarriedForward(_)
        | CycleEvent::NeedAssessed(_)
        | CycleEvent::CurricularTargetSet(_)
        | CycleEvent::TargetJudged(_)
        | CycleEvent::AssessmentRecorded(_)
        | CycleEvent::SessionDelivered(_)
        | CycleEvent::FamilyContactRecorded(_)
        | CycleEvent::MentoringRecorded(_)
        | CycleEvent::InquiryReflected(_)
        | CycleEvent::CostRecorded(_)
        | CycleEvent::CycleAssessed(_)
        | CycleEvent::CycleClosed(_)
        | CycleEvent::CycleOutcomeSealed(_)
        | CycleEvent::BoardReportSubmitted(_) => None,
    }
}

/// The kinds that later facts of a cycle lean on: they say whose the cycle is and who takes part, or their texts stand again in
/// what came after.
pub const LEANT_ON: &[&str] = &[
    "cycle_planned",
    "cycle_staff_changed",
    "pupil_placed",
    "placement_changed",
    "placement_corrected",
    "curricular_target_set",
    "target_revised",
    "strategy_adopted",
    "strategy_adapted",
    "board_report_submitted",
    "board_report_amended",
    "cycle_reopening_asked",
];

/// The fact that says more of a score which this one puts right or takes out: it says which score and not whose.
#[must_use]
pub fn leans_on(recorded: &Recorded) -> Option<Address> {
    let event = event(recorded)?;
    let sequence = if let CycleEvent::AssessmentCorrected(one) = event {
        one.corrects_seq
    } else if let CycleEvent::AssessmentVoided(one) = event {
        one.voids_seq
    } else {
        return None;
    };
    let (aggregate_type, aggregate_id) = (recorded.aggregate_type.clone(), recorded.aggregate_id.clone());
    let earlier = Some(sequence.number()).filter(|earlier| *earlier < recorded.sequence)?;
    Some(Address { aggregate_type, aggregate_id, sequence: earlier })
}

/// What later facts of a cycle name by its number alone: a correction says which score it corrects, and not whose it is.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Whose each score is, and at which point.
    pub scores: HashMap<AssessmentId, (ParticipantId, AssessmentPoint)>,
    /// Whose each target is.
    pub targets: HashMap<TargetId, ParticipantId>,
}

impl Records {
    /// All of them among a cycle's facts.
    #[must_use]
    pub fn of(stream: &[Recorded]) -> Self {
        let mut records = Self::default();
        for fact in stream.iter().filter_map(event) {
            if let CycleEvent::AssessmentRecorded(one) = fact {
                records.scores.insert(one.assessment_id, (one.participant, one.point));
            } else if let CycleEvent::CurricularTargetSet(one) = fact {
                records.targets.insert(one.target_id, one.participant);
            }
        }
        records
    }
}

/// What the pupils of a cycle are called, from its facts: by name for those who may read it, else by number.
#[must_use]
pub fn pupils(stream: &[Recorded], words: Words, texts: &Texts) -> HashMap<ParticipantId, String> {
    let mut called = HashMap::new();
    for recorded in stream {
        if let Some(CycleEvent::PupilPlaced(placed)) = event(recorded) {
            let place = called.len() + 1;
            called.entry(placed.participant).or_insert_with(|| match texts.name(&placed.identity) {
                Text::Open(name) => name,
                Text::Removed => words.tell("pupil-removed", &[("place", place.to_string().into())]),
                Text::Hidden => words.tell("pupil-number", &[("place", place.to_string().into())]),
            });
        }
    }
    called
}

/// Everybody whom a fact names by account, beside who recorded it.
#[must_use]
pub fn people(event: &CycleEvent) -> Vec<AccountId> {
    match event {
        CycleEvent::CyclePlanned(one) => {
            [one.plan.teacher, one.plan.lead].into_iter().chain(one.plan.mentor).collect()
        }
        CycleEvent::CycleStaffChanged(one) => one.before.into_iter().chain(one.after).collect(),
        CycleEvent::MentoringRecorded(one) => vec![one.mentor],
        CycleEvent::ImpactJudged(one) => vec![one.judge],
        CycleEvent::CycleReopeningAsked(one) => vec![one.by],
        CycleEvent::CycleReopened(one) => vec![one.approver],
        CycleEvent::CycleReopeningDeclined(one) => vec![one.asked_by, one.declined_by],
        CycleEvent::CycleStarted(_)
        | CycleEvent::CycleRescheduled(_)
        | CycleEvent::LearningCarriedForward(_)
        | CycleEvent::PupilPlaced(_)
        | CycleEvent::PlacementChanged(_)
        | CycleEvent::PupilWithdrawn(_)
        | CycleEvent::WithdrawalCorrected(_)
        | CycleEvent::PlacementCorrected(_)
        | CycleEvent::NeedAssessed(_)
        | CycleEvent::CurricularTargetSet(_)
        | CycleEvent::TargetRevised(_)
        | CycleEvent::TargetJudged(_)
        | CycleEvent::AssessmentRecorded(_)
        | CycleEvent::AssessmentMissed(_)
        | CycleEvent::AssessmentCorrected(_)
        | CycleEvent::AssessmentVoided(_)
        | CycleEvent::StrategyAdopted(_)
        | CycleEvent::StrategyAdapted(_)
        | CycleEvent::StrategyStopped(_)
        | CycleEvent::SessionDelivered(_)
        | CycleEvent::SessionCorrected(_)
        | CycleEvent::FamilyContactRecorded(_)
        | CycleEvent::InquiryReflected(_)
        | CycleEvent::CostRecorded(_)
        | CycleEvent::CostCorrected(_)
        | CycleEvent::CycleAssessed(_)
        | CycleEvent::CycleClosed(_)
        | CycleEvent::CycleOutcomeSealed(_)
        | CycleEvent::BoardReportSubmitted(_)
        | CycleEvent::BoardReportAmended(_)
        | CycleEvent::CycleCancelled(_) => Vec::new(),
    }
}
