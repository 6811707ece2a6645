//! The table of contacts, mentoring and looking back, filled from facts in a real database.

use domain::cycle::{
    ContactDirection, ContactKind, CycleAct, InquiryStage, LogContact, LogMentoring, LogReflection,
};
use domain::{AccountId, ContactId};
use jiff::civil::date;
use uuid::Uuid;

use super::projection::Inquiry;
use super::read::{self, Noted};
use crate::test_support::{Facts, Fresh, participant, sealed};

#[tokio::test]
async fn each_note_is_a_row_with_its_sealed_texts_and_the_newest_comes_first() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 1);
    let (pupil, cycle) = (participant(1), facts.cycle);
    let contact = LogContact {
        contact_id: ContactId::new(Uuid::from_u128(9)),
        participant: Some(pupil),
        kind: ContactKind::PhoneCall,
        direction: ContactDirection::BothWays,
        note: sealed(pupil.into(), 1, 30),
    };
    facts.tell(date(2026, 1, 20), CycleAct::LogContact(contact));
    let mentoring = LogMentoring {
        mentor: AccountId::new(Uuid::from_u128(0xC)),
        focus: sealed(cycle.into(), 0, 31),
        shared_practice: None,
    };
    facts.tell(date(2026, 1, 22), CycleAct::LogMentoring(mentoring));
    let reflection = LogReflection {
        stage: InquiryStage::Learning,
        finding: sealed(cycle.into(), 0, 32),
        decision: sealed(cycle.into(), 0, 33),
    };
    facts.tell(date(2026, 1, 21), CycleAct::LogReflection(reflection));
    fresh.project(&Inquiry, &facts).await;

    let notes = read::of_cycle(&fresh.pool, cycle).await.unwrap();
    let [Noted::Mentoring(_), Noted::Reflection(_), Noted::Contact(told)] =
        [&notes[0].noted, &notes[1].noted, &notes[2].noted]
    else {
        panic!("{notes:?}")
    };
    assert_eq!((told.participant, told.kind), (Some(pupil), ContactKind::PhoneCall));
    let sealed: Vec<usize> = notes.iter().map(|note| note.sealed().len()).collect();
    assert_eq!(sealed, [1, 2, 1]);
    fresh.drop().await;
}
