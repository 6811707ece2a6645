//! Roles from the fact to the request, and how accounts from before roles were facts come over.

use domain::GroupId;
use domain::account::AccountCommand;
use domain::school_group::{GroupKind, SchoolGroup, SchoolGroupAct, SchoolGroupCommand};
use jiff::ToSpan;

use super::*;
use crate::policy::Grant;
use crate::test_support::Fresh;

const PASSWORD: &str = "correct horse battery";

async fn person(app: &App, name: &str, role: Role, scope: &str) -> AccountId {
    let new = NewAccount {
        sign_in_name: name.to_owned(),
        display_name: "Pat Person".to_owned(),
        password: PASSWORD.into(),
        role,
        scope: scope.parse().unwrap(),
        made_up: true,
    };
    AccountId::new(add(app, new).await.unwrap())
}

/// Does `act` and waits until the portal knows it.
async fn tell(app: &App, id: AccountId, on: Date, act: AccountAct) {
    let context = Context::new(crate::app::new_id(), "", "", CLIENT);
    let command = AccountCommand { today: app.today(), effective_on: on, by: None, act };
    let receipt = app.journal().execute::<Account>(&id.to_string(), None, command, &context).await.unwrap();
    assert!(app.running().wait_for(&receipt.token.unwrap(), UNTIL_KNOWN).await.unwrap());
}

/// A school that belongs to an authority, or to none.
async fn school(fresh: &Fresh, number: &str, authority: Option<&str>) {
    sqlx::query(
        "insert into schools (school_id, name, authority, kind) values ('urn:' || $1, 'A', $2, 'other')",
    )
    .bind(number)
    .bind(authority)
    .execute(&fresh.pool)
    .await
    .unwrap();
}

/// An account as it was made when its role was a column.
async fn older(fresh: &Fresh, name: &str, role: &str, school: Option<&str>) -> AccountId {
    let id = crate::app::new_id();
    sqlx::query(
        "insert into app.account (account_id, sign_in_name, display_name, password_hash, role, school_id)
         values ($1, $2, 'Old Person', 'none', $3, $4)",
    )
    .bind(id)
    .bind(name)
    .bind(role)
    .bind(school)
    .execute(&fresh.pool)
    .await
    .unwrap();
    AccountId::new(id)
}

async fn roles(app: &App, id: AccountId, day: Date) -> Vec<Role> {
    let grants = read::grants(app.pool(), id.uuid(), day).await.unwrap();
    grants.into_iter().map(|grant| grant.role).collect()
}

fn given(number: u128, role: Role, scope: &str, until_on: Option<Date>) -> AccountAct {
    AccountAct::GrantRole(GrantRole {
        grant: GrantId::new(Uuid::from_u128(number)),
        role,
        scope: scope.parse().unwrap(),
        until_on,
        reason: GivenReason::of(ReasonCode::DutyChanged),
    })
}

#[tokio::test]
async fn a_person_has_the_roles_of_the_day_until_they_are_taken_away() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let (today, id) = (app.today(), person(&app, "pat", Role::Lead, "school/demo:test").await);
    let (tomorrow, next_week) = (today.saturating_add(1.day()), today.saturating_add(7.days()));
    tell(&app, id, tomorrow, given(1, Role::Teacher, "school/demo:test", Some(next_week))).await;
    assert_eq!(roles(&app, id, today).await, [Role::Lead]);
    assert_eq!(roles(&app, id, next_week).await, [Role::Teacher, Role::Lead]);
    assert_eq!(roles(&app, id, next_week.saturating_add(1.day())).await, [Role::Lead]);

    let lead = read::grants(app.pool(), id.uuid(), today).await.unwrap().remove(0);
    let reason = GivenReason::of(ReasonCode::DutyChanged);
    let revoke = AccountAct::RevokeRole { grant: lead.id, last_administrator: false, reason };
    tell(&app, id, today, revoke).await;
    assert_eq!(roles(&app, id, today).await, []);
    assert_eq!(roles(&app, id, tomorrow).await, [Role::Teacher]);
    let reason = GivenReason::of(ReasonCode::Left);
    tell(&app, id, today, AccountAct::EndAccount { last_administrator: false, reason }).await;
    assert_eq!(roles(&app, id, tomorrow).await, []);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_role_for_an_authority_is_for_its_schools_as_they_are_today() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let id = person(&app, "officer", Role::Officer, "authority/936").await;
    for (number, authority) in [("125000", Some("936")), ("125001", Some("937")), ("125002", None)] {
        school(&fresh, number, authority).await;
    }
    let grants: Vec<Grant> = read::grants(app.pool(), id.uuid(), app.today()).await.unwrap();
    let [grant] = grants.as_slice() else { panic!("{grants:?}") };
    assert_eq!(grant.schools, ["urn:125000".parse().unwrap()]);
    app.stop().await;
    fresh.drop().await;
}

/// Does `act` to the group and waits until the portal knows it.
async fn tell_group(app: &App, group: GroupId, act: SchoolGroupAct) {
    let context = Context::new(crate::app::new_id(), "", "", CLIENT);
    let command = SchoolGroupCommand { today: app.today(), act };
    let receipt =
        app.journal().execute::<SchoolGroup>(&group.to_string(), None, command, &context).await.unwrap();
    assert!(app.running().wait_for(&receipt.token.unwrap(), UNTIL_KNOWN).await.unwrap());
}

#[tokio::test]
async fn a_role_for_a_group_is_for_the_schools_that_belong_to_it_on_the_day() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let (today, group) = (app.today(), GroupId::new(Uuid::from_u128(7)));
    let day = |days: i32| today.saturating_add(days.days());
    let (name, kind) = ("Two Hills".to_owned(), GroupKind::Cluster);
    tell_group(&app, group, SchoolGroupAct::FormGroup { group, name, kind, formed_on: day(-9) }).await;
    let [stays, leaves]: [domain::SchoolId; 2] = ["urn:125000", "urn:125001"].map(|id| id.parse().unwrap());
    for school in [stays.clone(), leaves.clone()] {
        tell_group(&app, group, SchoolGroupAct::AddSchool { school, joined_on: day(1) }).await;
    }
    let reason = GivenReason::of(ReasonCode::Left);
    let leave = SchoolGroupAct::RemoveSchool { school: leaves.clone(), left_on: day(5), reason };
    tell_group(&app, group, leave).await;
    let id = person(&app, "leader", Role::Head, &format!("group/{group}")).await;
    let schools = async |on| {
        let mut grants = read::grants(app.pool(), id.uuid(), on).await.unwrap();
        let mut schools = grants.remove(0).schools;
        schools.sort();
        schools
    };
    assert_eq!(schools(day(0)).await, [], "not before the first day");
    assert_eq!(schools(day(5)).await, [stays.clone(), leaves], "the last day counts");
    assert_eq!(schools(day(6)).await, [stays], "the day after");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn an_auditor_reads_names_on_the_days_that_were_given() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let (today, id) = (app.today(), person(&app, "auditor", Role::Auditor, "school/demo:test").await);
    let until_on = today.saturating_add(4.days());
    let reason = GivenReason::of(ReasonCode::Inspection);
    let school: domain::SchoolId = "demo:test".parse().unwrap();
    tell(&app, id, today, AccountAct::GrantNamedPupilAccess { school: school.clone(), until_on, reason })
        .await;
    let schools = async |day| read::named_access(app.pool(), id.uuid(), day).await.unwrap();
    assert_eq!(schools(today).await, std::slice::from_ref(&school));
    assert_eq!(schools(until_on).await, std::slice::from_ref(&school));
    let listed = async |day| read::named_accesses(app.pool(), Some(&school), Some(id), day).await.unwrap();
    assert_eq!(listed(today).await[0].until_on, until_on);
    assert_eq!(schools(until_on.saturating_add(1.day())).await, []);
    let reason = GivenReason::of(ReasonCode::Inspection);
    tell(&app, id, today, AccountAct::RevokeNamedPupilAccess { school: school.clone(), reason }).await;
    assert_eq!(schools(today).await, [], "taken back at once");
    assert!(listed(today).await.is_empty());
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn an_account_from_before_roles_were_facts_keeps_its_role_and_comes_over_once() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let id = older(&fresh, "old-lead", "lead", Some("demo:test")).await;
    let keeper = older(&fresh, "old-keeper", "administrator", None).await;
    let adrift = older(&fresh, "old-governor", "governor", None).await;
    for _ in 0..2 {
        bring_over(&app).await.unwrap();
    }
    for (account, facts) in [(id, 2), (keeper, 2), (adrift, 0)] {
        assert_eq!(app.journal().load::<Account>(&account.to_string()).await.unwrap().sequence, facts);
    }
    let state = app.journal().load::<Account>(&id.to_string()).await.unwrap().state;
    let scopes: Vec<String> =
        state.grants_on(app.today()).map(|(_, grant)| format!("{} {}", grant.role, grant.scope)).collect();
    assert_eq!(scopes, ["lead school/demo:test"]);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_name_is_had_by_one_person_only_and_nothing_is_left_of_who_came_second() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    person(&app, "pat", Role::Lead, "school/demo:test").await;
    let streams = async || app.journal().stream_ids::<Account>().await.unwrap().len();
    let before = streams().await;
    let again = NewAccount {
        sign_in_name: "pat".to_owned(),
        display_name: "Another Pat".to_owned(),
        password: PASSWORD.into(),
        role: Role::Head,
        scope: "school/demo:test".parse().unwrap(),
        made_up: false,
    };
    let refused = add(&app, again).await.unwrap_err();
    assert!(matches!(refused, NewAccountError::Credentials(AccountError::NameTaken(_))));
    assert_eq!(streams().await, before);
    app.stop().await;
    fresh.drop().await;
}
