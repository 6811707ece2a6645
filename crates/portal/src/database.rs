//! Finds the database: a private PostgreSQL in the data folder, or one that the person who runs the program has.
//!
//! Whichever it is, the tables are brought up to date first, by the role that owns them, and the portal then works in
//! the serving role, which may add facts and never change one.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use embedded::{Options, Server, StartError};
use journal::{Journal, JournalError};
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};

use crate::command_line::Place;

/// The name of the database in the private server.
const NAME: &str = "quadrant";

/// No database could be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The private PostgreSQL did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The address is not one of a PostgreSQL.
    #[error(
        "the database address can't be read: it should look like postgres://user:password@host:5432/name"
    )]
    Address(#[source] sqlx::Error),
    /// The database did not answer.
    #[error("the database did not answer")]
    Unreachable(#[from] sqlx::Error),
    /// The tables could not be made or brought up to date.
    #[error("the tables could not be brought up to date")]
    Tables(#[from] JournalError),
    /// The server would lose what it acknowledged.
    #[error(
        "the private PostgreSQL has {0} switched off, and would lose what it has acknowledged: switch it on"
    )]
    NotDurable(String),
    /// The server is too old.
    #[error("PostgreSQL {0} is too old: version 14 or newer is needed")]
    TooOld(i32),
}

/// The server that holds the records: ours, another program's that runs on the same data folder, or somebody else's.
pub enum Host {
    /// Started by this program, and stopped by it.
    Own(Server),
    /// Started by a portal that runs on the same data folder.
    Shared(String),
    /// Given by its address.
    Given(SecretString),
}

impl Host {
    /// Finds the server. Blocks; to be called before the asynchronous runtime starts.
    ///
    /// # Errors
    /// When the private PostgreSQL can't be started.
    pub fn find(place: &Place, may_share: bool) -> Result<Self, DatabaseError> {
        if let Some(url) = &place.database_url {
            return Ok(Self::Given(url.clone()));
        }
        match embedded::start(&place.data_dir, &Options { notice: tell, ..Options::from_environment() }) {
            Ok(server) => Ok(Self::Own(server)),
            Err(StartError::InUse { path, .. }) if may_share => {
                Ok(Self::Shared(embedded::url_of_running(&path)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Stops the server if it is ours.
    pub fn stop(self) {
        if let Self::Own(server) = self
            && let Err(error) = server.stop()
        {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the private PostgreSQL did not stop cleanly"
            );
        }
    }

    /// The folder of the server's own programs (`pg_dump`, `psql`), where we know it.
    #[must_use]
    pub fn bin_dir(&self) -> Option<&Path> {
        match self {
            Self::Own(server) => Some(server.bin_dir()),
            Self::Shared(_) | Self::Given(_) => None,
        }
    }

    /// How to reach the records.
    ///
    /// # Errors
    /// When the address can't be read.
    pub fn options(&self) -> Result<PgConnectOptions, DatabaseError> {
        let (url, ours) = match self {
            Self::Own(server) => (server.url(), true),
            Self::Shared(url) => (url.clone(), true),
            Self::Given(url) => (url.expose_secret().to_owned(), false),
        };
        let options = PgConnectOptions::from_str(&url).map_err(DatabaseError::Address)?;
        Ok(if ours { options.database(NAME) } else { options })
    }

    /// The password in a given address; the private server has none.
    #[must_use]
    pub fn password(&self) -> Option<String> {
        let Self::Given(url) = self else { return None };
        let url = url::Url::parse(url.expose_secret()).ok()?;
        let encoded = url.password()?;
        Some(percent_encoding::percent_decode_str(encoded).decode_utf8_lossy().into_owned())
    }

    fn is_private(&self) -> bool {
        matches!(self, Self::Own(_) | Self::Shared(_))
    }
}

fn tell(line: &str) {
    eprintln!("{line}");
}

/// Opens the journal of `host`, with its tables up to date and its connections in the serving role.
///
/// # Errors
/// When the database does not answer, is too old, or its tables can't be brought up to date.
pub async fn open(host: &Host, connections: u32) -> Result<Journal, DatabaseError> {
    let mut owner = connect_as_owner(host).await?;
    journal::migrate(&mut owner).await?;
    owner.close().await?;
    let pool = journal::connect(host.options()?, connections).await?;
    Ok(Journal::open(pool).await?.with_upcasters(domain::upcasters()))
}

/// A connection in the role that owns the tables, to a database that exists and whose server keeps what it acknowledges.
///
/// # Errors
/// When the database does not answer or its server is unfit.
pub async fn connect_as_owner(host: &Host) -> Result<PgConnection, DatabaseError> {
    let options = host.options()?;
    if host.is_private() {
        make_database(&options).await?;
    }
    let mut owner = PgConnection::connect_with(&options).await?;
    check_server(&mut owner, host.is_private()).await?;
    Ok(owner)
}

async fn make_database(options: &PgConnectOptions) -> Result<(), DatabaseError> {
    let mut server = PgConnection::connect_with(&options.clone().database("postgres")).await?;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(NAME)
        .fetch_one(&mut server)
        .await?;
    if !exists {
        let made = sqlx::query(&format!("create database {NAME} template template0 encoding 'UTF8'"))
            .execute(&mut server)
            .await;
        // Another program on the same folder may have made it a moment ago.
        if let Err(error) = made
            && error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref()
                != Some("42P04")
        {
            return Err(error.into());
        }
    }
    server.close().await?;
    Ok(())
}

async fn check_server(connection: &mut PgConnection, private: bool) -> Result<(), DatabaseError> {
    let version: i32 = sqlx::query_scalar("select current_setting('server_version_num')::int")
        .fetch_one(&mut *connection)
        .await?;
    if version < 140_000 {
        return Err(DatabaseError::TooOld(version / 10_000));
    }
    for name in embedded::DURABLE {
        let value: String =
            sqlx::query_scalar("select current_setting($1)").bind(name).fetch_one(&mut *connection).await?;
        if value == "on" {
            continue;
        }
        if private {
            return Err(DatabaseError::NotDurable(name.to_owned()));
        }
        tracing::warn!(
            setting = name,
            value,
            "the database may lose what it has acknowledged if its machine stops"
        );
    }
    Ok(())
}

/// Where the wrapping key of sealed texts stands: outside the database, in the data folder.
#[must_use]
pub fn wrapping_key_file(data_dir: &Path) -> PathBuf {
    keys_folder(data_dir).join("wrapping.key")
}

/// The folder for everything about keys, the ledger's among them.
#[must_use]
pub fn keys_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("keys")
}

/// Whether the pool's database has sealed texts already.
///
/// # Errors
/// When the database does not answer.
pub async fn has_sealed_texts(pool: &PgPool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from es.subject_key) as "exists!""#).fetch_one(pool).await
}
