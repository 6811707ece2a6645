//! Short proofs that a fact is in the tree, and that a later tree begins with an earlier one.
//!
//! A proof is a few hashes: with them and a root that was kept, anybody can check without the database. It shows nothing
//! without a root that somebody keeps.
//!
//! # Source
//! RFC 6962, sections 2.1.1 and 2.1.2 (the same in RFC 9162, sections 2.1.3 and 2.1.4).

use sqlx::PgConnection;
use tlog_tiles::{Hash, check_record, check_tree, prove_record, prove_tree, tree_hash};

use crate::stored_hashes::from_stored;
use crate::{Checkpoint, Journal, JournalError, leaf};

/// That a fact is in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The fact's position, from 1.
    pub position: u64,
    /// The fact's leaf.
    pub leaf: [u8; 32],
    /// The size of the tree.
    pub size: u64,
    /// The hashes beside the way from the leaf up to the root.
    pub hashes: Vec<[u8; 32]>,
}

impl Inclusion {
    /// Whether the fact is in the tree of `checkpoint`.
    #[must_use]
    pub fn holds(&self, checkpoint: &Checkpoint) -> bool {
        let path = self.hashes.iter().copied().map(Hash).collect();
        let Some(index) = self.position.checked_sub(1) else { return false };
        self.size == checkpoint.position
            && check_record(&path, self.size, Hash(checkpoint.root), index, Hash(self.leaf)).is_ok()
    }
}

/// That a later tree begins with an earlier one, as somebody says who has all of it. What it shows is up to whoever knows one of
/// the roots from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consistency {
    /// The earlier one, as it is in the later.
    pub earlier: Checkpoint,
    /// The later one.
    pub later: Checkpoint,
    /// The hashes that lead to both.
    pub hashes: Vec<[u8; 32]>,
}

/// Whether `hashes` show that the tree of `later` begins with that of `earlier`.
#[must_use]
pub fn is_consistent(earlier: &Checkpoint, later: &Checkpoint, hashes: &[[u8; 32]]) -> bool {
    let proof = hashes.iter().copied().map(Hash).collect();
    let (from, to) = (earlier.position, later.position);
    check_tree(&proof, to, Hash(later.root), from, Hash(earlier.root)).is_ok()
}

impl Journal {
    /// The proof that the fact at `position` is among the first `size` facts.
    ///
    /// # Errors
    /// When so many facts are not sealed yet or the position is not among them, the database can't be reached, or the
    /// stored tree lacks a hash.
    pub async fn prove_inclusion(&self, position: u64, size: u64) -> Result<Inclusion, JournalError> {
        let mut connection = self.pool().acquire().await?;
        refuse_beyond(&mut connection, position, size).await?;
        let index = leaf::index(position);
        let leaf =
            from_stored(&mut connection, |stored| tlog_tiles::HashReader::read_hashes(stored, &[index]))
                .await?;
        let path =
            from_stored(&mut connection, |stored| prove_record(size, position.saturating_sub(1), stored))
                .await?;
        let leaf = leaf.first().map(|hash| hash.0).unwrap_or_default();
        Ok(Inclusion { position, leaf, size, hashes: path.into_iter().map(|hash| hash.0).collect() })
    }

    /// The proof that the first `to` facts begin with what the first `from` facts were.
    ///
    /// # Errors
    /// As [`Journal::prove_inclusion`].
    pub async fn prove_consistency(&self, from: u64, to: u64) -> Result<Vec<[u8; 32]>, JournalError> {
        let mut connection = self.pool().acquire().await?;
        refuse_beyond(&mut connection, from, to).await?;
        consistency(&mut connection, from, to).await
    }

    /// The root over the first `size` facts, as the stored tree has it.
    ///
    /// # Errors
    /// As [`Journal::prove_inclusion`].
    pub async fn checkpoint_at(&self, size: u64) -> Result<Checkpoint, JournalError> {
        let mut connection = self.pool().acquire().await?;
        refuse_beyond(&mut connection, size, size).await?;
        checkpoint_at(&mut connection, size).await
    }
}

pub(crate) async fn consistency(
    connection: &mut PgConnection,
    from: u64,
    to: u64,
) -> Result<Vec<[u8; 32]>, JournalError> {
    let proof = from_stored(connection, |stored| prove_tree(to, from, stored)).await?;
    Ok(proof.into_iter().map(|hash| hash.0).collect())
}

pub(crate) async fn checkpoint_at(
    connection: &mut PgConnection,
    size: u64,
) -> Result<Checkpoint, JournalError> {
    let root = from_stored(connection, |stored| tree_hash(size, stored)).await?;
    Ok(Checkpoint { position: size, root: root.0 })
}

/// Both must lie within what is sealed, the first not after the second.
async fn refuse_beyond(connection: &mut PgConnection, position: u64, size: u64) -> Result<(), JournalError> {
    let sealed = sqlx::query_scalar!("SELECT last_position FROM es.sealer").fetch_one(connection).await?;
    if position == 0 || position > size || size > sealed.cast_unsigned() {
        return Err(JournalError::NotInTree { position, size, sealed: sealed.cast_unsigned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use other_sha2::Sha256;
    use proptest::prelude::*;
    use tlog_tiles::stored_hashes;

    use super::*;
    use crate::stored_hashes::Known;

    /// Every stored hash over `leaves`, and the root after each of them.
    fn stored(leaves: &[Vec<u8>]) -> (Known, Vec<[u8; 32]>) {
        let (mut known, mut roots, mut next) = (Known::default(), vec![], 0);
        for (n, leaf) in (0..).zip(leaves) {
            for hash in stored_hashes(n, leaf, &known).unwrap() {
                known.insert(next, hash);
                next += 1;
            }
            roots.push(tree_hash(n + 1, &known).unwrap().0);
        }
        (known, roots)
    }

    fn bytes(hashes: &[Hash]) -> Vec<u8> {
        hashes.iter().flat_map(|hash| hash.0).collect()
    }

    fn hex(hashes: &[Hash]) -> Vec<String> {
        hashes.iter().map(|hash| hex::encode(hash.0)).collect()
    }

    /// The leaves and figures by which implementations of Certificate Transparency test themselves.
    #[test]
    fn the_figures_that_certificate_transparency_is_tested_with_come_out() {
        let leaves: Vec<Vec<u8>> = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ]
        .iter()
        .map(|text| hex::decode(text).unwrap())
        .collect();
        let (known, roots) = stored(&leaves);
        let expected = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        assert_eq!(roots.iter().map(hex::encode).collect::<Vec<_>>(), expected);
        let audit = [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ];
        assert_eq!(hex(&prove_record(8, 0, &known).unwrap()), audit);
        assert_eq!(hex(&prove_tree(8, 1, &known).unwrap()), audit);
        assert_eq!(
            hex(&prove_tree(8, 6, &known).unwrap()),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }

    fn leaf_of(place: usize) -> Vec<u8> {
        format!("fact {place}").into_bytes()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn proofs_are_those_of_another_implementation((size, from, position) in
            (1_usize..300).prop_flat_map(|size| (Just(size), 1..=size, 0..size)))
        {
            let leaves: Vec<Vec<u8>> = (0..size).map(leaf_of).collect();
            let (known, roots) = stored(&leaves);
            let mut other = MemoryBackedTree::<Sha256, Vec<u8>>::new();
            for leaf in &leaves {
                other.push(leaf.clone());
            }
            let (to, index) = (size as u64, position as u64);
            let root = Checkpoint { position: to, root: roots[size - 1] };
            prop_assert_eq!(other.root().as_bytes().to_vec(), root.root.to_vec());

            let path = prove_record(to, index, &known).unwrap();
            let theirs = other.prove_inclusion(position);
            prop_assert_eq!(bytes(&path), theirs.as_bytes());
            let leaf = tlog_tiles::record_hash(&leaves[position]).0;
            let hashes: Vec<[u8; 32]> = path.into_iter().map(|hash| hash.0).collect();
            let ours = Inclusion { position: index + 1, leaf, size: to, hashes };
            prop_assert!(ours.holds(&root));
            let other_leaf = Inclusion { leaf: [0; 32], ..ours.clone() };
            let elsewhere = Inclusion { position: index + 2, ..ours };
            prop_assert!(!other_leaf.holds(&root) && !elsewhere.holds(&root));

            let earlier = Checkpoint { position: from as u64, root: roots[from - 1] };
            let proof = prove_tree(to, from as u64, &known).unwrap();
            if from < size {
                let theirs = other.prove_consistency(size - from);
                prop_assert_eq!(bytes(&proof), theirs.as_bytes());
            }
            let proof: Vec<[u8; 32]> = proof.into_iter().map(|hash| hash.0).collect();
            prop_assert!(is_consistent(&earlier, &root, &proof));
            let forged = |checkpoint| Checkpoint { root: [1; 32], ..checkpoint };
            prop_assert!(!is_consistent(&forged(earlier), &root, &proof));
            prop_assert!(!is_consistent(&earlier, &forged(root), &proof));
        }
    }
}
