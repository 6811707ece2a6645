//! What a cycle came to, in words and figures: one block for the cycle's own page and for the form that closes it, so that what
//! is sealed is what was read.

use maud::{Markup, html};
use measures::Policy;
use measures::claim::{AcceleratedCountClaim, Claim as _, GainClaim};
use measures::cycle::{ChanceAllowance, Outcome};

use crate::chart;
use crate::words::Words;

/// What a cycle came to, never without how sure it is.
#[must_use]
pub fn came_to(words: Words, outcome: &Outcome, policy: &Policy) -> Markup {
    html! {
        p class="govuk-body" { (words.claim(&GainClaim::of(outcome, policy).sentence())) }
        @if let Some(count) = &outcome.accelerated {
            p class="govuk-body" { (words.claim(&AcceleratedCountClaim::of(count, policy).sentence())) }
        }
        @if measures::disclosure::shown(outcome.pupils, policy) {
            dl class="govuk-summary-list" {
                (row(&words.say("story-with-both"), &outcome.pupils.to_string()))
                (row(&words.say("cycle-mean-start"), &figure(outcome.mean_start, 1)))
                (row(&words.say("cycle-mean-end"), &figure(outcome.mean_end, 1)))
                (row(&words.say("story-mean-gain"), &gain(words, outcome)))
                @if let Some(expected) = outcome.expected_gain {
                    (row(&words.say("cycle-expected-gain"), &figure(expected, 1)))
                }
                @for allowance in outcome.allowances.iter().flatten() { (allowed(words, allowance)) }
                @for effect in &outcome.effects {
                    (row(&words.say(effect.kind().message_key()), &figure(effect.value(), 2)))
                }
            }
            p class="govuk-body" { (words.say("cycle-effect-is-a-change")) }
        }
        p class="govuk-body" { (words.say("cycles-how-sure-chance")) }
    }
}

fn gain(words: Words, outcome: &Outcome) -> String {
    let value = chart::signed(outcome.mean_gain);
    match outcome.gain_interval {
        Some(interval) => words.tell(
            "cycle-figure-range",
            &[("value", value.into()), ("range", chart::range(words, interval).into())],
        ),
        None => value,
    }
}

/// A figure with so many digits after the point.
#[must_use]
pub fn figure(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('-', "−")
}

/// How much a group with this start rises by chance alone.
#[must_use]
pub fn allowed(words: Words, allowance: &ChanceAllowance) -> Markup {
    row(
        &words.tell("cycle-chance-allowance", &[("r", format!("{:.2}", allowance.r).into())]),
        &words.tell("cycle-chance-points", &[("points", figure(allowance.points, 1).into())]),
    )
}

/// One line of a list of figures: its name and its value.
#[must_use]
pub fn row(name: &str, value: &str) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (name) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}
