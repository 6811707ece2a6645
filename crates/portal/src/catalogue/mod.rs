//! The catalogue: what there is to choose from when a cycle is planned, a strategy tried or a test given.
//!
//! Everybody who is signed in reads it, edition by edition. Who keeps it puts an entry in, says it anew in another edition,
//! or retires it; nothing is ever taken out, so that an old cycle goes on meaning what it meant.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use domain::VariantArray;
use domain::catalogue::{
    CatalogueAct, CatalogueCommand, CatalogueEntry, CatalogueRefusal, EntryId, EntryKind, PublishedEntry,
};
use domain::code::Code;
use journal::{ExecuteError, Loaded, Receipt, Recorded};
use serde_json::json;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::entries::Row;
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::On;
use crate::route::Route;
use crate::sent::Sent;
use crate::sign_in::account;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, change) = (Action::SeeCatalogue, Action::ChangeCatalogue);
    vec![
        Route::get("/catalogue", see, overview),
        Route::get("/catalogue/{kind}", see, list),
        Route::get("/catalogue/{kind}/new", change, new),
        Route::post("/catalogue/{kind}/new", change, publish),
        Route::get("/catalogue/{kind}/{code}", see, show),
        Route::get("/catalogue/{kind}/{code}/revise", change, new_edition),
        Route::post("/catalogue/{kind}/{code}/revise", change, revise),
        Route::get("/catalogue/{kind}/{code}/retire", change, new_retirement),
        Route::post("/catalogue/{kind}/{code}/retire", change, retire),
    ]
}

/// An entry with all that its pages show.
struct Opened {
    entry: PublishedEntry,
    sequence: u64,
    /// Every fact about it, oldest first.
    history: Vec<Recorded>,
    /// The names of those who recorded them.
    people: HashMap<Uuid, String>,
}

impl Opened {
    async fn load(app: &App, kind: &str, code: &str) -> Result<Self, PageError> {
        let id = entry_id(kind, code)?.to_string();
        let Loaded { state, sequence } = app.journal().load::<CatalogueEntry>(&id).await?;
        let entry = state.published().ok_or(PageError::NotFound)?.clone();
        let history = app.journal().stream("catalogue", &id).await?;
        let actors: Vec<Uuid> =
            history.iter().filter_map(|fact| fact.metadata.get("actor")?.parse().ok()).collect();
        let people = account::display_names(app.pool(), &actors).await?;
        Ok(Self { entry, sequence, history, people })
    }

    /// The address of the entry's page.
    fn address(&self) -> String {
        address(&self.entry.entry)
    }
}

/// A form about an entry as it is shown.
struct Sheet<'a> {
    visitor: &'a Visitor,
    kind: EntryKind,
    /// The entry that is there already; none where a new one is made.
    opened: Option<&'a Opened>,
    draft: &'a Draft,
    command_id: Uuid,
}

fn kind_of(kind: &str) -> Result<EntryKind, PageError> {
    kind.parse().map_err(|_| PageError::NotFound)
}

fn entry_id(kind: &str, code: &str) -> Result<EntryId, PageError> {
    Ok(EntryId::new(kind_of(kind)?, Code::parse(code).map_err(|_| PageError::NotFound)?))
}

fn address(entry: &EntryId) -> String {
    format!("/catalogue/{}/{}", entry.kind(), entry.code())
}

/// The newest edition of each entry of a kind, as rows.
fn newest(rows: &[Row], kind: EntryKind) -> Vec<&Row> {
    let is_newest =
        |row: &Row| !rows.iter().any(|other| other.entry == row.entry && other.edition > row.edition);
    rows.iter().filter(|row| row.entry.kind() == kind && is_newest(row)).collect()
}

async fn overview(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let rows = read::entries(app.pool()).await?;
    let counts: Vec<(EntryKind, usize)> = EntryKind::VARIANTS
        .iter()
        .map(|kind| (*kind, newest(&rows, *kind).iter().filter(|row| row.retired_on.is_none()).count()))
        .collect();
    Ok(match visitor.format {
        Format::Page => page::overview(&visitor, &counts).into_response(),
        Format::Json => {
            let kinds: Vec<_> =
                counts.iter().map(|(kind, offered)| json!({"kind": kind, "offered": offered})).collect();
            Json(json!({"kinds": kinds})).into_response()
        }
    })
}

async fn list(
    State(app): State<App>,
    Path(kind): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let kind = kind_of(&kind)?;
    let rows = read::entries(app.pool()).await?;
    let listed = newest(&rows, kind);
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, kind, &listed).into_response(),
        Format::Json => {
            let entries: Vec<_> = listed
                .iter()
                .map(|row| {
                    json!({
                        "code": row.entry.code(), "edition": row.edition, "retired_on": row.retired_on,
                        "name": visitor.catalogue.name(visitor.words, kind, row.entry.code()), "says": row.says,
                    })
                })
                .collect();
            Json(json!({"kind": kind, "entries": entries})).into_response()
        }
    })
}

async fn show(
    State(app): State<App>,
    Path((kind, code)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &kind, &code).await?;
    Ok(match visitor.format {
        Format::Page => page::show(&visitor, &opened).into_response(),
        Format::Json => {
            let events: Vec<_> = opened
                .history
                .iter()
                .map(|fact| {
                    json!({
                        "sequence": fact.sequence, "type": fact.event_type, "recorded_at": fact.recorded_at,
                        "payload": fact.payload,
                    })
                })
                .collect();
            Json(json!({"entry": opened.entry.entry, "edition": opened.entry.edition, "events": events}))
                .into_response()
        }
    })
}

async fn new(Path(kind): Path<String>, visitor: Visitor) -> Result<Response, PageError> {
    let (kind, draft) = (kind_of(&kind)?, form::suggested());
    let sheet = Sheet { visitor: &visitor, kind, opened: None, draft: &draft, command_id: app::new_id() };
    Ok(page::edit(&sheet).into_response())
}

async fn publish(
    State(app): State<App>,
    Path(kind): Path<String>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let kind = kind_of(&kind)?;
    let mut posted = Posted::of(Sent::by_page(pairs))?;
    let done = match form::publish(&visitor, &mut posted.draft, kind) {
        Some((entry, says)) => {
            let act = CatalogueAct::PublishEntry { entry: entry.clone(), says };
            Some((send(&app, &visitor, &posted, &entry, Some(0), act).await?, entry))
        }
        None => None,
    };
    let answer = match done {
        Some((Ok(receipt), entry)) => return Ok(change::stored(&visitor, &address(&entry), &receipt)),
        Some((Err(error), _)) => note(&visitor, &mut posted, error)?,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let sheet =
        Sheet { visitor: &visitor, kind, opened: None, draft: &posted.draft, command_id: posted.command_id };
    Ok((answer, page::edit(&sheet)).into_response())
}

async fn new_edition(
    State(app): State<App>,
    Path((kind, code)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &kind, &code).await?;
    let draft = form::draft_of(&opened.entry.says);
    Ok(page::edit(&sheet(&visitor, &opened, &draft, app::new_id())).into_response())
}

async fn revise(
    State(app): State<App>,
    Path((kind, code)): Path<(String, String)>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &kind, &code).await?;
    let mut posted = Posted::of(Sent::by_page(pairs))?;
    let act = form::revise(&visitor, &mut posted.draft, &opened.entry)
        .map(|(after, reason)| CatalogueAct::ReviseEntry { after, reason });
    finish(&app, &visitor, opened, posted, act, page::edit).await
}

async fn new_retirement(
    State(app): State<App>,
    Path((kind, code)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &kind, &code).await?;
    let draft = Draft::default();
    Ok(page::retire(&sheet(&visitor, &opened, &draft, app::new_id())).into_response())
}

async fn retire(
    State(app): State<App>,
    Path((kind, code)): Path<(String, String)>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, &kind, &code).await?;
    let mut posted = Posted::of(Sent::by_page(pairs))?;
    let reason = form::reason(visitor.words, &mut posted.draft);
    let act = reason.map(|reason| CatalogueAct::RetireEntry { reason });
    finish(&app, &visitor, opened, posted, act, page::retire).await
}

fn sheet<'a>(visitor: &'a Visitor, opened: &'a Opened, draft: &'a Draft, command_id: Uuid) -> Sheet<'a> {
    Sheet { visitor, kind: opened.entry.entry.kind(), opened: Some(opened), draft, command_id }
}

/// Sends what was asked of an entry (nothing if the form could not be understood) and answers.
async fn finish(
    app: &App,
    visitor: &Visitor,
    opened: Opened,
    mut posted: Posted,
    act: Option<CatalogueAct>,
    draw: fn(&Sheet<'_>) -> maud::Markup,
) -> Result<Response, PageError> {
    let (mut opened, mut answer) = (opened, StatusCode::UNPROCESSABLE_ENTITY);
    if let Some(act) = act {
        match send(app, visitor, &posted, &opened.entry.entry, posted.expected, act).await? {
            Ok(receipt) => return Ok(change::stored(visitor, &address(&opened.entry.entry), &receipt)),
            Err(error) => {
                answer = note(visitor, &mut posted, error)?;
                let id = &opened.entry.entry;
                let (kind, code) = (id.kind().to_string(), id.code().to_string());
                opened = Opened::load(app, &kind, &code).await?;
            }
        }
    }
    Ok((answer, draw(&sheet(visitor, &opened, &posted.draft, posted.command_id))).into_response())
}

/// Asks the policy again, then the rules.
async fn send(
    app: &App,
    visitor: &Visitor,
    posted: &Posted,
    entry: &EntryId,
    expected: Option<u64>,
    act: CatalogueAct,
) -> Result<Result<Receipt, ExecuteError<CatalogueRefusal>>, PageError> {
    visitor.allowed(Action::ChangeCatalogue, On::Door)?;
    let command = CatalogueCommand { today: app.today(), effective_on: app.today(), act };
    let context = posted.context(visitor);
    Ok(app.journal().execute::<CatalogueEntry>(&entry.to_string(), expected, command, &context).await)
}

/// Notes in the form what stopped it.
fn note(
    visitor: &Visitor,
    posted: &mut Posted,
    error: ExecuteError<CatalogueRefusal>,
) -> Result<StatusCode, PageError> {
    let (field, id) = match error {
        ExecuteError::Refused(refusal) => {
            form::note(visitor.words, &mut posted.draft, &refusal);
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        ExecuteError::Conflict { .. } => ("name", "entry-changed-meanwhile"),
        ExecuteError::DuplicateCommand { .. } => ("name", "conflict-reused-help"),
        ExecuteError::Unusable(error) => return Err(error.into()),
    };
    posted.draft.refuse(visitor.words, field, id, &[]);
    Ok(StatusCode::CONFLICT)
}
