//! Every module opens with what it is.

use crate::rule::{Place, Rule};
use crate::source::{self, Source};

const MODULES: Rule = Rule {
    says: "every Rust file opens with `//!`",
    because: "a newcomer reads the first sentence and knows whether this is the place",
    instead: "say in one sentence what the module is, as to a governor; then what it is not",
};

const README: Rule = Rule {
    says: "the README names the two commands, ops/run and ops/check",
    because: "they are all that a newcomer needs",
    instead: "write both as commands, on lines of their own",
};

fn without_opening(sources: &[Source]) -> Vec<Place> {
    sources
        .iter()
        .filter(|source| !source.text.starts_with("//! ") && !source.text.starts_with("#!["))
        .map(|source| Place::new(&source.path, 1, source.text.lines().next().unwrap_or("(empty)").to_owned()))
        .collect()
}

fn without_commands(readme: &Source) -> Vec<Place> {
    ["ops/run", "ops/check"]
        .into_iter()
        .filter(|command| !readme.text.lines().any(|line| line.trim_start_matches("./").starts_with(command)))
        .map(|command| Place::new(&readme.path, 1, format!("no line starts with {command}")))
        .collect()
}

#[test]
fn every_module_opens_with_what_it_is() {
    MODULES.holds(without_opening(&source::rust()));
}

#[test]
fn a_module_without_an_opening_is_found() {
    let found =
        without_opening(&[Source::sample("a.rs", "use std::fmt;\n"), Source::sample("b.rs", "//! Good.\n")]);
    assert_eq!(found, [Place::new("a.rs", 1, "use std::fmt;")]);
}

#[test]
fn the_readme_names_both_commands() {
    let text = std::fs::read_to_string(source::root().join("README.md")).unwrap_or_default();
    README.holds(without_commands(&Source::sample("README.md", &text)));
}

#[test]
fn a_readme_without_a_command_is_found() {
    let found = without_commands(&Source::sample("README.md", "# Quadrant\n\n```\nops/run\n```\n"));
    assert_eq!(found, [Place::new("README.md", 1, "no line starts with ops/check")]);
}
