//! The ways between the pages that are made for whoever checks a school: its history, what was put right, who read names, and
//! how long what is kept. It holds no figure and reads nothing.

use domain::SchoolId;
use maud::{Markup, html};

use crate::access::{Action, Visitor};

/// One of the pages: who may see it, what it is called, and where it is below the school.
const PAGES: [(Action, &str, &str); 5] = [
    (Action::SeeSchoolHistory, "school-history-link", "history"),
    (Action::SeeSchoolHistory, "corrections-link", "corrections"),
    (Action::SeeNamedReads, "people-named-reads", "named-reads"),
    (Action::SeeRetention, "retention-link", "retention"),
    (Action::ExportLedger, "people-export", "export"),
];

/// The way from pages that everybody has to these, for those who have one of them.
#[must_use]
pub fn entrance(visitor: &Visitor, school: &SchoolId) -> Markup {
    html! {
        @if visitor.may_in(Action::SeeSchoolHistory, school) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{school}/history")) { (visitor.words.say("for-auditors")) }
            }
        }
    }
}

/// The pages of the group that the visitor may see, the one that is shown as words alone.
#[must_use]
pub fn group(visitor: &Visitor, school: &SchoolId, here: &str) -> Markup {
    let words = visitor.words;
    html! {
        nav aria-label=(words.say("for-auditors")) {
            ul class="govuk-list" {
                @for (action, id, path) in PAGES {
                    @if path == here {
                        li aria-current="page" { (words.say(id)) }
                    } @else if visitor.may_in(action, school) {
                        li { a class="govuk-link" href=(format!("/schools/{school}/{path}")) { (words.say(id)) } }
                    }
                }
            }
        }
    }
}
