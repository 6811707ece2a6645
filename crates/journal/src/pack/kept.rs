//! Checkpoints that somebody kept, held against a pack.
//!
//! A pack of all facts can be held against every earlier checkpoint. In one of chosen facts only the hashes between them are
//! there; so these are cut where earlier checkpoints end, and the root over each of them comes out on the way. For any other
//! checkpoint, and for one that is later than the pack's, a proof is needed that whoever has the whole ledger can give
//! ([`Consistency`]). That a proof is missing says nothing against the pack.

use std::collections::VecDeque;

use sqlx::PgPool;

use crate::frontier::{Frontier, subtrees};
use crate::{Checkpoint, Consistency, SignedCheckpoint, Succession, is_consistent};

/// How many of the newest checkpoints can be compared with every pack. Of older ones, the last of each month can.
const NEWEST: i64 = 500;

/// How a checkpoint that was kept agrees with a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// One of the two covers all that the other covers, unchanged.
    Consistent,
    /// They can't be of one history: something was changed that one of them covers.
    Contradicts,
    /// Nothing here shows the one or the other.
    NotCompared,
}

/// A checkpoint that was kept, and how it agrees with a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// How it agrees.
    pub agreement: Agreement,
}

impl KeptCheckpoint {
    /// Takes into account a proof that somebody gave, if it is one for this checkpoint and that of the pack.
    pub(super) fn compare_by(&mut self, proof: &Consistency, of_pack: &Checkpoint) {
        let own = &self.checkpoint;
        let (earlier, later) = if own.position < of_pack.position { (own, of_pack) } else { (of_pack, own) };
        let fits = proof.later == *later && proof.earlier.position == earlier.position;
        if self.agreement == Agreement::NotCompared
            && fits
            && is_consistent(&proof.earlier, &proof.later, &proof.hashes)
        {
            // What was signed later begins, so much is proved, with what the proof says; and that may be something else.
            self.agreement = if proof.earlier.root == earlier.root {
                Agreement::Consistent
            } else {
                Agreement::Contradicts
            };
        }
    }
}

/// Kept checkpoints that wait for a tree to grow to their size.
pub(super) struct Waiting {
    waiting: VecDeque<Checkpoint>,
    compared: Vec<KeptCheckpoint>,
}

impl Waiting {
    /// For a tree that will have the given size, and keys that were `begun` in it.
    pub(super) fn new(kept: &[SignedCheckpoint], begun: &[Succession], size: u64) -> Self {
        let mut kept: Vec<&SignedCheckpoint> = kept.iter().filter(|kept| kept.size() > 0).collect();
        kept.sort_by_key(|kept| kept.size());
        let (within, beyond): (Vec<_>, Vec<_>) = kept.into_iter().partition(|kept| kept.size() <= size);
        let compared = beyond.into_iter().map(|kept| KeptCheckpoint {
            checkpoint: kept.checkpoint(),
            agreement: if is_left_behind(kept, begun) {
                Agreement::Contradicts
            } else {
                Agreement::NotCompared
            },
        });
        Self {
            compared: compared.collect(),
            waiting: within.into_iter().map(SignedCheckpoint::checkpoint).collect(),
        }
    }

    /// Compares those that end where the tree has grown to.
    pub(super) fn meet(&mut self, tree: &Frontier) {
        while let Some(checkpoint) = self.waiting.pop_front_if(|next| next.position <= tree.size()) {
            let agreement = if checkpoint.position < tree.size() {
                Agreement::NotCompared
            } else if checkpoint.root == tree.root() {
                Agreement::Consistent
            } else {
                Agreement::Contradicts
            };
            self.compared.push(KeptCheckpoint { checkpoint, agreement });
        }
    }

    /// All, the smallest first, once the tree has its size.
    pub(super) fn compared(mut self) -> Vec<KeptCheckpoint> {
        self.compared.sort_by_key(|kept| kept.checkpoint.position);
        self.compared
    }
}

/// Whether it is of a history that was left behind: its key ended in this one at an earlier fact, and that fact itself says
/// that the key had signed more.
fn is_left_behind(kept: &SignedCheckpoint, begun: &[Succession]) -> bool {
    let origin = kept.note().lines().next();
    begun.iter().any(|one| {
        origin == Some(one.name_before.as_str())
            && one.position <= kept.size()
            && one.last_before.is_some_and(|last| last.position >= one.position)
    })
}

/// Where the hashes of a pack under a checkpoint over `size` facts are cut: at the sizes of earlier checkpoints.
pub(super) async fn cuts(pool: &PgPool, size: u64) -> Result<Vec<u64>, sqlx::Error> {
    let sizes = sqlx::query_scalar!(
        r#"SELECT DISTINCT size AS "size!" FROM (
             SELECT size, row_number() OVER (ORDER BY size DESC) AS place,
                    row_number() OVER (PARTITION BY date_trunc('month', at AT TIME ZONE 'UTC') ORDER BY size DESC) AS of_month
             FROM es.checkpoint WHERE size > 0 AND size < $1) AS earlier
           WHERE place <= $2 OR of_month = 1 ORDER BY 1"#,
        size.cast_signed(),
        NEWEST
    )
    .fetch_all(pool)
    .await?;
    Ok(sizes.into_iter().map(i64::cast_unsigned).collect())
}

/// The full subtrees between the leaves `from` and `to` (see [`subtrees`]) where none reaches over one of `cuts`, which are
/// in their order.
pub(super) fn between(from: u64, to: u64, cuts: &[u64]) -> Vec<(u8, u64)> {
    let inside = cuts.partition_point(|cut| *cut <= from)..cuts.partition_point(|cut| *cut < to);
    let ends = cuts.get(inside).unwrap_or_default().iter().copied().chain([to]);
    let mut start = from;
    ends.flat_map(|end| subtrees(std::mem::replace(&mut start, end), end)).collect()
}

#[cfg(test)]
mod tests {
    use tlog_tiles::{Hash, prove_tree, stored_hashes, tree_hash};

    use super::*;
    use crate::stored_hashes::Known;

    /// The proof from `from` to `to` in a ledger whose third fact says `third`.
    fn proof(third: &str, from: u64, to: u64) -> Consistency {
        let (mut known, mut next) = (Known::default(), 0);
        for n in 0..to {
            let leaf = if n == 2 { third.to_owned() } else { n.to_string() };
            for hash in stored_hashes(n, leaf.as_bytes(), &known).unwrap() {
                known.insert(next, hash);
                next += 1;
            }
        }
        let at = |size| Checkpoint { position: size, root: tree_hash(size, &known).unwrap().0 };
        let hashes = prove_tree(to, from, &known).unwrap().into_iter().map(|Hash(hash)| hash).collect();
        Consistency { earlier: at(from), later: at(to), hashes }
    }

    fn compared(kept: Checkpoint, of_pack: Checkpoint, proof: &Consistency) -> Agreement {
        let mut kept = KeptCheckpoint { checkpoint: kept, agreement: Agreement::NotCompared };
        kept.compare_by(proof, &of_pack);
        kept.agreement
    }

    #[test]
    fn a_proof_tells_one_history_from_two_and_nothing_where_it_is_of_neither() {
        // Also where the earlier size is a power of two, of which a proof leaves a hash out.
        for (from, to) in [(3, 9), (4, 9), (8, 9), (7, 8), (5, 16)] {
            let (true_one, other) = (proof("so", from, to), proof("otherwise", from, to));
            let (earlier, later) = (true_one.earlier, true_one.later);
            for (kept, of_pack) in [(earlier, later), (later, earlier)] {
                assert_eq!(compared(kept, of_pack, &true_one), Agreement::Consistent, "{from} {to}");
                assert_eq!(compared(kept, of_pack, &other), Agreement::NotCompared, "{from} {to}");
            }
            for (kept, of_pack) in [(earlier, other.later), (other.later, earlier)] {
                assert_eq!(compared(kept, of_pack, &other), Agreement::Contradicts, "{from} {to}");
                let claimed = Consistency { earlier, ..other.clone() };
                assert_eq!(compared(kept, of_pack, &claimed), Agreement::NotCompared, "{from} {to}");
            }
        }
    }

    #[test]
    fn no_subtree_reaches_over_a_cut() {
        assert_eq!(between(0, 8, &[]), [(3, 0)]);
        assert_eq!(between(0, 8, &[0, 5, 8, 9]), [(2, 0), (0, 4), (0, 5), (1, 3)]);
        assert_eq!(between(5, 5, &[5]), []);
    }
}
