//! What can go wrong between a command and its stored facts. In every case the command left no trace.

use sqlx::migrate::MigrateError;
use uuid::Uuid;

/// Why the journal could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// PostgreSQL refused, or could not be reached.
    #[error("the database did not do as asked")]
    Database(#[from] sqlx::Error),
    /// The stock loader could not read from the database.
    #[error("the stream {aggregate_type}/{aggregate_id} can't be loaded")]
    Load {
        /// The stream's aggregate type.
        aggregate_type: String,
        /// The stream's id.
        aggregate_id: String,
        /// What the loader met.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A stored event is in a shape that the program does not know.
    #[error("a stored event of {aggregate_type}/{aggregate_id} is in an unknown shape")]
    Unreadable {
        /// The stream's aggregate type.
        aggregate_type: String,
        /// The stream's id.
        aggregate_id: String,
        /// What the decoder met.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An event can't be written as JSON.
    #[error("an event can't be written as JSON")]
    Unwritable(#[from] serde_json::Error),
    /// The tables could not be brought up to date.
    #[error("the tables can't be brought up to date")]
    Migration(#[from] MigrateError),
    /// The database is a copy from another server, whose transaction numbers mean nothing here: nothing may be written
    /// until a new epoch has been begun ([`crate::new_epoch`]).
    #[error(
        "the database was made on another server (number {made_on}, this one is {here}); begin a new epoch before writing"
    )]
    ForeignCluster {
        /// The server's number when the database was made.
        made_on: i64,
        /// This server's number; 0 when it does not tell.
        here: i64,
    },
    /// The journal is looked at as it was, where nothing can be added.
    #[error("the past can't be written to")]
    InThePast,
    /// What was known at an instant was asked for, and the database's clock has not come to it.
    #[error("the instant is still to come")]
    StillToCome,
    /// Facts of a stream are left out of a look at the past, so that its state can't be had by its numbers.
    #[error("a stream that was looked at has gaps")]
    WithGaps,
    /// What fills tables of the past broke off.
    #[error("tables of the past were not filled to the end")]
    Filling(#[source] tokio::task::JoinError),
    /// Every place for a look at the past is taken by other servers.
    #[error("no place is free to look at the past in")]
    NoPlaceForThePast,
    /// A stream is not where the caller of an import believed it to be.
    #[error("the stream {aggregate_type}/{aggregate_id} is not at {expected}")]
    Moved {
        /// The stream's aggregate type.
        aggregate_type: String,
        /// The stream's id.
        aggregate_id: String,
        /// The sequence that the caller had seen.
        expected: u64,
    },
    /// The command's id was used before, for something else.
    #[error("the command id {0} was used before for something else")]
    CommandReused(Uuid),
    /// Another rebuild of the read tables is running.
    #[error("another rebuild is running")]
    RebuildRunning,
    /// Another version of the program has made the read tables since this one started: this one does not know what
    /// belongs in them.
    #[error("the read tables have the shape of another program; restart this one")]
    AnotherShape,
    /// A projection could not be applied and setting its stream aside did not help.
    #[error("the read table {0} can't be kept")]
    Projection(String, #[source] crate::ProjectionError),
    /// Facts of one stream would be sealed out of order; sealing waits and the operator is told.
    #[error("the stream {aggregate_type}/{aggregate_id} would be sealed out of order at {sequence}")]
    OutOfOrder {
        /// The stream's aggregate type.
        aggregate_type: String,
        /// The stream's id.
        aggregate_id: String,
        /// The sequence that came too early.
        sequence: u64,
    },
    /// A proof was asked for facts that are not there.
    #[error("{position} of {size} is not among the {sealed} facts that have their place")]
    NotInTree {
        /// The position, or the size of the earlier tree.
        position: u64,
        /// The size of the tree.
        size: u64,
        /// How many facts are sealed.
        sealed: u64,
    },
    /// The stored tree does not have a hash that it must have.
    #[error("the stored tree is damaged")]
    Tree(#[source] tlog_tiles::Error),
}

/// What became of a command that stored nothing.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<R> {
    /// A rule said no.
    #[error(transparent)]
    Refused(R),
    /// Somebody else wrote to the stream since the caller looked.
    #[error("expected the stream at {expected}, it is at {actual}")]
    Conflict {
        /// The sequence that the caller had seen.
        expected: u64,
        /// The stream's last sequence now.
        actual: u64,
    },
    /// The command's id was used before for another command.
    #[error("the command id {command_id} was used before for another command")]
    DuplicateCommand {
        /// The id that came twice.
        command_id: Uuid,
    },
    /// Something broke.
    #[error("the journal can't be used")]
    Unusable(#[from] JournalError),
}

impl<R> From<sqlx::Error> for ExecuteError<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Unusable(error.into())
    }
}
