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
/// The field in which a form that proposes carries along what it said when it was opened.
pub(super) const OPENED: &str = "opened";
/// The most bytes of that.
const OPENED_MOST: usize = 8_000;
/// What a form does not take from the record: its first day, and why.
const ANSWERS: [&str; 3] = ["effective_on", "reason", "note"];
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

/// What a form said when it was opened, to be carried along in it.
pub(super) fn opened(draft: &Draft, fields: &Shape) -> String {
    serde_json::json!(typed(draft, fields)).to_string()
}

/// The same as it comes back; nothing where it did not, as from a program.
pub(super) fn as_opened(draft: &Draft, fields: &Shape) -> Option<Vec<(String, String)>> {
    let text = Some(draft.text(OPENED)).filter(|text| text.len() <= OPENED_MOST)?;
    let mut said: Vec<(String, String)> = serde_json::from_str(text).ok()?;
    said.retain(|(name, _)| fields.names().any(|field| field == name));
    Some(said)
}

/// A field that was changed on both sides since a proposal was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Which field.
    pub(super) field: String,
    /// What the form said when it was opened; none where that is not known.
    pub(super) was: Option<String>,
    /// What it says now.
    pub(super) now: String,
    /// What was proposed.
    pub(super) proposed: String,
}

/// The form as it is `now`, with what the proposer changed in it, and where both sides changed something else. Where it is
/// not known what the form said when it was opened, all that was sent counts as changed.
pub(super) fn laid_over(
    now: Draft,
    proposed: &[(String, String)],
    opened: Option<&[(String, String)]>,
) -> (Draft, Vec<Difference>) {
    let (mut form, mut differences) = (now, Vec::new());
    for (field, proposed) in proposed {
        let was = opened.map(|said| said.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text));
        let is_of_record = !ANSWERS.contains(&field.as_str());
        if is_of_record && was == Some(proposed) {
            continue;
        }
        let now = form.text(field).to_owned();
        if is_of_record && was != Some(&now) && now != *proposed {
            let (field, was) = (field.clone(), was.map(str::to_owned));
            differences.push(Difference { field, was, now, proposed: proposed.clone() });
        }
        form = form.with(field, proposed.clone());
    }
    (form, differences)
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

    fn pairs<const N: usize>(all: [(&str, &str); N]) -> Vec<(String, String)> {
        all.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec()
    }

    fn now() -> Draft {
        Draft::default()
            .with("tier", "tier3")
            .with("share_of_sessions", "50")
            .with("group", "Blue")
            .with("effective_on", "2026-11-22")
    }

    #[test]
    fn only_what_the_proposer_changed_is_laid_over_and_what_both_changed_is_told() {
        let said = pairs([("tier", "tier2"), ("share_of_sessions", "100"), ("group", "Red")]);
        let sent = [("tier", "tier2"), ("share_of_sessions", "75"), ("group", "Blue")];
        let sent = [pairs(sent), pairs([("effective_on", "2026-11-20"), ("note", "Ada is nearly there.")])];
        let (form, differences) = laid_over(now(), &sent.concat(), Some(&said));
        let fields =
            ["tier", "share_of_sessions", "group", "effective_on", "note"].map(|name| form.text(name));
        assert_eq!(fields, ["tier3", "75", "Blue", "2026-11-20", "Ada is nearly there."]);
        let share = Difference {
            field: "share_of_sessions".to_owned(),
            was: Some("100".to_owned()),
            now: "50".to_owned(),
            proposed: "75".to_owned(),
        };
        assert_eq!(differences, [share], "the tier was left as it was, and both chose one group");
    }

    #[test]
    fn where_the_form_was_not_kept_every_difference_from_the_record_is_told() {
        let sent = pairs([("tier", "tier2"), ("group", "Blue"), ("effective_on", "2026-11-20")]);
        let (form, differences) = laid_over(now(), &sent, None);
        assert_eq!(form.text("tier"), "tier2");
        let told: Vec<(&str, Option<&str>)> =
            differences.iter().map(|one| (one.field.as_str(), one.was.as_deref())).collect();
        assert_eq!(told, [("tier", None)]);
    }

    #[test]
    fn what_a_form_said_comes_back_as_it_was_and_nothing_else_with_it() {
        const FIELDS: Shape = Shape(&[Part::text("group", 40).optional(), PROPOSAL]);
        let said = opened(&Draft::default().with("group", "“Blue”").with("other", "x"), &FIELDS);
        let back = |text: &str| as_opened(&Draft::default().with(OPENED, text), &FIELDS);
        assert_eq!(back(&said), Some(pairs([("group", "“Blue”")])));
        assert_eq!(back(r#"[["group","Red"],["role","target"]]"#), Some(pairs([("group", "Red")])));
        assert_eq!((back(""), back("{}"), back(&"9".repeat(9_000))), (None, None, None));
    }
}
