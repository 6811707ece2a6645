//! What the forms about scores post, understood or every problem at once.

use domain::cycle::{AssessmentPoint, Reading};
use domain::{ParticipantId, ReasonFor};

use crate::access::Visitor;
use crate::entries::Instrument;
use crate::fields::Draft;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form to record a score.
pub(super) const RECORD_FIELDS: Shape = Shape(&[
    Part::id("participant"),
    Part::word::<AssessmentPoint>("point"),
    Part::code("instrument"),
    Part::code("test_form").optional(),
    Part::number("score"),
    Part::day("taken_on"),
]);
/// The fields of the form to say that a score will not come.
pub(super) const MISSING_FIELDS: Shape = Shape(&[
    Part::id("participant"),
    Part::word::<AssessmentPoint>("point"),
    Part::reason(ReasonFor::MarkingMissing),
    Part::note("note"),
]);
/// The fields of the form to correct a score.
pub(super) const CORRECT_FIELDS: Shape = Shape(&[
    Part::number("score"),
    Part::day("taken_on"),
    Part::code("test_form").optional(),
    Part::reason(ReasonFor::CorrectingAssessment),
    Part::note("note"),
    Part::number("corrects"),
]);

/// The fields of the form to say that a score does not count.
pub(super) const VOID_FIELDS: Shape =
    Shape(&[Part::reason(ReasonFor::VoidingAssessment), Part::note("note"), Part::number("voids")]);

/// A score to record.
pub(super) struct Recorded<'c> {
    pub(super) participant: ParticipantId,
    pub(super) point: AssessmentPoint,
    pub(super) instrument: &'c Instrument,
    pub(super) reading: Reading,
}

/// A score that will not come.
pub(super) struct Missing {
    pub(super) participant: ParticipantId,
    pub(super) point: AssessmentPoint,
    pub(super) reason: reason_form::Typed,
}

/// A correction.
pub(super) struct Corrected {
    pub(super) corrects: u64,
    pub(super) after: Reading,
    pub(super) reason: reason_form::Typed,
}

/// A score that does not count.
pub(super) struct Voided {
    pub(super) voids: u64,
    pub(super) reason: reason_form::Typed,
}

pub(super) fn record<'c>(visitor: &'c Visitor, draft: &mut Draft) -> Option<Recorded<'c>> {
    let words = visitor.words;
    let participant = participant(words, draft);
    let point = point(words, draft);
    let instrument =
        draft.read(words, "instrument", "form-instrument-missing", |text| visitor.catalogue.instrument(text));
    let reading = reading(words, draft, instrument);
    Some(Recorded { participant: participant?, point: point?, instrument: instrument?, reading: reading? })
}

pub(super) fn missing(words: Words, draft: &mut Draft) -> Option<Missing> {
    let participant = participant(words, draft);
    let point = point(words, draft);
    let reason = reason_form::parse(words, draft, ReasonFor::MarkingMissing);
    Some(Missing { participant: participant?, point: point?, reason: reason? })
}

pub(super) fn correct(words: Words, draft: &mut Draft, instrument: &Instrument) -> Option<Corrected> {
    let corrects = draft.read(words, "corrects", "form-corrects-missing", |text| text.parse().ok());
    let after = reading(words, draft, Some(instrument));
    let reason = reason_form::parse(words, draft, ReasonFor::CorrectingAssessment);
    Some(Corrected { corrects: corrects?, after: after?, reason: reason? })
}

pub(super) fn void(words: Words, draft: &mut Draft) -> Option<Voided> {
    let voids = draft.read(words, "voids", "form-corrects-missing", |text| text.parse().ok());
    let reason = reason_form::parse(words, draft, ReasonFor::VoidingAssessment);
    Some(Voided { voids: voids?, reason: reason? })
}

fn participant(words: Words, draft: &mut Draft) -> Option<ParticipantId> {
    draft.read(words, "participant", "form-participant-missing", |text| text.parse().ok())
}

fn point(words: Words, draft: &mut Draft) -> Option<AssessmentPoint> {
    draft.read(words, "point", "form-point-missing", |text| text.parse().ok())
}

/// Score, day and paper. A test with one paper takes none, whatever was typed.
fn reading(words: Words, draft: &mut Draft, instrument: Option<&Instrument>) -> Option<Reading> {
    let papers = instrument.filter(|instrument| !instrument.is.forms.is_empty());
    let form = papers.and_then(|instrument| {
        draft.read(words, "test_form", "form-test-form-missing", |text| instrument.paper(text).ok().flatten())
    });
    let score = draft.read(words, "score", "form-score-unreadable", |text| text.parse().ok());
    let taken_on = draft.day(words, "taken_on");
    let complete = papers.is_none() || form.is_some();
    Some(Reading { score: score?, taken_on: taken_on?, form }).filter(|_| complete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Role;
    use crate::test_support::{catalogue, visitor};

    fn filled(pairs: &[(&str, &str)]) -> Draft {
        pairs.iter().fold(Draft::default(), |draft, (name, text)| draft.with(name, *text))
    }

    const PUPIL: (&str, &str) = ("participant", "00000000-0000-0000-0000-000000000005");

    #[test]
    fn a_whole_form_is_understood() {
        let mut draft = filled(&[
            PUPIL,
            ("point", "end"),
            ("instrument", "number-test@1"),
            ("test_form", "b"),
            ("score", " 93.5 "),
            ("taken_on", "2026-03-27"),
        ]);
        let lead = visitor(Role::Lead);
        let entry = record(&lead, &mut draft).unwrap();
        assert_eq!(entry.point, AssessmentPoint::End);
        assert_eq!(entry.reading.score.to_string(), "93.5");
        assert_eq!(entry.reading.form.unwrap().as_str(), "b");
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let mut draft =
            filled(&[("instrument", "number-test@1"), ("score", "34/50"), ("taken_on", "27.3.26")]);
        assert!(record(&visitor(Role::Lead), &mut draft).is_none());
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["participant", "point", "test_form", "score", "taken_on"]);
    }

    #[test]
    fn a_correction_says_of_what() {
        let catalogue = catalogue();
        let instrument = catalogue.instrument("quick-facts@1").unwrap();
        let typed = [("score", "21"), ("taken_on", "2026-03-27"), ("reason", "data_entry_error")];
        for corrects in ["", "twelve", "-1"] {
            let mut draft = filled(&typed).with("corrects", corrects);
            assert!(correct(Words::default(), &mut draft, instrument).is_none(), "{corrects:?}");
            assert_eq!(draft.problems()[0].field, "corrects");
        }
        let mut draft = filled(&typed).with("corrects", "12");
        assert_eq!(correct(Words::default(), &mut draft, instrument).unwrap().corrects, 12);
    }

    #[test]
    fn a_test_with_one_paper_asks_for_none() {
        let mut draft = filled(&[
            PUPIL,
            ("point", "interim"),
            ("instrument", "quick-facts@1"),
            ("score", "21"),
            ("taken_on", "2026-03-27"),
        ]);
        assert_eq!(record(&visitor(Role::Lead), &mut draft).unwrap().reading.form, None);
    }
}
