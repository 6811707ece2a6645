//! Names of pupils in a text that people outside of the classroom read: how they are looked for, however they are written.
//!
//! Nobody is shown a name here, and nothing is noted as read. Whoever wrote the text is told which of their own words to
//! take out.

use std::collections::{HashMap, HashSet};

use domain::{CycleId, PupilId, SchoolId};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use crate::app::App;
use crate::change::OpenCycle;
use crate::fields::is_unseen;
use crate::page_error::PageError;
use crate::sealed_text::{Identity, Placed, stream_of};
use crate::vault::Place;
use crate::{placements, pupils};

/// One letter is no name.
const LEAST_OF_NAME: usize = 2;

/// A person's name in its parts, in small letters without marks.
#[derive(Debug)]
pub struct PupilName(Vec<String>);

impl PupilName {
    /// The parts of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let plain = plain(name).to_lowercase();
        let parts = words_of(&plain).filter(|part| part.chars().count() >= LEAST_OF_NAME);
        Self(parts.map(str::to_owned).collect())
    }
}

/// The name in a text, if there is one: a part of a name that begins with a capital, however its other letters are
/// written, or two parts of one name one after the other in any letters. Signs that nobody sees hide nothing, a new line
/// parts words, and letters of a script without capitals count as such.
#[must_use]
pub fn found(text: &str, names: &[PupilName]) -> Option<String> {
    let seen = plain(text);
    let words: Vec<&str> = words_of(&seen).collect();
    let stands = |at: usize, word: &str| {
        let begins = word.chars().next().is_some_and(|first| !first.is_lowercase());
        let next = words.get(at + 1).map(|next| next.to_lowercase());
        let word = word.to_lowercase();
        names.iter().any(|PupilName(parts)| {
            let is_part = |word: &str| parts.iter().any(|part| part == word);
            is_part(&word) && (begins || next.as_deref().is_some_and(is_part))
        })
    };
    words.iter().enumerate().find(|(at, word)| stands(*at, word)).map(|(_, word)| (*word).to_owned())
}

/// The names of everybody who is or was on a school's register or in one of its cycles, those of erased people left out,
/// because nobody can open them.
///
/// # Errors
/// When the database does not answer, or a sealed text was altered.
pub async fn of_school(app: &App, school: &SchoolId) -> Result<Vec<PupilName>, PageError> {
    let register = pupils::names_of(app, school).await?;
    let parts = identities(app, &placements::read::identities(app.pool(), school).await?).await?;
    let register = register.into_iter().map(|(_, name)| name);
    Ok(register.chain(parts.into_iter().map(|part| part.name)).map(|name| PupilName::of(&name)).collect())
}

/// The names of everybody who is or was in a cycle, as they stood there and as the register of its school has them now.
///
/// # Errors
/// When the database does not answer, or a sealed text was altered.
pub async fn of_cycle(app: &App, cycle: &OpenCycle) -> Result<Vec<PupilName>, PageError> {
    let parts: Vec<(CycleId, Placed)> =
        cycle.people.iter().map(|one| (cycle.id, one.identity.clone())).collect();
    let parts = identities(app, &parts).await?;
    let pupils: HashSet<PupilId> = parts.iter().filter_map(|part| part.pupil).collect();
    let register = pupils::names_of(app, &cycle.record.plan.school).await?;
    let register = register.into_iter().filter(|(pupil, _)| pupils.contains(pupil)).map(|(_, name)| name);
    Ok(register.chain(parts.into_iter().map(|part| part.name)).map(|name| PupilName::of(&name)).collect())
}

/// Whose these parts are, as far as that can still be opened.
async fn identities(app: &App, parts: &[(CycleId, Placed)]) -> Result<Vec<Identity>, PageError> {
    let subjects: Vec<Uuid> = parts.iter().map(|(_, placed)| placed.sealed.subject().uuid()).collect();
    let keys = app.vault().keys(&subjects).await?;
    let (mut streams, mut found): (HashMap<CycleId, String>, Vec<Identity>) = Default::default();
    for (cycle, placed) in parts {
        let stream = streams.entry(*cycle).or_insert_with(|| stream_of(*cycle));
        let place = Place { stream, command_id: placed.command_id, field: &placed.field };
        let Some(text) = keys.open(&placed.sealed, place)? else { continue };
        found.extend(serde_json::from_str::<Identity>(&text).ok());
    }
    Ok(found)
}

/// The letters without marks and without signs that nobody sees, and each that has a stroke for a mark as people write it
/// who don't have it on their keys.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match nearest(letter) {
            Some(nearest) => plain.push_str(nearest),
            None if letter.is_whitespace() => plain.push(' '),
            None if is_unseen(letter) => {}
            None => plain.push(letter),
        }
    }
    plain
}

/// How a letter is written without its stroke, where it is one that can't be taken apart.
fn nearest(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Æ' => "Ae",
        'æ' => "ae",
        'Ð' | 'Đ' => "D",
        'ð' | 'đ' => "d",
        'Ħ' => "H",
        'ħ' => "h",
        'ı' => "i",
        'Ł' => "L",
        'ł' => "l",
        'Ø' => "O",
        'ø' => "o",
        'Œ' => "Oe",
        'œ' => "oe",
        'ẞ' => "Ss",
        'ß' => "ss",
        'Þ' => "Th",
        'þ' => "th",
        _ => return None,
    })
}

/// The words of a text. An apostrophe ends one, and so do the letters that stand for a glottal stop, which are often written
/// as an apostrophe.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let parts = |letter: char| !letter.is_alphabetic() || ('\u{2b9}'..='\u{2bf}').contains(&letter);
    text.split(parts).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_written_and_a_word_is_no_name() {
        let names = ["Elif Marlow", "Zoë Li", "Will Hope"].map(PupilName::of);
        for text in ["Why did ELIF rise?", "elif marlow", "El\u{200b}if", "Zoe, too", "Li?", "(Marlow-Ash)"] {
            assert!(found(text, &names).is_some(), "{text}");
        }
        for text in ["An elift is no name.", "We will go on, and hope that it lasts.", "What of L.?", ""] {
            assert_eq!(found(text, &names), None, "{text}");
        }
    }

    #[test]
    fn a_name_is_found_on_a_line_of_its_own_and_as_people_write_it_without_its_letters() {
        let names = ["Łukasz Ørsted", "Işıl Þórsdóttir", "Kaʻiulani Groß", "أحمد Aziz"].map(PupilName::of);
        for text in [
            "They lost the tens\nLukasz\nand more",
            "the tens\r\nØrsted gained",
            "the tens\tOrsted",
            "the tens\u{2028}ORSTED",
            "Łukasz’s tens",
            "Isil, too",
            "IŞIL",
            "Thorsdottir",
            "Ka'iulani",
            "GROSS",
            "we asked أحمد why",
        ] {
            assert!(found(text, &names).is_some(), "{text}");
        }
        for text in ["They lost the tens\nand found them.", "A gross error\nof ours.", "kind\nof"] {
            assert_eq!(found(text, &names), None, "{text}");
        }
    }
}
