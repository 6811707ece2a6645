//! What an edition says of one cycle: the figures as governors read them, and how they stand to the edition before.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::code::{BenchmarkVersion, MethodVersion, ScaleId};
use crate::id::CycleId;
use crate::reason::ReasonCode;
use crate::{Score, Sequence, ValueError};

/// Which of a school's own figures are published together.
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
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_kind)]
pub enum EditionKind {
    /// What came of its closed cycles.
    Cycles,
}

fn no_kind(_: &str) -> ValueError {
    ValueError::expecting("a kind of edition of this list")
}

/// The figures of one cycle, rounded as governors read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownFigure {
    /// They stand on the facts of the cycle up to this one, and on none after it.
    pub stands_on: Sequence,
    /// The fact that holds the outcome sealed at the cycle's last closing before that.
    pub outcome: Sequence,
    /// The pupils with a start and an end score by one test.
    pub pupils: u16,
    /// The scale of the figures.
    pub scale: ScaleId,
    /// Mean gain, in tenths of the scale.
    pub gain: Score,
    /// The lower end of its 95 percent interval; none where no interval can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gain_lower: Option<Score>,
    /// The upper end of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gain_upper: Option<Score>,
    /// Mean end score, in tenths of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Score>,
    /// The lower end of its 95 percent interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_lower: Option<Score>,
    /// The upper end of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_upper: Option<Score>,
    /// The mean of the norm that the end is set against; none where the scale has no norm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<Score>,
    /// The gain that the norm leads one to expect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_gain: Option<Score>,
    /// How they were computed.
    pub method: MethodVersion,
    /// Against which norms they are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark_set: Option<BenchmarkVersion>,
}

/// Why a figure is not shown, or not as the records have it now.
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
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_why)]
pub enum HeldBack {
    /// Too few pupils stand behind it.
    TooFew,
    /// With figures that were shown before, what too few pupils scored could be worked out.
    WorkedOut,
    /// Too many figures hang together to find out whether that is so.
    TooManyToCheck,
    /// Nobody has a start and an end score by one test. Only in facts from before: it is told like [`HeldBack::TooFew`], because
    /// beside that it would tell of each pupil of a small group.
    NoScores,
    /// The cycle was opened again and is not closed yet.
    OpenAgain,
    /// The school took it out of an edition.
    TakenOut,
}

fn no_why(_: &str) -> ValueError {
    ValueError::expecting("a reason of this list why a figure is held back")
}

/// How a figure stands to what governors read before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// It is shown for the first time.
    New,
    /// It is what was shown last.
    Unchanged {
        /// The edition that said it first.
        since: u32,
    },
    /// It is another one than before, because enough pupils changed.
    Changed {
        /// Why records were corrected, each reason once, as far as enough pupils stand behind it.
        because: BTreeSet<ReasonCode>,
        /// The fewest pupils behind one of these reasons; none where there is none, and in facts from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        behind: Option<u16>,
    },
    /// It is what was shown last, though the records say something else since.
    Kept {
        /// The edition that said it first.
        since: u32,
        /// Why records were corrected, each reason once, as far as enough pupils stand behind it.
        because: BTreeSet<ReasonCode>,
        /// The fewest pupils behind one of these reasons; none where there is none, and in facts from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        behind: Option<u16>,
        /// Why the new figure is not shown.
        why: HeldBack,
    },
    /// There is no figure to read.
    Withheld {
        /// Why.
        why: HeldBack,
    },
}

impl Standing {
    /// Why records were corrected, with the fewest pupils behind one of these reasons. Reasons of which it was not kept how
    /// many pupils stand behind them are not told.
    #[must_use]
    pub fn reasons(&self) -> Option<(&BTreeSet<ReasonCode>, u16)> {
        match self {
            Self::Changed { because, behind } | Self::Kept { because, behind, .. } => {
                behind.map(|behind| (because, behind))
            }
            Self::New | Self::Unchanged { .. } | Self::Withheld { .. } => None,
        }
    }

    /// Why a figure is kept or withheld, as far as that may be told.
    ///
    /// No pupil and too few are told alike. Of a figure that is kept it is also not told apart whether too few pupils are left
    /// behind a new one, or too few of them changed.
    #[must_use]
    pub fn why(&self) -> Option<HeldBack> {
        match self {
            Self::New | Self::Unchanged { .. } | Self::Changed { .. } => None,
            Self::Kept { why: HeldBack::TooFew | HeldBack::WorkedOut | HeldBack::NoScores, .. }
            | Self::Withheld { why: HeldBack::NoScores } => Some(HeldBack::TooFew),
            Self::Kept { why, .. } | Self::Withheld { why } => Some(*why),
        }
    }
}

/// What an edition says of one cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionFigure {
    /// The cycle.
    pub cycle: CycleId,
    /// The last fact of the cycle when the edition was made.
    pub upto: Sequence,
    /// How it stands to the edition before.
    pub standing: Standing,
    /// The figures; none where they are withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<ShownFigure>,
}

impl EditionFigure {
    /// The edition that said these figures first, where `number` is the edition that says them here; none where there are none.
    #[must_use]
    pub fn since(&self, number: u32) -> Option<u32> {
        match self.standing {
            Standing::New | Standing::Changed { .. } => Some(number),
            Standing::Unchanged { since } | Standing::Kept { since, .. } => Some(since),
            Standing::Withheld { .. } => None,
        }
    }

    /// Whether the same is told here as there, apart from that what was new or changed there is not so here any more.
    #[must_use]
    pub fn says_as(&self, earlier: &Self) -> bool {
        let reasons = |one: &Self| match &one.standing {
            Standing::Kept { .. } => one.standing.reasons().map(|(because, _)| because.clone()),
            Standing::New
            | Standing::Unchanged { .. }
            | Standing::Changed { .. }
            | Standing::Withheld { .. } => None,
        };
        self.shown == earlier.shown
            && self.standing.why() == earlier.standing.why()
            && reasons(self) == reasons(earlier)
    }
}
