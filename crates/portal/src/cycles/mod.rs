//! A school's cycles: the list, and the chart on which each cycle is a mark.
//!
//! Leads and auditors see every cycle, teachers and mentors their own, with figures made from the scores as they stand.
//! Governors and officers see closed cycles only, with the figures of the last edition ([`crate::editions`]).

pub mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::edition::ShownFigure;
use domain::{CycleId, ParticipantId, SchoolId, Subject};
use jiff::civil::Date;
use measures::{Mark, Policy};
use serde::Serialize;
use utoipa::ToSchema;

use self::read::Cycle;
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::assessments::read::Entry;
use crate::chart::{Axes, Chart, ChartMark, MarkRecord};
use crate::gains::{Fixed, Gains};
use crate::page_error::PageError;
use crate::route::Route;
use crate::schools::read::Settings;
use crate::words::Words;
use crate::{assessments, results, schools, term};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/cycles", Action::SeeCycleFigures, list).with_days(),
        Route::get("/api/v1/schools/{school}/cycles", Action::SeeCycleFigures, list)
            .with_days()
            .answering::<Answer>(),
    ]
}

/// A school's cycles as one visitor may see them.
pub struct Listed {
    /// Which school.
    pub id: SchoolId,
    /// The school's name.
    pub school: String,
    /// Where the visitor stands: closed cycles and published figures only.
    pub published_only: bool,
    /// What holds in the school: how few pupils may stand behind a figure, and how its year goes.
    pub settings: Settings,
    /// The cycles, newest first.
    pub cycles: Vec<Cycle>,
    /// Their marks.
    pub chart: Chart,
    /// Whether the school has official results, whose chart is the other one to choose.
    pub has_results: bool,
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let published_only = visitor.sees_published_only();
    let name = schools::read::school(app.pool(), &school)
        .await?
        .map_or_else(|| school.to_string(), |school| school.name);
    let mut cycles = read::of_school(app.pool(), &school).await?;
    cycles.retain(|cycle| visitor.may_on(Action::SeeCycleFigures, &cycle.plan));
    let entries =
        if published_only { Vec::new() } else { assessments::read::of_school(app.pool(), &school).await? };
    let settings = app.settings_of(&school).await?;
    let has_results = !results::read::years(app.pool(), &school).await?.is_empty();
    let listed = listed(&visitor, (school.clone(), name), (published_only, settings), cycles, &entries);
    let listed = Listed { has_results, ..listed };
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, &listed).into_response(),
        Format::Json => Json(answer(visitor.words, &listed)).into_response(),
    })
}

/// The cycles that the visitor may see, and the chart of them. Pure.
fn listed(
    visitor: &Visitor,
    (id, school): (SchoolId, String),
    (published_only, settings): (bool, Settings),
    mut cycles: Vec<Cycle>,
    entries: &[Entry],
) -> Listed {
    let (words, policy) = (visitor.words, settings.policy);
    cycles.retain(|cycle| !published_only || cycle.is_for_board());
    let mut by_cycle: BTreeMap<CycleId, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        by_cycle.entry(entry.cycle).or_default().push(entry);
    }
    // What was given up came to nothing that could stand beside the others.
    let marks = cycles
        .iter()
        .filter(|cycle| !cycle.is_cancelled())
        .filter_map(|cycle| {
            let entries = by_cycle.get(&cycle.id).map_or(&[][..], Vec::as_slice);
            let mark = if published_only {
                Fixed::published(cycle.board_figure()?).mark(&policy)
            } else {
                live(visitor, entries, &policy)?
            };
            Some(chart_mark(words, cycle, mark))
        })
        .collect();
    Listed { id, school, published_only, settings, cycles, chart: chart(words, marks), has_results: false }
}

/// The chart of these cycles.
fn chart(words: Words, marks: Vec<ChartMark>) -> Chart {
    Chart {
        prefix: "cycles".to_owned(),
        title: words.say("cycles-chart-heading"),
        caption: words.say("cycles-figures-caption"),
        kind: words.say("cycles-column-cycle"),
        axes: Axes::cycles(),
        marks,
        notes: vec![words.say("cycles-how-sure-chance")],
    }
}

/// The figures of one cycle as programs read them: the same as in the list.
#[must_use]
pub fn record(words: Words, cycle: &Cycle, mark: Mark) -> Option<MarkRecord> {
    chart(words, vec![chart_mark(words, cycle, mark)]).records(words).pop()
}

/// The mark of a cycle from the scores as they stand; none until a pupil has both a start and an end score.
fn live(visitor: &Visitor, entries: &[&Entry], policy: &Policy) -> Option<Mark> {
    let taking_part: BTreeSet<ParticipantId> = entries.iter().map(|entry| entry.participant).collect();
    Some(Gains::of_entries(&visitor.catalogue, entries.iter().copied(), &taking_part)?.mark(policy))
}

/// The chart of what an edition says of some of these cycles.
#[must_use]
pub fn published_chart<'c>(
    words: Words,
    policy: &Policy,
    figures: impl IntoIterator<Item = (&'c Cycle, &'c ShownFigure)>,
) -> Chart {
    let mark = |(cycle, figure): (&Cycle, &ShownFigure)| {
        chart_mark(words, cycle, Fixed::published(figure).mark(policy))
    };
    chart(words, figures.into_iter().map(mark).collect())
}

fn chart_mark(words: Words, cycle: &Cycle, mark: Mark) -> ChartMark {
    ChartMark {
        id: cycle.id.to_string(),
        label: label(words, cycle),
        mark,
        href: Some(format!("/cycles/{}", cycle.id)),
        working: None,
        note: None,
    }
}

/// What a cycle is called everywhere: its subject and the day it begins.
#[must_use]
pub fn label(words: Words, cycle: &Cycle) -> String {
    label_of(words, cycle.plan.subject, cycle.starts_on)
}

/// What a cycle of this subject that begins on this day is called.
#[must_use]
pub fn label_of(words: Words, subject: Subject, starts_on: Date) -> String {
    let subject = term::of(words, "subject-{}", &subject);
    words.tell("cycle-label", &[("subject", subject.into()), ("from", words.date(starts_on).into())])
}

/// The list as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolCycles)]
struct Answer {
    school: String,
    name: String,
    cycles: Vec<CycleAnswer>,
    marks: Vec<MarkRecord>,
}

/// One cycle of the list. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedCycle)]
struct CycleAnswer {
    id: String,
    subject: String,
    programme: String,
    /// As its school counts: `2025-26`, or `2026` where a year is named by one.
    academic_year: String,
    #[schema(value_type = String, format = Date)]
    starts_on: Date,
    #[schema(value_type = String, format = Date)]
    ends_on: Date,
    state: String,
    /// The edition whose figures governors read of it; none before it is in one.
    edition: Option<u32>,
}

fn answer(words: Words, listed: &Listed) -> Answer {
    let cycle = |cycle: &Cycle| CycleAnswer {
        id: cycle.id.to_string(),
        subject: cycle.plan.subject.to_string(),
        programme: cycle.plan.programme.to_string(),
        academic_year: listed.settings.year_code_of(cycle.starts_on),
        starts_on: cycle.starts_on,
        ends_on: cycle.ends_on,
        state: cycle.state.clone(),
        edition: cycle.edition.as_ref().map(|edition| edition.number),
    };
    Answer {
        school: listed.id.to_string(),
        name: listed.school.clone(),
        cycles: listed.cycles.iter().map(cycle).collect(),
        marks: listed.chart.records(words),
    }
}
