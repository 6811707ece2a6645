//! The keys of a ledger in a pack: each fact by which one took another's place, with the proof that it is under the pack's
//! checkpoint, whichever facts were chosen; and the proof that the ledger goes on from what was signed before, where it does.
//!
//! That no such fact is left out, nothing in a pack of chosen facts can show; in one of all facts each must stand here too.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::line;
use super::read::PackFinding;
use crate::proof::Inclusion;
use crate::sealed::of_stream;
use crate::succession::{KEYS, Succession};
use crate::{Checkpoint, Journal, JournalError, VerifierKey, is_consistent};

/// What the file holds.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    keys: Vec<One>,
}

/// A key that took another's place.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    /// The fact, as a line of the facts.
    fact: String,
    /// RFC 6962, 2.1.1: that it is under the checkpoint, in base64.
    inclusion: Vec<String>,
    /// RFC 6962, 2.1.2: that the facts under the checkpoint begin with those that the key before signed last; none where
    /// they don't, or where nothing is known of it.
    consistency: Option<Vec<String>>,
}

/// What the file says under `checkpoint` of the ledger `origin`, and what it stands for.
pub(super) async fn write(
    journal: &Journal,
    origin: &str,
    checkpoint: Checkpoint,
) -> Result<(String, Vec<Succession>), JournalError> {
    let size = checkpoint.position;
    let mut begun = journal.successions().await?;
    begun.retain(|one| one.position <= size);
    let stored = of_stream(journal.pool(), KEYS).await?;
    let mut told = Told::default();
    for (one, fact) in begun.iter_mut().zip(stored.iter()) {
        let inclusion = journal.prove_inclusion(one.position, size).await?;
        let before = one.last_before.filter(|last| one.follows && last.position <= size);
        one.follows = before.is_some();
        let consistency = match before {
            Some(last) => Some(encoded(&journal.prove_consistency(last.position, size).await?)),
            None => None,
        };
        let fact = line::write(origin, one.position, &fact.leaf(), fact.leaf().hash())?;
        told.keys.push(One { fact, inclusion: encoded(&inclusion.hashes), consistency });
    }
    let mut text = serde_json::to_string_pretty(&told)?;
    text.push('\n');
    Ok((text, begun))
}

/// Reads what such a file says, and checks it against `checkpoint`, which `key` has signed.
pub(super) fn read(
    text: &str,
    checkpoint: &Checkpoint,
    key: &VerifierKey,
) -> Result<Vec<Succession>, PackFinding> {
    let told: Told = serde_json::from_str(text).map_err(|_| PackFinding::Keys)?;
    let begun: Option<Vec<Succession>> = told.keys.iter().map(|one| read_one(one, checkpoint, key)).collect();
    let begun = begun.ok_or(PackFinding::Keys)?;
    let ordered =
        begun.is_sorted_by(|one, next| one.position < next.position && one.key.origin() == next.name_before);
    let ends_with = begun.last().is_none_or(|last| last.key == *key);
    if ordered && ends_with { Ok(begun) } else { Err(PackFinding::Keys) }
}

fn read_one(one: &One, checkpoint: &Checkpoint, key: &VerifierKey) -> Option<Succession> {
    let line = line::read(&one.fact)?;
    let (position, size) = (line.position, checkpoint.position);
    let own = (line.stream_type.as_str(), line.stream_id.as_str()) == KEYS;
    let inclusion = Inclusion { position, leaf: line.leaf, size, hashes: decoded(&one.inclusion)? };
    if !own || !line.canonical || line.source != key.origin() || !inclusion.holds(checkpoint) {
        return None;
    }
    let payload = serde_json::from_str(&line.payload).ok()?;
    let mut begun = Succession::read(position, line.recorded_at, payload)?;
    begun.follows = match (&one.consistency, begun.last_before) {
        (None, _) => false,
        (Some(hashes), Some(last)) if is_consistent(&last, checkpoint, &decoded(hashes)?) => true,
        (Some(_), _) => return None,
    };
    Some(begun)
}

fn encoded(hashes: &[[u8; 32]]) -> Vec<String> {
    hashes.iter().map(|hash| BASE64_STANDARD.encode(hash)).collect()
}

fn decoded(hashes: &[String]) -> Option<Vec<[u8; 32]>> {
    hashes.iter().map(|hash| BASE64_STANDARD.decode(hash).ok()?.try_into().ok()).collect()
}
