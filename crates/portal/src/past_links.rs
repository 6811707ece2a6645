//! Which pages can be shown as they were, and the links on such a page: those that lead to another such page keep the
//! moment, all others lead to the page of today.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::http::Method;

use crate::app::App;
use crate::past::{Looks, When};
use crate::route::{self, Route};

/// What stands before the address of a link. In a page of ours it is found nowhere else: a text has its quotes escaped.
const LINK: &str = "=\"/";
/// The attributes that lead somewhere.
const ATTRIBUTES: [&str; 2] = [" href", " action"];
/// What marks a link that leads to the page of today.
const NOW: &str = " data-now href";

/// Every page by its path, and the handlers of those that can be shown as they were. Cheap to clone.
#[derive(Clone)]
pub struct Doors {
    pages: Arc<HashMap<String, Vec<Page>>>,
    router: Router<App>,
}

/// A page's path.
struct Page {
    /// Its parts; one in braces stands for anything.
    parts: Vec<String>,
    looks: Looks,
}

/// A page that was found, with what stands in place of the names in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// In which ways it can be looked at beside as it is now.
    pub looks: Looks,
    /// The names, each with what stands for it, as it stands in the address.
    pub named: Vec<(String, String)>,
}

impl Page {
    fn named(&self, parts: &[&str]) -> Option<Vec<(String, String)>> {
        if parts.len() != self.parts.len() {
            return None;
        }
        let mut named = Vec::new();
        for (known, part) in self.parts.iter().zip(parts) {
            match in_braces(known) {
                Some(name) => named.push((name.to_owned(), (*part).to_owned())),
                None if known == part => {}
                None => return None,
            }
        }
        Some(named)
    }

    /// Of two pages that a path fits, the router takes the one whose words come first.
    fn order(&self) -> Vec<bool> {
        self.parts.iter().map(|part| in_braces(part).is_some()).collect()
    }
}

fn in_braces(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// The first part of a path without the beginning of doors for programs, and all parts.
fn parts_of(path: &str) -> (&str, Vec<&str>) {
    let parts: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    let is_for_programs = parts.first() == Some(&"api");
    let first = parts.get(if is_for_programs { 2 } else { 0 }).copied().unwrap_or_default();
    (first, parts)
}

impl Doors {
    /// The pages of this program.
    #[must_use]
    pub fn of(app: &App) -> Self {
        let routes = crate::routes();
        let pages = Arc::new(pages(&routes));
        let with_past = routes.into_iter().filter(|route| route.has_past).collect();
        Self { pages, router: route::router(app, with_past) }
    }

    /// The handlers of the pages that can be shown as they were.
    pub fn router(&self) -> Router<App> {
        self.router.clone()
    }

    /// The page at `path`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Found> {
        find(&self.pages, path)
    }

    /// The page with its links as they are in the past.
    #[must_use]
    pub fn keep(&self, page: &str, when: &When) -> String {
        keep(page, when, |path| self.find(path).is_some_and(|found| found.looks.offer(when)))
    }
}

fn pages(routes: &[Route]) -> HashMap<String, Vec<Page>> {
    let mut pages: HashMap<String, Vec<Page>> = HashMap::new();
    for route in routes.iter().filter(|route| route.method == Method::GET) {
        let (first, parts) = parts_of(&route.path);
        let page = Page { parts: parts.into_iter().map(str::to_owned).collect(), looks: route.looks() };
        pages.entry(first.to_owned()).or_default().push(page);
    }
    pages
}

fn find(pages: &HashMap<String, Vec<Page>>, path: &str) -> Option<Found> {
    let (first, parts) = parts_of(path);
    let fitting = pages.get(first)?.iter().filter_map(|page| Some((page, page.named(&parts)?)));
    let (page, named) = fitting.min_by_key(|(page, _)| page.order())?;
    Some(Found { looks: page.looks, named })
}

fn keep(page: &str, when: &When, has_past: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(page.len() + page.len() / 8);
    let mut done = 0;
    for (at, _) in page.match_indices(LINK) {
        let (before, from) = (page.get(..at).unwrap_or_default(), at + LINK.len() - 1);
        let is_link =
            ATTRIBUTES.iter().any(|attribute| before.ends_with(attribute)) && !before.ends_with(NOW);
        let address = page.get(from..).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let path = address.split(['?', '#']).next().unwrap_or_default();
        if is_link && has_past(path) {
            kept.push_str(page.get(done..from).unwrap_or_default());
            kept.push_str(when.address("").as_str());
            done = from;
        }
    }
    kept.push_str(page.get(done..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Option<Found> {
        find(&pages(&crate::routes()), path)
    }

    #[test]
    fn a_path_is_the_page_that_the_router_takes() {
        let cycle = found("/cycles/7/history/3").unwrap();
        assert!(cycle.looks.known);
        assert_eq!(
            cycle.named,
            [("cycle", "7"), ("sequence", "3")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        assert!(found("/api/v1/cycles/7").unwrap().looks.held);
        // Where a word and a name in braces both fit, the word.
        assert_eq!(found("/schools/urn:1/packs/new").unwrap().named.len(), 1);
        assert_eq!(found("/schools/urn:1/packs/3").unwrap().named.len(), 2);
        assert_eq!(found("/cycles/7/assessments/new").unwrap().looks, Looks::default());
        for path in ["/nowhere", "/cycles/7/history/3/4", "//cycles/7", "/as-of/1/cycles/7"] {
            assert_eq!(found(path), None, "{path}");
        }
    }

    #[test]
    fn links_to_pages_with_a_past_keep_the_moment_and_others_lead_to_today() {
        let page = concat!(
            r#"<a class="x" href="/cycles/7?a=1&amp;b=2#c">A</a> <a href="/cycles/7/close">B</a> "#,
            r##"<a href="#top">C</a> <a data-now href="/cycles/7">D</a> <img src="/cycles/7"> "##,
            r#"<form action="/cycles/7"> <a href="//elsewhere">E</a> text href=&quot;/cycles/7&quot;"#
        );
        let kept = keep(page, &When::fact(9), |path| path == "/cycles/7");
        let expected = page
            .replacen(r#"href="/cycles/7?a"#, r#"href="/as-of/9/cycles/7?a"#, 1)
            .replace(r#"action="/"#, r#"action="/as-of/9/"#);
        assert_eq!(kept, expected);
    }
}
