//! Checks a pack with a public key alone.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use tlog_tiles::Hash;
use zip::ZipArchive;
use zip::result::ZipError;

use super::kept::{KeptCheckpoint, Waiting, between};
use super::line::{self, Line};
use super::seal::{self, SealError};
use super::write::Head;
use super::{CHECKPOINT, EVENTS, KEY, KEYS_FILE, PROOFS, keys};
use crate::frontier::Frontier;
use crate::succession::{KEYS, Succession};
use crate::{Consistency, SignedCheckpoint, UnsignedError, VerifierKey};

/// How often progress is told, in facts.
const TELL: u64 = 1_000;
/// A longer line is no fact, and a small zip can unpack to very much. What a portal is sent at once is at most half a
/// megabyte, and makes a line of three at the very worst: of control characters alone, each of them six letters in JSON.
const LONGEST: u64 = 1 << 24;

/// What a pack that holds was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackVerified {
    /// The checkpoint that its facts are under.
    pub checkpoint: SignedCheckpoint,
    /// How many facts it has.
    pub facts: u64,
    /// The first and the last of them; none where there are none.
    pub ends: Option<(u64, u64)>,
    /// Whether every fact between the first and the last one is there. Where it is not, facts were chosen by their records,
    /// and nothing shows that all facts of these records are there.
    pub whole: bool,
    /// The checkpoints that were kept, the smallest first, and how each agrees with the pack.
    pub kept: Vec<KeptCheckpoint>,
    /// The keys that took another's place, the earliest first.
    pub begun: Vec<Succession>,
}

impl PackVerified {
    /// Compares what could not be compared by means of what is in the pack, by proofs that somebody gave.
    pub fn compare_by(&mut self, proofs: &[Consistency]) {
        let of_pack = self.checkpoint.checkpoint();
        for kept in &mut self.kept {
            for proof in proofs {
                kept.compare_by(proof, &of_pack);
            }
        }
    }
}

/// Why a pack does not hold. That it does not agree with a checkpoint that was kept is none of these.
#[derive(Debug, thiserror::Error)]
pub enum PackFinding {
    /// A byte outside the facts was changed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The checkpoint is not genuine.
    #[error("the checkpoint in the pack is not genuine: {0}")]
    Checkpoint(#[from] UnsignedError),
    /// The pack names another key than the one it is checked with.
    #[error("the pack names another key than the one that it is checked with")]
    OtherKey,
    /// A file is missing, or can't be unpacked.
    #[error("{0} in the pack is missing or damaged")]
    Damaged(&'static str),
    /// A line of the facts can't be read.
    #[error("line {0} of the facts is no fact as the program writes it")]
    Line(u64),
    /// A fact's hash is not that of what it says.
    #[error("fact {0} was changed after it was sealed")]
    Changed(u64),
    /// Facts are not in their order.
    #[error("fact {0} stands after a later one, or twice")]
    Order(u64),
    /// A fact is missing in a pack that should have all.
    #[error("fact {0} is missing")]
    Missing(u64),
    /// There are more or fewer facts than the pack says.
    #[error("the pack should have {said} facts, and has {there}")]
    Count {
        /// How many it says.
        said: u64,
        /// How many there are.
        there: u64,
    },
    /// The proofs don't fit the facts.
    #[error("the proofs don't belong to the facts")]
    Proofs,
    /// What the pack says of keys is not proved.
    #[error("what the pack says of the ledger's keys is not genuine")]
    Keys,
    /// A fact about a key is not among those that the pack tells of.
    #[error("fact {0} tells of a key of the ledger, and the list of keys does not have it")]
    UntoldKey(u64),
    /// The root is another one than what was signed.
    #[error(
        "the facts don't lead to the root that was signed: at least one of them was changed, added or taken away"
    )]
    Root,
}

/// A pack could not be checked.
#[derive(Debug, thiserror::Error)]
#[error("the pack can't be read")]
pub struct PackError(#[from] std::io::Error);

/// Checks the pack `file` with `key`, and against checkpoints that were kept earlier. `progress` is told the facts checked
/// so far and how many there should be.
///
/// # Errors
/// When the file can't be opened.
pub fn verify_pack(
    file: &Path,
    key: &VerifierKey,
    kept: &[SignedCheckpoint],
    progress: impl FnMut(u64, u64),
) -> Result<Result<PackVerified, PackFinding>, PackError> {
    let mut whole = File::open(file)?;
    // What is found in the facts says more than that some byte is not as it was; so it is looked for first.
    let content = check_content(file, key, kept, progress);
    let seal = seal::check(&mut whole, key);
    Ok(content.and_then(|verified| seal.map(|()| verified).map_err(PackFinding::Seal)))
}

/// The keys that took another's place, as the pack `file` proves them under `key`: whoever kept a checkpoint of an earlier
/// key opens it by that.
///
/// # Errors
/// When the file can't be opened.
pub fn pack_keys(file: &Path, key: &VerifierKey) -> Result<Result<Vec<Succession>, PackFinding>, PackError> {
    drop(File::open(file)?);
    Ok(open(file).and_then(|mut archive| told(&mut archive, key)).map(|(_, begun)| begun))
}

/// The checkpoint, and the keys that are told of under it.
fn told(
    archive: &mut Archive,
    key: &VerifierKey,
) -> Result<(SignedCheckpoint, Vec<Succession>), PackFinding> {
    let checkpoint = SignedCheckpoint::open(&text(archive, CHECKPOINT)?, key)?;
    // Packs that were written before there was such a file have none.
    let begun = match archive.index_for_name(KEYS_FILE) {
        Some(_) => keys::read(&text(archive, KEYS_FILE)?, &checkpoint.checkpoint(), key)?,
        None => vec![],
    };
    Ok((checkpoint, begun))
}

type Archive = ZipArchive<File>;

fn open(file: &Path) -> Result<Archive, PackFinding> {
    let opened = File::open(file).map_err(ZipError::from).and_then(ZipArchive::new);
    opened.map_err(|_| PackFinding::Damaged("the list of files"))
}

fn text(archive: &mut Archive, name: &'static str) -> Result<String, PackFinding> {
    let mut text = String::new();
    let entry = archive.by_name(name).map_err(|_| PackFinding::Damaged(name))?;
    entry.take(1 << 20).read_to_string(&mut text).map_err(|_| PackFinding::Damaged(name))?;
    Ok(text)
}

fn check_content(
    file: &Path,
    key: &VerifierKey,
    kept: &[SignedCheckpoint],
    mut progress: impl FnMut(u64, u64),
) -> Result<PackVerified, PackFinding> {
    let (mut archive, mut beside) = (open(file)?, open(file)?);
    let (checkpoint, begun) = told(&mut archive, key)?;
    if text(&mut archive, KEY)? != format!("{key}\n") {
        return Err(PackFinding::OtherKey);
    }
    let proofs = beside.by_name(PROOFS).map_err(|_| PackFinding::Damaged(PROOFS))?;
    let mut proofs = Proofs::open(BufReader::new(proofs))?;
    let mut events = archive.by_name(EVENTS).map(BufReader::new).map_err(|_| PackFinding::Damaged(EVENTS))?;
    let mut tree = Tree {
        frontier: Frontier::default(),
        size: checkpoint.size(),
        kept: Waiting::new(kept, &begun, checkpoint.size()),
    };
    let mut facts = Facts { count: 0, ends: None };
    while let Some(text) = next_line(&mut events, EVENTS)? {
        let line = line::read(&text).ok_or(PackFinding::Line(facts.count + 1))?;
        facts.add(&line, key, &proofs.head)?;
        if is_untold(&line, &begun) {
            return Err(PackFinding::UntoldKey(line.position));
        }
        tree.skip_to(line.position - 1, &mut proofs)?;
        tree.push(0, Hash(line.leaf))?;
        if facts.count.is_multiple_of(TELL) {
            progress(facts.count, proofs.head.events);
        }
    }
    if facts.count != proofs.head.events {
        return Err(PackFinding::Count { said: proofs.head.events, there: facts.count });
    }
    tree.skip_to(checkpoint.size(), &mut proofs)?;
    proofs.end()?;
    if tree.frontier.root() != checkpoint.checkpoint().root {
        return Err(PackFinding::Root);
    }
    // What was signed is what the facts lead to; only now do differences from kept checkpoints mean anything.
    let (whole, kept) = (proofs.head.whole, tree.kept.compared());
    Ok(PackVerified { checkpoint, facts: facts.count, ends: facts.ends, whole, kept, begun })
}

/// The next line without its end; none after the last.
fn next_line(reader: &mut impl BufRead, name: &'static str) -> Result<Option<String>, PackFinding> {
    let mut line = String::new();
    let read = reader.take(LONGEST).read_line(&mut line).map_err(|_| PackFinding::Damaged(name))?;
    match (read, line.pop()) {
        (0, _) => Ok(None),
        (_, Some('\n')) => Ok(Some(line)),
        _ => Err(PackFinding::Damaged(name)),
    }
}

/// The facts seen so far.
struct Facts {
    count: u64,
    ends: Option<(u64, u64)>,
}

impl Facts {
    /// Takes the next fact: it must come after the last, right after it in a pack that should have all, and be genuine.
    fn add(&mut self, line: &Line, key: &VerifierKey, head: &Head) -> Result<(), PackFinding> {
        let (first, last) = self.ends.unwrap_or((line.position, line.position.saturating_sub(1)));
        if line.position <= last {
            return Err(PackFinding::Order(line.position));
        }
        if head.whole && line.position != last + 1 {
            return Err(PackFinding::Missing(last + 1));
        }
        if line.said != hex::encode(line.leaf) {
            return Err(PackFinding::Changed(line.position));
        }
        if !line.canonical || line.source != key.origin() {
            return Err(PackFinding::Line(self.count + 1));
        }
        self.count += 1;
        self.ends = Some((first, line.position));
        Ok(())
    }
}

/// Whether it is a fact about a key that is not among those that were `begun`.
fn is_untold(line: &Line, begun: &[Succession]) -> bool {
    (line.stream_type.as_str(), line.stream_id.as_str()) == KEYS
        && begun.iter().all(|one| one.position != line.position)
}

/// The tree as it grows, held against checkpoints that were kept.
struct Tree {
    frontier: Frontier,
    size: u64,
    kept: Waiting,
}

impl Tree {
    fn push(&mut self, level: u8, hash: Hash) -> Result<(), PackFinding> {
        if !self.frontier.push(level, hash, |_| {}) || self.frontier.size() > self.size {
            return Err(PackFinding::Proofs);
        }
        self.kept.meet(&self.frontier);
        Ok(())
    }

    /// Takes the hashes of what lies between here and the leaf `to`, counted from 0.
    fn skip_to(&mut self, to: u64, proofs: &mut Proofs<impl BufRead>) -> Result<(), PackFinding> {
        if to < self.frontier.size() || to > self.size {
            return Err(PackFinding::Proofs);
        }
        for (level, _) in between(self.frontier.size(), to, &proofs.head.checkpoints) {
            self.push(level, proofs.next()?)?;
        }
        Ok(())
    }
}

/// The hashes between the facts, one after the other.
struct Proofs<R> {
    head: Head,
    reader: R,
}

impl<R: BufRead> Proofs<R> {
    fn open(mut reader: R) -> Result<Self, PackFinding> {
        let damaged = PackFinding::Damaged(PROOFS);
        let line = next_line(&mut reader, PROOFS)?;
        let head = line.and_then(|line| {
            let head: Head = serde_json::from_str(&format!("{line}]}}")).ok()?;
            let ordered = head.checkpoints.is_sorted_by(|one, next| one < next);
            (ordered && head.to_text().strip_suffix('\n') == Some(&line)).then_some(head)
        });
        Ok(Self { head: head.ok_or(damaged)?, reader })
    }

    fn next(&mut self) -> Result<Hash, PackFinding> {
        let line = next_line(&mut self.reader, PROOFS)?.ok_or(PackFinding::Proofs)?;
        let quoted = line.strip_suffix(',').unwrap_or(&line);
        let text =
            quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).ok_or(PackFinding::Proofs)?;
        Hash::parse_hash(text).map_err(|_| PackFinding::Proofs)
    }

    fn end(&mut self) -> Result<(), PackFinding> {
        let closed = next_line(&mut self.reader, PROOFS)?.as_deref() == Some("]}");
        let over = next_line(&mut self.reader, PROOFS)?.is_none();
        if closed && over { Ok(()) } else { Err(PackFinding::Proofs) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a small zip can unpack to.
    #[test]
    fn a_line_that_is_no_fact_by_its_length_alone_takes_little_memory() {
        let mut endless = BufReader::new(std::io::repeat(b'x').take(1 << 30));
        let refused = next_line(&mut endless, EVENTS);
        assert!(matches!(refused, Err(PackFinding::Damaged(EVENTS))));
        let read = (1 << 30) - endless.get_ref().limit();
        assert!(read <= 32 << 20, "{read} bytes were read");
        let mut lines = BufReader::new(b"one\n\ntwo".as_slice());
        assert_eq!(next_line(&mut lines, EVENTS).unwrap().as_deref(), Some("one"));
        assert_eq!(next_line(&mut lines, EVENTS).unwrap().as_deref(), Some(""));
        assert!(next_line(&mut lines, EVENTS).is_err());
    }
}
