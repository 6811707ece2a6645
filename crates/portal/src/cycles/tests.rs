//! The table of cycles in a real database, and what each reader sees of it.

use domain::cycle::{
    AskReopening, AssessmentPoint, Cancel, CloseCycle, CycleAct, CycleDates, Outcome, ProgrammeLimits,
    ReassignStaff, Reopen, Reschedule, StaffChange, StartCycle, SubmitReport,
};
use domain::edition::Standing;
use domain::{AccountId, CycleId, GivenReason, ReasonCode};
use jiff::civil::date;
use uuid::Uuid;

use super::projection::Cycles;
use super::read::{self, Cycle};
use super::{answer, listed, page};
use crate::access::{Role, Visitor};
use crate::assessments::read::{Entry, Scored};
use crate::gains;
use crate::schools::read::Settings;
use crate::test_support::{
    Facts, Fresh, TODAY, assessment, cycle_row, in_edition, participant, sealed, visitor,
};
use crate::words::Words;

/// The worked example: seven pupils, mean gain 6.86.
const START: [i32; 7] = [82, 84, 79, 88, 85, 81, 86];
const END: [i32; 7] = [90, 91, 83, 95, 93, 85, 96];

fn closed(number: u128) -> Facts {
    let mut facts = Facts::with_pupils(number, 7);
    for (pupil, score) in (1..).zip(START) {
        facts.score(pupil, AssessmentPoint::Baseline, score, date(2026, 1, 9));
    }
    let limits = ProgrammeLimits::accelerating_mathematics();
    facts.tell(date(2026, 1, 12), CycleAct::StartCycle(StartCycle { limits, size_override: None }));
    let dates = CycleDates { starts_on: date(2026, 1, 12), ends_on: date(2026, 4, 3) };
    let reason = GivenReason::of(ReasonCode::Timetable);
    facts.tell(date(2026, 2, 12), CycleAct::Reschedule(Reschedule { dates, reason }));
    for (pupil, score) in (1..).zip(END) {
        facts.score(pupil, AssessmentPoint::End, score, date(2026, 4, 2));
    }
    facts.tell(date(2026, 4, 3), CycleAct::CompleteAssessment);
    let record = facts.state.record().unwrap();
    let close = CloseCycle {
        outcome: gains::to_seal(&crate::test_support::catalogue(), record).unwrap(),
        upto_sequence: record.sequence,
    };
    facts.tell(date(2026, 4, 4), CycleAct::CloseCycle(close));
    facts
}

#[tokio::test]
async fn a_cycle_s_row_follows_its_facts_from_the_plan_to_the_sealed_outcome() {
    let fresh = Fresh::database().await;
    let facts = closed(1);
    fresh.project(&Cycles, &facts).await;
    let cycle = read::cycle(&fresh.pool, facts.cycle).await.unwrap().unwrap();
    assert_eq!((cycle.state.as_str(), cycle.sequence), ("closed", facts.recorded.len() as u64));
    assert_eq!((cycle.starts_on, cycle.ends_on), (date(2026, 1, 12), date(2026, 4, 3)));
    let outcome = cycle.outcome.unwrap();
    assert_eq!((outcome.n, outcome.n_complete), (7, 7));
    assert_eq!(outcome.mean.unwrap().to_string(), "6.8571");
    assert_eq!(outcome.end_mean.unwrap().to_string(), "90.4286");
    assert_eq!(read::of_school(&fresh.pool, &cycle.plan.school).await.unwrap().len(), 1);
    fresh.drop().await;
}

#[tokio::test]
async fn a_cycle_s_row_has_the_staff_as_they_are_now() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::planned(1);
    let (teacher, mentor) = (AccountId::new(Uuid::from_u128(0xC)), AccountId::new(Uuid::from_u128(0xD)));
    for staff in [
        StaffChange::Teacher(teacher),
        StaffChange::Mentor(Some(mentor)),
        StaffChange::Mentor(None),
        StaffChange::Lead(mentor),
    ] {
        let reason = GivenReason::of(ReasonCode::Staffing);
        facts.tell(date(2026, 1, 6), CycleAct::ReassignStaff(ReassignStaff { staff, reason }));
    }
    fresh.project(&Cycles, &facts).await;
    let cycle = read::cycle(&fresh.pool, facts.cycle).await.unwrap().unwrap();
    assert_eq!(cycle.plan, facts.state.record().unwrap().plan);
    assert_eq!((cycle.plan.teacher, cycle.plan.lead, cycle.plan.mentor), (teacher, mentor, None));
    fresh.drop().await;
}

/// The board was told of a closed cycle.
fn reported(number: u128) -> Facts {
    let mut facts = closed(number);
    let (upto_seq, cycle) = (facts.state.record().unwrap().sequence, facts.cycle);
    let part = |number| Some(sealed(cycle.into(), 0, number));
    let (need, impact, practice_change, next_steps) = (part(50), part(51), part(52), part(53));
    let report = SubmitReport { need, impact, practice_change, next_steps, upto_seq, school_year: None };
    facts.tell(date(2026, 4, 5), CycleAct::SubmitReport(Box::new(report)));
    facts
}

#[tokio::test]
async fn a_reported_cycle_is_closed_and_a_reopened_one_has_no_outcome_until_the_next_closing() {
    let fresh = Fresh::database().await;
    let facts = reported(1);
    fresh.project(&Cycles, &facts).await;
    let cycle = read::cycle(&fresh.pool, facts.cycle).await.unwrap().unwrap();
    assert_eq!((cycle.state.as_str(), cycle.is_closed(), cycle.outcome.is_some()), ("reported", true, true));
    fresh.drop().await;

    let fresh = Fresh::database().await;
    let mut facts = reported(1);
    let [requester, approver] = [0xA, 0xB].map(|number| AccountId::new(Uuid::from_u128(number)));
    let reason = GivenReason::of(ReasonCode::DataEntryError);
    facts.tell(date(2026, 4, 6), CycleAct::AskReopening(AskReopening { by: requester, reason }));
    let asked = Fresh::database().await;
    asked.project(&Cycles, &facts).await;
    let cycle = read::cycle(&asked.pool, facts.cycle).await.unwrap().unwrap();
    assert_eq!((cycle.state.as_str(), cycle.reopening.unwrap().by), ("reported", requester));
    asked.drop().await;
    facts.tell(date(2026, 4, 6), CycleAct::Reopen(Reopen { approver }));
    fresh.project(&Cycles, &facts).await;
    let cycle = read::cycle(&fresh.pool, facts.cycle).await.unwrap().unwrap();
    assert_eq!((cycle.state.as_str(), cycle.is_closed(), cycle.outcome), ("assessed", false, None));
    assert_eq!(cycle.reopening, None);
    fresh.drop().await;
}

#[tokio::test]
async fn a_cycle_that_was_given_up_says_so() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::planned(1);
    let reason = GivenReason::of(ReasonCode::Staffing);
    facts.tell(date(2026, 1, 6), CycleAct::Cancel(Cancel { reason }));
    fresh.project(&Cycles, &facts).await;
    let cycle = read::cycle(&fresh.pool, facts.cycle).await.unwrap().unwrap();
    assert_eq!((cycle.state.as_str(), cycle.is_cancelled(), cycle.is_closed()), ("cancelled", true, false));
    fresh.drop().await;
}

#[test]
fn a_governor_sees_a_reported_cycle_and_none_that_was_given_up() {
    let cycles = vec![row(1, "reported", Some(outcome(7))), row(2, "cancelled", None)];
    let seen = governors(cycles);
    assert_eq!((seen.cycles.len(), seen.chart.marks.len()), (1, 1));
}

#[test]
fn staff_see_a_cycle_that_was_given_up_in_the_list_and_not_on_the_chart() {
    let score = |pupil, point, value: i64| Entry {
        cycle: CycleId::new(Uuid::from_u128(1)),
        participant: participant(pupil),
        point,
        score: Some(Scored {
            id: assessment(CycleId::new(Uuid::from_u128(1)), pupil, point),
            instrument: "number-test@1".to_owned(),
            form: None,
            scale: "number-standardised".to_owned(),
            value: value.into(),
            taken_on: date(2026, 1, 9),
        }),
        live: 2,
        reason: None,
        corrections: 0,
    };
    let entries: Vec<Entry> = (1..=7)
        .flat_map(|pupil| {
            [score(pupil, AssessmentPoint::Baseline, 80), score(pupil, AssessmentPoint::End, 90)]
        })
        .collect();
    let seen = |state| {
        let school = ("demo:test".parse().unwrap(), "Test School".to_owned());
        listed(
            &visitor(Role::Lead),
            school,
            (false, Settings::usual(TODAY)),
            vec![row(1, state, None)],
            &entries,
        )
    };
    assert_eq!((seen("running").cycles.len(), seen("running").chart.marks.len()), (1, 1));
    assert_eq!((seen("cancelled").cycles.len(), seen("cancelled").chart.marks.len()), (1, 0));
}

fn row(number: u128, state: &str, outcome: Option<Outcome>) -> Cycle {
    let row = cycle_row(number, state);
    let edition = outcome.as_ref().map(|outcome| in_edition(row.id, Standing::New, outcome));
    Cycle { outcome, edition, ..row }
}

fn outcome(pupils: u16) -> Outcome {
    let facts = closed(1);
    Outcome {
        n: pupils,
        n_complete: pupils,
        ..gains::to_seal(&crate::test_support::catalogue(), facts.state.record().unwrap()).unwrap()
    }
}

fn governors(cycles: Vec<Cycle>) -> super::Listed {
    listed(
        &visitor(Role::Governor),
        ("demo:test".parse().unwrap(), "Test School".to_owned()),
        (true, Settings::usual(TODAY)),
        cycles,
        &[],
    )
}

#[test]
fn a_governor_sees_a_closed_cycle_by_its_published_figures() {
    let seen = governors(vec![row(1, "closed", Some(outcome(7)))]);
    let answer = answer(Words::default(), &seen);
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer).unwrap());
}

#[test]
fn the_year_of_a_cycle_is_the_one_that_its_school_names() {
    let country = Some(domain::school::Country::NewZealand);
    let settings = Settings { country, first_month: 1, ..Settings::usual(TODAY) };
    let school = ("demo:test".parse().unwrap(), "Test School".to_owned());
    let seen = listed(&visitor(Role::Lead), school, (false, settings), vec![row(1, "running", None)], &[]);
    let page = page::list(&visitor(Role::Lead), &seen).into_string();
    assert!(page.contains(">2026<") && !page.contains("2025/26"), "{page}");
    let json = serde_json::to_value(answer(Words::default(), &seen)).unwrap();
    assert_eq!(json["cycles"][0]["academic_year"], "2026");
    let english = governors(vec![row(1, "closed", Some(outcome(7)))]);
    assert!(page::list(&Visitor::default(), &english).into_string().contains(">2025/26<"));
}

#[test]
fn a_governor_never_sees_a_cycle_that_goes_on_nor_a_figure_of_five_pupils() {
    let cycles = vec![row(1, "running", None), row(2, "planned", None), row(3, "closed", Some(outcome(5)))];
    let seen = governors(cycles);
    assert_eq!(seen.cycles.len(), 1);
    let records = serde_json::to_value(seen.chart.records(Words::default())).unwrap();
    assert_eq!(records[0]["quadrant"], "not_available");
    assert_eq!(records[0]["pupils"], serde_json::Value::Null);
    assert_eq!(records[0]["not_available"]["results"]["token"], "c");
    let page = page::list(&Visitor::default(), &seen).into_string();
    for figure in ["6.9", "6.86", "90.4", "5 pupils"] {
        assert!(!page.contains(figure), "{figure}");
    }
}

#[test]
fn what_is_opened_and_closed_again_changes_nothing_that_the_board_reads_until_the_next_edition() {
    let first = outcome(7);
    let anew = Outcome { mean: "6.1429".parse().ok(), end_mean: "89.7143".parse().ok(), ..first.clone() };
    let records = |cycle| governors(vec![cycle]).chart.records(Words::default());
    let once = records(row(1, "closed", Some(first.clone())));
    let opened = Cycle { outcome: None, ..row(1, "assessed", Some(first.clone())) };
    assert_eq!(records(opened), once, "while it is open again");
    let again = Cycle { outcome: Some(anew), ..row(1, "closed", Some(first)) };
    assert_eq!(records(again), once);
}

#[test]
fn a_text_with_figures_reaches_the_board_only_where_the_last_edition_shows_figures() {
    let policy = measures::Policy::default();
    let shown = row(1, "reported", Some(outcome(7)));
    assert!(!shown.keeps_from_board("7 pupils gained 6.9 points.", &policy));
    assert!(shown.keeps_from_board("7 pupils gained.", &measures::Policy::with_threshold(8).unwrap()));
    let small = row(1, "reported", Some(outcome(5)));
    let in_none = Cycle { edition: None, ..shown.clone() };
    let mut withheld = shown;
    if let Some(edition) = &mut withheld.edition {
        edition.figure.shown = None;
    }
    for cycle in [small, in_none, withheld] {
        assert!(cycle.keeps_from_board("7 pupils gained 6.9 points.", &policy));
        assert!(!cycle.keeps_from_board("We jump on a line.", &policy));
    }
}

#[test]
fn a_cycle_that_is_closed_and_in_no_edition_says_so_and_shows_no_figure() {
    let seen = governors(vec![Cycle { edition: None, ..row(1, "closed", Some(outcome(7))) }]);
    assert_eq!((seen.cycles.len(), seen.chart.marks.len()), (1, 0));
    let page = page::list(&Visitor::default(), &seen).into_string();
    assert!(page.contains(&Words::default().say("edition-not-yet")), "{page}");
    assert!(!page.contains("6.9") && !page.contains("90.4"), "{page}");
}

#[test]
fn the_page_shows_the_chart_its_table_and_how_sure_it_is() {
    let seen = governors(vec![row(1, "closed", Some(outcome(7)))]);
    let page = page::list(&Visitor::default(), &seen).into_string();
    let words = Words::default();
    for id in ["cycles-how-sure", "cycles-how-sure-chance", "cycles-list-caption"] {
        assert!(page.contains(&words.say(id)), "{id}");
    }
    assert!(page.contains(&seen.chart.table_id()));
    assert!(page.contains(&words.tell("cycles-governor-note", &[("least", 6_u32.into())])));
}
