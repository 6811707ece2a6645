//! Cycles for the list of a school and for the head of a cycle's page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::cycle::{ImpactJudged, Outcome, Plan, Rating};
use domain::edition::{EditionFigure, ShownFigure};
use domain::{AccountId, CycleId, ReasonCode, SchoolId};
use jiff::civil::Date;
use measures::{Policy, disclosure};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// A cycle as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// Which cycle.
    pub id: CycleId,
    /// The last fact that the row knows of.
    pub sequence: u64,
    /// The stage it has reached: `planned`, `running`, `assessed`, `closed`, `reported`, `cancelled`.
    pub state: String,
    /// As it was planned, with the staff as they are now; its dates may have moved since.
    pub plan: Plan,
    /// The command that sealed the plan's texts.
    pub plan_command_id: Uuid,
    /// The first day, as it is now.
    pub starts_on: Date,
    /// The last day, as it is now.
    pub ends_on: Date,
    /// What came of it, fixed when it was closed.
    pub outcome: Option<Outcome>,
    /// What the last edition of its school says of it, if it is in one.
    pub edition: Option<InEdition>,
    /// Who asks that it is opened again, until somebody answers.
    pub reopening: Option<Reopening>,
    /// How good each judge found it since it was closed last.
    pub judged: BTreeMap<AccountId, Judged>,
}

/// What the last edition says of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InEdition {
    /// The edition.
    pub number: u32,
    /// The day on which it was published.
    pub published_on: Date,
    /// What it says.
    pub figure: EditionFigure,
}

/// How good somebody found a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What it did for the pupils.
    pub impact: Rating,
    /// What it was worth for what it cost.
    pub value: Rating,
    /// How it was led.
    pub leadership: Rating,
}

impl Judged {
    /// The ratings of a judgement.
    #[must_use]
    pub fn of(judged: &ImpactJudged) -> Self {
        Self { impact: judged.impact, value: judged.value, leadership: judged.leadership }
    }
}

/// That a closed cycle is opened again was asked for, and waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// Who asks.
    pub by: AccountId,
    /// On which day.
    pub asked_on: Date,
    /// Why.
    pub reason: ReasonCode,
}

/// Where a cycle stands in every list and chart of a school's cycles: the newest first.
pub type NewestFirst = (Reverse<Date>, CycleId);

impl Cycle {
    /// Where it stands among the others; the same as in the order of [`of_school`].
    #[must_use]
    pub fn newest_first(&self) -> NewestFirst {
        (Reverse(self.starts_on), self.id)
    }

    /// The figures that the board reads: those of the last edition of its school; none before it is in one, or where they are
    /// withheld.
    #[must_use]
    pub fn board_figure(&self) -> Option<&ShownFigure> {
        self.edition.as_ref()?.figure.shown.as_ref()
    }

    /// The pupils behind the figures that the board reads; nobody where there are none.
    #[must_use]
    pub fn pupils_published(&self) -> u32 {
        self.board_figure().map_or(0, |figure| figure.pupils.into())
    }

    /// Whether a text about it is kept from those who read editions alone: it has figures, and the last edition shows none of
    /// this cycle, or some of fewer pupils than `policy` lets be shown. What was sealed at its closing was not published, and
    /// opens no text.
    #[must_use]
    pub fn keeps_from_board(&self, text: &str, policy: &Policy) -> bool {
        text.contains(char::is_numeric) && !disclosure::shown(self.pupils_published(), policy)
    }

    /// The pupils behind the outcome of the last closing; nobody while the cycle is not closed.
    #[must_use]
    pub fn pupils_with_both(&self) -> u32 {
        self.outcome.as_ref().map_or(0, |outcome| outcome.n_complete.into())
    }

    /// Whether those who see closed cycles alone see it: it is closed, or was and stands in an edition.
    #[must_use]
    pub fn is_for_board(&self) -> bool {
        self.is_closed() || self.edition.is_some()
    }

    /// Whether it is closed, reported or not.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state.as_str(), "closed" | "reported")
    }

    /// Whether it was given up before its end.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state == "cancelled"
    }
}

/// The cycles of `school`, newest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Cycle>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.cycle_id, sequence, state, plan, plan_command_id, starts_on as "starts_on: jiff_sqlx::Date",
                  ends_on as "ends_on: jiff_sqlx::Date", outcome, reopening, judged, e.number as "number?",
                  e.published_on as "published_on?: jiff_sqlx::Date", e.figure as "figure?"
           from cycles c left join edition_figures e using (cycle_id)
           where school_id = $1 order by starts_on desc, c.cycle_id"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Cycle::try_from).collect()
}

/// The cycle, if it is known.
///
/// # Errors
/// When the database does not answer, or the row can't be read.
pub async fn cycle(pool: &PgPool, id: CycleId) -> Result<Option<Cycle>, PageError> {
    let row = sqlx::query_as!(
        Row,
        r#"select c.cycle_id, sequence, state, plan, plan_command_id, starts_on as "starts_on: jiff_sqlx::Date",
                  ends_on as "ends_on: jiff_sqlx::Date", outcome, reopening, judged, e.number as "number?",
                  e.published_on as "published_on?: jiff_sqlx::Date", e.figure as "figure?"
           from cycles c left join edition_figures e using (cycle_id) where c.cycle_id = $1"#,
        id.uuid()
    )
    .fetch_optional(pool)
    .await?;
    row.map(Cycle::try_from).transpose()
}

struct Row {
    cycle_id: Uuid,
    sequence: i64,
    state: String,
    plan: serde_json::Value,
    plan_command_id: Uuid,
    starts_on: jiff_sqlx::Date,
    ends_on: jiff_sqlx::Date,
    outcome: Option<serde_json::Value>,
    reopening: Option<serde_json::Value>,
    judged: serde_json::Value,
    number: Option<i32>,
    published_on: Option<jiff_sqlx::Date>,
    figure: Option<serde_json::Value>,
}

impl TryFrom<Row> for Cycle {
    type Error = PageError;

    fn try_from(row: Row) -> Result<Self, PageError> {
        let unfit = |error: serde_json::Error| PageError::Unfit(format!("cycle {}: {error}", row.cycle_id));
        let edition = match (row.number, row.published_on, row.figure) {
            (Some(number), Some(published_on), Some(figure)) => Some(InEdition {
                number: number.cast_unsigned(),
                published_on: published_on.to_jiff(),
                figure: serde_json::from_value(figure).map_err(unfit)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: CycleId::new(row.cycle_id),
            sequence: row.sequence.cast_unsigned(),
            state: row.state,
            plan: serde_json::from_value(row.plan).map_err(unfit)?,
            plan_command_id: row.plan_command_id,
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            outcome: row.outcome.map(serde_json::from_value).transpose().map_err(unfit)?,
            edition,
            reopening: row.reopening.map(serde_json::from_value).transpose().map_err(unfit)?,
            judged: serde_json::from_value(row.judged).map_err(unfit)?,
        })
    }
}
