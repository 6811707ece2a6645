//! As of: a page as it was known on an instant, and a page of a cycle as it held on a day by all that is known now, made by the
//! same code from the facts that count for it.
//!
//! The address of any such page is its own address after `/as-of/` and the moment, or after `/true-on/` and the day. The page is
//! read from tables that the live projections fill with the facts of its school or its cycle, and of nothing else ([`read`]);
//! links to other such pages keep the moment. Who may look is decided by the roles of today. What is no fact (names of
//! accounts, keys) is of today.

mod form;
mod page;
pub mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use cqrs_es::Aggregate as _;
use domain::cycle::Cycle;
use domain::enquiry::Enquiry;
use domain::{CycleId, EnquiryId, SchoolId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use journal::{Around, JournalError, Moment, Streams, View};
use serde::Deserialize;
use tower::ServiceExt;

use self::form::Chosen;
use crate::access::{self, Action, Format, Visitor};
use crate::app::{self, App};
use crate::cycles;
use crate::enquiries;
use crate::page_error::{PageError, framed};
use crate::past::{Asked, Entries, HELD, KNOWN, Look, Steps, When, end_of};
use crate::past_links::{Doors, Found};
use crate::policy::{On, Reach};
use crate::route::Route;
use crate::schools::read::Settings;
use crate::step::Step;
use crate::true_on::{self, TrueOn};

pub use page::bar;

/// How long somebody waits for a page of the past before hearing how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/as-of", Action::SeePast, choose),
        Route::get("/as-of/{when}/{*page}", Action::SeePast, known),
        Route::get("/true-on/{date}/{*page}", Action::SeePast, held),
    ]
}

/// What a control on a page sends.
#[derive(Debug, Default, Deserialize)]
struct Choice {
    /// The moment, as it was typed.
    #[serde(default)]
    at: String,
    /// The day, as it was typed; none from the control that asks for a moment.
    on: Option<String>,
    /// The number of an entry of the cycle's history; from the slider alone.
    entry: Option<String>,
    /// The address of the page, with its query.
    #[serde(default)]
    page: String,
}

impl Choice {
    fn is_empty(&self) -> bool {
        self.at.is_empty() && self.page.is_empty() && self.on.is_none() && self.entry.is_none()
    }
}

/// Leads to a page as it was; or asks again for what was typed wrong.
async fn choose(
    State(app): State<App>,
    Extension(doors): Extension<Doors>,
    Query(choice): Query<Choice>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let chosen = if let Some(entry) = &choice.entry {
        of_entry(&app, &doors, &visitor, &choice.page, entry).await?
    } else {
        let clock = clock_of(&app, &doors, &visitor, &choice.page).await?;
        form::chosen(&doors, &choice, Timestamp::now(), &clock)
    };
    Ok(match chosen {
        Chosen::Nothing => page::choose(&visitor, &choice, None).into_response(),
        Chosen::Page(when) => Redirect::to(&when.address(&choice.page)).into_response(),
        Chosen::Wrong(problem) => {
            let asked = page::choose(&visitor, &choice, Some(problem));
            (StatusCode::UNPROCESSABLE_ENTITY, asked).into_response()
        }
    })
}

/// The moment of an entry of a cycle's history, for a page of that cycle.
async fn of_entry(
    app: &App,
    doors: &Doors,
    visitor: &Visitor,
    page: &str,
    entry: &str,
) -> Result<Chosen, PageError> {
    let Some(found) = form::page(doors, page) else { return Ok(Chosen::Wrong("as-of-no-past")) };
    let (scope, _) = scope(app, visitor, &found).await?;
    let Some(cycle) = scope.cycle() else { return Ok(Chosen::Wrong("error-as-of-entry")) };
    // A number that is larger than any is that of no entry.
    let number = entry.parse().ok().filter(|number| i64::try_from(*number).is_ok());
    let place = match number {
        Some(number) => app.journal().place(Cycle::TYPE, &cycle.to_string(), number).await?,
        None => None,
    };
    let place = place.map(When::fact).filter(|when| found.looks.offer(when));
    Ok(place.map_or(Chosen::Wrong("error-as-of-entry"), Chosen::Page))
}

/// The clock of the school that a page is about. It is London's for a page of no school, and for one that the visitor does not
/// reach: there they hear so.
async fn clock_of(app: &App, doors: &Doors, visitor: &Visitor, page: &str) -> Result<TimeZone, PageError> {
    let Some(found) = form::page(doors, page) else {
        return Ok(app::london());
    };
    let scope = match scope(app, visitor, &found).await {
        Ok((scope, _)) => scope,
        Err(PageError::Database(error)) => return Err(error.into()),
        Err(PageError::Journal(error)) => return Err(error.into()),
        Err(_) => return Ok(app::london()),
    };
    Ok(settings_of(app, &scope).await?.zone)
}

/// What holds today in the school that a page is about; the usual where it is about none.
async fn settings_of(app: &App, scope: &Scope) -> Result<Settings, PageError> {
    match scope.school() {
        Some(school) => app.settings_of(school).await,
        None => Ok(Settings::usual(app.today())),
    }
}

/// What a page is about, which says the facts that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    School(SchoolId),
    Cycle(CycleId, SchoolId),
    /// The catalogue, which is all schools'.
    Catalogue,
}

impl Scope {
    /// The school that it is, or that it is in.
    fn school(&self) -> Option<&SchoolId> {
        match self {
            Self::School(school) | Self::Cycle(_, school) => Some(school),
            Self::Catalogue => None,
        }
    }

    /// The cycle that it is.
    fn cycle(&self) -> Option<CycleId> {
        match self {
            Self::Cycle(cycle, _) => Some(*cycle),
            Self::School(_) | Self::Catalogue => None,
        }
    }
}

/// A request for a page of the past: the page that it is about, and who asks.
struct Wanted {
    /// The address of the same page as it is now, with its query.
    now: String,
    found: Found,
    visitor: Visitor,
    headers: HeaderMap,
}

/// A page as it was known.
async fn known(
    State(app): State<App>,
    Extension(doors): Extension<Doors>,
    Path((when, _)): Path<(String, String)>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    let when: When = when.parse().map_err(|()| PageError::Unreadable("error-as-of"))?;
    let wanted = match asked(&doors, &when, visitor, &request)? {
        Ok(wanted) => wanted,
        Err(no_past) => return Ok(no_past),
    };
    let (scope, own) = scope(&app, &wanted.visitor, &wanted.found).await?;
    let (moment, at) = moment(&app, &when).await?;
    let steps = match scope.cycle() {
        Some(cycle) => Some(Steps::Entries(entries(&app, cycle, moment).await?)),
        None => None,
    };
    let view = View::until(streams(&app, &scope).await?, moment.position);
    let (now, looks) = (wanted.now.clone(), wanted.found.looks);
    let Settings { policy: limit, zone: clock, .. } = settings_of(&app, &scope).await?;
    let look = Look { when, at, moment, own, now, looks, limit, clock, steps, step: None };
    answer(&app, &doors, &view, look, wanted).await
}

/// A page as it held on a day, by all that is known now.
async fn held(
    State(app): State<App>,
    Extension(doors): Extension<Doors>,
    Path((date, _)): Path<(String, String)>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    let day = form::day(&date).map_err(PageError::Unreadable)?;
    let when = When::held_on(day);
    let wanted = match asked(&doors, &when, visitor, &request)? {
        Ok(wanted) => wanted,
        Err(no_past) => return Ok(no_past),
    };
    let (scope, own) = scope(&app, &wanted.visitor, &wanted.found).await?;
    let settings = app.settings_of(scope.school().ok_or(PageError::NotFound)?).await?;
    if day > settings.today {
        return Err(PageError::Unreadable("error-true-on-future"));
    }
    let at = end_of(day, &settings.zone).ok_or(PageError::Unreadable("error-true-on"))?.timestamp();
    // By the last fact of its own, so that the page is not made again whenever somebody records something elsewhere.
    let streams = streams(&app, &scope).await?;
    let moment = app.journal().newest_moment_of(&streams).await?;
    let moment = moment.unwrap_or(Moment { position: 0, sealed_at: at });
    let steps = match scope.cycle() {
        Some(cycle) => {
            let stream = app.journal().stream("cycle", &cycle.to_string()).await?;
            let (earlier, later) = true_on::around(&stream, day);
            Some(Steps::Days { earlier, later: later.filter(|later| *later <= settings.today) })
        }
        None => None,
    };
    let view = View::until(streams, moment.position).choosing(Arc::new(TrueOn(day)));
    let (now, looks) = (wanted.now.clone(), wanted.found.looks);
    let Settings { policy: limit, zone: clock, .. } = settings;
    let look = Look { when, at, moment, own, now, looks, limit, clock, steps, step: None };
    answer(&app, &doors, &view, look, wanted).await
}

/// What is asked for; or the page that says that it can't be looked at so.
fn asked(
    doors: &Doors,
    when: &When,
    visitor: Visitor,
    request: &Request,
) -> Result<Result<Wanted, Response>, PageError> {
    let now = now_of(request).ok_or(PageError::NotFound)?;
    let path = now.split('?').next().unwrap_or_default();
    let found = doors.find(path).ok_or(PageError::NotFound)?;
    if !found.looks.offer(when) {
        return Ok(Err((StatusCode::NOT_FOUND, page::no_past(&visitor, when, &now)).into_response()));
    }
    Ok(Ok(Wanted { now, found, visitor, headers: request.headers().clone() }))
}

/// The address of the same page as it is now, with its query.
fn now_of(request: &Request) -> Option<String> {
    let uri = request.uri();
    let after = uri.path().strip_prefix(KNOWN).or_else(|| uri.path().strip_prefix(HELD));
    let (_, path) = after?.split_once('/')?;
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
    let school: SchoolId = if let Some(enquiry) = named("enquiry") {
        about(app, enquiry).await?
    } else if let Some(school) = named("school") {
        decoded(school).and_then(|school| school.parse().ok()).ok_or(PageError::NotFound)?
    } else {
        // What is of no school is the catalogue's.
        visitor.allowed(Action::SeePast, On::Door)?;
        return Ok((Scope::Catalogue, BTreeSet::new()));
    };
    visitor.allowed(Action::SeePast, On::School(&school))?;
    let mut own = BTreeSet::new();
    if reaches_some {
        let cycles = cycles::read::of_school(app.pool(), &school).await?;
        let reached = cycles.iter().filter(|cycle| visitor.may_on(Action::SeePast, &cycle.plan));
        own.extend(reached.map(|cycle| cycle.id));
    }
    Ok((Scope::School(school), own))
}

/// The school that a question is about.
async fn about(app: &App, enquiry: &str) -> Result<SchoolId, PageError> {
    let id: EnquiryId = enquiry.parse().map_err(|_| PageError::NotFound)?;
    let mut state = Enquiry::default();
    let stream = app.journal().stream(Enquiry::TYPE, &id.to_string()).await?;
    enquiries::read::events(&stream).for_each(|(_, event)| state.apply(event));
    Ok(state.record().ok_or(PageError::NotFound)?.school.clone())
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
            let moment = app.journal().moment_of(position).await?;
            let moment = moment.ok_or(PageError::Unreadable("error-as-of-place"))?;
            Ok((moment, moment.sealed_at))
        }
        // What held on a day is no moment of what was known.
        Asked::Day(_) => Err(PageError::Unreadable("error-as-of")),
        Asked::Instant(at) if at > Timestamp::now() => Err(PageError::Unreadable("error-as-of-future")),
        Asked::Instant(at) => {
            let moment = match app.journal().moment_at(at).await {
                // The database has the last word on what time it is.
                Err(JournalError::StillToCome) => return Err(PageError::Unreadable("error-as-of-future")),
                moment => moment?,
            };
            Ok((moment.unwrap_or(Moment { position: 0, sealed_at: at }), at))
        }
    }
}

/// The entries of a cycle's history around the moment.
async fn entries(app: &App, cycle: CycleId, moment: Moment) -> Result<Entries, PageError> {
    let around = app.journal().around(Cycle::TYPE, &cycle.to_string(), moment.position).await?;
    let Around { last, count, earlier, later } = around;
    Ok(Entries { cycle, last, count, earlier, later })
}

/// The facts that the pages of a school, or of a cycle, are made of.
async fn streams(app: &App, scope: &Scope) -> Result<Streams, PageError> {
    match scope {
        Scope::Cycle(cycle, school) => Ok(read::of_cycle(*cycle, school)),
        Scope::School(school) => read::of_school(app.pool(), school).await,
        Scope::Catalogue => Ok(read::of_catalogue()),
    }
}

/// The last entry of the cycle's history that was known, on a page of a cycle.
async fn step(app: &App, visitor: &Visitor, look: &Look) -> Result<Option<Step>, PageError> {
    match look.steps {
        Some(Steps::Entries(Entries { cycle, last, .. })) if last > 0 => {
            Ok(Some(Step::of(app, visitor, cycle, last).await?))
        }
        Some(_) | None => Ok(None),
    }
}

/// Whether a page had nothing to show.
fn is_nothing(answered: &Response) -> bool {
    match answered.extensions().get::<Arc<PageError>>() {
        Some(error) => matches!(**error, PageError::NotFound),
        None => answered.status() == StatusCode::NOT_FOUND,
    }
}

/// What the page's own handler answers in the portal as it was, with links that keep the moment.
async fn answer(
    app: &App,
    doors: &Doors,
    view: &View,
    look: Look,
    wanted: Wanted,
) -> Result<Response, PageError> {
    let Wanted { now, visitor, headers, .. } = wanted;
    let format = access::format(&headers, now.split('?').next().unwrap_or_default());
    let (then, step) = match format {
        Format::Json => (app.as_of(view, look.at).await?, None),
        Format::Page => {
            let then = async { Ok(app.as_of_within(view, look.at, PATIENCE).await?) };
            match tokio::try_join!(then, step(app, &visitor, &look))? {
                (Ok(then), step) => (then, step),
                (Err(progress), _) => return Ok(page::filling(&visitor, &look, progress)),
            }
        }
    };
    let look = Arc::new(Look { step, ..look });
    let visitor = Visitor {
        catalogue: then.catalogue().await?,
        format,
        asked_for: now.clone(),
        past: Some(look.clone()),
        ..visitor
    };
    // A request of its own: what the outer one was found by is not in it.
    let unfit = |_| PageError::Unfit("the address of a page as it was".to_owned());
    let mut inner = axum::http::Request::get(now).body(Body::empty()).map_err(unfit)?;
    *inner.headers_mut() = headers;
    inner.extensions_mut().insert(visitor.clone());
    let Ok(answered) = doors.router().with_state(then.clone()).oneshot(inner).await;
    let answered = if is_nothing(&answered) { PageError::NotThen.into_response() } else { answered };
    let (mut parts, body) = framed(answered, &visitor).into_parts();
    if let Some(to) = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()) {
        let path = to.split('?').next().unwrap_or_default();
        if doors.find(path).is_some_and(|found| found.looks.offer(&look.when)) {
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
