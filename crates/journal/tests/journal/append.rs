//! One command on one stream.

use std::sync::Arc;

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use futures::future::join_all;
use journal::{ExecuteError, Receipt};
use serde_json::json;
use uuid::Uuid;

use crate::support::{self, Chance, Database, Jar, JarCommand, context};

#[tokio::test]
async fn a_command_stores_its_facts_and_says_where() {
    let journal = Database::new().await.journal().await;
    let mut context = context();
    context.causation = Some("a letter".to_owned());
    let receipt = journal.execute::<Jar>("a", Some(0), JarCommand::Put(5), &context).await.unwrap();
    assert_eq!((receipt.sequence, receipt.appended, receipt.duplicate), (1, 1, false));
    assert_eq!(receipt.token.unwrap().sequence(), 1);

    let loaded = journal.load::<Jar>("a").await.unwrap();
    assert_eq!((loaded.state.content, loaded.sequence), (5, 1));

    let [fact] = journal.stream("jar", "a").await.unwrap().try_into().unwrap();
    assert_eq!((fact.event_type.as_str(), fact.event_version.as_str()), ("filled", "1"));
    assert_eq!(fact.payload, json!({"type": "filled", "amount": 5}));
    assert_eq!(fact.command_id, Some(context.command_id));
    let mut metadata: Vec<_> =
        fact.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    metadata.sort_unstable();
    let (command, correlation) = (context.command_id.to_string(), context.correlation_id.to_string());
    assert_eq!(
        metadata,
        [
            ("actor", "somebody"),
            ("causation", "a letter"),
            ("client", "test"),
            ("command_id", command.as_str()),
            ("correlation_id", correlation.as_str()),
            ("role", "tester"),
            ("schema", "1"),
        ]
    );
}

#[tokio::test]
async fn several_commands_go_together_or_not_at_all() {
    let journal = Database::new().await.journal().await;
    let (put, take) = (JarCommand::Put, JarCommand::Take);
    let context = context();
    let commands = [put(5), take(2), put(0), put(4)];
    let receipt = journal.execute_all::<Jar>("a", Some(0), &commands, &context).await.unwrap();
    assert_eq!((receipt.sequence, receipt.appended), (3, 3));
    let again = journal.execute_all::<Jar>("a", Some(0), &commands, &context).await.unwrap();
    assert_eq!((again.duplicate, again.appended), (true, 3));

    let commands = [put(1), take(9)];
    let refused = journal.execute_all::<Jar>("a", Some(3), &commands, &support::context()).await.unwrap_err();
    assert!(matches!(refused, ExecuteError::Refused(_)), "{refused:?}");
    let loaded = journal.load::<Jar>("a").await.unwrap();
    assert_eq!((loaded.state.content, loaded.sequence), (7, 3), "the one before it left no trace either");
}

#[tokio::test]
async fn a_refused_command_and_one_that_is_already_so_leave_no_trace() {
    let journal = Database::new().await.journal().await;
    let refused = journal.execute::<Jar>("a", None, JarCommand::Take(1), &context()).await.unwrap_err();
    assert!(matches!(refused, ExecuteError::Refused(_)), "{refused:?}");
    let nothing = journal.execute::<Jar>("a", Some(0), JarCommand::Put(0), &context()).await.unwrap();
    assert_eq!(nothing, Receipt { sequence: 0, token: None, appended: 0, duplicate: false });
    let traces: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM es.events) + (SELECT count(*) FROM es.command)")
            .fetch_one(journal.pool())
            .await
            .unwrap();
    assert_eq!(traces, 0);
}

#[tokio::test]
async fn a_command_that_saw_an_older_state_conflicts() {
    let journal = Database::new().await.journal().await;
    for amount in [1, 2] {
        journal.execute::<Jar>("a", None, JarCommand::Put(amount), &context()).await.unwrap();
    }
    for expected in [0, 1, 3] {
        let conflict =
            journal.execute::<Jar>("a", Some(expected), JarCommand::Put(9), &context()).await.unwrap_err();
        assert!(
            matches!(conflict, ExecuteError::Conflict { expected: e, actual: 2 } if e == expected),
            "{conflict:?}"
        );
    }
    assert_eq!(journal.load::<Jar>("a").await.unwrap().state.content, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_commands_that_saw_the_same_state_one_is_executed() {
    let journal = Database::new().await.journal().await;
    for round in 0..10 {
        let attempts = (0..6).map(|_| {
            let journal = journal.clone();
            tokio::spawn(async move {
                journal.execute::<Jar>("a", Some(round), JarCommand::Put(1), &context()).await
            })
        });
        let mut executed = 0;
        for attempt in join_all(attempts).await {
            match attempt.unwrap() {
                Ok(_) => executed += 1,
                Err(ExecuteError::Conflict { .. }) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(executed, 1, "round {round}");
    }
    assert_eq!(journal.load::<Jar>("a").await.unwrap().sequence, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_command_that_expects_nothing_is_decided_again_when_somebody_was_faster() {
    let journal = Database::new().await.journal().await;
    for _ in 0..10 {
        // Of four, each round of decisions lets at least one through, and each has four.
        let attempts = (0..4).map(|_| {
            let journal = journal.clone();
            tokio::spawn(
                async move { journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await },
            )
        });
        for attempt in join_all(attempts).await {
            attempt.unwrap().unwrap();
        }
    }
    let loaded = journal.load::<Jar>("a").await.unwrap();
    assert_eq!((loaded.state.content, loaded.sequence), (40, 40));
}

#[tokio::test]
async fn the_same_command_twice_acts_once_and_answers_the_same() {
    let journal = Database::new().await.journal().await;
    let context = context().with_fingerprint([1; 32]);
    let first = journal.execute::<Jar>("a", Some(0), JarCommand::Put(5), &context).await.unwrap();
    journal.execute::<Jar>("a", Some(1), JarCommand::Take(5), &support::context()).await.unwrap();

    // As a form that names the state it saw, and as one that does not.
    for expected in [Some(0), None] {
        let again = journal.execute::<Jar>("a", expected, JarCommand::Put(5), &context).await.unwrap();
        assert_eq!(again, Receipt { duplicate: true, ..first });
    }
    assert_eq!(journal.load::<Jar>("a").await.unwrap().sequence, 2);
}

#[tokio::test]
async fn a_repeated_command_answers_the_same_when_it_would_now_be_refused() {
    let journal = Database::new().await.journal().await;
    journal.execute::<Jar>("a", None, JarCommand::Put(5), &context()).await.unwrap();
    let context = context();
    let first = journal.execute::<Jar>("a", None, JarCommand::Take(5), &context).await.unwrap();
    let again = journal.execute::<Jar>("a", None, JarCommand::Take(5), &context).await.unwrap();
    assert_eq!(again, Receipt { duplicate: true, ..first });
}

#[tokio::test]
async fn another_command_under_a_used_id_is_refused() {
    let journal = Database::new().await.journal().await;
    let context = context().with_fingerprint([1; 32]);
    journal.execute::<Jar>("a", None, JarCommand::Put(5), &context).await.unwrap();
    let other = context.clone().with_fingerprint([2; 32]);
    for (jar, context) in [("a", &other), ("b", &context)] {
        let refused = journal.execute::<Jar>(jar, None, JarCommand::Put(6), context).await.unwrap_err();
        assert!(
            matches!(refused, ExecuteError::DuplicateCommand { command_id } if command_id == context.command_id)
        );
    }
    assert_eq!(journal.load::<Jar>("b").await.unwrap().sequence, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_thousand_tries_of_repeated_commands_on_two_servers_each_command_acts_once() {
    let chance = Chance::new();
    let database = Database::new().await;
    let journals = [database.journal().await, database.journal().await];
    let commands: Arc<Vec<(Uuid, i64)>> = Arc::new((1..=250).map(|n| (Uuid::new_v4(), n % 7 + 1)).collect());
    // Each command is tried four times, at nearly the same time, on two servers.
    let tasks = (0..4_usize).map(|task| {
        let (journal, commands) = (journals[task % 2].clone(), commands.clone());
        let start = usize::try_from(chance.below(10)).unwrap();
        tokio::spawn(async move {
            for n in (0..250).map(|n| (start + n) % 250) {
                let (id, amount) = commands[n];
                let mut context = context();
                context.command_id = id;
                loop {
                    match journal.execute::<Jar>("a", None, JarCommand::Put(amount), &context).await {
                        Ok(_) => break,
                        Err(ExecuteError::Conflict { .. }) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    let stream = journals[0].stream("jar", "a").await.unwrap();
    let mut stored: Vec<Uuid> = stream.iter().map(|fact| fact.command_id.unwrap()).collect();
    stored.sort_unstable();
    let mut wanted: Vec<Uuid> = commands.iter().map(|(id, _)| *id).collect();
    wanted.sort_unstable();
    assert_eq!(stored, wanted);
    let total: i64 = commands.iter().map(|(_, amount)| amount).sum();
    assert_eq!(journals[1].load::<Jar>("a").await.unwrap().state.content, total);
}

/// Once a fill was counted in pairs.
struct Pairs;

impl EventUpcaster for Pairs {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        (event_type, event_version) == ("filled", "0")
    }

    fn upcast(&self, mut event: SerializedEvent) -> SerializedEvent {
        event.payload = json!({"type": "filled", "amount": event.payload["pairs"].as_i64().unwrap() * 2});
        event.event_version = String::from("1");
        event
    }
}

#[tokio::test]
async fn an_older_shape_is_read_through_its_upcaster_and_an_unknown_one_is_an_error() {
    let journal = Database::new().await.journal().await;
    sqlx::query(
        r#"INSERT INTO es.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
           VALUES ('jar', 'a', 1, 'filled', '0', '{"type": "filled", "pairs": 4}', '{}')"#,
    )
    .execute(journal.pool())
    .await
    .unwrap();
    let unknown = journal.load::<Jar>("a").await.unwrap_err();
    assert!(matches!(unknown, journal::JournalError::Unreadable { .. }), "{unknown:?}");

    let journal = journal.with_upcasters(vec![Arc::new(Pairs)]);
    assert_eq!(journal.load::<Jar>("a").await.unwrap().state.content, 8);
    let [fact] = journal.stream("jar", "a").await.unwrap().try_into().unwrap();
    assert_eq!((fact.event_version, fact.payload), ("1".to_owned(), json!({"type": "filled", "amount": 8})));
}
