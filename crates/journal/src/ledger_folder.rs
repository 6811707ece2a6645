//! What a ledger keeps outside its database: the key that signs for it, and the last checkpoint that it has signed.
//!
//! Whoever can rewrite the database can't rewrite these. Two programs on one folder take turns by a lock.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::note::{LedgerKey, SignedCheckpoint, VerifierKey};
use crate::private_file::{read_if_there, sync_folder, write_private};

/// What stands before the lines of a copy.
const KEY: &str = "ledger ";
const LAST: &str = "checkpoint ";

/// Why what is kept outside the database can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFolderError {
    /// A file can't be read or written.
    #[error("{0} can't be read or written")]
    File(PathBuf, #[source] std::io::Error),
    /// The file of the key holds something else.
    #[error("{0} does not hold the key of a ledger")]
    KeyDamaged(PathBuf),
    /// The system gives no random numbers.
    #[error("no key could be made")]
    NoKey,
    /// The file of the last checkpoint holds something else.
    #[error("{0} does not hold a checkpoint that this ledger has signed")]
    LastDamaged(PathBuf, #[source] crate::UnsignedError),
    /// Another key stands where one would be put back.
    #[error("another key stands in {0}")]
    KeyThere(PathBuf),
}

/// The folder.
#[derive(Debug, Clone)]
pub struct LedgerFolder(PathBuf);

impl LedgerFolder {
    /// The ledger's files in the folder of keys.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_path_buf())
    }

    fn key_file(&self) -> PathBuf {
        self.0.join("ledger.key")
    }

    fn last_file(&self) -> PathBuf {
        self.0.join("ledger.checkpoint")
    }

    /// Where a key stands that is made and signs nothing yet.
    fn next_file(&self) -> PathBuf {
        self.0.join("ledger.key.next")
    }

    /// The public half of the key; none where there is no key.
    ///
    /// # Errors
    /// When the file can't be read or holds no key.
    pub fn verifier_key(&self) -> Result<Option<VerifierKey>, LedgerFolderError> {
        Ok(self.key()?.map(|key| key.public().clone()))
    }

    pub(crate) fn key(&self) -> Result<Option<LedgerKey>, LedgerFolderError> {
        Self::key_in(self.key_file())
    }

    fn key_in(path: PathBuf) -> Result<Option<LedgerKey>, LedgerFolderError> {
        match read_if_there(&path) {
            Ok(Some(text)) => LedgerKey::parse(&text).map(Some).ok_or(LedgerFolderError::KeyDamaged(path)),
            Ok(None) => Ok(None),
            Err(error) => Err(LedgerFolderError::File(path, error)),
        }
    }

    /// Makes a key for a ledger that has signed nothing yet. Its name is random, so that no two ledgers share one.
    pub(crate) fn make_key(&self) -> Result<LedgerKey, LedgerFolderError> {
        Self::make_key_in(self.key_file())
    }

    /// The public half of the key that is to take the place of the present one, if one is made.
    pub(crate) fn planned(&self) -> Result<Option<VerifierKey>, LedgerFolderError> {
        Ok(Self::key_in(self.next_file())?.map(|key| key.public().clone()))
    }

    /// The key that is to take the place of the present one; made where there is none yet.
    pub(crate) fn next_key(&self) -> Result<LedgerKey, LedgerFolderError> {
        match Self::key_in(self.next_file())? {
            Some(key) => Ok(key),
            None => Self::make_key_in(self.next_file()),
        }
    }

    /// Puts the next key in the place of the present one, and forgets the last note of that.
    pub(crate) fn take_up_next(&self) -> Result<(), LedgerFolderError> {
        let path = self.key_file();
        std::fs::rename(self.next_file(), &path)
            .and_then(|()| sync_folder(&path))
            .map_err(|error| LedgerFolderError::File(path, error))?;
        self.forget_last()
    }

    fn make_key_in(path: PathBuf) -> Result<LedgerKey, LedgerFolderError> {
        let key = LedgerKey::new(&format!("quadrant-{:012x}/ledger", rand::random::<u64>() >> 16))
            .ok_or(LedgerFolderError::NoKey)?;
        write_private(&path, key.text()).map_err(|error| LedgerFolderError::File(path, error))?;
        Ok(key)
    }

    /// The last checkpoint that was signed; none where none is kept.
    ///
    /// # Errors
    /// When the file can't be read, or `key` has not signed what it holds.
    pub fn last(&self, key: &VerifierKey) -> Result<Option<SignedCheckpoint>, LedgerFolderError> {
        let path = self.last_file();
        match read_if_there(&path) {
            Ok(Some(note)) => SignedCheckpoint::open(&note, key)
                .map(Some)
                .map_err(|error| LedgerFolderError::LastDamaged(path, error)),
            Ok(None) => Ok(None),
            Err(error) => Err(LedgerFolderError::File(path, error)),
        }
    }

    /// The last note as it stands there, whoever signed it.
    pub(crate) fn last_note(&self) -> Result<Option<String>, LedgerFolderError> {
        let path = self.last_file();
        read_if_there(&path).map_err(|error| LedgerFolderError::File(path, error))
    }

    /// Takes the last note away: another key signed it.
    pub(crate) fn forget_last(&self) -> Result<(), LedgerFolderError> {
        let path = self.last_file();
        let gone = match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => sync_folder(&path),
        };
        gone.map_err(|error| LedgerFolderError::File(path, error))
    }

    /// Keeps a checkpoint in the place of the last one, surely when this returns.
    pub(crate) fn keep(&self, signed: &SignedCheckpoint) -> Result<(), LedgerFolderError> {
        let path = self.last_file();
        write_private(&path, signed.note()).map_err(|error| LedgerFolderError::File(path, error))
    }

    /// Keeps other programs out for as long as the answer lives. Blocks.
    pub(crate) fn lock(&self) -> Result<File, LedgerFolderError> {
        let path = self.0.join("ledger.lock");
        let locked = std::fs::create_dir_all(&self.0)
            .and_then(|()| File::options().create(true).append(true).open(&path))
            .and_then(|file| file.lock().map(|()| file));
        locked.map_err(|error| LedgerFolderError::File(path, error))
    }

    /// Everything that must be kept to go on signing for the same ledger, as lines of a file. Nothing where there is no key.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn to_lines(&self) -> Result<String, LedgerFolderError> {
        let Some(key) = self.key()? else { return Ok(String::new()) };
        let last = self.last(key.public())?;
        let lines = key.text().lines().map(|line| format!("{KEY}{line}\n"));
        let note = last.iter().flat_map(|last| last.note().lines()).map(|line| format!("{LAST}{line}\n"));
        Ok(lines.chain(note).collect())
    }

    /// Whether a line of a copy is one of ours.
    #[must_use]
    pub fn is_line(line: &str) -> bool {
        line.starts_with(KEY) || line.starts_with(LAST)
    }

    /// Puts back what such lines hold; other lines are passed over. A checkpoint that covers more is not replaced.
    ///
    /// # Errors
    /// When another key stands there, the lines hold something else, or a file can't be written.
    pub fn put_back(&self, lines: &[&str]) -> Result<(), LedgerFolderError> {
        let of = |prefix: &str| -> String {
            lines.iter().filter_map(|line| line.strip_prefix(prefix)).flat_map(|line| [line, "\n"]).collect()
        };
        let (key, note) = (of(KEY), of(LAST));
        if key.is_empty() {
            return Ok(());
        }
        let path = self.key_file();
        let key = LedgerKey::parse(&key).ok_or_else(|| LedgerFolderError::KeyDamaged(path.clone()))?;
        if self.key()?.is_some_and(|there| there.public() != key.public()) {
            return Err(LedgerFolderError::KeyThere(path));
        }
        write_private(&path, key.text()).map_err(|error| LedgerFolderError::File(path, error))?;
        if note.is_empty() {
            return Ok(());
        }
        let copied = SignedCheckpoint::open(&note, key.public())
            .map_err(|error| LedgerFolderError::LastDamaged(self.last_file(), error))?;
        match self.last(key.public())? {
            Some(there) if there.size() >= copied.size() => Ok(()),
            _ => self.keep(&copied),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::Checkpoint;
    use crate::times::Times;

    #[test]
    fn the_key_is_for_its_owner_alone_and_a_damaged_one_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = LedgerFolder::at(folder.path());
        assert_eq!(ledger.verifier_key().unwrap(), None);
        let key = ledger.make_key().unwrap();
        assert_eq!(ledger.verifier_key().unwrap().as_ref(), Some(key.public()));
        let mode = std::fs::metadata(folder.path().join("ledger.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(folder.path().join("ledger.key"), "a shopping list").unwrap();
        assert!(matches!(ledger.key(), Err(LedgerFolderError::KeyDamaged(_))));
    }

    #[test]
    fn a_copy_brings_back_key_and_checkpoint_and_never_an_older_one() {
        let [one, other, third] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        let ledger = LedgerFolder::at(one.path());
        assert_eq!(ledger.to_lines().unwrap(), "");
        let key = ledger.make_key().unwrap();
        let [older, newer] = [4, 9].map(|position| {
            let checkpoint = Checkpoint { position, root: [1; 32] };
            key.sign_checkpoint(checkpoint, Times::default()).unwrap()
        });
        ledger.keep(&older).unwrap();
        let copy = ledger.to_lines().unwrap();
        let lines: Vec<&str> = copy.lines().collect();
        assert!(lines.iter().all(|line| LedgerFolder::is_line(line)));

        let back = LedgerFolder::at(other.path());
        back.put_back(&lines).unwrap();
        assert_eq!(back.last(key.public()).unwrap(), Some(older.clone()));
        back.keep(&newer).unwrap();
        back.put_back(&lines).unwrap();
        assert_eq!(back.last(key.public()).unwrap(), Some(newer));

        let taken = LedgerFolder::at(third.path());
        taken.make_key().unwrap();
        assert!(matches!(taken.put_back(&lines), Err(LedgerFolderError::KeyThere(_))));
        assert!(matches!(back.put_back(&["ledger x"]), Err(LedgerFolderError::KeyDamaged(_))));
        back.put_back(&["key abc"]).unwrap();
    }
}
