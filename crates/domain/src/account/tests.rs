//! Given what happened, when somebody asks, then this follows.

use cqrs_es::Aggregate as _;
use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::{KeySubject, Note, ReasonCode, Sealed};

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<Account>(include_str!("golden.jsonl"), &[]);
}

const TODAY: Date = date(2026, 10, 5);

fn account() -> AccountId {
    AccountId::new(Uuid::from_u128(1))
}

fn somebody_else() -> AccountId {
    AccountId::new(Uuid::from_u128(2))
}

fn grant(number: u128) -> GrantId {
    GrantId::new(Uuid::from_u128(number))
}

fn school() -> Scope {
    Scope::School("urn:125000".parse().unwrap())
}

fn on(effective_on: Date, act: AccountAct) -> AccountCommand {
    AccountCommand { today: TODAY, effective_on, by: Some(somebody_else()), act }
}

fn now(act: AccountAct) -> AccountCommand {
    on(TODAY, act)
}

fn role(number: u128, role: Role, scope: Scope) -> GrantRole {
    let reason = GivenReason::of(ReasonCode::Joined);
    GrantRole { grant: grant(number), role, scope, until_on: None, reason }
}

fn revoke(number: u128) -> AccountAct {
    let reason = GivenReason::of(ReasonCode::Left);
    AccountAct::RevokeRole { grant: grant(number), last_administrator: false, reason }
}

fn end() -> AccountAct {
    AccountAct::EndAccount { last_administrator: false, reason: GivenReason::of(ReasonCode::Left) }
}

fn names_until(until_on: Date) -> AccountAct {
    let school = "urn:125000".parse().unwrap();
    let reason = GivenReason::of(ReasonCode::Inspection);
    AccountAct::GrantNamedPupilAccess { school, until_on, reason }
}

/// An account for which all this happened.
fn given(commands: &[AccountCommand]) -> Account {
    let opened = now(AccountAct::OpenAccount { account: account() });
    let mut state = Account::default();
    for command in std::iter::once(&opened).chain(commands) {
        for event in state.decide(command.clone()).unwrap() {
            state.apply(event);
        }
    }
    state
}

fn with_role(of: Role, scope: Scope) -> Account {
    given(&[now(AccountAct::GrantRole(role(1, of, scope)))])
}

fn refused(state: &Account, command: AccountCommand) -> AccountRefusal {
    state.decide(command).unwrap_err()
}

fn roles_on(state: &Account, day: Date) -> Vec<Role> {
    state.grants_on(day).map(|(_, grant)| grant.role).collect()
}

#[test]
fn an_account_opens_once_and_not_in_days_to_come() {
    let open = AccountAct::OpenAccount { account: account() };
    assert_eq!(Account::default().decide(now(open.clone())).unwrap().len(), 1);
    assert_eq!(given(&[]).decide(now(open.clone())), Ok(Vec::new()));
    let tomorrow = on(TODAY.tomorrow().unwrap(), open.clone());
    assert_eq!(refused(&Account::default(), tomorrow), AccountRefusal::DateInFuture);
    assert_eq!(refused(&given(&[now(end())]), now(open)), AccountRefusal::AccountHasEnded);
}

#[test]
fn nothing_is_granted_to_an_account_that_is_not_there_or_has_ended() {
    let asked = || now(AccountAct::GrantRole(role(1, Role::Teacher, school())));
    assert_eq!(refused(&Account::default(), asked()), AccountRefusal::UnknownRecord);
    assert_eq!(refused(&given(&[now(end())]), asked()), AccountRefusal::AccountHasEnded);
    assert_eq!(refused(&given(&[now(end())]), now(revoke(1))), AccountRefusal::AccountHasEnded);
}

#[test]
fn a_role_holds_from_its_first_day_to_its_last() {
    let asked = GrantRole { until_on: Some(date(2027, 8, 31)), ..role(1, Role::Lead, school()) };
    let state = given(&[on(date(2026, 11, 1), AccountAct::GrantRole(asked))]);
    assert_eq!(roles_on(&state, date(2026, 10, 31)), []);
    assert_eq!(roles_on(&state, date(2026, 11, 1)), [Role::Lead]);
    assert_eq!(roles_on(&state, date(2027, 8, 31)), [Role::Lead]);
    assert_eq!(roles_on(&state, date(2027, 9, 1)), []);
}

#[test]
fn the_same_grant_twice_is_quiet_and_the_same_role_twice_is_refused() {
    let state = with_role(Role::Lead, school());
    let again = now(AccountAct::GrantRole(role(1, Role::Lead, school())));
    assert_eq!(state.decide(again), Ok(Vec::new()));
    let other = now(AccountAct::GrantRole(role(2, Role::Lead, school())));
    assert_eq!(refused(&state, other.clone()), AccountRefusal::AlreadyGranted);
    let elsewhere = Scope::School("urn:125001".parse().unwrap());
    assert!(state.decide(now(AccountAct::GrantRole(role(2, Role::Lead, elsewhere)))).is_ok());
    let revoked = given(&[now(AccountAct::GrantRole(role(1, Role::Lead, school()))), now(revoke(1))]);
    assert_eq!(revoked.decide(other).unwrap().len(), 1, "and can be given again once it was taken away");
}

#[test]
fn nobody_gives_themselves_a_role_or_a_look_at_names() {
    let by_myself = |act| AccountCommand { by: Some(account()), ..now(act) };
    let asked = AccountAct::GrantRole(role(2, Role::Head, school()));
    assert_eq!(refused(&given(&[]), by_myself(asked)), AccountRefusal::SelfApproval);
    let auditor = with_role(Role::Auditor, school());
    assert_eq!(refused(&auditor, by_myself(names_until(TODAY))), AccountRefusal::SelfApproval);
}

#[test]
fn a_role_is_given_for_as_much_as_fits_it() {
    let authority = Scope::Authority("936".parse().unwrap());
    let group: Scope = "group/9b000000-0000-4000-8000-000000000001".parse().unwrap();
    for (of, scope, fits) in [
        (Role::Administrator, Scope::Installation, true),
        (Role::Administrator, school(), false),
        (Role::Auditor, Scope::Installation, false),
        (Role::Teacher, authority.clone(), false),
        (Role::Lead, authority.clone(), false),
        (Role::Officer, authority.clone(), true),
        (Role::Head, authority, true),
        (Role::Head, group.clone(), true),
        (Role::Officer, group.clone(), true),
        (Role::Lead, group.clone(), false),
        (Role::Auditor, group, false),
        (Role::Governor, school(), true),
    ] {
        let decided = given(&[]).decide(now(AccountAct::GrantRole(role(1, of, scope.clone()))));
        let expected = if fits { None } else { Some(AccountRefusal::ScopeNotForRole { role: of }) };
        assert_eq!(decided.err(), expected, "{of} {scope}");
    }
}

#[test]
fn a_last_day_before_the_first_or_before_today_is_refused() {
    for until in [TODAY.yesterday().unwrap(), date(2026, 1, 1)] {
        let asked = GrantRole { until_on: Some(until), ..role(1, Role::Teacher, school()) };
        let long_ago = on(date(2025, 9, 1), AccountAct::GrantRole(asked));
        assert_eq!(refused(&given(&[]), long_ago), AccountRefusal::DatesReversed);
    }
}

#[test]
fn a_revoked_role_is_over_at_once_and_taking_it_again_is_quiet() {
    let state = given(&[now(AccountAct::GrantRole(role(1, Role::Lead, school()))), now(revoke(1))]);
    assert_eq!(roles_on(&state, TODAY), []);
    assert_eq!(state.decide(now(revoke(1))), Ok(Vec::new()));
    assert_eq!(refused(&state, now(revoke(7))), AccountRefusal::UnknownRecord);
    let in_force = with_role(Role::Lead, school());
    let tomorrow = on(TODAY.tomorrow().unwrap(), revoke(1));
    assert_eq!(refused(&in_force, tomorrow), AccountRefusal::DateInFuture);
}

#[test]
fn a_role_that_ended_by_itself_is_not_revoked() {
    let asked = GrantRole { until_on: Some(TODAY), ..role(1, Role::Teacher, school()) };
    let state = given(&[now(AccountAct::GrantRole(asked))]);
    let later = date(2026, 12, 1);
    let command = AccountCommand { today: later, ..on(later, revoke(1)) };
    assert_eq!(refused(&state, command), AccountRefusal::GrantIsOver);
}

#[test]
fn the_last_administrator_stays() {
    let state = with_role(Role::Administrator, Scope::Installation);
    let reason = || GivenReason::of(ReasonCode::Left);
    let last = AccountAct::RevokeRole { grant: grant(1), last_administrator: true, reason: reason() };
    assert_eq!(refused(&state, now(last)), AccountRefusal::LastAdministrator);
    let last = AccountAct::EndAccount { last_administrator: true, reason: reason() };
    assert_eq!(refused(&state, now(last)), AccountRefusal::LastAdministrator);
    assert!(state.decide(now(revoke(1))).is_ok() && state.decide(now(end())).is_ok());
}

#[test]
fn only_an_auditor_is_let_to_names_and_only_for_a_month() {
    let auditor = with_role(Role::Auditor, school());
    assert_eq!(auditor.decide(now(names_until(date(2026, 11, 5)))).unwrap().len(), 1);
    let long = refused(&auditor, now(names_until(date(2026, 11, 6))));
    assert_eq!(long, AccountRefusal::AccessTooLong { most_days: 31 });
    let before = refused(&auditor, now(names_until(date(2026, 10, 4))));
    assert_eq!(before, AccountRefusal::DatesReversed);
    let back = on(date(2026, 10, 1), names_until(TODAY));
    assert_eq!(refused(&auditor, back), AccountRefusal::DatesReversed, "nor for days that are over");
    let governor = with_role(Role::Governor, school());
    assert_eq!(refused(&governor, now(names_until(TODAY))), AccountRefusal::NotAnAuditor);
}

#[test]
fn an_ended_account_has_no_role_and_ends_once() {
    let state = given(&[now(AccountAct::GrantRole(role(1, Role::Lead, school()))), now(end())]);
    assert_eq!(roles_on(&state, TODAY), []);
    assert_eq!(state.decide(now(end())), Ok(Vec::new()));
    assert_eq!(state.record().unwrap().sequence, Sequence::new(3));
}

#[test]
fn each_right_has_its_own_reasons_and_a_note_under_the_account_s_key() {
    let unfit = GrantRole { reason: GivenReason::of(ReasonCode::Left), ..role(1, Role::Lead, school()) };
    let refusal = refused(&given(&[]), now(AccountAct::GrantRole(unfit)));
    assert_eq!(refusal.code(), "reason-not-allowed-here");
    let note = |subject: KeySubject| {
        let text = Sealed::new(subject, 1, "A".repeat(32), "A".repeat(24)).unwrap();
        let reason =
            GivenReason { note: Some(Note { text, length: 20 }), ..GivenReason::of(ReasonCode::Joined) };
        now(AccountAct::GrantRole(GrantRole { reason, ..role(1, Role::Lead, school()) }))
    };
    assert!(given(&[]).decide(note(account().into())).is_ok());
    let elsewhere = refused(&given(&[]), note(KeySubject::new(Uuid::from_u128(9))));
    assert_eq!(elsewhere.code(), "sealed-for-another");
}

#[test]
fn roles_and_scopes_read_what_they_write() {
    for role in Role::ALL {
        assert_eq!(role.name().parse::<Role>().unwrap(), *role);
    }
    assert!("owner".parse::<Role>().is_err());
    for text in ["school/urn:125000", "authority/936", "installation"] {
        assert_eq!(Scope::parse(text).unwrap().to_string(), text);
    }
    for text in ["", "school", "school/", "authority/9", "installation/1", "trust/1"] {
        assert!(Scope::parse(text).is_err(), "{text}");
    }
}

#[test]
fn access_to_names_is_taken_back_at_once_and_can_be_given_anew() {
    let take = || AccountAct::RevokeNamedPupilAccess {
        school: "urn:125000".parse().unwrap(),
        reason: GivenReason::of(ReasonCode::Inspection),
    };
    let auditor = || now(AccountAct::GrantRole(role(1, Role::Auditor, school())));
    let let_in = given(&[auditor(), now(names_until(date(2026, 10, 9)))]);
    let events = let_in.decide(now(take())).unwrap();
    let [AccountEvent::NamedPupilAccessRevoked(revoked)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(revoked.effective_on, TODAY);
    let tomorrow = on(TODAY.tomorrow().unwrap(), take());
    assert_eq!(refused(&let_in, tomorrow), AccountRefusal::DateInFuture);
    let out = given(&[auditor(), now(names_until(date(2026, 10, 9))), now(take())]);
    assert_eq!(refused(&out, now(take())), AccountRefusal::NoAccessToNames);
    assert_eq!(refused(&given(&[auditor()]), now(take())), AccountRefusal::NoAccessToNames);
    assert!(out.decide(now(names_until(date(2026, 10, 7)))).is_ok(), "a shorter one takes its place");
    let later = date(2026, 10, 10);
    let over = AccountCommand { today: later, ..on(later, take()) };
    assert_eq!(refused(&let_in, over), AccountRefusal::NoAccessToNames, "it ended by itself");
}

#[test]
fn a_recovery_link_is_noted_for_an_open_account_and_never_by_its_own_person() {
    let link =
        |code| AccountAct::IssueRecoveryLink { restores: Restores::Both, reason: GivenReason::of(code) };
    let forgotten = || now(link(ReasonCode::ForgottenPassword));
    let events = with_role(Role::Head, school()).decide(forgotten()).unwrap();
    let [AccountEvent::RecoveryLinkIssued(issued)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((issued.restores, issued.effective_on), (Restores::Both, TODAY));
    assert!(issued.restores.password() && issued.restores.second_factor());
    let again = given(&[forgotten()]).decide(forgotten());
    assert_eq!(again.unwrap().len(), 1, "each link is one fact");
    let by_myself = AccountCommand { by: Some(account()), ..forgotten() };
    assert_eq!(refused(&given(&[]), by_myself), AccountRefusal::SelfApproval);
    assert_eq!(refused(&Account::default(), forgotten()), AccountRefusal::UnknownRecord);
    assert_eq!(refused(&given(&[now(end())]), forgotten()), AccountRefusal::AccountHasEnded);
    let codes = AccountAct::IssueRecoveryLink {
        restores: Restores::SecondFactor,
        reason: GivenReason::of(ReasonCode::AccountAtRisk),
    };
    assert_eq!(refused(&given(&[]), now(codes)), AccountRefusal::AtRiskKeepsPassword);
    let unfit = refused(&given(&[]), now(link(ReasonCode::Timetable)));
    assert!(matches!(unfit, AccountRefusal::Reason(_)));
    for restores in ["password", "second_factor", "both"] {
        assert_eq!(restores.parse::<Restores>().unwrap().to_string(), restores);
    }
}
