//! Stores the facts of one command: one statement, one round trip, whole or not at all.

use std::time::Duration;

use cqrs_es::DomainEvent;
use metrics::counter;
use rand::Rng;
use sqlx::PgPool;

use crate::{Context, JournalError, Token};

/// How often a statement that met another transaction is tried again before it is given up.
const RETRIES: u32 = 8;

/// Facts as they are stored: one entry in each list per fact.
#[derive(Debug, Default, Clone)]
pub(crate) struct Stored {
    pub(crate) types: Vec<String>,
    pub(crate) versions: Vec<String>,
    pub(crate) payloads: Vec<String>,
}

impl Stored {
    pub(crate) fn of<E: DomainEvent>(events: &[E]) -> Result<Self, serde_json::Error> {
        let mut stored = Self::default();
        for event in events {
            stored.types.push(event.event_type());
            stored.versions.push(event.event_version());
            stored.payloads.push(serde_json::to_string(event)?);
        }
        Ok(stored)
    }

    pub(crate) fn len(&self) -> usize {
        self.types.len()
    }
}

/// How an append ended.
#[derive(Debug)]
pub(crate) enum Appended {
    Done(Token),
    /// The stream has a fact with one of these numbers.
    StreamMoved,
    /// The command id has been used.
    CommandKnown,
}

/// Appends `events` to a stream after `sequence`.
pub(crate) async fn append(
    pool: &PgPool,
    stream: (&str, &str),
    sequence: u64,
    events: &Stored,
    context: &Context,
) -> Result<Appended, JournalError> {
    let mut attempt = 0;
    loop {
        let error = match insert(pool, stream, sequence, events, context).await {
            Ok(token) => return Ok(Appended::Done(token)),
            Err(JournalError::Database(error)) => error,
            Err(error) => return Err(error),
        };
        match Violation::of(&error) {
            Some(Violation::Stream) => return Ok(Appended::StreamMoved),
            Some(Violation::Command) => return Ok(Appended::CommandKnown),
            Some(Violation::Passing) if attempt < RETRIES => {
                attempt += 1;
                counter!("journal_append_retries_total").increment(1);
                pause(attempt).await;
            }
            Some(Violation::Passing) | None => return Err(error.into()),
        }
    }
}

async fn insert(
    pool: &PgPool,
    (aggregate_type, aggregate_id): (&str, &str),
    sequence: u64,
    events: &Stored,
    context: &Context,
) -> Result<Token, JournalError> {
    let before = sequence.cast_signed();
    let last = sequence + events.len() as u64;
    let row = sqlx::query!(
        r#"WITH stored AS (
             INSERT INTO es.events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                                    payload, metadata, command_id)
             SELECT $1, $2, $3 + new.rank, new.event_type, new.event_version, new.payload::json, $4::text::json, $5
             FROM unnest($6::text[], $7::text[], $8::text[])
                  WITH ORDINALITY AS new (event_type, event_version, payload, rank)
             ORDER BY new.rank)
           INSERT INTO es.command (command_id, fingerprint, aggregate_type, aggregate_id,
                                   first_sequence, last_sequence, appended)
           VALUES ($5, $9, $1, $2, $3 + 1, $10, $10 - $3)
           RETURNING epoch, tx::text::bigint AS "tx!""#,
        aggregate_type,
        aggregate_id,
        before,
        context.metadata()?,
        context.command_id,
        &events.types,
        &events.versions,
        &events.payloads,
        &context.stored_fingerprint(aggregate_type, aggregate_id),
        last.cast_signed(),
    )
    .fetch_one(pool)
    .await?;
    Ok(Token::new(row.epoch, row.tx.cast_unsigned(), last))
}

/// What stood in a statement's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Violation {
    /// Somebody else stored a fact under this number.
    Stream,
    /// The command id has been used.
    Command,
    /// Another transaction; the same statement may succeed next time.
    Passing,
}

impl Violation {
    pub(crate) fn of(error: &sqlx::Error) -> Option<Self> {
        let error = error.as_database_error()?;
        match (error.constraint(), error.code().as_deref()) {
            (Some("events_pkey"), _) => Some(Self::Stream),
            (Some("command_pkey"), _) => Some(Self::Command),
            (_, Some("40001" | "40P01")) => Some(Self::Passing),
            _ => None,
        }
    }
}

/// Waits a little, longer after each attempt and never as long as a competitor.
pub(crate) async fn pause(attempt: u32) {
    let longest = 4_u64 << attempt.min(6);
    let wait = rand::rng().random_range(1..=longest);
    tokio::time::sleep(Duration::from_millis(wait)).await;
}
