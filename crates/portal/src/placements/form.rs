//! What the forms about placements post, understood or every problem at once.

use domain::ReasonFor;
use domain::cycle::{ExitStatus, NextSupport, Tier};
use jiff::civil::Date;

use crate::fields::Draft;
use crate::reason_form;
use crate::words::Words;

/// The fields of the form to change a placement.
pub(super) const CHANGE_FIELDS: [&str; 6] =
    ["tier", "share_of_sessions", "group", "effective_on", "reason", "note"];
/// The fields of the form to end a pupil's part.
pub(super) const WITHDRAW_FIELDS: [&str; 5] =
    ["exit_status", "next_support", "effective_on", "reason", "note"];
/// The most letters of a group's name.
const GROUP_MOST: usize = 40;

/// A placement as it is to be.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) tier: Tier,
    pub(super) share: u8,
    pub(super) group: String,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// The end of a pupil's part.
#[derive(Debug)]
pub(super) struct Withdrawn {
    pub(super) exit_status: ExitStatus,
    pub(super) next_support: NextSupport,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

pub(super) fn change(words: Words, draft: &mut Draft) -> Option<Changed> {
    let tier = draft.read(words, "tier", "form-tier-missing", |text| text.parse().ok());
    let share = draft.read(words, "share_of_sessions", "form-share-unreadable", |text| {
        text.parse().ok().filter(|share| (1..=100).contains(share))
    });
    let group = draft.read(words, "group", "form-group-unreadable", |text| {
        (text.chars().count() <= GROUP_MOST).then(|| text.to_owned())
    });
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::ChangingPlacement);
    Some(Changed { tier: tier?, share: share?, group: group?, effective_on: effective_on?, reason: reason? })
}

pub(super) fn withdraw(words: Words, draft: &mut Draft) -> Option<Withdrawn> {
    let exit_status = draft.read(words, "exit_status", "form-exit-status-missing", |text| text.parse().ok());
    let next_support =
        draft.read(words, "next_support", "form-next-support-missing", |text| text.parse().ok());
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::Withdrawing);
    Some(Withdrawn {
        exit_status: exit_status?,
        next_support: next_support?,
        effective_on: effective_on?,
        reason: reason?,
    })
}

fn effective_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.read(words, "effective_on", "form-date-unreadable", |text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_above_every_session_is_refused_beside_the_other_problems() {
        let mut draft = Draft::default()
            .with("tier", "tier2")
            .with("share_of_sessions", "120")
            .with("group", "a".repeat(41))
            .with("effective_on", "soon")
            .with("reason", "other");
        assert!(change(Words::default(), &mut draft).is_none());
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["share_of_sessions", "group", "effective_on", "note"]);
    }

    #[test]
    fn a_whole_withdrawal_is_understood() {
        let mut draft = Draft::default()
            .with("exit_status", "left_school")
            .with("next_support", "not_known")
            .with("effective_on", "2026-03-27")
            .with("reason", "moved_school");
        let entry = withdraw(Words::default(), &mut draft).unwrap();
        assert_eq!(entry.exit_status, ExitStatus::LeftSchool);
    }
}
