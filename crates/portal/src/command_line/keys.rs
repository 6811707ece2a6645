//! Keeps a copy of the keys outside the database, puts them back, and changes the wrapping key.
//!
//! The copy holds the list of erased people too: whoever brings back old records needs both, or those people come back. And
//! it holds what the ledger keeps outside its database: the key that signs, and the last checkpoint that it signed.

use std::path::Path;

use journal::{LedgerFolder, LedgerFolderError, write_private};
use uuid::Uuid;

use super::{Place, progress};
use crate::database::{self, Host};
use crate::erased_list::ErasedList;
use crate::open;
use crate::vault::VaultError;
use crate::wrapping_key::KeyFile;

/// The first line of a copy.
const FIRST: &str = "quadrant wrapping key, version 1";
/// What stands before each kind of line.
const KEY: &str = "key ";
const ERASED: &str = "erased ";

/// A copy of the wrapping key could not be made or put back.
#[derive(Debug, thiserror::Error)]
pub enum KeyCopyError {
    /// The key can't be read or written.
    #[error(transparent)]
    Key(#[from] VaultError),
    /// What the ledger keeps outside its database can't be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerFolderError),
    /// The file to write is there already.
    #[error("{0} is there already: choose another name")]
    FileExists(String),
    /// The file is not a copy of a wrapping key.
    #[error("{0} is not a copy of a wrapping key")]
    Unreadable(String),
    /// The file can't be read or written.
    #[error("{0} can't be read or written")]
    File(String, #[source] std::io::Error),
}

/// Writes the wrapping key of `place`, the list of erased people and the key of the ledger to `file`.
///
/// # Errors
/// When there is no wrapping key, or the file is there already or can't be written.
pub fn backup(place: &Place, file: &Path) -> Result<(), KeyCopyError> {
    let shown = file.display().to_string();
    if file.exists() {
        return Err(KeyCopyError::FileExists(shown));
    }
    let key = KeyFile::at(&database::wrapping_key_file(&place.data_dir));
    let erased = ErasedList::in_folder(key.folder()).read().map_err(VaultError::ErasedList)?;
    let keys = key.to_lines()?;
    let ledger = LedgerFolder::at(key.folder()).to_lines()?;
    let lines = [FIRST.to_owned()]
        .into_iter()
        .chain(keys.lines().map(|line| format!("{KEY}{line}")))
        .chain(erased.iter().map(|subject| format!("{ERASED}{subject}")))
        .chain(ledger.lines().map(str::to_owned));
    let text: String = lines.map(|line| line + "\n").collect();
    write_private(file, &text).map_err(|error| KeyCopyError::File(shown, error))?;
    eprintln!("Wrapping key: {} (whoever has it and the records reads every name)", file.display());
    Ok(())
}

/// Puts back what [`backup`] wrote. People on the list stay erased.
///
/// # Errors
/// When the file is no copy of a key, another key stands there, or a file can't be written.
pub fn restore(place: &Place, file: &Path) -> Result<(), KeyCopyError> {
    let shown = || file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| KeyCopyError::File(shown(), error))?;
    let (keys, erased) = read(&text).ok_or_else(|| KeyCopyError::Unreadable(shown()))?;
    let key = KeyFile::at(&database::wrapping_key_file(&place.data_dir));
    key.put_back(&keys)?;
    ErasedList::in_folder(key.folder()).add(erased).map_err(VaultError::ErasedList)?;
    LedgerFolder::at(key.folder()).put_back(&text.lines().collect::<Vec<_>>())?;
    eprintln!("The wrapping key is back.");
    Ok(())
}

fn read(text: &str) -> Option<(Vec<&str>, Vec<Uuid>)> {
    let mut lines = text.lines();
    if lines.next() != Some(FIRST) {
        return None;
    }
    let (mut keys, mut erased) = (Vec::new(), Vec::new());
    for line in lines {
        match (line.strip_prefix(KEY), line.strip_prefix(ERASED)) {
            (Some(key), _) => keys.push(key),
            (None, Some(subject)) => erased.push(subject.parse().ok()?),
            (None, None) if LedgerFolder::is_line(line) => {}
            (None, None) => return None,
        }
    }
    (!keys.is_empty()).then_some((keys, erased))
}

/// Wraps every key anew under a new wrapping key.
///
/// # Errors
/// When the database can't be used, or the wrapping key is not the right one.
pub async fn rotate(place: &Place, host: &Host) -> Result<(), Box<dyn std::error::Error>> {
    let journal = database::open(host, 4).await?;
    let vault = open::vault(place, &journal).await?;
    let bar = progress::bar("wrapping keys anew", 0);
    let done = vault
        .rotate(|done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    eprintln!("The wrapping key is changed, and {done} keys are wrapped by the new one.");
    eprintln!(
        "Older copies of people's keys open only with the old one: make a new backup, and a new backup-key."
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command_line::Place;

    fn place(folder: &tempfile::TempDir) -> Place {
        Place { data_dir: folder.path().to_path_buf(), database_url: None }
    }

    #[test]
    fn a_copy_brings_back_the_key_and_who_was_erased() {
        let [one, other] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let key = KeyFile::at(&database::wrapping_key_file(one.path()));
        let id = key.read(true).unwrap().current.id().to_owned();
        ErasedList::in_folder(key.folder()).add([Uuid::from_u128(4)]).unwrap();
        let copy = one.path().join("copy");
        backup(&place(&one), &copy).unwrap();
        assert!(matches!(backup(&place(&one), &copy), Err(KeyCopyError::FileExists(_))));
        restore(&place(&other), &copy).unwrap();
        let back = KeyFile::at(&database::wrapping_key_file(other.path()));
        assert_eq!(back.read(false).unwrap().current.id(), id);
        assert_eq!(ErasedList::in_folder(back.folder()).read().unwrap(), [Uuid::from_u128(4)].into());
        std::fs::write(&copy, "a shopping list").unwrap();
        assert!(matches!(restore(&place(&other), &copy), Err(KeyCopyError::Unreadable(_))));
    }
}
