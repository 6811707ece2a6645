//! What the form of a year's terms posts: understood, or every problem at once.

use std::collections::BTreeSet;

use domain::cycle::Bounds;
use domain::school::{Country, MOST_TERMS, Term, TermFault, TermName, TermRefusal, term_faults};
use domain::{GivenReason, ReasonCode, ReasonFor};
use jiff::civil::Date;

use crate::fields::{Draft, in_row};
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The parts of one term.
const TERM: &[Part] =
    &[Part::word::<TermName>("term_name"), Part::day("term_starts_on"), Part::day("term_ends_on")];
/// The fields of the form. A row is one term; its name says nothing but the order.
pub(super) const FIELDS: Shape =
    Shape(&[Part::rows("terms", TERM), Part::reason(ReasonFor::ChangingSchool).optional()]);

/// The rows of the page.
pub(super) fn rows() -> impl Iterator<Item = String> {
    (1..=MOST_TERMS).map(|row| row.to_string())
}

/// What stands in the form: the terms as they are known, or the names that schools of the country usually have. The days
/// differ from year to year, so nobody is led to send days that were not looked up.
pub(super) fn suggested(known: &[Term], country: Option<Country>, halves: bool) -> Draft {
    if known.is_empty() || halves {
        let names = names(country, halves);
        return rows().zip(names).fold(Draft::default(), |draft, (row, name)| {
            draft.with(&in_row("term_name", &row), name.to_string())
        });
    }
    rows().zip(known).fold(Draft::default(), |draft, (row, term)| {
        draft
            .with(&in_row("term_name", &row), term.name.to_string())
            .with(&in_row("term_starts_on", &row), term.starts_on.to_string())
            .with(&in_row("term_ends_on", &row), term.ends_on.to_string())
    })
}

/// The usual names of a country's terms, in their order.
fn names(country: Option<Country>, halves: bool) -> &'static [TermName] {
    use TermName as T;
    match country {
        Some(Country::NewZealand) => &[T::Term1, T::Term2, T::Term3, T::Term4],
        Some(Country::UnitedStates) => &[T::FirstSemester, T::SecondSemester],
        Some(Country::England) | None if halves => &[
            T::AutumnFirstHalf,
            T::AutumnSecondHalf,
            T::SpringFirstHalf,
            T::SpringSecondHalf,
            T::SummerFirstHalf,
            T::SummerSecondHalf,
        ],
        Some(Country::England) | None => &[T::Autumn, T::Spring, T::Summer],
    }
}

/// The rows in which anything stands, in their order.
fn filled(draft: &Draft) -> Vec<String> {
    let rows: BTreeSet<(u32, &str)> = TERM
        .iter()
        .flat_map(|part| draft.rows(part.name))
        .map(|row| (row.parse().unwrap_or(u32::MAX), row))
        .collect();
    rows.into_iter().map(|(_, row)| row.to_owned()).collect()
}

/// The terms, and why they change where they were said before.
pub(super) fn terms(
    words: Words,
    draft: &mut Draft,
    before: &[Term],
    days: Option<Bounds<Date>>,
) -> Option<(Vec<Term>, Option<GivenReason>)> {
    let rows = filled(draft);
    let read: Vec<Option<Term>> = rows.iter().map(|row| term(words, draft, row)).collect();
    let placed: Vec<(usize, Term)> =
        read.iter().enumerate().filter_map(|(place, term)| Some((place, (*term)?))).collect();
    // Whether the school's year is one is the rule's to say.
    if let Some(days) = days {
        // What is unreadable is told once, and not as a term that is missing too.
        let faults =
            if placed.is_empty() && !rows.is_empty() { Vec::new() } else { term_faults(days, &placed) };
        for fault in &faults {
            note(words, draft, days, fault, &rows, &placed);
        }
    }
    let terms: Vec<Term> = placed.into_iter().map(|(_, term)| term).collect();
    let unread = read.iter().any(Option::is_none);
    // The same form sent twice changes nothing the second time, and what changes nothing needs no reason.
    let reason =
        if before.is_empty() || (before == terms && !unread) { None } else { Some(reason(words, draft)?) };
    draft.problems().is_empty().then_some((terms, reason))
}

/// The term of a row. Everything that is missing of it is told.
fn term(words: Words, draft: &mut Draft, row: &str) -> Option<Term> {
    let name = draft.in_row("term_name", row).parse().ok();
    let [starts_on, ends_on] =
        ["term_starts_on", "term_ends_on"].map(|field| draft.in_row(field, row).parse().ok());
    for (field, is_missing, id) in [
        ("term_name", name.is_none(), "form-term-name-missing"),
        ("term_starts_on", starts_on.is_none(), "form-term-starts-on-missing"),
        ("term_ends_on", ends_on.is_none(), "form-term-ends-on-missing"),
    ] {
        if is_missing {
            draft.refuse_row(words, field, row, id, &[]);
        }
    }
    Some(Term { name: name?, starts_on: starts_on?, ends_on: ends_on? })
}

/// Notes what a rule says about a term at the field that it is about.
fn note(
    words: Words,
    draft: &mut Draft,
    days: Bounds<Date>,
    fault: &TermFault,
    rows: &[String],
    placed: &[(usize, Term)],
) {
    use TermRefusal as R;
    let id = format!("refusal-{}", fault.refusal.code());
    let values = [("from", words.date(days.least).into()), ("to", words.date(days.most).into())];
    let term = placed.iter().find(|(place, _)| Some(*place) == fault.place).map(|(_, term)| term);
    let field = match fault.refusal {
        R::TermMissing | R::TooManyTerms => "terms",
        R::TermNamedTwice => "term_name",
        R::TermReversed | R::TermTooLong => "term_ends_on",
        R::TermOutsideYear if term.is_some_and(|term| days.contains(&term.starts_on)) => "term_ends_on",
        R::TermOutsideYear | R::TermsNotInOrder | R::TermsOverlap => "term_starts_on",
    };
    match fault.place.and_then(|place| rows.get(place)) {
        Some(row) => draft.refuse_row(words, field, row, &id, &values),
        None => draft.refuse(words, field, &id, &values),
    }
}

/// A reason of the list. There is no note: everybody in the school reads it.
fn reason(words: Words, draft: &mut Draft) -> Option<GivenReason> {
    let offered = |text: &str| {
        text.parse().ok().filter(|code: &ReasonCode| ReasonFor::ChangingSchool.codes().contains(code))
    };
    draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const YEAR: Option<Bounds<Date>> = Some(Bounds { least: date(2025, 9, 1), most: date(2026, 8, 31) });

    fn row(draft: Draft, row: &str, name: &str, from: &str, to: &str) -> Draft {
        draft
            .with(&in_row("term_name", row), name)
            .with(&in_row("term_starts_on", row), from)
            .with(&in_row("term_ends_on", row), to)
    }

    fn problems(draft: &Draft) -> Vec<(String, &str)> {
        draft.problems().iter().map(|problem| (problem.anchor(), problem.code.as_str())).collect()
    }

    fn autumn() -> Term {
        Term { name: TermName::Autumn, starts_on: date(2025, 9, 2), ends_on: date(2025, 12, 19) }
    }

    #[test]
    fn the_names_of_the_country_are_suggested_and_no_days() {
        let names = |country, halves| {
            let draft = suggested(&[], Some(country), halves);
            assert_eq!(draft.rows("term_starts_on").count() + draft.rows("term_ends_on").count(), 0);
            rows().map(|row| draft.in_row("term_name", &row).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(Country::England, false), ["autumn", "spring", "summer", "", "", ""]);
        assert_eq!(names(Country::England, true)[5], "summer_second_half");
        assert_eq!(names(Country::NewZealand, true), ["term_1", "term_2", "term_3", "term_4", "", ""]);
        let mut known = suggested(&[autumn()], Some(Country::England), false);
        assert_eq!(terms(Words::default(), &mut known, &[], YEAR), Some((vec![autumn()], None)));
    }

    #[test]
    fn empty_rows_are_left_out_and_rows_of_programs_come_in_the_order_of_their_numbers() {
        let draft = row(Draft::default(), "10", "spring", "2026-01-05", "2026-03-27");
        let mut draft = row(draft, "2", "autumn", "2025-09-02", "2025-12-19");
        let (read, _) = terms(Words::default(), &mut draft, &[], YEAR).unwrap();
        assert_eq!(
            read.iter().map(|term| term.name).collect::<Vec<_>>(),
            [TermName::Autumn, TermName::Spring]
        );
    }

    #[test]
    fn every_problem_of_the_terms_is_told_at_once_at_its_field() {
        let words = Words::default();
        let mut empty = Draft::default();
        assert_eq!(terms(words, &mut empty, &[], YEAR), None);
        assert_eq!(problems(&empty), [("terms".to_owned(), "refusal-term-missing")]);
        let draft = row(Draft::default(), "1", "autumn", "2025-08-20", "soon");
        let draft = row(draft, "2", "spring", "2026-01-05", "2026-09-04");
        let mut draft = row(draft, "3", "spring", "2026-01-04", "2026-01-04");
        assert_eq!(terms(words, &mut draft, &[autumn()], YEAR), None);
        let expected = [
            ("term_ends_on-1", "form-term-ends-on-missing"),
            ("term_ends_on-2", "refusal-term-too-long"),
            ("term_ends_on-2", "refusal-term-outside-year"),
            ("term_name-3", "refusal-term-named-twice"),
            ("term_ends_on-3", "refusal-term-reversed"),
            ("term_starts_on-3", "refusal-terms-not-in-order"),
            ("reason", "form-reason-missing"),
        ];
        assert_eq!(problems(&draft), expected.map(|(anchor, code)| (anchor.to_owned(), code)));
    }

    #[test]
    fn a_reason_is_asked_for_only_where_something_changes() {
        let words = Words::default();
        let same = || row(Draft::default(), "1", "autumn", "2025-09-02", "2025-12-19");
        assert_eq!(terms(words, &mut same(), &[autumn()], YEAR), Some((vec![autumn()], None)));
        let mut other = row(Draft::default(), "1", "autumn", "2025-09-03", "2025-12-19");
        assert_eq!(terms(words, &mut other, &[autumn()], YEAR), None);
        assert_eq!(problems(&other), [("reason".to_owned(), "form-reason-missing")]);
        let mut other =
            row(Draft::default(), "1", "autumn", "2025-09-03", "2025-12-19").with("reason", "timetable");
        assert!(terms(words, &mut other, &[autumn()], YEAR).unwrap().1.is_some());
    }
}
