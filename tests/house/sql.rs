//! Only projection.rs writes rows, only read.rs reads them.

use crate::rule::{Place, Rule};
use crate::source::{self, Source};
use crate::tokens;

const RULE: Rule = Rule {
    says: "in the portal, only projection.rs writes rows, and only read.rs (and a projection, its own) reads them",
    because: "then a read table can be thrown away and refilled, and a page shows what the facts say and nothing else",
    instead: "move the statement to the projection.rs or read.rs of its slice",
};

/// Files that may hold SQL of their own kind, each with the reason.
const ALLOWED: &[(&str, &str)] = &[
    ("crates/portal/src/sign_in/account.rs", "accounts are no facts and have no projection"),
    ("crates/portal/src/sign_in/session.rs", "sessions are no facts and have no projection"),
    ("crates/portal/src/sign_in/tries.rs", "tries are counted and forgotten, and are no facts"),
    ("crates/portal/src/sign_in/second_factor.rs", "secrets are no facts and have no projection"),
    ("crates/portal/src/my_account/token.rs", "tokens are no facts and have no projection"),
    ("crates/portal/src/named_reads/log.rs", "a reading changes nothing that a fact could tell"),
    (
        "crates/portal/src/people/invitation.rs",
        "invitations are forgotten; the role that follows is the fact",
    ),
    ("crates/portal/src/people/recovery.rs", "a recovery link is forgotten; that it was made is the fact"),
    (
        "crates/portal/src/database.rs",
        "asks whether the database is there and whose it is, before there are rows",
    ),
    ("crates/portal/src/command_line/backup.rs", "asks whether the database is empty, before there are rows"),
    ("crates/portal/src/test_support.rs", "ends its own sessions, so that a test's database can go"),
    (
        "crates/portal/src/column_mappings.rs",
        "what a school chose for its lists is no fact, and is sealed where it is written",
    ),
    (
        "crates/portal/src/report_drafts.rs",
        "a draft is no fact until the head submits it, nor is a comment on it, and both are sealed where they are written",
    ),
    (
        "crates/portal/src/feedback/kept.rs",
        "whether a chart was clear is no fact of the school, and is forgotten",
    ),
    ("crates/portal/src/proposals/kept.rs", "a proposal is no fact until a lead or a head does what it says"),
    ("crates/portal/src/vault.rs", "keys must be erasable, so they are never events"),
    (
        "crates/portal/src/participations/mod.rs",
        "the way from a pupil to their parts must be erasable, so it is never events",
    ),
];

#[derive(Debug, PartialEq, Clone, Copy)]
enum Statement {
    Writes,
    Reads,
}

/// What a text does if it is SQL: its first word decides, and a word that must follow keeps English sentences out.
fn statement(text: &str) -> Option<Statement> {
    let upper = text.trim_start().to_ascii_uppercase();
    let words: Vec<&str> = upper.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.first().copied()? {
        "INSERT" if has("INTO") => Some(Statement::Writes),
        "UPDATE" if has("SET") => Some(Statement::Writes),
        "DELETE" if has("FROM") => Some(Statement::Writes),
        "TRUNCATE" | "MERGE" if words.len() > 1 && text.trim_start().starts_with(['T', 'M', 't', 'm']) => {
            Some(Statement::Writes)
        }
        "WITH" if has("SELECT") && (upper.contains("INSERT INTO") || upper.contains("DELETE FROM")) => {
            Some(Statement::Writes)
        }
        "SELECT" | "WITH" if has("FROM") && has("SELECT") => Some(Statement::Reads),
        _ => None,
    }
}

fn broken(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        let path = source.path.to_str().expect("a path in UTF-8");
        if source.name() == "tests.rs" || ALLOWED.iter().any(|(allowed, _)| *allowed == path) {
            continue;
        }
        for token in tokens::of(source).iter().filter(|token| !token.in_test) {
            let Some(text) = token.text() else { continue };
            let fits = match statement(text) {
                Some(Statement::Writes) => source.name() == "projection.rs",
                Some(Statement::Reads) => ["read.rs", "projection.rs"].contains(&source.name()),
                None => true,
            };
            if !fits {
                let start: String = text.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
                places.push(Place::new(&source.path, token.line, start));
            }
        }
    }
    places
}

#[test]
fn only_projections_write_and_only_reads_read() {
    RULE.holds(broken(&source::files("crates/portal/src", &[".rs"])));
}

#[test]
fn sql_in_the_wrong_file_is_found() {
    let page = Source::sample("crates/portal/src/a/page.rs", "fn a() { query!(\"SELECT a\n FROM b\"); }");
    let read =
        Source::sample("crates/portal/src/a/read.rs", "fn a() { query!(r#\"INSERT INTO a VALUES (1)\"#); }");
    let words = Source::sample(
        "crates/portal/src/a/mod.rs",
        "fn a() { x(\"Select a school\"); y(\"Update the plan\"); }",
    );
    assert_eq!(broken(&[page, read, words]).len(), 2);
}

#[test]
fn sql_in_its_own_file_is_left_alone() {
    let read = Source::sample(
        "crates/portal/src/a/read.rs",
        "fn a() { query!(\"WITH x AS (SELECT 1) SELECT * FROM x\"); }",
    );
    let rows = Source::sample("crates/portal/src/a/projection.rs", "fn a() { query!(\"DELETE FROM a\"); }");
    assert_eq!(broken(&[read, rows]), []);
}
