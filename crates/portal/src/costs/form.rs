//! What the forms about costs post, understood or every problem at once.

use domain::cycle::{Cost, CostKind};
use domain::{Currency, Hours, ReasonFor};
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::fields::Draft;
use crate::reason_form::{self, Typed};
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form to note a cost.
pub(super) const RECORD_FIELDS: Shape = Shape(&[
    Part::word::<CostKind>("cost_kind"),
    Part::number("amount"),
    Part::number("hours").optional(),
    Part::day("effective_on"),
]);
/// The fields of the form to put a cost right.
pub(super) const CORRECT_FIELDS: Shape = Shape(&[
    Part::word::<CostKind>("cost_kind"),
    Part::number("amount"),
    Part::number("hours").optional(),
    Part::reason(ReasonFor::CorrectingCost),
    Part::note("note"),
    Part::number("corrects"),
]);
/// The currency of what is noted here.
const POUNDS: &str = "GBP";
/// The most that one cost can be, in whole units.
const MOST: u32 = 10_000_000;

/// An amount in the smaller unit of its currency: `12.50` pounds are 1250 pence.
fn minor_units(text: &str, currency: Currency) -> Option<u64> {
    let plain = text.trim_start_matches('£').replace(',', "");
    let digits = plain.chars().all(|one| one.is_ascii_digit() || one == '.');
    let amount = if digits { Decimal::from_str_exact(&plain).ok()? } else { return None };
    if amount > Decimal::from(MOST) {
        return None;
    }
    let minor = amount.checked_mul(Decimal::from(10_u64.pow(u32::from(currency.digits()))))?.normalize();
    if minor.scale() == 0 { minor.to_u64() } else { None }
}

/// What stands in a form about a cost as it is now.
pub(super) fn as_it_is(cost: &Cost) -> Draft {
    Draft::default()
        .with("cost_kind", cost.kind.to_string())
        .with("amount", cost.currency.in_units(cost.minor_units).to_string())
        .with("hours", cost.hours.map(|hours| hours.to_string()).unwrap_or_default())
}

fn cost(words: Words, draft: &mut Draft, currency: Currency) -> Option<Cost> {
    let kind = draft.read(words, "cost_kind", "form-cost-kind-missing", |text| text.parse().ok());
    let minor_units =
        draft.read(words, "amount", "form-amount-unreadable", |text| minor_units(text, currency));
    let hours = draft.read(words, "hours", "form-hours-unreadable", |text| match text {
        "" => Some(None),
        text => Hours::parse(text).ok().map(Some),
    });
    Some(Cost { kind: kind?, minor_units: minor_units?, currency, hours: hours? })
}

pub(super) fn record(words: Words, draft: &mut Draft) -> Option<(Date, Cost)> {
    let cost = cost(words, draft, Currency::parse(POUNDS).ok()?);
    let day = draft.day(words, "effective_on");
    day.zip(cost)
}

pub(super) fn correct(words: Words, draft: &mut Draft, currency: Currency) -> Option<(Cost, Typed)> {
    let after = cost(words, draft, currency);
    let reason = reason_form::parse(words, draft, ReasonFor::CorrectingCost);
    after.zip(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_are_kept_as_pence_exactly() {
        let pounds = Currency::parse(POUNDS).unwrap();
        for (typed, pence) in [
            ("12.50", Some(1250)),
            ("£1,200", Some(120_000)),
            ("0", Some(0)),
            ("12.5", Some(1250)),
            ("12.505", None),
            ("-3", None),
            ("about 12", None),
            ("", None),
            ("99999999", None),
        ] {
            assert_eq!(minor_units(typed, pounds), pence, "{typed}");
        }
        assert_eq!(minor_units("12.5", Currency::parse("JPY").unwrap()), None, "there is no smaller unit");
    }

    #[test]
    fn an_empty_form_tells_every_problem_and_hours_may_stay_empty() {
        let mut draft = Draft::default();
        assert!(record(Words::default(), &mut draft).is_none());
        let fields: Vec<_> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["cost_kind", "amount", "effective_on"]);
    }
}
