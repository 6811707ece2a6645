//! The scores of a whole group on one page: a row for each pupil, saved together or not at all.
//!
//! One pupil's score by itself is the matter of the forms about assessments.

mod form;
mod page;
#[cfg(test)]
mod tests;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::cycle::{AssessmentPoint, CycleAct, CycleRecord, RecordScores, ScoreEntry, ScoreRow};
use domain::{AssessmentId, GivenReason, ParticipantId};
use serde::Deserialize;

use self::form::{Entered, Sheet, Wanted};
use crate::access::{Action, Visitor};
use crate::app::{self, App};
use crate::change::{self, Asked, FormPage, OpenCycle, Posted, Shown};
use crate::entries::{Catalogue, Instrument};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::reason_form::Typed;
use crate::refusal;
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::RecordAssessment;
    vec![
        Route::get("/cycles/{cycle}/scores/{point}", action, show),
        Route::post("/cycles/{cycle}/scores/{point}", action, record).asking(&form::FIELDS),
    ]
}

const GRID: FormPage = FormPage { draw: page::grid, fields: &form::FIELDS };

/// What a link to the grid fills in.
#[derive(Debug, Default, Deserialize)]
struct Suggested {
    instrument: Option<String>,
}

impl<'c> Sheet<'c> {
    /// The grid of this point and test; without a test, the one that the group has most scores by.
    fn of(
        catalogue: &'c Catalogue,
        record: &CycleRecord,
        point: &str,
        instrument: &str,
    ) -> Result<Self, PageError> {
        let point: AssessmentPoint = point.parse().map_err(|_| PageError::NotFound)?;
        let scores = |one: &&'c Instrument| {
            record.assessments.values().filter(|score| score.instrument.to_string() == one.version).count()
        };
        let mut tests = catalogue.tests_of(record).into_iter();
        let instrument = if instrument.is_empty() {
            // Of several with as many scores, the first of the catalogue.
            tests.reduce(|best, one| if scores(&one) > scores(&best) { one } else { best })
        } else {
            tests.find(|one| one.version == instrument)
        };
        Ok(Self { point, instrument: instrument.ok_or(PageError::NotFound)? })
    }

    /// What stands in a form about it that nobody has typed into.
    fn draft(self, draft: Draft) -> Draft {
        draft.with("point", self.point.to_string()).with("instrument", &self.instrument.version)
    }

    /// The grid that a form is about.
    fn shown(shown: &Shown<'c>) -> Option<Self> {
        let (point, instrument) = (shown.draft.text("point"), shown.draft.text("instrument"));
        let instrument = shown.visitor.catalogue.instrument(instrument)?;
        Some(Self { point: point.parse().ok()?, instrument })
    }
}

async fn show(
    State(app): State<App>,
    Path((cycle, point)): Path<(String, String)>,
    Query(suggested): Query<Suggested>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let wanted = suggested.instrument.as_deref().unwrap_or_default();
    let sheet = Sheet::of(&visitor.catalogue, &cycle.record, &point, wanted)?;
    let draft = sheet
        .draft(Draft::default())
        .with("taken_on", cycle.school.today.to_string())
        .with("missing_reason", domain::ReasonCode::Absence.to_string());
    Ok(page::grid(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn record(
    State(app): State<App>,
    Path((cycle, point)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let wanted = posted.draft.text("instrument");
    let sheet = Sheet::of(&visitor.catalogue, &cycle.record, &point, wanted)?;
    posted.draft = sheet.draft(posted.draft);
    let pupils = taking_part(&visitor, &cycle);
    if !posted.draft.text("column").is_empty() {
        return Ok(filled(&visitor, &cycle, posted.draft, &pupils));
    }
    // Once a cycle is closed only the head puts a score right, here as in the form for one score.
    let may_change = !cycle.closed || visitor.may_in(Action::CorrectAfterClosing, &cycle.record.plan.school);
    let entered = form::parse(visitor.words, &mut posted.draft, &cycle.record, sheet, &pupils, may_change);
    let asked = ask(&app, &visitor, &cycle, &mut posted, sheet, entered).await?;
    change::submit(&app, &visitor, cycle, posted, asked, GRID).await
}

/// Those who take part now, with their names.
fn taking_part(visitor: &Visitor, cycle: &OpenCycle) -> Vec<(ParticipantId, String)> {
    let people = cycle.people.iter().filter(|person| person.withdrawal.is_none());
    people.map(|person| (person.id, person.called(visitor.words, &cycle.texts))).collect()
}

/// The grid with a pasted column in its cells, to be looked at before it is saved.
fn filled(
    visitor: &Visitor,
    cycle: &OpenCycle,
    draft: Draft,
    pupils: &[(ParticipantId, String)],
) -> Response {
    let ids: Vec<ParticipantId> = pupils.iter().map(|(id, _)| *id).collect();
    let draft = form::fill(visitor.words, draft, &ids).with("filled", "yes");
    let status = if draft.problems().is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page::grid(&Shown::new(visitor, cycle, &draft))).into_response()
}

/// The one command of the whole grid; nothing if any of it can't be understood. What a rule would refuse of the rest is told
/// then too. A form that is older than the cycle is sent on as it is and never acts: the journal says whether it was sent
/// before or somebody else came first, and that is told together with what can't be understood.
async fn ask(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: &mut Posted,
    sheet: Sheet<'_>,
    entered: Entered,
) -> Result<Option<Asked>, PageError> {
    let mut act = RecordScores {
        instrument: sheet.instrument.limits(),
        windows: sheet.instrument.windows(),
        point: sheet.point,
        marker: visitor.account.as_ref().map(|person| domain::AccountId::new(person.id)),
        batch: None,
        rows: Vec::new(),
    };
    for (participant, wanted) in entered.rows {
        let entry = match wanted {
            Wanted::New(reading) => {
                Some(ScoreEntry::New { assessment_id: AssessmentId::new(app::new_id()), reading })
            }
            Wanted::Missing => seal(app, cycle, posted, participant, entered.missing.as_ref())
                .await?
                .map(|reason| ScoreEntry::Missing { reason }),
            Wanted::Changed { assessment, corrects, after } => {
                let reason = seal(app, cycle, posted, participant, entered.changed.as_ref()).await?;
                reason.map(|reason| ScoreEntry::Corrected {
                    assessment_id: assessment,
                    corrects_seq: corrects,
                    after,
                    reason,
                })
            }
        };
        act.rows.extend(entry.map(|entry| ScoreRow { participant, entry }));
    }
    let is_stale = posted.is_older_than(cycle.sequence);
    if !posted.draft.problems().is_empty() && !is_stale {
        let refused = act.refused_rows(&cycle.record, cycle.school.today);
        refusal::note_rows(visitor.words, &mut posted.draft, &refused, cycle);
        return Ok(None);
    }
    Ok(Some(Asked { effective_on: cycle.school.today, act: CycleAct::RecordScores(act) }))
}

/// The one reason of all such rows, its note sealed for this participant alone.
async fn seal(
    app: &App,
    cycle: &OpenCycle,
    posted: &Posted,
    participant: ParticipantId,
    reason: Option<&Typed>,
) -> Result<Option<GivenReason>, PageError> {
    let Some(reason) = reason.cloned() else { return Ok(None) };
    let stream = change::stream(cycle);
    let place = posted.place(&stream, "note");
    Ok(Some(reason.seal(app.vault(), participant.into(), place, Vec::new()).await?))
}
