//! What has happened before each test begins, and how a test asks.

use jiff::civil::{Date, date};

use super::super::*;
use crate::{GivenReason, KeySubject, Note, ParticipantId, ReasonCode, Score, Sealed, Sequence, YearLevel};

/// The day on which all tests are run: in the last week of the cycle.
pub(super) const TODAY: Date = date(2025, 7, 1);
pub(super) const STARTS: Date = date(2025, 4, 28);
pub(super) const ENDS: Date = date(2025, 7, 4);
pub(super) const CYCLE: &str = "0195c2a0-0000-7000-8000-00000000000c";

pub(super) fn cycle_id() -> crate::CycleId {
    CYCLE.parse().unwrap()
}

pub(super) fn pupil(number: u8) -> ParticipantId {
    format!("00000000-0000-4000-8000-0000000000{number:02x}").parse().unwrap()
}

/// The recording at a point of a participant has this id, so that a test can find it again.
pub(super) fn assessment_of(number: u8, point: AssessmentPoint) -> crate::AssessmentId {
    format!("00000000-0000-4000-8000-0000000{:02x}{number:03x}", point as u8).parse().unwrap()
}

pub(super) fn sealed(subject: impl Into<KeySubject>) -> Sealed {
    Sealed::new(subject.into(), 1, "A".repeat(32), "c2VhbGVkIHdvcmRzIGFuZCB0YWc=".to_owned()).unwrap()
}

pub(super) fn resealed(subject: impl Into<KeySubject>) -> Sealed {
    Sealed::new(subject.into(), 1, "B".repeat(32), "T3RoZXJ3aXNlIHNlYWxlZCB3b3Jkcy4=".to_owned()).unwrap()
}

pub(super) fn because(code: ReasonCode) -> GivenReason {
    GivenReason::of(code)
}

pub(super) fn noted(code: ReasonCode, subject: impl Into<KeySubject>, length: u32) -> GivenReason {
    GivenReason { note: Some(Note { text: sealed(subject), length }), ..GivenReason::of(code) }
}

pub(super) fn plan() -> Plan {
    Plan {
        cycle: cycle_id(),
        school: "urn:125000".parse().unwrap(),
        subject: crate::Subject::Mathematics,
        kind: CycleKind::Intervention,
        programme: "alim@1".parse().unwrap(),
        tier: Tier::Tier2,
        wave: Wave::Wave2,
        academic_year: "2024-25".parse().unwrap(),
        starts_on: STARTS,
        ends_on: ENDS,
        teacher: "11111111-1111-4111-8111-111111111111".parse().unwrap(),
        lead: "22222222-2222-4222-8222-222222222222".parse().unwrap(),
        mentor: None,
        need_statement: Some(sealed(cycle_id())),
        inquiry_question: None,
        class_link: None,
        setting: Setting::GroupApart,
        group_label: None,
        predecessor: None,
        benchmark_set: None,
        planned_minutes: 1800,
    }
}

/// To plan it, following nothing and against no norms.
pub(super) fn plan_it(plan: Plan) -> CycleAct {
    CycleAct::PlanCycle(Box::new(PlanCycle {
        plan,
        predecessor: None,
        published_benchmark: None,
        programme_retired_on: None,
    }))
}

pub(super) fn account(number: u8) -> crate::AccountId {
    format!("acc00000-0000-4000-8000-0000000000{number:02x}").parse().unwrap()
}

pub(super) fn placing(number: u8) -> PlacePupil {
    let participant = pupil(number);
    PlacePupil {
        limits: ProgrammeLimits::accelerating_mathematics(),
        participant,
        identity: sealed(participant),
        year_level: YearLevel::new(4).unwrap(),
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
        reason: because(ReasonCode::EvidenceFromAssessment),
    }
}

pub(super) fn place(number: u8) -> CycleAct {
    CycleAct::PlacePupil(Box::new(placing(number)))
}

pub(super) fn need(number: u8) -> CycleAct {
    let participant = pupil(number);
    CycleAct::RecordNeed(RecordNeed {
        participant,
        concept: "place-value.2".parse().unwrap(),
        can_do: sealed(participant),
        not_yet: sealed(participant),
        source: NeedSource::Interview,
    })
}

pub(super) fn start() -> CycleAct {
    let limits = ProgrammeLimits::accelerating_mathematics();
    CycleAct::StartCycle(StartCycle { limits, size_override: None })
}

pub(super) fn instrument() -> InstrumentLimits {
    InstrumentLimits {
        instrument: "maths-test@2".parse().unwrap(),
        subject: crate::Subject::Mathematics,
        scale: "standardised".parse().unwrap(),
        scores: Bounds { least: Score::from(70), most: Score::from(140) },
        step: Score::from(1),
    }
}

pub(super) fn usual_day(point: AssessmentPoint) -> Date {
    match point {
        AssessmentPoint::Baseline => date(2025, 4, 25),
        AssessmentPoint::Interim => date(2025, 5, 28),
        AssessmentPoint::End | AssessmentPoint::FollowUp | AssessmentPoint::Transfer => TODAY,
    }
}

pub(super) fn recording(number: u8, point: AssessmentPoint, score: i32) -> RecordAssessment {
    RecordAssessment {
        instrument: instrument(),
        windows: Windows::usual(),
        assessment_id: assessment_of(number, point),
        participant: pupil(number),
        point,
        scale: instrument().scale,
        reading: Reading { score: score.into(), taken_on: usual_day(point), form: None },
        sem: None,
        marker: None,
        batch: None,
    }
}

pub(super) fn score(number: u8, point: AssessmentPoint, score: i32) -> CycleAct {
    CycleAct::RecordAssessment(Box::new(recording(number, point, score)))
}

pub(super) fn miss(number: u8, point: AssessmentPoint) -> CycleAct {
    CycleAct::MarkMissing(MarkMissing {
        participant: pupil(number),
        point,
        reason: because(ReasonCode::Absence),
    })
}

/// What a row of a grid says, in short.
#[derive(Debug, Clone)]
pub(super) enum ScoreOf {
    New(i32),
    Missing(GivenReason),
    Corrected(i32, u64, GivenReason),
}

/// The rows of a grid on the usual day of its point.
pub(super) fn scores_of(point: AssessmentPoint, rows: Vec<(u8, ScoreOf)>) -> RecordScores {
    let reading = |score: i32| Reading { score: score.into(), taken_on: usual_day(point), form: None };
    let row = |(number, of): (u8, ScoreOf)| {
        let assessment_id = assessment_of(number, point);
        let entry = match of {
            ScoreOf::New(score) => ScoreEntry::New { assessment_id, reading: reading(score) },
            ScoreOf::Missing(reason) => ScoreEntry::Missing { reason },
            ScoreOf::Corrected(score, seq, reason) => ScoreEntry::Corrected {
                assessment_id,
                corrects_seq: Sequence::new(seq),
                after: reading(score),
                reason,
            },
        };
        ScoreRow { participant: pupil(number), entry }
    };
    let rows = rows.into_iter().map(row).collect();
    RecordScores {
        instrument: instrument(),
        windows: Windows::usual(),
        point,
        marker: None,
        batch: None,
        rows,
    }
}

pub(super) fn withdrawing(number: u8) -> WithdrawPupil {
    WithdrawPupil {
        participant: pupil(number),
        exit_status: ExitStatus::LeftSchool,
        next_support: NextSupport::NotKnown,
        reason: because(ReasonCode::MovedSchool),
    }
}

pub(super) fn withdraw(number: u8) -> CycleAct {
    CycleAct::WithdrawPupil(withdrawing(number))
}

pub(super) fn practice(lesson_part: LessonPart, participants: Reach) -> Practice {
    Practice {
        lever: Lever::Pedagogy,
        lesson_part,
        concept: None,
        participants,
        expected_effect: sealed(cycle_id()),
    }
}

pub(super) fn adopt(practice: Practice) -> CycleAct {
    let strategy = "number-line-jumps".parse().unwrap();
    CycleAct::AdoptStrategy(AdoptStrategy {
        strategy,
        retired_on: None,
        practice,
        reason: because(ReasonCode::EvidenceFromAssessment),
    })
}

pub(super) fn session_id(number: u8) -> crate::SessionId {
    format!("5e551000-0000-4000-8000-0000000000{number:02x}").parse().unwrap()
}

/// A session of 45 minutes with these pupils there.
pub(super) fn session(present: &[u8]) -> Session {
    let present = present.iter().copied().map(pupil).collect();
    Session { minutes: 45, present, absent: Vec::new(), strategies: Vec::new() }
}

pub(super) fn log_session(number: u8, session: Session) -> CycleAct {
    CycleAct::LogSession(LogSession { session_id: session_id(number), session })
}

pub(super) fn cost_id(number: u8) -> crate::CostId {
    format!("c0570000-0000-4000-8000-0000000000{number:02x}").parse().unwrap()
}

pub(super) fn cost(minor_units: u64) -> Cost {
    Cost { kind: CostKind::StaffTime, minor_units, currency: "NZD".parse().unwrap(), hours: None }
}

pub(super) fn log_cost(number: u8, cost: Cost) -> CycleAct {
    CycleAct::LogCost(LogCost { cost_id: cost_id(number), cost })
}

pub(super) fn close(upto: u64) -> CycleAct {
    let outcome = Outcome {
        n: 6,
        n_complete: 6,
        scale: None,
        mean: None,
        sd: None,
        ci_lower: None,
        ci_upper: None,
        end_mean: None,
        end_ci_lower: None,
        end_ci_upper: None,
        confidence_percent: None,
        accelerated_n: None,
        es: None,
        es_kind: None,
        method: "mean-gain@1".parse().unwrap(),
        benchmark_set: None,
    };
    CycleAct::CloseCycle(CloseCycle { outcome, upto_sequence: Sequence::new(upto) })
}

/// A cycle in which things have happened, and which can be asked for more.
#[derive(Clone)]
pub(super) struct Given(pub(super) Cycle);

pub(super) fn planned() -> Given {
    Given(Cycle::default()).and(plan_it(plan()))
}

/// Six pupils with their needs, before the teaching: events 2 to 13.
pub(super) fn six_placed() -> Given {
    (1..=6).fold(planned(), |given, number| given.and(place(number)).and(need(number)))
}

/// The same, being taught: event 14.
pub(super) fn running() -> Given {
    six_placed().and(start())
}

/// All with a start score of 80 and an end score of 90.
pub(super) fn scored() -> Given {
    use AssessmentPoint::{Baseline, End};
    (1..=6)
        .fold(running(), |given, number| given.and(score(number, Baseline, 80)).and(score(number, End, 90)))
}

pub(super) fn closed() -> Given {
    let assessed = scored().and(CycleAct::CompleteAssessment);
    let last = assessed.sequence();
    assessed.and(close(last))
}

pub(super) fn reporting(upto: u64) -> SubmitReport {
    let part = || Some(sealed(cycle_id()));
    let upto_seq = Sequence::new(upto);
    SubmitReport {
        need: part(),
        impact: part(),
        practice_change: part(),
        next_steps: part(),
        upto_seq,
        school_year: None,
    }
}

pub(super) fn report(upto: u64) -> CycleAct {
    CycleAct::SubmitReport(Box::new(reporting(upto)))
}

/// Closed, and the board told of it.
pub(super) fn reported() -> Given {
    let closed = closed();
    let last = closed.sequence();
    closed.and(report(last))
}

pub(super) fn ask_reopening(by: u8) -> CycleAct {
    let (by, reason) = (account(by), because(ReasonCode::DataEntryError));
    CycleAct::AskReopening(AskReopening { by, reason })
}

pub(super) fn reopen(approver: u8) -> CycleAct {
    CycleAct::Reopen(Reopen { approver: account(approver) })
}

pub(super) fn decline_reopening(by: u8) -> CycleAct {
    let (by, reason) = (account(by), because(ReasonCode::EvidenceFromAssessment));
    CycleAct::DeclineReopening(DeclineReopening { by, reason })
}

pub(super) fn cancel() -> CycleAct {
    CycleAct::Cancel(Cancel { reason: because(ReasonCode::Staffing) })
}

impl Given {
    pub(super) fn when(&self, act: CycleAct) -> Result<Vec<CycleEvent>, CycleRefusal> {
        self.when_on(TODAY, act)
    }

    pub(super) fn when_on(&self, effective_on: Date, act: CycleAct) -> Result<Vec<CycleEvent>, CycleRefusal> {
        self.0.decide(CycleCommand { today: TODAY, effective_on, act })
    }

    /// It happens, and something follows.
    pub(super) fn and(self, act: CycleAct) -> Self {
        let day = if matches!(act, CycleAct::PlacePupil(_)) { date(2025, 4, 20) } else { TODAY };
        self.and_on(day, act)
    }

    /// It happens on a day, and something follows.
    pub(super) fn and_on(mut self, day: Date, act: CycleAct) -> Self {
        let name = act.name();
        let events = self.when_on(day, act).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert!(!events.is_empty(), "nothing followed from {name}");
        for event in events {
            self.0.apply(event);
        }
        self
    }

    pub(super) fn sequence(&self) -> u64 {
        self.0.record().map_or(0, |record| record.sequence.number())
    }

    /// One event follows.
    pub(super) fn gives(&self, act: CycleAct) -> CycleEvent {
        let events = self.when(act).unwrap();
        let [event] = events.as_slice() else { panic!("{events:?}") };
        event.clone()
    }

    /// It is refused, for this reason by its code.
    pub(super) fn refuses(&self, act: CycleAct) -> &'static str {
        self.when(act).unwrap_err().code()
    }

    /// It is already so.
    pub(super) fn is_quiet(&self, act: CycleAct) -> bool {
        self.when(act).unwrap().is_empty()
    }
}
