//! The catalogue, for whoever looks something up in it.

use domain::catalogue::{Edition, EntryId};
use sqlx::PgPool;

use crate::entries::Row;
use crate::page_error::PageError;

/// The place of the last fact about the catalogue, in the order of all facts: while it stays, the catalogue does.
///
/// # Errors
/// When the database does not answer.
pub async fn position(pool: &PgPool) -> Result<i64, PageError> {
    let last = sqlx::query_scalar!(r#"select max(position) as "last" from catalogue_entries"#)
        .fetch_one(pool)
        .await?;
    Ok(last.unwrap_or_default())
}

/// Every edition of every entry, in the order in which the entries were published.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn entries(pool: &PgPool) -> Result<Vec<Row>, PageError> {
    let rows = sqlx::query!(
        r#"select kind, code, edition, says, effective_on as "effective_on: jiff_sqlx::Date",
                  retired_on as "retired_on: jiff_sqlx::Date"
           from catalogue_entries order by place, edition"#
    )
    .fetch_all(pool)
    .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let name = format!("{}:{}", row.kind, row.code);
        let unfit = || PageError::Unfit(format!("the entry {name} of the catalogue"));
        entries.push(Row {
            entry: EntryId::parse(&name).map_err(|_| unfit())?,
            edition: row.edition.cast_unsigned(),
            says: serde_json::from_value::<Edition>(row.says).map_err(|_| unfit())?,
            effective_on: row.effective_on.to_jiff(),
            retired_on: row.retired_on.map(jiff_sqlx::Date::to_jiff),
        });
    }
    Ok(entries)
}
