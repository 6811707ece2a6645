//! Given what happened, when somebody asks, then this follows.

use super::*;
use cqrs_es::Aggregate as _;
use jiff::civil::date;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<ImportBatch>(include_str!("golden.jsonl"), &[]);
}

fn file(content: &str) -> SourceFile {
    SourceFile {
        sha256: content.repeat(64).parse().unwrap(),
        name_sha256: "c".repeat(64).parse().unwrap(),
        kind: TableKind::DfeKs2,
        stage: Stage::Ks2,
        year: "2018-19".parse().unwrap(),
        rows: 3,
    }
}

fn batch() -> ImportBatchId {
    "ba7c4000-0000-4000-8000-000000000001".parse().unwrap()
}

fn preview(content: &str, effective_on: Date) -> ImportBatchCommand {
    let preview = ImportPreviewed {
        effective_on,
        batch: batch(),
        file: file(content),
        counts: ImportCounts::default(),
    };
    ImportBatchCommand::PreviewImport { today: date(2020, 1, 2), preview }
}

fn commit(content: &str) -> ImportBatchCommand {
    let (effective_on, counts) = (date(2020, 1, 2), ImportCounts::default());
    let commit =
        ImportCommitted { effective_on, batch: batch(), file: file(content), counts, benchmark: None };
    ImportBatchCommand::CommitImport { today: date(2020, 1, 2), commit }
}

fn reject(problems: u32) -> ImportBatchCommand {
    let rejection =
        ImportRejected { effective_on: date(2020, 1, 2), batch: batch(), file: file("a"), problems };
    ImportBatchCommand::RejectImport { today: date(2020, 1, 2), rejection }
}

fn after(commands: &[ImportBatchCommand]) -> ImportBatch {
    let mut state = ImportBatch::default();
    for command in commands {
        for event in state.decide(command.clone()).unwrap() {
            state.apply(event);
        }
    }
    state
}

#[test]
fn an_import_is_shown_and_then_done_once() {
    let shown = after(&[preview("a", date(2020, 1, 1))]);
    assert_eq!(shown.decide(preview("a", date(2020, 1, 1))), Ok(Vec::new()));
    assert_eq!(shown.decide(commit("b")), Err(ImportBatchRefusal::AnotherFile));
    let done = after(&[preview("a", date(2020, 1, 1)), commit("a")]);
    assert!(matches!(done, ImportBatch::Committed(_)));
    assert_eq!(done.decide(commit("a")), Ok(Vec::new()));
    assert_eq!(done.decide(reject(1)), Err(ImportBatchRefusal::AlreadyEnded));
}

#[test]
fn a_file_is_turned_away_only_for_a_problem() {
    assert_eq!(ImportBatch::default().decide(reject(0)), Err(ImportBatchRefusal::NoProblem));
    let away = after(&[reject(2)]);
    assert_eq!(away.decide(reject(2)), Ok(Vec::new()));
    assert_eq!(away.decide(commit("a")).unwrap_err().code(), "already-ended");
}

#[test]
fn tomorrow_is_refused() {
    let early = ImportBatch::default().decide(preview("a", date(2020, 1, 3)));
    assert_eq!(early, Err(ImportBatchRefusal::DateInFuture));
}

fn list(rows: u32, under: ImportBatchId) -> ImportBatchCommand {
    let file = crate::Sealed::new(under.into(), 1, "B".repeat(32), "c2VhbGVkIHdvcmRzIGFuZCB0YWc=".to_owned())
        .unwrap();
    let commit = Box::new(ListCommitted {
        effective_on: date(2020, 1, 2),
        batch: batch(),
        school: "demo:test".parse().unwrap(),
        kind: ListKind::ClassList,
        cycle: None,
        file,
        counts: ListCounts { rows, added: 2, revised: 1, unchanged: 1 },
    });
    ImportBatchCommand::CommitList { today: date(2020, 1, 2), commit }
}

#[test]
fn a_list_is_taken_over_once_and_its_rows_are_all_accounted_for() {
    let fresh = ImportBatch::default();
    assert_eq!(fresh.decide(list(5, batch())), Err(ImportBatchRefusal::NotWhole));
    let other = "ba7c4000-0000-4000-8000-000000000002".parse().unwrap();
    assert_eq!(fresh.decide(list(4, other)), Err(ImportBatchRefusal::SealedForAnother));
    let done = after(&[list(4, batch())]);
    assert!(matches!(done, ImportBatch::ListCommitted(_)));
    assert_eq!(done.decide(list(4, batch())), Ok(Vec::new()));
    assert_eq!(done.decide(commit("a")), Err(ImportBatchRefusal::AlreadyEnded));
    let shown = after(&[preview("a", date(2020, 1, 1))]);
    assert_eq!(shown.decide(list(4, batch())), Err(ImportBatchRefusal::AnotherFile));
}
