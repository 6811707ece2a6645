//! How hard our sentences are to read: lengths, a reading grade, and words that governors should never meet.
//!
//! A formula judges length, not sense. It only keeps the worst out.

use crate::rule::{Place, Rule};
use crate::sentences::{self, Message};
use crate::source::Source;

const LONGEST: usize = 25;
const AVERAGE: f64 = 15.0;
const GRADE: f64 = 7.0;

const LENGTH: Rule = Rule {
    says: "no sentence has more than 25 words, and the average is 15 at most",
    because: "GOV.UK found that readers lose a longer one, and its writers keep to these numbers",
    instead: "make two sentences of it",
};

const BANNED: Rule = Rule {
    says: "no message says coasting, leverage or cohort",
    because: "the first judges people, and the others are not words that a governor uses",
    instead: "lower results, slower progress; use; year group or group of pupils",
};

/// Words that the subject needs, and which a governor learns on the first page: each counts as a word of one syllable.
const EXEMPT: &[&str] = &[
    "pupil premium",
    "SEN support",
    "education health and care plan",
    "mathematics",
    "national average",
    "average",
    "assessment",
    "assessments",
    "intervention",
    "strategy",
    "strategies",
    "quadrant",
    "confidence interval",
    "Department for Education",
    "local authority",
    "authority",
    "disadvantaged",
    "curriculum",
    "curricular",
    "attainment",
];

/// Names of others, which are theirs to choose: said as they are, and said to be theirs.
const NAMES: &[&str] = &["High Leverage Concepts"];

/// The sentences of a text: split after `.`, `?` or `!` before a space or the end.
fn sentences(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut ended = false;
    for character in text.chars() {
        if ended && character.is_whitespace() {
            found.push(String::new());
            ended = false;
            continue;
        }
        ended = matches!(character, '.' | '?' | '!') || (ended && matches!(character, '"' | '”' | ')'));
        if let Some(last) = found.last_mut() {
            last.push(character);
        }
    }
    found.retain(|sentence| words(sentence).next().is_some());
    found
}

fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split(|c: char| c.is_whitespace() || "–—/()[]".contains(c))
        .filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Groups of vowels, less a silent e at the end. Numbers and single letters count as one.
fn syllables(word: &str) -> usize {
    let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let mut groups = 0;
    let mut before = ' ';
    for letter in letters.chars() {
        if is_vowel(letter) && !is_vowel(before) {
            groups += 1;
        }
        before = letter;
    }
    let silent = (letters.ends_with('e') && !letters.ends_with("le"))
        || (letters.ends_with("ed") && !letters.ends_with("ted") && !letters.ends_with("ded"));
    if silent && groups > 1 { groups - 1 } else { groups.max(1) }
}

/// The sentences of every message that is a sentence (a label such as "Year" is none), with the exempted terms made short.
fn all_sentences(messages: &[Message]) -> Vec<(&Message, String)> {
    let mut all = Vec::new();
    for message in messages {
        for text in &message.texts {
            if text.trim_end().ends_with(['.', '?', '!']) {
                all.extend(sentences(text).into_iter().map(|sentence| (message, sentence)));
            }
        }
    }
    all
}

fn without_terms(sentence: &str) -> String {
    let mut text = format!(" {sentence} ").to_lowercase();
    for term in EXEMPT {
        text = text.replace(&term.to_lowercase(), "term");
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn average(sentences: &[(&Message, String)]) -> f64 {
    let count: usize = sentences.iter().map(|(_, sentence)| words(sentence).count()).sum();
    count as f64 / sentences.len().max(1) as f64
}

/// Kincaid and others 1975: 0.39 words a sentence + 11.8 syllables a word - 15.59.
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn grade(sentences: &[String]) -> f64 {
    let word_count: usize = sentences.iter().map(|sentence| words(sentence).count()).sum();
    let syllable_count: usize =
        sentences.iter().map(|sentence| words(sentence).map(syllables).sum::<usize>()).sum();
    let (sentence_count, word_count) = (sentences.len().max(1) as f64, word_count.max(1) as f64);
    0.39 * word_count / sentence_count + 11.8 * syllable_count as f64 / word_count - 15.59
}

fn too_long(messages: &[Message]) -> Vec<Place> {
    let place = |(message, sentence): (&Message, String)| {
        let count = words(&sentence).count();
        (count > LONGEST).then(|| {
            Place::new(&message.file, message.line, format!("{}: {count} words: {sentence}", message.id))
        })
    };
    all_sentences(messages).into_iter().filter_map(place).collect()
}

fn banned(messages: &[Message]) -> Vec<Place> {
    let is_banned = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        ["coasting", "leverage", "leveraging", "cohort", "cohorts"].contains(&word.as_str())
    };
    let mut places = Vec::new();
    for message in messages {
        for text in &message.texts {
            let own = NAMES.iter().fold(text.clone(), |text, name| text.replace(name, "name"));
            for word in words(&own).filter(|word| is_banned(word)) {
                places.push(Place::new(&message.file, message.line, format!("{}: {word}", message.id)));
            }
        }
    }
    places.dedup();
    places
}

#[test]
fn no_sentence_is_too_long() {
    let messages = sentences::british();
    LENGTH.holds(too_long(&messages));
    let average = average(&all_sentences(&messages));
    assert!(
        average <= AVERAGE,
        "The average sentence in words/ has {average:.1} words; {AVERAGE} at most. Shorten the long ones."
    );
}

#[test]
fn the_reading_grade_is_seven_at_most() {
    let messages = sentences::british();
    let texts: Vec<(f64, String)> = all_sentences(&messages)
        .into_iter()
        .map(|(message, sentence)| {
            (grade(&[without_terms(&sentence)]), format!("{}: {sentence}", message.id))
        })
        .collect();
    let all: Vec<String> =
        all_sentences(&messages).iter().map(|(_, sentence)| without_terms(sentence)).collect();
    let grade = grade(&all);
    let mut hardest = texts;
    hardest.sort_by(|a, b| b.0.total_cmp(&a.0));
    let hardest: Vec<String> =
        hardest.iter().take(12).map(|(grade, text)| format!("  {grade:.1} {text}")).collect();
    assert!(
        grade <= GRADE,
        "The sentences in crates/portal/words/en-GB read at grade {grade:.1}; {GRADE} at most. Use shorter words and \
         sentences; a term that the subject needs goes on the list of this test. The hardest:\n{}",
        hardest.join("\n")
    );
}

#[test]
fn no_banned_word_is_said() {
    BANNED.holds(banned(&sentences::british()));
}

#[test]
fn a_long_sentence_and_a_banned_word_are_found() {
    let long = format!("a = {}end.\nb = Is this cohort coasting?\n", "word ".repeat(25));
    let messages = sentences::of(&Source::sample("a.ftl", &long));
    assert_eq!(too_long(&messages).len(), 1);
    assert_eq!(banned(&messages).len(), 2);
    assert!(average(&all_sentences(&messages)) > AVERAGE - 1.0);
}

/// Known scores: two sentences whose grades are worked out by hand from the formula.
#[test]
fn the_grade_agrees_with_the_formula_by_hand() {
    // 6 words, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59 = -1.45.
    assert!((grade(&["The cat sat on the mat.".to_owned()]) + 1.45).abs() < 0.01);
    // 5 words; in-ter-na-tion-al (5), or-gan-i-sa-tions (5), ne-go-ti-ate (counted 3), dif-fi-cult (3), trea-ties (2): 18.
    let hard = grade(&["International organisations negotiate difficult treaties.".to_owned()]);
    assert!((hard - (0.39 * 5.0 + 11.8 * 18.0 / 5.0 - 15.59)).abs() < 0.01, "{hard}");
}

#[test]
fn sentences_and_syllables_are_counted() {
    assert_eq!(sentences("One. Two? (Three!) 1.5 is four").len(), 4);
    let counted = ["made", "table", "planned", "started", "school", "progress", "8"].map(syllables);
    assert_eq!(counted, [1, 2, 1, 2, 1, 2, 1]);
}
