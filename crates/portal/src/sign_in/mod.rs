//! Coming in and going out: a name and a password give a session, which ends by itself.
//!
//! What a person may do then is said by the facts of their account ([`crate::accounts`]) and judged in [`crate::policy`];
//! nothing here knows it.

pub mod account;
mod form;
mod page;
pub mod session;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;

use crate::access::{Action, Visitor};
use crate::accounts;
use crate::app::App;
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::route::Route;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Action::UseTheFrontDoor, show),
        Route::post("/sign-in", Action::UseTheFrontDoor, enter),
        Route::post("/sign-out", Action::UseTheFrontDoor, leave),
    ]
}

#[derive(Debug, Deserialize)]
struct Onward {
    next: Option<String>,
}

async fn show(State(app): State<App>, Query(onward): Query<Onward>, visitor: Visitor) -> Response {
    let draft = Draft::default().with("next", onward.next.unwrap_or_default());
    page::sign_in(&visitor, &draft, app.settings().demonstration).into_response()
}

async fn enter(
    State(app): State<App>,
    headers: HeaderMap,
    visitor: Visitor,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut draft = Draft::of(pairs);
    let Some(entry) = form::parse(visitor.words, &mut draft) else {
        return Ok(refused(&visitor, &draft, app.settings().demonstration));
    };
    let Some(account) = account::check(app.pool(), &entry.name, entry.password).await? else {
        tracing::info!("a sign-in was refused");
        draft.refuse(visitor.words, "sign_in_name", "sign-in-wrong", &[]);
        return Ok(refused(&visitor, &draft, app.settings().demonstration));
    };
    if accounts::read::grants(app.pool(), account, app.today()).await?.is_empty() {
        draft.refuse(visitor.words, "sign_in_name", "sign-in-no-role", &[]);
        return Ok(refused(&visitor, &draft, app.settings().demonstration));
    }
    if let Some(old) = session::token(&headers, app.settings().secure_cookies) {
        session::end(app.pool(), &old).await?;
    }
    let token = session::begin(app.pool(), account).await?;
    let cookie = session::cookie(&token, app.settings().secure_cookies);
    Ok(with_cookie(Redirect::to(&entry.next).into_response(), &cookie))
}

async fn leave(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    if let Some(token) = session::token(&headers, app.settings().secure_cookies) {
        session::end(app.pool(), &token).await?;
    }
    let mut response =
        with_cookie(Redirect::to("/").into_response(), &session::no_cookie(app.settings().secure_cookies));
    response
        .headers_mut()
        .insert("clear-site-data", HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""));
    Ok(response)
}

fn refused(visitor: &Visitor, draft: &Draft, demonstration: bool) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page::sign_in(visitor, draft, demonstration)).into_response()
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
