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

fn term(name: TermName, starts_on: Date, ends_on: Date) -> Term {
    Term { name, starts_on, ends_on }
}

/// The terms of 2026 in New Zealand, as far as a test needs them.
fn terms() -> Vec<Term> {
    vec![
        term(TermName::Term1, date(2026, 2, 3), date(2026, 4, 2)),
        term(TermName::Term2, date(2026, 4, 20), date(2026, 7, 3)),
    ]
}

fn set_terms(year: &str, terms: Vec<Term>, reason: Option<ReasonCode>) -> SchoolCommand {
    let (academic_year, reason) = (year.parse().unwrap(), reason.map(GivenReason::of));
    SchoolCommand::SetTerms { today: date(2026, 2, 2), academic_year, terms, reason }
}

fn faults(year: &str, terms: Vec<Term>) -> Vec<(Option<usize>, &'static str)> {
    let school = after(known(), set("Pacific/Auckland", None));
    match school.decide(set_terms(year, terms, None)) {
        Err(SchoolRefusal::TermsRefused { faults }) => {
            faults.iter().map(|fault| (fault.place, fault.refusal.code())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn terms_are_set_once_and_then_change_with_a_reason() {
    assert_eq!(School::default().decide(set_terms("2026", terms(), None)), Err(SchoolRefusal::UnknownRecord));
    assert_eq!(known().decide(set_terms("2026", terms(), None)), Err(SchoolRefusal::ProfileMissing));
    let school = after(known(), set("Pacific/Auckland", None));
    assert_eq!(school.decide(set_terms("2026-27", terms(), None)), Err(SchoolRefusal::YearNotOfSchool));
    let school = after(school, set_terms("2026", terms(), None));
    assert_eq!(school.decide(set_terms("2026", terms(), None)), Ok(Vec::new()), "that is so already");
    let fewer = || terms().split_off(1);
    assert_eq!(school.decide(set_terms("2026", fewer(), None)), Err(SchoolRefusal::TermsReasonMissing));
    let events = school.decide(set_terms("2026", fewer(), Some(ReasonCode::Timetable))).unwrap();
    let [SchoolEvent::SchoolTermsSet(changed)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((changed.before.clone(), changed.terms.clone()), (terms(), fewer()));
    let unfit = school.decide(set_terms("2026", fewer(), Some(ReasonCode::Absence))).unwrap_err();
    assert_eq!(unfit.code(), "reason-not-allowed-here");
}

#[test]
fn everything_that_is_wrong_with_terms_is_told_at_once() {
    assert_eq!(faults("2026", Vec::new()), [(None, "term-missing")]);
    let wrong = vec![
        term(TermName::Term1, date(2025, 12, 30), date(2026, 7, 3)),
        term(TermName::Term1, date(2026, 7, 3), date(2026, 9, 25)),
        term(TermName::Term3, date(2026, 6, 1), date(2026, 6, 1)),
    ];
    let expected = [
        (Some(1), "term-too-long"),
        (Some(1), "term-outside-year"),
        (Some(2), "term-named-twice"),
        (Some(2), "terms-overlap"),
        (Some(3), "term-reversed"),
        (Some(3), "terms-not-in-order"),
    ];
    assert_eq!(faults("2026", wrong), expected);
    let many = (0..7_i8)
        .zip(TermName::VARIANTS)
        .map(|(month, name)| term(*name, date(2026, month + 1, 5), date(2026, month + 1, 20)));
    assert_eq!(faults("2026", many.collect()), [(None, "too-many-terms")]);
    let longest = term(TermName::FirstSemester, date(2026, 1, 1), date(2026, 6, 3));
    let school = after(known(), set("Pacific/Auckland", None));
    assert!(school.decide(set_terms("2026", vec![longest], None)).is_ok(), "22 weeks");
    let longer = Term { ends_on: date(2026, 6, 4), ..longest };
    assert_eq!(faults("2026", vec![longer]), [(Some(1), "term-too-long")]);
}

#[test]
fn a_day_lies_in_a_week_of_a_term_in_a_holiday_or_in_a_year_that_nobody_knows() {
    let school = after(after(known(), set("Pacific/Auckland", None)), set_terms("2026", terms(), None));
    let School::Known { settings, .. } = school else { panic!() };
    let when = |day| settings.terms.when(day, Month::new(1).unwrap());
    let week = |day| match when(day) {
        When::InTerm(term, week) => Some((term.name, week)),
        When::Holiday { .. } | When::Unknown => None,
    };
    assert_eq!(week(date(2026, 2, 3)), Some((TermName::Term1, 1)), "a Tuesday");
    assert_eq!(week(date(2026, 2, 8)), Some((TermName::Term1, 1)));
    assert_eq!(week(date(2026, 2, 9)), Some((TermName::Term1, 2)));
    assert_eq!(week(date(2026, 7, 3)), Some((TermName::Term2, 11)));
    assert_eq!(when(date(2026, 4, 3)), When::Holiday { next_on: Some(date(2026, 4, 20)) });
    assert_eq!(when(date(2026, 12, 24)), When::Holiday { next_on: None });
    assert_eq!(when(date(2025, 12, 24)), When::Unknown);
}

#[test]
fn a_school_year_is_written_by_how_it_goes() {
    let year = |day, month| SchoolYear::of_day(day, Month::new(month).unwrap()).unwrap().to_string();
    assert_eq!(year(date(2026, 8, 31), 9), "2025-26");
    assert_eq!(year(date(2026, 9, 1), 9), "2026-27");
    assert_eq!(year(date(2026, 8, 31), 1), "2026");
    for text in ["2025-26", "1999-00", "2026"] {
        assert_eq!(text.parse::<SchoolYear>().unwrap().to_string(), text);
    }
    for text in ["", "26", "2025-27", "2025/26", "2025-2026", "1899", "2200", "+026", "2025-"] {
        assert!(text.parse::<SchoolYear>().is_err(), "{text}");
    }
}

#[test]
fn a_year_is_written_as_people_of_the_country_write_it() {
    let label = |day: Date, month, country| {
        SchoolYear::of_day(day, Month::new(month).unwrap()).unwrap().label(country)
    };
    let (winter, autumn) = (date(2026, 1, 20), date(2026, 9, 1));
    assert_eq!(label(winter, 9, None), "2025/26");
    assert_eq!(label(autumn, 9, Some(Country::England)), "2026/27");
    assert_eq!(label(date(2026, 8, 20), 8, Some(Country::UnitedStates)), "2026/27");
    assert_eq!(label(winter, 1, Some(Country::NewZealand)), "2026");
    assert_eq!(label(autumn, 2, Some(Country::NewZealand)), "2026", "also where it begins in February");
    assert_eq!(label(date(1999, 9, 1), 9, None), "1999/00");
}

#[test]
fn governors_set_the_days_on_which_they_meet_and_call_off_what_is_to_come() {
    let today = date(2026, 3, 2);
    let set = |held_on| SchoolCommand::SetMeeting { today, held_on };
    let off = |today, held_on, code| {
        let reason = GivenReason::of(code);
        SchoolCommand::CallOffMeeting { today, held_on, reason }
    };
    for (far, fits) in [
        (date(2025, 3, 1), true),
        (date(2025, 2, 28), false),
        (date(2028, 3, 3), true),
        (date(2028, 3, 4), false),
    ] {
        assert_eq!(known().decide(set(far)).is_ok(), fits, "{far}");
    }
    let day = date(2026, 3, 12);
    let school = after(known(), set(day));
    assert_eq!(school.decide(set(day)), Ok(Vec::new()), "it is set already");
    assert_eq!(known().decide(off(today, day, ReasonCode::Timetable)), Err(SchoolRefusal::MeetingNotSet));
    let unfit = school.decide(off(today, day, ReasonCode::Absence)).unwrap_err();
    assert_eq!(unfit.code(), "reason-not-allowed-here");
    let late = off(date(2026, 3, 13), day, ReasonCode::Timetable);
    assert_eq!(school.decide(late), Err(SchoolRefusal::MeetingIsOver), "what was held stays");
    let gone = after(school.clone(), off(day, day, ReasonCode::Timetable));
    assert_eq!(gone.decide(off(day, day, ReasonCode::Timetable)), Err(SchoolRefusal::MeetingNotSet));
    assert!(gone.decide(set(day)).unwrap().len() == 1, "it can be set again");
    assert_eq!(School::default().decide(set(day)), Err(SchoolRefusal::UnknownRecord));
}

#[test]
fn what_comes_of_a_yearly_look_fits_what_was_past_its_day() {
    use RetentionDecision as D;
    let review = crate::RetentionReviewId::new(uuid::Uuid::from_u128(7));
    let by = AccountId::new(uuid::Uuid::from_u128(8));
    let sealed = |subject: u128| {
        let subject = crate::KeySubject::new(uuid::Uuid::from_u128(subject));
        crate::Sealed::new(subject, 1, "A".repeat(32), "A".repeat(24)).unwrap()
    };
    let look = |(pupils, pupils_asked, cycles), decision, note: Option<u128>| {
        let due = RetentionDue { pupils, pupils_asked, cycles };
        let look = RetentionLook { review, by, due, decision, note: note.map(sealed) };
        known().decide(SchoolCommand::ReviewRetention { today: date(2026, 9, 7), look })
    };
    for (due, decision, note, refusal) in [
        ((0, 0, 0), D::NothingDue, None, None),
        ((0, 0, 0), D::NothingDue, Some(7), None),
        ((0, 0, 0), D::NothingDue, Some(9), Some(SchoolRefusal::NoteUnderAnotherKey)),
        ((1, 1, 0), D::NothingDue, None, Some(SchoolRefusal::RecordsAreDue)),
        ((0, 0, 1), D::NothingDue, None, Some(SchoolRefusal::RecordsAreDue)),
        ((0, 0, 0), D::ErasureAsked, None, Some(SchoolRefusal::NoRecordIsDue)),
        ((3, 3, 0), D::ErasureAsked, None, None),
        ((3, 2, 0), D::ErasureAsked, None, Some(SchoolRefusal::ErasureNotAsked)),
        ((0, 0, 2), D::ErasureAsked, None, Some(SchoolRefusal::ErasureNotAsked)),
        ((0, 0, 0), D::KeptLonger, Some(7), Some(SchoolRefusal::NoRecordIsDue)),
        ((3, 2, 0), D::KeptLonger, None, Some(SchoolRefusal::KeepingNoteMissing)),
        ((3, 2, 0), D::KeptLonger, Some(7), None),
    ] {
        assert_eq!(look(due, decision, note).err(), refusal, "{due:?} {decision}");
    }
    let events = look((3, 2, 0), D::KeptLonger, Some(7)).unwrap();
    assert!(
        matches!(events.as_slice(), [SchoolEvent::RetentionReviewed(one)] if one.note == Some(sealed(7)))
    );
    let school = events.into_iter().fold(known(), |mut school, event| {
        school.apply(event);
        school
    });
    assert!(matches!(school, School::Known { sequence, .. } if sequence == Sequence::new(2)));
}
