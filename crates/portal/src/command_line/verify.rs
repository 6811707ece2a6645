//! Checks the ledger of this installation, or a pack that was exported from any.

use std::fs;
use std::path::Path;

use journal::{Journal, LedgerFolder, SignedCheckpoint, Verdict, Verified, VerifierKey, verify_pack};

use super::{Place, Verify, progress};
use crate::database::{self, Host};
use crate::entries::Catalogue;
use crate::sealed_outcomes::{self, Outcomes};
use crate::{catalogue, read_set};

/// What no proof shows.
const NOT_SHOWN: &str = "What this does not show: that what somebody typed was true; what happened before the first \
                         checkpoint that somebody else holds; and facts of the last moments, which wait to be sealed.";

/// Checks every fact of this installation.
///
/// # Errors
/// When something is not as it was sealed or signed, or can't be read.
pub async fn ledger(place: &Place, host: &Host, wanted: &Verify) -> Result<(), Box<dyn std::error::Error>> {
    let journal = database::open(host, 4).await?;
    let folder = LedgerFolder::at(&database::keys_folder(&place.data_dir));
    let own = folder.verifier_key()?;
    let key = match &wanted.key {
        Some(text) => Some(key_of(text)?),
        None => own.clone(),
    };
    let mut kept = checkpoints(wanted, key.as_ref())?;
    if let Some(key) = key.as_ref().filter(|key| Some(*key) == own.as_ref()) {
        kept.extend(folder.last(key)?);
    }
    let bar = progress::bar("checking every fact", 0);
    let verdict = journal
        .verify(key.as_ref(), &kept, |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    match verdict {
        Verdict::Holds(verified) => tell(&verified, key.as_ref()),
        Verdict::Broken(finding) => {
            return Err(format!("This ledger is not as it was sealed: {finding}.\n{NOT_SHOWN}").into());
        }
    }
    let outcomes = outcomes(&journal).await?;
    tell_outcomes(&outcomes);
    eprintln!("{NOT_SHOWN}");
    match outcomes.otherwise.first() {
        Some((cycle, number)) => Err(format!(
            "Every fact is as it was sealed, but the outcome of cycle {cycle} (number {number} in its record) does not follow \
             from the scores that were there."
        )
        .into()),
        None => Ok(()),
    }
}

fn tell(verified: &Verified, key: Option<&VerifierKey>) {
    eprintln!(
        "All {} facts in {} blocks are as they were sealed. Root: {}",
        verified.whole.position,
        verified.blocks,
        hex::encode(verified.whole.root)
    );
    match key {
        Some(key) if verified.checkpoints > 0 => eprintln!(
            "Signed checkpoints that hold: {}. The last covers facts 1 to {}. Signed by {}.",
            verified.checkpoints,
            verified.covered,
            key.origin()
        ),
        _ => eprintln!("No checkpoint was signed yet: nothing shows that it was not all written today."),
    }
    if verified.unsealed > 0 {
        eprintln!("Facts that wait to be sealed: {}.", verified.unsealed);
    }
}

fn tell_outcomes(outcomes: &Outcomes) {
    eprintln!("Outcomes of closed cycles, worked out again: {} are the same.", outcomes.same);
    if outcomes.older > 0 {
        eprintln!("Made by an older method, and not compared: {}.", outcomes.older);
    }
}

async fn outcomes(journal: &Journal) -> Result<Outcomes, Box<dyn std::error::Error>> {
    journal.prepare(&read_set::all()).await?;
    let catalogue = Catalogue::of(&catalogue::read::entries(journal.pool()).await?);
    let bar = progress::bar("working out outcomes again", 0);
    let outcomes = sealed_outcomes::check(journal, &catalogue, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    Ok(outcomes)
}

/// Checks a pack with a public key alone.
///
/// # Errors
/// When the pack does not hold, or something can't be read.
pub fn pack(file: &Path, wanted: &Verify) -> Result<(), Box<dyn std::error::Error>> {
    let key = key_of(wanted.key.as_deref().unwrap_or_default())?;
    let kept = checkpoints(wanted, Some(&key))?;
    let bar = progress::bar("checking every fact", 0);
    let verdict = verify_pack(file, &key, &kept, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let verified = match verdict {
        Ok(verified) => verified,
        Err(finding) => return Err(format!("This pack is not as it was written: {finding}.").into()),
    };
    let size = verified.checkpoint.size();
    let root = hex::encode(verified.checkpoint.checkpoint().root);
    eprintln!("All {} facts in this pack are as they were sealed.", verified.facts);
    eprintln!("They are under the checkpoint over {size} facts that {} signed. Root: {root}", key.origin());
    match verified.ends {
        Some((first, last)) if verified.whole => eprintln!("It has every fact from {first} to {last}."),
        Some(_) => eprintln!(
            "They were chosen by their records: nothing shows that no fact of these records is left out."
        ),
        None => {}
    }
    if verified.earlier > 0 {
        eprintln!("Checkpoints that you kept, and that hold: {}.", verified.earlier);
    }
    eprintln!("{NOT_SHOWN}");
    Ok(())
}

/// A key, given as it is or by the file that holds it.
fn key_of(text: &str) -> Result<VerifierKey, Box<dyn std::error::Error>> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let read = fs::read_to_string(text)
        .map_err(|error| format!("{text} is neither a public key nor a file: {error}"))?;
    Ok(read.parse()?)
}

fn checkpoints(
    wanted: &Verify,
    key: Option<&VerifierKey>,
) -> Result<Vec<SignedCheckpoint>, Box<dyn std::error::Error>> {
    let mut kept = Vec::new();
    for file in &wanted.checkpoint {
        let shown = file.display();
        let Some(key) = key else {
            return Err("a checkpoint can only be checked with its key: give --key".into());
        };
        let note = fs::read_to_string(file).map_err(|error| format!("{shown} can't be read: {error}"))?;
        kept.push(SignedCheckpoint::open(&note, key).map_err(|error| format!("{shown}: {error}"))?);
    }
    Ok(kept)
}
