//! The built-in catalogue: programmes with their limits, tests with their scales, strategies and key concepts.
//!
//! A command carries the limits from here, so that the rules can be checked without a catalogue. A made-up test stands
//! in for those that schools buy. The names that readers see are in the words, under the code.

use domain::cycle::{Bounds, CycleKind, EntryBand, InstrumentLimits, ProgrammeLimits, Tier, Wave, Windows};
use domain::{
    ConceptCode, FormCode, InstrumentVersion, ProgrammeVersion, ScaleId, Score, StrategyCode, Subject,
    YearLevel,
};
use measures::Reference;

/// A test, in one edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instrument {
    /// Its code and edition.
    pub version: &'static str,
    /// What it tests.
    pub subject: Subject,
    /// The scale of its scores.
    pub scale: &'static str,
    /// The lowest score.
    pub lowest: i32,
    /// The highest score.
    pub highest: i32,
    /// Its parallel papers; none if there is only one.
    pub forms: &'static [&'static str],
}

/// A programme, in one edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Programme {
    /// Its code and edition.
    pub version: &'static str,
    /// What it teaches; nothing for one that serves any subject.
    pub subject: Option<Subject>,
    /// Support for a group, or following a class.
    pub kind: CycleKind,
    /// How far it goes beyond class teaching.
    pub tier: Tier,
    /// The English word for the same.
    pub wave: Wave,
}

/// Every programme, the one that most cycles follow first.
pub const PROGRAMMES: [Programme; 4] = [
    Programme {
        version: "accelerated-group@1",
        subject: Some(Subject::Mathematics),
        kind: CycleKind::Intervention,
        tier: Tier::Tier2,
        wave: Wave::Wave2,
    },
    Programme {
        version: "accelerated-reading-group@1",
        subject: Some(Subject::Reading),
        kind: CycleKind::Intervention,
        tier: Tier::Tier2,
        wave: Wave::Wave2,
    },
    Programme {
        version: "one-to-one@1",
        subject: Some(Subject::Mathematics),
        kind: CycleKind::Intervention,
        tier: Tier::Tier3,
        wave: Wave::Wave3,
    },
    Programme {
        version: "class-tracking@1",
        subject: None,
        kind: CycleKind::Monitoring,
        tier: Tier::Tier1,
        wave: Wave::Wave1,
    },
];

/// The scales that have a norm: mean 100, standard deviation 15.
const STANDARDISED: [&str; 2] = ["number-standardised", "reading-standardised"];

/// Every test.
pub const INSTRUMENTS: [Instrument; 3] = [
    Instrument {
        version: "number-test@1",
        subject: Subject::Mathematics,
        scale: "number-standardised",
        lowest: 40,
        highest: 160,
        forms: &["a", "b"],
    },
    Instrument {
        version: "reading-test@1",
        subject: Subject::Reading,
        scale: "reading-standardised",
        lowest: 40,
        highest: 160,
        forms: &["a", "b"],
    },
    Instrument {
        version: "quick-facts@1",
        subject: Subject::Mathematics,
        scale: "quick-facts-raw",
        lowest: 0,
        highest: 40,
        forms: &[],
    },
];

/// Every strategy.
pub const STRATEGIES: [&str; 8] = [
    "number-line-jumps",
    "bar-models",
    "counting-in-steps",
    "maths-talk",
    "worked-examples",
    "paired-reading",
    "asking-why",
    "ready-before-class",
];

/// Every key concept.
pub const CONCEPTS: [&str; 6] =
    ["place-value", "multiplying", "fractions", "word-problems", "inference", "fluency"];

impl Programme {
    /// The programme of this edition.
    #[must_use]
    pub fn of(version: &str) -> Option<&'static Self> {
        PROGRAMMES.iter().find(|programme| programme.version == version)
    }

    /// Whether it can be about this subject.
    #[must_use]
    pub fn teaches(&self, subject: Subject) -> bool {
        self.subject.is_none_or(|own| own == subject)
    }
}

impl Instrument {
    /// What a rule needs to know of the test; nothing if the catalogue itself is wrong, which a test rules out.
    #[must_use]
    pub fn limits(&self) -> Option<InstrumentLimits> {
        Some(InstrumentLimits {
            instrument: InstrumentVersion::parse(self.version).ok()?,
            subject: self.subject,
            scale: ScaleId::parse(self.scale).ok()?,
            scores: Bounds { least: Score::from(self.lowest), most: Score::from(self.highest) },
        })
    }

    /// When each point may be tested: the usual days.
    #[must_use]
    pub fn windows(&self) -> Windows {
        Windows::usual()
    }

    /// The test of this edition.
    #[must_use]
    pub fn of(version: &str) -> Option<&'static Self> {
        INSTRUMENTS.iter().find(|instrument| instrument.version == version)
    }

    /// The tests of a subject.
    pub fn of_subject(subject: Subject) -> impl Iterator<Item = &'static Self> {
        INSTRUMENTS.iter().filter(move |instrument| instrument.subject == subject)
    }

    /// The paper of this name; none for a test that has only one.
    ///
    /// # Errors
    /// When the test has papers and none of this name, or has only one and a name is given.
    pub fn paper(&self, name: &str) -> Result<Option<FormCode>, PaperUnknown> {
        if name.is_empty() && self.forms.is_empty() {
            return Ok(None);
        }
        let known = self.forms.iter().find(|form| **form == name).ok_or(PaperUnknown)?;
        FormCode::parse(known).map(Some).map_err(|_| PaperUnknown)
    }
}

/// The test has no such paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the test has no such paper")]
pub struct PaperUnknown;

/// What scores on a scale are set against. A scale without norms has nothing: neither results nor gains can be compared.
#[must_use]
pub fn reference(scale: &str) -> Reference {
    if STANDARDISED.contains(&scale) {
        Reference::STANDARDISED
    } else {
        Reference { norm: None, expected_gain: None, sd: None, population_mean: None }
    }
}

/// The limits of a programme; nothing for one that the catalogue does not have.
///
/// # Source
/// The group programmes have the numbers of New Zealand's Accelerating Learning in Mathematics. The one-to-one programme
/// is our own example of specialist support; following a whole class has no limits.
#[must_use]
pub fn programme(version: &ProgrammeVersion) -> Option<ProgrammeLimits> {
    match version.to_string().as_str() {
        "accelerated-group@1" | "accelerated-reading-group@1" => {
            Some(ProgrammeLimits::accelerating_mathematics())
        }
        "one-to-one@1" => Some(ProgrammeLimits {
            group_size: Some(Bounds { least: 1, most: 1 }),
            year_levels: YearLevel::new(1)
                .ok()
                .zip(YearLevel::new(11).ok())
                .map(|(least, most)| Bounds { least, most }),
            least_weeks_of_schooling: None,
            entry_bands: vec![EntryBand::WellBelow],
            potential_needed: false,
        }),
        "class-tracking@1" => Some(ProgrammeLimits::none()),
        _ => None,
    }
}

/// The strategies by their codes.
pub fn strategies() -> impl Iterator<Item = StrategyCode> {
    STRATEGIES.iter().filter_map(|code| StrategyCode::parse(code).ok())
}

/// The key concepts by their codes.
pub fn concepts() -> impl Iterator<Item = ConceptCode> {
    CONCEPTS.iter().filter_map(|code| ConceptCode::parse(code).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_catalogue_can_be_read() {
        assert!(INSTRUMENTS.iter().all(|instrument| instrument.limits().is_some()));
        assert!(INSTRUMENTS.iter().flat_map(|one| one.forms).all(|form| FormCode::parse(form).is_ok()));
        assert_eq!(strategies().count(), STRATEGIES.len());
        assert_eq!(concepts().count(), CONCEPTS.len());
        for one in PROGRAMMES {
            assert!(programme(&one.version.parse().unwrap()).is_some(), "{}", one.version);
        }
    }

    #[test]
    fn every_entry_of_the_catalogue_has_a_name_in_words() {
        let words = crate::words::Words::default();
        let code = |version: &str| version.split('@').next().unwrap().to_owned();
        let ids = INSTRUMENTS
            .iter()
            .map(|one| format!("instrument-{}", code(one.version)))
            .chain(PROGRAMMES.iter().map(|one| format!("programme-{}", code(one.version))))
            .chain(STRATEGIES.iter().map(|strategy| format!("strategy-{strategy}")))
            .chain(CONCEPTS.iter().map(|concept| format!("concept-{concept}")));
        for id in ids {
            assert!(words.has(&id), "{id}");
        }
    }

    #[test]
    fn a_mathematics_cycle_is_offered_no_reading_test() {
        let offered: Vec<_> = Instrument::of_subject(Subject::Mathematics).map(|one| one.version).collect();
        assert_eq!(offered, ["number-test@1", "quick-facts@1"]);
    }

    #[test]
    fn a_test_with_papers_asks_which_one_and_a_test_without_takes_none() {
        let number = Instrument::of("number-test@1").unwrap();
        assert_eq!(number.paper("a"), Ok(Some("a".parse().unwrap())));
        assert_eq!(number.paper(""), Err(PaperUnknown));
        assert_eq!(number.paper("c"), Err(PaperUnknown));
        let quick = Instrument::of("quick-facts@1").unwrap();
        assert_eq!(quick.paper(""), Ok(None));
        assert_eq!(quick.paper("a"), Err(PaperUnknown));
    }
}
