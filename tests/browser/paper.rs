//! Other ways to see a page: printed on paper, and in the reader's own colours.

use std::path::Path;
use std::process::Command;

use system::{Browser, Tab, WIDE};

use crate::pages::{SEND, portal, sign_in};
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

/// The sheets of a printed page, each as its words.
fn sheets(file: &Path) -> Vec<String> {
    let text = read("pdftotext", file, &["-layout", "-"]);
    let words = |sheet: &str| sheet.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split('\u{c}').map(words).filter(|sheet| !sheet.is_empty()).collect()
}

/// The words of a printed page in the order in which they were written: cell after cell of a table, not line after line.
pub(crate) fn as_written(file: &Path) -> String {
    read("pdftotext", file, &["-raw", "-"]).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn an_edition_prints_its_chart_on_the_first_sheet_and_no_names_of_columns_without_a_row() {
    let demonstration = portal().await;
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    sign_in(&tab, &demonstration, "governor").await;
    tab.go(&format!("{}/editions/2", people::SCHOOL)).await;
    let printed = sheets(&tab.print("edition").await);
    assert!((2..=3).contains(&printed.len()), "{} sheets: {printed:?}", printed.len());
    for part in ["Edition 2", "Results and gain of each cycle", "The true figure would be in its range"] {
        assert!(printed[0].contains(part), "{part:?} is not on the first sheet: {}", printed[0]);
    }
    assert!(!printed[0].contains("Edition 3"), "a way to another page is of no use on paper: {}", printed[0]);
    for sheet in &printed {
        assert!(!sheet.ends_with("chart"), "the names of the columns stand at the foot: {sheet}");
    }
    browser.close().await;
    demonstration.portal.stop();
}

/// What stands on every sheet, of how many there are, and that the file says what each part of it is.
pub(crate) fn is_numbered_and_tagged(file: &Path, foot: &[&str]) -> Vec<String> {
    let about = read("pdfinfo", file, &[]);
    assert!(about.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{about}");
    let structure = read("pdfinfo", file, &["-struct-text"]);
    for part in ["H1", "H2", "Table", "TH"] {
        assert!(structure.contains(part), "no {part} among the tags");
    }
    let sheets = sheets(file);
    for (place, sheet) in sheets.iter().enumerate() {
        for part in foot {
            assert!(sheet.contains(part), "no {part:?} on sheet {}: {sheet}", place + 1);
        }
        let number = format!("{} of {}", place + 1, sheets.len());
        assert!(sheet.ends_with(&number), "{number} is not at the foot: {sheet}");
    }
    sheets
}

#[tokio::test]
async fn a_data_pack_prints_its_first_page_on_one_sheet_and_says_on_each_what_it_stands_on() {
    let demonstration = portal().await;
    let head = demonstration.stranger("head").await;
    let new = "/schools/900001/packs/new";
    let form = head.get(new).await.with_status(200).form("main form[method=post]");
    assert_eq!(head.submit(&form).await.status, 303);
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    tab.go("/sign-in").await;
    tab.type_into("[name=sign_in_name]", "other-head").await;
    tab.type_into("[name=password]", "correct horse battery").await;
    tab.follow(SEND).await;
    tab.go("/schools/900001/packs/1").await;
    let first: Vec<String> = serde_json::from_value(
        tab.ask(
            "[...document.querySelectorAll('.q-first h1, .q-first h2, .q-first h3')].map(e => e.textContent)",
        )
        .await,
    )
    .expect("headings");
    assert!(first.len() > 5, "{first:?}");
    let file = tab.print("pack").await;
    let foot = ["Data pack 1 · ", " · No edition yet · ", "2018/19, version 1 · Ledger "];
    let printed = is_numbered_and_tagged(&file, &foot);
    let on_first = printed.first().expect("a sheet");
    for heading in &first {
        let words: Vec<&str> = heading.split_whitespace().collect();
        assert!(
            words.iter().all(|word| on_first.contains(word)),
            "{heading:?} is not on the first sheet: {on_first}"
        );
    }
    assert!(on_first.contains("Mathematics") && !on_first.contains("Official results of"), "{on_first}");
    assert!(
        printed[1].contains("Official results of 2018/19"),
        "the rest begins on the second: {}",
        printed[1]
    );
    assert!(printed.len() <= 6, "{} sheets", printed.len());
    let all = printed.join(" ");
    for part in ["+2.0", "+0.5", "+3.5", "Clearly above level", "[c]", "ranges, version 1", "root hash"] {
        assert!(all.contains(part), "{part:?} is not on paper: {all}");
    }
    for part in ["Print it, or take", "Sign out", "(/"] {
        assert!(!all.contains(part), "nothing to press on paper: {part}");
    }

    sign_in(&tab, &demonstration, "governor").await;
    tab.go(&format!("{}/packs/1", people::SCHOOL)).await;
    let printed = is_numbered_and_tagged(
        &tab.print("pack-of-demonstration").await,
        &["Data pack 1, version 2 · ", " · Edition "],
    );
    let first = |part: &str| printed[0].contains(part);
    assert!(first("These parts read otherwise: ") && first("What was asked and answered"), "{printed:?}");
    assert!(printed.iter().any(|sheet| sheet.contains("What this version changed")));
    tab.go(&format!("{}/packs/1-1", people::SCHOOL)).await;
    let printed = is_numbered_and_tagged(&tab.print("pack-as-it-was").await, &["Data pack 1 · "]);
    let sheet = printed.first().expect("a sheet");
    for part in ["This is not how the pack reads now", "What was asked and answered", "What changed"] {
        assert!(sheet.contains(part), "{part:?} is not on the first sheet: {sheet}");
    }
    let person = demonstration.people.iter().find(|person| person.name == "northmoor-head");
    let person = person.expect("a head of the secondary school");
    tab.go("/sign-in").await;
    tab.type_into("[name=sign_in_name]", &person.name).await;
    tab.type_into("[name=password]", &person.password).await;
    tab.follow(SEND).await;
    let head = demonstration.signed_in_as("northmoor-head").await;
    let cycles = head.get_json("/api/v1/schools/demo:northmoor/cycles").await.with_status(200).json();
    let cycles = cycles["cycles"].as_array().expect("cycles");
    let reported = cycles.iter().find(|cycle| cycle["state"] == "reported").expect("a reported cycle");
    tab.go(&format!("/cycles/{}/report", reported["id"].as_str().expect("an id"))).await;
    let _ = is_numbered_and_tagged(&tab.print("report").await, &["Report to the board · ", " · Ledger "]);
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
