//! From a number to words: "about 2 points above the national average". Chart, table and sentences all use these.
//!
//! What may be said comes from [`measures::claim`]; here it gets the words of its yardstick.

use measures::{
    Axis, Certainty, Interval,
    claim::{self, Amount, Says},
};

use super::Yardstick;
use crate::words::{Arg, Words};

impl Yardstick {
    /// The part of the message ids that belongs to it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::ResultsAgainstNational => "results-national",
            Self::ResultsAgainstAllSchools => "results-all-schools",
            Self::ResultsAgainstAuthority => "results-authority",
            Self::ProgressAgainstSameStart => "progress-same-start",
            Self::ResultsAgainstNorm => "results-norm",
            Self::GainAgainstExpected => "gain-expected",
        }
    }

    /// The nearest and the furthest that an axis reaches on its own, in points.
    ///
    /// Less would make chance look large; more would squeeze all marks together for the sake of one.
    pub(super) fn reaches(self) -> (f64, f64) {
        match self {
            Self::ResultsAgainstNational
            | Self::ResultsAgainstAllSchools
            | Self::ResultsAgainstAuthority
            | Self::ProgressAgainstSameStart => (4.0, 12.0),
            Self::ResultsAgainstNorm | Self::GainAgainstExpected => (8.0, 40.0),
        }
    }
}

/// To a tenth, as every figure is printed; never minus nought.
fn tenths(value: f64) -> f64 {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

fn side(value: f64) -> &'static str {
    if value > 0.0 {
        "above"
    } else if value < 0.0 {
        "below"
    } else {
        "level"
    }
}

/// A difference as a figure with its sign: "+2.0", "−1.3", "0.0".
#[must_use]
pub fn signed(value: f64) -> String {
    let value = tenths(value);
    let sign = match side(value) {
        "above" => "+",
        "below" => "−",
        _ => "",
    };
    format!("{sign}{:.1}", value.abs())
}

/// A difference of less than a tenth with its sign and its first digit that is not 0: "−0.04".
fn finely(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    let size = value.abs();
    let tells =
        |decimals: usize| format!("{size:.decimals$}").chars().any(|digit| matches!(digit, '1'..='9'));
    let decimals = (2..9).find(|decimals| tells(*decimals)).unwrap_or(9);
    format!("{sign}{size:.decimals$}")
}

/// A value as a figure, without a needless decimal: "106", "98.4".
#[must_use]
pub(super) fn plain(value: f64) -> String {
    let value = tenths(value);
    let text = if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    text.replace('-', "−")
}

/// A range as figures: "−2.9 to −0.1". An end of a range that keeps clear of 0 is never printed as 0: it gets as many
/// decimals as it takes, "−1.7 to −0.04".
#[must_use]
pub fn range(words: Words, interval: Interval) -> String {
    let is_clear = interval.certainty() != Certainty::TooCloseToCall;
    let end = |value: f64| if is_clear && tenths(value) == 0.0 { finely(value) } else { signed(value) };
    let (lower, upper) = (end(interval.lower()), end(interval.upper()));
    words.tell("chart-range", &[("lower", Arg::from(lower)), ("upper", Arg::from(upper))])
}

/// The words of a tick: "2 points above", "national average".
#[must_use]
pub fn tick(words: Words, yardstick: Yardstick, value: f64) -> String {
    match yardstick {
        Yardstick::ResultsAgainstNational => words.claim(&claim::tick(Axis::Results, value)),
        Yardstick::ProgressAgainstSameStart => words.claim(&claim::tick(Axis::Progress, value)),
        Yardstick::ResultsAgainstAllSchools
        | Yardstick::ResultsAgainstAuthority
        | Yardstick::ResultsAgainstNorm
        | Yardstick::GainAgainstExpected => {
            let id = format!("chart-tick-{}", yardstick.key());
            let amount = words.claim(&Amount::of(value).phrase());
            words.tell(&id, &[("side", Arg::from(side(value))), ("amount", Arg::from(amount))])
        }
    }
}

/// What may be said of one axis of a mark: "about 2 points above the national average", or "too close to call".
///
/// A direction is named only where the range keeps clear of the line, or where nobody stated a range and the
/// published figure speaks for itself.
#[must_use]
pub fn comparison(words: Words, yardstick: Yardstick, says: Says) -> String {
    let told = |side: &'static str, amount: Option<Amount>| {
        let amount = amount.map(|amount| words.claim(&amount.phrase())).unwrap_or_default();
        let id = format!("chart-phrase-{}", yardstick.key());
        words.tell(&id, &[("side", Arg::from(side)), ("amount", Arg::from(amount))])
    };
    match says {
        Says::ClearlyAbove(amount) | Says::PublishedAbove(amount) => told("above", Some(amount)),
        Says::ClearlyBelow(amount) | Says::PublishedBelow(amount) => told("below", Some(amount)),
        Says::PublishedLevel => told("level", None),
        Says::TooCloseToCall => words.say("chart-phrase-too-close"),
        Says::MayBeChance => words.say("chart-phrase-may-be-chance"),
        Says::NotAvailable(why) => words.say(why.meaning_key()),
    }
}

/// The same text with a capital in front, to begin a sentence or stand in a cell.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use measures::{Comparison, Mark, claim::ComparisonClaim};

    use super::*;

    fn words() -> Words {
        Words::default()
    }

    fn results(certainty: Option<(f64, f64)>, value: f64) -> String {
        let interval = certainty.and_then(|(lower, upper)| Interval::new(lower, upper));
        let level = Comparison::new(0.0, 0.0, None);
        let mark = Mark::new(Comparison::new(value, 0.0, interval), level, None);
        comparison(words(), Yardstick::ResultsAgainstNational, ComparisonClaim::of(&mark, Axis::Results).says)
    }

    #[test]
    fn a_published_figure_without_a_range_speaks_for_itself() {
        assert_eq!(results(None, 2.0), "2 points above the national average");
        assert_eq!(results(None, -1.0), "1 point below the national average");
        assert_eq!(results(None, -1.3), "about 1 point below the national average");
        assert_eq!(results(None, 0.2), "less than 1 point above the national average");
        assert_eq!(results(None, 0.0), "level with the national average");
    }

    #[test]
    fn a_direction_is_named_only_where_the_range_keeps_clear_of_the_line() {
        assert_eq!(results(Some((0.4, 3.6)), 2.0), "2 points above the national average");
        assert_eq!(results(Some((-0.4, 4.4)), 2.0), "too close to call");
        assert_eq!(results(Some((-4.4, 0.0)), -2.2), "too close to call");
    }

    #[test]
    fn each_yardstick_has_its_own_words() {
        let points = Says::ClearlyBelow(Amount::of_clear(-3.0));
        let say = |yardstick| comparison(words(), yardstick, points);
        assert_eq!(say(Yardstick::ProgressAgainstSameStart), "3 points behind pupils with the same start");
        assert_eq!(say(Yardstick::ResultsAgainstNorm), "3 points below the average for the test");
        assert_eq!(say(Yardstick::GainAgainstExpected), "3 points less than expected");
    }

    #[test]
    fn another_average_than_the_national_one_is_named() {
        let points = Says::PublishedAbove(Amount::of(2.0));
        let say = |yardstick| comparison(words(), yardstick, points);
        assert_eq!(say(Yardstick::ResultsAgainstAuthority), "2 points above the local authority average");
        assert_eq!(say(Yardstick::ResultsAgainstAllSchools), "2 points above the average of all schools");
        assert_eq!(tick(words(), Yardstick::ResultsAgainstAuthority, 0.0), "local authority average");
        assert_eq!(tick(words(), Yardstick::ResultsAgainstAllSchools, -2.0), "2 points below");
    }

    #[test]
    fn ticks_are_words() {
        let across = |value| tick(words(), Yardstick::ResultsAgainstNational, value);
        assert_eq!(across(2.0), "2 points above");
        assert_eq!(across(1.0), "1 point above");
        assert_eq!(across(-4.0), "4 points below");
        assert_eq!(across(0.0), "national average");
        assert_eq!(tick(words(), Yardstick::ProgressAgainstSameStart, 2.0), "2 points ahead");
        assert_eq!(tick(words(), Yardstick::ProgressAgainstSameStart, 0.0), "level");
        assert_eq!(tick(words(), Yardstick::ResultsAgainstNorm, -10.0), "10 points below");
        assert_eq!(tick(words(), Yardstick::ResultsAgainstNorm, 0.0), "test average");
        assert_eq!(tick(words(), Yardstick::GainAgainstExpected, 5.0), "5 points more");
        assert_eq!(tick(words(), Yardstick::GainAgainstExpected, 0.0), "as expected");
    }

    #[test]
    fn figures_carry_a_true_minus_sign_and_no_minus_nought() {
        assert_eq!(signed(2.0), "+2.0");
        assert_eq!(signed(-1.25), "−1.3");
        assert_eq!(signed(-0.02), "0.0");
        assert_eq!(plain(106.0), "106");
        assert_eq!(plain(98.44), "98.4");
        let interval = Interval::new(-2.9, 0.1).unwrap();
        assert_eq!(range(words(), interval), "−2.9 to +0.1");
    }

    #[test]
    fn an_end_of_a_range_that_keeps_clear_of_nought_is_never_printed_as_nought() {
        let told = |lower, upper| range(words(), Interval::new(lower, upper).unwrap());
        assert_eq!(told(-1.7, -0.04), "−1.7 to −0.04");
        assert_eq!(told(0.003, 2.0), "+0.003 to +2.0");
        assert_eq!(told(-1.7, 0.04), "−1.7 to 0.0");
        assert_eq!(told(-1.7, 0.0), "−1.7 to 0.0");
    }
}
