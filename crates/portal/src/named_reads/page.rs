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
                        td class="govuk-table__cell q-seal" role="cell" data-label=(door) { code { (one.door) } }
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
