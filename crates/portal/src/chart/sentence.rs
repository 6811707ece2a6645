//! One mark in full sentences: who, how many pupils, results, progress, and how sure.

use maud::{Markup, html};
use measures::{
    Axis, Certainty, Mark, Quadrant,
    claim::{Claim as _, ComparisonClaim, Direction as Towards, HowSure},
};

use super::{Chart, ChartMark, Direction, Yardstick, phrase};
use crate::words::{Arg, Words};

impl Chart {
    /// The direction that an axis of the measures is drawn in.
    pub(super) fn direction(&self, axis: Axis) -> &Direction {
        match axis {
            Axis::Results => &self.axes.results,
            Axis::Progress => &self.axes.progress,
        }
    }

    /// What the upward direction measures, for messages that say it in their own words. A gain is told against what is
    /// expected, never as faster progress: pupils who were picked for low scores rise a little by chance alone.
    pub(super) fn measure(&self) -> (&'static str, Arg<'static>) {
        ("measure", Arg::from(if self.is_of_gains() { "gain" } else { "progress" }))
    }

    /// Whether the upward direction is a gain against what is expected.
    pub(super) fn is_of_gains(&self) -> bool {
        self.axes.progress.yardstick == Yardstick::GainAgainstExpected
    }
}

/// What may be said of one axis, with a capital: "2 points above the national average".
pub(super) fn phrase(chart: &Chart, mark: &Mark, axis: Axis, words: Words) -> String {
    let says = ComparisonClaim::of(mark, axis).says;
    phrase::capital(&phrase::comparison(words, chart.direction(axis).yardstick, says))
}

/// The figures of one axis: "+2.0", "−1.3, could be −2.6 to 0.0"; nothing where there is no figure.
pub(super) fn figures(mark: &Mark, axis: Axis, words: Words) -> Option<String> {
    let comparison = mark.on(axis);
    let figure = phrase::signed(comparison.difference()?);
    Some(match comparison.interval() {
        Some(interval) => {
            let range = phrase::range(words, interval);
            words.tell("chart-figure-range", &[("figure", Arg::from(figure)), ("range", Arg::from(range))])
        }
        None => figure,
    })
}

/// What a difference is made of: "106 against 104"; nothing where the reference is nought by construction.
pub(super) fn against(chart: &Chart, mark: &Mark, axis: Axis, words: Words) -> Option<String> {
    let comparison = mark.on(axis);
    let (value, reference) = (comparison.value().value()?, comparison.reference()?);
    let told =
        [("value", Arg::from(phrase::plain(value))), ("reference", Arg::from(phrase::plain(reference)))];
    match chart.direction(axis).yardstick {
        Yardstick::ProgressAgainstSameStart => None,
        Yardstick::ResultsAgainstNational
        | Yardstick::ResultsAgainstAllSchools
        | Yardstick::ResultsAgainstAuthority
        | Yardstick::ResultsAgainstNorm => Some(words.tell("chart-against", &told)),
        Yardstick::GainAgainstExpected => Some(words.tell("chart-against-expected", &told)),
    }
}

/// How sure the two axes are, whether the mark is on a line, and a word on few pupils.
pub(super) fn how_sure(chart: &Chart, mark: &Mark, words: Words) -> String {
    match (sure(mark, Axis::Results), sure(mark, Axis::Progress)) {
        (None, None) => words.say("claim-quadrant-not-available"),
        (Some(CLOSE), Some(CLOSE)) => [words.say("claim-quadrant-too-close")]
            .into_iter()
            .chain(few_pupils(mark, words))
            .collect::<Vec<_>>()
            .join(" "),
        _ => sure_parts(chart, mark, words, |_| true),
    }
}

/// What the range of each axis allows, where `tells` wants to hear it; whether the mark is on a line; and a word on
/// few pupils. A direction comes from the claim of its axis, so it is named only where the range keeps clear.
fn sure_parts(chart: &Chart, mark: &Mark, words: Words, tells: impl Fn(&str) -> bool) -> String {
    let level = (mark.quadrant() == Quadrant::Level).then(|| words.say("claim-quadrant-level"));
    let axes = [("results", Axis::Results), ("progress", Axis::Progress)];
    let parts = axes.into_iter().filter_map(|(name, axis)| {
        let sure = sure(mark, axis).filter(|sure| tells(sure))?;
        Some(words.tell(&format!("chart-sure-{name}-{sure}"), &[chart.measure()]))
    });
    level.into_iter().chain(parts).chain(few_pupils(mark, words)).collect::<Vec<_>>().join(" ")
}

fn few_pupils(mark: &Mark, words: Words) -> Option<String> {
    let has_figure = mark.on(Axis::Progress).difference().is_some();
    (has_figure && HowSure::of(mark, Axis::Progress).few_pupils).then(|| words.say("chart-few-pupils"))
}

/// The part of a message id for a range that includes its line.
const CLOSE: &str = "close";

/// What the range of an axis says, as a part of a message id; nothing where there is no figure.
fn sure(mark: &Mark, axis: Axis) -> Option<&'static str> {
    mark.on(axis).side()?;
    if mark.on(axis).may_be_chance() {
        return Some("chance");
    }
    Some(match (ComparisonClaim::of(mark, axis).direction(), mark.on(axis).certainty()) {
        (Some(Towards::Up), _) => "up",
        (Some(Towards::Down), _) => "down",
        (None, Certainty::NotStated) => "not-stated",
        (None, Certainty::ClearlyAbove | Certainty::TooCloseToCall | Certainty::ClearlyBelow) => CLOSE,
    })
}

/// Where the mark is drawn.
pub(super) fn place(chart: &Chart, mark: &Mark, words: Words) -> String {
    let is_national = chart.axes.results.yardstick == Yardstick::ResultsAgainstNational;
    let quadrant = mark.quadrant();
    if quadrant == Quadrant::Level && !is_national {
        return words.say("chart-level-norm");
    }
    self::quadrant(quadrant, chart.is_of_gains(), words)
}

/// What a quadrant is called. Where up is a gain it is told against what is expected, never as faster progress.
pub(super) fn quadrant(quadrant: Quadrant, is_gain: bool, words: Words) -> String {
    let of_gains = match quadrant {
        Quadrant::HigherResultsFasterProgress => "chart-quadrant-higher-more",
        Quadrant::HigherResultsSlowerProgress => "chart-quadrant-higher-less",
        Quadrant::LowerResultsFasterProgress => "chart-quadrant-lower-more",
        Quadrant::LowerResultsSlowerProgress => "chart-quadrant-lower-less",
        Quadrant::Level | Quadrant::NotAvailable => quadrant.message_key(),
    };
    words.say(if is_gain { of_gains } else { quadrant.message_key() })
}

/// "Mathematics, 58 pupils."
fn name(mark: &ChartMark, words: Words) -> String {
    let label = ("label", Arg::from(&mark.label));
    match mark.mark.pupils() {
        Some(pupils) => words.tell("chart-name", &[label, ("pupils", Arg::from(pupils))]),
        None => words.tell("chart-name-only", &[label]),
    }
}

/// "Results: 2 points above the national average (+2.0)."
fn axis_sentence(chart: &Chart, mark: &Mark, axis: Axis, words: Words) -> String {
    let says = ComparisonClaim::of(mark, axis).says;
    let told = phrase::comparison(words, chart.direction(axis).yardstick, says);
    let which = match axis {
        Axis::Results => "results",
        Axis::Progress => "progress",
    };
    match figures(mark, axis, words) {
        Some(figures) => {
            let told = [chart.measure(), ("phrase", Arg::from(told)), ("figures", Arg::from(figures))];
            words.tell(&format!("chart-say-{which}"), &told)
        }
        None => words.tell(&format!("chart-say-none-{which}"), &[chart.measure(), ("why", Arg::from(told))]),
    }
}

/// The sentences of a mark after its name.
fn rest(chart: &Chart, mark: &ChartMark, words: Words) -> String {
    [
        axis_sentence(chart, &mark.mark, Axis::Results, words),
        axis_sentence(chart, &mark.mark, Axis::Progress, words),
        // That an axis is too close to call has just been said.
        sure_parts(chart, &mark.mark, words, |sure| sure != CLOSE),
    ]
    .into_iter()
    .chain(mark.note.clone())
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(" ")
}

/// The mark in full: its name, both axes, how sure, and its note.
pub(super) fn whole(chart: &Chart, mark: &ChartMark, words: Words) -> String {
    format!("{} {}", name(mark, words), rest(chart, mark, words))
}

/// The mark in full for those who hear it. Where a letter or more than the name is seen, that comes first, so that what
/// is said begins with what is seen.
pub(super) fn spoken(chart: &Chart, mark: &ChartMark, seen: Option<&str>, words: Words) -> String {
    let whole = whole(chart, mark, words);
    match seen {
        Some(seen) => words.tell("chart-spoken", &[("seen", Arg::from(seen)), ("text", Arg::from(whole))]),
        None => whole,
    }
}

/// The mark in full for the panel under the drawing, its name in bold.
pub(super) fn shown(chart: &Chart, mark: &ChartMark, words: Words) -> Markup {
    html! { strong { (name(mark, words)) } " " (rest(chart, mark, words)) }
}

/// The mark in one line, for a drawing with many: its name and both figures.
pub(super) fn short(mark: &ChartMark, words: Words) -> String {
    let figure = |axis| mark.mark.on(axis).difference().map(phrase::signed).unwrap_or_default();
    words.tell(
        "chart-short",
        &[
            ("label", Arg::from(&mark.label)),
            ("results", Arg::from(figure(Axis::Results))),
            ("progress", Arg::from(figure(Axis::Progress))),
        ],
    )
}
