//! The steps of a script that are done week by week: sessions, talks with families, looking back, mentoring and costs.

use domain::cycle::{
    ContactDirection, ContactKind, Cost, CostKind, CycleAct, InquiryStage, LogContact, LogCost, LogMentoring,
    LogReflection, LogSession, Session,
};
use domain::{ContactId, CostId, Hours, KeySubject, SessionId};

use super::DemoError;
use super::act::Maker;
use crate::access::Role;

/// In each session of this number somebody is away.
const AWAY_EVERY: usize = 3;

impl Maker<'_> {
    /// A session on each of these days that has come; `step` hears of each.
    pub(super) async fn sessions(
        &self,
        days: impl Iterator<Item = i32>,
        minutes: u16,
        step: &mut impl FnMut(),
    ) -> Result<(), DemoError> {
        let record = self.record_so_far().await?;
        for (number, day) in days.enumerate() {
            let (key, held_on) = (format!("session-{number}"), self.day(day));
            let pupils = (0..self.script.pupils.len()).map(|place| self.participant(place));
            let taking_part: Vec<_> = pupils
                .filter(|id| record.participants.get(id).is_some_and(|one| one.took_part_on(held_on)))
                .collect();
            let away = (number % AWAY_EVERY == 1 && taking_part.len() > 1)
                .then(|| number % taking_part.len().max(1));
            let away = away.and_then(|place| taking_part.get(place).copied());
            let in_use =
                record.used.iter().filter(|(_, spells)| spells.iter().any(|one| one.covers(held_on)));
            let session = Session {
                minutes,
                present: taking_part.iter().copied().filter(|id| Some(*id) != away).collect(),
                absent: away.into_iter().collect(),
                strategies: in_use.map(|(code, _)| code.clone()).collect(),
            };
            let log = LogSession { session_id: SessionId::new(self.id(&key)), session };
            self.send(&key, Role::Teacher, held_on, CycleAct::LogSession(log)).await?;
            step();
        }
        Ok(())
    }

    pub(super) async fn contact(
        &self,
        key: &str,
        place: Option<usize>,
        (kind, direction): (ContactKind, ContactDirection),
        note: &str,
    ) -> Result<CycleAct, DemoError> {
        let participant = place.map(|place| self.participant(place));
        let subject = participant.map_or(KeySubject::from(self.cycle), KeySubject::from);
        Ok(CycleAct::LogContact(LogContact {
            contact_id: ContactId::new(self.id(key)),
            participant,
            kind,
            direction,
            note: self.seal(key, subject, "note", note).await?,
        }))
    }

    pub(super) async fn reflection(
        &self,
        key: &str,
        stage: InquiryStage,
        finding: &str,
        decision: &str,
    ) -> Result<CycleAct, DemoError> {
        let cycle = KeySubject::from(self.cycle);
        Ok(CycleAct::LogReflection(LogReflection {
            stage,
            finding: self.seal(key, cycle, "finding", finding).await?,
            decision: self.seal(key, cycle, "decision", decision).await?,
        }))
    }

    pub(super) async fn mentoring(
        &self,
        key: &str,
        focus: &str,
        shared: &str,
    ) -> Result<CycleAct, DemoError> {
        let cycle = KeySubject::from(self.cycle);
        Ok(CycleAct::LogMentoring(LogMentoring {
            mentor: self.account(Role::Mentor),
            focus: self.seal(key, cycle, "focus", focus).await?,
            shared_practice: Some(self.seal(key, cycle, "shared_practice", shared).await?),
        }))
    }

    pub(super) fn cost(
        &self,
        key: &str,
        kind: CostKind,
        minor_units: u64,
        hours: u8,
    ) -> Result<CycleAct, DemoError> {
        let cost = self.spent(kind, minor_units, hours)?;
        Ok(CycleAct::LogCost(LogCost { cost_id: CostId::new(self.id(key)), cost }))
    }

    /// So much in the money of the school's country.
    pub(super) fn spent(&self, kind: CostKind, minor_units: u64, hours: u8) -> Result<Cost, DemoError> {
        let unknown = |_| DemoError::Script(format!("{hours} hours"));
        let hours = if hours == 0 { None } else { Some(Hours::new(hours.into()).map_err(unknown)?) };
        Ok(Cost { kind, minor_units, currency: self.home.currency, hours })
    }
}
