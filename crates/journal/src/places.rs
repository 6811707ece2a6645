//! Where a stream's facts stand among all facts, without what they say.

use crate::{Journal, JournalError};

impl Journal {
    /// The places of a stream's sealed facts among all facts, in their order.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn places(&self, aggregate_type: &str, id: &str) -> Result<Vec<u64>, JournalError> {
        // Each block that has one of them is numbered once, whole.
        let places = sqlx::query_scalar!(
            r#"WITH own AS (
                 SELECT DISTINCT b.epoch, b.tx_from, b.tx_to, b.first_position
                 FROM es.events AS e
                 CROSS JOIN LATERAL (
                   SELECT * FROM es.block WHERE block.epoch = e.epoch AND block.tx_from <= e.tx
                   ORDER BY block.tx_from DESC LIMIT 1) AS b
                 WHERE e.aggregate_type = $1 AND e.aggregate_id = $2 AND b.tx_to > e.tx)
               SELECT numbered.position AS "position!"
               FROM own CROSS JOIN LATERAL (
                 SELECT own.first_position - 1 + row_number() OVER (ORDER BY ident) AS position,
                        aggregate_type, aggregate_id, sequence
                 FROM es.events
                 WHERE events.epoch = own.epoch AND events.tx >= own.tx_from AND events.tx < own.tx_to
                 OFFSET 0) AS numbered
               WHERE numbered.aggregate_type = $1 AND numbered.aggregate_id = $2
               ORDER BY numbered.sequence"#,
            aggregate_type,
            id,
        )
        .fetch_all(self.pool())
        .await?;
        let until = self.standing().until().unwrap_or(u64::MAX);
        Ok(places.into_iter().map(i64::cast_unsigned).take_while(|place| *place <= until).collect())
    }
}
