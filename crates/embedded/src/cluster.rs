//! Makes the database's files on the first start, so that a start cut short never leaves half of them.
//!
//! They are made beside their place, put on disk, and moved there in one step. Afterwards they belong to the major
//! version of PostgreSQL that made them.

use std::fs::File;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::find::{self, Postgres};
use crate::log::last_lines;
use crate::options::Options;
use crate::privileges::{Farewell, Privileges};
use crate::start_error::{StartError, cannot};
use crate::{fetch, orphan};

/// Where a data directory keeps PostgreSQL's files.
pub(crate) fn place(directory: &Path) -> PathBuf {
    directory.join("cluster")
}

/// The PostgreSQL to use: the newest choice for a new cluster, the very major that made an existing one.
///
/// # Errors
/// None was found and none could be fetched, none has the version that the cluster needs, or the named directory
/// has none at all.
pub(crate) fn postgres_for(directory: &Path, options: &Options) -> Result<Postgres, StartError> {
    let cluster = place(directory);
    let needed = made_by(&cluster)?;
    let suits = |postgres: &Postgres| needed.is_none_or(|needed| needed == postgres.major);
    if let Some(named) = options.postgres_bin.as_ref().filter(|named| find::look_in(named).is_none()) {
        return Err(StartError::NotABinDirectory(named.clone()));
    }
    let found = find::all(directory, options);
    if let Some(postgres) = found.iter().find(|postgres| suits(postgres)) {
        return Ok(postgres.clone());
    }
    if let Some(needed) = needed.filter(|needed| *needed != fetch::MAJOR) {
        let found = found.iter().map(|postgres| postgres.major).collect();
        return Err(StartError::OtherMajor { path: cluster, needed, found });
    }
    fetch::run(directory, options)?;
    let why =
        || StartError::NoPostgres { why: ", and what was fetched does not run on this machine".to_owned() };
    find::all(directory, options).into_iter().find(suits).ok_or_else(why)
}

/// Makes the cluster if there is none yet.
///
/// # Errors
/// `initdb` failed, or the directory cannot be written.
pub(crate) fn make(directory: &Path, postgres: &Postgres, privileges: &Privileges) -> Result<(), StartError> {
    let cluster = place(directory);
    if cluster.exists() {
        return Ok(());
    }
    let new = unfinished(directory);
    std::fs::DirBuilder::new().mode(0o700).create(&new).map_err(cannot("create", &new))?;
    privileges.give(&new).map_err(cannot("give away", &new))?;
    let mut command = privileges.command(&postgres.bin.join("initdb"), Farewell::Kill);
    // Its working directory is how the next start finds what a killed one left running.
    command.current_dir(&new).arg("-D").arg(&new);
    command.args([
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--data-checksums",
    ]);
    command.arg("--no-instructions");
    let failed = |said: String| StartError::Program { program: "initdb", said };
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(last_lines(&output.stderr)));
    }
    // initdb has put every file on disk; what is left is the name.
    std::fs::rename(&new, &cluster).map_err(cannot("rename", &new))?;
    File::open(directory).and_then(|folder| folder.sync_all()).map_err(cannot("write", directory))
}

/// Removes what a first start that was cut short has left, after ending what still works on it.
///
/// # Errors
/// Something of it does not end or cannot be removed.
pub(crate) fn clear_unfinished(directory: &Path) -> Result<(), StartError> {
    let new = unfinished(directory);
    if !new.exists() {
        return Ok(());
    }
    orphan::kill_all(&new)?;
    std::fs::remove_dir_all(&new).map_err(cannot("remove", &new))
}

fn unfinished(directory: &Path) -> PathBuf {
    directory.join("cluster.new")
}

/// The major version that made a cluster; `None` if there is none yet.
fn made_by(cluster: &Path) -> Result<Option<u32>, StartError> {
    if !cluster.exists() {
        return Ok(None);
    }
    let path = cluster.join("PG_VERSION");
    let text = std::fs::read_to_string(&path).map_err(cannot("read", &path))?;
    let unreadable =
        || std::io::Error::new(std::io::ErrorKind::InvalidData, "it does not hold a version number");
    text.trim().parse().map(Some).map_err(|_| cannot("read", &path)(unreadable()))
}
