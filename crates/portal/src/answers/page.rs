//! The forms about a question's answer: to give one, to accept it, to give it back, and to take the question back.

use domain::ReasonFor;
use domain::enquiry::Link;
use maud::{Markup, html};

use super::{Shown, Step, obstacle};
use crate::enquiries;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::page_error::PageError;
use crate::{reason_form, refusal};

/// The form of a step, or why it can't be done now.
pub(super) fn step(shown: &Shown<'_>) -> Result<Markup, PageError> {
    let (words, draft, known) = (shown.visitor.words, shown.draft, shown.known);
    let title = words.say(shown.step.title());
    let obstacle = obstacle(shown.visitor, known, shown.step)?;
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, draft))
            @if shown.meanwhile {
                div class="govuk-inset-text" role="alert" {
                    p class="govuk-body" { (words.say("enquiry-meanwhile")) }
                }
            }
            span class="govuk-caption-l" { (known.school.name) }
            h1 class="govuk-heading-l" { (title) }
            div id="answer_seen" { (enquiries::said(shown.visitor, known)) }
            @match obstacle {
                Some(refused) => p class="govuk-body" { (refusal::why_not(words, &refused)) },
                None => form method="post" action=(shown.step.address(known)) novalidate {
                    (hidden("command_id", &shown.command_id.to_string()))
                    (hidden("expected", &known.sequence.to_string()))
                    (fields(shown))
                    (submit(&title))
                },
            }
        } }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let mut trail = enquiries::trail(words, &known.school);
    trail.push((known.address(), enquiries::short(&known.said(words, 1))));
    Ok(Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render())
}

fn fields(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let seen = hidden("answer_seen", draft.text("answer_seen"));
    match shown.step {
        Step::Answer => html! {
            p class="govuk-body" {
                (words.tell("enquiry-answer-about", &[("least", shown.known.settings.policy.threshold().into())]))
            }
            (Field::of(words, "answer_words").textarea(words, draft))
            @let links = links(shown);
            @if !links.is_empty() { (Field::of(words, "links").checkboxes(words, draft, &links)) }
        },
        Step::Accept => html! { p class="govuk-body" { (words.say("enquiry-accept-about")) } (seen) },
        Step::Return => html! {
            p class="govuk-body" { (words.say("enquiry-return-about")) }
            (seen)
            (reason_form::fields(words, draft, ReasonFor::ReturningAnswer))
        },
        Step::Withdraw => html! {
            p class="govuk-body" { (words.say("enquiry-withdraw-about")) }
            (reason_form::fields(words, draft, ReasonFor::WithdrawingQuestion))
        },
    }
}

/// Everything that the answer may point to, the question itself left out.
fn links(shown: &Shown<'_>) -> Vec<(String, String)> {
    let own = Link::Enquiry { enquiry: shown.known.record.enquiry };
    let others = shown.known.offers.iter().filter(|offer| offer.link != own);
    others.map(|offer| (format!("link-{}", offer.link), offer.label.clone())).collect()
}
