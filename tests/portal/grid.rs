//! The grid of a group's scores: saved together or not at all, with every bad cell told; and what two people who fill it at a
//! time are told.

use system::{Answer, Form, Reader};

use crate::people::{Demonstration, cycle_in, first, history};

const FORM: &str = "main form[method=post]";

/// The names of the cells, from the first pupil downward.
fn cells(page: &Answer) -> Vec<String> {
    page.attributes("table[data-grid] input[type=text]", "name")
}

/// The grid for scores weeks later in a closed cycle, and how many facts the cycle has. Nobody has one yet.
async fn opened(reader: &Reader) -> (String, String, Answer, usize) {
    let cycle = cycle_in(reader, "closed").await;
    let page = reader.get(&cycle).await.with_status(200);
    let path = first(&page, "a[href$='/scores/follow_up']");
    let grid = reader.get(&path).await.with_status(200);
    assert!(cells(&grid).len() > 4, "{}", grid.text("main"));
    let count = history(reader, &cycle).await.len();
    (cycle, path, grid, count)
}

/// A row of the history, by its kind.
fn kinds(events: &[serde_json::Value], from: usize) -> Vec<&str> {
    events.iter().skip(from).filter_map(|event| event["type"].as_str()).collect()
}

fn filled(form: Form, cells: &[String], texts: &[&str]) -> Form {
    cells.iter().zip(texts).fold(form.set("test_form", "b"), |form, (cell, text)| form.set(cell, text))
}

#[tokio::test]
async fn a_grid_is_saved_whole_or_not_at_all_and_a_change_of_it_says_why() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let (cycle, path, grid, count) = opened(&teacher).await;
    let cells = cells(&grid);

    let bad = filled(grid.form(FORM), &cells, &["88", "34/50", "900", "absent"]);
    let refused = teacher.submit(&bad).await.with_status(422);
    let links = refused.attributes(".govuk-error-summary a", "href");
    assert_eq!(links, [format!("#{}", cells[1]), format!("#{}", cells[2])], "{}", refused.text("main"));
    for link in &links {
        assert_eq!(refused.texts(&format!("[id='{}']", link.trim_start_matches('#'))).len(), 1);
    }
    assert_eq!(history(&teacher, &cycle).await.len(), count, "nothing is half done");
    let again = refused.form(FORM);
    for (cell, text) in cells.iter().zip(["88", "34/50", "900", "absent"]) {
        assert_eq!(again.value(cell), Some(text), "what was typed is kept");
    }

    let good = filled(again, &cells, &["88", "91", "", "absent"]);
    assert_eq!(teacher.submit(&good).await.status, 303);
    let events = history(&teacher, &cycle).await;
    assert_eq!(kinds(&events, count), ["assessment_recorded", "assessment_recorded", "assessment_missed"]);
    assert_eq!(teacher.submit(&good).await.status, 303, "sent twice is harmless");
    assert_eq!(history(&teacher, &cycle).await.len(), count + 3);

    let grid = teacher.get(&path).await.with_status(200);
    let form = grid.form(FORM);
    assert_eq!(form.value(&cells[0]), Some("88"), "what is recorded shows");
    let refused = teacher.submit(&form.set(&cells[0], "89")).await.with_status(422);
    assert!(refused.text(".govuk-error-summary").contains("head"), "{}", refused.text("main"));

    let head = demonstration.signed_in("head").await;
    let change = head.get(&path).await.with_status(200).form(FORM).set(&cells[0], "89");
    let refused = head.submit(&change.set("missing_reason", "")).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#changed_reason"]);
    let note = "The second page had not been counted.";
    let change = refused.form(FORM).set("changed_reason", "remark").set("changed_note", note);
    assert_eq!(head.submit(&change).await.status, 303);
    let events = history(&teacher, &cycle).await;
    assert_eq!(kinds(&events, count + 3), ["assessment_corrected"]);
    assert!(!events.last().unwrap().to_string().contains(note), "the note is sealed");
    let newest = teacher.get(&format!("{cycle}/history")).await.with_status(200).text("main article");
    for part in ["88", "89", note] {
        assert!(newest.contains(part), "{part:?} is missing from: {newest}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn of_two_who_fill_the_grid_the_second_sees_what_came_and_goes_on() {
    let demonstration = Demonstration::start().await;
    let (teacher, lead) = (demonstration.signed_in("teacher").await, demonstration.signed_in("lead").await);
    let (cycle, path, grid, count) = opened(&teacher).await;
    let cells = cells(&grid);
    let second = lead.get(&path).await.with_status(200).form(FORM);
    assert_eq!(teacher.submit(&filled(grid.form(FORM), &cells, &["88", "91"])).await.status, 303);
    let late = filled(second, &cells, &["", "93", "95"]);
    let conflict = lead.submit(&late).await.with_status(409);
    assert_eq!(history(&lead, &cycle).await.len(), count + 2, "nothing of the second is done");
    let banner = conflict.text(".govuk-notification-banner");
    assert!(banner.contains("Someone else") && banner.contains("88"), "{banner}");
    let again = conflict.form(FORM);
    let shown: Vec<Option<&str>> = cells.iter().take(3).map(|cell| again.value(cell)).collect();
    assert_eq!(shown, [Some("88"), Some("93"), Some("95")], "theirs where nothing was typed, else one's own");
    assert_eq!(lead.submit(&again).await.status, 422, "another score than theirs is a change with a reason");
    let decided = again.set(&cells[1], "91");
    assert_eq!(lead.submit(&decided).await.status, 303);
    let events = history(&lead, &cycle).await;
    assert_eq!(kinds(&events, count + 2), ["assessment_recorded"]);
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_pasted_column_stands_in_the_cells_before_anything_is_saved() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let (cycle, _, grid, count) = opened(&teacher).await;
    let cells = cells(&grid);
    let long = "88\n".repeat(cells.len() + 1);
    let refused = teacher.submit(&grid.form(FORM).set("column", &long)).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#column"]);
    let shown = teacher.submit(&grid.form(FORM).set("column", "88\n\nn/a\n")).await.with_status(200);
    let form = shown.form(FORM);
    let texts: Vec<Option<&str>> = cells.iter().take(3).map(|cell| form.value(cell)).collect();
    assert_eq!(texts, [Some("88"), Some(""), Some("n/a")]);
    assert_eq!(history(&teacher, &cycle).await.len(), count, "it is looked at first");
    assert_eq!(teacher.submit(&form.set("test_form", "a")).await.status, 303);
    assert_eq!(history(&teacher, &cycle).await.len(), count + 2);
    demonstration.portal.stop();
}
