//! The keys of names and free texts: every such text is sealed under the key of the person or cycle it speaks of.
//!
//! The keys stand in their own table, wrapped by one key that is kept outside the database. Destroying a person's key
//! makes every text about them unreadable for ever, in the journal, in its copies and in its backups.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

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

use crate::erased_list::ErasedList;
use crate::wrapping_key::{KeyFile, Ring};

/// The only version of data keys so far. A new wrapping key wraps the same keys, so they keep it.
const KEY_VERSION: u32 = 1;
/// How many keys are wrapped anew by one statement.
const AT_ONCE: i64 = 200;

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
    /// Another wrapping key stands where one is to be put back.
    #[error("another wrapping key stands at {0}: move it away first, if you are sure that nothing needs it")]
    KeyThere(String),
    /// The keys are wrapped by a key that is not known here: it was changed, perhaps by another server.
    #[error("the wrapping key was changed: put the new one in its place")]
    KeyChanged,
    /// The list of erased people could not be read or written.
    #[error("the list of erased people beside the wrapping key could not be read or written")]
    ErasedList(#[source] std::io::Error),
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

/// A key, forgotten when it is dropped.
pub(crate) type DataKey = Zeroizing<[u8; 32]>;

/// Seals and opens texts. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    pool: PgPool,
    file: KeyFile,
    erased: ErasedList,
    ring: Arc<RwLock<Arc<Ring>>>,
}

impl Vault {
    /// A vault whose wrapping key stands in the file `path`; the file is made, readable by its owner alone, if there is
    /// none and `may_make`.
    ///
    /// # Errors
    /// When the file can't be read or made, or does not hold a key.
    pub fn open(pool: PgPool, path: &Path, may_make: bool) -> Result<Self, VaultError> {
        let file = KeyFile::at(path);
        let ring = Arc::new(RwLock::new(Arc::new(file.read(may_make)?)));
        Ok(Self { pool, erased: ErasedList::in_folder(file.folder()), file, ring })
    }

    /// The database of the keys.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
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
        let wrapped = self.wrapped(subjects).await?;
        let keys = wrapped
            .into_iter()
            .map(|one| Ok((one.subject, self.unwrap_key(one.subject, &one.kek, &one.key)?)))
            .collect::<Result<_, VaultError>>()?;
        Ok(Keys { keys })
    }

    /// Those of `subjects` whose keys were destroyed: nobody can read any more what is sealed about them. No key is unwrapped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gone(&self, subjects: &[Uuid]) -> Result<HashSet<Uuid>, VaultError> {
        if subjects.is_empty() {
            return Ok(HashSet::new());
        }
        let known: HashSet<Uuid> = self.wrapped(subjects).await?.into_iter().map(|one| one.subject).collect();
        Ok(subjects.iter().copied().filter(|subject| !known.contains(subject)).collect())
    }

    async fn wrapped(&self, subjects: &[Uuid]) -> Result<Vec<Wrapped>, VaultError> {
        let rows = sqlx::query!(
            r#"select subject_id, wrapped_key as "wrapped_key!", kek_id from es.subject_key
               where subject_id = any($1) and wrapped_key is not null"#,
            subjects
        )
        .fetch_all(&self.pool)
        .await?;
        let wrapped = rows.into_iter().map(|row| Wrapped {
            subject: row.subject_id,
            key: row.wrapped_key,
            kek: row.kek_id,
        });
        Ok(wrapped.collect())
    }

    /// Whether all stored keys were wrapped by a wrapping key that is known here.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fits(&self) -> Result<bool, VaultError> {
        let ids =
            sqlx::query_scalar!("select distinct kek_id from es.subject_key where wrapped_key is not null")
                .fetch_all(&self.pool)
                .await?;
        let ring = self.ring();
        Ok(ids.iter().all(|id| ring.find(id).is_some()))
    }

    /// Takes this wrapping key for all keys to come, where there is none yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<(), VaultError> {
        let ring = self.ring();
        sqlx::query!(
            "insert into app.wrapping_key (kek_id) values ($1) on conflict (one) do update set kek_id = excluded.kek_id",
            ring.current.id()
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Destroys the keys of a pupil and of all the pupil's participants, and the links between them. Nobody can read any
    /// text about them from now on, and no key is made for them again, also not by a backup that is brought back.
    ///
    /// # Errors
    /// When the list of erased people can't be written, or the database fails. Done again, it goes on from there.
    pub async fn destroy(&self, pupil: Uuid, participants: &[Uuid]) -> Result<(), VaultError> {
        let all: BTreeSet<Uuid> = participants.iter().copied().chain([pupil]).collect();
        // Outside the database first: what is interrupted here is done when a vault is opened next.
        self.erased.add(all.iter().copied()).map_err(VaultError::ErasedList)?;
        self.forget(&all.into_iter().collect::<Vec<_>>(), &[pupil]).await
    }

    /// Destroys once more what a restored backup brought back of erased people, and lets the two lists of them agree.
    /// Gives how many keys that were.
    ///
    /// # Errors
    /// When the list can't be read or written, or the database fails.
    pub async fn destroy_again(&self) -> Result<usize, VaultError> {
        let mut erased = self.erased.read().map_err(VaultError::ErasedList)?;
        let stored =
            sqlx::query_scalar!("select subjects from app.erased").fetch_optional(&self.pool).await?;
        let stored: BTreeSet<Uuid> = stored.into_iter().flatten().collect();
        erased.extend(&stored);
        self.erased.add(erased.iter().copied()).map_err(VaultError::ErasedList)?;
        let erased: Vec<Uuid> = erased.into_iter().collect();
        let back = sqlx::query_scalar!(
            "select subject_id from es.subject_key where subject_id = any($1) and wrapped_key is not null",
            &erased
        )
        .fetch_all(&self.pool)
        .await?;
        if !back.is_empty() || stored.len() < erased.len() {
            self.forget(&erased, &erased).await?;
        }
        Ok(back.len())
    }

    /// Destroys the keys of `subjects` and the links of `pupils`, all at once. Their rows go: what is left of them is the
    /// list, in its own order.
    async fn forget(&self, subjects: &[Uuid], pupils: &[Uuid]) -> Result<(), VaultError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query!(
            "insert into app.erased as known (subjects) select array(select unnest($1::uuid[]) order by 1)
             on conflict (one) do update
             set subjects = array(select unnest(known.subjects) union select unnest(excluded.subjects) order by 1)",
            subjects
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query!("delete from es.subject_key where subject_id = any($1)", subjects)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("delete from app.participation where pupil_id = any($1)", pupils)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Wraps every key anew under a new wrapping key, and only then lets the old one go. It may be interrupted at any
    /// point, also by a power cut: asked again, it goes on; until then both keys open. `progress` is told how many keys
    /// are done, and of how many.
    ///
    /// # Errors
    /// When a file can't be written, the database fails, or a key does not open. Nothing is lost then.
    pub async fn rotate(&self, mut progress: impl FnMut(u64, u64)) -> Result<u64, VaultError> {
        self.file.begin()?;
        let ring = self.read_again()?;
        let next = ring.next.as_ref().ok_or(VaultError::KeyChanged)?;
        sqlx::query!(
            "insert into app.wrapping_key (kek_id) values ($1) on conflict (one) do update set kek_id = excluded.kek_id",
            next.id()
        )
        .execute(&self.pool)
        .await?;
        let left = sqlx::query_scalar!(
            r#"select count(*) as "count!" from es.subject_key where wrapped_key is not null and kek_id <> $1"#,
            next.id()
        )
        .fetch_one(&self.pool)
        .await?
        .cast_unsigned();
        let mut done = 0;
        loop {
            progress(done, left.max(done));
            let some = self.rotate_some(&ring).await?;
            if some == 0 {
                break;
            }
            done += some;
        }
        self.file.finish()?;
        self.read_again()?;
        Ok(done)
    }

    /// Wraps some keys anew, and gives how many.
    async fn rotate_some(&self, ring: &Ring) -> Result<u64, VaultError> {
        let next = ring.next.as_ref().ok_or(VaultError::KeyChanged)?;
        let rows = sqlx::query!(
            r#"select subject_id, wrapped_key as "wrapped_key!", kek_id from es.subject_key
               where wrapped_key is not null and kek_id <> $1 order by subject_id limit $2"#,
            next.id(),
            AT_ONCE
        )
        .fetch_all(&self.pool)
        .await?;
        let mut subjects = Vec::new();
        let mut wrapped = Vec::new();
        for row in rows {
            let old = ring.find(&row.kek_id).ok_or(VaultError::KeyChanged)?;
            wrapped.push(next.wrap(row.subject_id, &old.unwrap_key(row.subject_id, &row.wrapped_key)?)?);
            subjects.push(row.subject_id);
        }
        // A key that was destroyed meanwhile has no row to find, or none with a key in it.
        sqlx::query!(
            "update es.subject_key as known set wrapped_key = new.wrapped_key, kek_id = $3
             from unnest($1::uuid[], $2::bytea[]) as new (subject_id, wrapped_key)
             where known.subject_id = new.subject_id and known.wrapped_key is not null",
            &subjects,
            &wrapped,
            next.id()
        )
        .execute(&self.pool)
        .await?;
        Ok(subjects.len() as u64)
    }

    async fn key_to_seal(&self, subject: Uuid) -> Result<DataKey, VaultError> {
        // Again when somebody was faster: with this subject's key, or with a new wrapping key.
        for _ in 0..3 {
            let stored =
                sqlx::query!("select wrapped_key, kek_id from es.subject_key where subject_id = $1", subject)
                    .fetch_optional(&self.pool)
                    .await?;
            if let Some(row) = stored {
                let wrapped = row.wrapped_key.ok_or(VaultError::Destroyed)?;
                return self.unwrap_key(subject, &row.kek_id, &wrapped);
            }
            self.make_key(subject).await?;
        }
        Err(VaultError::KeyChanged)
    }

    /// Makes the key of a subject who has none, wrapped by the key that is in force for all servers.
    async fn make_key(&self, subject: Uuid) -> Result<(), VaultError> {
        let ring = self.ring();
        sqlx::query!(
            "insert into app.wrapping_key (kek_id) values ($1) on conflict (one) do nothing",
            ring.current.id()
        )
        .execute(&self.pool)
        .await?;
        let now = sqlx::query!(
            r#"select kek_id, exists (select from app.erased where $1 = any(subjects)) as "erased!"
               from app.wrapping_key"#,
            subject
        )
        .fetch_one(&self.pool)
        .await?;
        if now.erased {
            return Err(VaultError::Destroyed);
        }
        let ring = self.ring_with(&now.kek_id)?;
        let wrapping = ring.find(&now.kek_id).ok_or(VaultError::KeyChanged)?;
        let wrapped = wrapping.wrap(subject, &random_key()?)?;
        // The row of the wrapping key is held, so that nobody changes it between this look and the new row.
        sqlx::query!(
            "insert into es.subject_key (subject_id, wrapped_key, kek_id)
             select $1, $2, kek_id from app.wrapping_key where kek_id = $3 for share
             on conflict (subject_id) do nothing",
            subject,
            wrapped,
            now.kek_id
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    fn unwrap_key(&self, subject: Uuid, id: &str, wrapped: &[u8]) -> Result<DataKey, VaultError> {
        let ring = self.ring_with(id)?;
        ring.find(id).ok_or(VaultError::KeyChanged)?.unwrap_key(subject, wrapped)
    }

    /// The keys that are known, with a look into the files for one that is not.
    fn ring_with(&self, id: &str) -> Result<Arc<Ring>, VaultError> {
        let ring = self.ring();
        if ring.find(id).is_some() { Ok(ring) } else { self.read_again() }
    }

    fn ring(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn read_again(&self) -> Result<Arc<Ring>, VaultError> {
        let ring = Arc::new(self.file.read(false)?);
        self.ring.write().unwrap_or_else(PoisonError::into_inner).clone_from(&ring);
        Ok(ring)
    }
}

/// A stored key, as the wrapping key of this id has wrapped it.
struct Wrapped {
    subject: Uuid,
    key: Vec<u8>,
    kek: String,
}

/// Keys fetched for one page.
#[derive(Default)]
pub struct Keys {
    keys: HashMap<Uuid, DataKey>,
}

impl Keys {
    /// Whether the key of this subject is still there.
    #[must_use]
    pub fn has(&self, subject: Uuid) -> bool {
        self.keys.contains_key(&subject)
    }

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

pub(crate) fn encrypt(
    cipher: &XChaCha20Poly1305,
    aad: &[u8],
    text: &[u8],
) -> Result<([u8; 24], Vec<u8>), VaultError> {
    let nonce: [u8; 24] = random()?;
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: text, aad })
        .map_err(|_| VaultError::DoesNotOpen)?;
    Ok((nonce, sealed))
}

pub(crate) fn decrypt(
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

pub(crate) fn random_key() -> Result<DataKey, VaultError> {
    Ok(Zeroizing::new(random()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(field: &str) -> Place<'_> {
        Place { stream: "cycle/1", command_id: Uuid::nil(), field }
    }

    fn sealed_under(key: &DataKey, subject: Uuid, text: &str) -> Sealed {
        let (nonce, ciphertext) = encrypt(&cipher(key), &place("can_do").bytes(), text.as_bytes()).unwrap();
        sealed(subject, nonce, &ciphertext).unwrap()
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
}
