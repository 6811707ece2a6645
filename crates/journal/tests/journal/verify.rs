//! What a superuser can do with every guard switched off, and that a verification names the first place each time.

use journal::{Journal, Kind, SignedCheckpoint, UnsignedError, Verdict, VerifierKey};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::notary::{cut, notary, put, unguarded, unseal};
use crate::support::{Cluster, Database};

/// A ledger of 40 facts with two checkpoints, over 25 and over all, of which copies can be made to tamper with.
struct Ledger {
    cluster: Cluster,
    folder: TempDir,
    key: VerifierKey,
    signed: [SignedCheckpoint; 2],
}

impl Ledger {
    async fn new() -> Self {
        let cluster = Cluster::start().await;
        let journal = cluster.database.journal().await;
        let folder = tempfile::tempdir().unwrap();
        let notary = notary(&journal, &folder);
        let mut signed = vec![];
        for facts in [10, 15, 6, 9] {
            put(&journal, facts).await;
            if facts > 6 && journal.checkpoint().await.unwrap().unwrap().position != 10 {
                signed.push(notary.issue().await.unwrap().unwrap());
            }
        }
        let key = notary.verifier_key().unwrap().unwrap();
        journal.pool().close().await;
        Self { cluster, folder, key, signed: signed.try_into().unwrap() }
    }

    /// What a verification says after `tamper`, with nothing at hand but the database and the key.
    async fn after(&self, tamper: impl AsyncFnOnce(&mut PgConnection, &Journal)) -> Verdict {
        let (copy, journal) = self.tampered(tamper).await;
        drop(copy);
        journal.verify(Some(&self.key), &[], |_, _| {}).await.unwrap()
    }

    async fn tampered(&self, tamper: impl AsyncFnOnce(&mut PgConnection, &Journal)) -> (Database, Journal) {
        let copy = self.cluster.database.copy().await;
        let mut superuser = unguarded(&copy).await;
        let journal = copy.journal().await;
        tamper(&mut superuser, &journal).await;
        superuser.close().await.unwrap();
        (copy, journal)
    }
}

/// Runs `statement`, in which `[17]` stands for a condition that finds fact 17.
async fn run(superuser: &mut PgConnection, journal: &Journal, statement: &str) {
    let mut statement = statement.to_owned();
    while let Some((before, rest)) = statement.clone().split_once('[') {
        let (position, after) = rest.split_once(']').unwrap();
        let fact = journal.page(position.parse::<u64>().unwrap() - 1, 1).await.unwrap().remove(0);
        statement = format!(
            "{before}(aggregate_type, aggregate_id, sequence) = ('{}', '{}', {}){after}",
            fact.aggregate_type, fact.aggregate_id, fact.sequence
        );
    }
    sqlx::raw_sql(&statement).execute(superuser).await.unwrap();
}

#[track_caller]
fn assert_found(verdict: &Verdict, position: u64, kind: &Kind) {
    let Verdict::Broken(finding) = verdict else {
        panic!("not found: {verdict:?}, expected {kind:?} at {position}")
    };
    assert_eq!((finding.position, &finding.kind), (position, kind), "{finding}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_untouched_ledger_holds_and_every_way_of_tampering_is_found_at_its_first_place() {
    let ledger = Ledger::new().await;
    let untouched = ledger.after(async |_, _| {}).await;
    let Verdict::Holds(verified) = untouched else { panic!("{untouched:?}") };
    assert_eq!((verified.whole.position, verified.checkpoints, verified.covered), (40, 2, 40));
    assert_eq!(verified.whole, ledger.signed[1].checkpoint());

    let edits: [(&str, &[u64], Kind); 5] = [
        (
            r#"UPDATE es.events SET payload = '{"type":"filled","amount":1000}' WHERE "#,
            &[1, 17, 40],
            Kind::Changed,
        ),
        ("UPDATE es.events SET payload = (payload::text || ' ')::json WHERE ", &[17], Kind::Changed),
        (r#"UPDATE es.events SET metadata = '{"actor":"somebody else"}' WHERE "#, &[30], Kind::Changed),
        (
            "UPDATE es.events SET recorded_at = recorded_at - interval '1 microsecond' WHERE ",
            &[5],
            Kind::Changed,
        ),
        ("DELETE FROM es.events WHERE ", &[1, 18, 40], Kind::Missing),
    ];
    for (statement, positions, kind) in edits {
        for position in positions {
            let statement = format!("{statement}[{position}]");
            let verdict =
                ledger.after(async |superuser, journal| run(superuser, journal, &statement).await).await;
            assert_found(&verdict, *position, &kind);
            // What stands in the place of one that is gone is innocent.
            assert_eq!(named(&verdict).is_some(), kind == Kind::Changed, "{statement}");
        }
    }
}

/// Exchanges the places of two facts.
const SWAP: &str = "
    CREATE TEMPORARY TABLE one AS SELECT tx, ident FROM es.events WHERE [9];
    CREATE TEMPORARY TABLE other AS SELECT tx, ident FROM es.events WHERE [23];
    UPDATE es.events SET ident = -1 WHERE [9];
    UPDATE es.events SET tx = one.tx, ident = one.ident FROM one WHERE [23];
    UPDATE es.events SET tx = other.tx, ident = other.ident FROM other WHERE [9];";

/// Exchanges all that two facts of different streams say.
const SWAP_STREAMS: &str = "
    CREATE TEMPORARY TABLE one AS SELECT payload, metadata FROM es.events WHERE [9];
    UPDATE es.events SET payload = other.payload, metadata = other.metadata
    FROM (SELECT payload, metadata FROM es.events WHERE [23]) AS other WHERE [9];
    UPDATE es.events SET payload = one.payload, metadata = one.metadata FROM one WHERE [23];";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moved_and_added_facts_are_told_from_changed_ones() {
    let ledger = Ledger::new().await;
    let moved = ledger.after(async |superuser, journal| run(superuser, journal, SWAP).await).await;
    assert_found(&moved, 9, &Kind::Reordered);
    let swapped = ledger.after(async |superuser, journal| run(superuser, journal, SWAP_STREAMS).await).await;
    assert_found(&swapped, 9, &Kind::Changed);

    let insert = |ident: &str| {
        format!(
            "INSERT INTO es.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
                                    epoch, tx, ident)
             SELECT 'jar', 'forged', 1, event_type, event_version, payload, metadata, epoch, tx, {ident}
             FROM es.events WHERE [12]"
        )
    };
    let (first, last) = ends_of_block(&ledger, 12).await;
    let before = ledger.after(async |superuser, journal| run(superuser, journal, &insert("-1")).await).await;
    assert_found(&before, first, &Kind::Added);
    assert_eq!(named(&before), Some(("jar", "forged", 1)));
    let after =
        ledger.after(async |superuser, journal| run(superuser, journal, &insert("1000000")).await).await;
    assert_found(&after, last + 1, &Kind::Added);
    assert_eq!(named(&after), Some(("jar", "forged", 1)), "not the genuine fact that has this place");
}

/// A row that a superuser puts where the sealer never comes by: it stands in a history, and waits for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fact_that_can_never_be_sealed_is_named_and_one_that_waits_is_none() {
    let ledger = Ledger::new().await;
    let end = (41, Kind::Stray);
    for (epoch, tx, (position, kind)) in [
        ("0", "pg_current_xact_id()", (1, Kind::Stray)),
        ("7", "pg_current_xact_id()", end.clone()),
        ("epoch", "'99999999'", end.clone()),
        ("epoch", "'18446744073709551615'", end),
    ] {
        let insert = format!(
            "INSERT INTO es.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
                                    epoch, tx)
             SELECT 'jar', 'forged', 1, event_type, event_version, payload, metadata, {epoch}, {tx} FROM es.events WHERE [12]"
        );
        let verdict = ledger.after(async |superuser, journal| run(superuser, journal, &insert).await).await;
        assert_found(&verdict, position, &kind);
        assert_eq!(named(&verdict), Some(("jar", "forged", 1)), "{epoch} {tx}");
    }
    let waits = "INSERT INTO es.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
                 SELECT 'jar', 'new', 1, event_type, event_version, payload, metadata FROM es.events WHERE [12]";
    let waits = ledger.after(async |superuser, journal| run(superuser, journal, waits).await).await;
    let Verdict::Holds(verified) = waits else { panic!("{waits:?}") };
    assert_eq!(verified.unsealed, 1);
}

/// The fact that a verdict names.
fn named(verdict: &Verdict) -> Option<(&str, &str, u64)> {
    let Verdict::Broken(finding) = verdict else { panic!("not found: {verdict:?}") };
    finding.fact.as_ref().map(|(kind, id, number)| (kind.as_str(), id.as_str(), *number))
}

async fn ends_of_block(ledger: &Ledger, position: i64) -> (u64, u64) {
    let (first, last): (i64, i64) =
        sqlx::query_as("SELECT first_position, last_position FROM es.block WHERE $1 BETWEEN first_position AND last_position")
            .bind(position)
            .fetch_one(&mut ledger.cluster.database.owner().await)
            .await
            .unwrap();
    (first.cast_unsigned(), last.cast_unsigned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_to_the_proof_itself_is_found_and_told_from_damage_to_the_facts() {
    let ledger = Ledger::new().await;
    let (first, _) = ends_of_block(&ledger, 17).await;
    let height: i64 =
        sqlx::query_scalar("SELECT height FROM es.block WHERE 17 BETWEEN first_position AND last_position")
            .fetch_one(&mut ledger.cluster.database.owner().await)
            .await
            .unwrap();
    let leaf = tlog_tiles::stored_hash_index(0, 16);
    let cases = [
        (format!("UPDATE es.tree_hash SET hash = sha256(hash) WHERE idx = {leaf}"), 17, Kind::StoredHash),
        (format!("DELETE FROM es.tree_hash WHERE idx = {leaf}"), 17, Kind::StoredHash),
        (
            format!("UPDATE es.block SET root = sha256(root) WHERE height = {height}"),
            first,
            Kind::Root { height: height.cast_unsigned() },
        ),
        (
            format!("DELETE FROM es.block WHERE height = {height}"),
            first,
            Kind::Block { height: height.cast_unsigned() },
        ),
        ("UPDATE es.sealer SET last_position = 39".to_owned(), 41, Kind::Mark),
        // What was known when: by a microsecond, and by so much that the order of the blocks is another.
        (
            format!(
                "UPDATE es.block SET sealed_at = sealed_at - interval '1 microsecond' WHERE height = {height}"
            ),
            1,
            Kind::Times { signed: 25 },
        ),
        (
            "UPDATE es.block SET sealed_at = sealed_at + interval '2 hours' WHERE last_position > 25"
                .to_owned(),
            26,
            Kind::Times { signed: 40 },
        ),
    ];
    for (statement, position, kind) in cases {
        let verdict =
            ledger.after(async |superuser, journal| run(superuser, journal, &statement).await).await;
        assert_found(&verdict, position, &kind);
        assert_eq!(named(&verdict).is_some(), kind == Kind::StoredHash, "no fact is at fault: {statement}");
    }
    let forged =
        "UPDATE es.checkpoint SET note = replace(note, E'\\n25\\n', E'\\n24\\n'), size = 24 WHERE size = 25";
    let verdict = ledger.after(async |superuser, journal| run(superuser, journal, forged).await).await;
    let Verdict::Broken(finding) = &verdict else { panic!("{verdict:?}") };
    assert!(matches!(finding.kind, Kind::Checkpoint { size: 24, .. }), "{finding}");
    let other =
        "UPDATE es.checkpoint SET note = (SELECT note FROM es.checkpoint WHERE size = 25) WHERE size = 40";
    let verdict = ledger.after(async |superuser, journal| run(superuser, journal, other).await).await;
    let error = UnsignedError::OtherSize { place: 40, there: 25 };
    assert_found(&verdict, 26, &Kind::Checkpoint { size: 40, error });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_with_all_its_traces_is_found_by_a_checkpoint_that_somebody_kept() {
    let ledger = Ledger::new().await;
    let height: i64 = sqlx::query_scalar("SELECT max(height) FROM es.block WHERE last_position <= 30")
        .fetch_one(&mut ledger.cluster.database.owner().await)
        .await
        .unwrap();
    let verify = async |journal: &Journal, kept: &[SignedCheckpoint]| {
        journal.verify(Some(&ledger.key), kept, |_, _| {}).await.unwrap()
    };

    // The tail is cut off, as if an old backup had been brought back.
    let (copy, journal) = ledger.tampered(async |superuser, _| cut(superuser, height).await).await;
    let Verdict::Holds(alone) = verify(&journal, &[]).await else { panic!("nothing in it shows the cut") };
    assert_eq!((alone.checkpoints, alone.covered), (1, 25));
    let left = alone.whole.position;
    let found = verify(&journal, &ledger.signed[1..]).await;
    assert_found(&found, left + 1, &Kind::Cut { signed: 40 });
    // So it is by the one that the program keeps outside the database.
    let kept = notary(&journal, &ledger.folder).folder().last(&ledger.key).unwrap().unwrap();
    assert_found(&verify(&journal, &[kept]).await, left + 1, &Kind::Cut { signed: 40 });
    // And gone on with.
    put(&journal, 20).await;
    assert_found(&verify(&journal, &ledger.signed[1..]).await, 26, &Kind::Rewritten { signed: 40 });
    drop(copy);

    // One fact is changed, and every hash is computed anew.
    let edit = r#"UPDATE es.events SET payload = '{"type":"filled","amount":1000}' WHERE [28]"#;
    let (_copy, journal) = ledger
        .tampered(async |superuser, journal| {
            run(superuser, journal, edit).await;
            unseal(superuser).await;
        })
        .await;
    put(&journal, 1).await;
    let found = verify(&journal, &[]).await;
    assert_found(&found, 26, &Kind::Rewritten { signed: 40 });
    assert_eq!(named(&found), None, "only a range is known");
}
