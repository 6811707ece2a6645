//! Scores: recording one, correcting one in the open, saying that one does not count, and that one will not come.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{CorrectAssessment, CycleAct, MarkMissing, RecordAssessment, VoidAssessment};
use domain::{AssessmentId, Sequence};
use serde::Deserialize;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::On;
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::RecordAssessment;
    vec![
        Route::get("/cycles/{cycle}/assessments/new", action, new),
        Route::post("/cycles/{cycle}/assessments/new", action, record).asking(&form::RECORD_FIELDS),
        Route::get("/cycles/{cycle}/assessments/missing", action, new_missing),
        Route::post("/cycles/{cycle}/assessments/missing", action, mark_missing)
            .asking(&form::MISSING_FIELDS),
        Route::get("/cycles/{cycle}/assessments/{assessment}/correct", action, new_correction),
        Route::post("/cycles/{cycle}/assessments/{assessment}/correct", action, correct)
            .asking(&form::CORRECT_FIELDS),
        Route::get("/cycles/{cycle}/assessments/{assessment}/void", action, new_voiding),
        Route::post("/cycles/{cycle}/assessments/{assessment}/void", action, void).asking(&form::VOID_FIELDS),
    ]
}

const RECORD: FormPage = FormPage { draw: page::record, fields: &form::RECORD_FIELDS };
const MISSING: FormPage = FormPage { draw: page::missing, fields: &form::MISSING_FIELDS };
const CORRECT: FormPage = FormPage { draw: page::correct, fields: &form::CORRECT_FIELDS };

const VOID: FormPage = FormPage { draw: page::void, fields: &form::VOID_FIELDS };

/// What a link to a form fills in.
#[derive(Debug, Default, Deserialize)]
struct Suggested {
    participant: Option<String>,
    point: Option<String>,
}

impl Suggested {
    fn draft(self) -> Draft {
        Draft::default()
            .with("participant", self.participant.unwrap_or_default())
            .with("point", self.point.unwrap_or_default())
    }
}

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    Query(suggested): Query<Suggested>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = suggested.draft().with("taken_on", cycle.school.today.to_string());
    Ok(page::record(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn record(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = form::record(&visitor, &mut posted.draft).map(|entry| {
        let limits = entry.instrument.limits();
        let act = RecordAssessment {
            scale: limits.scale.clone(),
            instrument: limits,
            windows: entry.instrument.windows(),
            // The command's own id names the assessment too: a form posted twice records one.
            assessment_id: AssessmentId::new(posted.command_id),
            participant: entry.participant,
            point: entry.point,
            sem: None,
            marker: visitor.account.as_ref().map(|person| domain::AccountId::new(person.id)),
            batch: None,
            reading: entry.reading,
        };
        Asked { effective_on: act.reading.taken_on, act: CycleAct::RecordAssessment(Box::new(act)) }
    });
    change::submit(&app, &visitor, cycle, posted, asked, RECORD).await
}

async fn new_missing(
    State(app): State<App>,
    Path(cycle): Path<String>,
    Query(suggested): Query<Suggested>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    Ok(page::missing(&Shown::new(&visitor, &cycle, &suggested.draft())).into_response())
}

async fn mark_missing(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::missing(visitor.words, &mut posted.draft) {
        Some(entry) => {
            let (stream, participant) = (change::stream(&cycle), entry.participant);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), participant.into(), place, Vec::new()).await?;
            let act = MarkMissing { participant, point: entry.point, reason };
            Some(Asked { effective_on: cycle.school.today, act: CycleAct::MarkMissing(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, MISSING).await
}

async fn new_correction(
    State(app): State<App>,
    Path((cycle, assessment)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let known = corrected(&visitor, &cycle, &assessment)?;
    let reading = &known.reading;
    let draft = Draft::default()
        .with("assessment", assessment)
        .with("score", reading.score.to_string())
        .with("taken_on", reading.taken_on.to_string())
        .with("test_form", reading.form.as_ref().map(ToString::to_string).unwrap_or_default());
    Ok(page::correct(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn correct(
    State(app): State<App>,
    Path((cycle, assessment)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let known = corrected(&visitor, &cycle, &assessment)?;
    let instrument = visitor
        .catalogue
        .instrument(&known.instrument.to_string())
        .ok_or_else(|| PageError::Unfit(format!("the catalogue lacks {}", known.instrument)))?;
    let mut posted = Posted::of(sent)?;
    let entry = form::correct(visitor.words, &mut posted.draft, instrument);
    posted.draft = posted.draft.with("assessment", assessment.clone());
    let asked = match entry {
        Some(entry) => {
            let (stream, participant) = (change::stream(&cycle), known.participant);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), participant.into(), place, Vec::new()).await?;
            let act = CorrectAssessment {
                instrument: instrument.limits(),
                windows: instrument.windows(),
                assessment_id: assessment.parse().map_err(|_| PageError::NotFound)?,
                corrects_seq: Sequence::new(entry.corrects),
                after: entry.after,
                reason,
            };
            Some(Asked { effective_on: cycle.school.today, act: CycleAct::CorrectAssessment(Box::new(act)) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, CORRECT).await
}

async fn new_voiding(
    State(app): State<App>,
    Path((cycle, assessment)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    corrected(&visitor, &cycle, &assessment)?;
    let draft = Draft::default().with("assessment", assessment);
    Ok(page::void(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn void(
    State(app): State<App>,
    Path((cycle, assessment)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    // A score that counts no more is known by its number alone: the same form sent again finds it so.
    let participant = corrected(&visitor, &cycle, &assessment).map(|known| known.participant);
    let id: AssessmentId = assessment.parse().map_err(|_| PageError::NotFound)?;
    let participant = match participant {
        Ok(participant) => participant,
        Err(_) if cycle.record.voided.contains(&id) => return Ok(change::to_cycle(&cycle)),
        Err(error) => return Err(error),
    };
    let mut posted = Posted::of(sent)?;
    let entry = form::void(visitor.words, &mut posted.draft);
    posted.draft = posted.draft.with("assessment", assessment);
    let asked = match entry {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), participant.into(), place, Vec::new()).await?;
            let voids_seq = Sequence::new(entry.voids);
            let act = CycleAct::VoidAssessment(VoidAssessment { assessment_id: id, voids_seq, reason });
            Some(Asked { effective_on: cycle.school.today, act })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, VOID).await
}

/// The score that is to be corrected, as it stands now.
fn corrected<'a>(
    visitor: &Visitor,
    cycle: &'a OpenCycle,
    assessment: &str,
) -> Result<&'a domain::cycle::LiveAssessment, PageError> {
    // Once a cycle is closed its figures have been shown: only the head puts a score right then.
    if cycle.closed {
        visitor.allowed(Action::CorrectAfterClosing, On::Cycle(&cycle.record.plan))?;
    }
    let id: AssessmentId = assessment.parse().map_err(|_| PageError::NotFound)?;
    cycle.record.assessments.get(&id).ok_or(PageError::NotFound)
}
