//! Decides as which user the private database runs: as ours, and where we are root as somebody with fewer rights,
//! because PostgreSQL refuses to run as root.
//!
//! An existing cluster's owner decides. For a new one root hands the server to `postgres`, else to `nobody`, if that
//! user can reach both the data and the programs; else it shuts the server into a user namespace, in which root's
//! files belong to an ordinary user. Nothing here changes the rights of a directory that was there before.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::find::{Postgres, tool};
use crate::options::Options;
use crate::start_error::StartError;

/// Ends the new process at once if the program that started it has ended before the kernel was told to say so.
const ONLY_WITH_PARENT: &str = r#"[ "$PPID" = "$1" ] || exit 75; shift; exec "$@""#;

#[derive(Debug, Clone, PartialEq, Eq)]
enum User {
    Ours,
    Other { uid: u32, gid: u32 },
    Namespace { unshare: PathBuf },
}

/// As whom, and with which helpers of the system, programs of PostgreSQL are run.
#[derive(Debug, Clone)]
pub(crate) struct Privileges {
    user: User,
    /// `sh`, and `setpriv` where it can tie a child's life to ours.
    shell: Option<PathBuf>,
    setpriv: Option<PathBuf>,
}

/// What a child is sent by the kernel when our program dies.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Farewell {
    /// A fast shutdown (SIGINT).
    Shutdown,
    /// A plain kill, for what may be thrown away.
    Kill,
}

impl Privileges {
    /// Decides for a data directory and a PostgreSQL; `owner` is the existing cluster's directory entry.
    ///
    /// # Errors
    /// The cluster belongs to somebody else, or root finds no user to hand the server to.
    pub(crate) fn choose(
        directory: &Path,
        cluster: &Path,
        postgres: &Postgres,
        options: &Options,
    ) -> Result<Self, StartError> {
        let path = options.path.as_deref();
        let mut chosen = Self { user: User::Ours, shell: tool("sh", path), setpriv: None };
        chosen.setpriv = tool("setpriv", path).filter(|setpriv| can_tie(setpriv));
        let owner = std::fs::metadata(cluster).ok();
        let ours = rustix::process::geteuid().as_raw();
        if ours != 0 {
            return match owner.map(|owner| owner.uid()) {
                Some(uid) if uid != ours => Err(StartError::OtherOwner { path: cluster.to_path_buf(), uid }),
                _ => Ok(chosen),
            };
        }
        let candidates = candidates(owner.as_ref(), tool("unshare", path));
        for user in &candidates {
            chosen.user = user.clone();
            if chosen.reaches(directory, postgres) {
                return Ok(chosen);
            }
        }
        Err(StartError::NoPrivileges { tried: tried(&candidates, directory, postgres) })
    }

    /// A command for one of PostgreSQL's programs with these rights, in a process group of its own, that ends with us.
    pub(crate) fn command(&self, program: &Path, farewell: Farewell) -> Command {
        let mut words: Vec<PathBuf> = Vec::new();
        if let User::Namespace { unshare } = &self.user {
            words.push(unshare.clone());
            words.extend(["--user", "--map-user=1000", "--map-group=1000", "--"].map(PathBuf::from));
        }
        if let Some(setpriv) = &self.setpriv {
            let signal = match farewell {
                Farewell::Shutdown => "INT",
                Farewell::Kill => "KILL",
            };
            words.push(setpriv.clone());
            words.extend(["--pdeathsig", signal, "--"].map(PathBuf::from));
        }
        if let Some(shell) = &self.shell {
            words.push(shell.clone());
            words.extend(["-c", ONLY_WITH_PARENT, "sh"].map(PathBuf::from));
            words.push(PathBuf::from(std::process::id().to_string()));
        }
        words.push(program.to_path_buf());
        let mut words = words.into_iter();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).stdin(Stdio::null()).process_group(0).env("LC_ALL", "C");
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        if let User::Other { uid, gid } = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a directory of ours to the user the server runs as.
    pub(crate) fn give(&self, path: &Path) -> std::io::Result<()> {
        match self.user {
            User::Other { uid, gid } => std::os::unix::fs::chown(path, Some(uid), Some(gid)),
            User::Ours | User::Namespace { .. } => Ok(()),
        }
    }

    /// The user id that the server's files have on disk.
    pub(crate) fn uid_on_disk(&self) -> u32 {
        match self.user {
            User::Other { uid, .. } => uid,
            User::Ours | User::Namespace { .. } => rustix::process::geteuid().as_raw(),
        }
    }

    /// Whether this user can enter the data directory and run the programs.
    fn reaches(&self, directory: &Path, postgres: &Postgres) -> bool {
        let Some(shell) = &self.shell else { return false };
        let mut command = self.command(shell, Farewell::Kill);
        command
            .args(["-c", r#"cd "$1" && "$2" --version"#, "sh"])
            .arg(directory)
            .arg(postgres.bin.join("initdb"));
        command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

/// Whether this `setpriv` knows how to have a child told of our death (that of small systems does not).
fn can_tie(setpriv: &Path) -> bool {
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(setpriv).arg("--version");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// As whom root may run the server, best first.
fn candidates(owner: Option<&Metadata>, unshare: Option<PathBuf>) -> Vec<User> {
    let namespace = unshare.map(|unshare| User::Namespace { unshare });
    match owner {
        Some(owner) if owner.uid() == 0 => namespace.into_iter().collect(),
        Some(owner) => vec![User::Other { uid: owner.uid(), gid: owner.gid() }],
        None => ["postgres", "nobody"].iter().filter_map(|name| account(name)).chain(namespace).collect(),
    }
}

/// An account of this machine, from the file that lists them.
fn account(name: &str) -> Option<User> {
    let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid = fields.next()?.parse().ok().filter(|uid| *uid != 0)?;
    Some(User::Other { uid, gid: fields.next()?.parse().ok()? })
}

fn tried(candidates: &[User], directory: &Path, postgres: &Postgres) -> String {
    let who = |user: &User| match user {
        User::Ours => "this user".to_owned(),
        User::Other { uid, .. } => format!("the user with id {uid}"),
        User::Namespace { .. } => "a user namespace".to_owned(),
    };
    let names: Vec<String> = candidates.iter().map(who).collect();
    let (data, bin) = (directory.display(), postgres.bin.display());
    if names.is_empty() {
        return "this machine has neither a user postgres or nobody nor a way to make a user namespace"
            .to_owned();
    }
    format!("neither of these can be used with both {data} and {bin}: {}", names.join(", "))
}
