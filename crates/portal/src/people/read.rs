//! Who has or had which role, for the pages of people.

use domain::account::{Role, Scope};
use domain::{AccountId, GrantId, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;
use uuid::Uuid;

use super::invitation::Invitation;
use crate::page_error::PageError;

/// A role that somebody has, had or will have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) grant: GrantId,
    pub(super) role: Role,
    pub(super) scope: Scope,
    /// The name of the school that it is for, if it is for one that is known.
    pub(super) school: Option<String>,
    pub(super) from_on: Date,
    /// The last day, if it is known.
    pub(super) until_on: Option<Date>,
    /// It counts no more.
    pub(super) is_over: bool,
}

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) ended: bool,
    pub(super) held: Vec<Held>,
}

/// People with their roles, and the invitations that nobody has taken up, as programs read them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = People)]
pub(super) struct PeopleAnswer {
    people: Vec<PersonAnswer>,
    invitations: Vec<WaitingAnswer>,
}

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
pub(super) struct PersonAnswer {
    account: String,
    name: String,
    roles: Vec<RoleAnswer>,
}

/// A role that somebody has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HeldRole)]
pub(super) struct RoleAnswer {
    grant: String,
    role: &'static str,
    /// What it is for: `school/` or `authority/` and its number, or `installation`.
    scope: String,
    #[schema(value_type = String, format = Date)]
    from_on: Date,
    #[schema(value_type = Option<String>, format = Date)]
    until_on: Option<Date>,
}

/// An invitation that nobody has taken up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitingInvitation)]
pub(super) struct WaitingAnswer {
    invitation: String,
    role: &'static str,
    scope: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: jiff::Timestamp,
}

impl PeopleAnswer {
    pub(super) fn of(people: &[Person], waiting: &[Invitation]) -> Self {
        let role = |held: &Held| RoleAnswer {
            grant: held.grant.to_string(),
            role: held.role.name(),
            scope: held.scope.to_string(),
            from_on: held.from_on,
            until_on: held.until_on,
        };
        let person = |person: &Person| PersonAnswer {
            account: person.account.to_string(),
            name: person.name.clone(),
            roles: person.held.iter().map(role).collect(),
        };
        let invitation = |one: &Invitation| WaitingAnswer {
            invitation: one.id.to_string(),
            role: one.offer.role.name(),
            scope: one.offer.scope.to_string(),
            expires_at: one.expires_at,
        };
        Self {
            people: people.iter().map(person).collect(),
            invitations: waiting.iter().map(invitation).collect(),
        }
    }
}

/// Everybody with a role for one of these scopes, or for any (`None`), by name; for one account alone where it is given.
pub(super) async fn people(
    pool: &PgPool,
    scopes: Option<&[String]>,
    account: Option<AccountId>,
    today: Date,
) -> Result<Vec<Person>, PageError> {
    let rows = sqlx::query!(
        r#"select account_id, display_name, ended_at is not null as "ended!", grant_id, grants.role as "role!", scope,
                  schools.name as "school?",
                  from_on as "from_on: jiff_sqlx::Date",
                  (case when revoked_on <= coalesce(until_on, revoked_on) then revoked_on - 1 else until_on end)
                    as "until_on: jiff_sqlx::Date",
                  (coalesce(until_on < $3, false) or coalesce(revoked_on <= $3, false)) as "is_over!"
           from grants join app.account using (account_id)
             left join schools on 'school/' || schools.school_id = scope
           where ($1::text[] is null or scope = any($1)) and ($2::uuid is null or account_id = $2)
           order by lower(display_name), account_id, grants.from_on, grant_id"#,
        scopes,
        account.map(AccountId::uuid),
        today.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    let mut people: Vec<Person> = Vec::new();
    for row in rows {
        let unfit = || PageError::Unfit(format!("the grant {}", row.grant_id));
        let held = Held {
            grant: GrantId::new(row.grant_id),
            role: row.role.parse().map_err(|_| unfit())?,
            scope: row.scope.parse().map_err(|_| unfit())?,
            school: row.school,
            from_on: row.from_on.to_jiff(),
            until_on: row.until_on.map(jiff_sqlx::Date::to_jiff),
            is_over: row.is_over,
        };
        let account = AccountId::new(row.account_id);
        match people.last_mut().filter(|last| last.account == account) {
            Some(last) => last.held.push(held),
            None => {
                people.push(Person { account, name: row.display_name, ended: row.ended, held: vec![held] });
            }
        }
    }
    Ok(people)
}

/// The scopes of roles that reach this school: its own, its authority's, and those of the groups that it belongs to on the
/// day `today`.
pub(super) async fn scopes(pool: &PgPool, school: &SchoolId, today: Date) -> Result<Vec<String>, PageError> {
    let scopes = sqlx::query_scalar!(
        r#"select 'school/' || $1 as "scope!"
           union all select 'authority/' || authority from schools where school_id = $1 and authority is not null
           union all select 'group/' || group_id from group_members
                     where school_id = $1 and joined_on <= $2 and (left_on is null or left_on >= $2)"#,
        school.to_string(),
        today.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    Ok(scopes)
}

/// Whether somebody else than `account` keeps the installation on `today`, with no end in sight.
pub(super) async fn others_administer(pool: &PgPool, account: Uuid, today: Date) -> Result<bool, PageError> {
    let others = sqlx::query_scalar!(
        r#"select exists (
             select from grants join app.account using (account_id)
             where grants.role = 'administrator' and account_id <> $1 and ended_at is null
               and from_on <= $2 and until_on is null and revoked_on is null
           ) as "others!""#,
        account,
        today.to_sqlx() as _
    )
    .fetch_one(pool)
    .await?;
    Ok(others)
}
