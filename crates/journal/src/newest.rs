//! The last of all facts, and the last of some streams: what a look at everything that is known now stands on.

use crate::past::Streams;
use crate::{Journal, JournalError, Moment};

impl Journal {
    /// The last fact that is known now; none before the first. It waits for no block that is being sealed.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn newest_moment(&self) -> Result<Option<Moment>, JournalError> {
        let row = sqlx::query!(
            r#"SELECT last_position, sealed_at AS "sealed_at: jiff_sqlx::Timestamp" FROM es.block
               ORDER BY height DESC LIMIT 1"#
        )
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| Moment {
            position: row.last_position.cast_unsigned(),
            sealed_at: row.sealed_at.to_jiff(),
        }))
    }

    /// The last fact of these streams that is known now; none where they have none. It stays while only others gain facts.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn newest_moment_of(&self, streams: &Streams) -> Result<Option<Moment>, JournalError> {
        let (types, ids, kinds) = streams.listed();
        // Of each stream its last fact in a block; of a kind the last of all of them.
        let row = sqlx::query!(
            r#"WITH own AS (
                 SELECT named.* FROM unnest($1::text[], $2::text[]) AS one (kind, id)
                 CROSS JOIN LATERAL (
                   SELECT e.epoch, e.tx, e.ident FROM es.events AS e CROSS JOIN es.sealer
                   WHERE e.aggregate_type = one.kind AND e.aggregate_id = one.id
                     AND (e.epoch, e.tx) < (sealer.epoch, sealer.tx_to)
                   ORDER BY e.sequence DESC LIMIT 1) AS named
                 UNION ALL
                 SELECT e.epoch, e.tx, e.ident FROM es.events AS e CROSS JOIN es.sealer
                 WHERE e.aggregate_type = ANY($3::text[]) AND (e.epoch, e.tx) < (sealer.epoch, sealer.tx_to)),
               last AS (
                 SELECT b.*, own.ident FROM own
                 CROSS JOIN LATERAL (
                   SELECT * FROM es.block WHERE block.epoch = own.epoch AND block.tx_from <= own.tx
                   ORDER BY block.tx_from DESC LIMIT 1) AS b
                 ORDER BY b.first_position DESC, own.ident DESC LIMIT 1)
               SELECT last.first_position + (
                        SELECT count(*) FROM es.events AS earlier
                        WHERE earlier.epoch = last.epoch AND earlier.tx >= last.tx_from AND earlier.tx < last.tx_to
                          AND earlier.ident < last.ident) AS "position!",
                      last.sealed_at AS "sealed_at!: jiff_sqlx::Timestamp"
               FROM last"#,
            &types,
            &ids,
            &kinds,
        )
        .fetch_optional(self.pool())
        .await?;
        Ok(row
            .map(|row| Moment { position: row.position.cast_unsigned(), sealed_at: row.sealed_at.to_jiff() }))
    }
}
