//! What the forms about packs post, understood or with every problem at once.

use domain::{GivenReason, ReasonCode, ReasonFor};

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The field that stands for what was seen of a pack before it is issued.
pub(super) const SEEN: &str = "seen";
/// The field of the number that a pack is to have.
pub(super) const NUMBER: &str = "number";
/// The letters that [`SEEN`] has.
const SEEN_LETTERS: usize = 64;

/// The fields of the form that issues a pack.
pub(super) const ISSUE_FIELDS: Shape = Shape(&[Part::number(NUMBER), Part::text(SEEN, SEEN_LETTERS)]);
/// The fields of the form that amends one.
pub(super) const AMEND_FIELDS: Shape =
    Shape(&[Part::text(SEEN, SEEN_LETTERS), Part::reason(ReasonFor::AmendingPack)]);

/// Whether what was seen is what the pack would say now, and a new one is the one of this `number`.
pub(super) fn seen(words: Words, draft: &mut Draft, now: &str, number: Option<u32>) -> bool {
    if number.is_some() && draft.text(NUMBER).is_empty() {
        draft.refuse(words, NUMBER, "form-pack-unseen", &[]);
        if !draft.text(SEEN).is_empty() {
            return false;
        }
    }
    let is_number = number.is_none_or(|number| draft.text(NUMBER).parse::<u32>() == Ok(number));
    let is_seen = is_number && draft.text(SEEN) == now;
    if !is_seen {
        let id = if draft.text(SEEN).is_empty() { "form-pack-unseen" } else { "form-pack-changed" };
        draft.refuse(words, SEEN, id, &[]);
    }
    is_seen
}

/// A reason of the list. There is no note, in which somebody's name could stand.
pub(super) fn reason(words: Words, draft: &mut Draft) -> Option<GivenReason> {
    let offered = |text: &str| {
        text.parse().ok().filter(|code: &ReasonCode| ReasonFor::AmendingPack.codes().contains(code))
    };
    draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_issues_what_they_have_not_seen_nor_amends_without_a_reason() {
        let words = Words::default();
        let problems =
            |draft: &Draft| draft.problems().iter().map(|one| one.code.clone()).collect::<Vec<_>>();
        let mut empty = Draft::default();
        assert!(!seen(words, &mut empty, "a1", None) && reason(words, &mut empty).is_none());
        assert_eq!(problems(&empty), ["form-pack-unseen", "form-reason-missing"]);
        let mut old = Draft::default().with(SEEN, "b2").with("reason", "timetable");
        assert!(!seen(words, &mut old, "a1", None) && reason(words, &mut old).is_none());
        assert_eq!(problems(&old), ["form-pack-changed", "form-reason-missing"]);
        let mut good = Draft::default().with(SEEN, "a1").with("reason", "later_table");
        assert!(seen(words, &mut good, "a1", None) && reason(words, &mut good).is_some());
        let mut second = Draft::default().with(SEEN, "a1").with(NUMBER, "2");
        assert!(seen(words, &mut second, "a1", Some(2)));
        assert!(!seen(words, &mut second, "a1", Some(3)));
        assert_eq!(problems(&second), ["form-pack-changed"]);
        let mut without = Draft::default().with(SEEN, "a1");
        assert!(!seen(words, &mut without, "a1", Some(1)));
        assert_eq!(problems(&without), ["form-pack-unseen"]);
    }
}
