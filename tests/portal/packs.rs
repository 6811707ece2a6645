//! Governor data packs over HTTP: read beforehand, issued, left alone by whatever comes after, amended with a reason, taken
//! away as files.

use reqwest::Method;
use serde_json::{Value, json};
use system::{Answer, Form, Reader};
use uuid::Uuid;

use crate::interface::{errors, send};
use crate::people::{Demonstration, SCHOOL, first};
use crate::tables;

const FORM: &str = "main form[method=post]";

async fn form(reader: &Reader, path: &str) -> Form {
    reader.get(path).await.with_status(200).form(FORM)
}

async fn packs(reader: &Reader, school: &str) -> Vec<Value> {
    let list = reader.get_json(&format!("/api/v1{school}/packs")).await.with_status(200).json();
    list["packs"].as_array().expect("a list").clone()
}

async fn pack(reader: &Reader, school: &str, number: &str) -> Value {
    reader.get_json(&format!("/api/v1{school}/packs/{number}")).await.with_status(200).json()
}

/// The section of a pack that is called so.
fn section<'a>(pack: &'a Value, name: &str) -> &'a Value {
    let sections = pack["sections"].as_array().expect("sections");
    sections.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name} in {pack}"))
}

/// Asks a question of one's own.
async fn ask(governor: &Reader, words: &str) {
    let form = form(governor, &format!("{SCHOOL}/enquiries/new")).await;
    let done = governor.submit(&form.set("question", "own").set("question_words", words)).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
}

fn problems(page: &Answer) -> Vec<String> {
    page.attributes(".govuk-error-summary a", "href")
}

#[tokio::test]
async fn a_pack_is_issued_as_it_was_read_and_stays_as_it_is_whatever_is_recorded_since() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let head = demonstration.signed_in("head").await;
    let governor = demonstration.signed_in("governor").await;
    let new = format!("{SCHOOL}/packs/new");
    assert_eq!(governor.get(&new).await.status, 403, "governors read packs and issue none");

    let read = form(&head, &new).await;
    ask(&governor, "Who teaches the small groups?").await;
    demonstration.portal.ready().await;
    let late = head.submit(&read).await.with_status(422);
    assert_eq!(problems(&late), ["#seen"], "nobody issues what they have not read");
    assert!(late.text("#seen").contains("Who teaches the small groups?"), "and they read it now");
    let read = late.form(FORM);
    let (once, twice) = (head.submit(&read).await, head.submit(&read).await);
    let to = once.redirect().expect("on to the pack");
    assert_eq!(to.split('?').next(), Some(format!("{SCHOOL}/packs/2").as_str()), "the first was there");
    assert_eq!(twice.redirect(), Some(to.clone()), "sent twice it is issued once");
    let known = packs(&head, SCHOOL).await;
    assert_eq!(known.iter().map(|one| &one["number"]).collect::<Vec<_>>(), [1, 1, 2]);

    let page = governor.get(&to).await.with_status(200);
    assert!(page.text("main").contains("Who teaches the small groups?"));
    assert!(page.text("main").contains("Since pack 1"), "{}", page.text("main"));
    let foot = page.attributes("html", "data-foot");
    assert!(foot[0].starts_with("Data pack 2 · ") && foot[0].contains("Ledger "), "{foot:?}");
    let before = pack(&governor, SCHOOL, "2").await;
    assert_eq!(before["basis"]["checkpoint"]["root"].as_str().map(str::len), Some(64));
    ask(&governor, "And who teaches the class then?").await;
    demonstration.portal.ready().await;
    assert_eq!(pack(&governor, SCHOOL, "2").await, before, "it is frozen");
    let body = json!({"number": 3, "seen": "0".repeat(64)});
    let refused = send(&head, &format!("/api/v1{new}"), &body, &[]).await.with_status(422);
    assert_eq!(errors(&refused), [("/seen".to_owned(), "pack-changed".to_owned())]);
    let seen = head.get_json(&format!("/api/v1{new}")).await.with_status(200).json();
    let (to, body) = (format!("/api/v1{new}"), json!({"number": seen["number"], "seen": seen["seen"]}));
    let other = json!({"number": 4, "seen": seen["seen"]});
    let refused = send(&head, &to, &other, &[]).await.with_status(422);
    assert_eq!(errors(&refused), [("/seen".to_owned(), "pack-changed".to_owned())]);
    let four = tokio::join!(
        send(&head, &to, &body, &[]),
        send(&head, &to, &body, &[]),
        send(&head, &to, &body, &[]),
        send(&head, &to, &body, &[])
    );
    let mut four = [four.0.status, four.1.status, four.2.status, four.3.status].map(|status| status == 201);
    four.sort_unstable();
    assert_eq!(four, [false, false, false, true], "read once, it is issued once");
    assert_eq!(packs(&head, SCHOOL).await.len(), 4);

    for path in ["packs/9", "packs/2-7", "packs/x", "packs/2/tables/none.csv", "packs/2/tables/results"] {
        assert_eq!(governor.get(&format!("{SCHOOL}/{path}")).await.status, 404, "{path}");
    }
    let stranger = demonstration.stranger("head").await;
    for path in ["packs", "packs/2", "packs/new", "packs/2/amend", "packs/2/tables.xlsx"] {
        assert_eq!(stranger.get(&format!("{SCHOOL}/{path}")).await.status, 404, "{path}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_pack_is_amended_only_with_a_reason_and_what_it_said_stays_under_its_own_address() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let head = demonstration.signed_in("head").await;
    let governor = demonstration.signed_in("governor").await;
    let was = pack(&governor, SCHOOL, "1-1").await;
    let is = pack(&governor, SCHOOL, "1").await;
    assert_eq!((&is["version"], &is["reason"]), (&json!(2), &json!("evidence_wanted")));
    assert_ne!(section(&was, "answers"), section(&is, "answers"), "an answer came since");

    let amend = format!("{SCHOOL}/packs/1/amend");
    let same = head.get(&amend).await.with_status(200);
    assert!(same.texts(FORM).is_empty() && same.text("main").contains("Nothing has changed since"));
    ask(&governor, "What comes next?").await;
    demonstration.portal.ready().await;
    let would = head.get(&amend).await.with_status(200);
    assert!(
        would.text("main form").contains("Questions and answers in full 1 row is new."),
        "{}",
        would.text("main")
    );
    let read = would.form(FORM);
    let refused = head.submit(&read).await.with_status(422);
    assert_eq!(problems(&refused), ["#reason"]);
    let done = head.submit(&refused.form(FORM).set("reason", "unclear")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let stale =
        head.submit(&read.set("reason", "policy").set("command_id", &Uuid::new_v4().to_string())).await;
    assert_eq!(stale.status, 422, "there is nothing new to say by now");

    let page = governor.get(&format!("{SCHOOL}/packs/1")).await.with_status(200);
    let told = page.text("main");
    assert!(told.contains("This pack was changed on") && told.contains("It was not clear."), "{told}");
    let parts = "These parts read otherwise: Asked and answered, in short; Questions and answers in full.";
    assert!(page.text(".q-first__notice").contains(parts), "{}", page.text(".q-first__notice"));
    assert!(told.contains("What this version changed") && told.contains("1 row is new."), "{told}");
    let changes = pack(&governor, SCHOOL, "1").await["changes"].clone();
    let answers = &changes["parts"][1];
    assert_eq!((&changes["is_renamed"], &answers["part"]), (&json!(false), &json!("answers")), "{changes}");
    assert_eq!(answers["how"]["otherwise"]["rows"], json!({"new": 1, "otherwise": 0, "gone": 0}));
    assert_eq!(was["changes"], Value::Null, "a first version changes nothing");
    let earlier = first(&page, ".govuk-inset-text a");
    assert_eq!(earlier, format!("{SCHOOL}/packs/1-2"));
    let earlier = governor.get(&earlier).await.with_status(200).text("main");
    assert!(earlier.contains("This is not how the pack reads now"), "{earlier}");
    assert_eq!(pack(&governor, SCHOOL, "1-1").await, was, "what it said first is as it was");
    let list = governor.get(&format!("{SCHOOL}/packs")).await.with_status(200);
    assert_eq!(list.texts("tbody tr").len(), 3, "{}", list.text("main"));

    let enquiry =
        section(&pack(&governor, SCHOOL, "1").await, "open")["blocks"][1]["said"]["said"]["of"]["enquiry"]
            .clone();
    let mut database = demonstration.installation.database().expect("a database of the run").connect().await;
    sqlx::query("delete from es.subject_key where subject_id = $1::text::uuid")
        .bind(enquiry.as_str().expect("an enquiry"))
        .execute(&mut database)
        .await
        .expect("its key is destroyed");
    let erased = governor.get(&format!("{SCHOOL}/packs/1")).await.with_status(200);
    assert!(
        erased.text(".q-first").contains("A text stood here. It was erased."),
        "{}",
        erased.text(".q-first")
    );
    let file = governor.get(&format!("{SCHOOL}/packs/1/tables/enquiries.csv")).await.with_status(200);
    assert!(file.body.contains("A text stood here. It was erased."), "{}", file.body);

    let officer = demonstration.signed_in("officer").await;
    let sections = pack(&officer, SCHOOL, "1").await;
    let names: Vec<&Value> =
        sections["sections"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert!(!names.contains(&&json!("reports")), "who reads no report finds none in a pack: {names:?}");
    demonstration.portal.stop();
}

/// Raises the school's limit for small numbers: one asks, another agrees.
async fn raise_limit(demonstration: &Demonstration, head: &Reader, least: &str) {
    let keeper = demonstration.signed_in("administrator").await;
    let ask = form(&keeper, &format!("{SCHOOL}/small-numbers")).await;
    let ask = ask.set("smallest_group", least).set("reason", "policy");
    assert_eq!(keeper.submit(&ask).await.status, 303);
    demonstration.portal.ready().await;
    let agree = form(head, &format!("{SCHOOL}/small-numbers/answer")).await;
    assert_eq!(head.submit(&agree.set("answer", "agree")).await.status, 303);
    demonstration.portal.ready().await;
}

/// The rows of the table of the school's own cycles.
fn rows_of_cycles(pack: &Value) -> Vec<Value> {
    let blocks = section(pack, "cycles")["blocks"].as_array().expect("blocks");
    let table = blocks.iter().find_map(|block| block.get("table")).expect("the table of cycles");
    table["rows"].as_array().expect("rows").clone()
}

/// How many pupils stand behind each mark of the charts on the first page.
fn pupils_on_charts(pack: &Value) -> Vec<u64> {
    let blocks = section(pack, "headline")["blocks"].as_array().expect("blocks");
    let marks = blocks.iter().filter_map(|block| block["chart"]["marks"].as_array()).flatten();
    marks.filter_map(|mark| mark["pupils"].as_u64()).collect()
}

#[tokio::test]
async fn what_a_raised_limit_hides_stands_in_no_new_pack_though_no_edition_came_between() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let head = demonstration.signed_in("head").await;
    let new = format!("{SCHOOL}/packs/new");
    let was = head.get_json(&format!("/api/v1{new}")).await.with_status(200).json();
    let is_small = |row: &Value| row[1]["count"].as_u64().is_some_and(|pupils| pupils < 8);
    assert!(rows_of_cycles(&was).iter().any(is_small), "there are groups of 6 and 7: {was}");
    assert!(pupils_on_charts(&was).iter().any(|pupils| *pupils < 8), "also on the chart: {was}");

    raise_limit(&demonstration, &head, "8").await;
    let is = head.get_json(&format!("/api/v1{new}")).await.with_status(200).json();
    let (before, now) = (rows_of_cycles(&was), rows_of_cycles(&is));
    assert_eq!(before.len(), now.len(), "each cycle is still named");
    let hidden = json!({"missing": "c"});
    for (was, is) in before.iter().zip(&now) {
        assert_eq!(was[0], is[0]);
        for column in 1_usize..6 {
            let expected = if is_small(was) { &hidden } else { &was[column] };
            assert_eq!(&is[column], expected, "column {column} of {is}");
        }
    }
    let charted = pupils_on_charts(&is);
    assert!(charted.iter().all(|pupils| *pupils >= 8), "{charted:?}");
    for name in ["headline", "cycles"] {
        let fewest = section(&is, name)["fewest"].as_u64();
        assert!(fewest.is_none_or(|fewest| fewest >= 8), "{name} stands on {fewest:?}");
    }

    let done = head.submit(&form(&head, &new).await).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let issued = pack(&head, SCHOOL, "2").await;
    assert_eq!(issued["basis"]["smallest_group"], json!(8), "it says so itself");
    for name in ["headline", "cycles"] {
        assert_eq!(section(&issued, name), section(&is, name), "what was read is what is issued");
    }

    // The first pack still has such figures in its earlier versions: there they are hidden from governors.
    let amend = form(&head, &format!("{SCHOOL}/packs/1/amend")).await.set("reason", "policy");
    let done = head.submit(&amend).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let how = |pack: &Value| {
        let parts = pack["changes"]["parts"].as_array().expect("parts");
        parts.iter().find(|one| one["part"] == "cycles").map(|one| one["how"].clone())
    };
    let of_head = how(&pack(&head, SCHOOL, "1").await).expect("another part");
    assert!(of_head["otherwise"]["rows"]["otherwise"].as_u64() > Some(0), "{of_head}");
    let governor = demonstration.signed_in("governor").await;
    assert_eq!(how(&pack(&governor, SCHOOL, "1").await), Some(json!("hidden")), "what was hidden is not new");
    let page = governor.get(&format!("{SCHOOL}/packs/1")).await.with_status(200);
    let told = page.text(".q-first__notice");
    assert!(told.contains("These parts are hidden in one version or both"), "{told}");
    assert!(page.text("main").contains("This part can't be compared."), "{}", page.text("main"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_pack_keeps_the_name_that_the_school_had() {
    let demonstration = Demonstration::start().await;
    let table = tables::whole_table();
    let _ = tables::import(&demonstration.installation, &table, "2018/19", &[]).well();
    demonstration.portal.ready().await;
    let head = demonstration.stranger("head").await;
    let school = "/schools/900001";
    let done = head.submit(&form(&head, &format!("{school}/packs/new")).await).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let renamed = table.replace("Alder, Ash and Aspen School", "Whitebeam School");
    let why = ["--reason", "data_entry_error"];
    let _ = tables::import(&demonstration.installation, &renamed, "2018/19", &why).well();
    demonstration.portal.ready().await;
    let page = head.get(&format!("{school}/packs/1")).await.with_status(200);
    let told = page.text("main");
    assert!(
        told.contains("Alder, Ash and Aspen School · Data pack 1") && !told.contains("Whitebeam"),
        "{told}"
    );
    assert!(page.text(".govuk-breadcrumbs").contains("Whitebeam School"), "the way there is of today");
    assert_eq!(pack(&head, school, "1").await["school_name"], json!("Alder, Ash and Aspen School"));
    let done =
        head.submit(&form(&head, &format!("{school}/packs/1/amend")).await.set("reason", "policy")).await;
    assert_eq!(done.status, 303, "a name alone can be amended: {}", done.text("main"));
    let told = head.get(&format!("{school}/packs/1")).await.with_status(200).text("main");
    assert!(told.contains("These parts read otherwise: The name of the school."), "{told}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_people_write_is_a_text_wherever_a_pack_quotes_it() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let (head, governor) = (demonstration.signed_in("head").await, demonstration.signed_in("governor").await);
    for hostile in [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://example.org\",\"look\")",
        "\u{202e}=1+1 is told from right to left",
        "Is all well;=1+1",
    ] {
        ask(&governor, hostile).await;
    }
    demonstration.portal.ready().await;
    let done = head.submit(&form(&head, &format!("{SCHOOL}/packs/new")).await).await;
    let page = governor.get(&done.redirect().expect("the pack")).await.with_status(200);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "no markup of theirs");
    assert!(page.text("#pack-enquiries").contains("<script>alert(1)</script>"), "but their words");
    let file = governor.get(&format!("{SCHOOL}/packs/2/tables/enquiries.csv")).await.with_status(200);
    for guarded in ["\"'=HYPERLINK(", "'\u{202e}=1+1", "Is all well;'=1+1"] {
        assert!(file.body.contains(guarded), "{guarded:?} is missing from: {}", file.body);
    }
    let nobody = demonstration.portal.reader();
    let elsewhere = demonstration.stranger("governor").await;
    for path in ["packs", "packs/2", "packs/2-1", "packs/2/tables.xlsx", "packs/2/tables/enquiries.csv"] {
        let asked = nobody.get(&format!("{SCHOOL}/{path}")).await;
        assert!(asked.header("location").starts_with("/sign-in"), "{path}: {}", asked.status);
        assert_eq!(elsewhere.get(&format!("{SCHOOL}/{path}")).await.status, 404, "{path}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_pack_has_the_chart_and_tables_of_official_results_and_its_files_say_the_same() {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    demonstration.portal.ready().await;
    let head = demonstration.stranger("head").await;
    let school = "/schools/900001";
    let done = head.submit(&form(&head, &format!("{school}/packs/new")).await).await;
    let page = head.get(&done.redirect().expect("the pack")).await.with_status(200);
    let chart = head.get(&format!("{school}/quadrant?year=2018-19")).await.with_status(200);
    assert_eq!(page.text(".q-first__headline h1"), chart.text("main h1"), "one rule makes both headlines");
    assert_eq!(page.texts("svg.chart-wide .chart-name"), chart.texts("svg.chart-wide .chart-name"));
    assert!(page.texts(".q-first__asked .q-question").len() <= 5);
    let pack = pack(&head, school, "1").await;
    let official = &pack["basis"]["official"][0];
    assert_eq!((&official["year"], &official["sequence"]), (&json!("2018-19"), &json!(1)));
    assert!(official["position"].as_u64() > Some(0));

    let csv = head.get(&format!("{school}/packs/1/tables/results.csv")).await.with_status(200);
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(csv.header("content-disposition").contains("pack-900001-1-1-results.csv"));
    let rows: Vec<&str> = csv.body.trim_start_matches('\u{feff}').lines().collect();
    let shown = page.texts("#pack-table tbody tr");
    assert_eq!(rows.len(), shown.len() + 1);
    assert!(
        rows.iter().any(|row| row.starts_with("Mathematics,") && row.contains(",2,0.5,3.5,")),
        "{rows:?}"
    );
    assert!(shown.iter().any(|row| row.starts_with("Mathematics") && row.contains("+2.0")), "{shown:?}");
    let book =
        head.request(Method::GET, &format!("{school}/packs/1/tables.xlsx")).send().await.expect("an answer");
    let bytes = book.bytes().await.expect("a file");
    assert!(String::from_utf8_lossy(&bytes).contains("xl/workbook.xml"), "a workbook");
    demonstration.portal.stop();
}

#[tokio::test]
async fn the_table_of_a_chart_can_be_taken_away_without_signing_in() {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    demonstration.portal.ready().await;
    let reader = demonstration.portal.reader();
    let page = reader.get("/schools/900001/quadrant?show=groups").await.with_status(200);
    let file = reader.get(&first(&page, "a[href*='table.csv']")).await.with_status(200);
    assert!(file.header("content-disposition").contains("900001-2018-19-groups.csv"));
    let rows: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        rows.len(),
        page.texts(".chart-table tbody tr").len() + 1,
        "each mark of the table, and the headings"
    );
    assert!(rows[0].starts_with("id,label,pupils,"), "{}", rows[0]);
    demonstration.portal.stop();
}
