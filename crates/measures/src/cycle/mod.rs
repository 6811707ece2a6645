//! What a group of pupils gained in one intervention cycle, and whether that is more than they would have gained
//! anyway.
//!
//! Everything is worked out from the pupils who have both a start and an end score. Nothing here says that the
//! teaching caused the gain: without a comparison group nobody can.

mod allowance;
mod change;
mod effect;
mod gate;

use serde::{Deserialize, Serialize};

pub use allowance::{
    AcceleratedCount, ChanceAllowance, ChanceCount, RELIABILITIES, allowances_of_mark, chance_allowance,
};
pub use change::{
    Trajectory, acceleration_rate, ratio_gain, reliable_change, standard_error_of_measurement, trajectory,
};
pub use effect::{ControlledEffect, EffectKind, EffectSize, KindsDiffer};
pub use gate::GainVerdict;

use crate::{
    disclosure::{Policy, shown},
    interval::{Interval, Sample},
    quadrant::{Comparison, Mark, Why},
    token::Token,
};

/// One pupil's start and end score on the same instrument's scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedScore {
    /// At the start.
    pub start: f64,
    /// At the end.
    pub end: f64,
}

impl PairedScore {
    /// End minus start.
    #[must_use]
    pub fn gain(self) -> f64 {
        self.end - self.start
    }
}

/// What the scores are set against. Every part may be unknown, and what needs it is then not available.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// The norm of the end test, in its own points.
    pub norm: Option<f64>,
    /// The gain a typical pupil makes meanwhile; `None` where start and end are not on one linked scale.
    pub expected_gain: Option<f64>,
    /// The standard deviation of the norm group.
    pub sd: Option<f64>,
    /// The mean of the population that the pupils were picked from, at the start.
    pub population_mean: Option<f64>,
}

impl Reference {
    /// A standardised scale: norm 100, spread 15, and a typical pupil keeps the same score.
    ///
    /// # Source
    /// Standardised test manuals (GL Assessment, NFER): mean 100, standard deviation 15; a change of 0 is typical
    /// progress, not none.
    pub const STANDARDISED: Self =
        Self { norm: Some(100.0), expected_gain: Some(0.0), sd: Some(15.0), population_mean: Some(100.0) };
}

/// A cycle's paired scores and what they are set against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CycleScores<'a> {
    /// The pupils with both scores.
    pub pairs: &'a [PairedScore],
    /// What they are set against.
    pub reference: Reference,
}

/// What a cycle came to, for the people who may see it. [`CycleScores::mark`] is the gated form for the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Pupils with both scores.
    pub pupils: u32,
    /// Their mean at the start.
    pub mean_start: f64,
    /// Their mean at the end.
    pub mean_end: f64,
    /// Their mean gain.
    pub mean_gain: f64,
    /// The standard deviation of their gains.
    pub gain_sd: f64,
    /// The t interval of the mean gain; `None` when all gains are the same.
    pub gain_interval: Option<Interval>,
    /// The gain a typical pupil makes meanwhile.
    pub expected_gain: Option<f64>,
    /// How much such a group rises by chance, at each of [`RELIABILITIES`].
    pub allowances: Option<[ChanceAllowance; 2]>,
    /// What may be said of the gain.
    pub verdict: GainVerdict,
    /// Effect sizes, each with its kind: pre-post, never a trial's.
    pub effects: Vec<EffectSize>,
    /// How many gained more than expected, beside the number chance alone would give.
    pub accelerated: Option<AcceleratedCount>,
    /// The gain one pupil must show to be more than the error of the test, at the first of [`RELIABILITIES`].
    pub reliable_change: Option<f64>,
    /// How many pupils showed it, either way.
    pub reliably_changed: Option<u32>,
}

impl CycleScores<'_> {
    /// What the cycle came to; `None` with fewer than two pupils, or a score that is not finite.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        let gains: Vec<f64> = self.pairs.iter().map(|pair| pair.gain()).collect();
        let gain = Sample::of(&gains)?;
        let start = self.sample(|pair| pair.start)?;
        let reference = self.reference;
        let allowances = reference.population_mean.map(|mean| {
            RELIABILITIES.map(|r| ChanceAllowance { r, points: chance_allowance(r, mean, start.mean()) })
        });
        let gain_interval = gain.t_interval();
        let change = reference.sd.and_then(|sd| reliable_change(sd, RELIABILITIES[0]));
        Some(Outcome {
            pupils: gain.pupils(),
            mean_start: start.mean(),
            mean_end: self.sample(|pair| pair.end)?.mean(),
            mean_gain: gain.mean(),
            gain_sd: gain.sd(),
            gain_interval,
            expected_gain: reference.expected_gain,
            allowances,
            verdict: GainVerdict::of(gain_interval, reference.expected_gain, allowances),
            effects: EffectSize::of_gains(gain, reference.sd),
            accelerated: AcceleratedCount::of(self.pairs, &reference),
            reliable_change: change,
            reliably_changed: change.map(|points| count(&gains, |gain| gain.abs() > points)),
        })
    }

    /// The cycle's cross: mean end score less the norm across, mean gain less the expected gain up, both with t
    /// intervals; the gain is judged with chance allowed for. Too few pupils for the policy gives `c` on both axes.
    #[must_use]
    pub fn mark(&self, policy: &Policy) -> Mark {
        let pupils = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
        let hidden = Comparison::absent_because(Why::Token(Token::Confidential));
        if !shown(pupils, policy) {
            return Mark::new(hidden, hidden, None);
        }
        let against = |sample: Option<Sample>, reference: Option<f64>, why: Why| match (sample, reference) {
            (Some(sample), Some(reference)) => {
                let interval = sample.t_interval().and_then(|interval| interval.less(reference));
                Comparison::new(sample.mean(), reference, interval)
            }
            (None, _) => hidden,
            (Some(_), None) => Comparison::absent_because(why),
        };
        let results = against(self.sample(|pair| pair.end), self.reference.norm, Why::NoNorm);
        let progress =
            against(self.sample(PairedScore::gain), self.reference.expected_gain, Why::ScaleNotLinked);
        Mark::of_cycle(results, progress, Some(pupils))
    }

    fn sample(&self, score: impl Fn(PairedScore) -> f64) -> Option<Sample> {
        let scores: Vec<f64> = self.pairs.iter().map(|pair| score(*pair)).collect();
        Sample::of(&scores)
    }
}

/// How many values satisfy a condition.
fn count(values: &[f64], condition: impl Fn(f64) -> bool) -> u32 {
    u32::try_from(values.iter().filter(|value| condition(**value)).count()).unwrap_or(u32::MAX)
}
