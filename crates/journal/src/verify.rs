//! Checks the whole ledger: every fact from its stored bytes, the order of each stream, the tree, the blocks, and every
//! checkpoint that was signed. Names the first place where something is not as it was sealed, as closely as it can be known.
//!
//! What it can't show: that what was typed was true; that a fact was not left out before it was recorded; what happened
//! before the first checkpoint that somebody else holds; and anything about facts of the last moment, which wait to be sealed.

use tokio::sync::mpsc;

use crate::check::{Checker, Held};
use crate::finding::{Finding, Kind, Row};
use crate::sealed::{Extent, Piece, Wanted, read};
use crate::succession::{Succession, keys, tells_of};
use crate::{Checkpoint, Journal, JournalError, SignedCheckpoint, Standing, VerifierKey};

/// How many pieces may wait to be hashed.
const WAITING: usize = 4;

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as it was sealed and signed.
    Holds(Verified),
    /// Something is not; this is the first.
    Broken(Finding),
}

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The facts and the root over them.
    pub whole: Checkpoint,
    /// How many blocks.
    pub blocks: u64,
    /// How many signed checkpoints held.
    pub checkpoints: u64,
    /// How many facts the last of them covers; 0 where there is none.
    pub covered: u64,
    /// Facts of the last moment that wait to be sealed: nothing is shown about them.
    pub unsealed: u64,
    /// What each key signed, as far as the database has it, in the order in which they followed.
    pub keys: Vec<KeyUse>,
    /// The keys that took another's place, the earliest first.
    pub begun: Vec<Succession>,
}

/// What a key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The key.
    pub key: VerifierKey,
    /// How many facts its first and its last checkpoint cover.
    pub covered: (u64, u64),
}

impl Journal {
    /// Verifies all sealed facts. The checkpoints that the database holds under the name of `key`, and of every key that the
    /// record tells of, must be genuine and hold, and so must those of `others`, which were kept elsewhere. `progress` is told the facts read and how many there are.
    /// A server may go on meanwhile.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn verify(
        &self,
        key: Option<&VerifierKey>,
        others: &[SignedCheckpoint],
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Verdict, JournalError> {
        // What was signed is read first: everything it covers was sealed by then.
        let Signed { checkpoints: mut signed, uses, begun } = match self.signed(key).await? {
            Ok(signed) => signed,
            Err(finding) => return Ok(Verdict::Broken(finding)),
        };
        signed.extend(others.iter().cloned());
        let extent = Extent::read(self.pool()).await?;
        let checked = self.check(&extent, &signed, progress).await?;
        let first = [checked.clone().err(), self.stray(&extent).await?, mark(&extent)]
            .into_iter()
            .flatten()
            .min_by_key(|finding| finding.position);
        match (first, checked) {
            (Some(mut finding), _) | (None, Err(mut finding)) => {
                if let Some(row) = finding.row.take() {
                    finding = finding.named(self.fact_in(*row).await?);
                }
                Ok(Verdict::Broken(finding))
            }
            (None, Ok(held)) => Ok(Verdict::Holds(Verified {
                whole: held.whole,
                blocks: extent.last.as_ref().map_or(0, |last| last.height.cast_unsigned()),
                checkpoints: held.checkpoints,
                covered: held.covered,
                unsealed: extent.unsealed.cast_unsigned(),
                keys: uses,
                begun: self.held_against_tree(begun).await?,
            })),
        }
    }

    /// What the database holds of `key` and of every key that the record tells of.
    async fn signed(&self, key: Option<&VerifierKey>) -> Result<Result<Signed, Finding>, JournalError> {
        let begun = match self.begun().await? {
            Ok(begun) => begun,
            Err(position) => return Ok(Err(Finding::at(position, Kind::Key))),
        };
        let Some(key) = key else { return Ok(Ok(Signed { begun, ..Signed::default() })) };
        if let Some(finding) = self.untold(key, &begun).await? {
            return Ok(Err(finding));
        }
        let mut signed = Signed::default();
        for key in keys(&begun, key) {
            let mut own = match self.signed_by(&key).await? {
                Ok(own) => own,
                Err(finding) => return Ok(Err(finding)),
            };
            if let (Some(first), Some(last)) = (own.first(), own.last()) {
                let covered = (first.size(), last.size());
                signed.uses.push(KeyUse { key, covered });
            }
            signed.checkpoints.append(&mut own);
        }
        Ok(Ok(Signed { begun, ..signed }))
    }

    /// A key that signed, and of which the record does not tell.
    async fn untold(&self, key: &VerifierKey, begun: &[Succession]) -> Result<Option<Finding>, JournalError> {
        let finding = |at: u64, name: &str| Finding::at(at, Kind::UntoldKey { name: name.to_owned() });
        if !tells_of(begun, key) {
            return Ok(Some(finding(begun.last().map_or(1, |last| last.position), key.origin())));
        }
        let mut names: Vec<&str> =
            begun.iter().flat_map(|one| [one.name_before.as_str(), one.key.origin()]).collect();
        names.push(key.origin());
        let rows = sqlx::query!(
            r#"SELECT target, min(size) AS "size!" FROM es.checkpoint WHERE target <> ALL($1) GROUP BY 1 ORDER BY 2 LIMIT 1"#,
            &names as &[&str]
        )
        .fetch_optional(self.pool())
        .await?;
        Ok(rows.map(|row| finding(row.size.cast_unsigned(), &row.target)))
    }

    /// The checkpoints that the database holds under the name of `key`.
    async fn signed_by(
        &self,
        key: &VerifierKey,
    ) -> Result<Result<Vec<SignedCheckpoint>, Finding>, JournalError> {
        let rows = sqlx::query!(
            "SELECT size, note FROM es.checkpoint WHERE target = $1 ORDER BY size",
            key.origin()
        )
        .fetch_all(self.pool())
        .await?;
        let mut signed: Vec<SignedCheckpoint> = vec![];
        for row in rows {
            let size = row.size.cast_unsigned();
            match SignedCheckpoint::open_at(&row.note, size, key) {
                Ok(one) => signed.push(one),
                Err(error) => {
                    // What lies after the last genuine one is not vouched for.
                    let position = signed.last().map_or(1, |last| last.size() + 1);
                    return Ok(Err(Finding::at(position, Kind::Checkpoint { size, error })));
                }
            }
        }
        Ok(Ok(signed))
    }

    /// Reads on one core while another one hashes.
    async fn check(
        &self,
        extent: &Extent,
        signed: &[SignedCheckpoint],
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Result<Held, Finding>, JournalError> {
        let (send, mut receive) = mpsc::channel::<Piece>(WAITING);
        let mut checker = Checker::new(signed);
        let checking = tokio::task::spawn_blocking(move || {
            let mut found = Ok(());
            while let (Ok(()), Some(piece)) = (&found, receive.blocking_recv()) {
                found = checker.take(piece);
            }
            drop(receive);
            checker.finish(found)
        });
        // Ends early when something was found: then nobody listens any more.
        match Wanted::all(extent) {
            Some(wanted) => read(self.pool(), wanted, send, &mut progress).await?,
            None => drop(send),
        }
        checking.await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)).into())
    }

    /// A fact that belongs to no block and does not wait for one either.
    async fn stray(&self, extent: &Extent) -> Result<Option<Finding>, JournalError> {
        let row = sqlx::query!(
            r#"WITH RECURSIVE epochs AS (
                 (SELECT epoch FROM es.events ORDER BY epoch LIMIT 1)
                 UNION ALL
                 SELECT (SELECT epoch FROM es.events WHERE events.epoch > epochs.epoch ORDER BY epoch LIMIT 1)
                 FROM epochs WHERE epochs.epoch IS NOT NULL)
               SELECT coalesce(ended.last_position, 0) + 1 AS "position!", e.aggregate_type, e.aggregate_id, e.sequence
               FROM epochs
               LEFT JOIN LATERAL (SELECT * FROM es.block WHERE block.epoch <= epochs.epoch
                                  ORDER BY height DESC LIMIT 1) AS ended ON true
               CROSS JOIN LATERAL (
                 SELECT * FROM es.events
                 WHERE events.epoch = epochs.epoch
                   AND events.tx >= CASE WHEN ended.epoch = epochs.epoch THEN ended.tx_to ELSE '0'::xid8 END
                 ORDER BY events.tx, events.ident LIMIT 1) AS e
               WHERE epochs.epoch <> $1
               ORDER BY 1 LIMIT 1"#,
            extent.epoch
        )
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return self.of_the_future(extent).await };
        let fact = (row.aggregate_type, row.aggregate_id, row.sequence);
        Ok(Some(Finding::at(row.position.cast_unsigned(), Kind::Stray).named(Some(fact))))
    }

    /// A fact whose transaction has not begun yet on this server. It would wait to be sealed for as long as that takes.
    async fn of_the_future(&self, extent: &Extent) -> Result<Option<Finding>, JournalError> {
        // After a move to another server its transaction numbers say nothing here, until a new epoch is begun.
        if matches!(self.standing(), Standing::Foreign { .. }) {
            return Ok(None);
        }
        // Whoever stored what this statement sees has begun before it.
        let row = sqlx::query!(
            "SELECT aggregate_type, aggregate_id, sequence FROM es.events
             WHERE epoch = $1 AND tx >= pg_snapshot_xmax(pg_current_snapshot())
             ORDER BY tx, ident LIMIT 1",
            extent.epoch
        )
        .fetch_optional(self.pool())
        .await?;
        let at = Finding::at(extent.position.cast_unsigned() + 1, Kind::Stray);
        Ok(row.map(|row| at.named(Some((row.aggregate_type, row.aggregate_id, row.sequence)))))
    }

    /// Which fact a row holds now. Where several stand in one place, none can be told from the others.
    async fn fact_in(&self, row: Row) -> Result<Option<(String, String, i64)>, JournalError> {
        let found = sqlx::query!(
            "SELECT aggregate_type, aggregate_id, sequence FROM es.events
             WHERE epoch = $1 AND tx = $2::bigint::text::xid8 AND ident = $3 LIMIT 2",
            row.epoch,
            row.tx,
            row.ident
        )
        .fetch_all(self.pool())
        .await?;
        let only = <[_; 1]>::try_from(found).ok();
        Ok(only.map(|[row]| (row.aggregate_type, row.aggregate_id, row.sequence)))
    }
}

/// What was signed, and by which keys.
#[derive(Default)]
struct Signed {
    checkpoints: Vec<SignedCheckpoint>,
    uses: Vec<KeyUse>,
    begun: Vec<Succession>,
}

/// The sealer's mark and the tree must end where the last block ends.
fn mark(extent: &Extent) -> Option<Finding> {
    let (height, position) = extent.last.as_ref().map_or((0, 0), |last| (last.height, last.last));
    let at = (position + 1).cast_unsigned();
    if extent.position > position {
        return Some(Finding::at(at, Kind::Missing));
    }
    let same_epoch = extent.last.as_ref().is_some_and(|last| last.epoch == extent.epoch);
    let tx_to = extent.last.as_ref().filter(|_| same_epoch).map_or(0, |last| last.tx_to);
    if (extent.height, extent.position, extent.tx_to) != (height, position, tx_to) {
        return Some(Finding::at(at, Kind::Mark));
    }
    let hashes = tlog_tiles::stored_hash_count(position.cast_unsigned()).cast_signed();
    (extent.hashes > hashes).then(|| Finding::at(at, Kind::StoredHash))
}
