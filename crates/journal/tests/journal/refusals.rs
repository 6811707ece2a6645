//! What may not be done to stored facts, by whom, and on which servers.

use journal::{Journal, start};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Executor, PgConnection};
use tokio_util::sync::CancellationToken;

use crate::support::tables::assert_rebuilt_equals_live;
use crate::support::{Cluster, Database, Jar, JarCommand, context, read_set, until_filled};

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

async fn with_a_sealed_fact() -> Cluster {
    let cluster = Cluster::start().await;
    let journal = cluster.database.journal().await;
    journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    running.stop().await;
    cluster
}

/// A role beside the superuser, to which the cluster's database belongs: how it connects.
async fn owned_by(cluster: &Cluster, role: &str, rights: &str) -> PgConnectOptions {
    let options = cluster.database.options();
    let name = options.get_database().unwrap();
    let statements =
        format!(r#"CREATE ROLE {role} LOGIN {rights}; ALTER DATABASE "{name}" OWNER TO {role};"#);
    cluster.database.owner().await.execute(statements.as_str()).await.unwrap();
    options.username(role)
}

async fn serving(journal: &Journal) -> String {
    sqlx::query_scalar("SELECT current_user::text").fetch_one(journal.pool()).await.unwrap()
}

#[tokio::test]
async fn the_serving_role_has_no_right_to_change_what_is_stored() {
    let cluster = with_a_sealed_fact().await;
    let mut serving = cluster.database.pool().await.acquire().await.unwrap();
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
    let cluster = with_a_sealed_fact().await;
    let mut owner = cluster.database.owner().await;
    for role in ["origin", "replica"] {
        owner.execute(format!("SET session_replication_role = {role}").as_str()).await.unwrap();
        for statement in CHANGES {
            assert_eq!(refusal(&mut owner, statement).await, "23001", "{role}: {statement}");
        }
    }
}

#[tokio::test]
async fn the_auditors_role_reads_facts_and_proof_and_can_change_and_read_nothing_else() {
    let cluster = with_a_sealed_fact().await;
    let mut auditor = cluster.database.owner().await;
    auditor.execute("SET ROLE quadrant_auditor").await.unwrap();
    for table in ["es.events", "es.block", "es.tree_hash", "es.checkpoint"] {
        auditor.execute(format!("SELECT count(*) FROM {table}").as_str()).await.unwrap();
    }
    for statement in CHANGES {
        assert_eq!(refusal(&mut auditor, statement).await, "42501", "{statement}");
    }
    for statement in [
        "INSERT INTO es.events SELECT * FROM es.events",
        "INSERT INTO es.checkpoint (size, note, target) VALUES (1, '', '')",
        "SELECT * FROM es.subject_key",
        "SELECT * FROM app.account",
        "DROP TABLE es.events",
    ] {
        assert_eq!(refusal(&mut auditor, statement).await, "42501", "{statement}");
    }
}

/// Somebody else's server: a role that owns its database and may make no other role.
#[tokio::test]
async fn an_ordinary_role_can_migrate_serve_and_not_change_what_is_stored() {
    let cluster = Cluster::unmigrated().await;
    let ordinary = owned_by(&cluster, "ordinary", "").await;
    let mut owner = ordinary.connect().await.unwrap();
    journal::migrate(&mut owner).await.unwrap();
    let journal = Journal::open(journal::connect(ordinary.clone(), 10).await.unwrap()).await.unwrap();
    assert_eq!(serving(&journal).await, "ordinary");

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

/// Somebody else's server, but a role that may make others: it does not serve as the owner of the facts.
#[tokio::test]
async fn a_role_that_may_make_roles_serves_in_one_that_may_less() {
    let cluster = Cluster::unmigrated().await;
    let maker = owned_by(&cluster, "maker", "CREATEROLE").await;
    journal::migrate(&mut maker.connect().await.unwrap()).await.unwrap();
    let journal = Journal::open(journal::connect(maker, 10).await.unwrap()).await.unwrap();
    assert_eq!(serving(&journal).await, "quadrant_app");

    journal.execute::<Jar>("a", Some(0), JarCommand::Put(1), &context()).await.unwrap();
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    running.stop().await;
    let mut serving = journal.pool().acquire().await.unwrap();
    for statement in CHANGES {
        assert_eq!(refusal(&mut serving, statement).await, "42501", "{statement}");
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
