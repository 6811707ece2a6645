//! The forms of planning as a lead sees them, and what a plan that was sent leaves behind.

use domain::cycle::{AssessmentPoint, CycleAct, ProgrammeLimits, StartCycle};
use jiff::civil::date;
use uuid::Uuid;

use super::form::Offered;
use super::{Planner, Sheet, form, page};
use crate::access::{Account, Role, Visitor};
use crate::change::{OpenCycle, Shown};
use crate::fields::Draft;
use crate::test_support::{Facts, Fresh};

fn lead() -> Visitor {
    let account = Account {
        id: Uuid::from_u128(0xB),
        display_name: "Imani Brook".to_owned(),
        role: Role::Lead,
        school: Some("demo:test".parse().unwrap()),
    };
    Visitor { account: Some(account), ..Visitor::default() }
}

fn planner() -> Planner {
    let choice = |id: u128, name: &str| vec![(Uuid::from_u128(id).to_string(), name.to_owned())];
    let offered = Offered {
        teachers: choice(0xA, "Rowan Hale"),
        leads: choice(0xB, "Imani Brook"),
        predecessors: choice(1, "Mathematics, from 12 January 2026"),
        ..Offered::default()
    };
    Planner {
        school: "demo:test".parse().unwrap(),
        name: "Test School".to_owned(),
        cycles: Vec::new(),
        offered,
    }
}

fn main_of(page: &str) -> String {
    page.split("<main").nth(1).unwrap().split("</main").next().unwrap().replace("><", ">\n<")
}

#[test]
fn the_plan_s_page_has_sensible_defaults() {
    let (visitor, planner) = (lead(), planner());
    let draft = form::suggested(date(2026, 3, 4), &planner.offered, None);
    let sheet = Sheet { visitor: &visitor, planner: &planner, draft: &draft, command_id: Uuid::nil() };
    insta::assert_snapshot!(main_of(&page::plan(&sheet).into_string()));
}

#[test]
fn a_refused_plan_keeps_what_was_typed_beside_every_problem() {
    let (visitor, planner) = (lead(), planner());
    let mut draft = Draft::default().with("need_statement", "Seven pupils <lose> the tens.");
    assert!(form::plan(visitor.words, &mut draft, &planner.offered).is_none());
    let sheet = Sheet { visitor: &visitor, planner: &planner, draft: &draft, command_id: Uuid::nil() };
    let page = page::plan(&sheet).into_string();
    assert!(page.contains("Seven pupils &lt;lose&gt; the tens."));
    for problem in draft.problems() {
        assert!(page.contains(&format!("href=\"#{}\"", problem.field)), "{}", problem.field);
        assert!(page.contains(&format!("id=\"{}\"", problem.field)), "{} has its field", problem.field);
        assert!(page.contains(&format!("id=\"{}-error\"", problem.field)), "{}", problem.field);
    }
}

/// A cycle as its forms see it.
async fn open(fresh: &Fresh, facts: &Facts) -> OpenCycle {
    let participants = crate::placements::projection::Participants;
    fresh.project(&participants, facts).await;
    OpenCycle {
        id: facts.cycle,
        record: facts.state.record().unwrap().clone(),
        closed: false,
        stage: facts.state.stage(),
        sequence: facts.recorded.len() as u64,
        people: crate::placements::read::of_cycle(&fresh.pool, facts.cycle).await.unwrap(),
        strategies: Vec::new(),
        texts: crate::sealed_text::Texts::default(),
    }
}

fn start_page(cycle: &OpenCycle) -> String {
    let draft = Draft::default().with("effective_on", "2026-01-12");
    main_of(&page::start(&Shown::new(&lead(), cycle, &draft)).into_string())
}

#[tokio::test]
async fn the_start_says_what_is_missing_before_anybody_presses() {
    let fresh = Fresh::database().await;
    let empty = start_page(&open(&fresh, &Facts::planned(1)).await);
    assert!(empty.contains("No pupils yet") && !empty.contains("<form"), "{empty}");

    let mut facts = Facts::with_pupils(2, 6);
    facts.place(7);
    let unknown = start_page(&open(&fresh, &facts).await);
    assert!(
        unknown.contains("Pupil 7") && !unknown.contains("Pupil 6") && !unknown.contains("<form"),
        "{unknown}"
    );

    let small = start_page(&open(&fresh, &Facts::with_pupils(3, 5)).await);
    assert!(small.contains("for 6 to 8 pupils") && small.contains("name=\"reason\""), "{small}");
    let fitting = start_page(&open(&fresh, &Facts::with_pupils(4, 7)).await);
    assert!(fitting.contains("<form") && !fitting.contains("name=\"reason\""), "{fitting}");

    let mut running = Facts::with_pupils(5, 7);
    let limits = ProgrammeLimits::accelerating_mathematics();
    running.tell(date(2026, 1, 12), CycleAct::StartCycle(StartCycle { limits, size_override: None }));
    running.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 13));
    let begun = start_page(&open(&fresh, &running).await);
    assert!(begun.contains("has begun already") && !begun.contains("<form"), "{begun}");
    fresh.drop().await;
}

#[tokio::test]
async fn a_reason_is_asked_for_only_where_the_group_has_another_size() {
    let fresh = Fresh::database().await;
    for (number, pupils, problems) in [(1, 7, 0), (2, 5, 1)] {
        let cycle = open(&fresh, &Facts::with_pupils(number, pupils)).await;
        let mut draft = Draft::default().with("effective_on", "2026-01-12");
        let started = form::start(lead().words, &mut draft, &cycle);
        assert_eq!(draft.problems().len(), problems, "{pupils} pupils");
        assert_eq!(started.is_some(), problems == 0);
        let mut draft = draft.with("reason", "staffing");
        assert!(form::start(lead().words, &mut draft, &cycle).is_some(), "{pupils} pupils, with a reason");
    }
    fresh.drop().await;
}
