//! Refills the read tables from the facts and compares them with the live ones.

use super::progress;
use crate::database::{self, Host};
use crate::read_set;

/// Rebuilds the read tables beside the live ones and puts them in their place.
///
/// # Errors
/// When the database can't be used.
pub async fn run(host: &Host) -> Result<(), Box<dyn std::error::Error>> {
    let journal = database::open(host, 4).await?;
    let bar = progress::bar("refilling the read tables", 0);
    let rebuilt = journal
        .rebuild(&read_set::all(), |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    eprintln!("The read tables are refilled, up to fact {}.", rebuilt.position);
    Ok(())
}
