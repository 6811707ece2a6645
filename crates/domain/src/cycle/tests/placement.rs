//! Placing, moving and withdrawing pupils, and putting right what a placing said.

use jiff::civil::date;

use super::super::*;
use super::given::*;
use crate::{ReasonCode, Sequence, YearLevel};

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
    let otherwise = WithdrawPupil { exit_status: ExitStatus::FamilyChoice, ..withdrawing(1) };
    assert_eq!(five.refuses(CycleAct::WithdrawPupil(otherwise)), "not-placed", "nothing is dropped unsaid");
    assert_eq!(five.when_on(date(2025, 6, 30), withdraw(1)), Err(CycleRefusal::NotPlaced), "another day");
    assert_eq!(five.refuses(need(1)), "not-placed");
    assert_eq!(running().refuses(withdraw(7)), "not-placed");
    assert_eq!(running().when_on(date(2025, 4, 1), withdraw(1)), Err(CycleRefusal::DatesReversed));
    let back = five.and(place(1));
    assert!(back.0.record().unwrap().participants[&pupil(1)].needs.len() == 1, "what was found out stays");
}

fn overlapping(cycles: u16, reason: Option<crate::GivenReason>) -> CycleAct {
    placed_as(|p| (p.overlapping_cycles, p.overlap_override) = (cycles, reason))
}

#[test]
fn a_pupil_in_an_overlapping_cycle_of_the_subject_needs_a_reason() {
    assert_eq!(planned().when(overlapping(2, None)), Err(CycleRefusal::PlacedElsewhere { cycles: 2 }));
    assert_eq!(running().refuses(overlapping(1, None)), "placed-elsewhere");
    let because_of = |code| Some(because(code));
    let event = planned().gives(overlapping(1, because_of(ReasonCode::NeedGreater)));
    let CycleEvent::PupilPlaced(placed) = event else { panic!() };
    assert_eq!(placed.overlap_override.unwrap().code(), ReasonCode::NeedGreater);
    assert_eq!(planned().refuses(overlapping(1, because_of(ReasonCode::Remark))), "reason-not-allowed-here");
    let elsewhere = Some(noted(ReasonCode::NeedGreater, cycle_id(), 20));
    assert_eq!(planned().refuses(overlapping(1, elsewhere)), "sealed-for-another");
    let event = planned().gives(overlapping(0, because_of(ReasonCode::NeedGreater)));
    let CycleEvent::PupilPlaced(placed) = event else { panic!() };
    assert_eq!(placed.overlap_override, None, "a reason that was not needed is not kept");
}

#[test]
fn following_a_class_overlaps_with_nothing() {
    let monitoring = plan_it(Plan { kind: CycleKind::Monitoring, ..plan() });
    let class = Given(Cycle::default()).and(monitoring);
    assert!(class.when(overlapping(3, None)).is_ok());
}

fn correcting(seq: u64, change: impl FnOnce(&mut CorrectPlacement)) -> CycleAct {
    let given = six_placed();
    let mut correcting = CorrectPlacement {
        limits: ProgrammeLimits::accelerating_mathematics(),
        participant: pupil(1),
        corrects_seq: Sequence::new(seq),
        after: given.0.record().unwrap().participants[&pupil(1)].entry.is.clone(),
        reason: because(ReasonCode::DataEntryError),
    };
    change(&mut correcting);
    CycleAct::CorrectPlacement(Box::new(correcting))
}

fn with_weeks(seq: u64, weeks: u16) -> CycleAct {
    correcting(seq, |new| new.after.weeks_of_schooling = weeks)
}

#[test]
fn what_a_placing_said_is_put_right_with_before_and_after() {
    let CycleEvent::PlacementCorrected(corrected) = running().gives(with_weeks(2, 120)) else { panic!() };
    let weeks = (corrected.before.weeks_of_schooling, corrected.after.weeks_of_schooling);
    assert_eq!((weeks, corrected.corrects_seq), ((160, 120), Sequence::new(2)));
    let given = running().and(with_weeks(2, 120));
    assert_eq!(given.0.record().unwrap().participants[&pupil(1)].entry.is.weeks_of_schooling, 120);
    assert!(closed().when(with_weeks(2, 120)).is_ok(), "even after the closing");
    assert!(running().and(withdraw(1)).when(with_weeks(2, 120)).is_ok(), "even of a pupil who left");
    assert!(given.is_quiet(with_weeks(2, 120)), "the same form posted twice");
}

#[test]
fn a_placing_is_put_right_where_it_is_live_and_changes_something() {
    assert_eq!(running().refuses(with_weeks(2, 160)), "nothing-changed");
    let given = running().and(with_weeks(2, 120));
    let live = Sequence::new(15);
    assert_eq!(given.when(with_weeks(2, 130)), Err(CycleRefusal::StaleCorrection { live }));
    assert!(given.when(with_weeks(15, 130)).is_ok());
    assert_eq!(running().refuses(correcting(2, |new| new.participant = pupil(7))), "not-placed");
    assert_eq!(Given(Cycle::default()).refuses(with_weeks(2, 120)), "wrong-state");
}

#[test]
fn a_corrected_placing_obeys_the_rules_of_a_placing() {
    let refuses = |change: &dyn Fn(&mut CorrectPlacement)| running().refuses(correcting(2, change));
    assert_eq!(refuses(&|new| new.after.year_level = YearLevel::new(11).unwrap()), "year-out-of-range");
    assert_eq!(refuses(&|new| new.after.weeks_of_schooling = 39), "too-few-weeks");
    assert_eq!(refuses(&|new| new.after.entry_band = EntryBand::Above), "not-below-expectation");
    assert_eq!(refuses(&|new| new.after.potential_evidence = None), "potential-not-shown");
    let elsewhere = Some(sealed(cycle_id()));
    assert_eq!(refuses(&|new| new.after.potential_evidence.clone_from(&elsewhere)), "sealed-for-another");
    assert_eq!(refuses(&|new| new.after.placed_on = date(2025, 7, 2)), "date-in-future");
    let wrong = |code| because(code);
    let not_here = |new: &mut CorrectPlacement| {
        (new.after.weeks_of_schooling, new.reason) = (120, wrong(ReasonCode::Timetable));
    };
    assert_eq!(refuses(&not_here), "reason-not-allowed-here");
    let later = |new: &mut CorrectPlacement| new.after.placed_on = date(2025, 6, 30);
    let given = running().and_on(date(2025, 6, 3), withdraw(1));
    assert_eq!(given.refuses(correcting(2, later)), "dates-reversed", "nobody joins after leaving");
    let moved = running().and(change_to(1, |p| p.share_of_sessions_percent = 50));
    assert!(moved.when(correcting(2, later)).is_ok());
}

#[test]
fn a_pupil_to_compare_with_is_taught_only_when_placed_for_it() {
    let mut comparison = placing(7);
    comparison.placement.role = Role::Comparison;
    comparison.entry_band = EntryBand::Above;
    let given = running().and(CycleAct::PlacePupil(Box::new(comparison)));
    assert_eq!(given.refuses(change_to(7, |_| {})), "placed-for-comparison");
    assert!(given.when(change_to(7, |p| (p.role, p.tier) = (Role::Comparison, Tier::Tier1))).is_ok());
    assert!(running().when(change_to(1, |p| p.role = Role::Comparison)).is_ok());
}

fn mending(seq: u64, after: Option<Leaving>) -> CorrectWithdrawal {
    CorrectWithdrawal {
        limits: ProgrammeLimits::accelerating_mathematics(),
        participant: pupil(1),
        corrects_seq: Sequence::new(seq),
        after,
        overlapping_cycles: 0,
        reason: because(ReasonCode::DataEntryError),
    }
}

fn mend(seq: u64, after: Option<Leaving>) -> CycleAct {
    CycleAct::CorrectWithdrawal(Box::new(mending(seq, after)))
}

fn left_on(left_on: Date) -> Leaving {
    Leaving { left_on, exit_status: ExitStatus::FamilyChoice, next_support: NextSupport::NotKnown }
}

#[test]
fn a_wrong_withdrawal_is_put_right_with_what_it_was() {
    let gone = running().and(withdraw(1));
    let live = gone.sequence();
    let day = date(2025, 6, 3);
    let CycleEvent::WithdrawalCorrected(mended) = gone.gives(mend(live, Some(left_on(day)))) else {
        panic!()
    };
    assert_eq!((mended.before.left_on, mended.after), (TODAY, Some(left_on(day))));
    let after = gone.clone().and(mend(live, Some(left_on(day))));
    assert_eq!(after.0.record().unwrap().participants[&pupil(1)].withdrawn_on(), Some(day));
    assert!(after.is_quiet(mend(live, Some(left_on(day)))), "the same form posted twice");
    assert_eq!(after.refuses(mend(live, None)), "stale-correction");
    assert_eq!(after.refuses(mend(live + 1, Some(left_on(day)))), "nothing-changed");
    assert_eq!(gone.refuses(mend(live, Some(left_on(date(2025, 4, 1))))), "dates-reversed", "before coming");
    assert_eq!(gone.refuses(mend(live, Some(left_on(date(2025, 7, 2))))), "date-in-future");
    assert_eq!(running().refuses(mend(live, None)), "not-withdrawn");
    let nobody = CorrectWithdrawal { participant: pupil(7), ..mending(live, None) };
    assert_eq!(gone.refuses(CycleAct::CorrectWithdrawal(Box::new(nobody))), "not-placed");
    let not_here = CorrectWithdrawal { reason: because(ReasonCode::Timetable), ..mending(live, None) };
    assert_eq!(gone.refuses(CycleAct::CorrectWithdrawal(Box::new(not_here))), "reason-not-allowed-here");
}

#[test]
fn a_pupil_who_did_not_leave_goes_on_while_there_is_room() {
    let gone = running().and(withdraw(1));
    let live = gone.sequence();
    let back = gone.clone().and(mend(live, None));
    assert!(back.0.record().unwrap().participants[&pupil(1)].is_active());
    assert!(back.when(need(1)).is_ok(), "and is taught like before");
    let elsewhere = CorrectWithdrawal { overlapping_cycles: 1, ..mending(live, None) };
    assert_eq!(gone.refuses(CycleAct::CorrectWithdrawal(Box::new(elsewhere))), "placed-elsewhere");
    let full = (7..=9).fold(gone, |given, number| given.and(place(number)));
    assert_eq!(full.when(mend(live, None)), Err(CycleRefusal::GroupTooLarge { size: 9, most: 8 }));
}

#[test]
fn after_the_closing_a_withdrawal_is_put_right_and_not_taken_back() {
    let assessed = scored().and(withdraw(1)).and(CycleAct::CompleteAssessment);
    let live = assessed.sequence() - 1;
    let last = assessed.sequence();
    let closed = assessed.and(close(last));
    assert!(closed.when(mend(live, Some(left_on(date(2025, 6, 3))))).is_ok());
    assert_eq!(closed.refuses(mend(live, None)), "wrong-state", "its figures would lack an end score");
}

#[test]
fn everything_about_a_pupil_that_does_not_fit_is_told_at_once() {
    let unfit = placed_as(|p| {
        (p.year_level, p.weeks_of_schooling) = (YearLevel::new(13).unwrap(), 5);
        (p.entry_band, p.potential_evidence) = (EntryBand::Above, None);
    });
    let Err(CycleRefusal::NotEligible { misfits }) = planned().when(unfit) else { panic!() };
    let codes: Vec<&str> = misfits.iter().map(CycleRefusal::code).collect();
    assert_eq!(codes, ["year-out-of-range", "too-few-weeks", "not-below-expectation", "potential-not-shown"]);
    let one = placed_as(|p| p.weeks_of_schooling = 39);
    assert_eq!(planned().refuses(one), "too-few-weeks", "one alone is told by its own name");
}
