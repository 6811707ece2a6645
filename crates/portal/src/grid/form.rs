//! What the grid of a group's scores posts, understood or every problem at once.
//!
//! A cell counts as typed only when it differs from what it showed when the form was opened. So a cell that somebody left
//! alone never takes back what another person recorded meanwhile.

use domain::cycle::{AssessmentPoint, CycleRecord, LiveAssessment, Reading};
use domain::{AssessmentId, ParticipantId, ReasonFor, Score};

use crate::entries::Instrument;
use crate::fields::{Draft, in_row};
use crate::reason_form::{self, Typed};
use crate::refusal;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the grid that all rows share.
pub(super) const FIELDS: Shape = Shape(&[
    Part::day("taken_on").optional(),
    Part::code("test_form").optional(),
    Part::code("instrument").optional(),
    Part::reason_named("missing_reason", ReasonFor::MarkingMissing).optional(),
    Part::note("missing_note"),
    Part::reason_named("changed_reason", ReasonFor::CorrectingAssessment).optional(),
    Part::note("changed_note"),
    Part::rows("pupils", &[Part::number("score")]),
]);
/// Why scores will not come.
pub(super) const MISSING: reason_form::Asked =
    reason_form::Asked { act: ReasonFor::MarkingMissing, reason: "missing_reason", note: "missing_note" };
/// Why scores are changed.
pub(super) const CHANGED: reason_form::Asked = reason_form::Asked {
    act: ReasonFor::CorrectingAssessment,
    reason: "changed_reason",
    note: "changed_note",
};

/// What says that no score will come, as people type it.
const ABSENT: [&str; 6] = ["absent", "abs", "a", "n/a", "na", "missing"];

/// Which grid: the scores at one point by one test.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet<'c> {
    pub(super) point: AssessmentPoint,
    pub(super) instrument: &'c Instrument,
}

/// What is on record for one row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing<'a> {
    Nothing,
    Missing,
    Scored(AssessmentId, &'a LiveAssessment),
}

impl Sheet<'_> {
    /// What is on record for this participant.
    pub(super) fn standing<'r>(&self, record: &'r CycleRecord, participant: ParticipantId) -> Standing<'r> {
        let scored = record.assessments.iter().find(|(_, one)| {
            one.participant == participant
                && one.point == self.point
                && one.instrument.to_string() == self.instrument.version
        });
        let missed =
            record.participants.get(&participant).is_some_and(|one| one.missed.contains(&self.point));
        match scored {
            Some((id, score)) => Standing::Scored(*id, score),
            None if missed => Standing::Missing,
            None => Standing::Nothing,
        }
    }
}

impl Standing<'_> {
    /// As it stands in the cell.
    pub(super) fn text(&self, words: Words) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Missing => words.say("grid-missing"),
            Self::Scored(_, score) => score.reading.score.to_string(),
        }
    }
}

/// What one row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    New(Reading),
    Missing,
    Changed { assessment: AssessmentId, corrects: domain::Sequence, after: Reading },
}

/// What the rows ask for, and why.
pub(super) struct Entered {
    pub(super) rows: Vec<(ParticipantId, Wanted)>,
    pub(super) missing: Option<Typed>,
    pub(super) changed: Option<Typed>,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Empty,
    Absent,
    Score(Score),
}

fn read(text: &str) -> Option<Cell> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Cell::Empty);
    }
    if ABSENT.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Some(Cell::Absent);
    }
    text.parse().ok().map(Cell::Score)
}

/// What a row asks for, if anything.
enum Row {
    AsItIs,
    New(Score),
    Missing,
    Changed {
        assessment: AssessmentId,
        corrects: domain::Sequence,
        after: Reading,
    },
    /// It is on record, and can be corrected and not taken away.
    Stays,
}

impl Row {
    /// The score that it would record, if it records one.
    fn score(&self) -> Option<Score> {
        match self {
            Self::New(score) => Some(*score),
            Self::Changed { after, .. } => Some(after.score),
            Self::AsItIs | Self::Missing | Self::Stays => None,
        }
    }
}

fn row(standing: Standing<'_>, cell: Cell) -> Row {
    match (standing, cell) {
        (Standing::Nothing, Cell::Empty) | (Standing::Missing, Cell::Absent) => Row::AsItIs,
        (Standing::Nothing | Standing::Missing, Cell::Score(score)) => Row::New(score),
        (Standing::Nothing, Cell::Absent) => Row::Missing,
        (Standing::Scored(_, known), Cell::Score(score)) if known.reading.score == score => Row::AsItIs,
        (Standing::Scored(assessment, known), Cell::Score(score)) => Row::Changed {
            assessment,
            corrects: known.live,
            after: Reading { score, ..known.reading.clone() },
        },
        (Standing::Missing | Standing::Scored(..), Cell::Empty) | (Standing::Scored(..), Cell::Absent) => {
            Row::Stays
        }
    }
}

/// Whether somebody typed into the cell since the form was opened.
pub(super) fn is_typed(draft: &Draft, participant: ParticipantId) -> bool {
    let row = participant.to_string();
    draft.in_row("score", &row) != draft.in_row("was", &row)
}

/// Reads the rows of `pupils`, each with the name that problems call it by. What can be understood is in the answer even
/// where something else can't; whether anything can't, the draft knows. `may_change` says whether the reader may put a score right
/// that is on record.
pub(super) fn parse(
    words: Words,
    draft: &mut Draft,
    record: &CycleRecord,
    sheet: Sheet<'_>,
    pupils: &[(ParticipantId, String)],
    may_change: bool,
) -> Entered {
    let mut asked: Vec<(ParticipantId, Row)> = Vec::new();
    let typed: Vec<&(ParticipantId, String)> = pupils.iter().filter(|(id, _)| is_typed(draft, *id)).collect();
    for (participant, who) in &typed {
        let standing = sheet.standing(record, *participant);
        let cell = read(draft.text(&in_row("score", &participant.to_string())));
        match cell.map(|cell| row(standing, cell)) {
            Some(Row::AsItIs) => {}
            Some(Row::Stays) => {
                let values = [("who", who.as_str().into()), ("text", standing.text(words).into())];
                draft.refuse_row(words, "score", &participant.to_string(), "form-cell-on-record", &values);
            }
            Some(Row::Changed { .. }) if !may_change => {
                let values = [("who", who.as_str().into()), ("text", standing.text(words).into())];
                draft.refuse_row(words, "score", &participant.to_string(), "form-cell-head-only", &values);
            }
            Some(row) => {
                if let Some(Err(refusal)) = row.score().map(|score| sheet.instrument.limits().allow(score)) {
                    refusal::note_row(words, draft, (*participant, who), &refusal);
                }
                asked.push((*participant, row));
            }
            None => {
                let values = [("who", who.as_str().into())];
                draft.refuse_row(words, "score", &participant.to_string(), "form-cell-unreadable", &values);
            }
        }
    }
    if let (true, Some((first, _))) = (typed.is_empty(), pupils.first()) {
        draft.refuse_row(words, "score", &first.to_string(), "form-nothing-typed", &[]);
    }
    finish(words, draft, sheet, asked)
}

/// The day, the paper and the reasons, each asked for only where a row needs it.
fn finish(words: Words, draft: &mut Draft, sheet: Sheet<'_>, asked: Vec<(ParticipantId, Row)>) -> Entered {
    let any = |wanted: fn(&Row) -> bool| asked.iter().any(|(_, row)| wanted(row));
    let (new, missing, changed) = (
        any(|row| matches!(row, Row::New(_))),
        any(|row| matches!(row, Row::Missing)),
        any(|row| matches!(row, Row::Changed { .. })),
    );
    let place = if new { place(words, draft, sheet.instrument) } else { None };
    let missing = if missing { reason_form::parse_of(words, draft, MISSING) } else { None };
    let changed = if changed { reason_form::parse_of(words, draft, CHANGED) } else { None };
    let wanted = |(participant, row)| {
        let wanted = match row {
            Row::New(score) => {
                let (taken_on, form) = place.clone()?;
                Wanted::New(Reading { score, taken_on, form })
            }
            Row::Missing => Wanted::Missing,
            Row::Changed { assessment, corrects, after } => Wanted::Changed { assessment, corrects, after },
            Row::AsItIs | Row::Stays => return None,
        };
        Some((participant, wanted))
    };
    Entered { rows: asked.into_iter().filter_map(wanted).collect(), missing, changed }
}

/// The day and the paper of the scores that are added.
fn place(
    words: Words,
    draft: &mut Draft,
    instrument: &Instrument,
) -> Option<(jiff::civil::Date, Option<domain::FormCode>)> {
    let form = if instrument.is.forms.is_empty() {
        Some(None)
    } else {
        draft.read(words, "test_form", "form-test-form-missing", |text| instrument.paper(text).ok())
    };
    let taken_on = draft.day(words, "taken_on");
    Some((taken_on?, form?))
}

/// Puts a pasted column into the cells, from the first pupil downward; of several columns the last. Nothing is put anywhere if
/// it has more lines than there are pupils.
pub(super) fn fill(words: Words, mut draft: Draft, pupils: &[ParticipantId]) -> Draft {
    let column = draft.text("column").to_owned();
    let lines: Vec<&str> = column.lines().collect();
    if lines.len() > pupils.len() {
        let values = [("lines", lines.len().to_string().into()), ("pupils", pupils.len().to_string().into())];
        draft.refuse(words, "column", "form-column-too-long", &values);
        return draft;
    }
    let cell = |line: &&str| line.rsplit('\t').next().unwrap_or_default().trim().to_owned();
    let filled: Vec<(&ParticipantId, String)> = pupils.iter().zip(lines.iter().map(cell)).collect();
    let typed = filled.into_iter().filter(|(_, text)| !text.is_empty());
    typed
        .fold(draft, |draft, (participant, text)| {
            draft.with(&in_row("score", &participant.to_string()), text)
        })
        .with("column", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Facts, number_test, participant};
    use jiff::civil::date;
    use std::sync::LazyLock;

    const BASELINE: AssessmentPoint = AssessmentPoint::Baseline;

    static NUMBER: LazyLock<Instrument> = LazyLock::new(number_test);

    fn sheet() -> Sheet<'static> {
        Sheet { point: BASELINE, instrument: &NUMBER }
    }

    fn pupils() -> Vec<(ParticipantId, String)> {
        (1..=4).map(|number| (participant(number), format!("Pupil {number}"))).collect()
    }

    /// Four pupils, of whom the first has a start score of 82.
    fn given() -> Facts {
        let mut facts = Facts::with_pupils(1, 4);
        facts.score(1, BASELINE, 82, date(2026, 1, 9));
        facts
    }

    /// The form with these cells typed, on what `facts` say.
    fn typed(facts: &Facts, cells: &[(u8, &str)], more: &[(&str, &str)]) -> Draft {
        let record = facts.state.record().unwrap();
        let opened = pupils().into_iter().fold(Draft::default(), |draft, (id, _)| {
            let now = sheet().standing(record, id).text(Words::default());
            draft
                .with(&in_row("was", &id.to_string()), now.clone())
                .with(&in_row("score", &id.to_string()), now)
        });
        let draft = cells.iter().fold(opened, |draft, (number, text)| {
            draft.with(&in_row("score", &participant(*number).to_string()), *text)
        });
        more.iter().fold(draft, |draft, (name, text)| draft.with(name, *text))
    }

    fn parsed(facts: &Facts, draft: &mut Draft) -> Entered {
        parse(Words::default(), draft, facts.state.record().unwrap(), sheet(), &pupils(), true)
    }

    fn anchors(draft: &Draft) -> Vec<String> {
        draft.problems().iter().map(crate::fields::Problem::anchor).collect()
    }

    const TOP: [(&str, &str); 2] = [("taken_on", "2026-01-09"), ("test_form", "b")];

    #[test]
    fn new_missing_and_changed_scores_are_told_apart_and_the_rest_is_left_alone() {
        let facts = given();
        let reasons = [("missing_reason", "absence"), ("changed_reason", "data_entry_error")];
        let more = [&TOP[..], &reasons].concat();
        let mut draft = typed(&facts, &[(1, "84"), (2, " 79.0 "), (3, "ABS")], &more);
        let entered = parsed(&facts, &mut draft);
        assert_eq!(draft.problems(), []);
        let [(_, changed), (_, new), (_, missing)] = &entered.rows[..] else { panic!("{:?}", entered.rows) };
        let Wanted::Changed { after, .. } = changed else { panic!("{changed:?}") };
        assert_eq!((after.score, after.taken_on), (84.into(), date(2026, 1, 9)));
        assert_eq!(after.form.as_ref().unwrap().as_str(), "a", "a correction keeps its paper");
        let Wanted::New(reading) = new else { panic!("{new:?}") };
        assert_eq!(
            (reading.score.to_string().as_str(), reading.form.as_ref().unwrap().as_str()),
            ("79", "b")
        );
        assert_eq!(missing, &Wanted::Missing);
        assert!(entered.missing.is_some() && entered.changed.is_some());
    }

    #[test]
    fn a_score_that_the_test_cannot_give_is_told_beside_everything_else() {
        let facts = given();
        let mut draft = typed(&facts, &[(1, "300"), (2, "79.5"), (3, "none"), (4, "abs")], &[]);
        parsed(&facts, &mut draft);
        let mut codes: Vec<&str> = draft.problems().iter().map(|problem| problem.code.as_str()).collect();
        codes.truncate(3);
        let expected = ["refusal-score-out-of-range", "refusal-score-between-steps", "form-cell-unreadable"];
        assert_eq!(codes, expected);
        assert!(anchors(&draft).contains(&"missing_reason".to_owned()), "{:?}", anchors(&draft));
    }

    #[test]
    fn the_words_for_no_score_are_understood_as_people_type_them() {
        for text in ["absent", "abs", "a", "A", "n/a", "N/A"] {
            assert_eq!(read(text), Some(Cell::Absent), "{text}");
        }
        for text in ["34/50", "b", "12,5", "--"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(" "), Some(Cell::Empty));
    }

    #[test]
    fn every_bad_cell_is_marked_and_so_is_what_the_rows_share() {
        let facts = given();
        let mut draft = typed(&facts, &[(1, ""), (2, "34/50"), (3, "81"), (4, "a")], &[]);
        let _ = parsed(&facts, &mut draft);
        let cell = |number| in_row("score", &participant(number).to_string());
        let expected = [cell(1), cell(2), "test_form".into(), "taken_on".into(), "missing_reason".into()];
        assert_eq!(anchors(&draft), expected);
        let told: Vec<&str> = draft.problems().iter().map(|problem| problem.sentence.as_str()).collect();
        assert!(told[0].contains("Pupil 1") && told[0].contains("82"), "{told:?}");
    }

    #[test]
    fn who_may_not_put_a_score_right_is_told_at_its_cell_and_may_add_others() {
        let facts = given();
        let mut draft = typed(&facts, &[(1, "84"), (2, "79")], &TOP);
        let record = facts.state.record().unwrap();
        let entered = parse(Words::default(), &mut draft, record, sheet(), &pupils(), false);
        assert_eq!(anchors(&draft), [in_row("score", &participant(1).to_string())]);
        assert_eq!(entered.rows.len(), 1);
    }

    #[test]
    fn a_cell_left_alone_takes_nothing_back_that_came_meanwhile() {
        let before = Facts::with_pupils(1, 4);
        let mut draft = typed(&before, &[(2, "79")], &TOP);
        let entered = parsed(&given(), &mut draft);
        assert_eq!(draft.problems(), []);
        assert_eq!(entered.rows.len(), 1);
        let mut draft = typed(&before, &[(1, "82.0")], &TOP);
        assert!(parsed(&given(), &mut draft).rows.is_empty(), "the same score was recorded meanwhile");
    }

    #[test]
    fn a_form_in_which_nothing_was_typed_says_so_at_its_first_cell() {
        let facts = given();
        let mut draft = typed(&facts, &[], &TOP);
        assert!(parsed(&facts, &mut draft).rows.is_empty());
        assert_eq!(anchors(&draft), [in_row("score", &participant(1).to_string())]);
    }

    #[test]
    fn a_pasted_column_fills_downward_and_one_that_is_too_long_fills_nothing() {
        let ids: Vec<ParticipantId> = pupils().into_iter().map(|(id, _)| id).collect();
        let text =
            |draft: &Draft, number| draft.text(&in_row("score", &participant(number).to_string())).to_owned();
        let draft = Draft::default().with("column", "Ada\t81\r\n\r\nBo\tabs\r\n");
        let filled = fill(Words::default(), draft, &ids);
        assert_eq!([1, 2, 3, 4].map(|number| text(&filled, number)), ["81", "", "abs", ""]);
        assert_eq!(filled.text("column"), "");
        let long = fill(Words::default(), Draft::default().with("column", "1\n2\n3\n4\n5"), &ids);
        assert_eq!((anchors(&long), text(&long, 1)), (vec!["column".to_owned()], String::new()));
        assert!(!long.text("column").is_empty(), "what was pasted is kept");
    }
}
