//! Many streams read at once.

use journal::Change;

use crate::support::{Database, Jar, JarEvent, Shelf, ShelfEvent, context};

fn filled(jar: usize, events: usize) -> Change {
    Change::new::<Jar>(&format!("jar-{jar}"), 0, &vec![JarEvent::Filled { amount: 1 }; events]).unwrap()
}

#[tokio::test]
async fn many_streams_loaded_at_once_are_what_each_is_alone() {
    let journal = Database::new().await.journal().await;
    let mut changes: Vec<Change> = (0..1_200).map(|jar| filled(jar, 1 + jar % 3)).collect();
    let label = ShelfEvent::Labelled { label: "another kind".to_owned() };
    changes.push(Change::new::<Shelf>("jar-7", 0, &[label]).unwrap());
    journal.append_many(&changes, &context(), |_| {}).await.unwrap();

    let ids: Vec<String> = (0..1_300).map(|jar| format!("jar-{jar}")).collect();
    let loaded = journal.load_many::<Jar>(&ids).await.unwrap();
    assert_eq!(loaded.len(), 1_200, "a stream without facts is not there");
    for jar in [0, 7, 999, 1_000, 1_199] {
        let id = format!("jar-{jar}");
        let alone = journal.load::<Jar>(&id).await.unwrap();
        let together = loaded.get(&id).unwrap();
        assert_eq!((&together.state, together.sequence), (&alone.state, alone.sequence), "{id}");
    }
    let mut known = journal.stream_ids::<Jar>().await.unwrap();
    known.sort();
    let mut expected = ids.get(..1_200).unwrap().to_vec();
    expected.sort();
    assert_eq!(known, expected);
}
