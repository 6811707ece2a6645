//! Given what happened, when somebody asks, then this follows.

use super::*;
use crate::{ReasonCode, Subject};
use cqrs_es::Aggregate as _;
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<CohortResult>(include_str!("golden.jsonl"), &[]);
}

const BATCH: &str = "ba7c4000-0000-4000-8000-000000000001";

fn figures(progress: &str) -> Figures {
    let mut figures = Figures::default();
    figures.set(Subject::Mathematics, Group::All, FigureKind::Progress, Figure::parse(progress).unwrap());
    figures.set(Subject::Mathematics, Group::Boys, FigureKind::Progress, Figure::parse("SUPP").unwrap());
    figures
}

fn enter(figures: Figures) -> CohortResultCommand {
    CohortResultCommand::EnterCohortResult {
        today: date(2020, 1, 2),
        effective_on: date(2020, 1, 1),
        id: "urn:125000|ks2|2018-19".parse().unwrap(),
        benchmark: "dfe-ks2-2018-19@1".parse().unwrap(),
        batch: BATCH.parse().unwrap(),
        figures,
    }
}

fn revise(figures: Figures, benchmark: &str, code: ReasonCode) -> CohortResultCommand {
    CohortResultCommand::ReviseCohortResult {
        today: date(2020, 2, 2),
        effective_on: date(2020, 2, 1),
        benchmark: benchmark.parse().unwrap(),
        batch: BATCH.parse().unwrap(),
        figures,
        reason: GivenReason::of(code),
    }
}

fn after(mut state: CohortResult, command: CohortResultCommand) -> CohortResult {
    for event in state.decide(command).unwrap() {
        state.apply(event);
    }
    state
}

fn entered() -> CohortResult {
    after(CohortResult::default(), enter(figures("1.7")))
}

#[test]
fn a_row_is_entered_once() {
    assert!(matches!(entered(), CohortResult::Entered { .. }));
    assert_eq!(entered().decide(enter(figures("1.70"))), Ok(Vec::new()));
    assert_eq!(entered().decide(enter(figures("1.8"))), Err(CohortResultRefusal::AlreadyEntered));
    assert_eq!(
        CohortResult::default().decide(enter(Figures::default())),
        Err(CohortResultRefusal::FiguresMissing)
    );
}

#[test]
fn a_corrected_table_revises_figure_by_figure() {
    let command = revise(figures("1.8"), "dfe-ks2-2018-19@1", ReasonCode::DataEntryError);
    let events = entered().decide(command.clone()).unwrap();
    let [CohortResultEvent::CohortResultRevised(revised)] = events.as_slice() else { panic!("{events:?}") };
    let [change] = revised.changes.as_slice() else { panic!("{revised:?}") };
    assert_eq!(change.before, Figure::parse("1.7").ok());
    assert_eq!(change.after, Figure::parse("1.8").unwrap());
    let CohortResult::Entered { figures, sequence, .. } = after(entered(), command) else { panic!() };
    assert_eq!(figures.value(Subject::Mathematics, Group::All, FigureKind::Progress), "1.8".parse().ok());
    assert_eq!(sequence, Sequence::new(2));
}

#[test]
fn a_later_table_that_says_nothing_new_is_quiet() {
    let mut fewer = Figures::default();
    fewer.set(Subject::Mathematics, Group::All, FigureKind::Progress, Figure::parse("1.7").unwrap());
    assert_eq!(
        entered().decide(revise(fewer, "dfe-ks2-2018-19@1", ReasonCode::DataEntryError)),
        Ok(Vec::new())
    );
}

#[test]
fn new_norms_alone_are_a_revision() {
    let state = after(entered(), revise(figures("1.7"), "dfe-ks2-2018-19@2", ReasonCode::Policy));
    assert!(matches!(state, CohortResult::Entered { benchmark, .. } if benchmark.version() == 2));
}

#[test]
fn a_revision_needs_results_a_fitting_reason_and_a_day_that_has_come() {
    let command = |code| revise(figures("1.8"), "dfe-ks2-2018-19@1", code);
    assert_eq!(
        CohortResult::default().decide(command(ReasonCode::Policy)),
        Err(CohortResultRefusal::UnknownRecord)
    );
    assert_eq!(entered().decide(command(ReasonCode::Remark)).unwrap_err().code(), "reason-missing");
    assert_eq!(entered().decide(command(ReasonCode::Absence)).unwrap_err().code(), "reason-not-allowed-here");
    let CohortResultCommand::EnterCohortResult { id, benchmark, batch, figures, .. } = enter(figures("1"))
    else {
        panic!()
    };
    let (today, effective_on) = (date(2020, 1, 1), date(2020, 1, 2));
    let early = CohortResultCommand::EnterCohortResult { today, effective_on, id, benchmark, batch, figures };
    assert_eq!(CohortResult::default().decide(early), Err(CohortResultRefusal::DateInFuture));
}

#[test]
fn figures_are_numbers_or_signs_and_nothing_else() {
    for (text, shown) in [
        ("59%", "59"),
        ("-0.30", "-0.3"),
        ("+1.5", "1.5"),
        ("", "blank"),
        (" ", "blank"),
        ("SUPP", "SUPP"),
        ("*", "*"),
    ] {
        assert_eq!(Figure::parse(text).unwrap().to_string(), shown, "{text}");
    }
    for text in ["1,7", "12 Mill Lane", "1e3", "<b>", "averyverylongword", "1.2.3"] {
        assert!(Figure::parse(text).is_err(), "{text}");
    }
}

#[test]
fn ids_read_and_write_the_same() {
    let id = CohortResultId::parse("urn:125000|ks2|2018/19").unwrap();
    assert_eq!(id.to_string(), "urn:125000|ks2|2018-19");
    for text in ["urn:125000|ks2", "urn:125000|ks9|2018-19", "urn:125000|ks2|2018-19|x"] {
        assert!(CohortResultId::parse(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn whatever_a_later_table_changes_is_what_it_says(
        before in proptest::collection::vec((0_usize..3, 0_usize..10, 0_usize..12, -50_i32..50), 1..40),
        later in proptest::collection::vec((0_usize..3, 0_usize..10, 0_usize..12, -50_i32..50), 1..40),
    ) {
        use strum::VariantArray as _;
        let table = |cells: &[(usize, usize, usize, i32)]| {
            let mut table = Figures::default();
            for (subject, group, kind, value) in cells {
                let (subject, group, kind) = (Subject::VARIANTS[*subject], Group::VARIANTS[*group], FigureKind::VARIANTS[*kind]);
                table.set(subject, group, kind, Figure::Value((*value).into()));
            }
            table
        };
        let (before, later) = (table(&before), table(&later));
        let state = after(CohortResult::default(), enter(before.clone()));
        let state = after(state, revise(later.clone(), "dfe-ks2-2018-19@1", ReasonCode::DataEntryError));
        let CohortResult::Entered { figures, .. } = state else { panic!() };
        prop_assert!(figures.changes_to(&later).is_empty());
        prop_assert!(before.iter().all(|(s, g, k, was)| later.get(s, g, k).or(Some(was)) == figures.get(s, g, k)));
    }
}
