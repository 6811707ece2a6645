//! Scores: recorded, missed, corrected.

use jiff::civil::{Date, date};

use super::super::*;
use super::given::*;
use crate::{ReasonCode, Score, Sequence};
use AssessmentPoint::{Baseline, End, FollowUp, Interim};

fn with(number: u8, point: AssessmentPoint, change: impl FnOnce(&mut RecordAssessment)) -> CycleAct {
    let mut recording = recording(number, point, 90);
    change(&mut recording);
    CycleAct::RecordAssessment(Box::new(recording))
}

#[test]
fn a_score_is_recorded_once_for_each_point_and_instrument() {
    let CycleEvent::AssessmentRecorded(recorded) = running().gives(score(1, Baseline, 80)) else { panic!() };
    assert_eq!((recorded.reading.score, recorded.point), (Score::from(80), Baseline));
    let given = running().and(score(1, Baseline, 80));
    assert!(given.is_quiet(score(1, Baseline, 80)));
    assert_eq!(given.refuses(score(1, Baseline, 81)), "duplicate-assessment");
    let second = with(1, Baseline, |new| new.assessment_id = assessment_of(9, Baseline));
    assert_eq!(given.refuses(second), "duplicate-assessment");
    let another_test = with(1, Baseline, |new| {
        new.assessment_id = assessment_of(9, Baseline);
        new.instrument.instrument = "number-screen@1".parse().unwrap();
    });
    assert!(given.when(another_test).is_ok());
}

#[test]
fn a_score_is_one_the_instrument_gives() {
    let refuses = |act| running().refuses(act);
    assert_eq!(refuses(score(7, Baseline, 80)), "not-placed");
    assert_eq!(refuses(with(1, Baseline, |new| new.scale = "raw".parse().unwrap())), "scale-mismatch");
    assert_eq!(refuses(score(1, Baseline, 69)), "score-out-of-range");
    assert_eq!(refuses(score(1, Baseline, 141)), "score-out-of-range");
    for boundary in [70, 140] {
        assert!(running().when(score(1, Baseline, boundary)).is_ok());
    }
}

#[test]
fn a_test_is_of_the_subject_of_the_cycle() {
    let reading = with(1, Baseline, |new| new.instrument.subject = crate::Subject::Reading);
    assert_eq!(running().refuses(reading), "subject-mismatch");
}

#[test]
fn an_end_score_by_another_test_than_the_outcome_s_neither_counts_nor_bars_the_note_that_none_will_come() {
    let raw = |number, point| {
        with(number, point, |new| {
            new.assessment_id = assessment_of(100 + number, point);
            new.scale = "raw".parse().unwrap();
            new.instrument.scale = "raw".parse().unwrap();
            new.instrument.instrument = "quick-facts@1".parse().unwrap();
        })
    };
    let five = (1..=5)
        .fold(running(), |given, number| given.and(score(number, Baseline, 80)).and(score(number, End, 90)));
    let given = five.and(raw(6, Baseline)).and(raw(6, End));
    let completeness = |given: &Given| closing::completeness(given.0.record().unwrap());
    assert_eq!((completeness(&given).with_end_score, completeness(&given).outstanding), (5, 1));
    assert_eq!(given.refuses(miss(5, End)), "duplicate-assessment");
    let given = given.and(miss(6, End));
    assert_eq!((completeness(&given).missed, completeness(&given).outstanding), (1, 0));
    let only_raw = running().and(raw(6, Baseline)).and(raw(6, End));
    assert_eq!(completeness(&only_raw).with_end_score, 1, "where it is the only test, it is the outcome's");
}

#[test]
fn a_test_is_taken_on_one_of_the_days_for_its_point() {
    let on = |point, day: Date| with(1, point, |new| new.reading.taken_on = day);
    let first = date(2025, 3, 17);
    assert!(running().when(on(Baseline, first)).is_ok());
    let early = running().when(on(Baseline, date(2025, 3, 16))).unwrap_err();
    assert_eq!(early, CycleRefusal::TakenOutsideCycle { from: first, to: date(2025, 5, 12) });
    assert_eq!(running().refuses(on(Interim, date(2025, 4, 27))), "taken-outside-cycle");
    assert_eq!(running().refuses(on(Interim, date(2025, 7, 2))), "date-in-future");
    let given = running().and(score(1, Baseline, 80));
    assert_eq!(given.refuses(on(End, date(2025, 6, 5))), "taken-outside-cycle");
    assert!(given.when(on(End, date(2025, 6, 6))).is_ok());
    assert_eq!(given.refuses(on(FollowUp, TODAY)), "taken-outside-cycle");
}

#[test]
fn a_pupil_who_joins_late_may_have_a_late_baseline() {
    let joined = running();
    let events = joined.when_on(date(2025, 6, 1), place(7)).unwrap();
    let mut joined = joined;
    for event in events {
        joined.0.apply(event);
    }
    let late = |day| with(7, Baseline, |new| new.reading.taken_on = day);
    assert!(joined.when(late(date(2025, 6, 15))).is_ok());
    assert_eq!(joined.refuses(late(date(2025, 6, 16))), "taken-outside-cycle");
}

#[test]
fn there_is_no_end_score_without_a_start_score_on_its_scale_or_a_note_that_none_will_come() {
    assert_eq!(running().refuses(score(1, End, 90)), "baseline-missing");
    let another_scale = with(1, Baseline, |new| {
        new.scale = "raw".parse().unwrap();
        new.instrument.scale = "raw".parse().unwrap();
    });
    assert_eq!(running().and(another_scale).refuses(score(1, End, 90)), "baseline-missing");
    assert!(running().and(score(1, Baseline, 80)).when(score(1, End, 90)).is_ok());
    assert!(running().and(miss(1, Baseline)).when(score(1, End, 90)).is_ok());
}

#[test]
fn the_end_is_not_before_the_start() {
    let day = date(2025, 6, 10);
    let windows = Windows { baseline_after_days: 60, ..Windows::usual() };
    let late_start = with(1, Baseline, |new| (new.windows, new.reading.taken_on) = (windows, day));
    let given = running().and(late_start);
    let end = |day| with(1, End, |new| new.reading.taken_on = day);
    assert_eq!(given.refuses(end(date(2025, 6, 9))), "dates-reversed");
    assert!(given.when(end(day)).is_ok());
}

#[test]
fn a_score_that_will_not_come_is_said_once_and_may_come_after_all() {
    assert!(matches!(running().gives(miss(1, End)), CycleEvent::AssessmentMissed(_)));
    assert!(running().and(miss(1, End)).is_quiet(miss(1, End)));
    assert_eq!(running().refuses(miss(7, End)), "not-placed");
    let scored = running().and(score(1, Baseline, 80));
    assert_eq!(scored.refuses(miss(1, Baseline)), "duplicate-assessment");
    let found = running().and(miss(1, Baseline)).and(score(1, Baseline, 80));
    assert!(found.0.record().unwrap().participants[&pupil(1)].missed.is_empty());
}

#[test]
fn after_the_closing_only_follow_up_and_transfer_scores_come() {
    assert_eq!(closed().refuses(score(1, Interim, 85)), "wrong-state");
    assert_eq!(closed().refuses(miss(1, Interim)), "wrong-state");
    let later = date(2025, 10, 1);
    let act = with(1, FollowUp, |new| new.reading.taken_on = later);
    let command = CycleCommand { today: later, effective_on: later, act };
    assert!(closed().0.decide(command).is_ok_and(|events| events.len() == 1));
    assert!(matches!(closed().gives(miss(1, FollowUp)), CycleEvent::AssessmentMissed(_)));
}

fn correcting(seq: u64, value: i32) -> CorrectAssessment {
    let CycleAct::RecordAssessment(recorded) = score(1, Baseline, value) else { panic!() };
    CorrectAssessment {
        instrument: instrument(),
        windows: Windows::usual(),
        assessment_id: recorded.assessment_id,
        corrects_seq: Sequence::new(seq),
        after: recorded.reading,
        reason: because(ReasonCode::DataEntryError),
    }
}

fn correct(seq: u64, value: i32) -> CycleAct {
    CycleAct::CorrectAssessment(Box::new(correcting(seq, value)))
}

#[test]
fn a_correction_keeps_what_was_and_what_is() {
    let given = running().and(score(1, Baseline, 80));
    let CycleEvent::AssessmentCorrected(corrected) = given.gives(correct(15, 88)) else { panic!() };
    assert_eq!((corrected.before.score, corrected.after.score), (Score::from(80), Score::from(88)));
    assert_eq!(corrected.corrects_seq, Sequence::new(15));
    assert!(closed().when(correct(15, 88)).is_ok(), "a score is put right even after the closing");
}

#[test]
fn a_correction_is_of_the_live_score_and_changes_something() {
    let given = running().and(score(1, Baseline, 80));
    assert_eq!(given.refuses(correct(15, 80)), "nothing-changed");
    let corrected = given.clone().and(correct(15, 88));
    assert_eq!(
        corrected.when(correct(15, 89)),
        Err(CycleRefusal::StaleCorrection { live: Sequence::new(16) })
    );
    assert!(corrected.is_quiet(correct(15, 88)), "the same form posted twice");
    assert_eq!(corrected.refuses(correct(17, 88)), "stale-correction");
    assert_eq!(running().refuses(correct(15, 88)), "unknown-record");
}

#[test]
fn a_corrected_score_obeys_the_same_rules() {
    let given = running().and(score(1, Baseline, 80)).and(score(1, End, 90));
    let refuses = |change: &dyn Fn(&mut CorrectAssessment)| {
        let mut correcting = correcting(15, 88);
        change(&mut correcting);
        given.refuses(CycleAct::CorrectAssessment(Box::new(correcting)))
    };
    assert_eq!(refuses(&|new| new.after.score = 141.into()), "score-out-of-range");
    assert_eq!(refuses(&|new| new.after.taken_on = date(2025, 3, 1)), "taken-outside-cycle");
    assert_eq!(refuses(&|new| new.after.taken_on = date(2025, 7, 2)), "date-in-future");
    assert_eq!(refuses(&|new| new.instrument.instrument = "other@1".parse().unwrap()), "scale-mismatch");
    assert_eq!(refuses(&|new| new.reason = because(ReasonCode::Remark)), "reason-missing");
    assert_eq!(refuses(&|new| new.reason = noted(ReasonCode::Remark, cycle_id(), 20)), "sealed-for-another");
    assert_eq!(refuses(&|new| new.reason = because(ReasonCode::Absence)), "reason-not-allowed-here");
    let long = Windows { baseline_after_days: 90, ..Windows::usual() };
    let end_first = with(1, End, |new| new.reading.taken_on = date(2025, 6, 20));
    let given = running().and(score(1, Baseline, 80)).and(end_first);
    let mut after_the_end = correcting(15, 80);
    (after_the_end.windows, after_the_end.after.taken_on) = (long, date(2025, 6, 21));
    assert_eq!(given.refuses(CycleAct::CorrectAssessment(Box::new(after_the_end))), "dates-reversed");
}

fn void(number: u8, point: AssessmentPoint, seq: u64) -> CycleAct {
    CycleAct::VoidAssessment(VoidAssessment {
        assessment_id: assessment_of(number, point),
        voids_seq: Sequence::new(seq),
        reason: because(ReasonCode::Duplicate),
    })
}

#[test]
fn a_score_that_is_void_does_not_count_and_may_come_again() {
    let given = running().and(score(1, Interim, 85));
    let CycleEvent::AssessmentVoided(voided) = given.gives(void(1, Interim, 15)) else { panic!() };
    assert_eq!(voided.voids_seq, Sequence::new(15));
    let given = given.and(void(1, Interim, 15));
    assert!(given.is_quiet(void(1, Interim, 15)));
    assert!(given.0.record().unwrap().assessments.is_empty());
    assert!(!given.0.record().unwrap().citable.contains(&Sequence::new(15)));
    assert_eq!(given.refuses(score(1, Interim, 85)), "already-voided", "under its number it stays void");
    let anew = with(1, Interim, |new| new.assessment_id = assessment_of(9, Interim));
    assert!(given.when(anew).is_ok());
    assert!(given.when(miss(1, Interim)).is_ok());
}

#[test]
fn a_score_is_declared_void_as_it_stands_and_for_a_reason() {
    let given = running().and(score(1, Baseline, 80)).and(correct(15, 88));
    let live = Sequence::new(16);
    assert_eq!(given.when(void(1, Baseline, 15)), Err(CycleRefusal::StaleCorrection { live }));
    assert!(given.when(void(1, Baseline, 16)).is_ok());
    assert_eq!(given.refuses(void(2, Baseline, 16)), "unknown-record");
    let refuses = |reason| {
        let (assessment_id, voids_seq) = (assessment_of(1, Baseline), live);
        given.refuses(CycleAct::VoidAssessment(VoidAssessment { assessment_id, voids_seq, reason }))
    };
    assert_eq!(refuses(because(ReasonCode::Timetable)), "reason-not-allowed-here");
    assert_eq!(refuses(because(ReasonCode::WrongPupil)), "reason-missing");
    assert_eq!(refuses(noted(ReasonCode::WrongPupil, cycle_id(), 20)), "sealed-for-another");
    let gone = given.and(void(1, Baseline, 16));
    assert_eq!(gone.refuses(correct(16, 90)), "already-voided");
    assert_eq!(Given(Cycle::default()).refuses(void(1, Baseline, 1)), "wrong-state");
}

#[test]
fn a_start_score_is_not_void_while_an_end_score_needs_it() {
    let given = running().and(score(1, Baseline, 80)).and(score(1, End, 90));
    assert_eq!(given.refuses(void(1, Baseline, 15)), "end-score-stands");
    let second = with(1, Baseline, |new| {
        new.assessment_id = assessment_of(9, Baseline);
        new.instrument.instrument = "number-screen@1".parse().unwrap();
    });
    assert!(given.clone().and(second).when(void(1, Baseline, 15)).is_ok(), "another start score is there");
    let gone = given.and(void(1, End, 16));
    assert!(gone.when(void(1, Baseline, 15)).is_ok());
    let last = closed().0.record().unwrap().assessments[&assessment_of(1, End)].live;
    assert!(closed().when(void(1, End, last.number())).is_ok(), "even after the closing");
}
