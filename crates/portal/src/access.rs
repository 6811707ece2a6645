//! Who is asking, and whether they may.
//!
//! Every route names the [`Action`] it is ([`crate::route::Route`]), and the middleware here is the only place that lets
//! a request through. A handler that needs to know who asks names [`Visitor`] in its signature. What the answer is stands
//! in [`crate::policy`], and nowhere here.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::SchoolId;
use domain::account::Scope;
use domain::cycle::Plan;
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;

use crate::app::App;
use crate::held_form::HeldForm;
use crate::kept_pages;
use crate::my_account;
use crate::page_error::{PageError, framed};
use crate::past::{Look, Looks};
use crate::policy::{self, Grant, On, Verdict};
use crate::sign_in::{self, session};
use crate::words::{Locale, Words};

pub use crate::policy::{Action, Role};

/// A person who is signed in, and the role in which they act now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The id that events carry as their actor.
    pub id: Uuid,
    /// The name to show.
    pub display_name: String,
    /// The role in which the person acts.
    pub acting: Grant,
    /// Every role that the person has today; they choose by which of them they act.
    pub grants: Vec<Grant>,
    /// The number of the session; it opens nothing.
    pub session: Uuid,
    /// The schools whose names of pupils the person, an auditor, may read today.
    pub named_access: Vec<SchoolId>,
}

impl Account {
    /// The role in which the person acts.
    #[must_use]
    pub fn role(&self) -> Role {
        self.acting.role
    }

    /// The one school that the role is for; none for a role for several.
    #[must_use]
    pub fn school(&self) -> Option<&SchoolId> {
        match &self.acting.scope {
            Scope::School(school) => Some(school),
            Scope::Authority(_) | Scope::Group(_) | Scope::Installation => None,
        }
    }
}

/// How much a program may do that comes with a person's token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// Read, and change nothing.
    Read,
    /// Read and record.
    Record,
}

impl Bearer {
    /// Whether a program may ask for this. Accounts and rights are changed by people alone.
    fn allows(self, method: &Method, action: Action) -> bool {
        let by_people = is_for_people_alone(action) || action == Action::UseTheFrontDoor;
        let reads = method == Method::GET || method == Method::HEAD;
        (reads && action == Action::UseTheFrontDoor) || (!by_people && (reads || self == Self::Record))
    }
}

/// Whether this is done by a person who is signed in and by no token: whoever finds a token can't make it more than it is,
/// and what takes two people takes two who are there.
#[must_use]
pub fn is_for_people_alone(action: Action) -> bool {
    matches!(
        action,
        Action::KeepOwnAccount
            | Action::ChangePeople
            | Action::IssueRecoveryLink
            | Action::ChangeGroups
            | Action::LetAuditorToNames
            | Action::ApproveErasure
            | Action::ErasePupil
            | Action::SetDisclosurePolicy
            | Action::ApproveDisclosurePolicy
    )
}

/// The form that the answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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
    /// How much a program may do that comes with the person's token; none for the person in a browser.
    pub bearer: Option<Bearer>,
    /// What the route is that let the visitor in.
    pub action: Option<Action>,
    /// The route's path, with its parameters in braces.
    pub door: Cow<'static, str>,
    /// The sentences in the reader's English.
    pub words: Words,
    /// A page or JSON.
    pub format: Format,
    /// The page was asked for right after a change that the read tables do not show yet.
    pub updating: bool,
    /// The path asked for with its query, to come back to after signing in.
    pub asked_for: String,
    /// In which ways the page can be looked at beside as it is now.
    pub looks: Looks,
    /// The moment as of which the page is shown; none for the pages of today.
    pub past: Option<Arc<Look>>,
    /// What there is to choose from; empty for people who are not signed in.
    pub catalogue: crate::entries::Catalogue,
}

impl Visitor {
    /// The person who is signed in.
    ///
    /// # Errors
    /// When nobody is: the answer leads to the sign-in page.
    pub fn person(&self) -> Result<&Account, PageError> {
        self.account.as_ref().ok_or_else(|| PageError::SignInNeeded { next: self.asked_for.clone() })
    }

    /// What the policy says to this visitor. Only the door asks for people who are not signed in.
    fn verdict(&self, action: Action, on: On<'_>) -> Verdict {
        let who = self.account.as_ref().map(|person| (person.id, &person.acting));
        match &self.past {
            Some(look) => look.decide(who, action, on),
            None => policy::decide(who, action, on, true),
        }
    }

    /// Lets the visitor do `action` `on` this, if the policy does.
    ///
    /// # Errors
    /// When the role may not do it; or when there is no such thing for this visitor, which is said as if there were none
    /// at all.
    pub fn allowed(&self, action: Action, on: On<'_>) -> Result<&Account, PageError> {
        match self.verdict(action, on) {
            Verdict::Allowed => self.person(),
            Verdict::SignInFirst => Err(PageError::SignInNeeded { next: self.asked_for.clone() }),
            Verdict::Forbidden => Err(PageError::Forbidden),
            Verdict::NotThere => Err(PageError::NotFound),
        }
    }

    /// Lets the visitor on with what the route is, if `school` is theirs.
    ///
    /// # Errors
    /// When it is another's: the answer is the same as for a school that does not exist.
    pub fn in_school(&self, school: &SchoolId) -> Result<&Account, PageError> {
        self.allowed(self.action.ok_or(PageError::Unguarded)?, On::School(school))
    }

    /// Lets the visitor on with what the route is, if the cycle of this plan is one that they reach.
    ///
    /// # Errors
    /// When it is not: the answer is the same as for a cycle that does not exist.
    pub fn in_cycle(&self, plan: &Plan) -> Result<&Account, PageError> {
        self.allowed(self.action.ok_or(PageError::Unguarded)?, On::Cycle(plan))
    }

    /// Whether the visitor's role may do `action` anywhere; for links to pages that are about no one school.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.account.is_some() && self.verdict(action, On::Door) == Verdict::Allowed
    }

    /// Whether this visitor may do `action` in `school`; for links that are shown only to those who can follow them.
    #[must_use]
    pub fn may_in(&self, action: Action, school: &SchoolId) -> bool {
        self.account.is_some() && self.verdict(action, On::School(school)) == Verdict::Allowed
    }

    /// Whether this visitor may do `action` in the cycle of this plan.
    #[must_use]
    pub fn may_on(&self, action: Action, plan: &Plan) -> bool {
        self.account.is_some() && self.verdict(action, On::Cycle(plan)) == Verdict::Allowed
    }

    /// Whether what the visitor sends through this door is kept as a proposal: the door is one at which people propose, and
    /// this one may not do it in the cycle of this plan.
    #[must_use]
    pub fn proposes(&self, plan: &Plan) -> bool {
        self.action.and_then(Action::proposes).is_some_and(|act| !self.may_on(act, plan))
    }

    /// Whether this visitor reads of cycles only what was published of them, once they are closed: governors, officers, and
    /// leaders of a group of schools.
    #[must_use]
    pub fn sees_published_only(&self) -> bool {
        self.verdict(Action::SeeCycle, On::Door) != Verdict::Allowed
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
            if visitor.bearer.is_some() {
                // No browser adds a token by itself, so that another site can't send one: where it comes from says nothing.
                parts.headers.remove(header::ORIGIN);
                parts.headers.remove("sec-fetch-site");
            }
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
    State((app, action, door, looks)): State<(App, Action, String, Looks)>,
    visitor: Visitor,
    mut request: Request,
    next: Next,
) -> Result<Response, PageError> {
    if visitor.bearer.is_some_and(|bearer| !bearer.allows(request.method(), action)) {
        return Err(PageError::Forbidden);
    }
    let who = visitor.account.as_ref().map(|person| (person.id, &person.acting));
    match policy::decide(who, action, On::Door, app.settings().private) {
        Verdict::Allowed => {
            let door = match &visitor.past {
                Some(look) => format!("{}{door}", look.when.door()),
                None => door,
            };
            let visitor = Visitor { action: Some(action), door: Cow::Owned(door), looks, ..visitor };
            request.extensions_mut().insert(visitor.clone());
            if kept_pages::is_for_all(&app, action, &visitor, &request) {
                return kept_pages::answer(&app, &visitor, request, next).await;
            }
            Ok(next.run(request).await)
        }
        Verdict::SignInFirst => match held(&app, request).await? {
            Some(held) if visitor.format == Format::Page => Ok(sign_in::again(&app, &visitor, &held)),
            Some(_) | None => Err(PageError::SignInNeeded { next: visitor.asked_for }),
        },
        Verdict::Forbidden | Verdict::NotThere => {
            let role = visitor.account.as_ref().map(Account::role);
            tracing::info!(?action, ?role, "a signed-in person was refused");
            Err(PageError::Forbidden)
        }
    }
}

/// The form of a request whose session has ended, sealed for the person whose session it was.
async fn held(app: &App, request: Request) -> Result<Option<String>, PageError> {
    let (parts, body) = request.into_parts();
    let token = session::token(&parts.headers, app.settings().secure_cookies);
    let Some(token) = token.filter(|_| parts.method == Method::POST) else { return Ok(None) };
    let Some(account) = session::was_of(app.pool(), &token).await? else { return Ok(None) };
    match HeldForm::of(&parts, body).await {
        Some(form) => Ok(Some(form.seal(app.vault(), account).await?)),
        None => Ok(None),
    }
}

async fn visitor_of(app: &App, request: &Parts) -> Result<Visitor, PageError> {
    // PostgreSQL keeps no text with this character in it, and no name has one.
    if request.uri.to_string().contains("%00") {
        return Err(PageError::Unreadable("error-unreadable-help"));
    }
    let (account, bearer) = recognised(app, &request.headers).await?;
    // Only people who can change something have changes to wait for.
    let seen = query_value(request, "seen").filter(|_| account.is_some() && request.method == Method::GET);
    let updating = match seen.and_then(|text| text.parse().ok()) {
        Some(token) => !app.has_seen(&token).await?,
        None => false,
    };
    // After the wait: whoever has just changed the catalogue sees it.
    let catalogue = match account {
        Some(_) => app.catalogue().await?,
        None => crate::entries::Catalogue::default(),
    };
    Ok(Visitor { account, bearer, updating, catalogue, ..stranger(request) })
}

/// The person whose session or whose token the request carries. Beside a token the cookie says nothing.
async fn recognised(app: &App, headers: &HeaderMap) -> Result<(Option<Account>, Option<Bearer>), PageError> {
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        let token = authorization.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let Some(token) = token else { return Ok((None, None)) };
        let found = my_account::bearer(app.pool(), token.trim(), app.today()).await?;
        return Ok(found.map_or((None, None), |(account, bearer)| (Some(account), Some(bearer))));
    }
    let account = match session::token(headers, app.settings().secure_cookies) {
        Some(token) => session::account(app.pool(), &token, app.today()).await?,
        None => None,
    };
    Ok((account, None))
}

/// What a request says by itself, before anybody looks up who sent it.
fn stranger(request: &Parts) -> Visitor {
    let headers = &request.headers;
    let (words, format) = (Words::of(locale(headers)), format(headers, request.uri.path()));
    Visitor { words, format, asked_for: asked_for(request), ..Visitor::default() }
}

/// The path with its query; of what was sent and not asked for, the path alone. Charts are kept by it ([`crate::kept`]), so
/// that whatever is answered like a GET must be named like one.
fn asked_for(request: &Parts) -> String {
    let path = request.uri.path();
    match request.uri.query() {
        Some(query) if [Method::GET, Method::HEAD].contains(&request.method) => format!("{path}?{query}"),
        Some(_) | None => path.to_owned(),
    }
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

/// The form of the answer to a request with these headers for this path.
#[must_use]
pub fn format(headers: &HeaderMap, path: &str) -> Format {
    let accepts_json = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.split(',').any(|kind| kind.trim().starts_with("application/json")));
    if accepts_json || path.starts_with("/api/") { Format::Json } else { Format::Page }
}
