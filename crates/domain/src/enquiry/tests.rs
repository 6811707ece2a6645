//! Given what happened, when somebody asks, then this follows; and what holds whatever is asked.

use super::*;
use crate::{Fact, ReasonCode};
use cqrs_es::DomainEvent as _;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

const ENQUIRY: EnquiryId = EnquiryId::new(Uuid::from_u128(1));
const TODAY: Date = date(2026, 3, 2);
/// Who raises questions in these tests.
const ASKER: u128 = 0xA;
/// Who answers them.
const HEAD: u128 = 0xB;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<Enquiry>(include_str!("golden.jsonl"), &[]);
}

#[test]
fn a_link_reads_what_it_writes() {
    let id = "00000000-0000-0000-0000-000000000007";
    for text in [format!("cycle/{id}"), "results/ks2/2018-19".to_owned(), format!("enquiry/{id}")] {
        assert_eq!(text.parse::<Link>().unwrap().to_string(), text);
    }
    for text in ["", "cycle", "cycle/7", "results/ks2", "results/ks9/2018-19", "pupil/7", "enquiry/"] {
        assert!(text.parse::<Link>().is_err(), "{text}");
    }
}

fn account(number: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(number))
}

fn words_of(length: u32) -> Note {
    Note { text: Sealed::new(ENQUIRY.into(), 1, "A".repeat(32), "A".repeat(24)).unwrap(), length }
}

fn by(number: u128, act: EnquiryAct) -> EnquiryCommand {
    EnquiryCommand { today: TODAY, by: account(number), act }
}

fn raise(words: Note) -> EnquiryAct {
    let (school, question) = ("urn:125000".parse().unwrap(), QuestionCode::Q2);
    EnquiryAct::RaiseQuestion { enquiry: ENQUIRY, school, question, about: None, words }
}

fn answer(words: Note, links: Vec<Link>) -> EnquiryAct {
    EnquiryAct::AnswerQuestion { words, links }
}

fn accept(seen: u64) -> EnquiryAct {
    EnquiryAct::AcceptAnswer { answer: Sequence::new(seen), as_governor: true }
}

fn give_back(seen: u64, code: ReasonCode) -> EnquiryAct {
    let reason = GivenReason::of(code);
    EnquiryAct::ReturnAnswer { answer: Sequence::new(seen), as_governor: true, reason }
}

fn withdraw(code: ReasonCode) -> EnquiryAct {
    EnquiryAct::WithdrawQuestion { reason: GivenReason::of(code) }
}

fn after(mut enquiry: Enquiry, number: u128, act: EnquiryAct) -> Enquiry {
    for event in enquiry.decide(by(number, act)).unwrap() {
        enquiry.apply(event);
    }
    enquiry
}

fn raised() -> Enquiry {
    after(Enquiry::default(), ASKER, raise(words_of(40)))
}

fn answered() -> Enquiry {
    after(raised(), HEAD, answer(words_of(80), Vec::new()))
}

fn refused(enquiry: &Enquiry, number: u128, act: EnquiryAct) -> EnquiryRefusal {
    enquiry.decide(by(number, act)).unwrap_err()
}

fn stage(enquiry: &Enquiry) -> EnquiryStage {
    enquiry.record().unwrap().stage
}

#[test]
fn a_question_has_words_of_its_own_key_and_is_raised_once() {
    let none = Enquiry::default();
    assert_eq!(refused(&none, ASKER, raise(words_of(0))), EnquiryRefusal::WordsMissing);
    let long = refused(&none, ASKER, raise(words_of(MOST_WORDS + 1)));
    assert_eq!(long, EnquiryRefusal::WordsTooLong { length: MOST_WORDS + 1, most: MOST_WORDS });
    let elsewhere = Sealed::new(account(9).into(), 1, "A".repeat(32), "A".repeat(24)).unwrap();
    let elsewhere = raise(Note { text: elsewhere, length: 9 });
    assert_eq!(refused(&none, ASKER, elsewhere), EnquiryRefusal::SealedForAnother);
    assert_eq!(refused(&none, HEAD, answer(words_of(9), Vec::new())), EnquiryRefusal::UnknownRecord);
    assert_eq!(raised().decide(by(ASKER, raise(words_of(40)))), Ok(Vec::new()), "it is so already");
    assert_eq!(refused(&raised(), HEAD, raise(words_of(40))), EnquiryRefusal::AlreadyRaised);
}

#[test]
fn an_answer_points_to_each_thing_once_and_never_to_itself() {
    let cycle = |number| Link::Cycle { cycle: crate::CycleId::new(Uuid::from_u128(number)) };
    let with = |links| refused(&raised(), HEAD, answer(words_of(9), links));
    assert_eq!(with(vec![cycle(1), cycle(1)]), EnquiryRefusal::LinkedTwice);
    assert_eq!(with(vec![Link::Enquiry { enquiry: ENQUIRY }]), EnquiryRefusal::LinkToItself);
    let many = with((0..13).map(cycle).collect());
    assert_eq!(many, EnquiryRefusal::TooManyLinks { most: MOST_LINKS });
}

#[test]
fn only_one_answer_waits_at_a_time() {
    assert_eq!(stage(&answered()), EnquiryStage::Answered);
    assert_eq!(refused(&answered(), HEAD, answer(words_of(9), Vec::new())), EnquiryRefusal::AnswerWaits);
    let back = after(answered(), ASKER, give_back(2, ReasonCode::Unclear));
    assert_eq!(stage(&back), EnquiryStage::Returned);
    let again = after(back, HEAD, answer(words_of(9), Vec::new()));
    assert_eq!((stage(&again), again.record().unwrap().answer), (EnquiryStage::Answered, Sequence::new(4)));
}

#[test]
fn an_answer_is_judged_by_who_asked_or_a_governor_and_never_by_who_answered() {
    let officer = |number| {
        let act = EnquiryAct::AcceptAnswer { answer: Sequence::new(2), as_governor: false };
        answered().decide(by(number, act))
    };
    assert_eq!(officer(ASKER).unwrap().len(), 1, "their own question");
    assert_eq!(officer(0xC), Err(EnquiryRefusal::NotTheirs));
    assert_eq!(stage(&after(answered(), 0xC, accept(2))), EnquiryStage::Accepted, "another governor");
    assert_eq!(refused(&answered(), HEAD, accept(2)), EnquiryRefusal::OwnAnswer, "in whatever role");
    let own = after(raised(), ASKER, answer(words_of(9), Vec::new()));
    assert_eq!(refused(&own, ASKER, accept(2)), EnquiryRefusal::OwnAnswer);
    assert_eq!(refused(&own, ASKER, give_back(2, ReasonCode::Unclear)), EnquiryRefusal::OwnAnswer);
    let earlier = after(own, HEAD, give_back(2, ReasonCode::Unclear));
    let by_another = after(earlier, 0xC, answer(words_of(9), Vec::new()));
    assert_eq!(refused(&by_another, ASKER, accept(4)), EnquiryRefusal::OwnAnswer, "an earlier one counts");
}

#[test]
fn nobody_judges_words_that_they_have_not_read() {
    assert_eq!(refused(&raised(), ASKER, accept(1)), EnquiryRefusal::NotAnswered);
    assert_eq!(refused(&answered(), ASKER, accept(1)), EnquiryRefusal::StaleAnswer);
    let back = after(answered(), ASKER, give_back(2, ReasonCode::EvidenceWanted));
    assert_eq!(refused(&back, ASKER, accept(2)), EnquiryRefusal::NotAnswered);
    let again = after(back, HEAD, answer(words_of(9), Vec::new()));
    assert_eq!(refused(&again, ASKER, accept(2)), EnquiryRefusal::StaleAnswer);
    assert_eq!(refused(&again, ASKER, give_back(2, ReasonCode::Unclear)), EnquiryRefusal::StaleAnswer);
}

#[test]
fn an_answer_is_given_back_and_a_question_taken_back_with_reasons_of_their_own() {
    assert_eq!(
        refused(&answered(), ASKER, give_back(2, ReasonCode::Absence)).code(),
        "reason-not-allowed-here"
    );
    assert_eq!(refused(&answered(), ASKER, give_back(2, ReasonCode::Other)).code(), "reason-missing");
    assert_eq!(refused(&raised(), ASKER, withdraw(ReasonCode::Unclear)).code(), "reason-not-allowed-here");
    assert_eq!(refused(&raised(), 0xC, withdraw(ReasonCode::Duplicate)), EnquiryRefusal::NotTheirs);
    let gone = after(answered(), ASKER, withdraw(ReasonCode::AnsweredElsewhere));
    assert_eq!(stage(&gone), EnquiryStage::Withdrawn);
    assert_eq!(gone.decide(by(ASKER, withdraw(ReasonCode::Duplicate))), Ok(Vec::new()), "it is so already");
}

#[test]
fn nothing_more_happens_to_what_is_settled() {
    let accepted = after(answered(), ASKER, accept(2));
    assert_eq!(accepted.decide(by(0xC, accept(2))), Ok(Vec::new()), "it is so already");
    let gone = after(raised(), ASKER, withdraw(ReasonCode::Duplicate));
    for settled in [accepted, gone] {
        for act in [answer(words_of(9), Vec::new()), accept(1), give_back(2, ReasonCode::Unclear)] {
            assert_eq!(refused(&settled, ASKER, act), EnquiryRefusal::Settled);
        }
        assert!(stage(&settled).is_settled());
    }
    let accepted = after(answered(), ASKER, accept(2));
    assert_eq!(refused(&accepted, ASKER, withdraw(ReasonCode::Duplicate)), EnquiryRefusal::Settled);
}

fn any_reason() -> impl Strategy<Value = GivenReason> {
    use crate::VariantArray as _;
    (proptest::sample::select(ReasonCode::VARIANTS), proptest::option::of(0_u32..600))
        .prop_map(|(code, length)| GivenReason { note: length.map(words_of), ..GivenReason::of(code) })
}

fn any_act() -> impl Strategy<Value = EnquiryAct> {
    let length = prop_oneof![9 => 1_u32..50, 1 => Just(0), 1 => Just(MOST_WORDS + 1)];
    let link =
        (0_u128..20).prop_map(|number| Link::Enquiry { enquiry: EnquiryId::new(Uuid::from_u128(number)) });
    prop_oneof![
        1 => length.clone().prop_map(|length| raise(words_of(length))),
        3 => (length, proptest::collection::vec(link, 0..3))
            .prop_map(|(length, links)| answer(words_of(length), links)),
        2 => (0_u64..12, any::<bool>()).prop_map(|(seen, as_governor)| EnquiryAct::AcceptAnswer {
            answer: Sequence::new(seen),
            as_governor,
        }),
        3 => (0_u64..12, any::<bool>(), any_reason()).prop_map(|(seen, as_governor, reason)| {
            EnquiryAct::ReturnAnswer { answer: Sequence::new(seen), as_governor, reason }
        }),
        1 => any_reason().prop_map(|reason| EnquiryAct::WithdrawQuestion { reason }),
    ]
}

/// What must hold of an event that follows from everything before it.
fn holds(before: &Enquiry, event: &EnquiryEvent, command: &EnquiryCommand) {
    assert_eq!((event.by(), event.effective_on()), (command.by, command.today));
    let record = before.record();
    assert!(record.is_none_or(|record| !record.stage.is_settled()), "nothing happens to what is settled");
    match event {
        EnquiryEvent::QuestionRaised(_) => assert!(record.is_none()),
        EnquiryEvent::QuestionAnswered(_) => assert!(record.unwrap().stage.waits_for_school()),
        EnquiryEvent::AnswerAccepted(AnswerAccepted { answer, by, .. })
        | EnquiryEvent::AnswerReturned(AnswerReturned { answer, by, .. }) => {
            let record = record.unwrap();
            assert_eq!((record.stage, record.answer), (EnquiryStage::Answered, *answer));
            assert!(!record.answered_by.contains(by), "nobody judges their own answer");
        }
        EnquiryEvent::QuestionWithdrawn(withdrawn) => assert_eq!(record.unwrap().raised_by, withdrawn.by),
    }
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_a_rule_and_what_is_read_again_is_the_live_state(
        asked in proptest::collection::vec((0xA_u128..0xE, any_act()), 0..30)
    ) {
        let first = std::iter::once((ASKER, raise(words_of(40))));
        let (mut live, mut stored) = (Enquiry::default(), Vec::new());
        for (number, act) in first.chain(asked) {
            let command = by(number, act);
            for event in live.decide(command.clone()).unwrap_or_default() {
                holds(&live, &event, &command);
                let payload = serde_json::to_value(&event).unwrap();
                let read = Fact::parse(Enquiry::TYPE, &event.event_type(), "1", &payload).unwrap();
                prop_assert_eq!(&read, &Fact::Enquiry(event.clone()));
                live.apply(event.clone());
                stored.push(event);
            }
        }
        let mut replayed = Enquiry::default();
        stored.iter().cloned().for_each(|event| replayed.apply(event));
        prop_assert_eq!(&replayed, &live);
        prop_assert_eq!(live.record().unwrap().sequence, Sequence::new(stored.len() as u64));
    }
}
