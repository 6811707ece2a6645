//! Whether the ledger still begins with what was signed last: looked at when a server starts, and before anything is proved
//! or taken away.
//!
//! It signs nothing and costs a few small reads, however many facts there are. What it can't see is a fact that was changed
//! while the tree was left alone: [`Journal::verify`](crate::Journal::verify) finds that.

use sqlx::PgPool;

use crate::proof::{checkpoint_at, consistency, is_consistent};
use crate::{Checkpoint, JournalError, Notary, NotaryError, SignedCheckpoint, checkpoint};

impl Notary {
    /// The last signed checkpoint, if the ledger begins with what it covers; none before the first. What stands in the way is
    /// remembered as [`Notary::trouble`].
    ///
    /// # Errors
    /// When the ledger does not begin with it, the key is gone, or something can't be read.
    pub async fn check(&self) -> Result<Option<SignedCheckpoint>, NotaryError> {
        let checked = self.check_alone().await;
        // Trouble ends when something is signed again: there are reasons for it that can't be seen from here. A database that
        // does not answer for a moment is none.
        let silent = matches!(checked, Err(NotaryError::Journal(JournalError::Database(_))));
        if let Some(error) = checked.as_ref().err().filter(|_| !silent) {
            self.note_trouble(Some(error));
        }
        checked
    }

    async fn check_alone(&self) -> Result<Option<SignedCheckpoint>, NotaryError> {
        let begun = self.journal().successions().await?.pop().map(|last| last.key);
        let Some(key) = self.verifier_key()? else {
            let is_gone = begun.is_some() || has_signed(self.journal().pool()).await?;
            return if is_gone { Err(NotaryError::KeyGone) } else { Ok(None) };
        };
        if let Some(begun) = begun.filter(|begun| *begun != key) {
            return Err(NotaryError::KeyEnded(begun.origin().to_owned()));
        }
        // Before the head: whatever it covers was sealed by then.
        let Some(last) = self.last().await? else { return Ok(None) };
        refuse_misfit(self.journal().pool(), last.checkpoint()).await?;
        Ok(Some(last))
    }
}

/// The tree must hold together, and begin with what was signed.
async fn refuse_misfit(pool: &PgPool, signed: Checkpoint) -> Result<(), NotaryError> {
    let mut connection = pool.acquire().await?;
    let head = checkpoint::head(&mut connection).await?;
    let there = head.map_or(0, |head| head.position);
    let Some(head) = head.filter(|head| head.position >= signed.position) else {
        return Err(NotaryError::Cut { signed: signed.position, there });
    };
    if checkpoint_at(&mut connection, head.position).await? != head {
        return Err(NotaryError::TreeDamaged(head.position));
    }
    let proof = consistency(&mut connection, signed.position, head.position).await?;
    if is_consistent(&signed, &head, &proof) { Ok(()) } else { Err(NotaryError::Rewritten(signed.position)) }
}

/// Whether a checkpoint was ever signed here.
async fn has_signed(pool: &PgPool) -> Result<bool, JournalError> {
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM es.checkpoint) AS "signed!""#)
        .fetch_one(pool)
        .await?)
}
