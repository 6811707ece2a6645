//! What the forms about strategies post, understood or every problem at once.

use domain::cycle::{JudgedEffect, LessonPart, Lever};
use domain::{ConceptCode, ParticipantId, ReasonFor, Sequence, StrategyCode};
use jiff::civil::Date;

use crate::access::Visitor;
use crate::change::OpenCycle;
use crate::fields::Draft;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form to take a strategy up.
pub(super) const ADOPT_FIELDS: Shape = Shape(&[
    Part::code("strategy"),
    Part::word::<Lever>("lever"),
    Part::word::<LessonPart>("lesson_part"),
    Part::code("concept").optional(),
    Part::several("pupils", "pupil").optional(),
    Part::text("expected_effect", EXPECTED_MOST),
    Part::day("effective_on"),
    Part::reason(ReasonFor::ChangingStrategy),
    Part::note("note"),
]);
/// The fields of the form to change a strategy.
pub(super) const ADAPT_FIELDS: Shape = Shape(&[
    Part::word::<LessonPart>("lesson_part"),
    Part::word::<Lever>("lever"),
    Part::code("concept").optional(),
    Part::several("pupils", "pupil").optional(),
    Part::text("expected_effect", EXPECTED_MOST),
    Part::several("evidence", "evidence"),
    Part::day("effective_on"),
    Part::reason(ReasonFor::ChangingStrategy),
    Part::note("note"),
]);
/// The fields of the form to stop a strategy.
pub(super) const STOP_FIELDS: Shape = Shape(&[
    Part::word::<JudgedEffect>("judged_effect"),
    Part::day("effective_on"),
    Part::reason(ReasonFor::ChangingStrategy),
    Part::note("note"),
]);
/// The most letters of what is expected.
const EXPECTED_MOST: usize = 500;

/// How a strategy is to be used.
pub(super) struct Used {
    pub(super) lever: Lever,
    pub(super) lesson_part: LessonPart,
    pub(super) concept: Option<ConceptCode>,
    pub(super) pupils: Vec<ParticipantId>,
    pub(super) expected_effect: String,
}

/// A strategy to take up.
pub(super) struct Adopted {
    pub(super) strategy: StrategyCode,
    pub(super) used: Used,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// A strategy to change.
pub(super) struct Adapted {
    pub(super) used: Used,
    pub(super) evidence: Vec<Sequence>,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// A strategy to stop.
pub(super) struct Stopped {
    pub(super) judged_effect: JudgedEffect,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// The name of a pupil's checkbox.
pub(super) fn pupil_field(id: &str) -> String {
    format!("pupil-{id}")
}

/// The name of a record's checkbox.
pub(super) fn evidence_field(sequence: u64) -> String {
    format!("evidence-{sequence}")
}

/// A retired strategy is understood, and the rule that says no is told.
pub(super) fn adopt(visitor: &Visitor, draft: &mut Draft, cycle: &OpenCycle) -> Option<Adopted> {
    let words = visitor.words;
    let listed = |text: &str| {
        let code: StrategyCode = text.parse().ok()?;
        visitor.catalogue.strategy(&code).map(|_| code)
    };
    let strategy = draft.read(words, "strategy", "form-strategy-missing", listed);
    let used = used(visitor, draft, cycle);
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::ChangingStrategy);
    Some(Adopted { strategy: strategy?, used: used?, effective_on: effective_on?, reason: reason? })
}

pub(super) fn adapt(visitor: &Visitor, draft: &mut Draft, cycle: &OpenCycle) -> Option<Adapted> {
    let words = visitor.words;
    let used = used(visitor, draft, cycle);
    let chosen = (1..=cycle.sequence).filter(|sequence| !draft.text(&evidence_field(*sequence)).is_empty());
    let evidence: Vec<Sequence> = chosen.map(Sequence::new).collect();
    if evidence.is_empty() {
        draft.refuse(words, "evidence", "refusal-evidence-missing", &[]);
    }
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::ChangingStrategy);
    let adapted = Adapted { used: used?, evidence, effective_on: effective_on?, reason: reason? };
    (!adapted.evidence.is_empty()).then_some(adapted)
}

pub(super) fn stop(words: Words, draft: &mut Draft) -> Option<Stopped> {
    let judged_effect =
        draft.read(words, "judged_effect", "form-judged-effect-missing", |text| text.parse().ok());
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::ChangingStrategy);
    Some(Stopped { judged_effect: judged_effect?, effective_on: effective_on?, reason: reason? })
}

fn used(visitor: &Visitor, draft: &mut Draft, cycle: &OpenCycle) -> Option<Used> {
    let words = visitor.words;
    let lever = draft.read(words, "lever", "form-lever-missing", |text| text.parse().ok());
    let lesson_part = draft.read(words, "lesson_part", "form-lesson-part-missing", |text| text.parse().ok());
    let concept = draft.read(words, "concept", "form-concept-unknown", |text| {
        if text.is_empty() { Some(None) } else { visitor.catalogue.concept(text).map(Some) }
    });
    let expected = draft.read(words, "expected_effect", "form-expected-effect-missing", |text| {
        (1..=EXPECTED_MOST).contains(&text.chars().count()).then(|| text.to_owned())
    });
    let pupils = cycle.people.iter().map(|person| person.id);
    let pupils = pupils.filter(|id| !draft.text(&pupil_field(&id.to_string())).is_empty()).collect();
    Some(Used {
        lever: lever?,
        lesson_part: lesson_part?,
        concept: concept?,
        pupils,
        expected_effect: expected?,
    })
}

fn effective_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "effective_on")
}
