//! Starts a private server in the directory given, prints its address on one line, and stops it when told to.
//!
//! It is told by SIGTERM, SIGINT or the end of its input, so that it never outlives the script that started it: a
//! script gives it a pipe (in bash: `coproc private_server DIRECTORY`), not the empty input of a background job. For
//! test runs and for trying things by hand.

#![expect(clippy::print_stdout, reason = "a command line: the address is its output")]

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// Why to stop.
enum End {
    Told,
    Died(String),
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let directory = std::env::args_os().nth(1).map(PathBuf::from).ok_or("usage: private_server DIRECTORY")?;
    let mut options = embedded::Options::from_environment();
    options.notice = |line| eprintln!("{line}");
    let server = match embedded::start(&directory, &options) {
        Ok(server) => server,
        Err(error) => {
            report(&error);
            return Ok(ExitCode::FAILURE);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    match runtime.block_on(until_told(&server))? {
        End::Told => {
            server.stop()?;
            Ok(ExitCode::SUCCESS)
        }
        End::Died(how) => {
            eprintln!("{how}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn report(error: &dyn Error) {
    eprintln!("{error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
}

/// Prints the address once every way of being told is in place, and waits for the first.
async fn until_told(server: &embedded::Server) -> std::io::Result<End> {
    let (tell, mut told) = unbounded_channel();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let died = tell.clone();
    server.when_it_dies(move |how| drop(died.send(End::Died(how.to_owned()))));
    watch_input(tell);
    println!("{}", server.url());
    std::io::stdout().flush()?;
    Ok(tokio::select! {
        _ = terminate.recv() => End::Told,
        _ = interrupt.recv() => End::Told,
        why = told.recv() => why.unwrap_or(End::Told),
    })
}

fn watch_input(tell: UnboundedSender<End>) {
    std::thread::spawn(move || {
        drop(std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
        drop(tell.send(End::Told));
    });
}
