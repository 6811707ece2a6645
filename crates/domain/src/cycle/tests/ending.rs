//! After the closing: judged, reported, opened again; and given up before.

use super::super::*;
use super::given::*;
use crate::{GivenReason, ReasonCode, Sealed, Sequence};

fn rating(number: u8) -> Rating {
    Rating::new(number).unwrap()
}

fn judge(judge: u8, ratings: [u8; 3], reason: GivenReason) -> CycleAct {
    let [impact, value, leadership] = ratings.map(rating);
    CycleAct::JudgeImpact(JudgeImpact { impact, value, leadership, judge: account(judge), reason })
}

fn good(by: u8) -> CycleAct {
    judge(by, [2, 2, 1], because(ReasonCode::EvidenceFromAssessment))
}

#[test]
fn how_good_a_closed_cycle_was_is_judged_by_each_judge_once_until_otherwise() {
    let CycleEvent::ImpactJudged(judged) = closed().gives(good(1)) else { panic!() };
    assert_eq!((judged.impact, judged.leadership, judged.judge), (rating(2), rating(1), account(1)));
    let given = closed().and(good(1));
    assert!(given.is_quiet(good(1)));
    assert!(matches!(given.gives(good(2)), CycleEvent::ImpactJudged(_)));
    let worse = judge(1, [3, 2, 1], because(ReasonCode::NotEffective));
    assert!(matches!(given.gives(worse), CycleEvent::ImpactJudged(_)));
    assert!(reported().when(good(1)).is_ok());
    assert_eq!(scored().refuses(good(1)), "wrong-state");
    let ratings = [1, 1, 1];
    assert_eq!(closed().refuses(judge(1, ratings, because(ReasonCode::Remark))), "reason-not-allowed-here");
    let elsewhere = noted(ReasonCode::NotEffective, pupil(1), 20);
    assert_eq!(closed().refuses(judge(1, ratings, elsewhere)), "sealed-for-another");
}

#[test]
fn the_board_is_told_in_four_parts() {
    let last = closed().sequence();
    let CycleEvent::BoardReportSubmitted(told) = closed().gives(report(last)) else { panic!() };
    assert_eq!(told.upto_seq, Sequence::new(last));
    assert_eq!(reported().0.stage(), Stage::Reported);
    let without = |change: &dyn Fn(&mut SubmitReport)| {
        let mut reporting = reporting(last);
        change(&mut reporting);
        closed().when(CycleAct::SubmitReport(Box::new(reporting))).unwrap_err()
    };
    let missing = |part| CycleRefusal::ReportPartMissing { part };
    assert_eq!(without(&|new| new.need = None), missing(ReportPart::Need));
    assert_eq!(without(&|new| new.impact = None), missing(ReportPart::Impact));
    assert_eq!(without(&|new| new.practice_change = None), missing(ReportPart::PracticeChange));
    assert_eq!(without(&|new| new.next_steps = None), missing(ReportPart::NextSteps));
    let elsewhere = Some(sealed(pupil(1)));
    assert_eq!(without(&|new| new.impact.clone_from(&elsewhere)).code(), "sealed-for-another");
}

#[test]
fn a_report_speaks_of_the_outcome_as_it_is_and_is_submitted_once() {
    let last = closed().sequence();
    assert_eq!(closed().refuses(report(0)), "unknown-record");
    assert_eq!(closed().refuses(report(last + 1)), "unknown-record");
    let stale = CycleRefusal::StaleOutcome { upto: Sequence::new(last - 1), last: Sequence::new(last) };
    assert_eq!(closed().when(report(last - 1)), Err(stale));
    assert!(reported().is_quiet(report(last)));
    let otherwise = SubmitReport { impact: Some(resealed(cycle_id())), ..reporting(last) };
    assert_eq!(reported().refuses(CycleAct::SubmitReport(Box::new(otherwise))), "wrong-state");
    assert_eq!(scored().refuses(report(3)), "wrong-state");
}

fn amend(seq: u64, after: Sealed) -> CycleAct {
    let (part, amends_seq) = (ReportPart::NextSteps, Sequence::new(seq));
    let reason = because(ReasonCode::EvidenceFromAssessment);
    CycleAct::AmendReport(AmendReport { part, amends_seq, after, reason })
}

#[test]
fn a_part_of_the_report_is_written_anew_with_before_and_after() {
    let (given, seq) = (reported(), reported().sequence());
    let new = || resealed(cycle_id());
    let CycleEvent::BoardReportAmended(amended) = given.gives(amend(seq, new())) else { panic!() };
    assert_eq!((amended.before, amended.after), (sealed(cycle_id()), new()));
    let after = given.clone().and(amend(seq, new()));
    assert!(after.is_quiet(amend(seq, new())));
    assert_eq!(after.refuses(amend(seq, sealed(cycle_id()))), "stale-correction");
    assert!(after.when(amend(seq + 1, sealed(cycle_id()))).is_ok());
    assert_eq!(given.refuses(amend(seq, sealed(cycle_id()))), "nothing-changed");
    assert_eq!(given.refuses(amend(seq, sealed(pupil(1)))), "sealed-for-another");
    assert_eq!(closed().refuses(amend(seq, new())), "wrong-state");
    let CycleAct::AmendReport(not_here) = amend(seq, new()) else { panic!() };
    let not_here = AmendReport { reason: because(ReasonCode::Timetable), ..not_here };
    assert_eq!(given.refuses(CycleAct::AmendReport(not_here)), "reason-not-allowed-here");
}

#[test]
fn a_closed_cycle_goes_on_when_one_person_asks_and_another_agrees() {
    for given in [closed(), reported()] {
        assert_eq!(given.refuses(reopen(2)), "reopening-not-asked", "nobody opens it alone");
        let CycleEvent::CycleReopeningAsked(request) = given.gives(ask_reopening(1)) else { panic!() };
        assert_eq!((request.by, request.reason.code()), (account(1), ReasonCode::DataEntryError));
        let stage = given.0.stage();
        let asked = given.and(ask_reopening(1));
        assert_eq!(asked.0.stage(), stage, "to ask changes nothing");
        assert!(asked.is_quiet(ask_reopening(1)));
        assert_eq!(asked.refuses(reopen(1)), "self-approval");
        assert_eq!(asked.refuses(decline_reopening(1)), "self-approval");
        let CycleEvent::CycleReopened(reopened) = asked.gives(reopen(2)) else { panic!() };
        assert_eq!((reopened.approver, reopened.reason), (account(2), request.reason), "as it was asked");
        let open = asked.and(reopen(2));
        assert_eq!(open.0.stage(), Stage::Assessed);
        assert!(open.is_quiet(reopen(2)));
        assert!(open.is_quiet(CycleAct::CompleteAssessment));
    }
    let assessed = scored().and(CycleAct::CompleteAssessment);
    for given in [assessed, running()] {
        assert_eq!(given.refuses(ask_reopening(1)), "wrong-state");
        assert_eq!(given.refuses(reopen(2)), "wrong-state");
    }
    let not_here = AskReopening { by: account(1), reason: because(ReasonCode::Timetable) };
    assert_eq!(closed().refuses(CycleAct::AskReopening(not_here)), "reason-not-allowed-here");
    let asked = closed().and(ask_reopening(1));
    let early = asked.when_on(TODAY.yesterday().unwrap(), reopen(2));
    assert_eq!(early, Err(CycleRefusal::DatesReversed), "nobody agrees before they are asked");
}

#[test]
fn a_closed_cycle_stays_closed_when_the_second_person_says_no() {
    let asked = closed().and(ask_reopening(1));
    let CycleEvent::CycleReopeningDeclined(no) = asked.gives(decline_reopening(2)) else { panic!() };
    assert_eq!((no.asked_by, no.declined_by), (account(1), account(2)));
    let declined = asked.clone().and(decline_reopening(2));
    assert_eq!(declined.0.stage(), Stage::Closed);
    assert_eq!(declined.refuses(reopen(2)), "reopening-not-asked");
    assert_eq!(declined.refuses(decline_reopening(2)), "reopening-not-asked");
    assert!(declined.when(ask_reopening(1)).is_ok(), "it can be asked for again");
    let because_of = because(ReasonCode::Timetable);
    let not_here = DeclineReopening { by: account(2), reason: because_of };
    assert_eq!(asked.refuses(CycleAct::DeclineReopening(not_here)), "reason-not-allowed-here");
    let replaced = asked.and(ask_reopening(2));
    assert_eq!(replaced.refuses(reopen(2)), "self-approval", "the last request is the one that counts");
    assert!(replaced.when(reopen(1)).is_ok());
}

#[test]
fn a_request_to_open_a_cycle_lapses_when_the_board_is_told_of_it() {
    let asked = closed().and(ask_reopening(1));
    let fixed = asked.0.record().unwrap().outcome_in.unwrap().number();
    let reported = asked.and(report(fixed));
    assert_eq!(reported.refuses(reopen(2)), "reopening-not-asked");
}

#[test]
fn a_reopened_cycle_takes_scores_again_and_is_closed_with_a_new_outcome() {
    let open = reported().and(good(1)).and(ask_reopening(1)).and(reopen(2));
    let anew = RecordAssessment {
        assessment_id: assessment_of(9, AssessmentPoint::Interim),
        ..recording(1, AssessmentPoint::Interim, 85)
    };
    let open = open.and(CycleAct::RecordAssessment(Box::new(anew)));
    assert_eq!(open.refuses(close(closed().sequence())), "stale-outcome");
    let again = open.clone().and(close(open.sequence()));
    assert_eq!(again.0.stage(), Stage::Closed);
    let fixed = again.0.record().unwrap().outcome_in.unwrap().number();
    assert_eq!(fixed, again.sequence());
    assert_eq!(again.refuses(report(closed().sequence())), "stale-outcome");
    assert!(again.when(report(fixed)).is_ok(), "another report, on the new outcome");
    assert!(again.when(good(1)).is_ok(), "judged anew");
    assert_eq!(again.refuses(amend(1, sealed(cycle_id()))), "wrong-state");
}

#[test]
fn a_cycle_is_given_up_before_its_end_and_keeps_what_it_has() {
    for given in [planned(), running()] {
        assert!(matches!(given.gives(cancel()), CycleEvent::CycleCancelled(_)));
        let gone = given.and(cancel());
        assert_eq!(gone.0.stage(), Stage::Cancelled);
        assert!(gone.is_quiet(cancel()));
        for act in
            [place(7), start(), CycleAct::CompleteAssessment, good(1), ask_reopening(1), reopen(2), report(1)]
        {
            assert_eq!(gone.refuses(act), "wrong-state");
        }
    }
    let gone = scored().and(cancel());
    assert_eq!(gone.refuses(score(1, AssessmentPoint::FollowUp, 90)), "wrong-state");
    let assessment_id = assessment_of(1, AssessmentPoint::End);
    let reason = because(ReasonCode::Duplicate);
    let void = VoidAssessment { assessment_id, voids_seq: Sequence::new(16), reason };
    assert_eq!(gone.refuses(CycleAct::VoidAssessment(void)), "wrong-state");
    assert_eq!(scored().and(CycleAct::CompleteAssessment).refuses(cancel()), "wrong-state");
    assert_eq!(closed().refuses(cancel()), "wrong-state");
    let not_here = Cancel { reason: because(ReasonCode::Remark) };
    assert_eq!(running().refuses(CycleAct::Cancel(not_here)), "reason-not-allowed-here");
}

#[test]
fn after_the_report_scores_are_still_put_right() {
    let given = reported();
    let known = given.0.record().unwrap().assessments[&assessment_of(1, AssessmentPoint::End)].clone();
    let act = CorrectAssessment {
        instrument: instrument(),
        windows: Windows::usual(),
        assessment_id: assessment_of(1, AssessmentPoint::End),
        corrects_seq: known.live,
        after: Reading { score: 88.into(), ..known.reading },
        reason: because(ReasonCode::DataEntryError),
    };
    let corrected = given.and(CycleAct::CorrectAssessment(Box::new(act)));
    assert_eq!(corrected.0.stage(), Stage::Reported);
    assert_eq!(corrected.refuses(score(1, AssessmentPoint::Interim, 85)), "wrong-state");
}
