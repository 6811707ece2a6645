//! Begins another key where the ledger could sign no more: the old one is lost, or an older copy of the records was brought
//! back on purpose.
//!
//! It is done in three steps, so that the beginning is itself a fact under the new key: the plan looks at what is so and makes
//! the key, the caller records the fact, and then the key is taken up. Interrupted anywhere, the same is asked again. No
//! reason is taken on trust that the records contradict, and none is needed where nothing stands in the way of signing.
//! What it can't do: make a checkpoint that somebody keeps hold again.

use std::fs::File;

use crate::note::LedgerKey;
use crate::succession::{Succession, checkpoint_in};
use crate::{
    Checkpoint, Finding, JournalError, LedgerFolderError, Notary, NotaryError, SignedCheckpoint, Verdict,
    VerifierKey,
};

/// What happened to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The key is lost.
    LostKey,
    /// An older copy of the records was brought back on purpose.
    OlderCopy,
}

/// A key that is made and signs nothing yet. Nobody else signs for as long as it lives.
pub struct PlannedKey {
    /// The new public key.
    pub key: VerifierKey,
    /// The name of the key before.
    pub name_before: String,
    /// The key before; none where nobody has its public half any more.
    pub key_before: Option<VerifierKey>,
    /// The last note that it signed, as far as it is known.
    pub last_note: Option<String>,
    lock: File,
}

/// Why no key is begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginKeyError {
    /// What is kept, or the records, can't be used.
    #[error(transparent)]
    Notary(#[from] NotaryError),
    /// The records don't hold in themselves.
    #[error("these records are not as they were sealed, and no new key mends that: {0}")]
    Broken(Finding),
    /// The key is not lost.
    #[error("the key is there: it is not lost")]
    KeyThere,
    /// Nothing stands in the way of signing.
    #[error("these records go on from the last checkpoint, over {0} facts: no older copy was brought back")]
    GoesOn(u64),
    /// More than the key is gone.
    #[error(
        "these records don't go on from the last checkpoint, over {0} facts: if an older copy was brought back on purpose, say \
         that as the reason"
    )]
    DoesNotGoOn(u64),
    /// There is no key to take the place of.
    #[error("nothing was signed for these records yet: the first key is made by itself")]
    NothingSigned,
    /// The key that was named is not the one that signed.
    #[error("{0} signed last: that is another key than the one that you gave")]
    OtherKey(String),
    /// A checkpoint that was given is none.
    #[error("what you gave is no checkpoint of {0}")]
    NoCheckpoint(String),
    /// The fact about the key is not sealed yet.
    #[error("the beginning of the key is not on record yet: ask again")]
    NotRecorded,
}

impl From<JournalError> for BeginKeyError {
    fn from(error: JournalError) -> Self {
        Self::Notary(error.into())
    }
}

impl From<LedgerFolderError> for BeginKeyError {
    fn from(error: LedgerFolderError) -> Self {
        Self::Notary(error.into())
    }
}

/// The key that signs no more.
struct Old {
    name: String,
    key: Option<VerifierKey>,
}

impl Notary {
    /// Looks whether a new key is called for, and makes it. `known` is the old public key, where somebody noted it down, and
    /// `kept` are notes that it signed and that somebody kept. None where an earlier beginning was finished.
    /// `progress` is told the facts read and how many there are.
    ///
    /// # Errors
    /// When the records are damaged, contradict the cause, or something can't be read or written.
    pub async fn plan_key(
        &self,
        cause: Cause,
        known: Option<VerifierKey>,
        kept: &[String],
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Option<PlannedKey>, BeginKeyError> {
        let lock = self.lock().await?;
        let own = self.folder().key()?;
        let begun = self.journal().successions().await?;
        if self.finish(own.as_ref(), begun.last())? {
            return Ok(None);
        }
        let old = self.old(own.as_ref(), begun.last(), known).await?;
        match self.journal().verify(old.key.as_ref(), &[], progress).await? {
            Verdict::Holds(_) => {}
            Verdict::Broken(finding) => return Err(BeginKeyError::Broken(finding)),
        }
        let (last, note) = self.last_of(&old, kept).await?.ok_or(BeginKeyError::NothingSigned)?;
        let goes_on = self.journal().goes_on_from(last).await?;
        match cause {
            Cause::LostKey if own.is_some() => return Err(BeginKeyError::KeyThere),
            Cause::LostKey if !goes_on => return Err(BeginKeyError::DoesNotGoOn(last.position)),
            Cause::OlderCopy if goes_on => return Err(BeginKeyError::GoesOn(last.position)),
            Cause::LostKey | Cause::OlderCopy => {}
        }
        let key = self.folder().next_key()?.public().clone();
        Ok(Some(PlannedKey { key, name_before: old.name, key_before: old.key, last_note: Some(note), lock }))
    }

    /// Signs with the planned key from now on; its beginning must be on record. Answers its first checkpoint.
    ///
    /// # Errors
    /// When the beginning is not sealed yet, or something can't be read or written.
    pub async fn take_up_key(&self, planned: PlannedKey) -> Result<SignedCheckpoint, BeginKeyError> {
        if self.journal().successions().await?.last().is_none_or(|last| last.key != planned.key) {
            return Err(BeginKeyError::NotRecorded);
        }
        self.folder().take_up_next()?;
        drop(planned.lock);
        self.issue().await?.ok_or(BeginKeyError::NothingSigned)
    }

    /// Forgets the old key's note where the program was interrupted between taking up the new key and that.
    fn finish(&self, own: Option<&LedgerKey>, last: Option<&Succession>) -> Result<bool, BeginKeyError> {
        let (Some(own), Some(last)) = (own, last) else { return Ok(false) };
        let Some(note) = self.folder().last_note()? else { return Ok(false) };
        let by = |key: &VerifierKey| SignedCheckpoint::open(&note, key).is_ok();
        let stale =
            last.key == *own.public() && !by(own.public()) && last.key_before.as_ref().is_some_and(by);
        if stale {
            self.folder().forget_last()?;
        }
        Ok(stale)
    }

    async fn old(
        &self,
        own: Option<&LedgerKey>,
        begun: Option<&Succession>,
        known: Option<VerifierKey>,
    ) -> Result<Old, BeginKeyError> {
        // One that is on record and not taken up yet is the new one still.
        let planned = self.folder().planned()?;
        let told = begun.map(|begun| {
            if planned.as_ref() == Some(&begun.key) {
                (begun.name_before.clone(), begun.key_before.clone())
            } else {
                (begun.key.origin().to_owned(), Some(begun.key.clone()))
            }
        });
        let there = own.map(LedgerKey::public).cloned();
        let told = there.map(|key| (key.origin().to_owned(), Some(key))).or(told);
        let (name, there) = told.map_or((None, None), |(name, key)| (Some(name), key));
        let name = match name {
            Some(name) => Some(name),
            None => {
                sqlx::query_scalar!("SELECT target FROM es.checkpoint ORDER BY at DESC, size DESC LIMIT 1")
                    .fetch_optional(self.journal().pool())
                    .await
                    .map_err(JournalError::from)?
            }
        };
        let name = name.or_else(|| known.as_ref().map(|key| key.origin().to_owned()));
        let name = name.ok_or(BeginKeyError::NothingSigned)?;
        if known
            .as_ref()
            .is_some_and(|known| known.origin() != name || there.as_ref().is_some_and(|key| key != known))
        {
            return Err(BeginKeyError::OtherKey(name));
        }
        let key = match there.or(known) {
            Some(key) => Some(key),
            None => sqlx::query_scalar!("SELECT key FROM es.ledger_key WHERE name = $1", name)
                .fetch_optional(self.journal().pool())
                .await
                .map_err(JournalError::from)?
                .and_then(|key| key.parse().ok()),
        };
        Ok(Old { name, key })
    }

    /// The note of the old key that covers most: beside the key, in the database, or kept by somebody.
    async fn last_of(
        &self,
        old: &Old,
        kept: &[String],
    ) -> Result<Option<(Checkpoint, String)>, BeginKeyError> {
        let stored = sqlx::query_scalar!(
            "SELECT note FROM es.checkpoint WHERE target = $1 ORDER BY size DESC LIMIT 1",
            old.name
        )
        .fetch_optional(self.journal().pool())
        .await
        .map_err(JournalError::from)?;
        let mut last: Option<(Checkpoint, String)> = None;
        for note in self.folder().last_note()?.into_iter().chain(stored).chain(kept.iter().cloned()) {
            let checkpoint = checkpoint_in(&note, &old.name, old.key.as_ref())
                .ok_or_else(|| BeginKeyError::NoCheckpoint(old.name.clone()))?;
            if last.as_ref().is_none_or(|(last, _)| last.position < checkpoint.position) {
                last = Some((checkpoint, note));
            }
        }
        Ok(last)
    }
}
