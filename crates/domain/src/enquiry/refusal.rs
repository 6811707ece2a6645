//! Why a command about a question is refused.

use strum::IntoStaticStr;

use crate::reason::ReasonRefusal;

/// Why a command about an enquiry is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum EnquiryRefusal {
    /// There is no such question.
    #[error("the question is not known")]
    UnknownRecord,
    /// It is raised already, and otherwise.
    #[error("the question is raised already")]
    AlreadyRaised,
    /// Nothing is said.
    #[error("there are no words")]
    WordsMissing,
    /// Too much is said.
    #[error("the words have {length} characters and may have {most}")]
    WordsTooLong {
        /// How many there are.
        length: u32,
        /// The most.
        most: u32,
    },
    /// The words are sealed under the key of something else.
    #[error("the words are sealed under another key")]
    SealedForAnother,
    /// The answer points to too much.
    #[error("an answer has at most {most} links")]
    TooManyLinks {
        /// The most.
        most: usize,
    },
    /// The answer points to one thing twice.
    #[error("an answer has each link once")]
    LinkedTwice,
    /// The answer points to its own question.
    #[error("an answer does not point to its own question")]
    LinkToItself,
    /// An answer is there and waits for whoever asked.
    #[error("an answer waits to be accepted")]
    AnswerWaits,
    /// There is no answer to accept or to give back.
    #[error("there is no answer to judge")]
    NotAnswered,
    /// Another answer was given since.
    #[error("another answer was given since")]
    StaleAnswer,
    /// Only whoever raised it, or a governor, judges an answer; only whoever raised it takes a question back.
    #[error("the question is somebody else's")]
    NotTheirs,
    /// Nobody judges an answer to a question that they answered themselves, in whatever role.
    #[error("nobody judges their own answer")]
    OwnAnswer,
    /// It was accepted or taken back: nothing more happens to it.
    #[error("the question is settled")]
    Settled,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl EnquiryRefusal {
    /// The refusal's name as a word key: `own-answer`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::UnknownRecord
            | Self::AlreadyRaised
            | Self::WordsMissing
            | Self::WordsTooLong { .. }
            | Self::SealedForAnother
            | Self::TooManyLinks { .. }
            | Self::LinkedTwice
            | Self::LinkToItself
            | Self::AnswerWaits
            | Self::NotAnswered
            | Self::StaleAnswer
            | Self::NotTheirs
            | Self::OwnAnswer
            | Self::Settled => self.into(),
        }
    }
}
