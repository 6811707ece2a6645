//! The years of school side by side, as New Zealand, England and the United States count them, with the ages that go
//! with them.
//!
//! It says which years belong together, so that a key concept or a programme can be read in any of the three countries. The
//! curricula themselves differ, and so do the days on which a pupil moves up.

use crate::ValueError;
use crate::year::YearLevel;

/// One year of school in three countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolYearRow {
    /// The year as New Zealand and England count it: 0 is England's Reception.
    pub level: u8,
    /// The age of most pupils when the year begins, in whole years.
    pub age: u8,
    /// England's key stage; none in Reception and in the sixth form.
    pub key_stage: Option<u8>,
    /// The phase of learning in New Zealand's curriculum.
    pub phase: u8,
    /// The American grade: 0 is Kindergarten, -1 the year before it (Pre-K).
    pub grade: i8,
}

impl SchoolYearRow {
    const fn of(level: u8, key_stage: Option<u8>, phase: u8, grade: i8) -> Self {
        Self { level, age: level + 4, key_stage, phase, grade }
    }

    /// The row of this year level.
    ///
    /// # Errors
    /// When no country's school has such a year: above 13.
    pub fn of_level(level: YearLevel) -> Result<&'static Self, ValueError> {
        let found = SCHOOL_YEARS.iter().find(|row| row.level == level.number());
        found.ok_or(ValueError::expecting("a school year from 0 to 13"))
    }
}

/// Every year of school, the youngest first.
///
/// # Source
/// England: Education Act 2002, sections 76, 81 and 82 (foundation stage, key stages 1 to 4), and the national curriculum
/// framework of 2014, section 3.4 (ages and year groups). New Zealand: Education and Training Act 2020, section 35 (school
/// from 6, open from 5), the Ministry of Education's year levels, and Te Mātaiaho (phases: years 0-3, 4-6, 7-8, 9-10,
/// 11-13). United States: National Center for Education Statistics, structure of education (Kindergarten at 5, grade 1 at 6).
pub const SCHOOL_YEARS: [SchoolYearRow; 14] = [
    SchoolYearRow::of(0, None, 1, -1),
    SchoolYearRow::of(1, Some(1), 1, 0),
    SchoolYearRow::of(2, Some(1), 1, 1),
    SchoolYearRow::of(3, Some(2), 1, 2),
    SchoolYearRow::of(4, Some(2), 2, 3),
    SchoolYearRow::of(5, Some(2), 2, 4),
    SchoolYearRow::of(6, Some(2), 2, 5),
    SchoolYearRow::of(7, Some(3), 3, 6),
    SchoolYearRow::of(8, Some(3), 3, 7),
    SchoolYearRow::of(9, Some(3), 4, 8),
    SchoolYearRow::of(10, Some(4), 4, 9),
    SchoolYearRow::of(11, Some(4), 5, 10),
    SchoolYearRow::of(12, None, 5, 11),
    SchoolYearRow::of(13, None, 5, 12),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_follow_each_other_and_a_grade_is_one_below_its_year() {
        for (place, row) in (0_u8..).zip(&SCHOOL_YEARS) {
            assert_eq!((row.level, row.age, i16::from(row.grade)), (place, place + 4, i16::from(place) - 1));
        }
        assert!(SCHOOL_YEARS.windows(2).all(|two| two[0].phase <= two[1].phase));
        let stages: Vec<u8> = SCHOOL_YEARS.iter().filter_map(|row| row.key_stage).collect();
        assert_eq!(stages, [1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4]);
    }

    #[test]
    fn a_row_is_found_by_its_level() {
        let row = SchoolYearRow::of_level(YearLevel::new(6).unwrap()).unwrap();
        assert_eq!((row.age, row.key_stage, row.grade), (10, Some(2), 5));
        assert!(SchoolYearRow::of_level(YearLevel::new(14).unwrap()).is_err());
    }
}
