//! What the forms of the end post: the day, and for the turns that nobody expected the reason too.

use domain::{AccountId, ReasonFor};
use jiff::civil::Date;

use crate::fields::Draft;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The one field of the forms that end the assessing and close.
pub(super) const DAY_FIELDS: Shape = Shape(&[Part::day("effective_on")]);
/// The fields of the form to open a closed cycle again.
pub(super) const REOPEN_FIELDS: Shape = Shape(&[
    Part::id("approver"),
    Part::day("effective_on"),
    Part::reason(ReasonFor::Reopening),
    Part::note("note"),
]);
/// The fields of the form to give a cycle up.
pub(super) const CANCEL_FIELDS: Shape =
    Shape(&[Part::day("effective_on"), Part::reason(ReasonFor::Cancelling), Part::note("note")]);

/// A cycle to be opened again.
#[derive(Debug)]
pub(super) struct Reopened {
    pub(super) approver: AccountId,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// A cycle to be given up.
#[derive(Debug)]
pub(super) struct Cancelled {
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

pub(super) fn effective_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "effective_on")
}

/// `offered` are those who may allow it, each an account's id and a name.
pub(super) fn reopen(words: Words, draft: &mut Draft, offered: &[(String, String)]) -> Option<Reopened> {
    let approver = draft.read(words, "approver", "reopen-approver-missing", |text| {
        text.parse().ok().filter(|_| offered.iter().any(|(id, _)| id == text))
    });
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::Reopening);
    Some(Reopened { approver: approver?, effective_on: effective_on?, reason: reason? })
}

pub(super) fn cancel(words: Words, draft: &mut Draft) -> Option<Cancelled> {
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::Cancelling);
    Some(Cancelled { effective_on: effective_on?, reason: reason? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "00000000-0000-0000-0000-00000000000a";

    fn reopened(approver: &str, reason: &str) -> (Option<Reopened>, Vec<&'static str>) {
        let mut draft = Draft::default()
            .with("approver", approver)
            .with("effective_on", "2026-05-04")
            .with("reason", reason);
        let entry = reopen(Words::default(), &mut draft, &[(HEAD.to_owned(), "Morag Penn".to_owned())]);
        (entry, draft.problems().iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn who_allows_a_reopening_is_one_of_those_who_may() {
        assert_eq!(reopened(HEAD, "data_entry_error").0.unwrap().approver.to_string(), HEAD);
        for nobody in ["", "00000000-0000-0000-0000-00000000000b", "the head"] {
            assert_eq!(reopened(nobody, "").1, ["approver", "reason"], "{nobody:?}");
        }
    }

    #[test]
    fn giving_up_asks_why() {
        let mut draft = Draft::default().with("effective_on", "tomorrow").with("reason", "remark");
        assert!(cancel(Words::default(), &mut draft).is_none());
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["effective_on", "reason"], "a cycle is not given up over marking");
    }
}
