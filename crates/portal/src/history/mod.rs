//! The history of a cycle: every change in its order, with what was before and after, who made it, when and why.
//!
//! It is read from the recorded facts themselves, not from a table made of them. Each entry has an address for good, and so has
//! each stretch of entries. What a whole school recorded is in `school_history`, on the same lines.

pub(crate) mod form;
pub(crate) mod page;
pub mod projection;
pub(crate) mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::cohort_result::CohortResultEvent;
use domain::cycle::{Cycle, CycleEvent, Plan};
use domain::edition::EditionEvent;
use domain::enquiry::EnquiryEvent;
use domain::pack::PackEvent;
use domain::pupil::PupilEvent;
use domain::school::SchoolEvent;
use domain::{AccountId, CycleId};
use jiff::civil::Date;
use journal::{Address, Recorded, Standing};
use serde::Serialize;
use strum::VariantNames;
use utoipa::ToSchema;
use uuid::Uuid;

use self::form::Filter;
use self::read::{Act, PAGE, Row, Stretch};
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::cycles;
use crate::fields::Draft;
use crate::moved::Moved;
use crate::page_error::PageError;
use crate::route::Route;
use crate::sealed_text::{self, Texts};
use crate::seals::Seals;
use crate::sign_in::account;
use crate::step;
use crate::story::{self, Story, Teller};
use crate::words::Words;

pub use page::told;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/history", Action::SeeHistory, show).with_past(),
        Route::get("/cycles/{cycle}/history/{sequence}", Action::SeeHistory, show_one).with_past(),
        Route::get("/api/v1/cycles/{cycle}/history", Action::SeeHistory, show)
            .with_past()
            .answering::<HistoryAnswer>(),
        Route::get("/api/v1/cycles/{cycle}/history/{sequence}", Action::SeeHistory, show_one)
            .with_past()
            .answering::<EventAnswer>(),
    ]
}

/// How far a cycle has ever come. What is recorded after it was closed, or after the board was told of it, stays so recorded,
/// even if the cycle is opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Its outcome was never sealed; what is no cycle stays here.
    Open,
    /// Its outcome was sealed.
    Closed,
    /// The board was told of it.
    Reported,
}

impl Reached {
    /// As it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Reported => "reported",
        }
    }

    /// From how it is stored.
    #[must_use]
    pub fn of(name: &str) -> Self {
        [Self::Reported, Self::Closed].into_iter().find(|one| one.name() == name).unwrap_or(Self::Open)
    }

    /// How far it has come after a fact of this kind.
    #[must_use]
    pub fn after(self, kind: &str) -> Self {
        match kind {
            "cycle_outcome_sealed" => self.max(Self::Closed),
            "board_report_submitted" => Self::Reported,
            _ => self,
        }
    }
}

/// Every kind of fact that is in a school's history, in snake case.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    let lists = [
        CycleEvent::VARIANTS,
        SchoolEvent::VARIANTS,
        PupilEvent::VARIANTS,
        CohortResultEvent::VARIANTS,
        EnquiryEvent::VARIANTS,
        EditionEvent::VARIANTS,
        PackEvent::VARIANTS,
        &["list_committed"],
        // Of accounts and groups, what is about one school.
        &projection::OF_ACCOUNTS,
        &["school_joined_group", "school_left_group"],
    ];
    lists.into_iter().flatten().copied()
}

/// One entry of the history: what was recorded, told in words.
pub struct Entry {
    /// What was recorded.
    pub recorded: Recorded,
    /// What it says.
    pub story: Story,
    /// Who, by the name to show.
    pub actor: String,
    /// What is known beside it, where that was looked up.
    pub row: Option<Row>,
    /// Whether what is stored still has its seal, where that was looked at and it has one.
    pub as_sealed: Option<bool>,
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

    /// Reads what it takes to tell the entries `rows` of a cycle with this context, the facts that others lean on.
    async fn of_rows(
        app: &App,
        visitor: &Visitor,
        (cycle, plan): (CycleId, &Plan),
        context: Vec<Recorded>,
        rows: &[Row],
    ) -> Result<Self, PageError> {
        let addresses: Vec<Address> = rows.iter().map(|row| row.address.clone()).collect();
        let shown = app.journal().at(&addresses).await?;
        let scores = leant_on(app, &shown).await?;
        let texts = sealed_text::in_stream(&shown).into_iter();
        let on_page: BTreeSet<String> = texts.map(|text| text.sealed.nonce().to_owned()).collect();
        let stream = merged([context, scores, shown]);
        let mut placed = sealed_text::in_stream(&stream);
        placed.retain(|text| sealed_text::is_identity(text) || on_page.contains(text.sealed.nonce()));
        let texts = Texts::open(app.vault(), visitor, plan, &placed).await?;
        let accounts = account::display_names(app.pool(), &people(&stream)).await?;
        Ok(Self { cycle, stream, texts, accounts })
    }

    /// What is known beside a fact of the cycle, where all its facts are at hand.
    #[must_use]
    pub fn row(&self, recorded: &Recorded) -> Row {
        let of = |one: &Recorded| projection::corrects(one).map(i64::cast_unsigned);
        let earlier = self.stream.iter().filter(|one| one.sequence < recorded.sequence);
        let reason = projection::reason_of(recorded);
        Row {
            place: recorded.sequence,
            address: Address {
                aggregate_type: recorded.aggregate_type.clone(),
                aggregate_id: recorded.aggregate_id.clone(),
                sequence: recorded.sequence,
            },
            kind: recorded.event_type.clone(),
            actor: recorded.metadata.get("actor").cloned(),
            role: recorded.metadata.get("role").cloned(),
            recorded_at: recorded.recorded_at,
            effective_on: member(recorded, "effective_on"),
            reason,
            corrects: of(recorded),
            corrected_by: self
                .stream
                .iter()
                .rfind(|one| of(one) == Some(recorded.sequence))
                .map(|one| one.sequence),
            reached: earlier.fold(Reached::Open, |reached, one| reached.after(&one.event_type)),
        }
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
            row: None,
            as_sealed: None,
        };
        self.stream.iter().filter(|recorded| wanted(recorded)).map(entry).collect()
    }
}

/// The facts, step by step back, that put scores right or recorded them, on which these facts lean to say whose score it is.
pub(crate) async fn leant_on(app: &App, facts: &[Recorded]) -> Result<Vec<Recorded>, PageError> {
    let mut found: Vec<Recorded> = Vec::new();
    let mut wanted: Vec<Address> = facts.iter().filter_map(story::leans_on).collect();
    while !wanted.is_empty() {
        let some = app.journal().at(&wanted).await?;
        wanted = some.iter().filter_map(story::leans_on).collect();
        found.extend(some);
    }
    Ok(found)
}

/// Facts of one stream from several lists, each once and in their order; the last list knows most of each.
fn merged(lists: [Vec<Recorded>; 3]) -> Vec<Recorded> {
    let by_sequence = lists.into_iter().flatten().map(|fact| (fact.sequence, fact));
    by_sequence.collect::<BTreeMap<u64, Recorded>>().into_values().collect()
}

/// What a fact says under a name, if it is of the kind that is wanted.
fn member<T: serde::de::DeserializeOwned>(recorded: &Recorded, name: &str) -> Option<T> {
    recorded.payload.get(name).cloned().and_then(|value| serde_json::from_value(value).ok())
}

/// The account that a fact was recorded by.
pub(crate) fn actor(recorded: &Recorded) -> Option<Uuid> {
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

/// A page of the history of a cycle.
struct Listed {
    history: History,
    entries: Vec<Entry>,
    draft: Draft,
    /// How many facts the cycle has in all.
    count: u64,
    /// Everybody who recorded some of them.
    people: Vec<(String, String)>,
    /// The place below which the next page begins, if there is one.
    older: Option<u64>,
}

/// A cycle, whose it is, and the facts that others lean on; nothing of it for those who don't reach it.
async fn opened(
    app: &App,
    visitor: &Visitor,
    cycle: &str,
) -> Result<(CycleId, Plan, Vec<Recorded>), PageError> {
    let cycle: CycleId = cycle.parse().map_err(|_| PageError::NotFound)?;
    let context = app.journal().of_kinds("cycle", &[cycle.to_string()], story::LEANT_ON).await?;
    let of_plan =
        |one: &&Recorded| ["cycle_planned", "cycle_staff_changed"].contains(&one.event_type.as_str());
    let plan =
        plan(&context.iter().filter(of_plan).cloned().collect::<Vec<_>>()).ok_or(PageError::NotFound)?;
    visitor.in_cycle(&plan)?;
    Ok((cycle, plan, context))
}

async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (cycle, plan, context) = opened(&app, &visitor, &cycle).await?;
    let id = cycle.to_string();
    let mut draft = form::typed(query.as_deref());
    let filter = form::filter(visitor.words, &mut draft);
    let status = status(filter.as_ref());
    let stretch = stretch(&app, ("cycle", id.as_str())).await?;
    if visitor.format == Format::Json {
        let all = read::of_stream(app.pool(), ("cycle", id.as_str()), stretch, 0).await?;
        let stream = app.journal().stream("cycle", id.as_str()).await?;
        let is_wanted = |row: &Row| filter.as_ref().is_some_and(|filter| filter.lets(row));
        let both = stream.iter().zip(&all).filter(|(_, row)| is_wanted(row));
        let events = both.map(|(one, row)| EventAnswer::of(one, Some(row))).collect();
        return Ok((status, Json(HistoryAnswer { cycle: id, events })).into_response());
    }
    let mut rows = wanted(&app, ("cycle", id.as_str()), stretch, filter.as_ref()).await?;
    let older = beyond(&mut rows);
    let history = History::of_rows(&app, &visitor, (cycle, &plan), context, &rows).await?;
    let actors = people_of(&app, ("cycle", id.as_str())).await?;
    let people = names(account::display_names(app.pool(), &actors).await?);
    let on_page: BTreeSet<u64> = rows.iter().map(|row| row.place).collect();
    let on_page = |recorded: &Recorded| on_page.contains(&recorded.sequence);
    let shown: Vec<&Recorded> = history.stream.iter().filter(|one| on_page(one)).collect();
    let seals = Seals::of_each(&app, &shown).await?;
    let entries = history.entries(&visitor, on_page);
    let entries = with_rows(entries, rows, &seals);
    let listed = Listed { history, entries, draft, count: stretch.last, people, older };
    Ok((status, page::list(&visitor, &listed)).into_response())
}

/// What a list of entries answers: everything that was asked for was understood, or some of it was not.
pub(crate) fn status(filter: Option<&Filter>) -> StatusCode {
    if filter.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// How long a stream is; on a page that shows the past, as long as it was.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn stretch(app: &App, stream: (&str, &str)) -> Result<Stretch, PageError> {
    let until = match app.journal().standing() {
        Standing::Past { .. } => {
            let facts = app.journal().stream(stream.0, stream.1).await?;
            facts.last().map_or(0, |fact| fact.sequence)
        }
        Standing::Home | Standing::Foreign { .. } => u64::MAX,
    };
    read::stretch(app.pool(), stream, until).await
}

/// Everybody who recorded something in a stream. Tables that show the past don't know it: there it is read from the facts.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn people_of(app: &App, stream: (&str, &str)) -> Result<Vec<Uuid>, PageError> {
    match app.journal().standing() {
        Standing::Past { .. } => {
            let facts = app.journal().stream(stream.0, stream.1).await?;
            Ok(facts.iter().filter_map(actor).collect::<BTreeSet<Uuid>>().into_iter().collect())
        }
        Standing::Home | Standing::Foreign { .. } => read::people_of(app.pool(), stream).await,
    }
}

/// The facts of a stream that are asked for, the latest first: one more than a page shows, if there are as many.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn wanted(
    app: &App,
    stream: (&str, &str),
    stretch: Stretch,
    filter: Option<&Filter>,
) -> Result<Vec<Row>, PageError> {
    let Some(filter) = filter else { return Ok(Vec::new()) };
    let rows = read::of_stream(app.pool(), stream, stretch, stretch.start(filter)).await?;
    Ok(rows.into_iter().filter(|row| filter.lets(row)).rev().take(PAGE + 1).collect())
}

/// Takes away what the page does not show, and says below which place that is.
pub(crate) fn beyond(rows: &mut Vec<Row>) -> Option<u64> {
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    rows.last().filter(|_| is_more).map(|row| row.place)
}

/// The entries of these rows, in the order of the rows, each with its row and what was found of its seal.
fn with_rows(entries: Vec<Entry>, rows: Vec<Row>, seals: &Seals) -> Vec<Entry> {
    let mut by_sequence: HashMap<u64, Entry> =
        entries.into_iter().map(|entry| (entry.recorded.sequence, entry)).collect();
    let entry = |row: Row| {
        let entry = by_sequence.remove(&row.address.sequence)?;
        Some(Entry { row: Some(row), as_sealed: seals.of(&entry.recorded), ..entry })
    };
    rows.into_iter().filter_map(entry).collect()
}

/// People as choices, by name.
pub(crate) fn names(people: HashMap<Uuid, String>) -> Vec<(String, String)> {
    let mut people: Vec<(String, String)> =
        people.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    people.sort_by(|one, other| one.1.cmp(&other.1));
    people
}

/// One entry of a cycle's history before it is told: where it stands, and the cycle that it is of.
pub(crate) struct Placed {
    /// The plan of the cycle.
    pub(crate) plan: Plan,
    /// What is known beside the entry.
    pub(crate) row: Row,
    /// The facts that others lean on.
    context: Vec<Recorded>,
    /// How many entries there are.
    last: u64,
}

/// The entry of this number.
///
/// # Errors
/// When there is none for this visitor, or the database does not answer.
pub(crate) async fn placed(
    app: &App,
    visitor: &Visitor,
    cycle: &str,
    sequence: u64,
) -> Result<Placed, PageError> {
    let (cycle, plan, context) = opened(app, visitor, cycle).await?;
    let id = cycle.to_string();
    let stretch = stretch(app, ("cycle", id.as_str())).await?;
    let rows = read::of_stream(app.pool(), ("cycle", id.as_str()), stretch, sequence).await?;
    let row = rows.into_iter().next().filter(|row| row.place == sequence).ok_or(PageError::NotFound)?;
    Ok(Placed { plan, row, context, last: stretch.last })
}

async fn show_one(
    State(app): State<App>,
    Path((cycle, sequence)): Path<(String, u64)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let Placed { plan, row, context, last } = placed(&app, &visitor, &cycle, sequence).await?;
    let rows = std::slice::from_ref(&row);
    let history = History::of_rows(&app, &visitor, (plan.cycle, &plan), context, rows).await?;
    let entries = history.entries(&visitor, |recorded| recorded.sequence == sequence);
    let shown: Vec<&Recorded> = entries.iter().map(|entry| &entry.recorded).collect();
    let seals = Seals::of_each(&app, &shown).await?;
    let entry = with_rows(entries, vec![row], &seals).into_iter().next().ok_or(PageError::NotFound)?;
    if visitor.format == Format::Json {
        let answer = EventAnswer::of(&entry.recorded, entry.row.as_ref()).found(entry.as_sealed);
        return Ok(Json(answer).into_response());
    }
    let moved = step::moved(&app, &visitor, &plan, &entry.recorded).await?;
    let act = act_of(&app, &entry.recorded).await?;
    let step = Step { entry, moved, last, act };
    Ok(page::one(&visitor, plan.cycle, &step).into_response())
}

/// One entry as a step of the cycle: what it moved, how many there are, and what else was recorded by the same act.
struct Step {
    entry: Entry,
    moved: Moved,
    last: u64,
    act: Option<Act>,
}

/// What was recorded by the same act.
pub(crate) async fn act_of(app: &App, recorded: &Recorded) -> Result<Option<Act>, PageError> {
    match recorded.command_id {
        Some(command) => read::act(app.pool(), command).await,
        None => Ok(None),
    }
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
pub(crate) struct EventAnswer {
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
    /// Whether what is stored still has this hash; not said in the whole history of a cycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_sealed: Option<bool>,
    /// The kind of the stream, and its id.
    stream_type: String,
    stream: String,
    /// The event of the same stream that it puts right, and the one that put it right.
    corrects: Option<u64>,
    corrected_by: Option<u64>,
    /// The outcome of its cycle had been sealed, or the board had been told of it.
    after_closing: bool,
    after_report: bool,
    /// The command that led to it, what that belongs to, and what led to the command.
    command_id: Option<String>,
    correlation_id: Option<String>,
    causation: Option<String>,
    /// The program that the command came by.
    client: Option<String>,
}

impl EventAnswer {
    /// The fact, with what is known beside it where that was looked up.
    pub(crate) fn of(recorded: &Recorded, row: Option<&Row>) -> Self {
        let reached = row.map_or(Reached::Open, |row| row.reached);
        let beside = |name: &str| recorded.metadata.get(name).cloned();
        Self {
            position: recorded.position,
            sequence: recorded.sequence,
            kind: recorded.event_type.clone(),
            version: recorded.event_version.clone(),
            recorded_at: recorded.recorded_at,
            effective_on: member(recorded, "effective_on"),
            actor: beside("actor"),
            role: beside("role"),
            reason: member(recorded, "reason").or_else(|| member(recorded, "size_override")),
            payload: recorded.payload.clone(),
            hash: recorded.hash.map(hex::encode),
            as_sealed: None,
            stream_type: recorded.aggregate_type.clone(),
            stream: recorded.aggregate_id.clone(),
            corrects: row.and_then(|row| row.corrects),
            corrected_by: row.and_then(|row| row.corrected_by),
            after_closing: reached >= Reached::Closed,
            after_report: reached == Reached::Reported,
            command_id: recorded.command_id.map(|id| id.to_string()),
            correlation_id: beside("correlation_id"),
            causation: beside("causation"),
            client: beside("client"),
        }
    }

    /// With what was found about its seal.
    pub(crate) fn found(self, as_sealed: Option<bool>) -> Self {
        Self { as_sealed, ..self }
    }
}
