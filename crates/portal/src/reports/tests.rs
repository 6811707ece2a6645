//! What the facts of a cycle say of its report, and how that reads.

use domain::cycle::{
    AmendReport, AskReopening, AssessmentPoint, CloseCycle, CorrectAssessment, CycleAct, Reading, Reopen,
    ReportPart, SubmitReport,
};
use domain::edition::Standing;
use domain::school::SchoolYear;
use domain::{AccountId, GivenReason, ReasonCode, Score, Sequence};
use jiff::civil::date;
use uuid::Uuid;

use super::{page, read};
use crate::access::Role;
use crate::gains;
use crate::sealed_text::Texts;
use crate::test_support::{
    Facts, assessment, catalogue, cycle_row, in_edition, main_of, number_test, sealed, visitor,
};

/// The worked example of seven pupils, closed.
fn closed() -> Facts {
    let mut facts = Facts::with_pupils(1, 7);
    for (pupil, score) in (1..).zip([82, 84, 79, 88, 85, 81, 86]) {
        facts.score(pupil, AssessmentPoint::Baseline, score, date(2026, 1, 9));
    }
    let limits = domain::cycle::ProgrammeLimits::accelerating_mathematics();
    let start = domain::cycle::StartCycle { limits, size_override: None };
    facts.tell(date(2026, 1, 12), CycleAct::StartCycle(start));
    for (pupil, score) in (1..).zip([90, 91, 83, 95, 93, 85, 96]) {
        facts.score(pupil, AssessmentPoint::End, score, date(2026, 3, 26));
    }
    facts.tell(date(2026, 3, 27), CycleAct::CompleteAssessment);
    close(&mut facts);
    facts
}

fn last(facts: &Facts) -> Sequence {
    Sequence::new(facts.recorded.len() as u64)
}

fn close(facts: &mut Facts) {
    let outcome = gains::to_seal(&catalogue(), facts.state.record().unwrap()).unwrap();
    let act = CycleAct::CloseCycle(CloseCycle { outcome, upto_sequence: last(facts) });
    facts.tell(date(2026, 3, 27), act);
}

fn submit(facts: &mut Facts) -> Sequence {
    submit_in(facts, None)
}

fn submit_in(facts: &mut Facts, school_year: Option<SchoolYear>) -> Sequence {
    let text = |number| Some(sealed(facts.cycle.into(), 0, number));
    let report = SubmitReport {
        need: text(0x31),
        impact: text(0x32),
        practice_change: text(0x33),
        next_steps: text(0x34),
        upto_seq: last(facts),
        school_year,
    };
    facts.tell(date(2026, 4, 20), CycleAct::SubmitReport(Box::new(report)));
    last(facts)
}

#[test]
fn a_report_keeps_what_it_said_beside_what_it_says_and_names_the_reasons_of_corrections_since() {
    let mut facts = closed();
    let held = submit(&mut facts);
    let amended = AmendReport {
        part: ReportPart::Impact,
        amends_seq: held,
        after: sealed(facts.cycle.into(), 0, 0x35),
        reason: GivenReason::of(ReasonCode::DataEntryError),
    };
    facts.tell(date(2026, 5, 4), CycleAct::AmendReport(amended));
    let told = read::of_stream(&facts.recorded);
    let report = told.report.as_ref().unwrap();
    let versions: Vec<usize> = report.parts.iter().map(|part| part.versions.len()).collect();
    assert_eq!(versions, [1, 2, 1, 1]);
    assert_eq!(told.placed(&facts.recorded).len(), 5, "the texts of the report and no other");
    let (visitor, cycle) = (visitor(Role::Governor), cycle_row(1, "reported"));
    let (texts, names) = (Texts::default(), std::collections::HashMap::new());
    let school = crate::schools::read::Settings::usual(crate::test_support::TODAY);
    let sheet = page::Sheet {
        visitor: &visitor,
        cycle: &cycle,
        school_name: "Fernhill School",
        school: &school,
        told: &told,
        texts: &texts,
        names: &names,
        cost: None,
        checkpoint: None,
        signing_stopped: false,
    };
    let page = main_of(&page::report(&sheet).into_string());
    assert!(page.contains("A slip in typing was put right."), "{page}");
    assert!(!page.contains("/history/") && !page.contains("/amend"), "the board changes nothing: {page}");
    insta::assert_snapshot!(page);
}

/// Puts the end scores of the first so many pupils right.
fn correct_ends(facts: &mut Facts, pupils: u8) {
    let instrument = number_test();
    for pupil in 1..=pupils {
        let assessment_id = assessment(facts.cycle, pupil, AssessmentPoint::End);
        let known = facts.state.record().unwrap().assessments[&assessment_id].clone();
        let correction = CorrectAssessment {
            instrument: instrument.limits(),
            windows: instrument.windows(),
            assessment_id,
            corrects_seq: known.live,
            after: Reading { score: Score::from(97), ..known.reading },
            reason: GivenReason::of(ReasonCode::DataEntryError),
        };
        facts.tell(date(2026, 5, 4), CycleAct::CorrectAssessment(Box::new(correction)));
    }
}

#[test]
fn corrections_after_a_report_are_told_to_staff_and_to_the_board_by_an_edition_alone() {
    let mut facts = closed();
    submit(&mut facts);
    correct_ends(&mut facts, 7);
    let told = read::of_stream(&facts.recorded);
    let cycle = cycle_row(1, "reported");
    let (texts, names) = (Texts::default(), std::collections::HashMap::new());
    let school = crate::schools::read::Settings::usual(crate::test_support::TODAY);
    let says_so = |role| {
        let visitor = visitor(role);
        let sheet = page::Sheet {
            visitor: &visitor,
            cycle: &cycle,
            school_name: "Fernhill School",
            school: &school,
            told: &told,
            texts: &texts,
            names: &names,
            cost: None,
            checkpoint: None,
            signing_stopped: false,
        };
        page::report(&sheet).into_string().contains(&visitor.words.say("report-corrected-since"))
    };
    assert!(says_so(Role::Lead) && says_so(Role::Auditor));
    assert!(!says_so(Role::Governor), "the day of a correction is no news for the board before an edition");
}

#[test]
fn a_report_keeps_the_school_year_that_it_was_submitted_with() {
    let (visitor, cycle) = (visitor(Role::Governor), cycle_row(1, "reported"));
    let school = crate::schools::read::Settings::usual(crate::test_support::TODAY);
    let shown = |school_year: Option<&str>| {
        let mut facts = closed();
        submit_in(&mut facts, school_year.map(|year| year.parse().unwrap()));
        let (told, texts) = (read::of_stream(&facts.recorded), Texts::default());
        let names = std::collections::HashMap::new();
        let sheet = page::Sheet {
            visitor: &visitor,
            cycle: &cycle,
            school_name: "Fernhill School",
            school: &school,
            told: &told,
            texts: &texts,
            names: &names,
            cost: None,
            checkpoint: None,
            signing_stopped: false,
        };
        main_of(&page::report(&sheet).into_string())
    };
    let now = format!("chool year {}", school.year_of(cycle.starts_on));
    assert!(now.contains('/') && shown(None).contains(&now), "one from before follows the school: {now}");
    let calendar = shown(Some("2026"));
    assert!(calendar.contains("chool year 2026") && !calendar.contains(&now), "{calendar}");
    assert!(shown(Some("2024-25")).contains("chool year 2024/25"));
}

#[test]
fn the_files_of_a_report_have_its_figures_only_where_the_limit_of_today_lets_them() {
    let mut facts = closed();
    submit(&mut facts);
    let told = read::of_stream(&facts.recorded);
    let (visitor, mut cycle) = (visitor(Role::Governor), cycle_row(1, "reported"));
    cycle.edition = Some(in_edition(cycle.id, Standing::New, told.outcome.as_ref().unwrap()));
    let (texts, names) = (Texts::default(), std::collections::HashMap::new());
    let mut school = crate::schools::read::Settings::usual(crate::test_support::TODAY);
    let mut figures = |least: u32| {
        school.policy = measures::disclosure::Policy::with_threshold(least).unwrap();
        let sheet = page::Sheet {
            visitor: &visitor,
            cycle: &cycle,
            school_name: "Fernhill School",
            school: &school,
            told: &told,
            texts: &texts,
            names: &names,
            cost: None,
            checkpoint: None,
            signing_stopped: false,
        };
        let tables = page::tables(&sheet);
        assert_eq!(tables.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["parts", "figures"]);
        assert_eq!(tables[0].1.rows.len(), 4, "a row for each part");
        tables[1].1.rows().iter().skip(2).map(|row| row.join(" ")).collect::<Vec<_>>()
    };
    let shown = figures(7);
    assert_eq!(shown[..2], ["Pupils 7", "Mean gain 6.9"], "{shown:?}");
    let hidden = figures(8);
    assert_eq!(hidden.len(), 5, "and nothing may be said: {hidden:?}");
    assert!(hidden.iter().all(|row| row.ends_with(" c")), "{hidden:?}");
}

#[test]
fn a_report_no_longer_holds_once_the_cycle_is_opened_again() {
    let mut facts = closed();
    submit(&mut facts);
    let who = |number| AccountId::new(Uuid::from_u128(number));
    let reason = GivenReason::of(ReasonCode::DataEntryError);
    let ask = AskReopening { by: who(0xB), reason };
    facts.tell(date(2026, 5, 4), CycleAct::AskReopening(ask));
    facts.tell(date(2026, 5, 4), CycleAct::Reopen(Reopen { approver: who(0xC) }));
    let told = read::of_stream(&facts.recorded);
    assert!(told.report.is_none() && told.outcome.is_none());
    close(&mut facts);
    submit(&mut facts);
    let told = read::of_stream(&facts.recorded);
    assert_eq!((told.earlier, told.report.is_some(), told.outcome.is_some()), (1, true, true));
}
