//! Writes a pack, fact by fact, so that it may be of any size.
//!
//! The facts between the first and the last position that were asked for go by, also those that are not chosen; for all that
//! lies before and after, the tree has a few hashes. From both the root is computed anew and must be the signed one, so that
//! no pack is made whose facts would not stand a verification. What is wrong elsewhere in the ledger it does not find out.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tlog_tiles::{HashReader, stored_hash_index};
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{CHECKPOINT, EVENTS, KEY, KEYS_FILE, PROOFS, RangeProblem, Selection, kept, keys, line, seal};
use crate::frontier::{Frontier, subtrees};
use crate::note::LedgerKey;
use crate::private_file::sync_folder;
use crate::sealed::{Piece, Wanted, read};
use crate::stored_hashes::Known;
use crate::succession::{KEYS, Succession};
use crate::{Journal, JournalError, LedgerFolderError, Notary, NotaryError, SignedCheckpoint};

/// How many pieces may wait to be made into lines, and lines to be packed.
const WAITING: usize = 4;
/// How hard lines are packed: harder takes several times as long and saves little.
const PACKED: Option<i64> = Some(1);
/// How many bytes of lines are packed at once.
const LINES: usize = 1 << 18;
/// How many hashes one statement reads.
const MOST_HASHES: usize = 10_000;

/// A text that a caller puts into a pack beside the facts.
#[derive(Debug, Clone)]
pub struct Enclosed {
    /// The name of the file.
    pub name: &'static str,
    /// What it says.
    pub text: String,
}

/// What went into a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The checkpoint that all of its facts are under.
    pub checkpoint: SignedCheckpoint,
    /// The public key, in its text form.
    pub key: String,
    /// How many facts.
    pub facts: u64,
    /// The first and the last of them; none where there are none.
    pub ends: Option<(u64, u64)>,
    /// The keys that took another's place, the earliest first.
    pub begun: Vec<Succession>,
}

/// Why no pack was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no key to seal it with, or the ledger can't be read.
    #[error(transparent)]
    Notary(#[from] NotaryError),
    /// The facts are not those over which the checkpoint was signed.
    #[error("the facts are not those that were sealed: find out with quadrant verify")]
    Damaged,
    /// There is no such range.
    #[error("{0}")]
    Range(RangeProblem),
    /// The file can't be written.
    #[error("{0} can't be written")]
    File(PathBuf, #[source] std::io::Error),
    /// The zip can't be written.
    #[error("the pack can't be written")]
    Zip(#[from] zip::result::ZipError),
}

impl From<JournalError> for ExportError {
    fn from(error: JournalError) -> Self {
        Self::Notary(error.into())
    }
}

impl From<LedgerFolderError> for ExportError {
    fn from(error: LedgerFolderError) -> Self {
        Self::Notary(error.into())
    }
}

impl Notary {
    /// Writes the facts of `selection` to `file`, under `checkpoint`, with what `enclose` makes of what was written.
    /// Facts about the ledger's keys go into every pack of chosen records. The file stands there whole or not at all.
    /// `progress` is told how many facts were read and how many there are to read.
    ///
    /// # Errors
    /// When there is no such range, the key is gone, the facts are not those that were signed, or the file can't be written.
    pub async fn export(
        &self,
        checkpoint: SignedCheckpoint,
        mut selection: Selection,
        file: &Path,
        enclose: impl FnOnce(&Exported) -> Vec<Enclosed> + Send,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Exported, ExportError> {
        if let Some(problem) = selection.problems(checkpoint.size()).first() {
            return Err(ExportError::Range(*problem));
        }
        let key = self.folder().key()?.ok_or(NotaryError::KeyGone)?;
        if let Some(streams) = &mut selection.streams {
            streams.insert((KEYS.0.to_owned(), KEYS.1.to_owned()));
        }
        let mut draft = file.as_os_str().to_owned();
        draft.push(".part");
        let draft = Draft(PathBuf::from(draft));
        let written = self.write(&draft.0, selection, checkpoint, key, enclose, &mut progress).await?;
        let moved = std::fs::rename(&draft.0, file).and_then(|()| sync_folder(file));
        moved.map_err(|error| ExportError::File(file.to_path_buf(), error))?;
        Ok(written)
    }

    async fn write(
        &self,
        draft: &Path,
        selection: Selection,
        checkpoint: SignedCheckpoint,
        key: LedgerKey,
        enclose: impl FnOnce(&Exported) -> Vec<Enclosed> + Send,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Exported, ExportError> {
        let failed = |error| ExportError::File(draft.to_path_buf(), error);
        let size = checkpoint.size();
        let (zip, lines) = begin(draft)?;
        let events = Events::new(&key, &selection, size, lines);
        let events = self.facts(events, size, progress).await?;
        if events.frontier.root() != checkpoint.checkpoint().root {
            return Err(ExportError::Damaged);
        }
        let chosen = events.chosen;
        // Nothing more comes: the lines end.
        drop(events.lines);
        let mut zip = zip.await.map_err(|error| failed(std::io::Error::other(error)))??;
        let (told, begun) =
            keys::write(self.journal(), key.public().origin(), checkpoint.checkpoint()).await?;
        let exported = Exported {
            begun,
            key: key.public().to_string(),
            facts: chosen.count(),
            ends: chosen.ends(),
            checkpoint: checkpoint.clone(),
        };
        proofs(self.journal(), &mut zip, &chosen, &selection, &exported).await?;
        let own = [
            (CHECKPOINT, checkpoint.note().to_owned()),
            (KEYS_FILE, told),
            (KEY, format!("{}\n", exported.key)),
        ];
        let enclosed = enclose(&exported).into_iter().map(|enclosed| (enclosed.name, enclosed.text));
        for (name, text) in own.into_iter().chain(enclosed) {
            zip.start_file(name, SimpleFileOptions::default())?;
            zip.write_all(text.as_bytes()).map_err(failed)?;
        }
        zip.set_comment(seal::placeholder(&key).map_err(NotaryError::Signing)?)?;
        let mut file = zip.finish()?;
        tokio::task::spawn_blocking(move || seal::seal(&mut file, &key).and_then(|()| file.sync_all()))
            .await
            .map_err(|error| failed(std::io::Error::other(error)))?
            .map_err(failed)?;
        Ok(exported)
    }
}

/// A file that is not finished; gone when it is not needed any more.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// The positions that were chosen, as ranges: first and last.
#[derive(Default)]
struct Chosen(Vec<(u64, u64)>);

impl Chosen {
    fn add(&mut self, position: u64) {
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 == position => *last = position,
            _ => self.0.push((position, position)),
        }
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    fn ends(&self) -> Option<(u64, u64)> {
        Some((self.0.first()?.0, self.0.last()?.1))
    }

    /// The places of the hashes that stand for everything between, in a tree of `size`, cut at `cuts`.
    fn between(&self, size: u64, cuts: &[u64]) -> impl Iterator<Item = (u8, u64)> {
        let starts = std::iter::once(0).chain(self.0.iter().map(|(_, last)| *last));
        let ends = self.0.iter().map(|(first, _)| first - 1).chain([size]);
        starts.zip(ends).flat_map(|(from, to)| kept::between(from, to, cuts))
    }
}

/// Lines on their way into the zip.
type Lines = SyncSender<Vec<u8>>;
/// The zip, once the lines have ended.
type Packing = tokio::task::JoinHandle<Result<ZipWriter<File>, ExportError>>;

/// Begins the zip with the facts, which are packed beside their making.
fn begin(place: &Path) -> Result<(Packing, Lines), ExportError> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = File::options().read(true).write(true).create(true).truncate(true).mode(0o600).open(place);
    let zip = ZipWriter::new(file.map_err(|error| ExportError::File(place.to_path_buf(), error))?);
    let (send, receive) = sync_channel(WAITING);
    Ok((tokio::task::spawn_blocking(move || pack(zip, &receive)), send))
}

fn pack(mut zip: ZipWriter<File>, lines: &Receiver<Vec<u8>>) -> Result<ZipWriter<File>, ExportError> {
    zip.start_file(EVENTS, SimpleFileOptions::default().compression_level(PACKED).large_file(true))?;
    for some in lines {
        zip.write_all(&some).map_err(zip::result::ZipError::from)?;
    }
    Ok(zip)
}

/// The facts on their way to be lines, and the tree over all facts.
struct Events {
    origin: String,
    streams: Selection,
    ends: Option<(u64, u64)>,
    frontier: Frontier,
    chosen: Chosen,
    made: Vec<u8>,
    lines: Lines,
}

impl Events {
    fn new(key: &LedgerKey, selection: &Selection, size: u64, lines: Lines) -> Self {
        Self {
            origin: key.public().origin().to_owned(),
            streams: selection.clone(),
            ends: selection.ends(size),
            frontier: Frontier::default(),
            chosen: Chosen::default(),
            made: vec![],
            lines,
        }
    }

    /// Takes facts, up to the last that the checkpoint covers.
    fn take(&mut self, piece: &Piece, size: u64) -> Result<(), ExportError> {
        let (Piece::Facts(facts), Some((from, to))) = (piece, self.ends) else { return Ok(()) };
        for fact in facts.iter() {
            let position = self.frontier.size() + 1;
            if position > size {
                break;
            }
            let leaf = fact.leaf();
            let hash = leaf.hash();
            self.frontier.push(0, hash, |_| {});
            if (from..=to).contains(&position) && self.streams.has(&fact) {
                let line = line::write(&self.origin, position, &leaf, hash).map_err(JournalError::from)?;
                self.made.extend_from_slice(line.as_bytes());
                self.made.push(b'\n');
                self.chosen.add(position);
            }
            if self.made.len() >= LINES {
                self.send();
            }
        }
        Ok(())
    }

    /// Hands on what was made. Where nobody takes it, the zip has failed and says so itself.
    fn send(&mut self) {
        drop(self.lines.send(std::mem::replace(&mut self.made, Vec::with_capacity(LINES + LINES / 8))));
    }
}

impl Notary {
    /// Makes lines of the chosen facts, and the tree over the first `size`: from the facts between the first and the last that
    /// were asked for, and from stored hashes for all others.
    async fn facts(
        &self,
        mut events: Events,
        size: u64,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Events, ExportError> {
        let pool = self.journal().pool();
        let wanted = match events.ends {
            Some((from, to)) => Wanted::range(pool, from, to).await?,
            None => None,
        };
        if let Some(wanted) = wanted {
            self.skip(&mut events.frontier, (wanted.ends.0 - 1).cast_unsigned().min(size)).await?;
            let (send, mut receive) = mpsc::channel(WAITING);
            let making = tokio::task::spawn_blocking(move || {
                while let Some(piece) = receive.blocking_recv() {
                    events.take(&piece, size)?;
                }
                events.send();
                Ok::<_, ExportError>(events)
            });
            read(pool, wanted, send, progress).await?;
            let made = making.await;
            events =
                made.map_err(|error| JournalError::from(sqlx::Error::Io(std::io::Error::other(error))))??;
        }
        self.skip(&mut events.frontier, size).await?;
        Ok(events)
    }

    /// Adds what the tree has stored for everything up to the first `to` facts.
    async fn skip(&self, frontier: &mut Frontier, to: u64) -> Result<(), ExportError> {
        let places = subtrees(frontier.size(), to);
        let indexes: Vec<u64> =
            places.iter().map(|(level, place)| stored_hash_index(*level, *place)).collect();
        let mut connection = self.journal().pool().acquire().await.map_err(JournalError::from)?;
        let known = Known::load(&mut connection, &indexes).await?;
        let hashes = known.read_hashes(&indexes).map_err(|_| ExportError::Damaged)?;
        for ((level, _), hash) in places.into_iter().zip(hashes) {
            frontier.push(level, hash, |_| {});
        }
        Ok(())
    }
}

/// Writes what lies between the chosen facts: valid JSON, and a hash a line, so that it can be read in step with them.
async fn proofs(
    journal: &Journal,
    zip: &mut ZipWriter<File>,
    chosen: &Chosen,
    selection: &Selection,
    exported: &Exported,
) -> Result<(), ExportError> {
    let checkpoint = exported.checkpoint.checkpoint();
    let broken = |error: std::io::Error| zip::result::ZipError::from(error);
    zip.start_file(PROOFS, SimpleFileOptions::default().large_file(true))?;
    let head = Head {
        size: checkpoint.position,
        root: BASE64_STANDARD.encode(checkpoint.root),
        events: exported.facts,
        whole: selection.streams.is_none(),
        checkpoints: kept::cuts(journal.pool(), checkpoint.position).await.map_err(JournalError::from)?,
    };
    zip.write_all(head.to_text().as_bytes()).map_err(broken)?;
    let mut connection = journal.pool().acquire().await.map_err(JournalError::from)?;
    let mut places = chosen.between(checkpoint.position, &head.checkpoints).peekable();
    let mut first = true;
    while places.peek().is_some() {
        let indexes: Vec<u64> =
            places.by_ref().take(MOST_HASHES).map(|(level, place)| stored_hash_index(level, place)).collect();
        let known = Known::load(&mut connection, &indexes).await?;
        for hash in known.read_hashes(&indexes).map_err(JournalError::Tree)? {
            let comma = if first { "" } else { ",\n" };
            first = false;
            zip.write_all(format!("{comma}\"{hash}\"").as_bytes()).map_err(broken)?;
        }
    }
    zip.write_all(if first { b"]}\n".as_slice() } else { b"\n]}\n" }).map_err(broken)?;
    Ok(())
}

/// What stands before the hashes.
#[derive(Debug, PartialEq, Eq, serde::Deserialize)]
pub(super) struct Head {
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) events: u64,
    /// Whether the facts are all between the first and the last one.
    pub(super) whole: bool,
    /// The sizes of the earlier checkpoints where the hashes are cut. Packs that were written before this was so have none.
    #[serde(default)]
    pub(super) checkpoints: Vec<u64>,
}

impl Head {
    pub(super) fn to_text(&self) -> String {
        let Self { size, root, events, whole, checkpoints } = self;
        let sizes: Vec<String> = checkpoints.iter().map(u64::to_string).collect();
        let cut = match sizes.as_slice() {
            [] => String::new(),
            sizes => format!("\"checkpoints\":[{}],", sizes.join(",")),
        };
        format!(
            "{{\"size\":{size},\"root\":\"{root}\",\"events\":{events},\"whole\":{whole},{cut}\"hashes\":[\n"
        )
    }
}
