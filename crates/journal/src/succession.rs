//! Which key took the place of which: read from the record, and held against the tree.
//!
//! A ledger signs with one key for as long as it can. Where that ends, because the key is lost or an older copy of the records
//! was brought back, a fact says which key goes on, and names the last checkpoint of the key before. Whether the ledger of
//! today goes on from that checkpoint is worked out here from the tree and never taken from the fact. Who said so and why is
//! in the fact too, for whoever knows its words.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::note::said;
use crate::proof::checkpoint_at;
use crate::{Checkpoint, Journal, JournalError, SignedCheckpoint, VerifierKey};

/// The stream that tells of keys: its kind and its id.
pub const KEYS: (&str, &str) = ("ledger", "keys");

/// A key that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The place of the fact that says so.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// All that the fact says.
    pub payload: Value,
    /// The key that signs from then on.
    pub key: VerifierKey,
    /// The name of the key before.
    pub name_before: String,
    /// The key before; none where nobody had its public half any more.
    pub key_before: Option<VerifierKey>,
    /// The last checkpoint that the key before signed, as far as it was known. Without its public half the signature can't
    /// be checked.
    pub last_before: Option<Checkpoint>,
    /// Whether the ledger begins with everything that this checkpoint covers.
    pub follows: bool,
}

/// What is read here of the fact.
#[derive(Deserialize)]
struct Begun {
    key: String,
    before: Before,
}

#[derive(Deserialize)]
struct Before {
    name: String,
    key: Option<String>,
    last: Option<String>,
}

impl Succession {
    /// Reads a fact of the stream; none if it is none of a key, or the checkpoint in it is not genuine.
    pub(crate) fn read(position: u64, recorded_at: Timestamp, payload: Value) -> Option<Self> {
        let begun = Begun::deserialize(&payload).ok()?;
        let key_before = begun
            .before
            .key
            .map(|key| key.parse::<VerifierKey>().ok())
            .map_or(Some(None), |key| key.map(Some))?;
        let name_before = begun.before.name;
        if key_before.as_ref().is_some_and(|key| key.origin() != name_before) {
            return None;
        }
        let last_before = match &begun.before.last {
            Some(note) => Some(checkpoint_in(note, &name_before, key_before.as_ref())?),
            None => None,
        };
        let key = begun.key.parse().ok()?;
        Some(Self {
            position,
            recorded_at,
            payload,
            key,
            name_before,
            key_before,
            last_before,
            follows: false,
        })
    }

    /// Whether `key` is the one before or the one after.
    fn knows(&self, key: &VerifierKey) -> bool {
        self.key == *key
            || self.key_before.as_ref().map_or(self.name_before == key.origin(), |before| before == key)
    }
}

/// What a note of `name` says, if it is genuine. Where nobody has the key any more, what it says.
pub(crate) fn checkpoint_in(note: &str, name: &str, key: Option<&VerifierKey>) -> Option<Checkpoint> {
    match key {
        Some(key) => Some(SignedCheckpoint::open(note, key).ok()?.checkpoint()),
        None => said(note, name),
    }
}

/// Every key of a ledger that signs, or signed, with `key`.
pub(crate) fn keys(begun: &[Succession], key: &VerifierKey) -> Vec<VerifierKey> {
    let mut keys: Vec<VerifierKey> = vec![];
    let told = begun.iter().flat_map(|one| one.key_before.iter().chain([&one.key]));
    for one in told.chain([key]) {
        if !keys.contains(one) {
            keys.push(one.clone());
        }
    }
    keys
}

/// Whether the record tells of `key`. Where no key took another's place it tells of none.
pub(crate) fn tells_of(begun: &[Succession], key: &VerifierKey) -> bool {
    begun.is_empty() || begun.iter().any(|one| one.knows(key))
}

impl Journal {
    /// The keys that took another's place, the earliest first, each with whether the ledger of today goes on from what was
    /// signed before.
    ///
    /// # Errors
    /// When the database can't be reached, or a fact about a key is not one.
    pub async fn successions(&self) -> Result<Vec<Succession>, JournalError> {
        let begun = self.begun().await?.map_err(|position| JournalError::Unreadable {
            aggregate_type: KEYS.0.to_owned(),
            aggregate_id: KEYS.1.to_owned(),
            source: format!("the fact at {position} is none of a key").into(),
        })?;
        self.held_against_tree(begun).await
    }

    /// The same without the tree; the position of the first fact that is none of a key, if there is one.
    pub(crate) async fn begun(&self) -> Result<Result<Vec<Succession>, u64>, JournalError> {
        let facts = self.stream(KEYS.0, KEYS.1).await?;
        Ok(facts
            .into_iter()
            .filter_map(|fact| Some((fact.position?, fact)))
            .map(|(position, fact)| {
                Succession::read(position, fact.recorded_at, fact.payload).ok_or(position)
            })
            .collect())
    }

    pub(crate) async fn held_against_tree(
        &self,
        mut begun: Vec<Succession>,
    ) -> Result<Vec<Succession>, JournalError> {
        for one in &mut begun {
            one.follows = match one.last_before {
                Some(last) => self.goes_on_from(last).await?,
                None => false,
            };
        }
        Ok(begun)
    }

    /// Whether the ledger of today begins with the facts of `earlier`.
    pub(crate) async fn goes_on_from(&self, earlier: Checkpoint) -> Result<bool, JournalError> {
        let mut connection = self.pool().acquire().await?;
        let sealed =
            sqlx::query_scalar!("SELECT last_position FROM es.sealer").fetch_one(&mut *connection).await?;
        if earlier.position == 0 || earlier.position > sealed.cast_unsigned() {
            return Ok(false);
        }
        Ok(checkpoint_at(&mut connection, earlier.position).await? == earlier)
    }
}
