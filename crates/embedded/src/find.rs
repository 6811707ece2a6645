//! Finds a PostgreSQL on this machine: the named one, a fetched one, one on the path, or one in the usual places.
//!
//! A directory counts only if `postgres` and `initdb` are both in it, both run, and say the same version: a half
//! copied installation answers for the first and fails in the second.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::options::Options;

/// The oldest major version that the journal's SQL runs on.
const OLDEST: u32 = 14;

/// A PostgreSQL that runs on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Postgres {
    /// The directory with its programs, free of symbolic links.
    pub(crate) bin: PathBuf,
    /// Its major version.
    pub(crate) major: u32,
}

/// Every usable PostgreSQL in the order in which they are preferred: the named one, a fetched one, one on the path,
/// one in the usual places.
pub(crate) fn all(data_directory: &Path, options: &Options) -> Vec<Postgres> {
    let mut found: Vec<Postgres> = Vec::new();
    for place in options.postgres_bin.iter().cloned().chain(places(data_directory, options)) {
        if let Some(postgres) = look_in(&place)
            && !found.contains(&postgres)
        {
            found.push(postgres);
        }
    }
    found
}

/// A tool of the system (`setpriv`, `unshare`, `sh`, `python3`), on the path or where systems keep it.
pub(crate) fn tool(name: &str, path: Option<&OsStr>) -> Option<PathBuf> {
    let usual = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].into_iter().map(PathBuf::from);
    on_path(path).chain(usual).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn places(data_directory: &Path, options: &Options) -> Vec<PathBuf> {
    let mut places = matching(&data_directory.join("pg").join("*").join("bin"));
    places.extend(on_path(options.path.as_deref()));
    places.extend(options.system_places.iter().flat_map(|pattern| matching(pattern)));
    places
}

fn on_path(path: Option<&OsStr>) -> impl Iterator<Item = PathBuf> {
    let folders: Vec<PathBuf> = path.map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
    folders.into_iter().filter(|folder| folder.is_absolute())
}

/// The directories that fit a pattern in which `*` stands for any run of characters in one name; newest name first.
fn matching(pattern: &Path) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    for part in pattern.components() {
        let Some((before, after)) = part.as_os_str().to_str().and_then(|text| text.split_once('*')) else {
            for path in &mut found {
                path.push(part);
            }
            continue;
        };
        found = found.iter().flat_map(|folder| names_in(folder, before, after)).collect();
    }
    found.retain(|path| path.is_dir());
    found
}

fn names_in(folder: &Path, before: &str, after: &str) -> Vec<PathBuf> {
    let fits = |name: &str| {
        name.strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .map(|middle| middle.parse::<u32>().ok())
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut named: Vec<(Option<u32>, PathBuf)> =
        entries.filter_map(|entry| Some((fits(entry.file_name().to_str()?)?, entry.path()))).collect();
    named.sort();
    named.into_iter().rev().map(|(_, path)| path).collect()
}

/// The PostgreSQL in a directory, followed to where its files really are.
pub(crate) fn look_in(place: &Path) -> Option<Postgres> {
    let bin = std::fs::canonicalize(place.join("postgres")).ok()?.parent()?.to_path_buf();
    let major = version(&bin.join("postgres"))?;
    (major >= OLDEST && version(&bin.join("initdb")) == Some(major)).then_some(Postgres { bin, major })
}

/// The major version a program says it has: `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` has 15.
fn version(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let number = said.split_once("(PostgreSQL) ")?.1;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    output.status.success().then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_prefers_the_newest_name() {
        let root = tempfile::tempdir().unwrap();
        for name in ["9/bin", "15/bin", "18/bin", "note/bin", "16"] {
            std::fs::create_dir_all(root.path().join(name)).unwrap();
        }
        let found = matching(&root.path().join("*").join("bin"));
        let names: Vec<_> =
            found.iter().map(|path| path.strip_prefix(root.path()).unwrap().to_owned()).collect();
        assert_eq!(names, ["18/bin", "15/bin", "9/bin", "note/bin"].map(PathBuf::from));
    }

    #[test]
    fn a_program_that_is_not_postgres_is_passed_over() {
        assert_eq!(version(Path::new("/bin/sh")), None);
        assert_eq!(look_in(Path::new("/bin")), None);
    }
}
