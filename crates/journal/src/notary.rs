//! Signs checkpoints of the ledger: hourly when something changed, and when somebody asks for one.
//!
//! A ledger must never state two histories. So the last signed checkpoint is kept outside the database, where it is
//! written before anybody sees it, and the next one is signed only if the tree of today begins with that of the last one.
//! Otherwise nothing is signed, and the operator is told. Of two servers one signs at a time.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::ledger_folder::{LedgerFolder, LedgerFolderError};
use crate::note::{LedgerKey, SignedCheckpoint, VerifierKey};
use crate::poison::chain;
use crate::proof::{checkpoint_at, consistency, is_consistent};
use crate::times::Times;
use crate::{Checkpoint, Journal, JournalError};

/// How soon after a checkpoint another one may be signed.
const LEAST: Duration = Duration::from_mins(1);
/// How long a change waits at most to be covered by a checkpoint.
const HOUR: Duration = Duration::from_hours(1);
/// How often the notary looks whether an hour has passed.
const LOOK: Duration = Duration::from_mins(1);

/// Why no checkpoint is signed.
#[derive(Debug, thiserror::Error)]
pub enum NotaryError {
    /// What is kept outside the database can't be used.
    #[error(transparent)]
    Folder(#[from] LedgerFolderError),
    /// Checkpoints were signed, and the key that signed them is gone.
    #[error(
        "the key that signs for this ledger is gone: put it back with restore-key, or begin another with begin-ledger-key"
    )]
    KeyGone,
    /// The record says that another key signs.
    #[error("this key signs no more: {0} has taken its place")]
    KeyEnded(String),
    /// The records end before what was signed.
    #[error(
        "a checkpoint was signed over {signed} facts, and there are {there} now: facts were taken away, or an old copy was brought back; \
         who did that on purpose says so with begin-ledger-key"
    )]
    Cut {
        /// How many facts were signed.
        signed: u64,
        /// How many there are.
        there: u64,
    },
    /// The tree does not begin with what was signed.
    #[error("the first {0} facts are not those over which a checkpoint was signed: history was rewritten")]
    Rewritten(u64),
    /// The last block's root is not that of the stored tree.
    #[error("the root of the last block is not that of the stored tree, at {0}")]
    TreeDamaged(u64),
    /// A checkpoint in the database bears this ledger's name and not its signature.
    #[error("a stored checkpoint is not what this ledger has signed")]
    StoredDamaged(#[from] crate::UnsignedError),
    /// The note can't be made.
    #[error("the checkpoint can't be signed")]
    Signing(#[source] signed_note::NoteError),
    /// The journal can't be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl From<sqlx::Error> for NotaryError {
    fn from(error: sqlx::Error) -> Self {
        Self::Journal(error.into())
    }
}

/// Who signs for the ledger. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Notary {
    journal: Journal,
    folder: LedgerFolder,
    least: Duration,
    trouble: Arc<Mutex<Option<String>>>,
}

impl Notary {
    /// The notary of a ledger whose key stands in `folder`, or will when it first signs.
    #[must_use]
    pub fn new(journal: Journal, folder: &Path) -> Self {
        Self { journal, folder: LedgerFolder::at(folder), least: LEAST, trouble: Arc::default() }
    }

    /// The same with another time between two checkpoints than a minute, for tests and for the demonstration, whose years pass in
    /// seconds.
    #[must_use]
    pub fn with_pace(mut self, least: Duration) -> Self {
        self.least = least;
        self
    }

    /// What is kept outside the database.
    #[must_use]
    pub fn folder(&self) -> &LedgerFolder {
        &self.folder
    }

    /// The journal whose ledger it is.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Why nothing was signed at the last try, if it was not.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last signed checkpoint; none before the first.
    ///
    /// # Errors
    /// When the key or the checkpoint can't be read, or the database can't be reached.
    pub async fn last(&self) -> Result<Option<SignedCheckpoint>, NotaryError> {
        let Some(key) = self.folder.verifier_key()? else { return Ok(None) };
        let mut connection = self.journal.pool().acquire().await.map_err(JournalError::from)?;
        let (stored, _) = newest(&mut connection, &key).await?;
        Ok(later(self.folder.last(&key)?, stored))
    }

    /// The public key; none before the first checkpoint.
    ///
    /// # Errors
    /// When the file of the key can't be read.
    pub fn verifier_key(&self) -> Result<Option<VerifierKey>, NotaryError> {
        Ok(self.folder.verifier_key()?)
    }

    /// A checkpoint of the ledger as it is now. Within a minute of the last one, and where nothing was added since, it is the
    /// last one: its size says what it covers. None where nothing is sealed yet.
    ///
    /// # Errors
    /// When it would contradict an earlier one, the key is gone, or something can't be read or written.
    pub async fn issue(&self) -> Result<Option<SignedCheckpoint>, NotaryError> {
        let issued = self.issue_alone().await;
        self.note_trouble(issued.as_ref().err());
        issued
    }

    async fn issue_alone(&self) -> Result<Option<SignedCheckpoint>, NotaryError> {
        let lock = self.lock().await?;
        let begun = self.journal.successions().await?.pop().map(|last| last.key);
        let mut transaction = self.journal.pool().begin().await?;
        sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('journal checkpoint'))")
            .fetch_one(&mut *transaction)
            .await?;
        let issued = self.issue_locked(&mut transaction, begun.as_ref()).await;
        transaction.commit().await?;
        drop(lock);
        issued
    }

    /// Keeps others from signing for as long as the answer lives.
    pub(crate) async fn lock(&self) -> Result<File, NotaryError> {
        let folder = self.folder.clone();
        let locked = tokio::task::spawn_blocking(move || folder.lock())
            .await
            .map_err(|error| LedgerFolderError::File("ledger.lock".into(), std::io::Error::other(error)))?;
        Ok(locked?)
    }

    async fn issue_locked(
        &self,
        connection: &mut PgConnection,
        begun: Option<&VerifierKey>,
    ) -> Result<Option<SignedCheckpoint>, NotaryError> {
        let key = self.key(connection, begun).await?;
        let kept = self.folder.last(key.public())?;
        let (stored, age) = newest(connection, key.public()).await?;
        let Some(head) = head(connection).await? else {
            return kept.map_or(Ok(None), |kept| Err(NotaryError::Cut { signed: kept.size(), there: 0 }));
        };
        for earlier in [&kept, &stored].into_iter().flatten() {
            refuse_contradiction(connection, earlier.checkpoint(), head).await?;
        }
        let mut known = (0, Times::default());
        if let Some(last) = later(kept, stored) {
            store(connection, &key, &last).await?;
            known = last.times().map_or(known, |times| (last.size(), times));
            if last.size() == head.position || age.is_some_and(|age| age < self.least) {
                return Ok(Some(last));
            }
        }
        let (size, times) = known;
        let times = times.go_on(connection, (size, head.position)).await?;
        let signed = key.sign_checkpoint(head, times).map_err(NotaryError::Signing)?;
        // Kept outside first: what is seen anywhere is what the next one is compared with.
        self.folder.keep(&signed)?;
        store(connection, &key, &signed).await?;
        tracing::info!(facts = signed.size(), "a checkpoint of the ledger is signed");
        Ok(Some(signed))
    }

    /// The key, which must be the one that was `begun` last. A first one is made only where nothing was ever signed.
    async fn key(
        &self,
        connection: &mut PgConnection,
        begun: Option<&VerifierKey>,
    ) -> Result<LedgerKey, NotaryError> {
        if let Some(key) = self.folder.key()? {
            return match begun.filter(|begun| *begun != key.public()) {
                Some(begun) => Err(NotaryError::KeyEnded(begun.origin().to_owned())),
                None => Ok(key),
            };
        }
        let signed = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM es.checkpoint) AS "signed!""#)
            .fetch_one(connection)
            .await?;
        if signed || begun.is_some() { Err(NotaryError::KeyGone) } else { Ok(self.folder.make_key()?) }
    }

    /// Signs hourly when something changed, until told to stop.
    pub async fn keep_issuing(self, cancel: CancellationToken) {
        loop {
            if self.is_due().await {
                // Remembered and logged there.
                drop(self.issue().await);
            }
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Whether facts wait that no checkpoint covers, and the last one is an hour old. After a refusal, always: so that the
    /// trouble is seen for as long as it lasts, and no longer.
    async fn is_due(&self) -> bool {
        self.trouble().is_some() || is_due(self.journal.pool()).await.unwrap_or(true)
    }

    pub(crate) fn note_trouble(&self, error: Option<&NotaryError>) {
        let mut last = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let text = error.map(|error| chain(error));
        if let Some(text) = text.as_ref().filter(|text| last.as_ref() != Some(text)) {
            tracing::error!(error = text, "no checkpoint of the ledger is signed");
        }
        *last = text;
    }
}

async fn is_due(pool: &PgPool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT sealer.last_position > coalesce(last.size, 0)
                  AND coalesce(last.at < clock_timestamp() - make_interval(secs => $1), true) AS "due!"
           FROM es.sealer LEFT JOIN (SELECT size, at FROM es.checkpoint ORDER BY size DESC, at DESC LIMIT 1) AS last ON true"#,
        HOUR.as_secs_f64(),
    )
    .fetch_one(pool)
    .await
}

/// The one that covers more.
fn later(one: Option<SignedCheckpoint>, other: Option<SignedCheckpoint>) -> Option<SignedCheckpoint> {
    one.into_iter().chain(other).max_by_key(SignedCheckpoint::size)
}

/// The last block's end and root, which the stored tree must have too.
async fn head(connection: &mut PgConnection) -> Result<Option<Checkpoint>, NotaryError> {
    let Some(head) = crate::checkpoint::head(connection).await? else { return Ok(None) };
    if checkpoint_at(connection, head.position).await? != head {
        return Err(NotaryError::TreeDamaged(head.position));
    }
    Ok(Some(head))
}

/// The newest checkpoint in the database that bears the name of `key`, and its age.
async fn newest(
    connection: &mut PgConnection,
    key: &VerifierKey,
) -> Result<(Option<SignedCheckpoint>, Option<Duration>), NotaryError> {
    let row = sqlx::query!(
        r#"SELECT size, note, extract(epoch FROM clock_timestamp() - at)::float8 AS "age!"
           FROM es.checkpoint WHERE target = $1 ORDER BY size DESC LIMIT 1"#,
        key.origin()
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok((None, None)) };
    // A clock that was set back must not stop signing for as long as it was set back.
    let age = Duration::try_from_secs_f64(row.age).ok();
    Ok((Some(SignedCheckpoint::open_at(&row.note, row.size.cast_unsigned(), key)?), age))
}

async fn refuse_contradiction(
    connection: &mut PgConnection,
    earlier: Checkpoint,
    head: Checkpoint,
) -> Result<(), NotaryError> {
    if earlier.position > head.position {
        return Err(NotaryError::Cut { signed: earlier.position, there: head.position });
    }
    let proof = consistency(connection, earlier.position, head.position).await?;
    if is_consistent(&earlier, &head, &proof) {
        Ok(())
    } else {
        Err(NotaryError::Rewritten(earlier.position))
    }
}

async fn store(
    connection: &mut PgConnection,
    key: &LedgerKey,
    signed: &SignedCheckpoint,
) -> Result<(), NotaryError> {
    sqlx::query!(
        "INSERT INTO es.checkpoint (size, note, target) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        signed.size().cast_signed(),
        signed.note(),
        key.public().origin(),
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO es.ledger_key (name, key) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        key.public().origin(),
        key.public().to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
