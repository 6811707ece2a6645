//! Why a cycle says no: what is so, not what failed. Nothing has happened.

use jiff::civil::Date;
use strum::IntoStaticStr;

use super::word::ReportPart;
use crate::reason::ReasonRefusal;
use crate::{ParticipantId, Score, Sequence, YearLevel};

/// Why a command to a cycle is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CycleRefusal {
    /// The pupil's year is not one that the programme takes.
    #[error("the programme takes years {least} to {most}")]
    YearOutOfRange {
        /// The lowest year level.
        least: YearLevel,
        /// The highest year level.
        most: YearLevel,
    },
    /// The pupil has been at school for too few weeks.
    #[error("the programme takes pupils after {least} weeks of schooling")]
    TooFewWeeks {
        /// The fewest weeks.
        least: u16,
    },
    /// The pupil is not behind what is expected.
    #[error("the programme takes pupils below what is expected")]
    NotBelowExpectation,
    /// Nothing shows that the pupil can reach what is expected.
    #[error("nothing shows that the pupil can reach what is expected")]
    PotentialNotShown,
    /// Several things about the pupil do not fit the programme.
    #[error("{} things about the pupil do not fit the programme", misfits.len())]
    NotEligible {
        /// Each of them.
        misfits: Vec<CycleRefusal>,
    },
    /// The needs of the pupils come before the programme.
    #[error("each pupil needs an assessed need first")]
    NeedBeforeProgramme,
    /// The teaching is not to begin before the first day of the plan.
    #[error("the first day of the cycle is {first}")]
    BeforeFirstDay {
        /// The first day.
        first: Date,
    },
    /// The group is smaller than the programme says.
    #[error("the group has {size} pupils and needs {least}")]
    GroupTooSmall {
        /// How many it has.
        size: u16,
        /// The fewest.
        least: u16,
    },
    /// The group is larger than the programme says.
    #[error("the group has {size} pupils and may have {most}")]
    GroupTooLarge {
        /// How many it has.
        size: u16,
        /// The most.
        most: u16,
    },
    /// The participant takes part already.
    #[error("the pupil takes part already")]
    AlreadyPlaced,
    /// The pupil is active in other cycles of the same subject at the same time, and no reason is given.
    #[error("the pupil takes part in {cycles} other cycles of this subject at the same time")]
    PlacedElsewhere {
        /// In how many.
        cycles: u16,
    },
    /// The pupil was placed to compare with; to be taught is asked for by a placing.
    #[error("the pupil was placed to compare with")]
    PlacedForComparison,
    /// The participant does not take part.
    #[error("the pupil does not take part")]
    NotPlaced,
    /// The participant has not left, so that nothing is to be put right of that.
    #[error("the pupil has not left")]
    NotWithdrawn,
    /// The share of sessions is not from 1 to 100 percent.
    #[error("the share of sessions is not from 1 to 100 percent")]
    ShareOutOfRange,
    /// A target has no value, or one that its measure does not have.
    #[error("the value of the target does not fit its measure")]
    TargetNotMeasurable,
    /// This target has been set otherwise.
    #[error("this target has been set")]
    TargetAlreadySet,
    /// There is no start score on this scale.
    #[error("there is no start score on this scale")]
    BaselineMissing,
    /// There is a score for this point and instrument.
    #[error("there is a score for this point and instrument")]
    DuplicateAssessment,
    /// The test is of another subject than the cycle.
    #[error("the test is of another subject than the cycle")]
    SubjectMismatch,
    /// The score is on another scale than the instrument's.
    #[error("the score is on another scale than the instrument's")]
    ScaleMismatch,
    /// The instrument does not give such a score.
    #[error("the instrument gives scores from {least} to {most}")]
    ScoreOutOfRange {
        /// The lowest score.
        least: Score,
        /// The highest score.
        most: Score,
    },
    /// The instrument gives no score between its steps.
    #[error("the instrument gives scores in steps of {step}")]
    ScoreBetweenSteps {
        /// The step.
        step: Score,
    },
    /// The test was taken outside the days for this point.
    #[error("the days for this point are {from} to {to}")]
    TakenOutsideCycle {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// An end is before its start.
    #[error("the end is before the start")]
    DatesReversed,
    /// The day is long before the cycle.
    #[error("nothing of this cycle can have been so before {earliest}")]
    TooLongAgo {
        /// The first day that can be meant.
        earliest: Date,
    },
    /// The cycle would last longer than a cycle of inquiry can.
    #[error("a cycle lasts {most_weeks} weeks at most")]
    LastsTooLong {
        /// The most, in weeks.
        most_weeks: i32,
    },
    /// The correction is the same as what is there.
    #[error("nothing would change")]
    NothingChanged,
    /// Somebody corrected it since.
    #[error("the record was corrected since; it is now in event {live}")]
    StaleCorrection {
        /// The event that holds it now.
        live: Sequence,
    },
    /// The score does not count any more.
    #[error("the score does not count any more")]
    AlreadyVoided,
    /// The pupil's end score would be left without a start score.
    #[error("there is an end score that needs this start score")]
    EndScoreStands,
    /// There is no such record in this cycle.
    #[error("there is no such record in this cycle")]
    UnknownRecord,
    /// The change cites nothing that happened.
    #[error("no event is cited as evidence")]
    EvidenceMissing,
    /// The change cites something that shows nothing about the pupils.
    #[error("what is cited is not a score, a missed score or a need")]
    NotEvidence,
    /// The strategy is in use already, in another way.
    #[error("the strategy is in use already")]
    StrategyAlreadyActive,
    /// The catalogue offers the strategy no longer.
    #[error("the strategy is retired")]
    StrategyRetired,
    /// The catalogue offers the programme no longer.
    #[error("the programme is retired")]
    ProgrammeRetired,
    /// The strategy is not in use.
    #[error("the strategy is not in use")]
    StrategyNotActive,
    /// A strategy is for some pupils, but none is named.
    #[error("the strategy is for nobody")]
    NobodyReached,
    /// The session is too short or too long.
    #[error("a session lasts from 1 to {most} minutes")]
    MinutesOutOfRange {
        /// The most minutes.
        most: u16,
    },
    /// The session is held on a day outside the cycle.
    #[error("sessions are held from {from} to {to}")]
    HeldOutsideCycle {
        /// The first day of teaching.
        from: Date,
        /// The last day of teaching.
        to: Date,
    },
    /// A session was held with nobody there.
    #[error("nobody was there")]
    NobodyPresent,
    /// Somebody or something is named twice.
    #[error("somebody or something is named twice")]
    NamedTwice,
    /// Under this number something else is recorded.
    #[error("under this number something else is recorded")]
    AlreadyRecorded,
    /// The cycle is not in a stage that allows this.
    #[error("a cycle that is {stage} does not allow {act}")]
    WrongState {
        /// The stage, as a word key.
        stage: &'static str,
        /// The act, as a word key.
        act: &'static str,
    },
    /// Some pupils have neither an end score nor a note that none will come.
    #[error("{outstanding} pupils have no end score")]
    IncompleteAssessment {
        /// How many.
        outstanding: u16,
    },
    /// The outcome was computed before the last event.
    #[error("the outcome was computed up to event {upto}, the last is {last}")]
    StaleOutcome {
        /// The event that it was computed up to.
        upto: Sequence,
        /// The last event.
        last: Sequence,
    },
    /// The cycle that this one builds on is not known to be closed.
    #[error("the earlier cycle is not closed")]
    PredecessorUnfinished,
    /// The cycle that this one builds on is of another school.
    #[error("the earlier cycle is of another school")]
    PredecessorElsewhere,
    /// The plan follows another cycle.
    #[error("the plan follows another cycle")]
    NotThePredecessor,
    /// A part of the report is missing.
    #[error("the report lacks its part {part}")]
    ReportPartMissing {
        /// Which part.
        part: ReportPart,
    },
    /// Who asks for it and who allows it are one person.
    #[error("nobody allows what they ask for themselves")]
    SelfApproval,
    /// Nobody asks that the cycle goes on, or the request lapsed.
    #[error("nobody asks that the cycle goes on")]
    ReopeningNotAsked,
    /// The set of norms is not published.
    #[error("the set of norms is not published")]
    BenchmarkNotPublished,
    /// A text is sealed under the key of somebody else, or of another cycle.
    #[error("a text is sealed under another key")]
    SealedForAnother,
    /// Of scores recorded together some are refused, so that none is recorded.
    #[error("{} of the scores are refused", rows.len())]
    ScoresRefused {
        /// Which, and why each.
        rows: Vec<RowRefusal>,
    },
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

/// Why one row of scores that are recorded together is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRefusal {
    /// Whose row.
    pub participant: ParticipantId,
    /// Why.
    pub refusal: CycleRefusal,
}

impl CycleRefusal {
    /// The refusal's name as a word key: `too-few-weeks`; for a reason that is not accepted, the name of that.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if let Self::Reason(reason) = self { reason.into() } else { self.into() }
    }

    /// The figures of its sentence, by name, as text: `least`, `most`, `size`, `from`, `to` ...
    #[must_use]
    pub fn figures(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::YearOutOfRange { least, most } => {
                vec![("least", least.to_string()), ("most", most.to_string())]
            }
            Self::BeforeFirstDay { first } => vec![("first", first.to_string())],
            Self::TooFewWeeks { least } => vec![("least", least.to_string())],
            Self::GroupTooSmall { size, least } => {
                vec![("size", size.to_string()), ("least", least.to_string())]
            }
            Self::GroupTooLarge { size, most } => {
                vec![("size", size.to_string()), ("most", most.to_string())]
            }
            Self::NotEligible { misfits } => vec![("misfits", misfits.len().to_string())],
            Self::PlacedElsewhere { cycles } => vec![("cycles", cycles.to_string())],
            Self::ScoreOutOfRange { least, most } => {
                vec![("least", least.to_string()), ("most", most.to_string())]
            }
            Self::ScoreBetweenSteps { step } => vec![("step", step.to_string())],
            Self::MinutesOutOfRange { most } => vec![("most", most.to_string())],
            Self::TakenOutsideCycle { from, to } | Self::HeldOutsideCycle { from, to } => {
                vec![("from", from.to_string()), ("to", to.to_string())]
            }
            Self::StaleCorrection { live } => vec![("live", live.to_string())],
            Self::WrongState { stage, act } => {
                vec![("stage", (*stage).to_owned()), ("act", (*act).to_owned())]
            }
            Self::IncompleteAssessment { outstanding } => vec![("outstanding", outstanding.to_string())],
            Self::TooLongAgo { earliest } => vec![("earliest", earliest.to_string())],
            Self::LastsTooLong { most_weeks } => vec![("most_weeks", most_weeks.to_string())],
            Self::ReportPartMissing { part } => vec![("part", part.to_string())],
            Self::StaleOutcome { upto, last } => vec![("upto", upto.to_string()), ("last", last.to_string())],
            Self::ScoresRefused { rows } => vec![("rows", rows.len().to_string())],
            Self::Reason(reason) => reason.figures(),
            Self::NotBelowExpectation
            | Self::PotentialNotShown
            | Self::NeedBeforeProgramme
            | Self::AlreadyPlaced
            | Self::NotPlaced
            | Self::NotWithdrawn
            | Self::ShareOutOfRange
            | Self::TargetNotMeasurable
            | Self::TargetAlreadySet
            | Self::BaselineMissing
            | Self::DuplicateAssessment
            | Self::SubjectMismatch
            | Self::ScaleMismatch
            | Self::DateInFuture
            | Self::DatesReversed
            | Self::NothingChanged
            | Self::UnknownRecord
            | Self::EvidenceMissing
            | Self::NotEvidence
            | Self::StrategyAlreadyActive
            | Self::StrategyRetired
            | Self::ProgrammeRetired
            | Self::StrategyNotActive
            | Self::NobodyReached
            | Self::NobodyPresent
            | Self::NamedTwice
            | Self::AlreadyRecorded
            | Self::AlreadyVoided
            | Self::EndScoreStands
            | Self::PlacedForComparison
            | Self::NotThePredecessor
            | Self::SelfApproval
            | Self::ReopeningNotAsked
            | Self::PredecessorUnfinished
            | Self::PredecessorElsewhere
            | Self::BenchmarkNotPublished
            | Self::SealedForAnother => Vec::new(),
        }
    }
}
