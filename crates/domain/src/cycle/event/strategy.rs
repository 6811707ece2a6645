//! What is tried with the pupils, how it is changed, and how it ends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{ConceptCode, StrategyCode};
use crate::cycle::word::{JudgedEffect, LessonPart, Lever};
use crate::id::ParticipantId;
use crate::{Reason, Sealed, Sequence};

/// Which participants a strategy is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every target participant, later ones too.
    All,
    /// These.
    Only(Vec<ParticipantId>),
}

/// How a strategy is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// Which lever it pulls.
    pub lever: Lever,
    /// In which part of the lesson.
    pub lesson_part: LessonPart,
    /// On which key concept, if on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<ConceptCode>,
    /// For which participants.
    pub participants: Reach,
    /// What is expected of it; sealed under the cycle's key.
    pub expected_effect: Sealed,
}

/// A strategy is tried from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyAdopted {
    /// The day.
    pub effective_on: Date,
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// How it is used.
    #[serde(flatten)]
    pub practice: Practice,
    /// Why.
    pub reason: Reason,
}

/// A strategy is used in another way, because of something seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyAdapted {
    /// The day.
    pub effective_on: Date,
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// How it was used.
    pub before: Practice,
    /// How it is used now.
    pub after: Practice,
    /// The events of this cycle that showed it, at least one: scores, missed scores or needs.
    pub evidence: Vec<Sequence>,
    /// Why.
    pub reason: Reason,
}

/// A strategy is used no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyStopped {
    /// The day.
    pub effective_on: Date,
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// What it did, as judged then.
    pub judged_effect: JudgedEffect,
    /// Why.
    pub reason: Reason,
}
