//! The table of scores, filled from facts in a real database.

use domain::cycle::{AssessmentPoint, CorrectAssessment, CycleAct, MarkMissing, Reading, VoidAssessment};
use domain::{GivenReason, ReasonCode, Score};
use jiff::civil::date;
use rust_decimal::Decimal;

use super::projection::Scores;
use super::read;
use crate::test_support::{Facts, Fresh, assessment, number_test, participant};

#[tokio::test]
async fn a_corrected_score_shows_as_it_is_now_and_a_missed_one_says_why() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 2);
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
    let instrument = number_test();
    let id = assessment(facts.cycle, 1, AssessmentPoint::Baseline);
    let known = facts.state.record().unwrap().assessments[&id].clone();
    let correction = CorrectAssessment {
        instrument: instrument.limits(),
        windows: instrument.windows(),
        assessment_id: id,
        corrects_seq: known.live,
        after: Reading { score: Score::from(83), ..known.reading },
        reason: GivenReason::of(ReasonCode::DataEntryError),
    };
    facts.tell(date(2026, 1, 10), CycleAct::CorrectAssessment(Box::new(correction)));
    let missing = MarkMissing {
        participant: participant(2),
        point: AssessmentPoint::Baseline,
        reason: GivenReason::of(ReasonCode::Absence),
    };
    facts.tell(date(2026, 1, 11), CycleAct::MarkMissing(missing));
    fresh.project(&Scores, &facts).await;

    let entries = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    let [corrected, missed] = &entries[..] else { panic!("two rows, not {}", entries.len()) };
    assert_eq!(corrected.score.as_ref().unwrap().value, Decimal::from(83));
    assert_eq!((corrected.corrections, corrected.reason), (1, Some(ReasonCode::DataEntryError)));
    assert_eq!(corrected.live, known.live.number() + 1, "the correction holds the score now");
    assert_eq!((missed.score.as_ref(), missed.reason), (None, Some(ReasonCode::Absence)));
    fresh.drop().await;
}

#[tokio::test]
async fn a_score_that_no_longer_counts_is_gone_and_another_may_come() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 1);
    // A note that no score will come does not come back with a score that goes.
    let (participant, point) = (participant(1), AssessmentPoint::Baseline);
    let reason = GivenReason::of(ReasonCode::Absence);
    facts.tell(date(2026, 1, 8), CycleAct::MarkMissing(MarkMissing { participant, point, reason }));
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
    let assessment_id = assessment(facts.cycle, 1, AssessmentPoint::Baseline);
    let voids_seq = facts.state.record().unwrap().sequence;
    let reason = GivenReason::of(ReasonCode::Duplicate);
    let void = VoidAssessment { assessment_id, voids_seq, reason };
    facts.tell(date(2026, 1, 10), CycleAct::VoidAssessment(void));
    fresh.project(&Scores, &facts).await;
    assert_eq!(read::of_cycle(&fresh.pool, facts.cycle).await.unwrap(), []);
    fresh.drop().await;
}
