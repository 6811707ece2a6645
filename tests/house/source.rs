//! The files of the repository, read once for each test.

use std::path::{Path, PathBuf};

/// One file: its path from the root of the repository, and its text.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl Source {
    /// A made-up file, for a rule's bad sample.
    pub(crate) fn sample(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.to_owned() }
    }

    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).expect("a file has a name")
    }

    /// Whether the name ends in `.` and `ending`.
    pub(crate) fn is(&self, ending: &str) -> bool {
        self.path.extension().is_some_and(|found| found == ending)
    }

    /// The name of the folder that the file is in.
    pub(crate) fn folder(&self) -> &str {
        self.path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default()
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the repository").to_owned()
}

/// Every file under `folder` (from the root) whose name ends with one of `endings`. A folder that is not there is an
/// error: a rule that reads nothing proves nothing.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    read_folder(&root().join(folder), endings, &mut found);
    assert!(!found.is_empty(), "no file of {endings:?} under {folder}: this rule would prove nothing");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Every Rust source of the workspace.
pub(crate) fn rust() -> Vec<Source> {
    let mut all = files("crates", &[".rs"]);
    all.extend(files("tests", &[".rs"]));
    all
}

fn read_folder(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !["target", "node_modules", "snapshots"].contains(&name) {
                read_folder(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text =
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let path = path.strip_prefix(root()).expect("under the root").to_owned();
            found.push(Source { path, text });
        }
    }
}
