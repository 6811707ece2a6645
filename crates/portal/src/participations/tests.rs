//! Placing on a real database, by several people and at several servers at once.

use super::*;
use crate::test_support::{Fresh, TODAY, placement, plan, plan_it};
use domain::cycle::{EntryBand, ExitStatus, NextSupport, ProgrammeLimits, WithdrawPupil};
use domain::{GivenReason, ReasonCode, Subject, YearLevel};
use futures::future::join_all;
use jiff::civil::date;

const DAY: Date = date(2026, 1, 8);

fn cycle(number: u128) -> CycleId {
    CycleId::new(Uuid::from_u128(0xC0 + number))
}

fn pupil(number: u128) -> PupilId {
    PupilId::new(Uuid::from_u128(0xF00 + number))
}

async fn send(app: &App, cycle: CycleId, act: CycleAct) -> Receipt {
    let command = CycleCommand { today: TODAY, effective_on: DAY, act };
    let context = Context::new(Uuid::new_v4(), "", "lead", "test");
    app.journal().execute::<Cycle>(&cycle.to_string(), None, command, &context).await.unwrap()
}

/// Plans a cycle of this number, from 12 January to 27 March 2026 or so many days later.
async fn planned(app: &App, number: u128, subject: Subject, later: i32) -> CycleId {
    let id = cycle(number);
    let mut plan = plan(id);
    plan.subject = subject;
    plan.starts_on = plan.starts_on.checked_add(jiff::Span::new().days(later)).unwrap();
    plan.ends_on = plan.ends_on.checked_add(jiff::Span::new().days(later)).unwrap();
    send(app, id, plan_it(plan)).await;
    id
}

/// Places the pupil, as one form would, with or without a reason to be in two cycles at once.
async fn placed(
    app: &App,
    pupil: PupilId,
    cycle: CycleId,
    command: Uuid,
    both: Option<ReasonCode>,
) -> Result<ParticipantId, PlaceError> {
    let participant = participant(app, pupil, cycle, command).await?;
    let part = Part { cycle, participant };
    let new = PlacePupil {
        limits: ProgrammeLimits::default(),
        participant,
        identity: identity(app.vault(), part, command, pupil, "Ada Example").await?,
        year_level: YearLevel::new(4).unwrap(),
        weeks_of_schooling: 120,
        entry_band: EntryBand::Below,
        potential_evidence: None,
        placement: placement(100),
        size_override: None,
        overlapping_cycles: 0,
        overlap_override: both.map(GivenReason::of),
        reason: GivenReason::of(ReasonCode::EvidenceFromAssessment),
    };
    let placing = Placing { pupil, cycle, expected: None, today: TODAY, effective_on: DAY };
    let context = Context::new(command, "", "lead", "test");
    place(app, placing, new, &context).await.map(|_| participant)
}

async fn parts_of(app: &App, pupil: PupilId) -> Vec<Part> {
    let mut all = parts(app.pool(), app.vault(), &[pupil]).await.unwrap();
    all.remove(&pupil).unwrap_or_default()
}

fn is_elsewhere(answer: &Result<ParticipantId, PlaceError>) -> bool {
    matches!(answer, Err(PlaceError::Command(ExecuteError::Refused(CycleRefusal::PlacedElsewhere { .. }))))
}

#[tokio::test]
async fn many_people_at_two_servers_place_one_pupil_at_once_and_one_gets_through() {
    let fresh = Fresh::database().await;
    let (one, other) = (fresh.app().await, fresh.app().await);
    for number in 0..6 {
        planned(&one, number, Subject::Mathematics, 0).await;
    }
    let all = (0..6).map(|number| {
        let app = if number % 2 == 0 { &one } else { &other };
        placed(app, pupil(1), cycle(number), Uuid::new_v4(), None)
    });
    let answers = join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| is_elsewhere(answer)).count(), 5, "{answers:?}");
    assert_eq!(parts_of(&one, pupil(1)).await.len(), 1, "who was refused leaves no link");
    one.stop().await;
    other.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn two_people_who_place_one_pupil_in_one_cycle_place_one_participant() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let cycle = planned(&app, 0, Subject::Mathematics, 0).await;
    let two = (0..2).map(|_| placed(&app, pupil(1), cycle, Uuid::new_v4(), None));
    let answers = join_all(two).await;
    assert!(answers.iter().any(Result::is_ok), "{answers:?}");
    let state = app.journal().load::<Cycle>(&cycle.to_string()).await.unwrap().state;
    assert_eq!(state.record().unwrap().participants.len(), 1);
    assert_eq!(parts_of(&app, pupil(1)).await.len(), 1);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_form_sent_twice_is_one_part_and_another_pupil_another() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let cycle = planned(&app, 0, Subject::Mathematics, 0).await;
    let command = Uuid::new_v4();
    let first = placed(&app, pupil(1), cycle, command, None).await.unwrap();
    assert_eq!(placed(&app, pupil(1), cycle, command, None).await.unwrap(), first);
    let second = placed(&app, pupil(2), cycle, Uuid::new_v4(), None).await.unwrap();
    assert_eq!(parts_of(&app, pupil(1)).await, [Part { cycle, participant: first }]);
    assert_eq!(parts_of(&app, pupil(2)).await, [Part { cycle, participant: second }]);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn only_a_running_part_in_the_same_subject_at_the_same_time_counts() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let first = planned(&app, 0, Subject::Mathematics, 0).await;
    let reading = planned(&app, 1, Subject::Reading, 0).await;
    let after = planned(&app, 2, Subject::Mathematics, 75).await;
    let same = planned(&app, 3, Subject::Mathematics, 74).await;
    let one = placed(&app, pupil(1), first, Uuid::new_v4(), None).await.unwrap();
    placed(&app, pupil(1), reading, Uuid::new_v4(), None).await.unwrap();
    placed(&app, pupil(1), after, Uuid::new_v4(), None).await.unwrap();
    let answer = placed(&app, pupil(1), same, Uuid::new_v4(), None).await;
    assert!(is_elsewhere(&answer), "the last day of one is the first of the other: {answer:?}");
    placed(&app, pupil(1), same, Uuid::new_v4(), Some(ReasonCode::NeedGreater)).await.unwrap();

    let withdraw = |participant| {
        let reason = GivenReason::of(ReasonCode::NeedMet);
        let (exit_status, next_support) = (ExitStatus::NeedMet, NextSupport::ClassTeaching);
        CycleAct::WithdrawPupil(WithdrawPupil { participant, exit_status, next_support, reason })
    };
    let again = planned(&app, 4, Subject::Mathematics, 0).await;
    assert!(is_elsewhere(&placed(&app, pupil(1), again, Uuid::new_v4(), None).await));
    send(&app, first, withdraw(one)).await;
    let same_part = parts_of(&app, pupil(1)).await.into_iter().find(|part| part.cycle == same).unwrap();
    send(&app, same, withdraw(same_part.participant)).await;
    let later = parts_of(&app, pupil(1)).await.into_iter().find(|part| part.cycle == after).unwrap();
    send(&app, after, withdraw(later.participant)).await;
    placed(&app, pupil(1), again, Uuid::new_v4(), None).await.unwrap();
    let back = placed(&app, pupil(1), first, Uuid::new_v4(), Some(ReasonCode::NeedGreater)).await.unwrap();
    assert_eq!(back, one, "who comes back has the number of before");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_link_whose_placement_never_came_stops_nobody() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let first = planned(&app, 0, Subject::Mathematics, 0).await;
    let second = planned(&app, 1, Subject::Mathematics, 0).await;
    let never = Part { cycle: first, participant: ParticipantId::new(Uuid::new_v4()) };
    note(&app, pupil(1), never).await.unwrap();
    placed(&app, pupil(1), second, Uuid::new_v4(), None).await.unwrap();
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn nothing_stored_joins_a_pupil_with_a_part_in_the_clear() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let cycle = planned(&app, 0, Subject::Mathematics, 0).await;
    let participant = placed(&app, pupil(1), cycle, Uuid::new_v4(), None).await.unwrap();
    let facts = app.journal().stream("cycle", &cycle.to_string()).await.unwrap();
    let facts = format!("{facts:?}");
    assert!(facts.contains(&participant.to_string()) && !facts.contains(&pupil(1).to_string()));
    let links = sqlx::query_scalar!("select link::text from app.participation").fetch_all(app.pool()).await;
    let links = format!("{:?}", links.unwrap());
    assert!(links.contains(&pupil(1).to_string()), "whose key it is under");
    assert!(!links.contains(&participant.to_string()) && !links.contains(&cycle.to_string()));
    app.stop().await;
    fresh.drop().await;
}
