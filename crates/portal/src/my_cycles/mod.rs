//! Somebody's own cycles: those that they teach, lead or mentor and that go on, each with what it waits for; and the closed
//! ones of their school that wait for a report which they may write, or that somebody asks to open again, if they may answer;
//! and every cycle for which a teacher proposes something that they may do.
//! Heads and leads see here that questions about the school wait for its answer, and heads that closed cycles are in no edition.

mod page;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::cycle::{Cycle as Aggregate, Plan};
use domain::{AccountId, SchoolId};
use maud::Markup;

use crate::access::{Account, Action, Role, Visitor};
use crate::app::App;
use crate::cycles::read::{self, Cycle};
use crate::due::{self, Due, Unpublished};
use crate::enquiries;
use crate::page_error::PageError;
use crate::policy::Reach;
use crate::proposals;
use crate::route::Route;
use crate::schools::read::Settings;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/my-cycles", Action::SeeCycle, show)]
}

/// A cycle that goes on, with what it waits for.
struct Mine {
    cycle: Cycle,
    due: Vec<Due>,
    /// What holds in its school: the day there, and its terms.
    school: Settings,
}

/// Whether somebody has cycles of their own: those who teach, lead and mentor in a school.
#[must_use]
pub fn has_own(account: &Account) -> bool {
    let reads = account.acting.reach(Action::SeeCycle) != Reach::Never;
    reads
        && match account.role() {
            Role::Teacher | Role::Lead | Role::Head | Role::Mentor => true,
            Role::Governor | Role::Auditor | Role::Officer | Role::Administrator => false,
        }
}

/// Whether a person teaches, leads or mentors the cycle of this plan.
fn is_of(plan: &Plan, account: &Account) -> bool {
    let id = AccountId::new(account.id);
    plan.teacher == id || plan.lead == id || plan.mentor == Some(id)
}

/// Whether somebody else asks to open the cycle again, and this person may answer.
fn waits_for_answer_of(cycle: &Cycle, visitor: &Visitor, account: &Account) -> bool {
    let asked = cycle.reopening.as_ref().is_some_and(|asked| asked.by != AccountId::new(account.id));
    asked && visitor.may_on(Action::AgreeToReopening, &cycle.plan)
}

async fn mine(app: &App, visitor: &Visitor, account: &Account) -> Result<Vec<Mine>, PageError> {
    let schools: Vec<SchoolId> = match account.school() {
        Some(school) => vec![school.clone()],
        None => account.acting.schools.clone(),
    };
    let mut mine = Vec::new();
    for school in schools {
        let settings = app.settings_of(&school).await?;
        let cycles = read::of_school(app.pool(), &school).await?;
        let stages: Vec<_> = cycles.iter().map(|cycle| (cycle.id, cycle.state.as_str())).collect();
        let proposed = proposals::waiting(app, &school, &stages).await?;
        for cycle in cycles {
            let goes_on = matches!(cycle.state.as_str(), "planned" | "running" | "assessed");
            let is_own =
                goes_on && is_of(&cycle.plan, account) && visitor.may_on(Action::SeeCycle, &cycle.plan);
            // A report is written by more people than teach or lead the cycle.
            let lacks_report = cycle.state == "closed" && visitor.may_on(Action::DraftReport, &cycle.plan);
            let is_asked = waits_for_answer_of(&cycle, visitor, account);
            let mut due =
                if is_own || lacks_report { waits_for(app, &cycle, &settings).await? } else { Vec::new() };
            due.extend(is_asked.then_some(Due::Reopening));
            let waiting = proposed.get(&cycle.id).copied().unwrap_or_default();
            if waiting > 0 && visitor.may_on(Action::AnswerProposal, &cycle.plan) {
                due.push(Due::Proposals(waiting));
            }
            if is_own || !due.is_empty() {
                mine.push(Mine { cycle, due, school: settings.clone() });
            }
        }
    }
    // What waits comes first, then by the day it begins.
    mine.sort_by_key(|one| (one.due.is_empty(), one.cycle.starts_on, one.cycle.id));
    Ok(mine)
}

/// Something that the school of a person who leads it waits for.
struct Waiting {
    /// What is to be done.
    told: String,
    /// Where.
    place: String,
}

/// What waits in the school that this person leads: questions to answer (those who teach answer too, and are not asked to
/// look after all of them), and closed cycles that are in no edition, for whoever publishes.
async fn waiting(app: &App, visitor: &Visitor, account: &Account) -> Result<Vec<Waiting>, PageError> {
    let (words, mut waiting) = (visitor.words, Vec::new());
    let Some(school) = account.school().filter(|_| matches!(account.role(), Role::Head | Role::Lead)) else {
        return Ok(waiting);
    };
    if visitor.may_in(Action::AnswerQuestion, school) {
        let questions = enquiries::read::waiting(app.pool(), school).await?;
        waiting.extend(questions.map(|one| Waiting { told: one.tell(words), place: one.place() }));
    }
    if visitor.may_in(Action::PublishEdition, school) {
        let rows = read::of_school(app.pool(), school).await?;
        let cycles = rows.iter().filter(|row| row.is_closed() && row.edition.is_none()).count();
        let one = Unpublished { school: school.clone(), cycles };
        waiting.extend((cycles > 0).then(|| Waiting { told: one.tell(words), place: one.place() }));
    }
    Ok(waiting)
}

async fn waits_for(app: &App, cycle: &Cycle, school: &Settings) -> Result<Vec<Due>, PageError> {
    let state = app.journal().load::<Aggregate>(&cycle.id.to_string()).await?.state;
    Ok(state.record().map(|record| due::of(record, state.stage(), school)).unwrap_or_default())
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let account = visitor.person()?;
    let waiting = waiting(&app, &visitor, account).await?;
    let mine = mine(&app, &visitor, account).await?;
    Ok(page::show(&visitor, &mine, &waiting).into_response())
}

/// The same as a part of the first page; nothing for people without cycles of their own.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn section(app: &App, visitor: &Visitor) -> Result<Option<Markup>, PageError> {
    match visitor.account.as_ref().filter(|account| has_own(account)) {
        Some(account) => {
            let waiting = waiting(app, visitor, account).await?;
            let mine = mine(app, visitor, account).await?;
            Ok(Some(page::section(visitor, &mine, &waiting)))
        }
        None => Ok(None),
    }
}
