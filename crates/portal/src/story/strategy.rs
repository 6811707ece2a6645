//! Tells what was tried, and how that changed.

use domain::catalogue::EntryKind;
use domain::cycle::{Practice, Reach, StrategyAdapted, StrategyAdopted, StrategyStopped};

use super::{Line, Teller};
use crate::term;

impl Teller<'_> {
    pub(super) fn adopted(&self, adopted: &StrategyAdopted) -> Vec<Line> {
        let practice = &adopted.practice;
        vec![
            self.said("field-strategy", self.called_in_catalogue(EntryKind::Strategy, &adopted.strategy)),
            self.said("field-lever", term::of(self.words, "lever-{}", &practice.lever)),
            self.said("story-used", self.practice(practice)),
            self.said("field-expected-effect", self.texts.of(&practice.expected_effect).tell(self.words)),
        ]
    }

    /// How a strategy is used, on one line.
    #[must_use]
    pub fn practice(&self, practice: &Practice) -> String {
        let words = self.words;
        let part = term::of(words, "lesson-part-{}", &practice.lesson_part);
        let reach = match &practice.participants {
            Reach::All => words.say("story-everyone"),
            Reach::Only(named) => {
                named.iter().map(|participant| self.called(*participant)).collect::<Vec<_>>().join(", ")
            }
        };
        match &practice.concept {
            Some(concept) => {
                let concept = self.called_in_catalogue(EntryKind::Concept, concept);
                let values = [("part", part.into()), ("concept", concept.into()), ("who", reach.into())];
                words.tell("story-practice-concept", &values)
            }
            None => words.tell("story-practice", &[("part", part.into()), ("who", reach.into())]),
        }
    }

    pub(super) fn adapted(&self, adapted: &StrategyAdapted) -> Vec<Line> {
        let words = self.words;
        let (before, after) = (&adapted.before, &adapted.after);
        let mut lines = vec![
            self.said("field-strategy", self.called_in_catalogue(EntryKind::Strategy, &adapted.strategy)),
        ];
        if before.lever != after.lever {
            let lever = |practice: &Practice| term::of(words, "lever-{}", &practice.lever);
            lines.push(self.changed("field-lever", lever(before), lever(after)));
        }
        lines.push(self.changed("story-used", self.practice(before), self.practice(after)));
        if before.expected_effect != after.expected_effect {
            let expected = |practice: &Practice| self.texts.of(&practice.expected_effect).tell(words);
            lines.push(self.changed("field-expected-effect", expected(before), expected(after)));
        }
        lines
    }

    pub(super) fn stopped(&self, stopped: &StrategyStopped) -> Vec<Line> {
        vec![
            self.said("field-strategy", self.called_in_catalogue(EntryKind::Strategy, &stopped.strategy)),
            self.said(
                "field-judged-effect",
                term::of(self.words, "judged-effect-{}", &stopped.judged_effect),
            ),
        ]
    }
}
