//! A person's own account: where they are signed in, by which of their roles they act, their password, their second factor.
//!
//! Nothing here gives or takes a right: that is done by others, and stands in facts ([`crate::accounts`]).

mod form;
mod page;
#[cfg(test)]
mod tests;
mod token;

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::SchoolId;
use secrecy::SecretString;
use serde::Deserialize;

use crate::access::{Account, Action, Visitor};
use crate::app::App;
use crate::fields::Draft;
use crate::groups::{self, Names};
use crate::page_error::PageError;
use crate::people::recovery;
use crate::policy::Scope;
use crate::route::Route;
use crate::sign_in::second_factor::{self, Offer, Standing};
use crate::sign_in::session::{self, Listed};
use crate::sign_in::tries::{self, Turn, What};
use crate::sign_in::{self, account, note_wait};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/account", Action::KeepOwnAccount, show),
        Route::post("/account/role", Action::KeepOwnAccount, act_by),
        Route::post("/account/sessions/end", Action::KeepOwnAccount, end_session),
        Route::get("/account/password", Action::KeepOwnAccount, new_password),
        Route::post("/account/password", Action::KeepOwnAccount, change_password),
        Route::get("/account/second-factor", Action::KeepOwnAccount, second_factor),
        Route::post("/account/second-factor", Action::KeepOwnAccount, begin_second_factor),
        Route::get("/account/tokens", Action::KeepOwnAccount, tokens),
        Route::post("/account/tokens", Action::KeepOwnAccount, make_token),
        Route::post("/account/tokens/revoke", Action::KeepOwnAccount, revoke_token),
        Route::post("/account/second-factor/end", Action::KeepOwnAccount, end_second_factor),
    ]
}

pub use self::token::{bearer, revoke_all as revoke_tokens};

/// What was done before the page came, by the name that the address carries.
#[derive(Debug, Deserialize)]
struct Done {
    done: Option<String>,
}

/// The page of an account: everything that its person may look after.
struct Overview<'a> {
    person: &'a Account,
    sign_in_name: String,
    sessions: Vec<Listed>,
    second_factor: Option<Standing>,
    done: Option<&'static str>,
    /// Links that were made to come in again by.
    links: Vec<recovery::Listed>,
    /// The names of the schools that the roles are for.
    schools: HashMap<SchoolId, String>,
    /// The names of groups of schools.
    groups: Names,
}

async fn show(
    State(app): State<App>,
    Query(Done { done }): Query<Done>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    overview(&app, &visitor, &Draft::default(), done.as_deref()).await
}

async fn overview(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    done: Option<&str>,
) -> Result<Response, PageError> {
    let person = visitor.person()?;
    let mut schools = HashMap::new();
    for grant in &person.grants {
        if let Scope::School(id) = &grant.scope
            && let Some(school) = crate::schools::read::school(app.pool(), id).await?
        {
            schools.insert(id.clone(), school.name);
        }
    }
    let shown = Overview {
        person,
        schools,
        sign_in_name: account::sign_in_name(app.pool(), person.id).await?,
        sessions: session::of_account(app.pool(), person.id).await?,
        second_factor: second_factor::standing(app.pool(), person.id).await?,
        groups: groups::read::names(app.pool()).await?,
        links: recovery::of_account(app, person.id).await?,
        done: match done {
            Some("password") => Some("account-done-password"),
            Some("sessions") => Some("account-done-sessions"),
            Some("role") => Some("account-done-role"),
            Some("second-factor") => Some("account-done-second-factor"),
            Some(_) | None => None,
        },
    };
    let status = if draft.problems().is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page::overview(visitor, draft, &shown)).into_response())
}

async fn act_by(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let person = visitor.person()?;
    let mut draft = Draft::of(pairs);
    let of_theirs = |text: &str| person.grants.iter().find(|grant| grant.id.to_string() == text);
    let Some(grant) = draft.read(visitor.words, "acting", "account-role-missing", of_theirs) else {
        return overview(&app, &visitor, &draft, None).await;
    };
    session::act_by(app.pool(), person.session, grant.id).await?;
    Ok(Redirect::to("/account?done=role").into_response())
}

async fn end_session(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let person = visitor.person()?;
    let mut draft = Draft::of(pairs);
    match form::which(visitor.words, &mut draft) {
        Some(form::Which::Others) => {
            session::end_others(app.pool(), person.id, Some(person.session)).await?;
        }
        Some(form::Which::One(session)) => session::end_one(app.pool(), person.id, session).await?,
        None => return overview(&app, &visitor, &draft, None).await,
    }
    Ok(Redirect::to("/account?done=sessions").into_response())
}

async fn new_password(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    password_page(&app, &visitor, &Draft::default(), StatusCode::OK).await
}

async fn password_page(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    status: StatusCode,
) -> Result<Response, PageError> {
    let name = account::sign_in_name(app.pool(), visitor.person()?.id).await?;
    Ok((status, page::password(visitor, draft, &name)).into_response())
}

/// Another password. Whoever knows the old one only from another session has no session any more.
async fn change_password(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let person = visitor.person()?;
    let mut draft = Draft::of(pairs);
    let Some(typed) = form::password(visitor.words, &mut draft) else {
        return password_page(&app, &visitor, &draft, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if let Some(status) = unfit_password(&app, &visitor, person, &mut draft, typed.current).await? {
        return password_page(&app, &visitor, &draft, status).await;
    }
    account::change_password(app.pool(), person.id, typed.new).await?;
    session::end_others(app.pool(), person.id, Some(person.session)).await?;
    token::revoke_all(app.pool(), person.id).await?;
    recovery::take_back(app.pool(), person.id).await?;
    tracing::info!(account = %person.id, "a password was changed");
    Ok(Redirect::to("/account?done=password").into_response())
}

/// Why what was typed as the person's own password is not taken, if it is not: the problem is noted at the field.
async fn unfit_password(
    app: &App,
    visitor: &Visitor,
    person: &Account,
    draft: &mut Draft,
    typed: SecretString,
) -> Result<Option<StatusCode>, PageError> {
    let key = match tries::begin(app.pool(), What::OwnPassword(person.id)).await? {
        Turn::Try(key) => key,
        Turn::Wait(seconds) => {
            note_wait(visitor.words, draft, "password", seconds);
            return Ok(Some(StatusCode::TOO_MANY_REQUESTS));
        }
    };
    if !account::is_password(app.pool(), person.id, typed).await? {
        draft.refuse(visitor.words, "password", "account-password-wrong", &[]);
        return Ok(Some(StatusCode::UNPROCESSABLE_ENTITY));
    }
    tries::succeeded(app.pool(), &key).await?;
    Ok(None)
}

async fn second_factor(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let person = visitor.person()?;
    second_factor_page(&app, &visitor, person, &Draft::default(), StatusCode::OK).await
}

/// The page of the second factor: how to begin, or that it is there and how to end it.
async fn second_factor_page(
    app: &App,
    visitor: &Visitor,
    person: &Account,
    draft: &Draft,
    status: StatusCode,
) -> Result<Response, PageError> {
    let page = match second_factor::standing(app.pool(), person.id).await? {
        Some(standing) => page::second_factor(visitor, draft, &standing),
        None => page::offer(visitor, draft, &offer(app, person, draft).await?),
    };
    Ok((status, page).into_response())
}

/// The offer that the form carried, or a new one.
async fn offer(app: &App, person: &Account, draft: &Draft) -> Result<Offer, PageError> {
    let name = account::sign_in_name(app.pool(), person.id).await?;
    match second_factor::offered(app.vault(), person.id, &name, draft.text("offer")).await? {
        Some(offer) => Ok(offer),
        None => second_factor::offer(app.vault(), person.id, &name).await,
    }
}

async fn begin_second_factor(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let person = visitor.person()?;
    let mut draft = Draft::of(pairs);
    let again = StatusCode::UNPROCESSABLE_ENTITY;
    if second_factor::standing(app.pool(), person.id).await?.is_some() {
        draft.refuse(visitor.words, "password", "second-factor-there", &[]);
        return second_factor_page(&app, &visitor, person, &draft, again).await;
    }
    // Both are asked for: nobody who finds a browser open is to lock its person out.
    let typed = sign_in::form::own_password(visitor.words, &mut draft);
    let code = sign_in::form::code(visitor.words, &mut draft);
    let Some((typed, code)) = typed.zip(code) else {
        return second_factor_page(&app, &visitor, person, &draft, again).await;
    };
    if let Some(status) = unfit_password(&app, &visitor, person, &mut draft, typed).await? {
        return second_factor_page(&app, &visitor, person, &draft, status).await;
    }
    let offer = offer(&app, person, &draft).await?;
    let Some(codes) = second_factor::take_up(app.pool(), person.id, &offer, &code).await? else {
        draft.refuse(visitor.words, "code", "second-factor-code-wrong", &[]);
        return second_factor_page(&app, &visitor, person, &draft, again).await;
    };
    session::end_others(app.pool(), person.id, Some(person.session)).await?;
    recovery::take_back(app.pool(), person.id).await?;
    tracing::info!(account = %person.id, "a second factor was set up");
    Ok(page::recovery_codes(&visitor, &codes).into_response())
}

async fn end_second_factor(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let person = visitor.person()?;
    let mut draft = Draft::of(pairs);
    let Some(typed) = sign_in::form::own_password(visitor.words, &mut draft) else {
        return second_factor_page(&app, &visitor, person, &draft, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if let Some(status) = unfit_password(&app, &visitor, person, &mut draft, typed).await? {
        return second_factor_page(&app, &visitor, person, &draft, status).await;
    }
    second_factor::end(app.pool(), person.id).await?;
    tracing::info!(account = %person.id, "a second factor was ended");
    Ok(Redirect::to("/account?done=second-factor").into_response())
}

async fn tokens(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    tokens_page(&app, &visitor, &Draft::default(), StatusCode::OK).await
}

async fn tokens_page(
    app: &App,
    visitor: &Visitor,
    draft: &Draft,
    status: StatusCode,
) -> Result<Response, PageError> {
    let listed = token::of_account(app.pool(), visitor.person()?.id).await?;
    Ok((status, page::tokens(visitor, draft, &listed)).into_response())
}

async fn make_token(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let person = visitor.person()?;
    let mut draft = Draft::of(pairs);
    let Some(wanted) = form::token(visitor.words, &mut draft) else {
        return tokens_page(&app, &visitor, &draft, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let made = token::make(app.pool(), person, &wanted).await?;
    tracing::info!(account = %person.id, records = wanted.may_record, "a token was made");
    Ok(page::token_made(&visitor, &made).into_response())
}

async fn revoke_token(
    State(app): State<App>,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let unreadable = || PageError::Unreadable("error-unreadable-help");
    let id = Draft::of(pairs).text("token").parse().map_err(|_| unreadable())?;
    token::revoke(app.pool(), visitor.person()?.id, id).await?;
    Ok(Redirect::to("/account/tokens").into_response())
}
