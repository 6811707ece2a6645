//! Every sentence a reader sees, in their own English: one message file for each part of the portal, by language.
//!
//! British English is complete; New Zealand and United States English override the terms that differ (governor,
//! mathematics, year). Code names a message by its id and never holds a sentence itself.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Date;
use measures::claim::{self, Sentence};
use unic_langid::{LanguageIdentifier, langid};

use crate::chart;

/// The message files of British English, by name. Every id in them is available in every locale.
pub const EN_GB: &[(&str, &str)] = &[
    ("terms", include_str!("../words/en-GB/terms.ftl")),
    ("frame", include_str!("../words/en-GB/frame.ftl")),
    ("account", include_str!("../words/en-GB/account.ftl")),
    ("people", include_str!("../words/en-GB/people.ftl")),
    ("groups", include_str!("../words/en-GB/groups.ftl")),
    ("schools", include_str!("../words/en-GB/schools.ftl")),
    ("settings", include_str!("../words/en-GB/settings.ftl")),
    ("school_terms", include_str!("../words/en-GB/school_terms.ftl")),
    ("results", include_str!("../words/en-GB/results.ftl")),
    ("trend", include_str!("../words/en-GB/trend.ftl")),
    ("glossary", include_str!("../words/en-GB/glossary.ftl")),
    ("chart", include_str!("../words/en-GB/chart.ftl")),
    ("claims", include_str!("../words/en-GB/claims.ftl")),
    ("tokens", include_str!("../words/en-GB/tokens.ftl")),
    ("questions", include_str!("../words/en-GB/questions.ftl")),
    ("current_tracking", include_str!("../words/en-GB/current_tracking.ftl")),
    ("feedback", include_str!("../words/en-GB/feedback.ftl")),
    ("help", include_str!("../words/en-GB/help.ftl")),
    ("editions", include_str!("../words/en-GB/editions.ftl")),
    ("enquiries", include_str!("../words/en-GB/enquiries.ftl")),
    ("packs", include_str!("../words/en-GB/packs.ftl")),
    ("cycles", include_str!("../words/en-GB/cycles.ftl")),
    ("erasures", include_str!("../words/en-GB/erasures.ftl")),
    ("class_lists", include_str!("../words/en-GB/class_lists.ftl")),
    ("tracking", include_str!("../words/en-GB/tracking.ftl")),
    ("pupils", include_str!("../words/en-GB/pupils.ftl")),
    ("catalogue", include_str!("../words/en-GB/catalogue.ftl")),
    ("planning", include_str!("../words/en-GB/planning.ftl")),
    ("proposals", include_str!("../words/en-GB/proposals.ftl")),
    ("needs", include_str!("../words/en-GB/needs.ftl")),
    ("closing", include_str!("../words/en-GB/closing.ftl")),
    ("reports", include_str!("../words/en-GB/reports.ftl")),
    ("teaching", include_str!("../words/en-GB/teaching.ftl")),
    ("history", include_str!("../words/en-GB/history.ftl")),
    ("as_of", include_str!("../words/en-GB/as_of.ftl")),
    ("forms", include_str!("../words/en-GB/forms.ftl")),
    ("imports", include_str!("../words/en-GB/imports.ftl")),
    ("refusals", include_str!("../words/en-GB/refusals.ftl")),
    ("reasons", include_str!("../words/en-GB/reasons.ftl")),
    ("interface", include_str!("../words/en-GB/interface.ftl")),
    ("ledger", include_str!("../words/en-GB/ledger.ftl")),
];
const EN_NZ: &str = include_str!("../words/en-NZ/terms.ftl");
const EN_US: &str = include_str!("../words/en-US/terms.ftl");

/// The English that a reader asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// British English: complete, and the one that the others override.
    #[default]
    Britain,
    /// New Zealand English.
    NewZealand,
    /// United States English.
    UnitedStates,
}

impl Locale {
    /// The tag for the `lang` attribute of a page.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Britain => "en-GB",
            Self::NewZealand => "en-NZ",
            Self::UnitedStates => "en-US",
        }
    }

    /// The first language in an `Accept-Language` header that we have; British English otherwise.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|part| part.split(';').next())
            .find_map(|tag| match tag.trim().to_ascii_lowercase().as_str() {
                "en-gb" => Some(Self::Britain),
                "en-nz" => Some(Self::NewZealand),
                "en-us" => Some(Self::UnitedStates),
                _ => None,
            })
            .unwrap_or_default()
    }
}

/// One value that a message is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// A text, used as it is.
    Text(Cow<'a, str>),
    /// A number, which also chooses between singular and plural.
    Number(f64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
impl From<f64> for Arg<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}
impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number))
    }
}
impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(f64::from(u32::try_from(number).unwrap_or(u32::MAX)))
    }
}

/// The sentences of one locale. Cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    locale: Locale,
}

type Bundle = FluentBundle<FluentResource>;

static BRITAIN: LazyLock<Bundle> = LazyLock::new(|| bundle(langid!("en-GB"), None));
static NEW_ZEALAND: LazyLock<Bundle> = LazyLock::new(|| bundle(langid!("en-NZ"), Some(EN_NZ)));
static UNITED_STATES: LazyLock<Bundle> = LazyLock::new(|| bundle(langid!("en-US"), Some(EN_US)));

fn bundle(language: LanguageIdentifier, terms: Option<&str>) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for text in EN_GB.iter().map(|(_, text)| *text).chain(terms) {
        bundle.add_resource_overriding(resource(text));
    }
    bundle
}

/// A message file that does not parse still gives its good messages; the words test finds the bad ones.
fn resource(text: &str) -> FluentResource {
    FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource)
}

impl Words {
    /// The sentences of `locale`.
    #[must_use]
    pub fn of(locale: Locale) -> Self {
        Self { locale }
    }

    /// The locale that these sentences are in.
    #[must_use]
    pub fn locale(self) -> Locale {
        self.locale
    }

    /// The message `id`, which takes no values.
    #[must_use]
    pub fn say(self, id: &str) -> String {
        self.tell(id, &[])
    }

    /// The message `id`, filled with `values`. An unknown id gives the id itself and a warning in the log; the words
    /// test keeps that from happening.
    #[must_use]
    pub fn tell(self, id: &str, values: &[(&str, Arg<'_>)]) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            tracing::warn!(id, "a message is missing from the words");
            return id.to_owned();
        };
        let mut filled = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            filled.set(*name, fluent_value(value));
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(id, ?errors, "a message was not filled whole");
        }
        text
    }

    /// A claim of [`measures`], in words. Numbers carry their sign and decimals; counts choose singular and plural.
    #[must_use]
    pub fn claim(self, sentence: &Sentence) -> String {
        let values: Vec<(&str, Arg<'static>)> =
            sentence.args.iter().map(|(name, arg)| (*name, self.claim_value(name, arg))).collect();
        self.tell(sentence.message, &values)
    }

    /// A day as people write it: 3 June 2026.
    #[must_use]
    pub fn date(self, day: Date) -> String {
        let month = self.say(&format!("month-{}", day.month()));
        match self.locale {
            Locale::UnitedStates => format!("{month} {}, {}", day.day(), day.year()),
            Locale::Britain | Locale::NewZealand => format!("{} {month} {}", day.day(), day.year()),
        }
    }

    fn claim_value(self, name: &str, arg: &claim::Arg) -> Arg<'static> {
        match arg {
            // The ends of a range have their signs, as wherever a range stands.
            claim::Arg::Number { value, .. } if ["lower", "upper"].contains(&name) => {
                Arg::from(chart::signed(*value))
            }
            claim::Arg::Number { value, decimals } => {
                Arg::from(format!("{value:.*}", usize::from(*decimals)).replace('-', "−"))
            }
            claim::Arg::Count(count) => Arg::from(*count),
            claim::Arg::Phrase(phrase) => Arg::from(self.claim(phrase)),
        }
    }

    /// Whether the message `id` exists.
    #[must_use]
    pub fn has(self, id: &str) -> bool {
        self.bundle().get_message(id).is_some()
    }

    fn bundle(self) -> &'static Bundle {
        match self.locale {
            Locale::Britain => &BRITAIN,
            Locale::NewZealand => &NEW_ZEALAND,
            Locale::UnitedStates => &UNITED_STATES,
        }
    }
}

fn fluent_value<'a>(value: &'a Arg<'_>) -> FluentValue<'a> {
    match value {
        Arg::Text(text) => FluentValue::from(text.as_ref()),
        Arg::Number(number) => FluentValue::from(*number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_file_parses() {
        for (name, text) in EN_GB.iter().chain(&[("en-NZ", EN_NZ), ("en-US", EN_US)]) {
            if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                panic!("words/{name}: {errors:?}");
            }
        }
    }

    #[test]
    fn no_message_id_stands_in_two_files() {
        let mut seen = std::collections::BTreeMap::new();
        for (name, text) in EN_GB {
            for line in text.lines().filter(|line| !line.starts_with([' ', '#', '}'])) {
                if let Some((id, _)) = line.split_once(" =") {
                    let before = seen.insert(id.to_owned(), name);
                    assert!(before.is_none(), "{id} stands in {name} and in {before:?}");
                }
            }
        }
    }

    #[test]
    fn every_message_that_a_claim_can_ask_for_exists() {
        let missing: Vec<String> =
            claim::messages().into_iter().filter(|id| !Words::default().has(id)).collect();
        assert!(missing.is_empty(), "not in words/en-GB: {missing:#?}");
    }

    #[test]
    fn a_locale_overrides_the_terms_and_keeps_the_rest() {
        let words = Words::of(Locale::UnitedStates);
        assert_eq!(words.say("subject-mathematics"), "Math");
        assert_eq!(Words::default().say("subject-mathematics"), "Mathematics");
        assert_eq!(words.say("subject-reading"), "Reading");
    }

    #[test]
    fn the_reader_s_language_comes_from_the_header() {
        assert_eq!(Locale::from_accept_language("fr, en-NZ;q=0.8"), Locale::NewZealand);
        assert_eq!(Locale::from_accept_language("de"), Locale::Britain);
    }
}
