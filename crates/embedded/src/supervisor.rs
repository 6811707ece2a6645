//! Watches the server from its first moment to its last, and tells whoever asked if it ends on its own.
//!
//! One thread starts the server and then does nothing but wait for its end. That it is the same thread matters: the
//! kernel's "your parent has died" goes out when the *thread* that started a child ends, so a server started from a
//! short-lived thread would be stopped with it.

use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

/// How long a fast shutdown may take before it is cut short; what is cut short is recovered at the next start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Called with a sentence when the server ends unasked.
type Watcher = Box<dyn FnOnce(&str) + Send>;

/// The server did not shut down cleanly. Nothing acknowledged is lost: the next start recovers it.
#[derive(Debug, thiserror::Error)]
#[error("the private PostgreSQL did not shut down cleanly ({how}); the next start recovers what it had")]
pub struct StopError {
    how: String,
}

#[derive(Default)]
struct State {
    asked: bool,
    ended: Option<ExitStatus>,
    watchers: Vec<Watcher>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A child process that somebody is always waiting for.
pub(crate) struct Supervised {
    pid: Pid,
    shared: Arc<Shared>,
}

impl Supervised {
    /// Starts the command on a thread that lives as long as the child.
    pub(crate) fn spawn(mut command: Command) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (started, start) = mpsc::channel();
        let watched = Arc::clone(&shared);
        let watch = move || match command.spawn() {
            Ok(child) => {
                drop(command);
                let pid = Pid::from_child(&child);
                if started.send(Ok(pid)).is_ok() {
                    wait_for_end(child, pid, &watched);
                }
            }
            Err(error) => drop(started.send(Err(error))),
        };
        std::thread::Builder::new().name("postgres".to_owned()).spawn(watch)?;
        let pid = start.recv().map_err(std::io::Error::other)??;
        Ok(Self { pid, shared })
    }

    /// The process id of the server.
    pub(crate) fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// How the child ended, if it has.
    pub(crate) fn ended(&self) -> Option<String> {
        self.shared.lock().ended.map(|status| status.to_string())
    }

    /// Calls back when the child ends unasked; at once if it already has.
    pub(crate) fn when_it_dies(&self, watcher: Watcher) {
        let mut state = self.shared.lock();
        match state.ended {
            Some(status) if !state.asked => {
                drop(state);
                watcher(&status.to_string());
            }
            Some(_) => {}
            None => state.watchers.push(watcher),
        }
    }

    /// Shuts the child down: fast, then, when patience ends, at once, then by force.
    pub(crate) fn stop(&self) -> Result<(), StopError> {
        let mut state = self.shared.lock();
        state.asked = true;
        for (signal, patience) in [
            (Signal::INT, PATIENCE),
            (Signal::QUIT, Duration::from_secs(10)),
            (Signal::KILL, Duration::from_secs(10)),
        ] {
            if state.ended.is_none() {
                // The child is reaped under this lock, so the id cannot belong to another process yet.
                let _ = kill_process(self.pid, signal);
                let ended =
                    self.shared.changed.wait_timeout_while(state, patience, |state| state.ended.is_none());
                state = ended.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        match state.ended {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(StopError { how: status.to_string() }),
            None => Err(StopError { how: format!("process {} does not end", self.pid()) }),
        }
    }
}

/// Waits without reaping, then reaps and publishes the end in one step.
fn wait_for_end(mut child: Child, pid: Pid, shared: &Shared) {
    let until_ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while waitid(WaitId::Pid(pid), until_ended).err() == Some(rustix::io::Errno::INTR) {}
    let mut state = shared.lock();
    let Ok(status) = child.wait() else { return };
    state.ended = Some(status);
    let watchers = if state.asked { Vec::new() } else { std::mem::take(&mut state.watchers) };
    drop(state);
    shared.changed.notify_all();
    for watcher in watchers {
        watcher(&status.to_string());
    }
}
