//! The tables that pages read, and who fills each: one list, one file of tables.

use cqrs_es::Aggregate as _;
use domain::cycle::Cycle;
use journal::{Projection as _, ReadSet, Recorded};

use crate::facts;
use crate::history::projection::History;

/// The tables, written without a schema so that a rebuild and a look at the past make the same ones elsewhere.
const TABLES: &str = include_str!("../../../migrations/read.sql");

/// What looks at the past are filled with: all but the list of a school's facts, which costs much to fill and which no page
/// of the past reads. What was known then is asked for there by its place.
#[must_use]
pub fn of_the_past() -> ReadSet {
    let whole = all();
    let projections = whole.projections.into_iter().filter(|one| one.name() != History.name());
    ReadSet { projections: projections.collect(), ..whole }
}

/// The whole set.
#[must_use]
pub fn all() -> ReadSet {
    ReadSet { ddl: TABLES, projections: crate::projections(), understand }
}

/// Facts that many tables follow are read once for all of them.
fn understand(fact: &Recorded) {
    if fact.aggregate_type == Cycle::TYPE {
        drop(facts::read(fact));
    }
}

#[cfg(test)]
mod tests {
    use journal::Understood;
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;
    use crate::test_support::Fresh;

    /// The kinds of stream that there are.
    const KINDS: [&str; 13] = [
        "account",
        "benchmark_set",
        "catalogue",
        "cohort_result",
        "cycle",
        "edition",
        "enquiry",
        "import_batch",
        "ledger",
        "pack",
        "pupil",
        "school",
        "school_group",
    ];

    fn unheard_of(kind: &str) -> Recorded {
        Recorded {
            position: Some(1),
            aggregate_type: kind.to_owned(),
            aggregate_id: Uuid::nil().to_string(),
            sequence: 1,
            event_type: "unheard_of".to_owned(),
            event_version: "1".to_owned(),
            payload: Value::Null,
            metadata: std::collections::HashMap::new(),
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            command_id: None,
            hash: None,
            understood: Understood::default(),
        }
    }

    /// A table of the past is not shown facts that it says it does not follow: those that it reads are all the others.
    #[tokio::test]
    async fn each_table_of_the_past_follows_the_kinds_of_stream_that_it_reads_and_no_other() {
        let fresh = Fresh::database().await;
        let mut connection = fresh.pool.acquire().await.unwrap();
        for projection in of_the_past().projections {
            let mut follows = 0;
            for kind in KINDS {
                let fact = unheard_of(kind);
                understand(&fact);
                let is_read = projection.apply(&mut connection, &[fact]).await.is_err();
                assert_eq!(projection.follows(kind), is_read, "{} and {kind}", projection.name());
                follows += usize::from(is_read);
            }
            assert!(follows > 0, "{} follows nothing that there is", projection.name());
        }
        drop(connection);
        fresh.drop().await;
    }
}
