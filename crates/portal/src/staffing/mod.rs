//! Who teaches, leads and mentors a cycle: another person from a day on, with one reason for all that changes.

mod form;
mod page;
#[cfg(test)]
mod tests;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::AccountId;
use domain::cycle::{CycleAct, ReassignStaff};

use self::form::Offered;
use crate::access::{Action, Role, Visitor};
use crate::app::App;
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::route::Route;
use crate::sent::Sent;
use crate::sign_in::account;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/staff", Action::AssignStaff, new),
        Route::post("/cycles/{cycle}/staff", Action::AssignStaff, reassign).asking(&form::FIELDS),
    ]
}

const REASSIGN: FormPage = FormPage { draw: page::reassign, fields: &form::FIELDS };

/// The same draft with the names of those who are in the posts now, who may have no role in the school any more.
async fn with_names(app: &App, cycle: &OpenCycle, draft: Draft) -> Result<Draft, PageError> {
    let plan = &cycle.record.plan;
    let staff = [Some(plan.teacher), Some(plan.lead), plan.mentor];
    let ids: Vec<_> = staff.into_iter().flatten().map(AccountId::uuid).collect();
    let names = account::display_names(app.pool(), &ids).await?;
    Ok(names
        .into_iter()
        .fold(draft, |draft, (id, name)| draft.with(&form::name_field(&id.to_string()), name)))
}

/// Who can be in each post: those who have its role for the school, and who is in it now.
fn offered(cycle: &OpenCycle, draft: &Draft) -> Offered {
    let plan = &cycle.record.plan;
    let with = |mut choices: Vec<(String, String)>, now: Option<AccountId>| {
        let now = now.map(|now| now.to_string());
        if let Some(now) = now.filter(|now| choices.iter().all(|(id, _)| id != now)) {
            let name = draft.text(&form::name_field(&now)).to_owned();
            choices.push((now, name));
        }
        choices
    };
    Offered {
        teachers: with(cycle.in_roles(|role| role == Role::Teacher), Some(plan.teacher)),
        leads: with(cycle.in_roles(|role| matches!(role, Role::Lead | Role::Head)), Some(plan.lead)),
        mentors: with(cycle.in_roles(|role| role == Role::Mentor), plan.mentor),
    }
}

async fn new(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let plan = &cycle.record.plan;
    let draft = Draft::default()
        .with("teacher", plan.teacher.to_string())
        .with("lead", plan.lead.to_string())
        .with("mentor", plan.mentor.map(|mentor| mentor.to_string()).unwrap_or_default())
        .with("effective_on", cycle.school.today.to_string());
    let draft = with_names(&app, &cycle, draft).await?;
    Ok(page::reassign(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn reassign(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load_whole(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    posted.draft = with_names(&app, &cycle, posted.draft).await?;
    let offered = offered(&cycle, &posted.draft);
    let moved_on = posted.is_older_than(cycle.sequence);
    let entry = form::reassign(visitor.words, &mut posted.draft, &cycle.record.plan, &offered, moved_on);
    let asked = match entry {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let act = |staff| CycleAct::ReassignStaff(ReassignStaff { staff, reason: reason.clone() });
            let asked = |staff| Asked { effective_on: entry.effective_on, act: act(staff) };
            Some(entry.changes.into_iter().map(asked).collect())
        }
        None => None,
    };
    change::submit_all(&app, &visitor, cycle, posted, asked, REASSIGN).await
}
