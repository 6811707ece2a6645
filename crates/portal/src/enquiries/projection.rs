//! From what happened to a question to its row, and to one row for each change of it.

use async_trait::async_trait;
use domain::Fact;
use domain::enquiry::{Enquiry, EnquiryEvent, EnquiryStage, QuestionRaised};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::facts;

/// Keeps the table `enquiries`.
pub struct Enquiries;

/// Keeps the table `enquiry_changes`.
pub struct EnquiryChanges;

#[async_trait]
impl Projection for Enquiries {
    fn name(&self) -> &'static str {
        "enquiries"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "enquiry"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            let Some((enquiry, event)) = of(recorded)? else { continue };
            let stage = match &event {
                EnquiryEvent::QuestionRaised(raised) => {
                    insert(connection, recorded, raised).await?;
                    continue;
                }
                EnquiryEvent::QuestionAnswered(_) => EnquiryStage::Answered,
                EnquiryEvent::AnswerAccepted(_) => EnquiryStage::Accepted,
                EnquiryEvent::AnswerReturned(_) => EnquiryStage::Returned,
                EnquiryEvent::QuestionWithdrawn(_) => EnquiryStage::Withdrawn,
            };
            sqlx::query!(
                "update enquiries set stage = $2, sequence = $3, changed_on = $4 where enquiry_id = $1",
                enquiry,
                stage.to_string(),
                recorded.sequence.cast_signed(),
                event.effective_on().to_sqlx() as _,
            )
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

async fn insert(
    connection: &mut PgConnection,
    recorded: &Recorded,
    raised: &QuestionRaised,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into enquiries (enquiry_id, school_id, sequence, stage, question, about, words, words_command_id,
                                raised_by, raised_on, changed_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        raised.enquiry.uuid(),
        raised.school.to_string(),
        recorded.sequence.cast_signed(),
        EnquiryStage::Asked.to_string(),
        raised.question.to_string(),
        raised.about.as_ref().map(serde_json::to_value).transpose()?,
        serde_json::to_value(&raised.words)?,
        recorded.command_id.unwrap_or_default(),
        raised.by.uuid(),
        raised.effective_on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl Projection for EnquiryChanges {
    fn name(&self) -> &'static str {
        "enquiry_changes"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "enquiry"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            let Some((enquiry, event)) = of(recorded)? else { continue };
            let school = match &event {
                EnquiryEvent::QuestionRaised(raised) => Some(raised.school.to_string()),
                EnquiryEvent::QuestionAnswered(_)
                | EnquiryEvent::AnswerAccepted(_)
                | EnquiryEvent::AnswerReturned(_)
                | EnquiryEvent::QuestionWithdrawn(_) => None,
            };
            // Which school it is about is said once, in the first fact of its stream.
            sqlx::query!(
                "insert into enquiry_changes (enquiry_id, sequence, school_id, kind, effective_on)
                 values ($1, $2, coalesce($3, (select school_id from enquiry_changes
                                               where enquiry_id = $1 and sequence = 1)), $4, $5)",
                enquiry,
                recorded.sequence.cast_signed(),
                school,
                recorded.event_type,
                event.effective_on().to_sqlx() as _,
            )
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

/// The enquiry and what happened to it, if the fact is one of an enquiry.
fn of(recorded: &Recorded) -> Result<Option<(Uuid, EnquiryEvent)>, ProjectionError> {
    if recorded.aggregate_type != <Enquiry as cqrs_es::Aggregate>::TYPE {
        return Ok(None);
    }
    match facts::of(recorded)? {
        Fact::Enquiry(event) => {
            let enquiry = recorded.aggregate_id.parse();
            let enquiry = enquiry.map_err(|error| ProjectionError::Unreadable(Box::new(error)))?;
            Ok(Some((enquiry, event)))
        }
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
        | Fact::Pack(_) => Ok(None),
    }
}
