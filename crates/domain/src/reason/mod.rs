//! Why something was done: a code from a closed list, a staff note that only staff can read, and the evidence.
//!
//! Governors read the fixed summary of the code and never the note, because a note typed in a hurry may name a child.
//! Every event that changes or ends something carries a [`Reason`] by type, so that it cannot be left out.

mod act;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

pub use self::act::ReasonFor;

use crate::id::KeySubject;
use crate::{Sealed, Sequence, ValueError};

/// Why, as one of a closed list.
///
/// # Source
/// The list is our own; for each act only some are offered: [`ReasonFor::codes`].
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum ReasonCode {
    /// A slip in typing or copying.
    DataEntryError,
    /// It was marked again.
    Remark,
    /// It was entered for another pupil.
    WrongPupil,
    /// Another test or paper had been used.
    WrongInstrument,
    /// The pupil was away.
    Absence,
    /// The pupil moved to or from another school.
    MovedSchool,
    /// The need is met.
    NeedMet,
    /// The need is greater than thought.
    NeedGreater,
    /// It did not work.
    NotEffective,
    /// An assessment showed it.
    EvidenceFromAssessment,
    /// The timetable.
    Timetable,
    /// Who is there to teach.
    Staffing,
    /// A mentor advised it.
    MentorAdvice,
    /// The family asked for it.
    FamilyRequest,
    /// A rule of the school or the programme.
    Policy,
    /// It had been entered twice.
    Duplicate,
    /// A later published table says something else.
    LaterTable,
    /// A person joined the school or begins to work with it.
    Joined,
    /// A person left the school or works with it no more.
    Left,
    /// A person's duties changed.
    DutyChanged,
    /// An inspection or audit asks for it.
    Inspection,
    /// Somebody else may know how to sign in by the account.
    AccountAtRisk,
    /// A person does not know their password any more.
    ForgottenPassword,
    /// A person does not have the device any more that showed their codes.
    LostDevice,
    /// The key that signs for the ledger was lost.
    LostKey,
    /// An older copy of the records was brought back on purpose.
    OlderCopyRestored,
    /// It does not answer the question.
    NotAnswered,
    /// It can't be understood.
    Unclear,
    /// What it rests on is wanted.
    EvidenceWanted,
    /// It was answered at a meeting or on another page.
    AnsweredElsewhere,
    /// None of these; the note says what.
    Other,
}

impl ReasonCode {
    /// The key of the fixed sentence that governors read for this code: `reason-data-entry-error-summary`.
    #[must_use]
    pub fn summary_key(self) -> String {
        format!("reason-{}-summary", self.to_string().replace('_', "-"))
    }

    /// The fewest characters that the note must have: 40 for [`ReasonCode::Other`], 10 for the codes that need a note and for any note given.
    #[must_use]
    pub fn least_note_length(self) -> u32 {
        if self == Self::Other { 40 } else { 10 }
    }

    /// Whether a note must be given: for `other`, and where the record of a pupil's score changes by somebody's judgement.
    #[must_use]
    pub fn needs_note(self) -> bool {
        matches!(self, Self::Other | Self::Remark | Self::WrongPupil | Self::WrongInstrument)
    }
}

/// The most characters a note may have.
pub const MOST_NOTE_LENGTH: u32 = 500;

/// What a reason rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// An event of the same stream, by its sequence.
    Event(Sequence),
    /// Something outside it, in sealed words.
    Text(Sealed),
}

/// Why: as it is stored in every event that asks for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    code: ReasonCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Sealed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<Evidence>,
}

impl Reason {
    /// The code.
    #[must_use]
    pub fn code(&self) -> ReasonCode {
        self.code
    }

    /// The staff note, sealed.
    #[must_use]
    pub fn note(&self) -> Option<&Sealed> {
        self.note.as_ref()
    }

    /// What it rests on.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }
}

/// A note as a form gives it: sealed, and how long the words were before sealing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The sealed words.
    pub text: Sealed,
    /// Their length in characters, blanks at both ends not counted. It is checked and not stored.
    pub length: u32,
}

/// A reason as a form gives it, not yet accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenReason {
    /// The code chosen.
    pub code: ReasonCode,
    /// The staff note, if one was typed.
    pub note: Option<Note>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

impl GivenReason {
    /// A reason that is a code alone.
    #[must_use]
    pub fn of(code: ReasonCode) -> Self {
        Self { code, note: None, evidence: Vec::new() }
    }

    /// Accepts it for an act, with every text sealed under one key and every event cited below `next`.
    ///
    /// # Errors
    /// When the code is not offered for the act, the note is missing, too short or too long, a text is sealed under another
    /// key, or an event is cited that the stream does not have.
    pub fn accept(
        self,
        act: ReasonFor,
        subject: Option<KeySubject>,
        last: Sequence,
    ) -> Result<Reason, ReasonRefusal> {
        if !act.codes().contains(&self.code) {
            return Err(ReasonRefusal::ReasonNotAllowedHere { code: self.code });
        }
        self.check_note()?;
        let sealed_elsewhere = |text: &Sealed| Some(text.subject()) != subject;
        if self.note.as_ref().is_some_and(|note| sealed_elsewhere(&note.text)) {
            return Err(ReasonRefusal::SealedForAnother);
        }
        for evidence in &self.evidence {
            match evidence {
                Evidence::Event(sequence) if !sequence.within(last) => {
                    return Err(ReasonRefusal::UnknownRecord);
                }
                Evidence::Text(text) if sealed_elsewhere(text) => {
                    return Err(ReasonRefusal::SealedForAnother);
                }
                Evidence::Event(_) | Evidence::Text(_) => {}
            }
        }
        Ok(Reason { code: self.code, note: self.note.map(|note| note.text), evidence: self.evidence })
    }

    fn check_note(&self) -> Result<(), ReasonRefusal> {
        let least = self.code.least_note_length();
        match &self.note {
            None if self.code.needs_note() => Err(ReasonRefusal::ReasonMissing { least }),
            Some(note) if note.length < least => {
                Err(ReasonRefusal::ReasonTooShort { length: note.length, least })
            }
            Some(note) if note.length > MOST_NOTE_LENGTH => {
                Err(ReasonRefusal::ReasonTooLong { length: note.length, most: MOST_NOTE_LENGTH })
            }
            None | Some(_) => Ok(()),
        }
    }
}

/// Why a reason is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ReasonRefusal {
    /// This code needs a note, or this act a reason, and there is none.
    #[error("a note of at least {least} characters is needed")]
    ReasonMissing {
        /// The fewest characters.
        least: u32,
    },
    /// The note says too little.
    #[error("the note has {length} characters and needs {least}")]
    ReasonTooShort {
        /// How many it has.
        length: u32,
        /// The fewest.
        least: u32,
    },
    /// The note says too much.
    #[error("the note has {length} characters and may have {most}")]
    ReasonTooLong {
        /// How many it has.
        length: u32,
        /// The most.
        most: u32,
    },
    /// This code is not one of those for this act.
    #[error("the reason {code} is not one for this")]
    ReasonNotAllowedHere {
        /// The code.
        code: ReasonCode,
    },
    /// An event is cited that the stream does not have.
    #[error("the evidence is not in this record")]
    UnknownRecord,
    /// The note is sealed under the key of somebody else.
    #[error("the note is sealed under another key")]
    SealedForAnother,
}

impl ReasonRefusal {
    /// The figures of its sentence, by name, as text: `length`, `least`, `most`, `code`.
    #[must_use]
    pub fn figures(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ReasonMissing { least } => vec![("least", least.to_string())],
            Self::ReasonTooShort { length, least } => {
                vec![("length", length.to_string()), ("least", least.to_string())]
            }
            Self::ReasonTooLong { length, most } => {
                vec![("length", length.to_string()), ("most", most.to_string())]
            }
            Self::ReasonNotAllowedHere { code } => vec![("code", code.to_string())],
            Self::UnknownRecord | Self::SealedForAnother => Vec::new(),
        }
    }
}

/// What is said of a word that is not on the list.
fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("one of the words of this list")
}
