//! Given what happened, when somebody asks, then this follows.

use super::*;
use crate::id::Id;
use crate::{Note, ReasonCode, VariantArray as _};
use cqrs_es::Aggregate as _;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Date = date(2026, 6, 30);

fn id<Of>(number: u128) -> Id<Of> {
    Id::new(Uuid::from_u128(number))
}

fn pupil() -> PupilId {
    id(7)
}

fn school(number: u32) -> SchoolId {
    format!("{}", 125_000 + number).parse().unwrap()
}

/// A sealed text under the key of `owner`, told from others by a letter.
fn sealed(owner: PupilId, letter: char) -> Sealed {
    Sealed::new(owner.into(), 1, letter.to_string().repeat(32), "A".repeat(24)).unwrap()
}

fn on(effective_on: Date, act: PupilAct) -> PupilCommand {
    PupilCommand { today: TODAY, effective_on, act }
}

fn registering() -> PupilAct {
    PupilAct::RegisterPupil { pupil: pupil(), school: school(0), details: sealed(pupil(), 'a'), batch: None }
}

fn moving(to: Option<SchoolId>) -> PupilAct {
    PupilAct::MovePupil { to, reason: GivenReason::of(ReasonCode::MovedSchool) }
}

fn revising(letter: char) -> PupilAct {
    let reason = GivenReason::of(ReasonCode::DataEntryError);
    PupilAct::ReviseDetails { details: sealed(pupil(), letter), reason, batch: None }
}

fn asking(by: u128) -> PupilAct {
    let reason = GivenReason::of(ReasonCode::Policy);
    PupilAct::RequestErasure { by: id(by), basis: ErasureBasis::RetentionEnded, reason }
}

fn erasing(by: u128) -> PupilAct {
    PupilAct::ErasePupil { by: id(by) }
}

/// A pupil to whom these acts were done one after the other, from 1 June on.
fn given(acts: impl IntoIterator<Item = PupilAct>) -> Pupil {
    let mut pupil = Pupil::default();
    for (day, act) in (1..).zip(acts) {
        for event in pupil.decide(on(date(2026, 6, day), act)).unwrap() {
            pupil.apply(event);
        }
    }
    pupil
}

fn known(more: impl IntoIterator<Item = PupilAct>) -> Pupil {
    given(std::iter::once(registering()).chain(more))
}

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<Pupil>(include_str!("golden.jsonl"), &[]);
}

#[test]
fn a_pupil_is_registered_once() {
    let record = known([]).record().unwrap().clone();
    assert_eq!((record.school, record.kept_by), (Some(school(0)), school(0)));
    assert_eq!(known([]).decide(on(TODAY, registering())), Ok(Vec::new()), "the very same details");
    let other = PupilAct::RegisterPupil {
        pupil: pupil(),
        school: school(0),
        details: sealed(pupil(), 'b'),
        batch: None,
    };
    assert_eq!(known([]).decide(on(TODAY, other)), Err(PupilRefusal::AlreadyRegistered));
}

#[test]
fn nothing_is_done_to_a_pupil_who_is_not_registered() {
    for act in [revising('b'), moving(None), asking(1), erasing(2), PupilAct::WithdrawErasureRequest] {
        assert_eq!(Pupil::default().decide(on(TODAY, act)), Err(PupilRefusal::UnknownPupil));
    }
}

#[test]
fn details_are_sealed_under_the_pupil_s_own_key() {
    let elsewhere = sealed(id(8), 'b');
    let act = PupilAct::RegisterPupil {
        pupil: pupil(),
        school: school(0),
        details: elsewhere.clone(),
        batch: None,
    };
    assert_eq!(Pupil::default().decide(on(TODAY, act)), Err(PupilRefusal::SealedForAnother));
    let reason = GivenReason::of(ReasonCode::DataEntryError);
    let act = PupilAct::ReviseDetails { details: elsewhere, reason, batch: None };
    assert_eq!(known([]).decide(on(TODAY, act)), Err(PupilRefusal::SealedForAnother));
}

#[test]
fn revised_details_name_the_event_that_they_replace() {
    let pupil = known([revising('b'), moving(None)]);
    let events = pupil.decide(on(TODAY, revising('c'))).unwrap();
    let [PupilEvent::PupilDetailsRevised(revised)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(revised.replaces_sequence, Sequence::new(2));
    assert_eq!(pupil.decide(on(TODAY, revising('b'))), Ok(Vec::new()), "the very same sealed text");
}

#[test]
fn a_change_has_a_reason_from_its_own_list() {
    let details = sealed(pupil(), 'b');
    let act =
        PupilAct::ReviseDetails { details, reason: GivenReason::of(ReasonCode::Timetable), batch: None };
    assert_eq!(known([]).decide(on(TODAY, act)).unwrap_err().code(), "reason-not-allowed-here");
    let act = PupilAct::MovePupil { to: None, reason: GivenReason::of(ReasonCode::Other) };
    assert_eq!(known([]).decide(on(TODAY, act)).unwrap_err().code(), "reason-missing");
}

#[test]
fn a_pupil_who_leaves_stays_in_the_keeping_of_the_last_school_and_may_come_back() {
    let left = known([moving(None)]).record().unwrap().clone();
    assert_eq!((left.school, left.kept_by), (None, school(0)));
    assert_eq!(known([moving(None)]).decide(on(TODAY, moving(None))), Ok(Vec::new()));
    let back = known([moving(None), moving(Some(school(0)))]).record().unwrap().clone();
    assert_eq!(back.school, Some(school(0)));
    let elsewhere = known([moving(Some(school(1)))]).record().unwrap().clone();
    assert_eq!((elsewhere.school, elsewhere.kept_by), (Some(school(1)), school(1)));
}

#[test]
fn nobody_leaves_before_they_came_nor_tomorrow() {
    let early = known([]).decide(on(date(2026, 5, 31), moving(None)));
    assert_eq!(early, Err(PupilRefusal::DatesReversed));
    let late = known([]).decide(on(date(2026, 7, 1), moving(None)));
    assert_eq!(late, Err(PupilRefusal::DateInFuture));
}

#[test]
fn erasing_takes_one_person_to_ask_and_another_to_do_it() {
    assert_eq!(known([]).decide(on(TODAY, erasing(2))), Err(PupilRefusal::ErasureNotRequested));
    let asked = known([asking(1)]);
    assert_eq!(asked.decide(on(TODAY, asking(3))), Ok(Vec::new()), "it is being asked for");
    assert_eq!(asked.decide(on(TODAY, erasing(1))), Err(PupilRefusal::SelfApproval));
    let events = asked.decide(on(TODAY, erasing(2))).unwrap();
    let [PupilEvent::PupilErased(erased)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((erased.request_sequence, erased.erased_by), (Sequence::new(2), id(2)));
    assert_eq!((erased.basis, erased.reason.code()), (ErasureBasis::RetentionEnded, ReasonCode::Policy));
}

#[test]
fn a_request_that_is_withdrawn_erases_nobody() {
    let pupil = known([asking(1), PupilAct::WithdrawErasureRequest]);
    assert_eq!(pupil.decide(on(TODAY, erasing(2))), Err(PupilRefusal::ErasureNotRequested));
    assert_eq!(pupil.decide(on(TODAY, PupilAct::WithdrawErasureRequest)), Ok(Vec::new()));
}

#[test]
fn the_record_of_an_erasure_holds_no_words() {
    let note = Some(Note { text: sealed(pupil(), 'n'), length: 40 });
    let reason = GivenReason { code: ReasonCode::Policy, note, evidence: Vec::new() };
    let act = PupilAct::RequestErasure { by: id(1), basis: ErasureBasis::RetentionEnded, reason };
    let refused = known([]).decide(on(TODAY, act)).unwrap_err();
    assert_eq!(refused, PupilRefusal::Reason(ReasonRefusal::SealedForAnother));
    assert!(ReasonFor::ErasingPupil.codes().iter().all(|code| !code.needs_note()));
}

#[test]
fn nothing_is_done_to_a_pupil_who_was_erased() {
    let erased = known([asking(1), erasing(2)]);
    assert_eq!(erased, Pupil::Erased { pupil: pupil(), kept_by: school(0) });
    assert_eq!(erased.decide(on(TODAY, erasing(2))), Ok(Vec::new()));
    for act in [registering(), revising('b'), moving(None), asking(1)] {
        assert_eq!(erased.decide(on(TODAY, act)), Err(PupilRefusal::PupilErased));
    }
}

#[test]
fn the_grounds_in_law_read_and_write_the_same() {
    for basis in ErasureBasis::VARIANTS {
        assert_eq!(basis.to_string().parse(), Ok(*basis));
    }
    assert!("tidiness".parse::<ErasureBasis>().is_err());
}

fn any_act() -> impl Strategy<Value = PupilAct> {
    prop_oneof![
        Just(registering()),
        "[a-d]".prop_map(|letter| revising(letter.chars().next().unwrap_or('a'))),
        proptest::option::of(0_u32..3).prop_map(|to| moving(to.map(school))),
        (1_u128..4).prop_map(asking),
        (1_u128..4).prop_map(erasing),
        Just(PupilAct::WithdrawErasureRequest),
    ]
}

proptest! {
    #[test]
    fn whatever_is_asked_replay_gives_the_live_state_and_nobody_erases_alone(
        acts in proptest::collection::vec(any_act(), 0..30)
    ) {
        let (mut live, mut facts) = (Pupil::default(), Vec::new());
        for act in acts {
            let asked_by = live.record().and_then(|known| known.erasure.as_ref()).map(|asked| asked.by);
            for event in live.decide(on(TODAY, act)).unwrap_or_default() {
                if let PupilEvent::PupilErased(erased) = &event {
                    prop_assert_ne!(Some(erased.erased_by), asked_by);
                }
                facts.push(event.clone());
                live.apply(event);
            }
        }
        let mut replayed = Pupil::default();
        for event in facts {
            replayed.apply(event);
        }
        prop_assert_eq!(live, replayed);
    }
}
