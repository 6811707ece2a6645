//! Signed checkpoints: never two that contradict each other, whatever happens to the database or to the server.

use std::time::Duration;

use futures::future::join_all;
use journal::{Journal, JournalError, Notary, NotaryError, SignedCheckpoint, is_consistent, start};
use sqlx::{Executor, PgConnection};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::support::{Cluster, Database, Jar, JarCommand, context, read_set, until_filled};

/// Adds facts and seals them.
pub(crate) async fn put(journal: &Journal, facts: i64) {
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    for n in 0..facts {
        let jar = ["a", "b", "ünïcode"][usize::try_from(n % 3).unwrap()];
        journal.execute::<Jar>(jar, None, JarCommand::Put(n + 1), &context()).await.unwrap();
    }
    until_filled(journal, &running).await;
    running.stop().await;
}

/// A notary with a key of its own that may sign as often as it is asked.
pub(crate) fn notary(journal: &Journal, folder: &TempDir) -> Notary {
    Notary::new(journal.clone(), folder.path()).with_pace(Duration::ZERO)
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_checkpoint_is_consistent_with_all_before_it_and_facts_are_proved_in_it() {
    let journal = Database::new().await.journal().await;
    let folder = folder();
    let notary = notary(&journal, &folder);
    assert_eq!(notary.issue().await.unwrap(), None, "nothing is recorded yet");
    let mut issued: Vec<SignedCheckpoint> = vec![];
    for facts in [1, 4, 9] {
        put(&journal, facts).await;
        issued.push(notary.issue().await.unwrap().unwrap());
        assert_eq!(notary.issue().await.unwrap().as_ref(), issued.last(), "nothing new, the same one");
    }
    assert_eq!(issued.iter().map(SignedCheckpoint::size).collect::<Vec<_>>(), [1, 5, 14]);
    let last = issued.last().unwrap().checkpoint();
    assert_eq!(journal.checkpoint().await.unwrap(), Some(last));
    for earlier in &issued {
        let proof = journal.prove_consistency(earlier.size(), 14).await.unwrap();
        assert!(is_consistent(&earlier.checkpoint(), &last, &proof));
        assert_eq!(journal.checkpoint_at(earlier.size()).await.unwrap(), earlier.checkpoint());
    }
    for fact in journal.page(0, 100).await.unwrap() {
        let proof = journal.prove_inclusion(fact.position.unwrap(), 14).await.unwrap();
        assert_eq!(Some(proof.leaf), fact.hash);
        assert!(proof.holds(&last));
    }
    for (position, size) in [(0, 14), (15, 14), (1, 15)] {
        let refused = journal.prove_inclusion(position, size).await.unwrap_err();
        assert!(matches!(refused, JournalError::NotInTree { sealed: 14, .. }), "{refused:?}");
    }
}

#[tokio::test]
async fn within_a_minute_the_last_checkpoint_serves_and_says_what_it_covers() {
    let journal = Database::new().await.journal().await;
    let folder = folder();
    let notary = Notary::new(journal.clone(), folder.path());
    put(&journal, 2).await;
    let first = notary.issue().await.unwrap();
    put(&journal, 2).await;
    assert_eq!(notary.issue().await.unwrap(), first);
    assert_eq!(first.unwrap().size(), 2);
    assert_eq!(notary.with_pace(Duration::ZERO).issue().await.unwrap().unwrap().size(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_that_sign_at_one_time_state_one_history() {
    let database = Database::new().await;
    let folder = folder();
    let servers = [database.journal().await, database.journal().await];
    put(&servers[0], 1).await;
    let notaries = servers.each_ref().map(|journal| notary(journal, &folder));
    let running = start(servers[0].clone(), read_set(), CancellationToken::new()).await.unwrap();
    let asked = (0..24).map(|n| {
        let (journal, notary) = (servers[n % 2].clone(), notaries[n % 2].clone());
        tokio::spawn(async move {
            journal.execute::<Jar>(&format!("jar-{n}"), None, JarCommand::Put(1), &context()).await.unwrap();
            notary.issue().await.unwrap().unwrap()
        })
    });
    let mut signed: Vec<SignedCheckpoint> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
    running.stop().await;
    signed.sort_by_key(SignedCheckpoint::size);
    for pair in signed.windows(2) {
        let proof = servers[0].prove_consistency(pair[0].size(), pair[1].size()).await.unwrap();
        assert!(is_consistent(&pair[0].checkpoint(), &pair[1].checkpoint(), &proof));
    }
    assert_eq!(notaries[0].last().await.unwrap().as_ref(), signed.last());
}

/// As a superuser, with every guard of the tables switched off.
pub(crate) async fn unguarded(database: &Database) -> PgConnection {
    let mut superuser = database.owner().await;
    for table in ["es.events", "es.block", "es.tree_hash", "es.checkpoint"] {
        superuser.execute(format!("ALTER TABLE {table} DISABLE TRIGGER ALL").as_str()).await.unwrap();
    }
    superuser
}

/// Takes away the facts after `height` and every trace of them in the database.
pub(crate) async fn cut(superuser: &mut PgConnection, height: i64) {
    let statements = format!(
        "DELETE FROM es.events USING es.block b WHERE b.height = {height} AND events.tx >= b.tx_to;
         UPDATE es.sealer SET height = b.height, tx_to = b.tx_to, last_position = b.last_position
         FROM es.block b WHERE b.height = {height};
         DELETE FROM es.block WHERE height > {height};
         DELETE FROM es.checkpoint USING es.sealer WHERE size > last_position;"
    );
    superuser.execute(sqlx::raw_sql(&statements)).await.unwrap();
    let (last,): (i64,) =
        sqlx::query_as("SELECT last_position FROM es.sealer").fetch_one(&mut *superuser).await.unwrap();
    let hashes = tlog_tiles::stored_hash_count(last.cast_unsigned()).cast_signed();
    sqlx::query("DELETE FROM es.tree_hash WHERE idx >= $1").bind(hashes).execute(superuser).await.unwrap();
}

/// Takes the whole order back, to be sealed anew, with every hash computed anew.
pub(crate) async fn unseal(superuser: &mut PgConnection) {
    let statements = "DELETE FROM es.block; DELETE FROM es.tree_hash;
                      UPDATE es.sealer SET height = 0, tx_to = '0', last_position = 0;";
    superuser.execute(sqlx::raw_sql(statements)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_signed_that_contradicts_what_was_signed_and_the_operator_is_told() {
    let cluster = Cluster::start().await;
    let journal = cluster.database.journal().await;
    let folder = folder();
    let notary = notary(&journal, &folder);
    put(&journal, 3).await;
    put(&journal, 5).await;
    let kept = notary.issue().await.unwrap().unwrap();
    assert_eq!(notary.check().await.unwrap().as_ref(), Some(&kept));
    let mut superuser = unguarded(&cluster.database).await;

    // The database has a row less than was signed; the note outside is ahead of it, as after a crash between the two.
    superuser.execute("DELETE FROM es.checkpoint").await.unwrap();
    assert_eq!(notary.issue().await.unwrap().unwrap(), kept);
    let stored: i64 =
        sqlx::query_scalar("SELECT count(*) FROM es.checkpoint").fetch_one(&mut superuser).await.unwrap();
    assert_eq!(stored, 1, "it is stored again");

    let height: i64 =
        sqlx::query_scalar("SELECT max(height) - 1 FROM es.block").fetch_one(&mut superuser).await.unwrap();
    cut(&mut superuser, height).await;
    let refused = notary.issue().await.unwrap_err();
    assert!(matches!(refused, NotaryError::Cut { signed: 8, there } if there < 8), "{refused:?}");
    assert!(notary.trouble().unwrap().contains("facts were taken away"));
    // A server that has just started finds the same without having tried to sign.
    let started = Notary::new(journal.clone(), folder.path());
    assert!(matches!(started.check().await.unwrap_err(), NotaryError::Cut { signed: 8, there } if there < 8));
    assert!(started.trouble().unwrap().contains("facts were taken away"));
    // Another server, because this one still remembers the streams as they were.
    put(&cluster.database.journal().await, 9).await;
    let refused = notary.issue().await.unwrap_err();
    assert!(matches!(refused, NotaryError::Rewritten(8)), "gone on with: {refused:?}");
    assert!(matches!(started.check().await.unwrap_err(), NotaryError::Rewritten(8)));
    assert_eq!(notary.last().await.unwrap().unwrap(), kept, "nothing else was signed");

    std::fs::remove_file(folder.path().join("ledger.checkpoint")).unwrap();
    assert!(notary.issue().await.unwrap().unwrap().size() > 8, "nobody can know any more");
    assert_eq!(notary.trouble(), None);
    std::fs::remove_file(folder.path().join("ledger.key")).unwrap();
    assert!(matches!(notary.issue().await.unwrap_err(), NotaryError::KeyGone));
    assert!(matches!(started.check().await.unwrap_err(), NotaryError::KeyGone));
}
