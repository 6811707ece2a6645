//! The one key that is kept outside the database and wraps the keys of all people: its file, and how it is changed.
//!
//! The key is one line in a file that only its owner can read. While it is being changed there are two: the key in force,
//! and beside it the next one. Whoever is interrupted in between goes on from there, because both are still known.

use std::path::{Path, PathBuf};

use chacha20poly1305::aead::KeyInit;
use chacha20poly1305::{Key, XChaCha20Poly1305};
use journal::{sync_folder, write_private};
use uuid::Uuid;

use crate::vault::{DataKey, VaultError, decrypt, encrypt, random_key};

/// A key that wraps others.
pub struct WrappingKey {
    id: String,
    cipher: XChaCha20Poly1305,
    key: DataKey,
}

impl WrappingKey {
    fn new(key: DataKey) -> Self {
        Self { id: fingerprint(&key), cipher: XChaCha20Poly1305::new(&Key::from(*key)), key }
    }

    /// What tells it from another, and says nothing about it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Wraps the key of `subject`.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn wrap(&self, subject: Uuid, key: &DataKey) -> Result<Vec<u8>, VaultError> {
        let (nonce, ciphertext) = encrypt(&self.cipher, subject.as_bytes(), key.as_slice())?;
        Ok([nonce.as_slice(), &ciphertext].concat())
    }

    /// Unwraps the key of `subject`.
    ///
    /// # Errors
    /// When it was wrapped by another key, for somebody else, or altered.
    pub fn unwrap_key(&self, subject: Uuid, wrapped: &[u8]) -> Result<DataKey, VaultError> {
        let (nonce, ciphertext) = wrapped.split_at_checked(24).ok_or(VaultError::DoesNotOpen)?;
        let plain = DataKeyBytes::new(decrypt(&self.cipher, subject.as_bytes(), nonce, ciphertext)?);
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| VaultError::DoesNotOpen)?;
        Ok(DataKey::new(key))
    }
}

type DataKeyBytes = zeroize::Zeroizing<Vec<u8>>;

/// The wrapping keys that are known now.
pub struct Ring {
    /// The key in force.
    pub current: WrappingKey,
    /// The one that is taking its place, while that goes on.
    pub next: Option<WrappingKey>,
}

impl Ring {
    /// The key with this id, if it is known.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&WrappingKey> {
        [Some(&self.current), self.next.as_ref()].into_iter().flatten().find(|key| key.id == id)
    }
}

/// Where the wrapping key stands.
#[derive(Debug, Clone)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The key in the file `path`.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// The folder for everything about keys.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.parent().unwrap_or(Path::new("."))
    }

    /// Reads what is there; a first key is made where there is none and `may_make`.
    ///
    /// # Errors
    /// When a file can't be read or made, or does not hold a key.
    pub fn read(&self, may_make: bool) -> Result<Ring, VaultError> {
        let current = match read_key(&self.0)? {
            Some(key) => key,
            None if may_make => make_key(&self.0)?,
            None => return Err(at(&self.0)(std::io::ErrorKind::NotFound.into())),
        };
        let next = read_key(&self.next())?;
        Ok(Ring { current: WrappingKey::new(current), next: next.map(WrappingKey::new) })
    }

    /// Makes the next key, unless one was made by somebody who was interrupted.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn begin(&self) -> Result<(), VaultError> {
        if read_key(&self.next())?.is_none() {
            drop(make_key(&self.next())?);
        }
        Ok(())
    }

    /// Puts the next key in the place of the one in force, which is then gone.
    ///
    /// # Errors
    /// When the file can't be moved.
    pub fn finish(&self) -> Result<(), VaultError> {
        std::fs::rename(self.next(), &self.0).map_err(at(&self.0))?;
        sync_folder(&self.0).map_err(at(&self.0))
    }

    fn next(&self) -> PathBuf {
        self.0.with_extension("next")
    }

    /// Everything that must be kept to read the records again, as lines of a file.
    ///
    /// # Errors
    /// When the key can't be read.
    pub fn to_lines(&self) -> Result<String, VaultError> {
        let ring = self.read(false)?;
        let line = |key: &WrappingKey| format!("{}\n", hex::encode(key.key.as_slice()));
        Ok([Some(&ring.current), ring.next.as_ref()].into_iter().flatten().map(line).collect())
    }

    /// Puts back the keys of such lines, where there is none.
    ///
    /// # Errors
    /// When another key stands there, the lines hold none, or a file can't be written.
    pub fn put_back(&self, lines: &[&str]) -> Result<(), VaultError> {
        let shown = || self.0.display().to_string();
        let keys = lines.iter().map(|line| parse(line)).collect::<Option<Vec<_>>>();
        let Some([current, next @ ..]) = keys.as_deref() else { return Err(VaultError::KeyDamaged(shown())) };
        if let Some(there) = read_key(&self.0)?
            && *there != **current
        {
            return Err(VaultError::KeyThere(shown()));
        }
        let put = |path: &Path, key: &DataKey| write_private(path, &line_of(key)).map_err(at(path));
        next.first().map(|key| put(&self.next(), key)).transpose()?;
        put(&self.0, current)
    }
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> VaultError + use<> {
    let path = path.display().to_string();
    |source| VaultError::KeyFile { path, source }
}

fn line_of(key: &DataKey) -> String {
    format!("{}\n", hex::encode(key.as_slice()))
}

fn parse(line: &str) -> Option<DataKey> {
    let bytes = DataKeyBytes::new(hex::decode(line.trim()).ok()?);
    bytes.as_slice().try_into().ok().map(DataKey::new)
}

fn read_key(path: &Path) -> Result<Option<DataKey>, VaultError> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text).map(Some).ok_or_else(|| VaultError::KeyDamaged(path.display().to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

fn make_key(path: &Path) -> Result<DataKey, VaultError> {
    let key = random_key()?;
    write_private(path, &line_of(&key)).map_err(at(path))?;
    Ok(key)
}

fn fingerprint(key: &DataKey) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest([b"quadrant wrapping key\n".as_slice(), key.as_slice()].concat());
    hex::encode(digest.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &tempfile::TempDir) -> KeyFile {
        KeyFile::at(&folder.path().join("wrapping.key"))
    }

    #[test]
    fn a_wrapped_key_opens_only_for_its_own_subject() {
        let wrapping = WrappingKey::new(random_key().unwrap());
        let key = random_key().unwrap();
        let wrapped = wrapping.wrap(Uuid::from_u128(1), &key).unwrap();
        assert_eq!(*wrapping.unwrap_key(Uuid::from_u128(1), &wrapped).unwrap(), *key);
        assert!(wrapping.unwrap_key(Uuid::from_u128(2), &wrapped).is_err());
    }

    #[test]
    fn the_wrapping_key_is_made_once_and_only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let first = file(&folder).read(true).unwrap().current.id;
        assert_eq!(file(&folder).read(true).unwrap().current.id, first);
        let mode = std::fs::metadata(folder.path().join("wrapping.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_wrapping_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("wrapping.key"), "not a key").unwrap();
        assert!(matches!(file(&folder).read(true), Err(VaultError::KeyDamaged(_))));
        assert_eq!(std::fs::read_to_string(folder.path().join("wrapping.key")).unwrap(), "not a key");
    }

    #[test]
    fn while_the_key_is_changed_both_are_known_and_then_only_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let old = file(&folder).read(true).unwrap().current.id;
        file(&folder).begin().unwrap();
        let between = file(&folder).read(false).unwrap();
        let new = between.next.as_ref().unwrap().id.clone();
        file(&folder).begin().unwrap();
        assert_eq!(file(&folder).read(false).unwrap().next.unwrap().id, new, "begun again, it is the same");
        assert!(between.find(&old).is_some() && between.find(&new).is_some());
        file(&folder).finish().unwrap();
        let after = file(&folder).read(false).unwrap();
        assert_eq!((after.current.id, after.next.is_none()), (new, true));
    }

    #[test]
    fn a_kept_copy_brings_the_key_back_and_never_replaces_another() {
        let [one, other] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let id = file(&one).read(true).unwrap().current.id;
        file(&one).begin().unwrap();
        let kept = file(&one).to_lines().unwrap();
        let lines: Vec<&str> = kept.lines().collect();
        file(&other).put_back(&lines).unwrap();
        assert_eq!(file(&other).read(false).unwrap().current.id, id);
        assert!(file(&other).read(false).unwrap().next.is_some());
        let third = tempfile::tempdir().unwrap();
        drop(file(&third).read(true).unwrap());
        assert!(matches!(file(&third).put_back(&lines), Err(VaultError::KeyThere(_))));
        assert!(matches!(file(&other).put_back(&["zz"]), Err(VaultError::KeyDamaged(_))));
    }
}
