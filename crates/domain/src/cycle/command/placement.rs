//! What can be asked about who takes part.

use crate::cycle::event::{EntryFacts, Leaving, Placement};
use crate::cycle::limits::ProgrammeLimits;
use crate::cycle::word::{EntryBand, ExitStatus, NextSupport};
use crate::id::ParticipantId;
use crate::{GivenReason, Sealed, Sequence, YearLevel};

/// Let a pupil take part. Every text in it is sealed under the participant's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacePupil {
    /// What the programme allows.
    pub limits: ProgrammeLimits,
    /// A number drawn at random for this pupil in this cycle.
    pub participant: ParticipantId,
    /// Who it is.
    pub identity: Sealed,
    /// The school year that the pupil is in.
    pub year_level: YearLevel,
    /// Weeks of schooling before entry.
    pub weeks_of_schooling: u16,
    /// Where the pupil stands against what is expected.
    pub entry_band: EntryBand,
    /// What shows that the pupil can reach it.
    pub potential_evidence: Option<Sealed>,
    /// How the pupil takes part.
    pub placement: Placement,
    /// Why a running group may grow beyond the programme's size by this.
    pub size_override: Option<GivenReason>,
    /// In how many overlapping cycles of the same subject the pupil is active.
    pub overlapping_cycles: u16,
    /// Why this pupil all the same.
    pub overlap_override: Option<GivenReason>,
    /// Why this pupil.
    pub reason: GivenReason,
}

/// Let a participant take part in another way. Every text in it is sealed under the participant's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePlacement {
    /// Which participant.
    pub participant: ParticipantId,
    /// How, from now on. A text that stays the same must be the very same sealed value.
    pub after: Placement,
    /// Why.
    pub reason: GivenReason,
}

/// End a participant's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawPupil {
    /// Which participant.
    pub participant: ParticipantId,
    /// How it ended.
    pub exit_status: ExitStatus,
    /// What follows.
    pub next_support: NextSupport,
    /// Why; sealed under the participant's key.
    pub reason: GivenReason,
}

/// Put right how and when a participant's part ended, or that it ended at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectWithdrawal {
    /// What the programme allows.
    pub limits: ProgrammeLimits,
    /// Which participant.
    pub participant: ParticipantId,
    /// The event that the corrector saw it in.
    pub corrects_seq: Sequence,
    /// What it should be; none if the pupil did not leave and goes on.
    pub after: Option<Leaving>,
    /// In how many overlapping cycles of the same subject the pupil is active.
    pub overlapping_cycles: u16,
    /// Why; sealed under the participant's key.
    pub reason: GivenReason,
}

/// Put right what a placing said of the pupil. Every text in it is sealed under the participant's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectPlacement {
    /// What the programme allows.
    pub limits: ProgrammeLimits,
    /// Which participant.
    pub participant: ParticipantId,
    /// The event that the corrector saw it in.
    pub corrects_seq: Sequence,
    /// What it should be. A text that stays the same must be the very same sealed value.
    pub after: EntryFacts,
    /// Why.
    pub reason: GivenReason,
}
