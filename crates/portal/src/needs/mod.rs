//! What each pupil of a cycle can do, can't do yet, and is to be able to do: the forms that record it for a whole group at
//! once, the list of targets with the forms that judge and revise one, and the tables behind the cycle's page.

mod form;
mod page;
pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{Aim, CycleAct, JudgeTarget, RecordNeed, ReviseTarget, SetTarget, Target};
use domain::{Evidence, Sequence, TargetId};

use self::form::{Agreed, Seen};
pub(crate) use self::page::concepts;
use crate::access::{Action, Visitor};
use crate::app::{self, App};
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::{Draft, in_row};
use crate::page_error::PageError;
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::RecordNeed;
    vec![
        Route::get("/cycles/{cycle}/needs", action, new_needs),
        Route::post("/cycles/{cycle}/needs", action, record).asking(&form::NEED_FIELDS),
        Route::get("/cycles/{cycle}/targets/new", action, new_targets),
        Route::post("/cycles/{cycle}/targets/new", action, set).asking(&form::TARGET_FIELDS),
        Route::get("/cycles/{cycle}/targets", Action::SeeCycle, list).with_days(),
        Route::get("/cycles/{cycle}/targets/{target}/judge", action, new_judgement),
        Route::post("/cycles/{cycle}/targets/{target}/judge", action, judge).asking(&form::JUDGE_FIELDS),
        Route::get("/cycles/{cycle}/targets/{target}/revise", action, new_revision),
        Route::post("/cycles/{cycle}/targets/{target}/revise", action, revise).asking(&form::REVISE_FIELDS),
    ]
}

const NEEDS: FormPage = FormPage { draw: page::needs, fields: &form::NEED_FIELDS };
const TARGETS: FormPage = FormPage { draw: page::targets, fields: &form::TARGET_FIELDS };

const JUDGE: FormPage = FormPage { draw: page::judge, fields: &form::JUDGE_FIELDS };
const REVISE: FormPage = FormPage { draw: page::revise, fields: &form::REVISE_FIELDS };

async fn new_needs(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = Draft::default().with("effective_on", cycle.school.today.to_string());
    Ok(page::needs(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn record(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::needs(&visitor, &mut posted.draft, &cycle) {
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
        .with("effective_on", cycle.school.today.to_string());
    let pupils = cycle.taking_part(visitor.words);
    let draft =
        pupils.iter().fold(draft, |draft, (id, _)| draft.with(&in_row("pupil", &id.to_string()), "on"));
    Ok(page::targets(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn set(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::targets(&visitor, &mut posted.draft, &cycle) {
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

async fn list(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    Ok(page::list(&Shown::new(&visitor, &cycle, &Draft::default())).into_response())
}

/// The target that an address names.
fn target<'a>(cycle: &'a OpenCycle, target: &str) -> Result<(TargetId, &'a Target), PageError> {
    let id: TargetId = target.parse().map_err(|_| PageError::NotFound)?;
    Ok((id, cycle.record.targets.get(&id).ok_or(PageError::NotFound)?))
}

async fn new_judgement(
    State(app): State<App>,
    Path((cycle, id)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    target(&cycle, &id)?;
    let draft = Draft::default().with("target", id).with("effective_on", cycle.school.today.to_string());
    Ok(page::judge(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn judge(
    State(app): State<App>,
    Path((cycle, id)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let (target_id, known) = target(&cycle, &id)?;
    let mut posted = Posted::of(sent)?;
    let entry = form::judge(visitor.words, &mut posted.draft, &cycle, known.participant);
    posted.draft = posted.draft.with("target", id);
    let asked = match entry {
        Some(entry) => {
            let mut evidence: Vec<Evidence> = entry.scores.into_iter().map(Evidence::Event).collect();
            if let Some(text) = entry.text {
                let stream = change::stream(&cycle);
                let place = posted.place(&stream, "text");
                evidence
                    .push(Evidence::Text(app.vault().seal(known.participant.uuid(), place, &text).await?));
            }
            let act = JudgeTarget { target_id, judgement: entry.judgement, evidence };
            Some(Asked { effective_on: entry.effective_on, act: CycleAct::JudgeTarget(act) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, JUDGE).await
}

async fn new_revision(
    State(app): State<App>,
    Path((cycle, id)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let (_, known) = target(&cycle, &id)?;
    let aim = &known.aim.is;
    let row = known.participant.to_string();
    let statement = cycle.texts.of(&aim.statement).open().map(str::to_owned);
    let draft = Draft::default()
        .with("target", id)
        .with("concept", aim.concept.to_string())
        .with("statement", statement.unwrap_or_default())
        .with("measure", aim.measure.to_string())
        .with("instrument", aim.instrument.as_ref().map(ToString::to_string).unwrap_or_default())
        .with(&in_row("target_value", &row), aim.value.map(|value| value.to_string()).unwrap_or_default())
        .with("due_on", aim.due_on.to_string())
        .with("effective_on", cycle.school.today.to_string());
    Ok(page::revise(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn revise(
    State(app): State<App>,
    Path((cycle, id)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let (target_id, known) = target(&cycle, &id)?;
    let (participant, before) = (known.participant, known.aim.is.clone());
    let mut posted = Posted::of(sent)?;
    let entry = form::revise(&visitor, &mut posted.draft, &cycle, participant);
    posted.draft = posted.draft.with("target", id);
    let asked = match entry {
        Some(entry) => {
            let stream = change::stream(&cycle);
            // A text that stays the same stays the very same sealed text.
            let statement = if cycle.texts.of(&before.statement).open() == Some(&entry.agreed.statement) {
                before.statement
            } else {
                let place = posted.place(&stream, "statement");
                app.vault().seal(participant.uuid(), place, &entry.agreed.statement).await?
            };
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), participant.into(), place, Vec::new()).await?;
            let effective_on = entry.agreed.effective_on;
            let after = Aim {
                concept: entry.agreed.concept,
                statement,
                measure: entry.agreed.measure,
                instrument: entry.agreed.instrument,
                value: entry.agreed.rows.first().and_then(|(_, value)| *value),
                due_on: entry.agreed.due_on,
            };
            let revises_seq = Sequence::new(entry.revises);
            let act = ReviseTarget { target_id, revises_seq, after, reason };
            Some(Asked { effective_on, act: CycleAct::ReviseTarget(Box::new(act)) })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, REVISE).await
}
