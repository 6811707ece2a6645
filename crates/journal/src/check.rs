//! Holds every sealed fact against the tree, the tree against the blocks, and both against what was signed.
//!
//! It computes everything anew from the stored bytes. It stops at the first thing that is not as it was sealed, then looks
//! on only to find out what was done to it: a fact that comes later was moved, one that never comes was taken away.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use tlog_tiles::{Hash, stored_hash_index};

use crate::facts::StoredFact;
use crate::finding::{Finding, Kind, Row};
use crate::frontier::Frontier;
use crate::sealed::{Block, Piece};
use crate::times::Times;
use crate::{Checkpoint, SignedCheckpoint};

/// The check under way.
pub(crate) struct Checker {
    frontier: Frontier,
    pending: Vec<Leaf>,
    streams: Streams,
    /// The first fact that is not in its place in its own stream.
    disorder: Option<(u64, Row)>,
    /// The first moments that are not those that were signed. Of less weight than anything that is wrong with a fact.
    moved: Option<Finding>,
    last: Option<Block>,
    /// When the blocks so far were sealed.
    times: Times,
    /// What was signed, the smallest first.
    signed: VecDeque<(Checkpoint, Option<Times>)>,
    /// How many facts the last checkpoint covers that held.
    held: u64,
    checkpoints: u64,
    suspect: Option<Suspect>,
}

/// What is kept of a fact until its block comes.
#[derive(Clone, Copy)]
struct Leaf {
    tx: i64,
    ident: i64,
    hash: Hash,
    in_order: bool,
}

impl Leaf {
    fn row(&self, block: &Block) -> Row {
        Row { epoch: block.epoch, tx: self.tx, ident: self.ident }
    }
}

/// The last number of each stream seen so far. A stream is known by two hashes of its name, which nobody can foresee: so
/// that a ledger with very many streams takes little memory.
#[derive(Default)]
struct Streams {
    last: HashMap<(u64, u64), i64>,
    by: [RandomState; 2],
}

impl Streams {
    /// Whether the fact has the number after the last one of its stream.
    fn see(&mut self, fact: &StoredFact<'_>) -> bool {
        let name = (fact.aggregate_type, fact.aggregate_id);
        let [one, other] = &self.by;
        let last = self.last.entry((one.hash_one(name), other.hash_one(name))).or_default();
        let before = std::mem::replace(last, fact.sequence);
        before.checked_add(1) == Some(fact.sequence)
    }
}

/// A fact that is not what was sealed, until it is known what was done.
struct Suspect {
    position: u64,
    here: Option<Hash>,
    /// The row that is here.
    row: Option<Row>,
    sealed: Option<Hash>,
    here_was_sealed_later: bool,
    sealed_comes_later: bool,
}

impl Suspect {
    fn look(&mut self, facts: impl IntoIterator<Item = Hash>, sealed: impl IntoIterator<Item = Hash>) {
        self.sealed_comes_later |= facts.into_iter().any(|fact| Some(fact) == self.sealed);
        self.here_was_sealed_later |= sealed.into_iter().any(|leaf| Some(leaf) == self.here);
    }

    fn finding(&self) -> Finding {
        let kind = match (self.here.is_some(), self.sealed.is_some()) {
            (false, _) => Kind::Missing,
            (_, false) => Kind::Added,
            _ => match (self.here_was_sealed_later, self.sealed_comes_later) {
                (true, true) => Kind::Reordered,
                (true, false) => Kind::Missing,
                (false, true) => Kind::Added,
                (false, false) => Kind::Changed,
            },
        };
        // Where a fact is gone, the next one stands here, and nothing is wrong with that.
        let row = self.row.filter(|_| kind != Kind::Missing);
        Finding::at(self.position, kind).of(row)
    }
}

/// What held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    /// The facts and the root over them.
    pub(crate) whole: Checkpoint,
    /// How many checkpoints held, and how many facts the last of them covers.
    pub(crate) checkpoints: u64,
    pub(crate) covered: u64,
}

impl Checker {
    /// A check against `signed`, in any order.
    pub(crate) fn new(signed: &[SignedCheckpoint]) -> Self {
        // One over nothing says nothing.
        let mut signed: Vec<(Checkpoint, Option<Times>)> = signed
            .iter()
            .map(|signed| (signed.checkpoint(), signed.times()))
            .filter(|(checkpoint, _)| checkpoint.position > 0)
            .collect();
        signed.sort_by_key(|(checkpoint, times)| (checkpoint.position, checkpoint.root, *times));
        // The last one is often there twice: in the database and beside the key.
        signed.dedup();
        Self {
            frontier: Frontier::default(),
            pending: vec![],
            streams: Streams::default(),
            disorder: None,
            moved: None,
            last: None,
            times: Times::default(),
            signed: signed.into(),
            held: 0,
            checkpoints: 0,
            suspect: None,
        }
    }

    /// Takes what goes by. An error ends the check.
    pub(crate) fn take(&mut self, piece: Piece) -> Result<(), Finding> {
        match piece {
            Piece::Facts(facts) => {
                for fact in facts.iter() {
                    let in_order = self.streams.see(&fact);
                    let hash = fact.leaf().hash();
                    self.pending.push(Leaf { tx: fact.tx, ident: fact.ident, hash, in_order });
                }
                Ok(())
            }
            Piece::Blocks(blocks, hashes) => self.blocks(blocks, &hashes),
        }
    }

    /// What is known when everything has gone by, or something was `found` before: the first thing that is wrong.
    pub(crate) fn finish(mut self, found: Result<(), Finding>) -> Result<Held, Finding> {
        let disorder = self.disorder.map(|(at, row)| Finding::at(at, Kind::Sequence).of(Some(row)));
        let whole = found.and_then(|()| self.whole());
        let whole = match self.moved {
            Some(moved) => whole.and(Err(moved)),
            None => whole,
        };
        match (whole, disorder) {
            (Ok(_), Some(disorder)) => Err(disorder),
            (Err(found), Some(disorder)) if disorder.position < found.position => Err(disorder),
            (whole, _) => whole,
        }
    }

    fn whole(&mut self) -> Result<Held, Finding> {
        if let Some(suspect) = &self.suspect {
            return Err(suspect.finding());
        }
        let whole = Checkpoint { position: self.frontier.size(), root: self.frontier.root() };
        if let Some((beyond, _)) = self.signed.pop_front() {
            return Err(Finding::at(whole.position + 1, Kind::Cut { signed: beyond.position }));
        }
        Ok(Held { whole, checkpoints: self.checkpoints, covered: self.held })
    }

    fn blocks(&mut self, blocks: Vec<Block>, hashes: &[Hash]) -> Result<(), Finding> {
        let pending = std::mem::take(&mut self.pending);
        let mut facts = pending.as_slice();
        if let Some(suspect) = &mut self.suspect {
            let start = blocks.first().map_or(0, |block| block.first);
            let leaves = blocks.iter().flat_map(|block| block.first..=block.last);
            suspect.look(
                facts.iter().map(|fact| fact.hash),
                leaves.filter_map(|at| sealed_leaf(hashes, start, at)),
            );
            return Ok(());
        }
        let start = blocks.first().map_or(1, |block| block.first);
        for block in blocks {
            self.follows(&block)?;
            let (mine, rest) = facts.split_at(facts.partition_point(|fact| fact.tx < block.tx_to));
            facts = rest;
            self.note_disorder(&block, mine);
            if let Some(suspect) = &mut self.suspect {
                let own = mine.iter().map(|fact| fact.hash);
                suspect.look(own, (block.first..=block.last).filter_map(|at| sealed_leaf(hashes, start, at)));
            } else {
                self.block(&block, mine, start, hashes)?;
            }
            self.last = Some(block);
        }
        Ok(())
    }

    /// Remembers the first fact of a block that is not in its place in its stream, unless there was one before.
    fn note_disorder(&mut self, block: &Block, facts: &[Leaf]) {
        let found = (block.first.cast_unsigned()..).zip(facts).find(|(_, fact)| !fact.in_order);
        self.disorder = self.disorder.or(found.map(|(at, fact)| (at, fact.row(block))));
    }

    /// A block's row must follow the one before without a gap.
    fn follows(&self, block: &Block) -> Result<(), Finding> {
        let (height, position, tx_from) = match &self.last {
            None => (1, 1, 0),
            Some(last) if last.epoch == block.epoch => (last.height + 1, last.last + 1, last.tx_to),
            Some(last) => (last.height + 1, last.last + 1, 0),
        };
        let ordered = self.last.as_ref().is_none_or(|last| {
            last.epoch <= block.epoch && last.sealed_at.to_jiff() < block.sealed_at.to_jiff()
        });
        let follows = block.height == height && block.first == position && block.last >= block.first;
        if follows && ordered && block.tx_from == tx_from && block.tx_to > block.tx_from {
            return Ok(());
        }
        Err(Finding::at(position.cast_unsigned(), Kind::Block { height: height.cast_unsigned() }))
    }

    /// What was signed over the facts so far must say of them what they are, and when they were sealed.
    fn contradicted(&mut self) -> Option<Kind> {
        while let Some((next, times)) = self.signed.front() {
            let signed = next.position;
            if signed != self.frontier.size() {
                break;
            }
            if next.root != self.frontier.root() {
                return Some(Kind::Rewritten { signed });
            }
            if times.is_some_and(|times| times != self.times) && self.moved.is_none() {
                self.moved = Some(Finding::at(self.held + 1, Kind::Times { signed }));
            }
            self.held = signed;
            self.checkpoints += 1;
            self.signed.pop_front();
        }
        None
    }

    /// A block's facts, computed anew, must be what the tree and the block's row say.
    fn block(&mut self, block: &Block, own: &[Leaf], start: i64, hashes: &[Hash]) -> Result<(), Finding> {
        let (mut made, mut contradicted) = (vec![], None);
        self.times = self.times.and(block.last, block.sealed_at.to_jiff());
        for leaf in own {
            made.push(leaf.hash);
            self.frontier.push(0, leaf.hash, |hash| made.push(hash));
            if contradicted.is_none() {
                // Where all but this fact was signed before, it is the one.
                let alone = self.held + 1 == self.frontier.size();
                contradicted = self.contradicted().map(|kind| (kind, alone.then(|| leaf.row(block))));
            }
        }
        let kept = stored_of(block, start, hashes);
        let root = self.frontier.root().as_slice() == block.root;
        if made == kept && root {
            let since = self.held + 1;
            return contradicted.map_or(Ok(()), |(kind, row)| Err(Finding::at(since, kind).of(row)));
        }
        let first = block.first.cast_unsigned();
        let end = block.first.saturating_add(i64::try_from(own.len()).unwrap_or(i64::MAX)) - 1;
        let differs = (block.first..=block.last.max(end)).find(|at| {
            let here = own.get(place(*at, block.first)).map(|fact| fact.hash);
            let sealed = (*at <= block.last).then(|| sealed_leaf(hashes, start, *at)).flatten();
            here != sealed
        });
        let here = differs.and_then(|at| own.get(place(at, block.first)));
        let row = here.map(|fact| fact.row(block));
        match (root, differs) {
            // The facts make the root that was sealed: what is wrong is what the tree stores.
            (true, at) => {
                let at = at.unwrap_or(block.first).cast_unsigned();
                Err(Finding::at(at, Kind::StoredHash).of(row))
            }
            (false, None) if made == kept => {
                Err(Finding::at(first, Kind::Root { height: block.height.cast_unsigned() }))
            }
            (false, None) => Err(Finding::at(first, Kind::StoredHash)),
            (false, Some(at)) => {
                let mut suspect = Suspect {
                    position: at.cast_unsigned(),
                    here: here.map(|fact| fact.hash),
                    row,
                    sealed: (at <= block.last).then(|| sealed_leaf(hashes, start, at)).flatten(),
                    here_was_sealed_later: false,
                    sealed_comes_later: false,
                };
                let after = own.iter().skip(place(at, block.first) + 1).map(|fact| fact.hash);
                suspect.look(after, (at + 1..=block.last).filter_map(|at| sealed_leaf(hashes, start, at)));
                self.suspect = Some(suspect);
                Ok(())
            }
        }
    }
}

fn place(at: i64, first: i64) -> usize {
    usize::try_from(at - first).unwrap_or(usize::MAX)
}

/// Where in the hashes that begin with the leaf at `start` the leaf at `at` stands.
fn offset(start: i64, at: i64) -> usize {
    let index = |position: i64| stored_hash_index(0, (position - 1).max(0).cast_unsigned());
    usize::try_from(index(at) - index(start)).unwrap_or(usize::MAX)
}

fn sealed_leaf(hashes: &[Hash], start: i64, at: i64) -> Option<Hash> {
    hashes.get(offset(start, at)).copied()
}

/// The stored hashes that belong to a block: up to the next one's first leaf.
fn stored_of<'a>(block: &Block, start: i64, hashes: &'a [Hash]) -> &'a [Hash] {
    let (from, to) = (offset(start, block.first), offset(start, block.last + 1).min(hashes.len()));
    hashes.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::facts::tests::row;

    /// Somebody took a fact away and computed every hash anew.
    #[test]
    fn a_number_that_a_stream_lacks_is_found_where_all_hashes_agree() {
        for (ids, expected) in [
            ([("a", 1), ("b", 1), ("a", 2), ("b", 2)], None),
            ([("a", 1), ("b", 1), ("a", 3), ("b", 3)], Some(3)),
            ([("a", 2), ("a", 1), ("b", 1), ("b", 2)], Some(1)),
        ] {
            let mut facts = Facts::default();
            for (ident, (id, sequence)) in (1..).zip(ids) {
                facts.take(&row(5, ident, id, sequence)).unwrap();
            }
            let (mut tree, mut hashes) = (Frontier::default(), vec![]);
            for fact in facts.iter() {
                let leaf = fact.leaf().hash();
                hashes.push(leaf);
                tree.push(0, leaf, |hash| hashes.push(hash));
            }
            let sealed_at = jiff::Timestamp::UNIX_EPOCH.into();
            let root = tree.root().to_vec();
            let block =
                Block { height: 1, epoch: 1, tx_from: 0, tx_to: 9, first: 1, last: 4, root, sealed_at };
            let mut checker = Checker::new(&[]);
            checker.take(Piece::Facts(facts)).unwrap();
            let found = checker.take(Piece::Blocks(vec![block], hashes));
            let found = checker.finish(found).err().map(|finding| (finding.position, finding.kind));
            assert_eq!(found, expected.map(|at| (at, Kind::Sequence)));
        }
    }
}
