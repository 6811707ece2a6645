//! What the form that places a pupil posts, understood or every problem at once.

use domain::cycle::{CycleRecord, EntryBand, Role, Tier};
use domain::{GivenReason, ReasonCode, ReasonFor, YearLevel};
use jiff::civil::Date;

use super::Candidate;
use crate::fields::Draft;
use crate::proposals::PROPOSAL;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields, in their order on the page.
pub(super) const FIELDS: Shape = Shape(&[
    Part::word::<EntryBand>("entry_band"),
    Part::number("year_level"),
    Part::number("weeks"),
    Part::text("potential_evidence", EVIDENCE_MOST).optional(),
    Part::word::<Role>("role"),
    Part::word::<Tier>("tier"),
    Part::number("share_of_sessions"),
    Part::text("group", GROUP_MOST).optional(),
    Part::one_of("overlap_override", overlap_reasons).optional(),
    Part::one_of("size_override", size_reasons).optional(),
    Part::day("effective_on"),
    Part::reason(ReasonFor::Placing),
    Part::note("note"),
    PROPOSAL,
]);
/// The most letters of a group's name, and of what shows that a pupil can catch up.
const GROUP_MOST: usize = 40;
const EVIDENCE_MOST: usize = 500;

/// A placing as it was typed.
pub(super) struct Entry {
    pub(super) band: EntryBand,
    pub(super) year_level: YearLevel,
    pub(super) weeks: u16,
    pub(super) potential_evidence: String,
    pub(super) role: Role,
    pub(super) tier: Tier,
    pub(super) share: u8,
    pub(super) group: String,
    pub(super) overlap_override: Option<GivenReason>,
    pub(super) size_override: Option<GivenReason>,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// The form as it is shown first.
pub(super) fn suggested(record: &CycleRecord, candidate: &Candidate, today: Date) -> Draft {
    let band = candidate.last.map(|(band, _)| band.to_string());
    Draft::default()
        .with("entry_band", band.unwrap_or_default())
        .with("year_level", candidate.level.map(|level| level.to_string()).unwrap_or_default())
        .with("role", Role::Target.to_string())
        .with("tier", record.plan.tier.to_string())
        .with("share_of_sessions", "100")
        .with("effective_on", today.to_string())
}

/// In how many other cycles the form was told that the pupil is; it decides only which questions are shown again.
pub(super) fn told_elsewhere(draft: &Draft) -> usize {
    draft.text("elsewhere").parse().unwrap_or_default()
}

/// The reasons of an exception that need no note: the note of this form is about the placing itself.
pub(super) fn without_note(act: ReasonFor) -> Vec<ReasonCode> {
    act.codes().iter().copied().filter(|code| !code.needs_note()).collect()
}

fn overlap_reasons() -> Vec<String> {
    without_note(ReasonFor::OverridingOverlap).iter().map(ToString::to_string).collect()
}

fn size_reasons() -> Vec<String> {
    without_note(ReasonFor::OverridingSize).iter().map(ToString::to_string).collect()
}

pub(super) fn place(words: Words, draft: &mut Draft) -> Option<Entry> {
    let entry_band = draft.read(words, "entry_band", "form-entry-band-missing", |text| text.parse().ok());
    let year_level = draft.read(words, "year_level", "form-year-level-unreadable", |text| text.parse().ok());
    let weeks = draft.read(words, "weeks", "form-weeks-unreadable", |text| {
        text.parse().ok().filter(|weeks| *weeks <= 1_000)
    });
    let potential_evidence = short(words, draft, "potential_evidence", "form-text-too-long", EVIDENCE_MOST);
    let role = draft.read(words, "role", "form-role-missing", |text| text.parse().ok());
    let tier = draft.read(words, "tier", "form-tier-missing", |text| text.parse().ok());
    let share = draft.read(words, "share_of_sessions", "form-share-unreadable", |text| {
        text.parse().ok().filter(|share| (1..=100).contains(share))
    });
    let group = short(words, draft, "group", "form-group-unreadable", GROUP_MOST);
    let overlap_override = exception(draft, "overlap_override", ReasonFor::OverridingOverlap);
    let size_override = exception(draft, "size_override", ReasonFor::OverridingSize);
    let effective_on = draft.day(words, "effective_on");
    let reason = reason_form::parse(words, draft, ReasonFor::Placing);
    Some(Entry {
        band: entry_band?,
        year_level: year_level?,
        weeks: weeks?,
        potential_evidence: potential_evidence?,
        role: role?,
        tier: tier?,
        share: share?,
        group: group?,
        overlap_override,
        size_override,
        effective_on: effective_on?,
        reason: reason?,
    })
}

fn short(words: Words, draft: &mut Draft, field: &'static str, id: &str, most: usize) -> Option<String> {
    draft.read(words, field, id, |text| (text.chars().count() <= most).then(|| text.to_owned()))
}

/// The reason of an exception; nothing when none was chosen, and then the rule says whether one is needed.
fn exception(draft: &Draft, field: &str, act: ReasonFor) -> Option<GivenReason> {
    let code = draft.text(field).parse().ok()?;
    without_note(act).contains(&code).then(|| GivenReason::of(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Draft {
        Draft::default()
            .with("entry_band", "below")
            .with("year_level", "4")
            .with("weeks", "120")
            .with("role", "target")
            .with("tier", "tier2")
            .with("share_of_sessions", "100")
            .with("effective_on", "2026-01-08")
            .with("reason", "evidence_from_assessment")
    }

    #[test]
    fn a_whole_form_is_understood() {
        let entry = place(Words::default(), &mut whole()).unwrap();
        assert_eq!((entry.band, entry.weeks, entry.overlap_override), (EntryBand::Below, 120, None));
        let both = place(Words::default(), &mut whole().with("overlap_override", "need_greater")).unwrap();
        assert_eq!(both.overlap_override, Some(GivenReason::of(ReasonCode::NeedGreater)));
    }

    #[test]
    fn an_exception_that_would_need_a_note_is_none() {
        let entry = place(Words::default(), &mut whole().with("size_override", "other")).unwrap();
        assert_eq!(entry.size_override, None);
        assert!(!without_note(ReasonFor::OverridingSize).contains(&ReasonCode::Other));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let mut draft = Draft::default().with("weeks", "many").with("potential_evidence", "a".repeat(501));
        assert!(place(Words::default(), &mut draft).is_none());
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        let expected = [
            "entry_band",
            "year_level",
            "weeks",
            "potential_evidence",
            "role",
            "tier",
            "share_of_sessions",
            "effective_on",
            "reason",
        ];
        assert_eq!(fields, expected);
    }
}
