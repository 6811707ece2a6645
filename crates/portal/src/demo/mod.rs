//! The demonstration: three made-up schools with made-up people, three years and eighteen cycles, made through commands
//! alone: a primary and a secondary school as England has them, and a school as New Zealand has them. Two of them belong to a trust, the third to a kāhui ako. Governors ask about the first; each has a data pack. Then a figure of the
//! first is put right.
//!
//! Nothing here is real, and every name says so or is sealed like a real one. What is made depends on nothing but the day
//! on which it begins. Each command has an id of its own for good, so that a run that was cut short can be run again.

mod act;
mod asides;
mod calendar;
mod changes;
mod cycles;
mod editions;
mod ending;
mod enquiries;
mod groups;
mod late;
mod northmoor;
mod packs;
mod people;
mod read;
mod register;
mod schools;
mod script;
#[cfg(test)]
mod tests;
mod tui_flat;
mod week;

use domain::cycle::CycleRefusal;
use domain::edition::EditionRefusal;
use domain::enquiry::EnquiryRefusal;
use domain::pack::PackRefusal;
use domain::pupil::PupilRefusal;
use domain::school::SchoolRefusal;
use domain::school_group::SchoolGroupRefusal;
use journal::{ExecuteError, JournalError};
use sqlx::PgPool;
use uuid::Uuid;

pub use self::groups::{MadeUpGroup, all as groups};
pub use self::people::{SignIn, sign_ins};
pub use self::schools::{MadeUp, all as schools};
use crate::accounts::NewAccountError;
use crate::app::App;
use crate::page_error::PageError;
use crate::participations::PlaceError;
use crate::vault::VaultError;

/// The made-up primary school, which has somebody in every role. Its register is no country's.
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
    /// A group of schools was refused.
    #[error("a made-up group of schools was refused")]
    Group(#[from] ExecuteError<SchoolGroupRefusal>),
    /// What stands beside the record could not be kept.
    #[error("a made-up proposal could not be kept")]
    Aside(#[source] PageError),
    /// A data pack was refused.
    #[error("a made-up data pack was refused")]
    Pack(#[from] ExecuteError<PackRefusal>),
    /// A question was refused.
    #[error("a made-up question was refused")]
    Enquiry(#[from] ExecuteError<EnquiryRefusal>),
    /// An edition was refused.
    #[error("a made-up edition was refused")]
    Edition(#[from] ExecuteError<EditionRefusal>),
    /// A word of the script is none: a fault of the script.
    #[error("the script has {0:?}, which can't be read")]
    Script(String),
}

/// Whether the demonstration is there, from beginning to end.
///
/// # Errors
/// When the database does not answer.
pub async fn is_made(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let ends = schools().iter().map(MadeUp::end).collect::<Vec<_>>();
    for end in ends.into_iter().chain(groups().iter().map(MadeUpGroup::end)).chain([
        enquiries::end(),
        packs::end(),
        late::end(),
    ]) {
        if !read::is_known(pool, end).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the demonstration, or what is missing of it, beginning today. `progress` hears how many of how many steps are
/// done.
///
/// # Errors
/// When the database does not answer, or a rule refuses a step.
pub async fn make(app: &App, mut progress: impl FnMut(u64, u64)) -> Result<(), DemoError> {
    let (schools, groups) = (schools(), groups());
    let parts = schools.iter().map(MadeUp::steps).chain(groups.iter().map(MadeUpGroup::steps));
    let total = parts.chain([enquiries::steps(), packs::steps(), late::steps()]).sum::<u64>();
    let mut done = 0;
    let mut step = || {
        done += 1;
        progress(done, total);
    };
    for school in &schools {
        school.make(app, &mut step).await?;
    }
    let mut last = None;
    for group in &groups {
        last = Some(group.make(app, &mut step).await?);
    }
    let asked = enquiries::begin(app, &mut step).await?;
    packs::issue(app, asked.or(last).as_ref(), &mut step).await?;
    late::put_right(app, &mut step).await?;
    let last = enquiries::finish(app, &mut step).await?;
    let last = packs::amend(app, last.as_ref(), &mut step).await?;
    // All of it is signed for, so that every record can be shown to stand in the ledger.
    packs::wait_for(app, Some(&last)).await?;
    drop(packs::notary(app).issue().await);
    Ok(())
}

/// A word of the script as what it stands for.
fn read_word<T: std::str::FromStr>(word: &str) -> Result<T, DemoError> {
    word.parse().map_err(|_| DemoError::Script(word.to_owned()))
}
