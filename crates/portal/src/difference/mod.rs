//! The difference of two moments of a cycle or a school: what was added, changed and put right between them, by which fact,
//! and which figures that moved.
//!
//! Nothing is compared to find it: what is between two moments is the facts between them, and they say what they changed.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{CycleId, SchoolId};
use jiff::tz::TimeZone;
use journal::Recorded;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use self::form::Ends;
use self::read::Other;
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::cycles::{self, read::Cycle};
use crate::enquiries::school_of;
use crate::history::read::PAGE;
use crate::history::{Entry, EventAnswer, History};
use crate::limit_then::Limits;
use crate::moved::{Moved, Rules, Stand};
use crate::page_error::PageError;
use crate::route::Route;
use crate::schools::read::School;
use crate::seals::Seals;
use crate::sign_in::account;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/difference", Action::SeeHistory, show),
        Route::get("/api/v1/cycles/{cycle}/difference", Action::SeeHistory, show).answering::<Answer>(),
        Route::get("/schools/{school}/difference", Action::SeeHistory, of_school),
        Route::get("/api/v1/schools/{school}/difference", Action::SeeHistory, of_school)
            .answering::<SchoolAnswer>(),
    ]
}

/// The two moments, as they were typed. Without the first it is the beginning; without the second, now.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// By which clock they were typed, such as `Pacific/Auckland`; London's where it is not said.
    #[serde(default)]
    clock: String,
    /// How many cycles of a school stand on pages before this one.
    #[serde(default)]
    skip: usize,
    /// The place up to which the other records of a school stand on pages before this one.
    #[serde(default)]
    after: u64,
}

/// What a fact of a cycle is to what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// It is beside what was there.
    Added,
    /// Something goes on in another way.
    Changed,
    /// Something that was recorded was not so, or was to be said otherwise.
    Corrected,
}

impl Sort {
    /// What goes on in another way.
    const CHANGED: &[&str] = &[
        "cycle_rescheduled",
        "cycle_staff_changed",
        "placement_changed",
        "pupil_withdrawn",
        "target_revised",
        "strategy_adapted",
        "strategy_stopped",
        "cycle_reopened",
        "cycle_cancelled",
    ];
    /// What puts right or says otherwise.
    const CORRECTED: &[&str] = &[
        "withdrawal_corrected",
        "placement_corrected",
        "assessment_corrected",
        "assessment_voided",
        "session_corrected",
        "cost_corrected",
        "board_report_amended",
    ];

    /// What a fact of this kind is. One that this program does not know is beside what was there.
    #[must_use]
    pub fn of(kind: &str) -> Self {
        if Self::CHANGED.contains(&kind) {
            Self::Changed
        } else if Self::CORRECTED.contains(&kind) {
            Self::Corrected
        } else {
            Self::Added
        }
    }
}

/// What is between two moments of a cycle.
struct Difference {
    history: History,
    ends: Ends,
    /// The school's.
    clock: TimeZone,
    /// Each with what it is to what was there.
    entries: Vec<(Sort, Entry)>,
    moved: Moved,
}

impl Difference {
    fn of(&self, sort: Sort) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |(known, _)| *known == sort).map(|(_, entry)| entry)
    }
}

async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: CycleId = cycle.parse().map_err(|_| PageError::NotFound)?;
    let history = History::read(&app, &visitor, id).await?;
    let school = history.plan().ok_or(PageError::NotFound)?.school;
    let settings = app.settings_of(&school).await?;
    let top = page::top_of_cycle(visitor.words, &history);
    let ends = match ends(&app, &visitor, &asked, &settings.zone, top).await? {
        Ok(ends) => ends,
        Err(again) => return Ok(again),
    };
    let policy = Limits::of_school(&app, &visitor, &school).await?.at(Some(ends.to.position));
    let rules = Rules { catalogue: &visitor.catalogue, policy };
    let (is_before, is_between) =
        (|fact: &Recorded| ends.is_before(fact), |fact: &Recorded| ends.is_between(fact));
    let moved = Moved::of(&rules, &history.stream, is_before, is_between);
    let entries = history.entries(&visitor, is_between);
    let sorted = entries.into_iter().map(|entry| (Sort::of(&entry.recorded.event_type), entry));
    let mut entries: Vec<(Sort, Entry)> = sorted.collect();
    // Of what is told in full it is said whether it is still as it was sealed.
    let in_full: Vec<&Recorded> =
        entries.iter().filter(|(sort, _)| *sort != Sort::Added).map(|(_, entry)| &entry.recorded).collect();
    let seals = Seals::of_each(&app, &in_full).await?;
    for (_, entry) in &mut entries {
        entry.as_sealed = seals.of(&entry.recorded);
    }
    let difference = Difference { history, ends, clock: settings.zone, entries, moved };
    Ok(match visitor.format {
        Format::Page => page::show(&visitor, &asked, &difference).into_response(),
        Format::Json => Json(Answer::of(difference)).into_response(),
    })
}

/// The two moments; or the page that asks for them again, with what was typed and what is wrong with it.
async fn ends(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
    zone: &TimeZone,
    top: page::Top,
) -> Result<Result<Ends, Response>, PageError> {
    match form::ends(app, asked, zone).await {
        Err(PageError::Unreadable(problem)) if visitor.format == Format::Page => {
            let again = page::again(visitor, top, asked, zone, problem);
            Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, again).into_response()))
        }
        ends => ends.map(Ok),
    }
}

/// A moment, as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerMoment)]
struct MomentAnswer {
    /// The place of the last fact that was known; 0 before the first.
    position: u64,
    /// The moment that was asked for.
    #[schema(value_type = String, format = DateTime)]
    at: jiff::Timestamp,
}

/// The difference as programs read it. The facts of `added`, `changed` and `corrected`, in the order of their numbers, applied
/// to the cycle as it was give the cycle as it is. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CycleDifference)]
struct Answer {
    cycle: String,
    from: MomentAnswer,
    to: MomentAnswer,
    before: Stand,
    after: Stand,
    added: Vec<EventAnswer>,
    changed: Vec<EventAnswer>,
    corrected: Vec<EventAnswer>,
}

impl Answer {
    fn of(difference: Difference) -> Self {
        let answer = |entry: &Entry| {
            let row = difference.history.row(&entry.recorded);
            EventAnswer::of(&entry.recorded, Some(&row)).found(entry.as_sealed)
        };
        let events = |sort| difference.of(sort).map(answer).collect();
        let (added, changed, corrected) =
            (events(Sort::Added), events(Sort::Changed), events(Sort::Corrected));
        let moment = |end: form::End| MomentAnswer { position: end.position, at: end.at };
        Self {
            cycle: difference.history.cycle.to_string(),
            from: moment(difference.ends.from),
            to: moment(difference.ends.to),
            before: difference.moved.before,
            after: difference.moved.after,
            added,
            changed,
            corrected,
        }
    }
}

/// How many facts of each sort there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DifferenceCounts)]
struct Counts {
    added: usize,
    changed: usize,
    corrected: usize,
}

impl Counts {
    fn count(&mut self, kind: &str, facts: usize) {
        match Sort::of(kind) {
            Sort::Added => self.added += facts,
            Sort::Changed => self.changed += facts,
            Sort::Corrected => self.corrected += facts,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            added: self.added + other.added,
            changed: self.changed + other.changed,
            corrected: self.corrected + other.corrected,
        }
    }
}

/// What is between two moments of one cycle of a school.
struct CycleRow {
    cycle: Cycle,
    moved: Moved,
    counts: Counts,
}

/// How much is between two moments of a school, on all pages.
struct Totals {
    /// The cycles that the visitor reaches and that have facts in between.
    cycles: usize,
    /// Their facts.
    counts: Counts,
    /// The other facts.
    others: usize,
}

/// A page of what is between two moments of a school.
struct OfSchool {
    school: School,
    ends: Ends,
    /// The school's.
    clock: TimeZone,
    totals: Totals,
    cycles: Vec<CycleRow>,
    /// What else was recorded of the school, in the order of all facts.
    others: Vec<Other>,
    /// The names of those who recorded it.
    people: HashMap<Uuid, String>,
    skip: usize,
    after: u64,
    /// Whether more other facts follow.
    is_more: bool,
}

impl OfSchool {
    /// The address of the page of the same two moments with so many cycles, and the other facts up to this place, before it.
    fn page(&self, skip: usize, after: u64) -> String {
        let (address, from, to) = (self.school.address(), self.ends.from.position, self.ends.to.position);
        format!("{address}/difference?from={from}&to={to}&skip={skip}&after={after}")
    }

    /// Where more of the cycles are.
    fn more_cycles(&self) -> Option<String> {
        let next = self.skip.saturating_add(self.cycles.len());
        (!self.cycles.is_empty() && next < self.totals.cycles).then(|| self.page(next, self.after))
    }

    /// Where more of the other facts are.
    fn more_others(&self) -> Option<String> {
        self.others.last().filter(|_| self.is_more).map(|last| self.page(self.skip, last.position))
    }
}

async fn of_school(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let school = school_of(&app, &visitor, &id).await?;
    let settings = app.settings_of(&id).await?;
    let ends = match ends(&app, &visitor, &asked, &settings.zone, page::top_of_school(visitor.words, &school))
        .await?
    {
        Ok(ends) => ends,
        Err(again) => return Ok(again),
    };
    let ends = form::listed(&app, ends).await?;
    let changed = changed(&app, &visitor, &id, &ends).await?;
    let counts = changed.iter().fold(Counts::default(), |all, (_, one)| all.and(*one));
    let streams = read::others_seen(&visitor, &id);
    let others = read::counted(app.pool(), &id, &ends, &streams).await?;
    let others = others.iter().map(|one| one.facts).sum();
    let totals = Totals { cycles: changed.len(), counts, others };
    let policy = Limits::of_school(&app, &visitor, &id).await?.at(Some(ends.to.position));
    let rules = Rules { catalogue: &visitor.catalogue, policy };
    let mut cycles = Vec::new();
    for (cycle, counts) in changed.into_iter().skip(asked.skip).take(PAGE) {
        let stream = app.journal().stream("cycle", &cycle.id.to_string()).await?;
        let moved = Moved::of(&rules, &stream, |fact| ends.is_before(fact), |fact| ends.is_between(fact));
        cycles.push(CycleRow { cycle, moved, counts });
    }
    let (others, is_more) = read::others(&app, &id, &ends, &streams, asked.after).await?;
    let actors: Vec<Uuid> = others.iter().filter_map(|one| one.by).collect();
    let people = account::display_names(app.pool(), &actors).await?;
    let (clock, skip, after) = (settings.zone, asked.skip, asked.after);
    let difference = OfSchool { school, ends, clock, totals, cycles, others, people, skip, after, is_more };
    Ok(match visitor.format {
        Format::Page => page::of_school(&visitor, &asked, &difference).into_response(),
        Format::Json => Json(SchoolAnswer::of(&difference)).into_response(),
    })
}

/// The cycles of a school that the visitor reaches and that have facts between the two moments, and how many.
async fn changed(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    ends: &Ends,
) -> Result<Vec<(Cycle, Counts)>, PageError> {
    let mut counts: HashMap<String, Counts> = HashMap::new();
    for one in read::counted(app.pool(), school, ends, &["cycle"]).await? {
        counts.entry(one.stream_id).or_default().count(&one.kind, one.facts);
    }
    let cycles = cycles::read::of_school(app.pool(), school).await?.into_iter();
    let reached = cycles.filter(|cycle| visitor.may_on(Action::SeeHistory, &cycle.plan));
    Ok(reached
        .filter_map(|cycle| Some((counts.remove(&cycle.id.to_string())?, cycle)))
        .map(|(counts, cycle)| (cycle, counts))
        .collect())
}

/// A page of the difference of a school as programs read it. What each cycle's facts were is in the cycle's own difference.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolDifference)]
struct SchoolAnswer {
    school: String,
    from: MomentAnswer,
    to: MomentAnswer,
    /// How many cycles have facts in between, on all pages.
    cycles_total: usize,
    /// How many facts they are.
    facts_total: Counts,
    cycles: Vec<CycleRowAnswer>,
    /// Where more cycles are, if there are more.
    more_cycles: Option<String>,
    /// How many other facts there are, on all pages.
    others_total: usize,
    /// What else was recorded of the school: its settings, official results, editions, packs and questions.
    others: Vec<OtherAnswer>,
    /// Where more of these are, if there are more.
    more_others: Option<String>,
}

/// One cycle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangedCycle)]
struct CycleRowAnswer {
    cycle: String,
    added: usize,
    changed: usize,
    corrected: usize,
    before: Stand,
    after: Stand,
}

/// One fact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolRecord)]
struct OtherAnswer {
    position: u64,
    /// The stream that it is in, such as `pack`.
    stream: String,
    id: String,
    sequence: u64,
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = String, format = DateTime)]
    recorded_at: jiff::Timestamp,
}

impl SchoolAnswer {
    fn of(difference: &OfSchool) -> Self {
        let moment = |end: form::End| MomentAnswer { position: end.position, at: end.at };
        let for_programs = |page: String| format!("/api/v1{page}");
        let row = |row: &CycleRow| CycleRowAnswer {
            cycle: row.cycle.id.to_string(),
            added: row.counts.added,
            changed: row.counts.changed,
            corrected: row.counts.corrected,
            before: row.moved.before.clone(),
            after: row.moved.after.clone(),
        };
        let other = |one: &Other| OtherAnswer {
            position: one.position,
            stream: one.address.aggregate_type.clone(),
            id: one.address.aggregate_id.clone(),
            sequence: one.address.sequence,
            kind: one.kind.clone(),
            recorded_at: one.recorded_at,
        };
        Self {
            school: difference.school.id.to_string(),
            from: moment(difference.ends.from),
            to: moment(difference.ends.to),
            cycles_total: difference.totals.cycles,
            facts_total: difference.totals.counts,
            cycles: difference.cycles.iter().map(row).collect(),
            more_cycles: difference.more_cycles().map(for_programs),
            others_total: difference.totals.others,
            others: difference.others.iter().map(other).collect(),
            more_others: difference.more_others().map(for_programs),
        }
    }
}
