//! Code names a message by its id; the id exists, is used, and markup holds no sentence of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::rule::{Place, Rule};
use crate::sentences::{self, Message};
use crate::source::{self, Source};
use crate::tokens::{self, Token};

const EXISTS: Rule = Rule {
    says: "every message id in the code is in crates/portal/words/en-GB",
    because: "a missing one shows its id to the reader",
    instead: "add the sentence to the file of its part, or mend the id",
};

const USED: Rule = Rule {
    says: "every message in crates/portal/words/en-GB is used",
    because: "a translator should not spend an hour on a sentence that nobody sees",
    instead: "delete it, or use it (an id made with format! counts by its start)",
};

const NO_SENTENCES: Rule = Rule {
    says: "markup holds no sentence of its own",
    because: "every sentence a reader sees is in words/, where it is tested and translated",
    instead: "give it an id in crates/portal/words/en-GB and say it by that",
};

/// Attributes whose value a reader sees or hears.
const SPOKEN: &[&str] = &["label", "alt", "title", "placeholder", "summary", "description"];

fn missing(sources: &[Source], messages: &[Message]) -> Vec<Place> {
    let ids: BTreeSet<&str> = messages.iter().map(|message| message.id.as_str()).collect();
    let mut places = Vec::new();
    for source in sources {
        for found in tokens::of(source).windows(3) {
            let [method, open, id] = found else { continue };
            if !["say", "tell"].contains(&method.word().unwrap_or_default())
                || !open.is('(')
                || method.in_test
            {
                continue;
            }
            if let Some(id) = id.text().filter(|id| !ids.contains(id)) {
                places.push(Place::new(&source.path, method.line, id));
            }
        }
    }
    places
}

/// Messages that no text in the code names, whole or by the start of an id that is put together.
fn unused(sources: &[Source], messages: &[Message]) -> Vec<Place> {
    let mut whole = BTreeSet::new();
    let mut starts = BTreeSet::new();
    for source in sources {
        for token in tokens::of(source).iter().filter(|token| !token.in_test) {
            let Some(text) = token.text() else { continue };
            match text.split_once('{') {
                Some((start, _)) if start.ends_with('-') => {
                    starts.insert(start.to_owned());
                }
                _ => {
                    whole.insert(text.to_owned());
                }
            }
        }
    }
    let inside: BTreeSet<&str> =
        messages.iter().flat_map(|message| message.names.iter().map(String::as_str)).collect();
    let is_used = |id: &str| {
        whole.contains(id) || starts.iter().any(|start| id.starts_with(start.as_str())) || inside.contains(id)
    };
    messages
        .iter()
        .filter(|message| !is_used(&message.id))
        .map(|message| Place::new(&message.file, message.line, message.id.clone()))
        .collect()
}

fn sentences_in_markup(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources {
        let tokens: Vec<Token> =
            tokens::of(source).into_iter().filter(|token| token.in_markup && !token.in_test).collect();
        for (position, token) in tokens.iter().enumerate() {
            let Some(text) = token.text().filter(|text| is_sentence(text)) else { continue };
            let before = position.checked_sub(1).map(|at| &tokens[at]);
            let attribute = position.checked_sub(2).and_then(|at| tokens[at].word()).unwrap_or_default();
            let is_attribute = before.is_some_and(|token| token.is('='));
            if !is_attribute || SPOKEN.contains(&attribute) {
                places.push(Place::new(&source.path, token.line, text));
            }
        }
    }
    places
}

/// Two words or more, of letters.
fn is_sentence(text: &str) -> bool {
    let is_word =
        |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || "'’,.:;?!".contains(c));
    text.split_whitespace().filter(is_word).count() >= 2
}

fn portal() -> Vec<Source> {
    source::files("crates/portal/src", &[".rs"])
}

#[test]
fn every_message_that_the_code_names_exists() {
    EXISTS.holds(missing(&portal(), &sentences::british()));
}

#[test]
fn every_message_is_used() {
    // Claims and reasons name their messages in the pure crates; the portal only puts them into words.
    let pure = ["crates/measures/src", "crates/domain/src"].map(|folder| source::files(folder, &[".rs"]));
    let sources: Vec<Source> = portal().into_iter().chain(pure.into_iter().flatten()).collect();
    USED.holds(unused(&sources, &sentences::british()));
}

#[test]
fn markup_holds_no_sentence() {
    NO_SENTENCES.holds(sentences_in_markup(&portal()));
}

#[test]
fn a_message_in_another_english_exists_in_the_british_files() {
    let british: BTreeMap<String, usize> =
        sentences::british().into_iter().map(|message| (message.id, message.line)).collect();
    let overriding = source::files("crates/portal/words", &["terms.ftl"]);
    let strange: Vec<Place> = overriding
        .iter()
        .flat_map(sentences::of)
        .filter(|message| !british.contains_key(&message.id))
        .map(|message| Place::new(message.file, message.line, message.id))
        .collect();
    EXISTS.holds(strange);
}

#[test]
fn a_missing_an_unused_and_an_unspoken_message_are_found() {
    let words =
        sentences::of(&Source::sample("a.ftl", "greeting = Good morning\nsubject-a = A\nold = Old\n"));
    let code = [Source::sample(
        "a.rs",
        "fn a(w: W) { html! { p { (w.say(\"greting\")) (w.say(\"greeting\")) (w.say(&format!(\"subject-{x}\"))) } } }",
    )];
    assert_eq!(missing(&code, &words), [Place::new("a.rs", 1, "greting")]);
    assert_eq!(unused(&code, &words), [Place::new("a.ftl", 3, "old")]);
}

#[test]
fn a_sentence_in_the_markup_is_found() {
    let bad = Source::sample(
        "a.rs",
        "fn a() { html! { p class=\"one two\" aria-label=\"Main menu\" { \"Choose a school\" } } }",
    );
    assert_eq!(sentences_in_markup(&[bad]).len(), 2);
}
