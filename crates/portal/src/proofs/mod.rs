//! Proofs for whoever kept a checkpoint: that a record is in the ledger, and that the ledger of today begins with that of then.
//!
//! Open to everybody, like [`crate::ledger`]: a proof tells places and hashes alone. Only who may see a record finds the way to it
//! here. Nothing is taken on trust: each proof is checked before it is shown, and the record against its seal.

mod page;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::CycleId;
use domain::cycle::Cycle;
use journal::{Checkpoint, Consistency, Inclusion, JournalError, NotaryError, Recorded, is_consistent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::page_error::PageError;
use crate::route::Route;
use crate::{history, ledger, seals};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let open = Action::UseTheFrontDoor;
    vec![
        Route::get("/ledger/proof", open, inclusion),
        Route::get("/api/v1/ledger/proof", open, inclusion).answering::<InclusionAnswer>(),
        Route::get("/ledger/consistency", open, consistency),
        Route::get("/api/v1/ledger/consistency", open, consistency).answering::<ConsistencyAnswer>(),
    ]
}

/// Which proof: that a record is among so many, or that so many begin with what fewer were. Without a size it is that of the
/// last checkpoint.
#[derive(Debug, Deserialize)]
struct Wanted {
    position: Option<String>,
    from: Option<String>,
    size: Option<String>,
}

/// A number of an address; nothing where the field was left empty.
fn number(typed: Option<&str>) -> Result<Option<u64>, PageError> {
    match typed.map(str::trim).filter(|typed| !typed.is_empty()) {
        Some(typed) => typed.parse().map(Some).map_err(|_| PageError::Unreadable("proof-no-number")),
        None => Ok(None),
    }
}

/// What a proof leads to: the root over so many facts, and whether a checkpoint was signed over exactly as many.
struct Under {
    checkpoint: Checkpoint,
    is_signed: bool,
}

impl Under {
    /// The last checkpoint, if none of another size is asked for. Whatever is asked for, nothing is proved of records that
    /// are not those that were signed.
    async fn read(app: &App, asked: Option<u64>) -> Result<Self, PageError> {
        let last = app.notary().check().await?;
        let size = match asked {
            Some(size) => size,
            None => last.ok_or(PageError::Uncovered)?.size(),
        };
        let checkpoint = app.journal().checkpoint_at(size).await.map_err(beyond)?;
        match ledger::signed(app, size).await? {
            Some(signed) if signed.checkpoint() == checkpoint => Ok(Self { checkpoint, is_signed: true }),
            Some(signed) => Err(NotaryError::Rewritten(signed.size()).into()),
            None => Ok(Self { checkpoint, is_signed: false }),
        }
    }

    /// The same for a record: one that no checkpoint covers yet is shown under the root over all that is sealed, unless a size
    /// is asked for.
    async fn of_record(app: &App, asked: Option<u64>, position: Option<u64>) -> Result<Self, PageError> {
        let last = Self::read(app, asked).await?;
        if asked.is_none()
            && let Some(sealed) = app.journal().checkpoint().await?
            && position.is_some_and(|it| last.checkpoint.position < it && it <= sealed.position)
        {
            return Self::read(app, Some(sealed.position)).await;
        }
        Ok(last)
    }
}

/// A place that is not there is no fault of ours: unless it waits for the next checkpoint.
fn beyond(error: JournalError) -> PageError {
    let JournalError::NotInTree { position, size, sealed } = error else { return error.into() };
    if 0 < position && size < position && position <= sealed {
        PageError::Uncovered
    } else {
        PageError::NotFound
    }
}

/// That a record is under a root.
struct Proved {
    under: Under,
    proof: Inclusion,
    /// Whether what is stored of the record still has the leaf that is proved.
    as_sealed: bool,
    /// Where the record can be read, if this visitor may.
    entry: Option<String>,
}

async fn inclusion(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (asked, position) = (number(wanted.size.as_deref())?, number(wanted.position.as_deref())?);
    let under = Under::of_record(&app, asked, position).await?;
    let size = under.checkpoint.position;
    let position = position.unwrap_or(size);
    let proof = app.journal().prove_inclusion(position, size).await.map_err(beyond)?;
    let recorded = app.journal().page(position.saturating_sub(1), 1).await?.into_iter().next();
    let (as_sealed, entry) = match &recorded {
        Some(recorded) => {
            (seals::is_as_sealed(&app, recorded).await? == Some(true), entry(&app, &visitor, recorded).await?)
        }
        None => (false, None),
    };
    let proved = Proved { under, proof, as_sealed, entry };
    Ok(match visitor.format {
        Format::Page => page::inclusion(&visitor, &proved).into_response(),
        Format::Json => Json(InclusionAnswer::of(&proved)).into_response(),
    })
}

/// Where this visitor can read the record, if they may.
async fn entry(app: &App, visitor: &Visitor, recorded: &Recorded) -> Result<Option<String>, PageError> {
    let cycle: Option<CycleId> =
        recorded.aggregate_id.parse().ok().filter(|_| recorded.aggregate_type == "cycle");
    if let Some(cycle) = cycle
        && visitor.may(Action::SeeHistory)
    {
        let loaded = app.journal().load::<Cycle>(&cycle.to_string()).await?;
        let may = loaded.state.record().is_some_and(|known| visitor.may_on(Action::SeeHistory, &known.plan));
        return Ok(may.then(|| format!("/cycles/{cycle}/history/{}", recorded.sequence)));
    }
    let own = visitor.account.as_ref().and_then(|account| account.school());
    let own = own.filter(|school| visitor.may_in(Action::SeeSchoolHistory, school));
    let (Some(position), Some(school)) = (recorded.position, own) else { return Ok(None) };
    let row = history::read::at(app.pool(), school, position).await?;
    Ok(row.map(|_| format!("/schools/{school}/history/{position}")))
}

/// That the records under a later root begin with those under an earlier one.
struct Compared {
    earlier: Under,
    later: Under,
    hashes: Vec<[u8; 32]>,
}

impl Compared {
    fn holds(&self) -> bool {
        is_consistent(&self.earlier.checkpoint, &self.later.checkpoint, &self.hashes)
    }
}

/// Whoever keeps a checkpoint over more facts than there are has to learn what that means.
async fn refuse_more_than_there(app: &App, kept: Option<u64>) -> Result<(), PageError> {
    let there = app.journal().checkpoint().await?.map_or(0, |head| head.position);
    if kept.is_none_or(|kept| kept <= there) {
        return Ok(());
    }
    // Where it is our own last checkpoint that covers more, that says more.
    app.notary().check().await?;
    Err(PageError::KeptMore)
}

async fn consistency(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (from, asked) = (number(wanted.from.as_deref())?, number(wanted.size.as_deref())?);
    refuse_more_than_there(&app, from.max(asked)).await?;
    let later = Under::read(&app, asked).await?;
    let size = later.checkpoint.position;
    let from = from.unwrap_or(size);
    let hashes = app.journal().prove_consistency(from, size).await.map_err(beyond)?;
    let earlier = Under::read(&app, Some(from)).await?;
    let compared = Compared { earlier, later, hashes };
    Ok(match visitor.format {
        Format::Page => page::consistency(&visitor, &compared).into_response(),
        Format::Json => Json(ConsistencyAnswer::of(&compared)).into_response(),
    })
}

/// That a record is under a checkpoint. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InclusionProof)]
struct InclusionAnswer {
    /// The record's place, from 1.
    position: u64,
    /// How many records are under the root.
    size: u64,
    /// The record's seal, its leaf hash, in base64 as the standard has it.
    leaf: String,
    /// The same in hex, as the pages have it.
    leaf_hex: String,
    /// The root over these records, in base64.
    root: String,
    /// The same in hex, as pages and packs have it.
    root_hex: String,
    /// RFC 6962, 2.1.1: the audit path, in base64.
    hashes: Vec<String>,
    /// A checkpoint was signed over exactly so many records, with this root.
    signed: bool,
    /// What is stored of the record still has this seal.
    as_sealed: bool,
}

impl InclusionAnswer {
    fn of(proved: &Proved) -> Self {
        let (Checkpoint { position: size, root }, proof) = (proved.under.checkpoint, &proved.proof);
        Self {
            position: proof.position,
            size,
            leaf: BASE64_STANDARD.encode(proof.leaf),
            leaf_hex: hex::encode(proof.leaf),
            root: BASE64_STANDARD.encode(root),
            root_hex: hex::encode(root),
            hashes: encoded(&proof.hashes),
            signed: proved.under.is_signed,
            as_sealed: proved.as_sealed,
        }
    }
}

/// That the records under a later root begin with those under an earlier one. A field here is never renamed or removed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ConsistencyProof)]
pub(crate) struct ConsistencyAnswer {
    /// How many records are under the earlier root.
    from: u64,
    /// The earlier root, in base64: whoever keeps another has a checkpoint of another history.
    from_root: String,
    /// The same in hex: hold it against the one that you kept.
    from_root_hex: String,
    /// A checkpoint was signed over exactly so many records as the earlier root, with this root.
    #[serde(default)]
    from_signed: bool,
    /// How many records are under the later root.
    size: u64,
    /// The later root, in base64 as the standard has it.
    root: String,
    /// The same in hex, as pages and packs have it.
    root_hex: String,
    /// RFC 6962, 2.1.2: the consistency proof, in base64.
    hashes: Vec<String>,
    /// A checkpoint was signed over exactly so many records, with this root.
    signed: bool,
}

impl ConsistencyAnswer {
    fn of(compared: &Compared) -> Self {
        let (earlier, later) = (compared.earlier.checkpoint, compared.later.checkpoint);
        Self {
            from: earlier.position,
            from_root: BASE64_STANDARD.encode(earlier.root),
            from_root_hex: hex::encode(earlier.root),
            from_signed: compared.earlier.is_signed,
            size: later.position,
            root: BASE64_STANDARD.encode(later.root),
            root_hex: hex::encode(later.root),
            hashes: encoded(&compared.hashes),
            signed: compared.later.is_signed,
        }
    }

    /// The proof in bytes; none where something is no hash.
    pub(crate) fn read(&self) -> Option<Consistency> {
        Some(Consistency {
            earlier: Checkpoint { position: self.from, root: decoded(&self.from_root)? },
            later: Checkpoint { position: self.size, root: decoded(&self.root)? },
            hashes: self.hashes.iter().map(|hash| decoded(hash)).collect::<Option<_>>()?,
        })
    }
}

fn decoded(hash: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(hash).ok()?.try_into().ok()
}

fn encoded(hashes: &[[u8; 32]]) -> Vec<String> {
    hashes.iter().map(|hash| BASE64_STANDARD.encode(hash)).collect()
}
