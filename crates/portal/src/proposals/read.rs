//! Proposals as they are kept, for their list, for the pages of their cycle and for whoever settles one.

use std::collections::HashMap;

use domain::cycle::Stage;
use domain::{CycleId, ParticipantId, Sealed};
use jiff::civil::Date;
use sqlx::PgPool;
use strum::{Display, EnumString, IntoStaticStr};
use uuid::Uuid;

use super::kept::{ANSWER, TYPED};
use crate::page_error::PageError;
use crate::sealed_text::Placed;

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

    /// Whether it waits to be settled, in a cycle that is in the stage of this name.
    #[must_use]
    pub fn waits(&self, stage: &str) -> bool {
        self.settled.is_none() && self.kind.can_be_sent_in(stage)
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
    let rows = sqlx::query_as!(
        Row,
        r#"select proposal_id, cycle_id, form, typed, proposed_by, proposed_on as "proposed_on: jiff_sqlx::Date",
                  settled_as, settled_in, settled_by, settled_on as "settled_on: jiff_sqlx::Date", answer
           from app.proposal where cycle_id = $1 order by proposed_at desc, proposal_id"#,
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| row.read().ok_or_else(|| unfit(cycle))).collect()
}

/// The forms of the proposals that nobody has settled, for each of these cycles that has any.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn unsettled(pool: &PgPool, cycles: &[CycleId]) -> Result<HashMap<CycleId, Vec<Kind>>, PageError> {
    let ids: Vec<Uuid> = cycles.iter().map(|cycle| cycle.uuid()).collect();
    let rows = sqlx::query!(
        "select cycle_id, form from app.proposal where cycle_id = any($1) and settled_as is null",
        &ids
    )
    .fetch_all(pool)
    .await?;
    let mut found: HashMap<CycleId, Vec<Kind>> = HashMap::new();
    for row in rows {
        let cycle = CycleId::new(row.cycle_id);
        found.entry(cycle).or_default().push(row.form.parse().map_err(|_| unfit(cycle))?);
    }
    Ok(found)
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
            settled,
        })
    }
}
