//! Who has which role, for which schools, from when until when: opening accounts, giving roles and reading them back.
//!
//! What is given stands in the facts of each account. How a person signs in stands elsewhere ([`crate::sign_in`]), because
//! a password is changed and forgotten, and a fact is not.

pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;

use std::time::Duration;

use domain::account::{Account, AccountAct, AccountCommand, AccountRefusal, GrantRole, Role, Scope};
use domain::{AccountId, GivenReason, GrantId, ReasonCode};
use jiff::civil::Date;
use journal::{Context, ExecuteError, JournalError, Receipt};
use secrecy::SecretString;
use sqlx::{PgPool, Postgres, Transaction};
use uuid::Uuid;

use crate::app::App;
use crate::page_error::PageError;
use crate::sign_in::account::{self, AccountError, Credentials};

/// The program that facts name when nobody signed in asked for them.
pub const CLIENT: &str = "quadrant";
/// How long whoever made an account waits until its role is known to the portal.
const UNTIL_KNOWN: Duration = Duration::from_secs(5);

/// A person who can sign in, with a first role.
#[derive(Debug)]
pub struct NewAccount {
    /// What the person types to sign in, in lower case.
    pub sign_in_name: String,
    /// The name to show.
    pub display_name: String,
    /// The password.
    pub password: SecretString,
    /// What the person is.
    pub role: Role,
    /// For which schools.
    pub scope: Scope,
    /// The person is made up for a demonstration.
    pub made_up: bool,
}

/// An account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum NewAccountError {
    /// The name or the password can't be used.
    #[error(transparent)]
    Credentials(#[from] AccountError),
    /// A rule says no, or the journal does not answer.
    #[error("the role could not be given")]
    Rights(#[from] ExecuteError<AccountRefusal>),
    /// The journal did not answer.
    #[error("the journal did not answer")]
    Journal(#[from] JournalError),
}

/// Makes an account with a first role, by the program itself, and gives its id. When this returns, the person can sign in.
///
/// # Errors
/// When the name is taken, the role does not fit the scope, or the database fails.
pub async fn add(app: &App, new: NewAccount) -> Result<Uuid, NewAccountError> {
    let account = AccountId::new(crate::app::new_id());
    welcome(app, new, Welcome { by: None, until_on: None, account }).await
}

/// On whose word somebody joins.
#[derive(Debug)]
pub struct Welcome {
    /// Who gave the role, and by which of their own; none for the program itself.
    pub by: Option<(AccountId, Role)>,
    /// The last day of the role, if it is known.
    pub until_on: Option<Date>,
    /// The id of the new account.
    pub account: AccountId,
}

/// The same on somebody's word.
///
/// # Errors
/// As [`add`].
pub async fn welcome(app: &App, new: NewAccount, welcome: Welcome) -> Result<Uuid, NewAccountError> {
    let id = welcome.account;
    // The name first: it is what most often can't be had. An account without a way in harms nobody.
    account::check_free(app.pool(), &new.sign_in_name).await?;
    let today = app.today();
    let first = First { role: new.role, scope: new.scope, until_on: welcome.until_on, by: welcome.by };
    let receipt = open(app, id, today, first, ReasonCode::Joined).await?;
    let credentials = Credentials {
        sign_in_name: new.sign_in_name,
        display_name: new.display_name,
        password: new.password,
        made_up: new.made_up,
    };
    account::add(app.pool(), id.uuid(), credentials).await?;
    if let Some(token) = receipt.token {
        app.running().wait_for(&token, UNTIL_KNOWN).await?;
    }
    Ok(id.uuid())
}

/// The first role of an account, and on whose word.
struct First {
    role: Role,
    scope: Scope,
    until_on: Option<Date>,
    by: Option<(AccountId, Role)>,
}

/// Opens the account `id` and gives it its first role, from `from_on` on. The same again changes nothing.
async fn open(
    app: &App,
    id: AccountId,
    from_on: Date,
    First { role, scope, until_on, by }: First,
    reason: ReasonCode,
) -> Result<Receipt, ExecuteError<AccountRefusal>> {
    let send = async |name: &str, act: AccountAct| {
        let actor = by.map(|(by, _)| by.to_string()).unwrap_or_default();
        let acting = by.map_or("", |(_, acting)| acting.name());
        let context = Context::new(named(id, name), &actor, acting, CLIENT);
        let by = by.map(|(by, _)| by);
        let command = AccountCommand { today: app.today(), effective_on: from_on, by, act };
        app.journal().execute::<Account>(&id.to_string(), None, command, &context).await
    };
    send("open", AccountAct::OpenAccount { account: id }).await?;
    let grant = GrantId::new(named(id, "first role"));
    let reason = GivenReason::of(reason);
    send("grant", AccountAct::GrantRole(GrantRole { grant, role, scope, until_on, reason })).await
}

/// Lets nobody else take a role from an administrator until the transaction ends, on whatever server they are: two who
/// take each other's would leave nobody.
///
/// # Errors
/// When the database does not answer.
pub async fn alone_with_administrators(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    // It writes nothing, so that it gets no number and holds up no sealing.
    let mut transaction = pool.begin().await?;
    read::lock_administrators(&mut transaction).await?;
    Ok(transaction)
}

/// An id that belongs to this account for good.
fn named(account: AccountId, name: &str) -> Uuid {
    Uuid::new_v5(&account.uuid(), name.as_bytes())
}

/// Writes down, as facts, the roles of accounts that were made when a role was still a column beside the password. Every
/// start asks; once it is done there is nothing to do.
///
/// # Errors
/// When the database does not answer.
pub async fn bring_over(app: &App) -> Result<(), PageError> {
    for old in read::without_facts(app.pool()).await? {
        let (id, role) = (old.account, old.role);
        let first = First { role, scope: old.scope, until_on: None, by: None };
        match open(app, id, old.made_on, first, ReasonCode::Policy).await {
            Ok(_) => tracing::info!(account = %id, %role, "an older account's role was written down"),
            Err(ExecuteError::Unusable(error)) => return Err(error.into()),
            Err(error) => {
                tracing::warn!(account = %id, %role, %error, "an older account's role can't be kept");
            }
        }
    }
    Ok(())
}
