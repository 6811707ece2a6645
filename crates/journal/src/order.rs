//! Checks, before a block is sealed, that every stream's facts are in it in their order and none is missing before them.
//!
//! The rule that a stream is read before the transaction that appends to it gets its number makes this so. A statement
//! by hand can break the rule; then sealing waits and the operator is told, rather than a wrong order being sealed.

use std::collections::HashMap;

use sqlx::PgConnection;

use crate::JournalError;
use crate::seal::Interval;

/// The streams of a block: the first fact of each, and the last one seen so far.
#[derive(Default)]
pub(crate) struct StreamOrder(HashMap<(String, String), Span>);

struct Span {
    first: i64,
    last: i64,
}

impl StreamOrder {
    /// Takes the next fact of the block.
    pub(crate) fn see(
        &mut self,
        aggregate_type: &str,
        aggregate_id: &str,
        sequence: i64,
    ) -> Result<(), JournalError> {
        let stream = (aggregate_type.to_owned(), aggregate_id.to_owned());
        let span = self.0.entry(stream).or_insert(Span { first: sequence, last: sequence - 1 });
        if sequence != span.last + 1 {
            return Err(out_of_order(aggregate_type, aggregate_id, sequence));
        }
        span.last = sequence;
        Ok(())
    }

    /// Checks that what comes before each stream's first fact in the block has been sealed.
    pub(crate) async fn check_before(
        &self,
        connection: &mut PgConnection,
        interval: Interval,
    ) -> Result<(), JournalError> {
        let (mut types, mut ids, mut before) = (vec![], vec![], vec![]);
        for ((aggregate_type, aggregate_id), span) in self.0.iter().filter(|(_, span)| span.first > 1) {
            types.push(aggregate_type.as_str());
            ids.push(aggregate_id.as_str());
            before.push(span.first - 1);
        }
        let missing = sqlx::query!(
            r#"SELECT wanted.aggregate_type AS "aggregate_type!", wanted.aggregate_id AS "aggregate_id!",
                      wanted.sequence + 1 AS "sequence!"
               FROM unnest($1::text[], $2::text[], $3::bigint[]) AS wanted (aggregate_type, aggregate_id, sequence)
               LEFT JOIN es.events AS e USING (aggregate_type, aggregate_id, sequence)
               WHERE e.sequence IS NULL
                  OR e.epoch > $4 OR (e.epoch = $4 AND e.tx >= $5::bigint::text::xid8)
               LIMIT 1"#,
            &types as &[&str],
            &ids as &[&str],
            &before,
            interval.epoch,
            interval.from,
        )
        .fetch_optional(connection)
        .await?;
        missing.map_or(Ok(()), |row| Err(out_of_order(&row.aggregate_type, &row.aggregate_id, row.sequence)))
    }
}

fn out_of_order(aggregate_type: &str, aggregate_id: &str, sequence: i64) -> JournalError {
    JournalError::OutOfOrder {
        aggregate_type: aggregate_type.to_owned(),
        aggregate_id: aggregate_id.to_owned(),
        sequence: sequence.cast_unsigned(),
    }
}
