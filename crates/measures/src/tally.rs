//! How many schools stand where: the small table beside the chart of a whole authority.

use serde::{Deserialize, Serialize};

use crate::{
    interval::Certainty,
    quadrant::{Mark, Side},
};

/// How many marks lie above, on and below a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BySide {
    /// Above the line.
    pub above: u32,
    /// Exactly on it.
    pub level: u32,
    /// Below it.
    pub below: u32,
}

impl BySide {
    fn count(&mut self, side: Side) {
        match side {
            Side::Above => self.above += 1,
            Side::Level => self.level += 1,
            Side::Below => self.below += 1,
        }
    }
}

/// Results, counted for the marks whose progress is above, on and below its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgressByResults {
    /// Marks with progress above its line, by results.
    pub above: BySide,
    /// Marks with progress exactly on its line, by results.
    pub level: BySide,
    /// Marks with progress below its line, by results.
    pub below: BySide,
}

/// What the ranges of progress say, for the marks with a place on the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Intervals {
    /// The whole range above the line.
    pub above: u32,
    /// The line in the range.
    pub including_zero: u32,
    /// The whole range below the line.
    pub below: u32,
    /// No range stated.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_stated: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The counts of many marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Where the marks stand.
    pub progress_by_results: ProgressByResults,
    /// How sure their progress is.
    pub intervals: Intervals,
    /// Marks with a place on the chart.
    pub plotted: u32,
}

impl Tally {
    /// Counts the marks that have a place on the chart; the others are left out.
    pub fn of<'a>(marks: impl IntoIterator<Item = &'a Mark>) -> Self {
        let mut tally = Self::default();
        for mark in marks {
            tally.count(mark);
        }
        tally
    }

    fn count(&mut self, mark: &Mark) {
        let (Some(results), Some(progress)) = (mark.results().side(), mark.progress().side()) else { return };
        self.plotted += 1;
        match progress {
            Side::Above => self.progress_by_results.above.count(results),
            Side::Level => self.progress_by_results.level.count(results),
            Side::Below => self.progress_by_results.below.count(results),
        }
        match mark.progress().certainty() {
            Certainty::ClearlyAbove => self.intervals.above += 1,
            Certainty::TooCloseToCall => self.intervals.including_zero += 1,
            Certainty::ClearlyBelow => self.intervals.below += 1,
            Certainty::NotStated => self.intervals.not_stated += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{interval::Interval, quadrant::Comparison, quadrant::Why};

    #[test]
    fn only_marks_with_a_place_are_counted_and_the_json_keeps_its_shape() {
        let results = Comparison::new(107.0, 105.0, None);
        let progress = Comparison::new(2.0, 0.0, Interval::new(0.5, 3.5));
        let marks = [
            Mark::new(results, progress, None),
            Mark::new(Comparison::new(105.0, 105.0, None), progress, None),
            Mark::new(Comparison::absent_because(Why::NoScaledScore), progress, None),
        ];
        let json = serde_json::to_value(Tally::of(&marks)).unwrap();
        let none = serde_json::json!({"above": 0, "level": 0, "below": 0});
        let expected = serde_json::json!({
            "progress_by_results": {
                "above": {"above": 1, "level": 1, "below": 0}, "level": none, "below": none
            },
            "intervals": {"above": 2, "including_zero": 0, "below": 0},
            "plotted": 2
        });
        assert_eq!(json, expected);
    }
}
