//! What proving costs: checking a whole ledger and writing it out for somebody else, beside reading the same facts in their
//! order and doing nothing with them, as the ledger grows; and what the proof adds to each fact that is stored.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use journal::{
    Change, Journal, Leaf, Notary, Selection, SignedCheckpoint, Verdict, VerifierKey, start, verify_pack,
};
use sqlx::{Executor, PgConnection};
use tempfile::TempDir;
use tlog_tiles::{node_hash, record_hash};
use tokio_util::sync::CancellationToken;

use crate::Extent;
use crate::contender::{Contender, Streams, write};
use crate::place::Place;
use crate::rebuild::read;
use crate::report::{Report, median, milliseconds, rate, ratio, row};
use crate::tables::nothing;
use crate::toy::{Jar, context, filled};

/// Facts in a stream, and streams in an import.
const FACTS: usize = 10;
const STREAMS: usize = 100;
/// How many facts the exported range has.
const RANGE: u64 = 1_000;
const WRITERS: [usize; 3] = [1, 8, 64];
/// How many facts the proof's own work is measured with.
const PROVED: i64 = 20_000;

pub(crate) async fn measure(extent: &Extent, report: &mut Report) {
    let place = Place::fresh("proof").await;
    let journal = place.journal(6).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut rows = vec![row([
        "facts",
        "made in s",
        "ordered SELECT /s",
        "verify /s",
        "of it",
        "export /s",
        "of it",
        "verify the export /s",
        "export a range of 1,000, ms",
        "MB a million facts",
    ])];
    let mut there = 0;
    for size in &extent.ledgers {
        let made = grow(&journal, there, *size).await;
        there = *size;
        place.settle().await;
        let desk = Desk::new(&journal, &folder).await;
        rows.push(desk.row(extent, *size, made).await);
    }
    report.table("Verifying and exporting a whole ledger", &rows);
    journal.pool().close().await;
    cost(extent, report).await;
}

/// Stores and seals facts until there are `to`, and answers how long that took.
async fn grow(journal: &Journal, from: usize, to: usize) -> Duration {
    let bar = ProgressBar::new((to - from) as u64);
    let style = ProgressStyle::with_template("{msg:<28} {bar:32} {pos}/{len} {eta}");
    bar.set_style(style.expect("a template of a bar"));
    bar.set_message(format!("making {to} facts"));
    let began = Instant::now();
    let running = start(journal.clone(), nothing(), CancellationToken::new()).await.expect("a start");
    let mut stored = from;
    while stored < to {
        let changes: Vec<Change> = (0..STREAMS)
            .map(|number| {
                let facts = vec![filled(1); FACTS];
                Change::new::<Jar>(&format!("jar-{stored}-{number}"), 0, &facts).expect("the toy is JSON")
            })
            .collect();
        journal.append_many(&changes, &context(), |_| {}).await.expect("the journal stores");
        stored += FACTS * STREAMS;
        bar.set_position((stored - from) as u64);
    }
    while journal.figures().await.expect("figures").sealed < stored as u64 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    running.stop().await;
    bar.finish_and_clear();
    began.elapsed()
}

/// Whoever checks and exports.
struct Desk<'a> {
    journal: &'a Journal,
    notary: Notary,
    key: VerifierKey,
    signed: SignedCheckpoint,
    folder: &'a Path,
}

impl<'a> Desk<'a> {
    async fn new(journal: &'a Journal, folder: &'a TempDir) -> Self {
        let notary = Notary::new(journal.clone(), folder.path()).with_pace(Duration::ZERO);
        let signed = notary.issue().await.expect("it can be signed").expect("there are facts");
        let key = notary.verifier_key().expect("a key").expect("it has signed");
        Self { journal, notary, key, signed, folder: folder.path() }
    }

    async fn row(&self, extent: &Extent, size: usize, made: Duration) -> Vec<String> {
        let (mut reads, mut verified, mut exported, mut packs, mut ranges) =
            (vec![], vec![], vec![], vec![], vec![]);
        let mut bytes = 0;
        for round in 0..=extent.rounds.min(3) {
            let read = read(self.journal.pool()).await;
            let verify = self.verify().await;
            let (export, length) = self.export("whole.zip", Selection::default(), size as u64).await;
            let pack = self.verify_pack();
            let from = size as u64 / 2;
            let selection = Selection { from: Some(from), to: Some(from + RANGE - 1), streams: None };
            let (range, _) = self.export("range.zip", selection, RANGE.min(size as u64 - from + 1)).await;
            if round > 0 {
                let rates = [read, verify, export, pack].map(|took| size as f64 / took.as_secs_f64());
                for (all, rate) in
                    [&mut reads, &mut verified, &mut exported, &mut packs].into_iter().zip(rates)
                {
                    all.push(rate);
                }
                ranges.push(range.as_secs_f64());
            }
            bytes = length;
        }
        let of = |ours: &[f64]| {
            ratio(median(&ours.iter().zip(&reads).map(|(ours, read)| ours / read).collect::<Vec<_>>()))
        };
        vec![
            size.to_string(),
            format!("{:.1}", made.as_secs_f64()),
            rate(median(&reads)),
            rate(median(&verified)),
            of(&verified),
            rate(median(&exported)),
            of(&exported),
            rate(median(&packs)),
            milliseconds(Duration::from_secs_f64(median(&ranges))),
            format!("{:.0}", bytes as f64 / size as f64),
        ]
    }

    async fn verify(&self) -> Duration {
        let began = Instant::now();
        let verdict = self.journal.verify(Some(&self.key), &[], |_, _| {}).await.expect("it can be read");
        assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
        began.elapsed()
    }

    /// Writes a pack, and answers how long that took and how long the file is.
    async fn export(&self, name: &str, selection: Selection, facts: u64) -> (Duration, u64) {
        let file = self.folder.join(name);
        let began = Instant::now();
        let exported = self
            .notary
            .export(self.signed.clone(), selection, &file, |_| vec![], |_, _| {})
            .await
            .expect("it can be exported");
        let took = began.elapsed();
        assert_eq!(exported.facts, facts, "all that was asked for is in it");
        (took, std::fs::metadata(&file).expect("the file is there").len())
    }

    fn verify_pack(&self) -> Duration {
        let began = Instant::now();
        let file = self.folder.join("whole.zip");
        let held = verify_pack(&file, &self.key, &[], |_, _| {}).expect("it can be read");
        assert!(held.is_ok(), "{held:?}");
        began.elapsed()
    }
}

/// What the proof adds to each fact that is stored: all of sealing beside the writers, and of that the hashing alone.
async fn cost(extent: &Extent, report: &mut Report) {
    let place = Place::fresh("proof_cost").await;
    let mut rows = vec![row([
        "writers",
        "append /s",
        "append, sealing beside /s",
        "of it",
        "hashing and storing hashes, us a fact",
        "of the time for a fact",
        "goal",
    ])];
    for writers in WRITERS {
        let journal = place.journal(writers + 6).await;
        let (mut alone, mut beside) = (vec![], vec![]);
        for round in 0..=extent.rounds.min(3) {
            let how = (writers, extent.each);
            let mark = format!("{writers}-{round}");
            let without =
                write(Contender::Journal, &journal, how, Streams::New, &format!("{mark}-alone")).await;
            let running = start(journal.clone(), nothing(), CancellationToken::new()).await.expect("a start");
            let with = write(Contender::Journal, &journal, how, Streams::New, &mark).await;
            running.stop().await;
            if round > 0 {
                alone.push(without.per_second);
                beside.push(with.per_second);
            }
        }
        let per_block = facts_in_a_block(&journal).await;
        let proof = prove(&mut place.owner().await, per_block).await;
        let shares: Vec<f64> = beside.iter().zip(&alone).map(|(with, without)| with / without).collect();
        rows.push(vec![
            writers.to_string(),
            rate(median(&alone)),
            rate(median(&beside)),
            ratio(median(&shares)),
            format!("{:.1}", proof * 1e6),
            ratio(proof * median(&alone)),
            "0.10".to_owned(),
        ]);
        journal.pool().close().await;
    }
    report.table("What the proof costs where facts are stored", &rows);
}

/// How many facts a block had so far.
async fn facts_in_a_block(journal: &Journal) -> usize {
    let facts: Option<i64> =
        sqlx::query_scalar("SELECT (last_position / greatest(height, 1))::bigint FROM es.sealer")
            .fetch_one(journal.pool())
            .await
            .expect("the sealer's mark");
    usize::try_from(facts.unwrap_or(1)).unwrap_or(1).max(1)
}

/// Hashes facts of the toy's size and stores two hashes for each, so many at a time as a block has, as the sealer does:
/// seconds a fact.
async fn prove(owner: &mut PgConnection, per_block: usize) -> f64 {
    owner.execute("DROP TABLE IF EXISTS floor.tree_hash; CREATE TABLE floor.tree_hash (LIKE es.tree_hash INCLUDING ALL)")
        .await
        .expect("a table");
    let payload = serde_json::to_string(&filled(1)).expect("the toy is JSON");
    let metadata = format!("{{\"actor\": \"{}\"}}", "x".repeat(200));
    let began = Instant::now();
    owner.execute("BEGIN").await.expect("a transaction");
    let mut next = 0_i64;
    while next < 2 * PROVED {
        let (mut indexes, mut hashes) = (vec![], vec![]);
        for sequence in 0..per_block {
            let leaf = Leaf {
                aggregate_type: "jar",
                aggregate_id: "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                sequence: sequence as u64,
                event_type: "filled",
                event_version: "1",
                payload: &payload,
                metadata: &metadata,
                recorded_at: jiff::Timestamp::UNIX_EPOCH,
            };
            let leaf = record_hash(&leaf.record());
            for hash in [leaf, node_hash(leaf, leaf)] {
                indexes.push(next);
                hashes.push(hash.0.to_vec());
                next += 1;
            }
        }
        sqlx::query(
            "INSERT INTO floor.tree_hash (idx, hash) SELECT * FROM unnest($1::bigint[], $2::bytea[])",
        )
        .bind(&indexes)
        .bind(&hashes)
        .execute(&mut *owner)
        .await
        .expect("hashes can be stored");
    }
    owner.execute("COMMIT").await.expect("a commit");
    began.elapsed().as_secs_f64() / (next / 2) as f64
}
