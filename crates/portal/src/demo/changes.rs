//! The steps of a script that change what was agreed or recorded: learning carried on, staff, targets, costs and sessions.

use domain::cycle::{
    Aim, CarryForward, CorrectCost, CorrectSession, CycleAct, HeldSession, JudgeTarget, Judgement,
    ReassignStaff, ReviseTarget, Session, StaffChange, StaffPost,
};
use domain::cycle::{AssessmentPoint, CycleRecord, Target};
use domain::{CostId, Evidence, KeySubject, Score, SessionId, StrategyCode, TargetId};
use jiff::civil::Date;

use super::act::{Maker, cycle_id};
use super::script::{Change, Step, Why, score};
use super::{DemoError, read_word};
use crate::access::Role;

impl Maker<'_> {
    /// Who does it, and what it asks.
    pub(super) async fn change(&self, key: &str, change: Change) -> Result<(Role, CycleAct), DemoError> {
        let cycle = KeySubject::from(self.cycle);
        Ok(match change {
            Change::Carry(kept, changed, finding) => {
                (Role::Teacher, self.carry(key, kept, changed, finding).await?)
            }
            Change::Staff(post, person, why) => {
                let staff = match post {
                    StaffPost::Teacher => StaffChange::Teacher(self.account(person)),
                    StaffPost::Lead => StaffChange::Lead(self.account(person)),
                    StaffPost::Mentor => StaffChange::Mentor(Some(self.account(person))),
                };
                let reason = self.reason(key, cycle, why).await?;
                (Role::Lead, CycleAct::ReassignStaff(ReassignStaff { staff, reason }))
            }
            Change::Target(place, value, why) => (Role::Teacher, self.revise(key, place, value, why).await?),
            Change::Cost(place, minor_units, hours, why) => {
                (Role::Lead, self.correct_cost(key, place, (minor_units, hours), why).await?)
            }
            Change::Session(number, minutes, why) => {
                (Role::Teacher, self.correct_session(key, number, minutes, why).await?)
            }
        })
    }

    async fn carry(
        &self,
        key: &str,
        kept: &[&str],
        changed: &[&str],
        finding: &str,
    ) -> Result<CycleAct, DemoError> {
        let unknown = || DemoError::Script(format!("the cycle before {}", self.script.key));
        let earlier = cycle_id(self.script.follows.ok_or_else(unknown)?);
        let codes = |words: &[&str]| -> Result<Vec<StrategyCode>, DemoError> {
            words.iter().map(|word| read_word(word)).collect()
        };
        Ok(CycleAct::CarryForward(CarryForward {
            from: self.earlier(earlier).await?.ok_or_else(unknown)?,
            strategies_kept: codes(kept)?,
            strategies_changed: codes(changed)?,
            finding: self.seal(key, self.cycle.into(), "finding", finding).await?,
        }))
    }

    async fn revise(&self, key: &str, place: usize, value: i32, why: Why) -> Result<CycleAct, DemoError> {
        let record = self.record_so_far().await?;
        let (target_id, known) = self.known_target(&record, place)?;
        let reason = self.reason(key, known.participant.into(), why).await?;
        let after = Aim { value: Some(Score::from(value)), ..known.aim.is.clone() };
        let act = ReviseTarget { target_id, revises_seq: known.aim.live, after, reason };
        Ok(CycleAct::ReviseTarget(Box::new(act)))
    }

    fn known_target<'a>(
        &self,
        record: &'a CycleRecord,
        place: usize,
    ) -> Result<(TargetId, &'a Target), DemoError> {
        let id = TargetId::new(self.id(&format!("target-{place}")));
        let known = record.targets.get(&id);
        Ok((id, known.ok_or_else(|| DemoError::Script(format!("the target of pupil {place}")))?))
    }

    async fn correct_cost(
        &self,
        key: &str,
        place: usize,
        (minor_units, hours): (u64, u8),
        why: Why,
    ) -> Result<CycleAct, DemoError> {
        let unknown = || DemoError::Script(format!("the cost {place}"));
        let steps = self.script.steps.iter().enumerate();
        let mut costs = steps.filter(|(_, (_, step))| matches!(step, Step::Cost(..)));
        let (number, _) = costs.nth(place).ok_or_else(unknown)?;
        let cost_id = CostId::new(self.id(&format!("step-{number}")));
        let record = self.record_so_far().await?;
        let known = record.costs.get(&cost_id).ok_or_else(unknown)?;
        let after = self.spent(known.is.kind, minor_units, hours)?;
        let reason = self.reason(key, self.cycle.into(), why).await?;
        Ok(CycleAct::CorrectCost(CorrectCost { cost_id, corrects_seq: known.live, after, reason }))
    }

    async fn correct_session(
        &self,
        key: &str,
        number: usize,
        minutes: u16,
        why: Why,
    ) -> Result<CycleAct, DemoError> {
        let session_id = SessionId::new(self.id(&format!("session-{number}")));
        let record = self.record_so_far().await?;
        let known = record.sessions.get(&session_id);
        let known = known.ok_or_else(|| DemoError::Script(format!("the session {number}")))?;
        let session = Session { minutes, ..known.is.session.clone() };
        let act = CorrectSession {
            session_id,
            corrects_seq: known.live,
            after: HeldSession { held_on: known.is.held_on, session },
            reason: self.reason(key, self.cycle.into(), why).await?,
        };
        Ok(CycleAct::CorrectSession(Box::new(act)))
    }

    /// Judges each target by the end score; `step` hears of each.
    pub(super) async fn judge_targets(&self, on: Date, step: &mut impl FnMut()) -> Result<(), DemoError> {
        let record = self.record_so_far().await?;
        for (place, pupil) in self.script.pupils.iter().enumerate() {
            if score(pupil, AssessmentPoint::End).is_none() {
                continue;
            }
            let (target_id, known) = self.known_target(&record, place)?;
            let end = record.assessments.get(&self.assessment(place, AssessmentPoint::End));
            let end = end.ok_or_else(|| DemoError::Script(format!("the end score of pupil {place}")))?;
            let start = score(pupil, AssessmentPoint::Baseline).map(Score::from);
            let judgement = if known.aim.is.value.is_some_and(|value| end.reading.score >= value) {
                Judgement::Met
            } else if start.is_some_and(|start| end.reading.score > start) {
                Judgement::PartlyMet
            } else {
                Judgement::NotMet
            };
            let evidence = vec![Evidence::Event(end.live)];
            let act = CycleAct::JudgeTarget(JudgeTarget { target_id, judgement, evidence });
            self.send(&format!("judged-{place}"), Role::Teacher, on, act).await?;
            step();
        }
        Ok(())
    }
}
