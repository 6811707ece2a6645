//! The table of participants, filled from facts in a real database.

use domain::cycle::{
    ChangePlacement, CorrectPlacement, CorrectWithdrawal, CycleAct, EntryBand, EntryFacts, ExitStatus,
    Leaving, NextSupport, Placement, ProgrammeLimits, WithdrawPupil,
};
use domain::{GivenReason, ReasonCode, YearLevel};
use jiff::civil::date;

use super::projection::Participants;
use super::read;
use crate::test_support::{Facts, Fresh, participant, placement, sealed};

#[tokio::test]
async fn a_placement_that_changes_and_ends_is_told_as_it_is_now() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 2);
    let group = Some(sealed(participant(1).into(), 1, 9));
    for share in [50, 75] {
        let after = Placement { group: group.clone(), ..placement(share) };
        let reason = GivenReason::of(ReasonCode::Timetable);
        let act = ChangePlacement { participant: participant(1), after, reason };
        facts.tell(date(2026, 1, 9), CycleAct::ChangePlacement(act));
    }
    let sealed_by = facts.recorded[facts.recorded.len() - 2].command_id;
    let reason = GivenReason::of(ReasonCode::MovedSchool);
    let (exit_status, next_support) = (ExitStatus::LeftSchool, NextSupport::NotKnown);
    let act = WithdrawPupil { participant: participant(2), exit_status, next_support, reason };
    facts.tell(date(2026, 1, 20), CycleAct::WithdrawPupil(act));
    fresh.project(&Participants, &facts).await;

    let people = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    assert_eq!(people.iter().map(|one| one.place).collect::<Vec<_>>(), [1, 2]);
    let first = &people[0];
    assert_eq!(first.share_percent, 75);
    let kept = first.group.as_ref().unwrap();
    assert_eq!(Some(kept.command_id), sealed_by, "a text that stays keeps the command that sealed it");
    assert!(first.withdrawal.is_none());
    let left = people[1].withdrawal.unwrap();
    assert_eq!((left.on, left.exit_status), (date(2026, 1, 20), ExitStatus::LeftSchool));
    fresh.drop().await;
}

#[tokio::test]
async fn a_leaving_that_was_put_right_or_taken_back_shows_what_is_so() {
    let mut facts = Facts::with_pupils(1, 2);
    let reason = GivenReason::of(ReasonCode::MovedSchool);
    let (exit_status, next_support) = (ExitStatus::LeftSchool, NextSupport::NotKnown);
    let act = WithdrawPupil { participant: participant(2), exit_status, next_support, reason };
    facts.tell(date(2026, 1, 20), CycleAct::WithdrawPupil(act));
    let before = Leaving { left_on: date(2026, 1, 19), exit_status: ExitStatus::FamilyChoice, next_support };
    for (after, told) in [(Some(before), Some(date(2026, 1, 19))), (None, None)] {
        let act = CorrectWithdrawal {
            limits: ProgrammeLimits::accelerating_mathematics(),
            participant: participant(2),
            corrects_seq: facts.state.record().unwrap().sequence,
            after,
            overlapping_cycles: 0,
            reason: GivenReason::of(ReasonCode::DataEntryError),
        };
        facts.tell(date(2026, 1, 21), CycleAct::CorrectWithdrawal(Box::new(act)));
        let fresh = Fresh::database().await;
        fresh.project(&Participants, &facts).await;
        let people = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
        assert_eq!(people[1].withdrawal.map(|left| left.on), told);
        fresh.drop().await;
    }
}

#[tokio::test]
async fn a_placement_that_was_put_right_shows_what_it_is() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 1);
    let known = facts.state.record().unwrap().participants[&participant(1)].entry.clone();
    let after = EntryFacts {
        placed_on: date(2026, 1, 6),
        year_level: YearLevel::new(5).unwrap(),
        entry_band: EntryBand::WellBelow,
        ..known.is
    };
    let act = CorrectPlacement {
        limits: ProgrammeLimits::accelerating_mathematics(),
        participant: participant(1),
        corrects_seq: known.live,
        after,
        reason: GivenReason::of(ReasonCode::DataEntryError),
    };
    facts.tell(date(2026, 1, 9), CycleAct::CorrectPlacement(Box::new(act)));
    fresh.project(&Participants, &facts).await;
    let people = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    assert_eq!((people[0].year_level, people[0].entry_band), (5, EntryBand::WellBelow));
    assert_eq!(people[0].placed_on, date(2026, 1, 6));
    fresh.drop().await;
}
