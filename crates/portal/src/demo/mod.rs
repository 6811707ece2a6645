//! The demonstration: a made-up school with made-up people, two years and six cycles, made through commands alone.
//!
//! Nothing here is real, and every name says so or is sealed like a real one. What is made depends on nothing but the day
//! on which it begins. Each command has an id of its own for good, so that a run that was cut short can be run again.

mod act;
mod cycles;
mod people;
mod read;
mod register;
mod script;
#[cfg(test)]
mod tests;
mod week;

use std::collections::HashMap;

use domain::SchoolId;
use domain::cycle::CycleRefusal;
use domain::pupil::PupilRefusal;
use domain::school::{AgeRange, School, SchoolCommand, SchoolDetails, SchoolKind, SchoolRefusal};
use journal::{Context, ExecuteError, JournalError, Receipt};
use sqlx::PgPool;
use uuid::Uuid;

pub use self::people::{SignIn, sign_ins};
use crate::access::Role;
use crate::accounts::NewAccountError;
use crate::app::App;
use crate::page_error::PageError;
use crate::participations::PlaceError;
use crate::vault::VaultError;

/// The made-up school. Its register is no country's.
pub const SCHOOL: &str = "demo:fernhill";
/// The root of every id of the demonstration.
const ROOT: Uuid = Uuid::from_u128(0x5f1d_9a52_0a6e_4c1b_9c8b_3f27_6d0e_4411);
/// The program that facts of the demonstration name as theirs.
const CLIENT: &str = "demonstration";

/// The demonstration could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] sqlx::Error),
    /// An account could not be made.
    #[error("a made-up account could not be made")]
    Account(#[from] NewAccountError),
    /// A text could not be sealed.
    #[error("a made-up text could not be sealed")]
    Vault(#[from] VaultError),
    /// The journal could not be read.
    #[error("the journal could not be read")]
    Journal(#[from] JournalError),
    /// A rule refused a step: a fault of the script.
    #[error("the step {step} was refused")]
    Refused {
        /// Which step.
        step: String,
        /// Why.
        source: ExecuteError<CycleRefusal>,
    },
    /// The catalogue could not be read.
    #[error("the catalogue could not be read")]
    Catalogue(#[from] PageError),
    /// A pupil was not placed.
    #[error("a made-up pupil was not placed")]
    Place(#[from] PlaceError),
    /// A pupil was refused.
    #[error("a made-up pupil was refused")]
    Pupil(#[from] ExecuteError<PupilRefusal>),
    /// The school was refused.
    #[error("the made-up school was refused")]
    School(#[from] ExecuteError<SchoolRefusal>),
    /// A word of the script is none: a fault of the script.
    #[error("the script has {0:?}, which can't be read")]
    Script(String),
}

/// Whether the demonstration is there, from beginning to end.
///
/// # Errors
/// When the database does not answer.
pub async fn is_made(pool: &PgPool) -> Result<bool, sqlx::Error> {
    read::is_known(pool, end()).await
}

/// The id of the last command.
fn end() -> Uuid {
    Uuid::new_v5(&ROOT, b"end")
}

/// Makes the demonstration, beginning today. `progress` hears how many of how many steps are done.
///
/// # Errors
/// When the database does not answer, or a rule refuses a step.
pub async fn make(app: &App, mut progress: impl FnMut(u64, u64)) -> Result<Vec<SignIn>, DemoError> {
    let school = read_word::<SchoolId>(SCHOOL)?;
    let staff = people::accounts(app, &school).await?;
    let scripts = cycles::all();
    let total = 1 + register::count(&scripts) + scripts.iter().map(script::Script::steps).sum::<u64>();
    let mut done = 0;
    let mut step = || {
        done += 1;
        progress(done, total);
    };
    register::pupils(app, &school, &staff, &scripts, &mut step).await?;
    let catalogue = app.catalogue().await?;
    for script in &scripts {
        act::Maker::new(app, &catalogue, &school, &staff, script)?.run(&mut step).await?;
    }
    // Last, so that it stands for the whole.
    register_school(app, school, &staff).await?;
    step();
    Ok(sign_ins())
}

async fn register_school(
    app: &App,
    school: SchoolId,
    staff: &HashMap<Role, Uuid>,
) -> Result<Receipt, DemoError> {
    let actor = staff.get(&Role::Administrator).map(ToString::to_string).unwrap_or_default();
    let context = Context::new(end(), &actor, Role::Administrator.name(), CLIENT);
    let stream = school.to_string();
    let command = SchoolCommand::RegisterSchool {
        today: app.today(),
        effective_on: app.today(),
        school,
        details: SchoolDetails {
            name: "Fernhill Primary School (made up)".to_owned(),
            authority: None,
            kind: SchoolKind::Mainstream,
            governance: None,
            ages: Some(AgeRange { youngest: 4, oldest: 11 }),
        },
        batch: None,
    };
    Ok(app.journal().execute::<School>(&stream, None, command, &context).await?)
}

/// A word of the script as what it stands for.
fn read_word<T: std::str::FromStr>(word: &str) -> Result<T, DemoError> {
    word.parse().map_err(|_| DemoError::Script(word.to_owned()))
}
