//! Official tables, from the file to the figures: what the Department's own files say is what the portal answers.
//!
//! The tests are named `official_tables…`: they read files that are not part of the project, and `ops/check` leaves them
//! out where the files are not beside it.

use serde_json::Value;
use system::{Finished, Installation, official_tables};

fn import(installation: &Installation, name: &str, year: &str, more: &[&str]) -> Finished {
    let file = official_tables().join(name);
    let file = file.to_str().unwrap();
    let mut arguments = vec!["import", "dfe-ks2", file, "--year", year];
    arguments.extend(more);
    installation.run(&arguments)
}

async fn events(installation: &Installation) -> i64 {
    let mut database = installation.database().unwrap().connect().await;
    sqlx::query_scalar("select count(*) from es.events").fetch_one(&mut database).await.unwrap()
}

#[tokio::test]
async fn official_tables_counts_of_an_authority_are_those_worked_out_from_its_file() {
    let installation = Installation::fresh().await;
    let _ = import(&installation, "2018-936-ks2.csv", "2018/19", &[]).well();
    let portal = installation.serve();
    portal.ready().await;
    let path = "/api/v1/quadrants?stage=ks2&year=2018-19&subject=mathematics&authority=936";
    let answer = portal.reader().get_json(path).await.with_status(200).json();
    let counts = &answer["counts"];
    let row = |progress: &str| {
        ["above", "level", "below"]
            .map(|results| counts["progress_by_results"][progress][results].as_u64().unwrap())
    };
    assert_eq!([row("above"), row("level"), row("below")], [[80, 13, 10], [3, 0, 2], [39, 28, 40]]);
    let interval = |name: &str| counts["intervals"][name].as_u64().unwrap();
    assert_eq!([interval("above"), interval("including_zero"), interval("below")], [37, 135, 43]);
    assert_eq!((counts["plotted"].as_u64(), counts["schools"].as_u64()), (Some(215), Some(239)));
    portal.stop();
}

#[tokio::test]
async fn official_tables_figures_of_a_school_are_those_of_its_row() {
    let installation = Installation::fresh().await;
    let _ = import(&installation, "2018-936-ks2.csv", "2018/19", &[]).well();
    let portal = installation.serve();
    portal.ready().await;
    let all = "/api/v1/quadrants?stage=ks2&year=2018-19&subject=mathematics&authority=936";
    let marks = portal.reader().get_json(all).await.json()["marks"].as_array().unwrap().clone();
    let plotted = marks.iter().find(|mark| mark["progress"]["value"].is_number()).unwrap();
    let urn =
        plotted["school"]["urn"].as_str().map_or_else(|| plotted["school"]["urn"].to_string(), str::to_owned);
    let row = row_of(&urn);
    let path = format!("/api/v1/schools/{urn}/quadrant?stage=ks2&year=2018-19");
    let school = portal.reader().get_json(&path).await.with_status(200).json();
    let mark = school["marks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|mark| mark["subject"] == "mathematics")
        .unwrap()
        .clone();
    for (path, column) in [
        (["results", "value"], "MAT_AVERAGE"),
        (["progress", "value"], "MATPROG"),
        (["progress", "lower"], "MATPROG_LOWER"),
        (["progress", "upper"], "MATPROG_UPPER"),
    ] {
        let [axis, end] = path;
        assert_eq!(mark[axis][end].as_f64(), row(column).parse().ok(), "{axis}.{end} is {column}");
    }
    let (value, national) = (number(&mark["results"]["value"]), number(&mark["results"]["national"]));
    assert!((number(&mark["results"]["difference"]) - (value - national)).abs() < 1e-9);
    let writing =
        school["marks"].as_array().unwrap().iter().find(|mark| mark["subject"] == "writing").unwrap().clone();
    assert_eq!(writing["quadrant"], "not_available", "writing has no scaled score");
    assert!(!writing["not_available"].is_null(), "and the answer says why: {writing}");
    portal.stop();
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The row of a school in the file of 2018/19, by column name.
fn row_of(urn: &str) -> impl Fn(&str) -> String {
    let text = std::fs::read(official_tables().join("2018-936-ks2.csv")).unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    let split = |line: &str| split_csv(line.trim_start_matches('\u{feff}'));
    let head = split(text.lines().next().unwrap());
    let at = head.iter().position(|name| name == "URN").unwrap();
    let row = text.lines().map(split).find(|row| row.get(at).is_some_and(|found| found == urn)).unwrap();
    move |column| row[head.iter().position(|name| name == column).unwrap()].clone()
}

/// The cells of a line, quotes taken off.
fn split_csv(line: &str) -> Vec<String> {
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

#[tokio::test]
async fn official_tables_imported_twice_add_nothing_and_a_dry_run_adds_nothing_at_all() {
    let installation = Installation::fresh().await;
    let preview = import(&installation, "2017-936-ks2.csv", "2017-18", &["--dry-run"]).well();
    assert!(!preview.printed.is_empty() || !preview.said.is_empty(), "a preview says something");
    assert_eq!(events(&installation).await, 0);
    let _ = import(&installation, "2017-936-ks2.csv", "2017/18", &[]).well();
    let once = events(&installation).await;
    assert!(once > 200, "an event for each school: {once}");
    let _ = import(&installation, "2017-936-ks2.csv", "2017-18", &[]).well();
    assert_eq!(events(&installation).await, once);
}

#[tokio::test]
async fn official_tables_are_imported_whole_or_not_at_all_and_every_problem_has_its_line() {
    let installation = Installation::fresh().await;
    let good = std::fs::read(official_tables().join("2018-936-ks2.csv")).unwrap();
    let mut lines: Vec<String> = String::from_utf8_lossy(&good).lines().map(str::to_owned).collect();
    let head = split_csv(&lines[0]);
    let column = head.iter().position(|name| name == "MATPROG").unwrap();
    for line in [5, 9] {
        let mut cells = split_csv(&lines[line]);
        "ten".clone_into(&mut cells[column]);
        lines[line] = cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    }
    let bad = installation.folder().join("2018-936-ks2.csv");
    std::fs::write(&bad, lines.join("\n")).unwrap();
    let refused = installation.run(&["import", "dfe-ks2", bad.to_str().unwrap(), "--year", "2018/19"]);
    assert_ne!(refused.status, 0);
    let said = refused.printed + &refused.said;
    for (line, number) in [("6", 5), ("10", 9)] {
        assert!(
            said.contains(line) && said.contains("MATPROG"),
            "line {line} (row {number}) with its column: {said}"
        );
    }
    assert_eq!(events(&installation).await, 0);
}
