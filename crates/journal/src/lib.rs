//! Keeps facts in PostgreSQL in one order, keeps read tables in step with them, and can prove that nothing was rewritten.
//!
//! A fact, once stored, is never changed or removed. A command loads one stream of facts, decides, and appends by one
//! statement ([`Journal::execute`]); an import appends to many streams at once, whole or not at all
//! ([`Journal::append_many`]). After the transactions that stored them have ended, facts are sealed: each gets a position
//! 1, 2, 3, ... for good, and a leaf in a Merkle tree (`seal`). Read tables follow the sealed order, each with its place
//! in it kept in the transaction of its rows ([`Projection`], [`ReadSet`], [`start`]).
//!
//! It is not the rules (they are in the aggregates it is given) and not the pages: it knows no word of what it stores.

mod append;
mod append_many;
mod connect;
mod context;
mod error;
mod execute;
mod guard;
mod journal;
mod leaf;
mod migrate;
mod projection;
mod recorded;
mod token;
mod upcast;

pub use append_many::Change;
pub use connect::connect;
pub use context::{Context, Fingerprint};
pub use error::{ExecuteError, JournalError};
pub use execute::Receipt;
pub use guard::Standing;
pub use journal::{Journal, Loaded};
pub use leaf::Leaf;
pub use migrate::migrate;
pub use projection::{Projection, ProjectionError, ReadSet};
pub use recorded::Recorded;
pub use token::{Token, TokenError};
