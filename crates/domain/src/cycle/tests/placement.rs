//! Placing, moving and withdrawing pupils; needs and targets.

use jiff::civil::date;

use super::super::*;
use super::given::*;
use crate::{ReasonCode, TargetId, YearLevel};

fn placed_as(change: impl FnOnce(&mut PlacePupil)) -> CycleAct {
    let mut placing = placing(7);
    change(&mut placing);
    CycleAct::PlacePupil(Box::new(placing))
}

#[test]
fn a_pupil_is_placed_once() {
    let CycleEvent::PupilPlaced(placed) = planned().gives(place(1)) else { panic!() };
    assert_eq!((placed.participant, placed.placement.role), (pupil(1), Role::Target));
    let again = PlacePupil { identity: resealed(pupil(1)), ..placing(1) };
    assert!(six_placed().is_quiet(CycleAct::PlacePupil(Box::new(again))));
    let other = PlacePupil { weeks_of_schooling: 200, ..placing(1) };
    assert_eq!(six_placed().refuses(CycleAct::PlacePupil(Box::new(other))), "already-placed");
    assert_eq!(closed().refuses(place(7)), "wrong-state");
}

#[test]
fn a_pupil_must_be_one_the_programme_is_for() {
    let refuses = |act| planned().refuses(act);
    assert_eq!(refuses(placed_as(|p| p.year_level = YearLevel::new(11).unwrap())), "year-out-of-range");
    assert_eq!(refuses(placed_as(|p| p.year_level = YearLevel::new(0).unwrap())), "year-out-of-range");
    assert_eq!(refuses(placed_as(|p| p.weeks_of_schooling = 39)), "too-few-weeks");
    assert_eq!(refuses(placed_as(|p| p.entry_band = EntryBand::At)), "not-below-expectation");
    assert_eq!(refuses(placed_as(|p| p.potential_evidence = None)), "potential-not-shown");
    assert_eq!(refuses(placed_as(|p| p.placement.share_of_sessions_percent = 0)), "share-out-of-range");
    assert_eq!(refuses(placed_as(|p| p.placement.share_of_sessions_percent = 101)), "share-out-of-range");
    for boundary in [
        placed_as(|p| p.year_level = YearLevel::new(10).unwrap()),
        placed_as(|p| p.weeks_of_schooling = 40),
        placed_as(|p| {
            p.limits = ProgrammeLimits { least_weeks_of_schooling: Some(160), ..ProgrammeLimits::none() }
        }),
    ] {
        assert!(planned().when(boundary).is_ok());
    }
}

#[test]
fn a_comparison_pupil_is_not_held_to_the_limits() {
    let act = placed_as(|p| {
        p.placement.role = Role::Comparison;
        p.entry_band = EntryBand::At;
        p.potential_evidence = None;
    });
    assert!(planned().when(act).is_ok());
}

#[test]
fn what_is_written_of_a_pupil_is_sealed_for_this_participant() {
    let refuses = |act| planned().refuses(act);
    assert_eq!(refuses(placed_as(|p| p.identity = sealed(cycle_id()))), "sealed-for-another");
    assert_eq!(refuses(placed_as(|p| p.potential_evidence = Some(sealed(pupil(1))))), "sealed-for-another");
    assert_eq!(refuses(placed_as(|p| p.placement.group = Some(sealed(cycle_id())))), "sealed-for-another");
    assert_eq!(
        refuses(placed_as(|p| p.reason = noted(ReasonCode::NeedGreater, cycle_id(), 20))),
        "sealed-for-another"
    );
}

#[test]
fn a_running_group_does_not_outgrow_its_size_without_a_reason() {
    let eight = running().and(place(7)).and(place(8));
    assert_eq!(eight.when(place(9)), Err(CycleRefusal::GroupTooLarge { size: 9, most: 8 }));
    let allowed = PlacePupil { size_override: Some(because(ReasonCode::NeedGreater)), ..placing(9) };
    let nine = eight.and(CycleAct::PlacePupil(Box::new(allowed)));
    assert!(nine.when(place(10)).is_ok(), "a group once allowed to be larger may grow");
}

#[test]
fn a_comparison_pupil_does_not_count_towards_the_size() {
    let eight = running().and(place(7)).and(place(8));
    let mut comparison = placing(9);
    comparison.placement.role = Role::Comparison;
    assert!(eight.when(CycleAct::PlacePupil(Box::new(comparison))).is_ok());
}

fn change_to(number: u8, change: impl FnOnce(&mut Placement)) -> CycleAct {
    let mut after = placing(number).placement;
    change(&mut after);
    let reason = because(ReasonCode::NeedGreater);
    CycleAct::ChangePlacement(ChangePlacement { participant: pupil(number), after, reason })
}

#[test]
fn a_placement_changes_with_before_and_after() {
    let event = running().gives(change_to(1, |p| p.share_of_sessions_percent = 50));
    let CycleEvent::PlacementChanged(changed) = event else { panic!() };
    let shares = (changed.before.share_of_sessions_percent, changed.after.share_of_sessions_percent);
    assert_eq!(shares, (100, 50));
    assert!(running().is_quiet(change_to(1, |_| {})));
    assert_eq!(running().refuses(change_to(7, |p| p.tier = Tier::Tier3)), "not-placed");
    assert_eq!(running().refuses(change_to(1, |p| p.share_of_sessions_percent = 0)), "share-out-of-range");
    assert_eq!(running().refuses(change_to(1, |p| p.group = Some(sealed(cycle_id())))), "sealed-for-another");
    let before_placing = running().when_on(date(2025, 4, 1), change_to(1, |p| p.tier = Tier::Tier3));
    assert_eq!(before_placing, Err(CycleRefusal::DatesReversed));
}

#[test]
fn a_pupil_is_withdrawn_once_and_may_come_back() {
    assert!(matches!(running().gives(withdraw(1)), CycleEvent::PupilWithdrawn(_)));
    let five = running().and(withdraw(1));
    assert!(five.is_quiet(withdraw(1)));
    assert_eq!(five.refuses(need(1)), "not-placed");
    assert_eq!(running().refuses(withdraw(7)), "not-placed");
    assert_eq!(running().when_on(date(2025, 4, 1), withdraw(1)), Err(CycleRefusal::DatesReversed));
    let back = five.and(place(1));
    assert!(back.0.record().unwrap().participants[&pupil(1)].needs.len() == 1, "what was found out stays");
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
        target_id: TargetId::parse("7a59e700-0000-4000-8000-000000000001").unwrap(),
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
