//! Loads many streams of one kind with few questions to the database: an import compares thousands of them.

use std::collections::HashMap;

use cqrs_es::Aggregate;
use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use futures::TryStreamExt;

use crate::{Journal, JournalError, Loaded};

/// Most streams that one statement loads.
const MOST_STREAMS: usize = 1_000;

impl Journal {
    /// Loads those of the streams `ids` that have facts, by id. A stream that is not among them is in its first state, at 0.
    ///
    /// # Errors
    /// When the database can't be reached, a stored event is in a shape that the program does not know, or this is the past:
    /// whoever compares thousands of streams is about to write to them.
    pub async fn load_many<A: Aggregate>(
        &self,
        ids: &[String],
    ) -> Result<HashMap<String, Loaded<A>>, JournalError> {
        self.refuse_in_the_past()?;
        let mut loaded: HashMap<String, Loaded<A>> = HashMap::with_capacity(ids.len());
        for some in ids.chunks(MOST_STREAMS) {
            let mut rows = sqlx::query_as!(
                Row,
                "SELECT aggregate_id, sequence, event_type, event_version, payload, metadata
                 FROM es.events WHERE aggregate_type = $1 AND aggregate_id = ANY($2)
                 ORDER BY aggregate_id, sequence",
                A::TYPE,
                some,
            )
            .fetch(self.pool());
            while let Some(row) = rows.try_next().await? {
                let (id, sequence) = (row.aggregate_id.clone(), row.sequence.cast_unsigned());
                let event = row.read::<A>(self)?;
                let stream = loaded.entry(id).or_insert_with(|| Loaded { state: A::default(), sequence: 0 });
                stream.state.apply(event);
                stream.sequence = sequence;
            }
        }
        Ok(loaded)
    }

    /// The ids of all streams of a kind that have facts, in no order.
    ///
    /// # Errors
    /// When the database can't be reached, or this is the past.
    pub async fn stream_ids<A: Aggregate>(&self) -> Result<Vec<String>, JournalError> {
        self.refuse_in_the_past()?;
        let ids = sqlx::query_scalar!(
            "SELECT aggregate_id FROM es.events WHERE aggregate_type = $1 AND sequence = 1",
            A::TYPE
        )
        .fetch_all(self.pool())
        .await?;
        Ok(ids)
    }

    fn refuse_in_the_past(&self) -> Result<(), JournalError> {
        if self.standing().until().is_some() { Err(JournalError::InThePast) } else { Ok(()) }
    }
}

/// A fact as the database gives it.
struct Row {
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: serde_json::Value,
    metadata: serde_json::Value,
}

impl Row {
    fn read<A: Aggregate>(self, journal: &Journal) -> Result<A::Event, JournalError> {
        let event = journal.upcasters().upcast(SerializedEvent {
            aggregate_id: self.aggregate_id,
            sequence: usize::try_from(self.sequence).unwrap_or_default(),
            aggregate_type: A::TYPE.to_owned(),
            event_type: self.event_type,
            event_version: self.event_version,
            payload: self.payload,
            metadata: self.metadata,
        });
        serde_json::from_value(event.payload).map_err(|source| JournalError::Unreadable {
            aggregate_type: event.aggregate_type,
            aggregate_id: event.aggregate_id,
            source: source.into(),
        })
    }
}
