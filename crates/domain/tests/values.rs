//! The values read what they write, and nothing else.

use domain::cycle::{
    AssessmentPoint, CycleKind, EffectSizeKind, EntryBand, ExitStatus, JudgedEffect, LessonPart, Lever,
    NeedSource, NextSupport, Role, Setting, TargetMeasure, Tier, Wave,
};
use domain::{
    AcademicYear, Code, Currency, CycleId, GLOSSARY, Hours, InstrumentVersion, KeySubject, ReasonCode, Score,
    Sealed, Sequence, Stage, StrategyCode, Subject, VariantArray, YearLevel,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

#[test]
fn a_year_is_read_in_each_of_its_forms_and_written_in_one() {
    for text in ["2018-19", "2018/19", "2018-2019", "2018/2019"] {
        let year = AcademicYear::parse(text).unwrap();
        assert_eq!((year.to_string().as_str(), year.start_year()), ("2018-19", 2018), "{text}");
    }
    assert_eq!(AcademicYear::parse("1999-00").unwrap().to_string(), "1999-00");
    for text in [
        "", "2018", "2018-20", "2018-18", "18-19", "2018-1", "2018_19", "2018-19x", "+018-19", "2018-+9",
        "2018-019",
    ] {
        assert!(AcademicYear::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_day_lies_in_the_academic_year_that_began_the_last_september() {
    for (day, year) in [("2025-08-31", "2024-25"), ("2025-09-01", "2025-26"), ("2026-06-30", "2025-26")] {
        assert_eq!(AcademicYear::of_day(day.parse().unwrap()).unwrap().to_string(), year, "{day}");
    }
    assert!(AcademicYear::of_day("1500-01-01".parse().unwrap()).is_err());
}

#[test]
fn a_code_is_short_and_plain_and_a_version_counts_from_one() {
    let pinned = InstrumentVersion::parse("maths-test@2").unwrap();
    assert_eq!(
        (pinned.code().as_str(), pinned.version(), pinned.to_string().as_str()),
        ("maths-test", 2, "maths-test@2")
    );
    for text in ["", "-a", "A", "a b", "é", "a@1", &"a".repeat(65)] {
        assert!(StrategyCode::parse(text).is_err(), "{text}");
    }
    for text in ["maths-test", "maths-test@", "maths-test@0", "maths-test@-1", "@1"] {
        assert!(InstrumentVersion::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_year_level_is_a_number_that_schools_have() {
    assert_eq!(YearLevel::parse("0").unwrap().number(), 0);
    assert!(
        YearLevel::parse("15").is_err()
            && YearLevel::parse("-1").is_err()
            && YearLevel::parse("five").is_err()
    );
    assert!(serde_json::from_str::<YearLevel>("15").is_err());
}

#[test]
fn a_sealed_text_is_a_nonce_and_a_ciphertext() {
    let subject = KeySubject::parse("7d0b9c52-1f6e-4d0a-9a55-0a1b2c3d4e5f").unwrap();
    let seal = |nonce: String, text: &str| Sealed::new(subject, 1, nonce, text.to_owned());
    assert!(seal("A".repeat(32), "c2VhbGVkIHdvcmRzIGFuZCB0YWc=").is_ok());
    assert!(seal("A".repeat(24), "c2VhbGVkIHdvcmRzIGFuZCB0YWc=").is_err(), "a short nonce");
    assert!(seal("A".repeat(32), "Aroha was in hospital on Monday.").is_err(), "words in the clear");
    assert!(seal("A".repeat(32), "c2hvcnQ=").is_err(), "shorter than its tag");
    let stored = r#"{"subject":"7d0b9c52-1f6e-4d0a-9a55-0a1b2c3d4e5f","key_version":1,"nonce":"x","ciphertext":"in the clear"}"#;
    assert!(serde_json::from_str::<Sealed>(stored).is_err());
}

#[test]
fn what_is_wrong_is_never_repeated() {
    let error = AcademicYear::parse("Aroha Ngata").unwrap_err();
    assert!(!error.to_string().contains("Aroha"));
}

/// A closed list is stored by the words it shows, and reads them back.
fn is_one_list<W>()
where
    W: VariantArray + Copy + Display + FromStr + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let mut words = BTreeSet::new();
    for word in W::VARIANTS {
        let text = word.to_string();
        assert_eq!(serde_json::to_value(word).ok(), Some(text.clone().into()));
        assert_eq!(serde_json::from_value::<W>(text.clone().into()).ok(), Some(*word));
        assert_eq!(text.parse::<W>().ok(), Some(*word));
        assert!(words.insert(text));
    }
    assert!("no such word".parse::<W>().is_err());
}

#[test]
fn closed_lists_are_stored_by_the_words_they_show() {
    is_one_list::<AssessmentPoint>();
    is_one_list::<CycleKind>();
    is_one_list::<EffectSizeKind>();
    is_one_list::<EntryBand>();
    is_one_list::<ExitStatus>();
    is_one_list::<JudgedEffect>();
    is_one_list::<LessonPart>();
    is_one_list::<Lever>();
    is_one_list::<NeedSource>();
    is_one_list::<NextSupport>();
    is_one_list::<ReasonCode>();
    is_one_list::<Role>();
    is_one_list::<Setting>();
    is_one_list::<Stage>();
    is_one_list::<Subject>();
    is_one_list::<TargetMeasure>();
    is_one_list::<Tier>();
    is_one_list::<Wave>();
    is_one_list::<domain::cohort_result::FigureKind>();
    is_one_list::<domain::cohort_result::Group>();
    is_one_list::<domain::import_batch::TableKind>();
    is_one_list::<domain::school::SchoolKind>();
}

#[test]
fn the_glossary_is_sorted_and_has_each_word_once() {
    assert!(GLOSSARY.is_sorted_by(|one, next| one < next));
}

proptest! {
    #[test]
    fn scores_keep_every_digit(units in -100_000_000_i64..100_000_000, scale in 0_u32..6) {
        let score = Score::new(rust_decimal::Decimal::new(units, scale));
        prop_assert_eq!(Score::parse(&score.to_string()), Ok(score));
        let json = serde_json::to_string(&score).unwrap();
        prop_assert_eq!(serde_json::from_str::<Score>(&json).unwrap(), score);
    }

    #[test]
    fn ids_codes_and_years_read_what_they_write(bits in any::<u128>(), code in "[a-z0-9][a-z0-9._-]{0,63}", start in 1900_u16..2200, at in any::<u64>()) {
        let id = CycleId::new(uuid::Uuid::from_u128(bits));
        prop_assert_eq!(CycleId::parse(&id.to_string()), Ok(id));
        let code = StrategyCode::parse(&code).unwrap();
        prop_assert_eq!(Code::parse(&code.to_string()), Ok(code.clone()));
        let pinned = code.at(7);
        prop_assert_eq!(pinned.to_string().parse(), Ok(pinned));
        let year = AcademicYear::starting(start).unwrap();
        prop_assert_eq!(AcademicYear::parse(&year.to_string()), Ok(year));
        prop_assert_eq!(Sequence::parse(&at.to_string()), Ok(Sequence::new(at)));
    }

    #[test]
    fn no_text_makes_a_value_panic(text in "\\PC{0,40}") {
        let _ = (AcademicYear::parse(&text), Score::parse(&text), CycleId::parse(&text), StrategyCode::parse(&text));
        let _ = (domain::SchoolId::parse(&text), domain::CohortResultId::parse(&text), InstrumentVersion::parse(&text));
        let _ = domain::cohort_result::Figure::parse(&text);
    }
}

#[test]
fn a_currency_is_one_in_use_and_knows_its_smaller_unit() {
    let amount = |code: &str, minor_units| Currency::parse(code).unwrap().in_units(minor_units).to_string();
    assert_eq!(amount("NZD", 133_300), "1333.00");
    assert_eq!(amount("GBP", 5), "0.05");
    assert_eq!(amount("JPY", 120), "120");
    assert_eq!(amount("KWD", 1), "0.001");
    for wrong in ["", "NZ", "nzd", "NZDD", "XXX", "AED AFN", "D A"] {
        assert!(Currency::parse(wrong).is_err(), "{wrong}");
    }
    let code: Currency = serde_json::from_str("\"USD\"").unwrap();
    assert_eq!((code.digits(), code.to_string().as_str()), (2, "USD"));
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"USD\"");
}

#[test]
fn hours_are_from_none_to_ten_thousand_to_a_hundredth() {
    for (text, told) in [("0", "0"), ("7.50", "7.5"), ("0.25", "0.25"), ("10000", "10000")] {
        assert_eq!(Hours::parse(text).unwrap().to_string(), told);
    }
    for wrong in ["", "-1", "0.255", "10000.01", "1e3", "seven", "+1"] {
        assert!(Hours::parse(wrong).is_err(), "{wrong}");
    }
}
