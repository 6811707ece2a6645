//! What the pure crates never say: no clock, no chance, no files; no float in the domain; no school in the journal.

use crate::rule::{Place, Rule};
use crate::source::{self, Source};
use crate::tokens::{self, Kind, Token};

const PURE: Rule = Rule {
    says: "domain and measures read no clock, draw no random number and do no IO",
    because: "the same command on the same history must give the same answer, today and at an audit",
    instead: "take the value as an argument; the portal reads the clock and puts it in the command",
};

const DECIMALS: Rule = Rule {
    says: "the domain has no float",
    because: "a recorded score must come back digit for digit",
    instead: "use rust_decimal::Decimal",
};

const NO_SCHOOLS: Rule = Rule {
    says: "the journal's code knows no school word",
    because: "it is proved with a toy aggregate, and whoever changes a page should never have to read it",
    instead: "name the general thing (stream, fact, subject), or move the code to the portal",
};

/// Paths that reach outside, as the words between `::`.
const OUTSIDE: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "net"],
    &["std", "env"],
    &["std", "process"],
    &["std", "io"],
    &["SystemTime"],
    &["Instant"],
    &["Timestamp", "now"],
    &["Zoned", "now"],
    &["Uuid", "new_v4"],
    &["Uuid", "now_v7"],
    &["rand"],
    &["tokio"],
];

const SCHOOL_WORDS: &[&str] = &[
    "school",
    "schools",
    "pupil",
    "pupils",
    "governor",
    "teacher",
    "cohort",
    "urn",
    "upn",
    "subject_name",
    "cycle",
];

fn reaches_outside(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        let tokens = code(source);
        for position in 0..tokens.len() {
            if let Some(path) = OUTSIDE.iter().find(|path| starts_with_path(&tokens[position..], path)) {
                places.push(Place::new(&source.path, tokens[position].line, path.join("::")));
            }
        }
    }
    places
}

fn starts_with_path(tokens: &[Token], path: &[&str]) -> bool {
    let words = tokens.iter().filter(|token| !token.is(':')).map(Token::word);
    let colons = tokens.get(1).is_some_and(|token| token.is(':')) || path.len() == 1;
    let starts = tokens.first().is_some_and(|token| token.word().is_some());
    starts && colons && words.take(path.len()).eq(path.iter().map(|word| Some(*word)))
}

fn floats(sources: &[Source]) -> Vec<Place> {
    let is_float = |token: &Token| match &token.kind {
        Kind::Word(word) => word == "f64" || word == "f32",
        Kind::Number(number) => number.contains('.') && number.starts_with(|c: char| c.is_ascii_digit()),
        Kind::Text(_) | Kind::Mark { .. } => false,
    };
    found(sources, is_float)
}

fn school_words(sources: &[Source]) -> Vec<Place> {
    let is_school = |word: &str| SCHOOL_WORDS.contains(&word.to_ascii_lowercase().as_str());
    found(sources, |token| match &token.kind {
        Kind::Word(word) => word.split('_').any(is_school) || is_school(word),
        Kind::Text(text) => text.split(|c: char| !c.is_alphanumeric()).any(is_school),
        Kind::Number(_) | Kind::Mark { .. } => false,
    })
}

fn found(sources: &[Source], wanted: impl Fn(&Token) -> bool) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        for token in code(source).iter().filter(|token| wanted(token)) {
            places.push(Place::new(&source.path, token.line, format!("{:?}", token.kind)));
        }
    }
    places
}

/// The tokens that are not tests.
fn code(source: &Source) -> Vec<Token> {
    if source.name() == "tests.rs" || source.folder() == "tests" {
        return Vec::new();
    }
    tokens::of(source).into_iter().filter(|token| !token.in_test).collect()
}

#[test]
fn the_pure_crates_reach_nothing_outside() {
    let mut sources = source::files("crates/domain/src", &[".rs"]);
    sources.extend(source::files("crates/measures/src", &[".rs"]));
    PURE.holds(reaches_outside(&sources));
}

#[test]
fn the_domain_has_no_float() {
    DECIMALS.holds(floats(&source::files("crates/domain/src", &[".rs"])));
}

#[test]
fn the_journal_knows_no_school_word() {
    NO_SCHOOLS.holds(school_words(&source::files("crates/journal/src", &[".rs"])));
}

#[test]
fn a_clock_a_float_and_a_school_are_found() {
    let bad = [Source::sample(
        "a.rs",
        "use std::fs;\nfn a() { jiff::Timestamp::now(); let x: f64 = 1.5; let school_id = 1; }",
    )];
    assert_eq!(reaches_outside(&bad).len(), 2);
    assert_eq!(floats(&bad).len(), 2);
    assert_eq!(school_words(&bad).len(), 1);
    let good = [Source::sample(
        "a.rs",
        "use std::fmt; // std::fs\n#[cfg(test)] mod tests { use std::fs; const A: f64 = 1.0; }",
    )];
    assert_eq!((reaches_outside(&good).len(), floats(&good).len()), (0, 0));
}
