//! Where a stream's facts stand among all facts, without what they say.

use crate::{Journal, JournalError};

/// The facts of a stream around a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Around {
    /// The number of the last fact that was known, in the stream; 0 before the first.
    pub last: u64,
    /// How many there are.
    pub count: u64,
    /// The place of the fact before that one among all facts.
    pub earlier: Option<u64>,
    /// The place of the fact after it.
    pub later: Option<u64>,
}

impl Journal {
    /// The sealed facts of a stream around `position`, a place among all facts. The whole stream is not numbered for that.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn around(
        &self,
        aggregate_type: &str,
        id: &str,
        position: u64,
    ) -> Result<Around, JournalError> {
        let (last, count) = self.known_and_all(aggregate_type, id, position).await?;
        let earlier = match last.checked_sub(1) {
            Some(earlier) => self.place(aggregate_type, id, earlier).await?,
            None => None,
        };
        let later = if last < count { self.place(aggregate_type, id, last + 1).await? } else { None };
        Ok(Around { last, count, earlier, later })
    }

    /// The place of a stream's fact with this number among all facts; none before it is sealed.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn place(
        &self,
        aggregate_type: &str,
        id: &str,
        sequence: u64,
    ) -> Result<Option<u64>, JournalError> {
        let place = sqlx::query_scalar!(
            r#"SELECT b.first_position + (
                        SELECT count(*) FROM es.events AS earlier
                        WHERE earlier.epoch = b.epoch AND earlier.tx >= b.tx_from AND earlier.tx < b.tx_to
                          AND earlier.ident < e.ident) AS "position!"
               FROM es.events AS e
               CROSS JOIN LATERAL (
                 SELECT * FROM es.block WHERE block.epoch = e.epoch AND block.tx_from <= e.tx
                 ORDER BY block.tx_from DESC LIMIT 1) AS b
               WHERE e.aggregate_type = $1 AND e.aggregate_id = $2 AND e.sequence = $3 AND b.tx_to > e.tx"#,
            aggregate_type,
            id,
            sequence.cast_signed(),
        )
        .fetch_optional(self.pool())
        .await?;
        let until = self.standing().until().unwrap_or(u64::MAX);
        Ok(place.map(i64::cast_unsigned).filter(|place| *place <= until))
    }

    /// How many facts a stream has up to `position`, and how many in all.
    async fn known_and_all(
        &self,
        aggregate_type: &str,
        id: &str,
        position: u64,
    ) -> Result<(u64, u64), JournalError> {
        let until = self.standing().until().unwrap_or(i64::MAX.cast_unsigned());
        let asked = [position.min(until).cast_signed(), until.cast_signed()];
        // A stream's facts stand in their order among all facts: the last up to a place is looked for from the end. Its own block
        // is told by its transaction, and only in the block of the place itself does the ident decide.
        let found = sqlx::query_scalar!(
            r#"SELECT coalesce(known.sequence, 0) AS "sequence!"
               FROM unnest($3::bigint[]) WITH ORDINALITY AS asked (position, rank)
               LEFT JOIN LATERAL (
                 SELECT * FROM es.block WHERE first_position <= asked.position
                 ORDER BY first_position DESC LIMIT 1) AS b ON true
               LEFT JOIN LATERAL (
                 SELECT ident FROM es.events
                 WHERE events.epoch = b.epoch AND events.tx >= b.tx_from AND events.tx < b.tx_to
                   AND asked.position < b.last_position
                 ORDER BY ident OFFSET asked.position - b.first_position LIMIT 1) AS at ON true
               LEFT JOIN LATERAL (
                 SELECT sequence FROM es.events AS e
                 WHERE e.aggregate_type = $1 AND e.aggregate_id = $2 AND (e.epoch, e.tx) < (b.epoch, b.tx_to)
                   AND ((e.epoch, e.tx) < (b.epoch, b.tx_from) OR at.ident IS NULL OR e.ident <= at.ident)
                 ORDER BY e.sequence DESC LIMIT 1) AS known ON true
               ORDER BY asked.rank"#,
            aggregate_type,
            id,
            &asked,
        )
        .fetch_all(self.pool())
        .await?;
        let number = |at: usize| found.get(at).copied().unwrap_or_default().cast_unsigned();
        Ok((number(0), number(1)))
    }
}
