//! Questions about a school, for their list and its agenda; and what was said to one, from the recorded facts themselves.

use domain::enquiry::{EnquiryEvent, EnquiryStage, Link, QuestionCode, Topic};
use domain::{AccountId, EnquiryId, Fact, ReasonCode, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::Recorded;
use sqlx::PgPool;
use uuid::Uuid;

use crate::due::Questions;
use crate::facts;
use crate::page_error::PageError;
use crate::sealed_text::Placed;

/// The field in which a question and an answer are sealed.
pub(super) const WORDS: &str = "words";
/// The field in which the note of a reason is sealed.
pub(super) const NOTE: &str = "note";

/// A question as its list knows it, still sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which enquiry.
    pub id: EnquiryId,
    /// The last fact that the row knows of.
    pub sequence: u64,
    /// Where it stands.
    pub stage: EnquiryStage,
    /// Which suggested question it is, or somebody's own.
    pub question: QuestionCode,
    /// What it is about.
    pub about: Option<Topic>,
    /// The question.
    pub words: Placed,
    /// Who raised it.
    pub raised_by: AccountId,
    /// On which day.
    pub raised_on: Date,
    /// The day of the last fact.
    pub changed_on: Date,
}

/// Every question about a school, the latest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Row>, PageError> {
    let rows = sqlx::query!(
        r#"select enquiry_id, sequence, stage, question, about, words, words_command_id, raised_by,
                  raised_on as "raised_on: jiff_sqlx::Date", changed_on as "changed_on: jiff_sqlx::Date"
           from enquiries where school_id = $1 order by raised_on desc, enquiry_id"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    let mut all = Vec::new();
    for row in rows {
        let unfit = || PageError::Unfit(format!("the question {}", row.enquiry_id));
        let sealed = serde_json::from_value(row.words).map_err(|_| unfit())?;
        all.push(Row {
            id: EnquiryId::new(row.enquiry_id),
            sequence: row.sequence.cast_unsigned(),
            stage: row.stage.parse().map_err(|_| unfit())?,
            question: row.question.parse().map_err(|_| unfit())?,
            about: row.about.map(serde_json::from_value).transpose().map_err(|_| unfit())?,
            words: Placed::new(sealed, row.words_command_id, WORDS),
            raised_by: AccountId::new(row.raised_by),
            raised_on: row.raised_on.to_jiff(),
            changed_on: row.changed_on.to_jiff(),
        });
    }
    Ok(all)
}

/// How many questions wait for the school's answer, and since when; none if none does.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(pool: &PgPool, school: &SchoolId) -> Result<Option<Questions>, PageError> {
    let row = sqlx::query!(
        r#"select count(*) as "questions!", min(raised_on) as "since: jiff_sqlx::Date"
           from enquiries where school_id = $1 and stage in ('asked', 'returned')"#,
        school.to_string()
    )
    .fetch_one(pool)
    .await?;
    let questions = usize::try_from(row.questions).unwrap_or_default();
    Ok(row.since.map(|since| Questions { school: school.clone(), questions, since: since.to_jiff() }))
}

/// How many answers wait to be accepted or given back.
///
/// # Errors
/// When the database does not answer.
pub async fn answered(pool: &PgPool, school: &SchoolId) -> Result<u32, PageError> {
    let answers = sqlx::query_scalar!(
        r#"select count(*) as "answers!" from enquiries where school_id = $1 and stage = 'answered'"#,
        school.to_string()
    )
    .fetch_one(pool)
    .await?;
    Ok(u32::try_from(answers).unwrap_or(u32::MAX))
}

/// Something that happened to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which enquiry.
    pub enquiry: EnquiryId,
    /// Its place in the stream.
    pub sequence: u64,
    /// What, as the facts call it: `question_answered`.
    pub kind: String,
    /// On which day.
    pub on: Date,
}

/// What happened to questions about a school since a day, that day included, in its order; everything if there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn changes(
    pool: &PgPool,
    school: &SchoolId,
    since: Option<Date>,
) -> Result<Vec<Change>, PageError> {
    let rows = sqlx::query!(
        r#"select enquiry_id, sequence, kind, effective_on as "effective_on: jiff_sqlx::Date"
           from enquiry_changes where school_id = $1 and ($2::date is null or effective_on >= $2)
           order by effective_on, enquiry_id, sequence"#,
        school.to_string(),
        since.map(ToSqlx::to_sqlx) as _
    )
    .fetch_all(pool)
    .await?;
    let change = |row: (Uuid, i64, String, jiff_sqlx::Date)| Change {
        enquiry: EnquiryId::new(row.0),
        sequence: row.1.cast_unsigned(),
        kind: row.2,
        on: row.3.to_jiff(),
    };
    Ok(rows
        .into_iter()
        .map(|row| change((row.enquiry_id, row.sequence, row.kind, row.effective_on)))
        .collect())
}

/// One thing that was said or done, as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Its place in the stream.
    pub(super) sequence: u64,
    /// Its place among all facts, once it is sealed.
    pub(super) position: Option<u64>,
    /// Its leaf in the tree of all facts, once it is sealed.
    pub(super) hash: Option<[u8; 32]>,
    /// What, as the facts call it.
    pub(super) kind: String,
    /// On which day.
    pub(super) on: Date,
    /// When it was recorded.
    pub(super) recorded_at: jiff::Timestamp,
    /// Who.
    pub(super) by: AccountId,
    /// In which role, by its stored name.
    pub(super) role: String,
    /// The question or the answer, sealed; or the note of a reason.
    pub(super) words: Option<Placed>,
    /// What an answer points to.
    pub(super) links: Vec<Link>,
    /// Why, where a reason is asked for.
    pub(super) why: Option<ReasonCode>,
}

/// The events of an enquiry's stream.
pub fn events(stream: &[Recorded]) -> impl Iterator<Item = (&Recorded, EnquiryEvent)> {
    stream.iter().filter_map(|recorded| match facts::of(recorded) {
        Ok(Fact::Enquiry(event)) => Some((recorded, event)),
        Ok(
            Fact::Cycle(_)
            | Fact::School(_)
            | Fact::SchoolGroup(_)
            | Fact::CohortResult(_)
            | Fact::BenchmarkSet(_)
            | Fact::Account(_)
            | Fact::ImportBatch(_)
            | Fact::Pupil(_)
            | Fact::Catalogue(_)
            | Fact::Edition(_)
            | Fact::Ledger(_)
            | Fact::Pack(_),
        )
        | Err(_) => None,
    })
}

/// What was said and done, in its order.
pub(super) fn entries(stream: &[Recorded]) -> Vec<Entry> {
    events(stream).map(|(recorded, event)| entry(recorded, event)).collect()
}

fn entry(recorded: &Recorded, event: EnquiryEvent) -> Entry {
    let command_id = recorded.command_id.unwrap_or_default();
    let mut entry = Entry {
        sequence: recorded.sequence,
        position: recorded.position,
        hash: recorded.hash,
        kind: recorded.event_type.clone(),
        on: event.effective_on(),
        recorded_at: recorded.recorded_at,
        by: event.by(),
        role: recorded.metadata.get("role").cloned().unwrap_or_default(),
        words: None,
        links: Vec::new(),
        why: None,
    };
    let reason = match event {
        EnquiryEvent::QuestionRaised(raised) => {
            entry.words = Some(Placed::new(raised.words, command_id, WORDS));
            None
        }
        EnquiryEvent::QuestionAnswered(answered) => {
            entry.words = Some(Placed::new(answered.words, command_id, WORDS));
            entry.links = answered.links;
            None
        }
        EnquiryEvent::AnswerAccepted(_) => None,
        EnquiryEvent::AnswerReturned(returned) => Some(returned.reason),
        EnquiryEvent::QuestionWithdrawn(withdrawn) => Some(withdrawn.reason),
    };
    if let Some(reason) = reason {
        entry.why = Some(reason.code());
        entry.words = reason.note().map(|note| Placed::new(note.clone(), command_id, NOTE));
    }
    entry
}
