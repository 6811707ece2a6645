//! The seal over a whole pack: a signed note at the very end of the file, with the hash of every byte before it.
//!
//! A zip ends with a comment, whose length stands before it. So programs that open zips pass it over.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};
use signed_note::NoteError;

use crate::note::LedgerKey;
use crate::{UnsignedError, VerifierKey};

/// The seal's first line. It is no checkpoint's: the second line of those is a number.
const FIRST: &str = "sealed export 1";
/// A seal is shorter than this.
const MOST: u64 = 4_096;

/// Why a file's seal does not hold.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The file can't be read.
    #[error("the file can't be read")]
    File(#[from] std::io::Error),
    /// There is no seal.
    #[error("the file does not end with the seal of an export")]
    None,
    /// The seal is not signed by the key.
    #[error("the seal at the end of the file is not genuine")]
    Unsigned(#[from] UnsignedError),
    /// The seal belongs to other bytes.
    #[error("the file is not as it was sealed: something in it was changed")]
    OtherBytes,
}

fn text(origin: &str, digest: &[u8]) -> String {
    format!("{FIRST}\n{origin}\n{}\n", hex::encode(digest))
}

/// A text as long as the seal will be.
pub(super) fn placeholder(key: &LedgerKey) -> Result<String, NoteError> {
    Ok(" ".repeat(key.sign(&text(key.public().origin(), &[0; 32]))?.len()))
}

/// Puts the seal in the place of the placeholder at the end of `file`.
pub(super) fn seal(file: &mut File, key: &LedgerKey) -> Result<(), std::io::Error> {
    let length = placeholder(key).map_err(std::io::Error::other)?.len() as u64;
    let body = file.metadata()?.len().saturating_sub(length);
    let digest = hash(file, body)?;
    let note = key.sign(&text(key.public().origin(), &digest)).map_err(std::io::Error::other)?;
    file.seek(SeekFrom::Start(body))?;
    file.write_all(note.as_bytes())
}

/// Where the seal begins, and the seal.
fn at_the_end(file: &mut File) -> Result<(u64, String), SealError> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(MOST);
    file.seek(SeekFrom::Start(start))?;
    let mut end = vec![];
    file.read_to_end(&mut end)?;
    let marker = format!("{FIRST}\n");
    let place =
        end.windows(marker.len()).rposition(|window| window == marker.as_bytes()).ok_or(SealError::None)?;
    let note = end.get(place..).and_then(|note| std::str::from_utf8(note).ok()).ok_or(SealError::None)?;
    Ok((start + place as u64, note.to_owned()))
}

/// Checks the seal of `file`.
pub(super) fn check(file: &mut File, key: &VerifierKey) -> Result<(), SealError> {
    let (place, note) = at_the_end(file)?;
    let said = key.text_of(&note)?;
    let digest = hash(file, place)?;
    if said == text(key.origin(), &digest) { Ok(()) } else { Err(SealError::OtherBytes) }
}

/// The hash that the seal of `file` says to be that of everything before it: two packs that differ have two. Whether it is
/// right is not looked at.
///
/// # Errors
/// When the file can't be read, or is no pack.
pub fn sealed_digest(file: &mut File) -> std::io::Result<String> {
    let (_, note) = at_the_end(file).map_err(std::io::Error::other)?;
    note.lines().nth(2).map(str::to_owned).ok_or_else(|| std::io::Error::other(SealError::None))
}

fn hash(file: &mut File, length: u64) -> Result<Vec<u8>, std::io::Error> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut reader = BufReader::with_capacity(1 << 16, file.take(length));
    std::io::copy(&mut reader, &mut hash)?;
    Ok(hash.finalize().to_vec())
}
