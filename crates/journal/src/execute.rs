//! A command's straight line: load the stream, decide, append what was decided. Several commands of one form go together.

use std::time::Instant;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use metrics::{counter, histogram};
use uuid::Uuid;

use crate::append::{Appended, Stored, append, pause};
use crate::{Context, ExecuteError, Fingerprint, Journal, JournalError, Loaded, Token};

/// How often a command that named no sequence is decided again after somebody else was faster.
const DECISIONS: u32 = 4;

/// What a command left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The stream's last sequence; 0 for a command on many streams.
    pub sequence: u64,
    /// By which a page can wait for these facts; none when there are none.
    pub token: Option<Token>,
    /// How many facts were stored.
    pub appended: usize,
    /// Whether the command had been executed before: then this is what it left then, and nothing was stored now.
    pub duplicate: bool,
}

impl Journal {
    /// Executes a command on one stream. With `expected`, the stream must be where the caller saw it; without, the command
    /// is decided again, up to three times, when somebody else was faster. The same command id acts once.
    ///
    /// # Errors
    /// The rule's refusal; a conflict when the stream is not at `expected`, or the caller was slower four times; a
    /// duplicate when the id was used for something else; unusable when the database can't be reached or may not be
    /// written to. None of them leaves a trace.
    pub async fn execute<A>(
        &self,
        id: &str,
        expected: Option<u64>,
        command: A::Command,
        context: &Context,
    ) -> Result<Receipt, ExecuteError<A::Error>>
    where
        A: Aggregate<Services = ()> + 'static,
        A::Command: Clone,
    {
        self.execute_all::<A>(id, expected, &[command], context).await
    }

    /// Executes commands on one stream, each on what the ones before it led to, whole or not at all: if one of them is
    /// refused, none leaves a trace. They share one command id, which acts once.
    ///
    /// # Errors
    /// As [`Journal::execute`].
    pub async fn execute_all<A>(
        &self,
        id: &str,
        expected: Option<u64>,
        commands: &[A::Command],
        context: &Context,
    ) -> Result<Receipt, ExecuteError<A::Error>>
    where
        A: Aggregate<Services = ()> + 'static,
        A::Command: Clone,
    {
        self.standing().refuse_if_not_home()?;
        let started = Instant::now();
        let mut attempt = 1;
        let receipt = loop {
            match self.attempt::<A>(id, expected, commands, context).await? {
                Attempt::Done(receipt) => break receipt,
                Attempt::Slower { saw } => {
                    counter!("journal_conflicts_total", "aggregate" => A::TYPE).increment(1);
                    if expected.is_some() || attempt == DECISIONS {
                        let actual = self.last_sequence(A::TYPE, id).await?;
                        return Err(ExecuteError::Conflict { expected: saw, actual });
                    }
                }
            }
            pause(attempt).await;
            attempt += 1;
        };
        histogram!("journal_append_seconds", "aggregate" => A::TYPE).record(started.elapsed());
        Ok(receipt)
    }

    /// Decides on the kept state if there is one, and on the stream itself whenever nothing comes of that.
    async fn attempt<A>(
        &self,
        id: &str,
        expected: Option<u64>,
        commands: &[A::Command],
        context: &Context,
    ) -> Result<Attempt, ExecuteError<A::Error>>
    where
        A: Aggregate<Services = ()> + 'static,
        A::Command: Clone,
    {
        if let Some(kept) = self.cache().take::<A>(id)
            && expected.is_none_or(|expected| expected == kept.sequence)
            && let Ok(decided) = decide(kept, commands).await
            && !decided.events.is_empty()
        {
            return self.store(id, decided, context).await;
        }
        let loaded = self.load::<A>(id).await?;
        let sequence = loaded.sequence;
        if let Some(expected) = expected.filter(|expected| *expected != sequence) {
            // A form that was posted twice finds the stream moved on by its own first post.
            return self.known_or::<A>(id, context, Ok(Attempt::Slower { saw: expected })).await;
        }
        match decide(loaded, commands).await {
            Err(refusal) => self.known_or::<A>(id, context, Err(ExecuteError::Refused(refusal))).await,
            Ok(decided) if decided.events.is_empty() => {
                let nothing = Receipt { sequence, token: None, appended: 0, duplicate: false };
                self.known_or::<A>(id, context, Ok(Attempt::Done(nothing))).await
            }
            Ok(decided) => self.store(id, decided, context).await,
        }
    }

    async fn store<A>(
        &self,
        id: &str,
        decided: Decided<A>,
        context: &Context,
    ) -> Result<Attempt, ExecuteError<A::Error>>
    where
        A: Aggregate + 'static,
    {
        let Decided { state, before, events } = decided;
        let stored = Stored::of(&events).map_err(JournalError::from)?;
        match append(self.pool(), (A::TYPE, id), before, &stored, context).await? {
            Appended::Done(token) => {
                self.appended().notify_one();
                self.cache().keep(id, Loaded { state, sequence: token.sequence() });
                Ok(Attempt::Done(Receipt {
                    sequence: token.sequence(),
                    token: Some(token),
                    appended: stored.len(),
                    duplicate: false,
                }))
            }
            Appended::StreamMoved | Appended::CommandKnown => {
                self.known_or::<A>(id, context, Ok(Attempt::Slower { saw: before })).await
            }
        }
    }

    /// What the command left when it was executed before; `otherwise` if it never was.
    async fn known_or<A: Aggregate>(
        &self,
        id: &str,
        context: &Context,
        otherwise: Result<Attempt, ExecuteError<A::Error>>,
    ) -> Result<Attempt, ExecuteError<A::Error>> {
        let command_id = context.command_id;
        match self.known(command_id, &context.stored_fingerprint(A::TYPE, id)).await? {
            Known::Never => otherwise,
            Known::Same(receipt) => Ok(Attempt::Done(receipt)),
            Known::Other => Err(ExecuteError::DuplicateCommand { command_id }),
        }
    }

    /// Whether a command has been executed, and what it left.
    pub(crate) async fn known(
        &self,
        command_id: Uuid,
        fingerprint: &Fingerprint,
    ) -> Result<Known, JournalError> {
        let row = sqlx::query!(
            r#"SELECT fingerprint, last_sequence, appended, epoch, tx::text::bigint AS "tx!"
               FROM es.command WHERE command_id = $1"#,
            command_id
        )
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else {
            return Ok(Known::Never);
        };
        if row.fingerprint != fingerprint {
            return Ok(Known::Other);
        }
        counter!("journal_duplicates_total").increment(1);
        let sequence = row.last_sequence.unwrap_or_default().cast_unsigned();
        Ok(Known::Same(Receipt {
            sequence,
            token: Some(Token::new(row.epoch, row.tx.cast_unsigned(), sequence)),
            appended: usize::try_from(row.appended).unwrap_or_default(),
            duplicate: true,
        }))
    }

    async fn last_sequence(&self, aggregate_type: &str, id: &str) -> Result<u64, JournalError> {
        let last = sqlx::query_scalar!(
            "SELECT max(sequence) FROM es.events WHERE aggregate_type = $1 AND aggregate_id = $2",
            aggregate_type,
            id
        )
        .fetch_one(self.pool())
        .await?;
        Ok(last.unwrap_or_default().cast_unsigned())
    }
}

/// What a command leads to: the state with its facts taken in, the last fact before them, and the facts.
struct Decided<A: Aggregate> {
    state: A,
    before: u64,
    events: Vec<A::Event>,
}

/// What follows from commands on a state, one after the other.
async fn decide<A: Aggregate<Services = ()>>(
    loaded: Loaded<A>,
    commands: &[A::Command],
) -> Result<Decided<A>, A::Error>
where
    A::Command: Clone,
{
    let Loaded { mut state, sequence } = loaded;
    let sink = EventSink::default();
    for command in commands {
        state.handle(command.clone(), &(), &sink).await?;
    }
    Ok(Decided { state, before: sequence, events: sink.collect().await })
}

/// How one attempt at a command ended, where nothing broke.
enum Attempt {
    Done(Receipt),
    /// Somebody else wrote first.
    Slower {
        saw: u64,
    },
}

/// What is known of a command id.
pub(crate) enum Known {
    Never,
    Same(Receipt),
    Other,
}
