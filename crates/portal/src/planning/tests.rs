//! The forms of planning as a lead sees them, and what a plan that was sent leaves behind.

use domain::cycle::{AssessmentPoint, CycleAct, ProgrammeLimits, StartCycle};
use jiff::civil::date;
use uuid::Uuid;

use super::form::Offered;
use super::{Planner, Sheet, form, page};
use crate::access::Role;
use crate::change::{OpenCycle, Shown};
use crate::fields::Draft;
use crate::schools::read::Settings;
use crate::test_support::{Facts, main_of, open_cycle, visitor};

fn planner() -> Planner {
    let choice = |id: u128, name: &str| vec![(Uuid::from_u128(id).to_string(), name.to_owned())];
    let offered = Offered {
        teachers: choice(0xA, "Rowan Hale"),
        leads: choice(0xB, "Imani Brook"),
        predecessors: choice(1, "Mathematics, from 12 January 2026"),
        ..Offered::default()
    };
    Planner {
        settings: Settings::usual(crate::test_support::TODAY),
        school: "demo:test".parse().unwrap(),
        name: "Test School".to_owned(),
        cycles: Vec::new(),
        offered,
    }
}

#[test]
fn the_plan_s_page_has_sensible_defaults() {
    let (visitor, planner) = (visitor(Role::Lead), planner());
    let draft =
        form::suggested(&Settings::usual(date(2026, 3, 4)), &visitor.catalogue, &planner.offered, None);
    let sheet = Sheet { visitor: &visitor, planner: &planner, draft: &draft, command_id: Uuid::nil() };
    insta::assert_snapshot!(main_of(&page::plan(&sheet).into_string()));
}

#[test]
fn a_refused_plan_keeps_what_was_typed_beside_every_problem() {
    let (visitor, planner) = (visitor(Role::Lead), planner());
    let mut draft = Draft::default().with("need_statement", "Seven pupils <lose> the tens.");
    assert!(form::plan(&visitor, &mut draft, &planner.offered).is_none());
    let sheet = Sheet { visitor: &visitor, planner: &planner, draft: &draft, command_id: Uuid::nil() };
    let page = page::plan(&sheet).into_string();
    assert!(page.contains("Seven pupils &lt;lose&gt; the tens."));
    for problem in draft.problems() {
        assert!(page.contains(&format!("href=\"#{}\"", problem.field)), "{}", problem.field);
        assert!(page.contains(&format!("id=\"{}\"", problem.field)), "{} has its field", problem.field);
        assert!(page.contains(&format!("id=\"{}-error\"", problem.field)), "{}", problem.field);
    }
}

fn start_page(cycle: &OpenCycle) -> String {
    let draft = Draft::default().with("effective_on", "2026-01-12");
    main_of(&page::start(&Shown::new(&visitor(Role::Lead), cycle, &draft)).into_string())
}

#[test]
fn the_start_says_what_is_missing_before_anybody_presses() {
    let empty = start_page(&open_cycle(&Facts::planned(1)));
    assert!(empty.contains("No pupils yet") && !empty.contains("<form"), "{empty}");

    let mut facts = Facts::with_pupils(2, 6);
    facts.place(7);
    let unknown = start_page(&open_cycle(&facts));
    assert!(
        unknown.contains("Pupil 7") && !unknown.contains("Pupil 6") && !unknown.contains("<form"),
        "{unknown}"
    );

    let small = start_page(&open_cycle(&Facts::with_pupils(3, 5)));
    assert!(small.contains("for 6 to 8 pupils") && small.contains("name=\"reason\""), "{small}");
    let fitting = start_page(&open_cycle(&Facts::with_pupils(4, 7)));
    assert!(fitting.contains("<form") && !fitting.contains("name=\"reason\""), "{fitting}");

    let mut running = Facts::with_pupils(5, 7);
    let limits = ProgrammeLimits::accelerating_mathematics();
    running.tell(date(2026, 1, 12), CycleAct::StartCycle(StartCycle { limits, size_override: None }));
    running.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 13));
    let begun = start_page(&open_cycle(&running));
    assert!(begun.contains("has begun already") && !begun.contains("<form"), "{begun}");
}

#[test]
fn a_reason_is_asked_for_only_where_the_group_has_another_size() {
    for (number, pupils, problems) in [(1, 7, 0), (2, 5, 1)] {
        let cycle = open_cycle(&Facts::with_pupils(number, pupils));
        let mut draft = Draft::default().with("effective_on", "2026-01-12");
        let started = form::start(&visitor(Role::Lead), &mut draft, &cycle);
        assert_eq!(draft.problems().len(), problems, "{pupils} pupils");
        assert_eq!(started.is_some(), problems == 0);
        for problem in draft.problems() {
            let told = &problem.sentence;
            assert!(
                told.contains(": 5.") && told.contains("6 to 8"),
                "how many, and what is allowed: {told}"
            );
        }
        let mut draft = draft.with("reason", "staffing");
        assert!(
            form::start(&visitor(Role::Lead), &mut draft, &cycle).is_some(),
            "{pupils} pupils, with a reason"
        );
    }
}
