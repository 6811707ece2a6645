//! The table of what was tried, filled from facts in a real database.

use domain::cycle::{
    AdaptStrategy, AdoptStrategy, AssessmentPoint, CycleAct, JudgedEffect, LessonPart, StopStrategy,
};
use domain::{GivenReason, ReasonCode, Sequence};
use jiff::civil::date;

use super::projection::StrategyChanges;
use super::read::{self, Step};
use crate::test_support::{Facts, Fresh, practice};

#[tokio::test]
async fn every_change_of_a_strategy_is_a_row_and_an_unchanged_text_keeps_its_command() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 6);
    let because = GivenReason::of(ReasonCode::EvidenceFromAssessment);
    let strategy = || "bar-models".parse().unwrap();
    let adopt = AdoptStrategy {
        strategy: strategy(),
        retired_on: None,
        practice: practice(facts.cycle, LessonPart::MainLesson),
        reason: because.clone(),
    };
    facts.tell(date(2026, 1, 12), CycleAct::AdoptStrategy(adopt));
    let sealed_by = facts.recorded.last().unwrap().command_id;
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 13));
    let evidence = vec![Sequence::new(facts.recorded.len() as u64)];
    let change = AdaptStrategy {
        strategy: strategy(),
        after: practice(facts.cycle, LessonPart::Menu),
        evidence,
        reason: because.clone(),
    };
    facts.tell(date(2026, 1, 14), CycleAct::AdaptStrategy(change));
    let stop = StopStrategy { strategy: strategy(), judged_effect: JudgedEffect::NoChange, reason: because };
    facts.tell(date(2026, 1, 15), CycleAct::StopStrategy(stop));
    fresh.project(&StrategyChanges, &facts).await;

    let changes = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    let [first, second, stopped] = &changes[..] else { panic!("three rows, not {}", changes.len()) };
    assert!(matches!(&first.step, Step::Used { adapted: false, .. }));
    let Step::Used { adapted: true, practice, expected } = &second.step else { panic!("{:?}", second.step) };
    assert_eq!(practice.lesson_part, LessonPart::Menu);
    assert_eq!(Some(expected.command_id), sealed_by);
    assert_eq!(stopped.step, Step::Stopped { judged_effect: JudgedEffect::NoChange });
    fresh.drop().await;
}
