//! Makes sure that only one running program uses a data directory.
//!
//! The operating system drops the lock when the program ends, however it ends, so a crash leaves nothing to clear.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use crate::start_error::{StartError, cannot};

/// Held for as long as the data directory is ours.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Takes the lock of a data directory and writes our process id into it, for the message a second copy gives.
///
/// # Errors
/// Another program holds it, or the directory cannot be written.
pub(crate) fn take(directory: &Path) -> Result<Lock, StartError> {
    let path = directory.join("lock");
    let mut options = OpenOptions::new();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(cannot("write", &path))?;
    if !locked(&file).map_err(cannot("lock", &path))? {
        return Err(StartError::InUse { path: directory.to_path_buf(), pid: holder(&mut file) });
    }
    let note = |file: &mut File| -> std::io::Result<()> {
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())
    };
    note(&mut file).map_err(cannot("write", &path))?;
    Ok(Lock { _file: file })
}

/// Tries for a moment: a program killed just now may have a child that has not yet become another program.
fn locked(file: &File) -> std::io::Result<bool> {
    for attempt in 0..5 {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if attempt < 4 => sleep(Duration::from_millis(50)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(false)
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
