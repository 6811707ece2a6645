//! The national figures that a school is set against: how far apart pupils are across England, year by year.
//!
//! Only what is needed to work out and to check the published intervals. The averages themselves come from the
//! tables' own England rows, never from here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::interval::{Interval, national_half_width};

/// A subject of the key stage 2 tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Reading: a test with a scaled score.
    Reading,
    /// Writing: judged by teachers; no scaled score, so never on the quadrant.
    Writing,
    /// Mathematics: a test with a scaled score.
    Mathematics,
}

impl Subject {
    /// The three subjects, in the order of the tables.
    pub const ALL: [Self; 3] = [Self::Reading, Self::Writing, Self::Mathematics];

    /// The message id of its name.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::Reading => "subject-reading",
            Self::Writing => "subject-writing",
            Self::Mathematics => "subject-mathematics",
        }
    }

    /// Whether results are a scaled score (80 to 120) with a national average.
    #[must_use]
    pub const fn has_scaled_score(self) -> bool {
        matches!(self, Self::Reading | Self::Mathematics)
    }
}

/// A school year by the calendar year in which it starts: 2018 is 2018/19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchoolYear(u16);

/// Text that is not a school year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a school year such as 2018/19 or 2018-19")]
pub struct NotASchoolYear {
    /// The text, as given.
    pub text: String,
}

impl SchoolYear {
    /// The school year that starts in September of `year` (1900 to 2998).
    #[must_use]
    pub const fn starting(year: u16) -> Option<Self> {
        if year >= 1900 && year < 2999 { Some(Self(year)) } else { None }
    }

    /// The calendar year in which it starts.
    #[must_use]
    pub const fn start(self) -> u16 {
        self.0
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.0, (self.0 + 1) % 100)
    }
}

impl FromStr for SchoolYear {
    type Err = NotASchoolYear;

    /// Reads `2018/19` or `2018-19`.
    ///
    /// # Errors
    /// When the text has another shape, or the second year does not follow the first.
    fn from_str(text: &str) -> Result<Self, NotASchoolYear> {
        let refused = || NotASchoolYear { text: text.to_owned() };
        let (first, second) = text.split_once(['/', '-']).ok_or_else(refused)?;
        let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(first, 4) || !digits(second, 2) {
            return Err(refused());
        }
        let start: u16 = first.parse().map_err(|_| refused())?;
        let end: u16 = second.parse().map_err(|_| refused())?;
        Self::starting(start).filter(|_| (start + 1) % 100 == end).ok_or_else(refused)
    }
}

impl Serialize for SchoolYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SchoolYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// National standard deviation of pupils' key stage 2 progress scores, in scaled-score points.
///
/// `None` for a year whose spread nobody has stated: take the published interval then, never a neighbour's spread.
///
/// # Source
/// 2018/19: published with eight decimals for the performance tables of December 2019. 2016/17 and 2017/18: worked
/// back from the published intervals themselves.
#[must_use]
pub const fn ks2_progress_sd(year: SchoolYear, subject: Subject) -> Option<f64> {
    let [reading, writing, mathematics] = match year.0 {
        2016 => [6.229, 6.045, 5.626],
        2017 => [5.993, 5.733, 5.434],
        2018 => [6.173_583_73, 5.694_106_63, 5.389_857_17],
        _ => return None,
    };
    Some(match subject {
        Subject::Reading => reading,
        Subject::Writing => writing,
        Subject::Mathematics => mathematics,
    })
}

/// National standard deviation of pupils' Progress 8 scores, in grades.
///
/// # Source
/// 2016/17 to 2018/19: fitted to the published intervals. 2021/22 to 2023/24: Department for Education, Progress 8
/// ready reckoner, standard deviation file (December 2024).
#[must_use]
pub const fn progress_8_sd(year: SchoolYear) -> Option<f64> {
    Some(match year.0 {
        2016 => 1.228,
        2017 => 1.263,
        2018 => 1.283,
        2021 => 1.408_359,
        2022 => 1.414_023,
        2023 => 1.416_28,
        _ => return None,
    })
}

/// When a department rounded its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// The half-width was rounded to 0.1 and then set either side of the rounded score.
    HalfWidthToTenth,
    /// The bounds were worked out from unrounded figures, and rounded last.
    BoundsLast,
}

/// How the key stage 2 bounds of a year were rounded: the half-width up to 2017/18, the bounds from 2018/19.
///
/// # Source
/// Worked out from the published tables of 2016/17 to 2018/19.
#[must_use]
pub const fn ks2_rounding(year: SchoolYear) -> Rounding {
    if year.0 < 2018 { Rounding::HalfWidthToTenth } else { Rounding::BoundsLast }
}

/// The number of pupils behind a progress score, as far as the table tells.
///
/// The table gives the eligible pupils and the *rounded* percentage that is covered, so in a large school more
/// than one number is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoveredPupils {
    /// The nearest whole number to eligible times coverage: the one to show.
    pub likely: u32,
    /// The smallest number whose coverage rounds to the published percentage.
    pub least: u32,
    /// The largest such number.
    pub most: u32,
}

/// How many of `eligible` pupils a published coverage (0 to 100, whole percent) stands for: `round(TELIG*COV/100)`.
///
/// `None` when nobody is eligible or covered, or the coverage is not a percentage.
///
/// # Source
/// Reproduces the published intervals; eligible pupils alone are too many by 1 to 2 percent.
#[must_use]
pub fn covered_pupils(eligible: u32, coverage_percent: f64) -> Option<CoveredPupils> {
    if eligible == 0 || !(0.0..=100.0).contains(&coverage_percent) {
        return None;
    }
    let per_percent = f64::from(eligible) / 100.0;
    let count = |pupils: f64| whole_pupils(pupils.clamp(0.0, f64::from(eligible)));
    let likely = count((per_percent * coverage_percent).round());
    if likely == 0 {
        return None;
    }
    let least = count((per_percent * (coverage_percent - 0.5)).ceil()).clamp(1, likely);
    let most = count((per_percent * (coverage_percent + 0.5)).floor()).max(likely);
    Some(CoveredPupils { likely, least, most })
}

/// A count that is already whole and between 0 and the number of eligible pupils.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller clamps to 0 and the number of eligible pupils"
)]
fn whole_pupils(count: f64) -> u32 {
    count as u32
}

/// The key stage 2 progress interval as a department would publish it ([`crate::method::PROGRESS_INTERVAL`]).
///
/// In years whose half-width was rounded, so is this one; in later years it is unrounded, because the published
/// bounds stand on a score with more decimals than the table prints.
#[must_use]
pub fn ks2_progress_interval(
    year: SchoolYear,
    subject: Subject,
    score: f64,
    pupils: u32,
) -> Option<Interval> {
    let half_width = national_half_width(ks2_progress_sd(year, subject)?, pupils)?;
    match ks2_rounding(year) {
        Rounding::HalfWidthToTenth => {
            let half_width = to_tenth(half_width);
            Interval::new(to_tenth(score - half_width), to_tenth(score + half_width))
        }
        Rounding::BoundsLast => Interval::around(score, half_width),
    }
}

/// To one decimal, halves away from zero.
fn to_tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(start: u16) -> SchoolYear {
        SchoolYear::starting(start).unwrap()
    }

    #[test]
    fn both_ways_to_write_a_school_year_are_read() {
        assert_eq!("2018/19".parse(), Ok(year(2018)));
        assert_eq!("2018-19".parse(), Ok(year(2018)));
        assert_eq!("1999/00".parse(), Ok(year(1999)));
        assert_eq!(year(1999).to_string(), "1999/00");
        for text in ["2018", "2018/20", "2018/2019", "18/19", "2018_19", "+018/19", "", "2018/1９"] {
            assert!(text.parse::<SchoolYear>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_year_whose_spread_nobody_stated_has_none() {
        assert_eq!(ks2_progress_sd(year(2022), Subject::Reading), None);
        assert_eq!(ks2_progress_interval(year(2022), Subject::Reading, 1.0, 30), None);
        assert_eq!(progress_8_sd(year(2019)), None);
    }

    #[test]
    fn a_small_school_tells_its_pupils_exactly_and_a_large_one_within_one_or_two() {
        let covered = |eligible, percent| covered_pupils(eligible, percent).unwrap();
        assert_eq!(covered(27, 89.0), CoveredPupils { likely: 24, least: 24, most: 24 });
        assert_eq!(covered(148, 91.0), CoveredPupils { likely: 135, least: 134, most: 135 });
        assert_eq!(covered(60, 100.0), CoveredPupils { likely: 60, least: 60, most: 60 });
        assert_eq!(covered_pupils(0, 100.0), None);
        assert_eq!(covered_pupils(10, 0.0), None);
        assert_eq!(covered_pupils(10, 101.0), None);
    }

    #[test]
    fn published_intervals_of_2019_mean_the_pupils_they_came_from() {
        for (subject, half, pupils) in
            [(Subject::Reading, 1.5, 65), (Subject::Writing, 1.4, 64), (Subject::Mathematics, 1.35, 61)]
        {
            let range = ks2_progress_interval(year(2018), subject, 0.0, pupils).unwrap();
            assert!((range.half_width() - half).abs() < 0.01, "{subject:?}");
        }
    }

    #[test]
    fn earlier_years_round_the_half_width_and_not_the_bounds() {
        // 1.96 * 5.434 / sqrt(20) = 2.3816, printed as 2.4 either side of the score.
        let range = ks2_progress_interval(year(2017), Subject::Mathematics, 1.0, 20).unwrap();
        assert_eq!((range.lower(), range.upper()), (-1.4, 3.4));
        assert_eq!(ks2_rounding(year(2017)), Rounding::HalfWidthToTenth);
        assert_eq!(ks2_rounding(year(2018)), Rounding::BoundsLast);
    }
}
