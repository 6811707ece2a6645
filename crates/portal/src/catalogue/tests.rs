//! The catalogue in a real database: what comes with the program, and what follows it.

use std::collections::BTreeSet;

use domain::catalogue::{CatalogueAct, CatalogueCommand, CatalogueEntry, EntryKind};
use domain::{GivenReason, ReasonCode};
use journal::Context;
use uuid::Uuid;

use super::read;
use crate::app::App;
use crate::starter;
use crate::test_support::Fresh;
use crate::words::Words;

async fn send(app: &App, entry: &str, act: CatalogueAct) {
    let command = CatalogueCommand { today: app.today(), effective_on: app.today(), act };
    let context = Context::new(Uuid::new_v4(), "", "administrator", "portal");
    let receipt = app.journal().execute::<CatalogueEntry>(entry, None, command, &context).await.unwrap();
    while !app.has_seen(&receipt.token.unwrap()).await.unwrap() {}
}

#[tokio::test]
async fn what_comes_with_the_program_is_published_once_and_what_is_retired_is_offered_no_longer() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let built_in = starter::entries().unwrap();
    let rows = read::entries(app.pool()).await.unwrap();
    assert_eq!(rows.len(), built_in.len());
    assert!(rows.iter().zip(&built_in).all(|(row, one)| row.entry == one.entry()), "in the same order");

    starter::publish(&app).await.unwrap();
    assert_eq!(read::entries(app.pool()).await.unwrap(), rows, "a second start changes nothing");

    let known = app.catalogue().await.unwrap();
    let first = known.strategies().next().unwrap().code.clone();
    let reason = GivenReason::of(ReasonCode::NotEffective);
    send(&app, &format!("strategy:{first}"), CatalogueAct::RetireEntry { reason }).await;
    let now = app.catalogue().await.unwrap();
    let offered: BTreeSet<String> = now.strategies().map(|one| one.code.to_string()).collect();
    assert_eq!(offered.len() + 1, known.strategies().count());
    let code = first.as_code_of();
    assert_eq!(now.strategy(&code).unwrap().retired_on, Some(app.today()));
    assert!(!now.name(Words::default(), EntryKind::Strategy, &code).is_empty());

    starter::publish(&app).await.unwrap();
    assert_eq!(app.catalogue().await.unwrap().strategies().count(), offered.len(), "it stays retired");
    app.stop().await;
    fresh.drop().await;
}
