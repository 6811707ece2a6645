//! Begins another key where the ledger can sign no more, and tells of keys that followed on one another.

use std::time::Duration;

use domain::account::{Account, Role};
use domain::ledger::{KeyBefore, LEDGER, Ledger, LedgerEvent, LedgerKeyBegun, LedgerRefusal};
use domain::{AccountId, GivenReason, Note, ReasonCode};
use journal::{Cause, Context, ExecuteError, Journal, PlannedKey, Succession, VerifierKey};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::{BeginLedgerKey, Place, progress, verify};
use crate::app::{App, Settings, new_id};
use crate::database::Host;
use crate::sign_in::account;
use crate::vault::Vault;
use crate::words::Words;
use crate::{accounts, open, vault};

/// The field that the note is sealed for.
const NOTE: &str = "note";
/// How often it is looked whether the beginning is sealed, and how long it is waited in between.
const LOOKS: u32 = 300;
const BETWEEN: Duration = Duration::from_millis(100);

/// Begins the key that was asked for.
///
/// # Errors
/// When the reason is none for this or the records contradict it, the records are damaged, nobody of that name is an
/// administrator, or something can't be read or written.
pub async fn begin(
    place: &Place,
    host: &Host,
    wanted: &BeginLedgerKey,
) -> Result<(), Box<dyn std::error::Error>> {
    let causes = [(ReasonCode::LostKey, Cause::LostKey), (ReasonCode::OlderCopyRestored, Cause::OlderCopy)];
    let cause = causes.iter().find(|(code, _)| *code == wanted.reason).map(|(_, cause)| *cause);
    let cause = cause.ok_or("the reason is one of lost_key and older_copy_restored")?;
    let known = wanted.old_key.as_deref().map(verify::key_of).transpose()?;
    let kept = wanted.checkpoint.iter().map(|file| verify::note_in(file)).collect::<Result<Vec<_>, _>>()?;
    let app = open::app(place, host, Settings::default(), None, CancellationToken::new()).await?;
    let done = begin_with(&app, wanted, cause, known, &kept).await;
    app.stop().await;
    done
}

async fn begin_with(
    app: &App,
    wanted: &BeginLedgerKey,
    cause: Cause,
    known: Option<VerifierKey>,
    kept: &[String],
) -> Result<(), Box<dyn std::error::Error>> {
    let by = administrator(app, &wanted.by).await?;
    let bar = progress::bar("checking every fact", 0);
    let planned = app
        .notary()
        .plan_key(cause, known, kept, |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    let Some(planned) = planned else {
        eprintln!("The key that was begun before is in its place now. Nothing else was done.");
        return Ok(());
    };
    record(app, wanted, &planned, by).await?;
    until_sealed(app, &planned.key).await?;
    let key = planned.key.clone();
    let signed = app.notary().take_up_key(planned).await?;
    eprint!("{}", told(&app.journal().successions().await?, signed.size()));
    eprintln!("From now on this key signs. Tell everybody who keeps checkpoints, with the reason:\n  {key}");
    eprintln!("Copy it: quadrant backup-key. The old key signs nothing any more.");
    Ok(())
}

/// The administrator who signs in by `name`.
async fn administrator(app: &App, name: &str) -> Result<AccountId, Box<dyn std::error::Error>> {
    let name = name.trim().to_lowercase();
    let id =
        account::of_name(app.pool(), &name).await?.ok_or_else(|| format!("nobody signs in as '{name}'"))?;
    let holds = match app.journal().load::<Account>(&id.to_string()).await?.state {
        Account::Open(record) => record
            .grants
            .values()
            .any(|grant| grant.role == Role::Administrator && grant.holds_on(app.today())),
        Account::Unknown | Account::Ended(_) => false,
    };
    if holds { Ok(AccountId::new(id)) } else { Err(format!("{name} is no administrator").into()) }
}

/// Puts the beginning on record, before the key signs anything.
async fn record(
    app: &App,
    wanted: &BeginLedgerKey,
    planned: &PlannedKey,
    by: AccountId,
) -> Result<(), Box<dyn std::error::Error>> {
    let command_id = new_id();
    let mut reason = GivenReason::of(wanted.reason);
    if let Some(text) = wanted.note.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let stream = stream();
        let place = vault::Place { stream: &stream, command_id, field: NOTE };
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        reason.note = Some(Note { text: app.vault().seal(by.uuid(), place, text).await?, length });
    }
    let before = KeyBefore {
        name: planned.name_before.clone(),
        key: planned.key_before.as_ref().map(ToString::to_string),
        last: planned.last_note.clone(),
    };
    let command = domain::ledger::BeginLedgerKey {
        today: app.today(),
        key: planned.key.to_string(),
        before,
        by,
        reason,
    };
    let context = Context::new(command_id, &by.to_string(), Role::Administrator.name(), accounts::CLIENT);
    let done: Result<_, ExecuteError<LedgerRefusal>> =
        app.journal().execute::<Ledger>(LEDGER, None, command, &context).await;
    done?;
    Ok(())
}

/// The stream that the note is sealed for.
fn stream() -> String {
    format!("{}/{LEDGER}", journal::KEYS.0)
}

/// Waits until the beginning has its place in the ledger, so that the new key's first checkpoint covers it.
async fn until_sealed(app: &App, key: &VerifierKey) -> Result<(), Box<dyn std::error::Error>> {
    for _ in 0..LOOKS {
        if app.journal().successions().await?.last().is_some_and(|last| last.key == *key) {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Err("the beginning of the key waits to be sealed: ask again with the same words".into())
}

/// The notes to the keys that were begun, opened, each after the name of its key.
///
/// # Errors
/// When the keys can't be read, or a note was altered.
pub async fn notes(journal: &Journal, vault: &Vault) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let stream = stream();
    let mut notes = Vec::new();
    for recorded in journal.stream(journal::KEYS.0, journal::KEYS.1).await? {
        let LedgerEvent::LedgerKeyBegun(begun) = LedgerEvent::deserialize(&recorded.payload)?;
        let LedgerKeyBegun { key, by, reason, .. } = begun;
        let (Some(note), Some(command_id)) = (reason.note(), recorded.command_id) else { continue };
        let place = vault::Place { stream: &stream, command_id, field: NOTE };
        let note = vault.keys(&[by.uuid()]).await?.open(note, place)?;
        let name = key.split('+').next().unwrap_or_default();
        notes.push(format!("{name}: {}", note.as_deref().unwrap_or("its key was destroyed")));
    }
    Ok(notes)
}

/// What the record tells of keys: which signed up to where, when and why each was begun, and what follows from what.
/// Nothing where no key took another's place. `size` is how many facts the last checkpoint covers.
#[must_use]
pub fn told(begun: &[Succession], size: u64) -> String {
    let Some(first) = begun.first() else { return String::new() };
    let signed_first = first.last_before.map_or_else(
        || "nobody knows any more up to where".to_owned(),
        |last| format!("checkpoints up to fact {}", last.position),
    );
    let first = named(&first.name_before, first.key_before.as_ref());
    let ends = begun.iter().skip(1).map(|next| next.last_before.map_or(next.position, |last| last.position));
    let later = begun.iter().zip(ends.chain([size])).map(|(one, end)| {
        format!(
            "  {}: begun by fact {}, checkpoints up to fact {end}.\n    {}\n    {}\n",
            named(one.key.origin(), Some(&one.key)),
            one.position,
            why(one),
            claim(one)
        )
    });
    let heading = "Keys that signed for this ledger, one after the other:";
    [format!("{heading}\n  {first}: {signed_first}.\n")].into_iter().chain(later).collect()
}

fn named(name: &str, key: Option<&VerifierKey>) -> String {
    key.map_or_else(|| format!("{name} (its public half is lost)"), ToString::to_string)
}

/// Why, when and by whom a key was begun.
fn why(one: &Succession) -> String {
    let Ok(LedgerEvent::LedgerKeyBegun(begun)) = LedgerEvent::deserialize(&one.payload) else {
        return "Why is said in words that this program does not know.".to_owned();
    };
    let words = Words::default();
    let reason = words.say(&begun.reason.code().summary_key());
    let note =
        if begun.reason.note().is_some() { " There is a note, which the portal can open." } else { "" };
    format!("{}: {reason}{note} Said by the account {}.", words.date(begun.effective_on), begun.by)
}

/// What follows from what was signed before, and what does not.
fn claim(one: &Succession) -> String {
    let Some(last) = one.last_before else {
        return "What the key before had signed is not known: that nothing was changed rests on the reason alone.".to_owned();
    };
    let (facts, root) = (last.position, hex::encode(last.root));
    let checked =
        if one.key_before.is_some() { "" } else { " (whose signature nobody could check any more)" };
    if one.follows {
        format!(
            "The ledger goes on from the last checkpoint of the key before, over {facts} facts{checked}: none of them was \
             changed. Its root: {root}. That the new key is in the right hands rests on the reason, not on mathematics."
        )
    } else {
        format!(
            "The ledger does not go on from the last checkpoint of the key before, over {facts} facts{checked}. Its root: \
             {root}. That nothing else before fact {} was changed rests on the reason, not on mathematics.",
            one.position
        )
    }
}
