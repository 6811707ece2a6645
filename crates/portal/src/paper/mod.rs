//! A governor data pack before it is a fact and after: gathered as a governor sees the school, sealed, opened again, drawn
//! for the screen and for A4, and written as files. It has no address of its own: see [`crate::packs`].
//!
//! What governors may see is not decided here a second time. Everything is read through the same functions as their own
//! pages, by a visitor who is a governor of the school and nobody in person, so that no pack says more than those pages.

pub mod changes;
mod draw;
pub mod files;
mod gather;
mod official;
mod own;
mod reported;
mod since;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use cqrs_es::Aggregate as _;
use domain::pack::{
    Basis, Block, Cell, Language, OfficialBasis, Pack, PackContent, Said, Section, SectionName, SpokenOf,
    Table, TableName,
};
use domain::{GrantId, SchoolId, Sealed};
use uuid::Uuid;

pub use self::draw::{preview, stands_on, whole};
pub use self::gather::{Before, gather, sign};
use crate::access::{Account, Action, Visitor};
use crate::app::App;
use crate::page_error::PageError;
use crate::policy::{Grant, Role, Scope};
use crate::sealed_text::Text;
use crate::term;
use crate::vault::Place;
use crate::words::{Locale, Words};

/// How many digits of the ledger's root stand in the foot of each page; all of them stand once in the pack.
const SHORT_ROOT: usize = 16;

/// What a pack says, with people's words open.
pub type Paper = PackContent<Text>;

/// The language of these words.
fn language(words: Words) -> Language {
    match words.locale() {
        Locale::Britain => Language::EnGb,
        Locale::NewZealand => Language::EnNz,
        Locale::UnitedStates => Language::EnUs,
    }
}

/// The words that a pack was written in.
#[must_use]
pub fn words_of(language: Language) -> Words {
    Words::of(match language {
        Language::EnGb => Locale::Britain,
        Language::EnNz => Locale::NewZealand,
        Language::EnUs => Locale::UnitedStates,
    })
}

/// Somebody who sees the school as its governors do, and is nobody: what a pack is gathered by.
async fn board(app: &App, words: Words, school: &SchoolId) -> Result<Visitor, PageError> {
    let acting = Grant {
        id: GrantId::new(Uuid::nil()),
        role: Role::Governor,
        scope: Scope::School(school.clone()),
        schools: Vec::new(),
    };
    let account = Account {
        id: Uuid::nil(),
        display_name: String::new(),
        grants: vec![acting.clone()],
        acting,
        session: Uuid::nil(),
        named_access: Vec::new(),
    };
    Ok(Visitor {
        account: Some(account),
        action: Some(Action::SeePacks),
        words,
        catalogue: app.catalogue().await?,
        ..Visitor::default()
    })
}

/// The stream that the words in a school's packs are sealed for.
fn stream_of(school: &SchoolId) -> String {
    format!("{}/{school}", Pack::TYPE)
}

/// The field in which the words at this place of a pack are sealed.
fn field(place: usize) -> String {
    format!("words-{place}")
}

/// The pack with people's words sealed, each under the key of what it speaks of, for the fact that `command_id` leads to.
///
/// # Errors
/// When a text can't be sealed: its key was destroyed since it was read.
pub async fn seal(
    app: &App,
    school: &SchoolId,
    command_id: Uuid,
    paper: Paper,
) -> Result<PackContent<Sealed>, PageError> {
    let stream = stream_of(school);
    let mut sealed = Vec::new();
    for (place, said) in paper.said().into_iter().enumerate() {
        let field = field(place);
        let place = Place { stream: &stream, command_id, field: &field };
        let text = said.words.open().unwrap_or_default();
        sealed.push(app.vault().seal(said.of.key().uuid(), place, text).await?);
    }
    let mut sealed = sealed.into_iter();
    let unfit = || PageError::Unfit("the words of a pack".to_owned());
    paper.try_map(|_| sealed.next().ok_or_else(unfit))
}

/// The pack with people's words open, except those whose key was destroyed since.
///
/// # Errors
/// When the database does not answer, or a text was altered.
pub async fn open(
    app: &App,
    school: &SchoolId,
    command_id: Uuid,
    content: PackContent<Sealed>,
) -> Result<Paper, PageError> {
    let subjects: Vec<Uuid> = content.said().iter().map(|said| said.words.subject().uuid()).collect();
    let keys = app.vault().keys(&subjects).await?;
    let stream = stream_of(school);
    let mut place = 0;
    content.try_map(|said| {
        let field = field(place);
        place += 1;
        let at = Place { stream: &stream, command_id, field: &field };
        Ok(keys.open(&said.words, at)?.map_or(Text::Removed, Text::Open))
    })
}

/// Somebody's words on their way into a pack; where nobody can read them any more, a text that says so.
fn said(words: Words, of: SpokenOf, text: Text) -> Cell<Text> {
    match text {
        Text::Open(_) => Cell::Said(Said { of, words: text }),
        Text::Removed | Text::Hidden => Cell::Text(words.say("pack-erased")),
    }
}

/// Hides every section that has figures of the school's own on fewer pupils than `least`; tells which.
pub fn hide_fewer_than(paper: &mut Paper, least: u32) -> BTreeSet<SectionName> {
    let words = words_of(paper.language);
    let mut hidden = BTreeSet::new();
    let is_small = |section: &&mut Section<Text>| section.fewest.is_some_and(|fewest| fewest < least);
    for section in paper.sections.iter_mut().filter(is_small) {
        section.title = words.say("pack-hidden-title");
        section.blocks = vec![Block::Sentence(words.say("pack-hidden"))];
        hidden.insert(section.name);
    }
    hidden
}

/// A table of a pack, its columns by their messages.
fn table(
    words: Words,
    name: TableName,
    caption: String,
    columns: &[&str],
    rows: Vec<Vec<Cell<Text>>>,
) -> Block<Text> {
    let columns = columns.iter().map(|id| words.say(id)).collect();
    Block::Table(Table { name, caption, columns, rows })
}

/// The national figures that official results are read against, in words: of which year, and which version of them.
fn norms_of(words: Words, official: &OfficialBasis) -> String {
    let version = official.benchmark.version().to_string();
    words.tell("pack-norms-of", &[("year", official.year.written().into()), ("version", version.into())])
}

/// The same of the latest official results; that there are none, without results.
#[must_use]
pub fn norms(words: Words, basis: &Basis) -> String {
    let latest = basis.official.first();
    latest.map_or_else(|| words.say("pack-norms-none"), |official| norms_of(words, official))
}

/// A way of working out a figure in words: its name and its version. `name` is as programs write it.
#[must_use]
pub fn method(words: Words, name: &str, version: u32) -> String {
    let name = term::of(words, "method-name-{}", &name);
    words.tell("method-version", &[("name", name.into()), ("version", version.to_string().into())])
}

/// The edition in words: its number, or that there was none.
fn edition(words: Words, basis: &Basis) -> String {
    basis.edition.map_or_else(
        || words.say("pack-edition-none"),
        |number| words.tell("pack-edition", &[("number", number.to_string().into())]),
    )
}

/// What stands at the foot of each printed page: which pack, of which day, and what it stands on.
#[must_use]
pub fn foot(words: Words, name: &str, day: &str, basis: &Basis) -> String {
    let ledger = basis.checkpoint.as_ref().map(|checkpoint| (checkpoint.position, checkpoint.root.as_str()));
    let parts = [
        name.to_owned(),
        day.to_owned(),
        edition(words, basis),
        norms(words, basis),
        ledger_in_short(words, ledger, basis.signing_stopped),
    ];
    parts.join(" · ")
}

/// The last fact that the ledger's checkpoint covers and the beginning of its root, as they stand in a foot; or why there is
/// none: nothing was signed yet, or nothing is signed any more.
#[must_use]
pub fn ledger_in_short(words: Words, checkpoint: Option<(u64, &str)>, signing_stopped: bool) -> String {
    match checkpoint {
        Some((position, root)) => {
            let short: String = root.chars().take(SHORT_ROOT).collect();
            let values = [("position", position.to_string().into()), ("root", short.into())];
            words.tell("pack-ledger-short", &values)
        }
        None => unsigned(words, signing_stopped),
    }
}

/// Why a paper quotes no checkpoint.
fn unsigned(words: Words, signing_stopped: bool) -> String {
    words.say(if signing_stopped { "pack-ledger-stopped" } else { "pack-ledger-none" })
}
