//! Erasing a pupil: a head asks for it with a reason and a ground in law, and an administrator, who knows no pupil, does it.
//!
//! Two people are needed, whatever roles one of them has. What is done is that keys are destroyed: the pupil's own and that
//! of each part in a cycle. The facts stay where they are, and nobody can read in them who it was.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::pupil::{ErasureRequest, Pupil, PupilAct, PupilRefusal};
use domain::{AccountId, PupilId, SchoolId};
use jiff::civil::Date;
use journal::{ExecuteError, Receipt};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::pupils::{self, Named};
use crate::route::Route;
use crate::sent::Sent;
use crate::sign_in::account;
use crate::{layout, participations, refusal, schools};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/pupils/{pupil}/erasure", Action::ApproveErasure, new),
        Route::post("/pupils/{pupil}/erasure", Action::ApproveErasure, ask).asking(&form::FIELDS),
        Route::post("/pupils/{pupil}/erasure/withdraw", Action::ApproveErasure, withdraw)
            .asking(&form::WITHDRAW_FIELDS),
        Route::get("/erasures", Action::ErasePupil, list),
        Route::get("/api/v1/erasures", Action::ErasePupil, list).answering::<Erasures>(),
        Route::get("/erasures/{pupil}", Action::ErasePupil, confirm),
        Route::post("/erasures/{pupil}", Action::ErasePupil, carry_out).asking(&form::CONFIRM_FIELDS),
    ]
}

/// A request that an administrator may carry out. It says nothing of who the pupil is.
#[derive(Debug, Clone)]
pub struct Requested {
    /// Which pupil.
    pub pupil: PupilId,
    /// The school that keeps the record.
    pub school: SchoolId,
    /// The school's name.
    pub school_name: String,
    /// What was asked, by whom and why.
    pub request: ErasureRequest,
    /// The name of whoever asked.
    pub asked_by: String,
    /// The last fact of the pupil.
    pub sequence: u64,
}

/// A form of this slice with what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    draft: &'a Draft,
    command_id: Uuid,
    expected: u64,
}

impl<'a> Shown<'a> {
    fn new(visitor: &'a Visitor, draft: &'a Draft, expected: u64) -> Self {
        Self { visitor, draft, command_id: crate::app::new_id(), expected }
    }

    fn again(visitor: &'a Visitor, posted: &'a Posted, expected: u64) -> Self {
        Self { visitor, draft: &posted.draft, command_id: posted.command_id, expected }
    }
}

async fn new(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let named = standing(&app, &visitor, &pupil).await?;
    let draft = Draft::default();
    let shown = Shown::new(&visitor, &draft, named.pupil.sequence);
    Ok(page::request(&shown, &named, false).into_response())
}

/// The pupil, if there is still something to erase.
async fn standing(app: &App, visitor: &Visitor, pupil: &str) -> Result<Named, PageError> {
    let named = pupils::named(app, visitor, pupil).await?;
    if named.details.is_some() { Ok(named) } else { Err(PageError::NotFound) }
}

async fn ask(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let named = standing(&app, &visitor, &pupil).await?;
    let mut posted = Posted::of(sent)?;
    let Some(typed) = form::request(visitor.words, &mut posted.draft) else {
        return Ok(asked_again(&visitor, &posted, &named));
    };
    let by = AccountId::new(visitor.person()?.id);
    let act = PupilAct::RequestErasure { by, basis: typed.basis, reason: typed.reason };
    send(&app, &visitor, named, posted, act).await
}

async fn withdraw(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let named = standing(&app, &visitor, &pupil).await?;
    send(&app, &visitor, named, Posted::of(sent)?, PupilAct::WithdrawErasureRequest).await
}

/// The head's form as it was sent, with its problems.
fn asked_again(visitor: &Visitor, posted: &Posted, named: &Named) -> Response {
    let shown = Shown::again(visitor, posted, named.pupil.sequence);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    change::refused(status, visitor, &posted.draft, &form::FIELDS, || page::request(&shown, named, false))
}

/// Sends what the head asks, and leads to the pupil's page or back to the form.
async fn send(
    app: &App,
    visitor: &Visitor,
    named: Named,
    mut posted: Posted,
    act: PupilAct,
) -> Result<Response, PageError> {
    let id = named.pupil.id;
    let today = app.settings_of(&named.pupil.kept_by).await?.today;
    match pupils::execute(app, visitor, id, &posted, (today, today), act).await {
        Ok(receipt) => Ok(change::stored(visitor, &format!("/pupils/{id}"), &receipt)),
        Err(ExecuteError::Refused(refusal)) => {
            refusal::note_pupil(visitor.words, &mut posted.draft, &refusal, &form::FIELDS);
            Ok(asked_again(visitor, &posted, &named))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { .. }) => {
            let fresh = pupils::named(app, visitor, &id.to_string()).await?;
            let shown = Shown::again(visitor, &posted, fresh.pupil.sequence);
            Ok((StatusCode::CONFLICT, page::request(&shown, &fresh, true)).into_response())
        }
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    finish(&app).await?;
    let mut requests = Vec::new();
    for pupil in read::asked(app.pool()).await? {
        requests.extend(requested(&app, &visitor, pupil).await?);
    }
    Ok(match visitor.format {
        Format::Page => page::list(&visitor, &requests).into_response(),
        Format::Json => {
            let erasures = requests.iter().map(Erasure::of).collect();
            Json(Erasures { erasures }).into_response()
        }
    })
}

/// The erasures that are asked for, as programs read them.
#[derive(Debug, Serialize, ToSchema)]
struct Erasures {
    erasures: Vec<Erasure>,
}

/// An erasure that a head asks for. It says nothing of who the pupil is.
#[derive(Debug, Serialize, ToSchema)]
struct Erasure {
    pupil: String,
    school: String,
    basis: String,
    reason: String,
    #[schema(value_type = String, format = Date)]
    asked_on: Date,
    /// The last fact of the pupil; send it as `If-Match` with the erasure.
    sequence: u64,
}

impl Erasure {
    fn of(one: &Requested) -> Self {
        Self {
            pupil: one.pupil.to_string(),
            school: one.school.to_string(),
            basis: one.request.basis.to_string(),
            reason: one.request.reason.code().to_string(),
            asked_on: one.request.requested_on,
            sequence: one.sequence,
        }
    }
}

/// What is asked about this pupil, if anything is and the visitor may do it.
async fn requested(app: &App, visitor: &Visitor, pupil: PupilId) -> Result<Option<Requested>, PageError> {
    let loaded = app.journal().load::<Pupil>(&pupil.to_string()).await?;
    let Some(record) = loaded.state.record() else { return Ok(None) };
    let Some(request) = record.erasure.clone() else { return Ok(None) };
    if visitor.in_school(&record.kept_by).is_err() {
        return Ok(None);
    }
    let names = account::display_names(app.pool(), &[request.by.uuid()]).await?;
    let school = schools::read::school(app.pool(), &record.kept_by).await?;
    Ok(Some(Requested {
        pupil,
        school: record.kept_by.clone(),
        school_name: school.map_or_else(|| record.kept_by.to_string(), |school| school.name),
        asked_by: names.get(&request.by.uuid()).cloned().unwrap_or_default(),
        request,
        sequence: loaded.sequence,
    }))
}

async fn confirm(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let pupil: PupilId = pupil.parse().map_err(|_| PageError::NotFound)?;
    let Some(request) = requested(&app, &visitor, pupil).await? else {
        return Ok(nobody_asks(&visitor, StatusCode::OK));
    };
    let draft = Draft::default();
    Ok(page::confirm(&Shown::new(&visitor, &draft, request.sequence), &request).into_response())
}

/// Says that nobody asks for it; to whoever wanted to do it, that nothing was erased.
fn nobody_asks(visitor: &Visitor, status: StatusCode) -> Response {
    let title = if status.is_success() { "erasures-title" } else { "erasures-nothing" };
    let (title, help) = (visitor.words.say(title), visitor.words.say("erasures-not-asked"));
    (status, layout::message_page(visitor, &title, &help)).into_response()
}

async fn carry_out(
    State(app): State<App>,
    Path(pupil): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let pupil: PupilId = pupil.parse().map_err(|_| PageError::NotFound)?;
    let mut posted = Posted::of(sent)?;
    let request = requested(&app, &visitor, pupil).await?;
    if let Some(request) = &request
        && !form::is_sure(visitor.words, &mut posted.draft)
    {
        return Ok(not_sure(&visitor, &posted, request));
    }
    match erase(&app, &visitor, pupil, &posted).await? {
        Ok(receipt) => Ok(change::stored(&visitor, "/erasures", &receipt)),
        Err(ExecuteError::Refused(PupilRefusal::UnknownPupil)) => Err(PageError::NotFound),
        Err(ExecuteError::Refused(refusal)) => {
            refusal::note_pupil(visitor.words, &mut posted.draft, &refusal, &form::CONFIRM_FIELDS);
            match (&request, visitor.format) {
                (Some(request), _) => Ok(not_sure(&visitor, &posted, request)),
                // Asked no more, or never: there is nothing to confirm.
                (None, Format::Page) => Ok(nobody_asks(&visitor, StatusCode::UNPROCESSABLE_ENTITY)),
                (None, Format::Json) => {
                    let fields = &form::CONFIRM_FIELDS;
                    Ok(Problem::refused(visitor.words, &posted.draft, fields).into_response())
                }
            }
        }
        Err(ExecuteError::Conflict { actual, .. }) => Ok(match visitor.format {
            Format::Page if request.is_none() => nobody_asks(&visitor, StatusCode::CONFLICT),
            Format::Page => Redirect::to(&format!("/erasures/{pupil}")).into_response(),
            Format::Json => Problem::overtaken(visitor.words, actual).into_response(),
        }),
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(&visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

/// The administrator's form as it was sent, with its problems.
fn not_sure(visitor: &Visitor, posted: &Posted, request: &Requested) -> Response {
    let shown = Shown::again(visitor, posted, request.sequence);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    change::refused(status, visitor, &posted.draft, &form::CONFIRM_FIELDS, || page::confirm(&shown, request))
}

/// Erases the pupil, with nobody placing the pupil anywhere meanwhile. The fact first and then the keys: what is
/// interrupted in between is finished when the program starts next, or an administrator looks at the list.
async fn erase(
    app: &App,
    visitor: &Visitor,
    pupil: PupilId,
    posted: &Posted,
) -> Result<Result<Receipt, ExecuteError<PupilRefusal>>, PageError> {
    let alone = participations::alone_with(app.pool(), pupil).await?;
    let by = AccountId::new(visitor.person()?.id);
    let act = PupilAct::ErasePupil { by };
    let kept_by = pupils::read::pupil(app.pool(), pupil).await?.ok_or(PageError::NotFound)?.kept_by;
    let today = app.settings_of(&kept_by).await?.today;
    let done = pupils::execute(app, visitor, pupil, posted, (today, today), act).await;
    if done.is_ok() {
        destroy(app, pupil).await?;
    }
    alone.commit().await?;
    Ok(done)
}

/// Destroys the keys of the pupil and of all the pupil's parts.
async fn destroy(app: &App, pupil: PupilId) -> Result<(), PageError> {
    let parts = participations::parts(app.pool(), app.vault(), &[pupil]).await?.remove(&pupil);
    let participants: Vec<Uuid> =
        parts.unwrap_or_default().iter().map(|part| part.participant.uuid()).collect();
    app.vault().destroy(pupil.uuid(), &participants).await?;
    tracing::info!(parts = participants.len(), "a pupil was erased");
    Ok(())
}

/// Destroys the keys of pupils who were erased by a fact, and whose keys are still there: somebody was interrupted.
///
/// # Errors
/// When the database does not answer, or the list of erased people can't be written.
pub async fn finish(app: &App) -> Result<(), PageError> {
    for pupil in read::unfinished(app.pool()).await? {
        let alone = participations::alone_with(app.pool(), pupil).await?;
        destroy(app, pupil).await?;
        alone.commit().await?;
    }
    Ok(())
}
