//! How far behind the server is, and whether anything is stuck.

use journal::{Health, JournalError};
use serde::Serialize;

use crate::app::App;

/// A server is ready while no fact has waited longer than this for its position, in seconds.
const UNSEALED_MAX: f64 = 30.0;

/// What the machines that watch want to know.
#[derive(Debug, Serialize)]
pub(super) struct Readiness {
    /// Whether requests should be sent here.
    pub(super) ready: bool,
    /// The last fact that has its place in the order.
    pub(super) position: u64,
    /// The age of the oldest fact without a place, in seconds.
    pub(super) oldest_unsealed_seconds: f64,
    /// What each read table lacks, in facts.
    pub(super) lag: Vec<Lag>,
    /// What is stuck, in words.
    pub(super) trouble: Vec<String>,
}

/// One read table's lag.
#[derive(Debug, Serialize)]
pub(super) struct Lag {
    /// The table.
    pub(super) table: String,
    /// Facts that it lacks.
    pub(super) events: u64,
}

/// The state of the server.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn readiness(app: &App) -> Result<Readiness, JournalError> {
    let health = app.running().health().await?;
    let oldest = health.figures.oldest_unsealed.as_secs_f64();
    Ok(Readiness {
        ready: health.sealing.is_none() && health.projecting.is_none() && oldest < UNSEALED_MAX,
        position: health.figures.sealed,
        oldest_unsealed_seconds: oldest,
        trouble: trouble(&health, app.notary().trouble()),
        lag: health
            .figures
            .projections
            .into_iter()
            .map(|projection| Lag { table: projection.name, events: projection.lag_events })
            .collect(),
    })
}

/// What is stuck. A stream that could not be shown does not make the server unready: all others are shown. Nor does a
/// checkpoint that can't be signed: the school's work goes on while somebody finds out why.
fn trouble(health: &Health, signing: Option<String>) -> Vec<String> {
    let aside = health.figures.quarantined;
    let lacking = (aside > 0).then(|| {
        let records = if aside == 1 { "record" } else { "records" };
        format!("{aside} {records} could not be shown: quarantined streams")
    });
    let signing = signing.map(|why| format!("no checkpoint of the ledger is signed: {why}"));
    [health.sealing.clone(), health.projecting.clone(), lacking, signing].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use journal::Figures;

    use super::*;

    fn health(quarantined: u64, projecting: Option<&str>) -> Health {
        let figures =
            Figures { sealed: 9, oldest_unsealed: Duration::ZERO, projections: vec![], quarantined };
        Health { figures, sealing: None, projecting: projecting.map(str::to_owned) }
    }

    #[test]
    fn quarantined_streams_are_listed_after_what_is_stuck() {
        assert_eq!(trouble(&health(0, None), None), Vec::<String>::new());
        assert_eq!(trouble(&health(1, None), None), ["1 record could not be shown: quarantined streams"]);
        assert_eq!(
            trouble(&health(3, Some("a table is missing")), None),
            ["a table is missing", "3 records could not be shown: quarantined streams"]
        );
        assert_eq!(
            trouble(&health(0, None), Some("the key is gone".to_owned())),
            ["no checkpoint of the ledger is signed: the key is gone"]
        );
    }
}
