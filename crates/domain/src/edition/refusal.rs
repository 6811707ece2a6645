//! Why a command about a school's editions is refused.

use strum::IntoStaticStr;

use crate::id::CycleId;
use crate::reason::ReasonRefusal;

/// Why a command about a school's editions is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum EditionRefusal {
    /// There is no such edition.
    #[error("the edition is not known")]
    UnknownRecord,
    /// Another edition was published since.
    #[error("edition {last} was published since")]
    StaleEdition {
        /// The last one; 0 if there is none.
        last: u32,
    },
    /// Nothing can be published: no cycle is closed.
    #[error("there is nothing to publish")]
    NothingToPublish,
    /// It would say what the last edition says.
    #[error("nothing is new since the last edition")]
    NothingNew,
    /// It says two things of one cycle.
    #[error("an edition says one thing of {cycle}")]
    FigureTwice {
        /// The cycle.
        cycle: CycleId,
    },
    /// It leaves out a cycle that the last edition has, or one that is to be taken out is not in it.
    #[error("{cycle} is missing")]
    FigureMissing {
        /// The cycle.
        cycle: CycleId,
    },
    /// How the figure is said to stand is not how it stands to what was shown last, or why is no reason of a correction.
    #[error("the figure of {cycle} does not stand so")]
    StandingWrong {
        /// The cycle.
        cycle: CycleId,
    },
    /// Fewer pupils stand behind the figure, or behind a reason that is told, than the limit.
    #[error("too few pupils stand behind the figure of {cycle}")]
    TooFewToShow {
        /// The cycle.
        cycle: CycleId,
    },
    /// No cycle was chosen to be taken out.
    #[error("nothing is taken out")]
    NothingTakenOut,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl EditionRefusal {
    /// The refusal's name as a word key: `stale-edition`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::UnknownRecord
            | Self::StaleEdition { .. }
            | Self::NothingToPublish
            | Self::NothingNew
            | Self::FigureTwice { .. }
            | Self::FigureMissing { .. }
            | Self::StandingWrong { .. }
            | Self::TooFewToShow { .. }
            | Self::NothingTakenOut => self.into(),
        }
    }
}
