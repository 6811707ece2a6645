//! Gives Quadrant a database where nobody has set one up: a private, real PostgreSQL in a directory of its own.
//!
//! [`start`] finds the machine's PostgreSQL (or fetches a pinned one), makes a cluster on the first run, clears away
//! what a crash left, starts the server on a Unix socket that only its owner can open, and watches it.
//! [`Server::url`] is what a connection pool needs; [`Server::stop`] ends it cleanly. Whoever has a PostgreSQL of
//! their own gives `DATABASE_URL`, and nothing in here runs.
//!
//! It is not a client: it never opens a connection, and it knows nothing of tables. Durability is pinned on the
//! server's command line, which no configuration file can override for `fsync` and `full_page_writes`; a role or a
//! database can still turn `synchronous_commit` off, so whoever connects reads the settings named in [`DURABLE`]
//! and refuses to go on unless all of them are `on`.
//!
//! Layout of the data directory: `cluster` (PostgreSQL's files), `cluster.new` (only while the first start runs),
//! `socket`, `log`, `pg` (fetched programs) and `lock`.

mod cluster;
mod fetch;
mod find;
mod lock;
mod log;
mod options;
mod orphan;
mod privileges;
mod server;
mod socket;
mod start_error;
mod supervisor;

pub use options::Options;
pub use server::{Server, start, url_of_running};
pub use start_error::StartError;
pub use supervisor::StopError;

/// The settings that decide whether an acknowledged change survives a crash. Each must read `on` in a session.
pub const DURABLE: [&str; 3] = ["fsync", "synchronous_commit", "full_page_writes"];
