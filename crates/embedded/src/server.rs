//! The private PostgreSQL as the rest of Quadrant sees it: started, reachable at an address, stopped.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::lock::Lock;
use crate::options::Options;
use crate::privileges::{Farewell, Privileges};
use crate::start_error::{StartError, cannot};
use crate::supervisor::{StopError, Supervised};
use crate::{DURABLE, cluster, lock, log, orphan, socket};

/// A running private server. Dropping it stops it, too, but cannot say whether that went well.
pub struct Server {
    directory: PathBuf,
    sockets: PathBuf,
    bin: PathBuf,
    major: u32,
    log: PathBuf,
    process: Supervised,
    // Released last: until the server has ended nobody else may have the directory.
    _lock: Lock,
}

/// Starts the private server of a data directory, and makes both if they are not there yet.
///
/// Blocks until the server takes connections: about a second the first time, a fifth of a second later, longer when
/// it has to recover from a crash or to fetch PostgreSQL first. Call it before an async runtime starts.
///
/// If this program is killed, the kernel shuts the server down with it; where there is no such kernel, the next
/// start does.
///
/// # Errors
/// Each with what to do about it: another program uses the directory, no PostgreSQL (of the right version) is to be
/// had, the directory cannot be used, or the server would not start.
pub fn start(data_dir: &Path, options: &Options) -> Result<Server, StartError> {
    let directory = prepare(data_dir)?;
    let lock = lock::take(&directory)?;
    cluster::clear_unfinished(&directory)?;
    let postgres = cluster::postgres_for(&directory, options)?;
    let cluster = cluster::place(&directory);
    let privileges = Privileges::choose(&directory, &cluster, &postgres, options)?;
    let sockets = socket::place(&directory);
    orphan::clear(&cluster, &sockets, options)?;
    cluster::make(&directory, &postgres, &privileges)?;
    socket::prepare(&sockets, &privileges)?;
    let (output, log) = log::fresh(&directory)?;
    let mut command = privileges.command(&postgres.bin.join("postgres"), Farewell::Shutdown);
    settle(&mut command, &cluster, &sockets);
    let error = output.try_clone().map_err(cannot("write", &log))?;
    command.stdout(output).stderr(error);
    let failed = |said: String| StartError::Program { program: "postgres", said };
    let process = Supervised::spawn(command).map_err(|error| failed(error.to_string()))?;
    wait_until_ready(&process, &cluster, options)
        .map_err(|how| failed(format!("{how}; {} says: {}", log.display(), log::tail(&log))))?;
    Ok(Server { directory, sockets, bin: postgres.bin, major: postgres.major, log, process, _lock: lock })
}

/// The address by which another program on this machine reaches the server that a running copy has started for this data
/// directory: what a command that finds the directory [in use](StartError::InUse) can work with.
#[must_use]
pub fn url_of_running(data_dir: &Path) -> String {
    let directory = std::fs::canonicalize(data_dir).unwrap_or_else(|_| data_dir.to_path_buf());
    socket::url(&socket::place(&directory), "postgres", "postgres")
}

impl Server {
    /// The address of the database `postgres` as the superuser, for a connection pool: percent-encoded, by socket.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("postgres", "postgres")
    }

    /// The address of a database as a role. The server trusts whoever can reach its socket, so no role has a password.
    #[must_use]
    pub fn url_of(&self, role: &str, database: &str) -> String {
        socket::url(&self.sockets, role, database)
    }

    /// The directory of PostgreSQL's programs that the server runs from, for `pg_dump` and `psql` of its version.
    #[must_use]
    pub fn bin_dir(&self) -> &Path {
        &self.bin
    }

    /// The server's major version.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The data directory, with every symbolic link followed.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.directory
    }

    /// The server's own log.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// The process id of the server.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// How the server ended, in words, if it has ended without [`Server::stop`].
    #[must_use]
    pub fn died(&self) -> Option<String> {
        self.process.ended().map(|how| sentence(&how, &self.log))
    }

    /// Calls back, on a thread of its own, when the server ends without [`Server::stop`]; at once if it already has.
    /// The text is a whole sentence for the log. A program should then stop answering and end with an error: whoever
    /// restarts it gets a recovered server.
    pub fn when_it_dies(&self, callback: impl FnOnce(&str) + Send + 'static) {
        let log = self.log.clone();
        self.process.when_it_dies(Box::new(move |how| callback(&sentence(how, &log))));
    }

    /// Shuts the server down and waits for its end. Close the connection pool first.
    ///
    /// # Errors
    /// It did not end cleanly (within a minute, or it had died before). Nothing acknowledged is lost by that.
    pub fn stop(self) -> Result<(), StopError> {
        self.process.stop()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.ended().is_none() {
            drop(self.process.stop());
        }
        if !self.sockets.starts_with(&self.directory) {
            // Ours alone in the system's temporary directory; after a crash the next start uses it again.
            let _ = std::fs::remove_dir(&self.sockets);
        }
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Server")
            .field("directory", &self.directory)
            .field("pid", &self.pid())
            .finish_non_exhaustive()
    }
}

/// Makes the data directory if it is missing, and follows its links.
fn prepare(data_dir: &Path) -> Result<PathBuf, StartError> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    if !data_dir.exists() {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(data_dir)
            .map_err(cannot("create", data_dir))?;
        // Root hands the server to a user who must be able to pass through, but not to look around.
        let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
        std::fs::set_permissions(data_dir, std::fs::Permissions::from_mode(mode))
            .map_err(cannot("protect", data_dir))?;
    }
    std::fs::canonicalize(data_dir).map_err(cannot("read", data_dir))
}

/// The server's settings. On the command line they win over every configuration file.
fn settle(command: &mut Command, cluster: &Path, sockets: &Path) {
    let mut setting = |name: &str, value: &std::ffi::OsStr| {
        let mut text = std::ffi::OsString::from(format!("{name}="));
        text.push(value);
        command.arg("-c").arg(text);
    };
    for name in DURABLE {
        setting(name, "on".as_ref());
    }
    // A list in which a name in double quotes may hold anything, and a double quote is written twice.
    let quoted = format!("\"{}\"", sockets.display().to_string().replace('"', "\"\""));
    setting("unix_socket_directories", quoted.as_ref());
    for (name, value) in [
        ("listen_addresses", ""),
        ("port", "5432"),
        ("unix_socket_permissions", "0700"),
        ("logging_collector", "off"),
        ("log_destination", "stderr"),
        // Statements and the details of errors hold what people typed: neither belongs in a log.
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
        ("log_timezone", "UTC"),
        ("timezone", "UTC"),
    ] {
        setting(name, value.as_ref());
    }
    command.arg("-D").arg(cluster).current_dir(cluster);
}

/// Waits until the server says in its own file that it takes connections; the error is how it ended instead.
fn wait_until_ready(process: &Supervised, cluster: &Path, options: &Options) -> Result<(), String> {
    let file = cluster.join("postmaster.pid");
    let pid = process.pid().to_string();
    let mut say_at = Instant::now() + Duration::from_secs(5);
    loop {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let mut lines = text.lines();
        if lines.next() == Some(&pid) && lines.nth(6).is_some_and(|status| status.trim() == "ready") {
            return Ok(());
        }
        if let Some(how) = process.ended() {
            return Err(how);
        }
        if Instant::now() > say_at {
            options.say("the database is still recovering from how it ended last time");
            say_at += Duration::from_secs(30);
        }
        sleep(Duration::from_millis(10));
    }
}

fn sentence(how: &str, log: &Path) -> String {
    format!("the private PostgreSQL ended unasked ({how}); its log is {}", log.display())
}
