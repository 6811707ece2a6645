//! The grid as it is shown.

use domain::cycle::{AssessmentPoint, CycleAct, MarkMissing};
use domain::{GivenReason, ReasonCode};
use jiff::civil::date;

use super::form::Sheet;
use super::page;
use crate::access::Role;
use crate::change::{OpenCycle, Shown};
use crate::fields::{Draft, in_row};
use crate::placements;
use crate::placements::projection::Participants;
use crate::test_support::{Facts, Fresh, catalogue, number_test, open_cycle, participant, visitor};

const BASELINE: AssessmentPoint = AssessmentPoint::Baseline;

/// Three pupils: one with a start score, one without any to come, one with nothing yet.
async fn open() -> OpenCycle {
    let mut facts = Facts::with_pupils(1, 3);
    facts.score(1, BASELINE, 82, date(2026, 1, 9));
    let missing = MarkMissing {
        participant: participant(2),
        point: BASELINE,
        reason: GivenReason::of(ReasonCode::Absence),
    };
    facts.tell(date(2026, 1, 9), CycleAct::MarkMissing(missing));
    let fresh = Fresh::database().await;
    fresh.project(&Participants, &facts).await;
    let people = placements::read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    fresh.drop().await;
    OpenCycle { people, ..open_cycle(&facts) }
}

fn drawn(cycle: &OpenCycle, draft: Draft) -> String {
    let number = number_test();
    let sheet = Sheet { point: BASELINE, instrument: &number };
    let (visitor, draft) = (visitor(Role::Lead), sheet.draft(draft));
    let page = page::grid(&Shown::new(&visitor, cycle, &draft)).into_string();
    page.split("<table").nth(1).unwrap().split("</table>").next().unwrap().replace("><", ">\n<")
}

#[tokio::test]
async fn each_cell_shows_what_is_on_record_and_what_somebody_typed_stays() {
    let cycle = open().await;
    insta::assert_snapshot!(drawn(&cycle, Draft::default()));
    let row = participant(1).to_string();
    let typed = Draft::default().with(&in_row("was", &row), "80").with(&in_row("score", &row), "8x");
    let again = drawn(&cycle, typed);
    assert!(again.contains(r#"value="8x""#) && again.contains("82"), "{again}");
    let untouched = Draft::default().with(&in_row("was", &row), "80").with(&in_row("score", &row), "80");
    assert!(drawn(&cycle, untouched).contains(r#"type="text" value="82""#), "what came meanwhile is shown");
}

#[tokio::test]
async fn the_grid_opens_with_the_test_that_the_group_has_most_scores_by() {
    let record = open().await.record;
    let catalogue = catalogue();
    let test = |chosen: &str| {
        Sheet::of(&catalogue, &record, "end", chosen).map(|sheet| sheet.instrument.version.as_str()).ok()
    };
    assert_eq!(test(""), Some("number-test@1"));
    assert_eq!(test("quick-facts@1"), Some("quick-facts@1"));
    assert_eq!(test("reading-test@1"), None, "a test of another subject");
    assert!(Sheet::of(&catalogue, &record, "someday", "").is_err());
}
