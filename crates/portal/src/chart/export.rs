//! The same figures as values for programs: a structure for JSON, and rows for CSV.

use measures::{Axis, Certainty, Comparison, Mark, Quadrant};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Chart, ChartMark};
use crate::paper::files::safe;
use crate::words::Words;

/// A mark as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MarkRecord {
    /// The id of the mark in its chart.
    pub id: String,
    /// Its name.
    pub label: String,
    /// How many pupils, where it is known.
    pub pupils: Option<u32>,
    /// Results against the reference.
    pub results: ResultsRecord,
    /// Progress.
    pub progress: ProgressRecord,
    /// Where it stands.
    #[schema(value_type = String)]
    pub quadrant: Quadrant,
    /// What has no figure, and why; left out where nothing is missing.
    #[serde(skip_serializing_if = "Missing::is_empty")]
    pub not_available: Missing,
}

/// Results of a mark. Numbers are as published; a missing one is null.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ResultsRecord {
    /// The figure itself.
    pub value: Option<f64>,
    /// What it is set against: the national average, or the norm of the test.
    pub national: Option<f64>,
    /// Value less national.
    pub difference: Option<f64>,
    /// The lower bound of the difference.
    pub lower: Option<f64>,
    /// The upper bound of the difference.
    pub upper: Option<f64>,
    /// How sure the difference is.
    #[schema(value_type = String)]
    pub certainty: Certainty,
}

/// Progress of a mark. Numbers are as published; a missing one is null.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ProgressRecord {
    /// The figure itself: the progress score, or the mean gain.
    pub value: Option<f64>,
    /// What it is set against: 0 for a progress score, else the expected gain.
    pub expected: Option<f64>,
    /// Value less expected: where the mark stands.
    pub difference: Option<f64>,
    /// The lower bound of the difference.
    pub lower: Option<f64>,
    /// The upper bound of the difference.
    pub upper: Option<f64>,
    /// How sure the difference is.
    #[schema(value_type = String)]
    pub certainty: Certainty,
}

/// Which measures have no figure, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Missing {
    /// Why there are no results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Reason>,
    /// Why there is no progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<Reason>,
}

/// Why a measure has no figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReasonMissing)]
pub struct Reason {
    /// The marker that stands in the table, or a word in snake case.
    pub token: &'static str,
    /// What it means, in words.
    pub meaning: String,
}

impl Missing {
    fn is_empty(&self) -> bool {
        self.results.is_none() && self.progress.is_none()
    }

    fn of(mark: &Mark, words: Words) -> Self {
        let reason = |wanted: Axis| {
            mark.not_available()
                .find(|(axis, _)| *axis == wanted)
                .map(|(_, why)| Reason { token: why.code(), meaning: words.say(why.meaning_key()) })
        };
        Self { results: reason(Axis::Results), progress: reason(Axis::Progress) }
    }
}

impl MarkRecord {
    /// The figures of a mark, as values.
    pub(super) fn of(mark: &ChartMark, words: Words) -> Self {
        Self {
            id: mark.id.clone(),
            label: mark.label.clone(),
            pupils: mark.mark.pupils(),
            results: ResultsRecord::of(mark.mark.results()),
            progress: ProgressRecord::of(mark.mark.progress()),
            quadrant: mark.mark.quadrant(),
            not_available: Missing::of(&mark.mark, words),
        }
    }
}

impl ResultsRecord {
    /// The figures of one comparison.
    #[must_use]
    pub fn of(comparison: &Comparison) -> Self {
        Self {
            value: comparison.value().value(),
            national: comparison.reference(),
            difference: comparison.difference().map(tidy),
            lower: comparison.interval().map(|interval| tidy(interval.lower())),
            upper: comparison.interval().map(|interval| tidy(interval.upper())),
            certainty: comparison.certainty(),
        }
    }
}

impl ProgressRecord {
    /// The figures of one comparison.
    #[must_use]
    pub fn of(comparison: &Comparison) -> Self {
        let ResultsRecord { value, national: expected, difference, lower, upper, certainty } =
            ResultsRecord::of(comparison);
        Self { value, expected, difference, lower, upper, certainty }
    }
}

/// Without the digits that only floating point puts there: 0.3, not 0.299999999999997.
fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded == 0.0 { 0.0 } else { rounded }
}

const COLUMNS: [&str; 17] = [
    "id",
    "label",
    "pupils",
    "results_value",
    "results_national",
    "results_difference",
    "results_lower",
    "results_upper",
    "results_certainty",
    "progress_value",
    "progress_expected",
    "progress_difference",
    "progress_lower",
    "progress_upper",
    "progress_certainty",
    "quadrant",
    "not_available",
];

/// The rows of a CSV file, the names of the columns first.
pub(super) fn csv(chart: &Chart, words: Words) -> Vec<Vec<String>> {
    let names = COLUMNS.into_iter().map(str::to_owned).collect();
    let rows = chart.marks.iter().map(|mark| row(&MarkRecord::of(mark, words)));
    std::iter::once(names).chain(rows).collect()
}

fn row(record: &MarkRecord) -> Vec<String> {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let (results, progress) = (record.results, record.progress);
    vec![
        safe(&record.id),
        safe(&record.label),
        record.pupils.map(|pupils| pupils.to_string()).unwrap_or_default(),
        number(results.value),
        number(results.national),
        number(results.difference),
        number(results.lower),
        number(results.upper),
        name(&results.certainty),
        number(progress.value),
        number(progress.expected),
        number(progress.difference),
        number(progress.lower),
        number(progress.upper),
        name(&progress.certainty),
        name(&record.quadrant),
        reasons(&record.not_available),
    ]
}

/// The stored name of a closed list's value.
fn name<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn reasons(missing: &Missing) -> String {
    let named = [("results", &missing.results), ("progress", &missing.progress)];
    let told: Vec<String> = named
        .into_iter()
        .filter_map(|(measure, reason)| {
            reason.as_ref().map(|reason| format!("{measure}: {}", reason.token.trim()))
        })
        .collect();
    told.join("; ")
}
