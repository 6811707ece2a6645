//! Who takes part in a cycle, and how that changes and ends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cycle::word::{EntryBand, ExitStatus, NextSupport, Role, Tier};
use crate::id::ParticipantId;
use crate::{Reason, Sealed, Sequence, YearLevel};

/// How a participant takes part; the part of a placement that can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The smaller group within the cycle, if there are several; sealed under the participant's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Sealed>,
    /// How far the support of this participant goes.
    pub tier: Tier,
    /// The share of the sessions that the participant is to have, in percent, 1 to 100.
    pub share_of_sessions_percent: u8,
    /// Taught, or compared with.
    pub role: Role,
}

/// A pupil takes part from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilPlaced {
    /// The day.
    pub effective_on: Date,
    /// The number of the pupil in this cycle, and the subject of everything sealed about the pupil here.
    pub participant: ParticipantId,
    /// Who it is, as known on that day: a sealed JSON object of pupil id, name, short label and national number.
    pub identity: Sealed,
    /// The school year that the pupil is in.
    pub year_level: YearLevel,
    /// Weeks of schooling before entry.
    pub weeks_of_schooling: u16,
    /// Where the pupil stood against what is expected.
    pub entry_band: EntryBand,
    /// What shows that the pupil can reach it; sealed under the participant's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub potential_evidence: Option<Sealed>,
    /// How the pupil takes part.
    #[serde(flatten)]
    pub placement: Placement,
    /// Why the group grew beyond its programme's size by this, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_override: Option<Reason>,
    /// Why this pupil though active in an overlapping cycle of the same subject, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_override: Option<Reason>,
    /// Why this pupil.
    pub reason: Reason,
}

/// A participant takes part in another way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementChanged {
    /// The day.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// How it was.
    pub before: Placement,
    /// How it is now.
    pub after: Placement,
    /// Why.
    pub reason: Reason,
}

/// A participant takes part no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilWithdrawn {
    /// The day.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// How it ended.
    pub exit_status: ExitStatus,
    /// What follows.
    pub next_support: NextSupport,
    /// Why.
    pub reason: Reason,
}

/// How and when a participant's part ended; the part of a withdrawal that can be put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// The last day.
    pub left_on: Date,
    /// How it ended.
    pub exit_status: ExitStatus,
    /// What follows.
    pub next_support: NextSupport,
}

impl PupilWithdrawn {
    /// How and when the part ended.
    #[must_use]
    pub fn leaving(&self) -> Leaving {
        let (exit_status, next_support) = (self.exit_status, self.next_support);
        Leaving { left_on: self.effective_on, exit_status, next_support }
    }
}

/// How a participant's part ended was wrong and is put right; what it was stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalCorrected {
    /// The day from which the correction holds.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// The event that held it until now: the withdrawal or the last correction.
    pub corrects_seq: Sequence,
    /// What it was.
    pub before: Leaving,
    /// What it is; none if the pupil did not leave and goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Leaving>,
    /// Why; its note is sealed under the participant's key.
    pub reason: Reason,
}

/// What a placing says of the pupil on the day of entry; the part of it that can be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFacts {
    /// The day from which the pupil takes part.
    pub placed_on: Date,
    /// The school year that the pupil was in.
    pub year_level: YearLevel,
    /// Weeks of schooling before entry.
    pub weeks_of_schooling: u16,
    /// Where the pupil stood against what is expected.
    pub entry_band: EntryBand,
    /// What shows that the pupil can reach it; sealed under the participant's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub potential_evidence: Option<Sealed>,
}

impl PupilPlaced {
    /// What the placing says of the pupil on the day of entry.
    #[must_use]
    pub fn entry(&self) -> EntryFacts {
        EntryFacts {
            placed_on: self.effective_on,
            year_level: self.year_level,
            weeks_of_schooling: self.weeks_of_schooling,
            entry_band: self.entry_band,
            potential_evidence: self.potential_evidence.clone(),
        }
    }
}

/// What a placing said of the pupil was wrong and is put right; what it was stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementCorrected {
    /// The day from which the correction holds.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// The event that held it until now: the placing or the last correction.
    pub corrects_seq: Sequence,
    /// What it was.
    pub before: EntryFacts,
    /// What it is.
    pub after: EntryFacts,
    /// Why; its note is sealed under the participant's key.
    pub reason: Reason,
}
