//! A link for somebody who can't sign in any more: it works once, within a day, for a new password, for an end of the second
//! factor, or for both.
//!
//! Whoever holds the link can become that person. So an administrator makes it and never for themselves, a fact of the
//! account tells for ever who made it and why, and the person reads both on their own page, as do those who see people and
//! work with this one. The link itself is forgotten.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use cqrs_es::Aggregate;
use domain::account::{Account, AccountAct, AccountCommand, AccountEvent, AccountRefusal, Restores};
use domain::{AccountId, Fact, GivenReason, ReasonCode};
use jiff::Timestamp;
use journal::{Context, ExecuteError};
use secrecy::SecretString;
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{NOTE, Shown, execute, form, invitation, page, person, seal, stream_of};
use crate::access::{Action, Format, Visitor};
use crate::accounts;
use crate::app::App;
use crate::change::{self, Posted};
use crate::facts;
use crate::fields::Draft;
use crate::layout;
use crate::my_account;
use crate::page_error::PageError;
use crate::policy::Reach;
use crate::problem::Problem;
use crate::refusal;
use crate::sent;
use crate::sign_in::session::{self, hash, new_token};
use crate::sign_in::tries::{self, Turn, What};
use crate::sign_in::{account, note_wait, second_factor};
use crate::vault::Place;

/// A link that can be used.
#[derive(Debug)]
pub(super) struct Link {
    id: Uuid,
    account: Uuid,
    made_by: Option<Uuid>,
    pub(super) restores: Restores,
    pub(super) sign_in_name: String,
    pub(super) display_name: String,
}

/// A link that was made, as the person whom it is for and those who see people read of it.
#[derive(Debug)]
pub struct Listed {
    /// What could be set anew by it.
    pub restores: Restores,
    /// When it was made.
    pub made_at: Timestamp,
    /// The name of whoever made it; none where it was made at the server's own terminal.
    pub made_by: Option<String>,
    /// Why.
    pub why: Option<Why>,
    /// What became of it.
    pub now: Now,
}

/// Why a link was made, as its fact has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The code.
    pub code: ReasonCode,
    /// What whoever made it added, if anything.
    pub note: Option<String>,
}

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// It was used.
    Used(Timestamp),
    /// It can be used, until then.
    Open(Timestamp),
    /// It opens nothing any more, and nobody used it.
    Over,
}

/// A link that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecoveryLinkMade {
    /// The link to pass on: it works once, for a day. It is told here and never again.
    link: String,
}

/// Makes the link `id` and gives its token; nothing if it was made before. Earlier links open nothing any more.
async fn make(
    pool: &PgPool,
    (id, account, by): (Uuid, AccountId, Option<Uuid>),
    restores: Restores,
) -> Result<Option<String>, PageError> {
    let token = new_token()?;
    let mut transaction = pool.begin().await?;
    let made = sqlx::query!(
        "insert into app.recovery_link (link_id, token_hash, account_id, restores, made_by)
         values ($1, $2, $3, $4, $5) on conflict (link_id) do nothing",
        id,
        hash(&token),
        account.uuid(),
        restores.to_string(),
        by
    )
    .execute(&mut *transaction)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query!(
        "update app.recovery_link set taken_back_at = clock_timestamp()
         where account_id = $1 and link_id <> $2 and used_at is null and taken_back_at is null",
        account.uuid(),
        id
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(token))
}

/// The link of a token, if it can be used still: its account is open, and whoever made it may make one today.
async fn open(app: &App, token: &str) -> Result<Option<Link>, PageError> {
    let row = sqlx::query!(
        r#"select link_id, account_id, made_by, restores, sign_in_name, display_name
           from app.recovery_link join app.account using (account_id)
           where token_hash = $1 and used_at is null and taken_back_at is null and expires_at > clock_timestamp()
             and ended_at is null"#,
        hash(token)
    )
    .fetch_optional(app.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let link = Link {
        id: row.link_id,
        account: row.account_id,
        made_by: row.made_by,
        restores: restores(&row.restores, row.link_id)?,
        sign_in_name: row.sign_in_name,
        display_name: row.display_name,
    };
    let Some(maker) = link.made_by else { return Ok(Some(link)) };
    let grants = accounts::read::grants(app.pool(), maker, app.today()).await?;
    let may = grants.iter().any(|grant| Action::IssueRecoveryLink.reach(grant.role) != Reach::Never);
    Ok(may.then_some(link))
}

fn restores(stored: &str, link: Uuid) -> Result<Restores, PageError> {
    stored.parse().map_err(|_| PageError::Unfit(format!("the recovery link {link}")))
}

/// Takes the link for oneself. Of two who try at once one succeeds.
async fn claim(pool: &PgPool, id: Uuid) -> Result<bool, PageError> {
    let done = sqlx::query!(
        "update app.recovery_link set used_at = clock_timestamp()
         where link_id = $1 and used_at is null and taken_back_at is null and expires_at > clock_timestamp()
           and exists (select from app.account a where a.account_id = recovery_link.account_id and a.ended_at is null)",
        id
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives it free again: nothing was set by it.
async fn release(pool: &PgPool, id: Uuid) -> Result<(), PageError> {
    sqlx::query!("update app.recovery_link set used_at = null where link_id = $1", id).execute(pool).await?;
    Ok(())
}

/// Takes back every link of `account` that nobody has used: its person can sign in, and has changed how.
///
/// # Errors
/// When the database does not answer.
pub async fn take_back(pool: &PgPool, account: Uuid) -> Result<(), PageError> {
    sqlx::query!(
        "update app.recovery_link set taken_back_at = clock_timestamp()
         where account_id = $1 and used_at is null and taken_back_at is null",
        account
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The links that were ever made for `account`, the newest first.
///
/// # Errors
/// When the database does not answer, a row can't be read, or a sealed note was altered.
pub async fn of_account(app: &App, account: Uuid) -> Result<Vec<Listed>, PageError> {
    let rows = sqlx::query!(
        r#"select link_id, restores, made_at as "made_at: jiff_sqlx::Timestamp",
                  used_at as "used_at: jiff_sqlx::Timestamp", expires_at as "expires_at: jiff_sqlx::Timestamp",
                  taken_back_at is null and expires_at > clock_timestamp() as "is_open!", maker.display_name as "made_by?"
           from app.recovery_link l left join app.account maker on maker.account_id = l.made_by
           where l.account_id = $1 order by made_at desc"#,
        account
    )
    .fetch_all(app.pool())
    .await?;
    let mut reasons = if rows.is_empty() { HashMap::new() } else { reasons(app, account).await? };
    let listed = rows.into_iter().map(|row| {
        Ok(Listed {
            restores: restores(&row.restores, row.link_id)?,
            made_at: row.made_at.to_jiff(),
            made_by: row.made_by,
            why: reasons.remove(&row.link_id),
            now: match row.used_at {
                Some(used) => Now::Used(used.to_jiff()),
                None if row.is_open => Now::Open(row.expires_at.to_jiff()),
                None => Now::Over,
            },
        })
    });
    listed.collect()
}

/// Why each link of `account` was made. A link has the number of the command that led to its fact.
async fn reasons(app: &App, account: Uuid) -> Result<HashMap<Uuid, Why>, PageError> {
    let stream = app.journal().stream(<Account as Aggregate>::TYPE, &account.to_string()).await?;
    let keys = app.vault().keys(&[account]).await?;
    let place = stream_of(account);
    let mut reasons = HashMap::new();
    for recorded in &stream {
        let (Ok(Fact::Account(AccountEvent::RecoveryLinkIssued(issued))), Some(command_id)) =
            (facts::of(recorded), recorded.command_id)
        else {
            continue;
        };
        let note = match issued.reason.note() {
            Some(note) => keys.open(note, Place { stream: &place, command_id, field: NOTE })?,
            None => None,
        };
        reasons.insert(command_id, Why { code: issued.reason.code(), note });
    }
    Ok(reasons)
}

pub(super) async fn new_link(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    Ok(page::recovery(&Shown::about_account(&visitor, &person, &Draft::default())).into_response())
}

pub(super) async fn issue(
    State(app): State<App>,
    headers: HeaderMap,
    Path(account): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let mut posted = Posted::of(sent)?;
    let again = |posted: &Posted| {
        let page = || {
            let shown = Shown::about_account(&visitor, &person, &posted.draft);
            page::recovery(&Shown { command_id: posted.command_id, ..shown })
        };
        let (status, draft) = (StatusCode::UNPROCESSABLE_ENTITY, &posted.draft);
        change::refused(status, &visitor, draft, &form::RECOVERY_FIELDS, page)
    };
    let Some((restores, typed)) = form::recovery(visitor.words, &mut posted.draft) else {
        return Ok(again(&posted));
    };
    // Whoever has no password any more could do nothing with a link that asks for it.
    if !restores.password() && !account::has_password(app.pool(), person.account.uuid()).await? {
        posted.draft.refuse(visitor.words, "restores", "recovery-no-password", &[]);
        return Ok(again(&posted));
    }
    let reason = seal(&app, &person, &posted, typed).await?;
    let at_risk = reason.code == ReasonCode::AccountAtRisk;
    let act = AccountAct::IssueRecoveryLink { restores, reason };
    match execute(&app, &visitor, person.account, &posted, app.today(), act).await {
        Ok(_) => {}
        Err(ExecuteError::Refused(refusal)) => {
            refusal::note_account(visitor.words, &mut posted.draft, &refusal, &form::RECOVERY_FIELDS);
            return Ok(again(&posted));
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            return Ok(Problem::overtaken(visitor.words, actual).into_response());
        }
        Err(ExecuteError::Conflict { .. } | ExecuteError::DuplicateCommand { .. }) => {
            return Ok(change::reused(&visitor));
        }
        Err(ExecuteError::Unusable(error)) => return Err(error.into()),
    }
    let by = visitor.person()?.id;
    // A link is shown once: the same form again has none to show, and shuts nobody out again.
    let Some(token) = make(app.pool(), (posted.command_id, person.account, Some(by)), restores).await? else {
        return Ok(made_before(&visitor));
    };
    if at_risk {
        shut(&app, person.account.uuid()).await?;
    }
    tracing::info!(account = %person.account, by = %by, %restores, "a recovery link was made");
    let link = format!("{}/recovery/{token}", invitation::address(&app, &headers));
    Ok(match visitor.format {
        Format::Page => page::recovery_made(&visitor, &person, &link).into_response(),
        Format::Json => (StatusCode::CREATED, Json(RecoveryLinkMade { link })).into_response(),
    })
}

/// The link of this very form was made already.
fn made_before(visitor: &Visitor) -> Response {
    let words = visitor.words;
    match visitor.format {
        Format::Page => {
            let (title, help) = (words.say("recovery-made-before"), words.say("recovery-made-before-help"));
            (StatusCode::CONFLICT, layout::message_page(visitor, &title, &help)).into_response()
        }
        Format::Json => change::reused(visitor),
    }
}

/// Lets nobody go on who may have found out how to sign in: the old password, every session and every token end.
async fn shut(app: &App, account: Uuid) -> Result<(), PageError> {
    account::forget_password(app.pool(), account).await?;
    session::end_others(app.pool(), account, None).await?;
    my_account::revoke_tokens(app.pool(), account).await
}

/// Makes a link at the server's own terminal, for whoever signs in as `name`, and gives its path; none if nobody does. It
/// restores both, because there may be no administrator left to ask.
///
/// # Errors
/// When a rule says no, or the database does not answer.
pub async fn issue_by_program(
    app: &App,
    name: &str,
    reason: ReasonCode,
) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let Some(account) = account::of_name(app.pool(), name).await? else { return Ok(None) };
    let (id, account, restores) = (crate::app::new_id(), AccountId::new(account), Restores::Both);
    let act = AccountAct::IssueRecoveryLink { restores, reason: GivenReason::of(reason) };
    let command = AccountCommand { today: app.today(), effective_on: app.today(), by: None, act };
    let context = Context::new(id, "", "", accounts::CLIENT);
    let done: Result<_, ExecuteError<AccountRefusal>> =
        app.journal().execute::<Account>(&account.to_string(), None, command, &context).await;
    done?;
    let token = make(app.pool(), (id, account, None), restores).await?;
    if reason == ReasonCode::AccountAtRisk {
        shut(app, account.uuid()).await?;
    }
    Ok(token.map(|token| format!("/recovery/{token}")))
}

fn over(visitor: &Visitor) -> Response {
    let words = visitor.words;
    let page = layout::message_page(visitor, &words.say("recovery-over"), &words.say("recovery-over-help"));
    (StatusCode::NOT_FOUND, page).into_response()
}

pub(super) async fn opened(
    State(app): State<App>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    Ok(match open(&app, &token).await? {
        Some(link) => page::recover(&visitor, &Draft::default(), &link, &token).into_response(),
        None => over(&visitor),
    })
}

pub(super) async fn recover(
    State(app): State<App>,
    Path(token): Path<String>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let Some(link) = open(&app, &token).await? else { return Ok(over(&visitor)) };
    let mut draft = Draft::of(pairs);
    let again = |status: StatusCode, draft: &Draft| {
        (status, page::recover(&visitor, draft, &link, &token)).into_response()
    };
    let Some(typed) = form::recovered(visitor.words, &mut draft, link.restores) else {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &draft));
    };
    if let form::Recovered::Known(password) = &typed
        && let Some(status) = unfit(&app, &visitor, &link, &mut draft, password.clone()).await?
    {
        return Ok(again(status, &draft));
    }
    if !claim(app.pool(), link.id).await? {
        return Ok(over(&visitor));
    }
    if let form::Recovered::New(password) = typed
        && let Err(error) = account::change_password(app.pool(), link.account, password).await
    {
        release(app.pool(), link.id).await?;
        return Err(error.into());
    }
    if link.restores.second_factor() {
        second_factor::end(app.pool(), link.account).await?;
    }
    session::end_others(app.pool(), link.account, None).await?;
    my_account::revoke_tokens(app.pool(), link.account).await?;
    tries::forget(app.pool(), What::Name(&link.sign_in_name)).await?;
    tracing::info!(account = %link.account, restores = %link.restores, "a recovery link was used");
    Ok(Redirect::to("/sign-in?joined=again").into_response())
}

/// Why what was typed as the password is not taken, if it is not: the problem is noted at the field.
async fn unfit(
    app: &App,
    visitor: &Visitor,
    link: &Link,
    draft: &mut Draft,
    typed: SecretString,
) -> Result<Option<StatusCode>, PageError> {
    let key = match tries::begin(app.pool(), What::OwnPassword(link.account)).await? {
        Turn::Try(key) => key,
        Turn::Wait(seconds) => {
            note_wait(visitor.words, draft, "password", seconds);
            return Ok(Some(StatusCode::TOO_MANY_REQUESTS));
        }
    };
    if !account::is_password(app.pool(), link.account, typed).await? {
        draft.refuse(visitor.words, "password", "account-password-wrong", &[]);
        return Ok(Some(StatusCode::UNPROCESSABLE_ENTITY));
    }
    tries::succeeded(app.pool(), &key).await?;
    Ok(None)
}
