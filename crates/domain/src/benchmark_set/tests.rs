//! Given what happened, when somebody asks, then this follows.

use super::*;
use crate::ReasonCode;
use cqrs_es::Aggregate as _;
use jiff::civil::date;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<BenchmarkSet>(include_str!("golden.jsonl"), &["name", "source", "words"]);
}

fn norms(source: &str) -> Norms {
    Norms {
        stage: Stage::Ks2,
        year: "2018-19".parse().unwrap(),
        source: source.to_owned(),
        national: None,
        all_schools: None,
        authorities: BTreeMap::new(),
        progress_sd: BTreeMap::new(),
        band_method: None,
        axis_words: Vec::new(),
    }
}

fn publish(source: &str, on: Date) -> BenchmarkSetCommand {
    BenchmarkSetCommand::PublishBenchmarkSet {
        today: date(2020, 1, 2),
        effective_on: on,
        benchmark: "dfe-ks2-2018-19@1".parse().unwrap(),
        norms: Box::new(norms(source)),
        batch: None,
    }
}

fn supersede(by: &str) -> BenchmarkSetCommand {
    BenchmarkSetCommand::SupersedeBenchmarkSet {
        today: date(2020, 1, 2),
        effective_on: date(2020, 1, 2),
        by: by.parse().unwrap(),
        batch: None,
        reason: GivenReason::of(ReasonCode::DataEntryError),
    }
}

fn after(mut state: BenchmarkSet, command: BenchmarkSetCommand) -> BenchmarkSet {
    for event in state.decide(command).unwrap() {
        state.apply(event);
    }
    state
}

fn published() -> BenchmarkSet {
    after(BenchmarkSet::default(), publish("A source", date(2020, 1, 1)))
}

#[test]
fn a_published_version_never_changes() {
    assert!(matches!(published(), BenchmarkSet::Published { .. }));
    assert_eq!(published().decide(publish("A source", date(2020, 1, 1))), Ok(Vec::new()));
    let other = published().decide(publish("Another", date(2020, 1, 1)));
    assert_eq!(other, Err(BenchmarkSetRefusal::BenchmarkFrozen));
}

#[test]
fn norms_need_a_source_and_a_day_that_has_come() {
    let new = BenchmarkSet::default();
    assert_eq!(new.decide(publish(" ", date(2020, 1, 1))), Err(BenchmarkSetRefusal::SourceMissing));
    assert_eq!(new.decide(publish("A source", date(2020, 1, 3))), Err(BenchmarkSetRefusal::DateInFuture));
}

#[test]
fn only_a_later_version_of_the_same_set_takes_its_place() {
    let state = after(published(), supersede("dfe-ks2-2018-19@2"));
    assert!(matches!(&state, BenchmarkSet::Superseded { by, .. } if by.version() == 2));
    assert_eq!(state.decide(supersede("dfe-ks2-2018-19@2")), Ok(Vec::new()));
    assert_eq!(state.decide(supersede("dfe-ks2-2018-19@3")), Err(BenchmarkSetRefusal::BenchmarkFrozen));
    for by in ["dfe-ks2-2018-19@1", "dfe-ks2-2017-18@2"] {
        assert_eq!(published().decide(supersede(by)), Err(BenchmarkSetRefusal::NotALaterVersion), "{by}");
    }
    let none = BenchmarkSet::default().decide(supersede("dfe-ks2-2018-19@2"));
    assert_eq!(none, Err(BenchmarkSetRefusal::BenchmarkNotPublished));
}
