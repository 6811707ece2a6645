//! The tables of needs and targets, filled from facts in a real database.

use domain::cycle::{Aim, CycleAct, NeedSource, RecordNeed, ReviseTarget, SetTarget, TargetMeasure};
use domain::{GivenReason, ReasonCode, Score, TargetId};
use jiff::civil::date;
use uuid::Uuid;

use super::projection::{Needs, Targets};
use super::{page, read};
use crate::access::Role;
use crate::change::Shown;
use crate::fields::Draft;
use crate::test_support::{Facts, Fresh, main_of, open_cycle, participant, sealed, visitor};

#[tokio::test]
async fn the_last_need_in_each_concept_and_every_target_are_shown() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 1);
    let pupil = participant(1);
    let again = RecordNeed {
        participant: pupil,
        concept: "place-value".parse().unwrap(),
        can_do: sealed(pupil.into(), 1, 20),
        not_yet: sealed(pupil.into(), 1, 21),
        source: NeedSource::Interview,
    };
    facts.tell(date(2026, 1, 20), CycleAct::RecordNeed(again));
    let target = SetTarget {
        participant: pupil,
        target_id: TargetId::new(Uuid::from_u128(9)),
        concept: "place-value".parse().unwrap(),
        statement: sealed(pupil.into(), 1, 22),
        measure: TargetMeasure::Percent,
        instrument: None,
        value: Some(Score::from(80)),
        due_on: date(2026, 3, 27),
    };
    facts.tell(date(2026, 1, 21), CycleAct::SetTarget(target));
    fresh.project(&Needs, &facts).await;
    fresh.project(&Targets, &facts).await;

    let needs = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    assert_eq!(needs.len(), 1);
    assert_eq!(needs[0].source, NeedSource::Interview);
    assert_eq!(needs[0].can_do.sealed, sealed(pupil.into(), 1, 20));
    let targets = read::targets(&fresh.pool, facts.cycle).await.unwrap();
    assert_eq!((targets[0].due_on, targets[0].measure), (date(2026, 3, 27), TargetMeasure::Percent));
    fresh.drop().await;
}

#[tokio::test]
async fn a_target_shows_as_it_was_last_revised() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 1);
    let (pupil, target_id) = (participant(1), TargetId::new(Uuid::from_u128(9)));
    let (concept, statement) = ("place-value".parse().unwrap(), sealed(pupil.into(), 1, 22));
    let (measure, value, due_on) = (TargetMeasure::Percent, Some(Score::from(80)), date(2026, 3, 27));
    let set = SetTarget {
        participant: pupil,
        target_id,
        concept,
        statement,
        measure,
        instrument: None,
        value,
        due_on,
    };
    facts.tell(date(2026, 1, 9), CycleAct::SetTarget(set));
    let sealed_by = facts.recorded.last().unwrap().command_id;
    for value in [70, 75] {
        let known = facts.state.record().unwrap().targets[&target_id].aim.clone();
        let after = Aim { value: Some(Score::from(value)), ..known.is };
        let (revises_seq, reason) = (known.live, GivenReason::of(ReasonCode::NeedGreater));
        let revise = ReviseTarget { target_id, revises_seq, after, reason };
        facts.tell(date(2026, 1, 20), CycleAct::ReviseTarget(Box::new(revise)));
    }
    fresh.project(&Targets, &facts).await;
    let targets = read::targets(&fresh.pool, facts.cycle).await.unwrap();
    assert_eq!(targets.len(), 1);
    assert_eq!(targets[0].value.unwrap().to_string(), "75");
    assert_eq!(Some(targets[0].statement.command_id), sealed_by, "the same words keep what sealed them");
    fresh.drop().await;
}

#[test]
fn the_forms_have_a_row_for_each_pupil_and_say_what_is_on_record() {
    let cycle = open_cycle(&Facts::with_pupils(1, 2));
    let empty = open_cycle(&Facts::planned(2));
    let visitor = visitor(Role::Teacher);
    let draft = Draft::default().with("effective_on", "2026-01-20");
    let drawn = |draw: fn(&Shown<'_>) -> maud::Markup, cycle| {
        main_of(&draw(&Shown::new(&visitor, cycle, &draft)).into_string())
    };
    insta::assert_snapshot!(drawn(page::needs, &cycle));
    let targets = drawn(page::targets, &cycle);
    for pupil in [1, 2] {
        let id = participant(pupil);
        assert!(targets.contains(&format!("id=\"pupil-{id}\"")), "{targets}");
        assert!(targets.contains(&format!("id=\"target_value-{id}\"")), "{targets}");
    }
    for page in [drawn(page::needs, &empty), drawn(page::targets, &empty)] {
        assert!(page.contains("No pupils yet") && !page.contains("<form"), "{page}");
    }
}
