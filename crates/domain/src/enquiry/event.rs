//! What can happen to a question about a school.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::question::{Link, QuestionCode, Topic};
use crate::id::{AccountId, EnquiryId};
use crate::reason::Reason;
use crate::{SchoolId, Sealed, Sequence};

/// A question was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionRaised {
    /// The day.
    pub effective_on: Date,
    /// Which enquiry begins with it.
    pub enquiry: EnquiryId,
    /// The school that it is about.
    pub school: SchoolId,
    /// Which suggested question it is, or that it is the person's own.
    pub question: QuestionCode,
    /// What it is about; none for the school as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Topic>,
    /// The question as it was asked, sealed.
    pub words: Sealed,
    /// Who raised it.
    pub by: AccountId,
}

/// The school answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswered {
    /// The day.
    pub effective_on: Date,
    /// The answer, sealed.
    pub words: Sealed,
    /// What it points to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Who answered.
    pub by: AccountId,
}

/// The answer is enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerAccepted {
    /// The day.
    pub effective_on: Date,
    /// The fact that holds the answer.
    pub answer: Sequence,
    /// Who accepted it.
    pub by: AccountId,
}

/// The answer is not enough: the question is open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerReturned {
    /// The day.
    pub effective_on: Date,
    /// The fact that holds the answer.
    pub answer: Sequence,
    /// Who gave it back.
    pub by: AccountId,
    /// Why.
    pub reason: Reason,
}

/// Whoever raised the question took it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionWithdrawn {
    /// The day.
    pub effective_on: Date,
    /// Who took it back.
    pub by: AccountId,
    /// Why.
    pub reason: Reason,
}

/// What can happen to an enquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum EnquiryEvent {
    /// It began with a question.
    QuestionRaised(QuestionRaised),
    /// The school answered.
    QuestionAnswered(QuestionAnswered),
    /// The answer was accepted.
    AnswerAccepted(AnswerAccepted),
    /// The answer was given back.
    AnswerReturned(AnswerReturned),
    /// The question was taken back.
    QuestionWithdrawn(QuestionWithdrawn),
}

impl EnquiryEvent {
    /// The day from which it is so.
    #[must_use]
    pub fn effective_on(&self) -> Date {
        match self {
            Self::QuestionRaised(event) => event.effective_on,
            Self::QuestionAnswered(event) => event.effective_on,
            Self::AnswerAccepted(event) => event.effective_on,
            Self::AnswerReturned(event) => event.effective_on,
            Self::QuestionWithdrawn(event) => event.effective_on,
        }
    }

    /// Who did it.
    #[must_use]
    pub fn by(&self) -> AccountId {
        match self {
            Self::QuestionRaised(event) => event.by,
            Self::QuestionAnswered(event) => event.by,
            Self::AnswerAccepted(event) => event.by,
            Self::AnswerReturned(event) => event.by,
            Self::QuestionWithdrawn(event) => event.by,
        }
    }
}

impl DomainEvent for EnquiryEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
