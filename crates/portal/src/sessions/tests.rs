//! The table of sessions, filled from facts in a real database, and what sessions come to.

use domain::cycle::{CorrectSession, CycleAct, HeldSession, LogSession, Session, StartCycle};
use domain::{GivenReason, ReasonCode, SessionId};
use jiff::civil::date;
use uuid::Uuid;

use super::projection::Sessions;
use super::{Attendance, Dose, read};
use crate::test_support::{Facts, Fresh, participant};

/// A cycle of six that runs, with three sessions; the second was put right.
fn taught() -> Facts {
    let mut facts = Facts::with_pupils(1, 6);
    let limits = domain::cycle::ProgrammeLimits::accelerating_mathematics();
    facts.tell(date(2026, 1, 12), CycleAct::StartCycle(StartCycle { limits, size_override: None }));
    let there = |absent: &[u8]| Session {
        minutes: 45,
        present: (1..=6).filter(|pupil| !absent.contains(pupil)).map(participant).collect(),
        absent: absent.iter().copied().map(participant).collect(),
        strategies: Vec::new(),
    };
    for (number, absent) in [&[][..], &[2], &[2, 3]].into_iter().enumerate() {
        let session_id = SessionId::new(Uuid::from_u128(number as u128));
        let log = LogSession { session_id, session: there(absent) };
        facts.tell(date(2026, 1, 13 + i8::try_from(number).unwrap()), CycleAct::LogSession(log));
    }
    let session_id = SessionId::new(Uuid::from_u128(1));
    let live = facts.state.record().unwrap().sessions[&session_id].live;
    let after = HeldSession { held_on: date(2026, 1, 14), session: Session { minutes: 30, ..there(&[]) } };
    let reason = GivenReason::of(ReasonCode::DataEntryError);
    let correct = CorrectSession { session_id, corrects_seq: live, after, reason };
    facts.tell(date(2026, 1, 20), CycleAct::CorrectSession(Box::new(correct)));
    facts
}

#[tokio::test]
async fn a_session_stands_as_it_was_last_put_right_and_all_add_up() {
    let fresh = Fresh::database().await;
    let facts = taught();
    fresh.project(&Sessions, &facts).await;
    let sessions = read::of_cycle(&fresh.pool, facts.cycle).await.unwrap();
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions[1].corrected, Some(ReasonCode::DataEntryError));
    let dose = Dose::of(&sessions);
    assert_eq!((dose.sessions, dose.minutes, dose.present, dose.expected), (3, 120, 16, 18));
    assert_eq!(dose.mean_minutes(), Some((45 * 6 + 30 * 6 + 45 * 4) / 6));
    let second = Attendance::of(&sessions, participant(2));
    assert_eq!((second.present, second.expected, second.minutes), (2, 3, 75));
    assert_eq!(Dose::of(&[]).mean_minutes(), None);
    fresh.drop().await;
}
