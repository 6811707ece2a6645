//! What a programme and an instrument allow: brought by each command that a rule needs them for.
//!
//! The catalogue holds them, edition by edition; the cycle names the edition and never copies the numbers.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::CycleRefusal;
use super::event::Plan;
use super::word::{AssessmentPoint, EntryBand};
use crate::code::{InstrumentVersion, ScaleId};
use crate::{Score, Subject, YearLevel};

/// The least and the most of something, both allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds<T> {
    /// The least allowed.
    pub least: T,
    /// The most allowed.
    pub most: T,
}

impl<T: PartialOrd> Bounds<T> {
    /// Whether a value lies within.
    pub fn contains(&self, value: &T) -> bool {
        *value >= self.least && *value <= self.most
    }
}

/// Whom a programme takes, and how many at a time. What is not set is not limited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgrammeLimits {
    /// How many target pupils a group has at its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_size: Option<Bounds<u16>>,
    /// Which year levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_levels: Option<Bounds<YearLevel>>,
    /// The fewest weeks of schooling before entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_weeks_of_schooling: Option<u16>,
    /// Which entry bands; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry_bands: Vec<EntryBand>,
    /// Whether there must be evidence that the pupil can reach what is expected.
    #[serde(default)]
    pub potential_needed: bool,
}

impl ProgrammeLimits {
    /// No limits: whole-class monitoring, or a programme that takes anybody.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The limits of New Zealand's Accelerating Learning in Mathematics: years 1 to 10, 40 weeks of schooling, below or well
    /// below what is expected with the potential to reach it, groups of 6 to 8.
    ///
    /// # Source
    /// Source document A: S1, S2, S3, S21; potential: source document B, S43.
    #[must_use]
    pub fn accelerating_mathematics() -> Self {
        let years = (YearLevel::new(1), YearLevel::new(10));
        let year_levels = if let (Ok(least), Ok(most)) = years { Some(Bounds { least, most }) } else { None };
        Self {
            group_size: Some(Bounds { least: 6, most: 8 }),
            year_levels,
            least_weeks_of_schooling: Some(40),
            entry_bands: vec![EntryBand::WellBelow, EntryBand::Below],
            potential_needed: true,
        }
    }
}

/// What an edition of an instrument gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentLimits {
    /// Which instrument and edition.
    pub instrument: InstrumentVersion,
    /// What it tests.
    pub subject: Subject,
    /// The scale of its scores.
    pub scale: ScaleId,
    /// The lowest and the highest score, in units of the scale.
    pub scores: Bounds<Score>,
    /// The smallest step between two scores, counted from the lowest; above 0.
    pub step: Score,
}

impl InstrumentLimits {
    /// Whether the test can give this score.
    ///
    /// # Errors
    /// When it is out of the test's range or between two of its steps.
    pub fn allow(&self, score: Score) -> Result<(), CycleRefusal> {
        let Bounds { least, most } = self.scores;
        if !self.scores.contains(&score) {
            return Err(CycleRefusal::ScoreOutOfRange { least, most });
        }
        if !self.is_on_a_step(score) {
            return Err(CycleRefusal::ScoreBetweenSteps { step: self.step });
        }
        Ok(())
    }

    /// Whether a score is one that lies a whole number of steps above the lowest.
    pub(super) fn is_on_a_step(&self, score: Score) -> bool {
        let above = score.decimal() - self.scores.least.decimal();
        above.checked_rem(self.step.decimal()).is_some_and(|rest| rest.is_zero())
    }
}

/// When an assessment may be taken, in days before and after the cycle's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// A baseline this many days before the start, at the earliest.
    pub baseline_before_days: u16,
    /// A baseline this many days after the start, or after a pupil was placed, at the latest.
    pub baseline_after_days: u16,
    /// An end score this many days before the end, at the earliest.
    pub end_before_days: u16,
    /// An end score this many days after the end, at the latest.
    pub end_after_days: u16,
    /// A follow-up or transfer score this many days after the end, at the latest.
    pub afterwards_days: u16,
}

impl Windows {
    /// Our own choice where an instrument says nothing: six weeks before and two after the start, four weeks around the end,
    /// and thirteen months afterwards.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            baseline_before_days: 42,
            baseline_after_days: 14,
            end_before_days: 28,
            end_after_days: 28,
            afterwards_days: 400,
        }
    }

    /// The first and the last day of a point, for a pupil placed on a day.
    #[must_use]
    pub fn days(&self, point: AssessmentPoint, plan: &Plan, placed_on: Date) -> Bounds<Date> {
        let (starts, ends) = (plan.starts_on, plan.ends_on);
        let (least, most) = match point {
            AssessmentPoint::Baseline => (
                before(starts, self.baseline_before_days),
                after(starts.max(placed_on), self.baseline_after_days),
            ),
            AssessmentPoint::Interim => (starts, ends),
            AssessmentPoint::End => {
                (before(ends, self.end_before_days).max(starts), after(ends, self.end_after_days))
            }
            AssessmentPoint::FollowUp => (ends, after(ends, self.afterwards_days)),
            AssessmentPoint::Transfer => (starts, after(ends, self.afterwards_days)),
        };
        Bounds { least, most }
    }
}

fn days(count: u16) -> Span {
    i64::from(count).days()
}

fn before(date: Date, count: u16) -> Date {
    date.saturating_sub(days(count))
}

fn after(date: Date, count: u16) -> Date {
    date.saturating_add(days(count))
}
