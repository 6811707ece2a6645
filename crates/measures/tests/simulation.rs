//! Whether ranges and rules do what they say, tried on thousands of made-up groups with a fixed seed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

use measures::{
    CycleScores, PairedScore, Reference,
    cycle::GainVerdict,
    interval::{NORMAL_95, Sample},
};

/// A small generator with a fixed start: the same numbers on every machine and every day.
///
/// # Source
/// Knuth's MMIX linear congruential generator.
struct Lcg(u64);

impl Lcg {
    /// A number strictly between 0 and 1.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let top = u32::try_from(self.0 >> 32).unwrap();
        (f64::from(top) + 0.5) / 4_294_967_296.0
    }

    /// A normal number, mean 0 and spread 1 (Box and Muller).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

const GROUPS: u32 = 20_000;

fn share(groups: u32, mut passes: impl FnMut() -> bool) -> f64 {
    let count = (0..groups).filter(|_| passes()).count();
    f64::from(u32::try_from(count).unwrap()) / f64::from(groups)
}

/// How often the range around the mean of `n` normal numbers holds their true mean, by t and by 1.96.
fn coverage(n: usize, seed: u64) -> (f64, f64) {
    let mut lcg = Lcg(seed);
    let mut by_normal = 0;
    let by_t = share(GROUPS, || {
        let values: Vec<f64> = (0..n).map(|_| 3.0 + 2.0 * lcg.normal()).collect();
        let sample = Sample::of(&values).unwrap();
        by_normal += u32::from((sample.mean() - 3.0).abs() <= NORMAL_95 * sample.standard_error());
        let range = sample.t_interval().unwrap();
        range.lower() <= 3.0 && 3.0 <= range.upper()
    });
    (by_t, f64::from(by_normal) / f64::from(GROUPS))
}

#[test]
fn the_t_interval_holds_the_true_mean_95_times_in_100_and_1_96_does_not() {
    for (n, seed) in [(6, 1), (7, 2), (8, 3), (12, 4), (30, 5)] {
        let (by_t, by_normal) = coverage(n, seed);
        // Three standard errors of a share of 0.95 over the groups are 0.0046.
        assert!((by_t - 0.95).abs() < 0.005, "{n} pupils: {by_t}");
        assert!(by_normal < by_t, "{n} pupils: {by_normal} by 1.96");
    }
    assert!(coverage(6, 6).1 < 0.91, "six pupils by 1.96");
}

/// Seven pupils picked between 78 and 90 who are taught nothing, with start and end scores correlated at `r`.
fn untaught(lcg: &mut Lcg, r: f64) -> Vec<PairedScore> {
    let mut pairs = Vec::new();
    while pairs.len() < 7 {
        let start = 100.0 + 15.0 * lcg.normal();
        if (78.0..=90.0).contains(&start) {
            let end = 100.0 + r * (start - 100.0) + 15.0 * (1.0 - r * r).sqrt() * lcg.normal();
            pairs.push(PairedScore { start, end });
        }
    }
    pairs
}

fn verdicts(r: f64, seed: u64, wanted: fn(GainVerdict) -> bool) -> f64 {
    let mut lcg = Lcg(seed);
    share(GROUPS, || {
        let pairs = untaught(&mut lcg, r);
        let scores = CycleScores { pairs: &pairs, reference: Reference::STANDARDISED };
        wanted(scores.outcome().unwrap().verdict)
    })
}

fn above_expected(verdict: GainVerdict) -> bool {
    matches!(
        verdict,
        GainVerdict::Accelerated
            | GainVerdict::MoreThanChanceIfVeryReliable
            | GainVerdict::MoreThanExpectedMayBeChance
    )
}

#[test]
fn untaught_groups_clear_zero_far_more_often_than_a_fair_test_would() {
    let clear = verdicts(0.90, 7, above_expected);
    assert!((clear - 0.07).abs() < 0.015, "{clear}");
}

#[test]
fn untaught_groups_are_called_accelerated_no_more_often_than_a_fair_test_would() {
    for (r, seed) in [(0.90, 8), (0.70, 9)] {
        let called = verdicts(r, seed, |verdict| verdict == GainVerdict::Accelerated);
        assert!(called < 0.03, "r {r}: {called}");
    }
}

#[test]
fn untaught_groups_of_seven_pass_the_forty_percent_test_nine_times_in_ten() {
    let mut lcg = Lcg(10);
    let passed = share(GROUPS, || {
        let rising = untaught(&mut lcg, 0.90).iter().filter(|pair| pair.gain() > 0.0).count();
        rising * 10 > 7 * 4
    });
    assert!((passed - 0.9).abs() < 0.02, "{passed}");
}
