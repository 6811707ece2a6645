//! The editions of a school's own figures, for their pages and for whoever prints them.

use domain::edition::{EditionFigure, EditionKind};
use domain::{AccountId, CycleId, ReasonCode, SchoolId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{PgPool, Postgres, Transaction};
use uuid::Uuid;

use crate::page_error::PageError;

/// An edition, as it reads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its number, from 1.
    pub number: u32,
    /// The day.
    pub published_on: Date,
    /// Who published it.
    pub by: AccountId,
    /// The limit for small numbers by which it was made.
    pub least: u32,
    /// What it says of each cycle.
    pub figures: Vec<EditionFigure>,
    /// Each time it was put right.
    pub replaced: Vec<Replaced>,
}

/// That an edition was put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The day.
    pub on: Date,
    /// Who did it.
    pub by: AccountId,
    /// Why.
    pub reason: ReasonCode,
}

impl Published {
    /// What it says of a cycle.
    #[must_use]
    pub fn figure(&self, cycle: CycleId) -> Option<&EditionFigure> {
        self.figures.iter().find(|figure| figure.cycle == cycle)
    }

    /// The figures that can be read, how many there are.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.figures.iter().filter(|figure| figure.shown.is_some()).count()
    }
}

/// Every edition of what came of a school's cycles, the last one first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Published>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select number, published_on as "published_on: jiff_sqlx::Date", published_by, least, figures, replaced
           from editions where school_id = $1 and kind = $2 order by number desc"#,
        school.to_string(),
        EditionKind::Cycles.to_string()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Published::try_from).collect()
}

/// The edition that governors read now; none before the first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn last(pool: &PgPool, school: &SchoolId) -> Result<Option<Published>, PageError> {
    let row = sqlx::query_as!(
        Row,
        r#"select number, published_on as "published_on: jiff_sqlx::Date", published_by, least, figures, replaced
           from editions where school_id = $1 and kind = $2 order by number desc limit 1"#,
        school.to_string(),
        EditionKind::Cycles.to_string()
    )
    .fetch_optional(pool)
    .await?;
    row.map(Published::try_from).transpose()
}

/// Lets nobody else publish until the transaction ends, on whatever server they are: what is read before is still so when it
/// is published. One lock for all schools, because a child may have been in cycles of two.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn alone(pool: &PgPool) -> Result<Transaction<'static, Postgres>, PageError> {
    /// No other lock has this number: those of pupils are drawn at random.
    const PUBLISHING: i64 = 0x0045_4449_5449_4F4E;
    // It writes nothing, so that it gets no number and holds up no sealing.
    let mut transaction = pool.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", PUBLISHING).fetch_one(&mut *transaction).await?;
    Ok(transaction)
}

struct Row {
    number: i32,
    published_on: jiff_sqlx::Date,
    published_by: Uuid,
    least: i32,
    figures: serde_json::Value,
    replaced: serde_json::Value,
}

impl TryFrom<Row> for Published {
    type Error = PageError;

    fn try_from(row: Row) -> Result<Self, PageError> {
        let unfit = |error: serde_json::Error| PageError::Unfit(format!("edition {}: {error}", row.number));
        Ok(Self {
            number: row.number.cast_unsigned(),
            published_on: row.published_on.to_jiff(),
            by: AccountId::new(row.published_by),
            least: row.least.cast_unsigned(),
            figures: serde_json::from_value(row.figures).map_err(unfit)?,
            replaced: serde_json::from_value(row.replaced).map_err(unfit)?,
        })
    }
}
