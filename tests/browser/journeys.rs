//! What people do, step by step, in the browser: by keyboard, without script, and when a form comes back with problems.

use serde_json::Value;
use system::{Browser, Tab, WIDE};

use crate::pages::{portal, sign_in};
use crate::people;

/// Presses Tab until the focus is on what `selector` names; a page with more stops than this has too many.
async fn tab_to(tab: &Tab, selector: &str) {
    let script = format!("document.activeElement?.matches({}) ?? false", Value::from(selector));
    for _ in 0..60 {
        if tab.ask(&script).await == true {
            return;
        }
        tab.press("Tab").await;
    }
    panic!("{} is not reached by Tab on {}", selector, tab.path().await);
}

#[tokio::test]
async fn the_first_tab_stop_skips_to_the_content_and_the_focus_is_seen() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.go("/schools/900001/quadrant").await;
    tab.press("Tab").await;
    assert_eq!(tab.ask("document.activeElement.getAttribute('href')").await, "#main");
    let seen = "(() => { const box = document.activeElement.getBoundingClientRect(); \
                return box.top >= 0 && box.height > 10 && box.width > 10; })()";
    assert_eq!(tab.ask(seen).await, true);
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_teacher_signs_in_and_reaches_the_history_by_keyboard_alone() {
    let demonstration = portal().await;
    let teacher = demonstration.person("teacher");
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.go("/").await;
    tab_to(&tab, "a[href='/sign-in']").await;
    tab.press_to_follow("Enter").await;
    tab_to(&tab, "[name=sign_in_name]").await;
    tab.write(&teacher.name).await;
    tab_to(&tab, "[name=password]").await;
    tab.write(&teacher.password).await;
    tab.press_to_follow("Enter").await;
    tab_to(&tab, "a[href$='/cycles']").await;
    tab.press_to_follow("Enter").await;
    tab_to(&tab, "main a[href^='/cycles/']").await;
    tab.press_to_follow("Enter").await;
    tab_to(&tab, "a[href$='/history']").await;
    tab.press_to_follow("Enter").await;
    assert!(tab.path().await.ends_with("/history"), "{}", tab.path().await);
    assert_eq!(tab.troubles(), Vec::<String>::new());
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn everything_a_teacher_does_works_without_script() {
    let demonstration = portal().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = people::cycle_in(&teacher, "running").await;
    let adapt = teacher.get(&cycle).await.attributes("a[href$='/adapt']", "href").into_iter().next().unwrap();
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.set_script(false).await;
    sign_in(&tab, &demonstration, "teacher").await;
    tab.go(&adapt).await;
    tab.follow("main form button").await;
    assert!(!tab.text(".govuk-error-summary").await.is_empty(), "{}", tab.text("main").await);
    // axe itself is a script: on for as long as it looks.
    tab.set_script(true).await;
    tab.is_sound("form-adapt-problems").await;
    tab.set_script(false).await;
    for name in ["lever", "lesson_part", "concept"] {
        tab.choose_last(&format!("[name={name}]")).await;
    }
    tab.type_into("[name=expected_effect]", " Blending without a prompt.").await;
    tab.tick("input[name^='evidence-']").await;
    tab.choose("[name=reason]", "mentor_advice").await;
    tab.type_into("[name=note]", "Written without script.").await;
    tab.follow("main form button").await;
    tab.go(&format!("{cycle}/history")).await;
    assert!(tab.text("main").await.contains("Written without script."), "{}", tab.text("main").await);
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_form_with_problems_puts_the_reader_at_the_list_of_them() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.go("/sign-in").await;
    tab.follow("main form button").await;
    assert_eq!(tab.ask("document.activeElement.className.includes('govuk-error-summary')").await, true);
    assert_eq!(tab.ask("document.title.startsWith('Error')").await, true);
    let linked = "[...document.querySelectorAll('.govuk-error-summary a')].every((a) => document.getElementById(a.hash.slice(1)))";
    assert_eq!(tab.ask(linked).await, true, "each problem leads to its field");
    browser.close().await;
    demonstration.portal.stop();
}
