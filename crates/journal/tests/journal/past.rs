//! The journal as it was, and tables that show it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use journal::{
    Around, Change, Choice, Journal, JournalError, ReadSet, Recorded, Scratches, Standing, Streams, View,
    start,
};
use sqlx::{Connection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::support::{
    Chance, Database, Jar, JarCommand, JarEvent, Shelf, ShelfCommand, context, read_set, until_filled,
};

/// What is in each jar, and how many facts say so.
type Content = BTreeMap<String, (i64, i64)>;
/// Each fact of a jar: its place, its jar, its number there, its amount.
type Lines = BTreeSet<(i64, String, i64, i16)>;

fn amount(fact: &Recorded) -> i64 {
    match serde_json::from_value(fact.payload.clone()).unwrap() {
        JarEvent::Filled { amount } => amount,
        JarEvent::Emptied { amount } => -amount,
    }
}

/// The toy's tables by the plainest way there is.
fn folded(facts: &[Recorded], until: u64, wanted: impl Fn(&str) -> bool) -> (Content, Lines) {
    let (mut content, mut lines) = (Content::new(), Lines::new());
    for fact in facts.iter().filter(|fact| fact.aggregate_type == "jar" && wanted(&fact.aggregate_id)) {
        let position = fact.position.unwrap();
        if position <= until {
            let (sum, count) = content.entry(fact.aggregate_id.clone()).or_default();
            (*sum, *count) = (*sum + amount(fact), *count + 1);
            let (sequence, amount) = (fact.sequence.cast_signed(), i16::try_from(amount(fact)).unwrap());
            lines.insert((position.cast_signed(), fact.aggregate_id.clone(), sequence, amount));
        }
    }
    (content, lines)
}

async fn read(pool: &PgPool) -> (Content, Lines) {
    let content: Vec<(String, i64, i64)> =
        sqlx::query_as("SELECT jar, content, events FROM jar_content").fetch_all(pool).await.unwrap();
    let lines: Vec<(i64, String, i64, i16)> =
        sqlx::query_as("SELECT position, jar, sequence, amount FROM jar_line").fetch_all(pool).await.unwrap();
    let content = content.into_iter().map(|(jar, sum, count)| (jar, (sum, count))).collect();
    (content, lines.into_iter().collect())
}

async fn put(journal: &Journal, jar: &str, amount: i64) {
    let command = if amount < 0 { JarCommand::Take(-amount) } else { JarCommand::Put(amount) };
    // A jar with too little in it refuses, which changes nothing.
    let _ = journal.execute::<Jar>(jar, None, command, &context()).await;
}

/// Many facts of many jars, some of them in one block.
async fn pour(journal: &Journal, chance: &Chance, times: u64) {
    for _ in 0..times {
        put(journal, &format!("jar-{}", chance.below(7)), chance.below(60).cast_signed() - 20).await;
    }
    journal.execute::<Shelf>("shelf", None, ShelfCommand("beside".to_owned()), &context()).await.unwrap();
}

#[tokio::test]
async fn tables_of_the_past_are_what_a_naive_fold_makes_and_later_facts_change_nothing_before_them() {
    let journal = Database::new().await.journal().await;
    let chance = Chance::new();
    // Sealed at once, so that many facts share a block; later ones have blocks of their own.
    pour(&journal, &chance, 60).await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    pour(&journal, &chance, 40).await;
    until_filled(&journal, &running).await;
    let facts = journal.page(0, 1_000).await.unwrap();
    let last = facts.len() as u64;
    let scratches = Scratches::new(journal.clone(), read_set(), 2);
    let mut seen = vec![];
    for _ in 0..25 {
        let until = chance.below(last + 1);
        let jars: BTreeSet<String> =
            (0..7).filter(|_| chance.once_in(2)).map(|n| format!("jar-{n}")).collect();
        let all = chance.once_in(2);
        let streams = jars.iter().fold(Streams::default(), |streams, jar| streams.and("jar", jar));
        // The same streams come again, at a later fact or an earlier one.
        let streams = if all { Streams::default().and_all("jar") } else { streams };
        let held = scratches.hold(&View::until(streams.clone(), until)).await.unwrap();
        let rows = read(held.pool()).await;
        assert_eq!(rows, folded(&facts, until, |jar| all || jars.contains(jar)), "{until} {streams:?}");
        seen.push((streams, until, rows));
    }
    pour(&journal, &chance, 20).await;
    until_filled(&journal, &running).await;
    for (streams, until, rows) in seen {
        assert_eq!(read(scratches.hold(&View::until(streams, until)).await.unwrap().pool()).await, rows);
    }
    // The states of streams too, and what was sealed last.
    for until in [0, 1, last / 2, last] {
        let past = journal.as_of(&View::until(Streams::default(), until));
        let (content, _) = folded(&facts, until, |jar| jar == "jar-3");
        let (sum, count) = content.get("jar-3").copied().unwrap_or_default();
        let loaded = past.load::<Jar>("jar-3").await.unwrap();
        assert_eq!(
            (loaded.state.content, past.stream("jar", "jar-3").await.unwrap().len()),
            (sum, usize::try_from(count).unwrap())
        );
        assert_eq!(past.page(0, 1_000).await.unwrap().len() as u64, until);
        let stream = past.stream("jar", "jar-3").await.unwrap();
        let places: Vec<u64> = stream.iter().filter_map(|fact| fact.position).collect();
        assert_around(&past, &places, last).await;
        assert!(past.checkpoint().await.unwrap().is_none_or(|known| known.position <= until));
    }
    scratches.close().await;
    running.stop().await;
}

/// Around each position up to `last` there is what the places of all facts of jar-3 say.
async fn assert_around(journal: &Journal, places: &[u64], last: u64) {
    for position in 0..=last + 1 {
        let known = places.partition_point(|place| *place <= position);
        let at = |number: Option<usize>| places.get(number?).copied();
        let expected = Around {
            last: known as u64,
            count: places.len() as u64,
            earlier: at(known.checked_sub(2)),
            later: at(Some(known)),
        };
        assert_eq!(journal.around("jar", "jar-3", position).await.unwrap(), expected, "{position}");
    }
    for (number, place) in (1..).zip(places) {
        assert_eq!(journal.place("jar", "jar-3", number).await.unwrap(), Some(*place));
    }
    for none in [0, places.len() as u64 + 1] {
        assert_eq!(journal.place("jar", "jar-3", none).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_past_can_t_be_written_to_and_has_no_row_of_today() {
    let journal = Database::new().await.journal().await;
    put(&journal, "a", 5).await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    let past = journal.as_of(&View::until(Streams::default(), 1));
    assert_eq!(past.standing(), Standing::Past { position: 1 });
    let refused = past.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap_err();
    assert!(format!("{refused:?}").contains("InThePast"), "{refused:?}");
    assert!(matches!(past.rebuild(&read_set(), |_, _| {}).await, Err(JournalError::InThePast)));

    sqlx::query("CREATE TABLE read.forgotten (a int)").execute(journal.pool()).await.unwrap();
    let scratches = Scratches::new(journal.clone(), read_set(), 1);
    let held = scratches.hold(&View::until(Streams::default().and("jar", "a"), 1)).await.unwrap();
    let code = |error: sqlx::Error| error.as_database_error().unwrap().code().unwrap().into_owned();
    let forgotten = sqlx::query("SELECT * FROM forgotten").execute(held.pool()).await.unwrap_err();
    assert_eq!(code(forgotten), "42P01", "no such table");
    let written = sqlx::query("DELETE FROM jar_line").execute(held.pool()).await.unwrap_err();
    assert_eq!(code(written), "25006", "read only");
    assert_eq!(read(held.pool()).await.0.len(), 1);
    running.stop().await;
}

#[tokio::test]
async fn of_two_servers_none_fills_the_other_s_tables_and_whoever_loses_them_fills_anew() {
    let database = Database::new().await;
    let (one, other) = (database.journal().await, database.journal().await);
    for jar in ["a", "b"] {
        put(&one, jar, 5).await;
    }
    let running = start(one.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&one, &running).await;
    let (mine, theirs) = (Scratches::new(one.clone(), read_set(), 1), Scratches::new(other, read_set(), 1));
    let of = |jar: &str, until| View::until(Streams::default().and("jar", jar), until);
    let jars = async |pool: &PgPool| read(pool).await.0.into_keys().collect::<Vec<_>>();
    for _ in 0..3 {
        let held = mine.hold(&of("a", 2)).await.unwrap();
        let their = theirs.hold(&of("b", 2)).await.unwrap();
        assert_eq!((jars(held.pool()).await, jars(their.pool()).await), (vec!["a".into()], vec!["b".into()]));
    }
    // As when the server crashed: every connection that held a place is gone.
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks
         WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    )
    .execute(&mut database.owner().await)
    .await
    .unwrap();
    let their = theirs.hold(&of("a", 2)).await.unwrap();
    let held = mine.hold(&of("a", 1)).await.unwrap();
    assert_eq!((jars(held.pool()).await, jars(their.pool()).await), (vec!["a".into()], vec!["a".into()]));
    running.stop().await;
}

#[tokio::test]
async fn an_instant_means_the_last_fact_that_was_sealed_by_then_for_ever() {
    let journal = Database::new().await.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    let before = jiff::Timestamp::now();
    for n in 1..=5 {
        put(&journal, "a", n).await;
        until_filled(&journal, &running).await;
    }
    assert_eq!(journal.moment_at(before - jiff::SignedDuration::from_mins(1)).await.unwrap(), None);
    let microsecond = jiff::SignedDuration::from_micros(1);
    for position in 1..=5 {
        let moment = journal.moment_of(position).await.unwrap().unwrap();
        assert_eq!(journal.moment_at(moment.sealed_at).await.unwrap(), Some(moment));
        let just_before = journal.moment_at(moment.sealed_at - microsecond).await.unwrap();
        assert_eq!(just_before.map_or(0, |moment| moment.position), position - 1);
    }
    assert_eq!(journal.moment_of(6).await.unwrap(), None);
    assert_eq!(journal.moment_at(jiff::Timestamp::now()).await.unwrap().unwrap().position, 5);
    running.stop().await;
}

#[tokio::test]
async fn an_instant_is_waited_for_only_where_a_block_that_is_being_sealed_could_be_as_early() {
    let database = Database::new().await;
    let journal = database.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    for n in 1..=2 {
        put(&journal, "a", n).await;
        until_filled(&journal, &running).await;
    }
    running.stop().await;
    let last = journal.moment_of(2).await.unwrap().unwrap();
    // As when a block is being sealed whose moment was read already.
    let mut owner = database.owner().await;
    let mut sealing = owner.begin().await.unwrap();
    sqlx::query("SELECT FROM es.sealer FOR UPDATE").execute(&mut *sealing).await.unwrap();
    sqlx::query(
        "INSERT INTO es.block (height, epoch, tx_from, tx_to, first_position, last_position, root, sealed_at)
         SELECT height + 1, epoch, tx_to, (tx_to::text::bigint + 1)::text::xid8, 3, 3, root, clock_timestamp() FROM es.block ORDER BY height DESC LIMIT 1",
    )
    .execute(&mut *sealing)
    .await
    .unwrap();
    let second = Duration::from_secs(1);
    let microsecond = jiff::SignedDuration::from_micros(1);
    for (instant, position) in [(last.sealed_at, 2), (last.sealed_at - microsecond, 1)] {
        let known = tokio::time::timeout(second, journal.moment_at(instant)).await.expect("no waiting");
        assert_eq!(known.unwrap().map(|moment| moment.position), Some(position));
    }
    // Our clock may be behind the database's by a few microseconds' rounding, and no more.
    tokio::time::sleep(Duration::from_millis(5)).await;
    let now = jiff::Timestamp::now();
    let asked = tokio::spawn({
        let journal = journal.clone();
        async move { journal.moment_at(now).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!asked.is_finished(), "the block could carry a moment before now");
    sealing.commit().await.unwrap();
    let known = asked.await.unwrap().unwrap();
    assert_eq!(known.map(|moment| moment.position), Some(3), "and it does");
}

#[tokio::test]
async fn an_instant_that_the_clock_of_the_database_has_not_come_to_has_no_answer_yet() {
    let journal = Database::new().await.journal().await;
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(300);
    assert_eq!(journal.moment_at(soon).await.unwrap(), None);
    assert!(jiff::Timestamp::now() > soon, "blocks may be sealed until then");
    let later = soon + jiff::SignedDuration::from_hours(1);
    assert!(matches!(journal.moment_at(later).await, Err(JournalError::StillToCome)));
}

#[tokio::test]
async fn the_last_fact_of_some_streams_stays_while_others_gain_facts() {
    let journal = Database::new().await.journal().await;
    let (a, b) = (Streams::default().and("jar", "a"), Streams::default().and("jar", "b"));
    assert_eq!(journal.newest_moment().await.unwrap(), None);
    assert_eq!(journal.newest_moment_of(&a).await.unwrap(), None);
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    let chance = Chance::new();
    for _ in 0..5 {
        pour(&journal, &chance, 12).await;
        until_filled(&journal, &running).await;
        let all = journal.page(0, 1000).await.unwrap();
        let last = |wanted: &dyn Fn(&Recorded) -> bool| {
            all.iter().filter(|fact| wanted(fact)).filter_map(|fact| fact.position).max()
        };
        let of =
            |jars: &[&str]| jars.iter().fold(Streams::default(), |streams, jar| streams.and("jar", *jar));
        for jars in [&["jar-1"][..], &["jar-2", "jar-5"], &["nowhere"]] {
            let found = journal.newest_moment_of(&of(jars)).await.unwrap();
            let expected = last(&|fact| jars.contains(&fact.aggregate_id.as_str()));
            assert_eq!(found.map(|moment| moment.position), expected, "{jars:?}");
            if let Some(moment) = found {
                assert_eq!(journal.moment_of(moment.position).await.unwrap(), Some(moment));
            }
        }
        let all_jars = journal.newest_moment_of(&Streams::default().and_all("jar")).await.unwrap();
        assert_eq!(all_jars.map(|moment| moment.position), last(&|fact| fact.aggregate_type == "jar"));
        let newest = journal.newest_moment().await.unwrap();
        assert_eq!(newest.map(|moment| moment.position), last(&|_| true));
    }
    running.stop().await;
    put(&journal, "b", 5).await;
    assert_eq!(journal.newest_moment_of(&b).await.unwrap(), None, "it has no place yet");
}

/// Every fact of some jars but those of an odd amount.
struct Even;

impl Choice for Even {
    fn name(&self) -> String {
        "even".to_owned()
    }

    fn of(&self, mut facts: Vec<Recorded>) -> Vec<Recorded> {
        facts.retain(|fact| amount(fact) % 2 == 0);
        facts
    }
}

#[tokio::test]
async fn a_choice_of_facts_fills_tables_of_its_own_and_no_state_is_made_of_a_stream_with_gaps() {
    let journal = Database::new().await.journal().await;
    for amount in 1..=6 {
        put(&journal, "a", amount).await;
    }
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    let scratches = Scratches::new(journal.clone(), read_set(), 2);
    let all = |until| View::until(Streams::default().and("jar", "a"), until);
    let even = |until| all(until).choosing(Arc::new(Even));
    // Turn by turn, so that neither goes on from what the other filled.
    for until in [4, 5, 6, 3] {
        let amounts = |chosen: bool| (1..=until).filter(move |n| !chosen || n % 2 == 0);
        for (view, chosen) in [(all(until), false), (even(until), true)] {
            let rows = read(scratches.hold(&view).await.unwrap().pool()).await.0;
            let sum = amounts(chosen).sum::<u64>().cast_signed();
            let count = i64::try_from(amounts(chosen).count()).unwrap();
            assert_eq!(rows["a"], (sum, count), "{until} {chosen}");
            let past = journal.as_of(&view);
            assert_eq!(past.stream("jar", "a").await.unwrap().len(), amounts(chosen).count());
            let loaded = past.load::<Jar>("a").await;
            assert_eq!(matches!(loaded, Err(JournalError::WithGaps)), chosen, "{loaded:?}");
        }
    }
    running.stop().await;
}

#[tokio::test]
async fn many_facts_are_filled_by_several_hands_and_whoever_does_not_wait_hears_how_far_it_is() {
    static READ: AtomicUsize = AtomicUsize::new(0);
    let journal = Database::new().await.journal().await;
    let chance = Chance::new();
    pour(&journal, &chance, 700).await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    let facts = journal.page(0, 1_000).await.unwrap();
    let last = facts.len() as u64;
    let understand = |_: &Recorded| {
        READ.fetch_add(1, Ordering::Relaxed);
    };
    let scratches = Scratches::new(journal.clone(), ReadSet { understand, ..read_set() }, 2);
    let view = |until| View::until(Streams::default().and_all("jar"), until);
    let impatient = scratches.hold_within(&view(last), Duration::ZERO).await.unwrap();
    let Err(progress) = impatient else { panic!("nobody fills a table in no time") };
    assert!(progress.done <= progress.of && progress.of <= last, "{progress:?}");
    drop(scratches.hold(&view(last)).await.unwrap());
    let read_ahead = READ.load(Ordering::Relaxed);
    assert_eq!(read_ahead, folded(&facts, last, |_| true).1.len(), "each is read once for all tables");
    // It went on without anybody waiting, and more of it goes on from there.
    for until in [last, last / 2, last - 1] {
        let held = scratches.hold(&view(until)).await.unwrap();
        assert_eq!(read(held.pool()).await, folded(&facts, until, |_| true), "{until}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_look_waits_while_all_places_are_being_filled_and_takes_none_of_them() {
    let journal = Database::new().await.journal().await;
    for jar in ["a", "b", "c"] {
        put(&journal, jar, 5).await;
    }
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    let scratches = Scratches::new(journal.clone(), read_set(), 1);
    let of = |jar: &str| View::until(Streams::default().and("jar", jar), 3);
    let held = scratches.hold(&of("a")).await.unwrap();
    // While somebody reads there, the next look begins and waits for them; the one after it has no place yet.
    let soon = Duration::from_millis(200);
    for jar in ["b", "c", "b"] {
        let waiting = scratches.hold_within(&of(jar), soon).await.unwrap();
        assert!(matches!(waiting, Err(progress) if progress.done == 0), "{jar}");
    }
    assert_eq!(read(held.pool()).await.0.into_keys().collect::<Vec<_>>(), ["a"]);
    drop(held);
    for jar in ["c", "b", "a"] {
        let held = scratches.hold(&of(jar)).await.unwrap();
        assert_eq!(read(held.pool()).await.0.into_keys().collect::<Vec<_>>(), [jar]);
    }
    // All at once, more than there are places.
    let looks = (0..12).map(|n| {
        let (scratches, jar) = (scratches.clone(), ["a", "b", "c"][n % 3]);
        let view = of(jar);
        async move {
            let held = scratches.hold(&view).await.unwrap();
            assert_eq!(read(held.pool()).await.0.into_keys().collect::<Vec<_>>(), [jar]);
        }
    });
    futures::future::join_all(looks).await;
    running.stop().await;
}

#[tokio::test]
async fn a_filling_that_failed_is_told_to_whoever_asks_next_and_tried_again_after_that() {
    let journal = Database::new().await.journal().await;
    put(&journal, "a", 5).await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    let scratches = Scratches::new(journal.clone(), read_set(), 1);
    let view = |until| View::until(Streams::default().and("jar", "a"), until);
    drop(scratches.hold(&view(0)).await.unwrap());
    let rename = async |from: &str, to: &str| {
        let statement = format!("ALTER TABLE asof_0.{from} RENAME TO {to}");
        sqlx::query(&statement).execute(journal.pool()).await.unwrap();
    };
    rename("jar_line", "jar_line_gone").await;
    let impatient = scratches.hold_within(&view(1), Duration::ZERO).await.unwrap();
    assert!(impatient.is_err(), "nobody fills a table in no time");
    let failed = scratches.hold(&view(1)).await.err().map(|error| format!("{error:?}"));
    assert!(failed.as_ref().is_some_and(|failed| failed.contains("jar_line")), "{failed:?}");
    rename("jar_line_gone", "jar_line").await;
    assert_eq!(read(scratches.hold(&view(1)).await.unwrap().pool()).await.1.len(), 1);
    running.stop().await;
}

#[tokio::test]
async fn more_facts_than_are_read_at_once_are_filled_a_stretch_at_a_time_also_within_a_block() {
    let journal = Database::new().await.journal().await;
    let (jars, each) = (240_u64, 50);
    let changes: Vec<Change> = (0..jars)
        .map(|jar| {
            let events = vec![JarEvent::Filled { amount: 1 }; each];
            Change::new::<Jar>(&format!("jar-{jar:03}"), 0, &events).unwrap()
        })
        .collect();
    journal.append_many(&changes, &context(), |_| {}).await.unwrap();
    put(&journal, "jar-000", 1).await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    let last = jars * each as u64 + 1;
    let scratches = Scratches::new(journal.clone(), read_set(), 1);
    // Forward from what is there, and back: every cut lies within the block of the import but the last.
    for until in [4_321, 11_111, last, 10_500] {
        let view = View::until(Streams::default().and_all("jar"), until);
        let waiting = scratches.hold_within(&view, Duration::from_millis(1)).await.unwrap();
        if let Err(progress) = waiting {
            assert!(progress.done <= progress.of && progress.of <= last, "{progress:?}");
        }
        let (content, lines) = read(scratches.hold(&view).await.unwrap().pool()).await;
        let places: BTreeSet<u64> = lines.iter().map(|line| line.0.cast_unsigned()).collect();
        assert!(places.into_iter().eq(1..=until), "{until}");
        assert_eq!(content.values().map(|(_, count)| *count).sum::<i64>().cast_unsigned(), until);
    }
    running.stop().await;
}
