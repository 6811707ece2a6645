//! What the forms about placements post, understood or every problem at once.

use domain::cycle::{EntryBand, ExitStatus, Leaving, NextSupport, Tier};
use domain::{ReasonFor, YearLevel};
use jiff::civil::Date;

use crate::fields::Draft;
use crate::proposals::PROPOSAL;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form to change a placement.
pub(super) const CHANGE_FIELDS: Shape = Shape(&[
    Part::word::<Tier>("tier"),
    Part::number("share_of_sessions"),
    Part::text("group", GROUP_MOST).optional(),
    Part::day("effective_on"),
    Part::reason(ReasonFor::ChangingPlacement),
    Part::note("note"),
    PROPOSAL,
]);
/// The fields of the form to end a pupil's part.
pub(super) const WITHDRAW_FIELDS: Shape = Shape(&[
    Part::word::<ExitStatus>("exit_status"),
    Part::word::<NextSupport>("next_support"),
    Part::day("effective_on"),
    Part::reason(ReasonFor::Withdrawing),
    Part::note("note"),
    PROPOSAL,
]);
/// The fields of the form to put right what was said of a pupil at the start.
pub(super) const CORRECT_FIELDS: Shape = Shape(&[
    Part::day("placed_on"),
    Part::number("year_level"),
    Part::number("weeks"),
    Part::word::<EntryBand>("entry_band"),
    Part::text("potential_evidence", EVIDENCE_MOST).optional(),
    Part::reason(ReasonFor::CorrectingPlacement),
    Part::note("note"),
    Part::number("corrects"),
]);
/// The fields of the form to put right how a pupil's part ended.
pub(super) const WITHDRAWAL_FIELDS: Shape = Shape(&[
    Part::one_of("correction", corrections),
    Part::word::<ExitStatus>("exit_status").optional(),
    Part::word::<NextSupport>("next_support").optional(),
    Part::day("left_on").optional(),
    Part::reason(ReasonFor::CorrectingPlacement),
    Part::note("note"),
    Part::number("corrects"),
]);
/// The pupil left in another way or on another day.
pub(super) const OTHERWISE: &str = "left_otherwise";
/// The pupil did not leave.
const GOES_ON: &str = "goes_on";

/// What can be wrong with a withdrawal.
pub(super) fn corrections() -> Vec<String> {
    vec![OTHERWISE.to_owned(), GOES_ON.to_owned()]
}

/// The most letters of what shows that a pupil can catch up.
const EVIDENCE_MOST: usize = 500;
/// More weeks of schooling than this nobody has.
const WEEKS_MOST: u16 = 1_000;
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

/// What should have been said of the pupil at the start.
#[derive(Debug)]
pub(super) struct Corrected {
    pub(super) corrects: u64,
    pub(super) placed_on: Date,
    pub(super) year_level: YearLevel,
    pub(super) weeks: u16,
    pub(super) entry_band: EntryBand,
    pub(super) potential_evidence: String,
    pub(super) reason: reason_form::Typed,
}

/// How a pupil's part really ended; none if the pupil goes on.
#[derive(Debug)]
pub(super) struct LeftOtherwise {
    pub(super) corrects: u64,
    pub(super) after: Option<Leaving>,
    pub(super) reason: reason_form::Typed,
}

pub(super) fn withdrawal(words: Words, draft: &mut Draft) -> Option<LeftOtherwise> {
    let corrects = draft.read(words, "corrects", "form-corrects-missing", |text| text.parse().ok());
    let left = draft.read(words, "correction", "form-correction-missing", |text| match text {
        OTHERWISE => Some(true),
        GOES_ON => Some(false),
        _ => None,
    });
    let after = match left {
        Some(true) => leaving(words, draft).map(Some),
        Some(false) => Some(None),
        None => None,
    };
    let reason = reason_form::parse(words, draft, ReasonFor::CorrectingPlacement);
    Some(LeftOtherwise { corrects: corrects?, after: after?, reason: reason? })
}

fn leaving(words: Words, draft: &mut Draft) -> Option<Leaving> {
    let exit_status = draft.read(words, "exit_status", "form-exit-status-missing", |text| text.parse().ok());
    let next_support =
        draft.read(words, "next_support", "form-next-support-missing", |text| text.parse().ok());
    let left_on = draft.read(words, "left_on", "form-date-unreadable", |text| text.parse().ok());
    Some(Leaving { left_on: left_on?, exit_status: exit_status?, next_support: next_support? })
}

pub(super) fn correct(words: Words, draft: &mut Draft) -> Option<Corrected> {
    let corrects = draft.read(words, "corrects", "form-corrects-missing", |text| text.parse().ok());
    let placed_on = draft.day(words, "placed_on");
    let year_level = draft.read(words, "year_level", "form-year-level-unreadable", |text| text.parse().ok());
    let weeks = draft.read(words, "weeks", "form-weeks-unreadable", |text| {
        text.parse().ok().filter(|weeks| *weeks <= WEEKS_MOST)
    });
    let entry_band = draft.read(words, "entry_band", "form-entry-band-missing", |text| text.parse().ok());
    let potential_evidence = draft.read(words, "potential_evidence", "form-text-too-long", |text| {
        (text.chars().count() <= EVIDENCE_MOST).then(|| text.to_owned())
    });
    let reason = reason_form::parse(words, draft, ReasonFor::CorrectingPlacement);
    Some(Corrected {
        corrects: corrects?,
        placed_on: placed_on?,
        year_level: year_level?,
        weeks: weeks?,
        entry_band: entry_band?,
        potential_evidence: potential_evidence?,
        reason: reason?,
    })
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
    draft.day(words, "effective_on")
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
    fn a_withdrawal_is_put_right_in_whole_or_taken_back() {
        let words = Words::default();
        let said = |correction: &str| {
            let draft = Draft::default().with("corrects", "9").with("correction", correction);
            draft.with("reason", "data_entry_error")
        };
        let read = |mut draft: Draft| {
            let entry = withdrawal(words, &mut draft);
            (entry, draft.problems().iter().map(|problem| problem.field).collect::<Vec<_>>())
        };
        assert!(read(said("goes_on")).0.unwrap().after.is_none());
        assert_eq!(read(said("left_otherwise")).1, ["exit_status", "next_support", "left_on"]);
        assert_eq!(read(said("")).1, ["correction"]);
        let whole =
            said("left_otherwise").with("exit_status", "left_school").with("next_support", "not_known");
        let left = read(whole.with("left_on", "2026-03-27")).0.unwrap().after.unwrap();
        assert_eq!(left.left_on, jiff::civil::date(2026, 3, 27));
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
