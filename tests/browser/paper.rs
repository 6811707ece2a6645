//! Other ways to see a page: printed on paper, and in the reader's own colours.

use std::path::Path;
use std::process::Command;

use system::{Browser, Tab, WIDE};

use crate::pages::{portal, sign_in};
use crate::people;

/// What a program of poppler says of a printed page.
fn read(program: &str, file: &Path, more: &[&str]) -> String {
    let run = Command::new(program)
        .args(&more[..more.len().min(1)])
        .arg(file)
        .args(&more[more.len().min(1)..])
        .output();
    let run = run.unwrap_or_else(|error| {
        panic!("{program}: {error}; install it with: sudo apt-get install --yes poppler-utils")
    });
    assert!(
        run.status.success(),
        "{program} on {}: {}",
        file.display(),
        String::from_utf8_lossy(&run.stderr)
    );
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// Prints the page: so many sheets at most, and every one of `parts` on them.
async fn prints(tab: &Tab, name: &str, most: usize, parts: &[&str]) {
    let file = tab.print(name).await;
    let about = read("pdfinfo", &file, &[]);
    let pages = about.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse::<usize>().ok());
    let pages = pages.unwrap_or_else(|| panic!("{about}"));
    assert!((1..=most).contains(&pages), "{name} takes {pages} sheets");
    let text = read("pdftotext", &file, &["-layout", "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(text.contains(part), "{part:?} is not on paper: {text}");
    }
    assert!(!text.contains("(/"), "no address of the portal on paper: {text}");
    assert!(
        !text.contains("Show the chart") && !text.contains("Sign out"),
        "nothing to press on paper: {text}"
    );
}

#[tokio::test]
async fn the_charts_and_a_cycle_print_with_their_tables_on_a_few_sheets() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.go("/schools/900001/quadrant?year=2018-19").await;
    let figures = [
        "+2.0",
        "(+0.5 to +3.5)",
        "107 against 104",
        "−0.6",
        "(−2.1 to +0.9)",
        "Alder, Ash and Aspen School",
        "Fewer pupils make a wider range.",
    ];
    prints(&tab, "quadrant", 3, &figures).await;
    tab.go("/authorities/999/quadrant?year=2018-19").await;
    prints(&tab, "authority", 6, &["Hazel School", "−3.0", "(−4.5 to −1.5)", "Nutmeg School"]).await;
    tab.go("/schools/900001/similar?year=2018-19").await;
    let similar =
        ["How these schools were chosen", "12 of 12 schools", "Alder, Ash and Aspen School (this school)"];
    prints(&tab, "similar", 5, &similar).await;
    sign_in(&tab, &demonstration, "lead").await;
    let lead = demonstration.signed_in("lead").await;
    tab.go(&people::cycle_in(&lead, "closed").await).await;
    prints(&tab, "cycle", 7, &["What came of it", "Scores", "Can do", "Can't do yet", "What was tried"])
        .await;
    browser.close().await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn the_reader_s_own_colours_lose_no_mark_and_no_line() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.emulate("forced-colors", "active").await;
    tab.go("/authorities/999/quadrant?year=2018-19").await;
    assert_eq!(tab.ask("matchMedia('(forced-colors: active)').matches").await, true);
    tab.picture("authority-forced-colours").await;
    // What draws a mark or a line stands out from what is under it, whichever colours the reader has chosen.
    let lost = "(() => { const lost = []; \
        const ground = getComputedStyle(document.querySelector('.chart-wide .chart-tint')).fill; \
        for (const [selector, property] of [['.chart-cross', 'stroke'], ['.chart-zero line', 'stroke'], \
            ['.chart-range', 'stroke'], ['.chart-name', 'fill'], ['.chart-ticks text', 'fill']]) { \
            const found = document.querySelectorAll('.chart-wide ' + selector); \
            if (!found.length) lost.push('no ' + selector); \
            for (const one of found) if (getComputedStyle(one)[property] === ground) lost.push(selector); } \
        const names = getComputedStyle(document.querySelector('.chart-wide .chart-corners')); \
        if (names.stroke !== ground || names.fill === ground) lost.push('names of quadrants'); \
        return lost; })()";
    assert_eq!(tab.ask(lost).await, serde_json::json!([]));
    let marks = "document.querySelectorAll('.chart-wide .chart-mark .chart-cross').length";
    assert_eq!(tab.ask(marks).await, 9);
    browser.close().await;
    demonstration.portal.stop();
}
