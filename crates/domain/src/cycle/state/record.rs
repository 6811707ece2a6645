//! What the events of a cycle add up to: the plan as it is now, who takes part, what is live.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{ConceptCode, InstrumentVersion, ScaleId, StrategyCode};
use crate::cycle::event::{
    Aim, Cost, EntryFacts, FamilyContactRecorded, HeldSession, ImpactJudged, InquiryReflected,
    LearningCarriedForward, Leaving, MentoringRecorded, NeedAssessed, Placement, Plan, Practice, Reach,
    Reading, TargetJudged,
};
use crate::cycle::word::{AssessmentPoint, CycleKind, ReportPart, Role};
use crate::id::{AccountId, AssessmentId, ContactId, CostId, CycleId, ParticipantId, SessionId, TargetId};
use crate::{Reason, Sealed, Sequence};

/// What the events of a cycle add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleRecord {
    /// What it is, with its dates and staff as they are now.
    pub plan: Plan,
    /// The last event.
    pub sequence: Sequence,
    /// Everybody who ever took part.
    pub participants: BTreeMap<ParticipantId, Participant>,
    /// The targets as they stand.
    pub targets: BTreeMap<TargetId, Target>,
    /// The scores as they stand.
    pub assessments: BTreeMap<AssessmentId, LiveAssessment>,
    /// The scores that do not count any more.
    pub voided: BTreeSet<AssessmentId>,
    /// The strategies in use.
    pub strategies: BTreeMap<StrategyCode, Practice>,
    /// The day of the last change of each strategy that was ever tried.
    pub strategies_changed_on: BTreeMap<StrategyCode, Date>,
    /// From when to when each strategy was in use.
    pub used: BTreeMap<StrategyCode, Vec<Spell>>,
    /// The sessions as they stand.
    pub sessions: BTreeMap<SessionId, Live<HeldSession>>,
    /// The contacts with families.
    pub contacts: BTreeMap<ContactId, FamilyContactRecorded>,
    /// The work of mentors.
    pub mentoring: Vec<MentoringRecorded>,
    /// What was learnt by looking back.
    pub reflections: Vec<InquiryReflected>,
    /// The costs as they stand.
    pub costs: BTreeMap<CostId, Live<Cost>>,
    /// What earlier cycles taught, by the cycle that taught it.
    pub carried: BTreeMap<CycleId, LearningCarriedForward>,
    /// The event that holds the outcome, while the cycle is closed.
    pub outcome_in: Option<Sequence>,
    /// How good the cycle was, as each judge said last.
    pub impact: BTreeMap<AccountId, ImpactJudged>,
    /// What the board was told.
    pub report: Option<Report>,
    /// Who asks that it goes on after the closing, until somebody answers.
    pub reopening: Option<ReopeningRequest>,
    /// Whether it was closed before, and goes on now.
    pub reopened: bool,
    /// What a change of a strategy can rest on: scores as they stand, notes that one will not come, and needs.
    pub citable: BTreeSet<Sequence>,
    /// Whether a group of another size than the programme's was allowed.
    pub size_overridden: bool,
}

/// Something that can be put right: what it is now, and the event that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live<T> {
    /// What it is now.
    pub is: T,
    /// The event that holds it: a correction must name it.
    pub live: Sequence,
}

/// From one day to another, both included; without an end as long as it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Option<Date>,
}

impl Spell {
    /// Whether a day lies in it.
    #[must_use]
    pub fn covers(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A participant, as of the last event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// What is known of the pupil on the day of entry.
    pub entry: Live<EntryFacts>,
    /// How the pupil takes part now.
    pub placement: Placement,
    /// The day of the first change of that, if there was one.
    pub changed_on: Option<Date>,
    /// How and when that ended, if it has.
    pub left: Option<Live<Leaving>>,
    /// When the pupil took part before leaving and coming back.
    pub earlier: Vec<Spell>,
    /// The last assessed need in each concept.
    pub needs: BTreeMap<ConceptCode, NeedAssessed>,
    /// The points at which no score will come.
    pub missed: BTreeSet<AssessmentPoint>,
}

/// What a participant is to be able to do, as of the last revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Whose.
    pub participant: ParticipantId,
    /// What is to be reached.
    pub aim: Live<Aim>,
    /// Whether that was reached, as judged last.
    pub judged: Option<TargetJudged>,
}

/// What the board was told, as last amended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its four parts, sealed under the cycle's key.
    pub parts: BTreeMap<ReportPart, Live<Sealed>>,
    /// The last event that it speaks of.
    pub upto: Sequence,
}

/// That a closed cycle goes on was asked for, and nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReopeningRequest {
    /// Who asks.
    pub by: AccountId,
    /// On which day.
    pub asked_on: Date,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}

/// A score, as of its last correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveAssessment {
    /// Whose.
    pub participant: ParticipantId,
    /// At which point.
    pub point: AssessmentPoint,
    /// By which instrument.
    pub instrument: InstrumentVersion,
    /// On which scale.
    pub scale: ScaleId,
    /// Score, day and paper.
    pub reading: Reading,
    /// The event that holds it: a correction must name it.
    pub live: Sequence,
}

impl Participant {
    /// Whether the pupil takes part now.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.left.is_none()
    }

    /// Since when the pupil takes part no longer, if so.
    #[must_use]
    pub fn withdrawn_on(&self) -> Option<Date> {
        self.left.as_ref().map(|left| left.is.left_on)
    }

    /// When the pupil takes part, this time.
    #[must_use]
    pub fn spell(&self) -> Spell {
        Spell { from: self.entry.is.placed_on, to: self.withdrawn_on() }
    }

    /// Whether the pupil took part on a day.
    #[must_use]
    pub fn took_part_on(&self, day: Date) -> bool {
        self.earlier.iter().copied().chain([self.spell()]).any(|spell| spell.covers(day))
    }

    /// Whether the pupil is taught in the cycle now.
    #[must_use]
    pub fn is_active_target(&self) -> bool {
        self.is_active() && self.placement.role == Role::Target
    }
}

impl CycleRecord {
    /// Whether this is support for a group, with the limits of its programme.
    #[must_use]
    pub fn is_intervention(&self) -> bool {
        self.plan.kind == CycleKind::Intervention
    }

    /// The participants taught in the cycle now.
    pub fn active_targets(&self) -> impl Iterator<Item = (&ParticipantId, &Participant)> {
        self.participants.iter().filter(|(_, participant)| participant.is_active_target())
    }

    /// How many pupils are taught in the cycle now.
    #[must_use]
    pub fn group_size(&self) -> u16 {
        count(self.active_targets())
    }

    /// A participant's scores at a point, one for each instrument.
    pub fn scores(
        &self,
        participant: ParticipantId,
        point: AssessmentPoint,
    ) -> impl Iterator<Item = &LiveAssessment> {
        self.assessments.values().filter(move |one| one.participant == participant && one.point == point)
    }

    /// Whether a participant took part on the day of each session that the participant was at.
    #[must_use]
    pub fn took_part_in_sessions(&self, id: ParticipantId, participant: &Participant) -> bool {
        let attended = self.sessions.values().filter(|held| held.is.session.present.contains(&id));
        attended.into_iter().all(|held| participant.took_part_on(held.is.held_on))
    }

    /// Those whom a strategy reaches now.
    #[must_use]
    pub fn reached(&self, reach: &Reach) -> Vec<ParticipantId> {
        match reach {
            Reach::All => self.active_targets().map(|(id, _)| *id).collect(),
            Reach::Only(named) => named.clone(),
        }
    }
}

/// How many, at most 65,535.
pub(in crate::cycle) fn count<T>(items: impl Iterator<Item = T>) -> u16 {
    u16::try_from(items.count()).unwrap_or(u16::MAX)
}
