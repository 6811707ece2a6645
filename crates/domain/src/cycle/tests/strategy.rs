//! Strategies: tried, adapted on evidence, stopped.

use super::super::*;
use super::given::*;
use crate::{ReasonCode, Sequence};

#[test]
fn a_strategy_is_adopted_once() {
    let CycleEvent::StrategyAdopted(adopted) =
        running().gives(adopt(practice(LessonPart::MainLesson, Reach::All)))
    else {
        panic!()
    };
    assert_eq!(adopted.practice.participants, Reach::All);
    let given = running().and(adopt(practice(LessonPart::MainLesson, Reach::All)));
    let mut again = practice(LessonPart::MainLesson, Reach::All);
    again.expected_effect = resealed(cycle_id());
    assert!(given.is_quiet(adopt(again)));
    let otherwise = adopt(practice(LessonPart::Menu, Reach::All));
    assert_eq!(given.refuses(otherwise), "strategy-already-active");
}

#[test]
fn pupils_come_before_programmes() {
    let refuses = |given: Given, reach| given.refuses(adopt(practice(LessonPart::Menu, reach)));
    assert_eq!(refuses(planned(), Reach::All), "need-before-programme");
    assert_eq!(refuses(planned().and(place(1)), Reach::All), "need-before-programme");
    let one_known = planned().and(place(1)).and(need(1)).and(place(2));
    assert_eq!(refuses(one_known.clone(), Reach::Only(vec![pupil(2)])), "need-before-programme");
    assert!(one_known.when(adopt(practice(LessonPart::Menu, Reach::Only(vec![pupil(1)])))).is_ok());
}

#[test]
fn a_strategy_reaches_pupils_who_take_part() {
    let refuses = |reach| running().and(withdraw(6)).refuses(adopt(practice(LessonPart::Menu, reach)));
    assert_eq!(refuses(Reach::Only(Vec::new())), "nobody-reached");
    assert_eq!(refuses(Reach::Only(vec![pupil(1), pupil(7)])), "not-placed");
    assert_eq!(refuses(Reach::Only(vec![pupil(6)])), "not-placed");
    let mut elsewhere = practice(LessonPart::Menu, Reach::All);
    elsewhere.expected_effect = sealed(pupil(1));
    assert_eq!(running().refuses(adopt(elsewhere)), "sealed-for-another");
}

fn adapt(after: Practice, evidence: &[u64]) -> CycleAct {
    let evidence = evidence.iter().copied().map(Sequence::new).collect();
    let reason = because(ReasonCode::EvidenceFromAssessment);
    CycleAct::AdaptStrategy(AdaptStrategy {
        strategy: "number-line-jumps".parse().unwrap(),
        after,
        evidence,
        reason,
    })
}

#[test]
fn a_strategy_is_adapted_on_evidence_with_before_and_after() {
    let given = running().and(adopt(practice(LessonPart::MainLesson, Reach::All)));
    let two = practice(LessonPart::Menu, Reach::Only(vec![pupil(2), pupil(6)]));
    let CycleEvent::StrategyAdapted(adapted) = given.gives(adapt(two.clone(), &[3, 5])) else { panic!() };
    assert_eq!((adapted.before.lesson_part, &adapted.after), (LessonPart::MainLesson, &two));
    assert_eq!(adapted.evidence, [Sequence::new(3), Sequence::new(5)]);
    assert!(given.is_quiet(adapt(practice(LessonPart::MainLesson, Reach::All), &[3])));
    assert_eq!(given.refuses(adapt(two.clone(), &[])), "evidence-missing");
    assert_eq!(given.refuses(adapt(two.clone(), &[3, 16])), "unknown-record");
    assert_eq!(running().refuses(adapt(two, &[3])), "strategy-not-active");
}

fn stop() -> CycleAct {
    CycleAct::StopStrategy(StopStrategy {
        strategy: "number-line-jumps".parse().unwrap(),
        judged_effect: JudgedEffect::SomeGain,
        reason: because(ReasonCode::NotEffective),
    })
}

#[test]
fn a_strategy_is_stopped_and_may_be_tried_again() {
    let given = running().and(adopt(practice(LessonPart::MainLesson, Reach::All)));
    assert!(matches!(given.gives(stop()), CycleEvent::StrategyStopped(_)));
    let stopped = given.and(stop());
    assert_eq!(stopped.refuses(stop()), "strategy-not-active");
    assert!(stopped.when(adopt(practice(LessonPart::Menu, Reach::All))).is_ok());
    assert_eq!(closed().refuses(stop()), "wrong-state");
}
