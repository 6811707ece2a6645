//! What must hold for any figures at all: above all, that nothing names a direction its range does not allow.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

use std::collections::BTreeSet;

use measures::{
    Axis, Band, BandMethod, Certainty, Claim, Comparison, CycleScores, Figure, Interval, Mark, PairedScore,
    Policy, Quadrant, Reference, SchoolYear, Sentence, Standing, Subject, Token,
    claim::{
        AcceleratedCountClaim, Amount, Arg, ComparisonClaim, Direction, GainClaim, Headline, HowSure,
        QuadrantClaim, SubjectGapClaim, TrendClaim, messages, tick,
    },
    cycle::{ChanceAllowance, GainVerdict},
    difference::{Estimate, Pairing, difference_test},
    disclosure::{Statistic, shown},
    interval::{national_interval, t_975},
    pooled::{YearMean, pool},
    quadrant::{Side, Why},
    trend::{Trend, TrendPoint},
};
use proptest::prelude::*;

/// Words in a message id that name a direction.
const DIRECTIONS: [&str; 11] = [
    "above",
    "below",
    "faster",
    "slower",
    "higher",
    "lower",
    "rose",
    "fell",
    "accelerated",
    "less-than-expected",
    "more-than",
];

fn names_a_direction(sentence: &Sentence) -> bool {
    DIRECTIONS.iter().any(|word| sentence.message.contains(word))
        || sentence.args.iter().any(|(_, arg)| matches!(arg, Arg::Phrase(inner) if names_a_direction(inner)))
}

fn all_messages(sentence: &Sentence) -> Vec<String> {
    let inner = sentence.args.iter().filter_map(|(_, arg)| match arg {
        Arg::Phrase(inner) => Some(all_messages(inner)),
        Arg::Number { .. } | Arg::Count(_) => None,
    });
    inner.flatten().chain([sentence.message.to_owned()]).collect()
}

/// Tenths, as tables print them: ties and exact zeros turn up.
fn tenths() -> impl Strategy<Value = f64> {
    (-80_i32..=80).prop_map(|tenths| f64::from(tenths) / 10.0)
}

fn interval() -> impl Strategy<Value = Interval> {
    (tenths(), tenths()).prop_map(|(a, b)| Interval::new(a.min(b), a.max(b)).unwrap())
}

fn why() -> impl Strategy<Value = Why> {
    prop_oneof![
        prop::sample::select(Token::ALL.to_vec()).prop_map(Why::Token),
        Just(Why::NoNationalFigure),
        Just(Why::NoScaledScore),
        Just(Why::NoNorm),
        Just(Why::ScaleNotLinked),
    ]
}

/// A comparison whose range holds its difference, or that has no range, or no figure.
fn comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        6 => (tenths(), 0_u32..60).prop_map(|(difference, half)| {
            let range = Interval::around(difference, f64::from(half) / 10.0);
            Comparison::new(difference, 0.0, range)
        }),
        2 => tenths().prop_map(|difference| Comparison::new(105.0 + difference, 105.0, None)),
        1 => why().prop_map(Comparison::absent_because),
    ]
}

fn mark() -> impl Strategy<Value = Mark> {
    (comparison(), comparison(), prop::option::of(0_u32..200))
        .prop_map(|(results, progress, pupils)| Mark::new(results, progress, pupils))
}

/// Whether the comparison has a range, and the range includes the line.
fn includes_zero(comparison: &Comparison) -> bool {
    comparison.interval().is_some_and(|range| range.lower() <= 0.0 && range.upper() >= 0.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_claim_about_a_mark_names_a_direction_when_its_range_includes_zero(mark in mark()) {
        for axis in [Axis::Results, Axis::Progress] {
            let claim = ComparisonClaim::of(&mark, axis);
            if includes_zero(mark.on(axis)) {
                prop_assert_eq!(claim.direction(), None);
                prop_assert!(!names_a_direction(&claim.sentence()), "{}", claim.sentence().message);
                prop_assert_eq!(QuadrantClaim::of(&mark).direction_on(axis), None);
            }
            if mark.on(axis).interval().is_none() {
                prop_assert_eq!(claim.direction(), None, "a range nobody stated makes nothing sure");
                prop_assert_eq!(QuadrantClaim::of(&mark).direction_on(axis), None);
            }
            prop_assert!(HowSure::of(&mark, axis).sentence().is_none_or(|sure| !names_a_direction(&sure)));
        }
        let quarter = QuadrantClaim::of(&mark);
        let directions = [Axis::Results, Axis::Progress].map(|axis| quarter.direction_on(axis));
        prop_assert_eq!(names_a_direction(&quarter.sentence()), directions != [None, None]);
    }

    #[test]
    fn a_direction_that_a_claim_names_is_the_side_the_mark_is_on(mark in mark()) {
        for axis in [Axis::Results, Axis::Progress] {
            for direction in [ComparisonClaim::of(&mark, axis).direction(), QuadrantClaim::of(&mark).direction_on(axis)] {
                let side = direction.map(|direction| match direction {
                    Direction::Up => Side::Above,
                    Direction::Down => Side::Below,
                });
                prop_assert!(side.is_none() || side == mark.on(axis).side());
            }
        }
    }

    #[test]
    fn no_headline_names_a_mark_whose_range_includes_zero(marks in prop::collection::vec(mark(), 0..6)) {
        let headline = Headline::of(marks.iter().map(|mark| (mark, mark)));
        for mark in &headline.faster {
            prop_assert!(mark.progress().interval().unwrap().lower() > 0.0);
        }
        for mark in &headline.slower {
            prop_assert!(mark.progress().interval().unwrap().upper() < 0.0);
        }
        let named = !headline.faster.is_empty() || !headline.slower.is_empty();
        prop_assert_eq!(names_a_direction(&headline.sentence()), named);
        for mark in &headline.unclear {
            prop_assert!(includes_zero(mark.progress()), "a range that nobody stated is not too close to call");
        }
        prop_assert!(headline.not_stated.iter().all(|mark| mark.progress().interval().is_none()));
        prop_assert!(headline.not_available.iter().all(|mark| mark.progress().difference().is_none()));
        let known = headline.faster.len() + headline.slower.len() + headline.unclear.len();
        prop_assert_eq!(known + headline.not_stated.len() + headline.not_available.len(), marks.len());
        let is_too_close = headline.sentence().message == "headline-too-close";
        let all_are = !marks.is_empty() && headline.unclear.len() == marks.len();
        prop_assert_eq!(is_too_close, all_are, "said of all marks only where it is so of each");
    }

    #[test]
    fn a_chart_calls_a_gain_clear_exactly_where_the_sentence_of_its_cycle_does(
        starts in prop::collection::vec(700_i32..1000, 6..10), gains in prop::collection::vec(-60_i32..200, 6..10),
    ) {
        let pairs: Vec<PairedScore> = starts
            .iter()
            .zip(&gains)
            .map(|(start, gain)| {
                let start = f64::from(*start) / 10.0;
                PairedScore { start, end: start + f64::from(*gain) / 10.0 }
            })
            .collect();
        let scores = CycleScores { pairs: &pairs, reference: Reference::STANDARDISED };
        let (mark, outcome) = (scores.mark(&Policy::default()), scores.outcome().unwrap());
        let expected = match outcome.verdict {
            GainVerdict::Accelerated => Certainty::ClearlyAbove,
            GainVerdict::LessThanExpected => Certainty::ClearlyBelow,
            GainVerdict::NotStated => Certainty::NotStated,
            GainVerdict::MoreThanChanceIfVeryReliable
            | GainVerdict::MoreThanExpectedMayBeChance
            | GainVerdict::TooCloseToCall => Certainty::TooCloseToCall,
        };
        prop_assert_eq!(mark.progress().certainty(), expected);
        let may_be_chance = matches!(
            outcome.verdict,
            GainVerdict::MoreThanChanceIfVeryReliable | GainVerdict::MoreThanExpectedMayBeChance
        );
        prop_assert_eq!(mark.progress().may_be_chance(), may_be_chance);
    }

    #[test]
    fn standing_and_quadrant_agree(mark in mark()) {
        let clear = [mark.results(), mark.progress()].iter().filter(|axis| axis.certainty().is_clear()).count();
        match mark.standing() {
            None => prop_assert_eq!(mark.quadrant(), Quadrant::NotAvailable),
            Some(Standing::Level) => prop_assert_eq!(mark.quadrant(), Quadrant::Level),
            Some(Standing::Clearly) => prop_assert_eq!(clear, 2),
            Some(Standing::Partly) => prop_assert_eq!(clear, 1),
            Some(Standing::TooCloseToCall) => prop_assert_eq!(clear, 0),
        }
        prop_assert_eq!(mark.is_plottable(), mark.not_available().next().is_none());
        prop_assert_eq!(mark.is_plottable(), mark.quadrant() != Quadrant::NotAvailable);
    }

    #[test]
    fn a_range_is_clear_or_includes_zero_and_its_mirror_is_the_opposite(range in interval()) {
        let mirror = Interval::new(-range.upper(), -range.lower()).unwrap();
        let opposite = match range.certainty() {
            Certainty::ClearlyAbove => Certainty::ClearlyBelow,
            Certainty::ClearlyBelow => Certainty::ClearlyAbove,
            same @ (Certainty::TooCloseToCall | Certainty::NotStated) => same,
        };
        prop_assert_eq!(mirror.certainty(), opposite);
        let inside = range.lower() <= 0.0 && 0.0 <= range.upper();
        prop_assert_eq!(range.certainty() == Certainty::TooCloseToCall, inside);
    }

    #[test]
    fn a_band_outside_average_needs_a_clear_range(score in tenths(), range in interval()) {
        for method in BandMethod::ALL {
            for subject in Subject::ALL {
                let band = method.band(subject, score, range);
                prop_assert_eq!(band == Band::Average, range.certainty() == Certainty::TooCloseToCall);
                prop_assert_eq!(matches!(band, Band::WellAbove | Band::Above), range.lower() > 0.0);
            }
        }
    }

    #[test]
    fn more_pupils_make_a_narrower_range(score in tenths(), pupils in 1_u32..500) {
        let few = national_interval(score, 5.4, pupils).unwrap();
        let more = national_interval(score, 5.4, pupils + 1).unwrap();
        prop_assert!(more.half_width() < few.half_width());
        prop_assert!(t_975(pupils).unwrap() > t_975(pupils + 1).unwrap());
    }

    #[test]
    fn a_gain_is_called_accelerated_only_past_the_cautious_allowance(
        range in interval(), expected in tenths(), reliable in tenths(),
    ) {
        let allowances = [(0.9, reliable), (0.7, 3.0 * reliable)].map(|(r, points)| ChanceAllowance { r, points });
        for allowances in [None, Some(allowances)] {
            let verdict = GainVerdict::of(Some(range), Some(expected), allowances);
            let bar = expected + allowances.map_or(f64::INFINITY, |[_, cautious]| cautious.points.max(0.0));
            prop_assert_eq!(verdict == GainVerdict::Accelerated, range.lower() > bar + 1e-9);
            let inside = range.lower() <= expected && expected <= range.upper();
            if inside {
                prop_assert_eq!(verdict, GainVerdict::TooCloseToCall);
            }
        }
    }

    #[test]
    fn no_claim_about_a_gain_names_a_direction_when_its_range_includes_what_was_expected(
        pairs in prop::collection::vec((60_i32..130, -20_i32..25), 0..15),
    ) {
        let pairs: Vec<_> = pairs
            .into_iter()
            .map(|(start, gain)| PairedScore { start: f64::from(start), end: f64::from(start + gain) })
            .collect();
        let scores = CycleScores { pairs: &pairs, reference: Reference::STANDARDISED };
        let policy = Policy::default();
        let mark = scores.mark(&policy);
        prop_assert_eq!(mark.is_plottable(), pairs.len() >= 6);
        let Some(outcome) = scores.outcome() else { return Ok(()) };
        let claim = GainClaim::of(&outcome, &policy);
        let unclear = outcome.gain_interval.is_none_or(|range| range.certainty() == Certainty::TooCloseToCall);
        if unclear || pairs.len() < 6 {
            prop_assert_eq!(claim.direction(), None);
            prop_assert!(!names_a_direction(&claim.sentence()));
        }
        let count = outcome.accelerated.unwrap();
        prop_assert_eq!(AcceleratedCountClaim::of(&count, &policy).count().is_some(), pairs.len() >= 12);
    }

    #[test]
    fn no_gap_is_claimed_that_the_test_does_not_show(
        a in tenths(), b in tenths(), se_a in 0_u32..40, se_b in 0_u32..40, rho in prop::option::of(-1.0..=1.0_f64),
    ) {
        let first = Estimate { value: a, standard_error: f64::from(se_a) / 10.0 };
        let second = Estimate { value: b, standard_error: f64::from(se_b) / 10.0 };
        for pairing in [Pairing::Disjoint, Pairing::SamePupils { rho }] {
            let test = difference_test(first, second, pairing).unwrap();
            let back = difference_test(second, first, pairing).unwrap();
            prop_assert!((test.difference + back.difference).abs() < 1e-9);
            let claim = SubjectGapClaim::of(Some(&test));
            let clear = test.difference.abs() > 1.96 * test.standard_error + 1e-9;
            prop_assert_eq!(claim.direction().is_some(), clear);
            prop_assert_eq!(names_a_direction(&claim.sentence()), clear);
        }
    }

    #[test]
    fn no_trend_is_claimed_without_three_years_and_a_clear_change(
        points in prop::collection::vec((2010_u16..2024, tenths(), 1_u32..40, prop::bool::weighted(0.1)), 0..6),
    ) {
        let points: Vec<_> = points
            .into_iter()
            .map(|(year, value, se, break_before)| TrendPoint {
                year: SchoolYear::starting(year).unwrap(),
                estimate: Estimate { value, standard_error: f64::from(se) / 10.0 },
                break_before,
            })
            .collect();
        let trend = Trend::of(&points);
        let claim = TrendClaim::of(&trend);
        match trend {
            Trend::TooFewYears { .. } => prop_assert_eq!(claim.direction(), None),
            Trend::Years(movement) => {
                prop_assert!(movement.years >= 3);
                let inside = |range: Interval| range.certainty() == Certainty::TooCloseToCall;
                if inside(movement.change.interval) || inside(movement.slope_interval) {
                    prop_assert_eq!(claim.direction(), None);
                }
            }
        }
        prop_assert_eq!(names_a_direction(&claim.sentence()), claim.direction().is_some());
    }

    #[test]
    fn every_sentence_is_on_the_list_of_messages(mark in mark(), at in tenths()) {
        let known: BTreeSet<String> = messages().into_iter().collect();
        let sentences = [Axis::Results, Axis::Progress].into_iter().flat_map(|axis| {
            let sure = HowSure::of(&mark, axis).sentence();
            [
                ComparisonClaim::of(&mark, axis).sentence(),
                QuadrantClaim::of(&mark).sentence(),
                tick(axis, at),
                Amount::of_clear(at).phrase(),
            ]
            .into_iter()
            .chain(sure)
        });
        for message in sentences.flat_map(|sentence| all_messages(&sentence)) {
            prop_assert!(known.contains(&message), "{}", message);
        }
    }

    #[test]
    fn words_are_level_only_within_half_a_point(difference in -50.0..50.0_f64) {
        let level = difference.abs() < 0.5;
        prop_assert_eq!(Amount::of(difference) == Amount::Level, level);
        prop_assert_eq!(Amount::of_clear(difference) == Amount::LessThanOne, level);
        if let Amount::Points { points, .. } = Amount::of(difference) {
            prop_assert!((f64::from(points) - difference.abs()).abs() <= 0.5);
        }
        prop_assert_eq!(Amount::of(difference), Amount::of(-difference));
    }

    #[test]
    fn pooled_years_lie_between_their_years_and_are_surer_than_each(
        years in prop::collection::vec((tenths(), 1_u32..200, 40_u32..70), 2..5),
    ) {
        let years: Vec<_> = years
            .into_iter()
            .map(|(value, pupils, sd)| YearMean { value, pupils, sd: f64::from(sd) / 10.0, break_before: false })
            .collect();
        let pooled = pool(&years).unwrap();
        let low = years.iter().map(|year| year.value).fold(f64::INFINITY, f64::min);
        let high = years.iter().map(|year| year.value).fold(f64::NEG_INFINITY, f64::max);
        prop_assert!(low - 1e-9 <= pooled.value && pooled.value <= high + 1e-9);
        let widest = years.iter().map(|year| year.sd / f64::from(year.pupils).sqrt()).fold(0.0, f64::max);
        prop_assert!(pooled.standard_error < widest);
    }

    #[test]
    fn a_stricter_policy_never_shows_more(pupils in 0_u32..40, threshold in 6_u32..20, rest in 0_u32..20) {
        let strict = Policy::with_threshold(threshold).unwrap();
        for statistic in [
            Statistic::Mean,
            Statistic::Share { none_or_all: false },
            Statistic::Share { none_or_all: true },
            Statistic::PartOfGroup { rest },
        ] {
            let shown_strictly = strict.gate(statistic, pupils).is_ok();
            prop_assert!(!shown_strictly || Policy::default().gate(statistic, pupils).is_ok());
            prop_assert!(!shown_strictly || pupils >= threshold);
        }
        prop_assert_eq!(shown(pupils, &strict), pupils >= threshold);
    }

    #[test]
    fn figures_and_school_years_survive_json(value in tenths(), start in 1900_u16..2999) {
        let figure = Figure::Value(value);
        let json = serde_json::to_string(&figure).unwrap();
        prop_assert_eq!(serde_json::from_str::<Figure>(&json).unwrap(), figure);
        let year = SchoolYear::starting(start).unwrap();
        prop_assert_eq!(year.to_string().parse::<SchoolYear>(), Ok(year));
        prop_assert_eq!(year.to_string().replace('/', "-").parse::<SchoolYear>(), Ok(year));
    }
}
