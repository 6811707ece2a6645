//! Who is or was in a cycle, for its page and its forms.

use domain::cycle::{EntryBand, ExitStatus, NextSupport, Role, Tier};
use domain::{CycleId, ParticipantId, SchoolId, Sealed};
use jiff::civil::Date;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::sealed_text::{Placed, Text, Texts};
use crate::words::Words;

/// How a pupil's part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawal {
    /// The day.
    pub on: Date,
    /// How it ended.
    pub exit_status: ExitStatus,
    /// What follows.
    pub next_support: NextSupport,
}

/// A pupil's part in a cycle, as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// The number of the pupil in this cycle.
    pub id: ParticipantId,
    /// In the order of placing, from 1.
    pub place: i32,
    /// Who it is, sealed.
    pub identity: Placed,
    /// The school year.
    pub year_level: i16,
    /// Where the pupil stood when placed.
    pub entry_band: EntryBand,
    /// Since when.
    pub placed_on: Date,
    /// Taught, or compared with.
    pub role: Role,
    /// How far the support goes.
    pub tier: Tier,
    /// The share of the sessions, in percent.
    pub share_percent: i16,
    /// The smaller group, sealed.
    pub group: Option<Placed>,
    /// How it ended, if it has.
    pub withdrawal: Option<Withdrawal>,
}

impl Participant {
    /// The pupil's name for those who may read it, else "Pupil 3".
    #[must_use]
    pub fn called(&self, words: Words, texts: &Texts) -> String {
        match texts.name(&self.identity.sealed) {
            Text::Open(name) => name,
            Text::Removed => words.tell("pupil-removed", &[("place", self.place.to_string().into())]),
            Text::Hidden => words.tell("pupil-number", &[("place", self.place.to_string().into())]),
        }
    }

    /// The sealed texts of this row.
    pub fn sealed(&self) -> impl Iterator<Item = Placed> {
        std::iter::once(self.identity.clone()).chain(self.group.clone())
    }
}

/// Everyone who is or was in the cycle, in the order of placing.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Participant>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select participant_id, place, identity, identity_command_id, year_level, entry_band,
                  placed_on as "placed_on: jiff_sqlx::Date", role, tier, share_percent, group_text, group_command_id,
                  withdrawn_on as "withdrawn_on: jiff_sqlx::Date", exit_status, next_support
           from participants where cycle_id = $1 order by place"#,
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| row.read().ok_or_else(|| unfit(cycle))).collect()
}

/// Who everyone is who is or was in a cycle of the school, sealed, each with the cycle.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn identities(pool: &PgPool, school: &SchoolId) -> Result<Vec<(CycleId, Placed)>, PageError> {
    let rows = sqlx::query!(
        "select p.cycle_id, p.identity, p.identity_command_id from participants p join cycles c using (cycle_id)
         where c.school_id = $1",
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let cycle = CycleId::new(row.cycle_id);
            let sealed = serde_json::from_value(row.identity).map_err(|_| unfit(cycle))?;
            Ok((cycle, Placed::new(sealed, row.identity_command_id, "identity")))
        })
        .collect()
}

fn unfit(cycle: CycleId) -> PageError {
    PageError::Unfit(format!("a participant of cycle {cycle}"))
}

struct Row {
    participant_id: Uuid,
    place: i32,
    identity: serde_json::Value,
    identity_command_id: Uuid,
    year_level: i16,
    entry_band: String,
    placed_on: jiff_sqlx::Date,
    role: String,
    tier: String,
    share_percent: i16,
    group_text: Option<serde_json::Value>,
    group_command_id: Option<Uuid>,
    withdrawn_on: Option<jiff_sqlx::Date>,
    exit_status: Option<String>,
    next_support: Option<String>,
}

impl Row {
    fn read(self) -> Option<Participant> {
        let identity: Sealed = serde_json::from_value(self.identity).ok()?;
        let group = match self.group_text {
            Some(text) => {
                Some(Placed::new(serde_json::from_value(text).ok()?, self.group_command_id?, "group"))
            }
            None => None,
        };
        let withdrawal = match (self.withdrawn_on, self.exit_status, self.next_support) {
            (Some(on), Some(exit), Some(next)) => Some(Withdrawal {
                on: on.to_jiff(),
                exit_status: exit.parse().ok()?,
                next_support: next.parse().ok()?,
            }),
            _ => None,
        };
        Some(Participant {
            id: ParticipantId::new(self.participant_id),
            place: self.place,
            identity: Placed::new(identity, self.identity_command_id, "identity"),
            year_level: self.year_level,
            entry_band: self.entry_band.parse().ok()?,
            placed_on: self.placed_on.to_jiff(),
            role: self.role.parse().ok()?,
            tier: self.tier.parse().ok()?,
            share_percent: self.share_percent,
            group,
            withdrawal,
        })
    }
}
