//! A place for the program to run on: a data folder and a database, both fresh, both gone after the test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

use crate::{Database, PATIENCE, Portal};

/// A data folder and where its records are kept. The program can be started on it again and again.
#[derive(Debug)]
pub struct Installation {
    folder: TempDir,
    database: Option<Database>,
}

/// What a command of the program printed, and how it ended.
#[derive(Debug)]
pub struct Finished {
    /// The exit status; -1 when a signal ended it.
    pub status: i32,
    /// What it printed.
    pub printed: String,
    /// What it said on its standard error.
    pub said: String,
}

impl Finished {
    /// The same, if it succeeded.
    ///
    /// # Panics
    /// When the command failed; the message holds what it said.
    #[must_use]
    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.status, 0, "the command failed: {}{}", self.printed, self.said);
        self
    }
}

impl Installation {
    /// A new installation with a database of its own on the server of the run.
    pub async fn fresh() -> Self {
        Self { folder: new_folder(), database: Some(Database::fresh().await) }
    }

    /// An installation of these parts.
    pub(crate) fn of(folder: TempDir, database: Database) -> Self {
        Self { folder, database: Some(database) }
    }

    /// A new installation that keeps its records in a private PostgreSQL inside its data folder, as a newcomer's does.
    #[must_use]
    pub fn embedded() -> Self {
        Self { folder: new_folder(), database: None }
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database, when it is not a private one.
    #[must_use]
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// The program with this installation's folder and database, and nothing of the environment that could lead it to
    /// others.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.arg("--data-dir").arg(self.folder());
        for name in ["DATABASE_URL", "QUADRANT_DATA_DIR", "RUST_LOG"] {
            command.env_remove(name);
        }
        if let Some(database) = &self.database {
            command.arg("--database-url").arg(database.url());
        }
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs a command of the program to its end, in a time that is bounded.
    ///
    /// # Panics
    /// When it does not start, or is not done in three times [`PATIENCE`].
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Finished {
        let read = |name: &str| std::fs::read(self.folder().join(name)).unwrap_or_default();
        let file =
            |name: &str| std::fs::File::create(self.folder().join(name)).expect("a file in the data folder");
        let mut child = self
            .command(arguments)
            .stdout(file("printed.txt"))
            .stderr(file("said.txt"))
            .spawn()
            .expect("the program starts");
        let until = Instant::now() + PATIENCE * 3;
        let status = loop {
            if let Some(status) = child.try_wait().expect("the program can be waited for") {
                break status;
            }
            if Instant::now() > until {
                drop(child.kill());
                panic!("quadrant {arguments:?} was not done in {:?}", PATIENCE * 3);
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        };
        Finished {
            status: status.code().unwrap_or(-1),
            printed: String::from_utf8_lossy(&read("printed.txt")).into_owned(),
            said: String::from_utf8_lossy(&read("said.txt")).into_owned(),
        }
    }

    /// Starts the program's server on a free port and waits until it says that it is ready.
    #[must_use]
    pub fn serve(&self) -> Portal {
        self.serve_with(&[])
    }

    /// The same, with more arguments after `serve --listen …`.
    #[must_use]
    pub fn serve_with(&self, more: &[&str]) -> Portal {
        let mut arguments = vec!["serve", "--listen", "127.0.0.1:0"];
        arguments.extend(more);
        Portal::start(self.command(&arguments), &self.folder().join("server.log"))
    }
}

pub(crate) fn new_folder() -> TempDir {
    tempfile::Builder::new().prefix("quadrant system ").tempdir().expect("a temporary folder")
}

/// The program that cargo built beside this test.
pub(crate) fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test.parent().and_then(Path::parent).expect("target/<profile>/deps/<test>");
    let program = folder.join("quadrant");
    assert!(program.is_file(), "{} is missing; build it with: cargo build -p portal", program.display());
    program
}
