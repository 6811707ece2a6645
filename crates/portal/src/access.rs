//! Who is asking, and whether they may: the one table that says which role may do what.
//!
//! Every route names the [`Action`] it is ([`crate::route::Route`]), and the middleware here is the only place that lets
//! a request through. A handler that needs to know who asks names [`Visitor`] in its signature.

use std::fmt;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::SchoolId;
use uuid::Uuid;

use crate::app::App;
use crate::page_error::{PageError, framed};
use crate::sign_in::session;
use crate::words::{Locale, Words};

/// What a person is to their school. The names are stored in accounts and in the metadata of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Teaches a cycle.
    Teacher,
    /// Leads intervention in the school.
    Lead,
    /// Governs the school: sees figures, never pupils.
    Governor,
    /// Reads and verifies everything, writes nothing.
    Auditor,
    /// Keeps accounts and imports; sees no pupil.
    Administrator,
}

impl Role {
    /// Every role, in the order in which pages list them.
    pub const ALL: [Self; 5] =
        [Self::Teacher, Self::Lead, Self::Governor, Self::Auditor, Self::Administrator];

    /// The stored name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Teacher => "teacher",
            Self::Lead => "lead",
            Self::Governor => "governor",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The text names no role.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is not a role: use teacher, lead, governor, auditor or administrator")]
pub struct RoleUnknown(String);

impl FromStr for Role {
    type Err = RoleUnknown;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| RoleUnknown(text.to_owned()))
    }
}

/// Something that a person can ask of the portal. Each route is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Sign in or out, look at the state of the server, fetch a stylesheet.
    UseTheFrontDoor,
    /// See published official figures.
    SeeOfficialFigures,
    /// See the figures of a school's cycles, without pupils.
    SeeCycleFigures,
    /// See a cycle's pupils by pseudonym, its scores and its strategies.
    SeeCycle,
    /// See every event of a cycle, with who, when and why.
    SeeHistory,
    /// Plan a cycle, move its dates, start it.
    PlanCycle,
    /// Record what a pupil needs, and what the pupil is to be able to do.
    RecordNeed,
    /// Record an assessment, or correct one of a cycle that goes on.
    RecordAssessment,
    /// Correct an assessment of a cycle that is closed.
    CorrectAfterClosing,
    /// Change or end a placement.
    ChangePlacement,
    /// Adopt, adapt or stop a strategy.
    ChangeStrategy,
    /// See the pupils of a school by name.
    SeePupils,
    /// Register a pupil, revise what is known, note that one left.
    KeepPupils,
}

impl Action {
    /// Every action, for the test of the table.
    pub const ALL: [Self; 13] = [
        Self::UseTheFrontDoor,
        Self::SeeOfficialFigures,
        Self::SeeCycleFigures,
        Self::SeeCycle,
        Self::SeeHistory,
        Self::PlanCycle,
        Self::RecordNeed,
        Self::RecordAssessment,
        Self::CorrectAfterClosing,
        Self::ChangePlacement,
        Self::ChangeStrategy,
        Self::SeePupils,
        Self::KeepPupils,
    ];
}

/// Whether someone in `role` (nobody signed in: `None`) may do `action` at all; which school they may do it in is
/// [`Visitor::in_school`]. `private` is the server's setting that hides official figures from people not signed in.
#[must_use]
pub fn may(role: Option<Role>, action: Action, private: bool) -> bool {
    use Action as A;
    use Role as R;
    match (action, role) {
        (A::SeeOfficialFigures, None) => !private,
        (A::UseTheFrontDoor, _)
        | (A::SeeOfficialFigures, Some(_))
        | (A::SeeCycleFigures, Some(R::Teacher | R::Lead | R::Governor | R::Auditor))
        | (A::SeeCycle | A::SeeHistory, Some(R::Teacher | R::Lead | R::Auditor))
        | (A::RecordNeed | A::RecordAssessment | A::ChangeStrategy, Some(R::Teacher | R::Lead))
        | (
            A::PlanCycle | A::ChangePlacement | A::CorrectAfterClosing | A::SeePupils | A::KeepPupils,
            Some(R::Lead),
        ) => true,
        (
            A::SeeCycleFigures
            | A::SeeCycle
            | A::SeeHistory
            | A::PlanCycle
            | A::RecordNeed
            | A::RecordAssessment
            | A::CorrectAfterClosing
            | A::ChangePlacement
            | A::ChangeStrategy
            | A::SeePupils
            | A::KeepPupils,
            _,
        ) => false,
    }
}

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The id that events carry as their actor.
    pub id: Uuid,
    /// The name to show.
    pub display_name: String,
    /// What the person is to the school.
    pub role: Role,
    /// The one school whose cycles the person may reach; none for those who serve no single school.
    pub school: Option<SchoolId>,
}

/// The form that the answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A page for people.
    #[default]
    Page,
    /// JSON for programs.
    Json,
}

/// Who asks, in which English, for a page or for JSON. The extractor of every handler that needs to know.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The person, when signed in.
    pub account: Option<Account>,
    /// The sentences in the reader's English.
    pub words: Words,
    /// A page or JSON.
    pub format: Format,
    /// The page was asked for right after a change that the read tables do not show yet.
    pub updating: bool,
    /// The path asked for, without the query.
    pub path: String,
}

impl Visitor {
    /// The person who is signed in.
    ///
    /// # Errors
    /// When nobody is: the answer leads to the sign-in page.
    pub fn person(&self) -> Result<&Account, PageError> {
        self.account.as_ref().ok_or_else(|| PageError::SignInNeeded { next: self.path.clone() })
    }

    /// Lets the visitor on only if `school` is theirs.
    ///
    /// # Errors
    /// When it is another's: the answer is the same as for a school that does not exist.
    pub fn in_school(&self, school: &SchoolId) -> Result<&Account, PageError> {
        let person = self.person()?;
        if person.school.as_ref() == Some(school) { Ok(person) } else { Err(PageError::NotFound) }
    }

    /// Whether this visitor may do `action` in `school`; for links that are shown only to those who can follow them.
    #[must_use]
    pub fn may_in(&self, action: Action, school: &SchoolId) -> bool {
        self.account.as_ref().is_some_and(|person| {
            may(Some(person.role), action, true) && person.school.as_ref() == Some(school)
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::Unguarded)
    }
}

/// Recognises the visitor of every request, before any route is chosen, so that errors speak their English too.
pub async fn recognise(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match visitor_of(&app, &parts).await {
        Ok(visitor) => {
            parts.extensions.insert(visitor.clone());
            framed(next.run(Request::from_parts(parts, body)).await, &visitor)
        }
        Err(error) => framed(error.into_response(), &stranger(&parts)),
    }
}

/// Lets a request through to its route only if the table says so.
///
/// # Errors
/// When the visitor may not: people not signed in are led to the sign-in page, others hear that they may not.
pub async fn admit(
    State((app, action)): State<(App, Action)>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let role = visitor.account.as_ref().map(|account| account.role);
    if may(role, action, app.settings().private) {
        return Ok(next.run(request).await);
    }
    if role.is_none() {
        return Err(PageError::SignInNeeded { next: visitor.path });
    }
    tracing::info!(?action, ?role, "a signed-in person was refused");
    Err(PageError::Forbidden)
}

async fn visitor_of(app: &App, request: &Parts) -> Result<Visitor, PageError> {
    // PostgreSQL keeps no text with this character in it, and no name has one.
    if request.uri.to_string().contains("%00") {
        return Err(PageError::Unreadable("error-unreadable-help"));
    }
    let account = match session::token(&request.headers, app.settings().secure_cookies) {
        Some(token) => session::account(app.pool(), &token).await?,
        None => None,
    };
    // Only people who can change something have changes to wait for.
    let seen = query_value(request, "seen").filter(|_| account.is_some() && request.method == Method::GET);
    let updating = match seen.and_then(|text| text.parse().ok()) {
        Some(token) => !app.has_seen(&token).await?,
        None => false,
    };
    Ok(Visitor { account, updating, ..stranger(request) })
}

/// What a request says by itself, before anybody looks up who sent it.
fn stranger(request: &Parts) -> Visitor {
    let headers = &request.headers;
    let path = request.uri.path().to_owned();
    let (words, format) = (Words::of(locale(headers)), format(headers, &path));
    Visitor { account: None, words, format, updating: false, path }
}

fn query_value<'r>(request: &'r Parts, name: &str) -> Option<&'r str> {
    request.uri.query()?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn locale(headers: &HeaderMap) -> Locale {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map(Locale::from_accept_language)
        .unwrap_or_default()
}

fn format(headers: &HeaderMap, path: &str) -> Format {
    let accepts_json = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.split(',').any(|kind| kind.trim().starts_with("application/json")));
    if accepts_json || path.starts_with("/api/") { Format::Json } else { Format::Page }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table as a reviewer reads it: role (or nobody) x action.
    #[test]
    fn the_policy_table_is_exactly_this() {
        let line = |action: Action| {
            let allowed: Vec<&str> = std::iter::once(None)
                .chain(Role::ALL.into_iter().map(Some))
                .filter(|role| may(*role, action, false))
                .map(|role| role.map_or("nobody", Role::name))
                .collect();
            format!("{action:?}: {}", allowed.join(", "))
        };
        let table: Vec<String> = Action::ALL.into_iter().map(line).collect();
        insta::assert_snapshot!(table.join("\n"), @r"
        UseTheFrontDoor: nobody, teacher, lead, governor, auditor, administrator
        SeeOfficialFigures: nobody, teacher, lead, governor, auditor, administrator
        SeeCycleFigures: teacher, lead, governor, auditor
        SeeCycle: teacher, lead, auditor
        SeeHistory: teacher, lead, auditor
        PlanCycle: lead
        RecordNeed: teacher, lead
        RecordAssessment: teacher, lead
        CorrectAfterClosing: lead
        ChangePlacement: lead
        ChangeStrategy: teacher, lead
        SeePupils: lead
        KeepPupils: lead
        ");
    }

    #[test]
    fn a_private_server_shows_official_figures_to_nobody_who_is_not_signed_in() {
        assert!(!may(None, Action::SeeOfficialFigures, true));
        assert!(may(Some(Role::Governor), Action::SeeOfficialFigures, true));
    }

    #[test]
    fn a_role_s_name_reads_back() {
        for role in Role::ALL {
            assert_eq!(role.name().parse::<Role>().unwrap(), role);
        }
        assert!("head".parse::<Role>().is_err());
    }
}
