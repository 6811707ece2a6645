//! A school's facts, to be had again and again: those of a school of the demonstration, under other ids.

use std::collections::BTreeSet;

use cqrs_es::{Aggregate, DomainEvent};
use domain::cycle::{Cycle, CycleEvent};
use domain::pupil::Pupil;
use domain::school::School;
use journal::{Change, Journal};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// The school of the demonstration whose facts are taken.
const SCHOOL: &str = portal::demo::SCHOOL;
/// The authority of all schools that are made here.
pub(crate) const AUTHORITY: &str = "999";
/// How long an id is as a text.
const ID: usize = 36;

/// Streams of one school, with holes for their ids.
pub(crate) struct Pattern {
    streams: Vec<Stream>,
}

struct Stream {
    kind: Kind,
    id: Uuid,
    facts: Vec<Vec<Piece>>,
}

#[derive(Clone, Copy)]
enum Kind {
    Cycle,
    Pupil,
}

/// A part of a fact as JSON.
enum Piece {
    Text(String),
    Id(Uuid),
    School,
}

impl Pattern {
    /// The cycles and pupils of the demonstration's first school, one of the cycles as it goes on with `more`.
    pub(crate) async fn of_demonstration(journal: &Journal, more: &[CycleEvent]) -> Self {
        let pool = journal.pool();
        let people = accounts(pool).await;
        // The cycle that goes on comes first, so that also a small copy has it.
        let facts = more.iter().map(|fact| pieces(&json(fact), &people)).collect();
        let mut streams = vec![Stream { kind: Kind::Cycle, id: id_of(more), facts }];
        for (kind, name, ids) in
            [(Kind::Cycle, Cycle::TYPE, cycles(pool).await), (Kind::Pupil, Pupil::TYPE, pupils(pool).await)]
        {
            for id in ids.into_iter().filter(|id| *id != id_of(more)) {
                let facts =
                    journal.stream(name, &id.to_string()).await.expect("a stream of the demonstration");
                let facts = facts.iter().map(|fact| pieces(&fact.payload.to_string(), &people)).collect();
                streams.push(Stream { kind, id, facts });
            }
        }
        Self { streams }
    }

    /// How many facts one copy has.
    pub(crate) fn facts(&self) -> usize {
        self.streams.iter().map(|stream| stream.facts.len()).sum()
    }

    /// The facts of `school` under ids of the copy `number`, and no more than `most`.
    pub(crate) fn copy(&self, school: &str, number: usize, most: usize) -> Vec<Copied> {
        let root = root(school, number);
        let mut left = most;
        let mut copied = vec![];
        for stream in &self.streams {
            let facts = stream.facts.get(..left.min(stream.facts.len())).unwrap_or_default();
            left -= facts.len();
            let facts: Vec<String> = facts.iter().map(|fact| filled(fact, school, root)).collect();
            if !facts.is_empty() {
                copied.push(Copied { kind: stream.kind, id: renamed(root, stream.id).to_string(), facts });
            }
        }
        copied
    }

    /// The id of the cycle that goes on, in the copy `number` of `school`.
    pub(crate) fn added(&self, school: &str, number: usize) -> String {
        let added = self.streams.first().expect("there is one");
        renamed(root(school, number), added.id).to_string()
    }
}

/// A stream that has not been stored yet.
pub(crate) struct Copied {
    kind: Kind,
    pub(crate) id: String,
    facts: Vec<String>,
}

impl Copied {
    /// A cycle's facts.
    pub(crate) fn cycle(facts: &[CycleEvent]) -> Self {
        Self { kind: Kind::Cycle, id: id_of(facts).to_string(), facts: facts.iter().map(json).collect() }
    }

    pub(crate) fn facts(&self) -> usize {
        self.facts.len()
    }

    /// Its facts after the first `from`, and no more than `most`.
    pub(crate) fn change(&self, from: usize, most: usize) -> Change {
        let facts = self.facts.get(from..(from + most).min(self.facts.len())).unwrap_or_default();
        match self.kind {
            Kind::Cycle => change::<Cycle>(&self.id, from as u64, facts),
            Kind::Pupil => change::<Pupil>(&self.id, from as u64, facts),
        }
    }
}

fn root(school: &str, number: usize) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{school} {number}").as_bytes())
}

/// The first fact of a school of that name, in the authority [`AUTHORITY`].
pub(crate) async fn registered(journal: &Journal, school: &str) -> Change {
    let facts = journal.stream(School::TYPE, SCHOOL).await.expect("the school of the demonstration");
    let mut first = facts.first().expect("a school has facts").payload.clone();
    let details = first.pointer_mut("/details").and_then(Value::as_object_mut).expect("what is known of it");
    details.insert("authority".to_owned(), AUTHORITY.into());
    change::<School>(school, 0, &[first.to_string().replace(SCHOOL, school)])
}

/// The facts of a cycle that runs, of the demonstration's first school.
pub(crate) async fn running(journal: &Journal) -> Vec<CycleEvent> {
    for id in cycles(journal.pool()).await {
        let loaded = journal.load::<Cycle>(&id.to_string()).await.expect("a cycle of the demonstration");
        if loaded.state.stage().name() == "running" {
            let facts = journal.stream(Cycle::TYPE, &id.to_string()).await.expect("its facts");
            let read = facts.into_iter().map(|fact| serde_json::from_value(fact.payload));
            return read.map(|fact| fact.expect("a fact of a cycle")).collect();
        }
    }
    panic!("the demonstration has a cycle that runs");
}

/// The same facts in another cycle, of that school.
pub(crate) async fn moved(pool: &PgPool, facts: &[CycleEvent], school: &str) -> Vec<CycleEvent> {
    let (people, root) = (accounts(pool).await, root(school, 0));
    facts.iter().map(|fact| read(&filled(&pieces(&json(fact), &people), school, root))).collect()
}

fn id_of(facts: &[CycleEvent]) -> Uuid {
    let Some(CycleEvent::CyclePlanned(planned)) = facts.first() else {
        panic!("a cycle begins with its plan")
    };
    planned.plan.cycle.uuid()
}

fn json(fact: &CycleEvent) -> String {
    serde_json::to_string(fact).expect("a fact is JSON")
}

fn read<T: DomainEvent>(json: &str) -> T {
    serde_json::from_str(json).expect("a fact with other ids is one")
}

fn change<A: Aggregate>(id: &str, expected: u64, facts: &[String]) -> Change {
    let facts: Vec<A::Event> = facts.iter().map(|fact| read(fact)).collect();
    Change::new::<A>(id, expected, &facts).expect("facts are JSON")
}

fn renamed(root: Uuid, id: Uuid) -> Uuid {
    Uuid::new_v5(&root, id.as_bytes())
}

fn filled(fact: &[Piece], school: &str, root: Uuid) -> String {
    let mut text = String::new();
    for piece in fact {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Id(id) => text.push_str(&renamed(root, *id).to_string()),
            Piece::School => text.push_str(school),
        }
    }
    text
}

/// A fact cut at its ids, but for those of accounts, and at the school's.
fn pieces(json: &str, people: &BTreeSet<Uuid>) -> Vec<Piece> {
    let mut pieces = vec![];
    // What stands between quotes is a value or a name: every second part.
    for (place, part) in json.split('"').enumerate() {
        if place > 0 {
            push(&mut pieces, "\"");
        }
        match Uuid::parse_str(part) {
            Ok(id) if part.len() == ID && !people.contains(&id) => pieces.push(Piece::Id(id)),
            _ if part == SCHOOL => pieces.push(Piece::School),
            _ => push(&mut pieces, part),
        }
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, more: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => pieces.push(Piece::Text(more.to_owned())),
    }
}

async fn accounts(pool: &PgPool) -> BTreeSet<Uuid> {
    let ids = "SELECT DISTINCT aggregate_id::uuid FROM es.events WHERE aggregate_type = 'account'";
    let ids: Vec<Uuid> = sqlx::query_scalar(ids).fetch_all(pool).await.expect("the accounts");
    ids.into_iter().collect()
}

async fn cycles(pool: &PgPool) -> Vec<Uuid> {
    let ids = "SELECT aggregate_id::uuid FROM es.events
               WHERE aggregate_type = 'cycle' AND sequence = 1 AND payload ->> 'school' = $1 ORDER BY 1";
    sqlx::query_scalar(ids).bind(SCHOOL).fetch_all(pool).await.expect("the cycles")
}

async fn pupils(pool: &PgPool) -> Vec<Uuid> {
    let ids = "SELECT aggregate_id::uuid FROM es.events
               WHERE aggregate_type = 'pupil' AND sequence = 1 AND payload ->> 'school' = $1 ORDER BY 1";
    sqlx::query_scalar(ids).bind(SCHOOL).fetch_all(pool).await.expect("the pupils")
}
