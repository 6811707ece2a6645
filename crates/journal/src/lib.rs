//! Keeps facts in PostgreSQL in one order, keeps read tables in step with them, and can prove that nothing was rewritten.
//!
//! A fact, once stored, is never changed or removed. A command loads one stream of facts, decides, and appends by one
//! statement ([`Journal::execute`]); an import appends to many streams at once, whole or not at all
//! ([`Journal::append_many`]). After the transactions that stored them have ended, facts are sealed: each gets a position
//! 1, 2, 3, ... for good, and a leaf in a Merkle tree (`seal`). Read tables follow the sealed order, each with its place
//! in it kept in the transaction of its rows ([`Projection`], [`ReadSet`], [`start`]). What the tree's root was is signed from
//! time to time by a key outside the database ([`Notary`]), so that others can hold it against the ledger later. Which key took
//! the place of which is itself a fact ([`Succession`]). The same projections fill tables that show the past ([`Scratches`]),
//! and nothing special is stored for it.
//!
//! It is not the rules (they are in the aggregates it is given) and not the pages: it knows no word of what it stores.

mod altered;
mod append;
mod append_many;
mod batch;
mod begin_key;
mod cache;
mod check;
mod checkpoint;
mod compare;
mod connect;
mod context;
mod epoch;
mod error;
mod execute;
mod facts;
mod fill;
mod finding;
mod fits;
mod frontier;
mod guard;
mod health;
mod journal;
mod leaf;
mod ledger_folder;
mod load_many;
mod migrate;
mod newest;
mod notary;
mod note;
mod order;
mod pack;
mod past;
mod places;
mod poison;
mod private_file;
mod projection;
mod proof;
mod read_set;
mod rebuild;
mod recorded;
mod run;
mod scratch;
mod seal;
mod sealed;
mod stored_hashes;
mod succession;
mod times;
mod token;
mod tree;
mod understood;
mod upcast;
mod verify;

pub use append_many::Change;
pub use begin_key::{BeginKeyError, Cause, PlannedKey};
pub use checkpoint::Checkpoint;
pub use compare::{Checksum, Compared};
pub use connect::connect;
pub use context::{Context, Fingerprint};
pub use epoch::new_epoch;
pub use error::{ExecuteError, JournalError};
pub use execute::Receipt;
pub use fill::Progress;
pub use finding::{Finding, Kind};
pub use guard::Standing;
pub use health::{Figures, ProjectionFigures};
pub use journal::{Journal, Loaded};
pub use leaf::Leaf;
pub use ledger_folder::{LedgerFolder, LedgerFolderError};
pub use migrate::migrate;
pub use notary::{Notary, NotaryError};
pub use note::{SignedCheckpoint, UnsignedError, VerifierKey, VerifierKeyError, kept_note};
pub use pack::{
    Agreement, Enclosed, ExportError, Exported, KeptCheckpoint, PackError, PackFinding, PackVerified,
    RangeProblem, Selection, pack_keys, sealed_digest, verify_pack,
};
pub use past::{Choice, Moment, Streams, View};
pub use places::Around;
pub use poison::Quarantined;
pub use private_file::{sync_folder, write_private};
pub use projection::{Projection, ProjectionError};
pub use proof::{Consistency, Inclusion, is_consistent};
pub use read_set::ReadSet;
pub use rebuild::Rebuilt;
pub use recorded::{Address, Recorded};
pub use run::{Health, Running, TablesAt, start};
pub use scratch::{Held, Scratches};
pub use succession::{KEYS, Succession};
pub use token::{Token, TokenError};
pub use understood::Understood;
pub use verify::{KeyUse, Verdict, Verified};
