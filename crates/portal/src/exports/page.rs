//! The page that offers the file.

use domain::SchoolId;
use journal::{SignedCheckpoint, VerifierKey};
use maud::{Markup, html};

use crate::access::Visitor;
use crate::layout::Page;

pub(super) fn export(
    visitor: &Visitor,
    school: &SchoolId,
    name: &str,
    last: Option<&SignedCheckpoint>,
    key: Option<&VerifierKey>,
) -> Markup {
    let words = visitor.words;
    let title = words.tell("export-title", &[("school", name.into())]);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("export-about")) }
        @match (last, key) {
            (Some(last), Some(key)) => {
                p class="govuk-body" {
                    a class="govuk-button" role="button" draggable="false"
                        href=(format!("/schools/{school}/export/ledger.zip?size={}", last.size())) {
                        (words.say("export-get"))
                    }
                }
                p class="govuk-body" { (words.tell("export-covers", &[("facts", last.size().to_string().into())])) }
                h2 class="govuk-heading-m" { (words.say("ledger-check")) }
                p class="govuk-body" { (words.say("export-check")) }
                pre class="q-seal" tabindex="0" { code { (command(key)) } }
            }
            _ => p class="govuk-body" { (words.say("ledger-none")) },
        }
        h2 class="govuk-heading-m" { (words.say("ledger-not")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["export-not-all", "ledger-not-true", "ledger-not-before", "ledger-not-yet"] {
                li { (words.say(id)) }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/ledger" { (words.say("ledger-title")) } }
    };
    let trail = vec![(format!("/schools/{school}/people"), words.say("people-title"))];
    Page { title, trail, main, visitor }.render()
}

/// What somebody types who checks the file, with the public key.
fn command(key: &VerifierKey) -> String {
    format!("quadrant verify --pack ledger.zip --key '{key}'")
}
