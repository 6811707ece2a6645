//! A cycle of any length: a running one of the demonstration, in which sessions are held, and sessions and scores are put
//! right again and again, as the rules decide it.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use domain::cycle::{
    Bounds, ContactDirection, ContactKind, CorrectAssessment, CorrectSession, Cycle, CycleAct, CycleCommand,
    CycleEvent, CycleRecord, InstrumentLimits, LogContact, LogSession, Session, Windows,
};
use domain::{ContactId, GivenReason, ReasonCode, Score, SessionId};
use uuid::Uuid;

/// How a cycle goes on.
#[derive(Clone, Copy)]
pub(crate) enum Course {
    /// Of ten facts, four are sessions, four are contacts with families, one puts a session right and one a score.
    Ordinary,
    /// After a quarter of a year of sessions everything is put right, again and again.
    PutRight,
}

/// How many sessions there are before the first is put right.
const SESSIONS: usize = 60;

/// The facts of the cycle, gone on to `length`.
pub(crate) async fn gone_on(facts: Vec<CycleEvent>, course: Course, length: usize) -> Vec<CycleEvent> {
    let mut cycle = Cycle::default();
    for fact in facts.clone() {
        cycle.apply(fact);
    }
    let sink = EventSink::default();
    for number in facts.len()..length {
        let record = cycle.record().expect("a planned cycle");
        let today = jiff::Zoned::now().date();
        let act = next(record, course, number);
        let command = CycleCommand { today, effective_on: record.plan.starts_on, act };
        cycle.handle(command, &(), &sink).await.expect("a made-up command is allowed");
    }
    let mut all = facts;
    all.extend(sink.collect().await);
    assert_eq!(all.len(), length, "each command is one fact");
    all
}

fn next(record: &CycleRecord, course: Course, number: usize) -> CycleAct {
    let is_even = number.is_multiple_of(2);
    match (course, number % 10) {
        (Course::PutRight, _) if record.sessions.len() < SESSIONS => log(record),
        (Course::PutRight, _) if is_even => session_put_right(record, number),
        (Course::PutRight, _) | (Course::Ordinary, 9) => score_put_right(record, number),
        (Course::Ordinary, 0..4) => log(record),
        (Course::Ordinary, 8) if !record.sessions.is_empty() => session_put_right(record, number),
        (Course::Ordinary, _) => contact(record),
    }
}

fn contact(record: &CycleRecord) -> CycleAct {
    CycleAct::LogContact(LogContact {
        contact_id: ContactId::new(Uuid::new_v4()),
        participant: None,
        kind: ContactKind::PhoneCall,
        direction: ContactDirection::ToFamily,
        note: record.plan.need_statement.clone().expect("the plan has words"),
    })
}

fn log(record: &CycleRecord) -> CycleAct {
    let targets = record.active_targets().map(|(id, _)| *id).collect();
    let session = Session { minutes: 45, present: targets, absent: vec![], strategies: vec![] };
    CycleAct::LogSession(LogSession { session_id: SessionId::new(Uuid::new_v4()), session })
}

fn session_put_right(record: &CycleRecord, number: usize) -> CycleAct {
    let all = record.sessions.len();
    let (id, known) = record.sessions.iter().nth(number / 2 % all).expect("it has sessions");
    let mut after = known.is.clone();
    after.session.minutes = if after.session.minutes == 45 { 40 } else { 45 };
    CycleAct::CorrectSession(Box::new(CorrectSession {
        session_id: *id,
        corrects_seq: known.live,
        after,
        reason: GivenReason::of(ReasonCode::DataEntryError),
    }))
}

fn score_put_right(record: &CycleRecord, number: usize) -> CycleAct {
    let all = record.assessments.len();
    let (id, known) = record.assessments.iter().nth(number / 2 % all).expect("it has scores");
    let mut after = known.reading.clone();
    // Up by a point and down again.
    let is_even = (after.score.decimal() % Score::from(2).decimal()).is_zero();
    let up = if is_even { 1 } else { -1 };
    after.score = Score::new(after.score.decimal() + Score::from(up).decimal());
    let instrument = InstrumentLimits {
        instrument: known.instrument.clone(),
        subject: record.plan.subject,
        scale: known.scale.clone(),
        scores: Bounds { least: Score::from(0), most: Score::from(1_000) },
        step: Score::from(1),
    };
    CycleAct::CorrectAssessment(Box::new(CorrectAssessment {
        instrument,
        windows: Windows::usual(),
        assessment_id: *id,
        corrects_seq: known.live,
        after,
        reason: GivenReason::of(ReasonCode::DataEntryError),
    }))
}
