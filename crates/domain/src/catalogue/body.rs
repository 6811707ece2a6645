//! What an entry of each kind says: whom a programme takes, what a strategy works on, how a test scores, where a key
//! concept belongs.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::id::EntryKind;
use super::{CatalogueRefusal, MOST_SOURCE_LENGTH};
use crate::code::{ConceptCode, FormCode, ScaleId};
use crate::cycle::{Bounds, CycleKind, LessonPart, Lever, ProgrammeLimits, Tier, Wave, Windows};
use crate::{Score, Subject, ValueError, YearLevel};

/// What an entry says, by its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A programme of support.
    Programme(Programme),
    /// A way of teaching.
    Strategy(Strategy),
    /// A test, or another instrument that gives scores.
    Instrument(Instrument),
    /// A key concept of a subject.
    Concept(Concept),
}

/// A programme of support: whom it takes, how many at a time, and how long it usually lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Support for a group, or following a class.
    pub kind: CycleKind,
    /// How far it goes beyond class teaching.
    pub tier: Tier,
    /// The English word for the same.
    pub wave: Wave,
    /// What it can teach; empty for any subject.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Subject>,
    /// Whom it takes.
    #[serde(default)]
    pub limits: ProgrammeLimits,
    /// How many weeks a cycle of it usually lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_weeks: Option<u16>,
    /// How many minutes of teaching a week usually has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_minutes_a_week: Option<u16>,
}

/// A way of teaching that a cycle can try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    /// Which lever it pulls.
    pub lever: Lever,
    /// In which parts of a lesson it can be used; at least one.
    pub lesson_parts: Vec<LessonPart>,
    /// For which subjects; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Subject>,
    /// At which tiers; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
}

/// How an instrument comes to its scores.
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
pub enum InstrumentKind {
    /// A test whose scores are set against a norm group of the same age.
    Standardised,
    /// A count of right answers.
    Raw,
    /// A talk with one pupil, scored by a guide.
    Interview,
    /// What a teacher saw in class, scored by a guide.
    ClassEvidence,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a kind of instrument")
}

/// The mean and the spread of the group that a scale was made with, in points of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Norm {
    /// The mean of the norm group.
    pub mean: Score,
    /// Its standard deviation.
    pub sd: Score,
}

/// How a score on this scale reads on another: `factor` times the score plus `offset`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleLink {
    /// The other scale.
    pub to: ScaleId,
    /// What the score is multiplied by.
    pub factor: Score,
    /// What is added then, in points of the other scale.
    pub offset: Score,
    /// The scores that it holds for; all of the test where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds_for: Option<Bounds<Score>>,
    /// Who published it and where, so that anybody can look it up. Every new link says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl ScaleLink {
    /// Whether it holds for every score from the lowest to the highest of these.
    #[must_use]
    pub fn holds(&self, scores: &Bounds<Score>) -> bool {
        self.holds_for.is_none_or(|bounds| bounds.contains(&scores.least) && bounds.contains(&scores.most))
    }

    fn check(&self, of: &Instrument) -> Result<(), CatalogueRefusal> {
        if self.to == of.scale || self.factor == Score::from(0) {
            return Err(CatalogueRefusal::LinkUnfit);
        }
        let within = |bounds: Bounds<Score>| {
            bounds.least < bounds.most
                && of.scores.contains(&bounds.least)
                && of.scores.contains(&bounds.most)
        };
        if !self.holds_for.is_none_or(within) {
            return Err(CatalogueRefusal::LinkRangeUnfit);
        }
        let source = self.source.as_deref().unwrap_or_default();
        if source.trim().is_empty() {
            return Err(CatalogueRefusal::LinkUnsourced);
        }
        if source.chars().count() > MOST_SOURCE_LENGTH {
            return Err(CatalogueRefusal::TextTooLong { most: MOST_SOURCE_LENGTH });
        }
        if source.chars().any(char::is_control) {
            return Err(CatalogueRefusal::NameUnprintable);
        }
        Ok(())
    }
}

/// A test, or another instrument that gives scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// What it tests.
    pub subject: Subject,
    /// How it comes to its scores.
    pub kind: InstrumentKind,
    /// The scale of its scores.
    pub scale: ScaleId,
    /// The lowest and the highest score.
    pub scores: Bounds<Score>,
    /// The smallest step between two scores.
    pub step: Score,
    /// Its parallel papers; empty if there is only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormCode>,
    /// The norm of its scale, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<Norm>,
    /// How far a score can lie from a pupil's true one: its standard error, in points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sem: Option<Score>,
    /// When it may be taken at each point of a cycle.
    pub windows: Windows,
    /// How its scores read on other scales.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<ScaleLink>,
}

/// A key concept of a subject, and what it builds on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// Of which subject.
    pub subject: Subject,
    /// In which school years it is mostly taught, as New Zealand and England count; [`crate::SCHOOL_YEARS`] has the others.
    pub years: Bounds<YearLevel>,
    /// The earlier concepts that it builds on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub builds_on: Vec<ConceptCode>,
}

impl Body {
    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Programme(_) => EntryKind::Programme,
            Self::Strategy(_) => EntryKind::Strategy,
            Self::Instrument(_) => EntryKind::Instrument,
            Self::Concept(_) => EntryKind::Concept,
        }
    }

    /// Whether it can be so.
    pub(super) fn check(&self, code: &str) -> Result<(), CatalogueRefusal> {
        match self {
            Self::Programme(programme) => programme.check(),
            Self::Strategy(strategy) => strategy.check(),
            Self::Instrument(instrument) => instrument.check(),
            Self::Concept(concept) => concept.check(code),
        }
    }

    /// Whether an edition may follow this one: what scores mean never changes, so that those of two editions compare.
    pub(super) fn check_next(&self, next: &Self) -> Result<(), CatalogueRefusal> {
        match (self, next) {
            (Self::Instrument(before), Self::Instrument(after)) => {
                let same_scale = before.scale == after.scale;
                if before.subject != after.subject || (same_scale && before.norm != after.norm) {
                    return Err(CatalogueRefusal::ScaleChanged);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Programme {
    fn check(&self) -> Result<(), CatalogueRefusal> {
        let limits = &self.limits;
        if limits.group_size.is_some_and(|size| size.least > size.most || size.most == 0)
            || limits.year_levels.is_some_and(|years| years.least > years.most)
        {
            return Err(CatalogueRefusal::BoundsReversed);
        }
        all_differ(&self.subjects)?;
        all_differ(&limits.entry_bands)
    }
}

impl Strategy {
    fn check(&self) -> Result<(), CatalogueRefusal> {
        if self.lesson_parts.is_empty() {
            return Err(CatalogueRefusal::LessonPartMissing);
        }
        all_differ(&self.lesson_parts)?;
        all_differ(&self.subjects)?;
        all_differ(&self.tiers)
    }
}

impl Instrument {
    fn check(&self) -> Result<(), CatalogueRefusal> {
        let zero = Score::from(0);
        if self.scores.least >= self.scores.most {
            return Err(CatalogueRefusal::BoundsReversed);
        }
        if self.step <= zero {
            return Err(CatalogueRefusal::StepNotAboveZero);
        }
        if self.norm.is_some_and(|norm| norm.sd <= zero || !self.scores.contains(&norm.mean)) {
            return Err(CatalogueRefusal::NormUnfit);
        }
        if (self.kind == InstrumentKind::Standardised) != self.norm.is_some() {
            return Err(CatalogueRefusal::NormUnfit);
        }
        if self.sem.is_some_and(|sem| sem <= zero) {
            return Err(CatalogueRefusal::NormUnfit);
        }
        for link in &self.links {
            link.check(self)?;
        }
        all_differ(&self.forms)?;
        all_differ(&self.links.iter().map(|link| &link.to).collect::<Vec<_>>())
    }
}

impl Concept {
    fn check(&self, code: &str) -> Result<(), CatalogueRefusal> {
        if self.years.least > self.years.most {
            return Err(CatalogueRefusal::BoundsReversed);
        }
        if self.builds_on.iter().any(|earlier| earlier.as_str() == code) {
            return Err(CatalogueRefusal::BuildsOnItself);
        }
        all_differ(&self.builds_on)
    }
}

fn all_differ<T: PartialEq>(all: &[T]) -> Result<(), CatalogueRefusal> {
    let twice =
        all.iter().enumerate().any(|(place, one)| all.iter().skip(place + 1).any(|other| other == one));
    if twice { Err(CatalogueRefusal::NamedTwice) } else { Ok(()) }
}
