//! What governors see: figures, and never a pupil. Everything that they can reach is read and searched for everything
//! that a teacher sees of pupils.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use system::{Answer, Reader};

use crate::people::{Demonstration, SCHOOL, cycle_in, cycles, history};

/// What staff read about pupils, found out by reading it as staff do.
#[derive(Debug, Default)]
pub(crate) struct AboutPupils {
    /// Their names.
    pub(crate) names: BTreeSet<String>,
    /// Notes, needs, targets and everything else that was typed.
    pub(crate) texts: BTreeSet<String>,
    /// The ids that stand for them.
    pub(crate) ids: BTreeSet<String>,
}

/// The labels of the parts of a history entry that hold typed text.
const TYPED: [&str; 13] = [
    "Staff note",
    "Can do",
    "Can't do yet",
    "Target",
    "What should it do?",
    "Why these pupils",
    "What the teacher wants to find out",
    "Link with class lessons",
    "What was said",
    "What it was about",
    "Worth sharing",
    "What was found out",
    "What was decided",
];

impl AboutPupils {
    /// Reads every cycle and its whole history as staff.
    pub(crate) async fn read(staff: &Reader) -> Self {
        let mut found = Self::default();
        for cycle in cycles(staff).await {
            let cycle = format!("/cycles/{}", cycle["id"].as_str().expect("an id"));
            let page = staff.get(&cycle).await.with_status(200);
            found.names.extend(page.texts("[aria-labelledby=scores] th[scope=row]"));
            let events = history(staff, &cycle).await;
            found.ids.extend(
                events.iter().filter_map(|event| Some(event["payload"]["participant"].as_str()?.to_owned())),
            );
            for place in (2..=events.len() + 1).rev().step_by(25) {
                found.typed(&staff.get(&format!("{cycle}/history?before={place}")).await.with_status(200));
            }
        }
        assert!(found.names.len() > 30, "the names of the pupils: {:?}", found.names);
        assert!(found.texts.len() > 20, "what was typed: {:?}", found.texts);
        assert!(found.ids.len() >= found.names.len(), "an id for each");
        found
    }

    /// Without what was typed for a report to the board, which governors and auditors read.
    async fn but_reports(mut self, staff: &Reader) -> Self {
        for cycle in cycles(staff).await.iter().filter(|cycle| cycle["state"] == "reported") {
            let report = format!("/cycles/{}/report", cycle["id"].as_str().expect("an id"));
            let told = staff.get(&report).await.with_status(200).text("main");
            self.texts.retain(|text| !told.contains(text.as_str()));
        }
        self
    }

    fn typed(&mut self, history: &Answer) {
        for part in history.texts("dl.q-change > div") {
            let text = TYPED.iter().find_map(|label| {
                let rest = part.strip_prefix(label)?;
                Some(rest.trim_start_matches(", before").trim_start_matches(", after").trim().to_owned())
            });
            self.texts.extend(text.filter(|text| text.len() > 12));
        }
    }

    /// Everything of it that `text` holds.
    pub(crate) fn in_text<'a>(&'a self, text: &str) -> Vec<&'a str> {
        let all = self.names.iter().chain(&self.texts).chain(&self.ids);
        all.map(String::as_str).filter(|secret| text.contains(*secret)).collect()
    }
}

/// So many pages of one shape, such as the forms to correct a score, are read; there are six cycles.
const ALIKE: usize = 8;
/// The same of looks at the past, each of which fills tables of its own.
const ALIKE_IN_THE_PAST: usize = 1;
/// What their addresses begin with.
const PAST: [&str; 2] = ["/as-of/", "/true-on/"];

/// The address without what tells apart two pages of one kind: ids, days and numbers.
fn shape(path: &str) -> String {
    let parts = path.split(['/', '?', '=', '&']).map(|part| {
        let is_id = part.contains('-') && part.len() == 36;
        let is_day = part.parse::<jiff::civil::Date>().is_ok() || part.parse::<jiff::Timestamp>().is_ok();
        if is_id || is_day || part.bytes().all(|byte| byte.is_ascii_digit()) { "" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The pages that can be reached by links from `start`, of each shape some.
pub(crate) async fn everything(reader: &Reader, start: &[&str]) -> Vec<(String, Answer)> {
    let mut seen: BTreeSet<String> = start.iter().map(|path| (*path).to_owned()).collect();
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    let mut next: VecDeque<String> = start.iter().map(|path| (*path).to_owned()).collect();
    let mut pages = Vec::new();
    while let Some(path) = next.pop_front() {
        let alike = shapes.entry(shape(&path)).or_default();
        *alike += 1;
        let is_past = PAST.iter().any(|past| path.starts_with(past));
        if *alike > if is_past { ALIKE_IN_THE_PAST } else { ALIKE } {
            continue;
        }
        let page = reader.get(&path).await;
        for link in page.attributes("a[href^='/']", "href") {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if seen.insert(link.clone()) {
                next.push_back(link);
            }
        }
        pages.push((path, page));
    }
    pages
}

#[tokio::test]
async fn no_page_that_a_governor_can_reach_shows_a_pupil_or_a_small_number() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let pupils = AboutPupils::read(&teacher).await.but_reports(&teacher).await;
    let governor = demonstration.signed_in("governor").await;
    let (list, school) = (format!("{SCHOOL}/cycles"), format!("/api/v1{SCHOOL}/cycles"));
    let pages = everything(&governor, &["/", SCHOOL, &list, &school]).await;
    let mut cycles_seen = 0;
    for (path, page) in &pages {
        assert_eq!(page.status, 200, "a link that governors are shown leads somewhere: {path}");
        assert_eq!(pupils.in_text(&page.body), Vec::<&str>::new(), "{path}");
        assert!(!numbered_pupil(&page.text("body")), "{path}: {}", page.text("main"));
        for form in page.attributes("main form", "action") {
            let asks = form.starts_with("/enquiries/") || form.ends_with("/enquiries/new");
            let own = form == "/schools"
                || form.starts_with("/account")
                // What of the history of an entry of the catalogue is shown.
                || (form.starts_with("/catalogue/") && form.ends_with("/history"))
                // Which checkpoints are compared.
                || form == "/ledger/consistency"
                || asks
                || form.contains("/meetings/")
                || form.contains("/feedback/");
            assert!(own, "{path}: a governor asks, and changes nothing but their own account: {form}");
        }
        let of_cycle = path.strip_prefix("/cycles/");
        cycles_seen += usize::from(of_cycle.is_some_and(|path| !path.contains('/')));
    }
    let is_closed = |cycle: &&Value| cycle["state"] == "closed" || cycle["state"] == "reported";
    let closed = cycles(&teacher).await.iter().filter(is_closed).count();
    assert_eq!(cycles_seen, closed, "each closed cycle, and no other");

    for cycle in cycles(&governor).await {
        let path = format!("/api/v1/cycles/{}", cycle["id"].as_str().expect("an id"));
        let answer = governor.get_json(&path).await.with_status(200);
        assert_eq!(pupils.in_text(&answer.body), Vec::<&str>::new(), "{path}");
        assert!(answer.json().get("participants").is_none(), "{answer:?}");
        hides_small_numbers(&answer.json());
    }
    let answer = governor.get_json(&school).await.json();
    hides_small_numbers(&answer);
    for state in ["running", "planned"] {
        let cycle = cycle_in(&teacher, state).await;
        assert_eq!(governor.get(&cycle).await.status, 404, "a {state} cycle");
        assert_eq!(governor.get_json(&format!("/api/v1{cycle}")).await.status, 404, "a {state} cycle");
        assert_eq!(governor.get(&format!("{cycle}/history")).await.status, 403, "a {state} cycle's history");
    }
    demonstration.portal.stop();
}

/// `Pupil 3`: how a pupil is called where the name is hidden.
pub(crate) fn numbered_pupil(text: &str) -> bool {
    text.split("Pupil ").skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

/// Wherever a count of pupils stands it is at least six, or else nothing is told of the group.
pub(crate) fn hides_small_numbers(value: &Value) {
    match value {
        Value::Object(members) => {
            if let Some(pupils) = members.get("pupils") {
                assert!(pupils.is_null() || pupils.as_u64().is_some_and(|pupils| pupils >= 6), "{value}");
            }
            members.values().for_each(hides_small_numbers);
        }
        Value::Array(list) => list.iter().for_each(hides_small_numbers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Every figure with a range that a page shows, such as `−2.2 (range −4.1 to −0.2)`.
fn figures(page: &Answer) -> Vec<String> {
    let values = page.texts("main dd").into_iter().chain(page.texts("main td"));
    values.filter(|text| text.contains(" to ") && text.contains(['−', '+'])).collect()
}

#[tokio::test]
async fn of_a_group_of_five_a_governor_reads_that_nothing_is_shown() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let cycle = cycle_in(&governor, "closed").await;
    let id = cycle.trim_start_matches("/cycles/");
    let (list, json) = (format!("{SCHOOL}/cycles"), format!("/api/v1{cycle}"));
    let shown = figures(&governor.get(&cycle).await.with_status(200));
    assert_eq!(shown.len(), 2, "results and gain: {shown:?}");
    let before = governor.get(&list).await.with_status(200).text("main");
    let mark = governor.get_json(&json).await.json()["mark"].clone();
    assert!(mark["progress"]["value"].is_number() || mark["progress"]["difference"].is_number(), "{mark}");

    // The same cycle as if one pupil fewer had been tested at the end: the demonstration has no group so small.
    let smaller = "update read.edition_figures set figure = jsonb_set(figure, '{shown,pupils}', '5') where cycle_id = $1::uuid";
    let mut database = demonstration.installation.database().expect("a database of the run").connect().await;
    let changed = sqlx::query(smaller).bind(id).execute(&mut database).await.expect("the row is changed");
    assert_eq!(changed.rows_affected(), 1);
    let page = governor.get(&cycle).await.with_status(200);
    assert_eq!(figures(&page), Vec::<String>::new(), "{}", page.text("main"));
    assert!(page.text("main").contains("to protect pupils"), "it says why: {}", page.text("main"));
    let on_the_list = governor.get(&list).await.with_status(200).text("main");
    for figure in &shown {
        let range = figure.split("range ").nth(1).and_then(|rest| rest.split(')').next()).expect("a range");
        assert!(before.contains(range) && !on_the_list.contains(range), "{range}: {on_the_list}");
    }
    hides_small_numbers(&governor.get_json(&format!("/api/v1{list}")).await.with_status(200).json());
    let mark = governor.get_json(&json).await.json()["mark"].clone();
    for axis in ["results", "progress"] {
        for end in ["value", "difference", "lower", "upper"] {
            assert!(mark[axis].get(end).is_none_or(Value::is_null), "{axis}.{end}: {mark}");
        }
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_auditor_reads_the_whole_history_and_no_name_and_no_typed_text() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let mut pupils = AboutPupils::read(&teacher).await.but_reports(&teacher).await;
    // Ids are what auditors have in place of names.
    pupils.ids.clear();
    let auditor = demonstration.signed_in("auditor").await;
    let list = format!("{SCHOOL}/cycles");
    let pages = everything(&auditor, &["/", &list]).await;
    let mut histories = 0;
    for (path, page) in &pages {
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(pupils.in_text(&page.body), Vec::<&str>::new(), "{path}");
        histories += usize::from(path.contains("/history"));
    }
    assert!(histories > 15, "{histories} pages of histories");
    let cycle = cycle_in(&auditor, "running").await;
    assert!(numbered_pupil(&auditor.get(&cycle).await.text("main")), "pupils have numbers in place of names");
    assert_eq!(history(&auditor, &cycle).await, history(&teacher, &cycle).await, "the same facts");
    demonstration.portal.stop();
}
