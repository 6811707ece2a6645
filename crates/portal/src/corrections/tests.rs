//! How late, how often, and what became of what governors read.

use std::collections::BTreeSet;

use domain::edition::{EditionFigure, HeldBack, ShownFigure, Standing};
use domain::{AccountId, ReasonCode};
use jiff::civil::date;
use uuid::Uuid;

use super::*;

fn cycle() -> CycleId {
    CycleId::new(Uuid::from_u128(1))
}

fn edition(number: u32, upto: u64, standing: Standing, is_shown: bool) -> Published {
    let shown = ShownFigure {
        stands_on: Sequence::new(upto),
        outcome: Sequence::new(upto),
        pupils: 7,
        scale: "number-standardised".parse().unwrap(),
        gain: "6.9".parse().unwrap(),
        gain_lower: None,
        gain_upper: None,
        end: None,
        end_lower: None,
        end_upper: None,
        norm: None,
        expected_gain: None,
        method: "cycle-outcome@1".parse().unwrap(),
        benchmark_set: None,
    };
    let shown = is_shown.then_some(shown);
    Published {
        number,
        published_on: date(2026, 3, 2),
        by: AccountId::new(Uuid::nil()),
        least: 6,
        figures: vec![EditionFigure { cycle: cycle(), upto: Sequence::new(upto), standing, shown }],
        replaced: Vec::new(),
    }
}

#[test]
fn what_governors_read_is_found_in_the_first_edition_that_knows_of_the_correction() {
    let because = || BTreeSet::from([ReasonCode::Remark]);
    let first = || edition(1, 40, Standing::New, true);
    let of = |editions: &[Published]| Board::of(editions, cycle(), Sequence::new(42)).message;
    assert_eq!(of(&[]), Message::NotShown);
    assert_eq!(
        of(&[edition(1, 50, Standing::New, true)]),
        Message::NotShown,
        "put right before it was shown"
    );
    assert_eq!(of(&[first()]), Message::Waiting);
    for (standing, is_shown, message) in [
        (Standing::Unchanged { since: 1 }, true, Message::Same),
        (Standing::Changed { because: because(), behind: None }, true, Message::Changed),
        (
            Standing::Kept { since: 1, because: because(), behind: None, why: HeldBack::WorkedOut },
            true,
            Message::Kept,
        ),
        (Standing::Withheld { why: HeldBack::TakenOut }, false, Message::Withheld),
    ] {
        let later = edition(3, 60, Standing::Changed { because: because(), behind: None }, true);
        let board =
            Board::of(&[later, edition(2, 42, standing, is_shown), first()], cycle(), Sequence::new(42));
        assert_eq!(board, Board { message, before: Some(1), after: Some(2) });
    }
}

#[test]
fn days_late_are_counted_by_the_school_s_clock() {
    let london = TimeZone::get("Europe/London").unwrap();
    let in_london = |from, to| days(&london, from, to);
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(in_london(at("2026-06-03T09:00:00Z"), at("2026-06-18T08:00:00Z")), Some(15));
    assert_eq!(
        in_london(at("2026-07-01T22:59:00Z"), at("2026-07-01T23:01:00Z")),
        Some(1),
        "midnight in London"
    );
    assert_eq!(in_london(at("2026-05-30T09:00:00Z"), at("2026-09-02T09:00:00Z")), Some(95));
    let auckland = TimeZone::get("Pacific/Auckland").unwrap();
    let (from, to) = (at("2026-07-01T22:59:00Z"), at("2026-07-01T23:01:00Z"));
    assert_eq!(days(&auckland, from, to), Some(0), "the same morning there");
}

#[test]
fn rates_are_of_everything_that_could_be_put_right() {
    let count = |kind: &str, reason: Option<&str>, role: &str, facts, put_right| read::Count {
        kind: kind.to_owned(),
        reason: reason.map(str::to_owned),
        role: Some(role.to_owned()),
        facts,
        put_right,
    };
    let rates = Rates::of(&[
        count("assessment_recorded", None, "teacher", 180, 3),
        count("assessment_recorded", None, "lead", 20, 0),
        count("session_delivered", None, "teacher", 50, 1),
        count("assessment_corrected", Some("remark"), "head", 2, 0),
        count("assessment_voided", Some("wrong_pupil"), "lead", 1, 0),
        count("session_corrected", Some("remark"), "teacher", 1, 0),
    ]);
    assert_eq!(rates.kinds["assessment_recorded"], Rate { of: 200, corrections: 3 });
    assert_eq!(rates.kinds["session_delivered"], Rate { of: 50, corrections: 1 });
    assert_eq!(rates.reasons["remark"], Rate { of: 250, corrections: 3 });
    assert_eq!(rates.recorded_by["teacher"], Rate { of: 230, corrections: 4 });
    assert_eq!(rates.put_right_by["head"], 2);
    assert_eq!(rates.kinds["assessment_recorded"].per_hundred().as_deref(), Some("1.5"));
    assert_eq!(Rate { of: 3, corrections: 2 }.per_hundred().as_deref(), Some("66.7"));
    assert_eq!(Rate { of: 3, corrections: 1 }.per_hundred().as_deref(), Some("33.3"));
    assert_eq!(Rate::default().per_hundred(), None);
}

#[test]
fn an_outcome_is_another_one_only_if_it_was_sealed_before_and_after() {
    let outcome = |mean: &str| Outcome {
        n: 7,
        n_complete: 7,
        scale: None,
        mean: mean.parse().ok(),
        sd: None,
        ci_lower: None,
        ci_upper: None,
        end_mean: None,
        end_ci_lower: None,
        end_ci_upper: None,
        confidence_percent: None,
        accelerated_n: None,
        es: None,
        es_kind: None,
        method: "cycle-outcome@1".parse().unwrap(),
        benchmark_set: None,
    };
    let outcomes =
        |list: &[(u64, &str)]| list.iter().map(|(at, mean)| (*at, outcome(mean))).collect::<Outcomes>();
    assert!(!is_other_outcome(&outcomes(&[]), 42));
    assert!(!is_other_outcome(&outcomes(&[(40, "6.9")]), 42));
    assert!(!is_other_outcome(&outcomes(&[(50, "6.1")]), 42), "put right before the closing");
    assert!(is_other_outcome(&outcomes(&[(40, "6.9"), (50, "6.1")]), 42));
    assert!(!is_other_outcome(&outcomes(&[(40, "6.9"), (50, "6.9")]), 42));
}
