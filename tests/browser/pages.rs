//! Every page, at the width of a laptop and of a narrow phone: axe clean, no sideways scrolling, nothing refused by the
//! content security policy, no request to anybody else. Each leaves a picture in `target/screenshots`.

use system::{Browser, NARROW, Tab, WIDE};

use crate::people::{self, Demonstration, SCHOOL};
use crate::tables;

/// A demonstration with a made-up official table beside it.
pub(crate) async fn portal() -> Demonstration {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    demonstration.portal.ready().await;
    demonstration
}

/// Signs in by the form.
pub(crate) async fn sign_in(tab: &Tab, demonstration: &Demonstration, role: &str) {
    let person = demonstration.person(role);
    tab.go("/sign-in").await;
    tab.type_into("[name=sign_in_name]", &person.name).await;
    tab.type_into("[name=password]", &person.password).await;
    tab.follow("main form button[type=submit], main form button:not([type])").await;
}

async fn are_sound(tab: &Tab, pages: &[(&str, String)]) {
    for (name, path) in pages {
        tab.go(path).await;
        assert!(!tab.text("h1").await.is_empty(), "{path} has a heading");
        tab.is_sound(name).await;
    }
}

async fn public_pages(width: u32) {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), width).await;
    let pages = [
        ("home", "/".to_owned()),
        ("sign-in", "/sign-in".to_owned()),
        ("schools", "/schools".to_owned()),
        ("schools-searched", "/schools?q=ash".to_owned()),
        ("schools-none", "/schools?q=zzzz".to_owned()),
        ("school", "/schools/900001".to_owned()),
        ("school-quadrant", "/schools/900001/quadrant".to_owned()),
        ("school-quadrant-suppressed", "/schools/900009/quadrant".to_owned()),
        ("authority-quadrant", format!("/authorities/{}/quadrant", tables::AUTHORITY)),
    ];
    are_sound(&tab, &pages).await;
    browser.close().await;
    demonstration.portal.stop();
}

async fn staff_pages(width: u32) {
    let demonstration = portal().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = people::cycle_in(&teacher, "running").await;
    let closed = people::cycle_in(&teacher, "closed").await;
    let lead = demonstration.signed_in("lead").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), width).await;
    sign_in(&tab, &demonstration, "lead").await;
    let mut pages = vec![
        ("cycles", format!("{SCHOOL}/cycles")),
        ("cycle-running", cycle.clone()),
        ("cycle-closed", closed.clone()),
        ("history", format!("{cycle}/history")),
        ("history-closed", format!("{closed}/history")),
        ("history-entry", format!("{cycle}/history/1")),
    ];
    let page = lead.get(&cycle).await;
    for (name, selector) in [
        ("form-assessment", "a[href$='/assessments/new']"),
        ("form-missing", "a[href$='/assessments/missing']"),
        ("form-correct", "a[href$='/correct']"),
        ("form-placement", "a[href$='/change']"),
        ("form-withdraw", "a[href$='/withdraw']"),
        ("form-adopt", "a[href$='/strategies/new']"),
        ("form-adapt", "a[href$='/adapt']"),
        ("form-stop", "a[href$='/stop']"),
    ] {
        let found = page.attributes(selector, "href").into_iter().next();
        pages.push((name, found.unwrap_or_else(|| panic!("{cycle} has no {selector}"))));
    }
    are_sound(&tab, &pages).await;
    browser.close().await;
    demonstration.portal.stop();
}

async fn governor_pages(width: u32) {
    let demonstration = portal().await;
    let governor = demonstration.signed_in("governor").await;
    let closed = people::cycle_in(&governor, "closed").await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), width).await;
    sign_in(&tab, &demonstration, "governor").await;
    let pages = [
        ("governor-home", "/".to_owned()),
        ("governor-cycles", format!("{SCHOOL}/cycles")),
        ("governor-cycle", closed),
    ];
    are_sound(&tab, &pages).await;
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn public_pages_are_sound_on_a_laptop() {
    public_pages(WIDE).await;
}

#[tokio::test]
async fn public_pages_are_sound_at_320_pixels() {
    public_pages(NARROW).await;
}

#[tokio::test]
async fn staff_pages_are_sound_on_a_laptop() {
    staff_pages(WIDE).await;
}

#[tokio::test]
async fn staff_pages_are_sound_at_320_pixels() {
    staff_pages(NARROW).await;
}

#[tokio::test]
async fn governor_pages_are_sound_on_a_laptop() {
    governor_pages(WIDE).await;
}

#[tokio::test]
async fn governor_pages_are_sound_at_320_pixels() {
    governor_pages(NARROW).await;
}
