//! The history of a cycle: every change in its order, with what was before and after, who made it, when and why.
//!
//! It is read from the recorded facts themselves, not from a table made of them. Each entry has an address for good.

mod page;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::cycle::{Cycle, CycleEvent, Plan};
use domain::{AccountId, CycleId};
use jiff::civil::Date;
use journal::Recorded;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::cycles;
use crate::moved::Moved;
use crate::page_error::PageError;
use crate::route::Route;
use crate::sealed_text::{self, Texts};
use crate::sign_in::account;
use crate::story::{self, Story, Teller};
use crate::words::Words;

pub use page::told;

/// How many entries one page shows.
const PAGE: usize = 25;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/history", Action::SeeHistory, show).with_past(),
        Route::get("/cycles/{cycle}/history/{sequence}", Action::SeeHistory, show_one).with_past(),
        Route::get("/api/v1/cycles/{cycle}/history", Action::SeeHistory, show)
            .with_past()
            .answering::<HistoryAnswer>(),
    ]
}

/// Which page of the history, from 1; the newest entries are on the first.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Paging {
    #[serde(default)]
    page: usize,
}

/// One entry of the history: what was recorded, told in words.
pub struct Entry {
    /// What was recorded.
    pub recorded: Recorded,
    /// What it says.
    pub story: Story,
    /// Who, by the name to show.
    pub actor: String,
}

/// A cycle's recorded facts, for one who may see them.
pub struct History {
    /// Which cycle.
    pub cycle: CycleId,
    /// Its facts in their order.
    pub stream: Vec<Recorded>,
    /// The texts that the visitor may read.
    pub texts: Texts,
    /// The names of everyone whom the facts name by account.
    pub accounts: HashMap<Uuid, String>,
}

impl History {
    /// Reads the history of `cycle`, if it is one of the visitor's school.
    ///
    /// # Errors
    /// When there is no such cycle for this visitor, or the database does not answer.
    pub async fn read(app: &App, visitor: &Visitor, cycle: CycleId) -> Result<Self, PageError> {
        let stream = app.journal().stream("cycle", &cycle.to_string()).await?;
        let plan = plan(&stream).ok_or(PageError::NotFound)?;
        visitor.in_cycle(&plan)?;
        let texts = Texts::open(app.vault(), visitor, &plan, &sealed_text::in_stream(&stream)).await?;
        let accounts = account::display_names(app.pool(), &people(&stream)).await?;
        Ok(Self { cycle, stream, texts, accounts })
    }

    /// The plan of the cycle as its facts have left it.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        plan(&self.stream)
    }

    /// What the cycle was called when it was planned.
    #[must_use]
    pub fn label(&self, words: Words) -> String {
        let Some(CycleEvent::CyclePlanned(planned)) = self.stream.first().and_then(story::event) else {
            return String::new();
        };
        cycles::label_of(words, planned.plan.subject, planned.plan.starts_on)
    }

    /// The entries that `wanted` lets through, in their order, told for `visitor`.
    #[must_use]
    pub fn entries(&self, visitor: &Visitor, wanted: impl Fn(&Recorded) -> bool) -> Vec<Entry> {
        let words = visitor.words;
        let teller = Teller {
            words,
            texts: &self.texts,
            pupils: story::pupils(&self.stream, words, &self.texts),
            accounts: self.accounts.clone(),
            records: story::Records::of(&self.stream),
            catalogue: visitor.catalogue.clone(),
        };
        let entry = |recorded: &Recorded| Entry {
            story: teller.tell(recorded),
            actor: actor(recorded)
                .and_then(|id| self.accounts.get(&id).cloned())
                .unwrap_or_else(|| words.say("history-someone")),
            recorded: recorded.clone(),
        };
        self.stream.iter().filter(|recorded| wanted(recorded)).map(entry).collect()
    }
}

/// The account that a fact was recorded by.
fn actor(recorded: &Recorded) -> Option<Uuid> {
    recorded.metadata.get("actor")?.parse().ok()
}

/// Everyone whom the facts name by account: who recorded them, and whom they speak of.
fn people(stream: &[Recorded]) -> Vec<Uuid> {
    let named = stream.iter().filter_map(story::event).flat_map(|event| story::people(&event));
    let mut people: Vec<Uuid> = stream.iter().filter_map(actor).chain(named.map(AccountId::uuid)).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// The plan of a cycle as its facts have left it: whose the cycle is, and who teaches it.
fn plan(stream: &[Recorded]) -> Option<Plan> {
    let mut cycle = Cycle::default();
    stream.iter().filter_map(story::event).for_each(|event| cycle.apply(event));
    Some(cycle.record()?.plan.clone())
}

async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    Query(paging): Query<Paging>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = cycle.parse().map_err(|_| PageError::NotFound)?;
    let history = History::read(&app, &visitor, cycle).await?;
    if visitor.format == Format::Json {
        let events: Vec<EventAnswer> = history.stream.iter().map(EventAnswer::of).collect();
        return Ok(Json(HistoryAnswer { cycle: cycle.to_string(), events }).into_response());
    }
    let count = history.stream.len();
    let (first, last) = shown(count, paging.page.max(1));
    if last == 0 && paging.page > 1 {
        return Err(PageError::NotFound);
    }
    let on_page = |recorded: &Recorded| (first..=last).contains(&recorded.sequence);
    let mut entries = history.entries(&visitor, on_page);
    entries.reverse();
    Ok(page::list(&visitor, &history, &entries, paging.page.max(1)).into_response())
}

async fn show_one(
    State(app): State<App>,
    Path((cycle, sequence)): Path<(String, u64)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = cycle.parse().map_err(|_| PageError::NotFound)?;
    let history = History::read(&app, &visitor, cycle).await?;
    let entries = history.entries(&visitor, |recorded| recorded.sequence == sequence);
    let entry = entries.into_iter().next().ok_or(PageError::NotFound)?;
    if visitor.format == Format::Json {
        return Ok(Json(EventAnswer::of(&entry.recorded)).into_response());
    }
    let plan = history.plan().ok_or(PageError::NotFound)?;
    let settings = app.settings_of(&plan.school).await?;
    let moved = Moved::of(
        &visitor.catalogue,
        &settings.policy,
        &history.stream,
        |fact| fact.sequence < sequence,
        |fact| fact.sequence == sequence,
    );
    let step = Step { entry, moved, last: history.stream.len() as u64 };
    Ok(page::one(&visitor, cycle, &step).into_response())
}

/// One entry as a step of the cycle: what it moved, and how many there are.
struct Step {
    entry: Entry,
    moved: Moved,
    last: u64,
}

/// The first and the last sequence on a page of a history of `count` entries, newest first.
fn shown(count: usize, page: usize) -> (u64, u64) {
    let last = count.saturating_sub((page - 1).saturating_mul(PAGE));
    let first = last.saturating_sub(PAGE) + 1;
    (first as u64, last as u64)
}

/// The history as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CycleHistory)]
struct HistoryAnswer {
    cycle: String,
    events: Vec<EventAnswer>,
}

/// One recorded fact as programs read it. Sealed texts stay sealed. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordedEvent)]
pub struct EventAnswer {
    position: Option<u64>,
    sequence: u64,
    #[serde(rename = "type")]
    kind: String,
    version: String,
    #[schema(value_type = String, format = DateTime)]
    recorded_at: jiff::Timestamp,
    #[schema(value_type = Option<String>, format = Date)]
    effective_on: Option<Date>,
    actor: Option<String>,
    role: Option<String>,
    reason: Option<serde_json::Value>,
    payload: serde_json::Value,
    hash: Option<String>,
}

impl EventAnswer {
    /// The fact.
    #[must_use]
    pub fn of(recorded: &Recorded) -> Self {
        let member = |name: &str| recorded.payload.get(name).cloned();
        Self {
            position: recorded.position,
            sequence: recorded.sequence,
            kind: recorded.event_type.clone(),
            version: recorded.event_version.clone(),
            recorded_at: recorded.recorded_at,
            effective_on: member("effective_on").and_then(|day| serde_json::from_value(day).ok()),
            actor: recorded.metadata.get("actor").cloned(),
            role: recorded.metadata.get("role").cloned(),
            reason: member("reason").or_else(|| member("size_override")),
            payload: recorded.payload.clone(),
            hash: recorded.hash.map(hex::encode),
        }
    }
}
