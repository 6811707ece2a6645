//! Writes a file that only its owner can read, so that a power cut leaves the old one or the new one and nothing between.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes `text` to a file that only its owner can read, whole or not at all, and surely there when this returns.
///
/// # Errors
/// When it can't be written.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder_of(path))?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    sync_folder(path)
}

/// Makes sure that what was renamed in the folder of `path` stays renamed.
///
/// # Errors
/// When the folder can't be opened.
pub fn sync_folder(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder_of(path))?.sync_all()
}

/// The folder that a file stands in: of a bare name, the one that we are in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What the file says; none where there is no file.
pub(crate) fn read_if_there(path: &Path) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_stands_in_the_folder_that_we_are_in() {
        assert_eq!(folder_of(Path::new("pack.zip")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/pack.zip")), Path::new("a"));
        sync_folder(Path::new("pack.zip")).unwrap();
    }

    #[test]
    fn what_is_written_privately_only_its_owner_can_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/key");
        write_private(&path, "secret").unwrap();
        assert_eq!(read_if_there(&path).unwrap().as_deref(), Some("secret"));
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
