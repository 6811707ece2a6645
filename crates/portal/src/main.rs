//! The program `quadrant`: reads what was asked for on the command line and does it.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use portal::command_line::verify::{NotCompared, Unusable};
use portal::command_line::{self, Command, CommandLine, Place, Table};
use portal::database::Host;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let CommandLine { place, command } = CommandLine::parse();
    log(matches!(&command, Command::Serve(serve) if serve.log_json));
    match run(&place, &command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            command_line::print_line(&told(error.as_ref()));
            if error.is::<NotCompared>() {
                NotCompared::EXIT.into()
            } else if error.is::<Unusable>() {
                Unusable::EXIT.into()
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn run(place: &Place, command: &Command) -> Result<(), Box<dyn std::error::Error>> {
    if let Command::Serve(serve) = command {
        return command_line::serve::run(place, serve);
    }
    if let Command::BackupKey { file } = command {
        return Ok(command_line::keys::backup(place, file)?);
    }
    if let Command::RestoreKey { file } = command {
        return Ok(command_line::keys::restore(place, file)?);
    }
    if let Command::Verify(verify) = command
        && let Some(pack) = &verify.pack
    {
        return command_line::verify::pack(pack, verify);
    }
    let host = Host::find(place, true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(beside_a_server(place, &host, command));
    drop(runtime);
    host.stop();
    done
}

/// Everything but serving can be done while a portal runs on the same data folder.
async fn beside_a_server(
    place: &Place,
    host: &Host,
    command: &Command,
) -> Result<(), Box<dyn std::error::Error>> {
    match command {
        Command::Serve(_) | Command::BackupKey { .. } | Command::RestoreKey { .. } => Ok(()),
        Command::RotateKeys => command_line::keys::rotate(place, host).await,
        Command::Demo(demo) => command_line::demo::run(place, host, demo).await,
        Command::Backup { file } => Ok(command_line::backup::write(place, host, file).await?),
        Command::Restore { file } => Ok(command_line::backup::read(host, file).await?),
        Command::NewEpoch => command_line::epoch::begin(host).await,
        Command::Rebuild => command_line::rebuild::run(host).await,
        Command::BeginLedgerKey(wanted) => command_line::ledger_key::begin(place, host, wanted).await,
        Command::Verify(verify) => command_line::verify::ledger(place, host, verify).await,
        Command::Export(export) => command_line::export::run(place, host, export).await,
        Command::Import { table: Table::DfeKs2(file) } => command_line::import::run(place, host, file).await,
        Command::Account(account) => command_line::account::add(place, host, account).await,
        Command::RecoveryLink(link) => command_line::account::recover(place, host, link).await,
    }
}

/// The log goes to standard error; `RUST_LOG` says how much of it.
fn log(json: bool) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,portal=info,journal=info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // In a file or a service's journal, colours are noise.
        .with_ansi(std::io::stderr().is_terminal());
    // A line that can't be written, for want of disk, is lost. Told to say so on the same standard error, it would panic.
    let log = log.log_internal_errors(false);
    if json { log.json().init() } else { log.init() }
}

/// The error with everything that led to it, each on its own line.
fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    std::iter::once(error.to_string())
        .chain(causes.map(|cause| format!("  because: {cause}")))
        .collect::<Vec<_>>()
        .join("\n")
}
