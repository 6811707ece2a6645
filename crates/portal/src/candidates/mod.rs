//! Whom to place in a cycle: the school's pupils of the programme's years, where each stood last, and the form that places.
//!
//! Pupils who are in another cycle of the subject at the same time stand apart: the lead may place them all the same, with
//! a reason. Nothing here is a score, and nobody is placed by the program.
//!
//! A teacher proposes pupils in the same way. Who may not read the register sees of it only pupils of their own cycles, and
//! of those only what these cycles say.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::cycle::{CycleDates, CycleRecord, EntryBand, PlacePupil, Placement, ProgrammeLimits};
use domain::{CycleId, KeySubject, PupilId, SchoolId, Subject, YearLevel};
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
use crate::proposals::{self, Asked as Proposed, Form, Told};
use crate::pupils::{self, Named};
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let propose = Action::ProposePlacing;
    vec![
        Route::get("/cycles/{cycle}/candidates", propose, list),
        Route::get("/cycles/{cycle}/candidates/{pupil}", propose, new),
        Route::post("/cycles/{cycle}/candidates/{pupil}", propose, place)
            .asking(&form::FIELDS)
            .telling::<Told>(StatusCode::ACCEPTED),
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

/// What a visitor may know of a school's pupils, before any name is opened.
struct Known {
    pupils: Vec<pupils::read::Pupil>,
    /// The parts that each of them has or was about to have.
    links: HashMap<PupilId, Vec<Part>>,
    /// The parts in the cycles that the visitor reaches.
    parts: HashMap<Part, PartInCycle>,
    cycles: Vec<Cycle>,
}

impl Known {
    /// The register, for one who may read it; for others the pupils of the cycles that they reach.
    async fn by(app: &App, visitor: &Visitor, school: &SchoolId) -> Result<Self, PageError> {
        let mut pupils = pupils::read::of_school(app.pool(), school).await?;
        let cycles = cycles::read::of_school(app.pool(), school).await?;
        let reached: HashSet<CycleId> = cycles
            .iter()
            .filter(|other| visitor.may_on(Action::ReadNames, &other.plan))
            .map(|other| other.id)
            .collect();
        let parts: HashMap<Part, PartInCycle> = read::of_school(app.pool(), school)
            .await?
            .into_iter()
            .filter(|part| reached.contains(&part.cycle))
            .map(|part| (Part { cycle: part.cycle, participant: part.participant }, part))
            .collect();
        let ids: Vec<PupilId> = pupils.iter().map(|one| one.id).collect();
        let links = participations::parts(app.pool(), app.vault(), &ids).await?;
        if !visitor.may_in(Action::SeePupils, school) {
            let is_seen = |pupil: &PupilId| links.get(pupil).is_some_and(|links| has_one(links, &parts));
            pupils.retain(|one| is_seen(&one.id));
        }
        Ok(Self { pupils, links, parts, cycles })
    }
}

fn has_one(links: &[Part], parts: &HashMap<Part, PartInCycle>) -> bool {
    links.iter().any(|link| parts.contains_key(link))
}

/// Whom the cycle could take: pupils of the school who are not in it, as far as the visitor may know of them.
///
/// # Errors
/// When the database does not answer, or a sealed text was altered.
pub async fn of_cycle(app: &App, visitor: &Visitor, cycle: &OpenCycle) -> Result<Candidates, PageError> {
    let Known { pupils, links, parts, cycles: of_school } =
        Known::by(app, visitor, &cycle.record.plan.school).await?;
    let mut named = Named::open(app, visitor, pupils).await?;
    named.retain(Named::is_here);
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
    Query(proposed): Query<Proposed>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let candidate = match candidate(&app, &visitor, &cycle, &pupil).await {
        Err(PageError::NotFound) => {
            return proposals::in_place_of_form(&app, &visitor, &cycle, &proposed).await;
        }
        found => found?,
    };
    let draft = about(form::suggested(&cycle.record, &candidate, cycle.school.today), &candidate);
    let form = (Form::Place(candidate.named.pupil.id), &proposed);
    let draft = proposals::filled(&app, &visitor, &cycle, form, (draft, PLACE.fields)).await?;
    Ok(page::place(&Shown::new(&visitor, &cycle, &draft)).into_response())
}

async fn place(
    State(app): State<App>,
    Path((cycle, pupil)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let mut posted = Posted::of(sent)?;
    let named = named(&app, &visitor, &cycle, &pupil).await?;
    let details = named.details.clone().ok_or(PageError::NotFound)?;
    let entry = form::place(visitor.words, &mut posted.draft);
    // Whether the pupil is free is the cycle's to say: what was placed a moment ago must still answer as placed.
    let shown = Candidate { named, level: None, last: None, elsewhere: form::told_elsewhere(&posted.draft) };
    posted.draft = about(posted.draft, &shown);
    let Some(entry) = entry else { return Ok(change::again(&visitor, &cycle, &posted, PLACE)) };
    let pupil = shown.named.pupil.id;
    let proposal = (Form::Place(pupil), details.called().to_owned());
    if let Some(kept) = proposals::instead(&app, &visitor, &cycle, &mut posted, proposal, PLACE).await? {
        return Ok(kept);
    }
    visitor.allowed(Action::PlacePupil, On::Cycle(&cycle.record.plan))?;
    let done = send(&app, &visitor, &cycle, &posted, pupil, details.called(), entry).await;
    let done = participations::answered(done)?;
    change::answer(&app, &visitor, cycle, posted, done, PLACE).await
}

/// The pupil of a form, who may be in the cycle already. Who may not read the register knows pupils of their own cycles.
async fn named(app: &App, visitor: &Visitor, cycle: &OpenCycle, pupil: &str) -> Result<Named, PageError> {
    let school = &cycle.record.plan.school;
    if !visitor.may_in(Action::SeePupils, school) {
        let known = Known::by(app, visitor, school).await?;
        known.pupils.iter().find(|one| one.id.to_string() == pupil).ok_or(PageError::NotFound)?;
    }
    pupils::named(app, visitor, pupil).await
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
