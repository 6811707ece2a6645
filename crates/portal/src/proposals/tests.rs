//! Proposals on a real database: made once, settled once, and gone with the pupil.

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
    assert!(propose(&app, cycle, form, &made(7)).await.unwrap());
    assert!(!propose(&app, cycle, form, &made(7)).await.unwrap(), "the same one again");
    let known = || async { read::of_cycle(app.pool(), cycle).await.unwrap() };
    assert_eq!(known().await.len(), 1);
    assert!(known().await[0].waits("assessed") && !known().await[0].waits("closed"));
    assert_eq!(known().await[0].participant(), participant(1));
    assert_eq!(read::unsettled(app.pool(), &[cycle]).await.unwrap()[&cycle], [Kind::Withdraw]);

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
    for id in [7, 8] {
        assert!(propose(&app, cycle, Form::Place(pupil), &made(id)).await.unwrap());
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
