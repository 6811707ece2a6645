//! What people do, step by step, in the browser: by keyboard alone, and without script.

use serde_json::Value;
use system::{Browser, Tab, WIDE};

use crate::look::none;
use crate::pages::{SEND, portal, sign_in};
use crate::people::{self, SCHOOL};

/// Presses Tab until the focus is on what `selector` names, and sees that each stop on the way can be seen. A page with
/// more stops than this has too many.
async fn tab_to(tab: &Tab, selector: &str) {
    let script = format!("document.activeElement?.matches({}) ?? false", Value::from(selector));
    // After the frame in which the browser has scrolled to it. Checkboxes draw their focus beside themselves, and the
    // browser draws that of the parts of a date inside them.
    let seen = "new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))).then(() => { \
                const one = document.activeElement; if (one === document.body) return ''; \
                const box = one.getBoundingClientRect(), style = getComputedStyle(one); \
                const drawn = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || \
                    one.querySelector('.chart-ring') || one.matches('.govuk-checkboxes__input, [type=date]:not(:focus)'); \
                const there = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight; \
                return drawn && there ? '' : one.outerHTML.slice(0, 200) + ` from ${box.top} to ${box.bottom}, ` + \
                    `outline ${style.outline}, shadow ${style.boxShadow}`; })";
    for _ in 0..80 {
        if tab.ask(&script).await == true {
            return;
        }
        tab.press("Tab").await;
        assert_eq!(tab.ask(seen).await, "", "the focus can't be seen");
    }
    panic!("{} is not reached by Tab on {}", selector, tab.path().await);
}

async fn enter(tab: &Tab, selector: &str) {
    tab_to(tab, selector).await;
    tab.press_to_follow("Enter").await;
}

/// Finds a school, opens its chart, goes from mark to mark and from a mark to its row of the table.
async fn finds_a_school(tab: &Tab) {
    tab.go("/").await;
    tab.press("Tab").await;
    assert_eq!(
        tab.ask("document.activeElement.getAttribute('href')").await,
        "#main",
        "first, past the frame"
    );
    tab_to(tab, "#q").await;
    tab.write("aspen").await;
    tab.press_to_follow("Enter").await;
    enter(tab, "main a[href='/schools/900001']").await;
    enter(tab, "main a[href*='/quadrant?year=2018-19']").await;
    tab_to(tab, "a.chart-mark[href$='mathematics']").await;
    let told = tab.ask("document.activeElement.getAttribute('aria-label')").await;
    assert!(told.as_str().unwrap_or_default().contains("2 points ahead"), "{told}");
    let panel = tab.text(".chart-detail").await;
    assert!(panel.contains("2 points ahead"), "the same is shown below the chart: {panel}");
    tab.press("Enter").await;
    assert_eq!(tab.ask("document.querySelector(':target th').innerText.includes('Mathematics')").await, true);
    assert!(tab.text("tr:target").await.contains("+2.0"), "{}", tab.text("tr:target").await);
}

/// Signs in, opens the running cycle and adapts a strategy.
async fn adapts_a_strategy(tab: &Tab, name: &str, password: &str, cycle: &str) {
    tab.go("/").await;
    enter(tab, "a[href='/sign-in']").await;
    tab_to(tab, "[name=sign_in_name]").await;
    tab.write(name).await;
    tab_to(tab, "[name=password]").await;
    tab.write(password).await;
    tab.press_to_follow("Enter").await;
    enter(tab, "header a[href$='/cycles']").await;
    assert_eq!(tab.path().await, format!("{SCHOOL}/cycles"));
    enter(tab, &format!("main table a[href='{cycle}']")).await;
    enter(tab, "a[href$='/adapt']").await;
    tab_to(tab, "[name=expected_effect]").await;
    tab.write(" Written without a mouse.").await;
    tab_to(tab, "[name^=evidence-]").await;
    tab.press(" ").await;
    tab_to(tab, "[name=reason]").await;
    tab.press("ArrowDown").await;
    tab_to(tab, "[name=note]").await;
    tab.write("Every key of it was on the keyboard.").await;
    enter(tab, SEND).await;
    assert!(tab.path().await.starts_with(cycle), "{}: {}", tab.path().await, tab.text("main").await);
    enter(tab, "a[href$='/history']").await;
    let newest = tab.text("main article").await;
    for part in ["A strategy was changed", "Written without a mouse.", "Every key of it"] {
        assert!(newest.contains(part), "{part:?} is missing from: {newest}");
    }
}

#[tokio::test]
async fn a_school_is_found_and_a_strategy_adapted_by_keyboard_alone() {
    let demonstration = portal().await;
    let teacher = demonstration.person("teacher");
    let cycle = people::cycle_in(&demonstration.signed_in("teacher").await, "running").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    finds_a_school(&tab).await;
    adapts_a_strategy(&tab, &teacher.name, &teacher.password, &cycle).await;

    // A form that comes back with problems puts the reader at the list of them, and each leads to its field.
    tab.go(&format!("{cycle}/assessments/new")).await;
    enter(&tab, SEND).await;
    assert_eq!(tab.ask("document.activeElement.className.includes('govuk-error-summary')").await, true);
    assert_eq!(tab.ask("document.title.startsWith('Error')").await, true);
    tab_to(&tab, ".govuk-error-summary a[href='#participant']").await;
    tab.press("Enter").await;
    assert_eq!(tab.ask("document.activeElement.name").await, "participant");
    none(&tab.take_troubles());
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
    assert!(tab.text("main").await.contains("2017-18"), "{}", tab.text("main").await);

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

/// Puts a column on the clipboard of the page and pastes it where the focus is, as a spreadsheet gives it.
async fn paste(tab: &Tab, column: &str) {
    let script = format!(
        "(() => {{ const data = new DataTransfer(); data.setData('text/plain', {}); \
         return document.activeElement.dispatchEvent(new ClipboardEvent('paste', \
            {{ clipboardData: data, bubbles: true, cancelable: true }})); }})()",
        Value::from(column)
    );
    assert_eq!(tab.ask(&script).await, false, "the grid takes the column in");
}

#[tokio::test]
async fn the_scores_of_a_group_are_entered_by_keyboard_alone() {
    let demonstration = portal().await;
    let cycle = people::cycle_in(&demonstration.signed_in("teacher").await, "running").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    sign_in(&tab, &demonstration, "teacher").await;
    tab.go(&cycle).await;
    enter(&tab, "main a[href$='/scores/interim']").await;
    enter(&tab, "main a[href$='?instrument=quick-facts@1']").await;
    tab_to(&tab, "[data-grid] input[type=text]").await;
    paste(&tab, "Ada\t21\r\nBo\t22\r\n").await;
    tab.press("ArrowDown").await;
    tab.press("ArrowDown").await;
    tab.write("23").await;
    tab.press("Enter").await;
    tab.write("24").await;
    let cells = "[...document.querySelectorAll('[data-grid] input[type=text]')].slice(0, 4).map((one) => one.value).join()";
    assert_eq!(tab.ask(cells).await, "21,22,23,24");
    tab.press("ArrowUp").await;
    assert_eq!(tab.ask("document.activeElement.value").await, "23");
    enter(&tab, SEND).await;
    assert!(tab.path().await.starts_with(&cycle), "{}: {}", tab.path().await, tab.text("main").await);
    assert!(!tab.path().await.contains("/scores/"), "{}", tab.text("main").await);
    enter(&tab, "main a[href$='/scores/interim']").await;
    enter(&tab, "main a[href$='?instrument=quick-facts@1']").await;
    assert_eq!(tab.ask(cells).await, "21,22,23,24");
    none(&tab.take_troubles());
    browser.close().await;
    demonstration.portal.stop();
}
