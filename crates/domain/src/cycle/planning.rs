//! Planning a cycle on what an earlier one taught, moving its dates, changing its staff, beginning, and giving it up.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::command::{
    Cancel, CarryForward, PlanCycle, Predecessor, ReassignStaff, Reschedule, StaffChange, StartCycle,
};
use super::event::{
    CycleCancelled, CycleDates, CycleEvent, CyclePlanned, CycleRescheduled, CycleStaffChanged, CycleStarted,
    LearningCarriedForward,
};
use super::limits::Bounds;
use super::state::CycleRecord;
use super::word::StaffPost;
use super::{CycleRefusal, Decision, sealed_for, session};
use crate::SchoolId;
use crate::id::CycleId;
use crate::reason::ReasonFor;

/// The longest cycle, in weeks: a school year and its holidays, with room for a move of its dates.
const MOST_WEEKS: i32 = 60;
/// How long before its first day something of a cycle can have been so, in weeks.
const BEFORE_WEEKS: i32 = 52;

/// Plans a cycle, after a closed one of its school if it follows one, and against published norms if it names some.
pub(super) fn plan(effective_on: Date, new: PlanCycle) -> Decision {
    let PlanCycle { plan, predecessor, published_benchmark, programme_retired_on } = new;
    if programme_retired_on.is_some_and(|day| effective_on >= day) {
        return Err(CycleRefusal::ProgrammeRetired);
    }
    if let Some(earlier) = plan.predecessor {
        follows(&plan.school, earlier, predecessor.as_ref())?;
    }
    if plan.benchmark_set.is_some() && plan.benchmark_set != published_benchmark {
        return Err(CycleRefusal::BenchmarkNotPublished);
    }
    lasts(CycleDates { starts_on: plan.starts_on, ends_on: plan.ends_on })?;
    let texts = [&plan.need_statement, &plan.inquiry_question, &plan.class_link, &plan.group_label];
    sealed_for(plan.cycle.into(), texts.into_iter().flatten())?;
    Ok(vec![CycleEvent::CyclePlanned(Box::new(CyclePlanned { effective_on, plan }))])
}

/// What was learnt is carried from a closed cycle of the same school, and from no other.
fn follows(school: &SchoolId, earlier: CycleId, known: Option<&Predecessor>) -> Result<(), CycleRefusal> {
    match known.filter(|known| known.cycle == earlier) {
        Some(known) if known.school != *school => Err(CycleRefusal::PredecessorElsewhere),
        Some(known) if known.closed => Ok(()),
        Some(_) | None => Err(CycleRefusal::PredecessorUnfinished),
    }
}

/// Uses what an earlier cycle taught: the one that the plan names, if it names one. Quiet if that is on record.
pub(super) fn carry(record: &CycleRecord, effective_on: Date, new: CarryForward) -> Decision {
    let CarryForward { from, strategies_kept, strategies_changed, finding } = new;
    let from_cycle = from.cycle;
    let carried =
        LearningCarriedForward { effective_on, from_cycle, strategies_kept, strategies_changed, finding };
    if let Some(known) = record.carried.get(&from_cycle) {
        // A form posted twice seals its text anew, so it is not compared.
        let same = LearningCarriedForward { finding: known.finding.clone(), ..carried } == *known;
        return if same { Ok(Vec::new()) } else { Err(CycleRefusal::AlreadyRecorded) };
    }
    if record.plan.predecessor.is_some_and(|named| named != from_cycle) {
        return Err(CycleRefusal::NotThePredecessor);
    }
    follows(&record.plan.school, from_cycle, Some(&from))?;
    if !session::are_distinct(carried.strategies_kept.iter().chain(&carried.strategies_changed)) {
        return Err(CycleRefusal::NamedTwice);
    }
    sealed_for(record.plan.cycle.into(), [&carried.finding])?;
    Ok(vec![CycleEvent::LearningCarriedForward(carried)])
}

/// Gives the cycle up before its end.
pub(super) fn cancel(record: &CycleRecord, effective_on: Date, new: Cancel) -> Decision {
    let subject = Some(record.plan.cycle.into());
    let reason = new.reason.accept(ReasonFor::Cancelling, subject, record.sequence)?;
    Ok(vec![CycleEvent::CycleCancelled(CycleCancelled { effective_on, reason })])
}

/// Begins the teaching, not before the first day of the plan: the group has its size and every pupil an assessed need.
pub(super) fn start(record: &CycleRecord, effective_on: Date, start: StartCycle) -> Decision {
    let first = record.plan.starts_on;
    if effective_on < first {
        return Err(CycleRefusal::BeforeFirstDay { first });
    }
    if record.is_intervention()
        && record.active_targets().any(|(_, participant)| participant.needs.is_empty())
    {
        return Err(CycleRefusal::NeedBeforeProgramme);
    }
    let misfit =
        record.is_intervention().then(|| size_misfit(record.group_size(), start.limits.group_size)).flatten();
    let size_override = match (misfit, start.size_override) {
        (Some(refusal), None) => return Err(refusal),
        (Some(_), Some(reason)) => {
            Some(reason.accept(ReasonFor::OverridingSize, Some(record.plan.cycle.into()), record.sequence)?)
        }
        (None, _) => None,
    };
    Ok(vec![CycleEvent::CycleStarted(CycleStarted { effective_on, size_override })])
}

/// Moves the dates. Quiet if they are those.
pub(super) fn reschedule(record: &CycleRecord, effective_on: Date, new: Reschedule) -> Decision {
    let before = CycleDates { starts_on: record.plan.starts_on, ends_on: record.plan.ends_on };
    let after = new.dates;
    if before == after {
        return Ok(Vec::new());
    }
    lasts(after)?;
    session::are_between(record, after.starts_on, after.ends_on)?;
    let reason =
        new.reason.accept(ReasonFor::Rescheduling, Some(record.plan.cycle.into()), record.sequence)?;
    Ok(vec![CycleEvent::CycleRescheduled(CycleRescheduled { effective_on, before, after, reason })])
}

/// Lets somebody else teach, lead or mentor. Quiet if it is so.
pub(super) fn reassign(record: &CycleRecord, effective_on: Date, new: ReassignStaff) -> Decision {
    let plan = &record.plan;
    let (role, before, after) = match new.staff {
        StaffChange::Teacher(account) => (StaffPost::Teacher, Some(plan.teacher), Some(account)),
        StaffChange::Lead(account) => (StaffPost::Lead, Some(plan.lead), Some(account)),
        StaffChange::Mentor(account) => (StaffPost::Mentor, plan.mentor, account),
    };
    if before == after {
        return Ok(Vec::new());
    }
    let reason = new.reason.accept(ReasonFor::ReassigningStaff, Some(plan.cycle.into()), record.sequence)?;
    Ok(vec![CycleEvent::CycleStaffChanged(CycleStaffChanged { effective_on, role, before, after, reason })])
}

/// What is wrong with a group of this size, if anything.
pub(super) fn size_misfit(size: u16, allowed: Option<Bounds<u16>>) -> Option<CycleRefusal> {
    let Bounds { least, most } = allowed?;
    if size < least {
        Some(CycleRefusal::GroupTooSmall { size, least })
    } else if size > most {
        Some(CycleRefusal::GroupTooLarge { size, most })
    } else {
        None
    }
}

fn lasts(dates: CycleDates) -> Result<(), CycleRefusal> {
    if dates.ends_on <= dates.starts_on {
        Err(CycleRefusal::DatesReversed)
    } else if dates.ends_on > dates.starts_on.saturating_add(MOST_WEEKS.weeks()) {
        Err(CycleRefusal::LastsTooLong { most_weeks: MOST_WEEKS })
    } else {
        Ok(())
    }
}

/// Whether something of a cycle can have been so on a day: in the year before its first day, or later.
pub(super) fn is_near(record: &CycleRecord, day: Date) -> Result<(), CycleRefusal> {
    let earliest = record.plan.starts_on.saturating_sub(BEFORE_WEEKS.weeks());
    if day < earliest { Err(CycleRefusal::TooLongAgo { earliest }) } else { Ok(()) }
}
