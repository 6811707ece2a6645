//! Writes all records to a file, and fills an empty installation from it.
//!
//! The keys of people go to a second file beside it, to be kept for a shorter time: with an old copy of the keys a
//! person who was erased would come back. The wrapping key is in neither.

use std::path::{Path, PathBuf};
use std::process::Command;

use sqlx::{Connection, Executor, PgConnection};

use super::{Place, progress};
use crate::database::{self, DatabaseError, Host};

/// All facts and accounts. Read tables are refilled, sessions end, and the tables themselves are made by the program.
const RECORDS: &[&str] = &[
    "--format=custom",
    "--data-only",
    "--schema=es",
    "--schema=app",
    "--exclude-table-data=es.subject_key",
    "--exclude-table-data=es.projection",
    "--exclude-table-data=es.read_set",
    "--exclude-table-data=es.quarantine",
    "--exclude-table-data=es._sqlx_migrations",
    "--exclude-table-data=app.session",
    "--exclude-table-data=app.sign_in_try",
];

/// The keys of people.
const KEYS: &[&str] = &["--format=custom", "--data-only", "--table=es.subject_key"];

/// A backup or a restore could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database can't be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The database did not answer.
    #[error("the database did not answer")]
    Unreachable(#[from] sqlx::Error),
    /// The journal can't be used.
    #[error("the restored records can't be used")]
    Journal(#[from] journal::JournalError),
    /// The file to write is there already.
    #[error("{0} is there already: choose another name")]
    FileExists(PathBuf),
    /// The file to write can't be made.
    #[error("{0} can't be written")]
    Unwritable(PathBuf, #[source] std::io::Error),
    /// The file to read is missing.
    #[error("{0} can't be read: {1}")]
    FileMissing(PathBuf, std::io::Error),
    /// The installation holds records already.
    #[error("this installation holds records already: restore into an empty data folder or database")]
    NotEmpty,
    /// PostgreSQL's own program is not there.
    #[error(
        "{program} can't be started ({source}): install the client programs of PostgreSQL (apt-get install postgresql-client)"
    )]
    ProgramMissing {
        /// The program.
        program: PathBuf,
        /// Why it did not start.
        source: std::io::Error,
    },
    /// PostgreSQL's own program failed.
    #[error("{program} failed: {said}{}", way_out(said))]
    ProgramFailed {
        /// The program.
        program: PathBuf,
        /// Its last words.
        said: String,
    },
}

/// Writes the records of `place` to `file`, and the keys to a second file beside it.
///
/// # Errors
/// When a file is there already, or PostgreSQL's `pg_dump` fails; then nothing is left behind.
pub async fn write(place: &Place, host: &Host, file: &Path) -> Result<(), BackupError> {
    let keys = keys_file(file);
    if let Some(path) = [file, keys.as_path()].into_iter().find(|path| path.exists()) {
        return Err(BackupError::FileExists(path.to_path_buf()));
    }
    let bar = progress::spinner("writing the records");
    if let Err(error) = dump(host, file, &keys).await {
        // Half a backup must not pass for one, nor stand in the way of the next.
        for path in [file, keys.as_path()] {
            drop(std::fs::remove_file(path));
        }
        return Err(error);
    }
    bar.finish_and_clear();
    eprintln!("Records: {}", file.display());
    eprintln!(
        "Keys of people: {} (keep it apart, and not for long: it brings erased people back)",
        keys.display()
    );
    eprintln!(
        "Keep {} too, in a third place: without it no name or note can be read again. To copy it: quadrant backup-key",
        database::wrapping_key_file(&place.data_dir).display()
    );
    Ok(())
}

async fn dump(host: &Host, file: &Path, keys: &Path) -> Result<(), BackupError> {
    for path in [file, keys] {
        make_private(path).map_err(|error| BackupError::Unwritable(path.to_path_buf(), error))?;
    }
    run(host, "pg_dump", &with_file(RECORDS, "--file=", file)).await?;
    run(host, "pg_dump", &with_file(KEYS, "--file=", keys)).await
}

/// Makes an empty file that only its owner can read: `pg_dump` fills it, and leaves it so.
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

/// Fills the empty installation of `host` from the backup `file` and the keys beside it.
///
/// # Errors
/// When the installation holds records already, a file is missing, or PostgreSQL's `pg_restore` fails; then nothing is
/// left behind.
pub async fn read(host: &Host, file: &Path) -> Result<(), BackupError> {
    let keys = keys_file(file);
    for path in [file, keys.as_path()] {
        std::fs::File::open(path).map_err(|error| BackupError::FileMissing(path.to_path_buf(), error))?;
    }
    let mut connection = database::connect_as_owner(host).await?;
    refuse_records(&mut connection).await?;
    let bar = progress::spinner("reading the records");
    if let Err(error) = fill(host, &mut connection, file, &keys).await {
        connection.execute("drop schema if exists es, app, read cascade").await?;
        return Err(error);
    }
    bar.finish_and_clear();
    connection.close().await?;
    eprintln!("The records are back. Put the wrapping key in its place before you serve them.");
    Ok(())
}

/// Makes the tables as this program knows them, fills them, and begins a new epoch: this is another server, on which the
/// old one's transaction numbers mean nothing.
async fn fill(
    host: &Host,
    connection: &mut PgConnection,
    file: &Path,
    keys: &Path,
) -> Result<(), BackupError> {
    let mut owner = database::connect_as_owner(host).await?;
    journal::migrate(&mut owner).await?;
    owner.close().await?;
    connection.execute("delete from es.sealer").await?;
    let whole = ["--exit-on-error", "--single-transaction", "--data-only"];
    run(host, "pg_restore", &with_file(&whole, "", file)).await?;
    run(host, "pg_restore", &with_file(&whole, "", keys)).await?;
    journal::new_epoch(connection).await?;
    Ok(())
}

/// Refuses a database with records.
async fn refuse_records(connection: &mut PgConnection) -> Result<(), BackupError> {
    let taken: bool = sqlx::query_scalar("select exists (select from pg_namespace where nspname = 'es')")
        .fetch_one(&mut *connection)
        .await?;
    if taken { Err(BackupError::NotEmpty) } else { Ok(()) }
}

/// What to do about what PostgreSQL's own program said, where we know it.
fn way_out(said: &str) -> &'static str {
    if said.contains("server version mismatch") {
        "\nIt must not be older than the server: put the folder of a newer one first in PATH"
    } else {
        ""
    }
}

fn keys_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".keys");
    PathBuf::from(name)
}

fn with_file(arguments: &[&str], option: &str, file: &Path) -> Vec<std::ffi::OsString> {
    let mut named = std::ffi::OsString::from(option);
    named.push(file);
    arguments.iter().map(std::ffi::OsString::from).chain([named]).collect()
}

/// Runs one of PostgreSQL's own programs against the database. The password goes by the environment, never by the
/// command line, which every user of the machine can read.
async fn run(host: &Host, program: &str, arguments: &[std::ffi::OsString]) -> Result<(), BackupError> {
    let options = host.options()?;
    let path = host.bin_dir().map_or_else(|| PathBuf::from(program), |folder| folder.join(program));
    let mut command = Command::new(&path);
    command.args(arguments);
    if program == "pg_restore" {
        command.arg("--dbname").arg(options.get_database().unwrap_or("postgres"));
    }
    command.env(
        "PGHOST",
        options.get_socket().map_or_else(|| options.get_host().into(), |path| path.as_os_str().to_owned()),
    );
    command.env("PGPORT", options.get_port().to_string());
    command.env("PGUSER", options.get_username());
    command.env("PGDATABASE", options.get_database().unwrap_or("postgres"));
    if let Some(password) = host.password() {
        command.env("PGPASSWORD", password);
    }
    let started = path.clone();
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .map_err(|error| BackupError::ProgramFailed { program: path.clone(), said: error.to_string() })?
        .map_err(|source| BackupError::ProgramMissing { program: started, source })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(BackupError::ProgramFailed { program: path, said: said.trim().to_owned() })
}
