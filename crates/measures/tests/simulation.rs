//! Whether ranges and rules do what they say, tried on thousands of made-up groups with a fixed seed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

use measures::{
    Comparison, CycleScores, PairedScore, Reference, chance,
    cycle::{AcceleratedCount, GainVerdict, RELIABILITIES},
    interval::{Interval, NORMAL_95, Sample, national_interval},
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

/// Fewer groups for tests that try many sizes. Three standard errors of a share of 0.95 over them are 0.012.
const SOME_GROUPS: u32 = 3_000;

#[test]
fn from_six_pupils_to_120_the_range_of_whole_gains_holds_the_true_gain_93_to_97_times_in_100() {
    for n in 6..=120 {
        let mut lcg = Lcg(u64::try_from(n).unwrap() + 100);
        let held = share(SOME_GROUPS, || {
            // Scores are whole, so gains are; 4 is in the middle of a step, so the true mean stays 4.
            let gains: Vec<f64> = (0..n).map(|_| (4.0 + 6.0 * lcg.normal()).round()).collect();
            let range = Sample::of(&gains).unwrap().t_interval().unwrap();
            range.lower() <= 4.0 && 4.0 <= range.upper()
        });
        assert!((0.93..=0.97).contains(&held), "{n} pupils: {held}");
    }
}

/// The spread of pupils' progress in mathematics in 2018/19, and so the range that is published.
const PUPILS: f64 = 5.389_857_17;

/// The progress of a school of `n` pupils whose true progress is `truth`, with its range.
fn of_school(lcg: &mut Lcg, n: u32, truth: f64) -> (f64, Interval) {
    let mean = (0..n).map(|_| truth + PUPILS * lcg.normal()).sum::<f64>() / f64::from(n);
    (mean, national_interval(mean, PUPILS, n).unwrap())
}

/// The same as it is published, to a tenth.
fn published((mean, range): (f64, Interval)) -> (f64, Interval) {
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    (tenth(mean), Interval::new(tenth(range.lower()), tenth(range.upper())).unwrap())
}

#[test]
fn from_six_pupils_to_120_the_published_range_holds_the_true_progress_93_to_97_times_in_100() {
    for n in 6..=120 {
        let mut lcg = Lcg(u64::from(n) + 300);
        let held = share(SOME_GROUPS, || {
            let (_, range) = published(of_school(&mut lcg, n, 1.5));
            range.lower() <= 1.5 && 1.5 <= range.upper()
        });
        assert!((0.93..=0.97).contains(&held), "{n} pupils: {held}");
    }
}

#[test]
fn where_nothing_is_there_a_page_shows_as_many_clear_marks_as_it_says_to_expect() {
    let (mut lcg, mut exact, mut to_a_tenth) = (Lcg(500), 0, 0);
    let (pages, marks) = (SOME_GROUPS, 27);
    let is_clear = |(score, range)| Comparison::new(score, 0.0, Some(range)).certainty().is_clear();
    for place in 0..pages * marks {
        let school = of_school(&mut lcg, 6 + place % 115, 0.0);
        exact += u32::from(is_clear(school));
        to_a_tenth += u32::from(is_clear(published(school)));
    }
    let said = chance::expected_false_alarms(marks);
    let on_a_page = |clear: u32| f64::from(clear) / f64::from(pages);
    assert!((on_a_page(exact) / said - 1.0).abs() < 0.05, "{} on a page, {said} said", on_a_page(exact));
    // An end that is rounded to 0.0 lies on the line and is not clear: so what is published alarms a little less often.
    let shown = on_a_page(to_a_tenth);
    assert!(shown < said && shown > said * 0.75, "{shown} on a page, {said} said");
}

/// Seven pupils picked between 78 and 90 who are taught nothing, with start and end scores correlated at `r`.
fn untaught(lcg: &mut Lcg, r: f64) -> Vec<PairedScore> {
    so_many_untaught(lcg, r, 7)
}

/// So many such pupils.
fn so_many_untaught(lcg: &mut Lcg, r: f64, pupils: usize) -> Vec<PairedScore> {
    let mut pairs = Vec::new();
    while pairs.len() < pupils {
        let start = 100.0 + 15.0 * lcg.normal();
        if (78.0..=90.0).contains(&start) {
            pairs.push(untaught_from(lcg, r, start));
        }
    }
    pairs
}

/// A pupil with this start and, untaught, an end score that goes with it at `r`.
fn untaught_from(lcg: &mut Lcg, r: f64, start: f64) -> PairedScore {
    let end = 100.0 + r * (start - 100.0) + 15.0 * (1.0 - r * r).sqrt() * lcg.normal();
    PairedScore { start, end }
}

/// The lowest of a class of thirty, taught nothing.
fn lowest_untaught(lcg: &mut Lcg, r: f64, pupils: usize) -> Vec<PairedScore> {
    let mut starts: Vec<f64> = (0..30).map(|_| 100.0 + 15.0 * lcg.normal()).collect();
    starts.sort_by(f64::total_cmp);
    starts.into_iter().take(pupils).map(|start| untaught_from(lcg, r, start)).collect()
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
fn untaught_groups_of_any_size_are_called_accelerated_at_most_five_times_in_a_hundred() {
    for (place, r) in [0.70, 0.75, 0.80, 0.85, 0.90].into_iter().enumerate() {
        for pupils in [6, 8, 12, 20, 30] {
            for pick in [so_many_untaught, lowest_untaught] {
                let mut lcg = Lcg(u64::try_from(place * 100 + pupils).unwrap());
                let called = share(SOME_GROUPS, || {
                    let pairs = pick(&mut lcg, r, pupils);
                    let scores = CycleScores { pairs: &pairs, reference: Reference::STANDARDISED };
                    scores.outcome().unwrap().verdict == GainVerdict::Accelerated
                });
                assert!(called <= 0.05, "{pupils} pupils, r {r}: {called}");
            }
        }
    }
}

#[test]
fn as_many_untaught_pupils_rise_as_the_count_says_that_chance_gives() {
    for (place, r) in RELIABILITIES.into_iter().enumerate() {
        let (mut lcg, mut risen, mut said) = (Lcg(900), 0, 0.0);
        for _ in 0..GROUPS {
            let count = AcceleratedCount::of(&untaught(&mut lcg, r), &Reference::STANDARDISED).unwrap();
            risen += count.accelerated;
            said += count.by_chance[place].pupils;
        }
        let off = f64::from(risen) / said;
        assert!((off - 1.0).abs() < 0.01, "r {r}: {risen} rose, {said} said");
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
