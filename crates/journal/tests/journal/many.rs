//! Many streams in one transaction.

use futures::future::join_all;
use journal::{Change, Journal, JournalError, Receipt};

use crate::support::{Database, Jar, JarCommand, JarEvent, Shelf, ShelfEvent, context};

fn filled(jar: usize, expected: u64, events: usize) -> Change {
    let events = vec![JarEvent::Filled { amount: 1 }; events];
    Change::new::<Jar>(&format!("jar-{jar}"), expected, &events).unwrap()
}

async fn stored(journal: &Journal) -> i64 {
    sqlx::query_scalar("SELECT (SELECT count(*) FROM es.events) + (SELECT count(*) FROM es.command)")
        .fetch_one(journal.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn streams_of_several_kinds_are_stored_at_once_in_the_order_given() {
    let journal = Database::new().await.journal().await;
    journal.execute::<Jar>("jar-0", None, JarCommand::Put(1), &context()).await.unwrap();
    let mut changes: Vec<Change> = (0..1_500).map(|jar| filled(jar, u64::from(jar == 0), 2)).collect();
    let label = ShelfEvent::Labelled { label: "top".to_owned() };
    changes.insert(700, Change::new::<Shelf>("shelf", 0, &[label]).unwrap());
    changes.push(Change::new::<Shelf>("nothing happened here", 0, &[]).unwrap());

    let context = context();
    let mut told = vec![];
    let receipt = journal.append_many(&changes, &context, |sent| told.push(sent)).await.unwrap();
    assert_eq!((receipt.appended, receipt.duplicate), (3_001, false));
    assert_eq!(told, [1_000, 2_000, 3_000, 3_001]);
    assert_eq!(journal.load::<Jar>("jar-0").await.unwrap().sequence, 3);
    assert_eq!(journal.load::<Shelf>("shelf").await.unwrap().state.labels, ["top"]);
    let order: Vec<(String, i64)> = sqlx::query_as(
        "SELECT aggregate_id, sequence FROM es.events WHERE command_id = $1 ORDER BY ident LIMIT 4 OFFSET 1399",
    )
    .bind(context.command_id)
    .fetch_all(journal.pool())
    .await
    .unwrap();
    let expected = [("jar-699", 2), ("shelf", 1), ("jar-700", 1), ("jar-700", 2)];
    assert_eq!(order, expected.map(|(id, sequence)| (id.to_owned(), sequence)));

    let again = journal.append_many(&changes, &context, |_| panic!("nothing is sent")).await.unwrap();
    assert_eq!(again, Receipt { duplicate: true, ..receipt });
}

#[tokio::test]
async fn one_stream_that_has_moved_on_keeps_all_of_them_out() {
    let journal = Database::new().await.journal().await;
    journal.execute::<Jar>("jar-1200", None, JarCommand::Put(1), &context()).await.unwrap();
    let before = stored(&journal).await;
    let behind: Vec<Change> = (0..1_500).map(|jar| filled(jar, 0, 1)).collect();
    let ahead: Vec<Change> = (0..1_500).map(|jar| filled(jar, 2 * u64::from(jar == 1_200), 1)).collect();
    for (changes, wrong) in [(behind, 0), (ahead, 2)] {
        let error = journal.append_many(&changes, &context(), |_| {}).await.unwrap_err();
        assert!(
            matches!(&error, JournalError::Moved { aggregate_id, expected, .. }
                     if aggregate_id == "jar-1200" && *expected == wrong),
            "{error:?}"
        );
    }
    assert_eq!(stored(&journal).await, before);
}

#[tokio::test]
async fn a_failure_after_the_first_thousand_leaves_nothing() {
    let journal = Database::new().await.journal().await;
    let mut changes: Vec<Change> = (0..1_500).map(|jar| filled(jar, 0, 1)).collect();
    changes.push(filled(3, 0, 1)); // the same fact a second time, in the second statement
    journal.append_many(&changes, &context(), |_| {}).await.unwrap_err();
    assert_eq!(stored(&journal).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_imports_on_the_same_streams_one_is_stored() {
    let database = Database::new().await;
    let journal = database.journal().await;
    let imports = (0..4).map(|n| {
        let journal = journal.clone();
        tokio::spawn(async move {
            let mut changes: Vec<Change> = (0..400).map(|jar| filled(jar, 0, 1)).collect();
            if n % 2 == 1 {
                changes.reverse(); // so that two of them lock in opposite orders
            }
            journal.append_many(&changes, &context(), |_| {}).await
        })
    });
    let mut done = 0;
    for import in join_all(imports).await {
        match import.unwrap() {
            Ok(_) => done += 1,
            Err(JournalError::Moved { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(stored(&journal).await, 401);
}
