//! The part of a form that asks why: a reason from the list for this act, and a note for staff.

use domain::reason::MOST_NOTE_LENGTH;
use domain::{Evidence, GivenReason, KeySubject, Note, ReasonCode, ReasonFor};
use maud::{Markup, html};

use crate::fields::{Draft, Field};
use crate::page_error::PageError;
use crate::term;
use crate::vault::{Place, Vault, VaultError};
use crate::words::Words;

/// The fields of this part.
pub const FIELDS: [&str; 2] = ["reason", "note"];

/// The two fields of a form, in one that asks for more than one reason.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// What for.
    pub act: ReasonFor,
    /// The field with the reason.
    pub reason: &'static str,
    /// The field with the note.
    pub note: &'static str,
}

impl Asked {
    /// The one reason that a form asks for.
    #[must_use]
    pub fn once(act: ReasonFor) -> Self {
        let [reason, note] = FIELDS;
        Self { act, reason, note }
    }
}

/// A reason as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    code: ReasonCode,
    note: Option<String>,
}

/// The two fields, with the reasons that `act` may have.
#[must_use]
pub fn fields(words: Words, draft: &Draft, act: ReasonFor) -> Markup {
    fields_of(words, draft, Asked::once(act))
}

/// The same, for one of several reasons.
#[must_use]
pub fn fields_of(words: Words, draft: &Draft, asked: Asked) -> Markup {
    let codes = term::choices(words, "reason-{}", asked.act.codes());
    html! {
        (Field::of(words, asked.reason).select(words, draft, &codes))
        (Field::of(words, asked.note).textarea(words, draft))
    }
}

/// What was typed, or every problem with it. The rules are the domain's; here they are told beside those of other fields.
pub fn parse(words: Words, draft: &mut Draft, act: ReasonFor) -> Option<Typed> {
    parse_of(words, draft, Asked::once(act))
}

/// The same, for one of several reasons.
pub fn parse_of(words: Words, draft: &mut Draft, asked: Asked) -> Option<Typed> {
    let act = asked.act;
    let offered = |text: &str| text.parse().ok().filter(|code| act.codes().contains(code));
    let code: ReasonCode = draft.read(words, asked.reason, "form-reason-missing", offered)?;
    let note = draft.text(asked.note).to_owned();
    let length = characters(&note);
    let least = code.least_note_length();
    if length == 0 && !code.needs_note() {
        return Some(Typed { code, note: None });
    }
    let least_text = least.to_string();
    if length == 0 {
        draft.refuse(words, asked.note, "refusal-reason-missing", &[("least", least_text.into())]);
        return None;
    }
    if length < least {
        let values = [("length", length.to_string().into()), ("least", least_text.into())];
        draft.refuse(words, asked.note, "refusal-reason-too-short", &values);
        return None;
    }
    if length > MOST_NOTE_LENGTH {
        let values = [("length", length.to_string().into()), ("most", MOST_NOTE_LENGTH.to_string().into())];
        draft.refuse(words, asked.note, "refusal-reason-too-long", &values);
        return None;
    }
    Some(Typed { code, note: Some(note) })
}

impl Typed {
    /// The reason for a command, its note sealed under the key of `subject`, resting on nothing else.
    ///
    /// # Errors
    /// When the note can't be sealed.
    pub async fn seal_with(
        self,
        vault: &Vault,
        subject: KeySubject,
        place: Place<'_>,
    ) -> Result<GivenReason, VaultError> {
        let note = match self.note {
            Some(text) => {
                let length = characters(&text);
                Some(Note { text: vault.seal(subject.uuid(), place, &text).await?, length })
            }
            None => None,
        };
        Ok(GivenReason { code: self.code, note, evidence: Vec::new() })
    }

    /// The reason for a command, its note sealed under the key of `subject`, with what it rests on.
    ///
    /// # Errors
    /// When the note can't be sealed.
    pub async fn seal(
        self,
        vault: &Vault,
        subject: KeySubject,
        place: Place<'_>,
        evidence: Vec<Evidence>,
    ) -> Result<GivenReason, PageError> {
        Ok(GivenReason { evidence, ..self.seal_with(vault, subject, place).await? })
    }
}

fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(reason: &str, note: &str) -> Vec<(&'static str, String)> {
        let mut draft = Draft::default().with("reason", reason).with("note", note);
        let parsed = parse(Words::default(), &mut draft, ReasonFor::CorrectingAssessment);
        assert_eq!(parsed.is_some(), draft.problems().is_empty());
        draft.problems().iter().map(|problem| (problem.field, problem.sentence.clone())).collect()
    }

    #[test]
    fn a_slip_in_typing_needs_no_note() {
        assert_eq!(problems("data_entry_error", ""), []);
    }

    #[test]
    fn marking_again_needs_a_note_of_ten_letters() {
        let wrong = problems("remark", "short");
        assert_eq!(wrong.len(), 1);
        assert_eq!(wrong[0].0, "note");
        assert_eq!(problems("remark", "second marker found two items"), []);
    }

    #[test]
    fn a_reason_that_this_act_does_not_have_is_refused() {
        assert_eq!(problems("timetable", "the hall was not free that day")[0].0, "reason");
        assert_eq!(problems("", "")[0].0, "reason");
    }
}
