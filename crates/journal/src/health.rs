//! The journal's figures about itself: how far sealing and the read tables are behind.

use std::time::Duration;

use metrics::gauge;

use crate::read_set::Place;
use crate::{Journal, JournalError};

/// How far behind everything is.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The last fact that has a position.
    pub sealed: u64,
    /// The age of the oldest fact that has none; zero when there is none. Grows while a transaction is left open.
    pub oldest_unsealed: Duration,
    /// The live read tables.
    pub projections: Vec<ProjectionFigures>,
    /// How many streams these tables do without; a stream that two of them lack counts twice.
    pub quarantined: u64,
}

/// How far behind one read table is.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionFigures {
    /// The table's name.
    pub name: String,
    /// The last fact that it has.
    pub position: u64,
    /// How many sealed facts it lacks.
    pub lag_events: u64,
    /// How long ago the first fact that it lacks was sealed; zero when it lacks none.
    pub lag: Duration,
    /// How many streams it does without.
    pub quarantined: u64,
}

impl Journal {
    /// The journal's figures now.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn figures(&self) -> Result<Figures, JournalError> {
        let sealing = sqlx::query!(
            r#"SELECT last_position,
                      (SELECT extract(epoch FROM clock_timestamp() - e.recorded_at)::float8 FROM es.events AS e
                       WHERE e.epoch = sealer.epoch AND e.tx >= sealer.tx_to
                       ORDER BY e.tx, e.ident LIMIT 1) AS age
               FROM es.sealer"#
        )
        .fetch_one(self.pool())
        .await?;
        let rows = sqlx::query!(
            r#"SELECT name, position,
                      (SELECT extract(epoch FROM clock_timestamp() - b.sealed_at)::float8 FROM es.block AS b
                       WHERE b.last_position > p.position ORDER BY b.last_position LIMIT 1) AS age,
                      (SELECT count(*) FROM es.quarantine AS q
                       WHERE q.schema_name = p.schema_name AND q.name = p.name) AS "quarantined!"
               FROM es.projection AS p WHERE schema_name = $1 ORDER BY name"#,
            Place::Live.schema()
        )
        .fetch_all(self.pool())
        .await?;
        let projections = rows.into_iter().map(|row| ProjectionFigures {
            name: row.name,
            position: row.position.cast_unsigned(),
            lag_events: sealing.last_position.saturating_sub(row.position).max(0).cast_unsigned(),
            lag: seconds(row.age),
            quarantined: row.quarantined.cast_unsigned(),
        });
        let projections: Vec<ProjectionFigures> = projections.collect();
        Ok(Figures {
            sealed: sealing.last_position.cast_unsigned(),
            oldest_unsealed: seconds(sealing.age),
            quarantined: projections.iter().map(|projection| projection.quarantined).sum(),
            projections,
        })
    }
}

/// A clock that stepped back makes an age negative: that counts as none.
fn seconds(age: Option<f64>) -> Duration {
    age.and_then(|age| Duration::try_from_secs_f64(age).ok()).unwrap_or_default()
}

impl Figures {
    /// Tells the program's metrics.
    pub(crate) fn publish(&self) {
        gauge!("journal_oldest_unsealed_seconds").set(self.oldest_unsealed);
        for projection in &self.projections {
            let name = projection.name.clone();
            // A gauge is an estimate for a picture: 2^53 events are enough.
            let events = f64::from(u32::try_from(projection.lag_events).unwrap_or(u32::MAX));
            let aside = f64::from(u32::try_from(projection.quarantined).unwrap_or(u32::MAX));
            gauge!("journal_lag_events", "projection" => name.clone()).set(events);
            gauge!("journal_lag_seconds", "projection" => name.clone()).set(projection.lag);
            gauge!("journal_quarantine_streams", "projection" => name).set(aside);
        }
    }
}
