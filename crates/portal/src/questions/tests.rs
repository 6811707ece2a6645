//! What is said of each question, which years may be compared, and what is read of cycles.

use std::fmt::Write as _;

use domain::SchoolId;
use domain::cycle::{AssessmentPoint, Cancel, CycleAct};
use domain::{GivenReason, ReasonCode};
use jiff::civil::date;
use measures::cycle::GainVerdict;
use measures::difference::{DifferenceTest, Estimate, Pairing, difference_test};
use measures::question::{
    Figures, Finding, GroupPair, NotAnyway, Over, QuestionId, State, SubjectYears, Unknown,
};
use measures::trend::{Trend, TrendPoint};
use measures::{Comparison, Interval, Mark, SchoolYear, Subject};

use super::read::{self, OnRecord, Which};
use crate::asked::{Acted, InCycle, Telling};
use crate::assessments::projection::Scores;
use crate::cycles::projection::Cycles;
use crate::needs::projection::Needs;
use crate::official_facts::{Official, breaks};
use crate::placements::projection::Participants;
use crate::test_support::{Facts, Fresh, catalogue};
use crate::words::Words;

fn year(start: u16) -> SchoolYear {
    SchoolYear::starting(start).unwrap()
}

#[test]
fn years_on_both_sides_of_the_new_start_are_not_compared_and_those_on_one_side_are() {
    let starts = |starts: &[u16]| breaks(&starts.iter().map(|start| year(*start)).collect::<Vec<_>>());
    assert_eq!(starts(&[2016, 2017, 2018, 2022]), [false, false, false, true]);
    assert_eq!(starts(&[2016, 2017, 2018]), [false; 3]);
    assert_eq!(starts(&[2022, 2023]), [false; 2]);
}

fn points() -> Vec<TrendPoint> {
    let point = |(start, value): (u16, f64)| TrendPoint {
        year: year(start),
        estimate: Estimate { value, standard_error: 0.5 },
        break_before: false,
    };
    [(2016, 2.0), (2017, 1.0), (2018, 0.0)].map(point).to_vec()
}

fn official() -> Official {
    let progress = Comparison::new(-1.2, 0.0, Interval::new(-3.0, 0.6));
    let mark = Mark::new(Comparison::new(104.0, 105.0, None), progress, Some(24));
    let marks = Subject::ALL.map(|subject| measures::question::SubjectMark { subject, mark });
    Official {
        year: "2018-19".parse().unwrap(),
        marks: marks.to_vec(),
        groups: Vec::new(),
        series: vec![SubjectYears { subject: Subject::Mathematics, points: points() }],
        norms: Vec::new(),
        coverage: Vec::new(),
        gaps: Vec::new(),
    }
}

/// The two groups of Q11, with the test of their difference.
fn groups(test: DifferenceTest) -> Figures {
    Figures::Groups {
        pair: GroupPair::DisadvantagedOther,
        subject: Subject::Mathematics,
        progress: [2.0, -1.0],
        test,
        earlier: Some((year(2016), [0.5, 1.5])),
        pairs: 6,
    }
}

/// What Q4 may come with, when so many cycles are linked.
fn action(linked: Option<u32>) -> Figures {
    let (reading, maths) = (Subject::Reading, Subject::Mathematics);
    Figures::Action {
        low: vec![reading],
        gap: true,
        behind: Some([maths, reading]),
        falling: true,
        fallen: Some((maths, year(2016), year(2018))),
        linked,
    }
}

/// The figures that each question may come with.
fn samples() -> Vec<(QuestionId, Figures)> {
    let (reading, maths) = (Subject::Reading, Subject::Mathematics);
    let estimate = |value| Estimate { value, standard_error: 0.5 };
    let test = difference_test(estimate(2.0), estimate(-1.0), Pairing::Disjoint).unwrap();
    let Trend::Years(movement) = Trend::of(&points()) else { panic!("three years") };
    let range = Interval::new(-3.0, -0.4).unwrap();
    let standing =
        Figures::Standing { subject: maths, results: 2.0, results_judged: false, progress: -1.7, range };
    let gain = |verdict| Figures::Gain {
        verdict,
        mean: 6.857,
        range: Interval::new(4.83, 8.89),
        anyway: Some(NotAnyway { expected: 0.0, by_chance: 4.93 }),
        pupils: 7,
    };
    let subjects = |faster, slower, by_results| Figures::Subjects { faster, slower, compared: 3, by_results };
    let close = difference_test(estimate(0.4), estimate(0.0), Pairing::Disjoint).unwrap();
    vec![
        (QuestionId::Q1, subjects(vec![reading], vec![maths], false)),
        (QuestionId::Q1, subjects(Vec::new(), Vec::new(), false)),
        (QuestionId::Q1, subjects(Vec::new(), Vec::new(), true)),
        (QuestionId::Q2, Figures::Gap { first: reading, second: maths, test, pairs: 3 }),
        (QuestionId::Q3, Figures::Years { subject: maths, movement, subjects: 3 }),
        (QuestionId::Q4, action(Some(1))),
        (QuestionId::Q4, action(Some(0))),
        (QuestionId::Q4, action(None)),
        (QuestionId::Q5, Figures::Tracking { days_old: Some(20) }),
        (QuestionId::Q5, Figures::Tracking { days_old: None }),
        (
            QuestionId::Q6,
            Figures::Reliability {
                subject: reading,
                pupils: Some(8),
                one_pupil_percent: Some(12.5),
                ten_points_move: Some(1.25),
                could_be_chance: true,
            },
        ),
        (QuestionId::Q7, Figures::Hidden { all_pupils: 1, groups: 10 }),
        (QuestionId::Q8, Figures::Coverage { subject: reading, percent: 84.0 }),
        (QuestionId::Q9, standing.clone()),
        (QuestionId::Q10, standing),
        (QuestionId::Q11, groups(test)),
        (QuestionId::Q11, groups(close)),
        (QuestionId::Q12, Figures::Start { need_stated: true, every_pupil_has_a_need: false }),
        (QuestionId::Q13, Figures::Dose { planned_minutes: 900, delivered_minutes: 540, percent: 60 }),
        (QuestionId::Q14, gain(GainVerdict::MoreThanChanceIfVeryReliable)),
        (QuestionId::Q14, gain(GainVerdict::LessThanExpected)),
        (QuestionId::Q15, Figures::Comparison { norm: false, other_pupils: false }),
        (QuestionId::Q16, Figures::Weeks { since_end: 12 }),
        (QuestionId::Q17, Figures::Weeks { since_end: 1 }),
        (QuestionId::Q18, Figures::Changes { changes: 3, without_score: 1 }),
        (QuestionId::Q19, Figures::Changes { changes: 0, without_score: 0 }),
        (QuestionId::Q20, Figures::SamePupils { at_least: 6 }),
        (QuestionId::Q21, Figures::Contacts { contacts: Some(0) }),
        (QuestionId::Q21, Figures::Contacts { contacts: None }),
        (
            QuestionId::Q22,
            Figures::Value {
                minor_units_per_pupil: 19_000,
                pupils: Some(7),
                verdict: GainVerdict::TooCloseToCall,
            },
        ),
        (QuestionId::Q23, Figures::Corrections { after_report: true, percent: None }),
        (QuestionId::Q23, Figures::Corrections { after_report: false, percent: Some(20) }),
        (QuestionId::Q24, Figures::Actions { overdue: 2 }),
        (QuestionId::Q25, Figures::Norms { new_starts: vec![year(2022)], corrected: vec![year(2018)] }),
        (QuestionId::Q26, Figures::Spread { strategies: vec!["number-talks".to_owned()] }),
    ]
}

#[test]
fn each_question_is_told_in_both_forms_with_its_figures() {
    let (catalogue, official) = (catalogue(), official());
    let telling = Telling {
        words: Words::default(),
        catalogue: &catalogue,
        official: Some(&official),
        record: None,
        acted: &[],
        some_closed_off: false,
    };
    let pounds = Some(domain::Currency::parse("GBP").unwrap());
    let mut text = String::new();
    for (id, figures) in samples() {
        let finding = |state| Finding { id, state, figures: figures.clone(), weight: 1 };
        let asked = telling.one(&finding(State::Asked), pounds);
        let nothing = telling.one(&finding(State::NothingUnusual), pounds);
        for said in [&asked.question, &asked.answer, &asked.because, &nothing.answer, &nothing.because] {
            let is_sentence = said.contains(' ') && said.ends_with(['.', '?']);
            assert!(is_sentence && !said.contains('{'), "{id}: {said}");
        }
        let is_unclear = matches!(&figures, Figures::Groups { test, .. } if !test.certainty.is_clear())
            || matches!(&figures, Figures::Subjects { faster, slower, .. } if faster.is_empty() && slower.is_empty());
        let claims =
            asked.answer.contains("more than chance") || asked.answer.contains("is clearly different");
        assert!(!(is_unclear && claims), "{id}: {}", asked.answer);
        writeln!(text, "{id} {}\n  asked: {}\n    {}", asked.question, asked.answer, asked.because).unwrap();
        writeln!(text, "  nothing: {}\n    {}", nothing.answer, nothing.because).unwrap();
    }
    insta::assert_snapshot!(text);
    let told: std::collections::BTreeSet<QuestionId> = samples().into_iter().map(|(id, _)| id).collect();
    assert_eq!(told.len(), QuestionId::ALL.len(), "every question has a sample");
}

#[test]
fn of_several_cycles_three_are_named_and_all_are_counted() {
    let catalogue = catalogue();
    let school = "/schools/demo:test";
    let telling = Telling {
        words: Words::default(),
        catalogue: &catalogue,
        official: None,
        record: Some(school),
        acted: &[],
        some_closed_off: false,
    };
    let one = |number: u128| {
        let id = domain::CycleId::new(uuid::Uuid::from_u128(number));
        let figures = Figures::Dose { planned_minutes: 900, delivered_minutes: 0, percent: 0 };
        let finding = Finding { id: QuestionId::Q13, state: State::Asked, figures, weight: 70 };
        (InCycle { id, label: format!("Cycle {number}"), currency: None }, finding)
    };
    let told = telling.tell(&Over::of(QuestionId::Q13, (1..=4).map(one).collect()));
    assert_eq!(told.cycles.len(), 3);
    assert_eq!(told.because, "4 cycles of extra teaching. It is asked of 4 of them.");
    assert_eq!(told.link.map(|(address, _)| address).as_deref(), Some("/schools/demo:test/cycles"));
    let none = telling.tell(&Over::of(QuestionId::Q13, Vec::new()));
    assert_eq!(none.answer, Words::default().say(Unknown::NoCycles.message_key()));
}

#[test]
fn what_the_school_did_is_told_by_subject_with_its_dates_as_far_as_it_is_open() {
    let (catalogue, official) = (catalogue(), official());
    let acted = |number: u128, subject, from, to| Acted {
        subject,
        cycle: domain::CycleId::new(uuid::Uuid::from_u128(number)),
        label: format!("Cycle {number}"),
        from,
        to,
    };
    let acted = [
        acted(3, Subject::Mathematics, date(2026, 1, 12), date(2026, 3, 20)),
        acted(2, Subject::Reading, date(2025, 11, 3), date(2025, 12, 12)),
        acted(1, Subject::Mathematics, date(2025, 9, 22), date(2025, 11, 28)),
    ];
    let telling = Telling {
        words: Words::default(),
        catalogue: &catalogue,
        official: Some(&official),
        record: None,
        acted: &acted,
        some_closed_off: true,
    };
    let figures = Figures::Action {
        low: Vec::new(),
        gap: true,
        behind: Some([Subject::Mathematics, Subject::Reading]),
        falling: false,
        fallen: None,
        linked: Some(3),
    };
    let finding = Finding { id: QuestionId::Q4, state: State::Asked, figures, weight: 60 };
    let told = telling.tell(&Over { finding, asked: Vec::new(), looked_at: 0 });
    assert_eq!(told.because, "Progress in mathematics is behind reading by more than chance.");
    assert!(told.answer.starts_with("The school recorded 3 cycles of extra teaching in mathematics."));
    assert!(told.answer.contains("between 22 September 2025 and 20 March 2026."), "{}", told.answer);
    assert!(told.answer.contains("Not all of these cycles are open to you."), "{}", told.answer);
    let cycles: Vec<(&str, &str)> =
        told.cycles.iter().map(|one| (one.label.as_str(), one.because.as_str())).collect();
    let expected = [
        ("Cycle 3", "12 January 2026 to 20 March 2026"),
        ("Cycle 1", "22 September 2025 to 28 November 2025"),
    ];
    assert_eq!(cycles, expected, "reading is no concern");
}

async fn on_record(fresh: &Fresh) -> Vec<OnRecord> {
    let school: SchoolId = "demo:test".parse().unwrap();
    let which = Which { school: &school, only: None };
    read::on_record(&fresh.pool, which).await.unwrap().into_values().collect()
}

#[tokio::test]
async fn what_a_cycle_has_on_record_is_counted_and_one_that_was_given_up_is_not_asked_about() {
    let fresh = Fresh::database().await;
    let (mut kept, mut gone) = (Facts::with_pupils(1, 7), Facts::planned(2));
    for pupil in 1..=7 {
        kept.score(pupil, AssessmentPoint::Baseline, 80, date(2026, 1, 9));
    }
    let reason = GivenReason::of(ReasonCode::Staffing);
    gone.tell(date(2026, 1, 6), CycleAct::Cancel(Cancel { reason }));
    for facts in [&kept, &gone] {
        fresh.project(&Cycles, facts).await;
        fresh.project(&Participants, facts).await;
        fresh.project(&Needs, facts).await;
        fresh.project(&Scores, facts).await;
    }
    let [one] = &on_record(&fresh).await[..] else { panic!("one cycle") };
    assert_eq!((one.taught, one.with_need, one.scores, one.corrected), (7, 7, 7, 0));
    assert_eq!(one.scored_on, [date(2026, 1, 9)]);
    assert_eq!((one.minutes, one.contacts, one.class_evidence), (0, 0, false));
    assert_eq!(one.last_lesson_on, None);
    fresh.drop().await;
}
