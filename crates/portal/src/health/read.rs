//! How far behind the server is, and whether anything is stuck.

use journal::JournalError;
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
    let trouble: Vec<String> = [health.sealing, health.projecting].into_iter().flatten().collect();
    Ok(Readiness {
        ready: trouble.is_empty() && oldest < UNSEALED_MAX,
        position: health.figures.sealed,
        oldest_unsealed_seconds: oldest,
        lag: health
            .figures
            .projections
            .into_iter()
            .map(|projection| Lag { table: projection.name, events: projection.lag_events })
            .collect(),
        trouble,
    })
}
