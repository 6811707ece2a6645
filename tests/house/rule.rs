//! A house rule, and how it speaks when it is broken.

use std::fmt::Write as _;
use std::path::PathBuf;

/// What must hold, why, and what to do when it does not.
pub(crate) struct Rule {
    pub(crate) says: &'static str,
    pub(crate) because: &'static str,
    pub(crate) instead: &'static str,
}

/// Where a rule is broken.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) what: String,
}

impl Place {
    pub(crate) fn new(file: impl Into<PathBuf>, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.into(), line, what: what.into() }
    }
}

impl Rule {
    /// Passes when no place breaks the rule; otherwise fails with everything that a reader needs to mend it.
    #[track_caller]
    pub(crate) fn holds(&self, mut broken: Vec<Place>) {
        if broken.is_empty() {
            return;
        }
        broken.sort();
        let mut message =
            format!("\nThe rule: {}\nBecause: {}\nInstead: {}\n", self.says, self.because, self.instead);
        for place in &broken {
            let _ = writeln!(message, "  {}:{}: {}", place.file.display(), place.line, place.what);
        }
        panic!("{message}");
    }
}

#[test]
#[should_panic(expected = "crates/x.rs:7: too long")]
fn a_broken_rule_names_the_place() {
    Rule { says: "s", because: "b", instead: "i" }.holds(vec![Place::new("crates/x.rs", 7, "too long")]);
}
