//! What the forms about a closed cycle post, and the texts that the report begins with.

use domain::ReasonFor;
use domain::catalogue::EntryKind;
use domain::cycle::{Rating, ReportPart};
use jiff::civil::Date;

use crate::access::Visitor;
use crate::change::OpenCycle;
use crate::fields::Draft;
use crate::pupil_names::{self, PupilName};
use crate::report_drafts::ReportDraft;
use crate::shape::{Part, Shape};
use crate::strategies::read::Step;
use crate::words::Words;
use crate::{reason_form, term};

/// The parts of the report with their fields, in their order.
pub(super) const PARTS: [(ReportPart, &str); 4] = [
    (ReportPart::Need, "need"),
    (ReportPart::Impact, "impact"),
    (ReportPart::PracticeChange, "practice_change"),
    (ReportPart::NextSteps, "next_steps"),
];
/// The fields of the report.
pub(super) const REPORT_FIELDS: Shape = Shape(&[
    Part::text("need", MOST),
    Part::text("impact", MOST),
    Part::text("practice_change", MOST),
    Part::text("next_steps", MOST),
    Part::day("effective_on"),
]);
/// The fields of the form to write a part anew.
pub(super) const AMEND_FIELDS: Shape = Shape(&[
    Part::text("after", MOST),
    Part::day("effective_on"),
    Part::reason(ReasonFor::AmendingReport),
    Part::note("note"),
    Part::number("amends"),
]);
/// The fields of a mentor's comment on the draft.
pub(super) const COMMENT_FIELDS: Shape = Shape(&[Part::text("comment", COMMENT_MOST)]);
/// The form that takes one's own comment back asks for nothing.
pub(super) const TAKE_BACK_FIELDS: Shape = Shape(&[]);
/// The most characters of a comment.
const COMMENT_MOST: usize = 1_000;
/// The fields of the form to judge a cycle.
pub(super) const JUDGE_FIELDS: Shape = Shape(&[
    Part::one_of("impact", ratings),
    Part::one_of("value", ratings),
    Part::one_of("leadership", ratings),
    Part::day("effective_on"),
    Part::reason(ReasonFor::JudgingImpact),
    Part::note("note"),
]);
/// The marks that can be given.
fn ratings() -> Vec<String> {
    Rating::ALL.iter().map(ToString::to_string).collect()
}

/// The three things that are judged.
const RATED: [&str; 3] = ["impact", "value", "leadership"];
/// The most characters of a part.
const MOST: usize = 2_000;

/// A report to submit.
#[derive(Debug)]
pub(super) struct Written {
    /// In the order of [`PARTS`].
    pub(super) texts: [String; 4],
    pub(super) effective_on: Date,
}

/// A part to be written anew.
#[derive(Debug)]
pub(super) struct Amended {
    pub(super) amends: u64,
    pub(super) after: String,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// How good somebody finds the cycle: what it did, what it was worth, how it was led.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) ratings: [Rating; 3],
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

pub(super) fn report(words: Words, draft: &mut Draft, names: &[PupilName]) -> Option<Written> {
    let texts = PARTS.map(|(_, field)| text(words, draft, field, names));
    let effective_on = effective_on(words, draft);
    let [Some(need), Some(impact), Some(practice), Some(next)] = texts else { return None };
    Some(Written { texts: [need, impact, practice, next], effective_on: effective_on? })
}

pub(super) fn amend(words: Words, draft: &mut Draft, names: &[PupilName]) -> Option<Amended> {
    let amends = draft.read(words, "amends", "form-corrects-missing", |text| text.parse().ok());
    let after = text(words, draft, "after", names);
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::AmendingReport);
    Some(Amended { amends: amends?, after: after?, effective_on: effective_on?, reason: reason? })
}

pub(super) fn judge(words: Words, draft: &mut Draft) -> Option<Judged> {
    let ratings = RATED
        .map(|field| draft.read(words, field, &format!("judge-{field}-missing"), |text| text.parse().ok()));
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::JudgingImpact);
    let [Some(impact), Some(value), Some(leadership)] = ratings else { return None };
    Some(Judged { ratings: [impact, value, leadership], effective_on: effective_on?, reason: reason? })
}

/// What a mentor says of the draft. Not everybody who reads a comment may read names.
pub(super) fn comment(words: Words, draft: &mut Draft, names: &[PupilName]) -> Option<String> {
    let text = draft.text("comment").to_owned();
    if text.is_empty() {
        draft.refuse(words, "comment", "report-comment-missing", &[]);
        return None;
    }
    if text.chars().count() > COMMENT_MOST {
        draft.refuse(words, "comment", "report-part-too-long", &[("most", COMMENT_MOST.into())]);
        return None;
    }
    if let Some(name) = pupil_names::found(&text, names) {
        draft.refuse(words, "comment", "report-comment-names", &[("name", name.into())]);
        return None;
    }
    Some(text)
}

/// The parts as far as they are written.
pub(super) fn unfinished(words: Words, draft: &mut Draft, names: &[PupilName]) -> Option<[String; 4]> {
    let [need, impact, practice, next] = PARTS.map(|(_, field)| for_the_board(words, draft, field, names));
    Some([need?, impact?, practice?, next?])
}

/// A draft that met another one: what was typed stays, and each part that reads otherwise says what was kept meanwhile.
pub(super) fn met(words: Words, draft: Draft, known: &ReportDraft, kept: String) -> Draft {
    let mut draft = draft.with("over", known.draft_id.to_string()).with("kept", kept);
    for ((_, field), text) in PARTS.into_iter().zip(&known.parts) {
        if draft.text(field) != text {
            draft.refuse(words, field, "report-draft-other", &[("text", text.into())]);
        }
    }
    draft
}

/// A text for the board: something, not too long, and no name of a pupil in it.
fn text(words: Words, draft: &mut Draft, field: &'static str, names: &[PupilName]) -> Option<String> {
    if draft.text(field).is_empty() {
        draft.refuse(words, field, "refusal-report-part-missing", &[]);
        return None;
    }
    for_the_board(words, draft, field, names)
}

/// A text that is not too long and names no pupil; empty if nothing is written yet.
fn for_the_board(
    words: Words,
    draft: &mut Draft,
    field: &'static str,
    names: &[PupilName],
) -> Option<String> {
    let text = draft.text(field).to_owned();
    if text.chars().count() > MOST {
        draft.refuse(words, field, "report-part-too-long", &[("most", MOST.into())]);
        return None;
    }
    if let Some(name) = pupil_names::found(&text, names) {
        draft.refuse(words, field, "report-part-names", &[("name", name.into())]);
        return None;
    }
    Some(text)
}

fn effective_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "effective_on")
}

/// What each part begins with: the cycle's own facts, and of the gain the sentence `gain` that the board sees beside the
/// figures. How many pupils there were is left to that sentence, which knows when it may be told.
pub(super) fn suggested(visitor: &Visitor, cycle: &OpenCycle, gain: &str) -> Draft {
    let words = visitor.words;
    let plan = &cycle.record.plan;
    let typed = |sealed: Option<&domain::Sealed>| {
        sealed.and_then(|sealed| cycle.texts.of(sealed).open().map(str::to_owned))
    };
    let taught = words.tell(
        "report-start-taught",
        &[
            ("programme", visitor.catalogue.name(words, EntryKind::Programme, &plan.programme).into()),
            ("from", words.date(plan.starts_on).into()),
            ("to", words.date(plan.ends_on).into()),
        ],
    );
    let asked = typed(plan.inquiry_question.as_ref())
        .map(|question| words.tell("report-start-asked", &[("question", question.into())]));
    let decided = cycle.record.reflections.last().and_then(|last| typed(Some(&last.decision)));
    let decided = decided.unwrap_or_else(|| words.say("report-start-undecided"));
    let chance = words.say("cycles-how-sure-chance");
    Draft::default()
        .with("need", joined([typed(plan.need_statement.as_ref()), Some(taught)]))
        .with("impact", joined([Some(gain.to_owned()), Some(chance)]))
        .with("practice_change", joined([used(visitor, cycle), stopped(visitor, cycle)]))
        .with("next_steps", joined([asked, Some(decided)]))
}

fn joined(texts: [Option<String>; 2]) -> String {
    texts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The strategies that were in use at the end.
fn used(visitor: &Visitor, cycle: &OpenCycle) -> Option<String> {
    let words = visitor.words;
    let names: Vec<String> = cycle
        .record
        .strategies
        .keys()
        .map(|code| visitor.catalogue.name(words, EntryKind::Strategy, code))
        .collect();
    (!names.is_empty()).then(|| words.tell("report-start-used", &[("strategies", names.join("; ").into())]))
}

/// Those that were stopped, each with what it did, as judged then.
fn stopped(visitor: &Visitor, cycle: &OpenCycle) -> Option<String> {
    let words = visitor.words;
    let told: Vec<String> = cycle
        .strategies
        .iter()
        .filter_map(|change| match &change.step {
            Step::Stopped { judged_effect } => Some(words.tell(
                "report-start-stopped-one",
                &[
                    ("strategy", visitor.catalogue.name(words, EntryKind::Strategy, &change.strategy).into()),
                    ("effect", term::of(words, "judged-effect-{}", judged_effect).into()),
                ],
            )),
            Step::Used { .. } => None,
        })
        .collect();
    (!told.is_empty()).then(|| words.tell("report-start-stopped", &[("strategies", told.join("; ").into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(impact: &str) -> (Option<Written>, Vec<&'static str>) {
        let mut draft = Draft::default()
            .with("need", "Pupils lost the tens.")
            .with("impact", impact)
            .with("practice_change", "Jumps on a line.")
            .with("next_steps", "")
            .with("effective_on", "2026-05-04");
        let names = ["Elif Marlow", "Zoë Li", "Will Hope"].map(PupilName::of);
        let entry = report(Words::default(), &mut draft, &names);
        (entry, draft.problems().iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn every_part_that_is_empty_too_long_or_names_a_pupil_is_told_at_once() {
        assert_eq!(written("The group gained.").1, ["next_steps"]);
        let hidden = ["ELIF rose.", "elif marlow rose", "El\u{200b}if", "Zoe, too", "Ask Li.", "Zoë"];
        for wrong in
            ["Elif's score rose.", "MARLOW? No: Marlow-Ash.", &"a".repeat(2_001)].into_iter().chain(hidden)
        {
            assert_eq!(written(wrong).1, ["impact", "next_steps"], "{wrong}");
        }
        for right in ["An elift is no name.", "We will go on, and hope that it lasts."] {
            assert_eq!(written(right).1, ["next_steps"], "{right}");
        }
    }

    #[test]
    fn a_comment_is_refused_where_it_is_empty_too_long_or_names_a_pupil() {
        let read = |text: &str| {
            let mut draft = Draft::default().with("comment", text);
            let read = comment(Words::default(), &mut draft, &[PupilName::of("Elif Marlow")]);
            (read, draft.problems().iter().map(|problem| problem.code.clone()).collect::<Vec<_>>())
        };
        assert_eq!(read(" Say which tens. "), (Some("Say which tens.".to_owned()), Vec::new()));
        assert_eq!(read(" ").1, ["report-comment-missing"]);
        assert_eq!(read(&"a".repeat(1_001)).1, ["report-part-too-long"]);
        assert_eq!(read("Say what ELIF does.").1, ["report-comment-names"]);
    }

    #[test]
    fn a_cycle_is_judged_in_three_ways_from_1_to_4() {
        let mut draft = Draft::default()
            .with("impact", "2")
            .with("value", "5")
            .with("effective_on", "2026-05-04")
            .with("reason", "evidence_from_assessment");
        assert!(judge(Words::default(), &mut draft).is_none());
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["value", "leadership"]);
    }

    #[test]
    fn an_amendment_that_does_not_say_of_what_is_unreadable() {
        let mut draft = Draft::default().with("after", "Other words.").with("reason", "policy");
        let answer = amend(Words::default(), &mut draft, &[]);
        assert!(answer.is_none());
    }
}
