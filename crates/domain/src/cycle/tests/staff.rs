//! Who teaches, leads and mentors; what a plan rests on, and what it takes from an earlier cycle.

use super::super::*;
use super::given::*;
use crate::{ReasonCode, SchoolId};

fn reassign(staff: StaffChange) -> CycleAct {
    CycleAct::ReassignStaff(ReassignStaff { staff, reason: because(ReasonCode::Staffing) })
}

#[test]
fn somebody_else_teaches_with_before_and_after() {
    let CycleEvent::CycleStaffChanged(changed) = running().gives(reassign(StaffChange::Teacher(account(1))))
    else {
        panic!()
    };
    assert_eq!((changed.role, changed.before), (StaffPost::Teacher, Some(plan().teacher)));
    assert_eq!(changed.after, Some(account(1)));
    let given = running().and(reassign(StaffChange::Teacher(account(1))));
    assert_eq!(given.0.record().unwrap().plan.teacher, account(1));
    assert!(given.is_quiet(reassign(StaffChange::Teacher(account(1)))));
    let led = given.and(reassign(StaffChange::Lead(account(2))));
    assert_eq!(led.0.record().unwrap().plan.lead, account(2));
}

#[test]
fn a_mentor_comes_and_goes() {
    assert!(running().is_quiet(reassign(StaffChange::Mentor(None))));
    let given = running().and(reassign(StaffChange::Mentor(Some(account(3)))));
    let CycleEvent::CycleStaffChanged(changed) = given.gives(reassign(StaffChange::Mentor(None))) else {
        panic!()
    };
    assert_eq!((changed.before, changed.after), (Some(account(3)), None));
    assert_eq!(given.and(reassign(StaffChange::Mentor(None))).0.record().unwrap().plan.mentor, None);
}

#[test]
fn staff_change_for_a_reason_of_the_list_and_not_after_the_closing() {
    let staff = StaffChange::Teacher(account(1));
    let refuses = |reason| running().refuses(CycleAct::ReassignStaff(ReassignStaff { staff, reason }));
    assert_eq!(refuses(because(ReasonCode::Remark)), "reason-not-allowed-here");
    assert_eq!(refuses(noted(ReasonCode::Staffing, pupil(1), 20)), "sealed-for-another");
    assert_eq!(closed().refuses(reassign(staff)), "wrong-state");
    assert_eq!(Given(Cycle::default()).refuses(reassign(staff)), "wrong-state");
}

fn earlier() -> crate::CycleId {
    "0195c2a0-0000-7000-8000-00000000000b".parse().unwrap()
}

fn after(predecessor: Option<Predecessor>) -> CycleAct {
    let plan = Plan { predecessor: Some(earlier()), ..plan() };
    CycleAct::PlanCycle(Box::new(PlanCycle {
        plan,
        predecessor,
        published_benchmark: None,
        programme_retired_on: None,
    }))
}

#[test]
fn a_cycle_follows_a_closed_one_of_its_school() {
    let new = || Given(Cycle::default());
    let known = Predecessor { cycle: earlier(), school: plan().school, closed: true };
    let CycleEvent::CyclePlanned(planned) = new().gives(after(Some(known.clone()))) else { panic!() };
    assert_eq!(planned.plan.predecessor, Some(earlier()));
    let open = Predecessor { closed: false, ..known.clone() };
    assert_eq!(new().refuses(after(Some(open))), "predecessor-unfinished");
    assert_eq!(new().refuses(after(None)), "predecessor-unfinished");
    let another = Predecessor { cycle: cycle_id(), ..known.clone() };
    assert_eq!(new().refuses(after(Some(another))), "predecessor-unfinished");
    let elsewhere = SchoolId::parse("urn:125001").unwrap();
    let elsewhere = Predecessor { school: elsewhere, ..known };
    assert_eq!(new().refuses(after(Some(elsewhere))), "predecessor-elsewhere");
}

#[test]
fn a_plan_names_norms_that_are_published() {
    let against = |published: Option<&str>| {
        let plan = Plan { benchmark_set: Some("maths-norms@3".parse().unwrap()), ..plan() };
        let published_benchmark = published.map(|set| set.parse().unwrap());
        CycleAct::PlanCycle(Box::new(PlanCycle {
            plan,
            predecessor: None,
            published_benchmark,
            programme_retired_on: None,
        }))
    };
    let new = || Given(Cycle::default());
    assert!(new().when(against(Some("maths-norms@3"))).is_ok());
    assert_eq!(new().refuses(against(Some("maths-norms@2"))), "benchmark-not-published");
    assert_eq!(new().refuses(against(None)), "benchmark-not-published");
}

fn carry(change: impl FnOnce(&mut CarryForward)) -> CycleAct {
    let mut carry = CarryForward {
        from: Predecessor { cycle: earlier(), school: plan().school, closed: true },
        strategies_kept: vec!["number-line-jumps".parse().unwrap()],
        strategies_changed: vec!["bar-models".parse().unwrap()],
        finding: sealed(cycle_id()),
    };
    change(&mut carry);
    CycleAct::CarryForward(carry)
}

#[test]
fn what_a_closed_cycle_taught_is_carried_forward_once() {
    let CycleEvent::LearningCarriedForward(carried) = planned().gives(carry(|_| {})) else { panic!() };
    assert_eq!((carried.from_cycle, carried.strategies_kept.len()), (earlier(), 1));
    let given = planned().and(carry(|_| {}));
    assert!(given.is_quiet(carry(|new| new.finding = resealed(cycle_id()))));
    assert_eq!(given.refuses(carry(|new| new.strategies_changed.clear())), "already-recorded");
    assert!(running().when(carry(|_| {})).is_ok());
    assert_eq!(closed().refuses(carry(|_| {})), "wrong-state");
    assert_eq!(Given(Cycle::default()).refuses(carry(|_| {})), "wrong-state");
}

#[test]
fn what_is_carried_forward_is_from_a_closed_cycle_of_the_school_that_the_plan_names() {
    let refuses = |change: &dyn Fn(&mut CarryForward)| planned().refuses(carry(change));
    assert_eq!(refuses(&|new| new.from.closed = false), "predecessor-unfinished");
    let elsewhere = SchoolId::parse("urn:125001").unwrap();
    assert_eq!(refuses(&|new| new.from.school = elsewhere.clone()), "predecessor-elsewhere");
    assert_eq!(refuses(&|new| new.strategies_changed.clone_from(&new.strategies_kept)), "named-twice");
    assert_eq!(refuses(&|new| new.finding = sealed(pupil(1))), "sealed-for-another");
    let known = Predecessor { cycle: earlier(), school: plan().school, closed: true };
    let following = Given(Cycle::default()).and(after(Some(known)));
    let another = |new: &mut CarryForward| new.from.cycle = cycle_id();
    assert_eq!(following.refuses(carry(another)), "not-the-predecessor");
    assert!(following.when(carry(|_| {})).is_ok());
}

#[test]
fn a_retired_programme_is_planned_no_longer() {
    let new = || Given(Cycle::default());
    let retired = |day| {
        let CycleAct::PlanCycle(mut new) = plan_it(plan()) else { panic!() };
        new.programme_retired_on = Some(day);
        CycleAct::PlanCycle(new)
    };
    assert_eq!(new().refuses(retired(TODAY)), "programme-retired");
    assert!(new().when(retired(TODAY.tomorrow().unwrap())).is_ok());
}
