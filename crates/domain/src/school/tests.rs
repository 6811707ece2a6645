//! Given what happened, when somebody asks, then this follows.

use super::*;
use crate::ReasonCode;
use cqrs_es::Aggregate as _;
use jiff::civil::date;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<School>(include_str!("golden.jsonl"), &["name", "governance", "time_zone"]);
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

const ASKS: AccountId = AccountId::new(uuid::Uuid::from_u128(1));
const AGREES: AccountId = AccountId::new(uuid::Uuid::from_u128(2));

fn profile(zone: &str) -> SchoolProfile {
    SchoolProfile {
        country: Country::NewZealand,
        time_zone: zone.parse().unwrap(),
        phase: Phase::Primary,
        first_month: Month::new(1).unwrap(),
    }
}

fn set(zone: &str, reason: Option<ReasonCode>) -> SchoolCommand {
    let reason = reason.map(GivenReason::of);
    SchoolCommand::SetProfile { today: date(2026, 2, 2), profile: profile(zone), reason }
}

fn ask(pupils: u8) -> SchoolCommand {
    SchoolCommand::RequestDisclosurePolicy {
        today: date(2026, 2, 2),
        by: ASKS,
        smallest_group: pupils.try_into().unwrap(),
        reason: GivenReason::of(ReasonCode::Policy),
    }
}

fn approve(by: AccountId) -> SchoolCommand {
    SchoolCommand::ApproveDisclosurePolicy { today: date(2026, 2, 3), by }
}

fn after(mut school: School, command: SchoolCommand) -> School {
    for event in school.decide(command).unwrap() {
        school.apply(event);
    }
    school
}

fn limit(school: &School) -> u8 {
    let School::Known { settings, .. } = school else { panic!() };
    settings.smallest_group.pupils()
}

#[test]
fn a_profile_is_set_once_and_then_changes_with_a_reason() {
    assert_eq!(School::default().decide(set("Pacific/Auckland", None)), Err(SchoolRefusal::UnknownRecord));
    assert_eq!(known().decide(set("Europe/London", None)), Err(SchoolRefusal::ZoneOfAnotherCountry));
    let school = after(known(), set("Pacific/Auckland", None));
    assert_eq!(school.decide(set("Pacific/Auckland", None)), Ok(Vec::new()));
    assert_eq!(school.decide(set("Pacific/Chatham", None)), Err(SchoolRefusal::ProfileReasonMissing));
    let events = school.decide(set("Pacific/Chatham", Some(ReasonCode::DataEntryError))).unwrap();
    let [SchoolEvent::SchoolProfileRevised(revised)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(revised.before.time_zone.as_str(), "Pacific/Auckland");
    assert_eq!(revised.after.time_zone.as_str(), "Pacific/Chatham");
}

#[test]
fn another_limit_for_small_numbers_takes_two_people() {
    assert_eq!(limit(&known()), 6);
    assert_eq!(known().decide(approve(AGREES)), Err(SchoolRefusal::LimitNotRequested));
    assert_eq!(known().decide(ask(6)), Err(SchoolRefusal::LimitHoldsAlready));
    let asked = after(known(), ask(8));
    assert_eq!(limit(&asked), 6, "asking changes nothing");
    assert_eq!(asked.decide(approve(ASKS)), Err(SchoolRefusal::SelfApproval));
    let set = after(asked, approve(AGREES));
    assert_eq!(limit(&set), 8);
    assert_eq!(set.decide(approve(AGREES)), Err(SchoolRefusal::LimitNotRequested), "it was answered");
}

#[test]
fn what_is_declined_or_asked_anew_can_t_be_agreed_to() {
    let decline = |by| SchoolCommand::DeclineDisclosurePolicy {
        today: date(2026, 2, 3),
        by,
        reason: GivenReason::of(ReasonCode::Policy),
    };
    let asked = after(known(), ask(8));
    assert_eq!(asked.decide(decline(ASKS)), Err(SchoolRefusal::SelfApproval));
    let declined = after(asked.clone(), decline(AGREES));
    assert_eq!(
        (limit(&declined), declined.decide(approve(AGREES))),
        (6, Err(SchoolRefusal::LimitNotRequested))
    );
    assert_eq!(limit(&after(after(asked, ask(11)), approve(AGREES))), 11, "the later request counts");
}

#[test]
fn a_limit_is_6_8_or_11_and_a_month_one_of_twelve() {
    for (text, fits) in [("6", true), ("8", true), ("11", true), ("5", false), ("7", false), ("", false)] {
        assert_eq!(text.parse::<SmallestGroup>().is_ok(), fits, "{text}");
    }
    for (text, fits) in [("1", true), ("12", true), ("0", false), ("13", false), ("May", false)] {
        assert_eq!(text.parse::<Month>().is_ok(), fits, "{text}");
    }
    for text in ["London", "Europe/", "Europe/Lon don", "../etc"] {
        assert!(text.parse::<TimeZoneName>().is_err(), "{text}");
    }
}
