//! The difference of two moments of a cycle or a school: what was added, changed and put right between them, by which fact,
//! and which figures that moved.
//!
//! Nothing is compared to find it: what is between two moments is the facts between them, and they say what they changed.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::CycleEvent;
use domain::{CycleId, SchoolId};
use journal::Recorded;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use self::form::Ends;
use self::read::Other;
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::cycles::{self, read::Cycle};
use crate::enquiries::school_of;
use crate::history::{Entry, EventAnswer, History};
use crate::moved::{Moved, Stand};
use crate::page_error::PageError;
use crate::route::Route;
use crate::schools::read::School;
use crate::sign_in::account;
use crate::story;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/difference", Action::SeeHistory, show),
        Route::get("/api/v1/cycles/{cycle}/difference", Action::SeeHistory, show).answering::<Answer>(),
        Route::get("/schools/{school}/difference", Action::SeeHistory, of_school),
        Route::get("/api/v1/schools/{school}/difference", Action::SeeHistory, of_school)
            .answering::<SchoolAnswer>(),
    ]
}

/// The two moments, as they were typed. Without the first it is the beginning; without the second, now.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// What a fact of a cycle is to what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// It is beside what was there.
    Added,
    /// Something goes on in another way.
    Changed,
    /// Something that was recorded was not so, or was to be said otherwise.
    Corrected,
}

impl Sort {
    /// What a fact is.
    #[must_use]
    pub fn of(event: &CycleEvent) -> Self {
        match event {
            CycleEvent::CyclePlanned(_)
            | CycleEvent::CycleStarted(_)
            | CycleEvent::LearningCarriedForward(_)
            | CycleEvent::PupilPlaced(_)
            | CycleEvent::NeedAssessed(_)
            | CycleEvent::CurricularTargetSet(_)
            | CycleEvent::TargetJudged(_)
            | CycleEvent::AssessmentRecorded(_)
            | CycleEvent::AssessmentMissed(_)
            | CycleEvent::StrategyAdopted(_)
            | CycleEvent::SessionDelivered(_)
            | CycleEvent::FamilyContactRecorded(_)
            | CycleEvent::MentoringRecorded(_)
            | CycleEvent::InquiryReflected(_)
            | CycleEvent::CostRecorded(_)
            | CycleEvent::CycleAssessed(_)
            | CycleEvent::CycleOutcomeSealed(_)
            | CycleEvent::ImpactJudged(_)
            | CycleEvent::BoardReportSubmitted(_)
            | CycleEvent::CycleReopeningAsked(_)
            | CycleEvent::CycleReopeningDeclined(_)
            | CycleEvent::CycleClosed(_) => Self::Added,
            CycleEvent::CycleRescheduled(_)
            | CycleEvent::CycleStaffChanged(_)
            | CycleEvent::PlacementChanged(_)
            | CycleEvent::PupilWithdrawn(_)
            | CycleEvent::TargetRevised(_)
            | CycleEvent::StrategyAdapted(_)
            | CycleEvent::StrategyStopped(_)
            | CycleEvent::CycleReopened(_)
            | CycleEvent::CycleCancelled(_) => Self::Changed,
            CycleEvent::WithdrawalCorrected(_)
            | CycleEvent::PlacementCorrected(_)
            | CycleEvent::AssessmentCorrected(_)
            | CycleEvent::AssessmentVoided(_)
            | CycleEvent::SessionCorrected(_)
            | CycleEvent::CostCorrected(_)
            | CycleEvent::BoardReportAmended(_) => Self::Corrected,
        }
    }

    /// What a recorded fact is; one that this program does not know is beside what was there.
    fn of_recorded(recorded: &Recorded) -> Self {
        story::event(recorded).as_ref().map_or(Self::Added, Self::of)
    }
}

/// What is between two moments of a cycle.
struct Difference {
    history: History,
    ends: Ends,
    /// Each with what it is to what was there.
    entries: Vec<(Sort, Entry)>,
    moved: Moved,
}

impl Difference {
    fn of(&self, sort: Sort) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |(known, _)| *known == sort).map(|(_, entry)| entry)
    }
}

async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: CycleId = cycle.parse().map_err(|_| PageError::NotFound)?;
    let history = History::read(&app, &visitor, id).await?;
    let ends = form::ends(&app, &asked).await?;
    let settings = app.settings_of(&history.plan().ok_or(PageError::NotFound)?.school).await?;
    let (is_before, is_between) =
        (|fact: &Recorded| ends.is_before(fact), |fact: &Recorded| ends.is_between(fact));
    let moved = Moved::of(&visitor.catalogue, &settings.policy, &history.stream, is_before, is_between);
    let entries = history.entries(&visitor, is_between);
    let entries = entries.into_iter().map(|entry| (Sort::of_recorded(&entry.recorded), entry)).collect();
    let difference = Difference { history, ends, entries, moved };
    Ok(match visitor.format {
        Format::Page => page::show(&visitor, &asked, &difference).into_response(),
        Format::Json => Json(Answer::of(difference)).into_response(),
    })
}

/// A moment, as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerMoment)]
struct MomentAnswer {
    /// The place of the last fact that was known; 0 before the first.
    position: u64,
    /// The moment that was asked for.
    #[schema(value_type = String, format = DateTime)]
    at: jiff::Timestamp,
}

/// The difference as programs read it. The facts of `added`, `changed` and `corrected`, in the order of their numbers, applied
/// to the cycle as it was give the cycle as it is. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CycleDifference)]
struct Answer {
    cycle: String,
    from: MomentAnswer,
    to: MomentAnswer,
    before: Stand,
    after: Stand,
    added: Vec<EventAnswer>,
    changed: Vec<EventAnswer>,
    corrected: Vec<EventAnswer>,
}

impl Answer {
    fn of(difference: Difference) -> Self {
        let answer =
            |entry: &Entry| EventAnswer::of(&entry.recorded, Some(&difference.history.row(&entry.recorded)));
        let events = |sort| difference.of(sort).map(answer).collect();
        let (added, changed, corrected) =
            (events(Sort::Added), events(Sort::Changed), events(Sort::Corrected));
        let moment = |end: form::End| MomentAnswer { position: end.position, at: end.at };
        Self {
            cycle: difference.history.cycle.to_string(),
            from: moment(difference.ends.from),
            to: moment(difference.ends.to),
            before: difference.moved.before,
            after: difference.moved.after,
            added,
            changed,
            corrected,
        }
    }
}

/// What is between two moments of one cycle of a school.
struct CycleRow {
    cycle: Cycle,
    moved: Moved,
    added: usize,
    changed: usize,
    corrected: usize,
}

/// What is between two moments of a school.
struct OfSchool {
    school: School,
    ends: Ends,
    /// The cycles that the visitor reaches and that have facts in between.
    cycles: Vec<CycleRow>,
    /// What else was recorded of the school, in the order of all facts.
    others: Vec<Other>,
    /// The names of those who recorded it.
    people: HashMap<Uuid, String>,
}

async fn of_school(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let school = school_of(&app, &visitor, &id).await?;
    let ends = form::ends(&app, &asked).await?;
    let settings = app.settings_of(&id).await?;
    let mut cycles = Vec::new();
    for cycle in cycles::read::of_school(app.pool(), &id).await? {
        if !visitor.may_on(Action::SeeHistory, &cycle.plan) {
            continue;
        }
        let stream = app.journal().stream("cycle", &cycle.id.to_string()).await?;
        let between: Vec<Sort> =
            stream.iter().filter(|fact| ends.is_between(fact)).map(Sort::of_recorded).collect();
        let count = |sort| between.iter().filter(|one| **one == sort).count();
        if !between.is_empty() {
            let moved = Moved::of(
                &visitor.catalogue,
                &settings.policy,
                &stream,
                |fact| ends.is_before(fact),
                |fact| ends.is_between(fact),
            );
            let (added, changed, corrected) =
                (count(Sort::Added), count(Sort::Changed), count(Sort::Corrected));
            cycles.push(CycleRow { cycle, moved, added, changed, corrected });
        }
    }
    let others = read::others(&app, &visitor, &id, &ends).await?;
    let actors: Vec<Uuid> = others.iter().filter_map(|one| one.by).collect();
    let people = account::display_names(app.pool(), &actors).await?;
    let difference = OfSchool { school, ends, cycles, others, people };
    Ok(match visitor.format {
        Format::Page => page::of_school(&visitor, &asked, &difference).into_response(),
        Format::Json => Json(SchoolAnswer::of(&difference)).into_response(),
    })
}

/// The difference of a school as programs read it. What each cycle's facts were is in the cycle's own difference.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolDifference)]
struct SchoolAnswer {
    school: String,
    from: MomentAnswer,
    to: MomentAnswer,
    cycles: Vec<CycleRowAnswer>,
    /// What else was recorded of the school: its settings, official results, editions, packs and questions.
    others: Vec<OtherAnswer>,
}

/// One cycle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangedCycle)]
struct CycleRowAnswer {
    cycle: String,
    added: usize,
    changed: usize,
    corrected: usize,
    before: Stand,
    after: Stand,
}

/// One fact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolRecord)]
struct OtherAnswer {
    position: u64,
    /// The stream that it is in, such as `pack`.
    stream: String,
    id: String,
    sequence: u64,
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = String, format = DateTime)]
    recorded_at: jiff::Timestamp,
}

impl SchoolAnswer {
    fn of(difference: &OfSchool) -> Self {
        let moment = |end: form::End| MomentAnswer { position: end.position, at: end.at };
        let row = |row: &CycleRow| CycleRowAnswer {
            cycle: row.cycle.id.to_string(),
            added: row.added,
            changed: row.changed,
            corrected: row.corrected,
            before: row.moved.before.clone(),
            after: row.moved.after.clone(),
        };
        let other = |one: &Other| OtherAnswer {
            position: one.position,
            stream: one.stream.to_owned(),
            id: one.id.clone(),
            sequence: one.sequence,
            kind: one.kind.clone(),
            recorded_at: one.recorded_at,
        };
        Self {
            school: difference.school.id.to_string(),
            from: moment(difference.ends.from),
            to: moment(difference.ends.to),
            cycles: difference.cycles.iter().map(row).collect(),
            others: difference.others.iter().map(other).collect(),
        }
    }
}
