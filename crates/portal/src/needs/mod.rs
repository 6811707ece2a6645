//! What each pupil of a cycle can do, can't do yet, and is to be able to do: the forms that record it for a whole group at
//! once, and the tables behind the cycle's page.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use domain::TargetId;
use domain::cycle::{CycleAct, RecordNeed, SetTarget};

use self::form::{Agreed, Seen};
use crate::access::{Action, Visitor};
use crate::app::{self, App};
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::{Draft, in_row};
use crate::page_error::PageError;
use crate::route::Route;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::RecordNeed;
    vec![
        Route::get("/cycles/{cycle}/needs", action, new_needs),
        Route::post("/cycles/{cycle}/needs", action, record),
        Route::get("/cycles/{cycle}/targets/new", action, new_targets),
        Route::post("/cycles/{cycle}/targets/new", action, set),
    ]
}

const NEEDS: FormPage = FormPage { draw: page::needs, fields: &form::NEED_FIELDS };
const TARGETS: FormPage = FormPage { draw: page::targets, fields: &form::TARGET_FIELDS };

async fn new_needs(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = Draft::default().with("effective_on", app.today().to_string());
    Ok(page::needs(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn record(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(pairs)?;
    let asked = match form::needs(visitor.words, &mut posted.draft, &cycle) {
        Some(seen) => Some(record_needs(&app, &cycle, &posted, seen).await?),
        None => None,
    };
    change::submit_all(&app, &visitor, cycle, posted, asked, NEEDS).await
}

/// A command for each row, its texts sealed under the pupil's own key.
async fn record_needs(
    app: &App,
    cycle: &OpenCycle,
    posted: &Posted,
    seen: Seen,
) -> Result<Vec<Asked>, PageError> {
    let stream = change::stream(cycle);
    let mut asked = Vec::new();
    for (participant, [can_do, not_yet]) in seen.rows {
        let key = participant.uuid();
        let act = RecordNeed {
            participant,
            concept: seen.concept.clone(),
            can_do: app.vault().seal(key, posted.place(&stream, "can_do"), &can_do).await?,
            not_yet: app.vault().seal(key, posted.place(&stream, "not_yet"), &not_yet).await?,
            source: seen.source,
        };
        asked.push(Asked { effective_on: seen.effective_on, act: CycleAct::RecordNeed(act) });
    }
    Ok(asked)
}

async fn new_targets(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = Draft::default()
        .with("due_on", cycle.record.plan.ends_on.to_string())
        .with("effective_on", app.today().to_string());
    let pupils = cycle.taking_part(visitor.words);
    let draft =
        pupils.iter().fold(draft, |draft, (id, _)| draft.with(&in_row("pupil", &id.to_string()), "on"));
    Ok(page::targets(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn set(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(pairs)?;
    let asked = match form::targets(visitor.words, &mut posted.draft, &cycle) {
        Some(agreed) => Some(set_targets(&app, &cycle, &posted, agreed).await?),
        None => None,
    };
    change::submit_all(&app, &visitor, cycle, posted, asked, TARGETS).await
}

/// A command for each ticked row, the sentence sealed under the pupil's own key.
async fn set_targets(
    app: &App,
    cycle: &OpenCycle,
    posted: &Posted,
    agreed: Agreed,
) -> Result<Vec<Asked>, PageError> {
    let stream = change::stream(cycle);
    let mut asked = Vec::new();
    for (participant, value) in agreed.rows {
        let place = posted.place(&stream, "statement");
        let act = SetTarget {
            participant,
            target_id: TargetId::new(app::new_id()),
            concept: agreed.concept.clone(),
            statement: app.vault().seal(participant.uuid(), place, &agreed.statement).await?,
            measure: agreed.measure,
            instrument: agreed.instrument.clone(),
            value,
            due_on: agreed.due_on,
        };
        asked.push(Asked { effective_on: agreed.effective_on, act: CycleAct::SetTarget(act) });
    }
    Ok(asked)
}
