//! Opens everything that a running portal needs, in the order in which one thing needs another.

use journal::{Notary, Standing};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::accounts;
use crate::app::{App, Settings};
use crate::command_line::Place;
use crate::database::{self, Host};
use crate::demo;
use crate::read_set;
use crate::starter;
use crate::vault::Vault;

/// How many connections one program holds.
const CONNECTIONS: u32 = 16;

/// Opens the journal, the keys and the tasks that keep the read tables in step.
///
/// # Errors
/// When the database can't be used, the keys don't fit it, or it came from another server without a new epoch.
pub async fn app(
    place: &Place,
    host: &Host,
    mut settings: Settings,
    metrics: Option<PrometheusHandle>,
    cancel: CancellationToken,
) -> Result<App, Box<dyn std::error::Error>> {
    let journal = database::open(host, CONNECTIONS).await?;
    if let Standing::Foreign { .. } = journal.standing() {
        return Err(
            "these records came from another database server. Check that nobody else uses them, then run: \
                    quadrant new-epoch"
                .into(),
        );
    }
    let vault = vault(place, &journal).await?;
    settings.demonstration = demo::is_made(journal.pool()).await?;
    let running = journal::start(journal.clone(), read_set::all(), cancel).await?;
    let notary = Notary::new(journal.clone(), &database::keys_folder(&place.data_dir));
    let app = App::new(journal, running, vault, notary, settings, metrics);
    accounts::bring_over(&app).await?;
    starter::publish(&app).await?;
    Ok(app)
}

/// The keys, from the file in the data folder. A new key is made only where nothing has been sealed yet: with sealed
/// texts in the database another key could open none of them.
pub(crate) async fn vault(
    place: &Place,
    journal: &journal::Journal,
) -> Result<Vault, Box<dyn std::error::Error>> {
    let file = database::wrapping_key_file(&place.data_dir);
    let sealed = database::has_sealed_texts(journal.pool()).await?;
    let vault = Vault::open(journal.pool().clone(), &file, !sealed).map_err(|error| {
        format!("{error}. The records hold sealed names and notes: put back the key that belongs to them")
    })?;
    if !sealed {
        vault.begin().await?;
    }
    if !vault.fits().await? {
        return Err(format!(
            "the key in {} is not the one that sealed these records: put back the right one",
            file.display()
        )
        .into());
    }
    let again = vault.destroy_again().await?;
    if again > 0 {
        tracing::info!(
            keys = again,
            "keys of erased people had come back with a backup and were destroyed again"
        );
    }
    Ok(vault)
}
