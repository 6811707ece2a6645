//! How large a change is, on a scale that lets tests be compared, always with the kind of figure it is.
//!
//! A change from before to after is not the effect of the teaching: only a trial with a comparison group measures
//! that, and only such an effect is ever turned into months.

use serde::Serialize;

use crate::{
    interval::{Interval, ON_THE_LINE, Sample},
    method::{EFFECT_CHANGE_HEDGES, EFFECT_REFERENCE_SD, MethodId},
};

/// What kind of effect size a figure is. Two kinds are never subtracted, averaged or ranked together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// Mean gain over the spread of the test's norm group.
    MeanOverReferenceSd,
    /// Mean gain over the spread of the group's own gains, with Hedges' correction.
    StandardisedMeanChangeHedges,
}

impl EffectKind {
    /// The method, to print beside the figure.
    #[must_use]
    pub const fn method_id(self) -> MethodId {
        match self {
            Self::MeanOverReferenceSd => EFFECT_REFERENCE_SD,
            Self::StandardisedMeanChangeHedges => EFFECT_CHANGE_HEDGES,
        }
    }

    /// The message id of its name.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::MeanOverReferenceSd => "effect-mean-over-reference-sd",
            Self::StandardisedMeanChangeHedges => "effect-standardised-mean-change",
        }
    }
}

/// An effect size of a change from before to after, with its kind.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EffectSize {
    kind: EffectKind,
    value: f64,
    interval: Option<Interval>,
}

/// Two effect sizes of different kinds were about to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("effect sizes of different kinds cannot be compared")]
pub struct KindsDiffer;

impl EffectSize {
    /// Mean gain over the reference spread: 6.86 points on a scale of spread 15 are 0.457.
    #[must_use]
    pub fn over_reference_sd(gain: Sample, sd: f64) -> Option<Self> {
        if !(sd > 0.0 && sd.is_finite()) {
            return None;
        }
        let interval =
            gain.t_interval().and_then(|range| Interval::new(range.lower() / sd, range.upper() / sd));
        Some(Self { kind: EffectKind::MeanOverReferenceSd, value: gain.mean() / sd, interval })
    }

    /// `J * mean / s` with `J = 1 - 3 / (4 * (n - 1) - 1)`; `None` when all gains are the same.
    ///
    /// # Source
    /// Hedges' correction for `n - 1` degrees of freedom: Borenstein and others, Introduction to Meta-Analysis (2009), 4.
    #[must_use]
    pub fn standardised_mean_change(gain: Sample) -> Option<Self> {
        if gain.sd() <= ON_THE_LINE {
            return None;
        }
        let j = 1.0 - 3.0 / (4.0 * (f64::from(gain.pupils()) - 1.0) - 1.0);
        let value = j * gain.mean() / gain.sd();
        Some(Self { kind: EffectKind::StandardisedMeanChangeHedges, value, interval: None })
    }

    /// Every kind that can be worked out from these gains.
    pub(super) fn of_gains(gain: Sample, reference_sd: Option<f64>) -> Vec<Self> {
        let over_sd = reference_sd.and_then(|sd| Self::over_reference_sd(gain, sd));
        over_sd.into_iter().chain(Self::standardised_mean_change(gain)).collect()
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> EffectKind {
        self.kind
    }

    /// The figure, without unit.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// Its 95 percent interval, for the kinds that have one.
    #[must_use]
    pub const fn interval(&self) -> Option<Interval> {
        self.interval
    }

    /// This effect size less another of the same kind.
    ///
    /// # Errors
    /// When the kinds differ: their spreads are of different things.
    pub fn less(&self, other: &Self) -> Result<f64, KindsDiffer> {
        (self.kind == other.kind).then_some(self.value - other.value).ok_or(KindsDiffer)
    }
}

/// The effect of a trial with a comparison group. A change from before to after cannot become one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlledEffect(f64);

/// The last hundredth of an effect size that still counts as 0, 1, 2 ... 12 months.
///
/// # Source
/// Education Endowment Foundation, Teaching and Learning Toolkit, conversion of effect sizes to months.
const LAST_HUNDREDTH: [i32; 13] = [1, 9, 18, 26, 35, 44, 52, 61, 69, 78, 87, 95, 100];

impl ControlledEffect {
    /// The difference in means between taught and comparison pupils, over their spread.
    #[must_use]
    pub fn new(effect: f64) -> Option<Self> {
        effect.is_finite().then_some(Self(effect))
    }

    /// The months of progress; `None` outside the table (below -0.01 or above 1.00).
    ///
    /// # Source
    /// Education Endowment Foundation, Teaching and Learning Toolkit: -0.01 to 0.01 is 0 months, 0.96 to 1.00 is 12.
    #[must_use]
    pub fn months(self) -> Option<u8> {
        let hundredths = (self.0 * 100.0).round();
        if hundredths < -1.0 {
            return None;
        }
        let months = LAST_HUNDREDTH.iter().position(|last| hundredths <= f64::from(*last))?;
        u8::try_from(months).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_the_table_at_both_ends_of_each_row() {
        let rows = [
            (-0.01, 0.01, 0),
            (0.02, 0.09, 1),
            (0.10, 0.18, 2),
            (0.19, 0.26, 3),
            (0.27, 0.35, 4),
            (0.36, 0.44, 5),
            (0.45, 0.52, 6),
            (0.53, 0.61, 7),
            (0.62, 0.69, 8),
            (0.70, 0.78, 9),
            (0.79, 0.87, 10),
            (0.88, 0.95, 11),
            (0.96, 1.00, 12),
        ];
        for (first, last, months) in rows {
            assert_eq!(ControlledEffect::new(first).unwrap().months(), Some(months), "{first}");
            assert_eq!(ControlledEffect::new(last).unwrap().months(), Some(months), "{last}");
        }
    }

    #[test]
    fn outside_the_table_there_are_no_months() {
        assert_eq!(ControlledEffect::new(-0.02).unwrap().months(), None);
        assert_eq!(ControlledEffect::new(1.01).unwrap().months(), None);
        assert_eq!(ControlledEffect::new(f64::NAN), None);
    }

    #[test]
    fn two_kinds_are_never_subtracted() {
        let gain = Sample::of(&[8.0, 7.0, 4.0]).unwrap();
        let over_sd = EffectSize::over_reference_sd(gain, 15.0).unwrap();
        let hedges = EffectSize::standardised_mean_change(gain).unwrap();
        assert_eq!(over_sd.less(&hedges), Err(KindsDiffer));
        assert_eq!(hedges.less(&hedges), Ok(0.0));
    }

    #[test]
    fn two_pupils_have_no_hedges_figure_worth_its_name_but_a_finite_one() {
        // J for one degree of freedom is 1 - 3/3 = 0: two pupils say nothing.
        let gain = Sample::of(&[1.0, 5.0]).unwrap();
        assert!(EffectSize::standardised_mean_change(gain).unwrap().value().abs() < 1e-12);
    }
}
