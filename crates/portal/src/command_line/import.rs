//! Reads an official table into the records, from the terminal: beside a running portal, or without one.

use std::error::Error;

use domain::{ImportBatchId, ReasonCode};
use indicatif::ProgressBar;
use journal::{Context, Journal};

use super::{Place, TableFile, progress};
use crate::app::{new_id, today};
use crate::database::{self, Host};
use crate::imports::{self, Import, Progress, reason};
use crate::open;
use crate::words::Words;

/// Who imports, where nobody is signed in: the person at the terminal of the server.
const ACTOR: &str = "command-line";

/// Imports the table, or shows what that would change.
///
/// # Errors
/// When the file has problems, stored figures would change without a reason, or the database can't be used. Then nothing
/// has been stored.
#[expect(clippy::print_stdout, reason = "what the file did is what was asked for")]
pub async fn run(place: &Place, host: &Host, asked: &TableFile) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(&asked.file)
        .map_err(|error| format!("{} can't be read: {error}. Check the name.", asked.file.display()))?;
    let file_name =
        asked.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let journal = database::open(host, 4).await?;
    let (command_id, batch) = (new_id(), ImportBatchId::new(new_id()));
    let import = Import {
        bytes: &bytes,
        file_name: &file_name,
        year: asked.year,
        batch,
        today: today(),
        reason: given(place, &journal, asked, (command_id, batch)).await?,
        dry_run: asked.dry_run,
    };
    let context = Context::new(command_id, ACTOR, "administrator", ACTOR);
    let bar = progress::bar("reading the table", 0);
    let outcome = imports::import_table(&journal, &import, &context, |step| show(&bar, step)).await;
    bar.finish_and_clear();
    println!("{}", outcome?.tell(Words::default()));
    journal.pool().close().await;
    Ok(())
}

/// The reason that was given, its note sealed.
async fn given(
    place: &Place,
    journal: &Journal,
    asked: &TableFile,
    (command_id, batch): (uuid::Uuid, ImportBatchId),
) -> Result<Option<domain::GivenReason>, Box<dyn Error>> {
    let Some(code) = &asked.reason else { return Ok(None) };
    let code: ReasonCode = code.parse().map_err(|_| {
        let codes: Vec<String> =
            domain::ReasonFor::RevisingPublished.codes().iter().map(ToString::to_string).collect();
        format!("'{code}' is not a reason for this: use {}", codes.join(", "))
    })?;
    if asked.note.is_none() {
        return Ok(Some(domain::GivenReason::of(code)));
    }
    let vault = open::vault(place, journal).await?;
    Ok(Some(reason::given(&vault, batch, command_id, code, asked.note.as_deref()).await?))
}

fn show(bar: &ProgressBar, step: Progress) {
    let (what, done, of) = match step {
        Progress::Read { schools } => ("comparing", 0, schools),
        Progress::Compared { schools, of } => ("comparing", schools, of),
        Progress::Stored { facts, of } => ("storing", facts, of),
    };
    bar.set_message(what);
    bar.set_length(of as u64);
    bar.set_position(done as u64);
}
