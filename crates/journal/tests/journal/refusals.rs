//! What may not be done to stored facts, by whom, and on which servers.

use journal::{Journal, start};
use sqlx::{ConnectOptions, Executor, PgConnection};
use tokio_util::sync::CancellationToken;

use crate::support::tables::assert_rebuilt_equals_live;
use crate::support::{Database, Jar, JarCommand, context, read_set, until_filled};

const CHANGES: [&str; 9] = [
    "UPDATE es.events SET payload = '{}'",
    "DELETE FROM es.events",
    "TRUNCATE es.events",
    "UPDATE es.block SET sealed_at = now()",
    "DELETE FROM es.block",
    "TRUNCATE es.block",
    "UPDATE es.tree_hash SET hash = hash",
    "DELETE FROM es.tree_hash",
    "TRUNCATE es.tree_hash",
];

async fn refusal(connection: &mut PgConnection, statement: &str) -> String {
    let error = connection.execute(statement).await.expect_err(statement);
    error.as_database_error().unwrap().code().unwrap().into_owned()
}

async fn with_a_sealed_fact() -> Database {
    let database = Database::new().await;
    let journal = database.journal().await;
    journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    running.stop().await;
    database
}

#[tokio::test]
async fn the_serving_role_has_no_right_to_change_what_is_stored() {
    let database = with_a_sealed_fact().await;
    let mut serving = database.pool().await.acquire().await.unwrap();
    let role: String =
        sqlx::query_scalar("SELECT current_user::text").fetch_one(&mut *serving).await.unwrap();
    assert_eq!(role, "quadrant_app");
    for statement in CHANGES {
        assert_eq!(refusal(&mut serving, statement).await, "42501", "{statement}");
    }
    for statement in
        ["DROP TABLE es.events", "ALTER TABLE es.events DISABLE TRIGGER ALL", "DELETE FROM es.command"]
    {
        assert_eq!(refusal(&mut serving, statement).await, "42501", "{statement}");
    }
}

#[tokio::test]
async fn triggers_refuse_the_owner_even_as_a_replica() {
    let database = with_a_sealed_fact().await;
    let mut owner = database.owner().await;
    for role in ["origin", "replica"] {
        owner.execute(format!("SET session_replication_role = {role}").as_str()).await.unwrap();
        for statement in CHANGES {
            assert_eq!(refusal(&mut owner, statement).await, "23001", "{role}: {statement}");
        }
    }
}

/// Somebody else's server: a role that owns its database and may make no other role.
#[tokio::test]
async fn an_ordinary_role_can_migrate_serve_and_not_change_what_is_stored() {
    let database = Database::unmigrated().await;
    let mut superuser = database.owner().await;
    let options = database.options();
    let name = options.get_database().unwrap();
    let role = "journal_test_ordinary";
    superuser
        .execute(
            format!(
                r#"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
                   ALTER DATABASE "{name}" OWNER TO {role};"#
            )
            .as_str(),
        )
        .await
        .unwrap();

    let ordinary = options.username(role);
    let mut owner = ordinary.connect().await.unwrap();
    journal::migrate(&mut owner).await.unwrap();
    let journal = Journal::open(journal::connect(ordinary.clone(), 10).await.unwrap()).await.unwrap();
    let serving: String =
        sqlx::query_scalar("SELECT current_user::text").fetch_one(journal.pool()).await.unwrap();
    assert_eq!(serving, role);

    journal.execute::<Jar>("a", Some(0), JarCommand::Put(1), &context()).await.unwrap();
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    assert_rebuilt_equals_live(&journal, &read_set()).await;
    journal.rebuild(&read_set(), |_, _| {}).await.unwrap();
    running.stop().await;

    let mut owner = ordinary.connect().await.unwrap();
    for statement in CHANGES {
        assert_eq!(refusal(&mut owner, statement).await, "42501", "{statement}");
    }
    // An owner can take its rights back; then the triggers refuse.
    owner.execute("GRANT ALL ON es.events, es.block, es.tree_hash TO CURRENT_USER").await.unwrap();
    for statement in CHANGES {
        assert_eq!(refusal(&mut owner, statement).await, "23001", "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_start_together_migrate_once() {
    let database = Database::unmigrated().await;
    let starts = (0..4).map(|_| {
        let options = database.options();
        tokio::spawn(async move {
            journal::migrate(&mut options.connect().await.unwrap()).await.unwrap();
            let journal = Journal::open(journal::connect(options, 5).await.unwrap()).await.unwrap();
            start(journal, read_set(), CancellationToken::new()).await.unwrap().stop().await;
        })
    });
    for started in futures::future::join_all(starts).await {
        started.unwrap();
    }
}

#[tokio::test]
async fn a_server_without_the_owners_rights_finds_that_there_is_nothing_to_migrate() {
    let database = Database::new().await;
    let mut serving = database.pool().await.acquire().await.unwrap();
    journal::migrate(&mut serving).await.unwrap();
}
