//! Takes on records that were moved to another database server.

use journal::Standing;

use crate::database::{self, Host};

/// Begins a new epoch, if the records came from another server.
///
/// # Errors
/// When the database can't be used.
pub async fn begin(host: &Host) -> Result<(), Box<dyn std::error::Error>> {
    let journal = database::open(host, 2).await?;
    if journal.standing() == Standing::Home {
        eprintln!("These records are at home on this server: nothing to do.");
        return Ok(());
    }
    let mut owner = database::connect_as_owner(host).await?;
    journal::new_epoch(&mut owner).await?;
    eprintln!("A new epoch has begun. The records can be written to again.");
    Ok(())
}
