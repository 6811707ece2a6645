//! The register on a real database, from the form to the page after it.

use axum::http::{StatusCode, header};
use url::form_urlencoded::Serializer;

use crate::access::Role;
use crate::app::App;
use crate::test_support::{Fresh, Tab, hidden, person, read};

const SCHOOL: &str = "demo:test";
const LIST: &str = "/schools/demo:test/pupils";

/// Sends the form at `path` with its hidden values and `fields`; gives the status and where it leads, or what it says.
async fn send(tab: &Tab, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let (status, page) = tab.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    post(tab, path, &page, fields).await
}

async fn post(tab: &Tab, path: &str, page: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let mut form = Serializer::new(String::new());
    for name in ["command_id", "expected"] {
        form.append_pair(name, &hidden(page, name));
    }
    if page.contains("name=\"coming\"") {
        form.append_pair("coming", "on");
    }
    let answer = tab.post(path, &form.extend_pairs(fields).finish()).await;
    match answer.headers().get(header::LOCATION) {
        Some(to) => (answer.status(), to.to_str().unwrap().to_owned()),
        None => read(answer).await,
    }
}

const ADA: [(&str, &str); 7] = [
    ("legal_name", "Ada Example"),
    ("known_name", "Addy"),
    ("number_kind", "upn"),
    ("national_number", "B801200005001"),
    ("birth_date", "2016-05-04"),
    ("year_level", "4"),
    ("effective_on", "2025-09-03"),
];

/// Registers Ada, and gives the address of her page.
async fn ada(lead: &Tab) -> String {
    let (status, list) = send(lead, &format!("{LIST}/new"), &ADA).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{list}");
    page_of(&seen(lead, &list).await)
}

/// The page that a change leads to, once it shows the change.
async fn seen(tab: &Tab, to: &str) -> String {
    for _ in 0..60 {
        let (status, page) = tab.get(to).await;
        // The page itself waits half a second for the read tables before it says so.
        if !page.contains("This page does not show it yet") {
            assert_eq!(status, StatusCode::OK, "{to}: {page}");
            return page;
        }
    }
    panic!("the read tables do not follow to {to}")
}

/// The address of the first pupil of a list.
fn page_of(list: &str) -> String {
    let rest = list.split("href=\"/pupils/").nth(1).unwrap_or_else(|| panic!("no pupil: {list}"));
    format!("/pupils/{}", rest.split('"').next().unwrap())
}

/// Everything that is stored of the school's pupils: the facts, and the rows of the register.
async fn stored(app: &App) -> String {
    let facts = app.journal().page(0, 1_000).await.unwrap();
    let rows = super::read::of_school(app.pool(), &SCHOOL.parse().unwrap()).await.unwrap();
    format!("{facts:?} {rows:?}")
}

#[tokio::test]
async fn a_pupil_is_registered_and_found_and_stored_without_a_word_in_the_clear() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, SCHOOL).await;
    assert!(lead.get(LIST).await.1.contains("No pupil is on the register yet"));
    let page = ada(&lead).await;
    let (_, shown) = lead.get(&page).await;
    for told in ["Addy", "Ada Example", "B801200005001", "4 May 2016", "At the school since 3 September 2025"]
    {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let stored = stored(&app).await;
    assert!(stored.contains("pupil_registered") && stored.contains("ciphertext"));
    for word in ["Ada", "Addy", "B8012", "2016-05"] {
        assert!(!stored.contains(word), "{word}");
    }

    for (text, found) in [("addy", "1 pupil found"), ("b80120", "1 pupil found"), ("Zoe", "0 pupils found")] {
        let (status, page) =
            read(lead.post(&format!("{LIST}/search"), &format!("search={text}")).await).await;
        assert_eq!((status, page.contains(found)), (StatusCode::OK, true), "{text}: {page}");
    }
    let empty = lead.post(&format!("{LIST}/search"), "search=+").await;
    assert_eq!(empty.headers()[header::LOCATION], LIST);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn the_same_form_twice_registers_one_pupil_and_the_same_pupil_is_not_registered_again() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let path = format!("{LIST}/new");
    let (_, form) = lead.get(&path).await;
    for _ in 0..2 {
        let (status, to) = post(&lead, &path, &form, &ADA).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        assert!(seen(&lead, &to).await.contains("1 pupil is at the school now"));
    }
    let (status, refused) = send(&lead, &path, &ADA).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("Addy is on the register already"), "{refused}");
    assert!(refused.contains("value=\"Ada Example\""), "what was typed is kept");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn what_is_known_changes_with_a_reason_and_who_comes_second_sees_it() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let page = ada(&lead).await;
    let path = format!("{page}/revise");
    let (_, form) = lead.get(&path).await;
    let (_, of_another) = lead.get(&path).await;
    assert!(form.contains("value=\"B801200005001\""), "the form is filled");

    let with = |name: &'static str, more: &[(&'static str, &'static str)]| {
        let mut fields = ADA.to_vec();
        fields[1].1 = name;
        fields.extend(more);
        fields
    };
    let slip = [("reason", "data_entry_error")];
    let (status, same) = post(&lead, &path, &form, &with("Addy", &slip)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.contains("This is what is recorded already"), "{same}");
    let (status, without) = post(&lead, &path, &form, &with("Adie", &[])).await;
    assert_eq!((status, without.contains("href=\"#reason\"")), (StatusCode::UNPROCESSABLE_ENTITY, true));
    let (status, to) = post(&lead, &path, &form, &with("Adie", &slip)).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert!(seen(&lead, &to).await.contains("Adie"));

    let (status, conflict) = post(&lead, &path, &of_another, &with("Ads", &slip)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{conflict}");
    assert!(conflict.contains("Someone else changed this pupil") && conflict.contains("value=\"Ads\""));
    assert_eq!(post(&lead, &path, &conflict, &with("Ads", &slip)).await.0, StatusCode::SEE_OTHER);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_pupil_leaves_and_comes_back() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let page = ada(&lead).await;
    let path = format!("{page}/move");
    let early = [("effective_on", "2025-09-01"), ("reason", "moved_school")];
    assert_eq!(send(&lead, &path, &early).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, to) =
        send(&lead, &path, &[("effective_on", "2026-02-13"), ("reason", "moved_school")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert!(seen(&lead, &to).await.contains("Left the school on 13 February 2026"));
    let (_, list) = lead.get(LIST).await;
    assert!(list.contains("Pupils who left") && list.contains("0 pupils are at the school now"), "{list}");
    let (status, to) =
        send(&lead, &path, &[("effective_on", "2026-03-02"), ("reason", "moved_school")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert!(seen(&lead, &to).await.contains("At the school since 2 March 2026"));
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn only_those_who_may_see_names_open_the_register_and_only_of_their_own_school() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let page = ada(&person(&app, Role::Lead, SCHOOL).await).await;
    for role in [Role::Governor, Role::Auditor, Role::Administrator] {
        let tab = person(&app, role, SCHOOL).await;
        for path in [LIST, &page] {
            let (status, shown) = tab.get(path).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{role} {path}");
            assert!(!shown.contains("Addy"));
        }
    }
    let stranger = person(&app, Role::Lead, "demo:elsewhere").await;
    for path in [LIST, &page, &format!("{LIST}/new"), &format!("{page}/revise"), &format!("{page}/move")] {
        assert_eq!(stranger.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    app.stop().await;
    fresh.drop().await;
}
