//! Keeps what people say of charts and questions: no facts, and forgotten after two years.

use domain::{SchoolId, Sealed};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;
use uuid::Uuid;

use super::form::{About, Clear};
use crate::page_error::PageError;

/// For so many days it is kept.
const KEPT_DAYS: i32 = 730;

/// Something to keep.
pub(super) struct Kept<'a> {
    pub(super) about: About,
    pub(super) by: Uuid,
    pub(super) on: Date,
    /// What the sentence is sealed for.
    pub(super) command_id: Uuid,
    pub(super) clear: Clear,
    pub(super) words: Option<&'a Sealed>,
}

/// Something that is kept.
pub(super) struct Row {
    pub(super) about: About,
    pub(super) by: Uuid,
    pub(super) on: Date,
    pub(super) command_id: Uuid,
    pub(super) clear: Clear,
    pub(super) words: Option<Sealed>,
}

/// Keeps what somebody says, in place of what they said of it on that day; and forgets what is too old.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn keep(pool: &PgPool, school: &SchoolId, kept: Kept<'_>) -> Result<(), PageError> {
    sqlx::query!(
        "insert into app.feedback (school_id, about, said_by, said_on, command_id, clear, words)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (school_id, about, said_by, said_on) do update
         set command_id = excluded.command_id, clear = excluded.clear, words = excluded.words, said_at = now()",
        school.to_string(),
        kept.about.to_string(),
        kept.by,
        kept.on.to_sqlx() as _,
        kept.command_id,
        kept.clear.to_string(),
        kept.words.map(|words| serde_json::json!(words))
    )
    .execute(pool)
    .await?;
    sqlx::query!(
        "delete from app.feedback where school_id = $1 and said_on < $2::date - $3::integer",
        school.to_string(),
        kept.on.to_sqlx() as _,
        KEPT_DAYS
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// What was said in a school, the latest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Row>, PageError> {
    let rows = sqlx::query!(
        r#"select about, said_by, said_on as "said_on: jiff_sqlx::Date", command_id, clear, words
           from app.feedback where school_id = $1 order by said_at desc, about, said_by"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    let unfit = || PageError::Unfit("what somebody said of a chart".to_owned());
    let mut all = Vec::new();
    for row in rows {
        all.push(Row {
            about: row.about.parse().map_err(|_| unfit())?,
            by: row.said_by,
            on: row.said_on.to_jiff(),
            command_id: row.command_id,
            clear: row.clear.parse().map_err(|_| unfit())?,
            words: row.words.map(serde_json::from_value).transpose().map_err(|_| unfit())?,
        });
    }
    Ok(all)
}
