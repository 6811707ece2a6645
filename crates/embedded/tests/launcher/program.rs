//! The launcher in a program of its own, so that it can be killed; and the processes of its server.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

/// A directory that other users can enter, gone at the end of the test.
pub(crate) fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    std::fs::set_permissions(room.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    room
}

/// A directory that only we can enter, like a home.
pub(crate) fn private_room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    std::fs::set_permissions(room.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    room
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The example program, which cargo builds beside the tests.
pub(crate) fn executable() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let path = tests.ancestors().nth(2).unwrap().join("examples/private_server");
    assert!(path.is_file(), "{} is missing: cargo build -p embedded --examples", path.display());
    path
}

/// What the launcher said instead of an address.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

/// A running program with its private server.
pub(crate) struct Program {
    child: Child,
    pub(crate) url: String,
    directory: PathBuf,
}

impl Program {
    pub(crate) fn start(directory: &Path) -> Self {
        Self::try_start(directory, Command::new(executable())).unwrap()
    }

    /// Runs a command that starts the program; gives what it said if it ends before it has an address.
    pub(crate) fn try_start(directory: &Path, mut command: Command) -> Result<Self, Refused> {
        let mut child = launch(&mut command, directory);
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        if url.is_empty() {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            return Err(Refused { status: child.wait().unwrap(), said });
        }
        Ok(Self { child, url: url.trim().to_owned(), directory: directory.to_path_buf() })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.directory.join("cluster")
    }

    /// Sends a signal to the program alone.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Sends a signal to the program's process group, as a terminal does for Ctrl-C.
    pub(crate) fn signal_group(&self, signal: Signal) {
        kill_process_group(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the program's end; gives how it ended and what it said.
    pub(crate) fn ended(mut self) -> Refused {
        // Its input must stay open: the end of the input is a way of telling it to stop.
        let input = self.child.stdin.take();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = self.child.wait().unwrap();
        drop(input);
        Refused { status, said }
    }

    /// Closes the program's input and waits for its end.
    pub(crate) fn hang_up(mut self) -> ExitStatus {
        drop(self.child.stdin.take());
        self.child.wait().unwrap()
    }

    /// Tells the program to stop, and checks that all went well and that no process is left.
    pub(crate) fn stop(self) {
        let cluster = self.cluster();
        self.signal(Signal::TERM);
        let end = self.ended();
        assert!(end.status.success(), "{end:?}");
        assert_eq!(processes_in(&cluster), [], "no server is left running");
    }
}

/// Starts the program in a process group of its own, as a terminal would.
pub(crate) fn launch(command: &mut Command, directory: &Path) -> Child {
    command.arg(directory).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The process id that the server wrote into its lock file.
pub(crate) fn postmaster(cluster: &Path) -> Pid {
    let text = std::fs::read_to_string(cluster.join("postmaster.pid")).unwrap();
    Pid::from_raw(text.lines().next().unwrap().parse().unwrap()).unwrap()
}

/// The living processes, whatever their name, whose working directory is the cluster.
pub(crate) fn processes_in(cluster: &Path) -> Vec<i32> {
    let Ok(wanted) = std::fs::metadata(cluster) else { return Vec::new() };
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| {
        std::fs::metadata(format!("/proc/{pid}/cwd"))
            .is_ok_and(|there| (there.dev(), there.ino()) == (wanted.dev(), wanted.ino()))
    })
    .collect()
}
