//! The roles that somebody has on a day, and the accounts whose roles are not facts yet.

use domain::account::{Role, Scope};
use domain::{AccountId, GrantId, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::page_error::PageError;
use crate::policy::Grant;

/// The roles that `account` has on `day`, in the order of the roles' list.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn grants(pool: &PgPool, account: Uuid, day: Date) -> Result<Vec<Grant>, PageError> {
    let rows = sqlx::query!(
        r#"select grant_id, role, scope,
                  array(select school_id from schools
                        where authority = case when scope like 'authority/%' then substr(scope, 11) end
                        union all
                        select school_id from group_members
                        where group_id = case when scope like 'group/%' then substr(scope, 7)::uuid end
                          and joined_on <= $2 and (left_on is null or left_on >= $2))
                    as "schools!"
           from grants
           where account_id = $1 and from_on <= $2 and (until_on is null or until_on >= $2)
             and (revoked_on is null or revoked_on > $2)
           order by from_on, grant_id"#,
        account,
        day.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    let mut grants = Vec::new();
    for row in rows {
        grants.push(Grant {
            id: GrantId::new(row.grant_id),
            role: row.role.parse().map_err(|_| unfit("the role", row.grant_id))?,
            scope: row.scope.parse().map_err(|_| unfit("the scope", row.grant_id))?,
            schools: schools(&row.schools, row.grant_id)?,
        });
    }
    grants.sort_by_key(|grant| grant.role);
    Ok(grants)
}

/// The schools whose names of pupils the auditor `account` may read on `day`.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn named_access(pool: &PgPool, account: Uuid, day: Date) -> Result<Vec<SchoolId>, PageError> {
    let rows = sqlx::query_scalar!(
        "select school_id from named_accesses where account_id = $1 and from_on <= $2 and until_on >= $2",
        account,
        day.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    schools(&rows, account)
}

/// That an auditor may read the names of a school's pupils, today or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAccess {
    /// The auditor.
    pub account: AccountId,
    /// The auditor's name.
    pub name: String,
    /// The school.
    pub school: SchoolId,
    /// Its name; none where nobody knows it.
    pub school_name: Option<String>,
    /// The last day.
    pub until_on: Date,
    /// The name of whoever allowed it; none where that is not known.
    pub given_by: Option<String>,
}

/// Who may read names of pupils on `day` or later: of one school, by one auditor, or of any by any; the last to end first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn named_accesses(
    pool: &PgPool,
    school: Option<&SchoolId>,
    account: Option<AccountId>,
    day: Date,
) -> Result<Vec<NamedAccess>, PageError> {
    let rows = sqlx::query!(
        r#"select n.account_id, auditor.display_name, n.school_id, n.until_on as "until_on: jiff_sqlx::Date",
                  giver.display_name as "given_by?", s.name as "school_name?"
           from named_accesses n join app.account auditor using (account_id)
             left join schools s on s.school_id = n.school_id
             left join app.account giver on giver.account_id = n.given_by
           where n.until_on >= greatest(n.from_on, $3) and auditor.ended_at is null
             and ($1::text is null or n.school_id = $1) and ($2::uuid is null or n.account_id = $2)
           order by n.until_on desc, n.sequence desc"#,
        school.map(ToString::to_string),
        account.map(AccountId::uuid),
        day.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().map(|row| {
        Ok(NamedAccess {
            account: AccountId::new(row.account_id),
            name: row.display_name,
            school: row.school_id.parse().map_err(|_| unfit("a school", row.account_id))?,
            school_name: row.school_name,
            until_on: row.until_on.to_jiff(),
            given_by: row.given_by,
        })
    });
    read.collect()
}

/// Waits until nobody else takes roles from administrators, and keeps others from it until the transaction ends.
pub(super) async fn lock_administrators(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('administrators'))").fetch_one(connection).await?;
    Ok(())
}

fn schools(ids: &[String], of: Uuid) -> Result<Vec<SchoolId>, PageError> {
    ids.iter().map(|id| id.parse().map_err(|_| unfit("a school", of))).collect()
}

fn unfit(what: &str, of: Uuid) -> PageError {
    PageError::Unfit(format!("{what} of {of}"))
}

/// An account that was made when its role was still a column.
#[derive(Debug)]
pub(super) struct Older {
    pub(super) account: AccountId,
    pub(super) role: Role,
    pub(super) scope: Scope,
    pub(super) made_on: Date,
}

/// Accounts whose role is not a fact yet. Those that can't be read as a role with its scope are left out: nobody could
/// reach anything by them.
pub(super) async fn without_facts(pool: &PgPool) -> Result<Vec<Older>, PageError> {
    let rows = sqlx::query!(
        r#"select account_id, role as "role!", school_id, created_at::date as "made_on!: jiff_sqlx::Date"
           from app.account
           where role is not null and ended_at is null and not exists (
             select from es.events
             where aggregate_type = 'account' and aggregate_id = account_id::text
               and event_type = 'role_granted')
           order by created_at, account_id"#
    )
    .fetch_all(pool)
    .await?;
    let older = rows.into_iter().filter_map(|row| {
        let role: Role = row.role.parse().ok()?;
        let scope = match row.school_id {
            _ if role == Role::Administrator => Scope::Installation,
            Some(school) => Scope::School(school.parse().ok()?),
            None => return None,
        };
        let account = AccountId::new(row.account_id);
        Some(Older { account, role, scope, made_on: row.made_on.to_jiff() })
    });
    Ok(older.collect())
}
