//! The portal as it was, on a real database: what the rules make of the facts up to then, and what a pack said.

use std::collections::BTreeMap;

use cqrs_es::Aggregate as _;
use domain::cycle::Cycle;
use domain::{AssessmentId, SchoolId};
use journal::{Streams, View};
use rust_decimal::Decimal;

use super::read;
use crate::app::App;
use crate::demo::{self, SCHOOL};
use crate::test_support::Fresh;
use crate::words::Words;
use crate::{assessments, cycles, packs, paper, placements, results, schools, story};

async fn demonstration(fresh: &Fresh) -> App {
    let app = fresh.app().await;
    demo::make(&app, |_, _| ()).await.unwrap();
    let in_step = async {
        loop {
            let health = app.running().health().await.unwrap();
            let behind = health.figures.projections.iter().any(|table| table.lag_events > 0);
            if health.figures.oldest_unsealed.is_zero() && !behind {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), in_step).await.expect("the read tables follow");
    app
}

/// The portal as of a fact, for pages that are made of these streams.
async fn then(app: &App, streams: &Streams, position: u64) -> App {
    let moment = app.journal().moment_of(position).await.unwrap().unwrap();
    app.as_of(&View::until(streams.clone(), position), moment.sealed_at).await.unwrap()
}

#[tokio::test]
async fn a_cycle_as_of_any_fact_is_what_the_rules_make_of_the_facts_up_to_it() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let school: SchoolId = SCHOOL.parse().unwrap();
    let mut corrected = 0;
    for known in cycles::read::of_school(app.pool(), &school).await.unwrap() {
        let facts = app.journal().stream("cycle", &known.id.to_string()).await.unwrap();
        let is_correction = |kind: &str| kind == "assessment_corrected" || kind == "assessment_voided";
        // Every correction and the fact before it, and some others.
        for (place, fact) in facts.iter().enumerate() {
            let next = facts.get(place + 1).is_some_and(|next| is_correction(&next.event_type));
            if !(is_correction(&fact.event_type) || next || place % 23 == 0) {
                continue;
            }
            corrected += usize::from(is_correction(&fact.event_type));
            let position = fact.position.unwrap();
            let then = then(&app, &read::of_cycle(known.id, &school), position).await;
            let mut state = Cycle::default();
            let up_to = facts.iter().filter(|one| one.position.unwrap() <= position);
            let last = up_to.clone().next_back().unwrap().sequence;
            up_to.filter_map(story::event).for_each(|event| state.apply(event));
            let record = state.record().unwrap();

            let row = cycles::read::cycle(then.pool(), known.id).await.unwrap().unwrap();
            assert_eq!((row.sequence, row.state.as_str()), (last, state.stage().name()), "{position}");
            let rows = assessments::read::of_cycle(then.pool(), known.id).await.unwrap();
            let read: BTreeMap<AssessmentId, Decimal> =
                rows.iter().filter_map(|row| row.score.as_ref()).map(|one| (one.id, one.value)).collect();
            let folded: BTreeMap<AssessmentId, Decimal> =
                record.assessments.iter().map(|(id, one)| (*id, one.reading.score.decimal())).collect();
            assert_eq!(read, folded, "{position}");
            let people = placements::read::of_cycle(then.pool(), known.id).await.unwrap();
            assert_eq!(people.len(), record.participants.len(), "{position}");
            assert_eq!(then.journal().load::<Cycle>(&known.id.to_string()).await.unwrap().sequence, last);
        }
    }
    assert!(corrected > 0, "the demonstration has corrections");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_pack_is_what_the_portal_says_as_of_the_record_that_it_stands_on() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let id: SchoolId = SCHOOL.parse().unwrap();
    let issues = packs::read::of_school(app.journal(), &id).await.unwrap();
    // Of the pack as it was issued, and as it was amended.
    for issue in issues.iter().filter(|issue| issue.number == 1) {
        let kept = paper::open(&app, &id, issue.command_id, issue.content.clone()).await.unwrap();
        // Just before the pack itself was a fact.
        let position = issue.position.unwrap() - 1;
        let then = then(&app, &read::of_school(app.pool(), &id).await.unwrap(), position).await;
        let school = schools::read::school(then.pool(), &id).await.unwrap().unwrap();
        let mut again = paper::gather(&then, Words::default(), &school, None).await.unwrap();
        // Which checkpoint it quotes is settled when it is issued.
        again.basis.checkpoint.clone_from(&kept.basis.checkpoint);
        assert_eq!(again, kept, "pack {}", issue.path());
        let known = results::read::of_school(then.pool(), &id, results::STAGE).await.unwrap();
        let of_pack: Vec<_> = kept.basis.official.iter().map(|one| one.year).collect();
        assert_eq!(known.iter().map(|one| one.year).collect::<Vec<_>>(), of_pack);
    }
    assert!(issues.len() > 1);
    app.stop().await;
    fresh.drop().await;
}
