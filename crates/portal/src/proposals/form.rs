//! What settles a proposal, understood or every problem at once. What is proposed is read by the form that it was typed in.

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The field of the form that does what was proposed: which proposal that is.
pub const PROPOSAL: Part = Part::id("proposal").optional();
/// The fields of the form that sets a proposal aside.
pub(super) const SET_ASIDE_FIELDS: Shape = Shape(&[Part::text("answer", ANSWER_MOST)]);
/// The form that takes one's own proposal back asks for nothing.
pub(super) const TAKE_BACK_FIELDS: Shape = Shape(&[]);
/// The most letters of an answer.
const ANSWER_MOST: usize = 500;

/// Why a proposal is set aside.
pub(super) fn answer(words: Words, draft: &mut Draft) -> Option<String> {
    let text = draft.text("answer").to_owned();
    if text.is_empty() {
        draft.refuse(words, "answer", "proposal-answer-missing", &[]);
        return None;
    }
    if text.chars().count() > ANSWER_MOST {
        draft.refuse(words, "answer", "proposal-answer-too-long", &[("most", ANSWER_MOST.into())]);
        return None;
    }
    Some(text)
}

/// What was typed into the fields of a form, also that one was left empty; nothing of what it carries along unseen.
pub(super) fn typed(draft: &Draft, fields: &Shape) -> Vec<(String, String)> {
    let asked = fields.names().filter(|name| *name != PROPOSAL.name);
    asked.map(|name| (name.to_owned(), draft.text(name).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_aside_takes_a_sentence_that_is_not_too_long() {
        let read = |text: &str| {
            let mut draft = Draft::default().with("answer", text);
            let answer = answer(Words::default(), &mut draft);
            (answer, draft.problems().iter().map(|problem| problem.code.clone()).collect::<Vec<_>>())
        };
        assert_eq!(read(" Not this term. "), (Some("Not this term.".to_owned()), Vec::new()));
        assert_eq!(read("  ").1, ["proposal-answer-missing"]);
        assert_eq!(read(&"a".repeat(501)).1, ["proposal-answer-too-long"]);
    }

    #[test]
    fn what_was_typed_is_kept_without_what_the_form_carries_along() {
        const FIELDS: Shape = Shape(&[Part::day("effective_on"), Part::note("note"), PROPOSAL]);
        let draft = Draft::default()
            .with("command_id", "7")
            .with("expected", "3")
            .with("proposal", "8")
            .with("effective_on", "2026-01-08");
        let kept = [("effective_on", "2026-01-08"), ("note", "")];
        assert_eq!(typed(&draft, &FIELDS), kept.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }
}
