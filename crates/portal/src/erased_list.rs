//! The list of everybody whose key was destroyed, kept beside the wrapping key and outside the database.
//!
//! A backup from before an erasing still holds the key. When it is brought back, this list says whose keys to destroy
//! again. It holds ids alone, in their own order, so that it does not say which of several people's were one person's. Whoever has
//! the list from before and after an erasing can tell; so can whoever has a backup from before it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use journal::write_private;
use uuid::Uuid;

/// Where the list stands.
#[derive(Debug, Clone)]
pub struct ErasedList(PathBuf);

impl ErasedList {
    /// The list in the folder of keys.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self(folder.join("erased"))
    }

    /// Everybody on it.
    ///
    /// # Errors
    /// When the file can't be read, or holds something else.
    pub fn read(&self) -> std::io::Result<BTreeSet<Uuid>> {
        match std::fs::read_to_string(&self.0) {
            Ok(text) => text.lines().map(|line| line.trim().parse().map_err(std::io::Error::other)).collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(error),
        }
    }

    /// Adds `subjects`; nobody is ever taken off.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub fn add(&self, subjects: impl IntoIterator<Item = Uuid>) -> std::io::Result<()> {
        let known = self.read()?;
        let mut all = known.clone();
        all.extend(subjects);
        if all == known {
            return Ok(());
        }
        let lines: Vec<String> = all.iter().map(Uuid::to_string).collect();
        write_private(&self.0, &(lines.join("\n") + "\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_its_own_order_and_only_grows() {
        let folder = tempfile::tempdir().unwrap();
        let list = ErasedList::in_folder(folder.path());
        assert_eq!(list.read().unwrap(), BTreeSet::new());
        list.add([Uuid::from_u128(9), Uuid::from_u128(3)]).unwrap();
        list.add([Uuid::from_u128(5), Uuid::from_u128(3)]).unwrap();
        let lines = std::fs::read_to_string(folder.path().join("erased")).unwrap();
        let expected: String = [3, 5, 9].map(|id| format!("{}\n", Uuid::from_u128(id))).concat();
        assert_eq!(lines, expected);
        std::fs::write(folder.path().join("erased"), "Ada").unwrap();
        assert!(list.add([Uuid::from_u128(1)]).is_err(), "a damaged list is not written over");
    }
}
