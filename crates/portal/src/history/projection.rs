//! The order of a school's facts: one row for each, without what it says.
//!
//! All facts have the same few things beside what they say, under the same names, so that no kind of fact is told from
//! another here: a kind that comes later is in the history from its first day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
use sqlx::PgConnection;

use super::Reached;

/// Keeps the table `history`.
pub struct History;

/// Streams that are a school's. Whose they are is said in their first fact; a pupil who moves is another school's from then on.
const OF_SCHOOLS: &[&str] =
    &["school", "cycle", "pupil", "cohort_result", "enquiry", "edition", "pack", "import_batch"];

/// Streams that are no school's, of which some facts are about one.
const OF_SOME_SCHOOL: [&str; 2] = ["account", "school_group"];

/// What is recorded of accounts about a school: who has which role there, and who may read its pupils' names.
pub(super) const OF_ACCOUNTS: [&str; 5] = [
    "role_granted",
    "role_revoked",
    "account_ended",
    "named_pupil_access_granted",
    "named_pupil_access_revoked",
];

/// The names under which facts say which fact of their stream they put right or replace.
const CORRECTS: [&str; 5] = ["corrects_seq", "voids_seq", "revises_seq", "amends_seq", "replaces_sequence"];

/// What is known of a stream before its next fact.
#[derive(Clone)]
struct Known {
    school: String,
    reached: Reached,
}

type Streams = HashMap<(String, String), Known>;

/// The roles that each account was given for one school and that nobody took away: the grant, and the school.
type Roles = HashMap<String, BTreeMap<String, String>>;

#[async_trait]
impl Projection for History {
    fn name(&self) -> &'static str {
        "history"
    }

    fn version(&self) -> i32 {
        3
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        OF_SCHOOLS.contains(&aggregate_type) || OF_SOME_SCHOOL.contains(&aggregate_type)
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let ours: Vec<&Recorded> = events.iter().filter(|one| is_of_a_school(one)).collect();
        let mut streams = known(connection, &ours).await?;
        let mut roles = roles(connection, &ours).await?;
        let mut packs = Packs::read(connection, &ours).await?;
        let mut rows = Rows::default();
        for recorded in ours {
            if recorded.aggregate_type == "account" {
                for school in schools_of(&mut roles, recorded) {
                    rows.add(recorded, &school, Reached::Open);
                }
                continue;
            }
            let stream = (recorded.aggregate_type.clone(), recorded.aggregate_id.clone());
            let before = streams.get(&stream);
            let Some(school) = school_of(recorded).or_else(|| before.map(|known| known.school.clone()))
            else {
                continue;
            };
            let reached = before.map_or(Reached::Open, |known| known.reached);
            rows.add(recorded, &school, reached);
            rows.replaces(packs.version_before(recorded));
            streams.insert(stream, Known { school, reached: reached.after(&recorded.event_type) });
        }
        rows.insert(connection).await
    }
}

fn is_of_a_school(recorded: &Recorded) -> bool {
    match recorded.aggregate_type.as_str() {
        "account" => OF_ACCOUNTS.contains(&recorded.event_type.as_str()),
        // Of a group, what is about one school of it.
        "school_group" => named(recorded, "school").is_some(),
        stream => OF_SCHOOLS.contains(&stream),
    }
}

/// What a fact says under a name, if it is a text.
fn named(recorded: &Recorded, name: &str) -> Option<String> {
    recorded.payload.get(name)?.as_str().map(str::to_owned)
}

/// The roles that the accounts of these facts have by the rows that are there already.
async fn roles(connection: &mut PgConnection, events: &[&Recorded]) -> Result<Roles, ProjectionError> {
    let accounts: Vec<&str> = events
        .iter()
        .filter(|one| one.aggregate_type == "account")
        .map(|one| one.aggregate_id.as_str())
        .collect();
    if accounts.is_empty() {
        return Ok(Roles::new());
    }
    let rows = sqlx::query!(
        r#"select stream_id, about_id as "grant!", school_id from history given
           where stream_type = 'account' and stream_id = any($1) and kind = 'role_granted'
             and not exists (select from history taken
                             where taken.stream_type = 'account' and taken.stream_id = given.stream_id
                               and taken.kind = 'role_revoked' and taken.about_id = given.about_id)"#,
        &accounts as &[&str],
    )
    .fetch_all(connection)
    .await?;
    let mut roles = Roles::new();
    for row in rows {
        roles.entry(row.stream_id).or_default().insert(row.grant, row.school_id);
    }
    Ok(roles)
}

/// The fact that issued the last version of each pack, by the stream and the pack's number: a version says which pack it is of, and not
/// which fact it replaces.
struct Packs(HashMap<(String, String), i64>);

impl Packs {
    async fn read(connection: &mut PgConnection, events: &[&Recorded]) -> Result<Self, ProjectionError> {
        let streams: Vec<&str> = events
            .iter()
            .filter(|one| one.event_type == "pack_amended")
            .map(|one| one.aggregate_id.as_str())
            .collect();
        if streams.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        let rows = sqlx::query!(
            r#"select stream_id, about_id as "number!", max(sequence) as "last!" from history
               where stream_type = 'pack' and stream_id = any($1) and about_id is not null
               group by stream_id, about_id"#,
            &streams as &[&str],
        )
        .fetch_all(connection)
        .await?;
        Ok(Self(rows.into_iter().map(|row| ((row.stream_id, row.number), row.last)).collect()))
    }

    /// The fact that issued the version before this one, of a fact that issues a version of a pack.
    fn version_before(&mut self, recorded: &Recorded) -> Option<i64> {
        let number = about(recorded).filter(|_| recorded.aggregate_type == "pack")?;
        self.0.insert((recorded.aggregate_id.clone(), number), recorded.sequence.cast_signed())
    }
}

/// What a fact is about, among others of its stream: a role that is given or taken, or a pack by its number.
fn about(recorded: &Recorded) -> Option<String> {
    match recorded.aggregate_type.as_str() {
        "account" => named(recorded, "grant"),
        "pack" => recorded.payload.get("number").map(Value::to_string),
        _ => None,
    }
}

/// The schools that a fact of an account is about. That a role or an account ends is said without them, so they are those of the
/// roles that end; `roles` follows.
fn schools_of(roles: &mut Roles, recorded: &Recorded) -> BTreeSet<String> {
    let held = roles.entry(recorded.aggregate_id.clone()).or_default();
    match (recorded.event_type.as_str(), named(recorded, "grant")) {
        ("role_granted", Some(grant)) => {
            let school = recorded.payload.get("scope").and_then(|scope| scope.get("school"));
            let school = school.and_then(Value::as_str).map(str::to_owned);
            held.extend(school.clone().map(|school| (grant, school)));
            school.into_iter().collect()
        }
        ("role_revoked", Some(grant)) => held.remove(&grant).into_iter().collect(),
        ("account_ended", _) => std::mem::take(held).into_values().collect(),
        _ => named(recorded, "school").into_iter().collect(),
    }
}

/// The streams of these facts that have rows already, each as its last row leaves it.
async fn known(connection: &mut PgConnection, events: &[&Recorded]) -> Result<Streams, ProjectionError> {
    let later: Vec<&&Recorded> = events.iter().filter(|one| one.sequence > 1).collect();
    let types: Vec<&str> = later.iter().map(|one| one.aggregate_type.as_str()).collect();
    let ids: Vec<&str> = later.iter().map(|one| one.aggregate_id.as_str()).collect();
    let rows = sqlx::query!(
        r#"select last.stream_type, last.stream_id, last.school_id, last.reached, last.kind
           from (select distinct * from unnest($1::text[], $2::text[]) as w (stream_type, stream_id)) as wanted
           cross join lateral (
             select * from history h
             where h.stream_type = wanted.stream_type and h.stream_id = wanted.stream_id
             order by h.sequence desc limit 1) as last"#,
        &types as &[&str],
        &ids as &[&str],
    )
    .fetch_all(connection)
    .await?;
    let mut streams = Streams::new();
    for row in rows {
        let reached = Reached::of(&row.reached).after(&row.kind);
        streams.insert((row.stream_type, row.stream_id), Known { school: row.school_id, reached });
    }
    Ok(streams)
}

/// Whose the stream is from this fact on, where the fact says so.
fn school_of(recorded: &Recorded) -> Option<String> {
    match recorded.aggregate_type.as_str() {
        "school" => Some(recorded.aggregate_id.clone()),
        "pupil" => named(recorded, "to").or_else(|| named(recorded, "school")),
        _ => named(recorded, "school"),
    }
}

/// The code of the reason that a fact gives.
pub(super) fn reason_of(recorded: &Recorded) -> Option<String> {
    let reason = ["reason", "size_override"].iter().find_map(|name| recorded.payload.get(name))?;
    reason.get("code").and_then(Value::as_str).map(str::to_owned)
}

/// Which fact of the same stream it puts right. An official result and an edition always replace what stood last.
pub(super) fn corrects(recorded: &Recorded) -> Option<i64> {
    match recorded.event_type.as_str() {
        "cohort_result_revised" | "edition_replaced" => Some(recorded.sequence.cast_signed() - 1),
        _ => CORRECTS.iter().find_map(|name| recorded.payload.get(name)?.as_i64()),
    }
}

/// The rows of a batch, column by column.
#[derive(Default)]
struct Rows {
    position: Vec<i64>,
    school: Vec<String>,
    stream_type: Vec<String>,
    stream_id: Vec<String>,
    sequence: Vec<i64>,
    kind: Vec<String>,
    actor: Vec<Option<String>>,
    role: Vec<Option<String>>,
    recorded_at: Vec<jiff_sqlx::Timestamp>,
    effective_on: Vec<Option<jiff_sqlx::Date>>,
    reason: Vec<Option<String>>,
    corrects: Vec<Option<i64>>,
    reached: Vec<String>,
    about: Vec<Option<String>>,
}

impl Rows {
    fn add(&mut self, recorded: &Recorded, school: &str, reached: Reached) {
        let day = recorded.payload.get("effective_on").and_then(Value::as_str);
        self.position.push(recorded.position.unwrap_or_default().cast_signed());
        self.school.push(school.to_owned());
        self.stream_type.push(recorded.aggregate_type.clone());
        self.stream_id.push(recorded.aggregate_id.clone());
        self.sequence.push(recorded.sequence.cast_signed());
        self.kind.push(recorded.event_type.clone());
        self.actor.push(recorded.metadata.get("actor").cloned());
        self.role.push(recorded.metadata.get("role").cloned());
        self.recorded_at.push(recorded.recorded_at.to_sqlx());
        self.effective_on.push(day.and_then(|day| day.parse::<Date>().ok()).map(ToSqlx::to_sqlx));
        self.reason.push(reason_of(recorded));
        self.corrects.push(corrects(recorded));
        self.reached.push(reached.name().to_owned());
        self.about.push(about(recorded));
    }

    /// The row that was added last stands for what replaces this fact of its stream.
    fn replaces(&mut self, earlier: Option<i64>) {
        if let (Some(corrects), Some(earlier)) = (self.corrects.last_mut(), earlier) {
            *corrects = Some(earlier);
        }
    }

    async fn insert(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        sqlx::query!(
            "insert into history (position, school_id, stream_type, stream_id, sequence, kind, actor, role, recorded_at,
                                  effective_on, reason, corrects, reached, about_id)
             select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[],
                                  $8::text[], $9::timestamptz[], $10::date[], $11::text[], $12::bigint[], $13::text[],
                                  $14::text[])",
            &self.position,
            &self.school,
            &self.stream_type,
            &self.stream_id,
            &self.sequence,
            &self.kind,
            &self.actor as &[Option<String>],
            &self.role as &[Option<String>],
            &self.recorded_at as &[jiff_sqlx::Timestamp],
            &self.effective_on as &[Option<jiff_sqlx::Date>],
            &self.reason as &[Option<String>],
            &self.corrects as &[Option<i64>],
            &self.reached,
            &self.about as &[Option<String>],
        )
        .execute(&mut *connection)
        .await?;
        sqlx::query!(
            "update history set corrected_by = new.sequence
             from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as new (stream_type, stream_id, sequence, corrects)
             where history.stream_type = new.stream_type and history.stream_id = new.stream_id
               and history.sequence = new.corrects",
            &self.stream_type,
            &self.stream_id,
            &self.sequence,
            &self.corrects as &[Option<i64>],
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
