//! The drawings as they are, and what must hold for every page that carries them.

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use super::samples;
use crate::{
    chart::{Chart, labels::Label, narrow, plotted::plotted, wide},
    words::Words,
};

fn figure_and_table(chart: &Chart) -> String {
    let words = Words::default();
    format!("{}{}", chart.figure(words).into_string(), chart.table(words).into_string())
}

/// One element on a line, so that a change shows where it is.
fn lines(markup: &str) -> String {
    markup.replace("><", ">\n<")
}

#[test]
fn the_figure_of_a_school_is_drawn_as_it_was() {
    insta::assert_snapshot!(lines(&samples::school().figure(Words::default()).into_string()));
}

#[test]
fn the_table_of_a_school_is_as_it_was() {
    insta::assert_snapshot!(lines(&samples::school().table(Words::default()).into_string()));
}

#[test]
fn the_figure_of_cycles_is_drawn_as_it_was() {
    insta::assert_snapshot!(lines(&samples::cycles().figure(Words::default()).into_string()));
}

#[test]
fn the_words_of_the_charts_are_as_they_were() {
    let words = Words::default();
    let mut told = String::new();
    for chart in
        [samples::school(), samples::cycles(), samples::groups(), samples::trust(), samples::authority()]
    {
        let lines =
            [chart.prefix.clone(), chart.headline(words), chart.reading(words), chart.alternative(words)];
        told += &lines.join("\n  ");
        told.push('\n');
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_json_of_a_school_is_as_it_was() {
    insta::assert_snapshot!(
        serde_json::to_string_pretty(&samples::school().records(Words::default())).unwrap()
    );
}

#[test]
fn two_charts_on_one_page_share_no_id_and_every_link_leads_to_one() {
    let charts =
        [samples::school(), samples::cycles(), samples::trust(), samples::authority(), samples::nation()];
    let document = Html::parse_document(&charts.iter().map(figure_and_table).collect::<String>());
    let all = |selector: &str, name: &str| -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        document.select(&selector).map(|element| element.value().attr(name).unwrap().to_owned()).collect()
    };
    let ids = all("[id]", "id");
    let distinct: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    for target in all("a[href^='#']", "href") {
        assert!(distinct.contains(&target[1..].to_owned()), "{target} leads nowhere");
    }
    for reference in ["aria-labelledby", "aria-describedby"] {
        for id in all(&format!("[{reference}]"), reference) {
            assert!(distinct.contains(&id), "{id} names nothing");
        }
    }
}

#[test]
fn no_drawing_carries_a_style_a_script_or_a_tab_stop_of_its_own() {
    for chart in [samples::school(), samples::authority()] {
        let markup = figure_and_table(&chart);
        for forbidden in [" style=", "<script", " tabindex=", " onclick="] {
            assert!(!markup.contains(forbidden), "{forbidden} in {}", chart.prefix);
        }
    }
}

#[test]
fn no_type_on_the_narrow_drawing_is_smaller_than_fourteen_units() {
    for chart in
        [samples::school(), samples::groups(), samples::trust(), samples::authority(), samples::nation()]
    {
        let page = Html::parse_fragment(&chart.figure(Words::default()).into_string());
        let with_size = Selector::parse("svg.chart-narrow [font-size]").unwrap();
        let sizes: Vec<f64> = page
            .select(&with_size)
            .map(|element| element.value().attr("font-size").unwrap().parse().unwrap())
            .collect();
        assert!(!sizes.is_empty());
        assert!(sizes.iter().all(|size| *size >= 14.0), "{}: {sizes:?}", chart.prefix);
    }
}

/// Without this, whoever speaks to the computer cannot choose a mark by the name that they see.
#[test]
fn the_label_of_each_mark_begins_with_the_text_that_is_seen() {
    for chart in [samples::school(), samples::cycles(), samples::groups()] {
        let figure = Html::parse_fragment(&chart.figure(Words::default()).into_string());
        let links = Selector::parse("a.chart-mark").unwrap();
        for link in figure.select(&links) {
            let seen: String = link.text().collect();
            let spoken = link.value().attr("aria-label").unwrap();
            assert!(!seen.is_empty() && spoken.starts_with(&seen), "{seen} is seen, {spoken} is said");
        }
    }
}

#[test]
fn an_authority_is_drawn_without_links_and_a_school_with_one_for_each_mark() {
    let links =
        |chart: &Chart| chart.figure(Words::default()).into_string().matches("class=\"chart-mark").count();
    assert_eq!(links(&samples::authority()), 0);
    assert_eq!(links(&samples::cycles()), 2 * 4);
}

#[test]
fn forty_schools_have_a_name_or_a_letter_each_that_no_other_and_no_range_touches() {
    let (chart, words) = (samples::trust(), Words::default());
    assert_eq!(chart.marks.len(), 40);
    for chart in [chart, samples::groups()] {
        let marks = plotted(&chart);
        let sheet = wide::sheet(&chart, &marks);
        let labels = wide::names(&sheet, &marks, words);
        assert_eq!(labels.len(), marks.len(), "each mark of {} is named", chart.prefix);
        let pairs =
            labels.iter().enumerate().flat_map(|(at, one)| labels[at + 1..].iter().map(move |o| (one, o)));
        assert_eq!(pairs.filter(|(one, other)| one.rect.meets(other.rect)).count(), 0, "{}", chart.prefix);
        let around = wide::surroundings(&sheet, &marks, words);
        let struck = |label: &&Label| around.ranges.iter().any(|range| range.meets(label.rect));
        let through: Vec<&Label> = labels.iter().filter(struck).collect();
        assert!(
            !around.ranges.is_empty() && through.is_empty(),
            "ranges of {} through {through:?}",
            chart.prefix
        );
        let narrow = narrow::Narrow::of(&chart, &marks, words, 0.0);
        let discs = narrow::discs(&narrow.sheet, &marks, words);
        let near =
            discs.iter().enumerate().flat_map(|(at, one)| discs[at + 1..].iter().map(|o| one.distance(*o)));
        let nearest = near.fold(f64::INFINITY, f64::min);
        assert!(nearest > 23.0, "discs of {} are {nearest} apart and cover each other", chart.prefix);
    }
}

#[test]
fn many_marks_are_one_stop_for_the_tab_key_and_few_are_one_each() {
    let passed_over = |chart: &Chart| {
        let markup = chart.figure(Words::default()).into_string();
        (markup.matches("class=\"chart-mark").count(), markup.matches("tabindex=\"-1\"").count())
    };
    assert_eq!(passed_over(&samples::groups()), (2 * 12, 0));
    assert_eq!(passed_over(&samples::trust()), (2 * 40, 2 * 39));
}

#[test]
fn thousands_of_marks_are_counted_by_place_and_none_is_a_link() {
    let chart = samples::nation();
    let page = Html::parse_fragment(&chart.figure(Words::default()).into_string());
    let counted = |selector: &str| -> u32 {
        let bins = Selector::parse(selector).unwrap();
        page.select(&bins).map(|bin| bin.value().attr("data-count").unwrap().parse::<u32>().unwrap()).sum()
    };
    assert_eq!((counted(".chart-wide .chart-bin"), counted(".chart-narrow .chart-bin")), (960, 960));
    let links = page.select(&Selector::parse("svg a").unwrap()).count();
    assert_eq!(links, 0);
    let rows = chart.part_of_table(Words::default(), 950, 50).into_string().matches("chart-row\"").count();
    assert_eq!(rows, 10, "the table comes in parts");
}

#[test]
fn the_drawing_of_all_schools_is_as_it_was() {
    let chart = samples::nation();
    insta::assert_snapshot!(lines(&chart.figure(Words::default()).into_string()));
}

#[test]
fn the_words_of_the_norms_stand_along_the_axis_where_there_are_some() {
    let mut chart = samples::school();
    chart.axes.results.words = vec![(-3.0, "working towards".to_owned()), (2.0, "secure".to_owned())];
    let page = Html::parse_fragment(&chart.figure(Words::default()).into_string());
    let ticks = Selector::parse("svg.chart-wide .chart-ticks text[text-anchor=middle]").unwrap();
    let said: Vec<String> = page.select(&ticks).map(|tick| tick.text().collect()).collect();
    assert_eq!(said.join(" "), "working towards national average secure");
    assert!(
        chart.figure(Words::default()).into_string().contains("points ahead"),
        "points where there are none"
    );
}

#[test]
fn a_chart_without_marks_says_so_and_still_has_its_table() {
    let mut chart = samples::school();
    chart.marks.retain(|mark| !mark.mark.is_plottable());
    let figure = chart.figure(Words::default()).into_string();
    assert!(figure.contains("There is nothing to draw."));
    assert!(!figure.contains("<svg"));
    assert_eq!(chart.table(Words::default()).into_string().matches("chart-row\"").count(), 2);
}
