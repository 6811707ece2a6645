//! The five words a department prints beside a progress score, from "well above average" to "well below average".
//!
//! The words depend on rules that change from year to year, so every rule is named and versioned and its limits
//! are data. The same school may be "average" under one rule and in the bottom fifth under another: print the rule.

use serde::{Deserialize, Serialize};

use crate::{
    interval::{Certainty, Interval},
    method::MethodId,
    norms::{SchoolYear, Subject},
};

/// One of five bands; 1 is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// 1.
    WellAbove,
    /// 2.
    Above,
    /// 3: the interval includes zero.
    Average,
    /// 4.
    Below,
    /// 5.
    WellBelow,
}

impl Band {
    /// All five, best first.
    pub const ALL: [Self; 5] = [Self::WellAbove, Self::Above, Self::Average, Self::Below, Self::WellBelow];

    /// The digit in the file: 1 is well above, 5 well below.
    ///
    /// # Source
    /// The `..._DESCR` columns of the key stage 2 tables of 2017/18 and 2018/19 and `P8_BANDING` of key stage 4,
    /// checked against the scores beside them.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::WellAbove => 1,
            Self::Above => 2,
            Self::Average => 3,
            Self::Below => 4,
            Self::WellBelow => 5,
        }
    }

    /// The band with this digit.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.code() == code)
    }

    /// The message id of its words.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::WellAbove => "band-well-above",
            Self::Above => "band-above",
            Self::Average => "band-average",
            Self::Below => "band-below",
            Self::WellBelow => "band-well-below",
        }
    }
}

/// Where "well above" and "well below" begin among scores that are clearly not zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OuterLimits {
    /// "Well above" from this score on.
    pub well_above_from: f64,
    /// "Well below" down from this score.
    pub well_below_from: f64,
    /// Whether a score of exactly `well_below_from` is already "well below".
    pub well_below_includes_limit: bool,
}

impl OuterLimits {
    /// The band of a score with its published interval. An interval that touches zero is average, whatever the score.
    #[must_use]
    pub fn band(&self, score: f64, interval: Interval) -> Band {
        match interval.certainty() {
            Certainty::TooCloseToCall | Certainty::NotStated => Band::Average,
            Certainty::ClearlyAbove if score >= self.well_above_from => Band::WellAbove,
            Certainty::ClearlyAbove => Band::Above,
            Certainty::ClearlyBelow if self.is_well_below(score) => Band::WellBelow,
            Certainty::ClearlyBelow => Band::Below,
        }
    }

    fn is_well_below(&self, score: f64) -> bool {
        if self.well_below_includes_limit {
            score <= self.well_below_from
        } else {
            score < self.well_below_from
        }
    }
}

/// A rule that turns scores into bands: its name and version, and its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandMethod {
    id: MethodId,
    limits: Limits,
}

/// The limits of a rule: by subject, or one pair for all.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Limits {
    BySubject { reading: OuterLimits, writing: OuterLimits, mathematics: OuterLimits },
    One(OuterLimits),
}

/// Limits as key stage 2 prints them: both ends belong to the outer band.
const fn ks2(well_above_from: f64, well_below_from: f64) -> OuterLimits {
    OuterLimits { well_above_from, well_below_from, well_below_includes_limit: true }
}

/// Key stage 2, 2017/18.
///
/// # Source
/// The tables of 2017/18: the lowest and highest scores in each outer band.
pub const KS2_2017_18: BandMethod = BandMethod {
    id: MethodId::new("ks2_bands_2017_18", 1),
    limits: Limits::BySubject {
        reading: ks2(3.1, -2.9),
        writing: ks2(2.7, -2.7),
        mathematics: ks2(3.2, -3.3),
    },
};

/// Key stage 2, 2018/19.
///
/// # Source
/// The tables of 2018/19: the lowest and highest scores in each outer band.
pub const KS2_2018_19: BandMethod = BandMethod {
    id: MethodId::new("ks2_bands_2018_19", 1),
    limits: Limits::BySubject {
        reading: ks2(3.2, -2.9),
        writing: ks2(2.6, -2.6),
        mathematics: ks2(3.0, -3.2),
    },
};

/// Key stage 4, Progress 8, from 2018 on: half a grade either way, and exactly -0.5 is still "below".
///
/// # Source
/// Department for Education, secondary accountability measures guide, Progress 8 bandings (2018 and 2019).
pub const KS4_2018: BandMethod = BandMethod {
    id: MethodId::new("ks4_bands_2018", 1),
    limits: Limits::One(OuterLimits {
        well_above_from: 0.5,
        well_below_from: -0.5,
        well_below_includes_limit: false,
    }),
};

impl BandMethod {
    /// Every rule we know.
    pub const ALL: [Self; 3] = [KS2_2017_18, KS2_2018_19, KS4_2018];

    /// The name and version to print beside each band.
    #[must_use]
    pub const fn method_id(&self) -> MethodId {
        self.id
    }

    /// The rule of a year's key stage 2 tables; `None` where the year had no bands or its limits are not known.
    #[must_use]
    pub const fn ks2(year: SchoolYear) -> Option<Self> {
        match year.start() {
            2017 => Some(KS2_2017_18),
            2018 => Some(KS2_2018_19),
            _ => None,
        }
    }

    /// The limits for a subject; the same for every subject where the rule has only one pair.
    #[must_use]
    pub const fn limits(&self, subject: Subject) -> OuterLimits {
        match self.limits {
            Limits::One(limits) => limits,
            Limits::BySubject { reading, writing, mathematics } => match subject {
                Subject::Reading => reading,
                Subject::Writing => writing,
                Subject::Mathematics => mathematics,
            },
        }
    }

    /// The band of a subject's score with its published interval.
    #[must_use]
    pub fn band(&self, subject: Subject, score: f64, interval: Interval) -> Band {
        self.limits(subject).band(score, interval)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(score: f64, half: f64) -> Interval {
        Interval::around(score, half).unwrap()
    }

    #[test]
    fn the_same_score_is_average_with_a_wide_range_and_above_with_a_narrow_one() {
        // Progress 8 of 0.45 for 24 and for 45 pupils.
        let limits = KS4_2018.limits(Subject::Mathematics);
        assert_eq!(limits.band(0.45, around(0.45, 0.51)), Band::Average);
        assert_eq!(limits.band(0.45, around(0.45, 0.37)), Band::Above);
    }

    #[test]
    fn outer_limits_belong_to_the_outer_band_except_minus_a_half_at_key_stage_4() {
        let ks4 = KS4_2018.limits(Subject::Reading);
        assert_eq!(ks4.band(0.5, around(0.5, 0.2)), Band::WellAbove);
        assert_eq!(ks4.band(-0.5, around(-0.5, 0.2)), Band::Below);
        assert_eq!(ks4.band(-0.51, around(-0.51, 0.2)), Band::WellBelow);
        for (method, subject, above, below) in [
            (KS2_2017_18, Subject::Reading, 3.1, -2.9),
            (KS2_2017_18, Subject::Writing, 2.7, -2.7),
            (KS2_2017_18, Subject::Mathematics, 3.2, -3.3),
            (KS2_2018_19, Subject::Reading, 3.2, -2.9),
            (KS2_2018_19, Subject::Writing, 2.6, -2.6),
            (KS2_2018_19, Subject::Mathematics, 3.0, -3.2),
        ] {
            let band = |score: f64| method.band(subject, score, around(score, 1.0));
            assert_eq!(band(above), Band::WellAbove, "{subject:?}");
            assert_eq!(band(above - 0.1), Band::Above, "{subject:?}");
            assert_eq!(band(below), Band::WellBelow, "{subject:?}");
            assert_eq!(band(below + 0.1), Band::Below, "{subject:?}");
        }
    }

    #[test]
    fn a_bound_of_exactly_zero_makes_a_score_average() {
        assert_eq!(KS2_2018_19.band(Subject::Writing, 2.7, Interval::new(0.0, 5.4).unwrap()), Band::Average);
    }

    #[test]
    fn one_is_the_best_band_and_every_digit_comes_back() {
        assert_eq!(Band::from_code(1), Some(Band::WellAbove));
        assert_eq!(Band::from_code(5), Some(Band::WellBelow));
        assert_eq!(Band::from_code(6), None);
        for band in Band::ALL {
            assert_eq!(Band::from_code(band.code()), Some(band));
        }
    }

    #[test]
    fn a_year_without_bands_has_no_rule() {
        let rule = |start| {
            BandMethod::ks2(SchoolYear::starting(start).unwrap()).map(|method| method.method_id().to_string())
        };
        assert_eq!(rule(2016), None);
        assert_eq!(rule(2018), Some("ks2_bands_2018_19@1".to_owned()));
        assert_eq!(rule(2022), None);
    }
}
