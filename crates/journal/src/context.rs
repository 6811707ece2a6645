//! Who asks, in which role, by which command: kept with every fact, so that history can be answered for.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A hash of what the sender asked for, by which a repeated command is told from another one under the same id.
pub type Fingerprint = [u8; 32];

/// The version of the metadata's own shape.
const SCHEMA: &str = "1";

/// What is known about a command besides its content. Ids only, never names.
#[derive(Debug, Clone)]
pub struct Context {
    /// The command's own id. The same id again acts once.
    pub command_id: Uuid,
    /// Groups all commands of one piece of work.
    pub correlation_id: Uuid,
    /// What led to the command: another command's or event's id.
    pub causation: Option<String>,
    /// The id of the account that asks.
    pub actor: String,
    /// The role in which it asks.
    pub role: String,
    /// The program it came by: `web`, `api`, `import`, ...
    pub client: String,
    /// A hash of what was asked, made before anything random (such as a seal's nonce) was added.
    /// Without it a repeated id is told apart by its stream and actor alone.
    pub fingerprint: Option<Fingerprint>,
}

impl Context {
    /// The context of a command that nothing else led to.
    #[must_use]
    pub fn new(command_id: Uuid, actor: &str, role: &str, client: &str) -> Self {
        Self {
            command_id,
            correlation_id: command_id,
            causation: None,
            actor: actor.to_owned(),
            role: role.to_owned(),
            client: client.to_owned(),
            fingerprint: None,
        }
    }

    /// The same context with a hash of what was asked.
    #[must_use]
    pub fn with_fingerprint(mut self, fingerprint: Fingerprint) -> Self {
        self.fingerprint = Some(fingerprint);
        self
    }

    /// The metadata stored with each event, as JSON text with sorted keys.
    pub(crate) fn metadata(&self) -> Result<String, serde_json::Error> {
        let command_id = self.command_id.to_string();
        let correlation_id = self.correlation_id.to_string();
        let mut entries = BTreeMap::from([
            ("actor", self.actor.as_str()),
            ("role", self.role.as_str()),
            ("client", self.client.as_str()),
            ("command_id", command_id.as_str()),
            ("correlation_id", correlation_id.as_str()),
            ("schema", SCHEMA),
        ]);
        if let Some(causation) = &self.causation {
            entries.insert("causation", causation);
        }
        serde_json::to_string(&entries)
    }

    /// What is stored beside the command id, for a command on the given stream.
    pub(crate) fn stored_fingerprint(&self, aggregate_type: &str, aggregate_id: &str) -> Fingerprint {
        let mut hash = Sha256::new();
        for part in [aggregate_type, aggregate_id, &self.actor] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update(self.fingerprint.unwrap_or_default());
        hash.finalize().into()
    }
}
