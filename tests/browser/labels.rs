//! Names on a chart as the browser draws them, in its own letters: none lies on another.

use serde_json::json;
use system::{Browser, Installation, NARROW, WIDE};

use crate::tables;

/// How many names there are on a drawing, and which of them lie on another.
fn names(selector: &str) -> String {
    format!(
        "(() => {{ const all = [...document.querySelectorAll('{selector}')] \
            .map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width > 0); \
         const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 \
            && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.5; \
         const on = all.flatMap(([name, box], at) => all.slice(at + 1) \
            .filter(([, other]) => meet(box, other)).map(([other]) => name + ' / ' + other)); \
         return [all.length, on]; }})()"
    )
}

/// So many made-up schools, crowded round the middle of the chart.
fn crowd(first: u32, count: u32, authority: &str) -> Vec<String> {
    let school = |number: u32| {
        let progress = f64::from(number * 7 % 23) / 10.0 - 1.1;
        let average = (102 + number * 3 % 5).to_string();
        let ends = [progress, progress - 1.5, progress + 1.5].map(|figure| format!("{figure:.1}"));
        let name = format!("Made-up School of the Long Lane {number}");
        tables::school(first + number, &name, authority, [&average, &ends[0], &ends[1], &ends[2]])
    };
    (0..count).map(school).collect()
}

#[tokio::test]
async fn twelve_names_and_forty_are_drawn_in_the_browser_s_letters_and_none_lies_on_another() {
    let installation = Installation::fresh().await;
    let mut lines = crowd(820_000, 12, "995");
    lines.extend(crowd(830_000, 40, "994"));
    lines.push(tables::ENGLAND.to_owned());
    let _ = tables::import(&installation, &tables::table(&lines), "2018/19", &[]).well();
    let portal = installation.serve();
    portal.ready().await;
    let browser = Browser::start().await;
    let tab = browser.tab(portal.address(), WIDE).await;
    for (authority, marks) in [("995", 12), ("994", 40)] {
        tab.go(&format!("/authorities/{authority}/quadrant")).await;
        tab.picture(&format!("names-{marks}")).await;
        assert_eq!(tab.ask(&names(".chart-wide .chart-name")).await, json!([marks, []]), "{authority}");
        tab.resize(NARROW).await;
        assert_eq!(tab.ask(&names(".chart-narrow .chart-letter")).await, json!([marks, []]), "{authority}");
        tab.picture(&format!("names-{marks}")).await;
        tab.resize(WIDE).await;
    }
    assert_eq!(tab.take_troubles(), Vec::<String>::new());
    browser.close().await;
    portal.stop();
}
