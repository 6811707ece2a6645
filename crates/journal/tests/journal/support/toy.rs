//! The toy: a jar is filled and emptied, a shelf is labelled.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use journal::Context;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) fn context() -> Context {
    Context::new(Uuid::new_v4(), "somebody", "tester", "test")
}

#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Jar {
    pub(crate) content: i64,
}

#[derive(Debug, Clone)]
pub(crate) enum JarCommand {
    /// Nothing of it is already so.
    Put(i64),
    Take(i64),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum JarEvent {
    Filled { amount: i64 },
    Emptied { amount: i64 },
}

impl DomainEvent for JarEvent {
    fn event_type(&self) -> String {
        match self {
            Self::Filled { .. } => "filled".to_owned(),
            Self::Emptied { .. } => "emptied".to_owned(),
        }
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("there is not so much in it")]
pub(crate) struct TooLittle;

impl Aggregate for Jar {
    const TYPE: &'static str = "jar";
    type Command = JarCommand;
    type Event = JarEvent;
    type Error = TooLittle;
    type Services = ();

    async fn handle(
        &mut self,
        command: JarCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), TooLittle> {
        match command {
            JarCommand::Put(0) | JarCommand::Take(0) => {}
            JarCommand::Put(amount) => sink.write(JarEvent::Filled { amount }, self).await,
            JarCommand::Take(amount) if amount > self.content => return Err(TooLittle),
            JarCommand::Take(amount) => sink.write(JarEvent::Emptied { amount }, self).await,
        }
        Ok(())
    }

    fn apply(&mut self, event: JarEvent) {
        match event {
            JarEvent::Filled { amount } => self.content += amount,
            JarEvent::Emptied { amount } => self.content -= amount,
        }
    }
}

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Shelf {
    pub(crate) labels: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct ShelfCommand(pub(crate) String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ShelfEvent {
    Labelled { label: String },
}

impl DomainEvent for ShelfEvent {
    fn event_type(&self) -> String {
        "labelled".to_owned()
    }

    fn event_version(&self) -> String {
        "2".to_owned()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("never")]
pub(crate) struct Never;

impl Aggregate for Shelf {
    const TYPE: &'static str = "shelf";
    type Command = ShelfCommand;
    type Event = ShelfEvent;
    type Error = Never;
    type Services = ();

    async fn handle(
        &mut self,
        ShelfCommand(label): ShelfCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Never> {
        sink.write(ShelfEvent::Labelled { label }, self).await;
        Ok(())
    }

    fn apply(&mut self, ShelfEvent::Labelled { label }: ShelfEvent) {
        self.labels.push(label);
    }
}
