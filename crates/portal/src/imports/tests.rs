//! A file against a real journal: entered once, quiet the second time, corrected with a reason, whole or not at all.

use cqrs_es::Aggregate;
use domain::benchmark_set::BenchmarkSet;
use domain::cohort_result::{CohortResult, FigureKind, Group};
use domain::import_batch::{ImportBatch, ImportCounts};
use domain::school::School;
use domain::{AcademicYear, BenchmarkVersion, GivenReason, ImportBatchId, ReasonCode, Subject};
use jiff::civil::date;
use journal::{Context, Journal};
use uuid::Uuid;

use super::{Import, ImportError, ImportOutcome, Progress, import_table};
use crate::test_support::Fresh;
use crate::words::Words;

const HEADER: &str = "RECTYPE,LEA,URN,SCHNAME,NFTYPE,TELIG,MATPROG,MATPROG_LOWER,MATPROG_UPPER,MATCOV,MAT_AVERAGE,MATPROG_DESCR";
const OAK: &str = "1,999,900001,Oak School,CY,40,1.5,0.1,2.9,98%,105,2";
const ASH: &str = "2,999,900002,Ash School,ACS,9,SUPP,SUPP,SUPP,SUPP,SUPP,NA";
const BEECH: &str = "1,999,900003,Beech School";
const COUNTY: &str = "3,999, ,Made-up County, ,4000,0.2,0.1,0.3,97%,104,3";
const ENGLAND: &str = "5, , , , ,600000, , , , ,105, ";
const NAME: &str = "2018-999-ks2.csv";

fn file(lines: &[&str]) -> String {
    [&[HEADER], lines].concat().join("\r\n")
}

fn whole() -> String {
    file(&[OAK, ASH, BEECH, COUNTY, ENGLAND])
}

fn import<'a>(file: &'a str, name: &'a str) -> Import<'a> {
    Import {
        bytes: file.as_bytes(),
        file_name: name,
        year: None,
        batch: ImportBatchId::new(Uuid::new_v4()),
        today: date(2026, 11, 21),
        reason: None,
        dry_run: false,
    }
}

async fn take(journal: &Journal, import: &Import<'_>) -> Result<ImportOutcome, ImportError> {
    import_table(journal, import, &Context::new(Uuid::new_v4(), "importer", "administrator", "test"), |_| {})
        .await
}

/// How many facts there are of the kinds that an import stores.
async fn facts(journal: &Journal) -> u64 {
    count::<School>(journal).await
        + count::<CohortResult>(journal).await
        + count::<BenchmarkSet>(journal).await
        + count::<ImportBatch>(journal).await
}

async fn count<A: Aggregate>(journal: &Journal) -> u64 {
    let ids = journal.stream_ids::<A>().await.unwrap();
    journal.load_many::<A>(&ids).await.unwrap().values().map(|loaded| loaded.sequence).sum()
}

/// A database, with the journal on it, and the whole made-up table in it.
async fn with_table() -> (Fresh, Journal) {
    let (fresh, journal) = empty().await;
    take(&journal, &import(&whole(), NAME)).await.unwrap();
    (fresh, journal)
}

async fn empty() -> (Fresh, Journal) {
    let fresh = Fresh::database().await;
    let journal = Journal::open(fresh.pool.clone()).await.unwrap();
    (fresh, journal)
}

async fn oak(journal: &Journal, year: &str) -> (CohortResult, u64) {
    let loaded = journal.load::<CohortResult>(&format!("urn:900001|ks2|{year}")).await.unwrap();
    (loaded.state, loaded.sequence)
}

fn average(result: &CohortResult) -> String {
    let CohortResult::Entered { figures, .. } = result else { panic!("not entered") };
    figures.get(Subject::Mathematics, Group::All, FigureKind::Average).unwrap().to_string()
}

fn pinned(result: &CohortResult) -> String {
    let CohortResult::Entered { benchmark, .. } = result else { panic!("not entered") };
    benchmark.to_string()
}

#[tokio::test]
async fn a_new_table_is_entered_whole_with_its_norms_and_one_batch() {
    let (fresh, journal) = empty().await;
    let mut told = Vec::new();
    let text = whole();
    let import = import(&text, NAME);
    let context = Context::new(Uuid::new_v4(), "importer", "administrator", "test");
    let outcome = import_table(&journal, &import, &context, |progress| told.push(progress)).await.unwrap();

    let counts =
        ImportCounts { schools_registered: 3, results_entered: 3, other_rows: 2, ..ImportCounts::default() };
    assert_eq!((outcome.counts, outcome.stored), (counts, 8), "3 schools, 3 results, the norms, the batch");
    assert_eq!(facts(&journal).await, 8);
    let benchmark = BenchmarkVersion::parse("dfe-ks2-2018-19-999@1").unwrap();
    assert_eq!(outcome.benchmark.as_ref(), Some(&benchmark));
    let (result, _) = oak(&journal, "2018-19").await;
    assert_eq!((average(&result), pinned(&result)), ("105".to_owned(), benchmark.to_string()));
    let ImportBatch::Committed(commit) =
        journal.load::<ImportBatch>(&import.batch.to_string()).await.unwrap().state
    else {
        panic!("the batch is not committed")
    };
    assert_eq!((commit.counts, commit.file.rows, commit.benchmark), (counts, 5, Some(benchmark)));
    assert_eq!(told.first(), Some(&Progress::Read { schools: 3 }));
    assert_eq!(told.last(), Some(&Progress::Stored { facts: 8, of: 8 }));

    let again = import_table(&journal, &import, &context, |_| {}).await.unwrap();
    assert_eq!((again.stored, facts(&journal).await), (0, 8), "the same command a second time");
    fresh.drop().await;
}

#[tokio::test]
async fn the_same_file_a_second_time_adds_nothing() {
    let (fresh, journal) = with_table().await;
    for (name, year) in [(NAME, None), ("download.csv", AcademicYear::parse("2018/19").ok())] {
        let text = whole();
        let outcome = take(&journal, &Import { year, ..import(&text, name) }).await.unwrap();
        assert_eq!((outcome.counts.unchanged, outcome.stored), (3, 0));
        assert!(outcome.tell(Words::default()).starts_with("There is nothing new in this file."));
    }
    let shuffled = file(&[ENGLAND, BEECH, OAK, COUNTY, &ASH.replace("SUPP,NA", "SUPP,NA,,")]);
    assert_eq!(
        take(&journal, &import(&shuffled, NAME)).await.unwrap().stored,
        0,
        "another order says nothing new"
    );
    assert_eq!(facts(&journal).await, 8);
    fresh.drop().await;
}

#[tokio::test]
async fn a_preview_counts_and_stores_nothing() {
    let (fresh, journal) = with_table().await;
    let text = whole().replace("105,2", "106,2").replace(BEECH, "1,999,900004,Elm School");
    let outcome = take(&journal, &Import { dry_run: true, ..import(&text, NAME) }).await.unwrap();
    let counts = outcome.counts;
    assert_eq!(
        (counts.schools_registered, counts.results_entered, counts.results_revised, counts.unchanged),
        (1, 1, 1, 1)
    );
    assert_eq!(facts(&journal).await, 8);
    let told = outcome.tell(Words::default());
    assert!(
        told.contains("Line 2, Oak School (900001): mathematics, all, average was 105 and is now 106."),
        "{told}"
    );
    fresh.drop().await;
}

#[tokio::test]
async fn a_corrected_file_asks_for_a_reason_and_becomes_revisions() {
    let (fresh, journal) = with_table().await;
    let text = whole().replace("105,2", "106,2");
    let error = take(&journal, &import(&text, NAME)).await.unwrap_err();
    assert!(
        matches!(&error, ImportError::ReasonNeeded(outcome) if outcome.figures_differing == 1),
        "{error}"
    );
    assert!(error.to_string().contains("--reason"), "{error}");
    assert_eq!(facts(&journal).await, 8);

    let reason = Some(GivenReason::of(ReasonCode::LaterTable));
    let outcome = take(&journal, &Import { reason: reason.clone(), ..import(&text, NAME) }).await.unwrap();
    assert_eq!((outcome.counts.results_revised, outcome.counts.unchanged, outcome.stored), (1, 2, 2));
    let (result, sequence) = oak(&journal, "2018-19").await;
    assert_eq!((average(&result).as_str(), sequence), ("106", 2));
    let stream = journal.stream("cohort_result", "urn:900001|ks2|2018-19").await.unwrap();
    let changes = stream.last().unwrap().payload.get("changes").unwrap().as_array().unwrap().clone();
    assert_eq!(changes.len(), 1, "figure by figure: {changes:?}");

    let needs_a_note = Some(GivenReason::of(ReasonCode::Other));
    let error = take(&journal, &Import { reason: needs_a_note, ..import(&whole(), NAME) }).await.unwrap_err();
    assert!(matches!(error, ImportError::Reason(_)), "{error}");
    fresh.drop().await;
}

#[tokio::test]
async fn corrected_averages_become_a_new_version_of_the_norms() {
    let (fresh, journal) = with_table().await;
    let text = whole().replace(" ,105, ", " ,104, ");
    assert!(matches!(take(&journal, &import(&text, NAME)).await, Err(ImportError::ReasonNeeded(_))));
    let reason = Some(GivenReason::of(ReasonCode::LaterTable));
    take(&journal, &Import { reason, ..import(&text, NAME) }).await.unwrap();
    let (result, _) = oak(&journal, "2018-19").await;
    assert_eq!(pinned(&result), "dfe-ks2-2018-19-999@2");
    assert_eq!(take(&journal, &import(&text, NAME)).await.unwrap().stored, 0, "and then it is so");

    let without = file(&[OAK, ASH, BEECH]);
    assert_eq!(
        take(&journal, &import(&without, NAME)).await.unwrap().stored,
        0,
        "what a file leaves out is not undone"
    );
    fresh.drop().await;
}

#[tokio::test]
async fn the_files_of_two_authorities_do_not_correct_each_other() {
    let (fresh, journal) = with_table().await;
    let other =
        file(&["1,888,900009,Fir School", &COUNTY.replace("999", "888").replace("104", "103"), ENGLAND]);
    let outcome = take(&journal, &import(&other, "2018-888-ks2.csv")).await.unwrap();
    assert_eq!(outcome.benchmark.unwrap().to_string(), "dfe-ks2-2018-19-888@1");
    let all = file(&[OAK, ASH, BEECH, "1,888,900009,Fir School", COUNTY, ENGLAND]);
    let outcome = take(&journal, &import(&all, "2018-england-ks2.csv")).await.unwrap();
    assert_eq!(
        (outcome.stored, outcome.counts.unchanged),
        (0, 4),
        "the whole nation says what its parts say"
    );
    fresh.drop().await;
}

#[tokio::test]
async fn a_later_table_describes_a_school_anew_and_an_older_one_does_not() {
    let (fresh, journal) = with_table().await;
    let name = async || match journal.load::<School>("urn:900001").await.unwrap().state {
        School::Known { details, .. } => details.name,
        School::Unknown => panic!("not registered"),
    };
    let later = file(&[&OAK.replace("Oak School", "Oak Academy")])
        .replace("MATPROG_DESCR", "MATPROG_DESCR,MATPROG_19");
    let outcome = take(&journal, &import(&later, "2021-999-ks2.csv")).await.unwrap();
    assert_eq!((outcome.counts.schools_revised, outcome.counts.results_entered), (1, 1));
    assert!(!outcome.has_national && outcome.tell(Words::default()).contains("no line for England"));
    assert_eq!(name().await, "Oak Academy");

    let older = file(&[&OAK.replace("Oak School", "Acorn School")]);
    let outcome = take(&journal, &import(&older, "2017-999-ks2.csv")).await.unwrap();
    assert_eq!((outcome.counts.schools_revised, outcome.counts.results_entered), (0, 1));
    assert_eq!(name().await, "Oak Academy");
    assert_eq!(take(&journal, &import(&whole(), NAME)).await.unwrap().stored, 0);
    fresh.drop().await;
}

#[tokio::test]
async fn a_file_with_a_problem_stores_nothing() {
    let (fresh, journal) = empty().await;
    let text = file(&[OAK, &ASH.replace("900002", "nine")]);
    let error = take(&journal, &import(&text, NAME)).await.unwrap_err();
    assert!(matches!(&error, ImportError::Problems(problems) if problems.total() == 1), "{error}");
    assert!(matches!(take(&journal, &import(&text, "t.csv")).await, Err(ImportError::YearMissing)));
    assert_eq!(facts(&journal).await, 0);
    fresh.drop().await;
}

#[tokio::test]
async fn a_table_of_several_thousand_schools_is_compared_in_parts() {
    let (fresh, journal) = empty().await;
    let schools: Vec<String> =
        (0..2_300).map(|school| OAK.replace("900001", &format!("{}", 910_000 + school))).collect();
    let lines: Vec<&str> = schools.iter().map(String::as_str).chain([COUNTY, ENGLAND]).collect();
    let text = file(&lines);
    assert_eq!(take(&journal, &import(&text, NAME)).await.unwrap().stored, 4_602);
    let outcome = take(&journal, &import(&text, NAME)).await.unwrap();
    assert_eq!((outcome.stored, outcome.counts.unchanged), (0, 2_300));
    fresh.drop().await;
}
