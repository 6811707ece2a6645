//! What the forms about an answer post, understood or with every problem at once.

use domain::enquiry::{Link, MOST_LINKS, MOST_WORDS};
use domain::{ReasonFor, Sequence};

use crate::enquiries::{is_unnamed, said_in};
use crate::enquiry_links::{Offer, offered};
use crate::fields::Draft;
use crate::pupil_names::PupilName;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of an answer.
pub(super) const ANSWER_FIELDS: Shape =
    Shape(&[Part::text("answer_words", MOST_WORDS as usize), Part::several("links", "link").optional()]);
/// The fields of the form that accepts an answer.
pub(super) const ACCEPT_FIELDS: Shape = Shape(&[Part::number("answer_seen")]);
/// The fields of the form that gives an answer back.
pub(super) const RETURN_FIELDS: Shape =
    Shape(&[Part::number("answer_seen"), Part::reason(ReasonFor::ReturningAnswer), Part::note("note")]);
/// The fields of the form that takes a question back.
pub(super) const WITHDRAW_FIELDS: Shape =
    Shape(&[Part::reason(ReasonFor::WithdrawingQuestion), Part::note("note")]);

/// An answer to give.
#[derive(Debug, PartialEq)]
pub(super) struct Answered {
    pub(super) words: String,
    pub(super) links: Vec<Link>,
}

pub(super) fn answer(
    words: Words,
    draft: &mut Draft,
    names: &[PupilName],
    offers: &[Offer],
) -> Option<Answered> {
    let said = said_in(words, draft, "answer_words", names);
    let chosen: Vec<Option<Link>> = draft.rows("link").map(|row| offered(offers, row)).collect();
    let links: Option<Vec<Link>> = chosen.into_iter().collect();
    if links.is_none() {
        draft.refuse(words, "links", "form-link-unknown", &[]);
    } else if links.as_ref().is_some_and(|links| links.len() > MOST_LINKS) {
        draft.refuse(words, "links", "refusal-enquiry-too-many-links", &[("most", MOST_LINKS.into())]);
        return None;
    }
    Some(Answered { words: said?, links: links? })
}

/// The answer that somebody read and now judges, by the number of its fact.
pub(super) fn seen(words: Words, draft: &mut Draft) -> Option<Sequence> {
    draft.read(words, "answer_seen", "form-answer-seen-missing", |text| text.parse().ok())
}

/// The reason and its note, in which no pupil is named either.
pub(super) fn reason(
    words: Words,
    draft: &mut Draft,
    act: ReasonFor,
    names: &[PupilName],
) -> Option<reason_form::Typed> {
    let typed = reason_form::parse(words, draft, act);
    let unnamed = is_unnamed(words, draft, "note", names);
    typed.filter(|_| unnamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_each_form_is_told_at_once() {
        let (words, names) = (Words::default(), [PupilName::of("Elif Marlow")]);
        let problems = |draft: &Draft| draft.problems().iter().map(|one| one.field).collect::<Vec<_>>();
        let enquiry = Link::Enquiry { enquiry: domain::EnquiryId::new(uuid::Uuid::nil()) };
        let offers = [Offer { link: enquiry, label: String::new(), address: String::new() }];
        let mut answers = Draft::default().with("link-enquiry/7", "on");
        assert_eq!(answer(words, &mut answers, &names, &offers), None);
        assert_eq!(problems(&answers), ["answer_words", "links"]);
        let mut back = Draft::default().with("note", "Elif was away on the day.");
        assert_eq!(seen(words, &mut back), None);
        assert_eq!(reason(words, &mut back, ReasonFor::ReturningAnswer, &names), None);
        assert_eq!(problems(&back), ["answer_seen", "reason", "note"]);
        let linked = format!("link-{enquiry}");
        let mut good = Draft::default().with("answer_words", "See last year.").with(&linked, "on");
        assert_eq!(answer(words, &mut good, &names, &offers).unwrap().links, [enquiry]);
    }
}
