//! Makes an account from the terminal, or lets somebody in again who has one. The password is asked for, or taken from a variable, never from the command line.

use std::io::{BufRead, Write};

use domain::ReasonFor;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::{NewAccount, Place, RecoveryLink};
use crate::app::Settings;
use crate::database::Host;
use crate::people::recovery;
use crate::policy::{Role, Scope};
use crate::sign_in::account::PASSWORD_MIN;
use crate::{accounts, open};

/// The variable that a script may give the password in.
const VARIABLE: &str = "QUADRANT_PASSWORD";

/// Makes the account that was asked for.
///
/// # Errors
/// When the password is too short, the school's number can't be read or the role needs another one, the name is taken or
/// the database fails.
pub async fn add(place: &Place, host: &Host, new: &NewAccount) -> Result<(), Box<dyn std::error::Error>> {
    let scope = scope(new)?;
    let password = password()?;
    if password.chars().count() < PASSWORD_MIN {
        return Err(format!("the password needs at least {PASSWORD_MIN} characters").into());
    }
    let account = accounts::NewAccount {
        sign_in_name: new.sign_in_name.trim().to_lowercase(),
        display_name: new.display_name.clone(),
        password: SecretString::from(password),
        role: new.role,
        scope,
        made_up: false,
    };
    let app = open::app(place, host, Settings::default(), None, CancellationToken::new()).await?;
    let added = accounts::add(&app, account).await;
    app.stop().await;
    added?;
    eprintln!("{} can sign in now, as {}.", new.display_name, new.role);
    Ok(())
}

/// Makes a link for whoever can't sign in any more, and prints its path.
///
/// # Errors
/// When nobody signs in by that name, the reason is none for this, or the database fails.
pub async fn recover(
    place: &Place,
    host: &Host,
    wanted: &RecoveryLink,
) -> Result<(), Box<dyn std::error::Error>> {
    if !ReasonFor::IssuingRecoveryLink.codes().contains(&wanted.reason) || wanted.reason.needs_note() {
        return Err("the reason is one of forgotten_password, lost_device and account_at_risk".into());
    }
    let name = wanted.sign_in_name.trim().to_lowercase();
    let app = open::app(place, host, Settings::default(), None, CancellationToken::new()).await?;
    let made = recovery::issue_by_program(&app, &name, wanted.reason).await;
    app.stop().await;
    let path = made?.ok_or_else(|| format!("nobody signs in as '{name}'"))?;
    eprintln!("Open this path at the portal's address, within a day. It works once, for {name}:");
    writeln!(std::io::stdout(), "{path}")?;
    Ok(())
}

/// Which schools the role is for, as far as it was said and fits.
fn scope(new: &NewAccount) -> Result<Scope, String> {
    let scope = match (&new.school, &new.authority) {
        (Some(school), _) => school
            .parse()
            .map(Scope::School)
            .map_err(|_| format!("'{school}' is not a school's number (URN)"))?,
        (None, Some(code)) => code
            .parse()
            .map(Scope::Authority)
            .map_err(|_| format!("'{code}' is not an authority's code of three digits"))?,
        (None, None) => Scope::Installation,
    };
    if new.role.fits(&scope) {
        return Ok(scope);
    }
    Err(match new.role {
        Role::Administrator => {
            "an administrator keeps the whole installation: leave out the school".to_owned()
        }
        Role::Teacher | Role::Lead => format!("a {} needs --school with the school's number (URN)", new.role),
        Role::Head | Role::Mentor | Role::Governor | Role::Auditor | Role::Officer => {
            format!("a {} needs --school, or --authority for all of its schools", new.role)
        }
    })
}

fn password() -> std::io::Result<String> {
    if let Ok(password) = std::env::var(VARIABLE) {
        return Ok(password);
    }
    eprint!("Password (or give it in {VARIABLE}): ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
