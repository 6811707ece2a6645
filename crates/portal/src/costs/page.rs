//! The forms about costs, and what a cycle cost.

use domain::cycle::{CostKind, Stage};
use domain::{CostId, Currency, ReasonFor, VariantArray};
use maud::{Markup, html};
use rust_decimal::Decimal;

use super::Total;
use super::read::Paid;
use crate::access::{Action, Visitor};
use crate::change::{OpenCycle, Shown};
use crate::fields::{Field, hidden};
use crate::layout::Page;
use crate::{reason_form, term, worth};

/// Whether a cost can still be noted.
fn is_open(cycle: &OpenCycle) -> bool {
    matches!(cycle.stage, Stage::Planned | Stage::Running | Stage::Assessed)
}

pub(super) fn record(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let title = words.say("log-cost-title");
    if !is_open(shown.cycle) {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say("cost-too-late")) } });
    }
    let fields = html! {
        (cost(shown))
        (Field::labelled(words, "effective_on", "cycle-day").input(words, draft, "date", "govuk-input--width-10"))
    };
    let action = format!("{}/costs/new", shown.cycle.address());
    shown.page(&title, &action, "log-cost-submit", &html! {}, &fields)
}

pub(super) fn correct(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let id = draft.text("cost");
    let known = id.parse::<CostId>().ok().and_then(|id| cycle.record.costs.get(&id));
    let about = html! {
        @if let Some(known) = known {
            p class="govuk-body" {
                (words.tell("correct-cost-about", &[
                    ("kind", term::of(words, "cost-kind-{}", &known.is.kind).into()),
                    ("amount", money(known.is.currency.in_units(known.is.minor_units), known.is.currency).into()),
                ]))
            }
            p class="govuk-body" { (words.say("correct-cost-kept")) }
        }
    };
    let fields = html! {
        @if let Some(known) = known { (hidden("corrects", &known.live.to_string())) }
        (cost(shown))
        (reason_form::fields(words, draft, ReasonFor::CorrectingCost))
    };
    let action = format!("{}/costs/{id}/correct", cycle.address());
    shown.page(&words.say("correct-cost-title"), &action, "correct-cost-submit", &about, &fields)
}

fn cost(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let kinds = term::choices(words, "cost-kind-{}", CostKind::VARIANTS);
    html! {
        (Field::labelled(words, "cost_kind", "story-cost-kind").select(words, draft, &kinds))
        (Field::of(words, "amount").input(words, draft, "text", "govuk-input--width-10"))
        (Field::of(words, "hours").input(words, draft, "text", "govuk-input--width-5"))
    }
}

/// An amount with its currency: £1,200.50, or 1,200.50 NZD.
#[must_use]
pub fn money(amount: Decimal, currency: Currency) -> String {
    let text = amount.to_string();
    let (whole, rest) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let number = rest.map_or_else(|| grouped.clone(), |rest| format!("{grouped}.{rest}"));
    match currency.to_string().as_str() {
        "GBP" => format!("£{number}"),
        code => format!("{number} {code}"),
    }
}

pub(super) fn list(visitor: &Visitor, cycle: &OpenCycle, totals: &[Total], costs: &[Paid]) -> Markup {
    let words = visitor.words;
    let value = worth::value(words, cycle.record.impact.values().map(|judged| judged.value));
    let title = words.say("costs-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if is_open(cycle) && visitor.may_on(Action::RecordCost, &cycle.record.plan) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/costs/new", cycle.address())) { (words.say("log-cost-title")) }
            }
        }
        @if totals.is_empty() { p class="govuk-body" { (words.say("costs-none")) } }
        dl class="govuk-summary-list" {
            @for total in totals {
                (row(&words.say("costs-total"), &money(total.amount, total.currency)))
                @if let Some(each) = total.for_each {
                    (row(&words.say("costs-for-each"), &money(each, total.currency)))
                }
            }
            @if let Some(value) = value { (row(&words.say("worth-value"), &value)) }
        }
        @if !totals.is_empty() { p class="govuk-body" { (words.say("worth-left-out")) } }
        @if !costs.is_empty() { (all(visitor, cycle, costs)) }
    };
    let trail = vec![(cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor }.render()
}

fn row(name: &str, value: &str) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (name) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}

/// Every cost, for those who may see each.
fn all(visitor: &Visitor, cycle: &OpenCycle, costs: &[Paid]) -> Markup {
    let words = visitor.words;
    let mend = if cycle.closed { Action::CorrectAfterClosing } else { Action::RecordCost };
    let mends = visitor.may_on(mend, &cycle.record.plan);
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("costs-all")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for id in ["story-cost-kind", "cycle-day", "story-amount", "story-hours"] {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for paid in costs {
                    @let kind = term::of(words, "cost-kind-{}", &paid.cost.kind);
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            (kind)
                            @if let Some(code) = paid.corrected {
                                " "
                                a class="govuk-link" href=(format!("{}/history/{}", cycle.address(), paid.live)) {
                                    (words.tell("cycle-corrected", &[
                                        ("why", term::of(words, "reason-{}", &code).into()),
                                    ]))
                                }
                            }
                            @if mends {
                                " "
                                a class="govuk-link" href=(format!("{}/costs/{}/correct", cycle.address(), paid.id)) {
                                    (words.say("cycle-correct")) span class="govuk-visually-hidden" { " " (kind) }
                                }
                            }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(words.say("cycle-day")) {
                            (words.date(paid.on))
                        }
                        td class="govuk-table__cell" role="cell" data-label=(words.say("story-amount")) {
                            (money(paid.cost.currency.in_units(paid.cost.minor_units), paid.cost.currency))
                        }
                        td class="govuk-table__cell" role="cell" data-label=(words.say("story-hours")) {
                            (paid.cost.hours.map_or_else(|| "–".to_owned(), |hours| hours.to_string()))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_with_its_currency() {
        let told = |minor: u64, code: &str| {
            let currency = Currency::parse(code).unwrap();
            money(currency.in_units(minor), currency)
        };
        assert_eq!(told(120_050, "GBP"), "£1,200.50");
        assert_eq!(told(99, "GBP"), "£0.99");
        assert_eq!(told(123_456_789, "NZD"), "1,234,567.89 NZD");
        assert_eq!(told(1200, "JPY"), "1,200 JPY");
    }
}
