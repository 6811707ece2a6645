//! How a question is answered and the answer judged: teachers, leads and heads answer for the school; a governor, or whoever
//! asked, accepts the answer or gives it back with a reason; whoever asked may take the question back.
//!
//! Nobody judges an answer to a question that they answered themselves, in whatever role. The rules are the domain's
//! ([`domain::enquiry`]); a page says beforehand which of them stands in the way.

mod form;
mod page;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::enquiry::{EnquiryAct, EnquiryRefusal};
use domain::{AccountId, ReasonFor, Sequence};
use journal::ExecuteError;
use maud::Markup;
use uuid::Uuid;

use crate::access::{Action, Format, Role, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::enquiries::{self, Known};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::route::Route;
use crate::sent::Sent;
use crate::shape::Shape;
use crate::{pupil_names, refusal};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (answers, judges, raises) = (Action::AnswerQuestion, Action::AcceptAnswer, Action::RaiseQuestion);
    vec![
        Route::get("/enquiries/{enquiry}/answer", answers, new_answer),
        Route::post("/enquiries/{enquiry}/answer", answers, answer).asking(&form::ANSWER_FIELDS),
        Route::get("/enquiries/{enquiry}/accept", judges, new_accepting),
        Route::post("/enquiries/{enquiry}/accept", judges, accept).asking(&form::ACCEPT_FIELDS),
        Route::get("/enquiries/{enquiry}/return", judges, new_return),
        Route::post("/enquiries/{enquiry}/return", judges, give_back).asking(&form::RETURN_FIELDS),
        Route::get("/enquiries/{enquiry}/withdraw", raises, new_withdrawal),
        Route::post("/enquiries/{enquiry}/withdraw", raises, withdraw).asking(&form::WITHDRAW_FIELDS),
    ]
}

/// The field in which the note of a reason is sealed.
const NOTE: &str = "note";

/// What can be done with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Answer,
    Accept,
    Return,
    Withdraw,
}

impl Step {
    const ALL: [Self; 4] = [Self::Answer, Self::Accept, Self::Return, Self::Withdraw];

    /// The address of its form.
    fn address(self, known: &Known) -> String {
        let name = match self {
            Self::Answer => "answer",
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Withdraw => "withdraw",
        };
        format!("{}/{name}", known.address())
    }

    /// The message that says what is done.
    fn title(self) -> &'static str {
        match self {
            Self::Answer => "enquiry-step-answer",
            Self::Accept => "enquiry-step-accept",
            Self::Return => "enquiry-step-return",
            Self::Withdraw => "enquiry-step-withdraw",
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Answer => Action::AnswerQuestion,
            Self::Accept | Self::Return => Action::AcceptAnswer,
            Self::Withdraw => Action::RaiseQuestion,
        }
    }

    fn fields(self) -> &'static Shape {
        match self {
            Self::Answer => &form::ANSWER_FIELDS,
            Self::Accept => &form::ACCEPT_FIELDS,
            Self::Return => &form::RETURN_FIELDS,
            Self::Withdraw => &form::WITHDRAW_FIELDS,
        }
    }
}

/// What the visitor can do with a question now: where, and the message that says what.
///
/// # Errors
/// When nobody is signed in.
pub fn open_to(visitor: &Visitor, known: &Known) -> Result<Vec<(String, &'static str)>, PageError> {
    let mut open = Vec::new();
    for step in Step::ALL {
        if visitor.may_in(step.action(), &known.record.school) && obstacle(visitor, known, step)?.is_none() {
            open.push((step.address(known), step.title()));
        }
    }
    Ok(open)
}

/// Whether the visitor acts as a governor.
fn is_governor(visitor: &Visitor) -> bool {
    visitor.account.as_ref().is_some_and(|person| person.role() == Role::Governor)
}

/// Why a step can't be done by the visitor now; none if it can.
fn obstacle(visitor: &Visitor, known: &Known, step: Step) -> Result<Option<EnquiryRefusal>, PageError> {
    let (by, as_governor) = (AccountId::new(visitor.person()?.id), is_governor(visitor));
    Ok(match step {
        Step::Answer => known.record.can_answer(),
        Step::Accept | Step::Return => known.record.can_judge(by, as_governor),
        Step::Withdraw => known.record.can_withdraw(by),
    }
    .err())
}

/// A form about one question with what was typed.
struct Shown<'a> {
    visitor: &'a Visitor,
    known: &'a Known,
    step: Step,
    draft: &'a Draft,
    command_id: Uuid,
    /// Somebody else said something since the form was opened.
    meanwhile: bool,
}

/// The form of a step as it is opened.
async fn fresh(app: &App, visitor: &Visitor, enquiry: &str, step: Step) -> Result<Markup, PageError> {
    let known = Known::read(app, visitor, enquiry).await?;
    let draft = Draft::default().with("answer_seen", known.record.answer.to_string());
    let shown =
        Shown { visitor, known: &known, step, draft: &draft, command_id: app::new_id(), meanwhile: false };
    page::step(&shown)
}

/// What a step's form asks, once understood; none with the problems noted.
async fn asked(
    app: &App,
    visitor: &Visitor,
    known: &Known,
    step: Step,
    posted: &mut Posted,
) -> Result<Option<EnquiryAct>, PageError> {
    let (words, enquiry, as_governor) = (visitor.words, known.record.enquiry, is_governor(visitor));
    let names = pupil_names::of_school(app, &known.record.school).await?;
    if step == Step::Answer {
        let Some(answered) = form::answer(words, &mut posted.draft, &names, &known.offers) else {
            return Ok(None);
        };
        let words = enquiries::sealed(app, enquiry, posted, &answered.words).await?;
        return Ok(Some(EnquiryAct::AnswerQuestion { words, links: answered.links }));
    }
    let answer =
        if step == Step::Withdraw { Some(Sequence::NONE) } else { form::seen(words, &mut posted.draft) };
    let reason = match step {
        Step::Return => ReasonFor::ReturningAnswer,
        Step::Withdraw => ReasonFor::WithdrawingQuestion,
        Step::Answer | Step::Accept => {
            return Ok(answer.map(|answer| EnquiryAct::AcceptAnswer { answer, as_governor }));
        }
    };
    let reason = form::reason(words, &mut posted.draft, reason, &names);
    let (Some(answer), Some(reason)) = (answer, reason) else { return Ok(None) };
    let stream = enquiries::stream_of(enquiry);
    let place = posted.place(&stream, NOTE);
    let reason = reason.seal_with(app.vault(), enquiry.into(), place).await?;
    Ok(Some(match step {
        Step::Return => EnquiryAct::ReturnAnswer { answer, as_governor, reason },
        Step::Answer | Step::Accept | Step::Withdraw => EnquiryAct::WithdrawQuestion { reason },
    }))
}

/// Does a step, and leads to the question's page or back to the form.
async fn done(
    app: &App,
    visitor: &Visitor,
    enquiry: &str,
    step: Step,
    sent: Sent,
) -> Result<Response, PageError> {
    let known = Known::read(app, visitor, enquiry).await?;
    let mut posted = Posted::of(sent)?;
    let Some(act) = asked(app, visitor, &known, step, &mut posted).await? else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, visitor, &known, step, &posted);
    };
    let (id, today) = (known.record.enquiry, known.settings.today);
    match enquiries::execute(app, visitor, id, today, &posted, act).await? {
        Ok(receipt) => Ok(change::stored(visitor, &known.address(), &receipt)),
        Err(ExecuteError::Refused(refused)) => {
            refusal::note_enquiry(visitor.words, &mut posted.draft, &refused, step.fields());
            again(StatusCode::UNPROCESSABLE_ENTITY, visitor, &known, step, &posted)
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(Problem::overtaken(visitor.words, actual).into_response())
        }
        Err(ExecuteError::Conflict { .. }) => {
            let fresh = Known::read(app, visitor, enquiry).await?;
            again(StatusCode::CONFLICT, visitor, &fresh, step, &posted)
        }
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

fn again(
    status: StatusCode,
    visitor: &Visitor,
    known: &Known,
    step: Step,
    posted: &Posted,
) -> Result<Response, PageError> {
    // What was seen before is not what is judged now.
    let draft = posted.draft.clone().with("answer_seen", known.record.answer.to_string());
    let meanwhile = status == StatusCode::CONFLICT;
    let shown = Shown { visitor, known, step, draft: &draft, command_id: posted.command_id, meanwhile };
    let page = page::step(&shown)?;
    Ok(change::refused(status, visitor, &draft, step.fields(), || page))
}

async fn new_answer(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    fresh(&app, &visitor, &enquiry, Step::Answer).await
}

async fn answer(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    done(&app, &visitor, &enquiry, Step::Answer, sent).await
}

async fn new_accepting(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    fresh(&app, &visitor, &enquiry, Step::Accept).await
}

async fn accept(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    done(&app, &visitor, &enquiry, Step::Accept, sent).await
}

async fn new_return(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    fresh(&app, &visitor, &enquiry, Step::Return).await
}

async fn give_back(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    done(&app, &visitor, &enquiry, Step::Return, sent).await
}

async fn new_withdrawal(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
) -> Result<Markup, PageError> {
    fresh(&app, &visitor, &enquiry, Step::Withdraw).await
}

async fn withdraw(
    State(app): State<App>,
    Path(enquiry): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    done(&app, &visitor, &enquiry, Step::Withdraw, sent).await
}
