//! The chart in words: a heading, one paragraph, and what a reader who cannot see the drawing is told.
//!
//! Every direction named here comes from a claim of [`measures::claim`], so the heading can never say more than the
//! marks show.

use std::collections::HashSet;

use measures::{
    Axis, Certainty, Quadrant,
    claim::{Claim as _, ComparisonClaim, Direction, Headline},
};

use super::{Chart, phrase, sentence};
use crate::words::{Arg, Words};

/// Up to so many names stand in a heading; more are counted.
const NAMES_IN_HEADLINE: usize = 4;
/// From so many expected false alarms on, the paragraph mentions them.
const FALSE_ALARMS_FROM: f64 = 0.5;

fn claims(chart: &Chart) -> Headline<&str> {
    Headline::of(chart.marks.iter().map(|mark| (mark.label.as_str(), &mark.mark)))
}

/// One heading that says what the marks allow.
pub(super) fn headline(chart: &Chart, words: Words) -> String {
    let claims = claims(chart);
    let id = format!("chart-{}", claims.sentence().message);
    let few = claims.faster.len() + claims.slower.len() <= NAMES_IN_HEADLINE;
    let told = |names: &[&str]| {
        if few {
            list(names, words)
        } else {
            words.tell(
                "chart-some",
                &[("of", Arg::from(kind_of(chart, words))), ("count", Arg::from(names.len()))],
            )
        }
    };
    let (faster, slower) = (told(&claims.faster), told(&claims.slower));
    // Of a gain it is never said that it is too close to call: it may be above what is expected, and no more than chance gives.
    let whole = claims.judges_all() && !chart.is_of_gains();
    let rest = words.tell("chart-rest", &[("judged", Arg::from(if whole { "all" } else { "some" }))]);
    let values =
        [("faster", faster), ("slower", slower), ("rest", rest)].map(|(name, text)| (name, Arg::from(text)));
    let [faster, slower, rest] = values;
    words.tell(&id, &[chart.measure(), faster, slower, rest])
}

/// What its marks are, as the message that counts them has it.
fn kind_of(chart: &Chart, words: Words) -> &'static str {
    let kinds = [
        ("kind-school", "school"),
        ("kind-subject", "subject"),
        ("kind-group", "group"),
        ("kind-year", "year"),
        ("cycles-column-cycle", "cycle"),
    ];
    kinds.into_iter().find(|(id, _)| chart.kind == words.say(id)).map_or("mark", |(_, of)| of)
}

/// "Reading, writing and mathematics" from three names.
fn list(names: &[&str], words: Words) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => {
            words.tell("chart-list", &[("first", Arg::from(first.join(", "))), ("last", Arg::from(*last))])
        }
    }
}

/// One paragraph that reads the chart out: what is clear, what is not, and what nobody can tell.
pub(super) fn paragraph(chart: &Chart, words: Words) -> String {
    let claims = claims(chart);
    let judged = claims.faster.len() + claims.slower.len() + claims.unclear.len();
    let of = |id: &str, names: &[&str]| {
        let told = [
            chart.measure(),
            ("names", Arg::from(list(names, words))),
            ("count", Arg::from(names.len())),
            ("all", Arg::from(chart.marks.len())),
        ];
        let id = if names.len() > NAMES_IN_HEADLINE { format!("{id}-many") } else { id.to_owned() };
        (!names.is_empty()).then(|| words.tell(&id, &told))
    };
    let none_clear = judged > 0 && claims.faster.is_empty() && claims.slower.is_empty();
    let (higher, lower) = clear_results(chart);
    let (by_chance, close) = by_chance(chart, &claims);
    let alarms = claims.expected_false_alarms();
    [
        of("chart-read-faster", &claims.faster),
        of("chart-read-slower", &claims.slower),
        none_clear.then(|| words.tell("chart-read-none-clear", &[chart.measure()])),
        of("chart-read-chance", &by_chance),
        of("chart-read-unclear", &close).filter(|_| !none_clear),
        of("chart-read-not-stated", &claims.not_stated),
        of("chart-read-higher", &higher),
        of("chart-read-lower", &lower),
        of("chart-read-not-available", &claims.not_available),
        results_unstated(chart).then(|| words.say("chart-read-results-not-stated")),
        (alarms >= FALSE_ALARMS_FROM).then(|| false_alarms(alarms, judged, words)),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ")
}

/// Of many figures some look special by luck; a page with many says how many to expect.
fn false_alarms(expected: f64, judged: usize, words: Words) -> String {
    let expected = expected.round().max(1.0);
    words.tell("chart-read-false-alarms", &[("expected", Arg::from(expected)), ("judged", Arg::from(judged))])
}

/// The marks whose results are clearly higher, and clearly lower.
fn clear_results(chart: &Chart) -> (Vec<&str>, Vec<&str>) {
    let towards = |wanted: Direction| {
        chart
            .marks
            .iter()
            .filter(|mark| ComparisonClaim::of(&mark.mark, Axis::Results).direction() == Some(wanted))
            .map(|mark| mark.label.as_str())
            .collect()
    };
    (towards(Direction::Up), towards(Direction::Down))
}

/// Of the marks that are not clear, those whose gain may be chance though its range is above the line, and the others.
fn by_chance<'a>(chart: &'a Chart, claims: &Headline<&'a str>) -> (Vec<&'a str>, Vec<&'a str>) {
    // A chart may have all schools of the country.
    let labels: HashSet<&str> = claims.unclear.iter().copied().collect();
    let unclear = |label: &&str| labels.contains(label);
    let of = |wanted: bool| {
        let marks = chart.marks.iter().filter(|mark| mark.mark.progress().may_be_chance() == wanted);
        marks.map(|mark| mark.label.as_str()).filter(unclear).collect()
    };
    (of(true), of(false))
}

/// Whether some mark is drawn whose results have no stated range.
pub(super) fn results_unstated(chart: &Chart) -> bool {
    let unstated = |certainty| certainty == Certainty::NotStated;
    chart.marks.iter().any(|mark| mark.mark.is_plottable() && unstated(mark.mark.results().certainty()))
}

/// How many marks lie where.
pub(super) fn alternative(chart: &Chart, words: Words) -> String {
    let places = [
        (Quadrant::HigherResultsFasterProgress, "chart-alt-top-right"),
        (Quadrant::LowerResultsFasterProgress, "chart-alt-top-left"),
        (Quadrant::HigherResultsSlowerProgress, "chart-alt-bottom-right"),
        (Quadrant::LowerResultsSlowerProgress, "chart-alt-bottom-left"),
        (Quadrant::Level, "chart-alt-level"),
    ];
    let count = |wanted| chart.marks.iter().filter(|mark| mark.mark.quadrant() == wanted).count();
    let drawn = chart.marks.iter().filter(|mark| mark.mark.is_plottable()).count();
    let counted = places.into_iter().filter_map(|(quadrant, id)| {
        let count = count(quadrant);
        let name = phrase::capital(&sentence::quadrant(quadrant, chart.is_of_gains(), words));
        (count > 0).then(|| words.tell(id, &[("name", Arg::from(name)), ("count", Arg::from(count))]))
    });
    let whole = words.tell("chart-alt", &[("count", Arg::from(drawn))]);
    std::iter::once(whole).chain(counted).chain([words.say("chart-alt-table")]).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use measures::{Comparison, Interval, Mark, Why};
    use proptest::prelude::*;

    use super::*;
    use crate::chart::{Axes, ChartMark};

    fn chart(progress: &[(f64, f64)]) -> Chart {
        let marks = progress.iter().enumerate().map(|(index, (value, half))| ChartMark {
            id: format!("m{index}"),
            label: format!("Group {index}"),
            mark: Mark::new(
                Comparison::new(1.0, 0.0, None),
                Comparison::new(*value, 0.0, Interval::around(*value, *half)),
                Some(20),
            ),
            href: None,
            working: None,
            note: None,
        });
        Chart {
            prefix: "a".to_owned(),
            title: String::new(),
            caption: String::new(),
            kind: String::new(),
            axes: Axes::official(),
            marks: marks.collect(),
            notes: Vec::new(),
        }
    }

    fn said(progress: &[(f64, f64)]) -> String {
        headline(&chart(progress), Words::default())
    }

    #[test]
    fn the_heading_names_the_marks_that_are_clear() {
        assert_eq!(said(&[(2.0, 1.0)]), "Progress is clearly faster: Group 0");
        assert_eq!(
            said(&[(2.0, 1.0), (-2.0, 1.0), (0.5, 1.0)]),
            "Clearly faster progress: Group 0. Clearly slower: Group 1. The rest is too close to call"
        );
        assert_eq!(said(&[(-2.0, 1.0), (-3.0, 1.0)]), "Progress is clearly slower: Group 0 and Group 1");
    }

    #[test]
    fn a_gain_is_told_against_what_is_expected_and_never_as_faster_progress() {
        let gains = Chart { axes: Axes::cycles(), ..chart(&[(8.0, 2.0), (-4.0, 1.0), (1.0, 3.0)]) };
        let words = Words::default();
        assert_eq!(
            headline(&gains, words),
            "The gain is clearly more than expected: Group 0. Clearly less: Group 1. Of the rest, none is clear"
        );
        let told = format!("{} {}", paragraph(&gains, words), gains.table(words).into_string());
        assert!(!told.contains("clearly faster") && !told.contains("clearly slower"), "{told}");
    }

    #[test]
    fn a_gain_that_chance_may_give_is_called_clear_nowhere() {
        let (words, mut gains) = (Words::default(), chart(&[(0.0, 1.0)]));
        gains.axes = Axes::cycles();
        // The group began at 80: chance alone may give it 6 points, and the low end of its range is 4.
        let results = Comparison::new(88.0, 100.0, Interval::around(-12.0, 3.0));
        let gain = Comparison::new(8.0, 0.0, Interval::around(8.0, 4.0));
        gains.marks[0].mark = Mark::of_cycle(results, gain, Some(7));
        assert_eq!(headline(&gains, words), "No gain is clearly more or clearly less than expected");
        let read = paragraph(&gains, words);
        assert!(read.contains("For Group 0 the gain is above what is expected"), "{read}");
        let drawn = gains.figure(words).into_string();
        for told in [read, gains.table(words).into_string(), gains.sentence(&gains.marks[0], words)] {
            assert!(told.contains("chance"), "{told}");
            assert!(!told.contains("The gain is clearly more") && !told.contains("too close"), "{told}");
        }
        assert!(drawn.contains("chart-core"), "its upright bar is hollow");
    }

    #[test]
    fn a_range_that_crosses_the_line_gives_no_direction() {
        assert_eq!(said(&[(2.0, 2.1), (-3.0, 3.0)]), "Progress is too close to call");
    }

    #[test]
    fn a_mark_without_a_figure_is_never_too_close_to_call() {
        let mut chart = chart(&[(2.0, 1.0), (0.5, 1.0), (0.1, 1.0)]);
        for mark in chart.marks.iter_mut().skip(2) {
            let none = Comparison::absent_because(Why::NoResults);
            mark.mark = Mark::new(Comparison::new(1.0, 0.0, None), none, Some(20));
        }
        let said = headline(&chart, Words::default());
        assert_eq!(said, "Clearly faster progress: Group 0. Of the rest, none is clear");
    }

    #[test]
    fn the_heading_is_true_whatever_is_missing() {
        let absent = Comparison::absent_because(Why::NoResults);
        let unstated = Comparison::new(1.0, 0.0, None);
        let level = Comparison::new(0.0, 0.0, Interval::new(0.0, 0.0));
        let close = Comparison::new(0.5, 0.0, Interval::around(0.5, 1.0));
        let clear = Comparison::new(3.0, 0.0, Interval::around(3.0, 1.0));
        let said = |progress: &[Comparison], results: Comparison| {
            let mut chart = chart(&vec![(0.0, 1.0); progress.len()]);
            for (mark, progress) in chart.marks.iter_mut().zip(progress) {
                mark.mark = Mark::new(results, *progress, Some(20));
            }
            (headline(&chart, Words::default()), paragraph(&chart, Words::default()))
        };
        let expected = [
            (vec![], "There are no progress figures to show"),
            (vec![absent, absent], "There are no progress figures to show"),
            (vec![level, level], "Progress is too close to call"),
            (vec![close, level], "Progress is too close to call"),
            (vec![close, absent], "No progress figure is clear"),
            (vec![unstated, unstated], "No progress figure is clear"),
            (vec![unstated, close], "No progress figure is clear"),
            (vec![clear], "Progress is clearly faster: Group 0"),
            (vec![clear, absent], "Progress is clearly faster: Group 0"),
            (vec![clear, level], "Clearly faster progress: Group 0. The rest is too close to call"),
            (vec![clear, unstated], "Clearly faster progress: Group 0. Of the rest, none is clear"),
            (vec![clear, close, absent], "Clearly faster progress: Group 0. Of the rest, none is clear"),
        ];
        for results in [unstated, absent] {
            for (progress, heading) in &expected {
                assert_eq!(said(progress, results).0, *heading);
            }
        }
        let (_, read) = said(&[unstated, close], unstated);
        assert!(read.contains("No range was published for the progress of Group 0."), "{read}");
        assert!(!read.contains("too close to call for Group 0"), "{read}");
    }

    #[test]
    fn what_is_counted_has_its_own_name() {
        let words = Words::default();
        let clear = [(2.0, 1.0), (3.0, 1.0), (4.0, 1.0), (5.0, 1.0), (6.0, 1.0)];
        for (kind, told) in [
            ("kind-school", "5 schools"),
            ("kind-subject", "5 subjects"),
            ("kind-group", "5 groups"),
            ("kind-year", "5 years"),
            ("cycles-column-cycle", "5 cycles"),
        ] {
            let chart = Chart { kind: words.say(kind), ..chart(&clear) };
            assert_eq!(headline(&chart, words), format!("Progress is clearly faster: {told}"));
        }
    }

    #[test]
    fn many_clear_marks_are_counted() {
        assert_eq!(
            said(&[(2.0, 1.0), (3.0, 1.0), (4.0, 1.0), (5.0, 1.0), (6.0, 1.0), (0.0, 1.0)]),
            "Clearly faster progress: 5 marks. The rest is too close to call"
        );
    }

    proptest! {
        #[test]
        fn heading_and_paragraph_name_a_direction_only_if_a_mark_has_it(
            progress in prop::collection::vec((-6.0_f64..6.0, 0.1_f64..5.0), 1..12),
        ) {
            let chart = chart(&progress);
            let any = |wanted| {
                chart.marks.iter().any(|mark| {
                    ComparisonClaim::of(&mark.mark, Axis::Progress).direction() == Some(wanted)
                })
            };
            let words = Words::default();
            let (heading, paragraph) = (headline(&chart, words), paragraph(&chart, words));
            let lower = heading.to_lowercase();
            prop_assert_eq!(lower.contains("clearly faster"), any(Direction::Up), "{}", heading);
            prop_assert_eq!(lower.contains("clearly slower"), any(Direction::Down), "{}", heading);
            prop_assert_eq!(paragraph.contains("is clearly faster"), any(Direction::Up), "{}", paragraph);
            prop_assert_eq!(paragraph.contains("is clearly slower"), any(Direction::Down), "{}", paragraph);
        }
    }
}
