//! The JSON of official figures, as other programs rely on it: shapes, values, what is missing and why, and what is
//! answered to a question that can't be understood.

use std::cmp::Ordering::{Equal, Greater, Less};

use serde_json::Value;
use system::{Answer, Installation, Portal, Reader};

use crate::tables;

const OF_SCHOOL: &str = "/api/v1/schools/900001/quadrant?stage=ks2&year=2018-19";
const OF_ALL: &str = "/api/v1/quadrants?stage=ks2&year=2018-19&subject=mathematics&authority=999";
const CERTAINTIES: [&str; 4] = ["clearly_above", "too_close_to_call", "clearly_below", "not_stated"];

/// A portal with the whole made-up table.
async fn with_table(text: &str) -> (Portal, Installation) {
    let installation = Installation::fresh().await;
    let _ = tables::import(&installation, text, "2018/19", &[]).well();
    (installation.serve(), installation)
}

#[track_caller]
fn has(value: &Value, members: &[&str]) {
    for member in members {
        assert!(value.get(member).is_some(), "{member} is missing from {value}");
    }
}

fn mark<'a>(answer: &'a Value, subject: &str) -> &'a Value {
    let marks = answer["marks"].as_array().expect("marks");
    marks.iter().find(|mark| mark["subject"] == subject).unwrap_or_else(|| panic!("{subject}: {answer}"))
}

#[track_caller]
fn is_well_formed(mark: &Value) {
    has(mark, &["subject", "pupils", "results", "progress", "quadrant", "not_available"]);
    has(&mark["results"], &["value", "national", "difference", "lower", "upper", "certainty"]);
    has(&mark["progress"], &["value", "lower", "upper", "certainty"]);
    for figures in [&mark["results"], &mark["progress"]] {
        for (name, figure) in figures.as_object().expect("an object") {
            let fits = match name.as_str() {
                "certainty" => CERTAINTIES.contains(&figure.as_str().unwrap_or_default()),
                _ => figure.is_number() || figure.is_null(),
            };
            assert!(fits, "{name} is {figure} in {mark}");
        }
    }
    assert!(mark["pupils"].is_u64() || mark["pupils"].is_null(), "{mark}");
    assert!(mark["not_available"].is_object(), "{mark}");
    let placed = quadrant(mark) != "not_available";
    assert_eq!(mark["quadrant"], quadrant(mark), "{mark}");
    assert_eq!(mark["not_available"].as_object().is_some_and(serde_json::Map::is_empty), placed, "{mark}");
}

/// The quarter, worked out anew from the two differences.
fn quadrant(mark: &Value) -> &'static str {
    let side = |value: &Value| value.as_f64().map(|value| value.total_cmp(&0.0));
    match (side(&mark["results"]["difference"]), side(&mark["progress"]["value"])) {
        (None, _) | (_, None) => "not_available",
        (Some(Equal), _) | (_, Some(Equal)) => "level",
        (Some(Greater), Some(Greater)) => "higher_results_faster_progress",
        (Some(Greater), Some(Less)) => "higher_results_slower_progress",
        (Some(Less), Some(Greater)) => "lower_results_faster_progress",
        (Some(Less), Some(Less)) => "lower_results_slower_progress",
    }
}

#[tokio::test]
async fn the_quadrant_of_a_school_has_the_agreed_shape_and_the_table_s_figures() {
    let (portal, _installation) = with_table(&tables::whole_table()).await;
    let reader = portal.reader();
    let answer = reader.get_json(OF_SCHOOL).await.with_status(200).json();
    has(&answer, &["school", "benchmark", "marks"]);
    assert_eq!(answer["school"]["urn"], "900001");
    assert_eq!(answer["school"]["name"], "Alder, Ash and Aspen School");
    for part in ["id", "version"] {
        assert!(answer["benchmark"][part].as_str().is_some_and(|text| !text.is_empty()), "{answer}");
    }
    for mark in answer["marks"].as_array().expect("marks") {
        is_well_formed(mark);
    }
    let mathematics = mark(&answer, "mathematics");
    let figures = serde_json::json!({
        "results": {"value": 107.0, "national": 104.0, "difference": 3.0, "lower": null, "upper": null,
            "certainty": "not_stated"},
        "progress": {"value": 2.0, "lower": 0.5, "upper": 3.5, "certainty": "clearly_above"},
    });
    assert_eq!(mathematics["results"], figures["results"]);
    assert_eq!(mathematics["progress"], figures["progress"]);
    assert_eq!(
        (&mathematics["pupils"], &mathematics["quadrant"]),
        (&50.into(), &"higher_results_faster_progress".into())
    );
    // 98 percent of 50 pupils stand behind the progress in reading.
    assert_eq!(mark(&answer, "reading")["pupils"], 49);
    assert_eq!(mark(&answer, "reading")["progress"]["certainty"], "too_close_to_call");
    let writing = mark(&answer, "writing");
    assert_eq!(writing["quadrant"], "not_available", "writing has no scaled score");
    assert_eq!(writing["progress"]["value"], -0.6);
    assert!(writing["results"]["value"].is_null() && writing["results"]["difference"].is_null(), "{writing}");
    says(&writing["not_available"]["results"], "no_scaled_score");
    portal.stop();
}

/// A token, a colon, and a sentence that says what it means.
#[track_caller]
fn says(why: &Value, token: &str) {
    let text = why.as_str().unwrap_or_else(|| panic!("no reason {token}: {why}"));
    let (found, meaning) = text.split_once(": ").unwrap_or_default();
    assert_eq!(found, token, "{text}");
    assert!(meaning.contains(' ') && meaning.ends_with('.'), "what {token} means: {text}");
}

#[tokio::test]
async fn a_figure_that_is_missing_says_by_its_own_sign_why() {
    let (portal, _installation) = with_table(&tables::whole_table()).await;
    let answer = portal.reader().get_json(OF_ALL).await.with_status(200).json();
    let of = |name: &str| {
        let marks = answer["marks"].as_array().expect("marks").iter();
        marks.clone().find(|mark| mark["school"]["name"] == name).unwrap_or_else(|| panic!("{name}")).clone()
    };
    says(&of("Ivy School")["not_available"]["results"], "SUPP");
    says(&of("Ivy School")["not_available"]["progress"], "SUPP");
    says(&of("Juniper School")["not_available"]["progress"], "LOWCOV");
    assert!(of("Juniper School")["not_available"].get("results").is_none(), "its results are there");
    assert_eq!(of("Juniper School")["results"]["difference"], -1.0);
    says(&of("Larch School")["not_available"]["results"], "NE");
    assert_eq!(of("Nutmeg School")["quadrant"], "not_available");
    assert!(of("Nutmeg School")["pupils"].is_null());
    assert_eq!(
        of("Maple School")["progress"]["certainty"],
        "too_close_to_call",
        "an end on the line is inside"
    );
    portal.stop();
}

#[tokio::test]
async fn the_counts_of_an_authority_are_those_made_by_hand_and_by_its_own_marks() {
    let (portal, _installation) = with_table(&tables::whole_table()).await;
    let answer = portal.reader().get_json(OF_ALL).await.with_status(200).json();
    let counts = &answer["counts"];
    let by_hand = serde_json::json!({
        "above": {"above": 2, "level": 1, "below": 1},
        "level": {"above": 1, "level": 0, "below": 1},
        "below": {"above": 1, "level": 1, "below": 1},
    });
    assert_eq!(counts["progress_by_results"], by_hand);
    let interval = |name: &str| counts["intervals"][name].as_u64();
    assert_eq!(
        [interval("above"), interval("including_zero"), interval("below")],
        [Some(2), Some(5), Some(2)]
    );
    assert_eq!((counts["plotted"].as_u64(), counts["schools"].as_u64()), (Some(9), Some(13)));
    let marks = answer["marks"].as_array().expect("marks");
    assert_eq!(marks.len(), 13, "a mark a school, and none of another authority");
    for mark in marks {
        has(mark, &["school", "year"]);
        has(&mark["school"], &["urn", "name"]);
        assert_eq!((mark["year"].as_str(), mark["subject"].as_str()), (Some("2018-19"), Some("mathematics")));
        is_well_formed(mark);
    }
    recounted(&answer);
    portal.stop();
}

/// The counts must be those of the marks beside them, counted in the simplest way.
#[track_caller]
pub(crate) fn recounted(answer: &Value) {
    let marks: Vec<&Value> = answer["marks"].as_array().expect("marks").iter().collect();
    let plotted: Vec<(f64, f64, &str)> = marks
        .iter()
        .filter_map(|mark| {
            let certainty = mark["progress"]["certainty"].as_str()?;
            Some((mark["results"]["difference"].as_f64()?, mark["progress"]["value"].as_f64()?, certainty))
        })
        .collect();
    let side = |value: f64| {
        if value > 0.0 {
            "above"
        } else if value < 0.0 {
            "below"
        } else {
            "level"
        }
    };
    let counts = &answer["counts"];
    for progress in ["above", "level", "below"] {
        for results in ["above", "level", "below"] {
            let here = |mark: &&(f64, f64, &str)| side(mark.1) == progress && side(mark.0) == results;
            let counted = plotted.iter().filter(here).count();
            assert_eq!(counts["progress_by_results"][progress][results], counted, "{progress} by {results}");
        }
    }
    for (name, certainty) in
        [("above", "clearly_above"), ("including_zero", "too_close_to_call"), ("below", "clearly_below")]
    {
        let counted = plotted.iter().filter(|mark| mark.2 == certainty).count();
        assert_eq!(counts["intervals"][name], counted, "{name}");
    }
    assert_eq!(counts["plotted"], plotted.len());
    assert_eq!(counts["schools"], marks.len());
}

#[tokio::test]
async fn without_a_line_for_england_nothing_is_compared_and_the_reason_is_given() {
    let (portal, _installation) = with_table(&tables::table(&tables::schools())).await;
    let answer = portal.reader().get_json(OF_SCHOOL).await.with_status(200).json();
    let mathematics = mark(&answer, "mathematics");
    assert_eq!(mathematics["results"]["value"], 107.0);
    assert!(mathematics["results"]["national"].is_null(), "{mathematics}");
    assert!(mathematics["results"]["difference"].is_null(), "{mathematics}");
    says(&mathematics["not_available"]["results"], "no_national_figure");
    assert_eq!(mathematics["progress"]["certainty"], "clearly_above", "progress stands on its own");
    is_well_formed(mathematics);
    let all = portal.reader().get_json(OF_ALL).await.with_status(200).json();
    assert_eq!(all["counts"]["plotted"], 0);
    portal.stop();
}

/// A problem in the form of RFC 9457, with the status that the answer has.
#[track_caller]
fn is_problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}: {}", answer.path, answer.body);
    assert!(answer.header("content-type").starts_with("application/problem+json"), "{:?}", answer.headers);
    let problem = answer.json();
    assert_eq!(problem["status"], status, "{problem}");
    for member in ["type", "title", "detail"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} of {problem}");
    }
}

#[tokio::test]
async fn a_question_that_can_t_be_understood_is_a_problem_and_what_is_not_there_is_not_found() {
    let (portal, _installation) = with_table(&tables::whole_table()).await;
    let reader = portal.reader();
    for query in
        ["year=2018", "year=2018-20", "year=soon", "subject=astrology", "subject=science", "stage=ks9"]
    {
        let whole = |path: &str| format!("{path}?{query}");
        is_problem(&reader.get(&whole("/api/v1/schools/900001/quadrant")).await, 400);
        is_problem(&reader.get(&format!("/api/v1/quadrants?authority=999&{query}")).await, 400);
    }
    is_problem(&reader.get("/api/v1/quadrants?year=2018-19").await, 400);
    is_problem(&reader.get("/api/v1/schools/900001/quadrant?year=%FF%FE").await, 400);
    for missing in [
        "/api/v1/schools/999999/quadrant",
        "/api/v1/schools/not-a-school/quadrant",
        "/api/v1/schools/900001/quadrant?year=2011-12",
        "/api/v1/quadrants?authority=111",
        "/api/v1/nothing",
    ] {
        is_problem(&reader.get(missing).await, 404);
    }
    is_problem(&reader.get_json("/schools/999999/quadrant").await, 404);
    portal.stop();
}

async fn same(reader: &Reader, one: &str, other: &str) {
    let (one, other) =
        (reader.get_json(one).await.with_status(200), reader.get_json(other).await.with_status(200));
    assert!(one.header("content-type").starts_with("application/json"), "{:?}", one.headers);
    assert_eq!(one.json(), other.json());
}

#[tokio::test]
async fn a_year_is_written_either_way_and_each_page_has_its_json_beside_it() {
    let (portal, _installation) = with_table(&tables::whole_table()).await;
    let reader = portal.reader();
    same(&reader, OF_SCHOOL, &OF_SCHOOL.replace("2018-19", "2018/19")).await;
    same(&reader, OF_SCHOOL, &OF_SCHOOL.replace("2018-19", "2018%2F19")).await;
    same(&reader, OF_ALL, &OF_ALL.replace("2018-19", "2018/19")).await;
    same(&reader, OF_SCHOOL, &OF_SCHOOL.replace("/api/v1", "")).await;
    same(&reader, OF_ALL, "/authorities/999/quadrant?stage=ks2&year=2018-19&subject=mathematics").await;
    // A person who asks for the same address gets the page.
    let page = reader.get(&OF_SCHOOL.replace("/api/v1", "")).await.with_status(200);
    assert!(page.header("content-type").starts_with("text/html"), "{:?}", page.headers);
    portal.stop();
}

#[tokio::test]
async fn years_side_by_side_are_years_in_json_too() {
    let installation = Installation::fresh().await;
    for year in ["2017/18", "2018/19"] {
        let _ = tables::import(&installation, &tables::whole_table(), year, &[]).well();
    }
    let portal = installation.serve();
    let answer = portal.reader().get_json(&format!("{OF_SCHOOL}&show=years")).await.with_status(200).json();
    let marks: Vec<(&str, &str)> = answer["marks"]
        .as_array()
        .expect("marks")
        .iter()
        .map(|mark| (mark["year"].as_str().expect("a year"), mark["subject"].as_str().expect("a subject")))
        .collect();
    assert_eq!(marks, [("2018-19", "mathematics"), ("2017-18", "mathematics")]);
    portal.stop();
}
