//! Drawing, table, sentences, JSON and CSV show the same figures for the same mark: each is read back from what was
//! made, as a reader or a program would, and compared.

use std::collections::BTreeMap;

use measures::{Comparison, Figure, Interval, Mark, OfficialFigures, Quadrant, Token, Why};
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use super::samples;
use crate::{
    chart::{Axes, Chart, ChartMark},
    words::Words,
};

/// The two figures of a mark to a tenth, as one output shows them; `None` where it shows none.
type Figures = (Option<f64>, Option<f64>);

fn charts() -> [Chart; 5] {
    [samples::school(), samples::cycles(), samples::groups(), samples::trust(), samples::authority()]
}

fn tenth(value: f64) -> f64 {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

fn select<'a>(within: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    within.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// A printed figure, with its sign, as a number.
fn number(printed: &str) -> f64 {
    printed.trim().replace('−', "-").parse().unwrap_or_else(|error| panic!("{printed}: {error}"))
}

fn from_records(chart: &Chart) -> BTreeMap<String, Figures> {
    let json = serde_json::to_value(chart.records(Words::default())).unwrap();
    let figure = |mark: &serde_json::Value, axis: &str| mark[axis]["difference"].as_f64().map(tenth);
    let marks = json.as_array().unwrap().iter();
    marks
        .map(|mark| {
            let id = mark["id"].as_str().unwrap().to_owned();
            (id, (figure(mark, "results"), figure(mark, "progress")))
        })
        .collect()
}

fn from_csv(chart: &Chart) -> BTreeMap<String, Figures> {
    let rows = chart.csv(Words::default());
    let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let (results, progress) = (column("results_difference"), column("progress_difference"));
    let figure = |cell: &str| (!cell.is_empty()).then(|| tenth(cell.parse().unwrap()));
    rows[1..].iter().map(|row| (row[0].clone(), (figure(&row[results]), figure(&row[progress])))).collect()
}

fn from_table(chart: &Chart) -> BTreeMap<String, Figures> {
    let page = Html::parse_fragment(&chart.table(Words::default()).into_string());
    let start = format!("{}-row-", chart.prefix);
    select(page.root_element(), ".chart-row")
        .into_iter()
        .map(|row| {
            let cells = select(row, "td");
            let figure = |cell: ElementRef<'_>| {
                let data = select(cell, "data").into_iter().next()?;
                let printed = number(&text(data));
                assert!((tenth(data.value().attr("value").unwrap().parse().unwrap()) - printed).abs() < 1e-9);
                Some(printed)
            };
            let id = row.value().id().unwrap().strip_prefix(&start).unwrap().to_owned();
            (id, (figure(cells[1]), figure(cells[2])))
        })
        .collect()
}

/// The first figure in a sentence that begins with "Results:", "Progress:" or "Gain:".
fn told(sentence: &str, axis: &str) -> Option<f64> {
    let (_, rest) = sentence.split_once(axis)?;
    let (_, figures) = rest.split_once('(')?;
    let end = figures.find([',', ')']).unwrap();
    (!rest.trim_start().starts_with("no figure")).then(|| number(&figures[..end]))
}

fn from_sentences(chart: &Chart) -> BTreeMap<String, Figures> {
    let words = Words::default();
    let read = |sentence: &str| {
        let up = if chart.is_of_gains() { "Gain:" } else { "Progress:" };
        let (results, progress) = sentence.split_once(up).unwrap();
        (told(results, "Results:"), told(&format!("{up}{progress}"), up))
    };
    chart.marks.iter().map(|mark| (mark.id.clone(), read(&chart.sentence(mark, words)))).collect()
}

/// Where each mark's shape stands on the wide drawing, turned back into figures by the words of the ticks.
fn from_drawing(chart: &Chart) -> BTreeMap<String, (f64, f64)> {
    let page = Html::parse_fragment(&chart.figure(Words::default()).into_string());
    let svg = select(page.root_element(), "svg.chart-wide")[0];
    let (across, up) = (ruler(svg, "vertical"), ruler(svg, "horizontal"));
    let shapes = if chart.is_dense() { ".chart-dot" } else { ".chart-mark" };
    select(svg, shapes)
        .into_iter()
        .map(|shape| {
            let circle = select(shape, "circle")[0];
            let at = |name: &str| circle.value().attr(name).unwrap().parse::<f64>().unwrap();
            let id = shape.value().attr("data-mark").map_or_else(
                || shape.value().attr("href").unwrap().split_once("-row-").unwrap().1.to_owned(),
                str::to_owned,
            );
            (id, (across(at("cx")), up(at("cy"))))
        })
        .collect()
}

/// A ruler made from two grid lines and the words of their ticks.
fn ruler(svg: ElementRef<'_>, lines: &str) -> impl Fn(f64) -> f64 {
    let ticks: Vec<(f64, String)> =
        if lines == "vertical" { by_place(svg, "middle", "x") } else { by_place(svg, "end", "y") };
    let points = |words: &str| words.split(' ').next().unwrap().parse::<f64>();
    let signed: Vec<(f64, f64)> = ticks
        .iter()
        .filter_map(|(place, words)| {
            let points = points(words).ok()?;
            let is_low = ["below", "behind", "less"].iter().any(|word| words.contains(word));
            Some((*place, if is_low { -points } else { points }))
        })
        .collect();
    let low = *signed.iter().min_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
    let high = *signed.iter().max_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
    move |place| low.1 + (place - low.0) / (high.0 - low.0) * (high.1 - low.1)
}

/// The words of the ticks with one anchor, the lines of a tick joined, and where each tick stands.
fn by_place(svg: ElementRef<'_>, anchor: &str, axis: &str) -> Vec<(f64, String)> {
    let selector = format!(".chart-ticks text[text-anchor={anchor}]");
    let mut ticks: Vec<(Vec<f64>, String)> = Vec::new();
    for line in select(svg, &selector) {
        let at = |name: &str| line.value().attr(name).unwrap().parse::<f64>().unwrap();
        let belongs = |places: &[f64]| match axis {
            "x" => (places[0] - at("x")).abs() < 0.1,
            _ => (places[places.len() - 1] + 16.0 - at("y")).abs() < 0.3,
        };
        match ticks.iter_mut().find(|(places, _)| belongs(places)) {
            Some((places, words)) => {
                places.push(at(axis));
                words.push(' ');
                words.push_str(&text(line));
            }
            None => ticks.push((vec![at(axis)], text(line))),
        }
    }
    // The middle of the lines of a tick stands a third of its type below the tick itself.
    let middle = |places: &[f64]| f64::midpoint(places[0], places[places.len() - 1]);
    let baseline = if axis == "x" { 0.0 } else { 14.0 * 0.35 };
    ticks.into_iter().map(|(places, words)| (middle(&places) - baseline, words)).collect()
}

#[test]
fn json_csv_table_and_sentences_show_the_same_figures() {
    for chart in charts() {
        let expected = from_records(&chart);
        assert_eq!(expected.len(), chart.marks.len(), "{}", chart.prefix);
        assert_eq!(from_csv(&chart), expected, "CSV of {}", chart.prefix);
        assert_eq!(from_table(&chart), expected, "table of {}", chart.prefix);
        assert_eq!(from_sentences(&chart), expected, "sentences of {}", chart.prefix);
    }
}

#[test]
fn each_mark_is_drawn_where_its_figures_say() {
    for chart in charts() {
        let drawn = from_drawing(&chart);
        let figures = from_records(&chart);
        let plottable =
            figures.values().filter(|(results, progress)| results.is_some() && progress.is_some());
        assert_eq!(drawn.len(), plottable.count(), "{}", chart.prefix);
        for (id, (x, y)) in drawn {
            let (results, progress) = figures[&id];
            let (results, progress) = (results.unwrap(), progress.unwrap());
            if results.abs() > 12.0 || progress.abs() > 12.0 {
                assert!(x < -10.0, "{id} should stand at the left edge, not at {x}");
                continue;
            }
            assert!((x - results).abs() < 0.1, "{id} is drawn at {x}, its results are {results}");
            assert!((y - progress).abs() < 0.1, "{id} is drawn at {y}, its progress is {progress}");
        }
    }
}

#[test]
fn the_label_of_a_mark_and_the_panel_tell_its_whole_sentence() {
    let words = Words::default();
    for chart in [samples::school(), samples::cycles(), samples::groups()] {
        let page = Html::parse_fragment(&chart.figure(words).into_string());
        for (index, mark) in chart.marks.iter().enumerate().filter(|(_, mark)| mark.mark.is_plottable()) {
            let sentence = chart.sentence(mark, words);
            let links = select(page.root_element(), &format!("a.chart-m{index}"));
            assert_eq!(links.len(), 2, "one on each drawing");
            assert!(links.iter().all(|link| link.value().attr("aria-label").unwrap().ends_with(&sentence)));
            let panel = select(page.root_element(), &format!(".chart-d{index}"));
            assert_eq!(text(panel[0]), sentence);
        }
    }
}

/// A mark as a table could have it: a whole average or a sign, progress with a range, level, without a range, or a sign; or
/// with ranges on both axes.
fn any_mark() -> impl Strategy<Value = Mark> {
    let tenths = |most: i32| (-most..=most).prop_map(|tenths| f64::from(tenths) / 10.0);
    let sign = || prop::sample::select(vec![Token::Suppressed, Token::LowCoverage, Token::NotPublished]);
    let average = prop_oneof![
        4 => (95_i32..=115).prop_map(|average| Figure::Value(average.into())),
        1 => sign().prop_map(Figure::Missing),
    ];
    let progress = prop_oneof![
        5 => (tenths(80), 1_i32..40).prop_map(|(value, half)| (Figure::Value(value), Some(f64::from(half) / 10.0))),
        1 => (0_i32..40).prop_map(|half| (Figure::Value(0.0), Some(f64::from(half) / 10.0))),
        1 => tenths(80).prop_map(|value| (Figure::Value(value), None)),
        1 => sign().prop_map(|token| (Figure::Missing(token), None)),
    ];
    let official =
        (average, progress, prop::option::of(6_u32..120)).prop_map(|(average, (progress, half), pupils)| {
            let end = |sign: f64| match (progress, half) {
                (Figure::Value(value), Some(half)) => Figure::Value(value + sign * half),
                _ => Figure::Missing(Token::NotPublished),
            };
            Mark::official(&OfficialFigures {
                average: Some(average),
                national: Some(104.0),
                progress,
                progress_lower: end(-1.0),
                progress_upper: end(1.0),
                pupils,
            })
        });
    let cycle =
        (tenths(60), 1_i32..60, tenths(60), 1_i32..60, 6_u32..12).prop_map(|(x, across, y, up, pupils)| {
            let against = |value: f64, half: i32| {
                Comparison::new(value, 0.0, Interval::around(value, f64::from(half) / 10.0))
            };
            Mark::new(against(x, across), against(y, up), Some(pupils))
        });
    prop_oneof![4 => official, 1 => cycle]
}

fn chart_of(marks: &[Mark]) -> Chart {
    let mark = |(place, mark): (usize, &Mark)| ChartMark {
        id: format!("m{place}"),
        label: format!("Mark number {place},"),
        mark: *mark,
        href: None,
        working: None,
        note: None,
    };
    let marks = marks.iter().enumerate().map(mark).collect();
    Chart { prefix: "any".to_owned(), axes: Axes::official(), marks, ..samples::school() }
}

/// The marks that a sentence names.
fn named(sentence: &str, chart: &Chart) -> Vec<usize> {
    (0..chart.marks.len()).filter(|place| sentence.contains(&chart.marks[*place].label)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn whatever_the_figures_are_everything_says_the_same_and_nothing_says_more(
        marks in prop::collection::vec(any_mark(), 1..55),
    ) {
        let (chart, words) = (chart_of(&marks), Words::default());
        let figures = from_records(&chart);
        prop_assert_eq!(&from_csv(&chart), &figures);
        prop_assert_eq!(&from_table(&chart), &figures);
        prop_assert_eq!(&from_sentences(&chart), &figures);

        // The headline and the summary name a direction only where a range keeps clear of level, and only of such a mark.
        let clear = |mark: &Mark, sign: f64| {
            let interval = mark.progress().interval();
            interval.is_some_and(|range| (range.lower() * sign).min(range.upper() * sign) > 1e-9)
        };
        let headline = chart.headline(words);
        // That the others are too close to call is said only where the range of each of them includes level.
        let judged = |mark: &Mark| mark.progress().interval().is_some();
        prop_assert!(marks.iter().all(judged) || !headline.contains("too close"), "{}", headline);
        let is_known = marks.iter().any(|mark| mark.progress().side().is_some());
        prop_assert_eq!(headline.starts_with("There are no"), !is_known, "{}", headline);
        let sentences: Vec<String> = headline
            .split(". ")
            .map(str::to_owned)
            .chain(chart.reading(words).split_inclusive(". ").map(str::to_owned))
            .collect();
        for (said, sign) in [("faster", 1.0), ("slower", -1.0)] {
            let is_said = |sentence: &&String| {
                let sentence = sentence.to_lowercase();
                sentence.contains("clearly") && sentence.contains(said) && !sentence.contains("no mark has")
            };
            let telling: Vec<&String> = sentences.iter().filter(is_said).collect();
            let any = marks.iter().any(|mark| clear(mark, sign));
            prop_assert_eq!(!telling.is_empty(), any, "{} in {:?}", said, sentences);
            for sentence in telling {
                for place in named(sentence, &chart) {
                    let either = sentence.contains("faster") && sentence.to_lowercase().contains("slower");
                    prop_assert!(clear(&marks[place], sign) || either, "{}", sentence);
                }
            }
        }

        // Who can't see the drawing hears how many marks are where.
        let drawn = marks.iter().filter(|mark| mark.is_plottable()).count();
        let alternative = chart.alternative(words);
        let whole = if drawn == 1 { "has 1 mark.".to_owned() } else { format!("has {drawn} marks.") };
        prop_assert!(alternative.contains(&whole), "{}", alternative);
        for (quadrant, corner) in [
            (Quadrant::HigherResultsFasterProgress, "(top right)"),
            (Quadrant::LowerResultsFasterProgress, "(top left)"),
            (Quadrant::HigherResultsSlowerProgress, "(bottom right)"),
            (Quadrant::LowerResultsSlowerProgress, "(bottom left)"),
            (Quadrant::Level, "On a line"),
        ] {
            let count = marks.iter().filter(|mark| mark.quadrant() == quadrant).count();
            prop_assert_eq!(alternative.contains(&format!("{corner}: {count}.")), count > 0, "{}", alternative);
        }

        // Each mark is drawn where its figures say, or at the edge.
        if drawn > 0 {
            let places = from_drawing(&chart);
            prop_assert_eq!(places.len(), drawn);
            for (id, (x, y)) in places {
                let (results, progress) = figures[&id];
                let (results, progress) = (results.unwrap(), progress.unwrap());
                if results.abs() <= 12.0 && progress.abs() <= 12.0 {
                    prop_assert!((x - results).abs() < 0.1, "{} is drawn at {}, its results are {}", id, x, results);
                    prop_assert!((y - progress).abs() < 0.1, "{} is drawn at {}, its progress is {}", id, y, progress);
                }
            }
        }
    }
}

/// A cycle's mark: where its pupils began, what they gained, how far each could be from it; sometimes a figure is missing.
fn any_cycle() -> impl Strategy<Value = Mark> {
    let tenths = |from: i32, to: i32| (from..to).prop_map(|tenths| f64::from(tenths) / 10.0);
    let missing = prop::sample::select(vec![0, 0, 0, 0, 1, 2]);
    (tenths(700, 1100), tenths(-100, 200), tenths(0, 90), missing).prop_map(|(start, gain, half, missing)| {
        let results =
            Comparison::new(start + gain, 100.0, Interval::around(start + gain - 100.0, half + 1.0));
        let gain = Comparison::new(gain, 0.0, Interval::around(gain, half));
        let none = |why| Comparison::absent_because(why);
        match missing {
            1 => Mark::of_cycle(none(Why::NoNorm), gain, Some(8)),
            2 => Mark::of_cycle(results, none(Why::ScaleNotLinked), Some(8)),
            _ => Mark::of_cycle(results, gain, Some(8)),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn heading_summary_key_and_table_of_cycles_give_each_gain_one_verdict(
        marks in prop::collection::vec(any_cycle(), 1..6),
    ) {
        let (words, chart) = (Words::default(), Chart { axes: Axes::cycles(), ..chart_of(&marks) });
        // Worked out once more: the low end of a gain must pass what chance gives such a group if scores go together by 0.7.
        let is_more = |mark: &Mark| {
            let (Some(end), Some(gain)) = (mark.results().value().value(), mark.progress().value().value()) else {
                return false;
            };
            let by_chance = (0.3 * (100.0 - (end - gain))).max(0.0);
            mark.progress().interval().is_some_and(|range| range.lower() > by_chance + 1e-9)
        };
        let is_less = |mark: &Mark| mark.progress().interval().is_some_and(|range| range.upper() < -1e-9);
        let (headline, reading) = (chart.headline(words), chart.reading(words));
        for told in [&headline, &reading] {
            for sentence in told.split(". ") {
                let more = sentence.contains("is clearly more");
                let less = sentence.contains("clearly less") || sentence.starts_with("Clearly less");
                for place in named(sentence, &chart).into_iter().filter(|_| more || less) {
                    prop_assert!(if more { is_more(&marks[place]) } else { is_less(&marks[place]) }, "{}", sentence);
                }
            }
            prop_assert_eq!(told.contains("is clearly more than expected"), marks.iter().any(is_more), "{}", told);
        }
        prop_assert!(!headline.contains("too close"), "{}", headline);
        let page = Html::parse_fragment(&chart.table(words).into_string());
        for (mark, row) in marks.iter().zip(select(page.root_element(), ".chart-row")) {
            let told = text(row);
            prop_assert_eq!(told.contains("The gain is clearly more"), is_more(mark), "{}", told);
            prop_assert_eq!(told.contains("The gain is clearly less"), is_less(mark), "{}", told);
            let by_chance = mark.progress().interval().is_some_and(|range| range.lower() > 1e-9) && !is_more(mark);
            prop_assert_eq!(told.contains("chance alone may give as much"), by_chance, "{}", told);
        }
    }
}
