//! Invitations: a link that works once, within a week, for the role that somebody offered who may give it.
//!
//! An invitation is no fact and is forgotten; that the role was given, by whom and why, is one.

use domain::account::{Role, Scope};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::sign_in::session::{hash, new_token};

/// A role that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) role: Role,
    pub(super) scope: Scope,
    /// The last day of the role, if it is known.
    pub(super) until_on: Option<Date>,
}

/// An invitation that can be taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Invitation {
    pub(super) id: Uuid,
    pub(super) offer: Offer,
    /// The name of the school that it is for, if it is for one that is known.
    pub(super) school: Option<String>,
    pub(super) made_by: Uuid,
    pub(super) expires_at: Timestamp,
}

/// Makes the invitation `id` and gives the token of its link; nothing if it was made before.
pub(super) async fn make(
    pool: &PgPool,
    id: Uuid,
    by: Uuid,
    offer: &Offer,
) -> Result<Option<String>, PageError> {
    let token = new_token()?;
    let made = sqlx::query!(
        "insert into app.invitation (invitation_id, token_hash, role, scope, until_on, made_by)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        hash(&token),
        offer.role.name(),
        offer.scope.to_string(),
        offer.until_on.map(ToSqlx::to_sqlx) as _,
        by
    )
    .execute(pool)
    .await;
    match made {
        Ok(_) => Ok(Some(token)),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

struct Row {
    invitation_id: Uuid,
    role: String,
    scope: String,
    school: Option<String>,
    until_on: Option<jiff_sqlx::Date>,
    made_by: Uuid,
    expires_at: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Invitation {
    type Error = PageError;

    fn try_from(row: Row) -> Result<Self, PageError> {
        let unfit = || PageError::Unfit(format!("the invitation {}", row.invitation_id));
        let offer = Offer {
            role: row.role.parse().map_err(|_| unfit())?,
            scope: row.scope.parse().map_err(|_| unfit())?,
            until_on: row.until_on.map(jiff_sqlx::Date::to_jiff),
        };
        Ok(Self {
            id: row.invitation_id,
            offer,
            school: row.school,
            made_by: row.made_by,
            expires_at: row.expires_at.to_jiff(),
        })
    }
}

/// The invitation of a link, if it can be taken up still.
pub(super) async fn of_token(pool: &PgPool, token: &str) -> Result<Option<Invitation>, PageError> {
    let row = sqlx::query_as!(
        Row,
        r#"select invitation_id, role, scope, schools.name as "school?", until_on as "until_on: jiff_sqlx::Date", made_by,
                  expires_at as "expires_at: jiff_sqlx::Timestamp"
           from app.invitation left join schools on 'school/' || schools.school_id = scope
           where token_hash = $1 and used_at is null and taken_back_at is null and expires_at > clock_timestamp()"#,
        hash(token)
    )
    .fetch_optional(pool)
    .await?;
    row.map(Invitation::try_from).transpose()
}

/// The invitations that wait, for any of these scopes, or for all (`None`), the newest first.
pub(super) async fn waiting(pool: &PgPool, scopes: Option<&[String]>) -> Result<Vec<Invitation>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select invitation_id, role, scope, schools.name as "school?", until_on as "until_on: jiff_sqlx::Date", made_by,
                  expires_at as "expires_at: jiff_sqlx::Timestamp"
           from app.invitation left join schools on 'school/' || schools.school_id = scope
           where ($1::text[] is null or scope = any($1)) and used_at is null and taken_back_at is null
             and expires_at > clock_timestamp()
           order by made_at desc"#,
        scopes
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// Takes the invitation for oneself. Of two who try at once one succeeds.
pub(super) async fn claim(pool: &PgPool, id: Uuid) -> Result<bool, PageError> {
    let done = sqlx::query!(
        "update app.invitation set used_at = clock_timestamp()
         where invitation_id = $1 and used_at is null and taken_back_at is null and expires_at > clock_timestamp()",
        id
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives it free again: no account was made.
pub(super) async fn release(pool: &PgPool, id: Uuid) -> Result<(), PageError> {
    sqlx::query!("update app.invitation set used_at = null where invitation_id = $1", id)
        .execute(pool)
        .await?;
    Ok(())
}

/// Takes it back: the link opens nothing any more.
pub(super) async fn take_back(pool: &PgPool, id: Uuid) -> Result<(), PageError> {
    sqlx::query!(
        "update app.invitation set taken_back_at = clock_timestamp()
         where invitation_id = $1 and used_at is null and taken_back_at is null",
        id
    )
    .execute(pool)
    .await?;
    Ok(())
}
