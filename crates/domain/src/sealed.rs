//! A text that is kept for ever but can be made unreadable: it is encrypted under one person's or one cycle's own key.
//!
//! The portal seals a text before it builds a command and opens it after reading, so that the domain never sees the words.
//! Erasing a person is destroying the key; the event stays, and what was typed is gone.
//!
//! **Whose key.** Everything in a cycle about one pupil is under the key of the *participant* (subject = participant id,
//! random per cycle), everything about the cycle as a whole under the key of the *cycle* (subject = cycle id). A key per
//! pupil is not used in cycle events, because its id would stand there in the clear and join a pupil's cycles for ever,
//! even after erasure. Which participants belong to one pupil stands in their own sealed identities, and in the pupil's
//! sealed map beside the journal; erasing a pupil means: find every participant in them, and destroy the keys of all of
//! them with the pupil's. What a school knows of the pupil is under the key of the *pupil*. The cycle refuses a text that
//! is sealed under any other key. What is asked about a school and answered is under the key of the *enquiry*.
//! A governor data pack has no key: what it quotes is under the key of the cycle or the enquiry that it is quoted from.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ValueError;
use crate::id::KeySubject;

/// An encrypted text (XChaCha20-Poly1305): whose key, which version of it, the nonce and the ciphertext, both in base64.
///
/// Two sealings of the same words differ, so equality means "the very same sealed value".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Sealed {
    subject: KeySubject,
    key_version: u32,
    nonce: String,
    ciphertext: String,
}

#[derive(Deserialize)]
struct Unchecked {
    subject: Uuid,
    key_version: u32,
    nonce: String,
    ciphertext: String,
}

impl Sealed {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When the nonce is not 24 bytes in base64, or the ciphertext is not base64 of at least the 16 bytes of its tag.
    pub fn new(
        subject: KeySubject,
        key_version: u32,
        nonce: String,
        ciphertext: String,
    ) -> Result<Self, ValueError> {
        if nonce.len() == 32 && is_base64(&nonce) && ciphertext.len() >= 24 && is_base64(&ciphertext) {
            Ok(Self { subject, key_version, nonce, ciphertext })
        } else {
            Err(ValueError::expecting("a sealed text: a nonce of 24 bytes and a ciphertext, in base64"))
        }
    }

    /// Whose key it is under: a participant, a cycle, a pupil, an enquiry, a yearly look, an import or an account.
    #[must_use]
    pub fn subject(&self) -> KeySubject {
        self.subject
    }

    /// Which version of the key.
    #[must_use]
    pub fn key_version(&self) -> u32 {
        self.key_version
    }

    /// The nonce, 24 bytes in base64.
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The ciphertext with its tag, in base64.
    #[must_use]
    pub fn ciphertext(&self) -> &str {
        &self.ciphertext
    }
}

impl TryFrom<Unchecked> for Sealed {
    type Error = ValueError;
    fn try_from(parts: Unchecked) -> Result<Self, ValueError> {
        Self::new(KeySubject::new(parts.subject), parts.key_version, parts.nonce, parts.ciphertext)
    }
}

/// Standard alphabet with padding.
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
}
