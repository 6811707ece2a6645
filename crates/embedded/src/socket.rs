//! Chooses where the server listens: a socket in a directory that only its owner can enter, and the address of it.
//!
//! The server listens on nothing else, so no other user of the machine and nobody on the network can reach it.

use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::privileges::Privileges;
use crate::start_error::{StartError, cannot};

/// The name PostgreSQL gives its socket for the port we always use.
pub(crate) const NAME: &str = ".s.PGSQL.5432";

/// The longest address of a socket in bytes, without the zero at its end.
const LONGEST: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// Where the socket of a data directory is: inside it, or, where that makes no usable address, in the system's
/// directory for temporary files under a name made from the data directory's.
pub(crate) fn place(directory: &Path) -> PathBuf {
    let inside = directory.join("socket");
    if fits(&inside) {
        return inside;
    }
    let name: String =
        hex::encode(Sha256::digest(directory.as_os_str().as_bytes())).chars().take(16).collect();
    let name = format!("quadrant-{name}");
    let temporary = std::env::temp_dir().join(&name);
    if fits(&temporary) { temporary } else { Path::new("/tmp").join(name) }
}

/// Makes the socket's directory, private to the user the server runs as.
///
/// # Errors
/// It cannot be made, or somebody else made it before us in a directory that everybody may write.
pub(crate) fn prepare(folder: &Path, privileges: &Privileges) -> Result<(), StartError> {
    if let Err(error) = std::fs::DirBuilder::new().mode(0o700).create(folder)
        && error.kind() != std::io::ErrorKind::AlreadyExists
    {
        return Err(cannot("create", folder)(error));
    }
    let entry = std::fs::symlink_metadata(folder).map_err(cannot("read", folder))?;
    let ours = [privileges.uid_on_disk(), rustix::process::geteuid().as_raw()].contains(&entry.uid());
    if !entry.is_dir() || !ours {
        let theirs = std::io::Error::new(std::io::ErrorKind::PermissionDenied, "it belongs to another user");
        return Err(cannot("use", folder)(theirs));
    }
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
        .map_err(cannot("protect", folder))?;
    privileges.give(folder).map_err(cannot("give away", folder))
}

/// The address of a database behind a socket, as libpq and sqlx understand it.
pub(crate) fn url(folder: &Path, role: &str, database: &str) -> String {
    let (role, database) = (encoded(role.as_bytes()), encoded(database.as_bytes()));
    format!("postgres://{role}@{}:5432/{database}", encoded(folder.as_os_str().as_bytes()))
}

/// A directory's socket has an address that fits, and that every client reads as one: a comma would part it in two.
fn fits(folder: &Path) -> bool {
    let path = folder.join(NAME);
    path.as_os_str().len() <= LONGEST && path.to_str().is_some_and(|text| !text.contains(','))
}

fn encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unusual_byte_of_the_path_is_percent_encoded() {
        let url = url(Path::new("/a b/it's/é"), "postgres", "postgres");
        assert_eq!(url, "postgres://postgres@%2Fa%20b%2Fit%27s%2F%C3%A9:5432/postgres");
    }

    #[test]
    fn a_path_too_long_for_a_socket_goes_to_the_temporary_directory_under_one_name() {
        let long = Path::new("/").join("x".repeat(107 - "//socket/.s.PGSQL.5432".len()));
        assert!(place(&long).starts_with(&long), "107 bytes still fit");
        let longer = Path::new("/").join("x".repeat(108 - "//socket/.s.PGSQL.5432".len()));
        assert!(!place(&longer).starts_with(&longer), "108 bytes do not");
        assert_eq!(place(&longer), place(&longer));
        assert_ne!(place(&longer), place(&longer.join("y")));
    }
}
