//! Drawing, table, sentences, JSON and CSV show the same figures for the same mark: each is read back from what was
//! made, as a reader or a program would, and compared.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html, Selector};

use super::samples;
use crate::{chart::Chart, words::Words};

/// The two figures of a mark to a tenth, as one output shows them; `None` where it shows none.
type Figures = (Option<f64>, Option<f64>);

fn charts() -> [Chart; 4] {
    [samples::school(), samples::cycles(), samples::groups(), samples::authority()]
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

/// The first figure in a sentence that begins with "Results:" or "Progress:".
fn told(sentence: &str, axis: &str) -> Option<f64> {
    let (_, rest) = sentence.split_once(axis)?;
    let (_, figures) = rest.split_once('(')?;
    let end = figures.find([',', ')']).unwrap();
    (!rest.trim_start().starts_with("no figure")).then(|| number(&figures[..end]))
}

fn from_sentences(chart: &Chart) -> BTreeMap<String, Figures> {
    let words = Words::default();
    let read = |sentence: &str| {
        let (results, progress) = sentence.split_once("Progress:").unwrap();
        (told(results, "Results:"), told(&format!("Progress:{progress}"), "Progress:"))
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
