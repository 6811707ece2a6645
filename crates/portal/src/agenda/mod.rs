//! The agenda of a school's governors: which questions are open, whose turn it is, and what changed since they last met; and
//! the days on which they meet.
//!
//! Nothing is carried from one meeting to the next by hand. Whatever is open on the day of a meeting is on its agenda, so that
//! a question that nobody answered is there again until it is settled.

mod form;
mod page;
pub mod projection;
mod read;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cqrs_es::Aggregate as _;
use domain::SchoolId;
use domain::enquiry::EnquiryStage;
use domain::school::{School as Aggregate, SchoolCommand};
use jiff::civil::Date;
use journal::ExecuteError;
use maud::Markup;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::enquiries::read::Change;
use crate::enquiries::{self, Asked, ListedAnswer};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::schools::read::School;
use crate::sent::Sent;
use crate::shape::Shape;
use crate::sign_in::account;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (see, sets) = (Action::SeeEnquiries, Action::SetMeeting);
    vec![
        Route::get("/schools/{school}/agenda", see, show).with_past(),
        Route::get("/api/v1/schools/{school}/agenda", see, show).with_past().answering::<AgendaAnswer>(),
        Route::get("/schools/{school}/meetings/new", sets, new),
        Route::post("/schools/{school}/meetings/new", sets, set).asking(&form::SET_FIELDS),
        Route::get("/schools/{school}/meetings/{day}/call-off", sets, new_calling_off),
        Route::post("/schools/{school}/meetings/{day}/call-off", sets, call_off).asking(&form::OFF_FIELDS),
    ]
}

/// The days on which governors meet, around today.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meetings {
    today: Date,
    /// All of them, the earliest first.
    days: Vec<Date>,
}

impl Meetings {
    /// The next one; today, if they meet today.
    fn next(&self) -> Option<Date> {
        self.days.iter().copied().find(|day| *day >= self.today)
    }

    /// The last one before today.
    fn last(&self) -> Option<Date> {
        self.days.iter().copied().rfind(|day| *day < self.today)
    }

    /// How many meetings a question that was raised on this day has been open at.
    fn since(&self, raised_on: Date) -> usize {
        self.days.iter().filter(|day| raised_on < **day && **day < self.today).count()
    }

    /// Those that can still be called off.
    fn to_come(&self) -> impl Iterator<Item = Date> {
        self.days.iter().copied().filter(|day| *day >= self.today)
    }
}

/// The agenda of a school as it stands today.
struct Agenda {
    school: School,
    meetings: Meetings,
    /// Every question, the latest first.
    asked: Vec<Asked>,
    /// What happened since the last meeting, that day included: what was said after it is not lost.
    changes: Vec<Change>,
    /// Who set which meeting and called it off, the latest first.
    said: Vec<read::Said>,
    /// Whoever did, by the name to show.
    people: HashMap<Uuid, String>,
}

impl Agenda {
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        let school = enquiries::school_of(app, visitor, &id).await?;
        let today = app.settings_of(&id).await?.today;
        let meetings = Meetings { today, days: read::meetings(app.pool(), &id).await? };
        let asked = enquiries::of_school(app, visitor, &id).await?;
        let changes = enquiries::read::changes(app.pool(), &id, meetings.last()).await?;
        let said = read::said(&app.journal().stream(Aggregate::TYPE, &id.to_string()).await?);
        let people: Vec<Uuid> = said.iter().filter_map(|one| one.by).collect();
        let people = account::display_names(app.pool(), &people).await?;
        Ok(Self { school, meetings, asked, changes, said, people })
    }

    /// The questions at one of these stages, the longest open first.
    fn at(&self, is_one: impl Fn(EnquiryStage) -> bool) -> Vec<&Asked> {
        let mut at: Vec<&Asked> = self.asked.iter().filter(|one| is_one(one.row.stage)).collect();
        at.sort_by_key(|one| one.row.raised_on);
        at
    }

    fn waiting_for_school(&self) -> Vec<&Asked> {
        self.at(EnquiryStage::waits_for_school)
    }

    fn waiting_for_governors(&self) -> Vec<&Asked> {
        self.at(|stage| stage == EnquiryStage::Answered)
    }

    /// What changed, each with its question.
    fn changed(&self) -> Vec<(&Change, &Asked)> {
        let of = |change: &Change| self.asked.iter().find(|one| one.row.id == change.enquiry);
        self.changes.iter().filter_map(|change| Some((change, of(change)?))).collect()
    }
}

/// What waits for the governors of the visitor's school and when they meet next, as a part of the first page; nothing for
/// anybody else.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn section(app: &App, visitor: &Visitor) -> Result<Option<Markup>, PageError> {
    let school = visitor.account.as_ref().and_then(|account| account.school());
    let Some(school) = school.filter(|school| visitor.may_in(Action::SetMeeting, school)) else {
        return Ok(None);
    };
    let today = app.settings_of(school).await?.today;
    let meetings = Meetings { today, days: read::meetings(app.pool(), school).await? };
    let answered = enquiries::read::answered(app.pool(), school).await?;
    Ok(Some(page::section(visitor.words, school, &meetings, answered)))
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let agenda = Agenda::read(&app, &visitor, &school).await?;
    Ok(match visitor.format {
        Format::Page => page::agenda(&visitor, &agenda).into_response(),
        Format::Json => Json(AgendaAnswer::of(&agenda)).into_response(),
    })
}

/// A school whose meetings are set, as the facts say.
struct Known {
    school: School,
    sequence: u64,
    today: Date,
    /// The meeting that the form is about; none for a new one.
    meeting: Option<Date>,
}

impl Known {
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        let school = enquiries::school_of(app, visitor, &id).await?;
        let sequence = app.journal().load::<Aggregate>(&id.to_string()).await?.sequence;
        let today = app.settings_of(&id).await?.today;
        Ok(Self { school, sequence, today, meeting: None })
    }

    /// The school with the meeting of this day, if it is one.
    async fn with_meeting(app: &App, visitor: &Visitor, school: &str, day: &str) -> Result<Self, PageError> {
        let known = Self::read(app, visitor, school).await?;
        let day = crate::fields::day(day).ok_or(PageError::NotFound)?;
        let is_set = read::meetings(app.pool(), &known.school.id).await?.contains(&day);
        if is_set { Ok(Self { meeting: Some(day), ..known }) } else { Err(PageError::NotFound) }
    }

    fn address(&self) -> String {
        format!("{}/agenda", self.school.address())
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

/// A form's own part: how it is drawn, and its fields.
#[derive(Clone, Copy)]
struct FormPage {
    draw: fn(&Shown<'_>) -> Markup,
    fields: &'static Shape,
}

const SET: FormPage = FormPage { draw: page::set, fields: &form::SET_FIELDS };
const OFF: FormPage = FormPage { draw: page::call_off, fields: &form::OFF_FIELDS };

impl FormPage {
    fn fresh(self, visitor: &Visitor, known: &Known) -> Markup {
        let (draft, command_id) = (&Draft::default(), app::new_id());
        (self.draw)(&Shown { visitor, known, draft, command_id, meanwhile: false })
    }

    fn again(self, status: StatusCode, visitor: &Visitor, known: &Known, posted: &Posted) -> Response {
        let meanwhile = status == StatusCode::CONFLICT;
        let (draft, command_id) = (&posted.draft, posted.command_id);
        let page = || (self.draw)(&Shown { visitor, known, draft, command_id, meanwhile });
        change::refused(status, visitor, draft, self.fields, page)
    }

    /// Sends `command` (none if the form could not be understood), and leads to the agenda or back to the form.
    async fn send(
        self,
        app: &App,
        visitor: &Visitor,
        known: Known,
        mut posted: Posted,
        command: Option<SchoolCommand>,
    ) -> Result<Response, PageError> {
        let Some(command) = command else {
            return Ok(self.again(StatusCode::UNPROCESSABLE_ENTITY, visitor, &known, &posted));
        };
        let (stream, context) = (known.school.id.to_string(), posted.context(visitor));
        match app.journal().execute::<Aggregate>(&stream, posted.expected, command, &context).await {
            Ok(receipt) => Ok(change::stored(visitor, &known.address(), &receipt)),
            Err(ExecuteError::Refused(refused)) => {
                refusal::note_school(visitor.words, &mut posted.draft, &refused, self.fields);
                Ok(self.again(StatusCode::UNPROCESSABLE_ENTITY, visitor, &known, &posted))
            }
            Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
                Ok(Problem::overtaken(visitor.words, actual).into_response())
            }
            Err(ExecuteError::Conflict { actual, .. }) => {
                let fresh = Known { sequence: actual, ..known };
                Ok(self.again(StatusCode::CONFLICT, visitor, &fresh, &posted))
            }
            Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(visitor)),
            Err(ExecuteError::Unusable(error)) => Err(error.into()),
        }
    }
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    Ok(SET.fresh(&visitor, &Known::read(&app, &visitor, &school).await?))
}

async fn set(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    let (today, held_on) = (known.today, form::meets_on(visitor.words, &mut posted.draft));
    let command = held_on.map(|held_on| SchoolCommand::SetMeeting { today, held_on });
    SET.send(&app, &visitor, known, posted, command).await
}

async fn new_calling_off(
    State(app): State<App>,
    Path((school, day)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    Ok(OFF.fresh(&visitor, &Known::with_meeting(&app, &visitor, &school, &day).await?))
}

async fn call_off(
    State(app): State<App>,
    Path((school, day)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    let held_on = crate::fields::day(&day).ok_or(PageError::NotFound)?;
    let known = Known { meeting: Some(held_on), ..known };
    let mut posted = Posted::of(sent)?;
    let (today, reason) = (known.today, form::reason(visitor.words, &mut posted.draft));
    let command = reason.map(|reason| SchoolCommand::CallOffMeeting { today, held_on, reason });
    OFF.send(&app, &visitor, known, posted, command).await
}

/// The agenda as programs read it. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolAgenda)]
struct AgendaAnswer {
    school: String,
    #[schema(value_type = Option<String>, format = Date)]
    next_meeting: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    last_meeting: Option<Date>,
    waiting_for_school: Vec<ListedAnswer>,
    waiting_for_governors: Vec<ListedAnswer>,
    /// What happened since the last meeting, that day included.
    changed: Vec<ChangeAnswer>,
    /// Which meetings were set and called off, the latest first.
    meetings: Vec<MeetingAnswer>,
}

/// That a meeting was set, or called off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GovernorsMeeting)]
struct MeetingAnswer {
    /// Its place among the facts of the school.
    sequence: u64,
    /// `governors_meeting_set` or `governors_meeting_called_off`.
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = String, format = Date)]
    held_on: Date,
    #[schema(value_type = String, format = Date)]
    effective_on: Date,
    /// Who did it; none for the program itself.
    by: Option<String>,
    role: String,
    /// Why it was called off.
    reason: Option<String>,
}

/// Something that happened to a question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EnquiryChange)]
struct ChangeAnswer {
    enquiry: String,
    sequence: u64,
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = String, format = Date)]
    effective_on: Date,
}

impl AgendaAnswer {
    fn of(agenda: &Agenda) -> Self {
        let listed = |asked: Vec<&Asked>| asked.into_iter().map(ListedAnswer::of).collect();
        let change = |change: &Change| ChangeAnswer {
            enquiry: change.enquiry.to_string(),
            sequence: change.sequence,
            kind: change.kind.clone(),
            effective_on: change.on,
        };
        let meeting = |said: &read::Said| MeetingAnswer {
            sequence: said.sequence,
            kind: said.kind.clone(),
            held_on: said.held_on,
            effective_on: said.on,
            by: said.by.map(|by| by.to_string()),
            role: said.role.clone(),
            reason: said.why.map(|code| code.to_string()),
        };
        Self {
            school: agenda.school.id.to_string(),
            next_meeting: agenda.meetings.next(),
            last_meeting: agenda.meetings.last(),
            waiting_for_school: listed(agenda.waiting_for_school()),
            waiting_for_governors: listed(agenda.waiting_for_governors()),
            changed: agenda.changes.iter().map(change).collect(),
            meetings: agenda.said.iter().map(meeting).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_question_returns_at_each_meeting_after_the_day_on_which_it_was_raised() {
        let days = vec![date(2026, 1, 15), date(2026, 3, 12), date(2026, 5, 14)];
        let on = |today| Meetings { today, days: days.clone() };
        let meetings = on(date(2026, 3, 12));
        assert_eq!((meetings.last(), meetings.next()), (Some(date(2026, 1, 15)), Some(date(2026, 3, 12))));
        assert_eq!(meetings.since(date(2026, 1, 10)), 1);
        assert_eq!(meetings.since(date(2026, 1, 15)), 0, "it was raised at that meeting");
        let later = on(date(2026, 6, 1));
        assert_eq!((later.last(), later.next()), (Some(date(2026, 5, 14)), None));
        assert_eq!(later.since(date(2026, 1, 10)), 3);
        assert_eq!(on(date(2026, 1, 1)).last(), None);
    }
}
