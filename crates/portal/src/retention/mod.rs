//! How long a school keeps what, and why; and once a year, whose names it still keeps past that day.
//!
//! What was recorded stays for good, because a history that loses lines proves nothing. What ends is that anybody can read whose
//! it was: a head asks for a pupil to be erased, and an administrator does it. Nothing here erases by itself: a person looks,
//! and records that they did and what came of it.

mod form;
mod page;
mod read;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::school::{RetentionDecision, RetentionDue, RetentionLook, School as Aggregate, SchoolCommand};
use domain::{AccountId, RetentionReviewId, SchoolId};
use jiff::ToSpan as _;
use jiff::civil::Date;
use journal::ExecuteError;
use maud::Markup;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::On;
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::schools;
use crate::sent::Sent;

/// For so many years after a pupil left, the school goes on knowing who it was.
///
/// # Source
/// Our own choice: long enough to see whether a gain lasted in the next school. UK GDPR, article 5(1)(e), asks that names are kept
/// no longer than needed, and the regulator's guidance that this is looked at in regular intervals.
const PUPIL_YEARS: i16 = 3;
/// For so many years after a cycle ended, those who taught it can read who was in it.
///
/// # Source
/// As above: the time in which a pupil passes through a primary school, so that a later cycle can be held against it.
const CYCLE_YEARS: i16 = 6;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/retention", Action::SeeRetention, show),
        Route::get("/api/v1/schools/{school}/retention", Action::SeeRetention, show)
            .answering::<RetentionAnswer>(),
        Route::get("/schools/{school}/retention/review", Action::ReviewRetention, new),
        Route::post("/schools/{school}/retention/review", Action::ReviewRetention, review)
            .asking(&form::FIELDS),
    ]
}

/// The field in which the note of a look is sealed.
const NOTE: &str = "note";

/// The stream that the notes of looks at a school's lists are sealed for.
fn stream_of(school: &SchoolId) -> String {
    format!("{}/{school}", Aggregate::TYPE)
}

/// What is to be looked at this year.
struct Review {
    school: SchoolId,
    name: String,
    today: Date,
    /// Pupils who left before this day are past theirs.
    left_before: Date,
    /// Cycles that ended before this day are past theirs.
    ended_before: Date,
    pupils: Vec<read::Leaver>,
    cycles: Vec<read::Finished>,
    /// The looks that were taken, the latest first.
    looks: Vec<read::Look>,
}

impl Review {
    /// Reads the lists of a school that the visitor may see.
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        visitor.allowed(Action::SeeRetention, On::School(&school))?;
        let known = schools::read::school(app.pool(), &school).await?;
        let name = known.map_or_else(|| school.to_string(), |school| school.name);
        let today = app.settings_of(&school).await?.today;
        let left_before = years_before(today, PUPIL_YEARS);
        let ended_before = years_before(today, CYCLE_YEARS);
        let pupils = read::left(app.pool(), &school, left_before).await?;
        let cycles = read::ended(app.pool(), &school, ended_before).await?;
        let reads_notes = visitor.may_in(Action::ReviewRetention, &school);
        let looks = read::looks(app, &school, reads_notes).await?;
        Ok(Self { school, name, today, left_before, ended_before, pupils, cycles, looks })
    }

    /// How much is past its day.
    fn due(&self) -> RetentionDue {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        RetentionDue {
            pupils: count(self.pupils.len()),
            pupils_asked: count(self.pupils.iter().filter(|one| one.asked_on.is_some()).count()),
            cycles: count(self.cycles.len()),
        }
    }

    /// Whether nobody has looked for a year.
    fn is_due(&self) -> bool {
        self.looks.first().is_none_or(|last| last.looked_on <= years_before(self.today, 1))
    }

    fn address(&self) -> String {
        format!("/schools/{}/retention", self.school)
    }
}

/// The same day so many years before.
fn years_before(day: Date, years: i16) -> Date {
    day.checked_sub(years.years()).unwrap_or(Date::MIN)
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let review = Review::read(&app, &visitor, &school).await?;
    Ok(match visitor.format {
        Format::Json => Json(RetentionAnswer::of(&review)).into_response(),
        Format::Page => page::show(&visitor, &review).into_response(),
    })
}

/// The form about a look, with what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    review: &'a Review,
    draft: &'a Draft,
    command_id: Uuid,
    /// The last fact of the school.
    sequence: u64,
    /// Somebody else changed the school since the form was opened.
    meanwhile: bool,
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    let review = Review::read(&app, &visitor, &school).await?;
    visitor.in_school(&review.school)?;
    let sequence = app.journal().load::<Aggregate>(&review.school.to_string()).await?.sequence;
    let (draft, command_id) = (&Draft::default(), app::new_id());
    let shown = Shown { visitor: &visitor, review: &review, draft, command_id, sequence, meanwhile: false };
    Ok(page::form(&shown))
}

async fn review(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let review = Review::read(&app, &visitor, &school).await?;
    visitor.in_school(&review.school)?;
    let mut posted = Posted::of(sent)?;
    let stream = review.school.to_string();
    let sequence = app.journal().load::<Aggregate>(&stream).await?.sequence;
    let again = |status: StatusCode, posted: &Posted, sequence: u64| {
        let meanwhile = status == StatusCode::CONFLICT;
        let (draft, command_id) = (&posted.draft, posted.command_id);
        let shown = Shown { visitor: &visitor, review: &review, draft, command_id, sequence, meanwhile };
        change::refused(status, &visitor, draft, &form::FIELDS, || page::form(&shown))
    };
    let Some(looked) = form::looked(visitor.words, &mut posted.draft) else {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &posted, sequence));
    };
    let look = look(&app, &visitor, &review, &posted, looked).await?;
    let command = SchoolCommand::ReviewRetention { today: review.today, look };
    match app
        .journal()
        .execute::<Aggregate>(&stream, posted.expected, command, &posted.context(&visitor))
        .await
    {
        Ok(receipt) => Ok(change::stored(&visitor, &review.address(), &receipt)),
        Err(ExecuteError::Refused(refused)) => {
            refusal::note_school(visitor.words, &mut posted.draft, &refused, &form::FIELDS);
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &posted, sequence))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { actual, .. }) => Ok(again(StatusCode::CONFLICT, &posted, actual)),
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(&visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

/// The look as it is recorded, with its note sealed. It has the id of its command, so that the same form is the same look.
async fn look(
    app: &App,
    visitor: &Visitor,
    review: &Review,
    posted: &Posted,
    looked: form::Looked,
) -> Result<RetentionLook, PageError> {
    let id = RetentionReviewId::new(posted.command_id);
    let note = match looked.note {
        Some(note) => {
            let stream = stream_of(&review.school);
            Some(app.vault().seal(id.uuid(), posted.place(&stream, NOTE), &note).await?)
        }
        None => None,
    };
    let by = AccountId::new(visitor.person()?.id);
    Ok(RetentionLook { review: id, by, due: review.due(), decision: looked.decision, note })
}

/// Something past its day, as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastItsDay)]
struct PastAnswer {
    id: String,
    /// The day on which the pupil left or the cycle ended.
    #[schema(value_type = String, format = Date)]
    since: Date,
}

/// A yearly look, as programs read it. Its note stays with those who may take one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RetentionReview)]
struct LookAnswer {
    #[schema(value_type = String, format = Date)]
    looked_on: Date,
    by: String,
    /// Pupils who were past their day, those of them for whom erasing was asked for, and cycles that were past theirs.
    pupils: u32,
    pupils_asked: u32,
    cycles: u32,
    /// `nothing_due`, `erasure_asked` or `kept_longer`.
    #[schema(value_type = String)]
    decision: RetentionDecision,
}

/// How long a school keeps names, and what is past its day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Retention)]
struct RetentionAnswer {
    school: String,
    pupil_years: i16,
    cycle_years: i16,
    pupils: Vec<PastAnswer>,
    cycles: Vec<PastAnswer>,
    /// Nobody has looked for a year.
    review_due: bool,
    /// The looks that were taken, the latest first.
    reviews: Vec<LookAnswer>,
}

impl RetentionAnswer {
    fn of(review: &Review) -> Self {
        let left =
            review.pupils.iter().map(|one| PastAnswer { id: one.pupil.to_string(), since: one.left_on });
        let ended =
            review.cycles.iter().map(|one| PastAnswer { id: one.cycle.to_string(), since: one.ended_on });
        let look = |one: &read::Look| LookAnswer {
            looked_on: one.looked_on,
            by: one.by.to_string(),
            pupils: one.due.pupils,
            pupils_asked: one.due.pupils_asked,
            cycles: one.due.cycles,
            decision: one.decision,
        };
        Self {
            school: review.school.to_string(),
            pupil_years: PUPIL_YEARS,
            cycle_years: CYCLE_YEARS,
            pupils: left.collect(),
            cycles: ended.collect(),
            review_due: review.is_due(),
            reviews: review.looks.iter().map(look).collect(),
        }
    }
}
