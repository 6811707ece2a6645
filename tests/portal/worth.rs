//! What a cycle was worth and how its pupils moved: the cost of each place beside its judged value, the count of good value
//! over several cycles, and the moves between bands, each told to whoever may know it.

use serde_json::Value;
use system::Reader;

use crate::people::{Demonstration, SCHOOL, cycles, first};

const FORM: &str = "main form[method=post]";

/// The closed cycles of the made-up primary school in mathematics, the latest first: on tables, on word problems, on
/// counting on.
async fn closed(reader: &Reader) -> [String; 3] {
    let all = cycles(reader).await;
    let is_one = |cycle: &&Value| cycle["subject"] == "mathematics" && cycle["state"] == "closed";
    let found =
        all.iter().filter(is_one).filter_map(|cycle| Some(format!("/cycles/{}", cycle["id"].as_str()?)));
    found.collect::<Vec<_>>().try_into().expect("three of them")
}

async fn main_of(reader: &Reader, path: &str) -> String {
    reader.get(path).await.with_status(200).text("main")
}

#[track_caller]
fn says(text: &str, told: &[&str]) {
    for told in told {
        assert!(text.contains(told), "{told:?} is missing from: {text}");
    }
}

#[tokio::test]
async fn leads_read_what_a_place_cost_and_the_board_never_what_a_person_was_paid() {
    let demonstration = Demonstration::start().await;
    let (lead, governor) = (demonstration.signed_in("lead").await, demonstration.signed_in("governor").await);
    let [tables, problems, counting] = closed(&lead).await;
    says(&main_of(&lead, &counting).await, &["£143.21 for each of 7 pupils taught"]);
    says(&main_of(&lead, &problems).await, &["£122.22 for each of 9 pupils taught"]);
    let costs = main_of(&lead, &format!("{counting}/costs")).await;
    says(&costs, &["£1,002.50", "£143.21", "there is no cost of a gain or of a month"]);

    let board = main_of(&governor, &counting).await;
    let pay = main_of(&governor, &problems).await;
    for text in [board, pay] {
        says(&text, &["Cost for each pupil", "it would tell what a person was paid"]);
        assert!(!text.contains('£'), "pay is in both, in one of them beside materials: {text}");
    }
    let sheet = main_of(&lead, &format!("{problems}/report")).await;
    assert!(!sheet.contains('£'), "the board's sheet is the same whoever opens it: {sheet}");
    says(&main_of(&governor, &tables).await, &["No cost is noted yet"]);
    let json = |cycle: &str| format!("/api/v1{cycle}");
    let hidden = governor.get_json(&json(&problems)).await.with_status(200).json()["worth"].clone();
    assert_eq!(
        (&hidden["cost_for_each"], &hidden["cost_not_shown"]),
        (&serde_json::json!([]), &"pay".into())
    );
    let whole = lead.get_json(&json(&problems)).await.with_status(200).json();
    assert_eq!(whole["worth"]["cost_for_each"][0]["amount"], "122.22");
    demonstration.portal.stop();
}

/// Judges a cycle as the lead does, with this grade for its value; beside the form stands what a place cost.
async fn judge(demonstration: &Demonstration, lead: &Reader, cycle: &str, value: &str) {
    let page = lead.get(&format!("{cycle}/judge")).await.with_status(200);
    says(&page.text("main"), &["Cost for each pupil", "£"]);
    let form = page.form(FORM).set("impact", "2").set("value", value).set("leadership", "2");
    let done = lead.submit(&form.set("reason", "evidence_from_assessment")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    demonstration.portal.ready().await;
}

#[tokio::test]
async fn of_several_judged_cycles_it_is_counted_how_many_were_good_value_where_enough_pupils_stand_behind_it()
{
    let demonstration = Demonstration::start().await;
    let lead = demonstration.signed_in("lead").await;
    let [_, problems, counting] = closed(&lead).await;
    let compare = format!("{SCHOOL}/compare");
    says(&main_of(&lead, &compare).await, &["No closed cycle with enough pupils has been judged yet."]);
    judge(&demonstration, &lead, &counting, "2").await;
    says(&main_of(&lead, &counting).await, &["Value, as judged", "Good (2)"]);
    says(&main_of(&lead, &compare).await, &["Too few pupils stand behind the judged cycles"]);
    judge(&demonstration, &lead, &problems, "3").await;
    says(&main_of(&lead, &compare).await, &["1 of 2 judged cycles: good value or better."]);

    let both = [&counting, &problems].map(|cycle| cycle.trim_start_matches("/cycles/").to_owned());
    let both = format!("cycle={}&cycle={}", both[0], both[1]);
    let side_by_side = main_of(&lead, &format!("{compare}?{both}")).await;
    says(
        &side_by_side,
        &["£143.21 for each of 7", "£122.22 for each of 9", "Satisfactory (3)", "8 of 8", "range"],
    );
    says(&side_by_side, &["in the order of their dates", "School year"]);

    let leader = demonstration.signed_in_as("trust-lead").await;
    let trust = first(&leader.get("/groups").await.with_status(200), "tbody th a");
    says(&main_of(&leader, &trust).await, &["2 of 5 judged cycles: good value or better."]);
    let leaders = main_of(&leader, &format!("{trust}/compare?{both}")).await;
    says(&leaders, &["2 of 5 judged cycles", "what a person was paid"]);
    assert!(!leaders.contains('£') && !leaders.contains("Satisfactory"), "{leaders}");
    let officer = demonstration.signed_in_as("kahui-officer").await;
    let kahui_ako = first(&officer.get("/groups").await.with_status(200), "tbody th a");
    says(&main_of(&officer, &kahui_ako).await, &["2 of 2 judged cycles: good value or better."]);
    demonstration.portal.stop();
}

#[tokio::test]
async fn who_reads_the_scores_sees_every_move_between_bands_and_the_leader_of_a_group_none() {
    let demonstration = Demonstration::start().await;
    let (lead, auditor) = (demonstration.signed_in("lead").await, demonstration.signed_in("auditor").await);
    let [tables, problems, _] = closed(&lead).await;
    let page = lead.get(&problems).await.with_status(200);
    says(
        &page.text("main"),
        &["Of 8 pupils, 8 ended in a higher band, 0 in the same band and 0 in a lower one."],
    );
    says(
        &page.text("main"),
        &["8 pupils by their band at the start and at the end", "can cross it by chance"],
    );
    let json = lead.get_json(&format!("/api/v1{problems}")).await.with_status(200).json()["moves"].clone();
    assert_eq!((&json["pupils"], &json["up"], &json["down"]), (&8.into(), &8.into(), &0.into()));
    let cells = json["from_to"].as_array().expect("counts");
    let sum: u64 = cells.iter().filter_map(|cell| cell["pupils"].as_u64()).sum();
    assert_eq!(sum, 8, "{json}");
    says(&main_of(&auditor, &problems).await, &["Of 8 pupils, 8 ended in a higher band"]);

    let chosen = [&tables, &problems].map(|cycle| cycle.trim_start_matches("/cycles/").to_owned());
    let query = format!("compare?cycle={}&cycle={}", chosen[0], chosen[1]);
    let compared = main_of(&lead, &format!("{SCHOOL}/{query}")).await;
    says(&compared, &["2 of the chosen cycles are counted here", "Of 14 pupils, 8 ended in a higher band"]);
    let leader = demonstration.signed_in_as("trust-lead").await;
    let trust = first(&leader.get("/groups").await.with_status(200), "tbody th a");
    let two = main_of(&leader, &format!("{trust}/{query}")).await;
    assert!(
        !two.contains("From band to band"),
        "counts over schools would change by one cycle at a time: {two}"
    );
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_school_in_new_zealand_names_the_year_of_a_cycle_by_one() {
    let demonstration = Demonstration::start().await;
    let years = |list: &Value| -> Vec<String> {
        let cycles = list["cycles"].as_array().expect("cycles");
        cycles.iter().filter_map(|cycle| Some(cycle["academic_year"].as_str()?.to_owned())).collect()
    };
    for (name, school, length) in [("lead", SCHOOL, 7), ("tuiflat-lead", "/schools/demo:tui-flat", 4)] {
        let reader = demonstration.signed_in_as(name).await;
        let list = reader.get_json(&format!("/api/v1{school}/cycles")).await.with_status(200).json();
        let years = years(&list);
        assert!(!years.is_empty() && years.iter().all(|year| year.len() == length), "{school}: {years:?}");
        let shown = main_of(&reader, &format!("{school}/cycles")).await;
        assert!(shown.contains(&years[0].replace('-', "/")), "{years:?}: {shown}");
        let plan = reader.get(&format!("{school}/cycles/new")).await.with_status(200).text("main");
        let told = plan.split("The first day is in the school year ").nth(1).expect("the year of the plan");
        let slash = told.chars().nth(4);
        assert_eq!(slash == Some('/'), length == 7, "{told}");
    }
    demonstration.portal.stop();
}
