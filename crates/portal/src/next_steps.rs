//! What can be done next in a cycle as it stands, by this visitor: a short list of links, the likeliest first.

use domain::cycle::CycleKind;
use maud::{Markup, html};

use crate::access::{Action, Visitor};
use crate::cycles::read::Cycle;

/// A cycle as far as its next steps depend on it.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// The cycle.
    pub cycle: &'a Cycle,
    /// How many pupils are taught in it now.
    pub pupils: usize,
    /// How many of them have no need on record, where the rules ask for one.
    pub without_need: usize,
    /// The strategies in use: each one's code and name.
    pub in_use: Vec<(String, String)>,
}

/// A step: what it is, what it is called, and where it is done.
#[derive(Clone)]
struct Step {
    action: Action,
    said: String,
    address: String,
}

/// The steps, and what is missing for them, in words.
#[must_use]
pub fn list(visitor: &Visitor, standing: &Standing<'_>) -> Markup {
    let (words, cycle) = (visitor.words, standing.cycle);
    let mut steps = steps(visitor, standing);
    steps.retain(|step| visitor.may_on(step.action, &cycle.plan));
    let waits = cycle.state == "planned" && !steps.is_empty();
    html! {
        @if !steps.is_empty() {
            h2 class="govuk-heading-m" { (words.say("next-title")) }
            @if waits && standing.pupils == 0 { p class="govuk-body" { (words.say("next-no-pupils")) } }
            @if waits && standing.without_need > 0 {
                p class="govuk-body" {
                    (words.tell("next-without-need", &[("pupils", standing.without_need.into())]))
                }
            }
            ul class="govuk-list" {
                @for step in &steps { li { a class="govuk-link" href=(step.address) { (step.said) } } }
            }
        }
        @if visitor.may_on(Action::SeeHistory, &cycle.plan) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/cycles/{}/history", cycle.id)) { (words.say("cycle-to-history")) }
            }
        }
    }
}

/// The ways to what is noted week by week, for those who may see it.
#[must_use]
pub fn weeks(visitor: &Visitor, cycle: &Cycle) -> Markup {
    let words = visitor.words;
    let pages = [
        (Action::SeeCycle, "board-title", "board"),
        (Action::SeeCycle, "weeks-sessions", "sessions"),
        (Action::SeeCycle, "inquiry-title", "inquiry"),
        (Action::SeeCosts, "costs-title", "costs"),
    ];
    html! {
        ul class="govuk-list" {
            @for (action, id, path) in pages {
                @if visitor.may_on(action, &cycle.plan) {
                    li { a class="govuk-link" href=(format!("/cycles/{}/{path}", cycle.id)) { (words.say(id)) } }
                }
            }
        }
    }
}

fn is_monitoring(cycle: &Cycle) -> bool {
    cycle.plan.kind == CycleKind::Monitoring
}

/// Every step of the stage, whoever may take it.
fn steps(visitor: &Visitor, standing: &Standing<'_>) -> Vec<Step> {
    let (words, cycle) = (visitor.words, standing.cycle);
    let address = |path: &str| format!("/cycles/{}/{path}", cycle.id);
    let step = |action, id, path: &str| Step { action, said: words.say(id), address: address(path) };
    let start = || step(Action::PlanCycle, "start-title", "start");
    let dates = || step(Action::PlanCycle, "reschedule-title", "reschedule");
    let needs = || step(Action::RecordNeed, "needs-title", "needs");
    let targets = || step(Action::RecordNeed, "targets-list-title", "targets");
    let score = || step(Action::RecordAssessment, "record-assessment-title", "assessments/new");
    let missing = || step(Action::RecordAssessment, "mark-missing-title", "assessments/missing");
    let strategy = || step(Action::ChangeStrategy, "adopt-strategy-title", "strategies/new");
    let adapt = |(code, name): &(String, String)| Step {
        action: Action::ChangeStrategy,
        said: words.tell("next-adapt", &[("strategy", name.into())]),
        address: address(&format!("strategies/{code}/adapt")),
    };
    let adapts = || standing.in_use.iter().map(adapt).collect::<Vec<_>>();
    let place = || {
        if visitor.may_on(Action::PlacePupil, &cycle.plan) {
            step(Action::PlacePupil, "candidates-title", "candidates")
        } else {
            step(Action::ProposePlacing, "proposal-candidates-title", "candidates")
        }
    };
    let assessed = || step(Action::RecordAssessment, "assessed-title", "assessed");
    let close = || step(Action::CloseCycle, "close-title", "close");
    let reopen = || match cycle.reopening {
        Some(_) => step(Action::AgreeToReopening, "reopen-answer-title", "reopen/answer"),
        None => step(Action::ReopenCycle, "reopen-title", "reopen"),
    };
    let cancel = || step(Action::CancelCycle, "cancel-title", "cancel");
    let write = || step(Action::SubmitReport, "report-write-title", "report/new");
    let draft = || step(Action::DraftReport, "report-draft-title", "report/draft");
    let comment = || step(Action::CommentOnReport, "report-comments-title", "report/comments");
    let read = || step(Action::SeeReport, "report-title", "report");
    let judge = || step(Action::JudgeImpact, "judge-title", "judge");
    let after = || Step {
        action: Action::PlanCycle,
        said: words.say("next-plan-after"),
        address: format!("/schools/{}/cycles/new?after={}", cycle.plan.school, cycle.id),
    };
    let staff = || step(Action::AssignStaff, "staff-title", "staff");
    let session = || step(Action::LogSession, "log-session-title", "sessions/new");
    let contact = || step(Action::LogContact, "log-contact-title", "contacts/new");
    let reflection = || step(Action::Reflect, "log-reflection-title", "reflections/new");
    let mentoring = || step(Action::LogMentoring, "log-mentoring-title", "mentoring/new");
    let cost = || step(Action::RecordCost, "log-cost-title", "costs/new");
    let weekly = || vec![contact(), reflection(), mentoring(), cost()];
    let before = || vec![targets(), score(), missing(), strategy()];
    let plan = || vec![dates(), staff(), cancel()];
    let tracking = || step(Action::PlacePupil, "tracking-link", "tracking");
    let ready = standing.pupils > 0 && standing.without_need == 0;
    let mut steps = match cycle.state.as_str() {
        "planned" if is_monitoring(cycle) => vec![start(), tracking(), place(), dates(), cancel()],
        "running" if is_monitoring(cycle) => {
            vec![tracking(), score(), missing(), place(), assessed(), dates(), cancel()]
        }
        "planned" if ready => [vec![start(), place()], before(), vec![needs()], plan()].concat(),
        "planned" if standing.pupils == 0 => [vec![place(), needs(), start()], plan()].concat(),
        "planned" => [vec![needs(), place()], before(), vec![start()], plan()].concat(),
        "running" => {
            let others = vec![score(), missing(), strategy(), needs(), targets(), place()];
            [vec![session()], adapts(), others, weekly(), vec![assessed()], plan()].concat()
        }
        "assessed" => {
            [vec![close(), score(), missing(), targets(), session()], weekly(), vec![staff()]].concat()
        }
        "closed" => vec![write(), draft(), comment(), judge(), after(), reopen()],
        "reported" => vec![read(), judge(), after(), reopen()],
        _ => Vec::new(),
    };
    if cycle.plan.predecessor.is_some() && matches!(cycle.state.as_str(), "planned" | "running") {
        steps.insert(1, step(Action::Reflect, "carry-title", "learning"));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::test_support::{cycle_row, visitor};

    fn shown(role: Role, state: &str, pupils: usize, without_need: usize) -> String {
        let cycle = cycle_row(1, state);
        let in_use = vec![("number-line-jumps".to_owned(), "Jumps on a line".to_owned())];
        list(&visitor(role), &Standing { cycle: &cycle, pupils, without_need, in_use }).into_string()
    }

    fn links(page: &str) -> Vec<&str> {
        page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()?.rsplit('/').next()).collect()
    }

    #[test]
    fn a_planned_cycle_says_what_it_waits_for_and_offers_the_start_first_once_nothing_is_missing() {
        let empty = shown(Role::Lead, "planned", 0, 0);
        assert!(empty.contains("No pupils yet"), "{empty}");
        let waiting = shown(Role::Lead, "planned", 7, 2);
        assert!(waiting.contains("2 pupils have no need on record"), "{waiting}");
        assert_ne!(links(&waiting)[0], "start");
        let ready = shown(Role::Lead, "planned", 7, 0);
        assert_eq!(links(&ready)[0], "start");
        assert!(!ready.contains("no need on record") && !ready.contains("No pupils yet"));
    }

    #[test]
    fn nobody_is_offered_a_step_that_would_be_refused() {
        let teachers = shown(Role::Teacher, "planned", 7, 0);
        assert!(!teachers.contains("/start") && !teachers.contains("/reschedule"), "{teachers}");
        assert!(teachers.contains("/assessments/new"));
        for state in ["planned", "running", "assessed", "closed", "reported", "cancelled"] {
            let read: &[&str] = if state == "reported" { &["report", "history"] } else { &["history"] };
            assert_eq!(links(&shown(Role::Auditor, state, 7, 0)), read, "{state}");
        }
    }

    #[test]
    fn changing_a_strategy_in_use_stands_near_the_top_for_whoever_teaches() {
        let running = shown(Role::Teacher, "running", 7, 0);
        assert!(running.contains("Jumps on a line"), "{running}");
        assert!(running.contains("/strategies/number-line-jumps/adapt"), "{running}");
        assert_eq!(links(&running)[..2], ["new", "adapt"]);
        assert!(!shown(Role::Auditor, "running", 7, 0).contains("Jumps"));
    }

    #[test]
    fn after_a_closed_cycle_comes_the_next() {
        for state in ["closed", "reported"] {
            let closed = shown(Role::Lead, state, 7, 0);
            assert!(closed.contains("/schools/demo:test/cycles/new?after="), "{closed}");
            assert!(!closed.contains("/start"));
        }
    }
}
