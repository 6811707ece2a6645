//! What a school knows of a pupil besides what happens in cycles: names, the national number, the birth date.
//!
//! It is one JSON object, sealed under the pupil's own key before anything is recorded, and opened for staff alone. The
//! shape below is stored for ever: a field is only ever added, and may be missing.

use std::fmt;
use std::str::FromStr;

use domain::{PupilId, ValueError, VariantArray, YearLevel};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantArray as Listed};

/// The field under which the details are sealed.
pub const FIELD: &str = "details";
/// The most letters of a name.
pub const NAME_MOST: usize = 120;

/// Which country's number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, Listed)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum NumberKind {
    /// England: the unique pupil number.
    Upn,
    /// New Zealand: the national student number.
    Nsn,
    /// A number of the school's own.
    Other,
}

/// The number by which a country's ministry knows the pupil.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NationalNumber {
    /// Whose number.
    pub kind: NumberKind,
    /// The number, in capitals and without blanks.
    pub number: String,
}

impl NationalNumber {
    /// Reads a number of this kind.
    ///
    /// # Errors
    /// When it can't be one: a wrong length, a wrong letter, or a wrong check letter.
    pub fn parse(kind: NumberKind, text: &str) -> Result<Self, ValueError> {
        let number: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let (fits, expected) = match kind {
            NumberKind::Upn => (is_upn(&number), "a unique pupil number"),
            NumberKind::Nsn => (is_nsn(&number), "a national student number"),
            NumberKind::Other => (is_short(&number), "a number of at most 20 letters and digits"),
        };
        if fits { Ok(Self { kind, number }) } else { Err(ValueError::expecting(expected)) }
    }
}

impl fmt::Display for NationalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// The letters of unique pupil numbers, each standing for its place from 0; I, O and S are not used.
const UPN_LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

/// A check letter and twelve digits, of which the last is a letter in a temporary number. The letter is that of the sum of
/// each later character times its place in the number, modulo 23.
///
/// # Source
/// UK Government Data Standards Catalogue, "Unique Pupil Number", version 2.0, agreed on 18 November 2004, validations 1-6.
fn is_upn(number: &str) -> bool {
    let value = |letter: char| UPN_LETTERS.find(letter);
    let mut characters = number.chars();
    let Some(check) = characters.next().and_then(value) else { return false };
    let mut sum = 0;
    let mut length = 1;
    for (place, character) in (2_usize..).zip(characters) {
        let worth = match character.to_digit(10) {
            Some(digit) => digit as usize,
            None if place == 13 => match value(character) {
                Some(worth) => worth,
                None => return false,
            },
            None => return false,
        };
        sum += worth * place;
        length = place;
    }
    length == 13 && sum % 23 == check
}

/// At most ten digits.
///
/// # Source
/// New Zealand Ministry of Education, "National Student Number (NSN)": a number of up to ten digits. It has no check digit
/// that may be relied on.
fn is_nsn(number: &str) -> bool {
    (1..=10).contains(&number.len()) && number.chars().all(|c| c.is_ascii_digit())
}

fn is_short(number: &str) -> bool {
    (1..=20).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// What a breakdown of figures may ask about a pupil. A school records those that it needs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Display, EnumString, Listed,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Characteristic {
    /// A girl.
    Girl,
    /// A boy.
    Boy,
    /// Disadvantaged, as the country counts it: pupil premium in England, equity funding in New Zealand.
    Disadvantaged,
    /// English is an additional language.
    AdditionalLanguage,
    /// Gets special educational needs support at school.
    NeedsSupport,
    /// Has a plan by law for special educational needs.
    NeedsPlan,
    /// Is in the care of an authority.
    InCare,
    /// Māori.
    Maori,
    /// Pacific.
    Pacific,
}

/// The school year that a pupil was in on a day; later ones follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InYear {
    /// The school year.
    pub level: YearLevel,
    /// A day on which it was so.
    pub on: Date,
}

/// Who a pupil is: the sealed object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The name in law.
    pub legal_name: String,
    /// The name that the school uses, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_name: Option<String>,
    /// The national number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_number: Option<NationalNumber>,
    /// The day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// The school year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_year: Option<InYear>,
    /// What breakdowns may ask, in the order of the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub characteristics: Vec<Characteristic>,
}

/// The month in which a school year begins, where the school has not said.
///
/// # Source
/// England: September.
pub const FIRST_MONTH: i8 = 9;

impl Details {
    /// The name that pages show.
    #[must_use]
    pub fn called(&self) -> &str {
        self.known_name.as_deref().unwrap_or(&self.legal_name)
    }

    /// The school year on a day, when school years begin in the month `first`: each beginning since moves it by one. None
    /// when none is recorded, or the pupil would be past the last.
    #[must_use]
    pub fn year_on(&self, day: Date, first: i8) -> Option<YearLevel> {
        let InYear { level, on } = self.in_year?;
        let moved = i16::from(level.number()) + (school_year(day, first) - school_year(on, first));
        u8::try_from(moved).ok().and_then(|level| YearLevel::new(level).ok())
    }

    /// Keeps the day on which the school year was noted, if what follows from it today is still what is said: then nothing
    /// has changed.
    pub fn keep_year_of(&mut self, known: &Self, first: i8) {
        if let Some(said) = self.in_year
            && known.year_on(said.on, first) == Some(said.level)
        {
            self.in_year = known.in_year;
        }
    }

    /// Whether the other is plainly the same pupil: the same national number, or the same name and birth date.
    #[must_use]
    pub fn is_same_pupil(&self, other: &Self) -> bool {
        let numbers = (&self.national_number, &other.national_number);
        if let (Some(one), Some(another)) = numbers
            && one.kind == another.kind
        {
            return one.number == another.number;
        }
        self.birth_date.is_some()
            && self.birth_date == other.birth_date
            && self.legal_name.to_lowercase() == other.legal_name.to_lowercase()
    }

    /// Whether any of the names or the number has `text` in it, whatever the case.
    #[must_use]
    pub fn has(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let within = |name: &str| name.to_lowercase().contains(&text);
        within(&self.legal_name)
            || self.known_name.as_deref().is_some_and(within)
            || self.national_number.as_ref().is_some_and(|number| within(&number.number))
    }
}

/// The calendar year in which the school year of a day began.
fn school_year(day: Date, first: i8) -> i16 {
    if day.month() >= first { day.year() } else { day.year() - 1 }
}

/// A name as it may be kept: no blanks at the ends or twice, nothing that can't be printed, not too long.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !name.is_empty() && name.chars().count() <= NAME_MOST && !name.chars().any(char::is_control);
    fits.then_some(name)
}

/// A birth date that a pupil at a school may have on the day `today`.
#[must_use]
pub fn birth_date(text: &str, today: Date) -> Option<Date> {
    let date = Date::from_str(text).ok()?;
    (1..=25).contains(&(today.year() - date.year())).then_some(date)
}

/// Every characteristic, for a form.
#[must_use]
pub fn characteristics() -> &'static [Characteristic] {
    Characteristic::VARIANTS
}

/// The stream that a pupil's texts are sealed for.
#[must_use]
pub fn stream_of(pupil: PupilId) -> String {
    format!("pupil/{pupil}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn details(name: &str) -> Details {
        Details {
            legal_name: name.to_owned(),
            known_name: None,
            national_number: None,
            birth_date: None,
            in_year: None,
            characteristics: Vec::new(),
        }
    }

    fn in_year(level: u8, on: Date) -> InYear {
        InYear { level: YearLevel::new(level).unwrap(), on }
    }

    #[test]
    fn the_sealed_object_keeps_its_shape() {
        let whole = r#"{"legal_name":"Ada Example","known_name":"Addy","national_number":{"kind":"upn","number":"T123456789012"},"birth_date":"2016-05-04","in_year":{"level":4,"on":"2025-09-03"},"characteristics":["girl","additional_language"]}"#;
        for line in [whole, r#"{"legal_name":"Ada Example"}"#] {
            let read: Details = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), line);
        }
    }

    #[test]
    fn a_unique_pupil_number_has_a_check_letter() {
        // 1*2 + 2*3 + ... of 123456789012: 2+6+12+20+30+42+56+72+90+0+12+26 = 368 = 16 * 23 + 0, so the letter is A.
        let good = NationalNumber::parse(NumberKind::Upn, "a1234 56789012").unwrap();
        assert_eq!(good.to_string(), "A123456789012");
        for wrong in ["B123456789012", "A12345678901", "A1234567890123", "1123456789012", "A12345678901O", ""]
        {
            assert!(NationalNumber::parse(NumberKind::Upn, wrong).is_err(), "{wrong}");
        }
        // A temporary number ends in a letter: 342 + 13 * 2 (C) = 368.
        assert!(NationalNumber::parse(NumberKind::Upn, "A12345678901C").is_ok());
    }

    #[test]
    fn the_check_letter_is_that_of_a_second_implementation() {
        // The example of python-stdnum 1.19, stdnum.gb.upn: 8*2 + 1*4 + 2*5 + 5*10 + 1*13 = 93 = 4 * 23 + 1.
        assert!(NationalNumber::parse(NumberKind::Upn, "B801200005001").is_ok());
        assert!(NationalNumber::parse(NumberKind::Upn, "A801200005001").is_err());
    }

    #[test]
    fn other_numbers_are_short() {
        assert!(NationalNumber::parse(NumberKind::Nsn, "0123456789").is_ok());
        assert!(NationalNumber::parse(NumberKind::Nsn, "01234567890").is_err());
        assert!(NationalNumber::parse(NumberKind::Nsn, "12A").is_err());
        assert!(NationalNumber::parse(NumberKind::Other, "k-17").is_ok());
        assert!(NationalNumber::parse(NumberKind::Other, "").is_err());
    }

    #[test]
    fn the_school_year_moves_on_when_a_new_one_begins() {
        let pupil = Details { in_year: Some(in_year(4, date(2025, 9, 3))), ..details("Ada") };
        let on = |day| pupil.year_on(day, FIRST_MONTH).map(YearLevel::number);
        assert_eq!(on(date(2026, 8, 31)), Some(4));
        assert_eq!(on(date(2026, 9, 1)), Some(5));
        assert_eq!(on(date(2025, 8, 31)), Some(3));
        assert_eq!(on(date(2050, 9, 1)), None);
        assert_eq!(
            pupil.year_on(date(2026, 2, 1), 2).map(YearLevel::number),
            Some(5),
            "New Zealand's begins in February"
        );
    }

    #[test]
    fn the_same_number_is_the_same_pupil_and_so_are_name_and_birth_date() {
        let born = Some(date(2016, 5, 4));
        let one = Details { birth_date: born, ..details("Ada Example") };
        assert!(one.is_same_pupil(&Details { birth_date: born, ..details("ADA EXAMPLE") }));
        assert!(!details("Ada Example").is_same_pupil(&details("Ada Example")), "a name alone is not enough");
        let numbered = |number| {
            let number = NationalNumber { kind: NumberKind::Nsn, number: String::from(number) };
            Details { national_number: Some(number), ..one.clone() }
        };
        assert!(
            !numbered("1").is_same_pupil(&numbered("2")),
            "twins of one name are told apart by their number"
        );
        assert!(numbered("1").is_same_pupil(&Details { legal_name: "Ada New".to_owned(), ..numbered("1") }));
        assert!(numbered("1").is_same_pupil(&one), "one list has the number, the other has not");
    }

    #[test]
    fn names_are_kept_tidy() {
        assert_eq!(name("  Ada   Example ").as_deref(), Some("Ada Example"));
        assert_eq!(name("  "), None);
        assert_eq!(name(&"a".repeat(121)), None);
        assert_eq!(name("Ada\u{7}Example"), None);
        assert!(birth_date("2016-05-04", date(2026, 1, 1)).is_some());
        assert!(birth_date("1966-05-04", date(2026, 1, 1)).is_none());
        assert!(birth_date("2027-05-04", date(2026, 1, 1)).is_none());
    }

    #[test]
    fn search_finds_part_of_a_name_or_number() {
        let known = Some("Addy".to_owned());
        let number = Some(NationalNumber { kind: NumberKind::Nsn, number: "1234".to_owned() });
        let pupil = Details { known_name: known, national_number: number, ..details("Ada Ngāti") };
        assert!(["ngā", "ADDY", "23"].into_iter().all(|text| pupil.has(text)));
        assert!(!pupil.has("Zoe"));
    }
}
