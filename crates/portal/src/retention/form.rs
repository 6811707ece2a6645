//! What the form about the yearly look posts, understood or with every problem at once.

use domain::school::RetentionDecision;

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form.
pub(super) const FIELDS: Shape =
    Shape(&[Part::word::<RetentionDecision>("decision"), Part::note("review_note")]);

/// The most characters of a note.
const MOST_NOTE: usize = domain::reason::MOST_NOTE_LENGTH as usize;

/// A look that somebody took.
#[derive(Debug, PartialEq)]
pub(super) struct Looked {
    pub(super) decision: RetentionDecision,
    /// What was written beside it; none where nothing was.
    pub(super) note: Option<String>,
}

pub(super) fn looked(words: Words, draft: &mut Draft) -> Option<Looked> {
    let decision = draft
        .read(words, "decision", "retention-decision-missing", |text| text.parse::<RetentionDecision>().ok());
    let note = Some(draft.text("review_note").to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > MOST_NOTE) {
        let most = [("most", MOST_NOTE.to_string().into())];
        draft.refuse(words, "review_note", "retention-note-too-long", &most);
        return None;
    }
    if decision == Some(RetentionDecision::KeptLonger) && note.is_none() {
        draft.refuse(words, "review_note", "refusal-school-keeping-note-missing", &[]);
        return None;
    }
    Some(Looked { decision: decision?, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(decision: &str, note: &str) -> (Option<Looked>, Vec<&'static str>) {
        let mut draft = Draft::default().with("decision", decision).with("review_note", note);
        let looked = looked(Words::default(), &mut draft);
        (looked, draft.problems().iter().map(|one| one.field).collect())
    }

    #[test]
    fn a_decision_of_the_list_is_asked_for_and_a_note_where_something_is_kept() {
        let (looked, problems) = read("nothing_due", " ");
        assert_eq!(looked, Some(Looked { decision: RetentionDecision::NothingDue, note: None }));
        assert_eq!(problems, Vec::<&str>::new());
        assert_eq!(read("kept_longer", "").1, ["review_note"]);
        assert_eq!(read("forgotten", &"x".repeat(501)).1, ["decision", "review_note"]);
        let (looked, _) = read("kept_longer", "A court asked us to wait.");
        assert_eq!(looked.unwrap().note.as_deref(), Some("A court asked us to wait."));
    }
}
