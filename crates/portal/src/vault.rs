//! The keys of names and free texts: every such text is sealed under the key of the person or cycle it speaks of.
//!
//! The keys stand in their own table, wrapped by one key that is kept outside the database. Destroying a person's key
//! makes every text about them unreadable for ever, in the journal, in its copies and in its backups.

use std::collections::HashMap;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::{KeySubject, Sealed};
use rand::TryRngCore;
use rand::rngs::OsRng;
use sqlx::PgPool;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The only version of data keys so far; rotation adds more.
const KEY_VERSION: u32 = 1;

/// A sealed text could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The system gave no random numbers.
    #[error("the system gave no random numbers")]
    Random,
    /// The wrapping key's file could not be read or made.
    #[error("the wrapping key at {path} could not be read or made")]
    KeyFile {
        /// Where the key should be.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// The wrapping key's file does not hold a key.
    #[error("the wrapping key at {0} is damaged: it must be one line of 64 hexadecimal digits")]
    KeyDamaged(String),
    /// The database did not answer.
    #[error("the table of keys did not answer")]
    Database(#[from] sqlx::Error),
    /// A key or a text does not open: it belongs to another key, another place or was altered.
    #[error("a sealed text does not open: wrong wrapping key, or altered")]
    DoesNotOpen,
    /// The person's key was destroyed, so nothing new can be sealed about them.
    #[error("the key of this person was destroyed")]
    Destroyed,
}

/// Where a sealed text stands. A sealed text opens only in its own place, so it can't be moved to another.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The stream, such as `cycle/…`.
    pub stream: &'a str,
    /// The command that wrote it.
    pub command_id: Uuid,
    /// The field's name.
    pub field: &'a str,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!("{}\n{}\n{}", self.stream, self.command_id, self.field).into_bytes()
    }
}

type DataKey = Zeroizing<[u8; 32]>;

/// Seals and opens texts. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    pool: PgPool,
    wrapping: XChaCha20Poly1305,
    wrapping_id: String,
}

impl Vault {
    /// A vault whose wrapping key stands in the file `path`; the file is made, readable by its owner alone, if there is
    /// none and `may_make`.
    ///
    /// # Errors
    /// When the file can't be read or made, or does not hold a key.
    pub fn open(pool: PgPool, path: &Path, may_make: bool) -> Result<Self, VaultError> {
        let key = wrapping_key(path, may_make)?;
        let wrapping_id = fingerprint(&key);
        Ok(Self { pool, wrapping: XChaCha20Poly1305::new(&Key::from(*key)), wrapping_id })
    }

    /// Seals `text` about `subject` for its `place`. The subject's key is made at its first text.
    ///
    /// # Errors
    /// When the database or the system's random numbers fail, or the subject's key was destroyed.
    pub async fn seal(&self, subject: Uuid, place: Place<'_>, text: &str) -> Result<Sealed, VaultError> {
        let key = self.key_to_seal(subject).await?;
        let (nonce, ciphertext) = encrypt(&cipher(&key), &place.bytes(), text.as_bytes())?;
        sealed(subject, nonce, &ciphertext)
    }

    /// The keys of `subjects` that still exist, for opening many texts with one question to the database.
    ///
    /// # Errors
    /// When the database fails, or a key was wrapped by another wrapping key.
    pub async fn keys(&self, subjects: &[Uuid]) -> Result<Keys, VaultError> {
        let rows = sqlx::query!(
            r#"select subject_id, wrapped_key as "wrapped_key!" from es.subject_key
               where subject_id = any($1) and wrapped_key is not null"#,
            subjects
        )
        .fetch_all(&self.pool)
        .await?;
        let keys = rows
            .into_iter()
            .map(|row| Ok((row.subject_id, self.unwrap_key(row.subject_id, &row.wrapped_key)?)))
            .collect::<Result<_, VaultError>>()?;
        Ok(Keys { keys })
    }

    /// Whether this wrapping key is the one that the stored keys were wrapped by.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fits(&self) -> Result<bool, VaultError> {
        let other = sqlx::query_scalar!(
            r#"select count(*) as "count!" from es.subject_key where kek_id <> $1 and wrapped_key is not null"#,
            self.wrapping_id
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(other == 0)
    }

    async fn key_to_seal(&self, subject: Uuid) -> Result<DataKey, VaultError> {
        let fresh = random_key()?;
        let wrapped = self.wrap_key(subject, &fresh)?;
        sqlx::query!(
            "insert into es.subject_key (subject_id, wrapped_key, kek_id) values ($1, $2, $3)
             on conflict (subject_id) do nothing",
            subject,
            wrapped,
            self.wrapping_id
        )
        .execute(&self.pool)
        .await?;
        let stored =
            sqlx::query_scalar!("select wrapped_key from es.subject_key where subject_id = $1", subject)
                .fetch_one(&self.pool)
                .await?;
        self.unwrap_key(subject, &stored.ok_or(VaultError::Destroyed)?)
    }

    fn wrap_key(&self, subject: Uuid, key: &DataKey) -> Result<Vec<u8>, VaultError> {
        let (nonce, ciphertext) = encrypt(&self.wrapping, subject.as_bytes(), key.as_slice())?;
        Ok([nonce.as_slice(), &ciphertext].concat())
    }

    fn unwrap_key(&self, subject: Uuid, wrapped: &[u8]) -> Result<DataKey, VaultError> {
        let (nonce, ciphertext) = wrapped.split_at_checked(24).ok_or(VaultError::DoesNotOpen)?;
        let plain = Zeroizing::new(decrypt(&self.wrapping, subject.as_bytes(), nonce, ciphertext)?);
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| VaultError::DoesNotOpen)?;
        Ok(Zeroizing::new(key))
    }
}

/// Keys fetched for one page.
#[derive(Default)]
pub struct Keys {
    keys: HashMap<Uuid, DataKey>,
}

impl Keys {
    /// The text in `sealed`, which stands in `place`; none if its subject's key was destroyed.
    ///
    /// # Errors
    /// When the text does not open: it was altered, or moved from another place.
    pub fn open(&self, sealed: &Sealed, place: Place<'_>) -> Result<Option<String>, VaultError> {
        let Some(key) = self.keys.get(&sealed.subject().uuid()) else { return Ok(None) };
        let nonce = BASE64_STANDARD.decode(sealed.nonce()).map_err(|_| VaultError::DoesNotOpen)?;
        let ciphertext = BASE64_STANDARD.decode(sealed.ciphertext()).map_err(|_| VaultError::DoesNotOpen)?;
        let plain = decrypt(&cipher(key), &place.bytes(), &nonce, &ciphertext)?;
        String::from_utf8(plain).map(Some).map_err(|_| VaultError::DoesNotOpen)
    }
}

fn sealed(subject: Uuid, nonce: [u8; 24], ciphertext: &[u8]) -> Result<Sealed, VaultError> {
    let (nonce, ciphertext) = (BASE64_STANDARD.encode(nonce), BASE64_STANDARD.encode(ciphertext));
    Sealed::new(KeySubject::new(subject), KEY_VERSION, nonce, ciphertext).map_err(|_| VaultError::DoesNotOpen)
}

fn cipher(key: &DataKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(**key))
}

fn encrypt(cipher: &XChaCha20Poly1305, aad: &[u8], text: &[u8]) -> Result<([u8; 24], Vec<u8>), VaultError> {
    let nonce: [u8; 24] = random()?;
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: text, aad })
        .map_err(|_| VaultError::DoesNotOpen)?;
    Ok((nonce, sealed))
}

fn decrypt(
    cipher: &XChaCha20Poly1305,
    aad: &[u8],
    nonce: &[u8],
    ciphertext: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; 24] = nonce.try_into().map_err(|_| VaultError::DoesNotOpen)?;
    cipher
        .decrypt(&XNonce::from(nonce), Payload { msg: ciphertext, aad })
        .map_err(|_| VaultError::DoesNotOpen)
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| VaultError::Random)?;
    Ok(bytes)
}

fn random_key() -> Result<DataKey, VaultError> {
    Ok(Zeroizing::new(random()?))
}

fn fingerprint(key: &DataKey) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest([b"quadrant wrapping key\n".as_slice(), key.as_slice()].concat());
    hex::encode(digest.get(..8).unwrap_or_default())
}

fn wrapping_key(path: &Path, may_make: bool) -> Result<DataKey, VaultError> {
    let shown = path.display().to_string();
    let at = |source| VaultError::KeyFile { path: shown.clone(), source };
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let bytes =
                Zeroizing::new(hex::decode(text.trim()).map_err(|_| VaultError::KeyDamaged(shown.clone()))?);
            let key = bytes.as_slice().try_into().map_err(|_| VaultError::KeyDamaged(shown.clone()))?;
            Ok(Zeroizing::new(key))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && may_make => {
            let key = random_key()?;
            write_private(path, &format!("{}\n", hex::encode(key.as_slice()))).map_err(at)?;
            Ok(key)
        }
        Err(error) => Err(at(error)),
    }
}

/// Writes `text` to a new file that only its owner can read, whole or not at all.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension("new");
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(folder: &Path) -> Vault {
        let pool = PgPool::connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap();
        Vault::open(pool, &folder.join("wrapping.key"), true).unwrap()
    }

    fn place(field: &str) -> Place<'_> {
        Place { stream: "cycle/1", command_id: Uuid::nil(), field }
    }

    fn sealed_under(key: &DataKey, subject: Uuid, text: &str) -> Sealed {
        let (nonce, ciphertext) = encrypt(&cipher(key), &place("can_do").bytes(), text.as_bytes()).unwrap();
        sealed(subject, nonce, &ciphertext).unwrap()
    }

    #[tokio::test]
    async fn a_wrapped_key_opens_only_for_its_own_subject() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        let key = random_key().unwrap();
        let wrapped = vault.wrap_key(Uuid::from_u128(1), &key).unwrap();
        assert_eq!(*vault.unwrap_key(Uuid::from_u128(1), &wrapped).unwrap(), *key);
        assert!(vault.unwrap_key(Uuid::from_u128(2), &wrapped).is_err());
    }

    #[test]
    fn a_text_opens_in_its_place_and_nowhere_else() {
        let subject = Uuid::from_u128(7);
        let key = random_key().unwrap();
        let text = sealed_under(&key, subject, "counts on in tens");
        let keys = Keys { keys: HashMap::from([(subject, key)]) };
        assert_eq!(keys.open(&text, place("can_do")).unwrap().as_deref(), Some("counts on in tens"));
        assert!(keys.open(&text, place("not_yet")).is_err());
    }

    #[test]
    fn a_text_whose_key_is_gone_is_gone() {
        let text = sealed_under(&random_key().unwrap(), Uuid::from_u128(7), "counts on in tens");
        assert_eq!(Keys::default().open(&text, place("can_do")).unwrap(), None);
    }

    #[tokio::test]
    async fn the_wrapping_key_is_made_once_and_only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let first = vault(folder.path()).wrapping_id;
        assert_eq!(vault(folder.path()).wrapping_id, first);
        let mode = std::fs::metadata(folder.path().join("wrapping.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[tokio::test]
    async fn a_damaged_wrapping_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("wrapping.key"), "not a key").unwrap();
        let pool = PgPool::connect_lazy("postgres://nobody@127.0.0.1:1/none").unwrap();
        let refused = Vault::open(pool, &folder.path().join("wrapping.key"), true);
        assert!(matches!(refused, Err(VaultError::KeyDamaged(_))));
    }
}
