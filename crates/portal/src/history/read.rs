//! Which facts there are, in their order and without what they say: of one stream from the facts themselves, so that nobody
//! waits for what they have just recorded, and of a school from its table.

use std::collections::HashMap;

use domain::SchoolId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::Address;
use sqlx::PgPool;
use uuid::Uuid;

use super::Reached;
use super::form::Filter;
use crate::page_error::PageError;

/// How many entries one page shows.
pub(crate) const PAGE: usize = 25;
/// How many are asked for, to know whether there are more.
pub(crate) const ONE_MORE: i64 = 26;

/// One fact, without what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its place in the list that it is a line of: among all records for a school, in its stream for one stream.
    pub place: u64,
    /// Where it stands.
    pub address: Address,
    /// What happened, in snake case.
    pub kind: String,
    /// The account that recorded it, or a name that the program gave itself.
    pub actor: Option<String>,
    /// In which role, by its stored name.
    pub role: Option<String>,
    /// When.
    pub recorded_at: Timestamp,
    /// The day from which it is so.
    pub effective_on: Option<Date>,
    /// The code of the reason.
    pub reason: Option<String>,
    /// The fact of the same stream that it puts right.
    pub corrects: Option<u64>,
    /// The fact of the same stream that put it right.
    pub corrected_by: Option<u64>,
    /// How far its cycle had ever come before it.
    pub reached: Reached,
}

/// How long a stream is, and when its cycle was first closed and first told to the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The number of the last fact; 0 for a stream without facts.
    pub(crate) last: u64,
    closed: Option<u64>,
    reported: Option<u64>,
}

impl Stretch {
    /// How far the cycle had come before its fact of this number.
    fn reached_before(self, sequence: u64) -> Reached {
        let before = |fact: Option<u64>| fact.is_some_and(|fact| fact < sequence);
        if before(self.reported) {
            Reached::Reported
        } else if before(self.closed) {
            Reached::Closed
        } else {
            Reached::Open
        }
    }

    /// The first fact that has to be looked at for what is asked: all of them where they are narrowed, and the page with what came
    /// after it otherwise, because what puts an entry right comes later.
    pub(crate) fn start(self, filter: &Filter) -> u64 {
        let whole = Filter { before: filter.before, ..Filter::default() };
        let newest = filter.before.unwrap_or(u64::MAX).min(self.last + 1);
        if *filter == whole { newest.saturating_sub(PAGE as u64 + 1) } else { 0 }
    }
}

/// How long a stream is, of which the facts up to the number `until` may be seen.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn stretch(
    pool: &PgPool,
    (stream_type, id): (&str, &str),
    until: u64,
) -> Result<Stretch, PageError> {
    let row = sqlx::query!(
        r#"select max(sequence) as last, min(sequence) filter (where event_type = 'cycle_outcome_sealed') as closed,
                  min(sequence) filter (where event_type = 'board_report_submitted') as reported
           from es.events where aggregate_type = $1 and aggregate_id = $2 and sequence <= $3"#,
        stream_type,
        id,
        i64::try_from(until).unwrap_or(i64::MAX)
    )
    .fetch_one(pool)
    .await?;
    Ok(Stretch {
        last: row.last.unwrap_or_default().cast_unsigned(),
        closed: row.closed.map(i64::cast_unsigned),
        reported: row.reported.map(i64::cast_unsigned),
    })
}

/// The facts of a stream from the one of the number `from` on, oldest first. The few things that all kinds have in common had the
/// same names in every version.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn of_stream(
    pool: &PgPool,
    (stream_type, id): (&str, &str),
    stretch: Stretch,
    from: u64,
) -> Result<Vec<Row>, PageError> {
    let found = sqlx::query!(
        r#"select e.sequence, e.event_type, m.actor as "actor?", m.role as "role?",
                  e.recorded_at as "recorded_at: jiff_sqlx::Timestamp", p.effective_on as "effective_on?: jiff_sqlx::Date",
                  coalesce(p.reason ->> 'code', p.size_override ->> 'code') as "reason?",
                  coalesce(p.corrects_seq, p.voids_seq, p.revises_seq, p.amends_seq, p.replaces_sequence) as "corrects?"
           from es.events e,
                json_to_record(e.metadata) as m (actor text, role text),
                json_to_record(e.payload) as p (effective_on date, reason json, size_override json, corrects_seq bigint,
                                                voids_seq bigint, revises_seq bigint, amends_seq bigint,
                                                replaces_sequence bigint)
           where e.aggregate_type = $1 and e.aggregate_id = $2 and e.sequence >= $3 and e.sequence <= $4
           order by e.sequence"#,
        stream_type,
        id,
        i64::try_from(from).unwrap_or(i64::MAX),
        stretch.last.cast_signed()
    )
    .fetch_all(pool)
    .await?;
    let later: HashMap<i64, u64> =
        found.iter().filter_map(|row| Some((row.corrects?, row.sequence.cast_unsigned()))).collect();
    let address = |sequence: i64| {
        let (aggregate_type, aggregate_id) = (stream_type.to_owned(), id.to_owned());
        Address { aggregate_type, aggregate_id, sequence: sequence.cast_unsigned() }
    };
    let rows = found.into_iter().map(|one| Row {
        place: one.sequence.cast_unsigned(),
        address: address(one.sequence),
        kind: one.event_type,
        actor: one.actor,
        role: one.role,
        recorded_at: one.recorded_at.to_jiff(),
        effective_on: one.effective_on.map(jiff_sqlx::Date::to_jiff),
        reason: one.reason,
        corrects: one.corrects.map(i64::cast_unsigned),
        corrected_by: later.get(&one.sequence).copied(),
        reached: stretch.reached_before(one.sequence.cast_unsigned()),
    });
    Ok(rows.collect())
}

/// The facts of a school that the filter lets through, the latest first; one more than a page shows, if there are as many.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn of_school(
    pool: &PgPool,
    school: &SchoolId,
    filter: &Filter,
) -> Result<Vec<Row>, PageError> {
    let (since, until) = filter.instants();
    let place =
        |place: Option<u64>, none: i64| place.map_or(none, |place| i64::try_from(place).unwrap_or(none));
    let rows = sqlx::query_as!(
        Stored,
        r#"select position, stream_type, stream_id, sequence, kind, actor, role,
                  recorded_at as "recorded_at: jiff_sqlx::Timestamp", effective_on as "effective_on: jiff_sqlx::Date",
                  reason, corrects, corrected_by, reached
           from history
           where school_id = $1 and position < $2 and position >= $3 and position <= $4
             and ($5::text is null or kind = $5) and ($6::text is null or actor = $6)
             and ($7::text is null or reason = $7)
             and ($8::timestamptz is null or recorded_at >= $8) and ($9::timestamptz is null or recorded_at < $9)
             and (not $10::boolean or reached = 'reported')
             -- Days are looked up in the order of time and the rest is left to the order of all records. The two differ where a
             -- clock was set back; by less than a day, we take it.
             and position >= coalesce(
               (select first.position from history first
                where first.school_id = $1 and first.recorded_at >= $8 - interval '1 day' order by first.recorded_at limit 1),
               case when $8 is null then 0 else 9223372036854775807 end)
             and position <= coalesce(
               (select last.position from history last
                where last.school_id = $1 and last.recorded_at < $9 + interval '1 day' order by last.recorded_at desc limit 1),
               case when $9 is null then 9223372036854775807 else 0 end)
           order by position desc limit $11"#,
        school.to_string(),
        place(filter.before, i64::MAX),
        place(filter.from, 0),
        place(filter.to, i64::MAX),
        filter.kind.as_deref(),
        filter.person.map(|person| person.to_string()),
        filter.reason.map(|code| code.to_string()),
        since.map(ToSqlx::to_sqlx) as _,
        until.map(ToSqlx::to_sqlx) as _,
        filter.after_report,
        ONE_MORE
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Stored::read).collect())
}

/// The fact of a school at this place among all records, if there is one.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn at(pool: &PgPool, school: &SchoolId, position: u64) -> Result<Option<Row>, PageError> {
    let row = sqlx::query_as!(
        Stored,
        r#"select position, stream_type, stream_id, sequence, kind, actor, role,
                  recorded_at as "recorded_at: jiff_sqlx::Timestamp", effective_on as "effective_on: jiff_sqlx::Date",
                  reason, corrects, corrected_by, reached
           from history where position = $1 and school_id = $2"#,
        i64::try_from(position).map_err(|_| PageError::NotFound)?,
        school.to_string()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(Stored::read))
}

/// The facts of a school at these places among all records, the latest first.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn at_all(
    pool: &PgPool,
    school: &SchoolId,
    positions: &[i64],
) -> Result<Vec<Row>, PageError> {
    let rows = sqlx::query_as!(
        Stored,
        r#"select position, stream_type, stream_id, sequence, kind, actor, role,
                  recorded_at as "recorded_at: jiff_sqlx::Timestamp", effective_on as "effective_on: jiff_sqlx::Date",
                  reason, corrects, corrected_by, reached
           from history where position = any($1) and school_id = $2 order by position desc"#,
        positions,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Stored::read).collect())
}

/// Everybody who recorded something of a school. One step through the index for each, however many facts there are.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn people(pool: &PgPool, school: &SchoolId) -> Result<Vec<Uuid>, PageError> {
    let actors = sqlx::query_scalar!(
        r#"with recursive known as (
             (select actor from history where school_id = $1 and actor is not null order by actor limit 1)
             union all
             select (select h.actor from history h where h.school_id = $1 and h.actor > known.actor
                     order by h.actor limit 1)
             from known where known.actor is not null)
           select actor as "actor!" from known where actor is not null"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    Ok(actors.iter().filter_map(|actor| actor.parse().ok()).collect())
}

/// Everybody who recorded something in a stream, as far as the table knows.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn people_of(
    pool: &PgPool,
    (stream_type, id): (&str, &str),
) -> Result<Vec<Uuid>, PageError> {
    let actors = sqlx::query_scalar!(
        r#"select distinct actor as "actor!" from history
           where stream_type = $1 and stream_id = $2 and actor is not null"#,
        stream_type,
        id
    )
    .fetch_all(pool)
    .await?;
    Ok(actors.iter().filter_map(|actor| actor.parse().ok()).collect())
}

/// The numbers of pupils in their cycles, in the order of placing, by the cycle's and the participant's id.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn places(pool: &PgPool, cycles: &[Uuid]) -> Result<Vec<(Uuid, Uuid, i32)>, PageError> {
    let rows = sqlx::query!(
        "select cycle_id, participant_id, place from participants where cycle_id = any($1)",
        cycles
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.cycle_id, row.participant_id, row.place)).collect())
}

/// What one act recorded: how many facts in all, and from which to which where all are in one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Act {
    pub(crate) facts: u64,
    pub(crate) within: Option<(u64, u64)>,
}

/// What the command of this id recorded; nothing for facts that are older than the list of commands.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn act(pool: &PgPool, command: Uuid) -> Result<Option<Act>, PageError> {
    let row = sqlx::query!(
        "select appended, first_sequence, last_sequence from es.command where command_id = $1",
        command
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Act {
        facts: row.appended.cast_unsigned(),
        within: row
            .first_sequence
            .zip(row.last_sequence)
            .map(|(first, last)| (first.cast_unsigned(), last.cast_unsigned())),
    }))
}

/// A row of the table.
struct Stored {
    position: i64,
    stream_type: String,
    stream_id: String,
    sequence: i64,
    kind: String,
    actor: Option<String>,
    role: Option<String>,
    recorded_at: jiff_sqlx::Timestamp,
    effective_on: Option<jiff_sqlx::Date>,
    reason: Option<String>,
    corrects: Option<i64>,
    corrected_by: Option<i64>,
    reached: String,
}

impl Stored {
    fn read(self) -> Row {
        let sequence = self.sequence.cast_unsigned();
        Row {
            place: self.position.cast_unsigned(),
            address: Address { aggregate_type: self.stream_type, aggregate_id: self.stream_id, sequence },
            kind: self.kind,
            actor: self.actor,
            role: self.role,
            recorded_at: self.recorded_at.to_jiff(),
            effective_on: self.effective_on.map(jiff_sqlx::Date::to_jiff),
            reason: self.reason,
            corrects: self.corrects.map(i64::cast_unsigned),
            corrected_by: self.corrected_by.map(i64::cast_unsigned),
            reached: Reached::of(&self.reached),
        }
    }
}
