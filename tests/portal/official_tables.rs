//! Official tables, from the file to the figures: what the Department's own files say is what the portal answers.
//!
//! The tests are named `official_tables…`: they read files that are not part of the project, and `ops/check` leaves them
//! out where the files are not beside it.

use std::collections::HashMap;

use serde_json::Value;
use system::{Finished, Installation, official_tables};

use crate::contract::recounted;
use crate::tables::events;

const FILES: [(&str, &str, u64, u64); 3] = [
    ("2016-936-ks2.csv", "2016-17", 232, 210),
    ("2017-936-ks2.csv", "2017-18", 235, 214),
    ("2018-936-ks2.csv", "2018-19", 239, 215),
];

fn import(installation: &Installation, name: &str, more: &[&str]) -> Finished {
    let file = official_tables().join(name);
    let mut arguments = vec!["import", "dfe-ks2", file.to_str().unwrap()];
    arguments.extend(more);
    installation.run(&arguments)
}

/// A file as a reader with a spreadsheet sees it: for each school, by number, its cells by column.
fn rows(name: &str) -> HashMap<String, HashMap<String, String>> {
    let bytes = std::fs::read(official_tables().join(name)).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(cells);
    let head = lines.next().unwrap();
    lines
        .map(|line| {
            head.iter().cloned().zip(line.into_iter().chain(std::iter::repeat_with(String::new))).collect()
        })
        .map(|row: HashMap<String, String>| (row["URN"].trim().to_owned(), row))
        .filter(|(urn, _)| !urn.is_empty())
        .collect()
}

/// The cells of a line, quotes taken off.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

/// The figures of one school's mark against the cells of its line: a number is that number, and anything else is none.
fn is_the_line(mark: &Value, row: &HashMap<String, String>, [score, average]: [&str; 2]) {
    let cell = |column: &str| row.get(column).and_then(|cell| cell.trim().parse::<f64>().ok());
    let progress = &mark["progress"];
    assert_eq!(mark["results"]["value"].as_f64(), cell(average), "{average}: {mark}");
    assert_eq!(progress["value"].as_f64(), cell(score), "{score}: {mark}");
    let (lower, upper) = (cell(&format!("{score}_LOWER")), cell(&format!("{score}_UPPER")));
    assert_eq!(progress["lower"].as_f64(), lower, "{score}_LOWER: {mark}");
    assert_eq!(progress["upper"].as_f64(), upper, "{score}_UPPER: {mark}");
    let says = match lower.zip(upper) {
        None => "not_stated",
        Some((lower, _)) if lower > 0.0 => "clearly_above",
        Some((_, upper)) if upper < 0.0 => "clearly_below",
        Some(_) => "too_close_to_call",
    };
    assert_eq!(progress["certainty"], says, "{mark}");
    let differs = mark["results"]["value"].as_f64().zip(mark["results"]["national"].as_f64());
    let difference = mark["results"]["difference"].as_f64();
    assert_eq!(difference.is_some(), differs.is_some(), "{mark}");
    assert!(
        differs.is_none_or(|(value, national)| (difference.unwrap() - (value - national)).abs() < 1e-9),
        "{mark}"
    );
}

#[tokio::test]
async fn official_tables_are_answered_as_they_were_published_for_every_school_subject_and_year() {
    let installation = Installation::fresh().await;
    for (file, ..) in FILES {
        let _ = import(&installation, file, &[]).well();
    }
    let portal = installation.serve();
    portal.ready().await;
    let reader = portal.reader();
    for (file, year, schools, plotted) in FILES {
        let rows = rows(file);
        for (subject, columns) in [
            ("reading", ["READPROG", "READ_AVERAGE"]),
            ("writing", ["WRITPROG", "WRIT_AVERAGE"]),
            ("mathematics", ["MATPROG", "MAT_AVERAGE"]),
        ] {
            let path = format!("/api/v1/quadrants?stage=ks2&year={year}&subject={subject}&authority=936");
            let answer = reader.get_json(&path).await.with_status(200).json();
            recounted(&answer);
            let marks = answer["marks"].as_array().unwrap();
            assert_eq!(marks.len() as u64, schools, "{subject} {year}");
            for mark in marks {
                is_the_line(mark, &rows[mark["school"]["urn"].as_str().unwrap()], columns);
            }
            let expected = if subject == "mathematics" { Some(plotted) } else { None };
            let found = answer["counts"]["plotted"].as_u64().unwrap();
            assert!(expected.is_none_or(|plotted| plotted == found), "{subject} {year}: {found}");
            assert!(subject != "writing" || found == 0, "writing has no scaled score");
        }
    }
    counts_of_surrey(&reader.get_json(SURREY).await.with_status(200).json());
    portal.stop();
}

const SURREY: &str = "/api/v1/quadrants?stage=ks2&year=2018-19&subject=mathematics&authority=936";

/// The figures that were worked out beside the program, from the file alone.
fn counts_of_surrey(answer: &Value) {
    let counts = &answer["counts"];
    let row = |progress: &str| {
        ["above", "level", "below"]
            .map(|results| counts["progress_by_results"][progress][results].as_u64().unwrap())
    };
    assert_eq!([row("above"), row("level"), row("below")], [[80, 13, 10], [3, 0, 2], [39, 28, 40]]);
    let interval = |name: &str| counts["intervals"][name].as_u64().unwrap();
    assert_eq!([interval("above"), interval("including_zero"), interval("below")], [37, 135, 43]);
    assert_eq!((counts["plotted"].as_u64(), counts["schools"].as_u64()), (Some(215), Some(239)));
}

#[tokio::test]
async fn official_tables_imported_twice_add_nothing_and_a_changed_cell_asks_for_a_reason() {
    let installation = Installation::fresh().await;
    let _ = import(&installation, "2018-936-ks2.csv", &["--year", "2018/19", "--dry-run"]).well();
    assert_eq!(events(&installation).await, 0);
    let _ = import(&installation, "2018-936-ks2.csv", &["--year", "2018/19"]).well();
    let once = events(&installation).await;
    assert!(once > 239, "an event for each school: {once}");
    let _ = import(&installation, "2018-936-ks2.csv", &["--year", "2018-19"]).well();
    assert_eq!(events(&installation).await, once);

    let changed = installation.folder().join("2018-936-ks2.csv");
    let (line, text) = with_cell("2018-936-ks2.csv", "MATPROG_LOWER", |number| number - 0.1);
    std::fs::write(&changed, text).unwrap();
    let arguments = ["import", "dfe-ks2", changed.to_str().unwrap()];
    let refused = installation.run(&arguments);
    assert!(refused.status != 0 && refused.said.contains(&format!("Line {line}, ")), "{}", refused.said);
    assert_eq!(events(&installation).await, once);
    let _ = installation.run(&[&arguments[..], &["--reason", "later_table"]].concat()).well();
    assert!((once + 1..=once + 3).contains(&events(&installation).await));
}

/// The file with the first number of a column changed, and the line on which it stands.
fn with_cell(name: &str, column: &str, change: impl Fn(f64) -> f64) -> (usize, String) {
    let text = String::from_utf8(std::fs::read(official_tables().join(name)).unwrap()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = cells(&lines[0]).iter().position(|found| found == column).unwrap();
    for (place, line) in lines.iter_mut().enumerate().skip(1) {
        let mut row = cells(line);
        let Some(number) = row.get(at).and_then(|cell| cell.parse::<f64>().ok()) else { continue };
        row[at] = format!("{:.1}", change(number));
        *line = row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
        return (place + 1, lines.join("\r\n"));
    }
    panic!("{name} has no number in {column}");
}

#[tokio::test]
async fn official_tables_are_imported_whole_or_not_at_all_and_of_another_authority_too() {
    let installation = Installation::fresh().await;
    let (line, text) = with_cell("2018-936-ks2.csv", "MATPROG", |_| 99.0);
    let bad = installation.folder().join("2018-936-ks2.csv");
    std::fs::write(&bad, text).unwrap();
    let refused = installation.run(&["import", "dfe-ks2", bad.to_str().unwrap()]);
    assert_ne!(refused.status, 0);
    assert!(refused.said.contains(&format!("Line {line}, column MATPROG ")), "{}", refused.said);
    assert_eq!(events(&installation).await, 0);

    let _ = import(&installation, "2022-919-ks2-excerpt.csv", &["--year", "2022/23"]).well();
    let portal = installation.serve();
    portal.ready().await;
    let rows = rows("2022-919-ks2-excerpt.csv");
    let path = "/api/v1/quadrants?stage=ks2&year=2022-23&subject=mathematics&authority=919";
    let answer = portal.reader().get_json(path).await.with_status(200).json();
    recounted(&answer);
    for mark in answer["marks"].as_array().unwrap() {
        is_the_line(mark, &rows[mark["school"]["urn"].as_str().unwrap()], ["MATPROG", "MAT_AVERAGE"]);
    }
    portal.stop();
}
