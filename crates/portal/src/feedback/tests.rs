//! What can be spoken of, and what is refused.

use domain::VariantArray as _;
use measures::question::QuestionId;

use super::form::{self, About, Clear, Shows};
use crate::fields::Draft;
use crate::pupil_names::PupilName;
use crate::words::Words;

#[test]
fn every_chart_and_question_has_a_name_that_is_read_back_and_words() {
    assert_eq!(About::all().count(), Shows::VARIANTS.len() + QuestionId::ALL.len());
    for about in About::all() {
        assert_eq!(about.to_string().parse(), Ok(about));
        let told = about.tell(Words::default());
        assert!(told.contains(' ') && !told.contains('{'), "{about}: {told}");
    }
    for wrong in ["", "chart", "chart-pie", "question-q27", "question-own"] {
        assert!(wrong.parse::<About>().is_err(), "{wrong}");
    }
}

#[test]
fn a_sentence_is_optional_names_no_pupil_and_every_problem_is_told_at_once() {
    let (words, names) = (Words::default(), [PupilName::of("Elif Marlow")]);
    let read = |about: &str, clear: &str, text: &str| {
        let draft = Draft::default().with("about", about).with("clear", clear);
        let mut draft = draft.with("feedback_words", text);
        let given = form::given(words, &mut draft, &names);
        (given, draft.problems().iter().map(|one| one.field).collect::<Vec<_>>())
    };
    let (given, _) = read("question-q5", "partly", " \u{200b}");
    let given = given.unwrap();
    assert_eq!((given.clear, given.words), (Clear::Partly, None), "a sign that nobody sees is no sentence");
    let (given, problems) = read("chart-pie", "perhaps", "Is Elif the cross?");
    assert_eq!((given, problems), (None, vec!["about", "clear", "feedback_words"]));
    assert_eq!(read("chart-trend", "no", &"a".repeat(301)).1, ["feedback_words"]);
}
