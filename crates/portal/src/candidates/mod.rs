//! Whom to place in a cycle: the school's pupils of the programme's years, where each stood last, and the form that places.
//!
//! Pupils who are in another cycle of the subject at the same time stand apart: the lead may place them all the same, with
//! a reason. Nothing here is a score, and nobody is placed by the program.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{CycleDates, CycleRecord, EntryBand, PlacePupil, Placement, ProgrammeLimits};
use domain::{CycleId, KeySubject, PupilId, Subject, YearLevel};
use jiff::civil::Date;

use self::read::PartInCycle;
use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::{self, FormPage, OpenCycle, Posted, Shown};
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::participations::{self, Part, PlaceError, Placing};
use crate::policy::On;
use crate::pupils::{self, Named};
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}/candidates", Action::PlacePupil, list),
        Route::get("/cycles/{cycle}/candidates/{pupil}", Action::PlacePupil, new),
        Route::post("/cycles/{cycle}/candidates/{pupil}", Action::PlacePupil, place).asking(&form::FIELDS),
    ]
}

const PLACE: FormPage = FormPage { draw: page::place, fields: &form::FIELDS };

/// A pupil who could be placed.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who it is.
    pub named: Named,
    /// The school year now; none when it is not recorded.
    pub level: Option<YearLevel>,
    /// Where the pupil stood when placed last in a cycle of the subject, and when that was.
    pub last: Option<(EntryBand, Date)>,
    /// In how many cycles of the subject the pupil is at the same time.
    pub elsewhere: usize,
}

/// The pupils who could be placed in a cycle.
#[derive(Debug, Default)]
pub struct Candidates {
    /// Free for it, those who stood lowest first.
    pub free: Vec<Candidate>,
    /// In another cycle of the subject at the same time.
    pub elsewhere: Vec<Candidate>,
    /// Of other school years than the programme's.
    pub other_years: Vec<Candidate>,
}

/// Whom the cycle could take: pupils of the school who are not in it.
///
/// # Errors
/// When the database does not answer, or a sealed text was altered.
pub async fn of_cycle(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<Candidates, PageError> {
    let school = &cycle.record.plan.school;
    let mut named = pupils::register_of(app, visitor, school).await?;
    named.retain(Named::is_here);
    let ids: Vec<PupilId> = named.iter().map(|one| one.pupil.id).collect();
    let links = participations::parts(app.pool(), app.vault(), &ids).await?;
    let parts: HashMap<Part, PartInCycle> = read::of_school(app.pool(), school)
        .await?
        .into_iter()
        .map(|part| (Part { cycle: part.cycle, participant: part.participant }, part))
        .collect();
    let of_school = cycles::read::of_school(app.pool(), school).await?;
    let subjects: HashMap<CycleId, Subject> =
        of_school.iter().map(|other| (other.id, other.plan.subject)).collect();
    let is_of_subject = |part: &&PartInCycle| subjects.get(&part.cycle) == Some(&cycle.record.plan.subject);
    let rivals = of_school.into_iter().filter(|other| competes(cycle.id, &cycle.record, other));
    let rivals: BTreeMap<CycleId, Cycle> = rivals.map(|other| (other.id, other)).collect();
    let candidate = |named: Named| {
        let links = links.get(&named.pupil.id).map_or(&[][..], Vec::as_slice);
        let took: Vec<PartInCycle> = links.iter().filter_map(|link| parts.get(link)).copied().collect();
        (!took.iter().any(|part| part.active && part.cycle == cycle.id)).then(|| Candidate {
            level: named
                .details
                .as_ref()
                .and_then(|known| known.year_on(cycle.school.today, cycle.school.first_month)),
            last: took
                .iter()
                .filter(is_of_subject)
                .max_by_key(|part| part.placed_on)
                .map(|part| (part.entry_band, part.placed_on)),
            elsewhere: took.iter().filter(|part| part.active && rivals.contains_key(&part.cycle)).count(),
            named,
        })
    };
    Ok(sorted(named.into_iter().filter_map(candidate), &limits(visitor, &cycle.record)))
}

/// What the cycle's programme allows.
fn limits(visitor: &Visitor, record: &CycleRecord) -> ProgrammeLimits {
    visitor.catalogue.limits(&record.plan.programme)
}

/// Whether a cycle of the list claims the same hours of a pupil as this one.
fn competes(id: CycleId, record: &CycleRecord, other: &Cycle) -> bool {
    let (plan, theirs) = (&record.plan, &other.plan);
    other.id != id
        && record.is_intervention()
        && theirs.kind == plan.kind
        && theirs.subject == plan.subject
        && ["planned", "running", "assessed"].contains(&other.state.as_str())
        && participations::at_once(
            CycleDates { starts_on: plan.starts_on, ends_on: plan.ends_on },
            CycleDates { starts_on: other.starts_on, ends_on: other.ends_on },
        )
}

/// Those of the programme's years, or of none that is recorded, in the order in which a lead would look at them. Pure.
fn sorted(all: impl Iterator<Item = Candidate>, limits: &ProgrammeLimits) -> Candidates {
    let fits = |one: &Candidate| match (&limits.year_levels, one.level) {
        (Some(years), Some(level)) => years.contains(&level),
        (None, _) | (_, None) => true,
    };
    let mut found = Candidates::default();
    for one in all {
        if !fits(&one) {
            found.other_years.push(one);
        } else if one.elsewhere > 0 {
            found.elsewhere.push(one);
        } else {
            found.free.push(one);
        }
    }
    // Names come in order; where pupils stood comes first.
    found.free.sort_by_key(|one| rank(one.last.map(|(band, _)| band)));
    found
}

/// Below what is expected comes first, and a pupil of whom nothing is known before one who did well.
fn rank(band: Option<EntryBand>) -> u8 {
    match band {
        Some(EntryBand::WellBelow) => 0,
        Some(EntryBand::Below) => 1,
        None => 2,
        Some(EntryBand::At) => 3,
        Some(EntryBand::Above) => 4,
    }
}

async fn list(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let found = of_cycle(&app, &visitor, &cycle).await?;
    Ok(page::list(&visitor, &cycle, &found).into_response())
}

/// The candidate of a form; a pupil who is in the cycle already has none.
async fn candidate(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    pupil: &str,
) -> Result<Candidate, PageError> {
    let found = of_cycle(app, visitor, cycle).await?;
    let mut all = found.free.into_iter().chain(found.elsewhere).chain(found.other_years);
    all.find(|one| one.named.pupil.id.to_string() == pupil).ok_or(PageError::NotFound)
}

/// What the form shows of the pupil; nobody types it.
fn about(draft: Draft, candidate: &Candidate) -> Draft {
    let name = candidate.named.details.as_ref().map(|known| known.called().to_owned());
    draft
        .with("pupil", candidate.named.pupil.id.to_string())
        .with("pupil_name", name.unwrap_or_default())
        .with("elsewhere", candidate.elsewhere.to_string())
}

async fn new(
    State(app): State<App>,
    Path((cycle, pupil)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let candidate = candidate(&app, &visitor, &cycle, &pupil).await?;
    let draft = about(form::suggested(&cycle.record, &candidate, cycle.school.today), &candidate);
    Ok(page::place(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn place(
    State(app): State<App>,
    Path((cycle, pupil)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    visitor.allowed(Action::PlacePupil, On::Cycle(&cycle.record.plan))?;
    let mut posted = Posted::of(sent)?;
    let named = pupils::named(&app, &visitor, &pupil).await?;
    let details = named.details.clone().ok_or(PageError::NotFound)?;
    let entry = form::place(visitor.words, &mut posted.draft);
    // Whether the pupil is free is the cycle's to say: what was placed a moment ago must still answer as placed.
    let shown = Candidate { named, level: None, last: None, elsewhere: form::told_elsewhere(&posted.draft) };
    posted.draft = about(posted.draft, &shown);
    let Some(entry) = entry else { return Ok(change::again(&visitor, &cycle, &posted, PLACE)) };
    let pupil = shown.named.pupil.id;
    let done = send(&app, &visitor, &cycle, &posted, pupil, details.called(), entry).await;
    let done = participations::answered(done)?;
    change::answer(&app, &visitor, cycle, posted, done, PLACE).await
}

async fn send(
    app: &App,
    visitor: &Visitor,
    cycle: &OpenCycle,
    posted: &Posted,
    pupil: PupilId,
    name: &str,
    entry: form::Entry,
) -> Result<journal::Receipt, PlaceError> {
    let (vault, command) = (app.vault(), posted.command_id);
    let participant = participations::participant(app, pupil, cycle.id, command).await?;
    let subject = KeySubject::from(participant);
    let stream = change::stream(cycle);
    let text = async |field: &'static str, typed: &str| match typed {
        "" => Ok(None),
        typed => vault.seal(subject.uuid(), posted.place(&stream, field), typed).await.map(Some),
    };
    let new = PlacePupil {
        limits: limits(visitor, &cycle.record),
        participant,
        identity: participations::identity(
            vault,
            Part { cycle: cycle.id, participant },
            command,
            pupil,
            name,
        )
        .await?,
        year_level: entry.year_level,
        weeks_of_schooling: entry.weeks,
        entry_band: entry.band,
        potential_evidence: text("potential_evidence", &entry.potential_evidence).await?,
        placement: Placement {
            group: text("group", &entry.group).await?,
            tier: entry.tier,
            share_of_sessions_percent: entry.share,
            role: entry.role,
        },
        size_override: entry.size_override,
        overlapping_cycles: 0,
        overlap_override: entry.overlap_override,
        reason: entry.reason.seal_with(vault, subject, posted.place(&stream, "note")).await?,
    };
    let placing = Placing {
        pupil,
        cycle: cycle.id,
        expected: posted.expected,
        today: cycle.school.today,
        effective_on: entry.effective_on,
    };
    participations::place(app, placing, new, &posted.context(visitor)).await
}
