//! What a governor is here for, from the chart to the paper: to read figures and how sure they are, to ask about them, to hear
//! what the school says, and to find both in the pack of the next meeting. With the keyboard alone; once with script and once
//! without.

use serde_json::{Value, json};
use system::{Browser, WIDE};

use crate::hands::Hands;
use crate::pages::{SEND, portal};
use crate::paper::{as_written, is_numbered_and_tagged};
use crate::people::{Demonstration, SCHOOL};

/// The question, as the portal suggests it beside the figures.
const QUESTION: &str = "Is the gain more than pupils would have made anyway?";
const ANSWER: &str = "Not yet. The page shows what chance alone gives. We test again in ten weeks.";
/// What a mark of the chart says aloud, if its gain is clearly less than expected.
const BEHIND: &str = "The gain is clearly less than expected.";
/// What stands in the list of questions, when each of its three steps was taken.
const STEPS: [(&str, &str); 3] =
    [("Asked", "governor"), ("Answered", "head"), ("Answer accepted", "governor")];

/// Today, as pages write it.
fn today() -> String {
    ::portal::words::Words::default().date(::portal::app::today())
}

/// What stands on the page from one heading to the next.
async fn below(hands: &Hands<'_>, heading: &str, next: &str) -> String {
    let text = hands.main().await;
    let part = text.split_once(heading).and_then(|(_, rest)| rest.split_once(next));
    part.unwrap_or_else(|| panic!("no {heading:?} before {next:?}: {text}")).0.to_owned()
}

/// The governor opens the chart of a school with official results, and asks how sure it is: of the page and of one mark.
async fn learns_how_sure_a_chart_is(hands: &Hands<'_>) {
    hands.follow_in_frame("header a[href='/schools']").await;
    hands.past_the_frame("#q").await;
    hands.write("aspen").await;
    hands.go_on().await;
    hands.follow("main a[href='/schools/900001']").await;
    hands.follow("main a[href*='/quadrant?year=2018-19']").await;
    let asked = "main details > summary";
    assert_eq!(hands.tab.text(asked).await, "How sure is this?");
    let opened = "Fewer pupils make a wider range.";
    assert!(!hands.main().await.contains(opened), "it waits to be opened");
    hands.past_the_frame(asked).await;
    hands.press("Enter").await;
    hands.reads(&[opened, "By chance alone about"]).await;
    hands.look("chart-how-sure").await;
    hands.to("main table a[href*='/how-sure?'][href*='subject=mathematics']").await;
    hands.go_on().await;
    hands.reads(&["The progress score is +2.0.", "1.96 × 5.390 ÷ √50 = 1.49", "+0.5 to +3.5"]).await;
    hands.look("working").await;
}

/// The headline names the marks of which the table says the same, and no other.
async fn headline_is_the_table(hands: &Hands<'_>) {
    let headline = hands.tab.text("main h2").await;
    let (more, rest) = headline.split_once("Clearly less:").expect("a gain that is less");
    let (less, _) = rest.split_once(" rest").expect("some that are not clear");
    let rows = "[...document.querySelectorAll('main .chart-row')].map((row) => \
        [row.querySelector('th a').innerText, row.innerText])";
    let rows = hands.tab.ask(rows).await;
    let rows: Vec<(String, String)> = serde_json::from_value(rows).expect("names and rows");
    assert_eq!(rows.len(), 4, "{rows:?}");
    for (name, row) in &rows {
        assert_eq!(more.contains(name), row.contains("gain is clearly more than expected"), "{name}");
        assert_eq!(less.contains(name), row.contains("gain is clearly less than expected"), "{name}");
    }
}

/// The governor reads the chart of the own school, goes from the mark that is behind to its row, and from there to the cycle;
/// gives the cycle's address and the range of its gain.
async fn reads_the_chart(hands: &Hands<'_>) -> (String, String) {
    hands.follow_in_frame(&format!("header a[href='{SCHOOL}/cycles']")).await;
    headline_is_the_table(hands).await;
    hands.reads(&["You read edition 5", "How sure is this?", "In 95 of 100 groups like this one"]).await;
    hands.look("own-chart").await;
    hands.past_the_frame(&format!(".chart-wide a.chart-mark[aria-label*='{BEHIND}']")).await;
    let told = hands.tab.ask("document.activeElement.getAttribute('aria-label')").await;
    let told = told.as_str().expect("what the mark says").to_owned();
    assert!(hands.tab.text(".chart-detail").await.contains(BEHIND), "the same is shown below the chart");
    hands.press("Enter").await;
    let range = hands.tab.text("tr:target td:nth-of-type(3) .chart-interval").await;
    let range = range.trim_matches(['(', ')']).to_owned();
    assert!(!range.is_empty() && told.contains(&format!("could be {range}")), "{range:?} is not in {told}");
    hands.to("tr:target th a").await;
    hands.go_on().await;
    hands.reads(&["As in edition 4.", &format!("(range {range})"), "Rise by chance alone"]).await;
    hands.look("own-cycle").await;
    (hands.tab.path().await, range)
}

/// The governor asks the school the question that stands beside the cycle's figures; gives the question's address.
async fn asks(hands: &Hands<'_>, (cycle, range): &(String, String)) -> String {
    hands.reads(&[QUESTION, "You are asked this because of these figures", range]).await;
    hands.follow("main a[href*='/enquiries/new?'][href$='question=q14']").await;
    hands.past_the_frame("[name=question_words]").await;
    assert_eq!(hands.tab.ask("document.activeElement.value").await, QUESTION);
    let about = "document.querySelector('[name=topic]').value";
    assert_eq!(hands.tab.ask(about).await, cycle.replace("/cycles/", "cycle/"));
    hands.look("question-suggested").await;
    hands.send().await;
    hands.reads(&[QUESTION, "The school has not answered yet", "It is the school's turn"]).await;
    hands.look("question-asked").await;
    let path = hands.tab.path().await;
    hands.sign_out().await;
    path.split('?').next().unwrap_or_default().to_owned()
}

/// The head is told of it, finds it among what is open, and answers with the way to the cycle.
async fn answers(hands: &Hands<'_>, enquiry: &str, cycle: &str) {
    hands.reads(&["2 questions wait for the school's answer"]).await;
    hands.follow(&format!("main a[href='{SCHOOL}/agenda']")).await;
    let open = below(hands, "Waiting for the school's answer", "Waiting for governors").await;
    assert!(open.contains(QUESTION), "{open}");
    hands.look("agenda").await;
    hands.follow(&format!("main a[href='{enquiry}']")).await;
    hands.follow("main a[href$='/answer']").await;
    hands.past_the_frame("[name=answer_words]").await;
    hands.send_in_vain("answer_words").await;
    hands.look("answer-refused").await;
    hands.fill("[name=answer_words]", ANSWER).await;
    hands.tick(&format!("[name='link-{}']", cycle.replace("/cycles/", "cycle/"))).await;
    hands.send().await;
    hands.reads(&[ANSWER, "the governors have to say if that is enough"]).await;
    hands.sign_out().await;
}

/// The governor is told of the answer, reads it, goes where it points, and accepts it.
async fn accepts(hands: &Hands<'_>, enquiry: &str, cycle: &str) {
    hands.reads(&["2 answers wait for the governors"]).await;
    hands.follow(&format!("main a[href='{SCHOOL}/agenda#agenda-for-governors']")).await;
    let open = below(hands, "is the answer enough?", "What changed since").await;
    assert!(open.contains(QUESTION), "{open}");
    // The link led past the frame already, to the part that it is about.
    hands.to(&format!("main a[href='{enquiry}']")).await;
    hands.go_on().await;
    hands.reads(&[QUESTION, ANSWER]).await;
    hands.look("question-answered").await;
    hands.follow(&format!("main article a[href='{cycle}']")).await;
    hands.reads(&["As in edition 4."]).await;
    hands.tab.go(enquiry).await;
    hands.follow("main a[href$='/accept']").await;
    hands.reads(&[ANSWER, "The question is then settled"]).await;
    hands.look("question-accept").await;
    hands.past_the_frame(SEND).await;
    hands.send().await;
    hands.reads(&["Answer accepted"]).await;
    assert!(!hands.main().await.contains("Take the question back"), "it is settled");
}

/// Its page says of each step who took it, in which role, and when.
async fn history_is_whole(hands: &Hands<'_>, demonstration: &Demonstration, enquiry: &str) {
    let entries = "[...document.querySelectorAll('main article')].map((one) => one.innerText)";
    let entries: Vec<String> =
        serde_json::from_value(hands.tab.ask(entries).await).expect("what was said and done");
    assert_eq!(entries.len(), STEPS.len(), "{entries:?}");
    let day = today();
    for (entry, (step, role)) in entries.iter().zip(STEPS) {
        let by = format!("{}, {role}", demonstration.person(role).shown);
        for part in [format!("{step} on {day}"), by, format!("Recorded on {day}, ")] {
            assert!(entry.contains(&part), "{part:?} is missing: {entry}");
        }
    }
    demonstration.portal.ready().await;
    let auditor = demonstration.signed_in("auditor").await;
    let told = auditor.get_json(&format!("/api/v1{enquiry}")).await.with_status(200).json();
    let entries = told["entries"].as_array().expect("facts");
    let kinds: Vec<&Value> = entries.iter().map(|one| &one["type"]).collect();
    assert_eq!(json!(kinds), json!(["question_raised", "question_answered", "answer_accepted"]));
    let places: Vec<Option<u64>> = entries.iter().map(|one| one["position"].as_u64()).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "each is in the ledger: {told}");
}

/// The head reads what a pack would say, and issues it: it prints the question, the answer, and that it was accepted.
async fn issues_a_pack(hands: &Hands<'_>) {
    hands.follow(&format!("main a[href='{SCHOOL}/packs']")).await;
    hands.follow("main a[href$='/packs/new']").await;
    hands.reads(&["Issue data pack 2", ANSWER, "1 question was settled."]).await;
    hands.look("pack-preview").await;
    hands.past_the_frame(SEND).await;
    hands.send().await;
    let path = hands.tab.path().await;
    assert!(path.starts_with(&format!("{SCHOOL}/packs/2")), "{path}");
    let day = today();
    let row = "[...document.querySelectorAll('#pack-enquiries tbody tr')].map((row) => row.innerText)";
    let rows: Vec<String> = serde_json::from_value(hands.tab.ask(row).await).expect("rows");
    let row = rows.iter().find(|row| row.contains(ANSWER)).unwrap_or_else(|| panic!("{rows:?}"));
    for part in [QUESTION, "Answer accepted", &day] {
        assert!(row.contains(part), "{part:?} is missing: {row}");
    }
    hands.look("pack-issued").await;
    if !hands.has_script() {
        return;
    }
    let file = hands.tab.print("journey-pack").await;
    let _ = is_numbered_and_tagged(&file, &["Data pack 2 · ", " · Edition 5", " · Ledger "]);
    let paper = as_written(&file);
    for part in ["1 question was settled.", &format!("{QUESTION} {day} Answer accepted {ANSWER} {day}")] {
        assert!(paper.contains(part), "{part:?} is not on paper: {paper}");
    }
}

async fn run(hands: &Hands<'_>, demonstration: &Demonstration) {
    hands.sign_in(demonstration, "governor").await;
    hands.reads(&["Fernhill Primary School", "1 answer waits for the governors"]).await;
    learns_how_sure_a_chart_is(hands).await;
    let read = reads_the_chart(hands).await;
    let enquiry = asks(hands, &read).await;
    demonstration.portal.ready().await;
    hands.sign_in(demonstration, "head").await;
    answers(hands, &enquiry, &read.0).await;
    demonstration.portal.ready().await;
    hands.sign_in(demonstration, "governor").await;
    accepts(hands, &enquiry, &read.0).await;
    history_is_whole(hands, demonstration, &enquiry).await;
    hands.sign_out().await;
    hands.sign_in(demonstration, "head").await;
    issues_a_pack(hands).await;
}

#[tokio::test]
async fn a_governor_asks_about_a_chart_and_reads_the_answer_in_the_pack_by_keyboard_alone() {
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
async fn a_governor_asks_about_a_chart_and_reads_the_answer_in_the_pack_without_script() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::without_script(&tab).await;
    run(&hands, &demonstration).await;
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}
