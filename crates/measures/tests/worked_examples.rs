//! Examples worked out by hand, so that a reader can follow a figure from the scores to the sentence.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

use measures::{
    Axis, Certainty, Claim, CycleScores, Mark, OfficialFigures, PairedScore, Policy, Quadrant, Reference,
    SchoolYear, Standing, Subject, Token,
    claim::{
        AcceleratedCountClaim, ComparisonClaim, Direction, GainClaim, HowSure, QuadrantClaim, Says, Unclear,
    },
    cycle::{AcceleratedCount, EffectKind, GainVerdict},
    disclosure::Statistic,
    interval::national_interval,
    norms::ks2_progress_sd,
    quadrant::Why,
    token::Figure,
};

const STARTS: [f64; 7] = [82.0, 84.0, 79.0, 88.0, 85.0, 81.0, 86.0];
const ENDS: [f64; 7] = [90.0, 91.0, 83.0, 95.0, 93.0, 85.0, 96.0];

fn seven(ends: [f64; 7]) -> Vec<PairedScore> {
    STARTS.into_iter().zip(ends).map(|(start, end)| PairedScore { start, end }).collect()
}

fn scores(pairs: &[PairedScore]) -> CycleScores<'_> {
    CycleScores { pairs, reference: Reference::STANDARDISED }
}

#[track_caller]
fn close(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual}, not {expected}");
}

fn progress_of(score: f64, pupils: u32) -> Mark {
    let sd = ks2_progress_sd(SchoolYear::starting(2018).unwrap(), Subject::Mathematics).unwrap();
    let interval = national_interval(score, sd, pupils).unwrap();
    Mark::official(&OfficialFigures {
        average: Some(Figure::Value(101.0)),
        national: Some(105.0),
        progress: Figure::Value(score),
        progress_lower: Figure::Value(interval.lower()),
        progress_upper: Figure::Value(interval.upper()),
        pupils: Some(pupils),
    })
}

#[test]
fn the_same_progress_is_chance_for_fifteen_pupils_and_clear_for_sixty() {
    let (small, large) = (progress_of(-2.1, 15), progress_of(-2.1, 60));
    let range = small.progress().interval().unwrap();
    close(range.lower(), -4.8, 0.05);
    close(range.upper(), 0.6, 0.05);
    let range = large.progress().interval().unwrap();
    close(range.lower(), -3.5, 0.05);
    close(range.upper(), -0.7, 0.05);

    assert_eq!(small.quadrant(), Quadrant::LowerResultsSlowerProgress);
    assert_eq!(large.quadrant(), Quadrant::LowerResultsSlowerProgress);
    assert_eq!(small.standing(), Some(Standing::TooCloseToCall));
    assert_eq!(large.standing(), Some(Standing::Partly), "nobody published a range for results");
    assert_eq!(QuadrantClaim::of(&small), QuadrantClaim::TooCloseToCall);
    assert_eq!(
        QuadrantClaim::of(&large),
        QuadrantClaim::OneAxisClear {
            axis: Axis::Progress,
            direction: Direction::Down,
            other: Unclear::NotStated
        }
    );
    assert_eq!(ComparisonClaim::of(&small, Axis::Progress).says, Says::TooCloseToCall);
    assert_eq!(HowSure::of(&small, Axis::Progress).sentence().unwrap().message, "how-sure-too-close");
}

#[test]
fn a_cycle_of_seven_is_more_than_chance_only_if_the_test_is_very_reliable() {
    let pairs = seven(ENDS);
    let outcome = scores(&pairs).outcome().unwrap();
    close(outcome.mean_gain, 6.86, 0.005);
    close(outcome.gain_sd, 2.19, 0.005);
    close(outcome.mean_start, 83.57, 0.005);
    let range = outcome.gain_interval.unwrap();
    close(range.lower(), 4.83, 0.005);
    close(range.upper(), 8.89, 0.006);

    let [reliable, cautious] = outcome.allowances.unwrap();
    close(reliable.points, 1.64, 0.005);
    close(cautious.points, 4.93, 0.005);
    assert_eq!(outcome.verdict, GainVerdict::MoreThanChanceIfVeryReliable);
    let claim = GainClaim::of(&outcome, &Policy::default());
    assert_eq!(claim.sentence().message, "claim-gain-more-than-chance-if-very-reliable");

    let effect =
        outcome.effects.iter().find(|effect| effect.kind() == EffectKind::MeanOverReferenceSd).unwrap();
    close(effect.value(), 0.457, 0.0005);
    let effect = outcome
        .effects
        .iter()
        .find(|effect| effect.kind() == EffectKind::StandardisedMeanChangeHedges)
        .unwrap();
    // J = 1 - 3/23 for six degrees of freedom; 0.8696 * 6.857 / 2.193.
    close(effect.value(), 2.719, 0.001);

    close(outcome.reliable_change.unwrap(), 13.1, 0.05);
    assert_eq!(
        outcome.reliably_changed,
        Some(0),
        "no single pupil's change is more than the error of the test"
    );
}

#[test]
fn the_mark_of_a_cycle_of_seven_has_a_range_on_both_axes() {
    let pairs = seven(ENDS);
    let mark = scores(&pairs).mark(&Policy::default());
    close(mark.results().difference().unwrap(), -9.571, 0.0005);
    close(mark.progress().difference().unwrap(), 6.857, 0.0005);
    let range = mark.results().interval().unwrap();
    // s = 4.894 for the end scores, t = 2.447: 4.53 either side.
    close(range.lower(), -14.10, 0.005);
    close(range.upper(), -5.045, 0.005);
    // The range of the gain begins at 4.83, and chance alone may give such a group 4.93.
    assert!(mark.progress().may_be_chance());
    assert_eq!(mark.progress().certainty(), Certainty::TooCloseToCall);
    assert_eq!(mark.standing(), Some(Standing::Partly));
    assert_eq!(mark.quadrant(), Quadrant::LowerResultsFasterProgress);
    assert_eq!(mark.pupils(), Some(7));
}

#[test]
fn one_corrected_score_moves_the_mean_gain_from_6_86_to_6_14() {
    let before = seven(ENDS);
    let mut ends = ENDS;
    ends[4] = 88.0;
    let after = seven(ends);
    let before = scores(&before).outcome().unwrap();
    let after = scores(&after).outcome().unwrap();
    close(before.mean_gain, 6.86, 0.005);
    close(after.mean_gain, 6.14, 0.005);
    close(7.0 * (before.mean_gain - after.mean_gain), 5.0, 1e-9);
    assert_ne!(after.verdict, GainVerdict::Accelerated);
}

#[test]
fn seven_of_seven_is_not_shown_and_no_word_is_put_in_its_place() {
    let pairs = seven(ENDS);
    let count = scores(&pairs).outcome().unwrap().accelerated.unwrap();
    assert_eq!((count.accelerated, count.of), (7, 7));
    let claim = AcceleratedCountClaim::of(&count, &Policy::default());
    assert_eq!(claim.count(), None);
    assert_eq!(claim.sentence().message, "claim-accelerated-count-too-few-pupils");
    assert!(claim.sentence().args.is_empty());
    assert_eq!(
        Policy::default().gate(Statistic::PartOfGroup { rest: 3 }, 4),
        Err(Token::Confidential),
        "four girls and three boys"
    );
}

#[test]
fn the_count_of_risers_stands_beside_what_chance_gives() {
    let pairs: Vec<_> = (0..12).map(|i| PairedScore { start: 84.0, end: 84.0 + f64::from(i % 3) }).collect();
    let count = AcceleratedCount::of(&pairs, &Reference::STANDARDISED).unwrap();
    assert_eq!((count.accelerated, count.of), (8, 12));
    // A pupil at 84 rises untaught with chance 0.597 at r 0.90, and 0.673 at r 0.70.
    close(count.by_chance[0].pupils, 12.0 * 0.597, 0.01);
    close(count.by_chance[1].pupils, 12.0 * 0.673, 0.01);
    let claim = AcceleratedCountClaim::of(&count, &Policy::default());
    assert_eq!(claim.sentence().message, "claim-accelerated-count");
}

#[test]
fn a_cycle_of_five_has_no_mark() {
    let pairs = seven(ENDS);
    let mark = scores(&pairs[..5]).mark(&Policy::default());
    assert_eq!(mark.quadrant(), Quadrant::NotAvailable);
    assert_eq!(mark.pupils(), None);
    let why = Why::Token(Token::Confidential);
    assert_eq!(
        mark.not_available().collect::<Vec<_>>(),
        [(Axis::Results, why), (Axis::Progress, why)],
        "shown as c"
    );
    let outcome = scores(&pairs[..5]).outcome().unwrap();
    assert_eq!(GainClaim::of(&outcome, &Policy::default()).sentence().message, "claim-gain-too-few-pupils");
}

#[test]
fn a_test_without_norm_or_linked_scale_says_which() {
    let pairs = seven(ENDS);
    let bare = Reference { norm: None, expected_gain: None, sd: None, population_mean: None };
    let mark = CycleScores { pairs: &pairs, reference: bare }.mark(&Policy::default());
    assert_eq!(
        mark.not_available().collect::<Vec<_>>(),
        [(Axis::Results, Why::NoNorm), (Axis::Progress, Why::ScaleNotLinked)]
    );
}

#[test]
fn writing_has_progress_and_no_place_on_the_chart() {
    let mark = Mark::official(&OfficialFigures {
        average: None,
        national: None,
        progress: Figure::Value(2.0),
        progress_lower: Figure::Value(0.5),
        progress_upper: Figure::Value(3.5),
        pupils: Some(60),
    });
    assert_eq!(mark.quadrant(), Quadrant::NotAvailable);
    assert_eq!(mark.not_available().collect::<Vec<_>>(), [(Axis::Results, Why::NoScaledScore)]);
    assert_eq!(mark.progress().certainty(), Certainty::ClearlyAbove);
    assert_eq!(mark.standing(), None);
}
