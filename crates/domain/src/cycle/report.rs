//! What follows the closing: how good the cycle was, the report to the board, and opening it again.

use jiff::civil::Date;

use super::command::{AmendReport, AskReopening, DeclineReopening, JudgeImpact, Reopen, SubmitReport};
use super::event::{
    BoardReportAmended, BoardReportSubmitted, CycleEvent, CycleReopened, CycleReopeningAsked,
    CycleReopeningDeclined, ImpactJudged,
};
use super::state::{CycleRecord, ReopeningRequest};
use super::word::ReportPart;
use super::{CycleRefusal, Decision, corrects, in_order, sealed_for};
use crate::Sealed;
use crate::id::AccountId;
use crate::reason::ReasonFor;

/// Judges how good a closed cycle was. Quiet if this judge has said just that.
pub(super) fn judge_impact(record: &CycleRecord, effective_on: Date, new: JudgeImpact) -> Decision {
    let JudgeImpact { impact, value, leadership, judge, reason } = new;
    let known = record.impact.get(&judge);
    if known.is_some_and(|was| (was.impact, was.value, was.leadership) == (impact, value, leadership)) {
        return Ok(Vec::new());
    }
    let reason = reason.accept(ReasonFor::JudgingImpact, Some(record.plan.cycle.into()), record.sequence)?;
    let judged = ImpactJudged { effective_on, impact, value, leadership, judge, reason };
    Ok(vec![CycleEvent::ImpactJudged(judged)])
}

/// Tells the board what came of a closed cycle, in four parts, with the outcome as it is now.
pub(super) fn submit(record: &CycleRecord, effective_on: Date, new: SubmitReport) -> Decision {
    let part = |text: Option<Sealed>, part| text.ok_or(CycleRefusal::ReportPartMissing { part });
    let need = part(new.need, ReportPart::Need)?;
    let impact = part(new.impact, ReportPart::Impact)?;
    let practice_change = part(new.practice_change, ReportPart::PracticeChange)?;
    let next_steps = part(new.next_steps, ReportPart::NextSteps)?;
    sealed_for(record.plan.cycle.into(), [&need, &impact, &practice_change, &next_steps])?;
    let upto_seq = new.upto_seq;
    if !upto_seq.within(record.sequence) {
        return Err(CycleRefusal::UnknownRecord);
    }
    if let Some(outcome) = record.outcome_in.filter(|outcome| upto_seq < *outcome) {
        return Err(CycleRefusal::StaleOutcome { upto: upto_seq, last: outcome });
    }
    Ok(vec![CycleEvent::BoardReportSubmitted(Box::new(BoardReportSubmitted {
        effective_on,
        need,
        impact,
        practice_change,
        next_steps,
        upto_seq,
        school_year: new.school_year,
    }))])
}

/// Whether just this report was submitted: the very same sealed texts.
pub(super) fn is_submitted(record: &CycleRecord, new: &SubmitReport) -> bool {
    let Some(report) = &record.report else { return false };
    let parts = [
        (ReportPart::Need, &new.need),
        (ReportPart::Impact, &new.impact),
        (ReportPart::PracticeChange, &new.practice_change),
        (ReportPart::NextSteps, &new.next_steps),
    ];
    report.upto == new.upto_seq
        && parts.into_iter().all(|(part, text)| report.parts.get(&part).map(|live| &live.is) == text.as_ref())
}

/// Writes a part of the report anew. Quiet if somebody has done just that since.
pub(super) fn amend(record: &CycleRecord, effective_on: Date, new: AmendReport) -> Decision {
    let AmendReport { part, amends_seq, after, reason } = new;
    let known = record.report.as_ref().and_then(|report| report.parts.get(&part));
    let known = known.ok_or(CycleRefusal::UnknownRecord)?;
    if !corrects(amends_seq, known.live, known.is == after)? {
        return Ok(Vec::new());
    }
    sealed_for(record.plan.cycle.into(), [&after])?;
    let reason = reason.accept(ReasonFor::AmendingReport, Some(record.plan.cycle.into()), record.sequence)?;
    let before = known.is.clone();
    Ok(vec![CycleEvent::BoardReportAmended(Box::new(BoardReportAmended {
        effective_on,
        part,
        amends_seq,
        before,
        after,
        reason,
    }))])
}

/// Asks that a closed cycle goes on, in place of what was asked before. Quiet if just that was asked and nobody answered.
pub(super) fn ask_reopening(record: &CycleRecord, effective_on: Date, new: AskReopening) -> Decision {
    let AskReopening { by, reason } = new;
    let reason = reason.accept(ReasonFor::Reopening, Some(record.plan.cycle.into()), record.sequence)?;
    let request = ReopeningRequest { by, asked_on: effective_on, reason };
    if record.reopening.as_ref() == Some(&request) {
        return Ok(Vec::new());
    }
    let ReopeningRequest { by, asked_on: effective_on, reason } = request;
    Ok(vec![CycleEvent::CycleReopeningAsked(CycleReopeningAsked { effective_on, by, reason })])
}

/// What waits for an answer, which is never that of the one who asked.
fn asked(record: &CycleRecord, answers: AccountId) -> Result<&ReopeningRequest, CycleRefusal> {
    let request = record.reopening.as_ref().ok_or(CycleRefusal::ReopeningNotAsked)?;
    if request.by == answers { Err(CycleRefusal::SelfApproval) } else { Ok(request) }
}

/// Lets a closed cycle go on, when somebody else than the one who asks agrees.
pub(super) fn reopen(record: &CycleRecord, effective_on: Date, new: &Reopen) -> Decision {
    let approver = new.approver;
    let request = asked(record, approver)?;
    in_order(request.asked_on, effective_on)?;
    let reason = request.reason.clone();
    Ok(vec![CycleEvent::CycleReopened(CycleReopened { effective_on, approver, reason })])
}

/// Leaves a cycle closed though somebody asked.
pub(super) fn decline_reopening(record: &CycleRecord, effective_on: Date, new: DeclineReopening) -> Decision {
    let DeclineReopening { by, reason } = new;
    let request = asked(record, by)?;
    in_order(request.asked_on, effective_on)?;
    let asked_by = request.by;
    let subject = Some(record.plan.cycle.into());
    let reason = reason.accept(ReasonFor::DecliningReopening, subject, record.sequence)?;
    let declined = CycleReopeningDeclined { effective_on, asked_by, declined_by: by, reason };
    Ok(vec![CycleEvent::CycleReopeningDeclined(declined)])
}
