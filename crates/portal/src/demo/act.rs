//! Plays a script: each step becomes a command, its texts sealed as those of real people are.

use domain::cycle::{
    AdaptStrategy, AdoptStrategy, AssessmentPoint, ChangePlacement, CloseCycle, CorrectAssessment, Cycle,
    CycleAct, CycleCommand, CycleDates, CycleKind, CycleRecord, MarkMissing, NeedSource, PlacePupil,
    Placement, Plan, PlanCycle, Practice, Predecessor, Reach, Reading, RecordAssessment, RecordNeed,
    RecordScores, Reschedule, Role as TakesPart, ScoreEntry, ScoreRow, SetTarget, StartCycle, StopStrategy,
    TargetMeasure, WithdrawPupil,
};
use domain::{
    AcademicYear, AccountId, AssessmentId, CycleId, GivenReason, KeySubject, Note, ParticipantId, Score,
    Sealed, Sequence, StrategyCode, TargetId, YearLevel,
};
use jiff::ToSpan;
use jiff::civil::Date;
use journal::{Context, Receipt};
use uuid::Uuid;

use super::register::pupil_id;
use super::schools::Home;
use super::script::{Pupil, Script, Step, Use, Why, days, score};
use super::{CLIENT, DemoError, ROOT, read_word};
use crate::access::Role;
use crate::app::App;
use crate::entries::{Catalogue, Instrument};
use crate::gains;
use crate::participations::{self, Part, Placing};
use crate::sealed_text::stream_of;
use crate::vault::Place;

/// Days before the first day on which pupils are chosen.
const PLANNED_BEFORE: i32 = 21;
/// Weeks of schooling before entry, enough for every programme.
const WEEKS: u16 = 120;
/// How far above the start a pupil's target lies, in points.
const TARGET_ABOVE: i32 = 8;

/// One cycle in the making.
pub(super) struct Maker<'a> {
    pub(super) app: &'a App,
    pub(super) home: &'a Home,
    pub(super) script: &'a Script,
    pub(super) cycle: CycleId,
    catalogue: Catalogue,
    instrument: Instrument,
    first_day: Date,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        app: &'a App,
        catalogue: &Catalogue,
        home: &'a Home,
        script: &'a Script,
    ) -> Result<Self, DemoError> {
        let unknown = || DemoError::Script(script.instrument.to_owned());
        Ok(Self {
            app,
            home,
            script,
            cycle: cycle_id(script.key),
            instrument: catalogue.instrument(script.instrument).ok_or_else(unknown)?.clone(),
            catalogue: catalogue.clone(),
            first_day: first_day(script, app.today()),
        })
    }

    /// Plans the cycle, chooses its pupils, and plays its steps; `step` hears of each command.
    pub(super) async fn run(&self, step: &mut impl FnMut()) -> Result<(), DemoError> {
        self.plan().await?;
        step();
        for place in 0..self.script.pupils.len() {
            self.pupil(place, step).await?;
        }
        let mut after_closing = false;
        for (number, (day, what)) in self.script.steps.iter().enumerate() {
            if let Step::Scores(point) = what {
                self.scores(*point, self.day(*day), step).await?;
            } else if let Step::Sessions { from, to, every, minutes } = what {
                self.sessions(days(*from, *to, *every), *minutes, step).await?;
            } else if let Step::JudgeTargets = what {
                self.judge_targets(self.day(*day), step).await?;
            } else if let Step::Close = what {
                let act = self.close().await?;
                self.close_and_publish(&format!("step-{number}"), self.day(*day), act).await?;
                step();
                step();
            } else {
                self.step(&format!("step-{number}"), self.day(*day), *what, after_closing).await?;
                step();
            }
            after_closing |= matches!(what, Step::Close);
        }
        Ok(())
    }

    /// A day of the cycle; nothing is recorded of days to come.
    pub(super) fn day(&self, day: i32) -> Date {
        self.first_day.saturating_add(day.days()).min(self.app.today())
    }

    pub(super) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    pub(super) fn id(&self, key: &str) -> Uuid {
        Uuid::new_v5(&self.cycle.uuid(), key.as_bytes())
    }

    pub(super) fn participant(&self, place: usize) -> ParticipantId {
        ParticipantId::new(self.id(&format!("participant-{place}")))
    }

    pub(super) fn assessment(&self, place: usize, point: AssessmentPoint) -> AssessmentId {
        AssessmentId::new(self.id(&format!("assessment-{place}-{point}")))
    }

    pub(super) fn account(&self, role: Role) -> AccountId {
        AccountId::new(self.home.staff.get(&role).copied().unwrap_or_default())
    }

    /// Sends a command under the id that `key` stands for.
    pub(super) async fn send(&self, key: &str, role: Role, on: Date, act: CycleAct) -> Result<(), DemoError> {
        self.send_for_receipt(key, role, on, act).await.map(drop)
    }

    /// The same, for whoever has to wait for it.
    pub(super) async fn send_for_receipt(
        &self,
        key: &str,
        role: Role,
        on: Date,
        act: CycleAct,
    ) -> Result<Receipt, DemoError> {
        let actor = self.account(role).to_string();
        let context = Context::new(self.id(key), &actor, role.name(), CLIENT);
        let command = CycleCommand { today: self.app.today(), effective_on: on, act };
        self.app
            .journal()
            .execute::<Cycle>(&self.cycle.to_string(), None, command, &context)
            .await
            .map_err(|source| DemoError::Refused { step: format!("{}/{key}", self.script.key), source })
    }

    pub(super) async fn seal(
        &self,
        key: &str,
        subject: KeySubject,
        field: &str,
        text: &str,
    ) -> Result<Sealed, DemoError> {
        let stream = stream_of(self.cycle);
        let place = Place { stream: &stream, command_id: self.id(key), field };
        Ok(self.app.vault().seal(subject.uuid(), place, text).await?)
    }

    pub(super) async fn reason(
        &self,
        key: &str,
        subject: KeySubject,
        why: Why,
    ) -> Result<GivenReason, DemoError> {
        let Why(code, note) = why;
        if note.is_empty() {
            return Ok(GivenReason::of(code));
        }
        let length = u32::try_from(note.chars().count()).unwrap_or(u32::MAX);
        let text = self.seal(key, subject, "note", note).await?;
        Ok(GivenReason { code, note: Some(Note { text, length }), evidence: Vec::new() })
    }

    async fn plan(&self) -> Result<(), DemoError> {
        let (script, key) = (self.script, "plan");
        let mut texts = Vec::new();
        for (field, text) in [
            ("need_statement", script.need_statement),
            ("inquiry_question", script.inquiry_question),
            ("class_link", script.class_link),
            ("group_label", script.group_label),
        ] {
            texts.push(self.seal(key, self.cycle.into(), field, text).await?);
        }
        let mut texts = texts.into_iter();
        let starts_on = self.first_day;
        let plan = Plan {
            cycle: self.cycle,
            school: self.home.school.clone(),
            subject: script.subject,
            kind: CycleKind::Intervention,
            programme: read_word(script.programme)?,
            tier: script.tier.0,
            wave: script.tier.1,
            academic_year: AcademicYear::of_day(starts_on)
                .map_err(|_| DemoError::Script(format!("the year of {starts_on}")))?,
            starts_on,
            ends_on: starts_on.saturating_add(script.lasts.days()),
            teacher: self.account(Role::Teacher),
            lead: self.account(Role::Lead),
            mentor: Some(self.account(Role::Mentor)),
            need_statement: texts.next(),
            inquiry_question: texts.next(),
            class_link: texts.next(),
            setting: script.setting,
            group_label: texts.next(),
            predecessor: script.follows.map(cycle_id),
            benchmark_set: None,
            planned_minutes: 45 * 4 * u32::try_from((script.lasts + 3) / 7).unwrap_or_default(),
        };
        let predecessor = match plan.predecessor {
            Some(earlier) => self.earlier(earlier).await?,
            None => None,
        };
        let act = PlanCycle { plan, predecessor, published_benchmark: None, programme_retired_on: None };
        self.send(key, Role::Lead, self.day(-PLANNED_BEFORE - 7), CycleAct::PlanCycle(Box::new(act))).await
    }

    /// What is known of a cycle that this one follows.
    pub(super) async fn earlier(&self, cycle: CycleId) -> Result<Option<Predecessor>, DemoError> {
        let state = self.app.journal().load::<Cycle>(&cycle.to_string()).await?.state;
        let closed = state.stage().is_closed();
        Ok(state.record().map(|record| Predecessor { cycle, school: record.plan.school.clone(), closed }))
    }

    /// Chooses a pupil, says what the pupil needs, and agrees a target.
    async fn pupil(&self, place: usize, step: &mut impl FnMut()) -> Result<(), DemoError> {
        let Some(pupil) = self.script.pupils.get(place) else { return Ok(()) };
        let chosen_on = self.day(-PLANNED_BEFORE);
        self.place(place, pupil, chosen_on).await?;
        step();
        self.need(place, chosen_on).await?;
        step();
        self.target(place, pupil, chosen_on).await?;
        step();
        Ok(())
    }

    async fn place(&self, place: usize, pupil: &Pupil, on: Date) -> Result<(), DemoError> {
        let (key, participant) = (format!("place-{place}"), self.participant(place));
        let subject = KeySubject::from(participant);
        let whose = pupil_id(pupil.0);
        let part = Part { cycle: self.cycle, participant };
        let identity =
            participations::identity(self.app.vault(), part, self.id(&key), whose, pupil.0).await?;
        let evidence = "Keeps trying, and explains well when working with a partner.";
        let why = Why(domain::ReasonCode::EvidenceFromAssessment, "");
        let act = PlacePupil {
            limits: self.catalogue.limits(&read_word(self.script.programme)?),
            participant,
            identity,
            year_level: YearLevel::new(self.script.year_level)
                .map_err(|_| DemoError::Script("a year".to_owned()))?,
            weeks_of_schooling: WEEKS,
            entry_band: pupil.1,
            potential_evidence: Some(self.seal(&key, subject, "potential_evidence", evidence).await?),
            placement: Placement {
                group: None,
                tier: self.script.tier.0,
                share_of_sessions_percent: 100,
                role: TakesPart::Target,
            },
            size_override: None,
            overlapping_cycles: 0,
            overlap_override: None,
            reason: self.reason(&key, subject, why).await?,
        };
        let context =
            Context::new(self.id(&key), &self.account(Role::Lead).to_string(), Role::Lead.name(), CLIENT);
        let placing = Placing {
            pupil: whose,
            cycle: self.cycle,
            expected: None,
            today: self.app.today(),
            effective_on: on,
        };
        participations::place(self.app, placing, act, &context).await?;
        Ok(())
    }

    async fn need(&self, place: usize, on: Date) -> Result<(), DemoError> {
        let (key, participant) = (format!("need-{place}"), self.participant(place));
        let needs = self.script.needs;
        let Some((can_do, not_yet)) = needs.get(place % needs.len().max(1)) else { return Ok(()) };
        let act = RecordNeed {
            participant,
            concept: read_word(self.script.concept)?,
            can_do: self.seal(&key, participant.into(), "can_do", can_do).await?,
            not_yet: self.seal(&key, participant.into(), "not_yet", not_yet).await?,
            source: if place.is_multiple_of(2) { NeedSource::Interview } else { NeedSource::PupilWork },
        };
        self.send(&key, Role::Teacher, on, CycleAct::RecordNeed(act)).await
    }

    async fn target(&self, place: usize, pupil: &Pupil, on: Date) -> Result<(), DemoError> {
        let (key, participant) = (format!("target-{place}"), self.participant(place));
        let start = score(pupil, AssessmentPoint::Baseline);
        let act = SetTarget {
            participant,
            target_id: TargetId::new(self.id(&key)),
            concept: read_word(self.script.concept)?,
            statement: self.seal(&key, participant.into(), "statement", self.script.target).await?,
            measure: if start.is_some() { TargetMeasure::Score } else { TargetMeasure::Judgement },
            instrument: start.map(|_| read_word(self.script.instrument)).transpose()?,
            value: start.map(|start| Score::from(start + TARGET_ABOVE)),
            due_on: self.first_day.saturating_add(self.script.lasts.days()),
        };
        self.send(&key, Role::Teacher, on, CycleAct::SetTarget(act)).await
    }

    /// A column of scores: every pupil who has one at this point.
    async fn scores(
        &self,
        point: AssessmentPoint,
        on: Date,
        step: &mut impl FnMut(),
    ) -> Result<(), DemoError> {
        let scored = self.script.pupils.iter().enumerate();
        for (place, value) in scored.filter_map(|(place, pupil)| Some((place, score(pupil, point)?))) {
            self.record(place, point, value, on).await?;
            step();
        }
        Ok(())
    }

    async fn record(
        &self,
        place: usize,
        point: AssessmentPoint,
        value: i32,
        on: Date,
    ) -> Result<(), DemoError> {
        let limits = self.instrument.limits();
        let act = RecordAssessment {
            scale: limits.scale.clone(),
            instrument: limits,
            windows: self.instrument.windows(),
            assessment_id: self.assessment(place, point),
            participant: self.participant(place),
            point,
            reading: self.reading(point, value, on)?,
            sem: None,
            marker: Some(self.account(Role::Teacher)),
            batch: None,
        };
        let act = CycleAct::RecordAssessment(Box::new(act));
        self.send(&format!("score-{place}-{point}"), Role::Teacher, on, act).await
    }

    /// A column of scores in one go, as the grid sends it.
    fn column(&self, point: AssessmentPoint, on: Date) -> Result<CycleAct, DemoError> {
        let mut rows = Vec::new();
        for (place, pupil) in self.script.pupils.iter().enumerate() {
            if let Some(value) = score(pupil, point) {
                let reading = self.reading(point, value, on)?;
                let entry = ScoreEntry::New { assessment_id: self.assessment(place, point), reading };
                rows.push(ScoreRow { participant: self.participant(place), entry });
            }
        }
        Ok(CycleAct::RecordScores(RecordScores {
            instrument: self.instrument.limits(),
            windows: self.instrument.windows(),
            point,
            marker: Some(self.account(Role::Teacher)),
            batch: None,
            rows,
        }))
    }

    /// Paper A at the start, paper B afterwards; some tests have no papers.
    fn reading(&self, point: AssessmentPoint, value: i32, taken_on: Date) -> Result<Reading, DemoError> {
        let paper = if point == AssessmentPoint::Baseline { "a" } else { "b" };
        let form = self.instrument.paper(paper).or_else(|_| self.instrument.paper(""));
        let form = form.map_err(|_| DemoError::Script(paper.to_owned()))?;
        Ok(Reading { score: Score::from(value), taken_on, form })
    }

    async fn step(&self, key: &str, on: Date, step: Step, after_closing: bool) -> Result<(), DemoError> {
        let cycle = KeySubject::from(self.cycle);
        let (role, act) = match step {
            Step::Start(why) => (Role::Lead, self.start(key, why).await?),
            // These are many commands, sent elsewhere.
            Step::Scores(_) | Step::Sessions { .. } | Step::JudgeTargets | Step::Close => return Ok(()),
            Step::Column(point) => (Role::Teacher, self.column(point, on)?),
            Step::Change(change) => self.change(key, change).await?,
            Step::Ending(ending) => self.ending(key, ending).await?,
            Step::Contact(place, kind, direction, note) => {
                (Role::Teacher, self.contact(key, place, (kind, direction), note).await?)
            }
            Step::Reflect(stage, finding, decision) => {
                (Role::Teacher, self.reflection(key, stage, finding, decision).await?)
            }
            Step::Mentoring(focus, shared) => (Role::Mentor, self.mentoring(key, focus, shared).await?),
            Step::Cost(kind, pence, hours) => (Role::Lead, self.cost(key, kind, pence, hours)?),
            Step::Missing(place, point, why) => {
                let participant = self.participant(place);
                let reason = self.reason(key, participant.into(), why).await?;
                (Role::Teacher, CycleAct::MarkMissing(MarkMissing { participant, point, reason }))
            }
            Step::Correct(place, point, value, why) => {
                let role = if after_closing { Role::Head } else { Role::Lead };
                (role, self.correct(key, place, point, value, why).await?)
            }
            Step::Placement(place, share, group, why) => {
                (Role::Lead, self.placement(key, place, share, group, why).await?)
            }
            Step::Withdraw(place, exit_status, next_support, why) => {
                let participant = self.participant(place);
                let reason = self.reason(key, participant.into(), why).await?;
                (
                    Role::Lead,
                    CycleAct::WithdrawPupil(WithdrawPupil { participant, exit_status, next_support, reason }),
                )
            }
            Step::Adopt(usage, why) => {
                let practice = self.practice(key, usage).await?;
                let reason = self.reason(key, cycle, why).await?;
                let strategy: StrategyCode = read_word(usage.strategy)?;
                let retired_on = self.catalogue.strategy(&strategy).and_then(|one| one.retired_on);
                let act = AdoptStrategy { strategy, retired_on, practice, reason };
                (Role::Teacher, CycleAct::AdoptStrategy(act))
            }
            Step::Adapt(usage, evidence, why) => {
                (Role::Teacher, self.adapt(key, usage, evidence, why).await?)
            }
            Step::Stop(strategy, judged_effect, why) => {
                let reason = self.reason(key, cycle, why).await?;
                let strategy = read_word(strategy)?;
                (Role::Teacher, CycleAct::StopStrategy(StopStrategy { strategy, judged_effect, reason }))
            }
            Step::Reschedule(ends, why) => {
                let ends_on = self.first_day.saturating_add(ends.days());
                let dates = CycleDates { starts_on: self.first_day, ends_on };
                let reason = self.reason(key, cycle, why).await?;
                (Role::Lead, CycleAct::Reschedule(Reschedule { dates, reason }))
            }
            Step::Assess => (Role::Teacher, CycleAct::CompleteAssessment),
        };
        self.send(key, role, on, act).await
    }

    async fn start(&self, key: &str, why: Option<Why>) -> Result<CycleAct, DemoError> {
        let size_override = match why {
            Some(Why(code, note)) => {
                let length = u32::try_from(note.chars().count()).unwrap_or(u32::MAX);
                let text = self.seal(key, self.cycle.into(), crate::sealed_text::SIZE_NOTE, note).await?;
                Some(GivenReason { code, note: Some(Note { text, length }), evidence: Vec::new() })
            }
            None => None,
        };
        let limits = self.catalogue.limits(&read_word(self.script.programme)?);
        Ok(CycleAct::StartCycle(StartCycle { limits, size_override }))
    }

    /// The cycle as its facts so far make it.
    pub(super) async fn record_so_far(&self) -> Result<CycleRecord, DemoError> {
        let loaded = self.app.journal().load::<Cycle>(&self.cycle.to_string()).await?;
        loaded.state.record().cloned().ok_or_else(|| DemoError::Script(self.script.key.to_owned()))
    }

    pub(super) async fn correct(
        &self,
        key: &str,
        place: usize,
        point: AssessmentPoint,
        value: i32,
        why: Why,
    ) -> Result<CycleAct, DemoError> {
        let unknown = || DemoError::Script(format!("the score of pupil {place} at {point}"));
        let id = self.assessment(place, point);
        let record = self.record_so_far().await?;
        let known = record.assessments.get(&id).ok_or_else(unknown)?;
        let act = CorrectAssessment {
            instrument: self.instrument.limits(),
            windows: self.instrument.windows(),
            assessment_id: id,
            corrects_seq: known.live,
            after: Reading { score: Score::from(value), ..known.reading.clone() },
            reason: self.reason(key, self.participant(place).into(), why).await?,
        };
        Ok(CycleAct::CorrectAssessment(Box::new(act)))
    }

    async fn placement(
        &self,
        key: &str,
        place: usize,
        share: u8,
        group: &str,
        why: Why,
    ) -> Result<CycleAct, DemoError> {
        let participant = self.participant(place);
        let group = match group {
            "" => None,
            name => Some(self.seal(key, participant.into(), "group", name).await?),
        };
        let after = Placement {
            group,
            tier: self.script.tier.0,
            share_of_sessions_percent: share,
            role: TakesPart::Target,
        };
        let reason = self.reason(key, participant.into(), why).await?;
        Ok(CycleAct::ChangePlacement(ChangePlacement { participant, after, reason }))
    }

    async fn practice(&self, key: &str, usage: Use) -> Result<Practice, DemoError> {
        let named: Vec<ParticipantId> = usage.pupils.iter().map(|place| self.participant(*place)).collect();
        Ok(Practice {
            lever: usage.lever,
            lesson_part: usage.part,
            concept: usage.concept.map(read_word).transpose()?,
            participants: if named.is_empty() { Reach::All } else { Reach::Only(named) },
            expected_effect: self.seal(key, self.cycle.into(), "expected_effect", usage.expected).await?,
        })
    }

    async fn adapt(
        &self,
        key: &str,
        usage: Use,
        evidence: &[(usize, AssessmentPoint)],
        why: Why,
    ) -> Result<CycleAct, DemoError> {
        let record = self.record_so_far().await?;
        let live = |(place, point): &(usize, AssessmentPoint)| {
            record.assessments.get(&self.assessment(*place, *point)).map(|known| known.live)
        };
        let evidence: Vec<Sequence> = evidence.iter().filter_map(live).collect();
        let strategy: StrategyCode = read_word(usage.strategy)?;
        let after = self.practice(key, usage).await?;
        let reason = self.reason(key, self.cycle.into(), why).await?;
        Ok(CycleAct::AdaptStrategy(AdaptStrategy { strategy, after, evidence, reason }))
    }

    async fn close(&self) -> Result<CycleAct, DemoError> {
        let record = self.record_so_far().await?;
        let outcome = gains::to_seal(&self.catalogue, &record)
            .ok_or_else(|| DemoError::Script("an outcome".to_owned()))?;
        Ok(CycleAct::CloseCycle(CloseCycle { outcome, upto_sequence: record.sequence }))
    }
}

/// The first day of a script that is played on the day `today`.
pub(super) fn first_day(script: &Script, today: Date) -> Date {
    monday(today.saturating_add(script.starts.days()))
}

/// The Monday of a day's week.
fn monday(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
}

pub(super) fn cycle_id(key: &str) -> CycleId {
    CycleId::new(Uuid::new_v5(&ROOT, key.as_bytes()))
}
