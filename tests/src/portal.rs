//! The real program, serving.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::{PATIENCE, Reader};

/// What the program prints before its address.
const READY: &str = "Quadrant is ready at ";

/// A running server. It is killed when the value is dropped; [`Portal::stop`] stops it as an administrator would.
#[derive(Debug)]
pub struct Portal {
    child: Child,
    address: String,
    log: PathBuf,
}

impl Portal {
    /// Starts `command` and waits for the line that says where it is. What it logs goes to `log`.
    ///
    /// # Panics
    /// When the program ends or says nothing in [`PATIENCE`]; the message holds its log.
    #[must_use]
    pub fn start(mut command: Command, log: &Path) -> Self {
        let errors = File::options().create(true).append(true).open(log).expect("a log file");
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().expect("the program starts");
        let output = child.stdout.take().expect("its output is ours");
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            // Read to the end, so that the program never waits for a reader.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once(READY) {
                    drop(tell.send(address.trim().to_owned()));
                }
            }
        });
        match told.recv_timeout(PATIENCE * 2) {
            Ok(address) => Self { child, address, log: log.to_owned() },
            Err(why) => {
                drop(child.kill());
                let log = std::fs::read_to_string(log).unwrap_or_default();
                panic!("the server did not say \"{READY}…\" ({why}); its log:\n{log}")
            }
        }
    }

    /// Where it serves, without a slash at the end.
    #[must_use]
    pub fn address(&self) -> &str {
        self.address.trim_end_matches('/')
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(self.address())
    }

    /// Waits until the server says that its read tables are in step with the facts.
    ///
    /// # Panics
    /// When it does not say so in [`PATIENCE`].
    pub async fn ready(&self) {
        let (reader, until) = (self.reader(), Instant::now() + PATIENCE);
        loop {
            let answer = reader.get("/health/ready").await;
            if answer.status == 200 && is_in_step(&answer.json()) {
                return;
            }
            assert!(Instant::now() < until, "the server is not ready in {PATIENCE:?}: {}", answer.body);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The number of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Sends a signal, by its name without SIG.
    ///
    /// # Panics
    /// When the process is gone.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "the server is there to get {name}");
    }

    /// Asks it to stop and waits for its end.
    ///
    /// # Panics
    /// When it does not end in [`PATIENCE`], or ends with another status than 0.
    pub fn stop(mut self) {
        self.signal("TERM");
        let status = self.wait();
        assert!(status.success(), "the server ended with {status}; its log:\n{}", self.log());
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub fn kill(mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it does not end in [`PATIENCE`].
    pub fn wait(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                return status;
            }
            assert!(
                Instant::now() < until,
                "the server did not end in {PATIENCE:?}; its log:\n{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn is_in_step(readiness: &serde_json::Value) -> bool {
    let lag =
        readiness["lag"].as_array().is_some_and(|tables| tables.iter().all(|table| table["events"] == 0));
    lag && readiness["oldest_unsealed_seconds"] == 0.0
}

impl Drop for Portal {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // Asked first, so that a private PostgreSQL is stopped and not left to recover.
            drop(Command::new("kill").arg(self.child.id().to_string()).status());
            let until = Instant::now() + Duration::from_secs(10);
            while Instant::now() < until && matches!(self.child.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
            drop(self.child.kill());
            drop(self.child.wait());
        }
        if std::thread::panicking() {
            eprintln!("the server's log:\n{}", self.log());
        }
    }
}
