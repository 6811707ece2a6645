//! The panel of questions.

use maud::{Markup, html};

use super::Asked;
use crate::words::Words;

/// The questions with their answers, each with the figures that it comes from. `ask` is where this reader asks the school
/// one of them; none for whoever asks nothing.
#[must_use]
pub fn panel(words: Words, asked: &[Asked], ask: Option<&str>) -> Markup {
    html! {
        section class="q-questions" aria-labelledby="questions" {
            h2 class="govuk-heading-m" id="questions" { (words.say("questions-title")) }
            @for one in asked {
                div class="q-question" id=(one.id.to_lowercase()) {
                    h3 class="govuk-heading-s" { (one.question) }
                    p class="govuk-body" { (one.answer) }
                    p class="govuk-body-s q-because" { (words.tell("question-because", &[("because", (&one.because).into())])) }
                    @if let Some(ask) = ask {
                        p class="govuk-body" {
                            a class="govuk-link" href=(format!("{ask}&question={}", one.id.to_lowercase())) {
                                (words.say("question-ask"))
                                span class="govuk-visually-hidden" {
                                    (words.tell("question-ask-one", &[("question", (&one.question).into())]))
                                }
                            }
                        }
                    }
                    @if let Some((address, text)) = &one.link {
                        p class="govuk-body" { a class="govuk-link" href=(address) { (text) } }
                    }
                }
            }
        }
    }
}
