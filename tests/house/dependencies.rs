//! Who may know whom: the directions of HOUSE's picture, read from what cargo itself resolved.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::rule::{Place, Rule};
use crate::source;

const RULE: Rule = Rule {
    says: "a crate depends only on what is listed here for it",
    because: "domain and measures stay free of IO, and journal free of schools, only if the compiler can refuse the rest",
    instead: "put the code where the dependency is allowed; or add the name here, with the reason in the commit",
};

/// What each crate may depend on, beside the standard library. A crate that is not listed may depend on anything outside
/// the workspace; `workspace` lists the neighbours that it may know.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("domain", &["cqrs-es", "jiff", "rust_decimal", "serde", "serde_json", "strum", "thiserror", "uuid"]),
    ("measures", &["serde", "statrs", "thiserror"]),
    ("embedded", &["rustix", "sha2", "hex", "thiserror", "tracing"]),
];
const WORKSPACE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("measures", &[]),
    ("embedded", &[]),
    ("journal", &[]),
    ("portal", &["domain", "measures", "embedded", "journal"]),
    ("system", &["portal"]),
];
/// Never in the journal, not even in its tests: it is proved with a toy aggregate.
const NEVER: &[(&str, &[&str])] = &[("journal", &["domain", "measures", "portal"])];

/// A crate's name, then each dependency and whether it is only for tests.
type Edges = BTreeMap<String, Vec<(String, bool)>>;

fn edges() -> Edges {
    let metadata = MetadataCommand::new()
        .manifest_path(source::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata of the workspace");
    let edge = |dependency: &cargo_metadata::Dependency| {
        (dependency.name.clone(), dependency.kind != DependencyKind::Normal)
    };
    metadata
        .packages
        .iter()
        .map(|package| (package.name.to_string(), package.dependencies.iter().map(edge).collect()))
        .collect()
}

fn listed(list: &'static [(&str, &[&str])], name: &str) -> Option<&'static [&'static str]> {
    list.iter().find(|(listed, _)| *listed == name).map(|(_, names)| *names)
}

fn broken(edges: &Edges) -> Vec<Place> {
    let mut places = Vec::new();
    for (name, dependencies) in edges {
        let manifest = if name == "system" {
            "tests/Cargo.toml".to_owned()
        } else {
            format!("crates/{name}/Cargo.toml")
        };
        let Some(neighbours) = listed(WORKSPACE, name) else {
            places.push(Place::new(&manifest, 1, "a new crate: say here what it may know"));
            continue;
        };
        for (dependency, only_tests) in dependencies {
            let is_neighbour = listed(WORKSPACE, dependency).is_some();
            let refused = if listed(NEVER, name).is_some_and(|never| never.contains(&dependency.as_str())) {
                true
            } else if *only_tests {
                false
            } else if is_neighbour {
                !neighbours.contains(&dependency.as_str())
            } else {
                listed(OUTSIDE, name).is_some_and(|allowed| !allowed.contains(&dependency.as_str()))
            };
            if refused {
                places.push(Place::new(&manifest, 1, format!("{name} depends on {dependency}")));
            }
        }
    }
    places
}

#[test]
fn crates_know_only_whom_they_may() {
    let edges = edges();
    assert!(edges.len() >= 6, "cargo metadata gave only {} crates", edges.len());
    RULE.holds(broken(&edges));
}

#[test]
fn a_forbidden_dependency_is_found() {
    let sample = |name: &str, dependencies: &[(&str, bool)]| {
        let list = dependencies.iter().map(|(name, tests)| ((*name).to_owned(), *tests)).collect();
        broken(&Edges::from([(name.to_owned(), list)])).len()
    };
    assert_eq!(sample("domain", &[("tokio", false)]), 1, "IO in the domain");
    assert_eq!(sample("domain", &[("proptest", true)]), 0, "a dependency of tests only");
    assert_eq!(
        sample("journal", &[("domain", true)]),
        1,
        "the journal knows no school, not even in its tests"
    );
    assert_eq!(sample("measures", &[("domain", false)]), 1, "neighbours do not know each other");
    assert_eq!(sample("utilities", &[]), 1, "a crate that nobody listed");
    assert_eq!(sample("portal", &[("journal", false), ("axum", false)]), 0);
}
