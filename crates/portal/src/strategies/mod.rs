//! What is tried with the pupils: taking a strategy up, changing it on evidence from the cycle itself, and stopping it.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{AdaptStrategy, AdoptStrategy, CycleAct, Practice, Reach, StopStrategy};
use domain::{Sealed, StrategyCode};

use self::form::Used;
use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::ChangeStrategy;
    vec![
        Route::get("/cycles/{cycle}/strategies/new", action, new),
        Route::post("/cycles/{cycle}/strategies/new", action, adopt).asking(&form::ADOPT_FIELDS),
        Route::get("/cycles/{cycle}/strategies/{strategy}/adapt", action, new_adaptation),
        Route::post("/cycles/{cycle}/strategies/{strategy}/adapt", action, adapt).asking(&form::ADAPT_FIELDS),
        Route::get("/cycles/{cycle}/strategies/{strategy}/stop", action, new_stop),
        Route::post("/cycles/{cycle}/strategies/{strategy}/stop", action, stop).asking(&form::STOP_FIELDS),
    ]
}

const ADOPT: FormPage = FormPage { draw: page::adopt, fields: &form::ADOPT_FIELDS };
const ADAPT: FormPage = FormPage { draw: page::adapt, fields: &form::ADAPT_FIELDS };
const STOP: FormPage = FormPage { draw: page::stop, fields: &form::STOP_FIELDS };

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = Draft::default().with("effective_on", cycle.school.today.to_string());
    Ok(page::adopt(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn adopt(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::adopt(&visitor, &mut posted.draft, &cycle) {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "expected_effect");
            let expected = app.vault().seal(cycle.id.uuid(), place, &entry.used.expected_effect).await?;
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let practice = practice(entry.used, expected);
            let retired_on = visitor.catalogue.strategy(&entry.strategy).and_then(|one| one.retired_on);
            let act = AdoptStrategy { strategy: entry.strategy, retired_on, practice, reason };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::AdoptStrategy(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, ADOPT).await
}

fn practice(used: Used, expected_effect: Sealed) -> Practice {
    let participants = if used.pupils.is_empty() { Reach::All } else { Reach::Only(used.pupils) };
    Practice {
        lever: used.lever,
        lesson_part: used.lesson_part,
        concept: used.concept,
        participants,
        expected_effect,
    }
}

/// The strategy of a form, as it is used now. One that is not in use has no form.
fn in_use<'a>(cycle: &'a OpenCycle, strategy: &str) -> Result<(StrategyCode, &'a Practice), PageError> {
    let code: StrategyCode = strategy.parse().map_err(|_| PageError::NotFound)?;
    let practice = cycle.record.strategies.get(&code).ok_or(PageError::NotFound)?;
    Ok((code, practice))
}

async fn new_adaptation(
    State(app): State<App>,
    Path((cycle, strategy)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let (_, now) = in_use(&cycle, &strategy)?;
    let mut draft = Draft::default()
        .with("strategy", strategy)
        .with("lever", now.lever.to_string())
        .with("lesson_part", now.lesson_part.to_string())
        .with("concept", now.concept.as_ref().map(ToString::to_string).unwrap_or_default())
        .with("expected_effect", cycle.texts.of(&now.expected_effect).open().unwrap_or_default())
        .with("effective_on", cycle.school.today.to_string());
    if let Reach::Only(named) = &now.participants {
        draft = named.iter().fold(draft, |draft, id| draft.with(&form::pupil_field(&id.to_string()), "on"));
    }
    Ok(page::adapt(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn adapt(
    State(app): State<App>,
    Path((cycle, strategy)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let (code, now) = in_use(&cycle, &strategy)?;
    let mut posted = Posted::of(sent)?;
    let entry = form::adapt(&visitor, &mut posted.draft, &cycle);
    posted.draft = posted.draft.with("strategy", strategy);
    let asked = match entry {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "expected_effect");
            // What stays the same stays the very same sealed text.
            let expected = if cycle.texts.of(&now.expected_effect).open() == Some(&entry.used.expected_effect)
            {
                now.expected_effect.clone()
            } else {
                app.vault().seal(cycle.id.uuid(), place, &entry.used.expected_effect).await?
            };
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let after = practice(entry.used, expected);
            let act = AdaptStrategy { strategy: code, after, evidence: entry.evidence, reason };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::AdaptStrategy(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, ADAPT).await
}

async fn new_stop(
    State(app): State<App>,
    Path((cycle, strategy)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    in_use(&cycle, &strategy)?;
    let draft =
        Draft::default().with("strategy", strategy).with("effective_on", cycle.school.today.to_string());
    Ok(page::stop(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn stop(
    State(app): State<App>,
    Path((cycle, strategy)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let code: StrategyCode = strategy.parse().map_err(|_| PageError::NotFound)?;
    let mut posted = Posted::of(sent)?;
    let entry = form::stop(visitor.words, &mut posted.draft);
    posted.draft = posted.draft.with("strategy", strategy);
    let asked = match entry {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let act = StopStrategy { strategy: code, judged_effect: entry.judged_effect, reason };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::StopStrategy(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, STOP).await
}
