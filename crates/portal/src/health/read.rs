//! How far behind the server is, and whether anything is stuck.

use journal::JournalError;
use serde::Serialize;

use crate::app::App;

/// A server is ready while no fact has waited longer than this for its position, in seconds.
const UNSEALED_MAX: f64 = 30.0;

/// What the machines that watch want to know.
#[derive(Debug, Serialize)]
pub struct Readiness {
    /// Whether requests should be sent here.
    pub ready: bool,
    /// The last fact that has its place in the order.
    pub position: u64,
    /// The age of the oldest fact without a place, in seconds.
    pub oldest_unsealed_seconds: f64,
    /// What each read table lacks, in facts.
    pub lag: Vec<Lag>,
    /// What is stuck, in words.
    pub trouble: Vec<String>,
}

/// One read table's lag.
#[derive(Debug, Serialize)]
pub struct Lag {
    /// The table.
    pub table: String,
    /// Facts that it lacks.
    pub events: u64,
}

/// The state of the server.
///
/// # Errors
/// When the database does not answer.
pub async fn readiness(app: &App) -> Result<Readiness, JournalError> {
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
