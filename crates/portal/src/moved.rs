//! What some facts of a cycle moved: the few figures by which a reader follows a cycle, before them and after. Pure.
//!
//! It is worked out by the rules from the facts themselves, so that it says the same for ever. No norm and nothing else of the
//! catalogue goes into these figures; the limit for small numbers is that of then (`limit_then`).

use cqrs_es::Aggregate as _;
use domain::cycle::{AssessmentPoint, Cycle};
use journal::Recorded;
use measures::{Interval, Policy, disclosure};
use serde::Serialize;
use utoipa::ToSchema;

use crate::entries::Catalogue;
use crate::gains::Gains;
use crate::story::{self, Line};
use crate::words::Words;
use crate::{chart, term};

/// Where a cycle stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CycleStand)]
pub struct Stand {
    /// The stage: `planned`, `running`, `assessed`, `closed`, `reported`, `cancelled`; `unplanned` before its first fact.
    stage: String,
    /// Pupils who are taught in it.
    pupils: usize,
    /// Scores on record, at any point.
    scores: usize,
    /// Scores at the start.
    start_scores: usize,
    /// Scores at the end.
    end_scores: usize,
    /// Pupils with both scores by one test.
    with_both: usize,
    /// Their mean gain, in the units of the scale; none with fewer pupils than the school's limit.
    mean_gain: Option<f64>,
    /// The lower end of the gain's range.
    gain_lower: Option<f64>,
    /// The upper end.
    gain_upper: Option<f64>,
}

impl Stand {
    fn of(policy: &Policy, cycle: &Cycle) -> Self {
        let record = cycle.record();
        let gains = record.and_then(|record| Gains::of_record(&Catalogue::default(), record));
        let outcome = gains.as_ref().and_then(Gains::outcome);
        let outcome = outcome.filter(|outcome| disclosure::shown(outcome.pupils, policy));
        let range = outcome.as_ref().and_then(|outcome| outcome.gain_interval);
        let scores = |at: Option<AssessmentPoint>| {
            let all = record.into_iter().flat_map(|record| record.assessments.values());
            all.filter(|one| at.is_none_or(|point| one.point == point)).count()
        };
        Self {
            stage: cycle.stage().name().to_owned(),
            pupils: record.map_or(0, |record| record.active_targets().count()),
            scores: scores(None),
            start_scores: scores(Some(AssessmentPoint::Baseline)),
            end_scores: scores(Some(AssessmentPoint::End)),
            with_both: gains.map_or(0, |gains| gains.pairs.len()),
            mean_gain: outcome.as_ref().map(|outcome| outcome.mean_gain),
            gain_lower: range.map(Interval::lower),
            gain_upper: range.map(Interval::upper),
        }
    }

    /// What it says, each thing by its message.
    fn told(&self, words: Words) -> [(&'static str, String); 7] {
        let stage = if self.stage == "unplanned" {
            words.say("moved-unplanned")
        } else {
            term::of(words, "state-{}", &self.stage)
        };
        [
            ("cycles-column-state", stage),
            ("moved-pupils", self.pupils.to_string()),
            ("moved-scores", self.scores.to_string()),
            ("moved-start-scores", self.start_scores.to_string()),
            ("moved-end-scores", self.end_scores.to_string()),
            ("cycles-column-pupils", self.with_both.to_string()),
            ("story-mean-gain", self.gain(words)),
        ]
    }

    /// The mean gain with its range.
    #[must_use]
    pub fn gain(&self, words: Words) -> String {
        let Some(gain) = self.mean_gain.map(chart::signed) else { return words.say("moved-no-gain") };
        let range = self.gain_lower.zip(self.gain_upper);
        match range.and_then(|(lower, upper)| Interval::new(lower, upper)) {
            Some(range) => words.tell(
                "cycle-figure-range",
                &[("value", gain.into()), ("range", chart::range(words, range).into())],
            ),
            None => gain,
        }
    }
}

/// Where a cycle stood before some facts, and where it stood after them.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Before.
    pub before: Stand,
    /// After.
    pub after: Stand,
}

impl Moved {
    /// What the facts moved that `is_of` names, of a cycle's stream up to them; what came after does not matter.
    #[must_use]
    pub fn of(
        policy: &Policy,
        stream: &[Recorded],
        is_before: impl Fn(&Recorded) -> bool,
        is_of: impl Fn(&Recorded) -> bool,
    ) -> Self {
        let mut cycle = Cycle::default();
        let facts = |wanted: &dyn Fn(&Recorded) -> bool| -> Vec<&Recorded> {
            stream.iter().filter(|fact| wanted(fact)).collect()
        };
        facts(&is_before).into_iter().filter_map(story::event).for_each(|event| cycle.apply(event));
        let before = Stand::of(policy, &cycle);
        facts(&is_of).into_iter().filter_map(story::event).for_each(|event| cycle.apply(event));
        Self { before, after: Stand::of(policy, &cycle) }
    }

    /// What is otherwise after than before, in words; empty where nothing that is counted changed.
    #[must_use]
    pub fn lines(&self, words: Words) -> Vec<Line> {
        let pairs = self.before.told(words).into_iter().zip(self.after.told(words));
        let moved = pairs.filter(|((_, before), (_, after))| before != after);
        moved
            .map(|((id, before), (_, after))| Line::Changed { label: words.say(id), before, after })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Facts;
    use jiff::civil::date;

    #[test]
    fn a_fact_is_told_by_the_figures_that_it_moved_and_by_no_other() {
        let mut facts = Facts::with_pupils(1, 6);
        for pupil in 1..=6 {
            facts.score(pupil, AssessmentPoint::Baseline, 80 + i32::from(pupil), date(2026, 1, 9));
        }
        let moved = |stream: &[Recorded], sequence: u64| {
            Moved::of(
                &Policy::default(),
                stream,
                |fact| fact.sequence < sequence,
                |fact| fact.sequence == sequence,
            )
        };
        let last = facts.recorded.last().unwrap().sequence;
        let one = moved(&facts.recorded, last);
        assert_eq!((one.before.scores, one.after.scores), (5, 6));
        let labels: Vec<String> =
            one.lines(Words::default()).into_iter().map(|line| format!("{line:?}")).collect();
        assert_eq!(labels.len(), 2, "all scores, and those of the start: {labels:?}");
        let planned = moved(&facts.recorded, 1);
        assert_eq!((planned.before.stage.as_str(), planned.after.stage.as_str()), ("unplanned", "planned"));
        // A need changes nothing that is counted.
        let need = facts.recorded.iter().find(|fact| fact.event_type == "need_assessed").unwrap().sequence;
        assert_eq!(moved(&facts.recorded, need).lines(Words::default()), []);
    }
}
