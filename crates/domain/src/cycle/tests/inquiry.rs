//! Contacts with families, mentoring, looking back, and costs.

use super::super::*;
use super::given::*;
use crate::{ContactId, ParticipantId, ReasonCode, Sealed, Sequence};

fn contact(participant: Option<ParticipantId>, note: Sealed) -> CycleAct {
    let contact_id = ContactId::parse("c0147ac7-0000-4000-8000-000000000001").unwrap();
    let (kind, direction) = (ContactKind::PhoneCall, ContactDirection::BothWays);
    CycleAct::LogContact(LogContact { contact_id, participant, kind, direction, note })
}

fn about(number: u8) -> CycleAct {
    contact(Some(pupil(number)), sealed(pupil(number)))
}

#[test]
fn a_contact_is_recorded_once() {
    let CycleEvent::FamilyContactRecorded(recorded) = running().gives(about(1)) else { panic!() };
    assert_eq!((recorded.participant, recorded.kind), (Some(pupil(1)), ContactKind::PhoneCall));
    let given = running().and(about(1));
    assert!(given.is_quiet(contact(Some(pupil(1)), resealed(pupil(1)))));
    assert_eq!(given.refuses(about(2)), "already-recorded");
    assert!(running().and(withdraw(1)).when(about(1)).is_ok(), "a family is told why a pupil left");
    assert!(planned().and(place(1)).when(about(1)).is_ok());
    assert_eq!(running().refuses(about(7)), "not-placed");
    assert_eq!(closed().refuses(about(1)), "wrong-state");
    assert_eq!(Given(Cycle::default()).refuses(about(1)), "wrong-state");
}

#[test]
fn what_was_said_is_sealed_for_the_pupil_or_else_for_the_cycle() {
    assert_eq!(running().refuses(contact(Some(pupil(1)), sealed(cycle_id()))), "sealed-for-another");
    assert_eq!(running().refuses(contact(None, sealed(pupil(1)))), "sealed-for-another");
    assert!(running().when(contact(None, sealed(cycle_id()))).is_ok());
}

fn mentoring(focus: Sealed, shared_practice: Option<Sealed>) -> CycleAct {
    CycleAct::LogMentoring(LogMentoring { mentor: account(3), focus, shared_practice })
}

#[test]
fn what_a_mentor_did_is_recorded_once_in_the_words_of_the_cycle() {
    let own = || sealed(cycle_id());
    let CycleEvent::MentoringRecorded(recorded) = running().gives(mentoring(own(), Some(own()))) else {
        panic!()
    };
    assert_eq!(recorded.mentor, account(3));
    assert!(running().and(mentoring(own(), None)).is_quiet(mentoring(own(), None)));
    assert!(running().and(mentoring(own(), None)).when(mentoring(resealed(cycle_id()), None)).is_ok());
    assert_eq!(running().refuses(mentoring(sealed(pupil(1)), None)), "sealed-for-another");
    assert_eq!(running().refuses(mentoring(own(), Some(sealed(pupil(1))))), "sealed-for-another");
    assert_eq!(closed().refuses(mentoring(own(), None)), "wrong-state");
}

fn reflection(finding: Sealed, decision: Sealed) -> CycleAct {
    CycleAct::LogReflection(LogReflection { stage: InquiryStage::Learning, finding, decision })
}

#[test]
fn looking_back_is_recorded_once_in_the_words_of_the_cycle() {
    let own = || sealed(cycle_id());
    let CycleEvent::InquiryReflected(recorded) = running().gives(reflection(own(), own())) else { panic!() };
    assert_eq!(recorded.stage, InquiryStage::Learning);
    assert!(running().and(reflection(own(), own())).is_quiet(reflection(own(), own())));
    assert!(running().and(reflection(own(), own())).when(reflection(own(), resealed(cycle_id()))).is_ok());
    assert_eq!(running().refuses(reflection(sealed(pupil(1)), own())), "sealed-for-another");
    assert_eq!(running().refuses(reflection(own(), sealed(pupil(1)))), "sealed-for-another");
    assert_eq!(closed().refuses(reflection(own(), own())), "wrong-state");
}

fn correct_cost(seq: u64, after: Cost) -> CycleAct {
    let (cost_id, corrects_seq) = (cost_id(1), Sequence::new(seq));
    let reason = because(ReasonCode::DataEntryError);
    CycleAct::CorrectCost(CorrectCost { cost_id, corrects_seq, after, reason })
}

#[test]
fn a_cost_is_recorded_once() {
    let CycleEvent::CostRecorded(recorded) = running().gives(log_cost(1, cost(133_300))) else { panic!() };
    assert_eq!(recorded.cost.minor_units, 133_300);
    let given = running().and(log_cost(1, cost(133_300)));
    assert!(given.is_quiet(log_cost(1, cost(133_300))));
    assert_eq!(given.refuses(log_cost(1, cost(1))), "already-recorded");
    assert!(given.when(log_cost(2, cost(0))).is_ok(), "given for nothing");
    assert_eq!(closed().refuses(log_cost(1, cost(1))), "wrong-state");
}

#[test]
fn a_cost_is_put_right_with_before_and_after() {
    let given = running().and(log_cost(1, cost(133_300)));
    let CycleEvent::CostCorrected(corrected) = given.gives(correct_cost(15, cost(120_000))) else { panic!() };
    assert_eq!((corrected.before.minor_units, corrected.after.minor_units), (133_300, 120_000));
    let mended = given.clone().and(correct_cost(15, cost(120_000)));
    assert!(mended.is_quiet(correct_cost(15, cost(120_000))));
    assert_eq!(mended.refuses(correct_cost(15, cost(1))), "stale-correction");
    assert!(mended.when(correct_cost(16, cost(1))).is_ok());
    assert_eq!(given.refuses(correct_cost(15, cost(133_300))), "nothing-changed");
    assert_eq!(running().refuses(correct_cost(15, cost(1))), "unknown-record");
    let CycleAct::CorrectCost(not_here) = correct_cost(15, cost(1)) else { panic!() };
    let not_here = CorrectCost { reason: because(ReasonCode::Remark), ..not_here };
    assert_eq!(given.refuses(CycleAct::CorrectCost(not_here)), "reason-not-allowed-here");
    assert_eq!(Given(Cycle::default()).refuses(correct_cost(15, cost(1))), "wrong-state");
}
