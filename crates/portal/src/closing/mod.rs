//! The end of a cycle: saying that the assessing is over, and closing it with the outcome that will not change; and the two
//! turns that nobody planned, opening a closed cycle again and giving one up.
//!
//! The page shows who has an end score and who has none and why, and then what the cycle came to and how sure that is,
//! before anything is sealed. If somebody changes the cycle meanwhile, the same page comes back with the new figures.
//! Opening it again takes two people: a head asks with a reason, and another head or a lead agrees or says no. Nobody answers
//! their own request, in whichever of their roles.

mod form;
mod page;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{AskReopening, Cancel, CloseCycle, CycleAct, DeclineReopening, Reopen};
use domain::{AccountId, ReasonFor, Sequence};
use maud::{Markup, html};

use self::form::Answer;
use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::cycles::read::Reopening;
use crate::fields::Draft;
use crate::gains;
use crate::page_error::PageError;
use crate::policy::Reach;
use crate::route::Route;
use crate::sent::Sent;
use crate::term;
use crate::words::Words;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/assessed", Action::RecordAssessment, new_end),
        Route::post("/cycles/{cycle}/assessed", Action::RecordAssessment, complete).asking(&form::DAY_FIELDS),
        Route::get("/cycles/{cycle}/close", Action::CloseCycle, new_closing),
        Route::post("/cycles/{cycle}/close", Action::CloseCycle, close).asking(&form::DAY_FIELDS),
        Route::get("/cycles/{cycle}/reopen", Action::ReopenCycle, new_reopening),
        Route::post("/cycles/{cycle}/reopen", Action::ReopenCycle, reopen).asking(&form::REOPEN_FIELDS),
        Route::get("/cycles/{cycle}/reopen/answer", Action::AgreeToReopening, request),
        Route::post("/cycles/{cycle}/reopen/answer", Action::AgreeToReopening, answer)
            .asking(&form::ANSWER_FIELDS),
        Route::get("/cycles/{cycle}/cancel", Action::CancelCycle, new_cancelling),
        Route::post("/cycles/{cycle}/cancel", Action::CancelCycle, cancel).asking(&form::CANCEL_FIELDS),
    ]
}

const ASSESSED: FormPage = FormPage { draw: page::assessed, fields: &form::DAY_FIELDS };
const CLOSE: FormPage = FormPage { draw: page::close, fields: &form::DAY_FIELDS };
const REOPEN: FormPage = FormPage { draw: page::reopen, fields: &form::REOPEN_FIELDS };
const ANSWER: FormPage = FormPage { draw: page::answer, fields: &form::ANSWER_FIELDS };
const CANCEL: FormPage = FormPage { draw: page::cancel, fields: &form::CANCEL_FIELDS };

/// A form of the end, as it is opened: today, and nothing more.
async fn opened(app: &App, visitor: &Visitor, cycle: &str, form: FormPage) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(app, visitor, cycle).await?;
    let draft = Draft::default().with("effective_on", cycle.school.today.to_string());
    Ok((form.draw)(&Shown::new(visitor, &cycle, &draft)).into_response())
}

async fn new_end(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    opened(&app, &visitor, &cycle, ASSESSED).await
}

async fn complete(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let effective_on = form::effective_on(visitor.words, &mut posted.draft);
    let asked = effective_on.map(|effective_on| Asked { effective_on, act: CycleAct::CompleteAssessment });
    change::submit(&app, &visitor, cycle, posted, asked, ASSESSED).await
}

async fn new_closing(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    opened(&app, &visitor, &cycle, CLOSE).await
}

async fn close(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    // The figures that the page showed were made up to the fact that the form carries along; on a later one they are not
    // these any more, and the stream says so.
    let upto_sequence = Sequence::new(posted.expected.unwrap_or(cycle.sequence));
    let asked = form::effective_on(visitor.words, &mut posted.draft).and_then(|effective_on| {
        let outcome = gains::to_seal(&visitor.catalogue, &cycle.record)?;
        Some(Asked { effective_on, act: CycleAct::CloseCycle(CloseCycle { outcome, upto_sequence }) })
    });
    change::submit(&app, &visitor, cycle, posted, asked, CLOSE).await
}

/// Whether anybody else than this visitor may agree that the cycle is opened again.
fn is_answered_by_another(visitor: &Visitor, cycle: &OpenCycle) -> bool {
    let own = visitor.account.as_ref().map(|person| person.id.to_string());
    let answering = cycle.in_roles(|role| Action::AgreeToReopening.reach(role) == Reach::Scope);
    answering.iter().any(|(id, _)| Some(id) != own.as_ref())
}

/// That `name` asks to open a cycle again, since when and why.
pub(crate) fn asked(words: Words, name: &str, reopening: &Reopening) -> Markup {
    let reason = term::of(words, "reason-{}", &reopening.reason);
    let day = words.date(reopening.asked_on);
    let values = [("name", name.into()), ("day", day.into()), ("reason", reason.into())];
    html! { div class="govuk-inset-text" { (words.tell("reopen-asked", &values)) } }
}

async fn new_reopening(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    opened(&app, &visitor, &cycle, REOPEN).await
}

async fn reopen(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let by = AccountId::new(visitor.person()?.id);
    let mut posted = Posted::of(sent)?;
    let asked = match form::turn(visitor.words, &mut posted.draft, ReasonFor::Reopening) {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let act = CycleAct::AskReopening(AskReopening { by, reason });
            Some(Asked { effective_on: entry.effective_on, act })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, REOPEN).await
}

async fn request(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    opened(&app, &visitor, &cycle, ANSWER).await
}

async fn answer(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let person = AccountId::new(visitor.person()?.id);
    let mut posted = Posted::of(sent)?;
    let act = match form::answer(visitor.words, &mut posted.draft) {
        Some(Answer::Agree) => Some(CycleAct::Reopen(Reopen { approver: person })),
        Some(Answer::Decline(typed)) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = typed.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            Some(CycleAct::DeclineReopening(DeclineReopening { by: person, reason }))
        }
        None => None,
    };
    let asked = act.map(|act| Asked { effective_on: cycle.school.today, act });
    change::submit(&app, &visitor, cycle, posted, asked, ANSWER).await
}

async fn new_cancelling(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    opened(&app, &visitor, &cycle, CANCEL).await
}

async fn cancel(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::turn(visitor.words, &mut posted.draft, ReasonFor::Cancelling) {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::Cancel(Cancel { reason }) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CANCEL).await
}
