//! The history of an entry of the catalogue: how it came in, every edition with what was before and after, and its end.
//!
//! It is read from the recorded facts themselves, on the same lines as the history of a cycle. Whoever reads the catalogue reads
//! it, because there is no school and no pupil in it.

mod page;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::VariantArray as _;
use domain::catalogue::{CatalogueEntry, EntryId, EntryKind};
use journal::Recorded;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::catalogue;
use crate::fields::Draft;
use crate::history::form::Filter;
use crate::history::read::{self, Act, Row, Stretch};
use crate::history::{self, Entry, EventAnswer, form};
use crate::page_error::PageError;
use crate::route::{API, Route};
use crate::seals::Seals;
use crate::sign_in::account;

/// The doors of this slice, for each kind of entry.
#[must_use]
pub fn routes() -> Vec<Route> {
    EntryKind::VARIANTS.iter().copied().flat_map(doors_of).collect()
}

fn doors_of(kind: EntryKind) -> [Route; 4] {
    let see = Action::SeeCatalogue;
    let all = move |app: State<App>, code: Path<String>, query: RawQuery, visitor: Visitor| {
        list(app, (kind, code), query, visitor)
    };
    let one = move |app: State<App>, at: Path<(String, u64)>, visitor: Visitor| show(app, kind, at, visitor);
    let at = format!("/catalogue/{kind}/{{code}}/history");
    [
        Route::get(at.clone(), see, all).with_past(),
        Route::get(format!("{at}/{{sequence}}"), see, one).with_past(),
        Route::get(format!("{API}{at}"), see, all).with_past().answering::<EntryHistoryAnswer>(),
        Route::get(format!("{API}{at}/{{sequence}}"), see, one).with_past().answering::<EventAnswer>(),
    ]
}

/// An entry's facts, with the names of those who recorded them.
struct History {
    entry: EntryId,
    stream: Vec<Recorded>,
    stretch: Stretch,
    people: HashMap<Uuid, String>,
    seals: Seals,
}

impl History {
    async fn read(app: &App, kind: EntryKind, code: &str) -> Result<Self, PageError> {
        let entry = catalogue::entry_id(kind, code)?;
        let id = entry.to_string();
        let stream = app.journal().stream(CatalogueEntry::TYPE, id.as_str()).await?;
        if stream.is_empty() {
            return Err(PageError::NotFound);
        }
        let stretch = history::stretch(app, (CatalogueEntry::TYPE, id.as_str())).await?;
        let actors: Vec<Uuid> = stream.iter().filter_map(history::actor).collect();
        let people = account::display_names(app.pool(), &actors).await?;
        let seals = Seals::of_each(app, &stream.iter().collect::<Vec<_>>()).await?;
        Ok(Self { entry, stream, stretch, people, seals })
    }

    /// The address of its list.
    fn address(&self) -> String {
        format!("{}/history", catalogue::address(&self.entry))
    }

    /// The entries of these rows, in the order of the rows.
    fn entries(&self, visitor: &Visitor, rows: Vec<Row>) -> Vec<Entry> {
        let entry = |row: Row| {
            let recorded = self.stream.iter().find(|fact| fact.sequence == row.place)?.clone();
            let actor = history::actor(&recorded).and_then(|id| self.people.get(&id).cloned());
            let actor = actor.unwrap_or_else(|| visitor.words.say("history-program"));
            let (story, as_sealed) = (catalogue::story(visitor, &recorded), self.seals.of(&recorded));
            Some(Entry { story, actor, recorded, row: Some(row), as_sealed })
        };
        rows.into_iter().filter_map(entry).collect()
    }
}

/// A page of a history.
struct Listed {
    history: History,
    entries: Vec<Entry>,
    draft: Draft,
    /// The place below which the next page begins, if there is one.
    older: Option<u64>,
}

async fn list(
    State(app): State<App>,
    (kind, Path(code)): (EntryKind, Path<String>),
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let history = History::read(&app, kind, &code).await?;
    let mut draft = form::typed(query.as_deref());
    let filter: Option<Filter> = form::filter(visitor.words, &mut draft);
    let status = history::status(filter.as_ref());
    let id = history.entry.to_string();
    let mut rows =
        history::wanted(&app, (CatalogueEntry::TYPE, id.as_str()), history.stretch, filter.as_ref()).await?;
    let older = history::beyond(&mut rows);
    let entries = history.entries(&visitor, rows);
    if visitor.format == Format::Json {
        let older = older.map(|place| form::older(&format!("{API}{}", history.address()), &draft, place));
        let events = entries.iter().map(|one| EventAnswer::of(&one.recorded, one.row.as_ref())).collect();
        return Ok((status, Json(EntryHistoryAnswer { entry: id, events, older })).into_response());
    }
    let listed = Listed { history, entries, draft, older };
    Ok((status, page::list(&visitor, &listed)).into_response())
}

async fn show(
    State(app): State<App>,
    kind: EntryKind,
    Path((code, sequence)): Path<(String, u64)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let history = History::read(&app, kind, &code).await?;
    let id = history.entry.to_string();
    let rows =
        read::of_stream(app.pool(), (CatalogueEntry::TYPE, id.as_str()), history.stretch, sequence).await?;
    let rows = rows.into_iter().filter(|row| row.place == sequence).collect();
    let entry = history.entries(&visitor, rows).into_iter().next().ok_or(PageError::NotFound)?;
    if visitor.format == Format::Json {
        return Ok(Json(EventAnswer::of(&entry.recorded, entry.row.as_ref())).into_response());
    }
    let act: Option<Act> = history::act_of(&app, &entry.recorded).await?;
    Ok(page::one(&visitor, &history, &entry, act).into_response())
}

/// A page of the history of an entry of the catalogue as programs read it, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueHistory)]
struct EntryHistoryAnswer {
    entry: String,
    events: Vec<EventAnswer>,
    /// Where the next page is, if there is one.
    older: Option<String>,
}
