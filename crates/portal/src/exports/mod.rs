//! Facts for an auditor to take away: one file with everything that was recorded about a school, which can be checked
//! without this portal.
//!
//! The file is made when it is first asked for, under the last signed checkpoint, and stands in the data folder, finished.
//! So it can be fetched in parts by whoever loses the connection: its address names the checkpoint, and so means the same
//! bytes for as long as the file stands. A newer checkpoint makes a newer file, and the older ones go. Somebody who wants a
//! stretch of the ledger alone says so by days; its file's address names its places.

mod form;
mod page;
#[cfg(test)]
mod tests;

use std::io::SeekFrom;
use std::path::PathBuf;

use axum::body::{Body, Bytes};
use axum::extract::{Path as InPath, Query, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::SchoolId;
use futures::stream;
use journal::{Selection, SignedCheckpoint, sealed_digest};
use serde::Deserialize;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::Mutex;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::command_line::export;
use crate::page_error::PageError;
use crate::route::Route;
use crate::{history, ledger, schools};

/// How much of a file is read at once.
const PIECE: u64 = 1 << 16;

/// How many files of a school are kept under one checkpoint: all that it has, and some stretches.
const STRETCHES: usize = 8;

/// One file is made at a time: making one reads the whole ledger.
static MAKING: Mutex<()> = Mutex::const_new(());

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/export", Action::ExportLedger, show),
        Route::get("/schools/{school}/export/ledger.zip", Action::ExportLedger, fetch),
    ]
}

async fn show(
    State(app): State<App>,
    InPath(school): InPath<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let known = schools::read::school(app.pool(), &school).await?;
    let name = known.map_or_else(|| school.to_string(), |school| school.name);
    let last = app.last_checkpoint().await;
    let mut draft = history::form::typed(query.as_deref());
    let signed = last.as_ref().ok().and_then(Option::as_ref);
    let size = signed.map_or(0, SignedCheckpoint::size);
    let stretch = form::stretch(&app, visitor.words, &mut draft, size).await?;
    let key = app.notary().verifier_key().ok().flatten();
    let status = if draft.problems().is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let offer =
        signed.zip(key).map(|(last, key)| page::Offer { checkpoint: last.checkpoint(), key, stretch });
    Ok((status, page::export(&visitor, &school, &name, &draft, offer.as_ref(), last.is_err()))
        .into_response())
}

/// Under which checkpoint, and which stretch of it.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Wanted {
    size: Option<u64>,
    from: Option<u64>,
    to: Option<u64>,
}

async fn fetch(
    State(app): State<App>,
    method: Method,
    InPath(school): InPath<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let last = app.notary().check().await?.ok_or(PageError::NotFound)?;
    let Wanted { size, from, to } = wanted;
    let selection = Selection { from, to, streams: None };
    if !selection.problems(size.unwrap_or(last.size())).is_empty() {
        return Err(PageError::Unreadable("export-no-range"));
    }
    let Some(size) = size else {
        // An address that meant other bytes next time could not be gone on with.
        return Ok(Redirect::to(&address(&school, last.size(), from, to)).into_response());
    };
    let place = Place::of(&app, &school, &selection);
    let file = match open(place.file(size)).await {
        Ok(file) => file,
        Err(_) if size == last.size() => {
            make(&app, &school, &place, selection, last).await?;
            open(place.file(size)).await?
        }
        Err(_) => return Err(PageError::NotFound),
    };
    // RFC 9110, 14.2: a part is sent to those alone who get it.
    let asked = if method == Method::GET { asked(&headers, &file.tag) } else { None };
    send(file, &place.name(size), asked).await
}

/// Where a file is fetched.
fn address(school: &SchoolId, size: u64, from: Option<u64>, to: Option<u64>) -> String {
    let ends = [("from", from), ("to", to)]
        .map(|(name, place)| place.map_or_else(String::new, |place| format!("&{name}={place}")));
    format!("/schools/{school}/export/ledger.zip?size={size}{}", ends.concat())
}

/// A file, and what tells its bytes from all others.
struct Opened {
    file: File,
    tag: String,
}

async fn open(path: PathBuf) -> Result<Opened, std::io::Error> {
    let opened = tokio::task::spawn_blocking(move || {
        let mut file = std::fs::File::open(path)?;
        let tag = format!("\"{}\"", sealed_digest(&mut file)?);
        Ok(Opened { file: File::from_std(file), tag })
    });
    opened.await.map_err(std::io::Error::other)?
}

/// Where the files of a school stand.
struct Place {
    folder: PathBuf,
    school: String,
    /// What the name says of the stretch.
    ends: String,
}

impl Place {
    fn of(app: &App, school: &SchoolId, selection: &Selection) -> Self {
        let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
        Self {
            folder: app.settings().exports.clone(),
            school: school.to_string().chars().map(plain).collect(),
            ends: [("from", selection.from), ("to", selection.to)]
                .map(|(name, place)| place.map_or_else(String::new, |place| format!("-{name}-{place}")))
                .concat(),
        }
    }

    fn name(&self, size: u64) -> String {
        format!("ledger-{}-{size}{}.zip", self.school, self.ends)
    }

    fn file(&self, size: u64) -> PathBuf {
        self.folder.join(self.name(size))
    }

    /// Removes the files under other checkpoints than that over `size` facts, and all but the newest few of those under it. One
    /// that cannot be removed only takes up room.
    fn forget_older(&self, size: u64) {
        let (ours, under) = (format!("ledger-{}-", self.school), format!("ledger-{}-{size}", self.school));
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        let mut kept = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ends = name.strip_prefix(&under).is_some_and(|rest| rest.starts_with(['.', '-']));
            match entry.metadata().and_then(|about| about.modified()) {
                Ok(made) if ends => kept.push((made, entry.path())),
                _ if name.starts_with(&ours) => drop(std::fs::remove_file(entry.path())),
                _ => {}
            }
        }
        kept.sort();
        for (_, path) in kept.iter().rev().skip(STRETCHES) {
            drop(std::fs::remove_file(path));
        }
    }
}

async fn make(
    app: &App,
    school: &SchoolId,
    place: &Place,
    selection: Selection,
    under: SignedCheckpoint,
) -> Result<(), PageError> {
    let size = under.size();
    let file = place.file(size);
    let _alone = MAKING.lock().await;
    // Somebody else may have waited for it too.
    if file.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(&place.folder)?;
    let records = ledger::read::records_of(app.pool(), school).await?;
    let people = ledger::read::people(app.pool(), Some(&records)).await?;
    let number = school.to_string().trim_start_matches("urn:").to_owned();
    let places =
        (!place.ends.is_empty()).then(|| (selection.from.unwrap_or(1), selection.to.unwrap_or(size)));
    let enclose = export::enclosures(&people, Some(number), places)
        .map_err(|error| PageError::Unfit(error.to_string()))?;
    let selection = Selection { streams: Some(records.into_iter().collect()), ..selection };
    app.notary().export(under, selection, &file, enclose, |_, _| {}).await?;
    place.forget_older(size);
    Ok(())
}

/// The part that is asked for, of a file with this tag. Where it was begun with another file, none: the whole is sent then. A
/// date names no file, for we name none by a date.
///
/// # Source
/// RFC 9110, section 13.1.5.
fn asked<'a>(headers: &'a HeaderMap, tag: &str) -> Option<&'a str> {
    let begun = headers.get(header::IF_RANGE).is_none_or(|begun| begun.as_bytes() == tag.as_bytes());
    headers.get(header::RANGE).filter(|_| begun).and_then(|range| range.to_str().ok())
}

/// Sends a file, or the part of it that was asked for.
async fn send(opened: Opened, name: &str, asked: Option<&str>) -> Result<Response, PageError> {
    let Opened { mut file, tag } = opened;
    let length = file.metadata().await?.len();
    let about = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, tag),
        // A zip does not get smaller, and a part must be a part of the same bytes.
        (header::CONTENT_ENCODING, "identity".to_owned()),
    ];
    let (status, from, to) = match asked.map(|asked| range(asked, length)) {
        None | Some(Asked::All) => (StatusCode::OK, 0, length),
        Some(Asked::Part(from, to)) => (StatusCode::PARTIAL_CONTENT, from, to),
        Some(Asked::Beyond) => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, whole).into_response());
        }
    };
    file.seek(SeekFrom::Start(from)).await?;
    let pieces = stream::unfold((file, to - from), |(mut file, left)| async move {
        if left == 0 {
            return None;
        }
        let mut piece = vec![0; usize::try_from(left.min(PIECE)).unwrap_or_default()];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), (file, left - read as u64)))
            }
            Err(error) => Some((Err(error), (file, 0))),
        }
    });
    let mut response = (status, about, Body::from_stream(pieces)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, (to - from).into());
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(part) = format!("bytes {from}-{}/{length}", to - 1).parse()
    {
        headers.insert(header::CONTENT_RANGE, part);
    }
    Ok(response)
}

/// Which part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    All,
    /// From this byte up to, not including, that one.
    Part(u64, u64),
    Beyond,
}

/// Reads one range; several at once, and what is no range, are answered by the whole.
///
/// # Source
/// RFC 9110, section 14.
fn range(asked: &str, length: u64) -> Asked {
    let Some((from, to)) = asked.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Asked::All;
    };
    let (from, to) = match (from.parse::<u64>().ok(), to.parse::<u64>().ok()) {
        (Some(from), Some(to)) if from <= to => (from, to.saturating_add(1).min(length)),
        (Some(from), None) if to.is_empty() => (from, length),
        (None, Some(last)) if from.is_empty() && last > 0 => (length.saturating_sub(last), length),
        _ => return Asked::All,
    };
    if from < length { Asked::Part(from, to) } else { Asked::Beyond }
}
