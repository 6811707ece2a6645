//! What a school says of itself and chooses: where it is, how its year goes, and how few pupils a figure may stand for.
//!
//! The head says where the school is. The limit for small numbers takes two people: an administrator asks for another one,
//! and the head agrees or does not. What the registers say of a school is not changed here.

mod form;
mod page;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::school::{School, SchoolCommand, SchoolSettings};
use domain::{AccountId, SchoolId};
use journal::ExecuteError;
use maud::Markup;
use uuid::Uuid;

use self::form::Answer;
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::sent::Sent;
use crate::shape::Shape;
use crate::sign_in::account;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (ask, answer) = (Action::SetDisclosurePolicy, Action::ApproveDisclosurePolicy);
    vec![
        Route::get("/schools/{school}/profile", Action::ChangeSchool, profile),
        Route::post("/schools/{school}/profile", Action::ChangeSchool, set_profile)
            .asking(&form::PROFILE_FIELDS),
        Route::get("/schools/{school}/small-numbers", ask, limit),
        Route::post("/schools/{school}/small-numbers", ask, ask_limit).asking(&form::LIMIT_FIELDS),
        Route::get("/schools/{school}/small-numbers/answer", answer, request),
        Route::post("/schools/{school}/small-numbers/answer", answer, answer_request)
            .asking(&form::ANSWER_FIELDS),
    ]
}

/// A school with its settings, as its forms show it.
struct Known {
    school: SchoolId,
    name: String,
    settings: SchoolSettings,
    sequence: u64,
    /// The name of whoever asks for another limit; empty if nobody does.
    asked_by: String,
}

impl Known {
    /// The school, if it is one of the visitor's.
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        visitor.in_school(&school)?;
        let loaded = app.journal().load::<School>(&school.to_string()).await?;
        let School::Known { details, settings, .. } = loaded.state else { return Err(PageError::NotFound) };
        let asks = settings.requested.as_ref().map(|request| request.by.uuid());
        let names = account::display_names(app.pool(), asks.as_slice()).await?;
        let asked_by = asks.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        Ok(Self { school, name: details.name, settings: *settings, sequence: loaded.sequence, asked_by })
    }

    fn address(&self) -> String {
        format!("/schools/{}", self.school)
    }
}

/// A form of this slice with what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    known: &'a Known,
    draft: &'a Draft,
    command_id: Uuid,
    /// Somebody else changed the school since the form was opened.
    meanwhile: bool,
}

/// A form's own part: how it is drawn, its fields, and the page that it is on, below the school's address.
#[derive(Clone, Copy)]
struct FormPage {
    draw: fn(&Shown<'_>) -> Markup,
    fields: &'static Shape,
    place: &'static str,
}

const PROFILE: FormPage = FormPage { draw: page::profile, fields: &form::PROFILE_FIELDS, place: "/profile" };
const LIMIT: FormPage = FormPage { draw: page::limit, fields: &form::LIMIT_FIELDS, place: "/small-numbers" };
const ANSWER: FormPage =
    FormPage { draw: page::answer, fields: &form::ANSWER_FIELDS, place: "/small-numbers/answer" };

impl FormPage {
    fn fresh(self, visitor: &Visitor, known: &Known, draft: &Draft) -> Response {
        let command_id = crate::app::new_id();
        (self.draw)(&Shown { visitor, known, draft, command_id, meanwhile: false }).into_response()
    }

    fn again(self, status: StatusCode, visitor: &Visitor, known: &Known, posted: &Posted) -> Response {
        let meanwhile = status == StatusCode::CONFLICT;
        let (draft, command_id) = (&posted.draft, posted.command_id);
        let page = || (self.draw)(&Shown { visitor, known, draft, command_id, meanwhile });
        change::refused(status, visitor, draft, self.fields, page)
    }

    /// Sends `command` (none if the form could not be understood), and leads back to the page or to the form.
    async fn send(
        self,
        app: &App,
        visitor: &Visitor,
        known: &Known,
        mut posted: Posted,
        command: Option<SchoolCommand>,
    ) -> Result<Response, PageError> {
        let Some(command) = command else {
            return Ok(self.again(StatusCode::UNPROCESSABLE_ENTITY, visitor, known, &posted));
        };
        let (stream, context) = (known.school.to_string(), posted.context(visitor));
        match app.journal().execute::<School>(&stream, posted.expected, command, &context).await {
            Ok(receipt) => {
                Ok(change::stored(visitor, &format!("{}{}", known.address(), self.place), &receipt))
            }
            Err(ExecuteError::Refused(refused)) => {
                refusal::note_school(visitor.words, &mut posted.draft, &refused, self.fields);
                Ok(self.again(StatusCode::UNPROCESSABLE_ENTITY, visitor, known, &posted))
            }
            Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
                Ok(Problem::overtaken(visitor.words, actual).into_response())
            }
            Err(ExecuteError::Conflict { .. }) => {
                let fresh = Known::read(app, visitor, &stream).await?;
                Ok(self.again(StatusCode::CONFLICT, visitor, &fresh, &posted))
            }
            Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(visitor)),
            Err(ExecuteError::Unusable(error)) => Err(error.into()),
        }
    }
}

async fn profile(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let draft = form::profile_of(&known.school, known.settings.profile.as_ref());
    Ok(PROFILE.fresh(&visitor, &known, &draft))
}

async fn set_profile(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    let today = app.settings_of(&known.school).await?.today;
    let typed = form::profile(visitor.words, &mut posted.draft, known.settings.profile.as_ref());
    let command = typed.map(|(profile, reason)| SchoolCommand::SetProfile { today, profile, reason });
    PROFILE.send(&app, &visitor, &known, posted, command).await
}

async fn limit(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    Ok(LIMIT.fresh(&visitor, &known, &Draft::default()))
}

async fn ask_limit(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    let today = app.settings_of(&known.school).await?.today;
    let by = AccountId::new(visitor.person()?.id);
    let typed = form::limit(visitor.words, &mut posted.draft);
    let command = typed.map(|(smallest_group, reason)| SchoolCommand::RequestDisclosurePolicy {
        today,
        by,
        smallest_group,
        reason,
    });
    LIMIT.send(&app, &visitor, &known, posted, command).await
}

async fn request(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    Ok(ANSWER.fresh(&visitor, &known, &Draft::default()))
}

async fn answer_request(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    let today = app.settings_of(&known.school).await?.today;
    let by = AccountId::new(visitor.person()?.id);
    let command = form::answer(visitor.words, &mut posted.draft).map(|answer| match answer {
        Answer::Agree => SchoolCommand::ApproveDisclosurePolicy { today, by },
        Answer::Decline(reason) => SchoolCommand::DeclineDisclosurePolicy { today, by, reason },
    });
    ANSWER.send(&app, &visitor, &known, posted, command).await
}
