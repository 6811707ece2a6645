//! A pack of facts for somebody outside: one zip that can be checked with a public key alone, without the database.
//!
//! - `events.jsonl`: the facts, one CloudEvent a line, with their stored bytes as they are
//! - `proofs.json`: the hashes of everything that lies between them in the tree, cut where earlier checkpoints end
//! - `checkpoint.txt`: the signed checkpoint that all of them are under
//! - `keys.json`: the facts by which a key took another's place, each with its proof
//! - `vkey.txt`: the public key, and whatever else the caller encloses (who the people are, how to check)
//!
//! From the facts and the hashes between them the root is computed anew: it must be the one that was signed. The whole file
//! is sealed too: the comment of the zip is a note, signed by the same key, that holds the hash of every byte before it. So
//! nothing in the file can be changed unseen, not even in what is enclosed.
//!
//! What it can't show: that the facts of some records are all facts of those records, and what [`crate::Verdict`] can't show.

mod kept;
mod keys;
mod line;
mod read;
mod seal;
mod selection;
mod write;

pub use kept::{Agreement, KeptCheckpoint};
pub use read::{PackError, PackFinding, PackVerified, pack_keys, verify_pack};
pub use seal::sealed_digest;
pub use selection::{RangeProblem, Selection};
pub use write::{Enclosed, ExportError, Exported};

/// The names of the files in a pack, in their order; what the caller encloses comes after them.
const EVENTS: &str = "events.jsonl";
const PROOFS: &str = "proofs.json";
const CHECKPOINT: &str = "checkpoint.txt";
const KEYS_FILE: &str = "keys.json";
const KEY: &str = "vkey.txt";
