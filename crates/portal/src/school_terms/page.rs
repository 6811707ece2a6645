//! The pages of a school's terms, and what other pages say of a day because of them.

use domain::cycle::AssessmentPoint;
use domain::school::{Country, Term, TermName, When};
use domain::{ReasonFor, VariantArray};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{Known, OfYear, Shown, form};
use crate::access::Visitor;
use crate::fields::{Draft, Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::schools::read::Settings;
use crate::term;
use crate::words::Words;

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";
/// How many of the coming terms stand beside the dates of a plan.
const COMING: usize = 4;

/// The years of a school, each with its terms.
pub(super) fn list(visitor: &Visitor, known: &Known) -> Markup {
    let words = visitor.words;
    let title = words.say("terms-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("terms-about")) }
        @if known.first_month().is_none() { (profile_first(words, known)) }
        @for year in known.years() {
            @let terms = known.settings.terms.of_year(year);
            @let label = year_name(words, &year.label(known.country()));
            h2 class="govuk-heading-m" { (label) }
            @if terms.is_empty() { p class="govuk-body" { (words.say("terms-none")) } }
            @else { (summary(words, terms)) }
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/{year}", known.address())) {
                    (words.say(if terms.is_empty() { "terms-set" } else { "terms-change" }))
                    span class="govuk-visually-hidden" { " " (label) }
                }
            }
        }
    };
    Page { title, trail: trail(known), main, visitor }.render()
}

fn trail(known: &Known) -> Vec<(String, String)> {
    vec![(format!("/schools/{}", known.school), known.name.clone())]
}

fn year_name(words: Words, year: &str) -> String {
    words.tell("terms-year", &[("year", year.into())])
}

/// Without the month in which years begin there is no year to place a term in.
fn profile_first(words: Words, known: &Known) -> Markup {
    html! {
        p class="govuk-body" { (words.say("terms-profile-first")) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/schools/{}/profile", known.school)) { (words.say("profile-link")) }
        }
    }
}

fn named(words: Words, name: TermName) -> String {
    term::of(words, "term-name-{}", &name)
}

fn from_to(words: Words, term: &Term) -> String {
    let values = [("from", words.date(term.starts_on).into()), ("to", words.date(term.ends_on).into())];
    words.tell("cycles-dates", &values)
}

fn summary(words: Words, terms: &[Term]) -> Markup {
    html! {
        dl class="govuk-summary-list" {
            @for term in terms {
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { (named(words, term.name)) }
                    dd class="govuk-summary-list__value" { (from_to(words, term)) }
                }
            }
        }
    }
}

/// The form of one year.
pub(super) fn terms(shown: &Shown<'_>) -> Markup {
    let (words, draft, of_year) = (shown.visitor.words, shown.draft, shown.of_year);
    let title = words.tell("terms-of-year", &[("year", of_year.year.label(of_year.known.country()).into())]);
    let main = html! {
        (error_summary(words, draft))
        @if shown.meanwhile {
            div class="govuk-inset-text" role="alert" {
                p class="govuk-body" { (words.say("settings-meanwhile")) }
            }
        }
        h1 class="govuk-heading-l" { (title) }
        @match of_year.days() {
            Some(days) => {
                @let values = [("from", words.date(days.least).into()), ("to", words.date(days.most).into())];
                p class="govuk-body" { (words.tell("terms-form-about", &values)) }
                (other_names(words, of_year))
                (fields(shown))
            }
            None if of_year.known.first_month().is_none() => (profile_first(words, &of_year.known)),
            None => p class="govuk-body" { (words.say("refusal-school-year-not-of-school")) },
        }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let mut trail = trail(&of_year.known);
    trail.push((of_year.known.address(), words.say("terms-title")));
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}

/// The way to the names of half terms, where schools have them.
fn other_names(words: Words, of_year: &OfYear) -> Markup {
    let english =
        of_year.known.settings.profile.as_ref().is_some_and(|profile| profile.country == Country::England);
    html! {
        @if english && of_year.terms().is_empty() {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}?names=halves", of_year.address())) { (words.say("terms-halves")) }
            }
        }
    }
}

fn fields(shown: &Shown<'_>) -> Markup {
    let (words, draft, of_year) = (shown.visitor.words, shown.draft, shown.of_year);
    let names = term::choices(words, "term-name-{}", TermName::VARIANTS);
    let reasons = term::choices(words, "reason-{}", ReasonFor::ChangingSchool.codes());
    html! {
        form method="post" action=(of_year.address()) novalidate {
            (hidden("command_id", &shown.command_id.to_string()))
            (hidden("expected", &of_year.known.sequence.to_string()))
            div id="terms" {
                @if let Some(problem) = draft.problem("terms") {
                    p class="govuk-error-message" id="terms-error" {
                        span class="govuk-visually-hidden" { (words.say("form-error-prefix")) " " } (problem)
                    }
                }
                @for row in form::rows() { (fieldset(words, draft, &names, &row)) }
            }
            @if !of_year.terms().is_empty() { (Field::of(words, "reason").select(words, draft, &reasons)) }
            (submit(&words.say("terms-submit")))
        }
    }
}

/// The fields of one term.
fn fieldset(words: Words, draft: &Draft, names: &[(String, String)], row: &str) -> Markup {
    html! {
        fieldset class="govuk-fieldset" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--m" {
                (words.tell("terms-row", &[("row", row.into())]))
            }
            div class="govuk-grid-row" {
                div class="govuk-grid-column-one-third" {
                    (Field::of(words, "term_name").in_row(row).select(words, draft, names))
                }
                div class="govuk-grid-column-one-third" {
                    (Field::of(words, "term_starts_on").in_row(row).input(words, draft, "date", DATE))
                }
                div class="govuk-grid-column-one-third" {
                    (Field::of(words, "term_ends_on").in_row(row).input(words, draft, "date", DATE))
                }
            }
        }
    }
}

/// That it is a holiday in the school today, and when the next term begins if that is known; nothing on other days.
#[must_use]
pub fn holiday(words: Words, school: &Settings) -> Option<String> {
    match school.when(school.today) {
        When::Holiday { next_on: Some(day) } => {
            Some(words.tell("holiday-until", &[("day", words.date(day).into())]))
        }
        When::Holiday { next_on: None } => Some(words.say("holiday-now")),
        When::InTerm(..) | When::Unknown => None,
    }
}

/// The days of a cycle on which scores are due: its start, the middle, its end.
fn scheduled(starts_on: Date, ends_on: Date) -> [(AssessmentPoint, Date); 3] {
    let half = starts_on.until(ends_on).map_or(0, |span| span.get_days()) / 2;
    let middle = starts_on.saturating_add(jiff::Span::new().days(half));
    [
        (AssessmentPoint::Baseline, starts_on),
        (AssessmentPoint::Interim, middle),
        (AssessmentPoint::End, ends_on),
    ]
}

/// In which week of which term each point of a cycle is, or that it is in none; nothing where the school's terms are not
/// known at all.
#[must_use]
pub fn points(words: Words, school: &Settings, starts_on: Date, ends_on: Date) -> Option<String> {
    let told = scheduled(starts_on, ends_on).map(|(point, day)| {
        let lies = lies(words, school, day)?;
        Some(words.tell(
            "terms-point",
            &[("point", term::of(words, "point-{}", &point).into()), ("lies", lies.into())],
        ))
    });
    let told: Vec<String> = told.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(" "))
}

/// Where a day lies, in words; nothing where nobody knows.
fn lies(words: Words, school: &Settings, day: Date) -> Option<String> {
    match school.when(day) {
        When::InTerm(term, week) => {
            let values = [("term", named(words, term.name).into()), ("week", week.into())];
            Some(words.tell("terms-week", &values))
        }
        When::Holiday { .. } => Some(words.tell("terms-in-none", &[("day", words.date(day).into())])),
        When::Unknown => None,
    }
}

/// What helps to choose the dates of a cycle: the school year that they begin in, which of its points lie in no term, as the dates stand in the form, and the
/// terms that are coming. Nobody is stopped by it.
#[must_use]
pub fn beside_dates(words: Words, school: &Settings, draft: &Draft) -> Markup {
    let day = |field: &str| draft.text(field).parse::<Date>().ok();
    let year = day("starts_on").map(|day| school.year_of(day)).filter(|year| !year.is_empty());
    let dates = day("starts_on").zip(day("ends_on")).filter(|(from, to)| from < to);
    let points = dates.map(|(from, to)| scheduled(from, to)).into_iter().flatten();
    let outside: Vec<(AssessmentPoint, Date)> = points.filter(|(_, day)| school.is_holiday(*day)).collect();
    let all = school.terms.years().flat_map(|year| school.terms.of_year(year).to_vec());
    let coming: Vec<Term> = all.filter(|term| term.ends_on >= school.today).take(COMING).collect();
    html! {
        @if let Some(year) = year {
            p class="govuk-body" { (words.tell("dates-in-year", &[("year", year.into())])) }
        }
        @if !outside.is_empty() {
            div class="govuk-inset-text" id="outside-terms" {
                @for (point, day) in outside {
                    p class="govuk-body" {
                        (words.tell("terms-point", &[
                            ("point", term::of(words, "point-{}", &point).into()),
                            ("lies", words.tell("terms-in-none", &[("day", words.date(day).into())]).into()),
                        ]))
                    }
                }
                p class="govuk-body" { (words.say("terms-in-none-help")) }
            }
        }
        @if !coming.is_empty() {
            details class="govuk-details" {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { (words.say("terms-coming")) }
                }
                div class="govuk-details__text" { (summary(words, &coming)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::with_terms;
    use jiff::civil::date;

    #[test]
    fn each_point_of_a_cycle_is_told_with_its_week_or_as_in_no_term() {
        let (words, school) = (Words::default(), with_terms(date(2026, 2, 16)));
        let told = points(words, &school, date(2026, 1, 12), date(2026, 3, 28)).unwrap();
        let expected = "Start: Spring term, first half, week 2. Midway: 18 February 2026 is in no term of this school. \
                        End: 28 March 2026 is in no term of this school.";
        assert_eq!(told, expected);
        assert_eq!(
            points(words, &Settings::usual(date(2026, 2, 16)), date(2026, 1, 12), date(2026, 3, 27)),
            None
        );
        assert_eq!(
            holiday(words, &school).as_deref(),
            Some("It is a holiday now. The next term begins on 23 February 2026.")
        );
        assert_eq!(holiday(words, &with_terms(date(2026, 2, 23))), None);
    }

    #[test]
    fn a_plan_is_told_of_points_outside_terms_and_of_the_coming_terms_and_of_nothing_else() {
        let (words, school) = (Words::default(), with_terms(date(2026, 3, 2)));
        let beside = |from: &str, to: &str| {
            let draft = Draft::default().with("starts_on", from).with("ends_on", to);
            beside_dates(words, &school, &draft).into_string()
        };
        let within = beside("2026-04-13", "2026-06-05");
        assert!(!within.contains("outside-terms") && within.contains("Summer term"), "{within}");
        assert!(!within.contains("first half"), "a term that is over: {within}");
        let outside = beside("2026-04-06", "2026-06-05");
        assert!(
            outside.contains("Start: 6 April 2026 is in no term") && !outside.contains("End:"),
            "{outside}"
        );
        assert!(!beside("soon", "2026-04-06").contains("outside-terms"));
        assert!(within.contains("school year 2025/26"), "{within}");
        let unknown = beside_dates(words, &Settings::usual(date(2026, 3, 2)), &Draft::default());
        assert_eq!(unknown.into_string(), "");
    }
}
