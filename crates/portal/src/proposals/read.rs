//! Proposals as they are kept, for their list, for the pages of their cycle and for whoever settles one.

use std::collections::{HashMap, HashSet};

use domain::cycle::Stage;
use domain::{CycleId, ParticipantId, PupilId, SchoolId, Sealed};
use jiff::civil::Date;
use sqlx::PgPool;
use strum::{Display, EnumString, IntoStaticStr};
use uuid::Uuid;

use super::Typed;
use super::kept::{ANSWER, TYPED};
use crate::app::App;
use crate::page_error::PageError;
use crate::sealed_text::{Placed, stream_of};
use crate::vault::Place;

/// Which form was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// The one that places a pupil.
    Place,
    /// The one that changes how a pupil takes part.
    Change,
    /// The one that ends a pupil's part.
    Withdraw,
}

impl Kind {
    /// Whether the form can be sent while a cycle is in the stage of this name. In any other a proposal has lapsed.
    #[must_use]
    pub fn can_be_sent_in(self, stage: &str) -> bool {
        let goes_on = [Stage::Planned.name(), Stage::Running.name()].contains(&stage);
        goes_on || (self == Self::Withdraw && stage == Stage::Assessed.name())
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum How {
    /// A lead or a head did it.
    TakenUp,
    /// A lead or a head said why not.
    SetAside,
    /// Whoever proposed it did so no longer.
    TakenBack,
}

/// What a cycle has on record of the part that a proposal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartNow {
    /// Nobody was placed under its number.
    None,
    /// The pupil takes part.
    Goes,
    /// The pupil took part, and does not any more.
    Ended,
}

/// What is known today of the pupil whom a proposal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PupilNow {
    /// On the register of the cycle's school, or placed before there was one.
    Here,
    /// Not at the school any more.
    Away,
    /// Erased: nobody can read whom it was about.
    Erased,
}

/// Why a proposal that nobody settled can't be done any more. It is read off the record each time: where the record is put
/// right, the proposal waits again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[strum(serialize_all = "snake_case")]
pub enum Lapse {
    /// The cycle is past the stages in which the form can be sent.
    Stage,
    /// The pupil who was to be placed is in the cycle.
    Placed,
    /// The part that was to change or to end has ended.
    Ended,
    /// The pupil who was to be placed is not at the school any more.
    Away,
    /// The pupil was erased.
    Erased,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The command that made it.
    pub id: Uuid,
    /// In which cycle.
    pub cycle: CycleId,
    /// Which form was filled.
    pub kind: Kind,
    /// What was typed, sealed.
    pub typed: Placed,
    /// Who proposed it: the account.
    pub by: Uuid,
    /// On which day, by the school's clock.
    pub on: Date,
    /// The part that it is about, as the cycle has it now.
    pub part: PartNow,
    /// What became of it, if anything has.
    pub settled: Option<Settled>,
}

/// That a proposal was settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// What became of it.
    pub how: How,
    /// The command that settled it.
    pub command_id: Uuid,
    /// Who settled it: the account.
    pub by: Uuid,
    /// On which day, by the school's clock.
    pub on: Date,
    /// Why it was set aside, sealed.
    pub answer: Option<Placed>,
}

impl Proposal {
    /// Whose part it is about. A pupil who is not placed yet has the number already under which that would be.
    #[must_use]
    pub fn participant(&self) -> ParticipantId {
        ParticipantId::new(self.typed.sealed.subject().uuid())
    }

    /// Why it can't be done any more, if it can't, in a cycle that is in the stage of this name.
    #[must_use]
    pub fn lapse(&self, stage: &str, pupil: PupilNow) -> Option<Lapse> {
        match (self.kind, self.part, pupil) {
            (_, _, PupilNow::Erased) => Some(Lapse::Erased),
            _ if !self.kind.can_be_sent_in(stage) => Some(Lapse::Stage),
            (Kind::Place, PartNow::Goes, _) => Some(Lapse::Placed),
            (Kind::Place, _, PupilNow::Away) => Some(Lapse::Away),
            (Kind::Change | Kind::Withdraw, PartNow::Ended | PartNow::None, _) => Some(Lapse::Ended),
            (Kind::Place, ..) | (Kind::Change | Kind::Withdraw, PartNow::Goes, _) => None,
        }
    }

    /// Its sealed texts.
    pub fn sealed(&self) -> impl Iterator<Item = Placed> {
        let answer = self.settled.as_ref().and_then(|settled| settled.answer.clone());
        std::iter::once(self.typed.clone()).chain(answer)
    }
}

/// Every proposal of a cycle, the newest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Proposal>, PageError> {
    of_cycles(pool, &[cycle], false).await
}

/// The proposals that nobody has settled, in these cycles.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn unsettled(pool: &PgPool, cycles: &[CycleId]) -> Result<Vec<Proposal>, PageError> {
    of_cycles(pool, cycles, true).await
}

async fn of_cycles(pool: &PgPool, cycles: &[CycleId], open: bool) -> Result<Vec<Proposal>, PageError> {
    let ids: Vec<Uuid> = cycles.iter().map(|cycle| cycle.uuid()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select proposal_id, p.cycle_id, form, typed, proposed_by, proposed_on as "proposed_on: jiff_sqlx::Date",
                  settled_as, settled_in, settled_by, settled_on as "settled_on: jiff_sqlx::Date", answer,
                  part.participant_id is not null as "is_placed!", part.withdrawn_on is not null as "has_left!"
           from app.proposal p
             left join participants part
               on part.cycle_id = p.cycle_id and part.participant_id = (p.typed ->> 'subject')::uuid
           where p.cycle_id = any($1) and (settled_as is null or not $2)
           order by proposed_at desc, proposal_id"#,
        &ids,
        open
    )
    .fetch_all(pool)
    .await?;
    let read = |row: Row| {
        let cycle = CycleId::new(row.cycle_id);
        row.read().ok_or_else(|| unfit(cycle))
    };
    rows.into_iter().map(read).collect()
}

/// Those of these pupils who are at the school now.
///
/// # Errors
/// When the database does not answer.
async fn here(pool: &PgPool, school: &SchoolId, pupils: &[PupilId]) -> Result<HashSet<PupilId>, PageError> {
    let ids: Vec<Uuid> = pupils.iter().map(|pupil| pupil.uuid()).collect();
    let here = sqlx::query_scalar!(
        "select pupil_id from pupils
         where pupil_id = any($1) and kept_by = $2 and school_id is not null and erased_on is null",
        &ids,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    Ok(here.into_iter().map(PupilId::new).collect())
}

/// What was typed, once it is opened.
pub(super) fn typed_of(is: &Proposal, text: &str) -> Result<Typed, PageError> {
    serde_json::from_str(text).map_err(|_| PageError::Unfit(format!("the proposal {}", is.id)))
}

/// Why each of these can't be done any more, as the record of their school stands; nothing typed is there of an erased pupil.
pub(super) async fn lapses(
    app: &App,
    school: &SchoolId,
    stage: &str,
    proposals: &[(Proposal, Option<Typed>)],
) -> Result<Vec<Option<Lapse>>, PageError> {
    let pupils: Vec<PupilId> =
        proposals.iter().filter_map(|(_, typed)| typed.as_ref().and_then(|typed| typed.pupil)).collect();
    let here = if pupils.is_empty() { HashSet::new() } else { here(app.pool(), school, &pupils).await? };
    let pupil_of = |typed: Option<&Typed>| match typed {
        None => PupilNow::Erased,
        Some(typed) if typed.pupil.is_some_and(|pupil| !here.contains(&pupil)) => PupilNow::Away,
        Some(_) => PupilNow::Here,
    };
    Ok(proposals.iter().map(|(is, typed)| is.lapse(stage, pupil_of(typed.as_ref()))).collect())
}

/// How many proposals wait in each of these cycles of a school, by the stage that each is in; none where none does. Nobody is
/// shown whom they are about.
///
/// # Errors
/// When the database does not answer, or a sealed text was altered.
pub async fn waiting(
    app: &App,
    school: &SchoolId,
    stages: &[(CycleId, &str)],
) -> Result<HashMap<CycleId, usize>, PageError> {
    let cycles: Vec<CycleId> = stages.iter().map(|(cycle, _)| *cycle).collect();
    let unsettled = unsettled(app.pool(), &cycles).await?;
    let keys: Vec<Uuid> = unsettled.iter().map(|one| one.participant().uuid()).collect();
    let keys = app.vault().keys(&keys).await?;
    let mut by_cycle: HashMap<CycleId, Vec<(Proposal, Option<Typed>)>> = HashMap::new();
    for one in unsettled {
        let stream = stream_of(one.cycle);
        let place = Place { stream: &stream, command_id: one.id, field: TYPED };
        let typed = keys.open(&one.typed.sealed, place)?.map(|text| typed_of(&one, &text)).transpose()?;
        by_cycle.entry(one.cycle).or_default().push((one, typed));
    }
    let mut waiting = HashMap::new();
    for (cycle, proposals) in by_cycle {
        let stage = stages.iter().find(|(one, _)| *one == cycle).map_or("", |(_, stage)| stage);
        let lapses = lapses(app, school, stage, &proposals).await?;
        waiting.insert(cycle, lapses.iter().filter(|lapse| lapse.is_none()).count());
    }
    Ok(waiting)
}

fn unfit(cycle: CycleId) -> PageError {
    PageError::Unfit(format!("a proposal for cycle {cycle}"))
}

struct Row {
    proposal_id: Uuid,
    cycle_id: Uuid,
    form: String,
    typed: serde_json::Value,
    proposed_by: Uuid,
    proposed_on: jiff_sqlx::Date,
    settled_as: Option<String>,
    settled_in: Option<Uuid>,
    settled_by: Option<Uuid>,
    settled_on: Option<jiff_sqlx::Date>,
    answer: Option<serde_json::Value>,
    is_placed: bool,
    has_left: bool,
}

impl Row {
    fn read(self) -> Option<Proposal> {
        let typed: Sealed = serde_json::from_value(self.typed).ok()?;
        let settled = match (self.settled_as, self.settled_in, self.settled_by, self.settled_on) {
            (Some(how), Some(settled_in), Some(by), Some(on)) => {
                let answer = match self.answer {
                    Some(answer) => {
                        Some(Placed::new(serde_json::from_value(answer).ok()?, settled_in, ANSWER))
                    }
                    None => None,
                };
                Some(Settled { how: how.parse().ok()?, command_id: settled_in, by, on: on.to_jiff(), answer })
            }
            _ => None,
        };
        Some(Proposal {
            id: self.proposal_id,
            cycle: CycleId::new(self.cycle_id),
            kind: self.form.parse().ok()?,
            typed: Placed::new(typed, self.proposal_id, TYPED),
            by: self.proposed_by,
            on: self.proposed_on.to_jiff(),
            part: match (self.is_placed, self.has_left) {
                (false, _) => PartNow::None,
                (true, false) => PartNow::Goes,
                (true, true) => PartNow::Ended,
            },
            settled,
        })
    }
}
