//! The end of a cycle: the assessing is over, and it is closed with an outcome.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{BenchmarkVersion, MethodVersion, ScaleId};
use crate::cycle::word::EffectSizeKind;
use crate::{Score, Sequence};

/// How complete the end scores are, in participants with the role of target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Completeness {
    /// Ever placed.
    pub targets: u16,
    /// Still taking part, with an end score.
    pub with_end_score: u16,
    /// Still taking part, with a note that no end score will come.
    pub missed: u16,
    /// Withdrawn.
    pub withdrawn: u16,
    /// Still taking part, with neither.
    pub outstanding: u16,
}

/// The assessing at the end is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleAssessed {
    /// The day.
    pub effective_on: Date,
    /// How complete it is.
    pub completeness: Completeness,
}

/// The cycle is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleClosed {
    /// The day.
    pub effective_on: Date,
}

/// What came out of a cycle, as computed at its closing from the events up to one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Target participants still taking part.
    pub n: u16,
    /// Those with a start and an end score on one scale: what the figures below rest on.
    pub n_complete: u16,
    /// The scale of the figures; none if there is no pair of scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<ScaleId>,
    /// Mean gain, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Score>,
    /// Standard deviation of the gains, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<Score>,
    /// Lower end of the interval of the mean gain, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci_lower: Option<Score>,
    /// Upper end of the interval of the mean gain, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci_upper: Option<Score>,
    /// Mean end score, in units of the scale: where the group stands on a chart of results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_mean: Option<Score>,
    /// Lower end of the interval of the mean end score, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_ci_lower: Option<Score>,
    /// Upper end of the interval of the mean end score, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_ci_upper: Option<Score>,
    /// How sure the intervals are meant to be, in percent: 95. None where there is none of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence_percent: Option<u8>,
    /// How many gained more than expected, where the scale has norms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accelerated_n: Option<u16>,
    /// The effect size, in standard deviations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub es: Option<Score>,
    /// Which effect size it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub es_kind: Option<EffectSizeKind>,
    /// How all this was computed.
    pub method: MethodVersion,
    /// Against which norms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark_set: Option<BenchmarkVersion>,
}

/// The outcome at closing is fixed; it stays when a child's key is destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleOutcomeSealed {
    /// The day.
    pub effective_on: Date,
    /// The last event that it was computed from.
    pub upto_sequence: Sequence,
    /// The figures.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The version that a sealed outcome is stored under: since the second one it says how sure its intervals are meant to be.
pub(crate) const OUTCOME_VERSION: &str = "2";

/// What the first version left to whoever knew its method: every interval was one of 95 percent.
///
/// # Source
/// The method `cycle-outcome@1`, by which the portal sealed every outcome of the first version.
pub(crate) fn with_confidence(mut outcome: serde_json::Value) -> serde_json::Value {
    let has_interval = ["ci_lower", "end_ci_lower"].iter().any(|end| outcome.get(end).is_some());
    if let (true, Some(fields)) = (has_interval, outcome.as_object_mut()) {
        fields.insert("confidence_percent".to_owned(), 95.into());
    }
    outcome
}
