//! The made-up questions about the primary school: one that is open, one whose answer waits, one that went back once and is
//! settled; and the days on which its governors meet.

use domain::enquiry::{Enquiry, EnquiryAct, EnquiryCommand, Link, QuestionCode, Topic};
use domain::school::{School, SchoolCommand};
use domain::{AccountId, EnquiryId, GivenReason, KeySubject, Note, ReasonCode, SchoolId, Sealed, Sequence};
use jiff::ToSpan;
use jiff::civil::Date;
use journal::{Context, Receipt};
use uuid::Uuid;

use super::act::cycle_id;
use super::{CLIENT, DemoError, ROOT, SCHOOL, read, read_word};
use crate::access::Role;
use crate::app::App;
use crate::enquiries::stream_of;
use crate::vault::Place;

/// The days on which governors meet, in days from the day the demonstration is made.
const MEETINGS: [i32; 3] = [-118, -34, 20];

/// What one step of a question does.
#[derive(Clone, Copy)]
enum Said {
    /// Which question, about which cycle, in which words.
    Asked(QuestionCode, Option<&'static str>, &'static str),
    /// The answer, and the cycles that it points to.
    Answered(&'static str, &'static [&'static str]),
    /// Why the answer is not enough.
    Returned(ReasonCode, &'static str),
    /// It is enough.
    Accepted,
}

/// A step of a question: on which day, by whom, and what.
type Step = (i32, Role, Said);

/// The questions, each by its key, from the first word to the last.
const QUESTIONS: [(&str, &[Step]); 3] = [
    (
        "action",
        &[
            (
                -150,
                Role::Governor,
                Said::Asked(
                    QuestionCode::Q4,
                    None,
                    "What has the school done for pupils who find mathematics hard, and what changed?",
                ),
            ),
            (
                -130,
                Role::Head,
                Said::Answered("We teach small groups beside the lessons, several weeks at a time.", &[]),
            ),
            (
                -118,
                Role::Governor,
                Said::Returned(
                    ReasonCode::EvidenceWanted,
                    "We read what was done, and not yet what came of it.",
                ),
            ),
            (
                -60,
                Role::Head,
                Said::Answered(
                    "Two groups have ended since. The pages of both say how sure we can be of the gain. After the \
                     first one we changed how each lesson begins, and kept that for the second.",
                    &["counting-on", "word-problems"],
                ),
            ),
            (-32, Role::Governor, Said::Accepted),
        ],
    ),
    (
        "lasting",
        &[(
            -50,
            Role::Governor,
            Said::Asked(
                QuestionCode::Q16,
                Some("tables"),
                "The extra teaching of times tables has stopped. Did what was gained last?",
            ),
        )],
    ),
    (
        "families",
        &[
            (
                -40,
                Role::Officer,
                Said::Asked(
                    QuestionCode::Q21,
                    None,
                    "How do families hear that their child gets extra teaching, and what do they say to it?",
                ),
            ),
            (
                -6,
                Role::Lead,
                Said::Answered(
                    "Each family gets a call before the first lesson and one at the end. Most ask what they can do at \
                     home, so we now send a game for each week.",
                    &["reading-clues"],
                ),
            ),
        ],
    ),
];

/// How many commands make them.
pub(super) fn steps() -> u64 {
    (MEETINGS.len() + QUESTIONS.iter().map(|(_, steps)| steps.len()).sum::<usize>()) as u64
}

/// The id of the last command.
pub(super) fn end() -> Uuid {
    let (key, steps) = QUESTIONS.last().copied().unwrap_or_default();
    command(key, steps.len().saturating_sub(1))
}

/// The id of a question's step, or of a meeting.
fn command(key: &str, number: usize) -> Uuid {
    Uuid::new_v5(&ROOT, format!("enquiry {key} {number}").as_bytes())
}

/// Makes what is missing of them, but the last command; `step` hears of each. The receipt of the last one sent, if any.
pub(super) async fn begin(app: &App, step: &mut impl FnMut()) -> Result<Option<Receipt>, DemoError> {
    let school: SchoolId = read_word(SCHOOL)?;
    let today = app.today();
    let day = |days: i32| today.saturating_add(days.days());
    for (number, held) in MEETINGS.into_iter().enumerate() {
        let context = context(app, command("meeting", number), Role::Governor).await?;
        let set = SchoolCommand::SetMeeting { today, held_on: day(held) };
        app.journal().execute::<School>(&school.to_string(), None, set, &context).await?;
        step();
    }
    let mut receipt = None;
    for (key, steps) in QUESTIONS {
        for (number, (on, role, said)) in steps.iter().enumerate() {
            let question = Question { app, school: &school, key, number };
            if question.command() == end() {
                continue;
            }
            receipt = Some(question.send(day(*on), *role, *said).await?);
            step();
        }
    }
    Ok(receipt)
}

/// Sends the last command, if it is missing: an answer that the first data pack has not. Its receipt.
pub(super) async fn finish(app: &App, step: &mut impl FnMut()) -> Result<Option<Receipt>, DemoError> {
    let school: SchoolId = read_word(SCHOOL)?;
    let (key, steps) = QUESTIONS.last().copied().unwrap_or_default();
    let Some((number, (on, role, said))) = steps.iter().enumerate().next_back() else { return Ok(None) };
    let question = Question { app, school: &school, key, number };
    let day = app.today().saturating_add((*on).days());
    let receipt = question.send(day, *role, *said).await?;
    step();
    Ok(Some(receipt))
}

/// The context of a command by whoever has this role.
async fn context(app: &App, id: Uuid, role: Role) -> Result<Context, DemoError> {
    Ok(Context::new(id, &account(app, role).await?.to_string(), role.name(), CLIENT))
}

async fn account(app: &App, role: Role) -> Result<AccountId, DemoError> {
    Ok(AccountId::new(read::account(app.pool(), role.name()).await?.unwrap_or_default()))
}

/// One step of one question in the making.
struct Question<'a> {
    app: &'a App,
    school: &'a SchoolId,
    key: &'a str,
    number: usize,
}

impl Question<'_> {
    fn enquiry(&self) -> EnquiryId {
        EnquiryId::new(Uuid::new_v5(&ROOT, format!("enquiry {}", self.key).as_bytes()))
    }

    fn command(&self) -> Uuid {
        command(self.key, self.number)
    }

    /// Says it on a day, by whoever has this role.
    async fn send(&self, today: Date, role: Role, said: Said) -> Result<Receipt, DemoError> {
        // What is judged is what was said one step before.
        let answer = Sequence::new(self.number as u64);
        let as_governor = role == Role::Governor;
        let act = match said {
            Said::Asked(question, cycle, words) => EnquiryAct::RaiseQuestion {
                enquiry: self.enquiry(),
                school: self.school.clone(),
                question,
                about: cycle.map(|key| Topic::Cycle { cycle: cycle_id(key) }),
                words: self.note("words", words).await?,
            },
            Said::Answered(words, cycles) => {
                let links = cycles.iter().map(|key| Link::Cycle { cycle: cycle_id(key) }).collect();
                EnquiryAct::AnswerQuestion { words: self.note("words", words).await?, links }
            }
            Said::Returned(code, note) => {
                let note = Some(self.note("note", note).await?);
                let reason = GivenReason { note, ..GivenReason::of(code) };
                EnquiryAct::ReturnAnswer { answer, as_governor, reason }
            }
            Said::Accepted => EnquiryAct::AcceptAnswer { answer, as_governor },
        };
        let command = EnquiryCommand { today, by: account(self.app, role).await?, act };
        let context = context(self.app, self.command(), role).await?;
        let stream = self.enquiry().to_string();
        Ok(self.app.journal().execute::<Enquiry>(&stream, None, command, &context).await?)
    }

    async fn note(&self, field: &str, text: &str) -> Result<Note, DemoError> {
        let (stream, subject) = (stream_of(self.enquiry()), KeySubject::from(self.enquiry()));
        let place = Place { stream: &stream, command_id: self.command(), field };
        let sealed: Sealed = self.app.vault().seal(subject.uuid(), place, text).await?;
        Ok(Note { text: sealed, length: u32::try_from(text.chars().count()).unwrap_or(u32::MAX) })
    }
}
