//! What can happen to a pupil's entry in the school's register, as it is stored.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use crate::id::{AccountId, ImportBatchId, PupilId};
use crate::reason::Reason;
use crate::{SchoolId, Sealed, Sequence, ValueError};

/// On what ground in law a pupil's record is erased.
///
/// # Source
/// Article 17(1) of the UK GDPR (retained Regulation (EU) 2016/679), read for the points (a), (c), (d) and (e); the end of
/// a school's own retention period is the commonest case of point (a) and has a word of its own.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum ErasureBasis {
    /// The school's retention period is over.
    RetentionEnded,
    /// The record is no longer needed for what it was made for.
    NoLongerNeeded,
    /// The family or the pupil objected, and the objection was upheld.
    ObjectionUpheld,
    /// The record should never have been made.
    UnlawfullyHeld,
    /// A law or a court asks for it.
    LegalDuty,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a ground for erasing a record")
}

/// A pupil is on a school's register from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilRegistered {
    /// From when it is so.
    pub effective_on: Date,
    /// Which pupil: a number drawn at random.
    pub pupil: PupilId,
    /// At which school.
    pub school: SchoolId,
    /// Who it is, sealed under the pupil's key: names, number, birth date and characteristics as one JSON object.
    pub details: Sealed,
    /// The class list that brought it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<ImportBatchId>,
}

/// What is known of a pupil was wrong or has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilDetailsRevised {
    /// From when it is so.
    pub effective_on: Date,
    /// Which pupil.
    pub pupil: PupilId,
    /// The event of this stream whose details these replace.
    pub replaces_sequence: Sequence,
    /// Who it is now, sealed under the pupil's key.
    pub details: Sealed,
    /// Why; a note is sealed under the pupil's key.
    pub reason: Reason,
    /// The class list that brought it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<ImportBatchId>,
}

/// A pupil left a school, or came to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilMoved {
    /// From when it is so.
    pub effective_on: Date,
    /// Which pupil.
    pub pupil: PupilId,
    /// The school left; none when the pupil was at no school that we know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<SchoolId>,
    /// The school come to; none when it is not one that we know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<SchoolId>,
    /// Why; a note is sealed under the pupil's key.
    pub reason: Reason,
}

/// Somebody who may asked that everything about a pupil be made unreadable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureRequested {
    /// The day.
    pub effective_on: Date,
    /// Which pupil.
    pub pupil: PupilId,
    /// Who asked.
    pub requested_by: AccountId,
    /// On what ground in law.
    pub basis: ErasureBasis,
    /// Why; without a note, because the record of an erasure holds no words.
    pub reason: Reason,
}

/// The request no longer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureRequestWithdrawn {
    /// The day.
    pub effective_on: Date,
    /// Which pupil.
    pub pupil: PupilId,
    /// The event that asked.
    pub request_sequence: Sequence,
}

/// Everything about a pupil was made unreadable: the keys are destroyed, and this is all that is left to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilErased {
    /// The day.
    pub effective_on: Date,
    /// Which pupil.
    pub pupil: PupilId,
    /// The event that asked.
    pub request_sequence: Sequence,
    /// Who carried it out; never the one who asked.
    pub erased_by: AccountId,
    /// On what ground in law.
    pub basis: ErasureBasis,
    /// Why.
    pub reason: Reason,
}

/// What can happen to a pupil's entry. There are no scores here: they are a cycle's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PupilEvent {
    /// The pupil is on the register.
    PupilRegistered(PupilRegistered),
    /// What is known of the pupil changed.
    PupilDetailsRevised(PupilDetailsRevised),
    /// The pupil left or came.
    PupilMoved(PupilMoved),
    /// Erasing was asked for.
    ErasureRequested(ErasureRequested),
    /// Erasing is no longer asked for.
    ErasureRequestWithdrawn(ErasureRequestWithdrawn),
    /// The pupil's record was made unreadable.
    PupilErased(PupilErased),
}

impl DomainEvent for PupilEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
