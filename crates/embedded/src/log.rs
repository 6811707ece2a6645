//! Keeps the server's own log, one file per start and the five before it.

use std::fs::{File, OpenOptions, rename};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::start_error::{StartError, cannot};

const KEPT: u32 = 5;

/// Moves the earlier logs up by one and opens an empty one that only we can read.
pub(crate) fn fresh(directory: &Path) -> Result<(File, PathBuf), StartError> {
    let folder = directory.join("log");
    std::fs::create_dir_all(&folder).map_err(cannot("create", &folder))?;
    let numbered = |n: u32| folder.join(format!("postgres.log.{n}"));
    let path = folder.join("postgres.log");
    for n in (1..KEPT).rev() {
        move_if_there(&numbered(n), &numbered(n + 1))?;
    }
    move_if_there(&path, &numbered(1))?;
    let mut options = OpenOptions::new();
    let file = options.append(true).create(true).mode(0o600).open(&path).map_err(cannot("create", &path))?;
    Ok((file, path))
}

/// The last lines of a log, for a message; empty if it cannot be read.
pub(crate) fn tail(path: &Path) -> String {
    let text = std::fs::read(path).unwrap_or_default();
    last_lines(&text)
}

/// The last six lines of what a program wrote, on one line.
pub(crate) fn last_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).rev().take(6).collect();
    lines.reverse();
    lines.join(" / ")
}

fn move_if_there(from: &Path, to: &Path) -> Result<(), StartError> {
    if from.exists() { rename(from, to).map_err(cannot("rotate", from)) } else { Ok(()) }
}
