//! Strategies: tried, adapted on evidence, stopped.

use jiff::civil::date;

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

#[test]
fn a_change_rests_on_scores_as_they_stand_missed_scores_and_needs() {
    let given = running()
        .and(adopt(practice(LessonPart::MainLesson, Reach::All)))
        .and(score(1, AssessmentPoint::Baseline, 80))
        .and(miss(2, AssessmentPoint::Baseline));
    let after = || practice(LessonPart::Menu, Reach::All);
    for evidence in [3, 16, 17] {
        assert!(given.when(adapt(after(), &[evidence])).is_ok(), "event {evidence}");
    }
    for anything in [1, 2, 14, 15] {
        assert_eq!(given.refuses(adapt(after(), &[3, anything])), "not-evidence", "event {anything}");
    }
    let RecordAssessment { instrument, windows, assessment_id, mut reading, .. } =
        recording(1, AssessmentPoint::Baseline, 80);
    reading.score = 88.into();
    let given = given.and(CycleAct::CorrectAssessment(Box::new(CorrectAssessment {
        instrument,
        windows,
        assessment_id,
        corrects_seq: Sequence::new(16),
        after: reading,
        reason: because(ReasonCode::DataEntryError),
    })));
    assert_eq!(given.refuses(adapt(after(), &[16])), "not-evidence", "it was put right since");
    assert!(given.when(adapt(after(), &[18])).is_ok());
}

#[test]
fn the_days_of_a_strategy_are_in_order() {
    let (day, day_before) = (date(2025, 5, 20), date(2025, 5, 19));
    let new = || adopt(practice(LessonPart::MainLesson, Reach::All));
    let refuses = |given: &Given, day, act| given.when_on(day, act).unwrap_err().code();
    let on = |mut given: Given, act| {
        let events = given.when_on(day, act).unwrap();
        for event in events {
            given.0.apply(event);
        }
        given
    };
    let given = running();
    assert_eq!(refuses(&given, STARTS.yesterday().unwrap(), new()), "dates-reversed");
    assert!(given.when_on(STARTS, new()).is_ok());
    assert_eq!(refuses(&given, TODAY.tomorrow().unwrap(), new()), "date-in-future");
    let change = || adapt(practice(LessonPart::Menu, Reach::All), &[3]);
    let adopted = on(given, new());
    assert_eq!(refuses(&adopted, day_before, change()), "dates-reversed");
    assert_eq!(refuses(&adopted, day_before, stop()), "dates-reversed");
    let stopped = on(on(adopted, change()), stop());
    assert_eq!(refuses(&stopped, day_before, new()), "dates-reversed");
    assert!(stopped.when_on(day, new()).is_ok());
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

#[test]
fn a_strategy_is_adopted_until_the_day_on_which_it_was_retired() {
    let retired = |day| {
        let CycleAct::AdoptStrategy(new) = adopt(practice(LessonPart::MainLesson, Reach::All)) else {
            panic!()
        };
        CycleAct::AdoptStrategy(AdoptStrategy { retired_on: Some(day), ..new })
    };
    assert_eq!(running().refuses(retired(TODAY)), "strategy-retired");
    assert!(running().when(retired(TODAY.tomorrow().unwrap())).is_ok());
}
