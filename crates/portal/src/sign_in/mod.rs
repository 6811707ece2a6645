//! Coming in and going out: a name and a password, and a code where the person asked for one, give a session, which ends
//! by itself.
//!
//! What a person may do then is said by the facts of their account ([`crate::accounts`]) and judged in [`crate::policy`];
//! nothing here knows it.

pub mod account;
pub(crate) mod form;
mod page;
pub mod second_factor;
pub mod session;
pub mod tries;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::{Action, Visitor};
use crate::accounts;
use crate::app::App;
use crate::fields::Draft;
use crate::held_form::HeldForm;
use crate::page_error::PageError;
use crate::route::Route;
use crate::words::Words;
use session::Beginning;
use tries::{Key, Turn, What};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Action::UseTheFrontDoor, show),
        Route::post("/sign-in", Action::UseTheFrontDoor, enter),
        Route::post("/sign-in/code", Action::UseTheFrontDoor, prove),
        Route::post("/sign-out", Action::UseTheFrontDoor, leave),
    ]
}

#[derive(Debug, Deserialize)]
struct Onward {
    next: Option<String>,
    /// Somebody took an invitation up a moment ago.
    joined: Option<String>,
}

async fn show(State(app): State<App>, Query(onward): Query<Onward>, visitor: Visitor) -> Response {
    let draft = Draft::default()
        .with("next", onward.next.unwrap_or_default())
        .with("joined", onward.joined.unwrap_or_default());
    page::sign_in(&visitor, &draft, app.settings().demonstration).into_response()
}

/// The sign-in page in answer to a form that came after the session's end: the form, sealed for its person, goes along.
#[must_use]
pub fn again(app: &App, visitor: &Visitor, held: &str) -> Response {
    let draft = Draft::default().with("held", held);
    let page = page::sign_in(visitor, &draft, app.settings().demonstration);
    (StatusCode::UNAUTHORIZED, page).into_response()
}

async fn enter(
    State(app): State<App>,
    headers: HeaderMap,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut draft = Draft::of(pairs);
    let Some(entry) = form::parse(visitor.words, &mut draft) else {
        return Ok(refused(&app, &visitor, &draft));
    };
    let key = match turn(&app, &headers, &entry.name).await? {
        Turn::Try(key) => key,
        Turn::Wait(seconds) => {
            note_wait(visitor.words, &mut draft, "sign_in_name", seconds);
            return Ok(slowed(&app, &visitor, &draft));
        }
    };
    let Some(account) = account::check(app.pool(), &entry.name, entry.password).await? else {
        tracing::info!("a sign-in was refused");
        draft.refuse(visitor.words, "sign_in_name", "sign-in-wrong", &[]);
        return Ok(refused(&app, &visitor, &draft));
    };
    tries::succeeded(app.pool(), &key).await?;
    if accounts::read::grants(app.pool(), account, app.today()).await?.is_empty() {
        draft.refuse(visitor.words, "sign_in_name", "sign-in-no-role", &[]);
        return Ok(refused(&app, &visitor, &draft));
    }
    if second_factor::standing(app.pool(), account).await?.is_some() {
        let token = begin(&app, &headers, account, true).await?;
        let cookie = session::cookie(&token, app.settings().secure_cookies);
        return Ok(with_cookie(page::code(&visitor, &draft).into_response(), &cookie));
    }
    welcome(&app, &headers, &visitor, account, &draft).await
}

/// Whether the name may be tried now. Strangers' tries are counted apart from those of its person's own browsers, and
/// they are answered later when there are very many of them.
async fn turn(app: &App, headers: &HeaderMap, name: &str) -> Result<Turn, PageError> {
    let browser = tries::browser(headers, app.settings().secure_cookies);
    if let Some(browser) = browser
        && tries::is_known(app.pool(), &browser, name).await?
    {
        return tries::begin(app.pool(), What::Browser(&browser)).await;
    }
    tokio::time::sleep(tries::held_back(app.pool()).await?).await;
    tries::begin(app.pool(), What::Name(name)).await
}

/// The second factor of somebody whose password was right a moment ago.
async fn prove(
    State(app): State<App>,
    headers: HeaderMap,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut draft = Draft::of(pairs);
    let token = session::token(&headers, app.settings().secure_cookies);
    let account = match token {
        Some(token) => session::awaiting_code(app.pool(), &token).await?,
        None => None,
    };
    let Some(account) = account else {
        draft.refuse(visitor.words, "sign_in_name", "sign-in-code-too-late", &[]);
        return Ok(refused(&app, &visitor, &draft));
    };
    let Some(code) = form::code(visitor.words, &mut draft) else {
        return Ok(unproven(StatusCode::UNPROCESSABLE_ENTITY, &visitor, &draft));
    };
    let key: Key = match tries::begin(app.pool(), What::Codes(account)).await? {
        Turn::Try(key) => key,
        Turn::Wait(seconds) => {
            note_wait(visitor.words, &mut draft, "code", seconds);
            return Ok(unproven(StatusCode::TOO_MANY_REQUESTS, &visitor, &draft));
        }
    };
    if !second_factor::proves(app.pool(), app.vault(), account, &code).await? {
        tracing::info!(%account, "a code was refused");
        draft.refuse(visitor.words, "code", "sign-in-code-wrong", &[]);
        return Ok(unproven(StatusCode::UNPROCESSABLE_ENTITY, &visitor, &draft));
    }
    tries::succeeded(app.pool(), &key).await?;
    welcome(&app, &headers, &visitor, account, &draft).await
}

/// Begins the session of somebody who proved who they are, and leads on: to the form that came too late, if it is theirs,
/// or to the page that they wanted.
async fn welcome(
    app: &App,
    headers: &HeaderMap,
    visitor: &Visitor,
    account: Uuid,
    draft: &Draft,
) -> Result<Response, PageError> {
    let secure = app.settings().secure_cookies;
    let token = begin(app, headers, account, false).await?;
    let known = tries::know(app.pool(), headers, account, secure).await?;
    let answer = match HeldForm::open(app.vault(), account, draft.text("held")).await? {
        Some(held) => {
            let person = session::account(app.pool(), &token, app.today()).await?;
            let visitor = Visitor { account: person, ..visitor.clone() };
            page::resume(&visitor, &held).into_response()
        }
        None => Redirect::to(&form::next(draft)).into_response(),
    };
    Ok(with_cookie(with_cookie(answer, &session::cookie(&token, secure)), &known))
}

/// A new session in place of the one that the request has, and its token.
async fn begin(
    app: &App,
    headers: &HeaderMap,
    account: Uuid,
    awaits_code: bool,
) -> Result<String, PageError> {
    let old = session::token(headers, app.settings().secure_cookies);
    if let Some(old) = &old {
        session::end(app.pool(), old).await?;
    }
    let device = tries::device(headers);
    let beginning = Beginning { account, device: &device, awaits_code, after: old.as_deref() };
    session::begin(app.pool(), beginning).await
}

async fn leave(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    if let Some(token) = session::token(&headers, app.settings().secure_cookies) {
        session::end(app.pool(), &token).await?;
    }
    let mut response =
        with_cookie(Redirect::to("/").into_response(), &session::no_cookie(app.settings().secure_cookies));
    // Not the cookies: the one by which this browser is known says nothing about who used it.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

/// Says how long to wait, at `field`.
pub(crate) fn note_wait(words: Words, draft: &mut Draft, field: &'static str, seconds: u64) {
    let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
    let (id, count) = if seconds < 90 {
        ("sign-in-wait-seconds", seconds)
    } else {
        ("sign-in-wait-minutes", seconds.div_ceil(60))
    };
    draft.refuse(words, field, id, &[("count", count.into())]);
}

fn refused(app: &App, visitor: &Visitor, draft: &Draft) -> Response {
    let page = page::sign_in(visitor, draft, app.settings().demonstration);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn slowed(app: &App, visitor: &Visitor, draft: &Draft) -> Response {
    let page = page::sign_in(visitor, draft, app.settings().demonstration);
    (StatusCode::TOO_MANY_REQUESTS, page).into_response()
}

fn unproven(status: StatusCode, visitor: &Visitor, draft: &Draft) -> Response {
    (status, page::code(visitor, draft)).into_response()
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
