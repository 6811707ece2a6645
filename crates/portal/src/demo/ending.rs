//! The steps of a script that follow the closing: judging, telling the board, opening again; and giving a cycle up.

use domain::cycle::{
    AmendReport, AskReopening, Cancel, CycleAct, JudgeImpact, Rating, Reopen, ReportPart, SubmitReport,
};
use domain::{KeySubject, Sealed};

use super::DemoError;
use super::act::Maker;
use super::script::{Ending, Why};
use crate::access::Role;

impl Maker<'_> {
    /// Who does it, and what it asks.
    pub(super) async fn ending(&self, key: &str, ending: Ending) -> Result<(Role, CycleAct), DemoError> {
        let cycle = KeySubject::from(self.cycle);
        Ok(match ending {
            Ending::Judge(judge, ratings, why) => {
                let rated =
                    |rating| Rating::new(rating).map_err(|_| DemoError::Script(format!("rating {rating}")));
                let [impact, value, leadership] = ratings;
                let act = JudgeImpact {
                    impact: rated(impact)?,
                    value: rated(value)?,
                    leadership: rated(leadership)?,
                    judge: self.account(judge),
                    reason: self.reason(key, cycle, why).await?,
                };
                (judge, CycleAct::JudgeImpact(act))
            }
            Ending::Report(texts) => (Role::Head, self.report(key, texts).await?),
            Ending::Amend(part, text, why) => (Role::Head, self.amend(key, part, text, why).await?),
            Ending::AskReopening(why) => {
                let (by, reason) = (self.account(Role::Head), self.reason(key, cycle, why).await?);
                (Role::Head, CycleAct::AskReopening(AskReopening { by, reason }))
            }
            Ending::Reopen => {
                let approver = self.account(Role::Lead);
                (Role::Lead, CycleAct::Reopen(Reopen { approver }))
            }
            Ending::Cancel(why) => {
                let reason = self.reason(key, cycle, why).await?;
                (Role::Lead, CycleAct::Cancel(Cancel { reason }))
            }
        })
    }

    async fn report(&self, key: &str, texts: [&str; 4]) -> Result<CycleAct, DemoError> {
        let [need, impact, practice_change, next_steps] = texts;
        let act = SubmitReport {
            need: self.part(key, "need", need).await?,
            impact: self.part(key, "impact", impact).await?,
            practice_change: self.part(key, "practice_change", practice_change).await?,
            next_steps: self.part(key, "next_steps", next_steps).await?,
            upto_seq: self.record_so_far().await?.sequence,
            // As from before it was kept: the page counts it as the school does.
            school_year: None,
        };
        Ok(CycleAct::SubmitReport(Box::new(act)))
    }

    async fn part(&self, key: &str, field: &str, text: &str) -> Result<Option<Sealed>, DemoError> {
        Ok(Some(self.seal(key, self.cycle.into(), field, text).await?))
    }

    async fn amend(&self, key: &str, part: ReportPart, text: &str, why: Why) -> Result<CycleAct, DemoError> {
        let record = self.record_so_far().await?;
        let known = record.report.as_ref().and_then(|report| report.parts.get(&part));
        let known = known.ok_or_else(|| DemoError::Script(format!("the part {part} of a report")))?;
        let amends_seq = known.live;
        let after = self.seal(key, self.cycle.into(), "after", text).await?;
        let reason = self.reason(key, self.cycle.into(), why).await?;
        Ok(CycleAct::AmendReport(AmendReport { part, amends_seq, after, reason }))
    }
}
