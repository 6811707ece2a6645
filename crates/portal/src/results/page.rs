//! The pages of official results: choice, headline, chart, reading, questions and table, all from one chart value.

use domain::cohort_result::{FigureKind, Group};
use domain::enquiry::Link;
use domain::{AcademicYear, Subject};
use maud::{Markup, html};
use measures::claim::HowSure;
use measures::{Axis, Mark, chance, method};

use super::STAGE;
use super::form::{Against, Choice, Show};
use super::read::YearResults;
use super::{Sheet, Shown, Sum, Working};
use crate::access::{Action, Visitor};
use crate::came_to::figure;
use crate::chart::{self, Axes, Chart, ChartMark, Yardstick};
use crate::choices;
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::methods;
use crate::published;
use crate::questions::{self, Asked};
use crate::schools::read::School;
use crate::words::Words;

pub(super) fn school(visitor: &Visitor, sheet: &Sheet, asked: &[Asked]) -> Markup {
    let words = visitor.words;
    let (school, year, subject) = (&sheet.school, sheet.year, sheet.choice.subject);
    let about = Link::Results { stage: STAGE, year };
    let main = html! {
        span class="govuk-caption-l" { (school.name) " · " (year.written()) }
        h1 class="govuk-heading-l" { (sheet.chart.headline) }
        @if !sheet.passed_over.is_empty() { p class="govuk-body" { (newest_with_marks(words, sheet)) } }
        p class="govuk-body" { (sheet.chart.reading) }
        (choices(visitor, sheet))
        (sheet.chart.figure)
        p class="govuk-body q-elsewhere" {
            a class="govuk-link" href=(format!("{}/trend?subject={subject}", school.address())) { (words.say("trend-link")) }
            " · "
            a class="govuk-link" href=(format!("{}/similar?year={year}&subject={subject}", school.address())) {
                (words.say("similar-link"))
            }
        }
        @if visitor.may_in(Action::SeeCycleFigures, &school.id) {
            p class="govuk-body q-elsewhere" {
                a class="govuk-link" href=(format!("{}/tracking", school.address())) { (words.say("beside-link")) }
            }
        }
        (feedback::link(visitor, &school.id, About::Chart(Shows::Quadrant)))
        (questions::page::panel(visitor, &school.id, asked, Some(about)))
        (questions::page::to_all(words, school, Some(year)))
        h2 class="govuk-heading-m" { (words.say("same-figures")) }
        (sheet.chart.table)
        @if sheet.show == Show::Groups { p class="chart-note" { (words.say("note-group-numbers")) } }
        p class="govuk-body q-elsewhere" {
            a class="govuk-link" href=(format!("{}/quadrant/table.csv?year={year}&subject={subject}&group={}&show={}&against={}", school.address(), sheet.choice.group, sheet.show.name(), sheet.against.name())) {
                (words.say("chart-csv"))
            }
        }
        (how_sure(words, sheet))
    };
    let title = format!("{} {}", school.name, year.written());
    Page { title, trail: trail(words, school), main, visitor }.render()
}

/// That this year is the newest with marks, and which newer ones have none.
fn newest_with_marks(words: Words, sheet: &Sheet) -> String {
    let newer: Vec<String> = sheet.passed_over.iter().rev().map(|year| year.written()).collect();
    let values = [("year", sheet.year.written().into()), ("newer", newer.join(", ").into())];
    words.tell("newest-with-marks-of-school", &values)
}

/// The chart that was asked for: subjects, groups or years as marks.
pub(super) fn school_chart(words: Words, shown: &Shown) -> Chart {
    let Shown { school, all, results, choice, show, .. } = shown;
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
    let (kind, marks): (&str, Vec<ChartMark>) = match show {
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
    let title = words.tell(&format!("chart-title-{}", show.name()), &values);
    Chart {
        prefix: "official".to_owned(),
        caption: title.clone(),
        title,
        kind: words.say(kind),
        axes: axes(shown),
        marks,
        notes: notes(words, shown),
    }
}

/// What the two directions measure, with the words that the norms have along them.
fn axes(shown: &Shown) -> Axes {
    let mut axes = Axes::official();
    axes.results.yardstick = match shown.against {
        Against::National | Against::Set(_) => Yardstick::ResultsAgainstNational,
        Against::AllSchools => Yardstick::ResultsAgainstAllSchools,
        Against::Authority => Yardstick::ResultsAgainstAuthority,
    };
    // Only groups share one subject and one year, and so one line to measure from.
    if shown.show == Show::Groups {
        axes.results.words =
            published::axis_words(&shown.results.norms, shown.choice.subject, FigureKind::Average);
        axes.progress.words =
            published::axis_words(&shown.results.norms, shown.choice.subject, FigureKind::Progress);
    }
    axes
}

fn notes(words: Words, shown: &Shown) -> Vec<String> {
    let results = &shown.results;
    let average = match &shown.against {
        Against::National | Against::Set(_) => words.say("note-national"),
        Against::AllSchools => words.say("note-all-schools"),
        Against::Authority => {
            let code = shown.school.authority.as_deref().unwrap_or_default();
            words.tell("note-authority", &[("code", code.into())])
        }
    };
    let mut notes = vec![results.norms.source.clone(), average];
    if shown.show == Show::Groups {
        notes.push(words.say("note-groups"));
    }
    if shown.school.is_junior() {
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

fn choices(visitor: &Visitor, sheet: &Sheet) -> Markup {
    let words = visitor.words;
    let has_cycles = visitor.may_in(Action::SeeCycleFigures, &sheet.school.id);
    let against = references(words, sheet);
    html! {
        form class="q-choices" method="get" {
            (choices::marks(words, sheet.show.name(), has_cycles))
            (choices::year(words, &sheet.years, sheet.year))
            (choices::subject(words, sheet.choice.subject))
            @if against.len() > 1 { (choices::list(words, "against", "choice-against", against)) }
            (choices::go(words))
        }
    }
}

/// What results can be compared with: value, words, chosen.
fn references(words: Words, sheet: &Sheet) -> Vec<(String, String, bool)> {
    let mut all = vec![(Against::National, words.say("against-national"))];
    if sheet.has_all_schools || sheet.against == Against::AllSchools {
        all.push((Against::AllSchools, words.say("against-all-schools")));
    }
    if let Some(code) = sheet.school.authority.as_deref().filter(|_| sheet.references.authority) {
        all.push((Against::Authority, words.tell("against-authority", &[("code", code.into())])));
    }
    for name in &sheet.references.sets {
        all.push((Against::Set(name.clone()), words.tell("against-set", &[("name", name.into())])));
    }
    all.into_iter().map(|(one, said)| (one.name().to_owned(), said, one == sheet.against)).collect()
}

/// The panel that says what the ranges are and how many false alarms to expect.
fn how_sure(words: Words, sheet: &Sheet) -> Markup {
    let judged = u32::try_from(sheet.chart.marks).unwrap_or(u32::MAX);
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
                    (words.tell("how-sure-benchmark", &[("benchmark", (&sheet.benchmark).into())]))
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
            @if visitor.may_in(Action::SeeCycleFigures, &school.id) {
                li { a class="govuk-link" href=(format!("{}/cycles", school.address())) { (words.say("show-cycles")) } }
            }
        }
    };
    Page { title: school.name.clone(), trail: trail(words, school), main, visitor }.render()
}
