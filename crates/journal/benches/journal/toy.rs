//! The toy: a jar is filled. Its fact has the size of one in a school's cycle, about 450 bytes with its metadata.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent, EventEnvelope, View};
use journal::{Context, Recorded};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Stands for what a fact says besides its number: ids, dates, a sealed text.
const LABEL: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7 2026-09-14 \
    Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6";

pub(crate) fn context() -> Context {
    Context::new(Uuid::new_v4(), "3fa85f64-5717-4562-b3fc-2c963f66afa6", "tester", "bench")
}

#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Jar {
    content: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Fill(pub(crate) i64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum JarEvent {
    Filled { amount: i64, label: String },
}

pub(crate) fn filled(amount: i64) -> JarEvent {
    JarEvent::Filled { amount, label: LABEL.to_owned() }
}

/// How much a stored fact put in.
pub(crate) fn amount(event: &Recorded) -> i64 {
    event.payload.get("amount").and_then(serde_json::Value::as_i64).unwrap_or_default()
}

impl DomainEvent for JarEvent {
    fn event_type(&self) -> String {
        "filled".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("never")]
pub(crate) struct Never;

impl Aggregate for Jar {
    const TYPE: &'static str = "jar";
    type Command = Fill;
    type Event = JarEvent;
    type Error = Never;
    type Services = ();

    async fn handle(&mut self, Fill(amount): Fill, (): &(), sink: &EventSink<Self>) -> Result<(), Never> {
        sink.write(filled(amount), self).await;
        Ok(())
    }

    fn apply(&mut self, JarEvent::Filled { amount, .. }: JarEvent) {
        self.content += amount;
    }
}

/// The framework's own kind of read table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct JarView {
    content: i64,
}

impl View<Jar> for JarView {
    fn update(&mut self, event: &EventEnvelope<Jar>) {
        let JarEvent::Filled { amount, .. } = &event.payload;
        self.content += amount;
    }
}
