//! A cycle of any length: a running one of the demonstration, in which sessions are held, and sessions and scores are put
//! right again and again, as the rules decide it.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use domain::cycle::{
    Bounds, CorrectAssessment, CorrectSession, Cycle, CycleAct, CycleCommand, CycleEvent, CycleRecord,
    InstrumentLimits, LogSession, Session, Windows,
};
use domain::{GivenReason, ReasonCode, Score, SessionId};
use uuid::Uuid;

/// How many sessions a cycle has at most: one on each school day for a quarter of a year.
const SESSIONS: usize = 60;
const TRANSFORMED: i32 = 1;

/// The facts of the cycle, gone on to `length`.
pub(crate) async fn gone_on(facts: Vec<CycleEvent>, length: usize) -> Vec<CycleEvent> {
    let mut cycle = Cycle::default();
    for fact in facts.clone() {
        cycle.apply(fact);
    }
    let sink = EventSink::default();
    for number in facts.len()..length {
        let record = cycle.record().expect("a planned cycle");
        let command = next(record, number);
        cycle.handle(command, &(), &sink).await.expect("a made-up command is allowed");
    }
    let mut all = facts;
    all.extend(sink.collect().await);
    assert_eq!(all.len(), length, "each command is one fact");
    all
}

/// Sessions first, then one correction after the other: of a session, of a score.
fn next(record: &CycleRecord, number: usize) -> CycleCommand {
    let act = if record.sessions.len() < SESSIONS {
        log(record)
    } else if number.is_multiple_of(2) {
        session_put_right(record, number)
    } else {
        score_put_right(record, number)
    };
    let today = jiff::Zoned::now().date();
    CycleCommand { today, effective_on: record.plan.starts_on, act }
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
    // Up and down by a point, within what any test gives.
    let up = if number / 2 / all % 2 == 0 { TRANSFORMED } else { -TRANSFORMED };
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
