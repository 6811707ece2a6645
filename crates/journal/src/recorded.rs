//! Facts as they were recorded, with their place in the order: for history pages, and for projections.

use std::collections::HashMap;

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::upcast::Upcasters;
use crate::{Journal, JournalError, Understood, leaf};

/// One stored fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place in the order of all facts, from 1; none until it is sealed.
    pub position: Option<u64>,
    /// The kind of its stream.
    pub aggregate_type: String,
    /// Its stream's id.
    pub aggregate_id: String,
    /// Its number in the stream, from 1.
    pub sequence: u64,
    /// What happened, in snake case.
    pub event_type: String,
    /// The shape that the payload is in, after upcasting.
    pub event_version: String,
    /// What is known about it.
    pub payload: serde_json::Value,
    /// Who, in which role, by which command.
    pub metadata: HashMap<String, String>,
    /// When it was stored, by the database's clock.
    pub recorded_at: jiff::Timestamp,
    /// The command that led to it.
    pub command_id: Option<Uuid>,
    /// Its leaf in the tree, over the stored bytes; none until it is sealed, and in projections.
    pub hash: Option<[u8; 32]>,
    /// What it was found to say.
    pub understood: Understood,
}

/// Where a fact stands: its stream, and its number there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The kind of the stream.
    pub aggregate_type: String,
    /// The stream's id.
    pub aggregate_id: String,
    /// The fact's number in the stream, from 1.
    pub sequence: u64,
}

impl Journal {
    /// The facts at `addresses`, in that order, with position and leaf where they are sealed. Where there is no fact, none.
    ///
    /// # Errors
    /// When the database can't be reached, or a fact's metadata is in an unknown shape.
    pub async fn at(&self, addresses: &[Address]) -> Result<Vec<Recorded>, JournalError> {
        let types: Vec<&str> = addresses.iter().map(|one| one.aggregate_type.as_str()).collect();
        let ids: Vec<&str> = addresses.iter().map(|one| one.aggregate_id.as_str()).collect();
        let sequences: Vec<i64> = addresses.iter().map(|one| one.sequence.cast_signed()).collect();
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT CASE WHEN b.height IS NOT NULL THEN b.first_position + (
                        SELECT count(*) FROM es.events AS earlier
                        WHERE earlier.epoch = b.epoch AND earlier.tx >= b.tx_from AND earlier.tx < b.tx_to
                          AND earlier.ident < e.ident) END AS position,
                      e.aggregate_type AS "aggregate_type!", e.aggregate_id AS "aggregate_id!",
                      e.sequence AS "sequence!", e.event_type AS "event_type!", e.event_version AS "event_version!",
                      e.payload AS "payload!", e.metadata AS "metadata!",
                      e.recorded_at AS "recorded_at!: jiff_sqlx::Timestamp", e.command_id
               FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY
                    AS wanted (aggregate_type, aggregate_id, sequence, place)
               JOIN es.events AS e USING (aggregate_type, aggregate_id, sequence)
               LEFT JOIN LATERAL (
                 SELECT * FROM es.block
                 WHERE block.epoch = e.epoch AND block.tx_from <= e.tx
                 ORDER BY block.tx_from DESC LIMIT 1) AS b ON b.tx_to > e.tx
               ORDER BY wanted.place"#,
            &types as &[&str],
            &ids as &[&str],
            &sequences,
        )
        .fetch_all(self.pool())
        .await?;
        let mut recorded = read(rows, self.upcasters())?;
        self.leave_out_later(&mut recorded);
        self.add_hashes(&mut recorded).await?;
        Ok(recorded)
    }

    /// The facts of some kinds in streams of one type, stream by stream in their order, without position and leaf.
    ///
    /// # Errors
    /// When the database can't be reached, or a fact's metadata is in an unknown shape.
    pub async fn of_kinds(
        &self,
        aggregate_type: &str,
        ids: &[String],
        kinds: &[&str],
    ) -> Result<Vec<Recorded>, JournalError> {
        if self.standing().until().is_some() {
            let mut found = Vec::new();
            for id in ids {
                found.extend(self.stream(aggregate_type, id).await?);
            }
            found.retain(|fact| kinds.contains(&fact.event_type.as_str()));
            return Ok(found);
        }
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT NULL::bigint AS position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                      payload, metadata, recorded_at AS "recorded_at: jiff_sqlx::Timestamp", command_id
               FROM es.events
               WHERE aggregate_type = $1 AND aggregate_id = ANY($2) AND event_type = ANY($3)
               ORDER BY aggregate_id, sequence"#,
            aggregate_type,
            ids,
            kinds as &[&str],
        )
        .fetch_all(self.pool())
        .await?;
        read(rows, self.upcasters())
    }

    /// A stream's facts in their order, with position and leaf where they are sealed. Empty for a stream without facts.
    ///
    /// # Errors
    /// When the database can't be reached, or a fact's metadata is in an unknown shape.
    pub async fn stream(&self, aggregate_type: &str, id: &str) -> Result<Vec<Recorded>, JournalError> {
        let mut connection = self.pool().acquire().await?;
        let mut recorded = of_stream(&mut connection, aggregate_type, id, self.upcasters()).await?;
        drop(connection);
        self.leave_out_later(&mut recorded);
        let mut recorded = self.chosen(recorded);
        self.add_hashes(&mut recorded).await?;
        Ok(recorded)
    }

    /// Up to `limit` sealed facts after `position`, in sealed order, with their leaves.
    ///
    /// # Errors
    /// When the database can't be reached, or a fact's metadata is in an unknown shape.
    pub async fn page(&self, position: u64, limit: u64) -> Result<Vec<Recorded>, JournalError> {
        let left = self.standing().until().map_or(u64::MAX, |until| until.saturating_sub(position));
        let limit = limit.min(left);
        let mut connection = self.pool().acquire().await?;
        let mut recorded = after(&mut connection, position, limit, self.upcasters()).await?;
        drop(connection);
        self.add_hashes(&mut recorded).await?;
        Ok(recorded)
    }

    /// Where the journal is looked at as it was, takes away what came later.
    fn leave_out_later(&self, recorded: &mut Vec<Recorded>) {
        if let Some(until) = self.standing().until() {
            recorded.retain(|fact| fact.position.is_some_and(|position| position <= until));
        }
    }

    async fn add_hashes(&self, recorded: &mut [Recorded]) -> Result<(), JournalError> {
        let leaves: Vec<i64> =
            recorded.iter().filter_map(|event| Some(leaf::index(event.position?).cast_signed())).collect();
        let stored = sqlx::query!("SELECT idx, hash FROM es.tree_hash WHERE idx = ANY($1)", &leaves)
            .fetch_all(self.pool())
            .await?;
        let hashes: HashMap<i64, Vec<u8>> = stored.into_iter().map(|row| (row.idx, row.hash)).collect();
        for event in recorded {
            event.hash = event
                .position
                .and_then(|position| hashes.get(&leaf::index(position).cast_signed()))
                .and_then(|hash| hash.as_slice().try_into().ok());
        }
        Ok(())
    }
}

/// A stream's facts in their order, without their leaves.
pub(crate) async fn of_stream(
    connection: &mut PgConnection,
    aggregate_type: &str,
    id: &str,
    upcasters: &Upcasters,
) -> Result<Vec<Recorded>, JournalError> {
    let rows = sqlx::query_as!(
            Row,
            r#"SELECT CASE WHEN b.height IS NOT NULL THEN b.first_position + (
                        SELECT count(*) FROM es.events AS earlier
                        WHERE earlier.epoch = b.epoch AND earlier.tx >= b.tx_from AND earlier.tx < b.tx_to
                          AND earlier.ident < e.ident) END AS position,
                      e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version,
                      e.payload, e.metadata, e.recorded_at AS "recorded_at: jiff_sqlx::Timestamp", e.command_id
               FROM es.events AS e
               LEFT JOIN LATERAL (
                 SELECT * FROM es.block
                 WHERE block.epoch = e.epoch AND block.tx_from <= e.tx
                 ORDER BY block.tx_from DESC LIMIT 1) AS b ON b.tx_to > e.tx
               WHERE e.aggregate_type = $1 AND e.aggregate_id = $2
               ORDER BY e.sequence"#,
            aggregate_type,
            id,
        )
        .fetch_all(connection)
        .await?;
    read(rows, upcasters)
}

/// Up to `limit` sealed facts after `position`, in sealed order, without their leaves.
pub(crate) async fn after(
    connection: &mut PgConnection,
    position: u64,
    limit: u64,
    upcasters: &Upcasters,
) -> Result<Vec<Recorded>, JournalError> {
    let rows = sqlx::query_as!(
        Row,
        // Nested on purpose: blocks by height, facts by the block's interval, then their content by key. Left to itself
        // the planner may join all facts with all blocks, which it takes for a small matter.
        r#"WITH ranked AS MATERIALIZED (
             SELECT fact.*
             FROM (SELECT * FROM es.block
                   WHERE height >= (SELECT height FROM es.block WHERE last_position > $1
                                    ORDER BY last_position LIMIT 1)
                     AND height <= (SELECT height FROM es.block WHERE first_position <= $2
                                    ORDER BY first_position DESC LIMIT 1)) AS b
             CROSS JOIN LATERAL (
               SELECT b.first_position - 1 + row_number() OVER (ORDER BY e.ident) AS position,
                      e.aggregate_type, e.aggregate_id, e.sequence
               FROM es.events AS e
               WHERE e.epoch = b.epoch AND e.tx >= b.tx_from AND e.tx < b.tx_to
               OFFSET 0) AS fact)
           SELECT ranked.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version,
                  e.payload, e.metadata, e.recorded_at AS "recorded_at: jiff_sqlx::Timestamp", e.command_id
           FROM ranked CROSS JOIN LATERAL (
             SELECT * FROM es.events
             WHERE events.aggregate_type = ranked.aggregate_type AND events.aggregate_id = ranked.aggregate_id
               AND events.sequence = ranked.sequence
             OFFSET 0) AS e
           WHERE ranked.position > $1 AND ranked.position <= $2
           ORDER BY ranked.position"#,
        position.cast_signed(),
        position.saturating_add(limit).cast_signed(),
    )
    .fetch_all(connection)
    .await?;
    read(rows, upcasters)
}

/// A fact as the database gives it.
pub(crate) struct Row {
    pub(crate) position: Option<i64>,
    pub(crate) aggregate_type: String,
    pub(crate) aggregate_id: String,
    pub(crate) sequence: i64,
    pub(crate) event_type: String,
    pub(crate) event_version: String,
    pub(crate) payload: serde_json::Value,
    pub(crate) metadata: serde_json::Value,
    pub(crate) recorded_at: jiff_sqlx::Timestamp,
    pub(crate) command_id: Option<Uuid>,
}

pub(crate) fn read(rows: Vec<Row>, upcasters: &Upcasters) -> Result<Vec<Recorded>, JournalError> {
    rows.into_iter().map(|row| row.read(upcasters)).collect()
}

impl Row {
    fn read(self, upcasters: &Upcasters) -> Result<Recorded, JournalError> {
        let stored = SerializedEvent {
            aggregate_id: self.aggregate_id,
            sequence: usize::try_from(self.sequence).unwrap_or_default(),
            aggregate_type: self.aggregate_type,
            event_type: self.event_type,
            event_version: self.event_version,
            payload: self.payload,
            metadata: self.metadata,
        };
        let event = upcasters.upcast(stored);
        let metadata = match serde_json::from_value(event.metadata) {
            Ok(metadata) => metadata,
            Err(source) => {
                return Err(JournalError::Unreadable {
                    aggregate_type: event.aggregate_type,
                    aggregate_id: event.aggregate_id,
                    source: source.into(),
                });
            }
        };
        Ok(Recorded {
            position: self.position.map(i64::cast_unsigned),
            aggregate_type: event.aggregate_type,
            aggregate_id: event.aggregate_id,
            sequence: event.sequence as u64,
            event_type: event.event_type,
            event_version: event.event_version,
            payload: event.payload,
            metadata,
            recorded_at: self.recorded_at.to_jiff(),
            command_id: self.command_id,
            hash: None,
            understood: Understood::default(),
        })
    }
}
