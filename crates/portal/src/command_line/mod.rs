//! The command line of `quadrant`: what can be asked of the program from a terminal.

pub mod account;
pub mod backup;
pub mod demo;
pub mod epoch;
pub mod export;
pub mod import;
pub mod keys;
pub mod ledger_key;
pub mod progress;
pub mod rebuild;
pub mod serve;
pub mod verify;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use domain::{AcademicYear, ReasonCode};
use secrecy::SecretString;

use crate::policy::Role;

/// Records short cycles of inquiry in a school, and shows what changed, why, and what came of it.
#[derive(Debug, Parser)]
#[command(name = "quadrant", version, about)]
pub struct CommandLine {
    /// Where the records are kept.
    #[command(flatten)]
    pub place: Place,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the records are kept.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The folder for everything that this installation keeps: its private database, its keys.
    #[arg(long, env = "QUADRANT_DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,
    /// A PostgreSQL (14 or newer) of your own; without it a private one runs in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<SecretString>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the portal until Ctrl-C.
    Serve(Serve),
    /// Make a made-up school with cycles to try things on.
    Demo(Demo),
    /// Read an official table into the records: whole, or not at all.
    Import {
        /// Which table.
        #[command(subcommand)]
        table: Table,
    },
    /// Make an account that can sign in.
    Account(NewAccount),
    /// Make a link by which a person comes in again who can't sign in any more.
    RecoveryLink(RecoveryLink),
    /// Write everything to one file.
    Backup {
        /// The file to write; it must not exist.
        file: PathBuf,
    },
    /// Fill an empty installation from a backup.
    Restore {
        /// The file to read.
        file: PathBuf,
    },
    /// Write the keys outside the database, and who was erased, to a file of its own.
    BackupKey {
        /// The file to write; it must not exist.
        file: PathBuf,
    },
    /// Put back the keys and the list of erased people from such a file.
    RestoreKey {
        /// The file to read.
        file: PathBuf,
    },
    /// Change the wrapping key. It may be interrupted and asked again; a portal may run meanwhile.
    RotateKeys,
    /// Refill the read tables from the facts and compare them with the live ones.
    Rebuild,
    /// Begin another key that signs for the ledger: after the old one was lost, or an older copy was restored on purpose.
    BeginLedgerKey(BeginLedgerKey),
    /// Check that no fact was changed since it was sealed: of the whole ledger, or of a pack that was exported.
    #[command(after_help = verify::ENDS)]
    Verify(Verify),
    /// Write facts with their proofs to one zip that can be checked without the database.
    Export(Export),
    /// Take on records that were moved to another database server, after a restore or an upgrade.
    NewEpoch,
}

/// Why another key is to sign, and who answers for it.
#[derive(Debug, Clone, Args)]
pub struct BeginLedgerKey {
    /// `lost_key` or `older_copy_restored`. It is refused where the records say otherwise.
    #[arg(long)]
    pub reason: ReasonCode,
    /// The administrator who answers for it: what they type to sign in.
    #[arg(long)]
    pub by: String,
    /// What there is to say about it, in 10 letters or more; sealed.
    #[arg(long)]
    pub note: Option<String>,
    /// The old public key, or a file that holds it, where this installation does not have it any more.
    #[arg(long)]
    pub old_key: Option<String>,
    /// A checkpoint of the old key that somebody kept; may be given several times.
    #[arg(long)]
    pub checkpoint: Vec<PathBuf>,
}

/// What to check, and against what.
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// A pack that was exported, in place of the records of this installation. Neither database nor data folder is needed.
    #[arg(long, requires = "key")]
    pub pack: Option<PathBuf>,
    /// The public key of the ledger, or a file that holds it; without it the one of this installation.
    #[arg(long)]
    pub key: Option<String>,
    /// A checkpoint that you kept, also one of an earlier key; may be given several times.
    #[arg(long)]
    pub checkpoint: Vec<PathBuf>,
    /// What the portal answers at /api/v1/ledger/consistency, to compare a pack with a checkpoint that it can't be compared with by
    /// itself; may be given several times.
    #[arg(long, requires_all = ["pack", "checkpoint"])]
    pub consistency: Vec<PathBuf>,
}

/// What to write, and where.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// The zip to write; it must not exist.
    pub file: PathBuf,
    /// Only facts about the school with this number (URN).
    #[arg(long)]
    pub school: Option<String>,
    /// The first fact, by its place in the ledger.
    #[arg(long)]
    pub from: Option<u64>,
    /// The last fact, by its place in the ledger.
    #[arg(long)]
    pub to: Option<u64>,
}

/// How to serve.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// The address to listen on; port 0 takes any free one.
    #[arg(long, env = "QUADRANT_LISTEN", default_value = "127.0.0.1:8080", value_parser = address)]
    pub listen: SocketAddr,
    /// Show official figures only to people who are signed in.
    #[arg(long, env = "QUADRANT_PRIVATE")]
    pub private: bool,
    /// People reach the server by https, through a proxy: mark cookies secure.
    #[arg(long, env = "QUADRANT_BEHIND_HTTPS")]
    pub behind_https: bool,
    /// Write the log as JSON, a line an entry.
    #[arg(long, env = "QUADRANT_LOG_JSON")]
    pub log_json: bool,
}

/// How to make the demonstration.
#[derive(Debug, Clone, Args)]
pub struct Demo {
    /// Only print the sign-ins.
    #[arg(long)]
    pub sign_ins: bool,
}

/// An official table.
#[derive(Debug, Subcommand)]
pub enum Table {
    /// Key stage 2 results of England's schools, as the Department for Education publishes them.
    DfeKs2(TableFile),
}

/// One file to import.
#[derive(Debug, Clone, Args)]
pub struct TableFile {
    /// The file, as downloaded.
    pub file: PathBuf,
    /// The school year of the results, such as 2018/19. A file named `2018-936-ks2.csv` says it itself.
    #[arg(long)]
    pub year: Option<AcademicYear>,
    /// Only show what would change.
    #[arg(long)]
    pub dry_run: bool,
    /// Why stored figures change, when they do: a reason code such as `data_entry_error`.
    #[arg(long)]
    pub reason: Option<String>,
    /// What there is to say about the change.
    #[arg(long, requires = "reason")]
    pub note: Option<String>,
}

/// An account to make.
#[derive(Debug, Clone, Args)]
pub struct NewAccount {
    /// What the person types to sign in.
    #[arg(long)]
    pub sign_in_name: String,
    /// The name to show.
    #[arg(long)]
    pub display_name: String,
    /// teacher, lead, head, mentor, governor, auditor, officer or administrator.
    #[arg(long)]
    pub role: Role,
    /// The school's number (URN), for people who serve one school.
    #[arg(long, conflicts_with = "authority")]
    pub school: Option<String>,
    /// The authority's three digits, for people who serve all of its schools.
    #[arg(long)]
    pub authority: Option<String>,
}

/// For whom to make a link, and why.
#[derive(Debug, Clone, Args)]
pub struct RecoveryLink {
    /// What the person types to sign in.
    #[arg(long)]
    pub sign_in_name: String,
    /// `forgotten_password`, `lost_device`, or `account_at_risk`, which also ends every session and token at once.
    #[arg(long, default_value = "forgotten_password")]
    pub reason: ReasonCode,
}

/// Says something on standard error, a line or several. That nobody reads on, as behind `| head`, is no fault: what is left
/// is not said, and the exit code is what it would be.
pub fn print_line(text: &str) {
    if !text.is_empty() {
        drop(writeln!(std::io::stderr(), "{text}"));
    }
}

/// Reads the address to listen on.
fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an address in numbers and a port are needed, such as 127.0.0.1:8080".to_owned())
}
