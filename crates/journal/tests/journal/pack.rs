//! Packs: whole, a range, some records; and whatever is changed in one is found with the public key alone.

use std::path::{Path, PathBuf};

use journal::{
    Agreement, Checkpoint, Consistency, Enclosed, ExportError, Exported, Journal, Notary, PackFinding,
    PackVerified, RangeProblem, Selection, SignedCheckpoint, VerifierKey, sealed_digest, verify_pack,
};
use sqlx::Executor;
use tempfile::TempDir;

use crate::notary::{notary, put, unguarded};
use crate::support::{Cluster, Database};

struct Desk {
    journal: Journal,
    notary: Notary,
    folder: TempDir,
}

impl Desk {
    async fn new(facts: i64) -> Self {
        let journal = Database::new().await.journal().await;
        put(&journal, facts).await;
        let folder = tempfile::tempdir().unwrap();
        Self { notary: notary(&journal, &folder), journal, folder }
    }

    fn key(&self) -> VerifierKey {
        self.notary.verifier_key().unwrap().unwrap()
    }

    async fn export(&self, name: &str, selection: Selection) -> (PathBuf, Exported) {
        let file = self.folder.path().join(name);
        let checkpoint = self.notary.issue().await.unwrap().unwrap();
        let exported = self.notary.export(checkpoint, selection, &file, enclose, |_, _| {}).await.unwrap();
        (file, exported)
    }

    fn verify(&self, file: &Path, kept: &[SignedCheckpoint]) -> Result<PackVerified, PackFinding> {
        verify_pack(file, &self.key(), kept, |_, _| {}).unwrap()
    }
}

fn enclose(exported: &Exported) -> Vec<Enclosed> {
    vec![Enclosed { name: "README.txt", text: format!("{} facts\n", exported.facts) }]
}

/// How a pack agrees with what was kept, by the sizes of that.
fn agreements(verified: &PackVerified) -> Vec<(u64, Agreement)> {
    verified.kept.iter().map(|kept| (kept.checkpoint.position, kept.agreement)).collect()
}

fn range(from: u64, to: u64) -> Selection {
    Selection { from: Some(from), to: Some(to), streams: None }
}

fn of_jar(jar: &str) -> Selection {
    Selection { streams: Some([("jar".to_owned(), jar.to_owned())].into()), ..Selection::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn packs_of_all_facts_of_a_range_and_of_some_records_hold_with_the_public_key_alone() {
    let desk = Desk::new(20).await;
    let early = desk.notary.issue().await.unwrap().unwrap();
    put(&desk.journal, 17).await;
    let (whole, exported) = desk.export("whole.zip", Selection::default()).await;
    assert_eq!((exported.facts, exported.ends, exported.checkpoint.size()), (37, Some((1, 37)), 37));
    let verified = desk.verify(&whole, std::slice::from_ref(&early)).unwrap();
    assert_eq!((verified.facts, verified.whole), (37, true));
    assert_eq!(agreements(&verified), [(20, Agreement::Consistent)]);
    assert_eq!(verified.checkpoint, exported.checkpoint);

    for (from, to) in [(1, 1), (5, 5), (8, 23), (30, 37), (37, 37), (2, 36)] {
        let (part, exported) = desk.export("part.zip", range(from, to)).await;
        let verified = desk.verify(&part, &[]).unwrap();
        assert_eq!((verified.facts, verified.ends, verified.whole), (to - from + 1, Some((from, to)), true));
        assert_eq!(exported.facts, verified.facts);
    }
    for jar in ["a", "b", "ünïcode"] {
        let (some, exported) = desk.export("some.zip", of_jar(jar)).await;
        let verified = desk.verify(&some, &[]).unwrap();
        assert_eq!((verified.facts, verified.whole), (exported.facts, false));
        assert!(verified.facts >= 11);
        let compared = desk.verify(&some, std::slice::from_ref(&early)).unwrap();
        assert_eq!(agreements(&compared), [(20, Agreement::Consistent)], "{jar}");
    }
    let (none, _) = desk.export("none.zip", of_jar("nobody's")).await;
    assert_eq!(desk.verify(&none, &[]).unwrap().ends, None);
    assert!(!desk.folder.path().join("none.zip.part").exists());

    let stranger = Desk::new(1).await;
    drop(stranger.notary.issue().await.unwrap());
    let refused = verify_pack(&whole, &stranger.key(), &[], |_, _| {}).unwrap().unwrap_err();
    assert!(matches!(refused, PackFinding::Checkpoint(_)), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bit_flipped_anywhere_in_a_pack_is_found() {
    let desk = Desk::new(3).await;
    drop(desk.notary.issue().await.unwrap());
    put(&desk.journal, 3).await;
    let (file, _) = desk.export("whole.zip", of_jar("a")).await;
    let bytes = std::fs::read(&file).unwrap();
    let flipped = desk.folder.path().join("flipped.zip");
    for place in (0..bytes.len()).filter(|place| place % 5 == 0 || place + 700 > bytes.len()) {
        let mut other = bytes.clone();
        other[place] ^= 1 << (place % 8);
        std::fs::write(&flipped, other).unwrap();
        assert!(desk.verify(&flipped, &[]).is_err(), "byte {place} of {}", bytes.len());
    }
    for cut in [0, 1, 100, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&flipped, &bytes[..cut]).unwrap();
        assert!(desk.verify(&flipped, &[]).is_err(), "cut to {cut}");
    }
    std::fs::write(&flipped, [bytes.as_slice(), b" "].concat()).unwrap();
    assert!(desk.verify(&flipped, &[]).is_err(), "with something added");
    std::fs::write(&flipped, bytes).unwrap();
    desk.verify(&flipped, &[]).unwrap();
}

/// Everything in a pack, by name.
fn contents(file: &Path) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut entry = archive.by_index(place).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            (entry.name().unwrap().to_string(), text)
        })
        .collect()
}

/// Somebody unpacks a pack, changes a file and packs it again; the seal they can't make.
fn forge(file: &Path, name: &str, change: impl Fn(&str) -> String) -> PathBuf {
    let forged = file.with_extension("forged");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&forged).unwrap());
    for (entry, text) in contents(file) {
        let text = if entry == name { change(&text) } else { text };
        zip.start_file(entry, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    forged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_forged_in_a_pack_is_named() {
    let desk = Desk::new(9).await;
    let early = desk.notary.issue().await.unwrap().unwrap();
    put(&desk.journal, 3).await;
    let (file, _) = desk.export("whole.zip", Selection::default()).await;
    assert_eq!(
        contents(&file).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["events.jsonl", "proofs.json", "checkpoint.txt", "keys.json", "vkey.txt", "README.txt"]
    );
    assert!(serde_json::from_str::<serde_json::Value>(&contents(&file)[1].1).is_ok());
    let lines = |text: &str, keep: fn(usize) -> bool| -> String {
        text.lines().enumerate().filter(|(n, _)| keep(*n)).flat_map(|(_, line)| [line, "\n"]).collect()
    };
    let found = |name: &str, change: &dyn Fn(&str) -> String| {
        desk.verify(&forge(&file, name, change), &[]).unwrap_err()
    };

    let changed = found("events.jsonl", &|text| text.replacen(r#""amount":5"#, r#""amount":6"#, 1));
    assert!(matches!(changed, PackFinding::Changed(_)), "{changed}");
    let missing = found("events.jsonl", &|text| lines(text, |n| n != 4));
    assert!(matches!(missing, PackFinding::Missing(5)), "{missing}");
    let cut = found("events.jsonl", &|text| lines(text, |n| n < 11));
    assert!(matches!(cut, PackFinding::Count { said: 12, there: 11 }), "{cut}");
    let twice = found("events.jsonl", &|text| lines(text, |n| n < 3) + text);
    assert!(matches!(twice, PackFinding::Order(1)), "{twice}");
    // A forger who computes every hash anew still can't sign the root.
    let consistent = found("events.jsonl", &|text| text.lines().map(|line| rehashed(line) + "\n").collect());
    assert!(matches!(consistent, PackFinding::Root), "{consistent}");
    let readme = found("README.txt", &|_| "There is nothing to see".to_owned());
    assert!(matches!(readme, PackFinding::Seal(_)), "{readme}");
    let older = found("checkpoint.txt", &|_| early.note().to_owned());
    assert!(matches!(older, PackFinding::Proofs), "{older}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_forged_between_the_chosen_facts_is_named() {
    let desk = Desk::new(5).await;
    let mut kept = vec![];
    for facts in [6, 9] {
        kept.push(desk.notary.issue().await.unwrap().unwrap());
        put(&desk.journal, facts).await;
    }
    let (file, _) = desk.export("some.zip", of_jar("nobody's")).await;
    let verified = desk.verify(&file, &kept).unwrap();
    assert_eq!(agreements(&verified), [(5, Agreement::Consistent), (11, Agreement::Consistent)]);
    let found = |change: &dyn Fn(&str) -> String| {
        desk.verify(&forge(&file, "proofs.json", change), &kept).unwrap_err()
    };
    let proofs = contents(&file)[1].1.clone();
    assert!(proofs.contains(r#""checkpoints":[5,11],"#), "{proofs}");
    for place in proofs.match_indices("\n\"").map(|(place, _)| place + 2) {
        let other = if proofs[place..].starts_with('A') { "B" } else { "A" };
        let hash = found(&|text| [&text[..place], other, &text[place + 1..]].concat());
        assert!(matches!(hash, PackFinding::Root), "{hash}");
    }
    let moved = found(&|text| text.replace("[5,11]", "[6,11]"));
    assert!(matches!(moved, PackFinding::Proofs | PackFinding::Root), "{moved}");
    let disordered = found(&|text| text.replace("[5,11]", "[11,5]"));
    assert!(matches!(disordered, PackFinding::Damaged("proofs.json")), "{disordered}");
    let unsaid = found(&|text| text.replace(r#""checkpoints":[5,11],"#, ""));
    assert!(matches!(unsaid, PackFinding::Proofs), "{unsaid}");
}

/// The proof that somebody with the whole ledger gives.
async fn proof(journal: &Journal, from: u64, to: u64) -> Consistency {
    Consistency {
        earlier: journal.checkpoint_at(from).await.unwrap(),
        later: journal.checkpoint_at(to).await.unwrap(),
        hashes: journal.prove_consistency(from, to).await.unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_pack_has_nothing_to_compare_a_checkpoint_with_a_proof_does_it() {
    let cluster = Cluster::start().await;
    let journal = cluster.database.journal().await;
    let folder = tempfile::tempdir().unwrap();
    let notary = notary(&journal, &folder);
    let desk = Desk { journal, notary, folder };
    let mut kept = vec![];
    let mut packs = vec![];
    for (facts, name) in [(5, "5.zip"), (7, "12.zip"), (10, "22.zip")] {
        put(&desk.journal, facts).await;
        kept.push(desk.notary.issue().await.unwrap().unwrap());
        // Of the first checkpoint the database knows no more when the packs are made.
        unguarded(&cluster.database).await.execute("DELETE FROM es.checkpoint WHERE size = 5").await.unwrap();
        packs.push(desk.export(name, of_jar("nobody's")).await.0);
    }
    let mut verified = desk.verify(&packs[1], &kept).unwrap();
    let unknown = [(5, Agreement::NotCompared), (12, Agreement::Consistent), (22, Agreement::NotCompared)];
    assert_eq!(agreements(&verified), unknown, "and nothing is said against the pack");

    let (earlier, later) = (proof(&desk.journal, 5, 12).await, proof(&desk.journal, 12, 22).await);
    let others = [proof(&desk.journal, 5, 22).await, proof(&desk.journal, 4, 12).await];
    let root = kept[1].checkpoint().root;
    let other_root = Consistency { earlier: Checkpoint { root, ..earlier.earlier }, ..earlier.clone() };
    verified.compare_by(&[others.as_slice(), &[other_root]].concat());
    assert_eq!(agreements(&verified), unknown, "proofs for others don't pass");
    for proof in [&earlier, &later] {
        for place in 0..proof.hashes.len() * 32 {
            let mut flipped = proof.clone();
            flipped.hashes[place / 32][place % 32] ^= 1 << (place % 8);
            verified.compare_by(&[flipped]);
        }
        verified.compare_by(&[Consistency { hashes: vec![], ..proof.clone() }]);
    }
    assert_eq!(agreements(&verified), unknown, "a flipped bit is found");
    verified.compare_by(&[earlier, later]);
    assert!(verified.kept.iter().all(|kept| kept.agreement == Agreement::Consistent), "{:?}", verified.kept);
    let newest = desk.verify(&packs[2], &kept[1..]).unwrap();
    assert_eq!(agreements(&newest), [(12, Agreement::Consistent), (22, Agreement::Consistent)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_pack_is_made_of_a_range_that_is_not_there_and_packs_that_differ_are_told_apart() {
    let desk = Desk::new(4).await;
    let checkpoint = desk.notary.issue().await.unwrap().unwrap();
    let file = desk.folder.path().join("none.zip");
    for (from, to) in [(3, 2), (0, 2), (1, 5)] {
        let refused = desk
            .notary
            .export(checkpoint.clone(), range(from, to), &file, enclose, |_, _| {})
            .await
            .unwrap_err();
        assert!(matches!(refused, ExportError::Range(_)), "{refused}");
        assert!(!file.exists());
    }
    assert_eq!(range(1, 5).problems(4), [RangeProblem::Beyond { place: 5, size: 4 }]);
    let mut digests = vec![];
    for (name, selection) in [("a.zip", range(1, 2)), ("b.zip", range(1, 3)), ("c.zip", range(1, 2))] {
        let (file, _) = desk.export(name, selection).await;
        digests.push(sealed_digest(&mut std::fs::File::open(file).unwrap()).unwrap());
    }
    assert_ne!(digests[0], digests[1]);
}

/// A line with another amount and the hash that belongs to it.
fn rehashed(line: &str) -> String {
    let fields: serde_json::Value = serde_json::from_str(line).unwrap();
    let text = |name: &str| fields[name].as_str().unwrap();
    let payload = r#"{"type":"filled","amount":1000}"#;
    let record = journal::Leaf {
        aggregate_type: text("streamtype"),
        aggregate_id: text("streamid"),
        sequence: text("sequence").parse().unwrap(),
        event_type: text("eventtype"),
        event_version: text("eventversion"),
        payload,
        metadata: text("metadata"),
        recorded_at: text("time").parse().unwrap(),
    };
    let hash = hex::encode(tlog_tiles::record_hash(&record.record()).0);
    let data = line.split_once(r#""data":"#).unwrap().1.strip_suffix('}').unwrap();
    line.replace(text("leafhash"), &hash).replace(data, payload)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_pack_is_made_of_a_ledger_that_would_not_stand_a_verification() {
    let cluster = Cluster::start().await;
    let journal = cluster.database.journal().await;
    put(&journal, 5).await;
    let folder = tempfile::tempdir().unwrap();
    let notary = notary(&journal, &folder);
    let mut superuser = unguarded(&cluster.database).await;
    sqlx::query(r#"UPDATE es.events SET payload = '{"type":"filled","amount":7}' WHERE sequence = 1"#)
        .execute(&mut superuser)
        .await
        .unwrap();
    let file = folder.path().join("pack.zip");
    let checkpoint = notary.issue().await.unwrap().unwrap();
    let refused =
        notary.export(checkpoint, Selection::default(), &file, enclose, |_, _| {}).await.unwrap_err();
    assert!(matches!(refused, ExportError::Damaged), "{refused}");
    assert!(!file.exists() && !folder.path().join("pack.zip.part").exists());
}
