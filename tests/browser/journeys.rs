//! What people do, step by step, in the browser: by keyboard alone, and without script.

use system::{Browser, Installation, Tab, WIDE};

use crate::hands::Hands;
use crate::look::{look_at, none};
use crate::pages::{SEND, portal, sign_in};
use crate::people::{self, Demonstration};
use crate::{tables, whole_cycle};

/// Finds a school, opens its chart, goes from mark to mark and from a mark to its row of the table.
async fn finds_a_school(hands: &Hands<'_>) {
    let tab = hands.tab;
    tab.go("/").await;
    hands.past_the_frame("#q").await;
    hands.write("aspen").await;
    hands.go_on().await;
    hands.follow("main a[href='/schools/900001']").await;
    hands.follow("main a[href*='/quadrant?year=2018-19']").await;
    hands.past_the_frame("a.chart-mark[href$='mathematics']").await;
    let told = tab.ask("document.activeElement.getAttribute('aria-label')").await;
    assert!(told.as_str().unwrap_or_default().contains("2 points ahead"), "{told}");
    let panel = tab.text(".chart-detail").await;
    assert!(panel.contains("2 points ahead"), "the same is shown below the chart: {panel}");
    hands.press("Enter").await;
    assert_eq!(tab.ask("document.querySelector(':target th').innerText.includes('Mathematics')").await, true);
    assert!(tab.text("tr:target").await.contains("+2.0"), "{}", tab.text("tr:target").await);
}

#[tokio::test]
async fn a_school_is_found_by_keyboard_alone_and_a_refused_form_leads_to_what_is_wrong() {
    let demonstration = portal().await;
    let cycle = people::cycle_in(&demonstration.signed_in("teacher").await, "running").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::on(&tab);
    finds_a_school(&hands).await;
    hands.sign_in(&demonstration, "teacher").await;
    for form in ["assessments/new", "contacts/new", "reflections/new", "strategies/new"] {
        tab.go(&format!("{cycle}/{form}")).await;
        let first = if form == "contacts/new" || form == "assessments/new" {
            "participant"
        } else if form == "reflections/new" {
            "stage"
        } else {
            "strategy"
        };
        hands.send_in_vain(first).await;
    }
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}

/// A teacher at the keyboard, on the page of the running cycle, which has seven pupils.
async fn at_the_cycle<'t>(tab: &'t Tab, demonstration: &Demonstration) -> (Hands<'t>, String) {
    let cycle = people::cycle_in(&demonstration.signed_in("teacher").await, "running").await;
    let hands = Hands::on(tab);
    hands.sign_in(demonstration, "teacher").await;
    hands.follow_in_frame("header a[href='/my-cycles']").await;
    hands.follow(&format!("main a[href='{cycle}']")).await;
    let _ = hands.keys();
    (hands, cycle)
}

#[tokio::test]
async fn what_a_teacher_does_every_week_takes_few_keys() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let (hands, cycle) = at_the_cycle(&tab, &demonstration).await;

    hands.follow("main a[href$='/adapt']").await;
    hands.past_the_frame("[name=expected_effect]").await;
    hands.write(" Without a mouse.").await;
    hands.tick("[name^=evidence-]").await;
    hands.choose_first("[name=reason]").await;
    hands.send().await;
    let adapting = hands.keys();
    assert!(tab.path().await.starts_with(&cycle), "{}: {}", tab.path().await, tab.text("main").await);

    hands.follow("main a[href$='/sessions/new']").await;
    hands.past_the_frame(SEND).await;
    hands.send().await;
    let session = hands.keys();

    hands.follow("main a[href$='/scores/interim']").await;
    hands.follow("main a[href$='?instrument=quick-facts@1']").await;
    hands.past_the_frame("[data-grid] input[type=text]").await;
    for score in ["21", "22", "23", "24", "25", "26"] {
        hands.write(score).await;
        hands.press("Enter").await;
    }
    hands.press("ArrowUp").await;
    assert_eq!(tab.ask("document.activeElement.value").await, "26");
    hands.press("ArrowDown").await;
    hands.write("27").await;
    hands.send().await;
    let scores = hands.keys();
    println!("keys: a strategy {adapting}, a session {session}, seven scores {scores}");

    // What is pasted fills the cells from the one on which the focus is.
    hands.follow("main a[href$='/scores/end']").await;
    hands.follow("main a[href$='?instrument=quick-facts@1']").await;
    hands.past_the_frame("[data-grid] input[type=text]").await;
    hands.press("ArrowDown").await;
    whole_cycle::paste(&hands, "Ada\t21\r\nBo\t22\r\n").await;
    let cells = "[...document.querySelectorAll('[data-grid] input[type=text]')].slice(0, 4).map((one) => one.value).join()";
    assert_eq!(tab.ask(cells).await, ",21,22,");
    hands.follow_in_frame("main a[href$='/cycles'], header a[href='/my-cycles']").await;
    let told = demonstration.signed_in("teacher").await.get(&format!("{cycle}/history")).await;
    for part in ["A strategy was changed", "Without a mouse.", "27"] {
        assert!(told.text("main").contains(part), "{part:?} is missing from: {}", told.text("main"));
    }
    assert!(adapting < 60 && session < 30 && scores < 70, "{adapting}, {session}, {scores}");
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_school_is_found_and_a_strategy_adapted_without_script() {
    let demonstration = portal().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = people::cycle_in(&teacher, "running").await;
    let adapt = people::first(&teacher.get(&cycle).await, "a[href$='/adapt']");
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.set_script(false).await;
    tab.go("/").await;
    tab.type_into("#q", "aspen").await;
    tab.follow("main form[role=search] button").await;
    tab.follow("main a[href='/schools/900001']").await;
    tab.follow("main a[href*='/quadrant?year=2018-19']").await;
    tab.choose("[name=show]", "years").await;
    tab.follow("form.q-choices button").await;
    assert!(tab.text("main").await.contains("2017/18"), "{}", tab.text("main").await);

    sign_in(&tab, &demonstration, "teacher").await;
    tab.go(&adapt).await;
    tab.follow(SEND).await;
    assert!(!tab.text(".govuk-error-summary").await.is_empty(), "{}", tab.text("main").await);
    tab.picture("form-adapt-without-script").await;
    for name in ["lever", "lesson_part", "concept"] {
        tab.choose_last(&format!("[name={name}]")).await;
    }
    tab.type_into("[name=expected_effect]", " Blending without a prompt.").await;
    tab.tick("input[name^='evidence-']").await;
    tab.choose("[name=reason]", "mentor_advice").await;
    tab.type_into("[name=note]", "Written without script.").await;
    tab.follow(SEND).await;
    tab.follow("main a[href$='/history']").await;
    assert!(tab.text("main").await.contains("Written without script."), "{}", tab.text("main").await);
    tab.follow("header form button").await;
    assert!(tab.text("body > header").await.contains("Sign in"), "signed out");
    none(&tab.take_troubles());
    browser.close().await;
    demonstration.portal.stop();
}

/// Made-up schools of an authority, spread over the chart.
fn spread(first: u32, count: u32, authority: &str) -> Vec<String> {
    let school = |number: u32| {
        let progress = f64::from(number * 7 % 61) / 10.0 - 3.0;
        let figures = [
            (98 + number * 5 % 13).to_string(),
            format!("{progress:.1}"),
            format!("{:.1}", progress - 1.5),
            format!("{:.1}", progress + 1.5),
        ];
        let figures = figures.each_ref().map(String::as_str);
        tables::school(first + number, &format!("Made-up School {number}"), authority, figures)
    };
    (0..count).map(school).collect()
}

#[tokio::test]
async fn twenty_schools_are_one_stop_with_arrow_keys_and_hundreds_are_counted() {
    let installation = Installation::fresh().await;
    let mut lines = spread(800_000, 20, "997");
    lines.extend(spread(810_000, 650, "996"));
    lines.push(tables::ENGLAND.to_owned());
    let _ = tables::import(&installation, &tables::table(&lines), "2018/19", &[]).well();
    let portal = installation.serve();
    portal.ready().await;
    let browser = Browser::start().await;
    let tab = browser.tab(portal.address(), WIDE).await;
    let pages = [
        ("authority-20", "/authorities/997/quadrant".to_owned()),
        ("all-schools-670", "/all-schools/quadrant?page=2".to_owned()),
        ("similar-20", "/schools/800000/similar".to_owned()),
    ];
    none(&look_at(&tab, &pages).await);

    tab.go("/authorities/997/quadrant").await;
    let hands = Hands::on(&tab);
    let stops = "document.querySelectorAll('.chart-wide a.chart-mark:not([tabindex])').length";
    assert_eq!(tab.ask(stops).await, 1);
    hands.past_the_frame(".chart-wide a.chart-mark:not([tabindex])").await;
    let focused = "document.activeElement.getAttribute('aria-label')";
    let first = tab.ask(focused).await;
    hands.press("ArrowRight").await;
    let second = tab.ask(focused).await;
    assert!(
        first != second && second.as_str().is_some_and(|said| said.contains("Made-up School")),
        "{second}"
    );
    assert_eq!(tab.ask(stops).await, 1, "still one stop, and it is where the reader is");
    hands.press("ArrowLeft").await;
    assert_eq!(tab.ask(focused).await, first);
    hands.press("Enter").await;
    assert!(tab.text("tr:target").await.contains("Made-up School"));
    hands.none();
    browser.close().await;
    portal.stop();
}
