//! One cycle: who is in it, what each needs, what was tried, every score, and what came of it.
//!
//! Staff see names, mentors first letters; auditors see numbers in place of names; governors and officers see what was published
//! of a closed cycle, and no pupil.

mod page;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::cycle::{AssessmentPoint, Role};
use domain::{CycleId, ParticipantId};
use measures::{Mark, ShownMoves};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::assessments::read::Entry;
use crate::chart::MarkRecord;
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::edition_answers::FigureAnswer;
use crate::entries::Catalogue;
use crate::gains::{self, Fixed, Gains};
use crate::needs::read::{Need, Target};
use crate::page_error::PageError;
use crate::placements::read::Participant;
use crate::proposals::Proposals;
use crate::questions::{self, Asked};
use crate::route::Route;
use crate::sealed_text::{Placed, Texts};
use crate::sessions::read::Session;
use crate::sign_in::account;
use crate::strategies::read::{Change, Step};
use crate::worth::{self, ForEach, Spent};
use crate::{assessments, chart, moves, needs, placements, proposals, schools, sessions, strategies};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cycles/{cycle}", Action::SeeCycleFigures, show).with_days(),
        Route::get("/api/v1/cycles/{cycle}", Action::SeeCycleFigures, show)
            .with_days()
            .answering::<WholeAnswer>(),
    ]
}

/// A closed cycle as governors and officers see it: published figures, no pupil.
pub struct Summary {
    /// The school's name.
    pub school: String,
    /// The cycle.
    pub cycle: Cycle,
    /// Its mark, as the last edition has it; none before it is in one, or where its figures are withheld.
    pub mark: Option<Mark>,
    /// What holds in its school: how few pupils may stand behind a figure, and how its year goes.
    pub settings: schools::read::Settings,
    /// What it cost for each pupil, as far as the visitor may know.
    pub cost: Option<ForEach>,
    /// The questions that are worth asking about it.
    pub asked: Vec<Asked>,
}

/// A cycle as staff and auditors see it.
pub struct Whole {
    /// The school's name.
    pub school: String,
    /// The cycle.
    pub cycle: Cycle,
    /// What holds in its school: how few pupils may stand behind a figure, and its terms.
    pub settings: schools::read::Settings,
    /// Who is or was in it.
    pub people: Vec<Participant>,
    /// What each can and can't do.
    pub needs: Vec<Need>,
    /// What each is to be able to do.
    pub targets: Vec<Target>,
    /// What was tried.
    pub strategies: Vec<Change>,
    /// The sessions that were held.
    pub sessions: Vec<Session>,
    /// The scores.
    pub scores: Vec<Entry>,
    /// What teachers propose, for those who propose and answer.
    pub proposals: Proposals,
    /// The texts that the visitor may read.
    pub texts: Texts,
    /// The names of those who teach, lead and mentor.
    pub accounts: HashMap<Uuid, String>,
    /// What it cost for each pupil, as far as the visitor may know.
    pub cost: Option<ForEach>,
}

impl Whole {
    async fn read(app: &App, visitor: &Visitor, school: String, cycle: Cycle) -> Result<Self, PageError> {
        let (pool, id) = (app.pool(), cycle.id);
        let settings = app.settings_of(&cycle.plan.school).await?;
        let mut whole = Self {
            school,
            cycle,
            settings,
            people: placements::read::of_cycle(pool, id).await?,
            needs: needs::read::of_cycle(pool, id).await?,
            targets: needs::read::targets(pool, id).await?,
            strategies: strategies::read::of_cycle(pool, id).await?,
            sessions: sessions::read::of_cycle(pool, id).await?,
            scores: assessments::read::of_cycle(pool, id).await?,
            proposals: Proposals::default(),
            texts: Texts::default(),
            accounts: HashMap::new(),
            cost: None,
        };
        let plan = &whole.cycle.plan;
        let staff: Vec<Uuid> = [
            Some(plan.teacher),
            Some(plan.lead),
            plan.mentor,
            whole.cycle.reopening.as_ref().map(|asked| asked.by),
        ]
        .into_iter()
        .flatten()
        .map(domain::AccountId::uuid)
        .collect();
        whole.accounts = account::display_names(pool, &staff).await?;
        let spent = Spent::read(pool, id).await?;
        whole.cost = spent.for_each(visitor, plan, None, &whole.settings.policy);
        whole.proposals = proposals::of_cycle(app, visitor, plan, &whole.cycle.state).await?;
        whole.texts = Texts::open(app.vault(), visitor, &whole.cycle.plan, &whole.sealed()).await?;
        Ok(whole)
    }

    /// Every sealed text that the page shows.
    fn sealed(&self) -> Vec<Placed> {
        let plan = &self.cycle.plan;
        let of_plan = [
            (&plan.need_statement, "need_statement"),
            (&plan.inquiry_question, "inquiry_question"),
            (&plan.class_link, "class_link"),
            (&plan.group_label, "group_label"),
        ];
        let planned = of_plan.into_iter().filter_map(|(sealed, field)| {
            Some(Placed::new(sealed.clone()?, self.cycle.plan_command_id, field))
        });
        let expected = self.strategies.iter().filter_map(|change| match &change.step {
            Step::Used { expected, .. } => Some(expected.clone()),
            Step::Stopped { .. } => None,
        });
        planned
            .chain(self.people.iter().flat_map(Participant::sealed))
            .chain(self.needs.iter().flat_map(|need| [need.can_do.clone(), need.not_yet.clone()]))
            .chain(self.targets.iter().map(|target| target.statement.clone()))
            .chain(expected)
            .collect()
    }

    /// The pairs of start and end scores of those who are taught and take part.
    #[must_use]
    pub fn gains(&self, catalogue: &Catalogue) -> Option<Gains> {
        let taught = self.people.iter().filter(|one| one.role == Role::Target && one.withdrawal.is_none());
        let taking_part: BTreeSet<ParticipantId> = taught.map(|one| one.id).collect();
        Gains::of_entries(catalogue, &self.scores, &taking_part)
    }

    /// How the pupils moved between bands of scores, as far as the visitor may know; nothing where nobody has both scores, or
    /// the test has no norm.
    #[must_use]
    pub fn moves(&self, visitor: &Visitor) -> Option<ShownMoves> {
        let moves = moves::of(&self.gains(&visitor.catalogue)?).filter(|moves| moves.pupils() > 0)?;
        // Whoever opens the page of a cycle reads each score on it.
        Some(moves::seen(&moves, true, &self.settings.policy))
    }

    /// The points of the cycle that have an entry, in their order; start, midway and end always.
    #[must_use]
    pub fn points(&self) -> Vec<AssessmentPoint> {
        let mut points: BTreeSet<AssessmentPoint> = self.scores.iter().map(|entry| entry.point).collect();
        points.extend([AssessmentPoint::Baseline, AssessmentPoint::Interim, AssessmentPoint::End]);
        points.into_iter().collect()
    }
}

async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: CycleId = cycle.parse().map_err(|_| PageError::NotFound)?;
    let cycle = cycles::read::cycle(app.pool(), id).await?.ok_or(PageError::NotFound)?;
    let school = cycle.plan.school.clone();
    visitor.in_cycle(&cycle.plan)?;
    let name = schools::read::school(app.pool(), &school)
        .await?
        .map_or_else(|| school.to_string(), |school| school.name);
    if !visitor.may_on(Action::SeeCycle, &cycle.plan) {
        return summary(&app, &visitor, name, cycle).await;
    }
    let whole = Whole::read(&app, &visitor, name, cycle).await?;
    Ok(match visitor.format {
        Format::Page => page::whole(&visitor, &whole).into_response(),
        Format::Json => {
            let seen = [(header::ETAG, format!("\"{}\"", whole.cycle.sequence))];
            (seen, Json(WholeAnswer::of(&visitor, &whole))).into_response()
        }
    })
}

/// Who reads editions alone sees a cycle once it is closed; before that there is nothing to see.
async fn summary(app: &App, visitor: &Visitor, school: String, cycle: Cycle) -> Result<Response, PageError> {
    if !cycle.is_for_board() {
        return Err(PageError::NotFound);
    }
    let settings = app.settings_of(&cycle.plan.school).await?;
    let mark = cycle.board_figure().map(|figure| Fixed::published(figure).mark(&settings.policy));
    let spent = Spent::read(app.pool(), cycle.id).await?;
    let both = cycle.board_figure().map(|figure| figure.pupils.into());
    let cost = spent.for_each(visitor, &cycle.plan, both, &settings.policy);
    let asked = match visitor.format {
        Format::Page => questions::of_cycle(app, visitor, &cycle).await?,
        Format::Json => Vec::new(),
    };
    let summary = Summary { school, cycle, mark, settings, cost, asked };
    Ok(match visitor.format {
        Format::Page => page::summary(visitor, &summary).into_response(),
        Format::Json => Json(json!({
            "cycle": Head::of(&summary.cycle, &summary.settings),
            "mark": summary.mark.and_then(|mark| cycles::record(visitor.words, &summary.cycle, mark)),
            "edition": summary.cycle.edition.as_ref().map(|one| {
                FigureAnswer::of(&one.figure, one.number, &summary.settings.policy)
            }),
            "worth": worth::Record::of(summary.cost.as_ref(), None),
        }))
        .into_response(),
    })
}

/// What a cycle is, as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CycleHead)]
struct Head {
    id: String,
    school: String,
    subject: String,
    programme: String,
    /// As its school counts: `2025-26`, or `2026` where a year is named by one.
    academic_year: String,
    #[schema(value_type = String, format = Date)]
    starts_on: jiff::civil::Date,
    #[schema(value_type = String, format = Date)]
    ends_on: jiff::civil::Date,
    state: String,
}

impl Head {
    fn of(cycle: &Cycle, settings: &schools::read::Settings) -> Self {
        Self {
            id: cycle.id.to_string(),
            school: cycle.plan.school.to_string(),
            subject: cycle.plan.subject.to_string(),
            programme: cycle.plan.programme.to_string(),
            academic_year: settings.year_code_of(cycle.starts_on),
            starts_on: cycle.starts_on,
            ends_on: cycle.ends_on,
            state: cycle.state.clone(),
        }
    }
}

/// A cycle as programs read it: numbers and codes, no name and no typed text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WholeCycle)]
struct WholeAnswer {
    /// The last fact that this shows; the `ETag` says the same. Send it as `If-Match` with the next change.
    sequence: u64,
    cycle: Head,
    #[schema(value_type = Vec<Object>)]
    participants: Vec<serde_json::Value>,
    #[schema(value_type = Vec<Object>)]
    scores: Vec<serde_json::Value>,
    #[schema(value_type = Vec<Object>)]
    strategies: Vec<serde_json::Value>,
    mark: Option<MarkRecord>,
    worth: worth::Record,
    /// How pupils moved between bands of scores; none where nobody has both scores, or the test has no norm.
    moves: Option<moves::Record>,
}

impl WholeAnswer {
    fn of(visitor: &Visitor, whole: &Whole) -> Self {
        let participant = |one: &Participant| {
            json!({
                "participant": one.id, "place": one.place, "role": one.role, "tier": one.tier,
                "share_of_sessions_percent": one.share_percent, "year_level": one.year_level,
                "entry_band": one.entry_band, "placed_on": one.placed_on,
                "withdrawn_on": one.withdrawal.map(|withdrawal| withdrawal.on),
            })
        };
        let score = |one: &Entry| {
            let scored = one.score.as_ref();
            json!({
                "participant": one.participant, "point": one.point, "sequence": one.live,
                "assessment_id": scored.map(|scored| scored.id),
                "instrument": scored.map(|scored| &scored.instrument),
                "scale": scored.map(|scored| &scored.scale),
                "form": scored.and_then(|scored| scored.form.as_ref()),
                "score": scored.map(|scored| scored.value.to_string()),
                "taken_on": scored.map(|scored| scored.taken_on),
                "missing": scored.is_none(), "corrections": one.corrections, "reason": one.reason,
            })
        };
        let strategy = |one: &Change| {
            let (change, effect) = match &one.step {
                Step::Used { adapted: false, .. } => ("adopted", None),
                Step::Used { adapted: true, .. } => ("adapted", None),
                Step::Stopped { judged_effect } => ("stopped", Some(judged_effect)),
            };
            json!({
                "sequence": one.sequence, "strategy": one.strategy, "change": change,
                "effective_on": one.effective_on, "reason": one.reason, "judged_effect": effect,
            })
        };
        let mark = whole
            .gains(&visitor.catalogue)
            .map_or_else(gains::no_mark, |gains| gains.mark(&whole.settings.policy));
        Self {
            sequence: whole.cycle.sequence,
            cycle: Head::of(&whole.cycle, &whole.settings),
            participants: whole.people.iter().map(participant).collect(),
            scores: whole.scores.iter().map(score).collect(),
            strategies: whole.strategies.iter().map(strategy).collect(),
            mark: cycles::record(visitor.words, &whole.cycle, mark),
            worth: worth::Record::of(
                whole.cost.as_ref(),
                Some(whole.cycle.judged.values().map(|judged| judged.value).collect()),
            ),
            moves: whole.moves(visitor).as_ref().map(moves::Record::of),
        }
    }
}

/// The words for a difference of a mark: its figure with the range, or why there is none.
fn compared(visitor: &Visitor, mark: &Mark, axis: measures::Axis) -> String {
    let (words, comparison) = (visitor.words, mark.on(axis));
    match (comparison.difference(), comparison.interval()) {
        (Some(value), Some(interval)) => {
            let (value, range) = (chart::signed(value), chart::range(words, interval));
            words.tell("cycle-figure-range", &[("value", value.into()), ("range", range.into())])
        }
        (Some(value), None) => chart::signed(value),
        (None, _) => comparison.absent().map_or_else(String::new, |why| words.say(why.meaning_key())),
    }
}
