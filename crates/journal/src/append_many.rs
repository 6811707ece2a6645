//! Stores the facts of an import: many streams, perhaps of several kinds, in one transaction, whole or not at all.

use std::time::Instant;

use cqrs_es::Aggregate;
use metrics::{counter, histogram};
use sqlx::{PgConnection, PgPool};

use crate::append::{Stored, Violation, pause};
use crate::execute::Known;
use crate::{Context, Journal, JournalError, Receipt, Token};

/// Most facts, and most bytes of them, that one statement stores.
const MOST_EVENTS: usize = 1_000;
const MOST_BYTES: usize = 4 << 20;
/// Most streams whose last sequence one statement looks up.
const MOST_STREAMS: usize = 10_000;
/// How often an import is tried that meets other transactions.
const ATTEMPTS: u32 = 8;

/// New facts for one stream.
#[derive(Debug, Clone)]
pub struct Change {
    aggregate_type: &'static str,
    aggregate_id: String,
    expected: u64,
    events: Stored,
}

impl Change {
    /// Facts that were decided on the stream `id` of the aggregate `A` when its last sequence was `expected`.
    ///
    /// # Errors
    /// When a fact can't be written as JSON.
    pub fn new<A: Aggregate>(id: &str, expected: u64, events: &[A::Event]) -> Result<Self, JournalError> {
        Ok(Self {
            aggregate_type: A::TYPE,
            aggregate_id: id.to_owned(),
            expected,
            events: Stored::of(events)?,
        })
    }

    /// How many facts these are.
    #[must_use]
    pub fn events(&self) -> usize {
        self.events.len()
    }
}

impl Journal {
    /// Appends to many streams at once, whole or not at all. Each stream comes once and must be at the sequence that its
    /// change expects. `progress` is told how many facts have been sent so far; they count only when this returns. The
    /// same command id acts once. While this runs, nothing is sealed.
    ///
    /// # Errors
    /// When a stream is not where it was expected, the command id was used for something else, or the database can't be
    /// reached or may not be written to. Then nothing has been stored.
    pub async fn append_many(
        &self,
        changes: &[Change],
        context: &Context,
        mut progress: impl FnMut(usize) + Send,
    ) -> Result<Receipt, JournalError> {
        self.standing().refuse_if_not_home()?;
        let Some(first) = changes.iter().find(|change| change.events() > 0) else {
            return Ok(Receipt { sequence: 0, token: None, appended: 0, duplicate: false });
        };
        let fingerprint = context.stored_fingerprint(first.aggregate_type, &first.aggregate_id);
        let started = Instant::now();
        let mut attempt = 0;
        loop {
            match self.known(context.command_id, &fingerprint).await? {
                Known::Same(receipt) => return Ok(receipt),
                Known::Other => return Err(JournalError::CommandReused(context.command_id)),
                Known::Never => {}
            }
            // The streams are read before the transaction gets its number: the order of sealing rests on it.
            refuse_if_moved(self.pool(), changes).await?;
            let error = match store_all(self.pool(), changes, context, &mut progress).await {
                Ok(receipt) => {
                    self.appended().notify_one();
                    histogram!("journal_append_many_seconds").record(started.elapsed());
                    return Ok(receipt);
                }
                Err(JournalError::Database(error)) => error,
                Err(error) => return Err(error),
            };
            attempt += 1;
            if !is_worth_another(Violation::of(&error), attempt) {
                return Err(error.into());
            }
            counter!("journal_append_retries_total").increment(1);
            pause(attempt).await;
        }
    }
}

/// Whether to try again after so many attempts, the last of which failed like this. What somebody else stored is found
/// by looking once more, and has a name then; it must not be given up as an error of the database.
fn is_worth_another(violation: Option<Violation>, attempts: u32) -> bool {
    match violation {
        Some(Violation::Stream | Violation::Command) => attempts <= ATTEMPTS,
        Some(Violation::Passing) => attempts < ATTEMPTS,
        None => false,
    }
}

/// Each stream's last sequence is the one expected.
async fn refuse_if_moved(pool: &PgPool, changes: &[Change]) -> Result<(), JournalError> {
    for some in changes.chunks(MOST_STREAMS) {
        let types: Vec<&str> = some.iter().map(|change| change.aggregate_type).collect();
        let ids: Vec<&str> = some.iter().map(|change| change.aggregate_id.as_str()).collect();
        let expected: Vec<i64> = some.iter().map(|change| change.expected.cast_signed()).collect();
        let moved = sqlx::query!(
            r#"SELECT wanted.aggregate_type AS "aggregate_type!", wanted.aggregate_id AS "aggregate_id!",
                      wanted.expected AS "expected!"
               FROM unnest($1::text[], $2::text[], $3::bigint[]) AS wanted (aggregate_type, aggregate_id, expected)
               CROSS JOIN LATERAL (
                 SELECT coalesce(max(sequence), 0) AS last FROM es.events
                 WHERE aggregate_type = wanted.aggregate_type AND aggregate_id = wanted.aggregate_id) AS actual
               WHERE actual.last <> wanted.expected
               LIMIT 1"#,
            &types as &[&str],
            &ids as &[&str],
            &expected,
        )
        .fetch_optional(pool)
        .await?;
        if let Some(moved) = moved {
            counter!("journal_conflicts_total", "aggregate" => moved.aggregate_type.clone()).increment(1);
            return Err(JournalError::Moved {
                aggregate_type: moved.aggregate_type,
                aggregate_id: moved.aggregate_id,
                expected: moved.expected.cast_unsigned(),
            });
        }
    }
    Ok(())
}

async fn store_all(
    pool: &PgPool,
    changes: &[Change],
    context: &Context,
    progress: &mut (impl FnMut(usize) + Send),
) -> Result<Receipt, JournalError> {
    let total = changes.iter().map(Change::events).sum::<usize>();
    let metadata = context.metadata()?;
    let mut transaction = pool.begin().await?;
    let token = note_command(&mut transaction, changes, total, context).await?;
    let mut sent = 0;
    let mut statement = Statement::default();
    for change in changes {
        for event in 0..change.events() {
            if statement.is_full() {
                sent += statement.send(&mut transaction, &metadata, context).await?;
                progress(sent);
            }
            statement.add(change, event);
        }
    }
    sent += statement.send(&mut transaction, &metadata, context).await?;
    transaction.commit().await?;
    progress(sent);
    Ok(Receipt { sequence: 0, token: Some(token), appended: sent, duplicate: false })
}

async fn note_command(
    connection: &mut PgConnection,
    changes: &[Change],
    total: usize,
    context: &Context,
) -> Result<Token, JournalError> {
    let (aggregate_type, aggregate_id) = changes
        .iter()
        .find(|change| change.events() > 0)
        .map_or(("", ""), |change| (change.aggregate_type, change.aggregate_id.as_str()));
    let row = sqlx::query!(
        r#"INSERT INTO es.command (command_id, fingerprint, aggregate_type, aggregate_id, appended)
           VALUES ($1, $2, $3, $4, $5) RETURNING epoch, tx::text::bigint AS "tx!""#,
        context.command_id,
        &context.stored_fingerprint(aggregate_type, aggregate_id),
        aggregate_type,
        aggregate_id,
        (total as u64).cast_signed(),
    )
    .fetch_one(connection)
    .await?;
    Ok(Token::new(row.epoch, row.tx.cast_unsigned(), 0))
}

/// The facts of one statement, borrowed: one entry in each list per fact.
#[derive(Default)]
struct Statement<'a> {
    types: Vec<&'a str>,
    ids: Vec<&'a str>,
    sequences: Vec<i64>,
    event_types: Vec<&'a str>,
    versions: Vec<&'a str>,
    payloads: Vec<&'a str>,
    bytes: usize,
}

impl<'a> Statement<'a> {
    fn is_full(&self) -> bool {
        self.types.len() >= MOST_EVENTS || self.bytes >= MOST_BYTES
    }

    fn add(&mut self, change: &'a Change, event: usize) {
        let events = &change.events;
        let (Some(event_type), Some(version), Some(payload)) =
            (events.types.get(event), events.versions.get(event), events.payloads.get(event))
        else {
            return;
        };
        self.types.push(change.aggregate_type);
        self.ids.push(&change.aggregate_id);
        self.sequences.push((change.expected + 1 + event as u64).cast_signed());
        self.event_types.push(event_type);
        self.versions.push(version);
        self.payloads.push(payload);
        self.bytes += payload.len();
    }

    /// Sends what there is, answers how many facts that were, and is empty afterwards.
    async fn send(
        &mut self,
        connection: &mut PgConnection,
        metadata: &str,
        context: &Context,
    ) -> Result<usize, JournalError> {
        let full = std::mem::take(self);
        sqlx::query!(
            "INSERT INTO es.events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                                    payload, metadata, command_id)
             SELECT new.aggregate_type, new.aggregate_id, new.sequence, new.event_type, new.event_version,
                    new.payload::json, $7::text::json, $8
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])
                  WITH ORDINALITY
                  AS new (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, rank)
             ORDER BY new.rank",
            &full.types as &[&str],
            &full.ids as &[&str],
            &full.sequences,
            &full.event_types as &[&str],
            &full.versions as &[&str],
            &full.payloads as &[&str],
            metadata,
            context.command_id,
        )
        .execute(connection)
        .await?;
        Ok(full.types.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_last_attempt_what_another_stored_is_still_looked_for() {
        assert!(is_worth_another(Some(Violation::Passing), ATTEMPTS - 1));
        assert!(!is_worth_another(Some(Violation::Passing), ATTEMPTS));
        for violation in [Violation::Stream, Violation::Command] {
            assert!(is_worth_another(Some(violation), ATTEMPTS));
            assert!(!is_worth_another(Some(violation), ATTEMPTS + 1));
        }
        assert!(!is_worth_another(None, 1));
    }
}
