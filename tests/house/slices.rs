//! The folders of the portal: the same file names in every slice, so that nobody searches.

use std::collections::BTreeMap;

use crate::rule::{Place, Rule};
use crate::source::{self, Source};

const RULE: Rule = Rule {
    says: "a slice of the portal has mod.rs, and beside it only form.rs, projection.rs, read.rs, page.rs",
    because: "whoever knows one slice knows where to look in all of them",
    instead: "put the code in the file of its kind; a folder that is no slice is listed here with what it is",
};

const KNOWN: &[&str] = &["mod.rs", "form.rs", "projection.rs", "read.rs", "page.rs", "tests.rs"];

/// Folders of the portal that are no slice, and what they are.
pub(crate) const NOT_SLICES: &[(&str, &str)] = &[
    ("asked", "a question of the catalogue in words; pure"),
    ("chart", "figures to SVG, table and words; pure"),
    ("command_line", "one file for each subcommand"),
    ("demo", "a made-up school and its cycles, made through commands"),
    ("edition_figures", "what the next edition of a school's figures would say; pure"),
    ("imports", "one file or folder for each official format"),
    ("sheet", "a table out of a file, one file for each format; no page of its own"),
    (
        "paper",
        "what a governor data pack says: gathered, sealed, drawn, written as files; no page of its own",
    ),
    ("story", "what each kind of fact of a cycle says; no page of its own"),
];

/// Files that one slice has beside the known ones, each with its reason.
const MORE: &[(&str, &str, &str)] = &[
    ("feedback", "kept.rs", "whether a chart was clear is no fact of the school"),
    ("my_account", "token.rs", "tokens are no facts"),
    ("named_reads", "log.rs", "what other slices call before they show names"),
    ("people", "invitation.rs", "invitations are forgotten; the role that follows is the fact"),
    ("people", "recovery.rs", "a recovery link is forgotten; that it was made is the fact"),
    ("proposals", "kept.rs", "a proposal is no fact until somebody does what it says"),
    ("sign_in", "account.rs", "accounts are no facts: nobody replays a password"),
    ("sign_in", "session.rs", "sessions are no facts either"),
    ("sign_in", "tries.rs", "how often somebody may try to sign in"),
    ("sign_in", "second_factor.rs", "a secret that is shared with a phone, which is no fact"),
];

fn broken(sources: &[Source]) -> Vec<Place> {
    let mut slices: BTreeMap<String, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        let parts: Vec<&str> = source.path.iter().filter_map(|part| part.to_str()).collect();
        // crates/portal/src/<slice>/<file>, and deeper.
        if let ["crates", "portal", "src", slice, _, ..] = parts[..]
            && !NOT_SLICES.iter().any(|(name, _)| *name == slice)
        {
            slices.entry(slice.to_owned()).or_default().push(source);
        }
    }
    let mut places = Vec::new();
    for (slice, files) in slices {
        if !files.iter().any(|file| file.name() == "mod.rs" && file.folder() == slice) {
            places.push(Place::new(format!("crates/portal/src/{slice}"), 1, "no mod.rs"));
        }
        for file in files {
            let more = MORE.iter().any(|(folder, name, _)| *folder == slice && *name == file.name());
            if file.folder() != slice || !(KNOWN.contains(&file.name()) || more) {
                places.push(Place::new(&file.path, 1, "no place for this file in a slice"));
            }
        }
    }
    places
}

#[test]
fn every_slice_has_the_same_file_names() {
    RULE.holds(broken(&source::files("crates/portal/src", &[".rs"])));
}

#[test]
fn a_strange_file_and_a_missing_mod_are_found() {
    let sources = ["a/mod.rs", "a/queries.rs", "b/page.rs", "chart/anything.rs", "a/deep/page.rs"]
        .map(|path| Source::sample(&format!("crates/portal/src/{path}"), ""));
    assert_eq!(broken(&sources).len(), 3);
}
