//! What was recorded of a school between two moments: how much in each of its records, and what was recorded beside its cycles.

use std::collections::HashMap;

use cqrs_es::Aggregate as _;
use domain::SchoolId;
use domain::account::Account;
use domain::cohort_result::CohortResult;
use domain::edition::Edition;
use domain::enquiry::Enquiry;
use domain::import_batch::ImportBatch;
use domain::pack::Pack;
use domain::pupil::Pupil;
use domain::school::School;
use domain::school_group::SchoolGroup;
use jiff::Timestamp;
use journal::{Address, Recorded};
use sqlx::PgPool;
use uuid::Uuid;

use super::form::Ends;
use crate::access::{Action, Visitor};
use crate::app::App;
use crate::history::read::{ONE_MORE, PAGE};
use crate::page_error::PageError;

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Its place among all facts.
    pub position: u64,
    /// Where it stands: the kind of its stream, the stream's id, and its number there.
    pub address: Address,
    /// What happened.
    pub kind: String,
    /// Who recorded it; none for a program.
    pub by: Option<Uuid>,
    /// When.
    pub recorded_at: Timestamp,
    /// The year of official results or of terms, or the number of an edition or a pack.
    pub which: Option<String>,
}

/// How many facts of one kind a stream has between the two moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) stream_type: String,
    pub(super) stream_id: String,
    pub(super) kind: String,
    pub(super) facts: usize,
}

/// The kinds of streams beside the cycles that the visitor may know of.
pub(super) fn others_seen(visitor: &Visitor, school: &SchoolId) -> Vec<&'static str> {
    let by_right = [
        (Edition::TYPE, Action::SeeEditions),
        (Pack::TYPE, Action::SeePacks),
        (Enquiry::TYPE, Action::SeeEnquiries),
    ];
    let seen =
        by_right.into_iter().filter(|(_, action)| visitor.may_in(*action, school)).map(|(stream, _)| stream);
    let whole = [Pupil::TYPE, ImportBatch::TYPE, Account::TYPE, SchoolGroup::TYPE];
    let whole = whole.into_iter().filter(|_| sees_all(visitor, school));
    [School::TYPE, CohortResult::TYPE].into_iter().chain(seen).chain(whole).collect()
}

/// Whether the visitor may know of everything that was recorded of the school.
pub(super) fn sees_all(visitor: &Visitor, school: &SchoolId) -> bool {
    visitor.may_in(Action::SeeSchoolHistory, school)
}

/// Up to which place the list of all facts of schools is made.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn known_until(pool: &PgPool) -> Result<u64, PageError> {
    let position = sqlx::query_scalar!(
        "select position from es.projection where schema_name = 'read' and name = 'history'"
    )
    .fetch_optional(pool)
    .await?;
    Ok(position.unwrap_or_default().cast_unsigned())
}

/// How much was recorded of a school in streams of these kinds, by stream and by what happened.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn counted(
    pool: &PgPool,
    school: &SchoolId,
    ends: &Ends,
    streams: &[&str],
) -> Result<Vec<Counted>, PageError> {
    let rows = sqlx::query!(
        r#"select stream_type, stream_id, kind, count(*) as "facts!" from history
           where school_id = $1 and position > $2 and position <= $3 and stream_type = any($4)
           group by stream_type, stream_id, kind"#,
        school.to_string(),
        ends.from.position.cast_signed(),
        ends.to.position.cast_signed(),
        streams as &[&str]
    )
    .fetch_all(pool)
    .await?;
    let counted = rows.into_iter().map(|row| Counted {
        stream_type: row.stream_type,
        stream_id: row.stream_id,
        kind: row.kind,
        facts: usize::try_from(row.facts).unwrap_or_default(),
    });
    Ok(counted.collect())
}

/// What was recorded of a school in streams of these kinds between the two moments and after a place, in the order of all facts;
/// and whether there is more than a page shows.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn others(
    app: &App,
    school: &SchoolId,
    ends: &Ends,
    streams: &[&str],
    after: u64,
) -> Result<(Vec<Other>, bool), PageError> {
    let mut rows = sqlx::query_as!(
        Line,
        r#"select position, stream_type, stream_id, sequence, kind, actor,
                  recorded_at as "recorded_at: jiff_sqlx::Timestamp"
           from history
           where school_id = $1 and position > $2 and position <= $3 and stream_type = any($4)
           order by position limit $5"#,
        school.to_string(),
        ends.from.position.max(after).cast_signed(),
        ends.to.position.cast_signed(),
        streams as &[&str],
        ONE_MORE
    )
    .fetch_all(app.pool())
    .await?;
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let addresses: Vec<Address> = rows.iter().map(Line::address).collect();
    // Only the facts themselves say of which edition or pack they are, or of which year.
    let facts = app.journal().at(&addresses).await?;
    let numbers: HashMap<Option<u64>, String> =
        facts.iter().filter_map(|fact| Some((fact.position, which(fact)?))).collect();
    let number = |line: &Line| numbers.get(&Some(line.position.cast_unsigned())).cloned();
    let read = |line: Line| {
        let number = number(&line);
        line.read(number)
    };
    Ok((rows.into_iter().map(read).collect(), is_more))
}

/// The number of an edition or a pack, or the year that a fact about a school names.
fn which(fact: &Recorded) -> Option<String> {
    let number = fact.payload.get("number").map(ToString::to_string);
    let year = || Some(fact.payload.get("academic_year")?.as_str()?.replace('-', "/"));
    number.or_else(year)
}

/// A row of the table.
struct Line {
    position: i64,
    stream_type: String,
    stream_id: String,
    sequence: i64,
    kind: String,
    actor: Option<String>,
    recorded_at: jiff_sqlx::Timestamp,
}

impl Line {
    fn address(&self) -> Address {
        let (aggregate_type, aggregate_id) = (self.stream_type.clone(), self.stream_id.clone());
        Address { aggregate_type, aggregate_id, sequence: self.sequence.cast_unsigned() }
    }

    fn read(self, number: Option<String>) -> Other {
        let year = || Some(self.stream_id.rsplit_once('|')?.1.replace('-', "/"));
        Other {
            position: self.position.cast_unsigned(),
            address: self.address(),
            which: number.or_else(year),
            by: self.actor.as_ref().and_then(|actor| actor.parse().ok()),
            recorded_at: self.recorded_at.to_jiff(),
            kind: self.kind,
        }
    }
}
