//! What the database files promise.

use crate::rule::{Place, Rule};
use crate::source::{self, Source};

const OPENING: Rule = Rule {
    says: "every SQL file opens with a comment",
    because: "a table outlives the memory of why it was made",
    instead: "open with `--`: why the table exists and which page reads it",
};

const FLOATS: Rule = Rule {
    says: "the tables of facts have no float",
    because: "a score that changes in its last digit between two readings proves nothing",
    instead: "use numeric, an integer, or text",
};

fn without_opening(sources: &[Source]) -> Vec<Place> {
    sources
        .iter()
        .filter(|source| !source.text.starts_with("--"))
        .map(|source| Place::new(&source.path, 1, source.text.lines().next().unwrap_or("(empty)").to_owned()))
        .collect()
}

/// Floats in the numbered migrations, which make the tables of facts. (Read tables are made elsewhere and hold figures.)
fn floats(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in
        sources.iter().filter(|source| source.name().starts_with(|first: char| first.is_ascii_digit()))
    {
        for (number, line) in source.text.lines().enumerate() {
            let code = line.split("--").next().unwrap_or_default().to_ascii_lowercase();
            let words: Vec<&str> = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
            if words.iter().any(|word| ["real", "float", "float4", "float8", "double"].contains(word)) {
                places.push(Place::new(&source.path, number + 1, line.trim()));
            }
        }
    }
    places
}

#[test]
fn every_migration_opens_with_why() {
    OPENING.holds(without_opening(&source::files("migrations", &[".sql"])));
}

#[test]
fn facts_have_no_float() {
    FLOATS.holds(floats(&source::files("migrations", &[".sql"])));
}

#[test]
fn a_migration_without_a_reason_and_a_float_are_found() {
    let bad = [Source::sample("migrations/0009_x.sql", "CREATE TABLE es.x (a double precision); -- real\n")];
    assert_eq!(without_opening(&bad).len(), 1);
    assert_eq!(floats(&bad).len(), 1);
    let good =
        [Source::sample("migrations/0009_x.sql", "-- why: not real\nCREATE TABLE es.x (a numeric);\n")];
    assert_eq!(floats(&good), []);
}
