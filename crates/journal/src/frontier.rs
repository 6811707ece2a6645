//! Computes a root while facts go by: of the tree over everything so far only its right edge is kept.
//!
//! # Source
//! RFC 6962, section 2.1.

use tlog_tiles::{EMPTY_HASH, Hash, node_hash};

/// The tree so far: the roots of its full subtrees, the largest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frontier {
    size: u64,
    peaks: Vec<(u8, Hash)>,
}

impl Frontier {
    /// How many leaves there are.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Adds the full subtree of 2^`level` leaves with the root `hash`, and tells of each larger subtree that it completes.
    /// Nothing is added, and the answer is no, where such a subtree can't begin.
    pub(crate) fn push(&mut self, level: u8, hash: Hash, mut completed: impl FnMut(Hash)) -> bool {
        let width = 1_u64.checked_shl(level.into()).unwrap_or_default();
        let Some(size) = self.size.checked_add(width) else { return false };
        if width == 0 || !self.size.is_multiple_of(width) {
            return false;
        }
        self.size = size;
        let mut node = (level, hash);
        while let Some((beside, left)) = self.peaks.pop() {
            if beside != node.0 {
                self.peaks.push((beside, left));
                break;
            }
            node = (node.0 + 1, node_hash(left, node.1));
            completed(node.1);
        }
        self.peaks.push(node);
        true
    }

    /// The root over everything added so far.
    pub(crate) fn root(&self) -> [u8; 32] {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return EMPTY_HASH.0 };
        peaks.fold(last, |right, left| node_hash(left, right)).0
    }
}

/// The full subtrees that lie between two leaves, as level and place in the level: from the leaf `from` (counted from 0) up
/// to, not including, the leaf `to`. They are the largest that fit, so there are few.
pub(crate) fn subtrees(mut from: u64, to: u64) -> Vec<(u8, u64)> {
    let mut found = vec![];
    while from < to {
        let fits = (to - from).ilog2();
        let level = if from == 0 { fits } else { from.trailing_zeros().min(fits) };
        found.push((u8::try_from(level).unwrap_or(u8::MAX), from >> level));
        from += 1 << level;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::{record_hash, stored_hash_index, stored_hashes, tree_hash};

    use super::*;
    use crate::stored_hashes::Known;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// Some leaves one by one, the rest as the subtrees between them: the same root.
        #[test]
        fn leaves_and_the_subtrees_between_them_make_the_root_of_the_whole(
            size in 1_u64..260, chosen in proptest::collection::btree_set(0_u64..260, 0..20))
        {
            let (mut known, mut next) = (Known::default(), 0);
            let mut whole = Frontier::default();
            for n in 0..size {
                let leaf = record_hash(&n.to_be_bytes());
                let stored = stored_hashes(n, &n.to_be_bytes(), &known).unwrap();
                let mut told = vec![leaf];
                whole.push(0, leaf, |hash| told.push(hash));
                prop_assert_eq!(&told, &stored, "what is completed is what is stored");
                for hash in stored {
                    known.insert(next, hash);
                    next += 1;
                }
                prop_assert_eq!(whole.root(), tree_hash(n + 1, &known).unwrap().0);
            }
            let mut some = Frontier::default();
            for leaf in chosen.into_iter().filter(|leaf| *leaf < size).chain([size]) {
                for (level, place) in subtrees(some.size(), leaf) {
                    let index = stored_hash_index(level, place);
                    let hash = tlog_tiles::HashReader::read_hashes(&known, &[index]).unwrap()[0];
                    let begun = some.push(level, hash, |_| {});
                    prop_assert!(begun);
                }
                if leaf < size {
                    some.push(0, record_hash(&leaf.to_be_bytes()), |_| {});
                }
            }
            prop_assert_eq!(some.root(), whole.root());
        }
    }

    #[test]
    fn a_subtree_that_can_not_begin_here_is_refused() {
        let mut frontier = Frontier::default();
        assert_eq!(frontier.root(), EMPTY_HASH.0);
        assert!(frontier.push(0, EMPTY_HASH, |_| {}));
        assert!(!frontier.push(1, EMPTY_HASH, |_| {}));
        assert!(!frontier.push(64, EMPTY_HASH, |_| {}));
        assert_eq!(frontier.size(), 1);
    }
}
