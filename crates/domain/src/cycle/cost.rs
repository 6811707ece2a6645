//! What a cycle costs: recorded once, put right in the open.

use jiff::civil::Date;

use super::command::{CorrectCost, LogCost};
use super::event::{CostCorrected, CostRecorded, CycleEvent};
use super::state::CycleRecord;
use super::{CycleRefusal, Decision, corrects};
use crate::reason::ReasonFor;

/// Records a cost. Quiet if this cost is recorded and says the same.
pub(super) fn log(record: &CycleRecord, effective_on: Date, new: LogCost) -> Decision {
    let LogCost { cost_id, cost } = new;
    if let Some(known) = record.costs.get(&cost_id) {
        return if known.is == cost { Ok(Vec::new()) } else { Err(CycleRefusal::AlreadyRecorded) };
    }
    Ok(vec![CycleEvent::CostRecorded(CostRecorded { effective_on, cost_id, cost })])
}

/// Puts a cost right. Quiet if somebody has done just that since.
pub(super) fn correct(record: &CycleRecord, effective_on: Date, new: CorrectCost) -> Decision {
    let known = record.costs.get(&new.cost_id).ok_or(CycleRefusal::UnknownRecord)?;
    let (before, after) = (known.is.clone(), new.after);
    if !corrects(new.corrects_seq, known.live, before == after)? {
        return Ok(Vec::new());
    }
    let subject = Some(record.plan.cycle.into());
    let reason = new.reason.accept(ReasonFor::CorrectingCost, subject, record.sequence)?;
    let CorrectCost { cost_id, corrects_seq, .. } = new;
    Ok(vec![CycleEvent::CostCorrected(CostCorrected {
        effective_on,
        cost_id,
        corrects_seq,
        before,
        after,
        reason,
    })])
}
