//! What the forms about questions post, understood or with every problem at once.

use domain::Subject;
use domain::cohort_result::Group;
use domain::enquiry::{Link, MOST_WORDS, QuestionCode, Topic};

use crate::enquiry_links::{Offer, offered};
use crate::fields::{Draft, is_unseen};
use crate::published::{GROUPS, SUBJECTS};
use crate::pupil_names::{self, PupilName};
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of a new question.
pub(super) const RAISE_FIELDS: Shape = Shape(&[
    Part::word::<QuestionCode>("question"),
    Part::text("question_words", MOST_WORDS as usize),
    Part::text("topic", 80).optional(),
    Part::one_of("topic_subject", subjects).optional(),
    Part::one_of("topic_group", groups).optional(),
]);

fn subjects() -> Vec<String> {
    SUBJECTS.iter().map(ToString::to_string).collect()
}

fn groups() -> Vec<String> {
    GROUPS.iter().map(ToString::to_string).collect()
}

/// A question to raise.
#[derive(Debug, PartialEq)]
pub(super) struct Raised {
    pub(super) question: QuestionCode,
    pub(super) words: String,
    pub(super) about: Option<Topic>,
}

pub(super) fn raise(
    words: Words,
    draft: &mut Draft,
    names: &[PupilName],
    offers: &[Offer],
) -> Option<Raised> {
    let question = draft.read(words, "question", "form-question-missing", |text| text.parse().ok());
    let asked = said(words, draft, "question_words", names);
    let about = topic(words, draft, offers);
    Some(Raised { question: question?, words: asked?, about: about.ok()? })
}

/// Words that are there, not too long, and name no pupil.
pub(crate) fn said(
    words: Words,
    draft: &mut Draft,
    field: &'static str,
    names: &[PupilName],
) -> Option<String> {
    let text = draft.text(field).to_owned();
    // Signs that nobody sees say nothing, and one that turns the direction would turn what stands around it.
    let seen = |sign: char| !sign.is_whitespace() && !is_unseen(sign);
    if !text.chars().any(seen) {
        draft.refuse(words, field, "refusal-enquiry-words-missing", &[]);
        return None;
    }
    if text.chars().count() > MOST_WORDS as usize {
        draft.refuse(
            words,
            field,
            "refusal-enquiry-words-too-long",
            &[("most", MOST_WORDS.to_string().into())],
        );
        return None;
    }
    is_unnamed(words, draft, field, names).then_some(text)
}

/// Whether no pupil is named in a field; otherwise the problem is noted.
pub(crate) fn is_unnamed(words: Words, draft: &mut Draft, field: &'static str, names: &[PupilName]) -> bool {
    match pupil_names::found(draft.text(field), names) {
        Some(name) => {
            draft.refuse(words, field, "form-enquiry-names", &[("name", name.into())]);
            false
        }
        None => true,
    }
}

/// The problem is noted in the draft.
struct Noted;

/// What the question is about: nothing for the school as a whole.
fn topic(words: Words, draft: &mut Draft, offers: &[Offer]) -> Result<Option<Topic>, Noted> {
    let chosen = match draft.text("topic") {
        "" => Some(None),
        text => offered(offers, text).filter(|link| !matches!(link, Link::Enquiry { .. })).map(Some),
    };
    let subject = listed::<Subject>(words, draft, "topic_subject", &SUBJECTS);
    let group = listed::<Group>(words, draft, "topic_group", &GROUPS);
    let Some(chosen) = chosen else {
        draft.refuse(words, "topic", "form-topic-unknown", &[]);
        return Err(Noted);
    };
    let (subject, group) = (subject?, group?);
    let in_part = subject.is_some() || group.is_some();
    match chosen {
        Some(Link::Results { stage, year }) => Ok(Some(Topic::Results { stage, year, subject, group })),
        Some(Link::Cycle { cycle }) if !in_part => Ok(Some(Topic::Cycle { cycle })),
        None if !in_part => Ok(None),
        Some(Link::Cycle { .. } | Link::Enquiry { .. }) | None => {
            draft.refuse(words, "topic", "form-topic-part-of-results", &[]);
            Err(Noted)
        }
    }
}

/// A word of a list, or nothing.
fn listed<T: std::str::FromStr + PartialEq>(
    words: Words,
    draft: &mut Draft,
    field: &'static str,
    all: &[T],
) -> Result<Option<T>, Noted> {
    let read = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().filter(|one| all.contains(one)).map(Some),
    };
    draft.read(words, field, "form-topic-unknown", read).ok_or(Noted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Stage, VariantArray as _};

    fn offers() -> Vec<Offer> {
        let (stage, year) = (Stage::Ks2, "2018-19".parse().unwrap());
        let cycle = "00000000-0000-4000-8000-000000000001".parse().unwrap();
        [Link::Results { stage, year }, Link::Cycle { cycle }]
            .map(|link| Offer { link, label: link.to_string(), address: String::new() })
            .to_vec()
    }

    fn problems(draft: &Draft) -> Vec<&'static str> {
        draft.problems().iter().map(|one| one.field).collect()
    }

    fn raised(pairs: &[(&str, &str)]) -> (Option<Raised>, Vec<&'static str>) {
        let draft = Draft::default().with("question", "q2").with("question_words", "What explains it?");
        let mut draft = pairs.iter().fold(draft, |draft, (name, text)| draft.with(name, *text));
        let names = [PupilName::of("Elif Marlow")];
        let read = raise(Words::default(), &mut draft, &names, &offers());
        (read, problems(&draft))
    }

    #[test]
    fn every_problem_of_each_form_is_told_at_once() {
        let (words, names) = (Words::default(), [PupilName::of("Elif Marlow")]);
        let mut new = Draft::default().with("topic", "cycle/7").with("topic_subject", "mathematics");
        assert_eq!(raise(words, &mut new, &names, &offers()), None);
        assert_eq!(problems(&new), ["question", "question_words", "topic"]);
    }

    #[test]
    fn words_that_nobody_sees_are_no_question() {
        for blank in ["", "  \r\n ", "\u{200b}\u{202e}"] {
            assert_eq!(raised(&[("question_words", blank)]), (None, vec!["question_words"]));
        }
    }

    #[test]
    fn a_question_that_names_a_pupil_or_is_too_long_is_refused() {
        for wrong in ["Why did Elif gain?", "elif marlow gained", &"a".repeat(2_001)] {
            assert_eq!(raised(&[("question_words", wrong)]), (None, vec!["question_words"]), "{wrong}");
        }
    }

    #[test]
    fn a_question_is_about_the_school_or_results_or_a_cycle_and_parts_belong_to_results() {
        assert_eq!(raised(&[]).0.unwrap().about, None);
        let results =
            [("topic", "results/ks2/2018-19"), ("topic_subject", "reading"), ("topic_group", "boys")];
        let Some(Topic::Results { subject, group, .. }) = raised(&results).0.unwrap().about else { panic!() };
        assert_eq!((subject, group), (Some(Subject::Reading), Some(Group::Boys)));
        let cycle = "cycle/00000000-0000-4000-8000-000000000001";
        assert!(matches!(raised(&[("topic", cycle)]).0.unwrap().about, Some(Topic::Cycle { .. })));
        assert_eq!(raised(&[("topic", cycle), ("topic_group", "boys")]).1, ["topic"]);
        assert_eq!(raised(&[("topic_subject", "reading")]).1, ["topic"]);
        assert_eq!(raised(&[("topic", "results/ks2/1999-00")]).1, ["topic"], "no results of that year");
        assert_eq!(raised(&[("topic_subject", "music")]).1, ["topic_subject"]);
    }

    #[test]
    fn every_question_of_the_catalogue_is_a_word_of_the_form() {
        assert_eq!(QuestionCode::VARIANTS.len(), 27);
        assert_eq!("q26".parse::<QuestionCode>().unwrap(), QuestionCode::Q26);
        assert!("q27".parse::<QuestionCode>().is_err());
    }
}
