//! What the forms about needs and targets post: a few answers for the group and a row for each pupil, understood or every
//! problem at once.

use domain::cycle::{Judgement, NeedSource, TargetMeasure};
use domain::{ConceptCode, InstrumentVersion, ParticipantId, ReasonFor, Score, Sequence};
use jiff::civil::Date;

use crate::access::Visitor;
use crate::change::OpenCycle;
use crate::entries::Instrument;
use crate::fields::{Draft, in_row};
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form about needs. The first two stand in each pupil's row.
pub(super) const NEED_FIELDS: Shape = Shape(&[
    Part::code("concept"),
    Part::word::<NeedSource>("source"),
    Part::day("effective_on"),
    Part::rows("pupils", &[Part::text("can_do", TEXT_MOST), Part::text("not_yet", TEXT_MOST)]),
]);
/// The fields of the form about targets. The last two stand in each pupil's row.
pub(super) const TARGET_FIELDS: Shape = Shape(&[
    Part::code("concept"),
    Part::text("statement", TEXT_MOST),
    Part::word::<TargetMeasure>("measure"),
    Part::code("instrument").optional(),
    Part::day("due_on"),
    Part::day("effective_on"),
    Part::rows("pupils", &[Part::tick("pupil"), Part::number("target_value").optional()]),
]);
/// The fields of the form to judge a target.
pub(super) const JUDGE_FIELDS: Shape = Shape(&[
    Part::word::<Judgement>("judgement"),
    Part::several("evidence", "evidence").optional(),
    Part::text("shown_by", TEXT_MOST).optional(),
    Part::day("effective_on"),
]);
/// The fields of the form to set a target anew.
pub(super) const REVISE_FIELDS: Shape = Shape(&[
    Part::code("concept"),
    Part::text("statement", TEXT_MOST),
    Part::word::<TargetMeasure>("measure"),
    Part::code("instrument").optional(),
    Part::day("due_on"),
    Part::day("effective_on"),
    Part::rows("pupils", &[Part::number("target_value").optional()]).optional(),
    Part::reason(ReasonFor::RevisingTarget),
    Part::note("note"),
    Part::number("revises"),
]);
/// The most letters of one text.
const TEXT_MOST: usize = 500;

/// What pupils can do and can't do yet.
pub(super) struct Seen {
    pub(super) concept: ConceptCode,
    pub(super) source: NeedSource,
    pub(super) effective_on: Date,
    /// For each pupil of whom something was written: what the pupil can do, and what not yet.
    pub(super) rows: Vec<(ParticipantId, [String; 2])>,
}

/// What pupils are to be able to do.
pub(super) struct Agreed {
    pub(super) concept: ConceptCode,
    pub(super) statement: String,
    pub(super) measure: TargetMeasure,
    pub(super) instrument: Option<InstrumentVersion>,
    pub(super) due_on: Date,
    pub(super) effective_on: Date,
    /// For each pupil, the value to reach; none where the teacher judges.
    pub(super) rows: Vec<(ParticipantId, Option<Score>)>,
}

pub(super) fn needs(visitor: &Visitor, draft: &mut Draft, cycle: &OpenCycle) -> Option<Seen> {
    let words = visitor.words;
    let concept = concept(visitor, draft);
    let source = draft.read(words, "source", "form-need-source-missing", |text| text.parse().ok());
    let effective_on = draft.day(words, "effective_on");
    let rows = need_rows(words, draft, cycle);
    Some(Seen { concept: concept?, source: source?, effective_on: effective_on?, rows: rows? })
}

/// The rows in which something was written. Half a row is a problem, and so is a form without any.
fn need_rows(
    words: Words,
    draft: &mut Draft,
    cycle: &OpenCycle,
) -> Option<Vec<(ParticipantId, [String; 2])>> {
    let pupils = cycle.taking_part(words);
    let (mut rows, mut fine) = (Vec::new(), true);
    for (id, who) in &pupils {
        let row = id.to_string();
        let texts = ["can_do", "not_yet"].map(|field| draft.in_row(field, &row).to_owned());
        if texts.iter().all(String::is_empty) {
            continue;
        }
        for (field, text) in ["can_do", "not_yet"].into_iter().zip(&texts) {
            if !(1..=TEXT_MOST).contains(&text.chars().count()) {
                let id = if field == "can_do" { "form-can-do-missing" } else { "form-not-yet-missing" };
                draft.refuse_row(words, field, &row, id, &[("who", who.into())]);
                fine = false;
            }
        }
        rows.push((*id, texts));
    }
    if rows.is_empty() {
        let first = pupils.first().map(|(id, _)| id.to_string()).unwrap_or_default();
        draft.refuse_row(words, "can_do", &first, "form-nothing-written", &[]);
        return None;
    }
    fine.then_some(rows)
}

/// Whether a target was reached, and what shows it.
pub(super) struct Judged {
    pub(super) judgement: Judgement,
    /// The facts that hold the scores.
    pub(super) scores: Vec<Sequence>,
    /// What shows it in words.
    pub(super) text: Option<String>,
    pub(super) effective_on: Date,
}

/// A target as it is to be from now on, for its one pupil.
pub(super) struct Revised {
    pub(super) revises: u64,
    pub(super) agreed: Agreed,
    pub(super) reason: reason_form::Typed,
}

/// The name of a score's checkbox.
pub(super) fn evidence_field(sequence: Sequence) -> String {
    format!("evidence-{sequence}")
}

/// The facts that hold the scores of a pupil, the newest first.
pub(super) fn scores_of(cycle: &OpenCycle, participant: ParticipantId) -> Vec<Sequence> {
    let of_pupil = cycle.record.assessments.values().filter(|one| one.participant == participant);
    let mut scores: Vec<Sequence> = of_pupil.map(|one| one.live).collect();
    scores.sort_unstable_by(|one, other| other.cmp(one));
    scores
}

pub(super) fn judge(
    words: Words,
    draft: &mut Draft,
    cycle: &OpenCycle,
    participant: ParticipantId,
) -> Option<Judged> {
    let judgement = draft.read(words, "judgement", "form-judgement-missing", |text| text.parse().ok());
    let mut scores = scores_of(cycle, participant);
    scores.retain(|sequence| !draft.text(&evidence_field(*sequence)).is_empty());
    let text = draft.read(words, "shown_by", "form-text-too-long", |text| {
        (text.chars().count() <= TEXT_MOST).then(|| (!text.is_empty()).then(|| text.to_owned()))
    });
    let shows_nothing = scores.is_empty() && text.as_ref().is_some_and(Option::is_none);
    if shows_nothing {
        draft.refuse(words, "evidence", "form-shown-by-missing", &[]);
    }
    let effective_on = draft.day(words, "effective_on");
    if shows_nothing {
        return None;
    }
    Some(Judged { judgement: judgement?, scores, text: text?, effective_on: effective_on? })
}

pub(super) fn revise(
    visitor: &Visitor,
    draft: &mut Draft,
    cycle: &OpenCycle,
    participant: ParticipantId,
) -> Option<Revised> {
    let words = visitor.words;
    let revises = draft.read(words, "revises", "form-corrects-missing", |text| text.parse().ok());
    // The same questions as for a new target, asked of this pupil alone.
    let mut asked = draft.clone();
    for (id, _) in cycle.taking_part(words) {
        let ticked = if id == participant { "on" } else { "" };
        asked = asked.with(&in_row("pupil", &id.to_string()), ticked);
    }
    let agreed = targets(visitor, &mut asked, cycle);
    *draft = asked;
    let reason = reason_form::parse(words, draft, ReasonFor::RevisingTarget);
    Some(Revised { revises: revises?, agreed: agreed?, reason: reason? })
}

pub(super) fn targets(visitor: &Visitor, draft: &mut Draft, cycle: &OpenCycle) -> Option<Agreed> {
    let words = visitor.words;
    let concept = concept(visitor, draft);
    let statement = draft.read(words, "statement", "form-statement-missing", |text| {
        (1..=TEXT_MOST).contains(&text.chars().count()).then(|| text.to_owned())
    });
    let measure = draft.read(words, "measure", "form-measure-missing", |text| text.parse().ok());
    let test = match measure {
        Some(TargetMeasure::Score) => draft
            .read(words, "instrument", "form-target-test-missing", |text| {
                visitor.catalogue.tests_of(&cycle.record).into_iter().find(|one| one.version == text)
            })
            .map(Some),
        Some(TargetMeasure::ItemsCorrect | TargetMeasure::Percent | TargetMeasure::Judgement) | None => {
            Some(None)
        }
    };
    let due_on = draft.day(words, "due_on");
    let effective_on = draft.day(words, "effective_on");
    let due_on = in_order(words, draft, effective_on, due_on);
    let rows = target_rows(words, draft, cycle, measure, test.flatten());
    let instrument = test?.map(Instrument::pinned);
    Some(Agreed {
        concept: concept?,
        statement: statement?,
        measure: measure?,
        instrument,
        due_on: due_on?,
        effective_on: effective_on?,
        rows: rows?,
    })
}

/// The day on which a target is due, if it does not come before the day on which it is set.
fn in_order(words: Words, draft: &mut Draft, set_on: Option<Date>, due_on: Option<Date>) -> Option<Date> {
    if set_on.zip(due_on).is_some_and(|(set, due)| due < set) {
        draft.refuse(words, "due_on", "form-due-before-set", &[]);
        return None;
    }
    due_on
}

/// The ticked rows, each with a value that its measure can have.
fn target_rows(
    words: Words,
    draft: &mut Draft,
    cycle: &OpenCycle,
    measure: Option<TargetMeasure>,
    test: Option<&Instrument>,
) -> Option<Vec<(ParticipantId, Option<Score>)>> {
    let pupils = cycle.taking_part(words);
    let (mut rows, mut fine) = (Vec::new(), true);
    for (id, who) in &pupils {
        let row = id.to_string();
        if draft.in_row("pupil", &row).is_empty() {
            continue;
        }
        let value = match measure {
            Some(TargetMeasure::Judgement) | None => Some(None),
            Some(measure) => value(words, draft, (&row, who), bounds(measure, test)).map(Some),
        };
        fine &= value.is_some();
        rows.push((*id, value.flatten()));
    }
    if rows.is_empty() {
        let first = pupils.first().map(|(id, _)| id.to_string()).unwrap_or_default();
        draft.refuse_row(words, "pupil", &first, "form-nobody-ticked", &[]);
        return None;
    }
    fine.then_some(rows)
}

/// The lowest and the highest value that a measure can have, as far as it has any.
fn bounds(measure: TargetMeasure, test: Option<&Instrument>) -> [Option<Score>; 2] {
    match measure {
        TargetMeasure::Score => [test.map(|test| test.is.scores.least), test.map(|test| test.is.scores.most)],
        TargetMeasure::Percent => [Some(Score::from(0)), Some(Score::from(100))],
        TargetMeasure::ItemsCorrect => [Some(Score::from(0)), None],
        TargetMeasure::Judgement => [None, None],
    }
}

fn value(
    words: Words,
    draft: &mut Draft,
    (row, who): (&str, &str),
    [least, most]: [Option<Score>; 2],
) -> Option<Score> {
    let typed = draft.in_row("target_value", row).parse::<Score>().ok();
    let below = |value: Score| least.is_some_and(|least| value < least);
    let above = |value: Score| most.is_some_and(|most| value > most);
    let who = ("who", who.into());
    match (typed, least, most) {
        (None, _, _) => draft.refuse_row(words, "target_value", row, "form-target-value-missing", &[who]),
        (Some(value), Some(least), Some(most)) if below(value) || above(value) => {
            let values = [who, ("least", least.to_string().into()), ("most", most.to_string().into())];
            draft.refuse_row(words, "target_value", row, "form-target-value-out-of-range", &values);
        }
        (Some(value), _, _) if below(value) => {
            draft.refuse_row(words, "target_value", row, "form-target-value-missing", &[who]);
        }
        (Some(value), _, _) => return Some(value),
    }
    None
}

fn concept(visitor: &Visitor, draft: &mut Draft) -> Option<ConceptCode> {
    draft.read(visitor.words, "concept", "form-concept-missing", |text| visitor.catalogue.concept(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::in_row;
    use crate::policy::Role;
    use crate::test_support::{Facts, open_cycle, participant, visitor};

    const DAY: &str = "2026-01-20";

    fn cycle(pupils: u8) -> OpenCycle {
        open_cycle(&Facts::with_pupils(1, pupils))
    }

    fn row(field: &str, pupil: u8) -> String {
        in_row(field, &participant(pupil).to_string())
    }

    fn anchors(draft: &Draft) -> Vec<String> {
        draft.problems().iter().map(crate::fields::Problem::anchor).collect()
    }

    fn need() -> Draft {
        let draft = Draft::default().with("concept", "place-value").with("source", "interview");
        draft.with("effective_on", DAY)
    }

    #[test]
    fn a_judgement_rests_on_a_score_of_the_pupil_or_on_words() {
        let mut facts = Facts::with_pupils(1, 2);
        let day = jiff::civil::date(2026, 1, 9);
        facts.score(1, domain::cycle::AssessmentPoint::Baseline, 82, day);
        let cycle = open_cycle(&facts);
        let own = scores_of(&cycle, participant(1));
        assert_eq!((own.len(), scores_of(&cycle, participant(2)).len()), (1, 0));
        let judged = |draft: Draft, pupil: u8| {
            let mut draft = draft.with("judgement", "partly_met").with("effective_on", DAY);
            let entry = judge(Words::default(), &mut draft, &cycle, participant(pupil));
            (entry, anchors(&draft))
        };
        let ticked = Draft::default().with(&evidence_field(own[0]), "on");
        assert_eq!(judged(ticked.clone(), 1).0.unwrap().scores, own);
        assert_eq!(judged(ticked, 2).1, ["evidence"], "a score of another pupil shows nothing");
        let text = judged(Draft::default().with("shown_by", "Explained two sums aloud."), 2).0.unwrap().text;
        assert_eq!(text.unwrap(), "Explained two sums aloud.");
    }

    #[test]
    fn a_revision_asks_what_a_new_target_asks_of_its_own_pupil_and_why() {
        let cycle = cycle(2);
        let draft = Draft::default()
            .with("revises", "9")
            .with("concept", "place-value")
            .with("statement", "Keeps the tens.")
            .with("measure", "percent")
            .with(&row("target_value", 2), "140")
            .with("due_on", "2026-03-27")
            .with("effective_on", DAY);
        let mut wrong = draft.clone();
        assert!(revise(&visitor(Role::Lead), &mut wrong, &cycle, participant(2)).is_none());
        assert_eq!(anchors(&wrong), [row("target_value", 2), "reason".to_owned()]);
        let mut right = draft.with(&row("target_value", 2), "80").with("reason", "need_met");
        let entry = revise(&visitor(Role::Lead), &mut right, &cycle, participant(2)).unwrap();
        assert_eq!(entry.agreed.rows, [(participant(2), Some(Score::from(80)))]);
        let mut foreign = Draft::default();
        assert!(revise(&visitor(Role::Lead), &mut foreign, &cycle, participant(2)).is_none());
    }

    #[test]
    fn rows_left_empty_are_left_out_and_the_others_are_understood() {
        let cycle = cycle(3);
        let mut draft = need()
            .with(&row("can_do", 1), "Counts in tens.")
            .with(&row("not_yet", 1), "Loses the tens.")
            .with(&row("can_do", 3), "Adds to 20.")
            .with(&row("not_yet", 3), "Bridges no ten.");
        let seen = needs(&visitor(Role::Lead), &mut draft, &cycle).unwrap();
        let pupils: Vec<_> = seen.rows.iter().map(|(id, _)| *id).collect();
        assert_eq!(pupils, [participant(1), participant(3)]);
        assert_eq!(seen.rows[1].1, ["Adds to 20.", "Bridges no ten."]);
    }

    #[test]
    fn half_a_row_and_a_form_without_any_are_problems_at_their_fields() {
        let cycle = cycle(2);
        let mut draft = need().with("source", "").with(&row("not_yet", 2), "Loses the tens.");
        assert!(needs(&visitor(Role::Lead), &mut draft, &cycle).is_none());
        assert_eq!(anchors(&draft), ["source".to_owned(), row("can_do", 2)]);
        assert!(draft.problems()[1].sentence.starts_with("Pupil 2: "), "{:?}", draft.problems());
        let mut empty = need();
        assert!(needs(&visitor(Role::Lead), &mut empty, &cycle).is_none());
        assert_eq!(anchors(&empty), [row("can_do", 1)]);
    }

    fn target(measure: &str) -> Draft {
        Draft::default()
            .with("concept", "place-value")
            .with("statement", "Adds two numbers below 100.")
            .with("measure", measure)
            .with("instrument", "number-test@1")
            .with("due_on", "2026-03-27")
            .with("effective_on", DAY)
            .with(&row("pupil", 1), "on")
    }

    #[test]
    fn a_value_is_asked_for_where_there_is_one_to_reach() {
        let cycle = cycle(2);
        for (measure, value, understood) in [
            ("score", "94.5", Some("94.5")),
            ("score", "20", None),
            ("percent", "80", Some("80")),
            ("percent", "101", None),
            ("items_correct", "12", Some("12")),
            ("items_correct", "-1", None),
            ("items_correct", "many", None),
        ] {
            let mut draft = target(measure).with(&row("target_value", 1), value);
            let agreed = targets(&visitor(Role::Lead), &mut draft, &cycle);
            let reached = agreed.and_then(|agreed| agreed.rows[0].1).map(|value| value.to_string());
            assert_eq!(reached.as_deref(), understood, "{measure} {value}");
            if understood.is_none() {
                assert_eq!(anchors(&draft), [row("target_value", 1)], "{measure} {value}");
            }
        }
        let agreed = targets(&visitor(Role::Lead), &mut target("judgement"), &cycle).unwrap();
        assert_eq!((agreed.rows, agreed.instrument), (vec![(participant(1), None)], None));
    }

    #[test]
    fn every_problem_of_a_target_is_told_at_once() {
        let cycle = cycle(2);
        let mut draft =
            target("score").with("instrument", "").with("due_on", "2026-01-19").with("concept", "");
        assert!(targets(&visitor(Role::Lead), &mut draft, &cycle).is_none());
        assert_eq!(
            anchors(&draft),
            ["concept".to_owned(), "instrument".into(), "due_on".into(), row("target_value", 1)]
        );
        let mut nobody = target("judgement").with(&row("pupil", 1), "");
        assert!(targets(&visitor(Role::Lead), &mut nobody, &cycle).is_none());
        assert_eq!(anchors(&nobody), [row("pupil", 1)]);
    }
}
