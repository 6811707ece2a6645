//! Another key after the old one was lost, or after an older copy was brought back: what then holds, and what can't be hidden.

use std::path::PathBuf;

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use journal::{
    Agreement, BeginKeyError, Cause, Journal, KEYS, Kind, Notary, NotaryError, PackFinding, PackVerified,
    PlannedKey, Selection, SignedCheckpoint, Verdict, Verified, VerifierKey, pack_keys, start, verify_pack,
};
use serde::{Deserialize, Serialize};
use sqlx::Executor;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::notary::{cut, notary, put, unguarded, unseal};
use crate::support::{Cluster, Never, context, read_set, until_filled};

/// Says that a key was begun, in the shape that the journal reads.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Keys;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Begun {
    r#type: String,
    key: String,
    before: Before,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Before {
    name: String,
    key: Option<String>,
    last: Option<String>,
}

impl DomainEvent for Begun {
    fn event_type(&self) -> String {
        self.r#type.clone()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Keys {
    const TYPE: &'static str = KEYS.0;
    type Command = Begun;
    type Event = Begun;
    type Error = Never;
    type Services = ();

    async fn handle(&mut self, begun: Begun, (): &(), sink: &EventSink<Self>) -> Result<(), Never> {
        sink.write(begun, self).await;
        Ok(())
    }

    fn apply(&mut self, _: Begun) {}
}

/// How a pack agrees with what was kept.
fn agreed(verified: &PackVerified) -> Vec<Agreement> {
    verified.kept.iter().map(|kept| kept.agreement).collect()
}

/// A ledger of 12 facts, signed over 5 and over 12, with what somebody else keeps of it.
struct Ledger {
    cluster: Cluster,
    journal: Journal,
    notary: Notary,
    folder: TempDir,
    old: VerifierKey,
    kept: Vec<SignedCheckpoint>,
}

impl Ledger {
    async fn new() -> Self {
        let cluster = Cluster::start().await;
        let journal = cluster.database.journal().await;
        let folder = tempfile::tempdir().unwrap();
        let notary = notary(&journal, &folder);
        let mut kept = vec![];
        for facts in [5, 7] {
            put(&journal, facts).await;
            kept.push(notary.issue().await.unwrap().unwrap());
        }
        let old = notary.verifier_key().unwrap().unwrap();
        Self { cluster, journal, notary, folder, old, kept }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn plan(&self, cause: Cause, known: Option<&VerifierKey>) -> Result<PlannedKey, BeginKeyError> {
        Ok(self
            .notary
            .plan_key(cause, known.cloned(), &[], |_, _| {})
            .await?
            .expect("nothing was interrupted"))
    }

    /// Puts the beginning on record.
    async fn record(&self, planned: &PlannedKey) {
        let before = Before {
            name: planned.name_before.clone(),
            key: planned.key_before.as_ref().map(ToString::to_string),
            last: planned.last_note.clone(),
        };
        let begun = Begun { r#type: "begun".to_owned(), key: planned.key.to_string(), before };
        let running = start(self.journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
        self.journal.execute::<Keys>(KEYS.1, None, begun, &context()).await.unwrap();
        until_filled(&self.journal, &running).await;
        running.stop().await;
    }

    async fn begin(&self, cause: Cause) -> SignedCheckpoint {
        let planned = self.plan(cause, None).await.unwrap_or_else(|error| panic!("{error}"));
        self.record(&planned).await;
        self.notary.take_up_key(planned).await.unwrap()
    }

    async fn verify(&self, kept: &[SignedCheckpoint]) -> Verdict {
        let key = self.notary.verifier_key().unwrap().unwrap();
        self.journal.verify(Some(&key), kept, |_, _| {}).await.unwrap()
    }

    async fn holds(&self, kept: &[SignedCheckpoint]) -> Verified {
        match self.verify(kept).await {
            Verdict::Holds(verified) => verified,
            Verdict::Broken(finding) => panic!("{finding}"),
        }
    }

    async fn broken(&self, kept: &[SignedCheckpoint]) -> (u64, Kind) {
        match self.verify(kept).await {
            Verdict::Broken(finding) => (finding.position, finding.kind),
            Verdict::Holds(verified) => panic!("{verified:?}"),
        }
    }

    async fn export(&self, name: &str, selection: Selection) -> PathBuf {
        let file = self.file(name);
        let checkpoint = self.notary.issue().await.unwrap().unwrap();
        self.notary.export(checkpoint, selection, &file, |_| vec![], |_, _| {}).await.unwrap();
        file
    }

    /// Leaves the first five facts, as an older copy of the database has them.
    async fn restore_older_copy(&self) {
        let mut superuser = unguarded(&self.cluster.database).await;
        let height: i64 = sqlx::query_scalar("SELECT height FROM es.block WHERE last_position = 5")
            .fetch_one(&mut superuser)
            .await
            .unwrap();
        cut(&mut superuser, height).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_lost_key_another_goes_on_from_what_was_signed_and_everybody_can_see_that() {
    let ledger = Ledger::new().await;
    let there = ledger.plan(Cause::LostKey, None).await.err().unwrap();
    assert!(matches!(there, BeginKeyError::KeyThere), "{there}");
    let nothing = ledger.plan(Cause::OlderCopy, None).await.err().unwrap();
    assert!(matches!(nothing, BeginKeyError::GoesOn(12)), "{nothing}");
    std::fs::remove_file(ledger.file("ledger.key")).unwrap();
    assert!(matches!(ledger.notary.issue().await.unwrap_err(), NotaryError::KeyGone));

    // Interrupted before the fact, and again after it: the same key is begun in the end, once.
    let first = ledger.plan(Cause::LostKey, Some(&ledger.old)).await.unwrap().key;
    let planned = ledger.plan(Cause::LostKey, None).await.unwrap();
    assert_eq!((&planned.key, planned.key_before.as_ref()), (&first, Some(&ledger.old)));
    let refused = ledger.notary.take_up_key(planned).await.unwrap_err();
    assert!(matches!(refused, BeginKeyError::NotRecorded), "{refused}");
    let planned = ledger.plan(Cause::LostKey, None).await.unwrap();
    ledger.record(&planned).await;
    drop(planned);
    assert!(matches!(ledger.notary.issue().await.unwrap_err(), NotaryError::KeyGone));
    let planned = ledger.plan(Cause::LostKey, None).await.unwrap();
    let signed = ledger.notary.take_up_key(planned).await.unwrap();
    assert_eq!((signed.size(), ledger.notary.verifier_key().unwrap().unwrap()), (13, first.clone()));

    let verified = ledger.holds(&ledger.kept).await;
    assert_eq!((verified.checkpoints, verified.covered), (3, 13), "those of both keys");
    let ranges: Vec<_> = verified.keys.iter().map(|one| (&one.key, one.covered)).collect();
    assert_eq!(ranges, [(&ledger.old, (5, 12)), (&first, (13, 13))]);
    let [begun] = verified.begun.as_slice() else { panic!("{:?}", verified.begun) };
    assert_eq!((begun.position, begun.follows), (13, true));
    assert_eq!(begun.last_before, Some(ledger.kept[1].checkpoint()));

    let chosen =
        Selection { streams: Some([("jar".to_owned(), "a".to_owned())].into()), ..Selection::default() };
    for (name, selection) in [("whole.zip", Selection::default()), ("some.zip", chosen)] {
        let file = ledger.export(name, selection).await;
        assert_eq!(pack_keys(&file, &first).unwrap().unwrap(), verified.begun, "{name}");
        let held = verify_pack(&file, &first, &[], |_, _| {}).unwrap().unwrap();
        assert_eq!(held.begun, verified.begun);
        assert!(matches!(pack_keys(&file, &ledger.old).unwrap(), Err(PackFinding::Checkpoint(_))));
    }
    let whole = verify_pack(&ledger.file("whole.zip"), &first, &ledger.kept, |_, _| {}).unwrap().unwrap();
    assert_eq!(agreed(&whole), [Agreement::Consistent; 2], "what the old key signed holds too");

    // Another time: the second beginning follows the first.
    put(&ledger.journal, 2).await;
    ledger.notary.issue().await.unwrap();
    std::fs::remove_file(ledger.file("ledger.key")).unwrap();
    assert_eq!(ledger.begin(Cause::LostKey).await.size(), 16);
    let begun = ledger.holds(&ledger.kept).await.begun;
    assert_eq!(
        begun.iter().map(|one| (one.position, one.follows)).collect::<Vec<_>>(),
        [(13, true), (16, true)]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_older_copy_was_brought_back_the_break_is_named_for_ever_and_old_checkpoints_fail() {
    let ledger = Ledger::new().await;
    let backup = std::fs::read(ledger.file("ledger.key")).unwrap();
    ledger.restore_older_copy().await;
    assert!(matches!(ledger.notary.issue().await.unwrap_err(), NotaryError::Cut { signed: 12, there: 5 }));
    let lost = ledger.plan(Cause::LostKey, None).await.err().unwrap();
    assert!(matches!(lost, BeginKeyError::KeyThere), "{lost}");
    assert_eq!(ledger.begin(Cause::OlderCopy).await.size(), 6);

    let verified = ledger.holds(&ledger.kept[..1]).await;
    let [begun] = verified.begun.as_slice() else { panic!("{:?}", verified.begun) };
    assert_eq!((begun.follows, begun.last_before), (false, Some(ledger.kept[1].checkpoint())));
    let new = ledger.notary.verifier_key().unwrap().unwrap();
    let pack = ledger.export("whole.zip", Selection::default()).await;
    let held = verify_pack(&pack, &new, &ledger.kept[..1], |_, _| {}).unwrap().unwrap();
    assert_eq!((agreed(&held), &held.begun), (vec![Agreement::Consistent], &verified.begun));
    // The pack ends before what the old key signed, and tells itself that this is another history.
    let fails = verify_pack(&pack, &new, &ledger.kept, |_, _| {}).unwrap().unwrap();
    assert_eq!(agreed(&fails), [Agreement::Consistent, Agreement::Contradicts]);

    put(&ledger.cluster.database.journal().await, 9).await;
    assert_eq!(ledger.broken(&ledger.kept).await, (7, Kind::Rewritten { signed: 12 }));
    let nobody = Selection { streams: Some([].into()), ..Selection::default() };
    for (name, selection) in [("later.zip", Selection::default()), ("keys.zip", nobody)] {
        let pack = ledger.export(name, selection).await;
        let fails = verify_pack(&pack, &new, &ledger.kept, |_, _| {}).unwrap().unwrap();
        assert_eq!(agreed(&fails), [Agreement::Consistent, Agreement::Contradicts], "{name}");
    }

    // The old key signs no more, also where somebody puts it back.
    std::fs::write(ledger.file("ledger.key"), backup).unwrap();
    std::fs::remove_file(ledger.file("ledger.checkpoint")).unwrap();
    let ended = ledger.notary.issue().await.unwrap_err();
    assert!(matches!(&ended, NotaryError::KeyEnded(name) if name == new.origin()), "{ended}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rewrite_is_not_hidden_by_another_key() {
    let ledger = Ledger::new().await;
    let mut superuser = unguarded(&ledger.cluster.database).await;
    let edit = r#"UPDATE es.events SET payload = '{"type":"filled","amount":1000}' WHERE sequence = 2 AND aggregate_id = 'b'"#;
    superuser.execute(edit).await.unwrap();
    let damaged = ledger.plan(Cause::OlderCopy, None).await.err().unwrap();
    assert!(matches!(&damaged, BeginKeyError::Broken(found) if found.kind == Kind::Changed), "{damaged}");
    // With every hash made anew, the checkpoints in the database speak against it.
    unseal(&mut superuser).await;
    put(&ledger.journal, 1).await;
    let damaged = ledger.plan(Cause::OlderCopy, None).await.err().unwrap();
    assert!(
        matches!(&damaged, BeginKeyError::Broken(found) if matches!(found.kind, Kind::Rewritten { .. })),
        "{damaged}"
    );
    // Without those it looks like an older copy that was gone on with; who keeps a checkpoint finds it all the same.
    superuser.execute("DELETE FROM es.checkpoint").await.unwrap();
    ledger.begin(Cause::OlderCopy).await;
    let begun = ledger.holds(&[]).await.begun;
    assert_eq!((begun[0].follows, begun[0].last_before), (false, Some(ledger.kept[1].checkpoint())));
    assert!(matches!(ledger.broken(&ledger.kept).await.1, Kind::Rewritten { signed: 5 | 12 }));
    let new = ledger.notary.verifier_key().unwrap().unwrap();
    let pack = ledger.export("whole.zip", Selection::default()).await;
    let fails = verify_pack(&pack, &new, &ledger.kept, |_, _| {}).unwrap().unwrap();
    assert_eq!(agreed(&fails), [Agreement::Contradicts; 2]);

    // Nor by one of which no fact tells.
    for file in ["ledger.key", "ledger.checkpoint"] {
        std::fs::remove_file(ledger.file(file)).unwrap();
    }
    superuser.execute("DELETE FROM es.checkpoint").await.unwrap();
    assert!(matches!(ledger.notary.issue().await.unwrap_err(), NotaryError::KeyGone));
    superuser.execute("INSERT INTO es.checkpoint (size, note, target) VALUES (3, 'x', 'x')").await.unwrap();
    let told = ledger.journal.verify(Some(&new), &[], |_, _| {}).await.unwrap();
    let Verdict::Broken(found) = told else { panic!("{told:?}") };
    assert_eq!((found.position, found.kind), (3, Kind::UntoldKey { name: "x".to_owned() }));
}
