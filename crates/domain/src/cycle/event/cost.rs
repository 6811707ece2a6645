//! What a cycle costs.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cycle::word::CostKind;
use crate::id::CostId;
use crate::{Currency, Hours, Reason, Sequence};

/// What something cost. An amount can be nothing, never less than that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// What for.
    pub kind: CostKind,
    /// The amount, in the smaller unit of its currency: pence, cents.
    pub minor_units: u64,
    /// In which currency.
    pub currency: Currency,
    /// The working time that it stands for, in hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
}

/// Something was paid, or working time was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRecorded {
    /// The day.
    pub effective_on: Date,
    /// Which cost; kept through corrections.
    pub cost_id: CostId,
    /// What it was.
    #[serde(flatten)]
    pub cost: Cost,
}

/// A cost was wrong and is put right; what it was stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostCorrected {
    /// The day from which the correction holds.
    pub effective_on: Date,
    /// Which cost.
    pub cost_id: CostId,
    /// The event that held it until now: the recording or the last correction.
    pub corrects_seq: Sequence,
    /// What it was.
    pub before: Cost,
    /// What it is.
    pub after: Cost,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}
