//! Given which keys were begun, when somebody asks, then this follows.

use super::*;
use crate::reason::Note;
use crate::{KeySubject, ReasonCode, Sealed};
use jiff::civil::date;
use uuid::Uuid;

const BY: AccountId = AccountId::new(Uuid::from_u128(7));

#[test]
fn the_stored_shape_stays() {
    // Keys and notes are made by machines, of letters of both sizes.
    crate::golden::check::<Ledger>(include_str!("golden.jsonl"), &["key", "last", "name"]);
}

fn begin(key: &str, before: &str, reason: GivenReason) -> BeginLedgerKey {
    let before = KeyBefore { name: before.to_owned(), key: None, last: None };
    BeginLedgerKey { today: date(2026, 11, 22), key: format!("{key}+1+A"), before, by: BY, reason }
}

fn lost() -> GivenReason {
    GivenReason::of(ReasonCode::LostKey)
}

#[test]
fn each_key_is_begun_once_after_the_last_one_and_for_a_reason_of_its_own() {
    let mut ledger = Ledger::default();
    for (key, before) in [("b", "a"), ("c", "b")] {
        let [event] = ledger.decide(begin(key, before, lost())).unwrap().try_into().unwrap();
        ledger.apply(event);
        assert_eq!(ledger.decide(begin(key, before, lost())), Ok(vec![]), "the same again");
    }
    assert_eq!(ledger.decide(begin("d", "b", lost())), Err(LedgerRefusal::NotTheLast));
    assert_eq!(ledger.decide(begin("c", "c", lost())), Ok(vec![]));
    assert_eq!(ledger.decide(begin("d", "d", lost())), Err(LedgerRefusal::SameName));
    let other = GivenReason::of(ReasonCode::Policy);
    assert!(matches!(ledger.decide(begin("d", "c", other)), Err(LedgerRefusal::Reason(_))));
    let noted = |subject: KeySubject| {
        let text = Sealed::new(subject, 1, "A".repeat(32), "A".repeat(24)).unwrap();
        GivenReason { note: Some(Note { text, length: 40 }), ..lost() }
    };
    assert!(ledger.decide(begin("d", "c", noted(BY.into()))).is_ok());
    let elsewhere = KeySubject::new(Uuid::from_u128(8));
    assert_eq!(
        ledger.decide(begin("d", "c", noted(elsewhere))),
        Err(LedgerRefusal::Reason(ReasonRefusal::SealedForAnother))
    );
}
