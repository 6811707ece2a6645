//! Invitations: a link that works once, within a week, for the role that somebody offered who may give it.
//!
//! An invitation is no fact and is forgotten; that the role was given, by whom and why, is one.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::AccountId;
use domain::account::{Role, Scope};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::ExecuteError;
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Shown, form, own_school, page, reach};
use crate::access::{Format, Visitor};
use crate::accounts::{self, NewAccount, NewAccountError, Welcome};
use crate::app::App;
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::policy::{self, Grant};
use crate::problem::Problem;
use crate::sign_in::account::{self, AccountError};
use crate::sign_in::session::{hash, new_token};
use crate::{groups, layout, sent};

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
async fn make(pool: &PgPool, id: Uuid, by: Uuid, offer: &Offer) -> Result<Option<String>, PageError> {
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
async fn of_token(pool: &PgPool, token: &str) -> Result<Option<Invitation>, PageError> {
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
async fn claim(pool: &PgPool, id: Uuid) -> Result<bool, PageError> {
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
async fn release(pool: &PgPool, id: Uuid) -> Result<(), PageError> {
    sqlx::query!("update app.invitation set used_at = null where invitation_id = $1", id)
        .execute(pool)
        .await?;
    Ok(())
}

/// Takes it back: the link opens nothing any more.
async fn withdraw(pool: &PgPool, id: Uuid) -> Result<(), PageError> {
    sqlx::query!(
        "update app.invitation set taken_back_at = clock_timestamp()
         where invitation_id = $1 and used_at is null and taken_back_at is null",
        id
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// An invitation that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvitationMade {
    /// Which; send it to take the invitation back.
    invitation: String,
    /// The link to pass on: it works once, for seven days. It is told here and never again.
    link: String,
}

/// An invitation that was taken back: its link opens nothing any more.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvitationTakenBack {
    /// Which.
    invitation: String,
}

pub(super) async fn new_invitation(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let draft = own_school(visitor.person()?);
    let groups = groups::read::names(app.pool()).await?;
    Ok(page::invite(&Shown::new(&visitor, None, &draft, &groups)).into_response())
}

pub(super) async fn invite(
    State(app): State<App>,
    headers: HeaderMap,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let giver = visitor.person()?;
    let mut posted = Posted::of(sent)?;
    let groups = groups::read::names(app.pool()).await?;
    let offer = form::offer(visitor.words, &mut posted.draft, (&giver.acting, &groups), app.today());
    let Some(offer) = offer else {
        let (status, draft) = (StatusCode::UNPROCESSABLE_ENTITY, &posted.draft);
        let page = || page::invite(&Shown::new(&visitor, None, draft, &groups));
        return Ok(change::refused(status, &visitor, draft, &form::INVITE_FIELDS, page));
    };
    // A link is shown once: the same form again has none to show.
    let invitation = posted.command_id;
    let Some(token) = make(app.pool(), invitation, giver.id, &offer).await? else {
        return Ok(change::reused(&visitor));
    };
    tracing::info!(account = %giver.id, role = %offer.role, scope = %offer.scope, "an invitation was made");
    let link = format!("{}/invitations/{token}", address(&app, &headers));
    Ok(match visitor.format {
        Format::Page => {
            let made = of_token(app.pool(), &token).await?.ok_or(PageError::NotFound)?;
            page::invitation_made(&visitor, (&made, &groups), &link).into_response()
        }
        Format::Json => {
            let made = InvitationMade { invitation: invitation.to_string(), link };
            (StatusCode::CREATED, Json(made)).into_response()
        }
    })
}

/// The address of the portal, as whoever asks reached it.
pub(super) fn address(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if app.settings().secure_cookies { "https" } else { "http" };
    format!("{scheme}://{host}")
}

pub(super) async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let giver = visitor.person()?;
    let mut draft = Draft::of(sent.pairs);
    let read = |text: &str| text.parse::<Uuid>().ok();
    let Some(id) = draft.read(visitor.words, "invitation", "invitation-missing", read) else {
        return match visitor.format {
            Format::Page => Err(PageError::Unreadable("error-unreadable-help")),
            Format::Json => {
                Ok(Problem::refused(visitor.words, &draft, &form::TAKE_BACK_FIELDS).into_response())
            }
        };
    };
    let scopes = reach(&app, &giver.acting).await?;
    let waiting = waiting(app.pool(), scopes.as_deref()).await?;
    let Some(one) = waiting.iter().find(|one| one.id == id) else { return Err(PageError::NotFound) };
    if !policy::may_give(&giver.acting, one.offer.role, &one.offer.scope) {
        return Err(PageError::Forbidden);
    }
    withdraw(app.pool(), id).await?;
    Ok(match visitor.format {
        Format::Page => Redirect::to("/people").into_response(),
        Format::Json => Json(InvitationTakenBack { invitation: id.to_string() }).into_response(),
    })
}

/// The invitation of a link, if whoever made it may still give what it offers; and by which of their roles.
async fn open(app: &App, token: &str) -> Result<Option<(Invitation, Grant)>, PageError> {
    let Some(invitation) = of_token(app.pool(), token).await? else { return Ok(None) };
    let givers = accounts::read::grants(app.pool(), invitation.made_by, app.today()).await?;
    let offer = &invitation.offer;
    let giver = givers.into_iter().find(|giver| policy::may_give(giver, offer.role, &offer.scope));
    Ok(giver.map(|giver| (invitation, giver)))
}

fn over(visitor: &Visitor) -> Response {
    let words = visitor.words;
    let page =
        layout::message_page(visitor, &words.say("invitation-over"), &words.say("invitation-over-help"));
    (StatusCode::NOT_FOUND, page).into_response()
}

pub(super) async fn invited(
    State(app): State<App>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    match open(&app, &token).await? {
        Some((invitation, _)) => {
            let groups = groups::read::names(app.pool()).await?;
            Ok(page::invited(&visitor, &Draft::default(), (&invitation, &groups), &token).into_response())
        }
        None => Ok(over(&visitor)),
    }
}

pub(super) async fn accept(
    State(app): State<App>,
    Path(token): Path<String>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let Some((invitation, giver)) = open(&app, &token).await? else {
        return Ok(over(&visitor));
    };
    let (mut draft, groups) = (Draft::of(pairs), groups::read::names(app.pool()).await?);
    let again = |draft: &Draft| {
        let page = page::invited(&visitor, draft, (&invitation, &groups), &token);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let Some(newcomer) = form::newcomer(visitor.words, &mut draft) else { return Ok(again(&draft)) };
    if let Err(AccountError::NameTaken(_)) = account::check_free(app.pool(), &newcomer.sign_in_name).await {
        draft.refuse(visitor.words, "sign_in_name", "person-sign-in-name-taken", &[]);
        return Ok(again(&draft));
    }
    if !claim(app.pool(), invitation.id).await? {
        return Ok(over(&visitor));
    }
    let new = NewAccount {
        sign_in_name: newcomer.sign_in_name,
        display_name: newcomer.display_name,
        password: newcomer.password,
        role: invitation.offer.role,
        scope: invitation.offer.scope.clone(),
        made_up: false,
    };
    let welcome = Welcome {
        by: Some((AccountId::new(invitation.made_by), giver.role)),
        until_on: invitation.offer.until_on,
        account: AccountId::new(Uuid::new_v5(&invitation.id, b"account")),
    };
    match accounts::welcome(&app, new, welcome).await {
        Ok(_) => Ok(Redirect::to("/sign-in?joined=yes").into_response()),
        Err(error) => {
            release(app.pool(), invitation.id).await?;
            match error {
                NewAccountError::Credentials(AccountError::NameTaken(_)) => {
                    draft.refuse(visitor.words, "sign_in_name", "person-sign-in-name-taken", &[]);
                    Ok(again(&draft))
                }
                NewAccountError::Credentials(error) => Err(error.into()),
                NewAccountError::Journal(error) | NewAccountError::Rights(ExecuteError::Unusable(error)) => {
                    Err(error.into())
                }
                NewAccountError::Rights(refused) => {
                    Err(PageError::Unfit(format!("the invitation {}: {refused}", invitation.id)))
                }
            }
        }
    }
}
