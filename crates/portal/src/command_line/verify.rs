//! Checks the ledger of this installation, or a pack that was exported from any.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use journal::{
    Agreement, Consistency, Journal, LedgerFolder, PackFinding, PackVerified, SignedCheckpoint, Succession,
    UnsignedError, Verdict, Verified, VerifierKey, kept_note, pack_keys, verify_pack,
};

use super::ledger_key::{notes, told};
use super::{Place, Verify, print_line, progress};
use crate::database::{self, Host};
use crate::entries::Catalogue;
use crate::proofs::ConsistencyAnswer;
use crate::sealed_outcomes::{self, Outcomes};
use crate::{catalogue, open, read_set};

/// What no proof shows.
const NOT_SHOWN: &str = "What this does not show: that what somebody typed was true; what happened before the first \
                         checkpoint that somebody else holds; facts of the last moments, which wait to be sealed; and what is \
                         kept beside the facts: people's display names, the register of who read names, and the read tables \
                         from which pages are made. `quadrant rebuild` makes the read tables again from the facts.";

/// What may be so where the key has not signed a pack.
const OTHER_KEY: &str = "\nIf another key was begun since you noted this one down, the portal's page /ledger says so and why: \
                         check with the new key, and give the checkpoints that you kept of the old one.";

/// How it ends, by exit code.
pub const ENDS: &str = "Ends with
  0  everything is as it was sealed, and agrees with each checkpoint that you gave
  1  something is not, or contradicts one of them: what was wrong first is said; also where the records or the pack can't
     be read
  2  the command can't be understood, or a key, a checkpoint or a proof that you gave can't be used: nothing was checked
  3  the pack is as it was written, and one of the checkpoints can't be compared with what is here: it is said where
     to get what is missing";

/// Something that was given can't be used. Nothing was checked then, so nothing is said against anything.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Unusable {
    /// The exit code: the same as for a command that can't be understood.
    pub const EXIT: u8 = 2;
}

/// What is said where something that was given can't be used.
const NOTHING: &str = "Nothing was checked.";

/// A pack holds, and could not be compared with everything that it was to be compared with.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotCompared(String);

impl NotCompared {
    /// The exit code.
    pub const EXIT: u8 = 3;
}

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
    // Where the record of keys itself was damaged, the verification says so.
    let begun = journal.successions().await.unwrap_or_default();
    let mut kept = checkpoints(wanted, key.as_ref(), &begun)?;
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
        Verdict::Holds(verified) => {
            tell(&verified, key.as_ref());
            if !verified.begun.is_empty() {
                tell_notes(place, &journal).await?;
            }
        }
        Verdict::Broken(finding) => {
            let keys = told(&begun, journal.checkpoint().await?.map_or(0, |head| head.position));
            return Err(format!("This ledger is not as it was sealed: {finding}.\n{keys}{NOT_SHOWN}").into());
        }
    }
    let outcomes = outcomes(&journal).await?;
    tell_outcomes(&outcomes);
    print_line(NOT_SHOWN);
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
    print_line(&format!(
        "All {} facts in {} blocks are as they were sealed. Root: {}",
        verified.whole.position,
        verified.blocks,
        hex::encode(verified.whole.root)
    ));
    match key {
        Some(key) if verified.checkpoints > 0 => print_line(&format!(
            "Signed checkpoints that hold: {}. The last covers facts 1 to {}. Signed by {}.",
            verified.checkpoints,
            verified.covered,
            key.origin()
        )),
        _ => print_line("No checkpoint was signed yet: nothing shows that it was not all written today."),
    }
    print_line(told(&verified.begun, verified.covered).trim_end());
    if verified.unsealed > 0 {
        print_line(&format!("Facts that wait to be sealed: {}.", verified.unsealed));
    }
}

/// What was noted about keys that were begun. Where the wrapping key is lost, nobody can read it.
async fn tell_notes(place: &Place, journal: &Journal) -> Result<(), Box<dyn std::error::Error>> {
    let Ok(vault) = open::vault(place, journal).await else { return Ok(()) };
    for note in notes(journal, &vault).await? {
        print_line(&format!("Noted about {note}"));
    }
    Ok(())
}

fn tell_outcomes(outcomes: &Outcomes) {
    print_line(&format!("Outcomes of closed cycles, worked out again: {} are the same.", outcomes.same));
    if outcomes.older > 0 {
        print_line(&format!("Made by an older method, and not compared: {}.", outcomes.older));
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
    let begun = match pack_keys(file, &key)? {
        Ok(begun) => begun,
        Err(finding) => return Err(not_as_written(&finding, &[]).into()),
    };
    let kept = checkpoints(wanted, Some(&key), &begun)?;
    let proofs = consistency(wanted)?;
    let bar = progress::bar("checking every fact", 0);
    let verdict = verify_pack(file, &key, &kept, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let mut verified = match verdict {
        Ok(verified) => verified,
        Err(finding) => return Err(not_as_written(&finding, &begun).into()),
    };
    verified.compare_by(&proofs);
    let about = about_pack(&verified, &key);
    let agreed = agreed(&verified, !wanted.consistency.is_empty());
    if sizes(&verified, Agreement::Contradicts).next().is_some() {
        return agreed.map_err(|error| format!("{error}\nIn itself it holds:\n{about}{NOT_SHOWN}").into());
    }
    print_line(&format!("{about}{NOT_SHOWN}"));
    agreed
}

/// What was found of a pack that is in itself as it was written.
fn about_pack(verified: &PackVerified, key: &VerifierKey) -> String {
    let size = verified.checkpoint.size();
    let root = hex::encode(verified.checkpoint.checkpoint().root);
    let which = match verified.ends {
        Some((first, last)) if verified.whole => format!("It has every fact from {first} to {last}.\n"),
        Some(_) => {
            "They were chosen by their records: nothing shows that no fact of these records is left out.\n"
                .to_owned()
        }
        None => String::new(),
    };
    let held = match sizes(verified, Agreement::Consistent).count() {
        0 => String::new(),
        held => format!("Checkpoints that you kept, and that hold: {held}.\n"),
    };
    format!(
        "All {} facts in this pack are as they were sealed.\n\
         They are under the checkpoint over {size} facts that {} signed. Root: {root}\n{which}{}{held}",
        verified.facts,
        key.origin(),
        told(&verified.begun, size)
    )
}

/// How many facts the kept checkpoints cover with which a pack agrees so.
fn sizes(verified: &PackVerified, agreement: Agreement) -> impl Iterator<Item = u64> {
    verified.kept.iter().filter(move |kept| kept.agreement == agreement).map(|kept| kept.checkpoint.position)
}

/// Whether a pack agrees with each checkpoint that was kept.
fn agreed(verified: &PackVerified, has_proofs: bool) -> Result<(), Box<dyn std::error::Error>> {
    let of_pack = verified.checkpoint.size();
    let contradicts: Vec<String> = sizes(verified, Agreement::Contradicts)
        .map(|size| {
            let few = size.min(of_pack);
            format!("This pack contradicts the checkpoint over {size} facts that you keep: the first {few} facts are not those \
                     that were signed. The records were rewritten, or an older copy was brought back and gone on with.")
        })
        .collect();
    let missing: Vec<String> =
        sizes(verified, Agreement::NotCompared).map(|size| ask(size, of_pack)).collect();
    let given = if has_proofs && !missing.is_empty() { GIVEN } else { "" };
    let all = [contradicts.as_slice(), missing.as_slice()].concat().join("\n") + given;
    match (contradicts.is_empty(), missing.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => Err(NotCompared(all).into()),
        (false, _) => Err(all.into()),
    }
}

/// How to get what is missing to compare a kept checkpoint over `size` facts with that of the pack.
fn ask(size: u64, of_pack: u64) -> String {
    let (from, to) = (size.min(of_pack), size.max(of_pack));
    format!(
        "The checkpoint over {size} facts that you keep can't be compared with what is here. That says nothing against the \
         pack. Get the proof from the portal, in your browser or so:\n  \
         curl -o proof.json 'https://PORTAL/api/v1/ledger/consistency?from={from}&size={to}'\n\
         Then ask again, and add: --consistency proof.json"
    )
}

/// What to make of proofs that were given and show nothing.
const GIVEN: &str = "\nWhat you gave by --consistency is for other checkpoints, or does not lead to the one that was signed. If the \
                     portal itself answers so, its records are no longer those that were signed: export them anew, and check \
                     that pack with the same checkpoint.";

/// The proofs that were given.
fn consistency(wanted: &Verify) -> Result<Vec<Consistency>, Unusable> {
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
        let proof = serde_json::from_str::<ConsistencyAnswer>(text.trim_start_matches('\u{feff}')).ok();
        proof.and_then(|proof| proof.read()).ok_or_else(|| {
            let shown = file.display();
            Unusable(format!("{shown} is not what a portal answers at /api/v1/ledger/consistency. {NOTHING}"))
        })
    };
    wanted.consistency.iter().map(read).collect()
}

/// What is wrong with a pack, and what it says of keys, as far as that is proved.
fn not_as_written(finding: &PackFinding, begun: &[Succession]) -> String {
    let keys = told(begun, 0);
    if let PackFinding::Checkpoint(UnsignedError::Stranger(name)) = finding {
        return format!(
            "The key that you gave, of {name}, is not the one that signed this pack. With it nothing can be said about the \
             pack.{OTHER_KEY}"
        );
    }
    format!("This pack is not as it was written: {finding}.\n{keys}").trim_end().to_owned()
}

/// A key, given as it is or by the file that holds it, in its first line with words.
///
/// # Errors
/// When it is neither.
pub(super) fn key_of(text: &str) -> Result<VerifierKey, Unusable> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let read = match fs::read_to_string(text) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Unusable(format!(
                "There is no file {text}, and it is no public key either. {NOTHING}"
            )));
        }
        read => read.map_err(|error| unreadable(Path::new(text), &error))?,
    };
    let line = read.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.parse().map_err(|error| Unusable(format!("The file {text} can't be used: {error}. {NOTHING}")))
}

/// A note that somebody kept, as it was signed.
///
/// # Errors
/// When the file can't be read.
pub(super) fn note_in(file: &Path) -> Result<String, Unusable> {
    Ok(kept_note(&fs::read_to_string(file).map_err(|error| unreadable(file, &error))?))
}

fn unreadable(file: &Path, error: &std::io::Error) -> Unusable {
    Unusable(format!("{} can't be read: {error}. {NOTHING}", file.display()))
}

/// The checkpoints that were kept: each by the key, or by an earlier one that the record tells of.
fn checkpoints(
    wanted: &Verify,
    key: Option<&VerifierKey>,
    begun: &[Succession],
) -> Result<Vec<SignedCheckpoint>, Unusable> {
    let missing = || Unusable("A checkpoint can only be checked with its key: give --key.".to_owned());
    wanted.checkpoint.iter().map(|file| checkpoint(file, key.ok_or_else(missing)?, begun)).collect()
}

fn checkpoint(file: &Path, key: &VerifierKey, begun: &[Succession]) -> Result<SignedCheckpoint, Unusable> {
    let note = note_in(file)?;
    let earlier = begun.iter().filter_map(|one| one.key_before.as_ref());
    let opened = earlier.fold(SignedCheckpoint::open(&note, key), |opened, key| {
        // What the key says that signed it is worth more than that another did not.
        opened.or_else(|first| {
            SignedCheckpoint::open(&note, key)
                .map_err(|next| if matches!(next, UnsignedError::Stranger(_)) { first } else { next })
        })
    });
    opened.map_err(|error| {
        let why = match error {
            UnsignedError::NoNote => {
                "can't be read as a signed checkpoint: the ledger's name, the number of facts, the root, \
                                      and a line with the signature"
                    .to_owned()
            }
            UnsignedError::Stranger(name) => {
                format!("is not signed by {name}: give the key that signed it with --key")
            }
            UnsignedError::Signature(_) => {
                "has a signature that does not belong to its text: take it again from where you \
                                            keep it, some of it may have been lost on the way"
                    .to_owned()
            }
            UnsignedError::OtherSize { .. } | UnsignedError::NoCheckpoint(_) => {
                "is signed, but it is no checkpoint".to_owned()
            }
        };
        Unusable(format!("{} {why}. {NOTHING}", file.display()))
    })
}
