//! Why a command about the catalogue is refused.

use strum::IntoStaticStr;

use crate::reason::ReasonRefusal;

/// Why a command about an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CatalogueRefusal {
    /// It is in the catalogue and says something else: revise it.
    #[error("the entry is in the catalogue and says something else")]
    AlreadyPublished,
    /// It is not in the catalogue.
    #[error("there is no such entry")]
    UnknownRecord,
    /// It is offered no longer.
    #[error("the entry is retired")]
    EntryRetired,
    /// What it says belongs to another kind of entry.
    #[error("what it says belongs to another kind of entry")]
    KindMismatch,
    /// It has no name.
    #[error("an entry needs a name")]
    NameMissing,
    /// Its name or its description is too long.
    #[error("a text of the entry has more than {most} characters")]
    TextTooLong {
        /// The most characters.
        most: usize,
    },
    /// Its name or its description has a character that can't be printed.
    #[error("a text of the entry has a character that can't be printed")]
    NameUnprintable,
    /// The least is above the most.
    #[error("the least is above the most")]
    BoundsReversed,
    /// A strategy is for no part of a lesson.
    #[error("a strategy needs a part of a lesson")]
    LessonPartMissing,
    /// Scores have no step.
    #[error("the step between two scores must be above 0")]
    StepNotAboveZero,
    /// A norm, or the error of a score, can't be so; or a standardised test has no norm, or another kind of test has one.
    #[error("the norm does not fit the test")]
    NormUnfit,
    /// A link leads to the scale itself, or to one point.
    #[error("a link between scales can't be so")]
    LinkUnfit,
    /// A link does not say who published it.
    #[error("a link between scales needs a source")]
    LinkUnsourced,
    /// A link holds for scores that the test does not give, or its range is the wrong way round.
    #[error("a link between scales holds for scores that the test can't give")]
    LinkRangeUnfit,
    /// A new edition gives the same scale another norm, or tests another subject.
    #[error("another norm or subject needs another scale")]
    ScaleChanged,
    /// A concept builds on itself.
    #[error("a concept can't build on itself")]
    BuildsOnItself,
    /// Something is named twice.
    #[error("something is named twice")]
    NamedTwice,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// The day is before the edition that it follows.
    #[error("the date is before the entry's last change")]
    DatesReversed,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl CatalogueRefusal {
    /// The refusal's name as a word key: `name-missing`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::AlreadyPublished
            | Self::UnknownRecord
            | Self::EntryRetired
            | Self::KindMismatch
            | Self::NameMissing
            | Self::TextTooLong { .. }
            | Self::NameUnprintable
            | Self::BoundsReversed
            | Self::LessonPartMissing
            | Self::StepNotAboveZero
            | Self::NormUnfit
            | Self::LinkUnfit
            | Self::LinkUnsourced
            | Self::LinkRangeUnfit
            | Self::ScaleChanged
            | Self::BuildsOnItself
            | Self::NamedTwice
            | Self::DateInFuture
            | Self::DatesReversed => self.into(),
        }
    }
}
