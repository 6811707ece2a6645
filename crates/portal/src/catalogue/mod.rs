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
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::VariantArray;
use domain::catalogue::{
    CatalogueAct, CatalogueCommand, CatalogueEntry, CatalogueRefusal, Edition, EntryId, EntryKind,
    PublishedEntry,
};
use domain::code::Code;
use jiff::civil::Date;
use journal::{ExecuteError, Loaded, Receipt, Recorded};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::entries::Row;
use crate::entry_shape;
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::On;
use crate::problem::Problem;
use crate::refusal;
use crate::route::{API, Route};
use crate::sent::Sent;
use crate::shape::Shape;
use crate::sign_in::account;

pub(crate) use page::story;

/// The doors of this slice: for each kind of entry its own, because each has a form of its own.
#[must_use]
pub fn routes() -> Vec<Route> {
    let overview = Route::get("/catalogue", Action::SeeCatalogue, overview).with_past();
    std::iter::once(overview).chain(EntryKind::VARIANTS.iter().copied().flat_map(doors_of)).collect()
}

fn doors_of(kind: EntryKind) -> Vec<Route> {
    type Parts = (State<App>, Path<String>, Visitor);
    let (see, change) = (Action::SeeCatalogue, Action::ChangeCatalogue);
    let at = |place: &str| format!("/catalogue/{kind}{place}");
    let listed = move |app: State<App>, visitor: Visitor| list(app, kind, visitor);
    let shown = move |app: State<App>, code: Path<String>, visitor: Visitor| show((app, code, visitor), kind);
    vec![
        Route::get(at(""), see, listed).with_past(),
        Route::get(format!("{API}/catalogue/{kind}"), see, listed).with_past().answering::<KindAnswer>(),
        Route::get(at("/new"), change, move |visitor: Visitor| async move { new(kind, &visitor) }),
        Route::post(at("/new"), change, move |app: State<App>, visitor: Visitor, sent: Sent| {
            publish(app, kind, visitor, sent)
        })
        .asking(entry_shape::publishing(kind)),
        Route::get(at("/{code}"), see, shown).with_past(),
        Route::get(format!("{API}/catalogue/{kind}/{{code}}"), see, shown)
            .with_past()
            .answering::<EntryAnswer>(),
        Route::get(at("/{code}/revise"), change, move |app, code, visitor| {
            let parts: Parts = (app, code, visitor);
            new_edition(parts, kind)
        }),
        Route::post(at("/{code}/revise"), change, move |app, code, visitor, sent: Sent| {
            let parts: Parts = (app, code, visitor);
            revise(parts, kind, sent)
        })
        .asking(entry_shape::revising(kind)),
        Route::get(at("/{code}/retire"), change, move |app, code, visitor| {
            let parts: Parts = (app, code, visitor);
            new_retirement(parts, kind)
        }),
        Route::post(at("/{code}/retire"), change, move |app, code, visitor, sent: Sent| {
            let parts: Parts = (app, code, visitor);
            retire(parts, kind, sent)
        })
        .asking(&entry_shape::RETIRE),
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
    async fn load(app: &App, kind: EntryKind, code: &str) -> Result<Self, PageError> {
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

pub(crate) fn entry_id(kind: EntryKind, code: &str) -> Result<EntryId, PageError> {
    Ok(EntryId::new(kind, Code::parse(code).map_err(|_| PageError::NotFound)?))
}

pub(crate) fn address(entry: &EntryId) -> String {
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

/// The entries of a kind, as programs read them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueKind)]
struct KindAnswer {
    #[schema(value_type = String)]
    kind: EntryKind,
    entries: Vec<ListedEntry>,
}

/// The newest edition of an entry.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueListed)]
struct ListedEntry {
    code: String,
    edition: u32,
    name: String,
    /// The day from which it is offered no longer, if so.
    #[schema(value_type = Option<String>, format = Date)]
    retired_on: Option<Date>,
    #[schema(value_type = Object)]
    says: Edition,
}

/// An entry with every fact about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueEntry)]
struct EntryAnswer {
    #[schema(value_type = String)]
    entry: EntryId,
    edition: u32,
    /// The last fact; send it as `If-Match` with the next change.
    sequence: u64,
    #[schema(value_type = Object)]
    says: Edition,
    #[schema(value_type = Vec<Object>)]
    events: Vec<serde_json::Value>,
}

async fn list(State(app): State<App>, kind: EntryKind, visitor: Visitor) -> Result<Response, PageError> {
    let rows = read::entries(app.pool()).await?;
    let listed = newest(&rows, kind);
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, kind, &listed).into_response(),
        Format::Json => {
            let entry = |row: &&Row| ListedEntry {
                code: row.entry.code().to_string(),
                edition: row.edition,
                name: visitor.catalogue.name(visitor.words, kind, row.entry.code()),
                retired_on: row.retired_on,
                says: row.says.clone(),
            };
            Json(KindAnswer { kind, entries: listed.iter().map(entry).collect() }).into_response()
        }
    })
}

async fn show(
    (State(app), Path(code), visitor): (State<App>, Path<String>, Visitor),
    kind: EntryKind,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, kind, &code).await?;
    Ok(match visitor.format {
        Format::Page => page::show(&visitor, &opened).into_response(),
        Format::Json => {
            let event = |fact: &Recorded| {
                json!({
                    "sequence": fact.sequence, "type": fact.event_type, "recorded_at": fact.recorded_at,
                    "payload": fact.payload,
                })
            };
            let answer = EntryAnswer {
                entry: opened.entry.entry.clone(),
                edition: opened.entry.edition,
                sequence: opened.sequence,
                says: opened.entry.says.clone(),
                events: opened.history.iter().map(event).collect(),
            };
            ([(header::ETAG, format!("\"{}\"", opened.sequence))], Json(answer)).into_response()
        }
    })
}

fn new(kind: EntryKind, visitor: &Visitor) -> Response {
    let draft = form::suggested();
    let sheet = Sheet { visitor, kind, opened: None, draft: &draft, command_id: app::new_id() };
    page::edit(&sheet).into_response()
}

async fn publish(
    State(app): State<App>,
    kind: EntryKind,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let mut posted = Posted::of(sent)?;
    let (mut status, mut done) = (StatusCode::UNPROCESSABLE_ENTITY, None);
    if let Some((entry, says)) = form::publish(&visitor, &mut posted.draft, kind) {
        let act = CatalogueAct::PublishEntry { entry: entry.clone(), says };
        // Where there is such an entry, its rules say so.
        done = Some((send(&app, &visitor, &posted, &entry, None, act).await?, entry));
    }
    match done {
        Some((Ok(receipt), entry)) => return Ok(change::stored(&visitor, &address(&entry), &receipt)),
        Some((Err(ExecuteError::DuplicateCommand { .. }), _)) => return Ok(change::reused(&visitor)),
        Some((Err(error), _)) => status = note(&visitor, &mut posted, error)?,
        None => {}
    }
    let shown =
        Sheet { visitor: &visitor, kind, opened: None, draft: &posted.draft, command_id: posted.command_id };
    let fields = entry_shape::publishing(kind);
    Ok(change::refused(status, &visitor, &posted.draft, fields, || page::edit(&shown)))
}

async fn new_edition(
    (State(app), Path(code), visitor): (State<App>, Path<String>, Visitor),
    kind: EntryKind,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, kind, &code).await?;
    let draft = form::draft_of(&opened.entry.says);
    Ok(page::edit(&sheet(&visitor, &opened, &draft, app::new_id())).into_response())
}

async fn revise(
    (State(app), Path(code), visitor): (State<App>, Path<String>, Visitor),
    kind: EntryKind,
    sent: Sent,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, kind, &code).await?;
    let mut posted = Posted::of(sent)?;
    let act = form::revise(&visitor, &mut posted.draft, &opened.entry)
        .map(|(after, reason)| CatalogueAct::ReviseEntry { after, reason });
    finish(&app, &visitor, opened, posted, act, (page::edit, entry_shape::revising(kind))).await
}

async fn new_retirement(
    (State(app), Path(code), visitor): (State<App>, Path<String>, Visitor),
    kind: EntryKind,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, kind, &code).await?;
    let draft = Draft::default();
    Ok(page::retire(&sheet(&visitor, &opened, &draft, app::new_id())).into_response())
}

async fn retire(
    (State(app), Path(code), visitor): (State<App>, Path<String>, Visitor),
    kind: EntryKind,
    sent: Sent,
) -> Result<Response, PageError> {
    let opened = Opened::load(&app, kind, &code).await?;
    let mut posted = Posted::of(sent)?;
    let reason = form::reason(visitor.words, &mut posted.draft);
    let act = reason.map(|reason| CatalogueAct::RetireEntry { reason });
    finish(&app, &visitor, opened, posted, act, (page::retire, &entry_shape::RETIRE)).await
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
    (draw, fields): (fn(&Sheet<'_>) -> maud::Markup, &Shape),
) -> Result<Response, PageError> {
    let (mut opened, mut status) = (opened, StatusCode::UNPROCESSABLE_ENTITY);
    if let Some(act) = act {
        match send(app, visitor, &posted, &opened.entry.entry, posted.expected, act).await? {
            Ok(receipt) => return Ok(change::stored(visitor, &address(&opened.entry.entry), &receipt)),
            Err(ExecuteError::DuplicateCommand { .. }) => return Ok(change::reused(visitor)),
            Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
                return Ok(Problem::overtaken(visitor.words, actual).into_response());
            }
            Err(error) => {
                status = note(visitor, &mut posted, error)?;
                let id = &opened.entry.entry;
                let (kind, code) = (id.kind(), id.code().to_string());
                opened = Opened::load(app, kind, &code).await?;
            }
        }
    }
    let shown = sheet(visitor, &opened, &posted.draft, posted.command_id);
    Ok(change::refused(status, visitor, &posted.draft, fields, || draw(&shown)))
}

/// Asks the policy again, then the rules.
///
/// # Errors
/// When the visitor may not change the catalogue, or the database does not answer.
pub(crate) async fn send(
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
    match error {
        ExecuteError::Refused(refusal) => {
            form::note(visitor.words, &mut posted.draft, &refusal);
            Ok(StatusCode::UNPROCESSABLE_ENTITY)
        }
        ExecuteError::Conflict { .. } | ExecuteError::DuplicateCommand { .. } => {
            posted.draft.refuse(visitor.words, refusal::PAGE, "entry-changed-meanwhile", &[]);
            Ok(StatusCode::CONFLICT)
        }
        ExecuteError::Unusable(error) => Err(error.into()),
    }
}
