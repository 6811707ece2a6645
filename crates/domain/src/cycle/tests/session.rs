//! Sessions: held, and put right.

use jiff::civil::{Date, date};

use super::super::*;
use super::given::*;
use crate::{ReasonCode, Sequence};

const DAY: Date = date(2025, 5, 20);

fn held(change: impl FnOnce(&mut Session)) -> CycleAct {
    let mut session = session(&[1, 2]);
    change(&mut session);
    log_session(1, session)
}

fn refuses_on(given: &Given, day: Date, act: CycleAct) -> &'static str {
    given.when_on(day, act).unwrap_err().code()
}

#[test]
fn a_session_is_recorded_once_on_the_day_it_was_held() {
    let events = running().when_on(DAY, held(|s| s.absent = vec![pupil(3)])).unwrap();
    let [CycleEvent::SessionDelivered(delivered)] = events.as_slice() else { panic!() };
    assert_eq!((delivered.effective_on, delivered.session.absent.len()), (DAY, 1));
    let given = running().and_on(DAY, held(|_| {}));
    assert_eq!(given.when_on(DAY, held(|_| {})), Ok(Vec::new()));
    assert_eq!(refuses_on(&given, DAY, held(|s| s.minutes = 50)), "already-recorded");
    assert_eq!(refuses_on(&given, date(2025, 5, 21), held(|_| {})), "already-recorded");
    assert!(given.and(CycleAct::CompleteAssessment).when_on(DAY, log_session(2, session(&[1]))).is_ok());
    assert_eq!(refuses_on(&six_placed(), DAY, held(|_| {})), "wrong-state");
    assert_eq!(refuses_on(&closed(), DAY, held(|_| {})), "wrong-state");
}

#[test]
fn a_session_lasts_some_minutes_on_a_day_of_the_cycle() {
    let given = running();
    for minutes in [0, 601] {
        assert_eq!(refuses_on(&given, DAY, held(|s| s.minutes = minutes)), "minutes-out-of-range");
    }
    for minutes in [1, 600] {
        assert!(given.when_on(DAY, held(|s| s.minutes = minutes)).is_ok());
    }
    let outside = CycleRefusal::HeldOutsideCycle { from: STARTS, to: ENDS };
    assert_eq!(given.when_on(STARTS.yesterday().unwrap(), held(|_| {})), Err(outside));
    assert!(given.when_on(STARTS, held(|_| {})).is_ok());
    assert_eq!(refuses_on(&given, TODAY.tomorrow().unwrap(), held(|_| {})), "date-in-future");
}

#[test]
fn those_named_took_part_on_that_day_and_stand_in_one_list_only() {
    let refuses = |change: &dyn Fn(&mut Session)| refuses_on(&running(), DAY, held(change));
    assert_eq!(refuses(&|s| s.present.clear()), "nobody-present");
    assert_eq!(refuses(&|s| s.present.push(pupil(1))), "named-twice");
    assert_eq!(refuses(&|s| s.absent.push(pupil(1))), "named-twice");
    assert_eq!(refuses(&|s| s.present.push(pupil(7))), "not-placed");
    assert_eq!(refuses(&|s| s.absent.push(pupil(7))), "not-placed");
    let left = running().and_on(DAY, withdraw(1));
    assert!(left.when_on(DAY, held(|_| {})).is_ok(), "on the last day, too");
    assert_eq!(refuses_on(&left, date(2025, 5, 21), held(|_| {})), "not-placed");
    let back = left.and_on(date(2025, 6, 10), place(1));
    assert!(back.when_on(date(2025, 5, 19), held(|_| {})).is_ok(), "before leaving");
    assert_eq!(refuses_on(&back, date(2025, 6, 9), held(|_| {})), "not-placed");
    assert!(back.when_on(date(2025, 6, 10), held(|_| {})).is_ok());
}

#[test]
fn strategies_of_a_session_were_in_use_on_that_day() {
    let used = || held(|s| s.strategies = vec!["number-line-jumps".parse().unwrap()]);
    let given = running().and_on(DAY, adopt(practice(LessonPart::Menu, Reach::All)));
    assert_eq!(refuses_on(&given, date(2025, 5, 19), used()), "strategy-not-active");
    assert!(given.when_on(DAY, used()).is_ok());
    let stop = CycleAct::StopStrategy(StopStrategy {
        strategy: "number-line-jumps".parse().unwrap(),
        judged_effect: JudgedEffect::SomeGain,
        reason: because(ReasonCode::NotEffective),
    });
    let stopped = given.and_on(date(2025, 6, 3), stop);
    assert!(stopped.when_on(date(2025, 6, 3), used()).is_ok());
    assert_eq!(refuses_on(&stopped, date(2025, 6, 4), used()), "strategy-not-active");
    let twice = held(|s| s.strategies = vec!["number-line-jumps".parse().unwrap(); 2]);
    assert_eq!(refuses_on(&stopped, DAY, twice), "named-twice");
}

#[test]
fn a_cycle_keeps_the_days_of_its_sessions_and_their_pupils() {
    let given = running().and_on(DAY, held(|_| {}));
    let from = date(2025, 5, 21);
    let dates = CycleDates { starts_on: from, ends_on: ENDS };
    let reason = because(ReasonCode::Timetable);
    let later = CycleAct::Reschedule(Reschedule { dates, reason });
    assert_eq!(given.when(later), Err(CycleRefusal::HeldOutsideCycle { from, to: ENDS }));
    assert_eq!(refuses_on(&given, date(2025, 5, 19), withdraw(1)), "dates-reversed");
    assert!(given.when_on(DAY, withdraw(1)).is_ok());
    assert!(given.when_on(date(2025, 5, 19), withdraw(3)).is_ok());
    let entry = given.0.record().unwrap().participants[&pupil(1)].entry.clone();
    let act = CorrectPlacement {
        limits: ProgrammeLimits::accelerating_mathematics(),
        participant: pupil(1),
        corrects_seq: entry.live,
        after: EntryFacts { placed_on: from, ..entry.is },
        reason: because(ReasonCode::DataEntryError),
    };
    assert_eq!(given.refuses(CycleAct::CorrectPlacement(Box::new(act))), "dates-reversed");
}

fn correct(seq: u64, held_on: Date, change: impl FnOnce(&mut Session)) -> CycleAct {
    let mut session = session(&[1, 2]);
    change(&mut session);
    CycleAct::CorrectSession(Box::new(CorrectSession {
        session_id: session_id(1),
        corrects_seq: Sequence::new(seq),
        after: HeldSession { held_on, session },
        reason: because(ReasonCode::DataEntryError),
    }))
}

#[test]
fn a_session_is_put_right_with_before_and_after() {
    let given = running().and_on(DAY, held(|_| {}));
    let other = date(2025, 5, 22);
    let CycleEvent::SessionCorrected(corrected) = given.gives(correct(15, other, |s| s.minutes = 30)) else {
        panic!()
    };
    assert_eq!((corrected.before.held_on, corrected.before.session.minutes), (DAY, 45));
    assert_eq!((corrected.after.held_on, corrected.after.session.minutes), (other, 30));
    let mended = given.clone().and(correct(15, other, |s| s.minutes = 30));
    assert!(mended.is_quiet(correct(15, other, |s| s.minutes = 30)));
    assert_eq!(mended.refuses(correct(15, other, |s| s.minutes = 20)), "stale-correction");
    assert_eq!(given.refuses(correct(15, DAY, |_| {})), "nothing-changed");
    assert_eq!(running().refuses(correct(15, other, |_| {})), "unknown-record");
    assert_eq!(Given(Cycle::default()).refuses(correct(15, other, |_| {})), "wrong-state");
    let closed = scored().and_on(DAY, held(|_| {})).and(CycleAct::CompleteAssessment);
    let closed = closed.clone().and(close(closed.sequence()));
    assert!(closed.when(correct(27, other, |_| {})).is_ok(), "even after the closing");
}

#[test]
fn a_corrected_session_obeys_the_same_rules() {
    let given = running().and_on(DAY, held(|_| {}));
    assert_eq!(given.refuses(correct(15, DAY, |s| s.minutes = 0)), "minutes-out-of-range");
    assert_eq!(given.refuses(correct(15, date(2025, 4, 1), |_| {})), "held-outside-cycle");
    assert_eq!(given.refuses(correct(15, date(2025, 7, 2), |_| {})), "date-in-future");
    assert_eq!(given.refuses(correct(15, DAY, |s| s.absent = vec![pupil(2)])), "named-twice");
    assert_eq!(given.refuses(correct(15, DAY, |s| s.present.push(pupil(8)))), "not-placed");
    let CycleAct::CorrectSession(mut not_here) = correct(15, DAY, |s| s.minutes = 30) else { panic!() };
    not_here.reason = because(ReasonCode::Remark);
    assert_eq!(given.refuses(CycleAct::CorrectSession(not_here)), "reason-not-allowed-here");
}
