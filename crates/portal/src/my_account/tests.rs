//! A person with two roles chooses by which one they act.

use axum::http::{StatusCode, header};
use domain::account::{AccountAct, AccountCommand, GrantRole, Role};
use domain::{GivenReason, GrantId, ReasonCode};
use journal::Context;
use uuid::Uuid;

use crate::accounts::{self, NewAccount};
use crate::app::App;
use crate::test_support::{Fresh, Tab};

const PASSWORD: &str = "correct-horse-battery";
const GOVERNS: Uuid = Uuid::from_u128(7);

/// Somebody who leads in a school and governs it, as may happen in a small one.
async fn lead_and_governor(app: &App) -> Uuid {
    let new = NewAccount {
        sign_in_name: "pat".to_owned(),
        display_name: "Pat Person".to_owned(),
        password: PASSWORD.into(),
        role: Role::Lead,
        scope: "school/demo:test".parse().unwrap(),
        made_up: true,
    };
    let id = accounts::add(app, new).await.unwrap();
    let act = AccountAct::GrantRole(GrantRole {
        grant: GrantId::new(GOVERNS),
        role: Role::Governor,
        scope: "school/demo:test".parse().unwrap(),
        until_on: None,
        reason: GivenReason::of(ReasonCode::DutyChanged),
    });
    let command = AccountCommand { today: app.today(), effective_on: app.today(), by: None, act };
    let context = Context::new(crate::app::new_id(), "", "", "test");
    let done =
        app.journal().execute::<domain::account::Account>(&id.to_string(), None, command, &context).await;
    assert!(app.has_seen(&done.unwrap().token.unwrap()).await.unwrap());
    id
}

#[tokio::test]
async fn a_person_with_two_roles_acts_by_the_one_that_they_chose_until_they_choose_again() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    lead_and_governor(&app).await;
    let tab = Tab::entered(&app, "pat", PASSWORD).await;
    let pupils = "/schools/demo:test/pupils";
    assert_eq!(tab.get(pupils).await.0, StatusCode::OK, "a lead first");
    let refused = tab.post("/account/role", "acting=00000000-0000-0000-0000-000000000009").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "only a role of one's own");
    let chosen = tab.post("/account/role", &format!("acting={GOVERNS}")).await;
    assert_eq!(chosen.headers()[header::LOCATION], "/account?done=role");
    assert_eq!(tab.get(pupils).await.0, StatusCode::FORBIDDEN, "a governor sees no pupils");
    let (_, page) = tab.get("/account").await;
    assert!(page.contains("governor, demo:test") && page.contains("lead, demo:test"));
    let other = Tab::entered(&app, "pat", PASSWORD).await;
    assert_eq!(other.get(pupils).await.0, StatusCode::OK, "elsewhere nothing was chosen");
    app.stop().await;
    fresh.drop().await;
}
