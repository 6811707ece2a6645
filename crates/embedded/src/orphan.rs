//! Ends what an earlier run left behind, so that a restart at once after any crash works.
//!
//! PostgreSQL refuses to start while the process id in its own lock file exists, whoever has it now; and to remove
//! that file while a server lives destroys the data. So the truth is taken from the living: the server's processes
//! have the cluster as their working directory. Only when none is left are the lock files removed. The caller holds
//! the data directory's lock, so what is found here belongs to no running program.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::options::Options;
use crate::socket;
use crate::start_error::{StartError, cannot};

/// What to send to what is left, and for how long to wait after it. A server that lost its head ends by itself.
const STEPS: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(20)),
    (Signal::QUIT, Duration::from_secs(5)),
    (Signal::KILL, Duration::from_secs(5)),
];

/// Ends the server of an earlier run and removes its lock files.
///
/// # Errors
/// It does not end, or its files cannot be removed.
pub(crate) fn clear(cluster: &Path, sockets: &Path, options: &Options) -> Result<(), StartError> {
    let left = living(cluster);
    if let Some(postmaster) =
        left.iter().find(|process| !left.iter().any(|other| other.pid == process.parent))
    {
        options.say(&format!("ending process {} that an earlier run left behind", postmaster.pid));
        end(cluster, &STEPS)?;
    }
    for path in [cluster.join("postmaster.pid"), sockets.join(format!("{}.lock", socket::NAME))] {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(cannot("remove", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Kills everything that works in a directory whose contents are to be thrown away.
///
/// # Errors
/// Something of it does not end.
pub(crate) fn kill_all(directory: &Path) -> Result<(), StartError> {
    end(directory, &[(Signal::KILL, Duration::from_secs(10))])
}

/// Signals the head of what works in a directory, and from the second step on all of it, until nothing is left.
fn end(directory: &Path, steps: &[(Signal, Duration)]) -> Result<(), StartError> {
    for (signal, patience) in steps {
        let left = living(directory);
        for process in &left {
            let is_head = !left.iter().any(|other| other.pid == process.parent);
            if (is_head || *signal != Signal::INT)
                && let Some(pid) = Pid::from_raw(process.pid)
            {
                // It may have ended since we looked.
                let _ = kill_process(pid, *signal);
            }
        }
        let limit = Instant::now() + *patience;
        while !living(directory).is_empty() && Instant::now() < limit {
            sleep(Duration::from_millis(10));
        }
    }
    let left = living(directory);
    if left.is_empty() {
        return Ok(());
    }
    let pids: Vec<String> = left.iter().map(|process| process.pid.to_string()).collect();
    Err(StartError::OrphanStays { path: directory.to_path_buf(), pids: pids.join(", ") })
}

/// A process of a server or of its making.
#[derive(Debug)]
struct Process {
    pid: i32,
    parent: i32,
}

/// PostgreSQL's processes that work in a directory. A zombie works nowhere, and a person's shell is not counted.
#[cfg(target_os = "linux")]
fn living(directory: &Path) -> Vec<Process> {
    use std::os::unix::fs::MetadataExt;
    let Ok(wanted) = std::fs::metadata(directory) else { return Vec::new() };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter_map(|pid| {
        let folder = Path::new("/proc").join(pid.to_string());
        let name = std::fs::read_to_string(folder.join("comm")).ok()?;
        if !["postgres", "postmaster", "initdb"].contains(&name.trim()) {
            return None;
        }
        let there = std::fs::metadata(folder.join("cwd")).ok()?;
        if (there.dev(), there.ino()) != (wanted.dev(), wanted.ino()) {
            return None;
        }
        let status = std::fs::read_to_string(folder.join("status")).ok()?;
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()?;
        Some(Process { pid, parent })
    })
    .collect()
}

/// PostgreSQL's processes that name a directory on their command line: there is no other way to ask here.
#[cfg(not(target_os = "linux"))]
fn living(directory: &Path) -> Vec<Process> {
    let Some(wanted) = directory.to_str() else { return Vec::new() };
    let mut command = std::process::Command::new("ps");
    let Ok(output) = command.args(["-axww", "-o", "pid=,ppid=,command="]).output() else { return Vec::new() };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let servers = text.lines().filter_map(|line| {
        let (pid, rest) = line.trim().split_once(' ')?;
        let (parent, command) = rest.trim().split_once(' ')?;
        let named = command.contains(&format!("-D {wanted} ")) || command.ends_with(&format!("-D {wanted}"));
        named.then_some(Process { pid: pid.parse().ok()?, parent: parent.parse().ok()? })
    });
    servers.collect()
}
