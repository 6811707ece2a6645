//! Planning a cycle in one page, moving its dates with a reason, and beginning to teach.
//!
//! A plan says what is taught, when, by whom and why. Nobody is in the cycle yet: pupils are placed afterwards, and the
//! teaching begins once each has an assessed need and the group has the size that its programme says.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::cycle::{Cycle, CycleAct, CycleCommand, Plan, PlanCycle, Predecessor, Reschedule, StartCycle};
use domain::{AccountId, CycleId, SchoolId};
use journal::{ExecuteError, Receipt};
use serde::Deserialize;
use uuid::Uuid;

use self::form::{Offered, Planned, TEXTS};
use self::read::Person;
use crate::access::{Action, Format, Role, Visitor};
use crate::app::{self, App};
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::On;
use crate::route::Route;
use crate::schools::read::Settings;
use crate::sealed_text::{SIZE_NOTE, stream_of};
use crate::sent::Sent;
use crate::vault::Place;
use crate::words::Words;
use crate::{cycles, refusal, schools};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::PlanCycle;
    vec![
        Route::get("/schools/{school}/cycles/new", action, new),
        Route::post("/schools/{school}/cycles/new", action, plan).asking(&form::PLAN_FIELDS),
        Route::get("/cycles/{cycle}/reschedule", action, new_dates),
        Route::post("/cycles/{cycle}/reschedule", action, reschedule).asking(&form::RESCHEDULE_FIELDS),
        Route::get("/cycles/{cycle}/start", action, new_start),
        Route::post("/cycles/{cycle}/start", action, start).asking(&form::START_FIELDS),
    ]
}

const RESCHEDULE: FormPage = FormPage { draw: page::reschedule, fields: &form::RESCHEDULE_FIELDS };
const START: FormPage = FormPage { draw: page::start, fields: &form::START_FIELDS };

/// A school in which a cycle is planned.
struct Planner {
    school: SchoolId,
    name: String,
    /// What holds in it: the day there, and its terms.
    settings: Settings,
    cycles: Vec<cycles::read::Cycle>,
    offered: Offered,
}

impl Planner {
    /// The school, if it is the visitor's, with all that a plan can choose from.
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        visitor.in_school(&school)?;
        let name = schools::read::school(app.pool(), &school)
            .await?
            .map_or_else(|| school.to_string(), |school| school.name);
        let settings = app.settings_of(&school).await?;
        let people = read::people(app.pool(), &school, app.today()).await?;
        let cycles = cycles::read::of_school(app.pool(), &school).await?;
        let closed = cycles.iter().filter(|cycle| cycle.is_closed());
        let offered = Offered {
            teachers: in_roles(&people, |role| role == Role::Teacher),
            leads: in_roles(&people, |role| matches!(role, Role::Lead | Role::Head)),
            mentors: in_roles(&people, |role| role == Role::Mentor),
            predecessors: closed
                .map(|cycle| (cycle.id.to_string(), cycles::label(visitor.words, cycle)))
                .collect(),
            benchmarks: norms(visitor.words, read::benchmarks(app.pool()).await?),
        };
        Ok(Self { school, name, settings, cycles, offered })
    }

    /// What is known of an earlier cycle of the school.
    fn predecessor(&self, id: CycleId) -> Option<Predecessor> {
        let earlier = self.cycles.iter().find(|cycle| cycle.id == id)?;
        Some(Predecessor { cycle: id, school: earlier.plan.school.clone(), closed: earlier.is_closed() })
    }

    /// What stands in the form when it is opened: the usual cycle, or one like the closed cycle that it follows.
    fn draft(&self, visitor: &Visitor, after: Option<&str>) -> Draft {
        let own = visitor.account.as_ref().map(|person| AccountId::new(person.id));
        let draft = form::suggested(&self.settings, &visitor.catalogue, &self.offered, own);
        let earlier = self.cycles.iter().find(|one| one.is_closed() && after == Some(&one.id.to_string()));
        let Some(earlier) = earlier else { return draft };
        let plan = &earlier.plan;
        draft
            .with("subject", plan.subject.to_string())
            .with("programme", plan.programme.to_string())
            .with("planned_minutes", plan.planned_minutes.to_string())
            .with("setting", plan.setting.to_string())
            .with("teacher", plan.teacher.to_string())
            .with("predecessor", earlier.id.to_string())
    }
}

/// Everyone in one of the roles as a choice, each once.
#[must_use]
pub fn in_roles(people: &[Person], is_one: impl Fn(Role) -> bool) -> Vec<(String, String)> {
    let of_role = people.iter().filter(|person| person.role.parse().is_ok_and(&is_one));
    let mut choices: Vec<_> =
        of_role.map(|person| (person.id.to_string(), person.display_name.clone())).collect();
    choices.dedup();
    choices
}

/// Norms as choices, each by its set and edition.
fn norms(words: Words, published: Vec<String>) -> Vec<(String, String)> {
    let named = |set: &str| {
        let (code, edition) = set.rsplit_once('@').unwrap_or((set, ""));
        words.tell("plan-norms", &[("set", code.into()), ("edition", edition.into())])
    };
    published.into_iter().map(|set| (set.clone(), named(&set))).collect()
}

/// The plan's form as it is shown.
struct Sheet<'a> {
    visitor: &'a Visitor,
    planner: &'a Planner,
    draft: &'a Draft,
    command_id: Uuid,
}

/// What the address of the form carries.
#[derive(Debug, Deserialize)]
struct Opened {
    /// The closed cycle that the new one follows.
    after: Option<String>,
}

async fn new(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(opened): Query<Opened>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let planner = Planner::read(&app, &visitor, &school).await?;
    let draft = planner.draft(&visitor, opened.after.as_deref());
    let sheet = Sheet { visitor: &visitor, planner: &planner, draft: &draft, command_id: app::new_id() };
    Ok(page::plan(&sheet).into_response())
}

async fn plan(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let planner = Planner::read(&app, &visitor, &school).await?;
    let mut posted = Posted::of(sent)?;
    let Some(entry) = form::plan(&visitor, &mut posted.draft, &planner.offered) else {
        return Ok(again(&visitor, &planner, &posted));
    };
    // The same form sent twice plans the same cycle, and the second time finds it planned.
    let cycle = CycleId::new(Uuid::new_v5(&posted.command_id, b"cycle"));
    let predecessor = entry.predecessor.and_then(|id| planner.predecessor(id));
    let published_benchmark = entry.benchmark_set.clone();
    let programme_retired_on = entry.programme.retired_on;
    let plan = sealed(&app, &planner.school, cycle, &posted, entry).await?;
    let new = PlanCycle { plan, predecessor, published_benchmark, programme_retired_on };
    let act = CycleAct::PlanCycle(Box::new(new));
    visitor.allowed(Action::of_command(&act, false), On::School(&planner.school))?;
    let command = CycleCommand { today: planner.settings.today, effective_on: planner.settings.today, act };
    let context = posted.context(&visitor);
    match app.journal().execute::<Cycle>(&cycle.to_string(), Some(0), command, &context).await {
        Ok(receipt) => planned(&app, &visitor, &planner.school, cycle, &receipt).await,
        Err(ExecuteError::Refused(refused)) => {
            refusal::note(visitor.words, &mut posted.draft, &refused, &form::PLAN_FIELDS);
            Ok(again(&visitor, &planner, &posted))
        }
        Err(ExecuteError::Conflict { .. } | ExecuteError::DuplicateCommand { .. }) => {
            Ok(change::reused(&visitor))
        }
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

/// The form again, with what was typed and what is wrong with it.
fn again(visitor: &Visitor, planner: &Planner, posted: &Posted) -> Response {
    let sheet = Sheet { visitor, planner, draft: &posted.draft, command_id: posted.command_id };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    change::refused(status, visitor, &posted.draft, &form::PLAN_FIELDS, || page::plan(&sheet))
}

/// To the new cycle's page; to the list, which says that it is not up to date, where the page can't be shown yet.
async fn planned(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    cycle: CycleId,
    receipt: &Receipt,
) -> Result<Response, PageError> {
    let is_late = match &receipt.token {
        Some(token) if visitor.format == Format::Page => !app.has_seen(token).await?,
        Some(_) | None => false,
    };
    let address = if is_late { format!("/schools/{school}/cycles") } else { format!("/cycles/{cycle}") };
    Ok(change::stored(visitor, &address, receipt))
}

/// The plan with its texts sealed under the key of the new cycle.
async fn sealed(
    app: &App,
    school: &SchoolId,
    cycle: CycleId,
    posted: &Posted,
    entry: Planned<'_>,
) -> Result<Plan, PageError> {
    let stream = stream_of(cycle);
    let mut texts = [None, None, None, None];
    for (slot, field) in texts.iter_mut().zip(TEXTS) {
        let text = posted.draft.text(field);
        if !text.is_empty() {
            let place = Place { stream: &stream, command_id: posted.command_id, field };
            *slot = Some(app.vault().seal(cycle.uuid(), place, text).await?);
        }
    }
    let [need_statement, inquiry_question, class_link, group_label] = texts;
    let programme = entry.programme;
    Ok(Plan {
        cycle,
        school: school.clone(),
        subject: entry.subject,
        kind: programme.is.kind,
        programme: programme.pinned(),
        tier: programme.is.tier,
        wave: programme.is.wave,
        academic_year: entry.academic_year,
        starts_on: entry.dates.starts_on,
        ends_on: entry.dates.ends_on,
        teacher: entry.teacher,
        lead: entry.lead,
        mentor: entry.mentor,
        need_statement,
        inquiry_question,
        class_link,
        setting: entry.setting,
        group_label,
        predecessor: entry.predecessor,
        benchmark_set: entry.benchmark_set,
        planned_minutes: entry.minutes,
    })
}

async fn new_dates(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let draft = Draft::default()
        .with("starts_on", cycle.record.plan.starts_on.to_string())
        .with("ends_on", cycle.record.plan.ends_on.to_string())
        .with("effective_on", cycle.school.today.to_string());
    Ok(page::reschedule(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn reschedule(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::reschedule(visitor.words, &mut posted.draft) {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let place = posted.place(&stream, "note");
            let reason = entry.reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?;
            let act = CycleAct::Reschedule(Reschedule { dates: entry.dates, reason });
            Some(Asked { effective_on: entry.effective_on, act })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, RESCHEDULE).await
}

async fn new_start(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let begins = cycle.record.plan.starts_on.min(cycle.school.today);
    let draft = Draft::default().with("effective_on", begins.to_string());
    Ok(page::start(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn start(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let asked = match form::start(&visitor, &mut posted.draft, &cycle) {
        Some(entry) => {
            let stream = change::stream(&cycle);
            let size_override = match entry.size_override {
                Some(reason) => {
                    let place = posted.place(&stream, SIZE_NOTE);
                    Some(reason.seal(app.vault(), cycle.id.into(), place, Vec::new()).await?)
                }
                None => None,
            };
            let limits = visitor.catalogue.limits(&cycle.record.plan.programme);
            let act = CycleAct::StartCycle(StartCycle { limits, size_override });
            Some(Asked { effective_on: entry.effective_on, act })
        }
        None => None,
    };
    change::submit(&app, &visitor, cycle, posted, asked, START).await
}
