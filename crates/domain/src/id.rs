//! The opaque numbers by which cycles, participants, assessments and people are known.
//!
//! All are UUIDs; the type says of what. They are chosen by the portal and arrive in commands, because the domain draws no
//! random number.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::ValueError;

/// A UUID that says what it is the id of. Written as the usual 36 characters.
pub struct Id<Of>(Uuid, PhantomData<fn() -> Of>);

impl<Of> Id<Of> {
    /// Takes a UUID chosen elsewhere.
    #[must_use]
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The UUID itself.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// Reads the 36 characters of a UUID.
    ///
    /// # Errors
    /// When the text is not a UUID.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        Uuid::try_parse(text).map(Self::new).map_err(|_| ValueError::expecting("an id (a UUID)"))
    }
}

impl<Of> Clone for Id<Of> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<Of> Copy for Id<Of> {}
impl<Of> PartialEq for Id<Of> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<Of> Eq for Id<Of> {}
impl<Of> PartialOrd for Id<Of> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<Of> Ord for Id<Of> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<Of> Hash for Id<Of> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<Of> fmt::Debug for Id<Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<Of> fmt::Display for Id<Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<Of> FromStr for Id<Of> {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl<Of> Serialize for Id<Of> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de, Of> Deserialize<'de> for Id<Of> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// What an [`Id`] can be the id of.
pub mod of {
    /// An intervention cycle.
    #[derive(Debug)]
    pub enum Cycle {}
    /// A pupil's part in one cycle.
    #[derive(Debug)]
    pub enum Participant {}
    /// One score at one point.
    #[derive(Debug)]
    pub enum Assessment {}
    /// What one pupil is to be able to do.
    #[derive(Debug)]
    pub enum Target {}
    /// One session of a cycle.
    #[derive(Debug)]
    pub enum Session {}
    /// One time that school and family were in touch.
    #[derive(Debug)]
    pub enum Contact {}
    /// One thing that was paid or given.
    #[derive(Debug)]
    pub enum Cost {}
    /// A person who signs in.
    #[derive(Debug)]
    pub enum Account {}
    /// A pupil on a school's register.
    #[derive(Debug)]
    pub enum Pupil {}
    /// One role given to one person.
    #[derive(Debug)]
    pub enum Grant {}
    /// A group of schools.
    #[derive(Debug)]
    pub enum Group {}
    /// A question about a school.
    #[derive(Debug)]
    pub enum Enquiry {}
    /// One yearly look at whose names a school keeps.
    #[derive(Debug)]
    pub enum RetentionReview {}
    /// One file, read once.
    #[derive(Debug)]
    pub enum ImportBatch {}
    /// Whose key a sealed text is under.
    #[derive(Debug)]
    pub enum KeySubject {}
}

/// An intervention cycle; also the id of its stream.
pub type CycleId = Id<of::Cycle>;
/// A pupil's part in one cycle: drawn at random for each cycle, so that two cycles cannot be joined by it.
pub type ParticipantId = Id<of::Participant>;
/// One score of one participant at one point; kept through corrections.
pub type AssessmentId = Id<of::Assessment>;
/// One curricular target of one participant.
pub type TargetId = Id<of::Target>;
/// A pupil on a school's register: drawn at random, and never in an event of a cycle; also the id of its stream.
pub type PupilId = Id<of::Pupil>;
/// One session of a cycle; kept through corrections.
pub type SessionId = Id<of::Session>;
/// One time that school and family were in touch.
pub type ContactId = Id<of::Contact>;
/// One thing that was paid or given; kept through corrections.
pub type CostId = Id<of::Cost>;
/// A person who signs in: teacher, lead, mentor; also the id of the account's stream.
pub type AccountId = Id<of::Account>;
/// One role given to one person.
pub type GrantId = Id<of::Grant>;
/// A group of schools; also the id of its stream.
pub type GroupId = Id<of::Group>;
/// One question about a school, with its answers; also the id of its stream.
pub type EnquiryId = Id<of::Enquiry>;
/// One yearly look at whose names a school keeps past their day.
pub type RetentionReviewId = Id<of::RetentionReview>;
/// One import of one file; also the id of its stream.
pub type ImportBatchId = Id<of::ImportBatch>;
/// Whose key a sealed text is under: a participant, a cycle, a pupil, an enquiry or a yearly look.
pub type KeySubject = Id<of::KeySubject>;

impl From<CycleId> for KeySubject {
    fn from(cycle: CycleId) -> Self {
        Self::new(cycle.uuid())
    }
}
impl From<ParticipantId> for KeySubject {
    fn from(participant: ParticipantId) -> Self {
        Self::new(participant.uuid())
    }
}
impl From<PupilId> for KeySubject {
    fn from(pupil: PupilId) -> Self {
        Self::new(pupil.uuid())
    }
}
impl From<AccountId> for KeySubject {
    fn from(account: AccountId) -> Self {
        Self::new(account.uuid())
    }
}
impl From<EnquiryId> for KeySubject {
    fn from(enquiry: EnquiryId) -> Self {
        Self::new(enquiry.uuid())
    }
}
impl From<RetentionReviewId> for KeySubject {
    fn from(review: RetentionReviewId) -> Self {
        Self::new(review.uuid())
    }
}
impl From<ImportBatchId> for KeySubject {
    fn from(batch: ImportBatchId) -> Self {
        Self::new(batch.uuid())
    }
}
