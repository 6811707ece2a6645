//! As of: a page as it was known on an instant, made by the same code from the facts up to then.
//!
//! The address of any such page is its own address after `/as-of/` and the moment. The page is read from tables that the live
//! projections fill with the facts of its school or its cycle, and of nothing else ([`read`]); links to other such pages
//! keep the moment. Who may look is decided by the roles of today. What is no fact (names of accounts, keys) is of today.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{CycleId, SchoolId};
use jiff::Timestamp;
use journal::{Moment, Streams};
use serde::Deserialize;
use tower::ServiceExt;

use self::form::Chosen;
use crate::access::{self, Action, Visitor};
use crate::app::App;
use crate::cycles;
use crate::page_error::{PageError, framed};
use crate::past::{Asked, Look, PREFIX, Steps, When};
use crate::past_links::{Doors, Found};
use crate::policy::{On, Reach};
use crate::route::Route;

pub use page::bar;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/as-of", Action::SeePast, choose),
        Route::get("/as-of/{when}/{*page}", Action::SeePast, look),
    ]
}

/// What the control on a page sends.
#[derive(Debug, Default, Deserialize)]
struct Choice {
    /// The moment, as it was typed.
    #[serde(default)]
    at: String,
    /// The address of the page, with its query.
    #[serde(default)]
    page: String,
}

/// Leads to a page as it was; or asks again for what was typed wrong.
async fn choose(
    Extension(doors): Extension<Doors>,
    Query(choice): Query<Choice>,
    visitor: Visitor,
) -> Response {
    match form::chosen(&doors, &choice, Timestamp::now()) {
        Chosen::Nothing => page::choose(&visitor, &choice, None).into_response(),
        Chosen::Page(when) => Redirect::to(&when.address(&choice.page)).into_response(),
        Chosen::Wrong(problem) => {
            let asked = page::choose(&visitor, &choice, Some(problem));
            (StatusCode::UNPROCESSABLE_ENTITY, asked).into_response()
        }
    }
}

/// What a page is about, which says the facts that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    School(SchoolId),
    Cycle(CycleId, SchoolId),
}

/// A page as it was.
async fn look(
    State(app): State<App>,
    Extension(doors): Extension<Doors>,
    Path((when, _)): Path<(String, String)>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    let when: When = when.parse().map_err(|()| PageError::Unreadable("error-as-of"))?;
    let now = now_of(&request).ok_or(PageError::NotFound)?;
    let path = now.split('?').next().unwrap_or_default();
    let found = doors.find(path).ok_or(PageError::NotFound)?;
    if !found.has_past {
        return Ok((StatusCode::NOT_FOUND, page::no_past(&visitor, &now)).into_response());
    }
    let (scope, own) = scope(&app, &visitor, &found).await?;
    let (moment, at) = moment(&app, &when).await?;
    let streams = streams(&app, &scope).await?;
    let then = app.as_of(moment, at, &streams).await?;
    let look = Look { when, at, moment, own, now: now.clone(), steps: steps(&app, &scope, moment).await? };
    let visitor = Visitor {
        catalogue: then.catalogue().await?,
        format: access::format(request.headers(), path),
        asked_for: now.clone(),
        past: Some(Arc::new(look)),
        ..visitor
    };
    answer(&doors, then, &visitor, request.headers(), &now).await
}

/// The address of the same page as it is now, with its query.
fn now_of(request: &Request) -> Option<String> {
    let uri = request.uri();
    let (_, path) = uri.path().strip_prefix(PREFIX)?.split_once('/')?;
    Some(match uri.query() {
        Some(query) => format!("/{path}?{query}"),
        None => format!("/{path}"),
    })
}

/// What the page is about, if the visitor reaches it today, and which cycles they reach where their role reaches only some.
async fn scope(app: &App, visitor: &Visitor, found: &Found) -> Result<(Scope, BTreeSet<CycleId>), PageError> {
    let named =
        |name: &str| found.named.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
    let reaches_some =
        visitor.account.as_ref().is_some_and(|person| person.acting.reach(Action::SeePast) == Reach::Own);
    if let Some(cycle) = named("cycle") {
        let id: CycleId = cycle.parse().map_err(|_| PageError::NotFound)?;
        let cycle = cycles::read::cycle(app.pool(), id).await?.ok_or(PageError::NotFound)?;
        visitor.allowed(Action::SeePast, On::Cycle(&cycle.plan))?;
        return Ok((Scope::Cycle(id, cycle.plan.school), BTreeSet::from([id])));
    }
    let school = named("school").and_then(decoded).ok_or(PageError::NotFound)?;
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.allowed(Action::SeePast, On::School(&school))?;
    let mut own = BTreeSet::new();
    if reaches_some {
        let cycles = cycles::read::of_school(app.pool(), &school).await?;
        let reached = cycles.iter().filter(|cycle| visitor.may_on(Action::SeePast, &cycle.plan));
        own.extend(reached.map(|cycle| cycle.id));
    }
    Ok((Scope::School(school), own))
}

/// A part of an address as a text.
fn decoded(part: &str) -> Option<String> {
    percent_encoding::percent_decode_str(part).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The last fact that was known at the moment that was asked for, and the clock of the page.
///
/// # Errors
/// When there is no such fact, the instant is still to come, or the database does not answer.
pub async fn moment(app: &App, when: &When) -> Result<(Moment, Timestamp), PageError> {
    match when.asked() {
        Asked::Fact(position) => {
            let moment = app.journal().moment_of(position).await?.ok_or(PageError::NotFound)?;
            Ok((moment, moment.sealed_at))
        }
        Asked::Instant(at) if at > Timestamp::now() => Err(PageError::Unreadable("error-as-of-future")),
        Asked::Instant(at) => {
            let moment = app.journal().moment_at(at).await?;
            Ok((moment.unwrap_or(Moment { position: 0, sealed_at: at }), at))
        }
    }
}

/// Where the page is about a cycle, the entries of its history around the moment.
async fn steps(app: &App, scope: &Scope, moment: Moment) -> Result<Option<Steps>, PageError> {
    let Scope::Cycle(cycle, _) = scope else { return Ok(None) };
    let facts = app.journal().stream("cycle", &cycle.to_string()).await?;
    let places: Vec<u64> = facts.iter().filter_map(|fact| fact.position).collect();
    Ok(Some(Steps::around(*cycle, &places, moment.position)))
}

/// The facts that the pages of a school, or of a cycle, are made of.
async fn streams(app: &App, scope: &Scope) -> Result<Streams, PageError> {
    match scope {
        Scope::Cycle(cycle, school) => Ok(read::of_cycle(*cycle, school)),
        Scope::School(school) => read::of_school(app.pool(), school).await,
    }
}

/// What the page's own handler answers in the portal as it was, with links that keep the moment.
async fn answer(
    doors: &Doors,
    then: App,
    visitor: &Visitor,
    headers: &HeaderMap,
    now: &str,
) -> Result<Response, PageError> {
    // A request of its own: what the outer one was found by is not in it.
    let unfit = |_| PageError::Unfit("the address of a page as it was".to_owned());
    let mut inner = axum::http::Request::get(now).body(Body::empty()).map_err(unfit)?;
    inner.headers_mut().clone_from(headers);
    inner.extensions_mut().insert(visitor.clone());
    let Ok(answered) = doors.router().with_state(then.clone()).oneshot(inner).await;
    let (mut parts, body) = framed(answered, visitor).into_parts();
    let Some(look) = &visitor.past else { return Err(PageError::Unguarded) };
    if let Some(to) = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()) {
        let path = to.split('?').next().unwrap_or_default();
        if doors.find(path).is_some_and(|found| found.has_past) {
            let kept = HeaderValue::from_str(&look.when.address(to));
            parts.headers.insert(
                header::LOCATION,
                kept.map_err(|_| PageError::Unfit("where a page as it was leads to".to_owned()))?,
            );
        }
    }
    let bytes = to_bytes(body, usize::MAX).await.map_err(|error| PageError::Unfit(error.to_string()))?;
    // The answer is whole: the tables of then are given back.
    drop(then);
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return Ok(Response::from_parts(parts, Body::from(bytes)));
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    let page = doors.keep(&String::from_utf8_lossy(&bytes), &look.when);
    Ok(Response::from_parts(parts, Body::from(page)))
}
