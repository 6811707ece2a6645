//! The page about the interface for programs.

use maud::{Markup, html};

use crate::access::{self, Visitor};
use crate::by_people::BY_PEOPLE;
use crate::layout::Page;
use crate::openapi::{is_described, summary_id};
use crate::route::Route;
use crate::words::Words;

/// A request that anybody can try.
const READ: &str = "curl https://SERVER/api/v1/schools?q=fern";
/// A command, with everything that a program should send with one.
const RECORD: &str = r#"curl https://SERVER/api/v1/cycles/CYCLE/assessments/new \
  -H 'Authorization: Bearer TOKEN' \
  -H 'Content-Type: application/json' \
  -H 'Idempotency-Key: 6f1c5a0e-7c1d-4a52-9d3e-0a6f4d2b8c11' \
  -H 'If-Match: "41"' \
  -d '{"participant": "PARTICIPANT", "point": "end", "instrument": "number-test@1",
       "test_form": "b", "score": "93", "taken_on": "2026-03-27"}'"#;
/// The answer to it.
const STORED: &str = r#"HTTP/1.1 201 Created
ETag: "42"

{"sequence": 42, "token": "…", "events": 1}"#;
/// The answer when something in it is wrong.
const REFUSED: &str = r#"HTTP/1.1 422 Unprocessable Content
Content-Type: application/problem+json

{"type": "/api#refused", "title": "…", "status": 422, "detail": "…",
 "errors": [{"pointer": "/score", "code": "score-unreadable", "detail": "…"}]}"#;

/// The kinds of problem that have a name of their own.
const KINDS: [&str; 4] = ["unreadable", "refused", "overtaken", "reused"];

pub(super) fn about(visitor: &Visitor, routes: &[Route]) -> Markup {
    let words = visitor.words;
    let title = words.say("api-title");
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { (title) }
                @for id in ["api-about", "api-same-rules", "api-form-as-json"] {
                    p class="govuk-body" { (words.say(id)) }
                }
                p class="govuk-body" {
                    a class="govuk-link" href="/api/v1/openapi.json" { (words.say("api-document")) }
                }
                (section(words, "api-who", &["api-bearer", "api-bearer-limits", "api-cookie"]))
                (section(words, "api-reading", &["api-reading-about"]))
                (example(READ))
                (section(words, "api-recording", &["api-key", "api-match", "api-match-from", "api-stored", "api-token", "api-nothing-new"]))
                (example(RECORD))
                (example(STORED))
                (section(words, "api-problems", &["api-problems-about"]))
                (example(REFUSED))
                (problems(words))
            }
        }
        h2 class="govuk-heading-m" { (words.say("api-doors")) }
        (doors(words, routes))
        h2 class="govuk-heading-m" { (words.say("api-by-people")) }
        p class="govuk-body" { (words.say("api-by-people-about")) }
        (by_people(words))
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

fn section(words: Words, heading: &str, sentences: &[&str]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (words.say(heading)) }
        @for id in sentences { p class="govuk-body" { (words.say(id)) } }
    }
}

/// What to type, which scrolls by itself where the page is narrow.
fn example(text: &str) -> Markup {
    html! { pre class="q-example" tabindex="0" { code { (text) } } }
}

fn problems(words: Words) -> Markup {
    html! {
        dl class="govuk-summary-list" {
            @for kind in KINDS {
                div class="govuk-summary-list__row" id=(kind) {
                    dt class="govuk-summary-list__key" { code { (kind) } }
                    dd class="govuk-summary-list__value" { (words.say(&format!("api-kind-{kind}"))) }
                }
            }
        }
    }
}

/// The forms that have no door, each with the reason.
fn by_people(words: Words) -> Markup {
    html! {
        dl class="govuk-summary-list" {
            @for (path, why) in BY_PEOPLE {
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { code { (path) } }
                    dd class="govuk-summary-list__value" { (words.say(why)) }
                }
            }
        }
    }
}

fn doors(words: Words, routes: &[Route]) -> Markup {
    html! {
        div class="q-scroll" tabindex="0" role="region" aria-label=(words.say("api-doors")) {
            table class="govuk-table" {
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        @for id in ["api-column-what", "api-column-door"] {
                            th scope="col" class="govuk-table__header" { (words.say(id)) }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for route in routes.iter().filter(|route| is_described(route)) {
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" {
                                (words.say(&summary_id(&route.path)))
                                @if access::is_for_people_alone(route.action) {
                                    br; span class="govuk-hint" { (words.say("api-session-alone")) }
                                }
                            }
                            td class="govuk-table__cell" { code { (route.method) " " (route.path) } }
                        }
                    }
                }
            }
        }
    }
}
