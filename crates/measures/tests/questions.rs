//! What must hold for the questions whatever the figures are: none that rests on a range is asked where the range includes
//! the line, and none is asked more often by chance than its rule says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

use measures::difference::Estimate;
use measures::question::{
    self, Figures, Finding, GroupGap, GroupPair, QuestionId, State, SubjectMark, SubjectYears,
};
use measures::trend::TrendPoint;
use measures::{Comparison, Interval, Mark, Policy, SchoolYear, Subject, quadrant::Why};
use proptest::prelude::*;

/// Tenths, as tables print them: ties and exact zeros turn up.
fn tenths() -> impl Strategy<Value = f64> {
    (-80_i32..=80).prop_map(|tenths| f64::from(tenths) / 10.0)
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        6 => (tenths(), 0_u32..60).prop_map(|(difference, half)| {
            Comparison::new(difference, 0.0, Interval::around(difference, f64::from(half) / 10.0))
        }),
        2 => tenths().prop_map(|difference| Comparison::new(difference, 0.0, None)),
        1 => Just(Comparison::absent_because(Why::NoScaledScore)),
    ]
}

fn marks() -> impl Strategy<Value = Vec<SubjectMark>> {
    let mark = (comparison(), comparison(), prop::option::of(1_u32..200));
    prop::collection::vec(mark, 0..=3).prop_map(|marks| {
        Subject::ALL
            .into_iter()
            .zip(marks)
            .map(|(subject, (results, progress, pupils))| SubjectMark {
                subject,
                mark: Mark::new(results, progress, pupils),
            })
            .collect()
    })
}

fn estimate() -> impl Strategy<Value = Estimate> {
    (tenths(), 0_u32..40)
        .prop_map(|(value, tenths)| Estimate { value, standard_error: f64::from(tenths) / 10.0 })
}

fn series() -> impl Strategy<Value = Vec<SubjectYears>> {
    let years = prop::collection::vec((estimate(), any::<bool>()), 0..6);
    prop::collection::vec(years, 0..=3).prop_map(|all| {
        let point = |(start, (estimate, broken)): (u16, (Estimate, bool))| TrendPoint {
            year: SchoolYear::starting(start).unwrap(),
            estimate,
            break_before: broken && start == 2018,
        };
        Subject::ALL
            .into_iter()
            .zip(all)
            .map(|(subject, years)| SubjectYears {
                subject,
                points: (2014..).zip(years).map(point).collect(),
            })
            .collect()
    })
}

fn gaps() -> impl Strategy<Value = Vec<GroupGap>> {
    let gap =
        (estimate(), estimate(), 0_u32..40, 0_u32..40).prop_map(|(first, second, some, others)| GroupGap {
            pair: GroupPair::DisadvantagedOther,
            subject: Subject::Reading,
            progress: [first, second],
            pupils: [some, others],
            earlier: None,
        });
    prop::collection::vec(gap, 0..4)
}

fn includes_zero(range: Interval) -> bool {
    range.lower() <= 0.0 && range.upper() >= 0.0
}

/// The range that a finding rests on.
fn range_of(figures: &Figures) -> Option<Interval> {
    if let Figures::Gap { test, .. } | Figures::Groups { test, .. } = figures {
        return Some(test.interval);
    }
    if let Figures::Years { movement, .. } = figures {
        return Some(movement.change.interval);
    }
    if let Figures::Standing { range, .. } = figures { Some(*range) } else { None }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_question_that_rests_on_a_range_is_asked_where_it_includes_the_line(
        marks in marks(), series in series(), gaps in gaps(),
    ) {
        let findings = [
            question::subject_gap(&marks),
            question::trend(&series),
            question::high_but_slow(&marks),
            question::catching_up(&marks),
        ];
        for finding in findings.iter().filter(|finding| finding.is_asked()) {
            let range = range_of(&finding.figures);
            prop_assert!(range.is_some_and(|range| !includes_zero(range)), "{finding:?}");
        }
        let clear = |mark: &Mark| mark.progress().interval().is_some_and(|range| !includes_zero(range));
        let is_clear = |subject: &Subject| marks.iter().any(|one| one.subject == *subject && clear(&one.mark));
        let consistency = question::consistency(&marks);
        if let Figures::Subjects { faster, slower, compared, .. } = &consistency.figures {
            prop_assert!(*compared >= 2 && consistency.is_asked());
            prop_assert!(faster.iter().chain(slower).all(is_clear), "{consistency:?}");
        }
        let groups = question::groups(&gaps, &Policy::default());
        if let Figures::Groups { test, .. } = &groups.figures {
            prop_assert!(groups.is_asked());
            prop_assert!(groups.weight < 20 || !includes_zero(test.interval), "{groups:?}");
        }
        for finding in findings.iter().chain([&consistency, &groups]) {
            prop_assert_eq!(finding.is_asked(), finding.weight > 0);
            prop_assert!(!matches!(finding.state, State::NotKnown(_)) || finding.figures == Figures::None);
        }
    }

    #[test]
    fn groups_below_the_policy_s_sizes_are_never_told(gaps in gaps()) {
        let enough = |gap: &GroupGap| gap.pupils.iter().all(|pupils| *pupils >= 11);
        if question::groups(&gaps, &Policy::default()).figures != Figures::None {
            prop_assert!(gaps.iter().any(enough), "{gaps:?}");
        }
    }

    #[test]
    fn a_page_begins_with_the_five_most_pressing(weights in prop::collection::vec(0_u16..100, 26)) {
        let finding = |(id, weight): (QuestionId, u16)| Finding {
            id,
            state: if weight > 0 { State::Asked } else { State::NothingUnusual },
            figures: Figures::None,
            weight,
        };
        let mut all: Vec<Finding> = QuestionId::ALL.into_iter().zip(weights).map(finding).collect();
        let first: Vec<Finding> = question::first(&all).into_iter().cloned().collect();
        question::in_order(&mut all);
        let asked: Vec<Finding> = all.into_iter().filter(Finding::is_asked).take(question::AT_MOST).collect();
        prop_assert_eq!(&first[..asked.len()], &asked[..]);
    }
}

/// The density of the bell curve.
fn bell(z: f64) -> f64 {
    (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// From -6 to 6 in steps, with the weight of each step.
fn steps(step: f64) -> impl Iterator<Item = (f64, f64)> + Clone {
    let number = 12.0 / step;
    (0..=20_000_u32)
        .map(f64::from)
        .take_while(move |index| *index <= number)
        .map(move |index| -6.0 + index * step)
        .map(move |z| (z, bell(z) * step))
}

#[test]
fn two_equal_groups_are_said_to_differ_five_times_in_a_hundred() {
    let estimate = |value, standard_error| Estimate { value, standard_error };
    let fires = |difference: f64| {
        let gap = GroupGap {
            pair: GroupPair::BoysGirls,
            subject: Subject::Mathematics,
            progress: [estimate(difference, 0.7), estimate(0.0, 1.1)],
            pupils: [60, 24],
            earlier: None,
        };
        let found = question::groups(&[gap], &Policy::default());
        matches!(found.figures, Figures::Groups { test, .. } if test.certainty.is_clear())
    };
    let error = (0.7_f64 * 0.7 + 1.1 * 1.1).sqrt();
    let rate: f64 = steps(0.0005).filter(|(z, _)| fires(z * error)).map(|(_, weight)| weight).sum();
    assert!((rate - 0.05).abs() < 0.0005, "{rate}");
}

/// How often three subjects without a real difference are asked about, if scores in any two go together by `rho`.
fn rate_of_subject_gap(rho: f64) -> f64 {
    let fires = |a: f64, b: f64| {
        // What is common to all three falls out of every difference; two numbers tell the rest.
        let scale = (1.0 - rho).sqrt();
        let (half, sixth) = (0.5_f64.sqrt(), (1.0_f64 / 6.0).sqrt());
        let values = [a * half + b * sixth, b * sixth - a * half, -2.0 * b * sixth];
        let marks: Vec<SubjectMark> = Subject::ALL
            .into_iter()
            .zip(values)
            .map(|(subject, value)| {
                let progress = Comparison::new(value * scale, 0.0, Interval::around(value * scale, 1.96));
                let results = Comparison::new(105.0, 105.0, None);
                SubjectMark { subject, mark: Mark::new(results, progress, Some(30)) }
            })
            .collect();
        question::subject_gap(&marks).is_asked()
    };
    let inner = steps(0.05);
    inner
        .clone()
        .map(|(a, weight)| {
            let of: f64 = inner.clone().filter(|(b, _)| fires(a, *b)).map(|(_, weight)| weight).sum();
            weight * of
        })
        .sum()
}

#[test]
fn the_widest_of_three_pairs_is_asked_about_as_often_as_its_rule_says() {
    let unrelated = rate_of_subject_gap(0.0);
    assert!((unrelated - 0.122).abs() < 0.003, "{unrelated}");
    let related = rate_of_subject_gap(0.31);
    assert!(related < 0.05 && related > 0.04, "{related}");
    assert!(rate_of_subject_gap(0.6) < 0.01);
}
