//! The history of an entry over a real database: every fact in its order, with what was before and after, and why.

use axum::http::StatusCode;
use domain::catalogue::{Body, CatalogueAct, CatalogueCommand, CatalogueEntry, Edition, EntryId, EntryWords};
use domain::{GivenReason, ReasonCode};
use journal::Context;
use serde_json::Value;
use uuid::Uuid;

use crate::app::App;
use crate::policy::Role;
use crate::starter;
use crate::test_support::{Fresh, person};

const ENTRY: &str = "strategy:bar-models";
const ADDRESS: &str = "/catalogue/strategy/bar-models/history";

async fn act(app: &App, act: CatalogueAct) {
    let command = CatalogueCommand { today: app.today(), effective_on: app.today(), act };
    let context = Context::new(Uuid::new_v4(), &Uuid::from_u128(0xA).to_string(), "administrator", "web");
    app.journal().execute::<CatalogueEntry>(ENTRY, None, command, &context).await.unwrap();
}

/// The entry is given an own name, and a later edition of it another; then it is retired.
async fn through_its_life(app: &App) {
    let known = starter::entries().unwrap();
    let known = known.iter().find(|one| one.entry() == EntryId::parse(ENTRY).unwrap()).unwrap();
    let body: Body = known.says().body;
    for name in ["Bars", "Bar pictures"] {
        let words = Some(EntryWords { name: name.to_owned(), about: "Draw it.".to_owned() });
        let after = Edition { words, body: body.clone() };
        act(app, CatalogueAct::ReviseEntry { after, reason: GivenReason::of(ReasonCode::Policy) }).await;
    }
    act(app, CatalogueAct::RetireEntry { reason: GivenReason::of(ReasonCode::NotEffective) }).await;
}

#[tokio::test]
async fn an_entry_has_a_history_like_everything_else() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    through_its_life(&app).await;
    let reader = person(&app, Role::Teacher, "demo:test").await;
    let read = async |path: &str| {
        let (status, body) = reader.get(path).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    };
    let answer: Value = serde_json::from_str(&read(&format!("/api/v1{ADDRESS}")).await).unwrap();
    let events = answer["events"].as_array().unwrap();
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["entry_retired", "entry_revised", "entry_revised", "entry_published"]);
    assert_eq!(events[0]["reason"]["code"], "not_effective");
    assert_eq!(events[0]["role"], "administrator");

    let list = read(ADDRESS).await;
    for said in ["Entry 4", "Retired", "Bar pictures", "Bars", "entry-1"] {
        assert!(list.contains(said), "{said} in {list}");
    }
    let narrowed = read(&format!("{ADDRESS}?kind=entry_revised")).await;
    assert!(narrowed.contains("Entry 3") && !narrowed.contains("Entry 4"), "{narrowed}");
    let one = read(&format!("{ADDRESS}/3")).await;
    for said in ["Bars", "Bar pictures", "How it came about", "administrator", "/history/2", "/history/4"] {
        assert!(one.contains(said), "{said} in {one}");
    }
    let event: Value = serde_json::from_str(&read(&format!("/api/v1{ADDRESS}/3")).await).unwrap();
    assert_eq!(event, events[1]);
    let entry = read("/catalogue/strategy/bar-models").await;
    assert!(entry.contains(&format!("href=\"{ADDRESS}\"")), "{entry}");
    for path in [format!("{ADDRESS}/5"), "/catalogue/strategy/nothing/history".to_owned()] {
        assert_eq!(reader.get(&path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    app.stop().await;
    fresh.drop().await;
}
