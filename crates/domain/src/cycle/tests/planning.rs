//! Planning, moving dates, beginning and ending.

use jiff::civil::date;

use super::super::*;
use super::given::*;
use crate::{Evidence, GivenReason, ReasonCode, Sequence};

#[test]
fn a_cycle_is_planned_once() {
    let event = Given(Cycle::default()).gives(plan_it(plan()));
    assert!(matches!(event, CycleEvent::CyclePlanned(planned) if planned.plan == plan()));
    assert!(planned().is_quiet(plan_it(plan())));
    let other = Plan { planned_minutes: 10, ..plan() };
    assert_eq!(planned().refuses(plan_it(other)), "wrong-state");
}

#[test]
fn a_plan_ends_after_it_starts_and_is_not_made_tomorrow() {
    let reversed = plan_it(Plan { ends_on: STARTS, ..plan() });
    assert_eq!(Given(Cycle::default()).refuses(reversed), "dates-reversed");
    let early = Given(Cycle::default()).when_on(date(2025, 7, 2), plan_it(plan()));
    assert_eq!(early, Err(CycleRefusal::DateInFuture));
}

#[test]
fn what_is_written_in_a_plan_is_sealed_for_this_cycle() {
    let elsewhere = Plan { class_link: Some(sealed(pupil(1))), ..plan() };
    assert_eq!(Given(Cycle::default()).refuses(plan_it(elsewhere)), "sealed-for-another");
}

#[test]
fn nothing_happens_in_a_cycle_that_is_not_planned() {
    let acts = [
        place(1),
        start(),
        need(1),
        score(1, AssessmentPoint::Baseline, 80),
        CycleAct::CompleteAssessment,
        close(0),
    ];
    for act in acts {
        assert_eq!(Given(Cycle::default()).refuses(act), "wrong-state");
    }
}

#[test]
fn teaching_begins_with_a_group_of_its_size_whose_needs_are_known() {
    let event = six_placed().gives(start());
    assert!(matches!(event, CycleEvent::CycleStarted(started) if started.size_override.is_none()));
    assert!(running().is_quiet(start()));
    assert_eq!(planned().and(place(1)).refuses(start()), "need-before-programme");
    assert_eq!(scored().and(CycleAct::CompleteAssessment).refuses(start()), "wrong-state");
}

#[test]
fn teaching_does_not_begin_before_its_first_day() {
    let early = six_placed().when_on(STARTS.yesterday().unwrap(), start());
    assert_eq!(early, Err(CycleRefusal::BeforeFirstDay { first: STARTS }));
    assert!(six_placed().when_on(STARTS, start()).is_ok());
    let dates = CycleDates { starts_on: date(2025, 4, 25), ends_on: ENDS };
    let moved = CycleAct::Reschedule(Reschedule { dates, reason: because(ReasonCode::Timetable) });
    assert!(six_placed().and(moved).when_on(date(2025, 4, 25), start()).is_ok(), "once the dates are moved");
}

#[test]
fn a_group_of_another_size_needs_a_reason() {
    let five = six_placed().and(withdraw(6));
    assert_eq!(five.when(start()), Err(CycleRefusal::GroupTooSmall { size: 5, least: 6 }));
    let nine = (7..=9).fold(six_placed(), |given, number| given.and(place(number)).and(need(number)));
    assert_eq!(nine.when(start()), Err(CycleRefusal::GroupTooLarge { size: 9, most: 8 }));
    let limits = ProgrammeLimits::accelerating_mathematics();
    let size_override = Some(because(ReasonCode::Staffing));
    let allowed = five.gives(CycleAct::StartCycle(StartCycle { limits: limits.clone(), size_override }));
    let CycleEvent::CycleStarted(started) = allowed else { panic!() };
    assert_eq!(started.size_override.unwrap().code(), ReasonCode::Staffing);
    let size_override = Some(because(ReasonCode::Remark));
    assert_eq!(
        five.refuses(CycleAct::StartCycle(StartCycle { limits, size_override })),
        "reason-not-allowed-here"
    );
}

#[test]
fn a_reason_for_the_size_is_not_kept_when_none_was_needed() {
    let limits = ProgrammeLimits::accelerating_mathematics();
    let size_override = Some(because(ReasonCode::Staffing));
    let event = six_placed().gives(CycleAct::StartCycle(StartCycle { limits, size_override }));
    assert!(matches!(event, CycleEvent::CycleStarted(started) if started.size_override.is_none()));
}

#[test]
fn monitoring_has_no_limits() {
    let monitoring = plan_it(Plan { kind: CycleKind::Monitoring, ..plan() });
    let anybody = PlacePupil { potential_evidence: None, entry_band: EntryBand::Above, ..placing(1) };
    let one = Given(Cycle::default()).and(monitoring).and(CycleAct::PlacePupil(Box::new(anybody)));
    assert!(matches!(one.gives(start()), CycleEvent::CycleStarted(_)));
}

fn move_to(ends_on: Date, reason: GivenReason) -> CycleAct {
    CycleAct::Reschedule(Reschedule { dates: CycleDates { starts_on: STARTS, ends_on }, reason })
}

#[test]
fn dates_are_moved_with_a_reason() {
    let event = running().gives(move_to(date(2025, 7, 11), because(ReasonCode::Timetable)));
    let CycleEvent::CycleRescheduled(moved) = event else { panic!() };
    assert_eq!((moved.before.ends_on, moved.after.ends_on), (ENDS, date(2025, 7, 11)));
    assert!(running().is_quiet(move_to(ENDS, because(ReasonCode::Timetable))));
    assert_eq!(running().refuses(move_to(STARTS, because(ReasonCode::Timetable))), "dates-reversed");
    assert_eq!(closed().refuses(move_to(date(2025, 7, 11), because(ReasonCode::Timetable))), "wrong-state");
}

#[test]
fn a_reason_is_one_of_those_for_the_act_and_its_note_says_enough() {
    let day = date(2025, 7, 11);
    let refuses = |reason| running().refuses(move_to(day, reason));
    assert_eq!(refuses(because(ReasonCode::Remark)), "reason-not-allowed-here");
    assert_eq!(refuses(because(ReasonCode::Other)), "reason-missing");
    assert_eq!(refuses(noted(ReasonCode::Other, cycle_id(), 39)), "reason-too-short");
    assert_eq!(refuses(noted(ReasonCode::Timetable, cycle_id(), 9)), "reason-too-short");
    assert_eq!(refuses(noted(ReasonCode::Timetable, cycle_id(), 501)), "reason-too-long");
    assert_eq!(refuses(noted(ReasonCode::Timetable, pupil(1), 20)), "sealed-for-another");
    let cites = |evidence| GivenReason { evidence: vec![evidence], ..because(ReasonCode::Timetable) };
    assert_eq!(refuses(cites(Evidence::Event(Sequence::new(99)))), "unknown-record");
    assert_eq!(refuses(cites(Evidence::Event(Sequence::NONE))), "unknown-record");
    assert_eq!(refuses(cites(Evidence::Text(sealed(pupil(1))))), "sealed-for-another");
    for good in [noted(ReasonCode::Other, cycle_id(), 40), cites(Evidence::Event(Sequence::new(14)))] {
        assert!(matches!(running().gives(move_to(day, good)), CycleEvent::CycleRescheduled(_)));
    }
}

#[test]
fn every_act_offers_other_last_and_each_code_once() {
    use crate::{ReasonFor, VariantArray as _};
    for act in ReasonFor::VARIANTS {
        let codes = act.codes();
        // The record of an erasure holds no words, and what a school, its governors, its editions, its packs or the catalogue say is read by all: no note there. A key is begun for two things alone.
        let without_note = [
            ReasonFor::ErasingPupil,
            ReasonFor::ChangingCatalogue,
            ReasonFor::ChangingSchool,
            ReasonFor::SettingDisclosure,
            ReasonFor::ChangingGroup,
            ReasonFor::CallingOffMeeting,
            ReasonFor::ReplacingEdition,
            ReasonFor::AmendingPack,
            ReasonFor::BeginningLedgerKey,
        ];
        let last = (!without_note.contains(act)).then_some(&ReasonCode::Other);
        assert_eq!(codes.iter().find(|code| **code == ReasonCode::Other), last, "{act}");
        assert!(last.is_none() || codes.last() == last, "{act}");
        let distinct: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!(distinct.len(), codes.len(), "{act}");
    }
    let offered = |code: &ReasonCode| ReasonFor::VARIANTS.iter().any(|act| act.codes().contains(code));
    assert!(ReasonCode::VARIANTS.iter().all(offered));
    assert_eq!(ReasonCode::DataEntryError.summary_key(), "reason-data-entry-error-summary");
}

#[test]
fn the_assessing_ends_and_says_how_complete_it_is() {
    let given = running()
        .and(score(1, AssessmentPoint::Baseline, 80))
        .and(score(1, AssessmentPoint::End, 90))
        .and(miss(2, AssessmentPoint::End))
        .and(withdraw(3));
    let CycleEvent::CycleAssessed(assessed) = given.gives(CycleAct::CompleteAssessment) else { panic!() };
    let expected = Completeness { targets: 6, with_end_score: 1, missed: 1, withdrawn: 1, outstanding: 3 };
    assert_eq!(assessed.completeness, expected);
    assert!(given.clone().and(CycleAct::CompleteAssessment).is_quiet(CycleAct::CompleteAssessment));
    assert_eq!(planned().refuses(CycleAct::CompleteAssessment), "wrong-state");
}

#[test]
fn a_cycle_is_closed_with_its_outcome_in_one_go() {
    let assessed = scored().and(CycleAct::CompleteAssessment);
    let events = assessed.when(close(assessed.sequence())).unwrap();
    let [CycleEvent::CycleClosed(_), CycleEvent::CycleOutcomeSealed(fixed)] = events.as_slice() else {
        panic!()
    };
    assert_eq!(fixed.upto_sequence.number(), assessed.sequence());
    assert!(closed().is_quiet(close(1)));
    assert_eq!(scored().refuses(close(26)), "wrong-state");
}

#[test]
fn a_cycle_is_not_closed_on_an_old_outcome_or_with_scores_outstanding() {
    let assessed = scored().and(CycleAct::CompleteAssessment);
    let last = Sequence::new(assessed.sequence());
    let refusal = CycleRefusal::StaleOutcome { upto: Sequence::new(3), last };
    assert_eq!(assessed.when(close(3)), Err(refusal));
    let incomplete = running().and(CycleAct::CompleteAssessment);
    let refusal = CycleRefusal::IncompleteAssessment { outstanding: 6 };
    assert_eq!(incomplete.when(close(incomplete.sequence())), Err(refusal));
}

#[test]
fn the_framework_drives_the_same_rules() {
    let command = |act| CycleCommand { today: TODAY, effective_on: TODAY, act };
    let given = || cqrs_es::test::TestFramework::<Cycle>::with(());
    let event = Given(Cycle::default()).gives(plan_it(plan()));
    given().given_no_previous_events().when(command(plan_it(plan()))).then_expect_events(vec![event.clone()]);
    given()
        .given(vec![event])
        .when(command(start()))
        .then_expect_error(CycleRefusal::GroupTooSmall { size: 0, least: 6 });
}
