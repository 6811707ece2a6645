//! A checkpoint that somebody has signed: the number of facts, the root over them, and under both an Ed25519 signature.
//!
//! It is plain text, so that it can be printed, mailed and kept by people who have no part in the program. It shows that
//! whoever holds the key has stated this root for this many facts; not that the facts are true.
//!
//! # Source
//! C2SP signed-note and tlog-checkpoint, with one extension line: what was known when ([`crate::times`]).

use std::fmt;
use std::str::FromStr;

use signed_note::{
    Note, NoteError, Signer as _, StandardSigner, StandardVerifier, Verifier as _, VerifierList,
};
use tlog_tiles::Hash;
use zeroize::Zeroizing;

use crate::Checkpoint;
use crate::times::Times;

/// What some editors put before a text, to say how its letters are stored.
const BOM: char = '\u{feff}';
/// What a line with a signature begins with.
const SIGNATURE: &str = "\u{2014} ";

/// The note in a text that a person kept. Mail programs and editors end lines in other ways, and put blank lines or words
/// before and after: all of that is left away. What was signed is signed letter by letter, so nothing else can be made of it.
#[must_use]
pub fn kept_note(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches(BOM).lines().map(str::trim_end).collect();
    let begins = lines.windows(3).position(|some| match some {
        [name, size, root] => {
            !name.is_empty() && size.parse::<u64>().is_ok() && Hash::parse_hash(root).is_ok()
        }
        _ => false,
    });
    let ends = lines.iter().rposition(|line| line.starts_with(SIGNATURE));
    let note = begins.zip(ends).and_then(|(from, to)| lines.get(from..=to)).unwrap_or(&lines);
    note.iter().flat_map(|line| [line, "\n"]).collect()
}

/// The public key by which anybody can tell what a ledger has signed. Written `name+id+key`, on one line.
#[derive(Clone)]
pub struct VerifierKey {
    text: String,
    verifier: StandardVerifier,
}

impl VerifierKey {
    /// The name of the ledger, which is the first line of all its checkpoints.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.verifier.name()
    }

    /// The text of a note, if this key has signed it. Lines of other signers are passed over.
    ///
    /// # Errors
    /// When it is no note, or this key has not signed it.
    pub(crate) fn text_of(&self, note: &str) -> Result<String, UnsignedError> {
        let parsed = Note::from_bytes(note.as_bytes()).map_err(|_| UnsignedError::NoNote)?;
        match parsed.verify(&VerifierList::new(vec![Box::new(self.verifier.clone())])) {
            Ok(_) => {}
            Err(NoteError::UnverifiedNote) => return Err(UnsignedError::Stranger(self.origin().to_owned())),
            Err(_) => return Err(UnsignedError::Signature(self.origin().to_owned())),
        }
        String::from_utf8(parsed.text().to_vec()).map_err(|_| UnsignedError::NoNote)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl PartialEq for VerifierKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for VerifierKey {}

impl FromStr for VerifierKey {
    type Err = VerifierKeyError;

    fn from_str(text: &str) -> Result<Self, VerifierKeyError> {
        // An editor may have put a mark of its encoding before it.
        let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == BOM);
        let verifier = StandardVerifier::new(text).map_err(VerifierKeyError)?;
        Ok(Self { text: text.to_owned(), verifier })
    }
}

/// A text is no public key of a ledger.
#[derive(Debug, thiserror::Error)]
#[error("this is no public key of a ledger: it looks like name+12345678+AbCd…")]
pub struct VerifierKeyError(#[source] signed_note::VerifierError);

/// Why a text is not a checkpoint of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnsignedError {
    /// It is no signed note.
    #[error("this is no signed note")]
    NoNote,
    /// Only others have signed it.
    #[error("{0} has not signed this")]
    Stranger(String),
    /// The signature does not belong to the text.
    #[error("the signature of {0} does not belong to this text")]
    Signature(String),
    /// It is a checkpoint over so many facts, and stands where one over others should be.
    #[error("it is a checkpoint over {there} facts in the place of one over {place}")]
    OtherSize {
        /// How many facts it should cover.
        place: u64,
        /// How many it covers.
        there: u64,
    },
    /// It is signed, but says something else than a checkpoint of this ledger says.
    #[error("this is signed, but it is no checkpoint of {0}")]
    NoCheckpoint(String),
}

/// What a note of `origin` says, whoever signed it.
pub(crate) fn said(note: &str, origin: &str) -> Option<Checkpoint> {
    let note = Note::from_bytes(note.as_bytes()).ok()?;
    let said = tlog_tiles::Checkpoint::from_bytes(note.text()).ok()?;
    (said.origin() == origin).then(|| Checkpoint { position: said.size(), root: said.hash().0 })
}

/// A checkpoint with the signature of its ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    times: Option<Times>,
    note: String,
}

impl SignedCheckpoint {
    /// Reads a note that `key` has signed.
    ///
    /// # Errors
    /// When it is no checkpoint, of another ledger, or the signature does not belong to it.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, UnsignedError> {
        let text = key.text_of(note)?;
        let other = || UnsignedError::NoCheckpoint(key.origin().to_owned());
        let said = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).map_err(|_| other())?;
        if said.origin() != key.origin() || said.to_bytes() != text.as_bytes() {
            return Err(other());
        }
        Ok(Self {
            checkpoint: Checkpoint { position: said.size(), root: said.hash().0 },
            times: Times::read(said.extension()).map_err(|_| other())?,
            note: note.to_owned(),
        })
    }

    /// The same where it must cover `size` facts.
    ///
    /// # Errors
    /// As [`SignedCheckpoint::open`], and when it covers others.
    pub fn open_at(note: &str, size: u64, key: &VerifierKey) -> Result<Self, UnsignedError> {
        let opened = Self::open(note, key)?;
        match opened.size() {
            there if there == size => Ok(opened),
            there => Err(UnsignedError::OtherSize { place: size, there }),
        }
    }

    /// When the facts that it covers were sealed; none where it was signed before checkpoints said so.
    pub(crate) fn times(&self) -> Option<Times> {
        self.times
    }

    /// How many facts it covers, and the root over them.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        self.checkpoint
    }

    /// How many facts it covers: those at positions 1 to this one.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.checkpoint.position
    }

    /// The note, to be handed to others as it is.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }
}

/// The key that signs for a ledger, with the ledger's name in it.
pub(crate) struct LedgerKey {
    signer: StandardSigner,
    public: VerifierKey,
    text: Zeroizing<String>,
}

impl LedgerKey {
    /// A new key for the ledger `origin`.
    pub(crate) fn new(origin: &str) -> Option<Self> {
        let (private, public) = signed_note::generate_key(&mut rand_core::OsRng, origin);
        Self::parse(&Zeroizing::new(format!("{}\n{public}\n", *Zeroizing::new(private))))
    }

    /// Reads two lines: the private key and the public one. None when they are not, or don't belong together.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (private, public) = (lines.next()?, lines.next()?);
        let signer = StandardSigner::new(private).ok()?;
        let public: VerifierKey = public.parse().ok()?;
        let pair = signer.name() == public.origin() && signer.key_id() == public.verifier.key_id();
        let probe = signer.sign(b"a pair").ok()?;
        (pair && public.verifier.verify(b"a pair", &probe)).then(|| Self {
            signer,
            public,
            text: Zeroizing::new(text.to_owned()),
        })
    }

    pub(crate) fn public(&self) -> &VerifierKey {
        &self.public
    }

    /// The two lines.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// A note that says `text`.
    pub(crate) fn sign(&self, text: &str) -> Result<String, NoteError> {
        let mut note = Note::new(text.as_bytes(), &[])?;
        note.add_sigs(&[&self.signer])?;
        String::from_utf8(note.to_bytes()).map_err(|_| NoteError::MalformedNote)
    }

    /// Signs a checkpoint, and when the facts were sealed that it covers.
    pub(crate) fn sign_checkpoint(
        &self,
        checkpoint: Checkpoint,
        times: Times,
    ) -> Result<SignedCheckpoint, NoteError> {
        let (size, root) = (checkpoint.position, Hash(checkpoint.root));
        let said = tlog_tiles::Checkpoint::new(self.public.origin(), size, root, &times.line())
            .map_err(|_| NoteError::MalformedNote)?;
        let text = String::from_utf8(said.to_bytes()).map_err(|_| NoteError::MalformedNote)?;
        Ok(SignedCheckpoint { checkpoint, times: Some(times), note: self.sign(&text)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint { position: 1_234, root: [7; 32] }
    }

    #[test]
    fn a_signed_checkpoint_is_read_back_and_every_flipped_bit_is_noticed() {
        let key = LedgerKey::new("a.example/ledger").unwrap();
        let signed = key.sign_checkpoint(checkpoint(), Times::default()).unwrap();
        assert!(signed.note().starts_with("a.example/ledger\n1234\nBwcH"), "{}", signed.note());
        assert_eq!(SignedCheckpoint::open(signed.note(), key.public()).unwrap(), signed);
        for place in 0..signed.note().len() {
            for bit in 0..8 {
                let mut bytes = signed.note().as_bytes().to_vec();
                bytes[place] ^= 1 << bit;
                let Ok(text) = String::from_utf8(bytes) else { continue };
                assert!(
                    SignedCheckpoint::open(&text, key.public()).is_err(),
                    "bit {bit} of byte {place}: {text}"
                );
            }
        }
    }

    #[test]
    fn a_checkpoint_of_another_ledger_is_not_taken_for_ours() {
        let [ours, theirs] =
            ["a.example/ledger", "b.example/ledger"].map(|name| LedgerKey::new(name).unwrap());
        let same_name = LedgerKey::new("a.example/ledger").unwrap();
        for other in [&theirs, &same_name] {
            let note = other.sign_checkpoint(checkpoint(), Times::default()).unwrap();
            assert_eq!(
                SignedCheckpoint::open(note.note(), ours.public()),
                Err(UnsignedError::Stranger("a.example/ledger".to_owned()))
            );
        }
        let root = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
        let before = ours.sign(&format!("a.example/ledger\n5\n{root}\n")).unwrap();
        assert_eq!(SignedCheckpoint::open(&before, ours.public()).unwrap().times(), None);
        let unknown = ours.sign(&format!("a.example/ledger\n5\n{root}\nsomething else\n")).unwrap();
        assert!(matches!(
            SignedCheckpoint::open(&unknown, ours.public()),
            Err(UnsignedError::NoCheckpoint(_))
        ));
        let words = ours.sign(&format!("b.example/ledger\n5\n{root}\n")).unwrap();
        assert!(matches!(SignedCheckpoint::open(&words, ours.public()), Err(UnsignedError::NoCheckpoint(_))));
    }

    #[test]
    fn a_note_and_a_key_are_read_as_editors_and_mail_programs_keep_them() {
        let key = LedgerKey::new("a.example/ledger").unwrap();
        let signed = key.sign_checkpoint(checkpoint(), Times::default()).unwrap();
        let note = signed.note();
        for kept in [
            note.to_owned(),
            note.trim_end().to_owned(),
            note.replace('\n', "\r\n"),
            format!("\u{feff}{note}"),
            format!("\n\n{note}\n \n"),
            note.replace('\n', "  \n"),
            format!("Dear all,\n\nplease keep this:\n{note}\nKind regards\n"),
        ] {
            assert_eq!(
                SignedCheckpoint::open(&kept_note(&kept), key.public()).as_ref(),
                Ok(&signed),
                "{kept}"
            );
        }
        let altered = kept_note(&note.replace("1234", "1235"));
        assert!(matches!(SignedCheckpoint::open(&altered, key.public()), Err(UnsignedError::Signature(_))));
        let nothing = SignedCheckpoint::open(&kept_note("a shopping list"), key.public());
        assert_eq!(nothing, Err(UnsignedError::NoNote));
        let public = key.public();
        assert_eq!(format!("\u{feff}{public}\r\n").parse::<VerifierKey>().unwrap(), *public);
    }

    /// The note and the key that the specification's own example gives.
    #[test]
    fn the_example_of_the_specification_is_verified() {
        let key: VerifierKey =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse().unwrap();
        let note = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n\n\
                    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        assert!(key.text_of(note).unwrap().starts_with("If you think"));
        assert!(matches!(key.text_of(&note.replace("don't", "do")), Err(UnsignedError::Signature(_))));
    }

    #[test]
    fn a_key_survives_being_written_and_two_halves_of_different_keys_are_no_pair() {
        let [one, other] = [(); 2].map(|()| LedgerKey::new("a.example/ledger").unwrap());
        assert_eq!(LedgerKey::parse(one.text()).unwrap().public(), one.public());
        let mixed = format!("{}\n{}\n", one.text().lines().next().unwrap(), other.public());
        assert!(LedgerKey::parse(&mixed).is_none());
        assert!("a.example/ledger".parse::<VerifierKey>().is_err());
    }
}
