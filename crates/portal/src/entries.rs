//! The catalogue as pages and forms look things up in it: programmes with their limits, tests with their scales, strategies
//! and key concepts, in every edition there was.
//!
//! A request reads it once and carries it along, so that looking something up waits for nothing. It decides nothing: what is
//! looked up here goes into a command, and the rules judge it there.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::catalogue::{self, Body, Edition, EntryId, EntryKind, EntryWords, ScaleLink};
use domain::code::EntryCode;
use domain::cycle::{CycleRecord, InstrumentLimits, ProgrammeLimits, Windows};
use domain::{ConceptCode, FormCode, InstrumentVersion, ProgrammeVersion, StrategyCode, Subject};
use jiff::civil::Date;
use measures::Reference;
use rust_decimal::prelude::ToPrimitive;

use crate::term;
use crate::words::Words;

/// One edition of an entry, as the catalogue's table has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which entry.
    pub entry: EntryId,
    /// The number of the edition.
    pub edition: u32,
    /// What it says.
    pub says: Edition,
    /// From when it is so.
    pub effective_on: Date,
    /// From when the entry is offered no longer, if so.
    pub retired_on: Option<Date>,
}

/// One edition of an entry of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// Its code.
    pub code: EntryCode,
    /// Its code and edition: `number-test@1`.
    pub version: String,
    /// The number of the edition.
    pub edition: u32,
    /// Whether no later edition follows.
    pub is_newest: bool,
    /// From when the entry is offered no longer, if so.
    pub retired_on: Option<Date>,
    /// What it says.
    pub is: T,
    words: Option<EntryWords>,
}

/// A programme, in one edition.
pub type Programme = Listed<catalogue::Programme>;
/// A strategy, in one edition.
pub type Strategy = Listed<catalogue::Strategy>;
/// A test, in one edition.
pub type Instrument = Listed<catalogue::Instrument>;
/// A key concept, in one edition.
pub type Concept = Listed<catalogue::Concept>;

/// Every edition of every entry, each kind in the order in which its entries were published. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    kept: Arc<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    programmes: Vec<Programme>,
    strategies: Vec<Strategy>,
    instruments: Vec<Instrument>,
    concepts: Vec<Concept>,
}

impl<T> Listed<T> {
    /// Whether it can be chosen for something new.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.is_newest && self.retired_on.is_none()
    }
}

impl Programme {
    /// Whether it can be about this subject.
    #[must_use]
    pub fn teaches(&self, subject: Subject) -> bool {
        self.is.subjects.is_empty() || self.is.subjects.contains(&subject)
    }

    /// The edition that a plan names.
    #[must_use]
    pub fn pinned(&self) -> ProgrammeVersion {
        self.code.as_code_of().at(self.edition)
    }
}

impl Strategy {
    /// Whether it is for this subject.
    #[must_use]
    pub fn serves(&self, subject: Subject) -> bool {
        self.is.subjects.is_empty() || self.is.subjects.contains(&subject)
    }
}

impl Instrument {
    /// What a rule needs to know of the test.
    #[must_use]
    pub fn limits(&self) -> InstrumentLimits {
        InstrumentLimits {
            instrument: self.pinned(),
            subject: self.is.subject,
            scale: self.is.scale.clone(),
            scores: self.is.scores,
            step: self.is.step,
        }
    }

    /// The edition that a score names.
    #[must_use]
    pub fn pinned(&self) -> InstrumentVersion {
        self.code.as_code_of().at(self.edition)
    }

    /// When each point may be tested.
    #[must_use]
    pub fn windows(&self) -> Windows {
        self.is.windows
    }

    /// The paper of this name; none for a test that has only one.
    ///
    /// # Errors
    /// When the test has papers and none of this name, or has only one and a name is given.
    pub fn paper(&self, name: &str) -> Result<Option<FormCode>, PaperUnknown> {
        if name.is_empty() && self.is.forms.is_empty() {
            return Ok(None);
        }
        let known = self.is.forms.iter().find(|form| form.as_str() == name);
        known.cloned().map(Some).ok_or(PaperUnknown)
    }
}

/// The test has no such paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the test has no such paper")]
pub struct PaperUnknown;

impl Catalogue {
    /// The catalogue of these editions, in the order of `rows`.
    #[must_use]
    pub fn of(rows: &[Row]) -> Self {
        let mut kept = Kept::default();
        let newest =
            |row: &Row| rows.iter().filter(|one| one.entry == row.entry).map(|one| one.edition).max();
        let all: Vec<(bool, Row)> =
            rows.iter().map(|row| (newest(row) == Some(row.edition), row.clone())).collect();
        for (is_newest, row) in all {
            match row.says.body.clone() {
                Body::Programme(is) => kept.programmes.push(listed(row, is_newest, is)),
                Body::Strategy(is) => kept.strategies.push(listed(row, is_newest, is)),
                Body::Instrument(is) => kept.instruments.push(listed(row, is_newest, is)),
                Body::Concept(is) => kept.concepts.push(listed(row, is_newest, is)),
            }
        }
        Self { kept: Arc::new(kept) }
    }

    /// The programmes that a new cycle can follow.
    pub fn programmes(&self) -> impl Iterator<Item = &Programme> {
        self.kept.programmes.iter().filter(|one| one.is_offered())
    }

    /// The programme in this edition, offered or not.
    #[must_use]
    pub fn programme(&self, version: &str) -> Option<&Programme> {
        self.kept.programmes.iter().find(|one| one.version == version)
    }

    /// Whom a cycle's programme takes; no limits for one that is not in the catalogue.
    #[must_use]
    pub fn limits(&self, version: &ProgrammeVersion) -> ProgrammeLimits {
        self.programme(&version.to_string()).map(|one| one.is.limits.clone()).unwrap_or_default()
    }

    /// The strategies that can be adopted.
    pub fn strategies(&self) -> impl Iterator<Item = &Strategy> {
        self.kept.strategies.iter().filter(|one| one.is_offered())
    }

    /// The newest edition of a strategy, offered or not.
    #[must_use]
    pub fn strategy(&self, code: &StrategyCode) -> Option<&Strategy> {
        self.kept.strategies.iter().find(|one| one.is_newest && one.code.as_str() == code.as_str())
    }

    /// The key concepts that can be chosen in a subject.
    pub fn concepts(&self, subject: Subject) -> impl Iterator<Item = &Concept> {
        self.kept.concepts.iter().filter(move |one| one.is_offered() && one.is.subject == subject)
    }

    /// The key concept of this code, if it can be chosen.
    #[must_use]
    pub fn concept(&self, code: &str) -> Option<ConceptCode> {
        let found = self.kept.concepts.iter().find(|one| one.is_offered() && one.code.as_str() == code)?;
        Some(found.code.as_code_of())
    }

    /// Every edition of every test.
    pub fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.kept.instruments.iter()
    }

    /// How scores on the scale `from` read on the scale `to`, as the newest editions of the tests on it say; nothing where
    /// none says it, or two say different things. A link is used in the direction in which it was published alone.
    #[must_use]
    pub fn link(&self, from: &str, to: &str) -> Option<&ScaleLink> {
        let newest = self.kept.instruments.iter().filter(|one| one.is_newest);
        let mut links = newest
            .filter(|one| one.is.scale.as_str() == from)
            .flat_map(|one| one.is.links.iter().filter(|link| link.to.as_str() == to));
        let first = links.next()?;
        links.all(|other| other == first).then_some(first)
    }

    /// The test in this edition, offered or not.
    #[must_use]
    pub fn instrument(&self, version: &str) -> Option<&Instrument> {
        self.kept.instruments.iter().find(|one| one.version == version)
    }

    /// The tests that a cycle can be given. Where it has scores by a test, they are those of that very edition, so that its
    /// start and end scores compare.
    #[must_use]
    pub fn tests_of(&self, record: &CycleRecord) -> Vec<&Instrument> {
        let used: BTreeSet<String> =
            record.assessments.values().map(|one| one.instrument.to_string()).collect();
        let of_subject = || self.kept.instruments.iter().filter(|one| one.is.subject == record.plan.subject);
        let in_use: BTreeSet<&str> =
            of_subject().filter(|one| used.contains(&one.version)).map(|one| one.code.as_str()).collect();
        of_subject()
            .filter(|one| {
                if in_use.contains(one.code.as_str()) {
                    used.contains(&one.version)
                } else {
                    one.is_offered()
                }
            })
            .collect()
    }

    /// What scores on a scale are set against. A scale without a norm has nothing: neither results nor gains can be compared.
    /// The norm of a scale is that of the first test on it; no later edition gives it another one.
    ///
    /// # Source
    /// A standardised scale is made anew for each age, so a typical pupil keeps the same score: the expected gain is 0.
    #[must_use]
    pub fn reference(&self, scale: &str) -> Reference {
        let norm = self
            .kept
            .instruments
            .iter()
            .find(|one| one.is.scale.as_str() == scale)
            .and_then(|one| one.is.norm);
        let mean = norm.and_then(|norm| norm.mean.decimal().to_f64());
        let sd = norm.and_then(|norm| norm.sd.decimal().to_f64());
        Reference { norm: mean, expected_gain: mean.map(|_| 0.0), sd, population_mean: mean }
    }

    /// What an entry is called: by its own name if a school gave it one, by the name among the words otherwise. `code` may name
    /// an edition.
    #[must_use]
    pub fn name(&self, words: Words, kind: EntryKind, code: &impl ToString) -> String {
        let code = code.to_string();
        let own = match kind {
            EntryKind::Programme => own_name(&self.kept.programmes, &code),
            EntryKind::Strategy => own_name(&self.kept.strategies, &code),
            EntryKind::Instrument => own_name(&self.kept.instruments, &code),
            EntryKind::Concept => own_name(&self.kept.concepts, &code),
        };
        own.unwrap_or_else(|| term::coded(words, pattern(kind), &code))
    }

    /// Entries as choices: what a form sends, and the name.
    #[must_use]
    pub fn choices<'a, T: 'a>(
        &self,
        words: Words,
        kind: EntryKind,
        entries: impl IntoIterator<Item = &'a Listed<T>>,
        value: impl Fn(&Listed<T>) -> String,
    ) -> Vec<(String, String)> {
        entries.into_iter().map(|one| (value(one), self.name(words, kind, &one.version))).collect()
    }
}

fn listed<T>(row: Row, is_newest: bool, is: T) -> Listed<T> {
    let code = row.entry.code().clone();
    Listed {
        version: format!("{code}@{}", row.edition),
        code,
        edition: row.edition,
        is_newest,
        retired_on: row.retired_on,
        is,
        words: row.says.words,
    }
}

/// The name that a school gave: in this edition, or in the newest where no edition is named.
fn own_name<T>(all: &[Listed<T>], code: &str) -> Option<String> {
    let found = all.iter().find(|one| one.version == code || (one.is_newest && one.code.as_str() == code))?;
    found.words.as_ref().map(|words| words.name.clone())
}

/// The message that names an entry of this kind.
fn pattern(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Programme => "programme-{}",
        EntryKind::Strategy => "strategy-{}",
        EntryKind::Instrument => "instrument-{}",
        EntryKind::Concept => "concept-{}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Facts, catalogue, starter_rows};
    use domain::cycle::AssessmentPoint;
    use jiff::civil::date;

    /// The built-in catalogue with a second edition of one entry.
    fn revised(entry: &str, change: impl FnOnce(&mut Row)) -> Catalogue {
        let mut rows = starter_rows();
        let mut second = rows.iter().find(|row| row.entry.to_string() == entry).unwrap().clone();
        second.edition = 2;
        change(&mut second);
        rows.push(second);
        Catalogue::of(&rows)
    }

    fn offered(catalogue: &Catalogue, facts: &Facts) -> Vec<String> {
        let tests = catalogue.tests_of(facts.state.record().unwrap());
        tests.into_iter().map(|one| one.version.clone()).collect()
    }

    #[test]
    fn a_mathematics_cycle_is_offered_no_reading_test() {
        let offered = offered(&catalogue(), &Facts::planned(1));
        assert!(
            offered.starts_with(&["number-test@1".to_owned(), "quick-facts@1".to_owned()]),
            "{offered:?}"
        );
        assert!(!offered.iter().any(|one| one.starts_with("reading")), "{offered:?}");
    }

    #[test]
    fn a_cycle_keeps_the_edition_of_a_test_that_it_began_with() {
        let second = revised("instrument:number-test", |_| {});
        let mut facts = Facts::with_pupils(1, 2);
        assert!(offered(&second, &facts).contains(&"number-test@2".to_owned()));
        facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
        let offered = offered(&second, &facts);
        assert!(
            offered.contains(&"number-test@1".to_owned()) && !offered.contains(&"number-test@2".to_owned())
        );
    }

    #[test]
    fn what_is_retired_is_offered_no_longer_and_keeps_its_limits_and_its_name() {
        let rows = starter_rows().into_iter().map(|row| {
            let retired = row.entry.to_string() == "programme:one-to-one";
            Row { retired_on: retired.then_some(date(2026, 1, 5)), ..row }
        });
        let catalogue = Catalogue::of(&rows.collect::<Vec<_>>());
        assert!(!catalogue.programmes().any(|one| one.code.as_str() == "one-to-one"));
        let limits = catalogue.limits(&"one-to-one@1".parse().unwrap());
        assert_eq!(limits.group_size.map(|size| (size.least, size.most)), Some((1, 1)));
        let name = catalogue.name(Words::default(), EntryKind::Programme, &"one-to-one@1");
        assert_eq!(name, Words::default().say("programme-one-to-one"));
    }

    #[test]
    fn an_own_name_stands_before_the_words_and_belongs_to_its_edition() {
        let named = revised("strategy:bar-models", |row| {
            let (name, about) = ("Bars".to_owned(), String::new());
            row.says.words = Some(EntryWords { name, about });
        });
        let name = |code: &str| named.name(Words::default(), EntryKind::Strategy, &code);
        assert_eq!(name("bar-models"), "Bars");
        assert_eq!(name("bar-models@1"), Words::default().say("strategy-bar-models"));
    }

    #[test]
    fn a_scale_has_its_norm_and_one_without_has_nothing() {
        assert_eq!(catalogue().reference("number-standardised"), Reference::STANDARDISED);
        let none = Reference { norm: None, expected_gain: None, sd: None, population_mean: None };
        assert_eq!(
            [catalogue().reference("quick-facts-raw"), catalogue().reference("unheard-of")],
            [none, none]
        );
    }

    #[test]
    fn a_test_with_papers_asks_which_one_and_a_test_without_takes_none() {
        let catalogue = catalogue();
        let number = catalogue.instrument("number-test@1").unwrap();
        assert_eq!(number.paper("a"), Ok(Some("a".parse().unwrap())));
        assert_eq!(number.paper(""), Err(PaperUnknown));
        assert_eq!(number.paper("c"), Err(PaperUnknown));
        let quick = catalogue.instrument("quick-facts@1").unwrap();
        assert_eq!(quick.paper(""), Ok(None));
        assert_eq!(quick.paper("a"), Err(PaperUnknown));
    }
}
