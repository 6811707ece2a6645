//! The register of readings.

use maud::{Markup, html};

use super::Listed;
use super::read::{PAGE, Reading};
use crate::access::{Action, Visitor};
use crate::for_auditors;
use crate::layout::Page;
use crate::term;
use crate::words::Words;

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let title = words.tell("named-reads-title", &[("school", (&listed.name).into())]);
    let columns = ["named-reads-when", "people-name", "people-role", "named-reads-what", "named-reads-door"]
        .map(|id| words.say(id));
    let [_, who, role, what, door] = &columns;
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (for_auditors::group(visitor, &listed.school, "named-reads"))
        p class="govuk-body" { (words.say("named-reads-about")) }
        @for one in &listed.allowed {
            p class="govuk-body" {
                (words.tell("named-reads-allowed", &[
                    ("day", words.date(one.until_on).into()),
                    ("who", one.given_by.clone().unwrap_or_else(|| words.say("history-someone")).into()),
                ]))
                " " a class="govuk-link" href=(format!("/people/{}", one.account)) { (one.name) }
            }
        }
        @if listed.total == 0 {
            p class="govuk-body" { (words.say("named-reads-none")) }
        } @else {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-visually-hidden" { (title) }
                thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                    @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
                } }
                tbody class="govuk-table__body" role="rowgroup" { @for one in &listed.readings {
                    tr class="govuk-table__row" role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" { (term::moment(words, one.at)) }
                        td class="govuk-table__cell" role="cell" data-label=(who) { (one.who) }
                        td class="govuk-table__cell" role="cell" data-label=(role) { (term::of(words, "account-role-{}", &one.role)) }
                        td class="govuk-table__cell" role="cell" data-label=(what) { (read(visitor, listed, one)) }
                        td class="govuk-table__cell" role="cell" data-label=(door) data-door=(one.door) { (through(words, &one.door)) }
                    }
                } }
            }
            (pages(words, listed))
        }
    };
    let trail = vec![(format!("/schools/{}/people", listed.school), words.say("people-title"))];
    Page { title, trail, main, visitor }.render()
}

/// Whose names were read. A pupil's name is not said: whoever may read it follows the link, and others have none.
fn read(visitor: &Visitor, listed: &Listed, one: &Reading) -> Markup {
    let words = visitor.words;
    let pupils = u32::try_from(one.pupils).unwrap_or(0);
    html! {
        @if let Some(cycle) = one.cycle {
            a class="govuk-link" href=(format!("/cycles/{cycle}")) {
                (words.tell("named-reads-cycle", &[("count", pupils.into())]))
            }
        } @else if let Some(pupil) = one.pupil {
            @if visitor.may_in(Action::SeePupils, &listed.school) {
                a class="govuk-link" href=(format!("/pupils/{pupil}")) { (words.say("named-reads-pupil")) }
            } @else { (words.say("named-reads-pupil")) }
        } @else {
            (words.tell("named-reads-register", &[("count", pupils.into())]))
        }
    }
}

/// What the pages are called on which names are read, by what their addresses begin with; a longer beginning stands first. One that
/// ends in a slash stands for all below it.
const PAGES: [(&str, &str); 28] = [
    ("/cycles/{cycle}/history", "named-reads-cycle-history"),
    ("/cycles/{cycle}/difference", "named-reads-cycle-difference"),
    ("/cycles/{cycle}/report", "named-reads-report"),
    ("/cycles/{cycle}/proposals", "named-reads-proposals"),
    ("/cycles/{cycle}/candidates", "named-reads-candidates"),
    ("/cycles/{cycle}/assessments/", "named-reads-scores"),
    ("/cycles/{cycle}/scores/", "named-reads-scores"),
    ("/cycles/{cycle}/needs", "named-reads-needs"),
    ("/cycles/{cycle}/targets", "named-reads-needs"),
    ("/cycles/{cycle}/pupils/", "named-reads-timeline"),
    ("/cycles/{cycle}/participants/", "named-reads-part"),
    ("/cycles/{cycle}/sessions", "named-reads-sessions"),
    ("/cycles/{cycle}/inquiry", "named-reads-notes"),
    ("/cycles/{cycle}/reflections/", "named-reads-notes"),
    ("/cycles/{cycle}/contacts/", "named-reads-notes"),
    ("/cycles/{cycle}/mentoring/", "named-reads-notes"),
    ("/cycles/{cycle}/strategies/", "named-reads-strategies"),
    ("/cycles/{cycle}/tracking", "named-reads-tracking"),
    ("/cycles/{cycle}/", "named-reads-cycle-form"),
    ("/cycles/{cycle}", "named-reads-cycle-page"),
    ("/pupils/{pupil}/erasure", "named-reads-erasure"),
    ("/pupils/{pupil}/history", "named-reads-pupil-history"),
    ("/pupils/{pupil}/", "named-reads-pupil-form"),
    ("/pupils/{pupil}", "named-reads-pupil-page"),
    ("/schools/{school}/pupils", "named-reads-class-list"),
    ("/schools/{school}/compare", "named-reads-compare"),
    ("/schools/{school}/retention", "retention-link"),
    ("", "named-reads-elsewhere"),
];

/// The page in words, and how it was read: as it stood, as it was on a day, or by a program.
fn through(words: Words, door: &str) -> String {
    let ways = [
        ("/as-of/{when}", "named-reads-as-of"),
        ("/true-on/{date}", "named-reads-true-on"),
        ("/api/v1", "named-reads-program"),
    ];
    let (mut path, mut said) = (door, Vec::new());
    while let Some((rest, way)) = ways.iter().find_map(|(start, way)| Some((path.strip_prefix(start)?, way)))
    {
        path = rest;
        said.push(words.say(way));
    }
    let page = PAGES.iter().find(|(start, _)| path.starts_with(start));
    said.insert(0, page.map(|(_, id)| words.say(id)).unwrap_or_default());
    said.join(", ")
}

fn pages(words: Words, listed: &Listed) -> Markup {
    let address = format!("/schools/{}/named-reads", listed.school);
    html! {
        p class="govuk-body" {
            @if listed.page > 1 {
                a class="govuk-link" href=(format!("{address}?page={}", listed.page - 1)) { (words.say("history-newer")) } " "
            }
            @if listed.page * PAGE < listed.total {
                a class="govuk-link" href=(format!("{address}?page={}", listed.page + 1)) { (words.say("history-older")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_about_a_pupil_or_a_cycle_has_words_and_none_is_told_by_its_address() {
        let words = Words::default();
        let elsewhere = words.say("named-reads-elsewhere");
        for route in crate::routes() {
            let told = through(words, &route.path);
            assert!(!told.contains('/') && !told.contains('{') && !told.is_empty(), "{told}");
            let names = ["/cycles/{cycle}", "/pupils/{pupil}"].iter().any(|start| route.path.contains(start));
            assert!(!names || !told.starts_with(&elsewhere), "{}", route.path);
        }
        assert_eq!(through(words, "/cycles/{cycle}"), "The page of a cycle");
        assert_eq!(
            through(words, "/as-of/{when}/api/v1/cycles/{cycle}/history/{sequence}"),
            "The history of a cycle, as it stood at an earlier time, by a program"
        );
    }
}
