//! A pupil on a school's register: who it is, where it goes to school, and that it was erased.
//!
//! No scores: those belong to a cycle, under a number that is random for each cycle. Which of them are this pupil's stands
//! in no event of this stream. A fact here beside a fact there, stored by one command, would join the two for good, even
//! after both keys are gone; so the placement itself holds the pupil's number, sealed under the participant's key.

mod event;
#[cfg(test)]
mod tests;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

pub use self::event::{
    ErasureBasis, ErasureRequestWithdrawn, ErasureRequested, PupilDetailsRevised, PupilErased, PupilEvent,
    PupilMoved, PupilRegistered,
};
use crate::id::{AccountId, ImportBatchId, PupilId};
use crate::reason::{GivenReason, Reason, ReasonFor, ReasonRefusal};
use crate::{SchoolId, Sealed, Sequence};

/// Something asked about a pupil, with both its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PupilCommand {
    /// Today's date where the school is.
    pub today: Date,
    /// The day from which it is true; not after today.
    pub effective_on: Date,
    /// What is asked.
    pub act: PupilAct,
}

/// What can be asked about a pupil. Every text is sealed under the pupil's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PupilAct {
    /// Put the pupil on the register.
    RegisterPupil {
        /// Which pupil: a number drawn at random.
        pupil: PupilId,
        /// At which school.
        school: SchoolId,
        /// Who it is.
        details: Sealed,
        /// The class list that brings it, if one does.
        batch: Option<ImportBatchId>,
    },
    /// Say what is known of the pupil now. Quiet if it is the very same sealed text.
    ReviseDetails {
        /// Who it is.
        details: Sealed,
        /// Why it changed.
        reason: GivenReason,
        /// The class list that brings it, if one does.
        batch: Option<ImportBatchId>,
    },
    /// Say where the pupil goes to school now. Quiet if that is known.
    MovePupil {
        /// The school; none when it is not one that we know.
        to: Option<SchoolId>,
        /// Why.
        reason: GivenReason,
    },
    /// Ask that everything about the pupil be made unreadable. Quiet if it is being asked for.
    RequestErasure {
        /// Who asks.
        by: AccountId,
        /// On what ground in law.
        basis: ErasureBasis,
        /// Why; a code that needs no note.
        reason: GivenReason,
    },
    /// Ask for it no longer. Quiet if nobody asks.
    WithdrawErasureRequest,
    /// Make it so. Quiet if it is.
    ErasePupil {
        /// Who carries it out.
        by: AccountId,
    },
}

/// Why a command about a pupil is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum PupilRefusal {
    /// There is no such pupil.
    #[error("the pupil is not known")]
    UnknownPupil,
    /// The number stands for a pupil already.
    #[error("the pupil is on a register already")]
    AlreadyRegistered,
    /// The pupil's record was erased.
    #[error("the pupil's record was erased")]
    PupilErased,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// It would be true before the pupil was registered or moved last.
    #[error("the date is before the pupil came to the school")]
    DatesReversed,
    /// A text is sealed under the key of somebody else.
    #[error("a text is sealed under another key")]
    SealedForAnother,
    /// Nobody has asked for the erasing.
    #[error("nobody has asked that this record be erased")]
    ErasureNotRequested,
    /// Who asks for an erasing does not carry it out.
    #[error("the person who asked may not carry it out")]
    SelfApproval,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl PupilRefusal {
    /// The refusal's name as a word key: `self-approval`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::UnknownPupil
            | Self::AlreadyRegistered
            | Self::PupilErased
            | Self::DateInFuture
            | Self::DatesReversed
            | Self::SealedForAnother
            | Self::ErasureNotRequested
            | Self::SelfApproval => self.into(),
        }
    }
}

/// A request to erase that still stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureRequest {
    /// The event that asked.
    pub sequence: Sequence,
    /// The day.
    pub requested_on: Date,
    /// Who asked.
    pub by: AccountId,
    /// On what ground in law.
    pub basis: ErasureBasis,
    /// Why.
    pub reason: Reason,
}

/// What the facts of a pupil add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilRecord {
    /// Which pupil.
    pub pupil: PupilId,
    /// The school that the pupil goes to; none after leaving for one that we don't know.
    pub school: Option<SchoolId>,
    /// The school that keeps the record: the one above, or the last one.
    pub kept_by: SchoolId,
    /// Who it is.
    pub details: Sealed,
    /// The event that holds these details.
    pub details_sequence: Sequence,
    /// The day of the registration or of the last move.
    pub since: Date,
    /// Whether erasing is asked for.
    pub erasure: Option<ErasureRequest>,
    /// The last event of the stream.
    pub sequence: Sequence,
}

/// A pupil: not known, known, or erased.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pupil {
    /// Nothing is known.
    #[default]
    Unknown,
    /// The record stands.
    Known(Box<PupilRecord>),
    /// The record was erased.
    Erased {
        /// Which pupil.
        pupil: PupilId,
        /// The school that kept the record.
        kept_by: SchoolId,
    },
}

/// What follows from a command: events, or none when it is already so; or the rule that says no.
type Decision = Result<Vec<PupilEvent>, PupilRefusal>;

impl Pupil {
    /// What follows from a command.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: PupilCommand) -> Decision {
        use PupilAct as A;
        let PupilCommand { today, effective_on, act } = command;
        if effective_on > today {
            return Err(PupilRefusal::DateInFuture);
        }
        match (self, act) {
            (Self::Unknown, A::RegisterPupil { pupil, school, details, batch }) => {
                sealed_for(pupil, &details)?;
                let registered = PupilRegistered { effective_on, pupil, school, details, batch };
                Ok(vec![PupilEvent::PupilRegistered(registered)])
            }
            (Self::Unknown, _) => Err(PupilRefusal::UnknownPupil),
            (Self::Erased { .. }, A::ErasePupil { .. }) => Ok(Vec::new()),
            (Self::Erased { .. }, _) => Err(PupilRefusal::PupilErased),
            (Self::Known(known), A::RegisterPupil { details, .. }) => {
                if known.details == details {
                    Ok(Vec::new())
                } else {
                    Err(PupilRefusal::AlreadyRegistered)
                }
            }
            (Self::Known(known), A::ReviseDetails { details, reason, batch }) => {
                known.revise(effective_on, details, reason, batch)
            }
            (Self::Known(known), A::MovePupil { to, reason }) => known.go(effective_on, to, reason),
            (Self::Known(known), A::RequestErasure { by, basis, reason }) => {
                known.request_erasure(effective_on, by, basis, reason)
            }
            (Self::Known(known), A::WithdrawErasureRequest) => Ok(known.withdraw_request(effective_on)),
            (Self::Known(known), A::ErasePupil { by }) => known.erase(effective_on, by),
        }
    }

    /// What is known, while the record stands.
    #[must_use]
    pub fn record(&self) -> Option<&PupilRecord> {
        match self {
            Self::Known(record) => Some(record),
            Self::Unknown | Self::Erased { .. } => None,
        }
    }
}

impl PupilRecord {
    fn revise(
        &self,
        effective_on: Date,
        details: Sealed,
        reason: GivenReason,
        batch: Option<ImportBatchId>,
    ) -> Decision {
        if self.details == details {
            return Ok(Vec::new());
        }
        sealed_for(self.pupil, &details)?;
        let reason = reason.accept(ReasonFor::RevisingPupil, Some(self.pupil.into()), self.sequence)?;
        let replaces_sequence = self.details_sequence;
        let pupil = self.pupil;
        let revised = PupilDetailsRevised { effective_on, pupil, replaces_sequence, details, reason, batch };
        Ok(vec![PupilEvent::PupilDetailsRevised(revised)])
    }

    fn go(&self, effective_on: Date, to: Option<SchoolId>, reason: GivenReason) -> Decision {
        if self.school == to {
            return Ok(Vec::new());
        }
        if effective_on < self.since {
            return Err(PupilRefusal::DatesReversed);
        }
        let reason = reason.accept(ReasonFor::MovingPupil, Some(self.pupil.into()), self.sequence)?;
        let from = self.school.clone();
        Ok(vec![PupilEvent::PupilMoved(PupilMoved { effective_on, pupil: self.pupil, from, to, reason })])
    }

    fn request_erasure(
        &self,
        effective_on: Date,
        requested_by: AccountId,
        basis: ErasureBasis,
        reason: GivenReason,
    ) -> Decision {
        if self.erasure.is_some() {
            return Ok(Vec::new());
        }
        let reason = reason.accept(ReasonFor::ErasingPupil, None, self.sequence)?;
        let requested = ErasureRequested { effective_on, pupil: self.pupil, requested_by, basis, reason };
        Ok(vec![PupilEvent::ErasureRequested(requested)])
    }

    fn withdraw_request(&self, effective_on: Date) -> Vec<PupilEvent> {
        let withdrawn = |request: &ErasureRequest| {
            let (pupil, request_sequence) = (self.pupil, request.sequence);
            PupilEvent::ErasureRequestWithdrawn(ErasureRequestWithdrawn {
                effective_on,
                pupil,
                request_sequence,
            })
        };
        self.erasure.iter().map(withdrawn).collect()
    }

    fn erase(&self, effective_on: Date, erased_by: AccountId) -> Decision {
        let request = self.erasure.as_ref().ok_or(PupilRefusal::ErasureNotRequested)?;
        if request.by == erased_by {
            return Err(PupilRefusal::SelfApproval);
        }
        Ok(vec![PupilEvent::PupilErased(PupilErased {
            effective_on,
            pupil: self.pupil,
            request_sequence: request.sequence,
            erased_by,
            basis: request.basis,
            reason: request.reason.clone(),
        })])
    }
}

fn sealed_for(pupil: PupilId, text: &Sealed) -> Result<(), PupilRefusal> {
    if text.subject() == pupil.into() { Ok(()) } else { Err(PupilRefusal::SealedForAnother) }
}

impl Aggregate for Pupil {
    const TYPE: &'static str = "pupil";
    type Command = PupilCommand;
    type Event = PupilEvent;
    type Error = PupilRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: PupilCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), PupilRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: PupilEvent) {
        if let PupilEvent::PupilRegistered(registered) = event {
            *self = Self::Known(Box::new(PupilRecord {
                pupil: registered.pupil,
                school: Some(registered.school.clone()),
                kept_by: registered.school,
                details: registered.details,
                details_sequence: Sequence::new(1),
                since: registered.effective_on,
                erasure: None,
                sequence: Sequence::new(1),
            }));
            return;
        }
        let Self::Known(record) = self else { return };
        record.sequence = record.sequence.next();
        match event {
            PupilEvent::PupilRegistered(_) => {}
            PupilEvent::PupilDetailsRevised(revised) => {
                record.details = revised.details;
                record.details_sequence = record.sequence;
            }
            PupilEvent::PupilMoved(moved) => {
                record.since = moved.effective_on;
                record.kept_by = moved.to.clone().unwrap_or_else(|| record.kept_by.clone());
                record.school = moved.to;
            }
            PupilEvent::ErasureRequested(asked) => {
                record.erasure = Some(ErasureRequest {
                    sequence: record.sequence,
                    requested_on: asked.effective_on,
                    by: asked.requested_by,
                    basis: asked.basis,
                    reason: asked.reason,
                });
            }
            PupilEvent::ErasureRequestWithdrawn(_) => record.erasure = None,
            PupilEvent::PupilErased(erased) => {
                *self = Self::Erased { pupil: erased.pupil, kept_by: record.kept_by.clone() };
            }
        }
    }
}
