//! Tells scores, and how they were put right.

use domain::AssessmentId;
use domain::catalogue::EntryKind;
use domain::cycle::{AssessmentCorrected, AssessmentMissed, AssessmentRecorded, AssessmentVoided, Reading};

use super::{Line, Teller};
use crate::term;

impl Teller<'_> {
    pub(super) fn assessed(&self, recorded: &AssessmentRecorded) -> Vec<Line> {
        let words = self.words;
        vec![
            self.who(recorded.participant),
            self.said("field-point", term::of(words, "point-{}", &recorded.point)),
            self.said(
                "field-instrument",
                self.called_in_catalogue(EntryKind::Instrument, &recorded.instrument),
            ),
            self.said("field-score", self.reading(&recorded.reading)),
        ]
    }

    /// A score with its day and paper, on one line.
    pub(super) fn reading(&self, reading: &Reading) -> String {
        let words = self.words;
        let day = words.date(reading.taken_on);
        let score = reading.score.to_string();
        match &reading.form {
            Some(form) => {
                let form = term::coded(words, "test-form-{}", form);
                words.tell(
                    "story-reading-form",
                    &[("score", score.into()), ("day", day.into()), ("form", form.into())],
                )
            }
            None => words.tell("story-reading", &[("score", score.into()), ("day", day.into())]),
        }
    }

    pub(super) fn missed(&self, missed: &AssessmentMissed) -> Vec<Line> {
        vec![
            self.who(missed.participant),
            self.said("field-point", term::of(self.words, "point-{}", &missed.point)),
        ]
    }

    pub(super) fn corrected(&self, corrected: &AssessmentCorrected) -> Vec<Line> {
        let mut lines = self.which(corrected.assessment_id);
        lines.push(self.entry("story-corrects", corrected.corrects_seq));
        lines.push(self.changed(
            "field-score",
            self.reading(&corrected.before),
            self.reading(&corrected.after),
        ));
        lines
    }

    pub(super) fn voided(&self, voided: &AssessmentVoided) -> Vec<Line> {
        let mut lines = self.which(voided.assessment_id);
        lines.push(self.entry("story-voids", voided.voids_seq));
        lines
    }

    /// Whose score it is, and at which point.
    fn which(&self, assessment: AssessmentId) -> Vec<Line> {
        let Some((participant, point)) = self.records.scores.get(&assessment) else { return Vec::new() };
        vec![self.who(*participant), self.said("field-point", term::of(self.words, "point-{}", point))]
    }
}
