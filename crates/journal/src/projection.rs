//! What a read table is to the journal: something that turns facts into rows, batch after batch, in sealed order.

use async_trait::async_trait;
use sqlx::PgConnection;

use crate::Recorded;

/// Keeps one read table in step with the facts.
#[async_trait]
pub trait Projection: Send + Sync + 'static {
    /// The table's name, which is also the checkpoint's.
    fn name(&self) -> &'static str;

    /// Grows when the same facts lead to other rows: then the table is filled anew.
    fn version(&self) -> i32;

    /// Whether a fact in a stream of this kind can change the table. It is shown no batch that has only facts of kinds of which it
    /// says no; among others it is shown these too.
    fn follows(&self, aggregate_type: &str) -> bool;

    /// Turns facts into rows, all of them in sealed order. The statements name tables without a schema. Runs inside a
    /// transaction; it must depend on nothing but the facts and the table's own rows, or a rebuilt table differs.
    ///
    /// # Errors
    /// When the database refuses or a fact can't be understood. The runner then finds the fact, and sets its stream aside.
    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError>;
}

/// Whether any of these facts can change the table.
pub(crate) fn follows_any(projection: &dyn Projection, facts: &[Recorded]) -> bool {
    facts.iter().any(|fact| projection.follows(&fact.aggregate_type))
}

/// Why facts could not become rows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectionError {
    /// The database refused.
    #[error("the rows can't be written")]
    Database(#[from] sqlx::Error),
    /// A fact can't be understood.
    #[error("the fact can't be understood")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<serde_json::Error> for ProjectionError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(Box::new(error))
    }
}
