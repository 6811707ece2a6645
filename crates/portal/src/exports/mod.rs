//! Facts for an auditor to take away: one file with everything that was recorded about a school, which can be checked
//! without this portal.
//!
//! The file is made when it is first asked for, under the last signed checkpoint, and stands in the data folder, finished.
//! So it can be fetched in parts by whoever loses the connection: its address names the checkpoint, and so means the same
//! bytes for as long as the file stands. A newer checkpoint makes a newer file, and the older ones go.

mod page;
#[cfg(test)]
mod tests;

use std::io::SeekFrom;
use std::path::{Path, PathBuf};

use axum::body::{Body, Bytes};
use axum::extract::{Path as InPath, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::SchoolId;
use futures::stream;
use journal::{Selection, SignedCheckpoint};
use serde::Deserialize;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::Mutex;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::command_line::export;
use crate::page_error::PageError;
use crate::route::Route;
use crate::{ledger, schools};

/// How much of a file is read at once.
const PIECE: u64 = 1 << 16;

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
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let known = schools::read::school(app.pool(), &school).await?;
    let name = known.map_or_else(|| school.to_string(), |school| school.name);
    let last = app.last_checkpoint().await;
    let key = app.notary().verifier_key()?;
    Ok(page::export(&visitor, &school, &name, last.as_ref(), key.as_ref()).into_response())
}

/// Under which checkpoint: the last, where none is named.
#[derive(Debug, Deserialize)]
struct Under {
    size: Option<u64>,
}

async fn fetch(
    State(app): State<App>,
    InPath(school): InPath<String>,
    Query(under): Query<Under>,
    headers: HeaderMap,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let last = app.notary().last().await?.ok_or(PageError::NotFound)?;
    let size = under.size.unwrap_or(last.size());
    let place = Place::of(&app, &school);
    let file = match File::open(place.file(size)).await {
        Ok(file) => file,
        Err(_) if size == last.size() => {
            make(&app, &school, &place, last).await?;
            File::open(place.file(size)).await?
        }
        Err(_) => return Err(PageError::NotFound),
    };
    send(file, &place.name(size), &headers).await
}

/// Where the files of a school stand.
struct Place {
    folder: PathBuf,
    school: String,
}

impl Place {
    fn of(app: &App, school: &SchoolId) -> Self {
        let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '-' };
        Self {
            folder: app.settings().exports.clone(),
            school: school.to_string().chars().map(plain).collect(),
        }
    }

    fn name(&self, size: u64) -> String {
        format!("ledger-{}-{size}.zip", self.school)
    }

    fn file(&self, size: u64) -> PathBuf {
        self.folder.join(self.name(size))
    }

    /// Removes the files under earlier checkpoints. One that cannot be removed only takes up room.
    fn forget_older(&self, newest: &Path) {
        let begin = format!("ledger-{}-", self.school);
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(&begin));
            if ours && entry.path() != newest {
                drop(std::fs::remove_file(entry.path()));
            }
        }
    }
}

async fn make(app: &App, school: &SchoolId, place: &Place, under: SignedCheckpoint) -> Result<(), PageError> {
    let file = place.file(under.size());
    let _alone = MAKING.lock().await;
    // Somebody else may have waited for it too.
    if file.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(&place.folder)?;
    let records = ledger::read::records_of(app.pool(), school).await?;
    let people = ledger::read::people(app.pool(), Some(&records)).await?;
    let selection = Selection { streams: Some(records.into_iter().collect()), ..Selection::default() };
    let number = school.to_string().trim_start_matches("urn:").to_owned();
    let enclose =
        export::enclosures(&people, Some(number)).map_err(|error| PageError::Unfit(error.to_string()))?;
    app.notary().export(under, selection, &file, enclose, |_, _| {}).await?;
    place.forget_older(&file);
    Ok(())
}

/// Sends a file, or the part of it that was asked for.
async fn send(mut file: File, name: &str, headers: &HeaderMap) -> Result<Response, PageError> {
    let length = file.metadata().await?.len();
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let about = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, format!("\"{name}\"")),
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
