//! Needs, targets, and whether they were reached.

use jiff::civil::date;

use super::super::*;
use super::given::*;
use crate::{Evidence, ReasonCode, Sequence, TargetId};

fn target_id() -> TargetId {
    TargetId::parse("7a59e700-0000-4000-8000-000000000001").unwrap()
}

#[test]
fn a_need_is_recorded_in_the_words_of_the_participant_alone() {
    assert!(matches!(running().gives(need_in("fractions.1")), CycleEvent::NeedAssessed(_)));
    assert!(planned().and(place(1)).and(need(1)).is_quiet(need(1)));
    assert_eq!(running().refuses(need(7)), "not-placed");
    let CycleAct::RecordNeed(need) = need_in("fractions.1") else { panic!() };
    let elsewhere = RecordNeed { not_yet: sealed(cycle_id()), ..need };
    assert_eq!(running().refuses(CycleAct::RecordNeed(elsewhere)), "sealed-for-another");
}

fn need_in(concept: &str) -> CycleAct {
    let CycleAct::RecordNeed(need) = need(1) else { panic!() };
    CycleAct::RecordNeed(RecordNeed { concept: concept.parse().unwrap(), ..need })
}

fn target(change: impl FnOnce(&mut SetTarget)) -> CycleAct {
    let mut target = SetTarget {
        participant: pupil(1),
        target_id: target_id(),
        concept: "place-value.1".parse().unwrap(),
        statement: sealed(pupil(1)),
        measure: TargetMeasure::Percent,
        instrument: None,
        value: Some(90.into()),
        due_on: ENDS,
    };
    change(&mut target);
    CycleAct::SetTarget(target)
}

#[test]
fn a_target_is_set_once() {
    assert!(matches!(running().gives(target(|_| {})), CycleEvent::CurricularTargetSet(_)));
    let set = running().and(target(|_| {}));
    assert!(set.is_quiet(target(|t| t.statement = resealed(pupil(1)))));
    assert_eq!(set.refuses(target(|t| t.value = Some(95.into()))), "target-already-set");
}

#[test]
fn a_target_has_the_value_that_its_measure_asks_for_and_a_day_to_come() {
    let refuses = |act| running().refuses(act);
    assert_eq!(refuses(target(|t| t.value = None)), "target-not-measurable");
    assert_eq!(refuses(target(|t| t.measure = TargetMeasure::Judgement)), "target-not-measurable");
    assert_eq!(refuses(target(|t| t.measure = TargetMeasure::Score)), "target-not-measurable");
    assert_eq!(refuses(target(|t| t.due_on = date(2025, 6, 30))), "dates-reversed");
    assert_eq!(refuses(target(|t| t.participant = pupil(7))), "not-placed");
    assert_eq!(refuses(target(|t| t.statement = sealed(cycle_id()))), "sealed-for-another");
    let scored =
        target(|t| (t.measure, t.instrument) = (TargetMeasure::Score, Some(instrument().instrument)));
    assert!(running().when(scored).is_ok());
    assert!(running().when(target(|t| (t.measure, t.value) = (TargetMeasure::Judgement, None))).is_ok());
}

fn revising(seq: u64, change: impl FnOnce(&mut ReviseTarget)) -> CycleAct {
    let CycleAct::SetTarget(SetTarget { concept, statement, measure, instrument, value, due_on, .. }) =
        target(|_| {})
    else {
        panic!()
    };
    let mut revising = ReviseTarget {
        target_id: target_id(),
        revises_seq: Sequence::new(seq),
        after: Aim { concept, statement, measure, instrument, value, due_on },
        reason: because(ReasonCode::NeedMet),
    };
    change(&mut revising);
    CycleAct::ReviseTarget(Box::new(revising))
}

fn to_value(seq: u64, value: i32) -> CycleAct {
    revising(seq, |new| new.after.value = Some(value.into()))
}

#[test]
fn a_target_is_revised_with_before_and_after() {
    let set = running().and(target(|_| {}));
    let CycleEvent::TargetRevised(revised) = set.gives(to_value(15, 95)) else { panic!() };
    assert_eq!((revised.before.value, revised.after.value), (Some(90.into()), Some(95.into())));
    assert_eq!(revised.revises_seq, Sequence::new(15));
    let revised = set.clone().and(to_value(15, 95));
    assert!(revised.is_quiet(to_value(15, 95)), "the same form posted twice");
    assert_eq!(revised.refuses(to_value(15, 80)), "stale-correction");
    assert_eq!(revised.refuses(to_value(16, 95)), "nothing-changed");
    assert!(revised.when(to_value(16, 80)).is_ok());
}

#[test]
fn a_revised_target_obeys_the_rules_of_a_target() {
    let set = running().and(target(|_| {}));
    let refuses = |change: &dyn Fn(&mut ReviseTarget)| set.refuses(revising(15, change));
    assert_eq!(refuses(&|new| new.after.value = None), "target-not-measurable");
    assert_eq!(refuses(&|new| new.after.due_on = date(2025, 6, 30)), "dates-reversed");
    assert_eq!(refuses(&|new| new.after.statement = resealed(cycle_id())), "sealed-for-another");
    let not_here = |new: &mut ReviseTarget| {
        (new.after.value, new.reason) = (Some(80.into()), because(ReasonCode::Remark));
    };
    assert_eq!(refuses(&not_here), "reason-not-allowed-here");
    let another = TargetId::parse("7a59e700-0000-4000-8000-000000000002").unwrap();
    assert_eq!(refuses(&|new| new.target_id = another), "unknown-record");
    assert_eq!(set.clone().and(withdraw(1)).refuses(to_value(15, 80)), "not-placed");
    assert_eq!(set.and(CycleAct::CompleteAssessment).refuses(to_value(15, 80)), "wrong-state");
}

fn judge(judgement: Judgement, evidence: Vec<Evidence>) -> CycleAct {
    CycleAct::JudgeTarget(JudgeTarget { target_id: target_id(), judgement, evidence })
}

fn event(seq: u64) -> Evidence {
    Evidence::Event(Sequence::new(seq))
}

#[test]
fn a_target_is_judged_on_something_that_shows_it() {
    let set = running().and(target(|_| {}));
    let on = |evidence: &[Evidence]| judge(Judgement::Met, evidence.to_vec());
    let CycleEvent::TargetJudged(judged) = set.gives(on(&[event(3)])) else { panic!() };
    assert_eq!((judged.judgement, judged.evidence.len()), (Judgement::Met, 1));
    let words = Evidence::Text(sealed(pupil(1)));
    assert!(set.when(on(std::slice::from_ref(&words))).is_ok());
    assert!(set.when(on(&[words, event(3)])).is_ok());
    assert_eq!(set.refuses(on(&[])), "evidence-missing");
    assert_eq!(set.refuses(on(&[event(99)])), "unknown-record");
    assert_eq!(set.refuses(on(&[event(14)])), "not-evidence");
    assert_eq!(set.refuses(on(&[Evidence::Text(sealed(cycle_id()))])), "sealed-for-another");
    assert_eq!(running().refuses(on(&[event(3)])), "unknown-record");
    assert_eq!(planned().refuses(on(&[event(1)])), "wrong-state");
    assert_eq!(closed().refuses(on(&[event(3)])), "wrong-state");
}

#[test]
fn a_judgement_stands_until_another_or_until_the_target_is_revised() {
    let given = running().and(target(|_| {})).and(judge(Judgement::NotMet, vec![event(3)]));
    assert!(given.is_quiet(judge(Judgement::NotMet, vec![event(3)])));
    let words = |text: fn(crate::ParticipantId) -> Sealed| vec![Evidence::Text(text(pupil(1)))];
    let told = given.clone().and(judge(Judgement::NotMet, words(sealed)));
    assert!(told.is_quiet(judge(Judgement::NotMet, words(resealed))));
    assert!(matches!(given.gives(judge(Judgement::PartlyMet, vec![event(3)])), CycleEvent::TargetJudged(_)));
    let revised = given.and(to_value(15, 80));
    assert!(matches!(revised.gives(judge(Judgement::NotMet, vec![event(3)])), CycleEvent::TargetJudged(_)));
    assert!(revised.and(withdraw(1)).when(judge(Judgement::Met, vec![event(3)])).is_ok());
}
