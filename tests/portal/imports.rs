//! A file and the records: whole or not at all, once, and never a changed figure without a reason.

use std::time::{Duration, Instant};

use system::{Installation, PATIENCE};

use crate::tables::{self, ENGLAND, corrected, events, file, import, whole_table};

#[tokio::test]
async fn the_same_file_twice_adds_nothing_and_a_dry_run_adds_nothing_at_all() {
    let installation = Installation::fresh().await;
    let preview = import(&installation, &whole_table(), "2018/19", &["--dry-run"]).well();
    assert!(preview.printed.contains("Nothing was stored"), "{}", preview.printed);
    assert!(preview.printed.contains("New schools: 14"), "{}", preview.printed);
    assert_eq!(events(&installation).await, 0);
    let stored = import(&installation, &whole_table(), "2018/19", &[]).well();
    assert!(stored.printed.contains("New rows of results: 14"), "{}", stored.printed);
    let once = events(&installation).await;
    assert!(once >= 14, "an event a school at least: {once}");
    let again = import(&installation, &whole_table(), "2018-19", &[]).well();
    assert!(again.printed.contains("nothing new"), "{}", again.printed);
    assert_eq!(events(&installation).await, once);
}

#[tokio::test]
async fn a_corrected_file_is_refused_without_a_reason_and_becomes_a_revision_with_one() {
    let installation = Installation::fresh().await;
    let _ = import(&installation, &whole_table(), "2018/19", &[]).well();
    let before = events(&installation).await;
    let refused = import(&installation, &corrected(), "2018/19", &[]);
    assert_ne!(refused.status, 0);
    let said = refused.printed + &refused.said;
    for part in
        ["Line 4", "Cedar School", "900003", "was 101 and is now 102", "was 1 and is now 1.1", "--reason"]
    {
        assert!(said.contains(part), "{part:?} is missing from: {said}");
    }
    assert!(!said.contains("Birch"), "only what changes is listed: {said}");
    assert_eq!(events(&installation).await, before);

    let preview = import(&installation, &corrected(), "2018/19", &["--dry-run"]).well();
    assert!(preview.printed.contains("was 101 and is now 102"), "{}", preview.printed);
    assert_eq!(events(&installation).await, before);

    let wrong = import(&installation, &corrected(), "2018/19", &["--reason", "weather"]);
    assert_ne!(wrong.status, 0);
    assert!(wrong.said.contains("later_table"), "the reasons there are: {}", wrong.said);

    let note = "The Department published the table again in March.";
    let revised =
        import(&installation, &corrected(), "2018/19", &["--reason", "later_table", "--note", note]).well();
    assert!(revised.printed.contains("Corrected rows of results: 1"), "{}", revised.printed);
    let mut database = installation.database().unwrap().connect().await;
    let kinds = sqlx::query_scalar("select event_type from es.events order by epoch, tx, ident offset $1");
    let kinds: Vec<String> = kinds.bind(before).fetch_all(&mut database).await.unwrap();
    assert!(kinds.iter().any(|kind| kind.contains("revised")), "{kinds:?}");
    assert!(kinds.len() <= 3, "one school's row, its file, and no more: {kinds:?}");

    let portal = installation.serve();
    let path = "/api/v1/schools/900003/quadrant?stage=ks2&year=2018-19";
    let marks = portal.reader().get_json(path).await.with_status(200).json()["marks"].clone();
    let mathematics =
        marks.as_array().unwrap().iter().find(|mark| mark["subject"] == "mathematics").unwrap().clone();
    assert_eq!(
        (&mathematics["results"]["value"], &mathematics["progress"]["value"]),
        (&102.0.into(), &1.1.into())
    );
    portal.stop();
}

#[tokio::test]
async fn every_problem_of_a_file_is_told_at_once_with_its_line_and_column_and_nothing_is_stored() {
    let installation = Installation::fresh().await;
    let mut lines = tables::schools();
    lines[0] = lines[0].replace(",2.0,0.5,3.5,", ",two,0.5,3.5,");
    lines[2] = lines[2].replace("900003", "9OOOO3");
    lines[4] = lines[4].replace(",100,5,", ",1050,5,");
    lines[7] = lines[7].replace(",-3.0,-4.5,-1.5,", ",-3.0,-1.5,-4.5,");
    lines.push(tables::school(900_001, "Alder again", "999", ["107", "2.0", "0.5", "3.5"]));
    lines.push(ENGLAND.to_owned());
    let refused = import(&installation, &tables::table(&lines), "2018/19", &[]);
    assert_ne!(refused.status, 0);
    let said = refused.printed + &refused.said;
    for (line, column, found) in [
        (2, "MATPROG", "two"),
        (4, "URN", "9OOOO3"),
        (6, "MAT_AVERAGE", "1050"),
        (9, "MATPROG", "-1.5 to -3 to -4.5"),
        (16, "URN", "900001"),
    ] {
        let problem = said.lines().find(|text| text.contains(&format!("Line {line}, column {column} ")));
        let problem = problem.unwrap_or_else(|| panic!("line {line}, column {column}: {said}"));
        assert!(problem.contains(found), "{found}: {problem}");
    }
    assert_eq!(events(&installation).await, 0);
}

#[tokio::test]
async fn a_file_that_is_no_table_or_of_another_year_is_called_by_its_name() {
    let installation = Installation::fresh().await;
    let told = |name: &str, text: &str, more: &[&str]| {
        let path = file(&installation, name, text);
        let mut arguments = vec!["import", "dfe-ks2", path.to_str().unwrap()];
        arguments.extend(more);
        let refused = installation.run(&arguments);
        assert_ne!(refused.status, 0, "{name}: {}", refused.printed);
        refused.said
    };
    assert!(told("table.csv", &whole_table(), &[]).contains("--year"));
    assert!(told("2018-999-ks2.csv", &whole_table(), &["--year", "2017/18"]).contains("2018-19"));
    assert!(told("table.csv", "PK\u{3}\u{4}", &["--year", "2018/19"]).contains("Excel"));
    assert!(told("table.csv", "", &["--year", "2018/19"]).contains("empty"));
    assert!(told("table.csv", "a,b\n1,2", &["--year", "2018/19"]).contains("key stage 2"));
    assert!(told("table.csv", &whole_table(), &["--year", "2018"]).contains("year"));
    let nowhere = installation.run(&["import", "dfe-ks2", "no such file.csv", "--year", "2018/19"]);
    assert!(nowhere.status != 0 && nowhere.said.contains("no such file.csv"), "{}", nowhere.said);
    assert_eq!(events(&installation).await, 0);
    // The name of the file alone says the year too.
    let path = file(&installation, "2018-999-ks2.csv", &whole_table());
    let _ = installation.run(&["import", "dfe-ks2", path.to_str().unwrap()]).well();
}

#[tokio::test]
async fn a_file_read_beside_a_running_portal_shows_on_its_pages() {
    let installation = Installation::fresh().await;
    let portal = installation.serve();
    let reader = portal.reader();
    assert!(!reader.get("/schools").await.with_status(200).text("main").contains("Birch School"));
    let _ = import(&installation, &whole_table(), "2018/19", &[]).well();
    let until = Instant::now() + PATIENCE;
    while !reader.get("/schools").await.with_status(200).text("main").contains("Birch School") {
        assert!(Instant::now() < until, "the page never shows what was imported");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let found = reader.get("/schools?q=aspen").await.with_status(200);
    assert_eq!(found.texts("main tbody th"), ["Alder, Ash and Aspen School"]);
    let by_number = reader.get("/schools?q=900008").await.with_status(200);
    assert_eq!(by_number.texts("main tbody th"), ["Hazel School"]);
    let page = reader.get("/schools/900008/quadrant?year=2018-19").await.with_status(200);
    assert!(
        page.text("main").contains("−3.0") && page.text("main").contains("−4.5"),
        "{}",
        page.text("main")
    );
    portal.stop();
}
