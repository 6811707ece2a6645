//! What the forms of the end post: the day, and for the turns that nobody expected the reason too.

use domain::ReasonFor;
use jiff::civil::Date;

use crate::fields::Draft;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The one field of the forms that end the assessing and close.
pub(super) const DAY_FIELDS: Shape = Shape(&[Part::day("effective_on")]);
/// The fields of the form that asks to open a closed cycle again.
pub(super) const REOPEN_FIELDS: Shape =
    Shape(&[Part::day("effective_on"), Part::reason(ReasonFor::Reopening), Part::note("note")]);
/// The fields of the answer to that.
pub(super) const ANSWER_FIELDS: Shape = Shape(&[
    Part::one_of("answer", answers),
    Part::reason(ReasonFor::DecliningReopening).optional(),
    Part::note("note"),
]);
/// The fields of the form to give a cycle up.
pub(super) const CANCEL_FIELDS: Shape =
    Shape(&[Part::day("effective_on"), Part::reason(ReasonFor::Cancelling), Part::note("note")]);

/// A turn that needs a reason: a cycle to be opened again, or given up.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

pub(super) fn effective_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "effective_on")
}

/// What somebody says to another person's wish to open a cycle again.
#[derive(Debug)]
pub(super) enum Answer {
    Agree,
    Decline(reason_form::Typed),
}

/// The words of both answers.
pub(super) fn answers() -> Vec<String> {
    vec![AGREE.to_owned(), DECLINE.to_owned()]
}

const AGREE: &str = "agree";
const DECLINE: &str = "decline";

/// When, and why: `act` says what for.
pub(super) fn turn(words: Words, draft: &mut Draft, act: ReasonFor) -> Option<Turn> {
    let effective_on = effective_on(words, draft);
    let reason = reason_form::parse(words, draft, act);
    Some(Turn { effective_on: effective_on?, reason: reason? })
}

/// Yes, or no and why not.
pub(super) fn answer(words: Words, draft: &mut Draft) -> Option<Answer> {
    let agrees = draft.read(words, "answer", "form-answer-missing", |text| match text {
        AGREE => Some(true),
        DECLINE => Some(false),
        _ => None,
    })?;
    if agrees {
        return Some(Answer::Agree);
    }
    reason_form::parse(words, draft, ReasonFor::DecliningReopening).map(Answer::Decline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(draft: &Draft) -> Vec<&'static str> {
        draft.problems().iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn agreeing_needs_no_reason_and_saying_no_does() {
        let words = Words::default();
        let said =
            |answer: &str, reason: &str| Draft::default().with("answer", answer).with("reason", reason);
        assert!(matches!(answer(words, &mut said("agree", "")), Some(Answer::Agree)));
        for (given, wrong) in [("", "answer"), ("perhaps", "answer"), ("decline", "reason")] {
            let mut draft = said(given, "");
            assert!(answer(words, &mut draft).is_none());
            assert_eq!(fields(&draft), [wrong], "{given:?}");
        }
        assert!(matches!(answer(words, &mut said("decline", "duplicate")), Some(Answer::Decline(_))));
        assert!(answer(words, &mut said("decline", "timetable")).is_none(), "not a reason for this");
    }

    #[test]
    fn giving_up_asks_why() {
        let mut draft = Draft::default().with("effective_on", "tomorrow").with("reason", "remark");
        assert!(turn(Words::default(), &mut draft, ReasonFor::Cancelling).is_none());
        assert_eq!(fields(&draft), ["effective_on", "reason"], "a cycle is not given up over marking");
    }
}
