//! The marks that have a place on the drawing, with how each of their bars looks.

use measures::{Certainty, Comparison, Interval};

use super::{Chart, ChartMark, Direction, phrase, scale};
use crate::words::{Arg, Words};

/// How the bar of one axis is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Filled: the figure clearly differs.
    Solid,
    /// A rim only: too close to call.
    Hollow,
    /// Dashes: nobody stated how sure the figure is.
    Dashed,
}

/// One axis of a mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arm {
    /// How far from level, in points.
    pub(super) value: f64,
    /// Where the true figure could lie.
    pub(super) range: Option<Interval>,
    pub(super) look: Look,
}

impl Arm {
    fn of(comparison: &Comparison) -> Option<Self> {
        let look = match comparison.certainty() {
            Certainty::ClearlyAbove | Certainty::ClearlyBelow => Look::Solid,
            Certainty::TooCloseToCall => Look::Hollow,
            Certainty::NotStated => Look::Dashed,
        };
        Some(Self { value: comparison.difference()?, range: comparison.interval(), look })
    }
}

/// A mark with a place on the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plotted<'a> {
    /// Its place in the chart's list, which its letter and classes come from.
    pub(super) index: usize,
    pub(super) mark: &'a ChartMark,
    pub(super) results: Arm,
    pub(super) progress: Arm,
}

impl Plotted<'_> {
    /// Whether results or progress clearly differ: such a mark is filled and its range is drawn.
    pub(super) fn is_clear(&self) -> bool {
        self.results.look == Look::Solid || self.progress.look == Look::Solid
    }

    /// The number of pupils, where it is known.
    pub(super) fn pupils(&self) -> Option<u32> {
        self.mark.mark.pupils()
    }

    /// Half the size of its cross: its area grows with the number of pupils, between limits that can be seen and
    /// that leave room for others.
    pub(super) fn half(&self) -> f64 {
        self.pupils().map_or(9.0, |pupils| (1.5 * f64::from(pupils).sqrt()).clamp(6.5, 15.0))
    }

    /// The words beside a mark that lies beyond the edge, with its figures.
    pub(super) fn off_words(&self, across: scale::Scale, up: scale::Scale, words: Words) -> Option<String> {
        let arms = [(self.results, across), (self.progress, up)];
        let figures: Vec<String> = arms
            .into_iter()
            .filter(|(arm, scale)| !scale.holds(arm.value))
            .map(|(arm, _)| phrase::signed(arm.value))
            .collect();
        let told = [("figures", Arg::from(figures.join(", ")))];
        (!figures.is_empty()).then(|| words.tell("chart-off", &told))
    }
}

/// The marks with a place on the drawing, the largest group first, so that a small one is never hidden behind it.
pub(super) fn plotted(chart: &Chart) -> Vec<Plotted<'_>> {
    let mut plotted: Vec<Plotted<'_>> = chart
        .marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| {
            let (results, progress) = (Arm::of(mark.mark.results())?, Arm::of(mark.mark.progress())?);
            Some(Plotted { index, mark, results, progress })
        })
        .collect();
    plotted.sort_by_key(|mark| (std::cmp::Reverse(mark.pupils()), mark.index));
    plotted
}

/// How far a direction reaches, in points.
pub(super) fn reach(direction: &Direction, values: impl Iterator<Item = f64>) -> f64 {
    let (least, most) = direction.yardstick.reaches();
    direction.reach.filter(|reach| *reach > 0.0).unwrap_or_else(|| scale::reach(values, least, most))
}
