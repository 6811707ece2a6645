//! Makes an account from the terminal. The password is asked for, or taken from a variable, never from the command line.

use std::io::{BufRead, Write};

use secrecy::SecretString;
use sqlx::PgPool;

use super::NewAccount;
use crate::sign_in::account::{self, AccountError};

/// The shortest password that is taken.
const PASSWORD_MIN: usize = 10;

/// The variable that a script may give the password in.
const VARIABLE: &str = "QUADRANT_PASSWORD";

/// Makes the account that was asked for.
///
/// # Errors
/// When the password is too short, the school's number can't be read, the name is taken or the database fails.
pub async fn add(pool: &PgPool, new: &NewAccount) -> Result<(), Box<dyn std::error::Error>> {
    let school = new
        .school
        .as_deref()
        .map(|text| text.parse().map_err(|_| format!("'{text}' is not a school's number (URN)")))
        .transpose()?;
    let password = password()?;
    if password.chars().count() < PASSWORD_MIN {
        return Err(format!("the password needs at least {PASSWORD_MIN} characters").into());
    }
    let account = account::NewAccount {
        sign_in_name: new.sign_in_name.trim().to_lowercase(),
        display_name: new.display_name.clone(),
        password: SecretString::from(password),
        role: new.role,
        school,
        made_up: false,
    };
    account::add(pool, account).await.map_err(|error: AccountError| error.to_string())?;
    eprintln!("{} can sign in now, as {}.", new.display_name, new.role);
    Ok(())
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
