//! What some facts of a cycle moved: the few figures by which a reader follows a cycle, before them and after. Pure.
//!
//! It is worked out by the rules from the facts themselves, so that it says the same for ever. Of the catalogue nothing goes into it
//! but the norm of a scale, which never becomes another; the limit for small numbers is that of then (`limit_then`).

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::Aggregate as _;
use domain::cycle::{AssessmentPoint, Cycle};
use journal::Recorded;
use measures::claim::{Claim as _, GainClaim};
use measures::cycle::GainVerdict;
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
    /// What may be said of the gain, such as `accelerated`; none with too few pupils.
    #[schema(value_type = Option<String>)]
    verdict: Option<GainVerdict>,
    /// The same in full; none with fewer than two pupils with both scores.
    #[serde(skip)]
    claim: Option<GainClaim>,
}

impl Stand {
    fn of(catalogue: &Catalogue, policy: &Policy, cycle: &Cycle) -> Self {
        let record = cycle.record();
        let gains = record.and_then(|record| Gains::of_record(catalogue, record));
        let outcome = gains.as_ref().and_then(Gains::outcome);
        let claim = outcome.as_ref().map(|outcome| GainClaim::of(outcome, policy));
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
            verdict: claim.and_then(|claim| claim.verdict()),
            claim,
        }
    }

    /// What it says, each thing by its message.
    fn told(&self, words: Words) -> [(&'static str, String); 8] {
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
            ("moved-may-be-said", self.may_be_said(words)),
        ]
    }

    /// What may be said of the gain: the very sentence that stands on the cycle's page.
    #[must_use]
    pub fn may_be_said(&self, words: Words) -> String {
        self.claim.map_or_else(|| words.say("moved-nothing-to-say"), |claim| words.claim(&claim.sentence()))
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

/// By what figures are worked out: the norms of scales, and the limit for small numbers.
pub struct Rules<'a> {
    /// The norms.
    pub catalogue: &'a Catalogue,
    /// The limit.
    pub policy: Policy,
}

impl Rules<'_> {
    fn stand(&self, cycle: &Cycle) -> Stand {
        Stand::of(self.catalogue, &self.policy, cycle)
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
        rules: &Rules<'_>,
        stream: &[Recorded],
        is_before: impl Fn(&Recorded) -> bool,
        is_of: impl Fn(&Recorded) -> bool,
    ) -> Self {
        let mut cycle = Cycle::default();
        let mut apply = |wanted: &dyn Fn(&Recorded) -> bool| -> Stand {
            let events = stream.iter().filter(|fact| wanted(fact)).filter_map(story::event);
            events.for_each(|event| cycle.apply(event));
            rules.stand(&cycle)
        };
        Self { before: apply(&is_before), after: apply(&is_of) }
    }

    /// What each of the facts with these numbers moved, of a cycle's stream; by the rules of each.
    #[must_use]
    pub fn by_each<'a>(
        rules: impl Fn(&Recorded) -> Rules<'a>,
        stream: &[Recorded],
        wanted: &BTreeSet<u64>,
    ) -> BTreeMap<u64, Self> {
        let mut cycle = Cycle::default();
        let mut moved = BTreeMap::new();
        for fact in stream {
            let rules = wanted.contains(&fact.sequence).then(|| rules(fact));
            let before = rules.as_ref().map(|rules| rules.stand(&cycle));
            if let Some(event) = story::event(fact) {
                cycle.apply(event);
            }
            if let Some((rules, before)) = rules.zip(before) {
                moved.insert(fact.sequence, Self { before, after: rules.stand(&cycle) });
            }
        }
        moved
    }

    /// Whether something else may be said of the gain after than before.
    #[must_use]
    pub fn is_said_otherwise(&self) -> bool {
        self.before.verdict != self.after.verdict
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
    use crate::test_support::{Facts, catalogue};
    use crate::test_support::{assessment, number_test};
    use domain::cycle::{CorrectAssessment, CycleAct, Reading};
    use domain::{GivenReason, ReasonCode, Score, Sequence};
    use jiff::civil::date;

    #[test]
    fn a_fact_is_told_by_the_figures_that_it_moved_and_by_no_other() {
        let mut facts = Facts::with_pupils(1, 6);
        for pupil in 1..=6 {
            facts.score(pupil, AssessmentPoint::Baseline, 80 + i32::from(pupil), date(2026, 1, 9));
        }
        let moved = |stream: &[Recorded], sequence: u64| {
            Moved::of(
                &Rules { catalogue: &catalogue(), policy: Policy::default() },
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

    /// The worked example of seven pupils, whose gain may be chance; and then the first score at the end is put right by twelve
    /// points.
    #[test]
    fn a_score_that_is_put_right_may_change_what_is_said_and_each_fact_moves_what_it_moved_alone() {
        let mut facts = Facts::with_pupils(1, 7);
        let starts = [82, 84, 79, 88, 85, 81, 86];
        let ends = [90, 91, 83, 95, 93, 85, 96];
        for (point, scores, day) in [
            (AssessmentPoint::Baseline, starts, date(2026, 1, 9)),
            (AssessmentPoint::End, ends, date(2026, 3, 26)),
        ] {
            for (pupil, score) in (1..).zip(scores) {
                facts.score(pupil, point, score, day);
            }
        }
        let whole = facts.recorded.last().unwrap().sequence;
        let after =
            Reading { score: Score::from(78), taken_on: date(2026, 3, 26), form: Some("a".parse().unwrap()) };
        let correction = CorrectAssessment {
            instrument: number_test().limits(),
            windows: number_test().windows(),
            assessment_id: assessment(facts.cycle, 1, AssessmentPoint::End),
            corrects_seq: Sequence::new(whole - 6),
            after,
            reason: GivenReason::of(ReasonCode::DataEntryError),
        };
        facts.tell(date(2026, 3, 27), CycleAct::CorrectAssessment(Box::new(correction)));
        let corrected = facts.recorded.last().unwrap().sequence;
        let catalogue = catalogue();
        let by = |threshold| {
            let policy = Policy::with_threshold(threshold).unwrap();
            Moved::by_each(
                |_| Rules { catalogue: &catalogue, policy },
                &facts.recorded,
                &BTreeSet::from([whole, corrected]),
            )
        };
        let moved = by(6);
        assert_eq!(moved.len(), 2);
        let [last, correction] = [&moved[&whole], &moved[&corrected]];
        assert_eq!((last.before.with_both, last.after.with_both), (6, 7));
        assert_eq!(last.after, correction.before);
        let words = Words::default();
        assert!(correction.is_said_otherwise(), "{correction:?}");
        assert_ne!(correction.before.may_be_said(words), correction.after.may_be_said(words));
        assert!(
            correction.before.may_be_said(words).starts_with("The 7 pupils gained 6.9 points on average")
        );
        let of = |sequence| {
            let rules = Rules { catalogue: &catalogue, policy: Policy::with_threshold(6).unwrap() };
            let is_before = |fact: &Recorded| fact.sequence < sequence;
            Moved::of(&rules, &facts.recorded, is_before, |fact| fact.sequence == sequence)
        };
        assert_eq!([&of(whole), &of(corrected)], [last, correction]);
        let hidden = &by(8)[&corrected];
        assert!(!hidden.is_said_otherwise(), "nothing is said of seven where eight are asked for");
        assert_eq!(hidden.before.may_be_said(words), hidden.after.may_be_said(words));
    }
}
