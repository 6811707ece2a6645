//! Given what happened, when somebody asks, then this follows.

use super::*;
use crate::ReasonCode;
use cqrs_es::Aggregate as _;
use jiff::civil::date;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<School>(include_str!("golden.jsonl"), &["name", "governance"]);
}

fn details(name: &str) -> SchoolDetails {
    let ages = Some(AgeRange { youngest: 7, oldest: 11 });
    SchoolDetails {
        name: name.to_owned(),
        authority: None,
        kind: SchoolKind::Mainstream,
        governance: None,
        ages,
    }
}

fn register(details: SchoolDetails) -> SchoolCommand {
    let (today, effective_on) = (date(2020, 1, 2), date(2020, 1, 1));
    SchoolCommand::RegisterSchool {
        today,
        effective_on,
        school: "125000".parse().unwrap(),
        details,
        batch: None,
    }
}

fn revise(details: SchoolDetails, code: ReasonCode) -> SchoolCommand {
    let (today, effective_on) = (date(2020, 1, 2), date(2020, 1, 2));
    SchoolCommand::ReviseDetails { today, effective_on, details, batch: None, reason: GivenReason::of(code) }
}

fn known() -> School {
    let mut school = School::default();
    for event in school.decide(register(details("Old Name"))).unwrap() {
        school.apply(event);
    }
    school
}

#[test]
fn a_school_is_registered_once() {
    assert!(matches!(&known(), School::Known { details, .. } if details.name == "Old Name"));
    assert_eq!(known().decide(register(details("Old Name"))), Ok(Vec::new()));
    assert_eq!(known().decide(register(details("New Name"))), Err(SchoolRefusal::AlreadyRegistered));
}

#[test]
fn a_school_without_a_name_or_with_its_ages_reversed_is_refused() {
    assert_eq!(School::default().decide(register(details(" "))), Err(SchoolRefusal::NameMissing));
    assert_eq!(School::default().decide(register(details("Ash\0"))), Err(SchoolRefusal::NameUnprintable));
    let reversed = SchoolDetails { ages: Some(AgeRange { youngest: 11, oldest: 7 }), ..details("A") };
    assert_eq!(School::default().decide(register(reversed)), Err(SchoolRefusal::AgesReversed));
}

#[test]
fn details_change_with_before_and_after_and_a_reason() {
    let events = known().decide(revise(details("New Name"), ReasonCode::Policy)).unwrap();
    let [SchoolEvent::SchoolDetailsRevised(revised)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((revised.before.name.as_str(), revised.after.name.as_str()), ("Old Name", "New Name"));
    assert_eq!(known().decide(revise(details("Old Name"), ReasonCode::Policy)), Ok(Vec::new()));
    let unfit = known().decide(revise(details("New Name"), ReasonCode::Absence)).unwrap_err();
    assert_eq!(unfit.code(), "reason-not-allowed-here");
    assert_eq!(
        School::default().decide(revise(details("A"), ReasonCode::Policy)),
        Err(SchoolRefusal::UnknownRecord)
    );
}

#[test]
fn tomorrow_is_refused() {
    let SchoolCommand::RegisterSchool { school, details, .. } = register(details("A")) else { panic!() };
    let (today, effective_on) = (date(2020, 1, 1), date(2020, 1, 2));
    let command = SchoolCommand::RegisterSchool { today, effective_on, school, details, batch: None };
    assert_eq!(School::default().decide(command), Err(SchoolRefusal::DateInFuture));
}

#[test]
fn ids_read_and_write_the_same() {
    for text in ["urn:125000", "moe:1234", "demo:school-1"] {
        assert_eq!(SchoolId::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(SchoolId::parse("125000").unwrap().urn(), Some(SchoolUrn::parse("125000").unwrap()));
    for text in ["", "urn:", "urn:12", "urn:abc", "Moe:1", "moe:a b", "moe:a|b", "12500000", "+125000"] {
        assert!(SchoolId::parse(text).is_err(), "{text}");
    }
    assert!(AuthorityCode::parse("936").is_ok() && AuthorityCode::parse("93").is_err());
}
