//! The pages of official results: choice, headline, chart, reading, questions and table, all from one chart value.

use domain::cohort_result::Group;
use domain::enquiry::Link;
use domain::{AcademicYear, Subject};
use maud::{Markup, html};
use measures::claim::HowSure;
use measures::tally::Tally;
use measures::{Axis, Mark, chance, method};

use super::STAGE;
use super::form::{Choice, Show};
use super::read::YearResults;
use super::{Sum, Working};
use crate::access::{Action, Visitor};
use crate::came_to::figure;
use crate::chart::{self, Axes, Chart, ChartMark};
use crate::layout::Page;
use crate::methods;
use crate::published;
use crate::questions::{self, Asked};
use crate::schools::read::School;
use crate::words::Words;

pub(super) fn school(
    visitor: &Visitor,
    school: &School,
    all: &[YearResults],
    results: &YearResults,
    choice: Choice,
    asked: &[Asked],
) -> Markup {
    let words = visitor.words;
    let chart = school_chart(words, school, all, results, choice);
    let main = html! {
        span class="govuk-caption-l" { (school.name) " · " (results.year.written()) }
        h1 class="govuk-heading-l" { (chart.headline(words)) }
        p class="govuk-body" { (chart.reading(words)) }
        (choices(words, all, results, choice))
        (chart.figure(words))
        p class="govuk-body q-elsewhere" {
            a class="govuk-link" href=(format!("{}/trend?subject={}", school.address(), choice.subject)) { (words.say("trend-link")) }
        }
        (questions::page::panel(words, asked, ask(visitor, school, results).as_deref()))
        (questions::page::to_all(words, school, Some(results.year)))
        h2 class="govuk-heading-m" { (words.say("same-figures")) }
        (chart.table(words))
        (how_sure(words, results, chart.marks.len()))
    };
    Page {
        title: format!("{} {}", school.name, results.year.written()),
        trail: trail(words, school),
        main,
        visitor,
    }
    .render()
}

/// Where the visitor, if it is one who may, asks the school about these results.
fn ask(visitor: &Visitor, school: &School, results: &YearResults) -> Option<String> {
    let link = Link::Results { stage: STAGE, year: results.year };
    visitor
        .may_in(Action::RaiseQuestion, &school.id)
        .then(|| format!("{}/enquiries/new?topic={link}", school.address()))
}

/// The chart that was asked for: subjects, groups or years as marks.
fn school_chart(
    words: Words,
    school: &School,
    all: &[YearResults],
    results: &YearResults,
    choice: Choice,
) -> Chart {
    let subject = words.say(&format!("subject-{}", choice.subject));
    let note = school.is_junior().then(|| words.say("junior-school-note"));
    let mark = |id: String, label: String, of: &YearResults, subject: Subject, group: Group| ChartMark {
        id,
        label,
        mark: published::mark(of, subject, group),
        href: None,
        working: Some(format!(
            "{}/quadrant/how-sure?year={}&subject={subject}&group={group}",
            school.address(),
            of.year
        )),
        note: note.clone(),
    };
    let (kind, marks): (&str, Vec<ChartMark>) = match choice.show {
        Show::Subjects => {
            let one = |subject: Subject| {
                let label = words.say(&format!("subject-{subject}"));
                mark(subject.to_string(), label, results, subject, choice.group)
            };
            ("kind-subject", published::SUBJECTS.map(one).to_vec())
        }
        Show::Groups => {
            let one = |group: Group| {
                let label = words.say(&group_id(group));
                mark(group.to_string().replace('_', "-"), label, results, choice.subject, group)
            };
            ("kind-group", published::GROUPS.map(one).to_vec())
        }
        Show::Years => {
            let one = |of: &YearResults| {
                mark(of.year.to_string(), of.year.written(), of, choice.subject, choice.group)
            };
            ("kind-year", all.iter().map(one).collect())
        }
    };
    let year = results.year.written();
    let values =
        [("school", (&school.name).into()), ("year", (&year).into()), ("subject", (&subject).into())];
    let title = words.tell(&format!("chart-title-{}", choice.show.name()), &values);
    Chart {
        prefix: "official".to_owned(),
        caption: title.clone(),
        title,
        kind: words.say(kind),
        axes: Axes::official(),
        marks,
        notes: notes(words, school, results, choice),
    }
}

fn notes(words: Words, school: &School, results: &YearResults, choice: Choice) -> Vec<String> {
    let mut notes = vec![results.norms.source.clone(), words.say("note-national")];
    if choice.show == Show::Groups {
        notes.push(words.say("note-groups"));
    }
    if school.is_junior() {
        notes.push(words.say("junior-school-note"));
    }
    if results.revisions > 0 {
        notes.push(words.say("note-revised"));
    }
    notes
}

/// The message id of a group's name.
pub(super) fn group_id(group: Group) -> String {
    format!("group-{}", group.to_string().replace('_', "-"))
}

fn choices(words: Words, all: &[YearResults], results: &YearResults, choice: Choice) -> Markup {
    let years: Vec<AcademicYear> = all.iter().map(|results| results.year).collect();
    html! {
        form class="q-choices" method="get" {
            (pick(words, "show", "choice-show", Show::ALL.map(|show| {
                (show.name().to_owned(), words.say(&format!("show-{}", show.name())), show == choice.show)
            }).to_vec()))
            (pick_year(words, &years, results.year))
            (pick_subject(words, choice.subject))
            button type="submit" class="govuk-button govuk-button--secondary" { (words.say("choice-go")) }
        }
    }
}

fn pick_year(words: Words, years: &[AcademicYear], chosen: AcademicYear) -> Markup {
    let options = years.iter().map(|year| (year.to_string(), year.written(), *year == chosen)).collect();
    pick(words, "year", "choice-year", options)
}

fn pick_subject(words: Words, chosen: Subject) -> Markup {
    let one =
        |subject: Subject| (subject.to_string(), words.say(&format!("subject-{subject}")), subject == chosen);
    pick(words, "subject", "choice-subject", published::SUBJECTS.map(one).to_vec())
}

/// A list to choose from: value, words, chosen.
fn pick(words: Words, name: &str, label: &str, options: Vec<(String, String, bool)>) -> Markup {
    html! {
        div class="govuk-form-group" {
            label class="govuk-label" for=(name) { (words.say(label)) }
            select class="govuk-select" id=(name) name=(name) {
                @for (value, text, chosen) in options { option value=(value) selected[chosen] { (text) } }
            }
        }
    }
}

/// The panel that says what the ranges are and how many false alarms to expect.
fn how_sure(words: Words, results: &YearResults, marks: usize) -> Markup {
    let judged = u32::try_from(marks).unwrap_or(u32::MAX);
    let alarms = chance::expected_false_alarms(judged);
    html! {
        details class="govuk-details" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (words.say("how-sure-title")) }
            }
            div class="govuk-details__text" {
                p class="govuk-body" { (words.say("method-published-interval")) }
                p class="govuk-body" { (words.say("how-sure-size")) }
                p class="govuk-body" {
                    (words.tell("how-sure-alarms", &[("marks", judged.into()), ("alarms", format!("{alarms:.1}").into())]))
                }
                p class="govuk-body" { (words.say("how-sure-results")) }
                p class="govuk-body" {
                    (words.tell("how-sure-benchmark", &[("benchmark", (&results.benchmark).into())]))
                }
            }
        }
    }
}

fn trail(words: Words, school: &School) -> Vec<(String, String)> {
    vec![
        ("/".to_owned(), words.say("home-title")),
        ("/schools".to_owned(), words.say("nav-schools")),
        (school.address(), school.name.clone()),
    ]
}

/// The working behind one mark: the sum with its own numbers, what one pupil changes, and what was used.
pub(super) fn working(
    visitor: &Visitor,
    school: &School,
    results: &YearResults,
    (choice, mark, working): (Choice, &Mark, &Working),
) -> Markup {
    let words = visitor.words;
    let (subject, group, year) = (
        words.say(&format!("subject-{}", choice.subject)),
        words.say(&group_id(choice.group)),
        results.year.written(),
    );
    let title = words.tell(
        "sure-title",
        &[("subject", subject.into()), ("group", group.into()), ("year", year.as_str().into())],
    );
    let progress = mark.progress();
    let worked = working.sum.map(|_| method::PROGRESS_INTERVAL);
    let used: Vec<_> =
        [method::PUBLISHED_INTERVAL, method::QUADRANT_STANDING].into_iter().chain(worked).collect();
    let main = html! {
        span class="govuk-caption-l" { (school.name) }
        h1 class="govuk-heading-l" { (title) }
        @match progress.difference() {
            None => p class="govuk-body" { (words.say("sure-none")) },
            Some(value) => {
                p class="govuk-body" { (words.tell("sure-figure", &[("value", chart::signed(value).into())])) }
                @if let Some(said) = HowSure::of(mark, Axis::Progress).sentence() {
                    p class="govuk-body" { (words.claim(&said)) }
                }
                (sum(words, choice, mark, working))
                @if let Some(pupils) = mark.pupils() { (one_pupil(words, pupils, working)) }
                p class="govuk-body" { (words.say("sure-alarms")) }
            }
        }
        p class="govuk-body" { (words.say("how-sure-results")) }
        h2 class="govuk-heading-m" { (words.say("sure-used")) }
        p class="govuk-body" {
            (words.tell("sure-norms", &[
                ("benchmark", (&results.benchmark).into()),
                ("source", (&results.norms.source).into()),
            ]))
        }
        (methods::page::table(words, &used))
        p class="govuk-body" { a class="govuk-link" href="/methods" { (words.say("methods-title")) } }
    };
    let mut trail = trail(words, school);
    trail.push((format!("{}/quadrant?year={}", school.address(), results.year), year));
    Page { title, trail, main, visitor }.render()
}

/// The sum with the mark's own numbers, as far as they are known.
fn sum(words: Words, choice: Choice, mark: &Mark, working: &Working) -> Markup {
    let published = mark.progress().interval().map(|interval| chart::range(words, interval));
    html! {
        h2 class="govuk-heading-m" { (words.say("sure-working")) }
        @match (working.sum, mark.pupils()) {
            (Some(Sum { spread, half_width, range }), Some(pupils)) => {
                p class="govuk-body" { (words.say("sure-working-about")) }
                @if choice.group != Group::All {
                    p class="govuk-body" { (words.tell("sure-pupils-of-part", &[("pupils", pupils.into())])) }
                }
                p class="govuk-body q-seal" {
                    (words.tell("sure-sum", &[
                        ("spread", figure(spread, 3).into()),
                        ("pupils", pupils.into()),
                        ("half", figure(half_width, 2).into()),
                    ]))
                }
                p class="govuk-body" {
                    (words.tell("sure-worked", &[("range", chart::range(words, range).into())]))
                    @if let Some(published) = published {
                        " " (words.tell("sure-published", &[("range", published.into())]))
                    }
                }
            }
            _ => p class="govuk-body" {
                @match published {
                    Some(published) => (words.tell("sure-no-spread", &[("range", published.into())])),
                    None => (words.say("sure-no-range")),
                }
            },
        }
    }
}

/// What one pupil changes, and how far from level a score of so many pupils must be before it is clear.
fn one_pupil(words: Words, pupils: u32, working: &Working) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (words.say("sure-one")) }
        p class="govuk-body" {
            @if let Some(percent) = chance::one_pupil_percent(pupils) {
                (words.tell("sure-one-share", &[("percent", figure(percent, 1).into())])) " "
            }
            @if let Some(points) = chance::one_pupil_differs(pupils, 10.0) {
                (words.tell("sure-one-differs", &[("points", figure(points, 2).into())]))
            }
        }
        @if let Some(sum) = working.sum {
            h2 class="govuk-heading-m" { (words.say("sure-clear")) }
            p class="govuk-body" {
                (words.tell("sure-clear-needed", &[
                    ("pupils", pupils.into()),
                    ("half", figure(sum.half_width, 1).into()),
                ]))
            }
        }
    }
}

pub(super) fn no_results(visitor: &Visitor, school: &School, years: &[AcademicYear]) -> Markup {
    let words = visitor.words;
    let main = html! {
        h1 class="govuk-heading-l" { (school.name) }
        p class="govuk-body" {
            (words.say(if years.is_empty() { "official-results-none" } else { "no-results-of-year" }))
        }
        ul class="govuk-list govuk-list--bullet" {
            @for year in years {
                li { a class="govuk-link" href=(format!("{}/quadrant?year={year}", school.address())) { (year.written()) } }
            }
        }
    };
    Page { title: school.name.clone(), trail: trail(words, school), main, visitor }.render()
}

pub(super) fn authority(
    visitor: &Visitor,
    authority: &str,
    (year, years): (AcademicYear, &[AcademicYear]),
    schools: &[(School, Mark)],
    tally: &Tally,
    choice: Choice,
) -> Markup {
    let words = visitor.words;
    let chart = authority_chart(words, authority, year, schools, choice);
    let title = words.tell("authority-title", &[("code", authority.into())]);
    let main = html! {
        span class="govuk-caption-l" { (title) " · " (year.written()) }
        h1 class="govuk-heading-l" { (chart.title) }
        p class="govuk-body" { (chart.reading(words)) }
        form class="q-choices" method="get" {
            (pick_year(words, years, year))
            (pick_subject(words, choice.subject))
            button type="submit" class="govuk-button govuk-button--secondary" { (words.say("choice-go")) }
        }
        (chart.figure(words))
        h2 class="govuk-heading-m" { (words.say("counts-title")) }
        (counts(words, tally, schools.len()))
        h2 class="govuk-heading-m" { (words.say("same-figures")) }
        (chart.table(words))
    };
    let trail =
        vec![("/".to_owned(), words.say("home-title")), ("/schools".to_owned(), words.say("nav-schools"))];
    Page { title, trail, main, visitor }.render()
}

fn authority_chart(
    words: Words,
    authority: &str,
    year: AcademicYear,
    schools: &[(School, Mark)],
    choice: Choice,
) -> Chart {
    let subject = words.say(&format!("subject-{}", choice.subject));
    let shown_year = year.written();
    let values = [("code", authority.into()), ("year", (&shown_year).into()), ("subject", (&subject).into())];
    let title = words.tell("chart-title-schools", &values);
    let marks = schools
        .iter()
        .map(|(school, mark)| ChartMark {
            id: school.number(),
            label: school.name.clone(),
            mark: *mark,
            href: Some(format!("{}/quadrant?year={year}", school.address())),
            working: None,
            note: school.is_junior().then(|| words.say("junior-school-note")),
        })
        .collect();
    Chart {
        prefix: "authority".to_owned(),
        caption: title.clone(),
        title,
        kind: words.say("kind-school"),
        axes: Axes::official(),
        marks,
        notes: vec![words.say("note-national"), words.say("note-small-schools")],
    }
}

/// How many schools stand where: rows by progress, columns by results.
fn counts(words: Words, tally: &Tally, schools: usize) -> Markup {
    let rows = [
        ("counts-above", tally.progress_by_results.above),
        ("counts-level", tally.progress_by_results.level),
        ("counts-below", tally.progress_by_results.below),
    ];
    let columns =
        ["counts-results-above", "counts-results-level", "counts-results-below"].map(|id| words.say(id));
    html! {
        p class="govuk-body" {
            (words.tell("counts-plotted", &[("plotted", tally.plotted.into()), ("schools", schools.into())]))
        }
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption" { (words.say("counts-caption")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                td class="govuk-table__cell" role="cell" {}
                @for column in &columns {
                    th scope="col" role="columnheader" class="govuk-table__header govuk-table__header--numeric" {
                        (column)
                    }
                }
            } }
            tbody class="govuk-table__body" role="rowgroup" {
                @for (id, row) in rows {
                    tr class="govuk-table__row" role="row" {
                        th scope="row" role="rowheader" class="govuk-table__header" { (words.say(id)) }
                        @for (column, number) in columns.iter().zip([row.above, row.level, row.below]) {
                            td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label=(column) {
                                (number)
                            }
                        }
                    }
                }
            }
        }
        p class="govuk-body" {
            (words.tell("counts-intervals", &[
                ("plotted", tally.plotted.into()),
                ("above", tally.intervals.above.into()),
                ("including", tally.intervals.including_zero.into()),
                ("below", tally.intervals.below.into()),
            ]))
        }
    }
}
