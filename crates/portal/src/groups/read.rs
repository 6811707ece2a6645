//! Groups of schools, for their list and for the names of what a role is for.

use domain::school_group::GroupKind;
use domain::{GroupId, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;

use super::Names;
use crate::page_error::PageError;

/// A group as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which group.
    pub id: GroupId,
    /// Its public name.
    pub name: String,
    /// What holds it together.
    pub kind: GroupKind,
    /// The schools that belong to it on the day of the list.
    pub schools: Vec<SchoolId>,
}

/// Every group by its name, with the schools that belong to it on the day `today`.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn groups(pool: &PgPool, today: Date) -> Result<Vec<Listed>, PageError> {
    let rows = sqlx::query!(
        r#"select g.group_id, g.name, g.kind,
                  array(select school_id from group_members m
                        where m.group_id = g.group_id and joined_on <= $1 and (left_on is null or left_on >= $1))
                    as "schools!"
           from school_groups g order by lower(g.name), g.group_id"#,
        today.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    let mut groups = Vec::new();
    for row in rows {
        let unfit = || PageError::Unfit(format!("the group {}", row.group_id));
        let schools: Result<_, _> = row.schools.iter().map(|school| school.parse()).collect();
        groups.push(Listed {
            id: GroupId::new(row.group_id),
            kind: row.kind.parse().map_err(|_| unfit())?,
            schools: schools.map_err(|_: domain::ValueError| unfit())?,
            name: row.name,
        });
    }
    Ok(groups)
}

/// The name of every group.
///
/// # Errors
/// When the database does not answer.
pub async fn names(pool: &PgPool) -> Result<Names, PageError> {
    let rows = sqlx::query!("select group_id, name from school_groups").fetch_all(pool).await?;
    Ok(rows.into_iter().map(|row| (GroupId::new(row.group_id), row.name)).collect())
}
