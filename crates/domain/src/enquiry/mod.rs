//! A question that governors or an authority ask about a school, what the school answers, and whether that is enough.
//!
//! What is asked and answered is in people's own words, sealed; no figure stands here. Whether words name a pupil can't be
//! seen here, because they are sealed: the portal looks before it seals them. On which day governors meet is a fact of the
//! school ([`crate::school`]).

mod event;
mod question;
mod refusal;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

pub use self::event::{
    AnswerAccepted, AnswerReturned, EnquiryEvent, QuestionAnswered, QuestionRaised, QuestionWithdrawn,
};
pub use self::question::{Link, QuestionCode, Topic};
pub use self::refusal::EnquiryRefusal;
use crate::id::{AccountId, EnquiryId};
use crate::reason::{GivenReason, Note, ReasonFor};
use crate::{SchoolId, Sealed, Sequence, ValueError};

/// The most characters of a question or an answer.
pub const MOST_WORDS: u32 = 2_000;
/// The most links of an answer.
pub const MOST_LINKS: usize = 12;

/// What can be asked about an enquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnquiryAct {
    /// Raise a question. Quiet if it is raised with the same sealed words.
    RaiseQuestion {
        /// Which enquiry begins with it.
        enquiry: EnquiryId,
        /// The school that it is about.
        school: SchoolId,
        /// Which suggested question it is, or that it is the person's own.
        question: QuestionCode,
        /// What it is about.
        about: Option<Topic>,
        /// The question, sealed under the enquiry's key.
        words: Note,
    },
    /// Answer it.
    AnswerQuestion {
        /// The answer, sealed under the enquiry's key.
        words: Note,
        /// What it points to.
        links: Vec<Link>,
    },
    /// Accept the answer. Quiet if that answer is accepted.
    AcceptAnswer {
        /// The fact that holds the answer which was read.
        answer: Sequence,
        /// Whether the person acts as a governor of the school.
        as_governor: bool,
    },
    /// Give the answer back.
    ReturnAnswer {
        /// The fact that holds the answer which was read.
        answer: Sequence,
        /// Whether the person acts as a governor of the school.
        as_governor: bool,
        /// Why; a note is sealed under the enquiry's key.
        reason: GivenReason,
    },
    /// Take the question back. Quiet if it is taken back.
    WithdrawQuestion {
        /// Why; a note is sealed under the enquiry's key.
        reason: GivenReason,
    },
}

/// One thing asked, when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryCommand {
    /// Today's date at the school.
    pub today: Date,
    /// Who asks.
    pub by: AccountId,
    /// What is asked.
    pub act: EnquiryAct,
}

/// Where a question stands.
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
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_stage)]
pub enum EnquiryStage {
    /// The school has not answered yet.
    Asked,
    /// An answer waits to be accepted or given back.
    Answered,
    /// The last answer was given back: the school answers anew.
    Returned,
    /// The answer was accepted.
    Accepted,
    /// The question was taken back.
    Withdrawn,
}

fn no_stage(_: &str) -> ValueError {
    ValueError::expecting("a stage of a question")
}

impl EnquiryStage {
    /// Whether it is the school's turn.
    #[must_use]
    pub fn waits_for_school(self) -> bool {
        matches!(self, Self::Asked | Self::Returned)
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Accepted | Self::Withdrawn)
    }
}

/// What an enquiry's facts add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnquiryRecord {
    /// Which enquiry.
    pub enquiry: EnquiryId,
    /// The school that it is about.
    pub school: SchoolId,
    /// Which suggested question it is, or that it is the person's own.
    pub question: QuestionCode,
    /// What it is about.
    pub about: Option<Topic>,
    /// The question, sealed.
    pub words: Sealed,
    /// Who raised it.
    pub raised_by: AccountId,
    /// On which day.
    pub raised_on: Date,
    /// Where it stands.
    pub stage: EnquiryStage,
    /// The fact that holds the last answer; [`Sequence::NONE`] before the first.
    pub answer: Sequence,
    /// Everybody who ever answered it.
    pub answered_by: BTreeSet<AccountId>,
    /// The last event of its stream.
    pub sequence: Sequence,
}

/// An enquiry: not there, or raised.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enquiry {
    /// There is none.
    #[default]
    Unknown,
    /// A question was raised.
    Raised(Box<EnquiryRecord>),
}

impl Enquiry {
    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: EnquiryCommand) -> Result<Vec<EnquiryEvent>, EnquiryRefusal> {
        use EnquiryAct as A;
        let EnquiryCommand { today, by, act } = command;
        match (self, act) {
            (Self::Unknown, A::RaiseQuestion { enquiry, school, question, about, words }) => {
                let words = accepted(enquiry, words)?;
                let effective_on = today;
                let raised = QuestionRaised { effective_on, enquiry, school, question, about, words, by };
                Ok(vec![EnquiryEvent::QuestionRaised(raised)])
            }
            (Self::Unknown, _) => Err(EnquiryRefusal::UnknownRecord),
            (Self::Raised(record), A::RaiseQuestion { school, question, about, words, .. }) => {
                let same = (&record.school, record.question, &record.about, &record.words, record.raised_by)
                    == (&school, question, &about, &words.text, by);
                if same { Ok(Vec::new()) } else { Err(EnquiryRefusal::AlreadyRaised) }
            }
            (Self::Raised(record), A::AnswerQuestion { words, links }) => {
                record.answer(today, by, words, links)
            }
            (Self::Raised(record), A::AcceptAnswer { answer, as_governor }) => {
                record.accept(today, by, answer, as_governor)
            }
            (Self::Raised(record), A::ReturnAnswer { answer, as_governor, reason }) => {
                record.give_back(today, by, (answer, as_governor), reason)
            }
            (Self::Raised(record), A::WithdrawQuestion { reason }) => record.withdraw(today, by, reason),
        }
    }

    /// What its facts add up to, if there are any.
    #[must_use]
    pub fn record(&self) -> Option<&EnquiryRecord> {
        match self {
            Self::Unknown => None,
            Self::Raised(record) => Some(record),
        }
    }
}

/// Words that are there, not too long, and sealed under the enquiry's own key.
fn accepted(enquiry: EnquiryId, words: Note) -> Result<Sealed, EnquiryRefusal> {
    let Note { text, length } = words;
    if length == 0 {
        return Err(EnquiryRefusal::WordsMissing);
    }
    if length > MOST_WORDS {
        return Err(EnquiryRefusal::WordsTooLong { length, most: MOST_WORDS });
    }
    if text.subject() == enquiry.into() { Ok(text) } else { Err(EnquiryRefusal::SealedForAnother) }
}

impl EnquiryRecord {
    /// Whether the school may answer now.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn can_answer(&self) -> Result<(), EnquiryRefusal> {
        match self.stage {
            EnquiryStage::Asked | EnquiryStage::Returned => Ok(()),
            EnquiryStage::Answered => Err(EnquiryRefusal::AnswerWaits),
            EnquiryStage::Accepted | EnquiryStage::Withdrawn => Err(EnquiryRefusal::Settled),
        }
    }

    /// Whether this person may accept the last answer now, or give it back.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn can_judge(&self, by: AccountId, as_governor: bool) -> Result<(), EnquiryRefusal> {
        match self.stage {
            EnquiryStage::Answered => {}
            EnquiryStage::Asked | EnquiryStage::Returned => return Err(EnquiryRefusal::NotAnswered),
            EnquiryStage::Accepted | EnquiryStage::Withdrawn => return Err(EnquiryRefusal::Settled),
        }
        if !as_governor && by != self.raised_by {
            return Err(EnquiryRefusal::NotTheirs);
        }
        if self.answered_by.contains(&by) { Err(EnquiryRefusal::OwnAnswer) } else { Ok(()) }
    }

    /// Whether this person may take the question back now.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn can_withdraw(&self, by: AccountId) -> Result<(), EnquiryRefusal> {
        if self.stage.is_settled() {
            return Err(EnquiryRefusal::Settled);
        }
        if by == self.raised_by { Ok(()) } else { Err(EnquiryRefusal::NotTheirs) }
    }

    fn answer(
        &self,
        today: Date,
        by: AccountId,
        words: Note,
        links: Vec<Link>,
    ) -> Result<Vec<EnquiryEvent>, EnquiryRefusal> {
        self.can_answer()?;
        let words = accepted(self.enquiry, words)?;
        if links.len() > MOST_LINKS {
            return Err(EnquiryRefusal::TooManyLinks { most: MOST_LINKS });
        }
        if links.iter().collect::<BTreeSet<_>>().len() < links.len() {
            return Err(EnquiryRefusal::LinkedTwice);
        }
        if links.contains(&Link::Enquiry { enquiry: self.enquiry }) {
            return Err(EnquiryRefusal::LinkToItself);
        }
        let answered = QuestionAnswered { effective_on: today, words, links, by };
        Ok(vec![EnquiryEvent::QuestionAnswered(answered)])
    }

    fn accept(
        &self,
        today: Date,
        by: AccountId,
        answer: Sequence,
        as_governor: bool,
    ) -> Result<Vec<EnquiryEvent>, EnquiryRefusal> {
        if self.stage == EnquiryStage::Accepted && answer == self.answer {
            return Ok(Vec::new());
        }
        self.can_judge(by, as_governor)?;
        let accepted = AnswerAccepted { effective_on: today, answer: self.live(answer)?, by };
        Ok(vec![EnquiryEvent::AnswerAccepted(accepted)])
    }

    fn give_back(
        &self,
        today: Date,
        by: AccountId,
        (answer, as_governor): (Sequence, bool),
        reason: GivenReason,
    ) -> Result<Vec<EnquiryEvent>, EnquiryRefusal> {
        self.can_judge(by, as_governor)?;
        let answer = self.live(answer)?;
        let reason = reason.accept(ReasonFor::ReturningAnswer, Some(self.enquiry.into()), self.sequence)?;
        let returned = AnswerReturned { effective_on: today, answer, by, reason };
        Ok(vec![EnquiryEvent::AnswerReturned(returned)])
    }

    fn withdraw(
        &self,
        today: Date,
        by: AccountId,
        reason: GivenReason,
    ) -> Result<Vec<EnquiryEvent>, EnquiryRefusal> {
        if self.stage == EnquiryStage::Withdrawn && by == self.raised_by {
            return Ok(Vec::new());
        }
        self.can_withdraw(by)?;
        let reason =
            reason.accept(ReasonFor::WithdrawingQuestion, Some(self.enquiry.into()), self.sequence)?;
        let withdrawn = QuestionWithdrawn { effective_on: today, by, reason };
        Ok(vec![EnquiryEvent::QuestionWithdrawn(withdrawn)])
    }

    /// The answer that was read, if it is the last one: nobody judges words that they have not seen.
    fn live(&self, answer: Sequence) -> Result<Sequence, EnquiryRefusal> {
        if answer == self.answer { Ok(answer) } else { Err(EnquiryRefusal::StaleAnswer) }
    }
}

impl Aggregate for Enquiry {
    const TYPE: &'static str = "enquiry";
    type Command = EnquiryCommand;
    type Event = EnquiryEvent;
    type Error = EnquiryRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: EnquiryCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), EnquiryRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: EnquiryEvent) {
        if let EnquiryEvent::QuestionRaised(raised) = event {
            let QuestionRaised { effective_on: raised_on, enquiry, school, question, about, words, by } =
                raised;
            *self = Self::Raised(Box::new(EnquiryRecord {
                enquiry,
                school,
                question,
                about,
                words,
                raised_by: by,
                raised_on,
                stage: EnquiryStage::Asked,
                answer: Sequence::NONE,
                answered_by: BTreeSet::new(),
                sequence: Sequence::NONE.next(),
            }));
            return;
        }
        let Self::Raised(record) = self else { return };
        record.sequence = record.sequence.next();
        match event {
            EnquiryEvent::QuestionRaised(_) => {}
            EnquiryEvent::QuestionAnswered(answered) => {
                record.stage = EnquiryStage::Answered;
                record.answer = record.sequence;
                record.answered_by.insert(answered.by);
            }
            EnquiryEvent::AnswerAccepted(_) => record.stage = EnquiryStage::Accepted,
            EnquiryEvent::AnswerReturned(_) => record.stage = EnquiryStage::Returned,
            EnquiryEvent::QuestionWithdrawn(_) => record.stage = EnquiryStage::Withdrawn,
        }
    }
}
