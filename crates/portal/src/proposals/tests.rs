//! Proposals on a real database: made once, settled once, and gone with the pupil.

use super::read::{PartNow, PupilNow};
use super::*;
use crate::test_support::{Fresh, TODAY, participant};

fn made(id: u128) -> Made {
    let fields = vec![("note".to_owned(), "Ada is nearly there.".to_owned())];
    Made {
        id: Uuid::from_u128(id),
        by: Uuid::from_u128(0xA),
        on: TODAY,
        who: "Ada Example".to_owned(),
        fields,
        opened: None,
    }
}

fn settlement(command: u128, how: How) -> Settlement<'static> {
    let command_id = Uuid::from_u128(command);
    Settlement { how, command_id, by: Uuid::from_u128(0xB), on: TODAY, answer: None }
}

#[tokio::test]
async fn a_proposal_is_made_once_and_settled_by_one_of_two_who_do_it_at_once() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let cycle = CycleId::new(Uuid::from_u128(1));
    let form = Form::Withdraw(participant(1));
    assert_eq!(propose(&app, cycle, form, &made(7)).await.unwrap(), Kept::New);
    assert_eq!(propose(&app, cycle, form, &made(7)).await.unwrap(), Kept::Before, "the same one again");
    let twice = propose(&app, cycle, form, &made(70)).await.unwrap();
    assert_eq!(twice, Kept::Waits(Uuid::from_u128(7)), "by the same person, of the same part");
    let known = || async { read::of_cycle(app.pool(), cycle).await.unwrap() };
    assert_eq!(known().await.len(), 1);
    assert_eq!(known().await[0].participant(), participant(1));
    assert_eq!(read::unsettled(app.pool(), &[cycle]).await.unwrap().len(), 1);

    let at = (cycle, Uuid::from_u128(7));
    let settle = |command, how| kept::settle(app.pool(), at, settlement(command, how));
    let (back, up) = tokio::join!(settle(8, How::TakenBack), settle(9, How::TakenUp));
    let (back, up) = (back.unwrap(), up.unwrap());
    assert!(back != up, "one of them");
    let first = if back { (8, How::TakenBack) } else { (9, How::TakenUp) };
    assert!(!settle(first.0, first.1).await.unwrap(), "nothing is settled twice");
    assert_eq!(known().await[0].settled.as_ref().unwrap().how, first.1);
    assert!(read::unsettled(app.pool(), &[cycle]).await.unwrap().is_empty());
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_pupil_to_be_placed_has_one_number_in_the_cycle_and_none_once_erased() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let (cycle, pupil) = (CycleId::new(Uuid::from_u128(1)), PupilId::new(Uuid::from_u128(0xF01)));
    for (id, by) in [(7, 0xA), (8, 0xB)] {
        let made = Made { by: Uuid::from_u128(by), ..made(id) };
        assert_eq!(propose(&app, cycle, Form::Place(pupil), &made).await.unwrap(), Kept::New);
    }
    let known = read::of_cycle(app.pool(), cycle).await.unwrap();
    let participant = known[0].participant();
    assert_eq!(known[1].participant(), participant, "both under the number of the first");
    let lead = participations::participant(&app, pupil, cycle, Uuid::from_u128(9)).await.unwrap();
    assert_eq!(lead, participant, "and the lead places under that");

    app.vault().destroy(pupil.uuid(), &[participant.uuid()]).await.unwrap();
    let late = propose(&app, cycle, Form::Place(pupil), &made(10)).await;
    assert!(matches!(late, Err(PageError::NotFound)), "{late:?}");
    assert_eq!(read::of_cycle(app.pool(), cycle).await.unwrap().len(), 2);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn of_two_equal_proposals_that_come_at_once_one_is_kept() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let (cycle, form) = (CycleId::new(Uuid::from_u128(1)), Form::Change(participant(1)));
    let (one, other) = (made(7), made(8));
    let (one, other) = tokio::join!(propose(&app, cycle, form, &one), propose(&app, cycle, form, &other));
    let kept = [one.unwrap(), other.unwrap()];
    assert_eq!(kept.iter().filter(|kept| **kept == Kept::New).count(), 1, "{kept:?}");
    assert!(kept.iter().any(|kept| matches!(kept, Kept::Waits(_))), "{kept:?}");
    let other_form = propose(&app, cycle, Form::Withdraw(participant(1)), &made(9)).await.unwrap();
    assert_eq!(other_form, Kept::New, "another form is another proposal");
    app.stop().await;
    fresh.drop().await;
}

#[test]
fn a_proposal_waits_only_while_the_record_lets_somebody_do_it() {
    let of = |kind, part| Proposal {
        id: Uuid::nil(),
        cycle: CycleId::new(Uuid::nil()),
        kind,
        typed: crate::sealed_text::Placed::new(
            crate::test_support::sealed(participant(1).into(), 0, 1),
            Uuid::nil(),
            kept::TYPED,
        ),
        by: Uuid::nil(),
        on: TODAY,
        part,
        settled: None,
    };
    let lapse = |kind, part, stage, pupil| of(kind, part).lapse(stage, pupil);
    let (place, change, withdraw) = (Kind::Place, Kind::Change, Kind::Withdraw);
    let (none, goes, ended) = (PartNow::None, PartNow::Goes, PartNow::Ended);
    for (kind, part) in [(place, none), (place, ended), (change, goes), (withdraw, goes)] {
        assert_eq!(lapse(kind, part, "running", PupilNow::Here), None, "{kind}");
        assert_eq!(lapse(kind, part, "closed", PupilNow::Here), Some(Lapse::Stage), "{kind}");
        assert_eq!(lapse(kind, part, "running", PupilNow::Erased), Some(Lapse::Erased), "{kind}");
    }
    assert_eq!(lapse(withdraw, goes, "assessed", PupilNow::Here), None);
    assert_eq!(lapse(change, goes, "assessed", PupilNow::Here), Some(Lapse::Stage));
    assert_eq!(lapse(place, goes, "planned", PupilNow::Here), Some(Lapse::Placed));
    assert_eq!(lapse(place, none, "planned", PupilNow::Away), Some(Lapse::Away));
    assert_eq!(lapse(change, goes, "running", PupilNow::Away), None, "the record of the cycle is kept right");
    for kind in [change, withdraw] {
        assert_eq!(lapse(kind, ended, "running", PupilNow::Here), Some(Lapse::Ended));
    }
}
