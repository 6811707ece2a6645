//! A school's own register of its pupils: the list by name, one pupil's page, and the forms that register, revise and move.
//!
//! Names are sealed wherever they are stored. They are opened for staff on the way to the page, all of a list with one
//! question to the table of keys, and a search looks at them only then: no name is ever in an address or a query.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::pupil::{Pupil, PupilAct, PupilCommand, PupilRefusal};
use domain::{PupilId, SchoolId, Sealed};
use jiff::civil::Date;
use journal::{ExecuteError, Receipt};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, Posted};
use crate::cycles::read::Cycle;
use crate::fields::Draft;
use crate::named_reads::log::{self, Reading};
use crate::page_error::PageError;
use crate::participations::Part;
use crate::placements::read::Participant;
use crate::problem::Problem;
use crate::pupil_details::{self, Details};
use crate::route::Route;
use crate::schools::read::Settings;
use crate::sent;
use crate::shape::Shape;
use crate::sign_in::account;
use crate::vault::{Keys, Place, Vault, VaultError};
use crate::words::Words;
use crate::{cycles, participations, placements, refusal, schools};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/pupils", Action::SeePupils, list),
        Route::post("/schools/{school}/pupils/search", Action::SeePupils, search)
            .asking(&form::SEARCH_FIELDS)
            .telling::<Found>(StatusCode::OK),
        Route::get("/schools/{school}/pupils/new", Action::KeepPupils, new),
        Route::post("/schools/{school}/pupils/new", Action::KeepPupils, register)
            .asking(&form::REGISTER_FIELDS),
        Route::get("/pupils/{pupil}", Action::SeePupils, show),
        Route::get("/pupils/{pupil}/revise", Action::KeepPupils, new_revision),
        Route::post("/pupils/{pupil}/revise", Action::KeepPupils, revise).asking(&form::REVISE_FIELDS),
        Route::get("/pupils/{pupil}/move", Action::KeepPupils, new_move),
        Route::post("/pupils/{pupil}/move", Action::KeepPupils, go).asking(&form::MOVE_FIELDS),
    ]
}

/// A pupil with the name opened.
#[derive(Debug, Clone)]
pub struct Named {
    /// The line of the register.
    pub pupil: read::Pupil,
    /// Who it is; none once the pupil was erased.
    pub details: Option<Details>,
    /// Who asks to erase the record. It is found out for one pupil alone, not for a list.
    pub asked: Option<Asked>,
}

/// Somebody asks to erase a pupil's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub by: String,
    /// Since when.
    pub on: Date,
}

impl Asked {
    /// Who asks to erase this record, if anybody does.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(app: &App, pupil: PupilId) -> Result<Option<Self>, PageError> {
        let state = app.journal().load::<Pupil>(&pupil.to_string()).await?.state;
        let Some(request) = state.record().and_then(|record| record.erasure.as_ref()) else {
            return Ok(None);
        };
        let names = account::display_names(app.pool(), &[request.by.uuid()]).await?;
        Ok(Some(Self { by: names.into_values().next().unwrap_or_default(), on: request.requested_on }))
    }

    /// Who asked and when, and what comes next.
    #[must_use]
    pub fn tell(&self, words: Words) -> String {
        let who = if self.by.is_empty() { words.say("history-someone") } else { self.by.clone() };
        words.tell("erasure-asked-on", &[("who", who.into()), ("day", words.date(self.on).into())])
    }
}

impl Named {
    /// Opens the pupils for `visitor`, by name, with one question to the table of keys.
    ///
    /// # Errors
    /// When the database does not answer, or a sealed text was altered.
    pub async fn open(
        app: &App,
        visitor: &Visitor,
        pupils: Vec<read::Pupil>,
    ) -> Result<Vec<Self>, PageError> {
        let sealed: Vec<Uuid> =
            pupils.iter().filter(|one| one.details.is_some()).map(|one| one.id.uuid()).collect();
        let keys = app.vault().keys(&sealed).await?;
        if let Some(first) = pupils.first() {
            let pupil = (pupils.len() == 1).then_some(first.id);
            let reading = Reading { school: &first.kept_by, cycle: None, pupil, pupils: sealed.len() };
            log::note(app.pool(), visitor, reading).await?;
        }
        let mut named = pupils
            .into_iter()
            .map(|pupil| Ok(Self { details: opened(&keys, &pupil)?, pupil, asked: None }))
            .collect::<Result<Vec<_>, PageError>>()?;
        named.sort_by_cached_key(|one| one.details.as_ref().map(|known| known.called().to_lowercase()));
        Ok(named)
    }

    /// Whether the pupil is at the school now.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.details.is_some() && self.pupil.school.is_some()
    }
}

/// What is sealed of a pupil, if its key is still there.
fn opened(keys: &Keys, pupil: &read::Pupil) -> Result<Option<Details>, PageError> {
    let Some(placed) = &pupil.details else { return Ok(None) };
    let stream = pupil_details::stream_of(pupil.id);
    let place = Place { stream: &stream, command_id: placed.command_id, field: &placed.field };
    let Some(text) = keys.open(&placed.sealed, place)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|_| PageError::Unfit(format!("the pupil {}", pupil.id)))
}

/// Every name that somebody on the register of a school has or had, for looking for names in a text. They are shown to
/// nobody, so that nothing is noted.
///
/// # Errors
/// When the database does not answer, or a sealed text was altered.
pub async fn names_of(app: &App, school: &SchoolId) -> Result<Vec<(PupilId, String)>, PageError> {
    let pupils = read::of_school(app.pool(), school).await?;
    let keys = app.vault().keys(&pupils.iter().map(|one| one.id.uuid()).collect::<Vec<_>>()).await?;
    let mut names = Vec::new();
    for pupil in &pupils {
        let Some(details) = opened(&keys, pupil)? else { continue };
        let both = std::iter::once(details.legal_name).chain(details.known_name);
        names.extend(both.map(|name| (pupil.id, name)));
    }
    Ok(names)
}

/// Everyone on the register of a school, by name.
///
/// # Errors
/// When the school is not the visitor's, or the database does not answer.
pub async fn register_of(app: &App, visitor: &Visitor, school: &SchoolId) -> Result<Vec<Named>, PageError> {
    visitor.in_school(school)?;
    Named::open(app, visitor, read::of_school(app.pool(), school).await?).await
}

/// One pupil, if it is one of the visitor's school.
///
/// # Errors
/// When there is no such pupil for this visitor, or the database does not answer.
pub async fn named(app: &App, visitor: &Visitor, pupil: &str) -> Result<Named, PageError> {
    let id: PupilId = pupil.parse().map_err(|_| PageError::NotFound)?;
    let pupil = read::pupil(app.pool(), id).await?.ok_or(PageError::NotFound)?;
    visitor.in_school(&pupil.kept_by)?;
    let asked = if pupil.erasure_asked_on.is_some() { Asked::read(app, id).await? } else { None };
    let named = Named::open(app, visitor, vec![pupil]).await?.pop().ok_or(PageError::NotFound)?;
    Ok(Named { asked, ..named })
}

/// The details, sealed under the pupil's key for the command that records them.
///
/// # Errors
/// When the vault can't seal.
pub async fn seal(
    vault: &Vault,
    pupil: PupilId,
    command_id: Uuid,
    details: &Details,
) -> Result<Sealed, VaultError> {
    let stream = pupil_details::stream_of(pupil);
    let place = Place { stream: &stream, command_id, field: pupil_details::FIELD };
    vault.seal(pupil.uuid(), place, &serde_json::json!(details).to_string()).await
}

/// The list as a page shows it.
struct Listed {
    school: SchoolId,
    name: String,
    pupils: Vec<Named>,
    searched: Option<String>,
    settings: Settings,
}

async fn listed(app: &App, visitor: &Visitor, school: &str) -> Result<Listed, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let pupils = register_of(app, visitor, &school).await?;
    let name = schools::read::school(app.pool(), &school)
        .await?
        .map_or_else(|| school.to_string(), |school| school.name);
    let settings = app.settings_of(&school).await?;
    Ok(Listed { school, name, pupils, searched: None, settings })
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    Ok(page::list(&visitor, &listed(&app, &visitor, &school).await?).into_response())
}

/// A search is posted, so that no name stands in an address, in a log of addresses or in the browser's history.
async fn search(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let mut found = listed(&app, &visitor, &school).await?;
    let mut draft = Draft::of(sent.pairs);
    let text = draft.text("search").to_owned();
    if text.is_empty() {
        if visitor.format == Format::Page {
            return Ok(Redirect::to(&format!("/schools/{}/pupils", found.school)).into_response());
        }
        draft.refuse(visitor.words, "search", "search-missing", &[]);
        return Ok(Problem::refused(visitor.words, &draft, &form::SEARCH_FIELDS).into_response());
    }
    found.pupils.retain(|one| one.details.as_ref().is_some_and(|known| known.has(&text)));
    if visitor.format == Format::Json {
        let pupils = found.pupils.iter().filter_map(FoundPupil::of).collect();
        return Ok(Json(Found { pupils }).into_response());
    }
    found.searched = Some(text);
    Ok(page::list(&visitor, &found).into_response())
}

/// The pupils who were found, as programs read them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundPupils)]
struct Found {
    pupils: Vec<FoundPupil>,
}

/// A pupil who was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundPupil {
    pupil: String,
    legal_name: String,
    known_name: Option<String>,
    /// Whether the pupil is at the school now.
    is_here: bool,
    /// The last fact of the pupil; send it as `If-Match` with the next change.
    sequence: u64,
}

impl FoundPupil {
    /// The pupil, while anything is known of who it is.
    fn of(one: &Named) -> Option<Self> {
        let known = one.details.as_ref()?;
        Some(Self {
            pupil: one.pupil.id.to_string(),
            legal_name: known.legal_name.clone(),
            known_name: known.known_name.clone(),
            is_here: one.is_here(),
            sequence: one.pupil.sequence,
        })
    }
}

/// A form about a pupil, with what was typed and what is wrong with it.
struct Shown<'a> {
    visitor: &'a Visitor,
    school: &'a SchoolId,
    /// The pupil as it is now; none for one who is not registered yet.
    pupil: Option<&'a Named>,
    draft: &'a Draft,
    command_id: Uuid,
    /// Somebody else changed the pupil since the form was opened.
    meanwhile: bool,
}

impl<'a> Shown<'a> {
    fn new(visitor: &'a Visitor, school: &'a SchoolId, pupil: Option<&'a Named>, draft: &'a Draft) -> Self {
        Self { visitor, school, pupil, draft, command_id: crate::app::new_id(), meanwhile: false }
    }
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let draft = Draft::default().with("effective_on", app.settings_of(&school).await?.today.to_string());
    Ok(page::register(&Shown::new(&visitor, &school, None, &draft)).into_response())
}

async fn register(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let others = register_of(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    // Made from the command, so that the same form sent twice is about the same pupil.
    let pupil = PupilId::new(Uuid::new_v5(&posted.command_id, b"pupil"));
    let typed = form::register(visitor.words, &mut posted.draft, app.settings_of(&school).await?.today);
    let typed = typed.filter(|typed| is_new(&visitor, &mut posted.draft, pupil, &typed.details, &others));
    let form = Sent { school: &school, pupil: None, draw: page::register, fields: &form::REGISTER_FIELDS };
    let Some(typed) = typed else {
        return Ok(form.again(&visitor, &posted, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let details = seal(app.vault(), pupil, posted.command_id, &typed.details).await?;
    let act = PupilAct::RegisterPupil { pupil, school: school.clone(), details, batch: None };
    form.send(&app, &visitor, pupil, posted, typed.effective_on, act).await
}

/// Whether nobody else on the register is plainly the same pupil; the problem is noted at the name.
fn is_new(visitor: &Visitor, draft: &mut Draft, id: PupilId, details: &Details, others: &[Named]) -> bool {
    let same = others.iter().filter(|other| other.pupil.id != id).filter_map(|other| other.details.as_ref());
    let twice = same.filter(|other| other.is_same_pupil(details)).map(|other| other.called().to_owned());
    let twice: BTreeSet<String> = twice.collect();
    for name in &twice {
        draft.refuse(visitor.words, "legal_name", "form-pupil-known", &[("name", name.into())]);
    }
    twice.is_empty()
}

async fn show(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let named = named(&app, &visitor, &pupil).await?;
    let parts = took_part(&app, &visitor, named.pupil.id).await?;
    let settings = app.settings_of(&named.pupil.kept_by).await?;
    Ok(page::show(&visitor, &named, &parts, &settings).into_response())
}

/// A pupil's part in a cycle, as the pupil's page tells it.
struct TookPart {
    cycle: Cycle,
    part: Participant,
}

/// The pupil's parts in cycles of the visitor's school, newest first.
async fn took_part(app: &App, visitor: &Visitor, pupil: PupilId) -> Result<Vec<TookPart>, PageError> {
    let parts = participations::parts(app.pool(), app.vault(), &[pupil]).await?.remove(&pupil);
    let mut found = Vec::new();
    for Part { cycle, participant } in parts.unwrap_or_default() {
        let Some(cycle) = cycles::read::cycle(app.pool(), cycle).await? else { continue };
        if visitor.in_school(&cycle.plan.school).is_err() {
            continue;
        }
        let people = placements::read::of_cycle(app.pool(), cycle.id).await?;
        let part = people.into_iter().find(|one| one.id == participant);
        found.extend(part.map(|part| TookPart { cycle, part }));
    }
    found.sort_by_key(|one| std::cmp::Reverse((one.part.placed_on, one.cycle.id)));
    Ok(found)
}

/// The pupil of a form that changes one; a pupil who was erased has no forms.
async fn standing(app: &App, visitor: &Visitor, pupil: &str) -> Result<(Named, Details), PageError> {
    let named = named(app, visitor, pupil).await?;
    let details = named.details.clone().ok_or(PageError::NotFound)?;
    Ok((named, details))
}

async fn new_revision(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (named, details) = standing(&app, &visitor, &pupil).await?;
    let Settings { today, first_month, .. } = app.settings_of(&named.pupil.kept_by).await?;
    let level = details.year_on(today, first_month);
    let draft = form::filled(&details, level).with("effective_on", today.to_string());
    Ok(page::revise(&Shown::new(&visitor, &named.pupil.kept_by, Some(&named), &draft)).into_response())
}

async fn revise(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let (named, known) = standing(&app, &visitor, &pupil).await?;
    let (id, school) = (named.pupil.id, named.pupil.kept_by.clone());
    let others = register_of(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    let Settings { today, first_month, .. } = app.settings_of(&school).await?;
    let typed = form::revise(visitor.words, &mut posted.draft, today);
    let typed = typed.and_then(|mut typed| {
        typed.what.details.keep_year_of(&known, first_month);
        is_new(&visitor, &mut posted.draft, id, &typed.what.details, &others).then_some(typed)
    });
    let form =
        Sent { school: &school, pupil: Some(&named), draw: page::revise, fields: &form::REVISE_FIELDS };
    let Some(typed) = typed else {
        return Ok(form.again(&visitor, &posted, StatusCode::UNPROCESSABLE_ENTITY));
    };
    if typed.what.details == known && !posted.is_older_than(named.pupil.sequence) {
        posted.draft.refuse(visitor.words, "legal_name", "refusal-nothing-changed", &[]);
        return Ok(form.again(&visitor, &posted, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let details = seal(app.vault(), id, posted.command_id, &typed.what.details).await?;
    let stream = pupil_details::stream_of(id);
    let reason = typed.reason.seal(app.vault(), id.into(), posted.place(&stream, "note"), Vec::new()).await?;
    let act = PupilAct::ReviseDetails { details, reason, batch: None };
    form.send(&app, &visitor, id, posted, typed.what.effective_on, act).await
}

async fn new_move(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (named, _) = standing(&app, &visitor, &pupil).await?;
    let today = app.settings_of(&named.pupil.kept_by).await?.today;
    let draft = Draft::default().with("effective_on", today.to_string());
    Ok(page::go(&Shown::new(&visitor, &named.pupil.kept_by, Some(&named), &draft)).into_response())
}

/// A pupil who is here leaves; one who left comes back.
async fn go(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let (named, _) = standing(&app, &visitor, &pupil).await?;
    let (id, school) = (named.pupil.id, named.pupil.kept_by.clone());
    let mut posted = Posted::of(sent)?;
    let typed = form::go(visitor.words, &mut posted.draft);
    let form = Sent { school: &school, pupil: Some(&named), draw: page::go, fields: &form::MOVE_FIELDS };
    let Some(typed) = typed else {
        return Ok(form.again(&visitor, &posted, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let stream = pupil_details::stream_of(id);
    let reason = typed.reason.seal(app.vault(), id.into(), posted.place(&stream, "note"), Vec::new()).await?;
    let to = (!posted.draft.text("coming").is_empty()).then(|| school.clone());
    form.send(&app, &visitor, id, posted, typed.what, PupilAct::MovePupil { to, reason }).await
}

/// A form that was sent: whose it is, how it is drawn again, and which fields it has.
struct Sent<'a> {
    school: &'a SchoolId,
    pupil: Option<&'a Named>,
    draw: fn(&Shown<'_>) -> maud::Markup,
    fields: &'static Shape,
}

impl Sent<'_> {
    /// The form with what was typed.
    fn again(&self, visitor: &Visitor, posted: &Posted, status: StatusCode) -> Response {
        let shown = Shown {
            visitor,
            school: self.school,
            pupil: self.pupil,
            draft: &posted.draft,
            command_id: posted.command_id,
            meanwhile: status == StatusCode::CONFLICT,
        };
        change::refused(status, visitor, &posted.draft, self.fields, || (self.draw)(&shown))
    }

    /// Sends what was asked, and leads to the pupil's page, or back to the form.
    async fn send(
        self,
        app: &App,
        visitor: &Visitor,
        pupil: PupilId,
        mut posted: Posted,
        effective_on: Date,
        act: PupilAct,
    ) -> Result<Response, PageError> {
        let today = app.settings_of(self.school).await?.today;
        match execute(app, visitor, pupil, &posted, (today, effective_on), act).await {
            // A pupil's own page may not be there at once after registering; the list always is.
            Ok(receipt) if self.pupil.is_none() && visitor.format == Format::Page => {
                Ok(change::stored(visitor, &format!("/schools/{}/pupils", self.school), &receipt))
            }
            Ok(receipt) => Ok(change::stored(visitor, &format!("/pupils/{pupil}"), &receipt)),
            Err(ExecuteError::Refused(refusal)) => {
                refusal::note_pupil(visitor.words, &mut posted.draft, &refusal, self.fields);
                Ok(self.again(visitor, &posted, StatusCode::UNPROCESSABLE_ENTITY))
            }
            Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
                Ok(Problem::overtaken(visitor.words, actual).into_response())
            }
            Err(ExecuteError::Conflict { .. }) => {
                let fresh = named(app, visitor, &pupil.to_string()).await?;
                Ok(Sent { pupil: Some(&fresh), ..self }.again(visitor, &posted, StatusCode::CONFLICT))
            }
            Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(visitor)),
            Err(ExecuteError::Unusable(error)) => Err(error.into()),
        }
    }
}

/// Sends a command about a pupil to the journal, as this form asks it.
///
/// # Errors
/// When a rule says no, somebody was faster, or the journal can't be used.
pub async fn execute(
    app: &App,
    visitor: &Visitor,
    pupil: PupilId,
    posted: &Posted,
    (today, effective_on): (Date, Date),
    act: PupilAct,
) -> Result<Receipt, ExecuteError<PupilRefusal>> {
    let command = PupilCommand { today, effective_on, act };
    let context = posted.context(visitor);
    app.journal().execute::<Pupil>(&pupil.to_string(), posted.expected, command, &context).await
}
