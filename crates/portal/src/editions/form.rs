//! What the forms about editions post, understood or with every problem at once.

use std::collections::BTreeSet;

use domain::{CycleId, GivenReason, ReasonCode, ReasonFor};

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form that publishes the next edition.
pub(super) const PUBLISH_FIELDS: Shape = Shape(&[Part::number("edition"), Part::text("basis", 64)]);
/// The fields of the form that takes figures out of the last one.
pub(super) const REPLACE_FIELDS: Shape =
    Shape(&[Part::several("without", "without_cycle"), Part::reason(ReasonFor::ReplacingEdition)]);

/// The edition that was looked at before it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LookedAt {
    /// Its number.
    pub(super) number: u32,
    /// What it was made of, as the page said.
    pub(super) basis: String,
}

/// Which edition is published.
pub(super) fn publish(words: Words, draft: &mut Draft) -> Option<LookedAt> {
    let number = draft.read(words, "edition", "form-edition-missing", |text| text.parse().ok());
    let is_basis = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let basis =
        draft.read(words, "basis", "form-edition-missing", |text| is_basis(text).then(|| text.to_owned()));
    Some(LookedAt { number: number?, basis: basis? })
}

/// Which figures are taken out, and why.
pub(super) fn replace(words: Words, draft: &mut Draft) -> Option<(BTreeSet<CycleId>, GivenReason)> {
    let without: Option<BTreeSet<CycleId>> = draft.rows("without_cycle").map(|id| id.parse().ok()).collect();
    let without = without.filter(|cycles| !cycles.is_empty());
    if without.is_none() {
        draft.refuse(words, "without", "form-edition-without", &[]);
    }
    let offered = |text: &str| {
        text.parse().ok().filter(|code: &ReasonCode| ReasonFor::ReplacingEdition.codes().contains(code))
    };
    let reason = draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of);
    Some((without?, reason?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(draft: &Draft) -> Vec<&'static str> {
        draft.problems().iter().map(|one| one.field).collect()
    }

    #[test]
    fn the_edition_that_was_looked_at_is_asked_for() {
        let words = Words::default();
        let mut none = Draft::default().with("edition", "next").with("basis", "zz");
        assert_eq!((publish(words, &mut none), problems(&none)), (None, vec!["edition", "basis"]));
        let basis = "ab".repeat(32);
        let mut good = Draft::default().with("edition", "2").with("basis", basis.clone());
        assert_eq!(publish(words, &mut good), Some(LookedAt { number: 2, basis }));
    }

    #[test]
    fn what_is_taken_out_and_why_are_asked_for_at_once() {
        let words = Words::default();
        let mut none = Draft::default().with("reason", "absence");
        assert_eq!((replace(words, &mut none), problems(&none)), (None, vec!["without", "reason"]));
        let id = "00000000-0000-4000-8000-000000000001";
        let named = crate::fields::in_row("without_cycle", id);
        let mut good = Draft::default().with(&named, "on").with("reason", "data_entry_error");
        let (without, reason) = replace(words, &mut good).unwrap();
        assert_eq!((without.len(), reason.code), (1, ReasonCode::DataEntryError));
    }
}
