//! The register of what was put right in a school: both values, how late, why, whether something else may be said with it, and
//! what became of what governors read.
//!
//! That something is put right is good. Whoever checks a school looks at how often, for which reasons, how long after, and
//! whether it was after the board had been told. No name and no note is opened here.

mod page;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::cycle::{CycleEvent, Outcome};
use domain::edition::Standing;
use domain::{CycleId, SchoolId, Sequence};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use journal::Recorded;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::editions::read::Published;
use crate::history::page::At;
use crate::history::read::{PAGE, Row};
use crate::history::{self, Entry, EventAnswer, Reached};
use crate::limit_then::Limits;
use crate::moved::{Moved, Rules, Stand};
use crate::page_error::PageError;
use crate::route::Route;
use crate::school_history::Told;
use crate::{editions, schools, story};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let see = Action::SeeSchoolHistory;
    vec![
        Route::get("/schools/{school}/corrections", see, list),
        Route::get("/api/v1/schools/{school}/corrections", see, list).answering::<CorrectionsAnswer>(),
    ]
}

/// The kinds of fact that put something right, each with the kind of what it puts right.
const PUT_RIGHT: [(&str, &str); 10] = [
    ("assessment_corrected", "assessment_recorded"),
    ("assessment_voided", "assessment_recorded"),
    ("placement_corrected", "pupil_placed"),
    ("withdrawal_corrected", "pupil_withdrawn"),
    ("session_corrected", "session_delivered"),
    ("cost_corrected", "cost_recorded"),
    ("board_report_amended", "board_report_submitted"),
    ("cohort_result_revised", "cohort_result_entered"),
    ("edition_replaced", "edition_published"),
    ("pack_amended", "pack_issued"),
];

fn is_correction(kind: &str) -> bool {
    PUT_RIGHT.iter().any(|(correction, _)| *correction == kind)
}

/// What became of the figure that governors read of the cycle, after something of it was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Message {
    /// No edition had shown it before.
    NotShown,
    /// It was shown before, and no edition has come since.
    Waiting,
    /// The next edition says the same.
    Same,
    /// The next edition says otherwise.
    Changed,
    /// The next edition kept the old figure, because the new one would tell of too few pupils.
    Kept,
    /// The next edition withholds the figure.
    Withheld,
}

impl Message {
    /// The message id of its words.
    fn id(self) -> &'static str {
        match self {
            Self::NotShown => "corrections-message-not-shown",
            Self::Waiting => "corrections-message-waiting",
            Self::Same => "corrections-message-same",
            Self::Changed => "corrections-message-changed",
            Self::Kept => "corrections-message-kept",
            Self::Withheld => "corrections-message-withheld",
        }
    }
}

/// What became of the figure that governors read of the cycle, and where they read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Board {
    message: Message,
    /// The edition that showed it last before.
    before: Option<u32>,
    /// The first edition that knows of what was put right.
    after: Option<u32>,
}

impl Board {
    /// What the editions of a school, in any order, say of the figure of `cycle` around its fact `sequence`.
    fn of(editions: &[Published], cycle: CycleId, sequence: Sequence) -> Self {
        let figures: BTreeMap<u32, _> =
            editions.iter().filter_map(|one| Some((one.number, one.figure(cycle)?))).collect();
        let mut shown = figures.iter().filter(|(_, figure)| figure.upto < sequence && figure.shown.is_some());
        let before = shown.next_back().map(|(number, _)| *number);
        let next = figures.iter().find(|(_, figure)| figure.upto >= sequence);
        let message = match (before, next.map(|(_, figure)| &figure.standing)) {
            (None, _) => Message::NotShown,
            (Some(_), None) => Message::Waiting,
            (Some(_), Some(Standing::New | Standing::Changed { .. })) => Message::Changed,
            (Some(_), Some(Standing::Unchanged { .. })) => Message::Same,
            (Some(_), Some(Standing::Kept { .. })) => Message::Kept,
            (Some(_), Some(Standing::Withheld { .. })) => Message::Withheld,
        };
        Self { message, before, after: next.map(|(number, _)| *number).filter(|_| before.is_some()) }
    }
}

/// One thing that was put right.
struct Correction {
    entry: Entry,
    at: At,
    /// How many days the wrong value had stood; none where what it replaced is not known.
    days: Option<i32>,
    /// How far its cycle had come.
    reached: Reached,
    /// Where its cycle stood before it and after it; none for what is about no cycle.
    moved: Option<Moved>,
    /// What became of what governors read; none for what is about no cycle.
    board: Option<Board>,
    /// The outcome of its cycle was sealed before and after, and is another one.
    outcome_changed: bool,
}

/// Days from one instant to another, by the clock of the school.
fn days(zone: &TimeZone, from: Timestamp, to: Timestamp) -> Option<i32> {
    let day = |instant: Timestamp| instant.to_zoned(zone.clone()).date();
    Some(day(from).until(day(to)).ok()?.get_days())
}

/// The sealed outcomes of a cycle, each with the fact that sealed it, oldest first.
type Outcomes = BTreeMap<u64, Outcome>;

/// Whether a cycle's outcome was sealed before and after its fact `sequence`, and with other figures.
fn is_other_outcome(outcomes: &Outcomes, sequence: u64) -> bool {
    let before = outcomes.range(..sequence).next_back().map(|(_, outcome)| outcome);
    let after = outcomes.range(sequence..).next().map(|(_, outcome)| outcome);
    before.zip(after).is_some_and(|(before, after)| before != after)
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
struct Rate {
    /// How many were recorded.
    of: u64,
    /// How many were put right.
    corrections: u64,
}

impl Rate {
    /// For each hundred recorded, to one decimal; nothing where none was.
    fn per_hundred(self) -> Option<String> {
        let twentieths = self.corrections.saturating_mul(2_000).checked_div(self.of)?;
        let tenths = twentieths.div_ceil(2);
        Some(format!("{}.{}", tenths / 10, tenths % 10))
    }
}

/// How often something was put right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Rates {
    /// By the kind of what was put right.
    kinds: BTreeMap<String, Rate>,
    /// By the code of the reason, of everything that could be put right.
    reasons: BTreeMap<String, Rate>,
    /// By the role in which something was recorded: how much of it was put right later, by whomever.
    recorded_by: BTreeMap<String, Rate>,
    /// By the role in which something was put right: how often.
    put_right_by: BTreeMap<String, u64>,
}

impl Rates {
    fn of(counts: &[read::Count]) -> Self {
        let mut rates = Self::default();
        let all: u64 = counts.iter().filter(|one| !is_correction(&one.kind)).map(|one| one.facts).sum();
        for one in counts {
            let role = one.role.clone().unwrap_or_default();
            let Some((_, original)) = PUT_RIGHT.iter().find(|(kind, _)| *kind == one.kind) else {
                rates.kinds.entry(one.kind.clone()).or_default().of += one.facts;
                let rate = rates.recorded_by.entry(role).or_default();
                rate.of += one.facts;
                rate.corrections += one.put_right;
                continue;
            };
            rates.kinds.entry((*original).to_owned()).or_default().corrections += one.facts;
            let code = one.reason.clone().unwrap_or_default();
            let rate = rates.reasons.entry(code).or_insert(Rate { of: all, corrections: 0 });
            rate.corrections += one.facts;
            *rates.put_right_by.entry(role).or_default() += one.facts;
        }
        rates
    }
}

/// One page of the register.
struct Listed {
    school: SchoolId,
    name: String,
    corrections: Vec<Correction>,
    /// How often, on the first page alone: counting takes longer than reading a page.
    rates: Option<Rates>,
    /// The place below which the next page begins, if there is one.
    older: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Paged {
    before: Option<u64>,
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(paged): Query<Paged>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let mut found = read::of_school(app.pool(), &school, paged.before).await?;
    let is_more = found.len() > PAGE;
    found.truncate(PAGE);
    let older = found.last().filter(|_| is_more).map(|one| one.position.cast_unsigned());
    let rates = match paged.before {
        None => Some(Rates::of(&read::counts(app.pool(), &school).await?)),
        Some(_) => None,
    };
    let corrections = corrections(&app, &visitor, &school, &found).await?;
    if visitor.format == Format::Json {
        return Ok(Json(CorrectionsAnswer::of(&school, &corrections, rates, older)).into_response());
    }
    let known = schools::read::school(app.pool(), &school).await?;
    let name = known.map_or_else(|| school.to_string(), |school| school.name);
    Ok(page::list(&visitor, &Listed { school, name, corrections, rates, older }).into_response())
}

async fn corrections(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    found: &[read::Found],
) -> Result<Vec<Correction>, PageError> {
    let positions: Vec<i64> = found.iter().map(|one| one.position).collect();
    let stood_since: BTreeMap<u64, Timestamp> =
        found.iter().filter_map(|one| Some((one.position.cast_unsigned(), one.stood_since?))).collect();
    let rows = history::read::at_all(app.pool(), school, &positions).await?;
    let editions = editions::read::of_school(app.pool(), school).await?;
    let zone = app.settings_of(school).await?.zone;
    let outcomes = outcomes(app, &rows).await?;
    let mut moved = moved(app, visitor, school, &rows).await?;
    let told = Told::read(app, visitor, school, &rows).await?;
    let correction = |(entry, at): (Entry, At)| {
        let row = entry.row.clone()?;
        let cycle: Option<CycleId> =
            row.address.aggregate_id.parse().ok().filter(|_| row.address.aggregate_type == "cycle");
        let sequence = row.address.sequence;
        let since = stood_since.get(&row.place).copied();
        Some(Correction {
            days: since.and_then(|since| days(&zone, since, row.recorded_at)),
            reached: row.reached,
            moved: moved.remove(&row.place),
            board: cycle.map(|cycle| Board::of(&editions, cycle, Sequence::new(sequence))),
            outcome_changed: cycle
                .and_then(|cycle| outcomes.get(&cycle))
                .is_some_and(|outcomes| is_other_outcome(outcomes, sequence)),
            entry,
            at,
        })
    };
    Ok(told.entries(visitor, rows).into_iter().filter_map(correction).collect())
}

/// What each of these rows moved that is about a cycle, by its place.
async fn moved(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    rows: &[Row],
) -> Result<BTreeMap<u64, Moved>, PageError> {
    let limits = Limits::of_school(app, visitor, school).await?;
    let rules = |fact: &Recorded| Rules { catalogue: &visitor.catalogue, policy: limits.at(fact.position) };
    let mut moved = BTreeMap::new();
    for (cycle, rows) in by_cycle(rows) {
        let wanted: BTreeSet<u64> = rows.iter().map(|row| row.address.sequence).collect();
        let stream = app.journal().stream("cycle", cycle).await?;
        let mut of_cycle = Moved::by_each(rules, &stream, &wanted);
        let placed = rows.iter().filter_map(|row| Some((row.place, of_cycle.remove(&row.address.sequence)?)));
        moved.extend(placed);
    }
    Ok(moved)
}

/// The rows that are about a cycle, by its id.
fn by_cycle(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut cycles: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.address.aggregate_type == "cycle") {
        cycles.entry(&row.address.aggregate_id).or_default().push(row);
    }
    cycles
}

/// Every sealed outcome of the cycles of these rows.
async fn outcomes(app: &App, rows: &[Row]) -> Result<BTreeMap<CycleId, Outcomes>, PageError> {
    let cycles: Vec<String> = by_cycle(rows).into_keys().map(str::to_owned).collect();
    let mut outcomes: BTreeMap<CycleId, Outcomes> = BTreeMap::new();
    for recorded in app.journal().of_kinds("cycle", &cycles, &["cycle_outcome_sealed"]).await? {
        let cycle = recorded.aggregate_id.parse().ok();
        if let (Some(cycle), Some(CycleEvent::CycleOutcomeSealed(sealed))) = (cycle, story::event(&recorded))
        {
            outcomes.entry(cycle).or_default().insert(recorded.sequence, sealed.outcome);
        }
    }
    Ok(outcomes)
}

/// One thing that was put right, as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Correction)]
struct CorrectionAnswer {
    event: EventAnswer,
    /// How many days the wrong value had stood.
    days: Option<i32>,
    /// Where the cycle stood before it and after it.
    before: Option<Stand>,
    after: Option<Stand>,
    /// Whether something else may be said of the gain after than before.
    said_otherwise: Option<bool>,
    /// What became of the figure that governors read.
    message: Option<Message>,
    /// The number of the edition that showed the figure last before.
    shown_in: Option<u32>,
    /// That of the first edition which knows of what was put right.
    next_edition: Option<u32>,
    outcome_changed: bool,
}

/// How often something was put right, by what the name says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CorrectionRates)]
struct RatesAnswer {
    #[schema(value_type = Object)]
    kinds: BTreeMap<String, Rate>,
    #[schema(value_type = Object)]
    reasons: BTreeMap<String, Rate>,
    #[schema(value_type = Object)]
    recorded_by: BTreeMap<String, Rate>,
    #[schema(value_type = Object)]
    put_right_by: BTreeMap<String, u64>,
}

/// The register of what was put right in a school as programs read it, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Corrections)]
struct CorrectionsAnswer {
    school: String,
    corrections: Vec<CorrectionAnswer>,
    /// How often, on the first page alone.
    rates: Option<RatesAnswer>,
    /// Where the next page is, if there is one.
    older: Option<String>,
}

impl CorrectionsAnswer {
    fn of(school: &SchoolId, corrections: &[Correction], rates: Option<Rates>, older: Option<u64>) -> Self {
        let answer = |one: &Correction| CorrectionAnswer {
            event: EventAnswer::of(&one.entry.recorded, one.entry.row.as_ref()),
            days: one.days,
            before: one.moved.as_ref().map(|moved| moved.before.clone()),
            after: one.moved.as_ref().map(|moved| moved.after.clone()),
            said_otherwise: one.moved.as_ref().map(Moved::is_said_otherwise),
            message: one.board.map(|board| board.message),
            shown_in: one.board.and_then(|board| board.before),
            next_edition: one.board.and_then(|board| board.after),
            outcome_changed: one.outcome_changed,
        };
        let of_rates = |rates: Rates| {
            let Rates { kinds, reasons, recorded_by, put_right_by } = rates;
            RatesAnswer { kinds, reasons, recorded_by, put_right_by }
        };
        Self {
            school: school.to_string(),
            corrections: corrections.iter().map(answer).collect(),
            rates: rates.map(of_rates),
            older: older.map(|place| format!("/api/v1/schools/{school}/corrections?before={place}")),
        }
    }
}
