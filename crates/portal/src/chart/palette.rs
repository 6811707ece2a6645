//! The few colours of the chart, chosen once and proved readable here; the stylesheet repeats them by name.

/// Crosses, discs and ranges.
pub(super) const MARK: &str = "#12436d";
/// Zero lines, names and tick words.
pub(super) const INK: &str = "#0b0c0c";
/// Lines from a name to its mark.
pub(super) const SOFT: &str = "#505a5f";
/// Quadrant names.
pub(super) const CORNER: &str = "#3d3d3d";
/// The page, the hollow of a mark, and the grid.
pub(super) const PAPER: &str = "#ffffff";
/// Higher results, faster progress.
pub(super) const TINT_HIGHER_FASTER: &str = "#e4eef7";
/// Higher results, slower progress.
pub(super) const TINT_HIGHER_SLOWER: &str = "#f6f3ee";
/// Lower results, faster progress.
pub(super) const TINT_LOWER_FASTER: &str = "#eef3f8";
/// Lower results, slower progress: the strongest of the four.
pub(super) const TINT_LOWER_SLOWER: &str = "#fbe0c8";
/// How much of a range line's colour is laid on, until its mark is pointed at.
#[cfg(test)]
const RANGE_OPACITY: f64 = 0.65;

#[cfg(test)]
mod tests {
    use super::*;

    const TINTS: [&str; 4] = [TINT_HIGHER_FASTER, TINT_HIGHER_SLOWER, TINT_LOWER_FASTER, TINT_LOWER_SLOWER];
    const STYLESHEET: &str = include_str!("../../../../web/src/chart.scss");

    fn channels(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()))
    }

    /// Relative luminance, 0 to 1.
    ///
    /// # Source
    /// WCAG 2.2, definition of relative luminance.
    fn luminance(channels: [f64; 3]) -> f64 {
        let [red, green, blue] = channels.map(|channel| {
            let share = channel / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn laid_over(colour: &str, opacity: f64, ground: &str) -> [f64; 3] {
        let (above, below) = (channels(colour), channels(ground));
        [0, 1, 2].map(|at| above[at] * opacity + below[at] * (1.0 - opacity))
    }

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        assert!((contrast(channels("#000000"), channels("#ffffff")) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn text_stands_out_from_every_tint_by_four_and_a_half() {
        for ground in TINTS.into_iter().chain([PAPER]) {
            for text in [INK, CORNER, SOFT, MARK] {
                let ratio = contrast(channels(text), channels(ground));
                assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn marks_and_faint_ranges_stand_out_from_every_tint_by_three() {
        for ground in TINTS.into_iter().chain([PAPER]) {
            for (line, opacity) in [(MARK, 1.0), (MARK, RANGE_OPACITY), (SOFT, 1.0), (INK, 1.0)] {
                let ratio = contrast(laid_over(line, opacity, ground), channels(ground));
                assert!(ratio >= 3.0, "{line} at {opacity} on {ground}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn the_hollow_of_a_mark_stands_out_from_its_rim() {
        assert!(contrast(channels(MARK), channels(PAPER)) >= 3.0);
    }

    #[test]
    fn the_low_quadrant_is_tinted_strongest() {
        let depth = |tint| contrast(channels(tint), channels(PAPER));
        for other in [TINT_HIGHER_FASTER, TINT_HIGHER_SLOWER, TINT_LOWER_FASTER] {
            assert!(depth(TINT_LOWER_SLOWER) > depth(other), "{other}");
        }
    }

    #[test]
    fn the_stylesheet_uses_the_same_colours() {
        let named = [
            ("mark", MARK),
            ("ink", INK),
            ("soft", SOFT),
            ("corner", CORNER),
            ("paper", PAPER),
            ("tint-higher-faster", TINT_HIGHER_FASTER),
            ("tint-higher-slower", TINT_HIGHER_SLOWER),
            ("tint-lower-faster", TINT_LOWER_FASTER),
            ("tint-lower-slower", TINT_LOWER_SLOWER),
        ];
        for (name, colour) in named {
            let line = format!("--chart-{name}: {colour};");
            assert!(STYLESHEET.contains(&line), "the stylesheet lacks {line}");
        }
        assert!(STYLESHEET.contains(&format!("--chart-range-opacity: {RANGE_OPACITY};")));
    }
}
