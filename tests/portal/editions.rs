//! Editions of a school's own figures: what a correction after the closing changes for governors, and what it does not.

use system::{Answer, Form, Reader};

use crate::people::{Demonstration, SCHOOL, first};

const FORM: &str = "main form[method=post]";

/// Publishes the next edition of the school's figures by its page; the address of the edition.
pub(crate) async fn publish(head: &Reader) -> String {
    let page = head.get(&format!("{SCHOOL}/editions/next")).await.with_status(200);
    let answer = head.submit(&page.form(FORM)).await;
    assert_eq!(answer.status, 303, "{}", answer.text("main"));
    let address = answer.redirect().expect("the edition");
    address.split('?').next().unwrap().to_owned()
}

/// The cycle of the demonstration that gained 6.9 points when it was closed, of which a score was corrected afterwards.
async fn counting_on(head: &Reader) -> String {
    let edition = head.get_json(&format!("/api/v1{SCHOOL}/editions/1")).await.with_status(200).json();
    let figures = edition["figures"].as_array().unwrap();
    let one = figures.iter().find(|one| one["figures"]["gain"] == "6.9").expect("the worked example");
    format!("/cycles/{}", one["cycle"].as_str().unwrap())
}

fn said(page: &Answer) -> String {
    page.text("main")
}

/// Corrects the end score of the pupil at `place` in the table of scores.
async fn correct(head: &Reader, cycle: &str, place: usize, score: &str) {
    let page = head.get(cycle).await.with_status(200);
    let row =
        format!("[aria-labelledby=scores] tbody tr:nth-child({place}) td:last-child a[href$='/correct']");
    let form = head.get(&first(&page, &row)).await.with_status(200).form(FORM);
    let form = form.set("score", score).set("reason", "data_entry_error").set("note", "It was read wrongly.");
    let answer = head.submit(&form).await;
    assert_eq!(answer.status, 303, "{}", answer.text("main"));
}

#[tokio::test]
async fn one_corrected_score_leaves_the_published_figure_and_six_take_it_over() {
    let demonstration = Demonstration::start().await;
    let (head, governor) = (demonstration.signed_in("head").await, demonstration.signed_in("governor").await);
    let cycle = counting_on(&head).await;
    let first_edition = governor.get(&format!("{SCHOOL}/editions/1")).await.with_status(200);
    assert!(said(&first_edition).contains("+6.9 (range +4.8 to +8.9)"), "{}", said(&first_edition));
    let level = "End score 90.4 (range 85.9 to 95.0)";
    assert!(said(&first_edition).contains(level), "a score has no sign: {}", said(&first_edition));
    // A score was corrected after that: the records say 6.1, and the later editions of the demonstration keep 6.9.
    assert!(said(&head.get(&cycle).await).contains("+6.1"));
    let board = governor.get(&cycle).await.with_status(200);
    let kept = "Still as in edition 1. The records changed since. A reason is told only if 6 pupils or more stand behind it.";
    assert!(said(&board).contains(kept) && said(&board).contains("+6.9"), "{}", said(&board));
    assert!(!said(&board).contains("marked again"), "one pupil is behind the reason: {}", said(&board));
    assert!(!board.body.contains("6.1"), "{}", said(&board));
    let next = head.get(&format!("{SCHOOL}/editions/next")).await.with_status(200);
    assert!(said(&next).contains("Nothing is new") && next.texts(FORM).is_empty(), "{}", said(&next));

    for place in [1, 2, 3, 4, 6, 7] {
        correct(&head, &cycle, place, "97").await;
    }
    demonstration.portal.ready().await;
    let before = governor.get(&cycle).await.with_status(200);
    assert_eq!(before.text("main dl"), board.text("main dl"), "nothing changes before it is published");
    let next = head.get(&format!("{SCHOOL}/editions/next")).await.with_status(200);
    let row = next.texts("main table tr").into_iter().find(|row| row.contains("Changed in edition"));
    let row = row.unwrap_or_else(|| panic!("{}", said(&next)));
    let reasons = "Reasons with 6 pupils or more behind them: A slip in typing was put right.";
    assert!(row.contains("+6.9") && row.contains(reasons) && !row.contains("marked again"), "{row}");
    let published = publish(&head).await;
    demonstration.portal.ready().await;
    let after = governor.get(&cycle).await.with_status(200);
    assert!(
        said(&after).contains("Changed in edition") && !said(&after).contains("+6.9"),
        "{}",
        said(&after)
    );
    let edition = governor.get(&published).await.with_status(200);
    assert!(said(&edition).contains("What changed since edition"), "{}", said(&edition));
    let again = governor.get(&format!("{SCHOOL}/editions/1")).await.with_status(200);
    assert_eq!(again.texts("main table"), first_edition.texts("main table"), "an edition stays as it was");
    let json = governor.get_json(&format!("/api/v1{published}")).await.with_status(200).json();
    let figures = json["figures"].as_array().unwrap();
    let changed = figures.iter().find(|one| cycle.ends_with(one["cycle"].as_str().unwrap())).unwrap();
    assert_eq!((&changed["standing"], &changed["figures"]["pupils"]), (&"changed".into(), &7.into()));
    assert_eq!(changed["because"], serde_json::json!(["data_entry_error"]));
    // Cycles stand in one order wherever they are listed.
    let on_chart = |page: &Answer| page.attributes("main table.chart-table a[href^='/cycles/']", "href");
    let cycles = governor.get(&format!("{SCHOOL}/cycles")).await.with_status(200);
    assert!(on_chart(&cycles).len() > 2, "{}", said(&cycles));
    assert_eq!(on_chart(&cycles), on_chart(&edition));
    let rows = "main table:not(.chart-table) tbody th";
    assert_eq!(cycles.texts(rows), edition.texts(rows));
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_is_published_is_what_was_looked_at_and_only_the_head_publishes_once() {
    let demonstration = Demonstration::start().await;
    let (head, lead) = (demonstration.signed_in("head").await, demonstration.signed_in("lead").await);
    let governor = demonstration.signed_in("governor").await;
    let address = format!("{SCHOOL}/editions/next");
    for reader in [&lead, &governor] {
        assert_eq!(reader.get(&address).await.status, 403);
    }
    assert_eq!(demonstration.stranger("head").await.get(&address).await.status, 404);
    assert_eq!(demonstration.stranger("governor").await.get(&format!("{SCHOOL}/editions")).await.status, 404);
    let cycle = counting_on(&head).await;
    let editions = governor.get_json(&format!("/api/v1{SCHOOL}/editions")).await.with_status(200).json();
    let last = editions["editions"][0]["number"].as_u64().unwrap();

    for place in [1, 2, 3, 4, 6, 7] {
        correct(&head, &cycle, place, "97").await;
    }
    let looked_at = head.get(&address).await.with_status(200).form(FORM);
    correct(&head, &cycle, 1, "99").await;
    let overtaken = head.submit(&looked_at).await.with_status(409);
    assert!(said(&overtaken).contains("Something changed since"), "{}", said(&overtaken));
    let program = head.get_json(&format!("/api/v1{address}")).await.with_status(200);
    assert_eq!(program.json()["is_news"], true);
    let form = overtaken.form(FORM);
    let without: Form = form.clone().set("basis", "");
    let refused = head.submit(&without).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#basis"]);
    assert_eq!(form.value("basis").unwrap(), program.json()["basis"]);
    let twice = [head.submit(&form).await, head.submit(&form).await];
    assert!(twice.iter().all(|answer| answer.status == 303), "the same form twice is one edition");
    demonstration.portal.ready().await;
    let editions = governor.get_json(&format!("/api/v1{SCHOOL}/editions")).await.with_status(200).json();
    assert_eq!(editions["editions"][0]["number"], last + 1);
    let stale = form.set("command_id", "00000000-0000-4000-8000-00000000beef");
    assert_eq!(head.submit(&stale).await.status, 409, "another edition is there by now");

    // A figure that is wrong is taken out, with a reason that governors read.
    let edition = format!("{SCHOOL}/editions/{}", last + 1);
    let page = head.get(&first(&head.get(&edition).await, "main a[href$='/replace']")).await.with_status(200);
    let refused = head.submit(&page.form(FORM)).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#without", "#reason"]);
    let box_of = format!("without_cycle-{}", cycle.trim_start_matches("/cycles/"));
    let form = refused.form(FORM).set(&box_of, "on").set("reason", "data_entry_error");
    assert_eq!(head.submit(&form).await.status, 303);
    demonstration.portal.ready().await;
    let board = governor.get(&cycle).await.with_status(200);
    assert!(said(&board).contains("the school took it out"), "{}", said(&board));
    let edition = said(&governor.get(&edition).await.with_status(200));
    assert!(edition.contains("Figures were taken out") && edition.contains("A slip in typing"), "{edition}");
    demonstration.portal.stop();
}
