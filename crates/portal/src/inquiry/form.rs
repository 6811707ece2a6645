//! What the forms about contacts, mentoring and looking back post, understood or every problem at once.

use domain::ParticipantId;
use domain::cycle::{ContactDirection, ContactKind, InquiryStage};
use jiff::civil::Date;

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form about a contact.
pub(super) const CONTACT_FIELDS: Shape = Shape(&[
    Part::id("participant").optional(),
    Part::word::<ContactKind>("contact_kind"),
    Part::word::<ContactDirection>("direction"),
    Part::day("effective_on"),
    Part::text("contact_note", MOST),
]);
/// The fields of the form about mentoring.
pub(super) const MENTORING_FIELDS: Shape = Shape(&[
    Part::text("focus", MOST),
    Part::text("shared_practice", MOST).optional(),
    Part::day("effective_on"),
]);
/// The fields of the form about looking back.
pub(super) const REFLECTION_FIELDS: Shape = Shape(&[
    Part::word::<InquiryStage>("stage"),
    Part::text("finding", MOST),
    Part::text("decision", MOST),
    Part::day("effective_on"),
]);
/// What stands for everyone in the list of pupils.
pub(super) const EVERYONE: &str = "everyone";
/// The most letters of a text.
const MOST: usize = 500;

/// A contact with a family.
pub(super) struct Contact {
    pub(super) participant: Option<ParticipantId>,
    pub(super) kind: ContactKind,
    pub(super) direction: ContactDirection,
    pub(super) effective_on: Date,
    pub(super) note: String,
}

/// A mentor's help.
pub(super) struct Mentoring {
    pub(super) focus: String,
    pub(super) shared_practice: Option<String>,
    pub(super) effective_on: Date,
}

/// What was learnt by looking back.
pub(super) struct Reflection {
    pub(super) stage: InquiryStage,
    pub(super) finding: String,
    pub(super) decision: String,
    pub(super) effective_on: Date,
}

pub(super) fn contact(words: Words, draft: &mut Draft) -> Option<Contact> {
    let participant = draft.read(words, "participant", "form-contact-about-missing", |text| match text {
        EVERYONE => Some(None),
        id => id.parse().ok().map(Some),
    });
    let kind = draft.read(words, "contact_kind", "form-contact-kind-missing", |text| text.parse().ok());
    let direction = draft.read(words, "direction", "form-direction-missing", |text| text.parse().ok());
    let effective_on = day(words, draft);
    let note = text(words, draft, "contact_note", "form-contact-note-missing");
    Some(Contact {
        participant: participant?,
        kind: kind?,
        direction: direction?,
        effective_on: effective_on?,
        note: note?,
    })
}

pub(super) fn mentoring(words: Words, draft: &mut Draft) -> Option<Mentoring> {
    let focus = text(words, draft, "focus", "form-focus-missing");
    let shared_practice = draft.read(words, "shared_practice", "form-shared-practice-long", |text| {
        (text.chars().count() <= MOST).then(|| Some(text.to_owned()).filter(|text| !text.is_empty()))
    });
    let effective_on = day(words, draft);
    Some(Mentoring { focus: focus?, shared_practice: shared_practice?, effective_on: effective_on? })
}

pub(super) fn reflection(words: Words, draft: &mut Draft) -> Option<Reflection> {
    let stage = draft.read(words, "stage", "form-stage-missing", |text| text.parse().ok());
    let finding = text(words, draft, "finding", "form-finding-missing");
    let decision = text(words, draft, "decision", "form-decision-missing");
    let effective_on = day(words, draft);
    Some(Reflection { stage: stage?, finding: finding?, decision: decision?, effective_on: effective_on? })
}

fn day(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "effective_on")
}

fn text(words: Words, draft: &mut Draft, field: &'static str, id: &str) -> Option<String> {
    draft.read(words, field, id, |text| (1..=MOST).contains(&text.chars().count()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(draft: &Draft) -> Vec<&'static str> {
        draft.problems().iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn empty_forms_tell_every_problem_at_once() {
        let words = Words::default();
        let mut draft = Draft::default();
        assert!(contact(words, &mut draft).is_none());
        assert_eq!(fields(&draft), CONTACT_FIELDS.names().collect::<Vec<_>>());
        let mut draft = Draft::default();
        assert!(mentoring(words, &mut draft).is_none());
        assert_eq!(fields(&draft), ["focus", "effective_on"], "what is worth sharing may stay empty");
        let mut draft = Draft::default();
        assert!(reflection(words, &mut draft).is_none());
        assert_eq!(fields(&draft), REFLECTION_FIELDS.names().collect::<Vec<_>>());
    }

    #[test]
    fn a_contact_is_about_one_pupil_or_about_everyone() {
        let filled = |about: &str| {
            Draft::default()
                .with("participant", about)
                .with("contact_kind", "phone_call")
                .with("direction", "both_ways")
                .with("effective_on", "2026-01-20")
                .with("contact_note", "Reads at bedtime.")
        };
        let about = |about: &str| contact(Words::default(), &mut filled(about)).map(|one| one.participant);
        assert_eq!(about(EVERYONE), Some(None));
        let id = ParticipantId::new(uuid::Uuid::from_u128(7));
        assert_eq!(about(&id.to_string()), Some(Some(id)));
        assert_eq!(about("Elif"), None);
    }
}
