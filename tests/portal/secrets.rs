//! No name of a pupil and no typed text leaves the sealed fields: not into the log, the tables of the database or an
//! address, and no password or token either.

use std::collections::BTreeSet;
use std::fmt::Write;

use sqlx::{PgConnection, Row};
use system::{Installation, Portal, Reader};

use crate::governors::{AboutPupils, everything};
use crate::people::{Demonstration, SCHOOL, cycle_in, first, made};

const NOTE: &str = "Zebedee was unwell on the day and tried once more on Friday.";
const EFFECT: &str = "Ottoline says each step aloud before she writes.";

/// Types a text of ours into two forms, one that is refused and one that is taken.
async fn type_texts(demonstration: &Demonstration, lead: &Reader) {
    let cycle = cycle_in(lead, "running").await;
    let page = lead.get(&cycle).await.with_status(200);
    let correct = lead.get(&first(&page, "a[href*='/assessments/'][href$='/correct']")).await;
    let correct = correct.form("main form[method=post]").set("note", NOTE);
    assert_eq!(lead.submit(&correct.clone().set("score", "ninety")).await.status, 422);
    let correct = correct.set("score", "99").set("reason", "remark");
    assert_eq!(lead.submit(&correct).await.status, 303);
    let adopt = lead.get(&format!("{cycle}/strategies/new")).await.form("main form[method=post]");
    let adopt = adopt
        .set("strategy", "bar-models")
        .set("lever", "pedagogy")
        .set("lesson_part", "launch")
        .set("expected_effect", EFFECT)
        .set("reason", "evidence_from_assessment")
        .set("note", NOTE);
    let done = lead.submit(&adopt).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    // A page waits half a second for what led to it, which a busy machine may not be done with.
    demonstration.portal.ready().await;
    assert!(lead.follow(done).await.text("main").contains(EFFECT), "staff read it");
}

/// Every pupil on the registers of the schools that the demonstration has beside the first, and every address on the
/// pages where their lead reads of them.
async fn elsewhere(demonstration: &Demonstration) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut names, mut addresses) = (BTreeSet::new(), BTreeSet::new());
    let leads: Vec<_> = demonstration.people.iter().filter(|person| person.role == "lead").skip(1).collect();
    assert_eq!(leads.len(), 2, "the lead of each of the other schools: {leads:?}");
    for lead in leads {
        let reader = demonstration.portal.reader();
        reader.sign_in(&lead.name, &lead.password).await;
        let home = reader.get("/my-cycles").await.with_status(200);
        let list = first(&home, "a[href^='/schools/'][href$='/pupils']");
        let cycle = first(&home, "main a[href^='/cycles/']");
        let list = reader.get(&list).await.with_status(200);
        let cycle = reader.get(&cycle).await.with_status(200);
        let here = list.texts("main a[href^='/pupils/']");
        assert!(here.len() > 20, "the pupils of {}: {here:?}", lead.name);
        assert!(here.iter().any(|name| cycle.text("main").contains(name)), "the lead reads names");
        names.extend(here);
        for page in [home, list, cycle] {
            addresses.extend(page.attributes("[href]", "href"));
            addresses.extend(page.attributes("form", "action"));
        }
    }
    (names, addresses)
}

/// The token of a new session.
async fn token(demonstration: &Demonstration) -> String {
    let auditor = demonstration.person("auditor");
    let fields = [("sign_in_name", auditor.name.as_str()), ("password", &auditor.password)];
    let entered = demonstration.portal.reader().post("/sign-in", &fields).await.with_status(303);
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default();
    let (_, token) = cookie.split_once('=').unwrap_or_default();
    assert!(token.len() >= 40, "{cookie}");
    token.to_owned()
}

/// Every row of every table, as text.
async fn dump(database: &mut PgConnection) -> String {
    let tables = "select format('%I.%I', table_schema, table_name) from information_schema.tables where table_type = \
                  'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *database).await.unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    let mut all = String::new();
    for table in tables {
        for row in
            sqlx::query(&format!("select t::text from {table} t")).fetch_all(&mut *database).await.unwrap()
        {
            let _ = writeln!(all, "{table} {}", row.get::<String, _>(0));
        }
    }
    all
}

/// As PostgreSQL prints bytes.
fn hexed(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hexed, byte| {
        let _ = write!(hexed, "{byte:02x}");
        hexed
    })
}

#[tokio::test]
async fn no_name_no_typed_text_and_no_password_is_in_the_log_the_database_or_an_address() {
    let installation = Installation::fresh().await;
    let people = made(&installation);
    let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0", "--log-json"]);
    command.env("RUST_LOG", "debug");
    let portal = Portal::start(command, &installation.folder().join("server.log"));
    let demonstration = Demonstration { portal, installation, people };
    let lead = demonstration.signed_in("lead").await;
    let token = token(&demonstration).await;
    type_texts(&demonstration, &lead).await;
    let mut pupils = AboutPupils::read(&lead).await;
    assert!(pupils.texts.contains(NOTE) && pupils.texts.contains(EFFECT), "{:?}", pupils.texts);
    let (names, mut addresses) = elsewhere(&demonstration).await;
    pupils.names.extend(names);
    for (path, page) in everything(&lead, &["/", &format!("{SCHOOL}/cycles")]).await {
        for (selector, name) in [("[href]", "href"), ("form", "action"), ("[src]", "src")] {
            addresses.extend(page.attributes(selector, name));
        }
        addresses.insert(path);
    }
    let addresses =
        addresses.into_iter().collect::<Vec<_>>().join("\n").replace('+', " ").replace("%20", " ");
    // Ids stand for pupils in addresses and in events: that is what they are for.
    pupils.ids.clear();
    assert_eq!(pupils.in_text(&addresses), Vec::<&str>::new(), "in an address");

    let mut database = demonstration.installation.database().unwrap().connect().await;
    let dump = dump(&mut database).await;
    assert!(dump.contains("strategy_adopted"), "the events are in it");
    assert_eq!(pupils.in_text(&dump), Vec::<&str>::new(), "in a table");
    let log = demonstration.portal.log();
    assert!(log.lines().count() > 100, "the log was kept: {log}");
    for line in log.lines() {
        assert!(line.starts_with('{') && line.ends_with('}'), "a line of JSON: {line}");
    }
    assert_eq!(pupils.in_text(&log), Vec::<&str>::new(), "in the log");
    for secret in pupils.names.iter().chain(&pupils.texts) {
        assert!(!dump.contains(&hexed(secret)), "{secret} is in a table, as bytes");
    }
    assert!(!dump.contains(&token) && !log.contains(&token), "a session's token");
    for person in &demonstration.people {
        assert!(!dump.contains(&person.password), "the password of {}", person.name);
        assert!(!log.contains(&person.password) && !log.contains(&person.shown), "{person:?} in the log");
    }
    demonstration.portal.stop();
}
