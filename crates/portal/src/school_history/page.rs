//! The pages of a school's history.

use domain::SchoolId;
use maud::{Markup, html};

use super::Listed;
use crate::access::Visitor;
use crate::fields::error_summary;
use crate::for_auditors;
use crate::history::Entry;
use crate::history::page::{self, At};
use crate::history::read::Act;
use crate::layout::Page;

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let (words, address) = (visitor.words, listed.address.as_str());
    let place = |(entry, _): &(Entry, At)| entry.row.as_ref().map_or(0, |row| row.place);
    let main = html! {
        h1 class="govuk-heading-l" { (listed.title) }
        (error_summary(words, &listed.draft))
        (for_auditors::group(visitor, &listed.school, if address.starts_with("/schools/") { "history" } else { "" }))
        p class="govuk-body" { (words.say("history-about")) " " (words.say("seal-about")) " " (words.say("school-history-about")) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/api/v1{address}")) { (words.say("history-json")) }
        }
        (page::asked(words, address, &listed.draft, &listed.kinds, &listed.people))
        @if let (Some(newest), Some(oldest)) = (listed.entries.first(), listed.entries.last()) {
            (page::stretch(words, address, place(oldest), place(newest)))
        } @else {
            p class="govuk-body" { (page::nothing(words, &listed.draft)) }
        }
        @for (entry, at) in &listed.entries { (page::article(words, entry, at)) }
        (page::pages(words, address, &listed.draft, listed.older))
    };
    let trail = vec![(format!("/schools/{}/cycles", listed.school), words.say("nav-cycles"))];
    Page { title: listed.title.clone(), trail, main, visitor }.render()
}

pub(super) fn one(
    visitor: &Visitor,
    school: &SchoolId,
    (entry, at): (&Entry, &At),
    act: Option<Act>,
) -> Markup {
    let words = visitor.words;
    let title = at.label.clone();
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (page::article(words, entry, at))
        p class="govuk-body" { (words.say("seal-about")) }
        (page::caused(words, entry, at, act))
    };
    let trail = vec![(format!("/schools/{school}/history"), words.say("school-history-link"))];
    Page { title, trail, main, visitor }.render()
}
