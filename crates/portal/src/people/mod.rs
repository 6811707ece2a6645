//! The people of a school and of the whole installation: who has which role, from when until when; inviting somebody,
//! giving a role, taking one away, letting somebody in again who can't sign in, ending an account.
//!
//! Nobody gives or takes more than [`policy::may_give`] says. What is done here stands in the facts of each account; how
//! somebody signs in is their own business ([`crate::my_account`]).

mod form;
mod invitation;
mod page;
mod read;
pub mod recovery;

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{AccountAct, AccountCommand, AccountRefusal, GrantRole, Role, Scope};
use domain::{AccountId, GrantId, KeySubject, SchoolId};
use jiff::civil::Date;
use journal::{ExecuteError, Receipt};
use maud::Markup;
use uuid::Uuid;

use self::invitation::{Invitation, InvitationMade, InvitationTakenBack};
pub use self::page::recovery_links;
use self::read::{Held, PeopleAnswer, Person};
use self::recovery::RecoveryLinkMade;
use crate::access::{Account, Action, Format, Visitor};
use crate::app::App;
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::groups::{self, Names};
use crate::page_error::PageError;
use crate::policy::{self, Grant};
use crate::problem::Problem;
use crate::reason_form::Typed;
use crate::route::Route;
use crate::sent;
use crate::shape::Shape;
use crate::sign_in::{account, session};
use crate::{accounts, reason_form, refusal, schools};

/// How long whoever changed a role waits until the portal knows it: it should count at the next request.
const UNTIL_KNOWN: Duration = Duration::from_secs(5);

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/people", Action::SeePeople, everybody),
        Route::get("/api/v1/people", Action::SeePeople, everybody).answering::<PeopleAnswer>(),
        Route::get("/schools/{school}/people", Action::SeePeople, of_school),
        Route::get("/people/invite", Action::ChangePeople, invitation::new_invitation),
        Route::post("/people/invite", Action::ChangePeople, invitation::invite)
            .asking(&form::INVITE_FIELDS)
            .telling::<InvitationMade>(StatusCode::CREATED),
        Route::post("/people/take-back", Action::ChangePeople, invitation::take_back)
            .asking(&form::TAKE_BACK_FIELDS)
            .telling::<InvitationTakenBack>(StatusCode::OK),
        Route::get("/people/{account}", Action::SeePeople, show),
        Route::get("/people/{account}/roles/new", Action::ChangePeople, new_role),
        Route::post("/people/{account}/roles/new", Action::ChangePeople, give).asking(&form::OFFER_FIELDS),
        Route::get("/people/{account}/roles/{grant}/revoke", Action::ChangePeople, new_revocation),
        Route::post("/people/{account}/roles/{grant}/revoke", Action::ChangePeople, revoke)
            .asking(&form::REVOKE_FIELDS),
        Route::get("/people/{account}/names", Action::LetAuditorToNames, new_named_access),
        Route::post("/people/{account}/names", Action::LetAuditorToNames, let_to_names)
            .asking(&form::NAMES_FIELDS),
        Route::get("/people/{account}/names/revoke", Action::LetAuditorToNames, new_names_revocation),
        Route::post("/people/{account}/names/revoke", Action::LetAuditorToNames, revoke_names)
            .asking(&form::NAMES_REVOCATION_FIELDS),
        Route::get("/people/{account}/recovery", Action::IssueRecoveryLink, recovery::new_link),
        Route::post("/people/{account}/recovery", Action::IssueRecoveryLink, recovery::issue)
            .asking(&form::RECOVERY_FIELDS)
            .telling::<RecoveryLinkMade>(StatusCode::CREATED),
        Route::get("/people/{account}/end", Action::ChangePeople, new_end),
        Route::post("/people/{account}/end", Action::ChangePeople, end).asking(&form::END_FIELDS),
        Route::get("/invitations/{token}", Action::UseTheFrontDoor, invitation::invited),
        Route::post("/invitations/{token}", Action::UseTheFrontDoor, invitation::accept),
        Route::get("/recovery/{token}", Action::UseTheFrontDoor, recovery::opened),
        Route::post("/recovery/{token}", Action::UseTheFrontDoor, recovery::recover),
    ]
}

/// The scopes of the roles that whoever acts by `grant` may see; none for somebody who sees all.
async fn reach(app: &App, grant: &Grant) -> Result<Option<Vec<String>>, PageError> {
    match &grant.scope {
        Scope::Installation => Ok(None),
        Scope::School(school) => Ok(Some(read::scopes(app.pool(), school, app.today()).await?)),
        Scope::Group(group) => Ok(Some(vec![format!("group/{group}")])),
        Scope::Authority(code) => {
            let own = format!("authority/{code}");
            Ok(Some(grant.schools.iter().map(|school| format!("school/{school}")).chain([own]).collect()))
        }
    }
}

/// People as a page lists them.
struct Listed {
    /// The school that the page is about, with its name; none for everybody within reach.
    school: Option<(SchoolId, String)>,
    people: Vec<Person>,
    waiting: Vec<Invitation>,
    /// The names of groups of schools.
    groups: Names,
}

async fn everybody(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let scopes = reach(&app, &visitor.person()?.acting).await?;
    listed(&app, &visitor, scopes, None).await
}

async fn of_school(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school = school_of(&school)?;
    visitor.in_school(&school)?;
    let scopes = read::scopes(app.pool(), &school, app.today()).await?;
    let name = schools::read::school(app.pool(), &school).await?;
    let name = name.map_or_else(|| school.to_string(), |school| school.name);
    listed(&app, &visitor, Some(scopes), Some((school, name))).await
}

/// A school by its id or, as people know schools in England, by its number.
fn school_of(text: &str) -> Result<SchoolId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn listed(
    app: &App,
    visitor: &Visitor,
    scopes: Option<Vec<String>>,
    school: Option<(SchoolId, String)>,
) -> Result<Response, PageError> {
    let mut people = read::people(app.pool(), scopes.as_deref(), None, app.today()).await?;
    for person in &mut people {
        person.held.retain(|held| !held.is_over);
    }
    people.retain(|person| !person.held.is_empty());
    let waiting = invitation::waiting(app.pool(), scopes.as_deref()).await?;
    let groups = groups::read::names(app.pool()).await?;
    let listed = Listed { school, people, waiting, groups };
    Ok(match visitor.format {
        Format::Page => page::list(visitor, &listed).into_response(),
        Format::Json => Json(PeopleAnswer::of(&listed.people, &listed.waiting)).into_response(),
    })
}

/// Somebody within the visitor's reach.
async fn person(app: &App, visitor: &Visitor, account: &str) -> Result<Person, PageError> {
    let account: AccountId = account.parse().map_err(|_| PageError::NotFound)?;
    let scopes = reach(app, &visitor.person()?.acting).await?;
    let found = read::people(app.pool(), scopes.as_deref(), Some(account), app.today()).await?;
    found.into_iter().next().ok_or(PageError::NotFound)
}

/// Whether the visitor may end the account: they may take every role that it has, whatever they can see of it.
async fn may_end(app: &App, giver: &Grant, account: AccountId) -> Result<bool, PageError> {
    let all = read::people(app.pool(), None, Some(account), app.today()).await?;
    let open = all.iter().filter(|person| !person.ended).flat_map(|person| &person.held);
    let mut open = open.filter(|held| !held.is_over).peekable();
    Ok(open.peek().is_some() && open.all(|held| policy::may_give(giver, held.role, &held.scope)))
}

/// Whether a person has a role still where `grant` is for. How somebody comes in again who works elsewhere by now, or for all
/// schools of an authority, is no matter of one school's.
fn works_with(grant: &Grant, person: &Person) -> bool {
    let here = |scope: &Scope| match scope {
        Scope::School(school) => grant.covers(school),
        Scope::Authority(_) | Scope::Group(_) | Scope::Installation => *scope == grant.scope,
    };
    grant.scope == Scope::Installation || person.held.iter().any(|held| !held.is_over && here(&held.scope))
}

async fn show(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let may_end = may_end(&app, &visitor.person()?.acting, person.account).await?;
    let mut names =
        accounts::read::named_accesses(app.pool(), None, Some(person.account), app.today()).await?;
    names.retain(|one| visitor.may_in(Action::SeePeople, &one.school));
    let groups = groups::read::names(app.pool()).await?;
    let links = if works_with(&visitor.person()?.acting, &person) {
        recovery::of_account(&app, person.account.uuid()).await?
    } else {
        Vec::new()
    };
    Ok(page::show(&visitor, &person, (&names, &groups, &links), may_end).into_response())
}

/// A form about somebody, with what was typed and what is wrong with it.
struct Shown<'a> {
    visitor: &'a Visitor,
    /// Who; none for somebody to invite.
    person: Option<&'a Person>,
    /// The role that the form is about.
    held: Option<&'a Held>,
    draft: &'a Draft,
    /// The names of groups of schools, where a role can be for one.
    groups: &'a Names,
    command_id: Uuid,
}

impl<'a> Shown<'a> {
    fn new(visitor: &'a Visitor, person: Option<&'a Person>, draft: &'a Draft, groups: &'a Names) -> Self {
        Self { visitor, person, held: None, draft, groups, command_id: crate::app::new_id() }
    }

    /// A form about an account, and about none of its roles.
    fn about_account(visitor: &'a Visitor, person: &'a Person, draft: &'a Draft) -> Self {
        Self::new(visitor, Some(person), draft, &NO_GROUPS)
    }
}

/// What a form about a role begins with: the one school of whoever gives it.
fn own_school(person: &Account) -> Draft {
    let school = person.school().map(ToString::to_string).unwrap_or_default();
    Draft::default().with("school", school)
}

async fn new_role(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let (draft, groups) = (own_school(visitor.person()?), groups::read::names(app.pool()).await?);
    Ok(page::give(&Shown::new(&visitor, Some(&person), &draft, &groups)).into_response())
}

async fn give(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let mut posted = Posted::of(sent)?;
    let giver = &visitor.person()?.acting;
    let groups = groups::read::names(app.pool()).await?;
    let sent = Sent { groups: &groups, ..Sent::about(&person, page::give, &form::OFFER_FIELDS) };
    let Some((offer, reason)) = form::grant(visitor.words, &mut posted.draft, (giver, &groups), app.today())
    else {
        return Ok(sent.again(&visitor, &posted));
    };
    let reason = seal(&app, &person, &posted, reason).await?;
    let grant = GrantId::new(Uuid::new_v5(&posted.command_id, b"grant"));
    let act = AccountAct::GrantRole(GrantRole {
        grant,
        role: offer.role,
        scope: offer.scope,
        until_on: offer.until_on,
        reason,
    });
    sent.send(&app, &visitor, posted, act).await
}

/// A role of somebody that the visitor may take away.
fn revocable<'a>(visitor: &Visitor, person: &'a Person, grant: &str) -> Result<&'a Held, PageError> {
    let held = person.held.iter().find(|held| held.grant.to_string() == grant).ok_or(PageError::NotFound)?;
    if policy::may_give(&visitor.person()?.acting, held.role, &held.scope) {
        Ok(held)
    } else {
        Err(PageError::Forbidden)
    }
}

async fn new_revocation(
    State(app): State<App>,
    Path((account, grant)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let held = revocable(&visitor, &person, &grant)?;
    let (draft, groups) = (Draft::default(), groups::read::names(app.pool()).await?);
    let shown = Shown { held: Some(held), ..Shown::new(&visitor, Some(&person), &draft, &groups) };
    Ok(page::revoke(&shown).into_response())
}

async fn revoke(
    State(app): State<App>,
    Path((account, grant)): Path<(String, String)>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let held = revocable(&visitor, &person, &grant)?;
    let mut posted = Posted::of(sent)?;
    let groups = groups::read::names(app.pool()).await?;
    let sent = Sent::about(&person, page::revoke, &form::REVOKE_FIELDS);
    let sent = Sent { held: Some(held), groups: &groups, ..sent };
    let typed = reason_form::parse(visitor.words, &mut posted.draft, domain::ReasonFor::RevokingRole);
    let Some(typed) = typed else { return Ok(sent.again(&visitor, &posted)) };
    let reason = seal(&app, &person, &posted, typed).await?;
    let grant = held.grant;
    let alone = accounts::alone_with_administrators(app.pool()).await?;
    let last = is_last(&app, &person).await?;
    let done =
        sent.send(&app, &visitor, posted, AccountAct::RevokeRole { grant, last_administrator: last, reason });
    let done = done.await?;
    alone.commit().await?;
    Ok(done)
}

/// Whether nobody else keeps the installation.
async fn is_last(app: &App, person: &Person) -> Result<bool, PageError> {
    let keeps = person.held.iter().any(|held| held.role == Role::Administrator && !held.is_over);
    Ok(keeps && !read::others_administer(app.pool(), person.account.uuid(), app.today()).await?)
}

async fn new_end(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let person = endable(&app, &visitor, &account).await?;
    let draft = Draft::default();
    Ok(page::end(&Shown::about_account(&visitor, &person, &draft)).into_response())
}

/// Somebody whose account the visitor may end.
async fn endable(app: &App, visitor: &Visitor, account: &str) -> Result<Person, PageError> {
    let person = person(app, visitor, account).await?;
    if may_end(app, &visitor.person()?.acting, person.account).await? {
        Ok(person)
    } else {
        Err(PageError::Forbidden)
    }
}

async fn end(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let person = endable(&app, &visitor, &account).await?;
    let mut posted = Posted::of(sent)?;
    let sent = Sent::about(&person, page::end, &form::END_FIELDS);
    let typed = reason_form::parse(visitor.words, &mut posted.draft, domain::ReasonFor::EndingAccount);
    let Some(typed) = typed else { return Ok(sent.again(&visitor, &posted)) };
    let reason = seal(&app, &person, &posted, typed).await?;
    let alone = accounts::alone_with_administrators(app.pool()).await?;
    let last = is_last(&app, &person).await?;
    let done = sent.send(&app, &visitor, posted, AccountAct::EndAccount { last_administrator: last, reason });
    let done = done.await?;
    alone.commit().await?;
    if done.status().is_redirection() || done.status().is_success() {
        account::end(app.pool(), person.account.uuid()).await?;
        session::end_others(app.pool(), person.account.uuid(), None).await?;
    }
    Ok(done)
}

async fn new_named_access(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let draft = own_school(visitor.person()?);
    Ok(page::let_to_names(&Shown::about_account(&visitor, &person, &draft)).into_response())
}

/// Lets an auditor read names of the head's own school, from today on, for a while.
async fn let_to_names(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let mut posted = Posted::of(sent)?;
    let sent = Sent::about(&person, page::let_to_names, &form::NAMES_FIELDS);
    let giver = &visitor.person()?.acting;
    let Some(wanted) = form::named_access(visitor.words, &mut posted.draft, giver) else {
        return Ok(sent.again(&visitor, &posted));
    };
    visitor.in_school(&wanted.school)?;
    let reason = seal(&app, &person, &posted, wanted.reason).await?;
    let act = AccountAct::GrantNamedPupilAccess { school: wanted.school, until_on: wanted.until_on, reason };
    sent.send(&app, &visitor, posted, act).await
}

async fn new_names_revocation(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let draft = own_school(visitor.person()?);
    Ok(page::revoke_names(&Shown::about_account(&visitor, &person, &draft)).into_response())
}

/// Ends at once that an auditor may read names of the head's own school.
async fn revoke_names(
    State(app): State<App>,
    Path(account): Path<String>,
    visitor: Visitor,
    sent: sent::Sent,
) -> Result<Response, PageError> {
    let person = person(&app, &visitor, &account).await?;
    let mut posted = Posted::of(sent)?;
    let sent = Sent::about(&person, page::revoke_names, &form::NAMES_REVOCATION_FIELDS);
    let giver = &visitor.person()?.acting;
    let Some((school, typed)) = form::names_revocation(visitor.words, &mut posted.draft, giver) else {
        return Ok(sent.again(&visitor, &posted));
    };
    visitor.in_school(&school)?;
    let reason = seal(&app, &person, &posted, typed).await?;
    sent.send(&app, &visitor, posted, AccountAct::RevokeNamedPupilAccess { school, reason }).await
}

async fn seal(
    app: &App,
    person: &Person,
    posted: &Posted,
    typed: Typed,
) -> Result<domain::GivenReason, PageError> {
    let stream = stream_of(person.account.uuid());
    let subject = KeySubject::from(person.account);
    Ok(typed.seal_with(app.vault(), subject, posted.place(&stream, NOTE)).await?)
}

/// The field of the note beside a reason.
const NOTE: &str = "note";

/// The stream that notes about an account are sealed for.
fn stream_of(account: Uuid) -> String {
    format!("account/{account}")
}

/// A form that was sent: whom it is about, how it is drawn again, and which fields it has.
struct Sent<'a> {
    person: &'a Person,
    held: Option<&'a Held>,
    groups: &'a Names,
    draw: fn(&Shown<'_>) -> Markup,
    fields: &'static Shape,
}

/// For forms on which no role is given.
static NO_GROUPS: Names = Names::new();

impl<'a> Sent<'a> {
    /// A form about a person, and about none of the roles that they have.
    fn about(person: &'a Person, draw: fn(&Shown<'_>) -> Markup, fields: &'static Shape) -> Self {
        Self { person, held: None, groups: &NO_GROUPS, draw, fields }
    }

    /// The form with what was typed.
    fn again(&self, visitor: &Visitor, posted: &Posted) -> Response {
        let shown = Shown {
            visitor,
            person: Some(self.person),
            held: self.held,
            groups: self.groups,
            draft: &posted.draft,
            command_id: posted.command_id,
        };
        let (status, draft) = (StatusCode::UNPROCESSABLE_ENTITY, &posted.draft);
        change::refused(status, visitor, draft, self.fields, || (self.draw)(&shown))
    }

    /// Sends what was asked, and leads back to the person, or to the form again.
    async fn send(
        self,
        app: &App,
        visitor: &Visitor,
        mut posted: Posted,
        act: AccountAct,
    ) -> Result<Response, PageError> {
        match execute(app, visitor, self.person.account, &posted, app.today(), act).await {
            Ok(receipt) => {
                if let Some(token) = &receipt.token {
                    app.running().wait_for(token, UNTIL_KNOWN).await?;
                }
                let address = format!("/people/{}", self.person.account);
                Ok(match visitor.format {
                    Format::Page => Redirect::to(&address).into_response(),
                    Format::Json => change::stored(visitor, &address, &receipt),
                })
            }
            Err(ExecuteError::Refused(refusal)) => {
                refusal::note_account(visitor.words, &mut posted.draft, &refusal, self.fields);
                Ok(self.again(visitor, &posted))
            }
            Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
                Ok(Problem::overtaken(visitor.words, actual).into_response())
            }
            Err(ExecuteError::Conflict { .. } | ExecuteError::DuplicateCommand { .. }) => {
                Ok(change::reused(visitor))
            }
            Err(ExecuteError::Unusable(error)) => Err(error.into()),
        }
    }
}

async fn execute(
    app: &App,
    visitor: &Visitor,
    account: AccountId,
    posted: &Posted,
    effective_on: Date,
    act: AccountAct,
) -> Result<Receipt, ExecuteError<AccountRefusal>> {
    let by = visitor.account.as_ref().map(|person| AccountId::new(person.id));
    let command = AccountCommand { today: app.today(), effective_on, by, act };
    let context = posted.context(visitor);
    // A page shows a role and not a state of the account: what has changed meanwhile is for the rules to say.
    let expected = posted.expected.filter(|_| visitor.format == Format::Json);
    let stream = account.to_string();
    app.journal().execute::<domain::account::Account>(&stream, expected, command, &context).await
}
