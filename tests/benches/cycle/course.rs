//! A made-up cycle of any length: planned, three pupils placed, begun, and then one session after the other.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use domain::cycle::{
    Bounds, Cycle, CycleAct, CycleCommand, CycleEvent, CycleKind, EntryBand, LogSession, NeedSource,
    PlacePupil, Placement, Plan, PlanCycle, ProgrammeLimits, RecordNeed, Role, Session, Setting, StartCycle,
    Tier, Wave,
};
use domain::{
    AccountId, CycleId, GivenReason, KeySubject, ParticipantId, ReasonCode, Sealed, Subject, YearLevel,
};
use jiff::civil::{Date, date};
use journal::Context;
use uuid::Uuid;

const STARTS: Date = date(2025, 4, 28);
const TODAY: Date = date(2025, 5, 12);
const ENDS: Date = date(2025, 7, 4);
const PUPILS: usize = 3;

/// One cycle, and who takes part.
pub(crate) struct Course {
    cycle: CycleId,
    pupils: Vec<ParticipantId>,
    payload: String,
}

impl Course {
    /// A new one, and its first `length` facts as the rules decide them.
    pub(crate) async fn of(length: usize) -> (Self, Vec<CycleEvent>) {
        let pupils = (0..PUPILS).map(|_| drawn()).collect();
        let mut course = Self { cycle: drawn(), pupils, payload: String::new() };
        let (mut cycle, sink) = (Cycle::default(), EventSink::default());
        let beginning = course.beginning();
        let sessions = (beginning.len()..length).map(|_| course.session());
        for command in beginning.iter().cloned().chain(sessions) {
            cycle.handle(command, &(), &sink).await.expect("a made-up cycle is allowed");
        }
        let facts = sink.collect().await;
        assert_eq!(facts.len(), length, "a made-up cycle has the length that was asked for");
        course.payload = serde_json::to_string(&facts.last()).expect("a fact is JSON");
        (course, facts)
    }

    /// The name of its stream.
    pub(crate) fn stream(&self) -> String {
        self.cycle.to_string()
    }

    /// A session of this cycle, as the journal stores it.
    pub(crate) fn payload(&self) -> &str {
        &self.payload
    }

    /// What the journal stores beside a fact.
    pub(crate) fn metadata(command: Uuid) -> String {
        let Context { actor, role, client, .. } = context();
        serde_json::json!({
            "actor": actor, "role": role, "client": client, "schema": "1",
            "command_id": command, "correlation_id": command,
        })
        .to_string()
    }

    /// What is measured: all pupils came to a session.
    pub(crate) fn session(&self) -> CycleCommand {
        let session =
            Session { minutes: 45, present: self.pupils.clone(), absent: vec![], strategies: vec![] };
        asked(CycleAct::LogSession(LogSession { session_id: drawn(), session }))
    }

    fn beginning(&self) -> Vec<CycleCommand> {
        let limits =
            ProgrammeLimits { group_size: Some(Bounds { least: 3, most: 3 }), ..ProgrammeLimits::none() };
        let plan = PlanCycle {
            plan: self.plan(),
            predecessor: None,
            published_benchmark: None,
            programme_retired_on: None,
        };
        let mut acts = vec![CycleAct::PlanCycle(Box::new(plan))];
        for pupil in &self.pupils {
            acts.push(place(*pupil, limits.clone()));
            acts.push(need(*pupil));
        }
        acts.push(CycleAct::StartCycle(StartCycle { limits, size_override: None }));
        acts.into_iter().map(asked).collect()
    }

    fn plan(&self) -> Plan {
        Plan {
            cycle: self.cycle,
            school: "urn:125000".parse().expect("a school's number"),
            subject: Subject::Mathematics,
            kind: CycleKind::Intervention,
            programme: "accelerated-group@1".parse().expect("a programme's code"),
            tier: Tier::Tier2,
            wave: Wave::Wave2,
            academic_year: "2024-25".parse().expect("a year"),
            starts_on: STARTS,
            ends_on: ENDS,
            teacher: drawn::<AccountId>(),
            lead: drawn::<AccountId>(),
            mentor: None,
            need_statement: Some(sealed(self.cycle)),
            inquiry_question: None,
            class_link: None,
            setting: Setting::GroupApart,
            group_label: None,
            predecessor: None,
            benchmark_set: None,
            planned_minutes: 1_800,
        }
    }
}

/// Who asks: a made-up person on the web.
pub(crate) fn context() -> Context {
    Context::new(Uuid::new_v4(), "8d0e5d1c-6c1e-4a39-9a54-6f3d1f7d3a10", "teacher", "bench")
}

fn place(participant: ParticipantId, limits: ProgrammeLimits) -> CycleAct {
    CycleAct::PlacePupil(Box::new(PlacePupil {
        limits,
        participant,
        identity: sealed(participant),
        year_level: YearLevel::new(4).expect("a year level"),
        weeks_of_schooling: 160,
        entry_band: EntryBand::Below,
        potential_evidence: Some(sealed(participant)),
        placement: Placement {
            group: None,
            tier: Tier::Tier2,
            share_of_sessions_percent: 100,
            role: Role::Target,
        },
        size_override: None,
        overlapping_cycles: 0,
        overlap_override: None,
        reason: GivenReason::of(ReasonCode::EvidenceFromAssessment),
    }))
}

fn need(participant: ParticipantId) -> CycleAct {
    CycleAct::RecordNeed(RecordNeed {
        participant,
        concept: "place-value.2".parse().expect("a concept's code"),
        can_do: sealed(participant),
        not_yet: sealed(participant),
        source: NeedSource::Interview,
    })
}

fn asked(act: CycleAct) -> CycleCommand {
    CycleCommand { today: TODAY, effective_on: TODAY, act }
}

/// A sealed text of the usual length; nobody opens it.
fn sealed(subject: impl Into<KeySubject>) -> Sealed {
    Sealed::new(subject.into(), 1, "A".repeat(32), "c2VhbGVkIHdvcmRzIGFuZCB0YWcg".repeat(4))
        .expect("a sealed text")
}

fn drawn<T: std::str::FromStr>() -> T {
    let Ok(id) = Uuid::new_v4().to_string().parse() else { unreachable!("every id is a UUID") };
    id
}
