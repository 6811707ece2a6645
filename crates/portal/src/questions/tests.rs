//! Which years may be compared.

use domain::cycle::{Cancel, CycleAct};
use domain::{GivenReason, ReasonCode};
use jiff::civil::date;

use super::read;
use crate::cycles::projection::Cycles;
use crate::test_support::{Facts, Fresh};
use measures::SchoolYear;
use measures::difference::Estimate;
use measures::trend::TrendPoint;

use super::note_break;

fn years(starts: &[u16]) -> (bool, Vec<bool>) {
    let point = |start: &u16| TrendPoint {
        year: SchoolYear::starting(*start).unwrap(),
        estimate: Estimate { value: 0.0, standard_error: 1.0 },
        break_before: false,
    };
    let mut points: Vec<TrendPoint> = starts.iter().map(point).collect();
    let broken = note_break(points.iter_mut());
    (broken, points.into_iter().map(|point| point.break_before).collect())
}

#[test]
fn years_on_both_sides_of_the_new_start_are_not_compared() {
    assert_eq!(years(&[2016, 2017, 2018, 2022]), (true, vec![false, false, false, true]));
}

#[test]
fn years_on_one_side_are() {
    assert_eq!(years(&[2016, 2017, 2018]), (false, vec![false; 3]));
    assert_eq!(years(&[2022, 2023]), (false, vec![false; 2]));
}

#[tokio::test]
async fn a_cycle_that_was_given_up_is_no_answer_to_what_the_school_did() {
    let fresh = Fresh::database().await;
    let (kept, mut gone) = (Facts::planned(1), Facts::planned(2));
    let reason = GivenReason::of(ReasonCode::Staffing);
    gone.tell(date(2026, 1, 6), CycleAct::Cancel(Cancel { reason }));
    for facts in [&kept, &gone] {
        fresh.project(&Cycles, facts).await;
    }
    let school = "demo:test".parse().unwrap();
    let seen = read::cycles(&fresh.pool, &school, false).await.unwrap();
    assert_eq!(seen.total, 1);
    fresh.drop().await;
}
