//! When a school teaches and when it is on holiday: its terms, one school year at a time.
//!
//! A year's terms are said together and replaced together. What a plan makes of them stands elsewhere: a cycle may well begin
//! in a holiday, and is only told so.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{Country, Month, SchoolId};
use crate::ValueError;
use crate::cycle::Bounds;
use crate::reason::Reason;

/// The most terms of one year: England's half terms.
pub const MOST_TERMS: usize = 6;
/// The most days of one term, the first and the last among them: 22 weeks, a long American semester.
pub const MOST_TERM_DAYS: i32 = 22 * 7;

const SCHOOL_YEAR: &str = "a school year such as 2025-26, or 2026 where it is the calendar year";

/// The school year of one school: 2025-26, or 2026 where it begins in January.
///
/// Unlike [`crate::AcademicYear`], which official tables are about and the facts of cycles name, it is the year as the school
/// counts it: pages show a cycle's year by this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolYear {
    begins: u16,
    is_calendar_year: bool,
}

impl SchoolYear {
    /// The school year that begins in `month` of the year `begins`, from 1900 to 2199.
    ///
    /// # Errors
    /// When the year is outside that range.
    pub fn starting(begins: u16, month: Month) -> Result<Self, ValueError> {
        if (1900..2200).contains(&begins) {
            Ok(Self { begins, is_calendar_year: month.number() == 1 })
        } else {
            Err(ValueError::expecting(SCHOOL_YEAR))
        }
    }

    /// The school year that a day lies in, where years begin in `month`.
    ///
    /// # Errors
    /// When that year is outside the range.
    pub fn of_day(day: Date, month: Month) -> Result<Self, ValueError> {
        let begins = if day.month() >= month.number() { day.year() } else { day.year() - 1 };
        let begins = u16::try_from(begins).map_err(|_| ValueError::expecting(SCHOOL_YEAR))?;
        Self::starting(begins, month)
    }

    /// Reads `2025-26` or `2026`.
    ///
    /// # Errors
    /// When the text has another form, or the second year does not follow the first.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting(SCHOOL_YEAR);
        let digits = |part: &str, length| part.len() == length && part.chars().all(|c| c.is_ascii_digit());
        let number = |part: &str| part.parse::<u16>().map_err(|_| wrong);
        let (begins, is_calendar_year) = match text.split_once('-') {
            None if digits(text, 4) => (number(text)?, true),
            Some((first, second)) if digits(first, 4) && digits(second, 2) => {
                let begins = number(first)?;
                if (begins + 1) % 100 != number(second)? {
                    return Err(wrong);
                }
                (begins, false)
            }
            None | Some(_) => return Err(wrong),
        };
        if (1900..2200).contains(&begins) { Ok(Self { begins, is_calendar_year }) } else { Err(wrong) }
    }

    /// The calendar year in which it begins.
    #[must_use]
    pub fn begins_in(self) -> u16 {
        self.begins
    }

    /// As people of a school in `country` write it: 2025/26, or 2026. Without a country the month alone decides.
    #[must_use]
    pub fn label(self, country: Option<Country>) -> String {
        if self.is_calendar_year || country.is_some_and(Country::names_year_by_one) {
            format!("{:04}", self.begins)
        } else {
            format!("{:04}/{:02}", self.begins, (self.begins + 1) % 100)
        }
    }

    /// Its first and its last day, where years begin in `month`; none if that is not how this year goes.
    #[must_use]
    pub fn days(self, month: Month) -> Option<Bounds<Date>> {
        if self.is_calendar_year != (month.number() == 1) {
            return None;
        }
        let first = Date::new(i16::try_from(self.begins).ok()?, month.number(), 1).ok()?;
        let last = first.checked_add(1.year()).ok()?.checked_sub(1.day()).ok()?;
        Some(Bounds { least: first, most: last })
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_calendar_year {
            write!(f, "{:04}", self.begins)
        } else {
            write!(f, "{:04}-{:02}", self.begins, (self.begins + 1) % 100)
        }
    }
}
impl FromStr for SchoolYear {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for SchoolYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for SchoolYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// What schools call a term.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_term_name)]
pub enum TermName {
    /// From September to December, in one piece.
    Autumn,
    /// The first half of the autumn term.
    AutumnFirstHalf,
    /// The second half of the autumn term.
    AutumnSecondHalf,
    /// From January to Easter, in one piece.
    Spring,
    /// The first half of the spring term.
    SpringFirstHalf,
    /// The second half of the spring term.
    SpringSecondHalf,
    /// From Easter to July, in one piece.
    Summer,
    /// The first half of the summer term.
    SummerFirstHalf,
    /// The second half of the summer term.
    SummerSecondHalf,
    /// The first of numbered terms.
    #[serde(rename = "term_1")]
    #[strum(serialize = "term_1")]
    Term1,
    /// The second of numbered terms.
    #[serde(rename = "term_2")]
    #[strum(serialize = "term_2")]
    Term2,
    /// The third of numbered terms.
    #[serde(rename = "term_3")]
    #[strum(serialize = "term_3")]
    Term3,
    /// The fourth of numbered terms.
    #[serde(rename = "term_4")]
    #[strum(serialize = "term_4")]
    Term4,
    /// The fifth of numbered terms.
    #[serde(rename = "term_5")]
    #[strum(serialize = "term_5")]
    Term5,
    /// The sixth of numbered terms.
    #[serde(rename = "term_6")]
    #[strum(serialize = "term_6")]
    Term6,
    /// The first of two semesters.
    FirstSemester,
    /// The second of two semesters.
    SecondSemester,
}

fn no_term_name(_: &str) -> ValueError {
    ValueError::expecting("a term of this list")
}

/// One term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// What it is called.
    pub name: TermName,
    /// Its first day.
    pub starts_on: Date,
    /// Its last day.
    pub ends_on: Date,
}

impl Term {
    /// Whether a day is one of its days; the weekends within it are.
    #[must_use]
    pub fn has(&self, day: Date) -> bool {
        (self.starts_on..=self.ends_on).contains(&day)
    }

    /// In which of its weeks a day is, from 1. Weeks begin on Monday, also where the term begins later in its first one.
    #[must_use]
    pub fn week_of(&self, day: Date) -> u32 {
        let first = i32::from(self.starts_on.weekday().to_monday_zero_offset());
        let days = self.starts_on.until(day).map_or(0, |span| span.get_days()).max(0);
        u32::try_from((days + first) / 7 + 1).unwrap_or(1)
    }
}

/// What is wrong with one term, or with all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum TermRefusal {
    /// The year has no term at all.
    #[error("a year has at least one term")]
    TermMissing,
    /// The year has more than six.
    #[error("a year has at most six terms")]
    TooManyTerms,
    /// Another term of the year has the same name.
    #[error("the name of a term stands twice")]
    TermNamedTwice,
    /// It does not end after it starts.
    #[error("a term ends after it starts")]
    TermReversed,
    /// It starts before the one above it does.
    #[error("the terms are not in their order")]
    TermsNotInOrder,
    /// It starts before the one above it has ended.
    #[error("two terms overlap")]
    TermsOverlap,
    /// A day of it is in another school year.
    #[error("the term is not within the school year")]
    TermOutsideYear,
    /// It is longer than any term.
    #[error("the term is too long")]
    TermTooLong,
}

impl TermRefusal {
    /// Its name as a word key: `term-reversed`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// What is wrong, and with which term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermFault {
    /// The term's place in the list, from 1; none if it is about all of them.
    pub place: Option<usize>,
    /// What is wrong with it.
    pub refusal: TermRefusal,
}

/// Everything that is wrong with these terms of a year with these days; each term comes with its place in the list.
#[must_use]
pub fn term_faults(days: Bounds<Date>, terms: &[(usize, Term)]) -> Vec<TermFault> {
    use TermRefusal as R;
    let mut faults = Vec::new();
    let mut note = |place, refusal| faults.push(TermFault { place, refusal });
    if terms.is_empty() {
        note(None, R::TermMissing);
    }
    if terms.len() > MOST_TERMS {
        note(None, R::TooManyTerms);
    }
    for (nth, (place, term)) in terms.iter().enumerate() {
        let place = Some(*place);
        let (earlier, _) = terms.split_at(nth);
        if earlier.iter().any(|(_, other)| other.name == term.name) {
            note(place, R::TermNamedTwice);
        }
        if term.ends_on <= term.starts_on {
            note(place, R::TermReversed);
        } else if term.starts_on.until(term.ends_on).is_ok_and(|span| span.get_days() >= MOST_TERM_DAYS) {
            note(place, R::TermTooLong);
        }
        if !(days.contains(&term.starts_on) && days.contains(&term.ends_on)) {
            note(place, R::TermOutsideYear);
        }
        match earlier.last() {
            Some((_, before)) if term.starts_on < before.starts_on => note(place, R::TermsNotInOrder),
            Some((_, before)) if term.starts_on <= before.ends_on => note(place, R::TermsOverlap),
            Some(_) | None => {}
        }
    }
    faults
}

/// A school says when its terms of one year begin and end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolTermsSet {
    /// From when it is so.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// The school year, as the school counts it.
    pub academic_year: SchoolYear,
    /// The terms that were said before; none the first time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Term>,
    /// The terms, in their order.
    pub terms: Vec<Term>,
    /// Why it changed; none the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Where a day lies in a school's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In a term, and in which of its weeks, from 1.
    InTerm(Term, u32),
    /// In a year whose terms are known, and in none of them.
    Holiday {
        /// The first day of the next term, if it is known.
        next_on: Option<Date>,
    },
    /// In a year whose terms nobody has said.
    Unknown,
}

/// The terms of a school, by their year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TermCalendar(BTreeMap<SchoolYear, Vec<Term>>);

impl TermCalendar {
    /// The terms of a year; none if nobody has said them.
    #[must_use]
    pub fn of_year(&self, year: SchoolYear) -> &[Term] {
        self.0.get(&year).map_or(&[], Vec::as_slice)
    }

    /// The years whose terms are known, the earliest first.
    pub fn years(&self) -> impl Iterator<Item = SchoolYear> {
        self.0.keys().copied()
    }

    /// Puts the terms of a year in the place of those known.
    pub fn set(&mut self, year: SchoolYear, terms: Vec<Term>) {
        self.0.insert(year, terms);
    }

    /// Where a day lies, in a school whose years begin in `month`.
    #[must_use]
    pub fn when(&self, day: Date, month: Month) -> When {
        let all = || self.0.values().flatten();
        if let Some(term) = all().find(|term| term.has(day)) {
            return When::InTerm(*term, term.week_of(day));
        }
        let is_known = SchoolYear::of_day(day, month).is_ok_and(|year| self.0.contains_key(&year));
        if !is_known {
            return When::Unknown;
        }
        When::Holiday { next_on: all().map(|term| term.starts_on).filter(|on| *on > day).min() }
    }
}
