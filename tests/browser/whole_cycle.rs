//! One whole cycle, from its plan to what the board and the auditor read of it: each person does their own part, signed in
//! as themselves, with the keyboard alone; once with script and once without.

use jiff::ToSpan;
use serde_json::Value;
use system::{Browser, WIDE};

use crate::hands::Hands;
use crate::pages::{planned_in_mathematics, portal};
use crate::people::{self, Demonstration};

const NEED: &str = "Six pupils lose the tens.";
const FINDING: &str = "Jumps of ten came by themselves.";
const EXPECTED: &str = "Adds tens in one jump.";
const ADVICE: &str = "How to ask for the reason of a jump.";
const NEXT: &str = "We begin with short jumps.";
/// As a spreadsheet gives a column of two cells to a row.
const BEFORE: [&str; 6] = ["82", "84", "79", "88", "85", "81"];
const AFTER: [&str; 6] = ["90", "91", "83", "95", "93", "85"];

/// Puts a column on the clipboard of the page and pastes it where the focus is, as a spreadsheet gives it.
pub(crate) async fn paste(hands: &Hands<'_>, column: &str) {
    let script = format!(
        "(() => {{ const data = new DataTransfer(); data.setData('text/plain', {}); \
         return document.activeElement.dispatchEvent(new ClipboardEvent('paste', \
            {{ clipboardData: data, bubbles: true, cancelable: true }})); }})()",
        Value::from(column)
    );
    assert_eq!(hands.tab.ask(&script).await, false, "the grid takes the column in");
}

/// Fills the rows of a form, one for each pupil, whose fields begin with `name`.
async fn fill_rows(hands: &Hands<'_>, rows: &[String], fields: [(&str, &str); 2]) {
    for row in rows {
        for (name, text) in fields {
            hands.fill(&format!("[id='{name}-{row}']"), text).await;
        }
    }
}

/// The lead plans the cycle for today on one page, and is told what is missing.
async fn plans(hands: &Hands<'_>, demonstration: &Demonstration) -> String {
    let today = portal::app::today();
    hands.sign_in(demonstration, "lead").await;
    hands.follow_in_frame("header a[href$='/cycles']").await;
    hands.follow("main a[href$='/cycles/new']").await;
    hands.past_the_frame("[name=subject]").await;
    hands.day("[name=starts_on]", today).await;
    hands.day("[name=ends_on]", today.saturating_add(20.days())).await;
    hands.choose("[name=mentor]", "Tariq Vale").await;
    hands.send_in_vain("need_statement").await;
    hands.look("plan-refused").await;
    hands.fill("[name=need_statement]", NEED).await;
    hands.fill("[name=inquiry_question]", "Do jumps on a line help?").await;
    hands.fill("[name=class_link]", "The class adds in columns.").await;
    hands.send().await;
    let cycle = planned_in_mathematics(&demonstration.signed_in("lead").await).await;
    if !hands.tab.path().await.starts_with(&cycle) {
        // The list of cycles, where the new one was not known yet.
        hands.follow(&format!("main table a[href='{cycle}']")).await;
    }
    hands.reads(&[NEED, "No pupils yet", "Tariq Vale"]).await;
    cycle
}

/// How many pupils take part: those whom the programme asks for; without script, where typing is the same, two.
fn pupils(hands: &Hands<'_>) -> usize {
    if hands.has_script() { BEFORE.len() } else { 2 }
}

/// The lead takes pupils from the list of those who stand lowest, says what each can do and is to learn, and begins.
async fn gathers(hands: &Hands<'_>, cycle: &str) {
    let pupils = pupils(hands);
    for number in 0..pupils {
        hands.follow("main a[href$='/candidates']").await;
        if number == 0 {
            hands.look("candidates").await;
        }
        hands.follow("main table a[href*='/candidates/']").await;
        hands.past_the_frame("[name=weeks]").await;
        hands.write("150").await;
        hands.fill("[name=potential_evidence]", "Explains each step.").await;
        hands.choose_first("[name=reason]").await;
        if number == 0 {
            hands.look("place").await;
        }
        hands.send().await;
    }
    hands.follow("main a[href$='/needs']").await;
    let rows = "[...document.querySelectorAll('[id^=can_do-]')].map((one) => one.id.slice('can_do-'.length))";
    let rows = hands.tab.ask(rows).await;
    let rows: Vec<String> =
        rows.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    assert_eq!(rows.len(), pupils);
    hands.past_the_frame("[name=concept]").await;
    hands.choose_first("[name=concept]").await;
    hands.choose("[name=source]", "The pupil's work").await;
    fill_rows(hands, &rows, [("can_do", "Adds ones."), ("not_yet", "Loses tens.")]).await;
    hands.send().await;
    hands.follow("main a[href$='/targets']").await;
    hands.follow("main a[href$='/targets/new']").await;
    hands.past_the_frame("[name=concept]").await;
    hands.choose_first("[name=concept]").await;
    hands.fill("[name=statement]", "Adds tens in jumps.").await;
    hands.choose("[name=measure]", "The teacher judges").await;
    hands.look("targets-new").await;
    hands.send().await;
    hands.tab.go(cycle).await;
    hands.follow("main a[href$='/start']").await;
    hands.reads(&[&format!("{pupils} pupils are in the group")]).await;
    hands.look("start").await;
    hands.past_the_frame("[name=effective_on]").await;
    if pupils < BEFORE.len() {
        // Fewer than the programme asks for: with a reason.
        hands.choose_first("[name=reason]").await;
    }
    hands.send().await;
    hands.reads(&["Running"]).await;
    hands.sign_out().await;
}

/// The teacher enters a column of scores, by pasting it into the grid or, without a script, into its field.
async fn scores(hands: &Hands<'_>, column: [&str; 6]) {
    hands.past_the_frame("[name=test_form]").await;
    hands.choose_first("[name=test_form]").await;
    if hands.has_script() {
        hands.to("[data-grid] input[type=text]").await;
        paste(hands, &column.map(|score| format!("Somebody\t{score}\r\n")).concat()).await;
    } else {
        hands.fill("[name=column]", &column[..pupils(hands)].join("\n")).await;
        hands.send().await;
        hands.past_the_frame("[name=test_form]").await;
    }
    hands.send().await;
}

/// The teacher's weeks: scores at the start, a session, a strategy and its change, a talk with a family, what was learnt.
async fn teaches(hands: &Hands<'_>, demonstration: &Demonstration, cycle: &str) {
    hands.sign_in(demonstration, "teacher").await;
    hands.follow_in_frame("header a[href='/my-cycles']").await;
    hands.follow(&format!("main a[href='{cycle}/scores/baseline']")).await;
    scores(hands, BEFORE).await;
    hands.follow("main a[href$='/sessions/new']").await;
    hands.past_the_frame("[name=minutes]").await;
    hands.write("45").await;
    hands.send().await;
    hands.follow("main a[href$='/strategies/new']").await;
    hands.past_the_frame("[name=strategy]").await;
    for name in ["strategy", "lever", "lesson_part", "concept"] {
        hands.choose_first(&format!("[name={name}]")).await;
    }
    hands.fill("[name=expected_effect]", EXPECTED).await;
    hands.choose("[name=reason]", "A mentor advised it").await;
    hands.send().await;
    hands.follow("main a[href$='/adapt']").await;
    hands.past_the_frame("[name=lesson_part]").await;
    hands.choose("[name=lesson_part]", "Close of the lesson").await;
    hands.tick("[name^=evidence-]").await;
    hands.choose_first("[name=reason]").await;
    hands.send().await;
    hands.follow("main a[href$='/contacts/new']").await;
    hands.past_the_frame("[name=participant]").await;
    hands.choose("[name=participant]", "everyone in the cycle").await;
    hands.choose_first("[name=contact_kind]").await;
    hands.choose("[name=direction]", "Both").await;
    hands.fill("[name=contact_note]", "They count stairs at home.").await;
    hands.send().await;
    hands.follow("main a[href$='/reflections/new']").await;
    hands.past_the_frame("[name=stage]").await;
    hands.choose("[name=stage]", "What happened").await;
    hands.fill("[name=finding]", FINDING).await;
    hands.fill("[name=decision]", "Go on with it.").await;
    hands.send().await;
    hands.follow("main a[href$='/scores/end']").await;
    scores(hands, AFTER).await;
    hands.reads(&["Close of the lesson", EXPECTED]).await;
    hands.sign_out().await;
}

/// The mentor advises; the lead says that all scores are there.
async fn advises_and_assesses(hands: &Hands<'_>, demonstration: &Demonstration, cycle: &str) {
    hands.sign_in(demonstration, "mentor").await;
    hands.follow_in_frame("header a[href='/my-cycles']").await;
    hands.follow(&format!("main a[href='{cycle}']")).await;
    hands.follow("main a[href$='/mentoring/new']").await;
    hands.past_the_frame("[name=focus]").await;
    hands.write(ADVICE).await;
    hands.send().await;
    hands.sign_out().await;

    hands.sign_in(demonstration, "lead").await;
    hands.follow_in_frame("header a[href='/my-cycles']").await;
    hands.follow(&format!("main a[href='{cycle}']")).await;
    hands.follow("main a[href$='/assessed']").await;
    hands.reads(&["Scores at the end", "90"]).await;
    hands.look("assessed").await;
    hands.past_the_frame("[name=effective_on]").await;
    hands.send().await;
    hands.sign_out().await;
}

/// The head sees the outcome before sealing it, and writes the report.
async fn closes(hands: &Hands<'_>, demonstration: &Demonstration, cycle: &str) {
    hands.sign_in(demonstration, "head").await;
    hands.follow_in_frame("header a[href$='/cycles']").await;
    hands.follow(&format!("main table a[href='{cycle}']")).await;
    hands.follow("main a[href$='/close']").await;
    let outcome =
        if hands.has_script() { "The 6 pupils gained 6.3 points" } else { "Too few pupils to show a gain" };
    hands.reads(&[outcome]).await;
    hands.look("close").await;
    hands.past_the_frame("[name=effective_on]").await;
    hands.send().await;
    hands.follow("main a[href$='/report/new']").await;
    hands.past_the_frame("[name=need]").await;
    hands.fill("[name=practice_change]", "Groups jump on a line.").await;
    hands.fill("[name=next_steps]", NEXT).await;
    hands.look("report-new").await;
    hands.send().await;
    hands.sign_out().await;
}

/// The board reads the summary and the report, and nothing of pupils; the auditor reads every event with who, when and why.
async fn read_it(hands: &Hands<'_>, demonstration: &Demonstration, cycle: &str) {
    hands.sign_in(demonstration, "governor").await;
    hands.follow_in_frame("header a[href$='/cycles']").await;
    hands.follow(&format!("main table a[href='{cycle}']")).await;
    hands.follow("main a[href$='/report']").await;
    hands.reads(&[NEXT, "Morag Penn"]).await;
    hands.look("report").await;
    hands.sign_out().await;

    hands.sign_in(demonstration, "auditor").await;
    hands.follow_in_frame("header a[href$='/cycles']").await;
    hands.follow(&format!("main table a[href='{cycle}']")).await;
    hands.follow("main a[href$='/history']").await;
    hands.reads(&["The board was told", "The cycle was closed", "Morag Penn"]).await;
    hands.sign_out().await;
}

async fn run(hands: &Hands<'_>, demonstration: &Demonstration) {
    let cycle = plans(hands, demonstration).await;
    gathers(hands, &cycle).await;
    teaches(hands, demonstration, &cycle).await;
    advises_and_assesses(hands, demonstration, &cycle).await;
    closes(hands, demonstration, &cycle).await;
    read_it(hands, demonstration, &cycle).await;
    let auditor = demonstration.signed_in("auditor").await;
    let kinds = people::history(&auditor, &cycle).await;
    let kinds: Vec<&str> = kinds.iter().filter_map(|event| event["type"].as_str()).collect();
    for kind in [
        "cycle_planned",
        "pupil_placed",
        "need_assessed",
        "curricular_target_set",
        "cycle_started",
        "assessment_recorded",
        "session_delivered",
        "strategy_adopted",
        "strategy_adapted",
        "family_contact_recorded",
        "inquiry_reflected",
        "mentoring_recorded",
        "cycle_assessed",
        "cycle_closed",
        "cycle_outcome_sealed",
        "board_report_submitted",
    ] {
        assert!(kinds.contains(&kind), "{kind} is missing from {kinds:?}");
    }
}

#[tokio::test]
async fn a_whole_cycle_is_run_by_keyboard_alone() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::on(&tab);
    run(&hands, &demonstration).await;
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_whole_cycle_is_run_by_keyboard_alone_and_without_script() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::without_script(&tab).await;
    run(&hands, &demonstration).await;
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}
