//! The scores of a group, recorded together: all, or none.

use super::super::*;
use super::given::*;
use crate::{ReasonCode, Score};
use AssessmentPoint::{Baseline, End};

fn grid(point: AssessmentPoint, rows: Vec<(u8, ScoreOf)>) -> CycleAct {
    CycleAct::RecordScores(scores_of(point, rows))
}

fn absent() -> ScoreOf {
    ScoreOf::Missing(because(ReasonCode::Absence))
}

fn changed(score: i32, seq: u64) -> ScoreOf {
    ScoreOf::Corrected(score, seq, because(ReasonCode::DataEntryError))
}

fn refused(given: &Given, act: CycleAct) -> Vec<(crate::ParticipantId, &'static str)> {
    let Err(CycleRefusal::ScoresRefused { rows }) = given.when(act) else { panic!("nothing is refused") };
    rows.iter().map(|row| (row.participant, row.refusal.code())).collect()
}

#[test]
fn scores_missing_ones_and_corrections_of_a_group_are_one_command() {
    let given = running().and(score(3, Baseline, 80));
    let rows = vec![(1, ScoreOf::New(81)), (2, absent()), (3, changed(88, 15))];
    let events = given.when(grid(Baseline, rows)).unwrap();
    let [
        CycleEvent::AssessmentRecorded(one),
        CycleEvent::AssessmentMissed(two),
        CycleEvent::AssessmentCorrected(three),
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((one.participant, one.reading.score), (pupil(1), Score::from(81)));
    assert_eq!(
        (one.effective_on, two.effective_on),
        (usual_day(Baseline), TODAY),
        "from the day of the test"
    );
    assert_eq!(two.participant, pupil(2));
    assert_eq!((three.before.score, three.after.score), (Score::from(80), Score::from(88)));
}

#[test]
fn each_bad_row_has_its_own_refusal_and_the_good_ones_do_not_happen() {
    let given = running().and(score(3, Baseline, 80));
    let rows = vec![
        (1, ScoreOf::New(81)),
        (2, ScoreOf::New(300)),
        (3, ScoreOf::New(82)),
        (4, changed(88, 3)),
        (7, absent()),
        (5, ScoreOf::Missing(because(ReasonCode::Remark))),
    ];
    let expected = [
        (pupil(2), "score-out-of-range"),
        (pupil(3), "duplicate-assessment"),
        (pupil(4), "unknown-record"),
        (pupil(7), "not-placed"),
        (pupil(5), "reason-not-allowed-here"),
    ];
    let act = scores_of(Baseline, rows.clone());
    let told = act.refused_rows(given.0.record().unwrap(), TODAY);
    assert_eq!(told.iter().map(|row| row.participant).collect::<Vec<_>>(), expected.map(|(pupil, _)| pupil));
    assert_eq!(refused(&given, grid(Baseline, rows)), expected);
}

#[test]
fn a_correction_stands_in_the_row_and_at_the_point_of_the_score_it_is_about() {
    let given = running().and(score(1, Baseline, 80)).and(score(2, Baseline, 80));
    let mut act = scores_of(Baseline, vec![(1, changed(88, 15))]);
    act.rows[0].participant = pupil(2);
    assert_eq!(refused(&given, CycleAct::RecordScores(act)), [(pupil(2), "unknown-record")]);
    let mut act = scores_of(Baseline, vec![(1, changed(88, 15))]);
    act.point = End;
    assert_eq!(refused(&given, CycleAct::RecordScores(act)), [(pupil(1), "unknown-record")]);
}

#[test]
fn no_pupil_has_two_rows() {
    let rows = vec![(1, ScoreOf::New(81)), (1, ScoreOf::New(81))];
    assert_eq!(refused(&running(), grid(Baseline, rows)), [(pupil(1), "duplicate-assessment")]);
}

#[test]
fn the_same_rows_twice_happen_once_and_no_rows_are_nothing() {
    let rows = vec![(1, ScoreOf::New(81)), (2, absent())];
    let given = running().and(grid(Baseline, rows.clone()));
    assert!(given.is_quiet(grid(Baseline, rows)));
    assert_eq!(
        given.when(grid(Baseline, vec![(1, ScoreOf::New(81)), (3, ScoreOf::New(83))])).unwrap().len(),
        1
    );
    assert!(given.is_quiet(grid(Baseline, Vec::new())));
}

#[test]
fn after_the_closing_no_end_scores_come() {
    assert_eq!(closed().refuses(grid(End, vec![(1, ScoreOf::New(90))])), "wrong-state");
}
