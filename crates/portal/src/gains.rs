//! What came of a cycle: pairs of start and end scores by one test, and the figures made from them. Pure.
//!
//! Staff see figures made from the scores as they stand. Whoever sees closed cycles only gets what was published of them in
//! an edition ([`crate::editions`]).

use std::collections::{BTreeMap, BTreeSet};

use domain::cycle::{AssessmentPoint, CycleRecord, EffectSizeKind, Outcome, leading_test};
use domain::edition::ShownFigure;
use domain::{MethodVersion, ParticipantId, ScaleId, Score};
use measures::claim::{Claim as _, GainClaim};
use measures::cycle::EffectKind;
use measures::{
    Comparison, CycleScores, Interval, Mark, PairedScore, Policy, Reference, Token, Why, disclosure,
};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::assessments::read::Entry;
use crate::entries::Catalogue;
use crate::words::Words;

/// How outcomes are worked out, in its present version.
const METHOD: &str = "cycle-outcome@1";
/// Digits after the point that a sealed figure keeps.
const DIGITS: u32 = 4;
/// How sure the intervals of an outcome are meant to be: [`measures::interval::Sample::t_interval`] makes no others.
const CONFIDENCE_PERCENT: u8 = 95;

/// The pairs of one cycle, by the test that most of its pupils have both scores of.
#[derive(Debug, Clone, PartialEq)]
pub struct Gains {
    /// The scale.
    pub scale: String,
    /// What scores on it are set against.
    pub reference: Reference,
    /// Each pupil with both scores.
    pub pairs: BTreeMap<ParticipantId, PairedScore>,
}

/// One score, as pairs are made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point<'a> {
    /// Whose.
    pub participant: ParticipantId,
    /// At which point.
    pub point: AssessmentPoint,
    /// By which test, in which edition.
    pub test: &'a str,
    /// On which scale.
    pub scale: &'a str,
    /// The score.
    pub score: f64,
}

impl Gains {
    /// The pairs among `points` of the pupils who take part; nothing if nobody has both scores by one test.
    #[must_use]
    pub fn of(
        catalogue: &Catalogue,
        points: &[Point<'_>],
        taking_part: &BTreeSet<ParticipantId>,
    ) -> Option<Self> {
        let test =
            leading_test(points.iter().map(|one| (one.participant, one.point, one.test)), taking_part)?;
        let of_test = || points.iter().filter(|one| one.test == test);
        let scale = of_test().next()?.scale.to_owned();
        let at = |participant, wanted| {
            let found = of_test().find(|one| one.participant == participant && one.point == wanted);
            found.map(|one| one.score)
        };
        let pair = |id: &ParticipantId| {
            let start = at(*id, AssessmentPoint::Baseline)?;
            Some((*id, PairedScore { start, end: at(*id, AssessmentPoint::End)? }))
        };
        Some(Self {
            reference: catalogue.reference(&scale),
            scale,
            pairs: taking_part.iter().filter_map(pair).collect(),
        })
    }

    /// The pairs of one cycle's rows.
    #[must_use]
    pub fn of_entries<'a>(
        catalogue: &Catalogue,
        entries: impl IntoIterator<Item = &'a Entry>,
        taking_part: &BTreeSet<ParticipantId>,
    ) -> Option<Self> {
        let points: Vec<Point<'_>> = entries
            .into_iter()
            .filter_map(|entry| {
                let scored = entry.score.as_ref()?;
                let score = scored.value.to_f64()?;
                Some(Point {
                    participant: entry.participant,
                    point: entry.point,
                    test: &scored.instrument,
                    scale: &scored.scale,
                    score,
                })
            })
            .collect();
        Self::of(catalogue, &points, taking_part)
    }

    /// The pairs of a cycle, from its facts so far.
    #[must_use]
    pub fn of_record(catalogue: &Catalogue, record: &CycleRecord) -> Option<Self> {
        let taking_part: BTreeSet<ParticipantId> = record.active_targets().map(|(id, _)| *id).collect();
        let tests: Vec<String> = record.assessments.values().map(|one| one.instrument.to_string()).collect();
        let points: Vec<Point<'_>> = record
            .assessments
            .values()
            .zip(&tests)
            .filter_map(|(one, test)| {
                let (participant, point, scale) = (one.participant, one.point, one.scale.as_str());
                Some(Point { participant, point, test, scale, score: number(one.reading.score)? })
            })
            .collect();
        Self::of(catalogue, &points, &taking_part)
    }

    /// What the cycle came to; nothing with fewer than two pairs.
    #[must_use]
    pub fn outcome(&self) -> Option<measures::cycle::Outcome> {
        self.with_scores(|scores| scores.outcome())
    }

    /// The cycle's cross on the chart.
    #[must_use]
    pub fn mark(&self, policy: &Policy) -> Mark {
        self.with_scores(|scores| scores.mark(policy))
    }

    fn with_scores<T>(&self, then: impl FnOnce(CycleScores<'_>) -> T) -> T {
        let pairs: Vec<PairedScore> = self.pairs.values().copied().collect();
        then(CycleScores { pairs: &pairs, reference: self.reference })
    }
}

/// The cross of a cycle without any pair.
#[must_use]
pub fn no_mark() -> Mark {
    let hidden = Comparison::absent_because(Why::Token(Token::Confidential));
    Mark::new(hidden, hidden, None)
}

/// Figures that were fixed: sealed when a cycle closed, or published in an edition.
#[derive(Debug, Clone, Copy)]
pub struct Fixed {
    pupils: u32,
    results: Against,
    gain: Against,
}

/// A mean with its range, and what it is set against.
#[derive(Debug, Clone, Copy)]
struct Against {
    mean: Option<Score>,
    ends: [Option<Score>; 2],
    reference: Option<f64>,
}

impl Fixed {
    /// What was sealed when a cycle closed, against the norms of today.
    #[must_use]
    pub fn sealed(catalogue: &Catalogue, outcome: &Outcome) -> Self {
        let reference = catalogue.reference(outcome.scale.as_ref().map_or("", ScaleId::as_str));
        Self {
            pupils: outcome.n_complete.into(),
            results: Against {
                mean: outcome.end_mean,
                ends: [outcome.end_ci_lower, outcome.end_ci_upper],
                reference: reference.norm,
            },
            gain: Against {
                mean: outcome.mean,
                ends: [outcome.ci_lower, outcome.ci_upper],
                reference: reference.expected_gain,
            },
        }
    }

    /// What an edition says, against the norms that stand in it.
    #[must_use]
    pub fn published(figure: &ShownFigure) -> Self {
        Self {
            pupils: figure.pupils.into(),
            results: Against {
                mean: figure.end,
                ends: [figure.end_lower, figure.end_upper],
                reference: figure.norm.and_then(number),
            },
            gain: Against {
                mean: Some(figure.gain),
                ends: [figure.gain_lower, figure.gain_upper],
                reference: figure.expected_gain.and_then(number),
            },
        }
    }

    /// The cross of it, through the gate for small numbers.
    #[must_use]
    pub fn mark(&self, policy: &Policy) -> Mark {
        if !disclosure::shown(self.pupils, policy) {
            return no_mark();
        }
        Mark::of_cycle(
            self.results.compared(Why::NoNorm),
            self.gain.compared(Why::ScaleNotLinked),
            Some(self.pupils),
        )
    }

    /// What may be said of it: the very sentence that the board reads beside the figures.
    #[must_use]
    pub fn told(&self, words: Words, policy: &Policy) -> String {
        let claim = GainClaim::of_mark(&self.mark(policy), policy);
        if disclosure::shown(self.pupils, policy) && claim.verdict().is_none() {
            words.say("report-start-no-norm")
        } else {
            words.claim(&claim.sentence())
        }
    }
}

impl Against {
    fn compared(&self, why: Why) -> Comparison {
        let Some(against) = self.reference else { return Comparison::absent_because(why) };
        let Some(value) = self.mean.and_then(number) else { return Comparison::absent_because(why) };
        // Governors see tenths: finer figures of a small group would give its scores away.
        let value = tenths(value);
        let [lower, upper] = self.ends.map(|end| end.and_then(number).map(tenths));
        let interval =
            lower.zip(upper).and_then(|(lower, upper)| Interval::new(lower - against, upper - against));
        Comparison::new(value, against, interval)
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// What is sealed when a cycle closes, worked out from its facts so far. Nothing if the method's own name can't be read,
/// which a test rules out.
#[must_use]
pub fn to_seal(catalogue: &Catalogue, record: &CycleRecord) -> Option<Outcome> {
    let gains = Gains::of_record(catalogue, record);
    let outcome = gains.as_ref().and_then(Gains::outcome);
    let ends = gains.as_ref().and_then(|gains| {
        measures::interval::Sample::of(&gains.pairs.values().map(|pair| pair.end).collect::<Vec<_>>())
    });
    let effect = outcome.as_ref().and_then(|outcome| outcome.effects.first());
    let end_interval = ends.and_then(measures::interval::Sample::t_interval);
    let gain_interval = outcome.as_ref().and_then(|outcome| outcome.gain_interval);
    Some(Outcome {
        n: record.group_size(),
        n_complete: gains.as_ref().map_or(Some(0), |gains| u16::try_from(gains.pairs.len()).ok())?,
        scale: gains.as_ref().and_then(|gains| ScaleId::parse(&gains.scale).ok()),
        mean: outcome.as_ref().and_then(|outcome| decimal(outcome.mean_gain)),
        sd: outcome.as_ref().and_then(|outcome| decimal(outcome.gain_sd)),
        ci_lower: gain_interval.and_then(|interval| decimal(interval.lower())),
        ci_upper: gain_interval.and_then(|interval| decimal(interval.upper())),
        end_mean: ends.and_then(|ends| decimal(ends.mean())),
        end_ci_lower: end_interval.and_then(|interval| decimal(interval.lower())),
        end_ci_upper: end_interval.and_then(|interval| decimal(interval.upper())),
        confidence_percent: gain_interval.or(end_interval).map(|_| CONFIDENCE_PERCENT),
        accelerated_n: outcome
            .as_ref()
            .and_then(|outcome| outcome.accelerated)
            .and_then(|count| u16::try_from(count.accelerated).ok()),
        es: effect.and_then(|effect| decimal(effect.value())),
        es_kind: effect.map(|effect| match effect.kind() {
            EffectKind::MeanOverReferenceSd => EffectSizeKind::ReferenceSd,
            EffectKind::StandardisedMeanChangeHedges => EffectSizeKind::HedgesGz,
        }),
        method: MethodVersion::parse(METHOD).ok()?,
        benchmark_set: record.plan.benchmark_set.clone(),
    })
}

/// A stored decimal as the number that figures are worked out with.
fn number(score: Score) -> Option<f64> {
    score.decimal().to_f64()
}

fn decimal(value: f64) -> Option<Score> {
    Decimal::from_f64(value).map(|value| Score::new(value.round_dp(DIGITS)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::catalogue;
    use measures::Certainty;

    fn pupil(number: u128) -> ParticipantId {
        ParticipantId::new(uuid::Uuid::from_u128(number))
    }

    /// The worked example of seven pupils: mean gain 6.86, interval 4.83 to 8.89.
    const START: [f64; 7] = [82.0, 84.0, 79.0, 88.0, 85.0, 81.0, 86.0];
    const END: [f64; 7] = [90.0, 91.0, 83.0, 95.0, 93.0, 85.0, 96.0];

    fn points(scale: &str) -> Vec<Point<'_>> {
        let at = |point, scores: [f64; 7]| {
            (1..).zip(scores).map(move |(number, score)| Point {
                participant: pupil(number),
                point,
                test: "number-test@1",
                scale,
                score,
            })
        };
        at(AssessmentPoint::Baseline, START).chain(at(AssessmentPoint::End, END)).collect()
    }

    fn everyone() -> BTreeSet<ParticipantId> {
        (1..=7).map(pupil).collect()
    }

    #[test]
    fn seven_pupils_gain_what_the_worked_example_says() {
        let gains = Gains::of(&catalogue(), &points("number-standardised"), &everyone()).unwrap();
        let outcome = gains.outcome().unwrap();
        assert!((outcome.mean_gain - 6.857).abs() < 0.001);
        let interval = outcome.gain_interval.unwrap();
        assert!((interval.lower() - 4.83).abs() < 0.005 && (interval.upper() - 8.89).abs() < 0.005);
        let mark = gains.mark(&Policy::default());
        assert!(mark.progress().may_be_chance(), "4.83 is less than the 4.93 that chance alone may give");
        assert_eq!(mark.progress().certainty(), Certainty::TooCloseToCall);
    }

    #[test]
    fn who_left_and_who_has_one_score_only_is_not_counted() {
        let mut points = points("number-standardised");
        points.retain(|point| point.participant != pupil(2) || point.point == AssessmentPoint::Baseline);
        let staying: BTreeSet<_> = everyone().into_iter().filter(|id| *id != pupil(1)).collect();
        let gains = Gains::of(&catalogue(), &points, &staying).unwrap();
        assert_eq!(gains.pairs.len(), 5);
        assert!(!gains.mark(&Policy::default()).is_plottable(), "five pupils are too few");
    }

    #[test]
    fn scores_on_different_scales_are_never_subtracted() {
        let mut points = points("number-standardised");
        for point in points.iter_mut().filter(|point| point.point == AssessmentPoint::End) {
            (point.test, point.scale) = ("quick-facts@1", "quick-facts-raw");
        }
        assert_eq!(Gains::of(&catalogue(), &points, &everyone()), None);
    }

    #[test]
    fn of_two_tests_the_one_with_more_pairs_makes_the_figures_and_the_other_adds_nothing() {
        let number = points("number-standardised");
        let mut quick = points("quick-facts-raw");
        quick.retain(|point| point.participant != pupil(7));
        for point in &mut quick {
            (point.test, point.score) = ("a-quick-test@1", 12.0);
        }
        let both: Vec<_> = quick.iter().chain(&number).copied().collect();
        assert_eq!(
            Gains::of(&catalogue(), &both, &everyone()),
            Gains::of(&catalogue(), &number, &everyone())
        );
    }

    #[test]
    fn two_tests_are_never_subtracted_though_they_share_a_scale() {
        let mut points = points("number-standardised");
        for point in points.iter_mut().filter(|point| point.point == AssessmentPoint::End) {
            point.test = "number-screen@1";
        }
        assert_eq!(Gains::of(&catalogue(), &points, &everyone()), None);
    }

    #[test]
    fn a_scale_without_norms_has_a_gain_and_no_place_on_the_chart() {
        let gains = Gains::of(&catalogue(), &points("quick-facts-raw"), &everyone()).unwrap();
        assert!(gains.outcome().is_some());
        let mark = gains.mark(&Policy::default());
        let missing: Vec<_> = mark.not_available().map(|(_, why)| why).collect();
        assert_eq!(missing, [Why::NoNorm, Why::ScaleNotLinked]);
    }
}
