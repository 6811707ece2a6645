//! One look at a page as it stands: everything that must hold of every page in every state. Faults are gathered, not
//! thrown, so that one run names them all.

use system::{NARROW, Tab, WIDE};

/// What axe can't judge by itself, looked at by a person, with the reason why it is in order.
const REVIEWED: [(&str, &str); 4] = [
    (
        "color-contrast",
        "axe does not compute colours inside SVG; a test of the palette computes each pair of the chart's colours",
    ),
    (
        "label-content-name-mismatch",
        "axe gives up on a visible name of one letter; that a mark's label begins with its letter is checked below",
    ),
    ("aria-prohibited-attr", "marks of a chart are links inside SVG: their labels are announced"),
    (
        "target-size",
        "marks may stand close together on a chart; the same links stand apart in the table below it",
    ),
];

/// What is in the document itself: a title that says more than the portal's name, one heading of the first level, the
/// language, one of each landmark, no two ids alike, links that say where they lead, and marks whose spoken label begins
/// with the letter that is seen.
const DOCUMENT: &str = "(() => { const faults = [], count = (selector) => document.querySelectorAll(selector).length; \
    if (!/\\S+ . Quadrant$/.test(document.title)) faults.push('title: ' + document.title); \
    if (document.documentElement.lang !== 'en-GB') faults.push('lang: ' + document.documentElement.lang); \
    for (const one of ['h1', 'main', 'body > header', 'body > footer']) \
        if (count(one) !== 1) faults.push(count(one) + ' of ' + one); \
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id); \
    const twice = ids.filter((id, place) => ids.indexOf(id) !== place); \
    if (twice.length) faults.push('ids twice: ' + twice.join(' ')); \
    for (const link of document.querySelectorAll('a[href]')) { \
        const name = (link.getAttribute('aria-label') ?? link.textContent).trim().toLowerCase(); \
        if (['', 'here', 'click here', 'more', 'read more'].includes(name)) faults.push('link ' + link.outerHTML); } \
    for (const mark of document.querySelectorAll('.chart-narrow a.chart-mark')) { \
        const letter = mark.querySelector('text')?.textContent.trim(); \
        if (letter && !mark.getAttribute('aria-label').startsWith(letter)) faults.push('label of mark ' + letter); } \
    if (count('[style], style, script:not([src])')) faults.push('style or script in the page'); \
    return faults; })()";

/// What reaches beyond the right edge of the window.
const TOO_WIDE: &str = "[...document.querySelectorAll('main *')] \
    .filter((one) => one.getBoundingClientRect().right > innerWidth) \
    .map((one) => one.tagName + '.' + one.getAttribute('class')).slice(0, 12).join(' ')";

/// How far the page scrolls sideways, and because of what.
async fn sideways(tab: &Tab) -> Option<String> {
    let by = tab.sideways().await;
    if by <= 0 {
        return None;
    }
    Some(format!("scrolls sideways by {by} px at {}: {}", tab.width(), tab.ask(TOO_WIDE).await))
}

/// Every fault of the page that the tab shows, at its width now. Leaves a picture under `name`.
async fn at_this_width(tab: &Tab, name: &str) -> Vec<String> {
    tab.picture(name).await;
    let mut faults: Vec<String> = tab.take_troubles();
    let document = tab.ask(DOCUMENT).await;
    faults.extend(document.as_array().expect("a list").iter().map(ToString::to_string));
    let (broken, unsure) = tab.audit().await;
    faults.extend(broken.into_iter().map(|rule| format!("axe {}: {}", rule.rule, rule.about)));
    let new = unsure.into_iter().filter(|rule| REVIEWED.iter().all(|(known, _)| *known != rule.rule));
    faults.extend(new.map(|rule| format!("axe is not sure, review {}: {}", rule.rule, rule.about)));
    faults.extend(sideways(tab).await);
    faults.into_iter().map(|fault| format!("{name} at {}: {fault}", tab.width())).collect()
}

/// Every fault of the page that the tab shows, on a laptop and at the narrowest width.
pub(crate) async fn look(tab: &Tab, name: &str) -> Vec<String> {
    let mut faults = at_this_width(tab, name).await;
    // As wide as a laptop's window is to somebody who reads everything at twice its size.
    tab.resize(WIDE / 2).await;
    faults.extend(sideways(tab).await.map(|fault| format!("{name}: {fault}")));
    tab.resize(NARROW).await;
    faults.extend(at_this_width(tab, name).await);
    tab.resize(WIDE).await;
    faults
}

/// Goes to each page and looks.
pub(crate) async fn look_at(tab: &Tab, pages: &[(&str, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, path) in pages {
        tab.go(path).await;
        faults.extend(look(tab, name).await);
    }
    faults
}

/// Fails with every fault, a line each.
#[track_caller]
pub(crate) fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
