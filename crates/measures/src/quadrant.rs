//! One cross on the chart: results across, progress up, and how firmly it stands in its quarter.
//!
//! A mark keeps its two comparisons, each with its own range, so that chart, table and words draw on one source.
//! It draws nothing and says nothing; [`crate::claim`] decides what may be said.

use serde::{Deserialize, Serialize};

use crate::{
    cycle::allowances_of_mark,
    interval::{Certainty, Interval, ON_THE_LINE},
    token::{Figure, Token},
};

/// One of the chart's two axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Across: results against national, or against the norm of the test.
    Results,
    /// Up: progress against pupils with the same start, or against the expected gain.
    Progress,
}

/// Why a comparison has no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The table, or our own gate, has a marker in its place.
    Token(Token),
    /// The file has no national row to compare with.
    NoNationalFigure,
    /// The subject is judged by teachers and has no scaled score.
    NoScaledScore,
    /// The test has no norm.
    NoNorm,
    /// The two tests are not on one linked scale, so no gain can be worked out.
    ScaleNotLinked,
    /// No table at hand has the school in that year.
    NoResults,
}

impl Why {
    /// A short code: the marker's own, or a word in snake case; `blank` for a cell with nothing in it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            // A cell without a sign would leave nothing to read.
            Self::Token(Token::Empty | Token::Space) => "blank",
            Self::Token(token) => token.code(),
            Self::NoNationalFigure => "no_national_figure",
            Self::NoScaledScore => "no_scaled_score",
            Self::NoNorm => "no_norm",
            Self::ScaleNotLinked => "scale_not_linked",
            Self::NoResults => "no_results",
        }
    }

    /// The message id of what it means.
    #[must_use]
    pub const fn meaning_key(self) -> &'static str {
        match self {
            Self::Token(token) => token.meaning_key(),
            Self::NoNationalFigure => "why-no-national-figure",
            Self::NoScaledScore => "why-no-scaled-score",
            Self::NoNorm => "why-no-norm",
            Self::ScaleNotLinked => "why-scale-not-linked",
            Self::NoResults => "why-no-results",
        }
    }
}

/// Which side of a line a figure lies on, whatever its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above the line.
    Above,
    /// Exactly on it.
    Level,
    /// Below it.
    Below,
}

impl Side {
    /// The side of 0 that a difference lies on. What differs from 0 by less than any table prints is on the line.
    #[must_use]
    pub fn of(difference: f64) -> Self {
        if difference > ON_THE_LINE {
            Self::Above
        } else if difference < -ON_THE_LINE {
            Self::Below
        } else {
            Self::Level
        }
    }
}

/// A figure against its reference, with the range of the difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    value: Figure,
    reference: Option<f64>,
    interval: Option<Interval>,
    absent: Option<Why>,
    bar: Bar,
}

/// What the low end of a range must pass before the figure is clearly above.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bar {
    /// The line itself.
    Line,
    /// So much above the line: what chance alone may give. Never less than 0.
    Chance(f64),
    /// Nobody can work out what chance alone may give, so nothing is clearly above.
    Unknown,
}

impl Bar {
    fn is_passed_by(self, lower: f64) -> bool {
        match self {
            Self::Line => lower > ON_THE_LINE,
            Self::Chance(points) => lower > points + ON_THE_LINE,
            Self::Unknown => false,
        }
    }
}

impl Comparison {
    /// A value against its reference, both in the same unit; `interval` is that of the *difference*.
    #[must_use]
    pub const fn new(value: f64, reference: f64, interval: Option<Interval>) -> Self {
        let value = Figure::Value(value);
        Self { value, reference: Some(reference), interval, absent: None, bar: Bar::Line }
    }

    /// A cell of a table against a reference that the table may lack.
    #[must_use]
    pub fn of_figure(value: Figure, reference: Option<f64>, interval: Option<Interval>) -> Self {
        match (value, reference) {
            (Figure::Value(number), Some(reference)) => Self::new(number, reference, interval),
            (Figure::Value(_), None) => Self { reference, ..Self::without(value, Why::NoNationalFigure) },
            (Figure::Missing(token), _) => Self { reference, ..Self::without(value, Why::Token(token)) },
        }
    }

    /// No comparison, and why.
    #[must_use]
    pub const fn absent_because(why: Why) -> Self {
        let token = match why {
            Why::Token(token) => token,
            Why::NoNationalFigure | Why::NoScaledScore | Why::NoNorm | Why::ScaleNotLinked => {
                Token::SymbolNotApplicable
            }
            Why::NoResults => Token::SymbolNotAvailable,
        };
        Self::without(Figure::Missing(token), why)
    }

    const fn without(value: Figure, why: Why) -> Self {
        Self { value, reference: None, interval: None, absent: Some(why), bar: Bar::Line }
    }

    /// The figure itself, or the marker in its place.
    #[must_use]
    pub const fn value(&self) -> Figure {
        self.value
    }

    /// What it is set against: the national average, the norm, the expected gain; 0 for published progress.
    #[must_use]
    pub const fn reference(&self) -> Option<f64> {
        self.reference
    }

    /// Value minus reference: where the mark stands on its axis.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        Some(self.value.value()? - self.reference?)
    }

    /// The 95 percent interval of the difference, where somebody stated a spread.
    #[must_use]
    pub const fn interval(&self) -> Option<Interval> {
        self.interval
    }

    /// What the interval says about the line. Of a gain it says "clearly above" only where even the low end is more than
    /// chance alone may give.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        match (Certainty::of(self.interval), self.interval) {
            (Certainty::ClearlyAbove, Some(interval)) if !self.bar.is_passed_by(interval.lower()) => {
                Certainty::TooCloseToCall
            }
            (certainty, _) => certainty,
        }
    }

    /// Whether the whole range is above the line, and yet chance alone may have put it there.
    #[must_use]
    pub fn may_be_chance(&self) -> bool {
        Certainty::of(self.interval) == Certainty::ClearlyAbove && !self.certainty().is_clear()
    }

    /// Which side of the line, whatever the range.
    #[must_use]
    pub fn side(&self) -> Option<Side> {
        self.difference().map(Side::of)
    }

    /// Why there is no difference, if there is none.
    #[must_use]
    pub const fn absent(&self) -> Option<Why> {
        self.absent
    }
}

/// The quarter of the chart that a mark is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Top right.
    HigherResultsFasterProgress,
    /// Bottom right.
    HigherResultsSlowerProgress,
    /// Top left.
    LowerResultsFasterProgress,
    /// Bottom left: the one with the strongest tint.
    LowerResultsSlowerProgress,
    /// Exactly on a line, and so in no quarter.
    Level,
    /// At least one axis has no figure.
    NotAvailable,
}

impl Quadrant {
    /// The message id of its name.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::HigherResultsFasterProgress => "quadrant-higher-faster",
            Self::HigherResultsSlowerProgress => "quadrant-higher-slower",
            Self::LowerResultsFasterProgress => "quadrant-lower-faster",
            Self::LowerResultsSlowerProgress => "quadrant-lower-slower",
            Self::Level => "quadrant-level",
            Self::NotAvailable => "quadrant-not-available",
        }
    }

    fn of(results: Option<Side>, progress: Option<Side>) -> Self {
        let (Some(results), Some(progress)) = (results, progress) else { return Self::NotAvailable };
        match (results, progress) {
            (Side::Level, _) | (_, Side::Level) => Self::Level,
            (Side::Above, Side::Above) => Self::HigherResultsFasterProgress,
            (Side::Above, Side::Below) => Self::HigherResultsSlowerProgress,
            (Side::Below, Side::Above) => Self::LowerResultsFasterProgress,
            (Side::Below, Side::Below) => Self::LowerResultsSlowerProgress,
        }
    }
}

/// How firmly a mark stands in its quarter ([`crate::method::QUADRANT_STANDING`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Both ranges keep clear of their line.
    Clearly,
    /// One range keeps clear; the other crosses its line or is not stated.
    Partly,
    /// No range keeps clear.
    TooCloseToCall,
    /// The mark is on a line.
    Level,
}

impl Standing {
    /// The message id of its words.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::Clearly => "standing-clearly",
            Self::Partly => "standing-partly",
            Self::TooCloseToCall => "standing-too-close-to-call",
            Self::Level => "standing-level",
        }
    }
}

/// Which axes a mark could be judged on: an axis without a stated range cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// Both.
    Both,
    /// Progress alone, because nobody stated a spread for results. A page says so.
    ProgressAlone,
    /// Results alone.
    ResultsAlone,
    /// Neither.
    Neither,
}

/// A mark: one school, subject, group and year, or one intervention cycle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    results: Comparison,
    progress: Comparison,
    pupils: Option<u32>,
}

/// What a published table says about one school, subject and group. Official averages come without a spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfficialFigures {
    /// Average scaled score; `None` where the subject has none (writing).
    pub average: Option<Figure>,
    /// The national average for state-funded schools; `None` where the file has no national row.
    pub national: Option<f64>,
    /// The progress score; 0 is national by construction.
    pub progress: Figure,
    /// Lower bound as published.
    pub progress_lower: Figure,
    /// Upper bound as published.
    pub progress_upper: Figure,
    /// Pupils behind the progress score, where the table lets us tell.
    pub pupils: Option<u32>,
}

impl Mark {
    /// A mark from its two comparisons.
    #[must_use]
    pub const fn new(results: Comparison, progress: Comparison, pupils: Option<u32>) -> Self {
        Self { results, progress, pupils }
    }

    /// The mark of an intervention cycle: its end scores against the norm, and its gain against the expected gain. The gain
    /// is clearly above only where its low end is more than chance alone may give at the cautious correlation: the bar at
    /// which a group is called accelerated ([`crate::cycle::GainVerdict::Accelerated`]), so that a chart and a sentence give
    /// one verdict. Where chance can't be worked out, no gain is clearly above.
    #[must_use]
    pub fn of_cycle(results: Comparison, gain: Comparison, pupils: Option<u32>) -> Self {
        let mark = Self::new(results, gain, pupils);
        let bar = match allowances_of_mark(&mark) {
            Some([_, cautious]) => Bar::Chance(cautious.points.max(0.0)),
            None => Bar::Unknown,
        };
        Self { progress: Comparison { bar, ..gain }, ..mark }
    }

    /// A mark from a published table.
    #[must_use]
    pub fn official(figures: &OfficialFigures) -> Self {
        let results = figures.average.map_or_else(
            || Comparison::absent_because(Why::NoScaledScore),
            |average| Comparison::of_figure(average, figures.national, None),
        );
        let bounds = figures.progress_lower.value().zip(figures.progress_upper.value());
        let interval = bounds.and_then(|(lower, upper)| Interval::new(lower, upper));
        let progress = Comparison::of_figure(figures.progress, Some(0.0), interval);
        Self { results, progress, pupils: figures.pupils }
    }

    /// Across.
    #[must_use]
    pub const fn results(&self) -> &Comparison {
        &self.results
    }

    /// Up.
    #[must_use]
    pub const fn progress(&self) -> &Comparison {
        &self.progress
    }

    /// The comparison on one axis.
    #[must_use]
    pub const fn on(&self, axis: Axis) -> &Comparison {
        match axis {
            Axis::Results => &self.results,
            Axis::Progress => &self.progress,
        }
    }

    /// How many pupils stand behind the mark, where it is known.
    #[must_use]
    pub const fn pupils(&self) -> Option<u32> {
        self.pupils
    }

    /// The quarter it is in.
    #[must_use]
    pub fn quadrant(&self) -> Quadrant {
        Quadrant::of(self.results.side(), self.progress.side())
    }

    /// Which axes it can be judged on; `None` when it has no place on the chart.
    #[must_use]
    pub fn judged(&self) -> Option<Judged> {
        if !self.is_plottable() {
            return None;
        }
        Some(match (self.results.interval(), self.progress.interval()) {
            (Some(_), Some(_)) => Judged::Both,
            (None, Some(_)) => Judged::ProgressAlone,
            (Some(_), None) => Judged::ResultsAlone,
            (None, None) => Judged::Neither,
        })
    }

    /// How firmly it stands there; `None` when it has no place on the chart.
    ///
    /// An axis whose range nobody stated never counts as clear: such a mark is at most *partly* in its quarter.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        match self.quadrant() {
            Quadrant::NotAvailable => None,
            Quadrant::Level => Some(Standing::Level),
            Quadrant::HigherResultsFasterProgress
            | Quadrant::HigherResultsSlowerProgress
            | Quadrant::LowerResultsFasterProgress
            | Quadrant::LowerResultsSlowerProgress => {
                Some(match (self.results.certainty().is_clear(), self.progress.certainty().is_clear()) {
                    (true, true) => Standing::Clearly,
                    (true, false) | (false, true) => Standing::Partly,
                    (false, false) => Standing::TooCloseToCall,
                })
            }
        }
    }

    /// Whether it has a place on the chart.
    #[must_use]
    pub fn is_plottable(&self) -> bool {
        self.results.side().is_some() && self.progress.side().is_some()
    }

    /// What is missing and why: no entry for a mark with a place on the chart.
    pub fn not_available(&self) -> impl Iterator<Item = (Axis, Why)> {
        let results = self.results.absent().map(|why| (Axis::Results, why));
        let progress = self.progress.absent().map(|why| (Axis::Progress, why));
        results.into_iter().chain(progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn official(average: &str, national: Option<f64>, progress: [&str; 3]) -> Mark {
        let cell = |text: &str| Figure::parse(text, crate::token::Family::PerformanceTables).unwrap();
        let [score, lower, upper] = progress.map(cell);
        Mark::official(&OfficialFigures {
            average: Some(cell(average)),
            national,
            progress: score,
            progress_lower: lower,
            progress_upper: upper,
            pupils: Some(30),
        })
    }

    #[test]
    fn a_mark_on_a_line_is_in_no_quarter() {
        let on_national = official("105", Some(105.0), ["2.0", "0.5", "3.5"]);
        assert_eq!(on_national.quadrant(), Quadrant::Level);
        assert_eq!(on_national.standing(), Some(Standing::Level));
        assert_eq!(on_national.progress().certainty(), Certainty::ClearlyAbove);
        let on_zero = official("107", Some(105.0), ["0", "-1.5", "1.5"]);
        assert_eq!(on_zero.quadrant(), Quadrant::Level);
    }

    #[test]
    fn each_pair_of_sides_has_its_own_quarter() {
        let quadrant =
            |average, score, lower, upper| official(average, Some(105.0), [score, lower, upper]).quadrant();
        assert_eq!(quadrant("107", "2.0", "0.5", "3.5"), Quadrant::HigherResultsFasterProgress);
        assert_eq!(quadrant("107", "-2.0", "-3.5", "-0.5"), Quadrant::HigherResultsSlowerProgress);
        assert_eq!(quadrant("103", "2.0", "0.5", "3.5"), Quadrant::LowerResultsFasterProgress);
        assert_eq!(quadrant("103", "-2.0", "-3.5", "-0.5"), Quadrant::LowerResultsSlowerProgress);
    }

    #[test]
    fn official_averages_have_no_range_so_progress_alone_is_judged() {
        let mark = official("107", Some(105.0), ["2.0", "0.5", "3.5"]);
        assert_eq!(mark.results().certainty(), Certainty::NotStated);
        assert_eq!(mark.judged(), Some(Judged::ProgressAlone));
        assert_eq!(mark.standing(), Some(Standing::Partly));
        let unclear = official("107", Some(105.0), ["1.0", "-0.5", "2.5"]);
        assert_eq!(unclear.standing(), Some(Standing::TooCloseToCall));
    }

    #[test]
    fn suppression_is_per_measure_and_keeps_its_marker() {
        let no_progress = official("107", Some(105.0), ["SUPP", "SUPP", "SUPP"]);
        assert_eq!(no_progress.quadrant(), Quadrant::NotAvailable);
        assert_eq!(
            no_progress.not_available().collect::<Vec<_>>(),
            [(Axis::Progress, Why::Token(Token::Suppressed))]
        );
        assert_eq!(no_progress.results().difference(), Some(2.0));
        let no_average = official("NA", Some(105.0), ["-5.1", "-9.0", "-1.2"]);
        assert_eq!(
            no_average.not_available().collect::<Vec<_>>(),
            [(Axis::Results, Why::Token(Token::NotApplicable))]
        );
    }

    #[test]
    fn a_file_without_a_national_row_gives_no_difference_and_says_why() {
        let mark = official("107", None, ["2.0", "0.5", "3.5"]);
        assert_eq!(mark.results().difference(), None);
        assert_eq!(mark.results().value(), Figure::Value(107.0));
        assert_eq!(mark.not_available().collect::<Vec<_>>(), [(Axis::Results, Why::NoNationalFigure)]);
    }

    #[test]
    fn names_are_written_in_snake_case() {
        let json = serde_json::to_string(&Quadrant::LowerResultsSlowerProgress).unwrap();
        assert_eq!(json, "\"lower_results_slower_progress\"");
        assert_eq!(serde_json::to_string(&Quadrant::NotAvailable).unwrap(), "\"not_available\"");
    }
}
