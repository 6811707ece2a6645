//! From a figure to a place on the drawing, and the round numbers at which a line is drawn.

/// A tick nearer to the edge than this would run into the words of the other axis.
const OUTERMOST: f64 = 0.93;

/// One direction of the drawing: the line of level is in its middle, so that all four quadrants are the same size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// The furthest value drawn on either side of level, more than 0.
    pub(super) reach: f64,
    /// Where minus `reach` lies, in the drawing's units.
    pub(super) low: f64,
    /// Where plus `reach` lies.
    pub(super) high: f64,
}

impl Scale {
    /// Where a value lies; beyond the reach it lies beyond the edge.
    pub(super) fn place(self, value: f64) -> f64 {
        self.middle() + value / self.reach * (self.high - self.low) / 2.0
    }

    /// Where a value lies, or the edge if that is nearer.
    pub(super) fn clamped(self, value: f64) -> f64 {
        self.place(value.clamp(-self.reach, self.reach))
    }

    /// Where level lies.
    pub(super) fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    /// Whether a value lies on the drawing.
    pub(super) fn holds(self, value: f64) -> bool {
        value.abs() <= self.reach
    }

    /// Whether a tick at this value would not run into the words of the other axis.
    pub(super) fn has_room(self, value: f64) -> bool {
        value.abs() <= self.reach * OUTERMOST
    }

    /// The values with a tick: level and at most `most` round steps to each side.
    pub(super) fn ticks(self, most: u32) -> Vec<f64> {
        let step = step(self.reach, most);
        let steps: Vec<f64> = (1..=most)
            .map(|count| f64::from(count) * step)
            .take_while(|value| self.has_room(*value))
            .collect();
        steps.iter().rev().map(|value| -value).chain([0.0]).chain(steps.iter().copied()).collect()
    }
}

/// The smallest round step that needs at most `most` ticks to each side.
fn step(reach: f64, most: u32) -> f64 {
    let round = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
    round.into_iter().find(|step| reach / step < f64::from(most) + 1.0).unwrap_or(reach)
}

/// How far a scale reaches: past the furthest value with room for its mark, never so near that small differences
/// look large, never so far that one odd value squeezes the rest together.
pub(super) fn reach(values: impl Iterator<Item = f64>, least: f64, most: f64) -> f64 {
    let furthest = values.filter(|value| value.is_finite()).map(f64::abs).fold(0.0, f64::max);
    (furthest * 1.12 * 2.0).ceil().max(least * 2.0).min(most * 2.0) / 2.0
}

/// A coordinate to a tenth of a unit, without a trailing zero.
pub(super) fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ACROSS: Scale = Scale { reach: 4.0, low: 100.0, high: 500.0 };

    #[test]
    fn level_is_in_the_middle() {
        assert!((ACROSS.place(0.0) - 300.0).abs() < 1e-9);
        assert!((ACROSS.place(4.0) - 500.0).abs() < 1e-9);
        assert!((ACROSS.clamped(-9.0) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn ticks_are_round_and_even_on_both_sides() {
        assert_eq!(ACROSS.ticks(4), [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]);
        assert_eq!(ACROSS.ticks(2), [-2.0, 0.0, 2.0]);
        assert_eq!(
            Scale { reach: 9.5, ..ACROSS }.ticks(4),
            [-8.0, -6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]
        );
    }

    #[test]
    fn the_reach_is_neither_too_near_nor_too_far() {
        assert!((reach([0.1, -0.3].into_iter(), 4.0, 12.0) - 4.0).abs() < 1e-9);
        assert!((reach([-6.0, 2.0].into_iter(), 4.0, 12.0) - 7.0).abs() < 1e-9);
        assert!((reach([30.0].into_iter(), 4.0, 12.0) - 12.0).abs() < 1e-9);
    }

    #[test]
    fn coordinates_have_one_decimal_and_no_minus_nought() {
        assert_eq!(coordinate(-0.04), "0");
        assert_eq!(coordinate(12.0), "12");
        assert_eq!(coordinate(12.26), "12.3");
    }

    proptest! {
        #[test]
        fn every_value_within_the_reach_lands_between_the_ends(value in -12.0_f64..12.0, spread in 4.0_f64..12.0) {
            let scale = Scale { reach: spread, low: 96.0, high: 884.0 };
            prop_assert!((96.0..=884.0).contains(&scale.clamped(value)));
            let ticks = scale.ticks(4);
            prop_assert!(ticks.iter().all(|tick| scale.holds(*tick)));
            prop_assert!((3..=9).contains(&ticks.len()));
        }
    }
}
