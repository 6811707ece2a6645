//! Whose names a school still keeps, though their day is past; and who looked at that before, from the recorded facts.

use domain::cycle::Plan;
use domain::school::{RetentionDecision, RetentionDue, RetentionReviewed, SchoolEvent};
use domain::{AccountId, CycleId, Fact, PupilId, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::Recorded;
use sqlx::PgPool;
use uuid::Uuid;

use super::{NOTE, stream_of};
use crate::app::App;
use crate::facts;
use crate::page_error::PageError;
use crate::sealed_text::Text;
use crate::sign_in::account;
use crate::vault::{Keys, Place};

/// A pupil who left long ago and was not erased.
pub(super) struct Leaver {
    pub(super) pupil: PupilId,
    pub(super) left_on: Date,
    /// Since when erasing is asked for.
    pub(super) asked_on: Option<Date>,
}

/// Pupils on the school's register who left before `day`, those who left first at the top.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn left(pool: &PgPool, school: &SchoolId, day: Date) -> Result<Vec<Leaver>, PageError> {
    let rows = sqlx::query!(
        r#"select pupil_id, since as "since: jiff_sqlx::Date", erasure_asked_on as "asked_on: jiff_sqlx::Date"
           from pupils where kept_by = $1 and school_id is null and erased_on is null and since < $2
           order by since, pupil_id"#,
        school.to_string(),
        day.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    let left = rows.into_iter().map(|row| Leaver {
        pupil: PupilId::new(row.pupil_id),
        left_on: row.since.to_jiff(),
        asked_on: row.asked_on.map(jiff_sqlx::Date::to_jiff),
    });
    Ok(left.collect())
}

/// A cycle that ended long ago and in which names can still be read.
pub(super) struct Finished {
    pub(super) cycle: CycleId,
    pub(super) plan: Plan,
    pub(super) ended_on: Date,
    /// How many of those who were in it can still be named.
    pub(super) named: u32,
}

/// Cycles of the school that ended before `day` and have somebody in them whose key is still there, the oldest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn ended(pool: &PgPool, school: &SchoolId, day: Date) -> Result<Vec<Finished>, PageError> {
    let rows = sqlx::query!(
        r#"select c.cycle_id, c.plan, c.ends_on as "ends_on: jiff_sqlx::Date", count(*) as "named!"
           from cycles c join participants p using (cycle_id) join es.subject_key k on k.subject_id = p.participant_id
           where c.school_id = $1 and c.ends_on < $2 and k.wrapped_key is not null
           group by c.cycle_id order by c.ends_on, c.cycle_id"#,
        school.to_string(),
        day.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    let mut ended = Vec::new();
    for row in rows {
        let plan = serde_json::from_value(row.plan);
        ended.push(Finished {
            cycle: CycleId::new(row.cycle_id),
            plan: plan.map_err(|_| PageError::Unfit(format!("the plan of cycle {}", row.cycle_id)))?,
            ended_on: row.ends_on.to_jiff(),
            named: u32::try_from(row.named).unwrap_or(u32::MAX),
        });
    }
    Ok(ended)
}

/// A look that somebody took at what is past its day.
pub(super) struct Look {
    pub(super) looked_on: Date,
    pub(super) by: AccountId,
    /// Whoever looked, by the name to show; none where it is not known.
    pub(super) name: Option<String>,
    pub(super) due: RetentionDue,
    pub(super) decision: RetentionDecision,
    /// The note, for those who may read it.
    pub(super) note: Option<Text>,
}

/// The looks that were taken at a school's lists, the latest first, with their notes where these may be read.
///
/// # Errors
/// When the database does not answer, or a fact or a note can't be read.
pub(super) async fn looks(app: &App, school: &SchoolId, reads_notes: bool) -> Result<Vec<Look>, PageError> {
    let facts = app.journal().of_kinds("school", &[school.to_string()], &["retention_reviewed"]).await?;
    let mut reviewed: Vec<(&Recorded, RetentionReviewed)> = Vec::new();
    for fact in facts.iter().rev() {
        let read = facts::of(fact).map_err(|_| PageError::Unfit(format!("what {school} keeps")))?;
        reviewed.extend(of(read).map(|one| (fact, one)));
    }
    let people: Vec<Uuid> = reviewed.iter().map(|(_, one)| one.by.uuid()).collect();
    let people = account::display_names(app.pool(), &people).await?;
    let subjects: Vec<Uuid> = reviewed.iter().map(|(_, one)| one.review.uuid()).collect();
    let keys = app.vault().keys(&subjects).await?;
    let mut looks = Vec::new();
    for (fact, one) in reviewed {
        let note = if reads_notes { note(&keys, school, fact, &one)? } else { None };
        looks.push(Look {
            looked_on: one.effective_on,
            by: one.by,
            name: people.get(&one.by.uuid()).cloned(),
            due: one.due,
            decision: one.decision,
            note,
        });
    }
    Ok(looks)
}

fn note(
    keys: &Keys,
    school: &SchoolId,
    fact: &Recorded,
    one: &RetentionReviewed,
) -> Result<Option<Text>, PageError> {
    let (Some(sealed), Some(command_id)) = (&one.note, fact.command_id) else { return Ok(None) };
    let stream = stream_of(school);
    let place = Place { stream: &stream, command_id, field: NOTE };
    Ok(Some(keys.open(sealed, place)?.map_or(Text::Removed, Text::Open)))
}

fn of(fact: Fact) -> Option<RetentionReviewed> {
    if let Fact::School(SchoolEvent::RetentionReviewed(one)) = fact { Some(one) } else { None }
}
