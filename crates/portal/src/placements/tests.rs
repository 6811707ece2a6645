//! The table of participants, filled from facts in a real database.

use domain::cycle::{ChangePlacement, CycleAct, ExitStatus, NextSupport, Placement, WithdrawPupil};
use domain::{GivenReason, ReasonCode};
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
