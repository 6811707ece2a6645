//! Q3 and Q25: have results moved over the years, and can the years be compared at all?

use super::{Figures, Finding, QuestionId, Unknown, count, subjects::distance};
use crate::{
    claim::{Claim as _, Direction, TrendClaim},
    norms::{SchoolYear, Subject},
    trend::{Movement, Trend, TrendPoint},
};

/// The years of one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectYears {
    /// Which.
    pub subject: Subject,
    /// Its progress, year by year.
    pub points: Vec<TrendPoint>,
}

/// Q3: asked when progress in a subject rose or fell by more than years differ by chance. A fall goes before a rise, and
/// the clearest before the others.
#[must_use]
pub fn trend(series: &[SubjectYears]) -> Finding {
    let id = QuestionId::Q3;
    let moved: Vec<(Subject, Movement)> = series
        .iter()
        .filter_map(|one| match Trend::of(&one.points) {
            Trend::Years(movement) => Some((one.subject, movement)),
            Trend::TooFewYears { .. } => None,
        })
        .collect();
    let direction = |movement: &Movement| TrendClaim::of(&Trend::Years(*movement)).direction();
    let rank = |movement: &Movement| match direction(movement) {
        Some(Direction::Down) => 2,
        Some(Direction::Up) => 1,
        None => 0,
    };
    let subjects = count(&moved);
    let most = moved.into_iter().reduce(|best, next| {
        let (ours, theirs) = (rank(&best.1), rank(&next.1));
        let further = ours == theirs && distance(&next.1.change) > distance(&best.1.change);
        if theirs > ours || further { next } else { best }
    });
    match most {
        Some((subject, movement)) => {
            let weight = if direction(&movement) == Some(Direction::Down) { 80 } else { 45 };
            let fires = direction(&movement).is_some();
            Finding::when(fires, id, weight, Figures::Years { subject, movement, subjects })
        }
        None if series.iter().all(|one| one.points.is_empty()) => Finding::not_known(id, Unknown::NoResults),
        None => Finding::not_known(id, Unknown::TooFewYears),
    }
}

/// What the results of one year are read against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearNorms {
    /// The year.
    pub year: SchoolYear,
    /// The version of its norms; above 1 they were corrected since they were first published.
    pub version: u32,
    /// True when the test or the method changed between the year before and this one.
    pub break_before: bool,
}

/// Q25: asked when the years can't all be compared, or when the national figures of one were corrected.
#[must_use]
pub fn comparable_years(years: &[YearNorms]) -> Finding {
    let id = QuestionId::Q25;
    if years.len() < 2 {
        let why = if years.is_empty() { Unknown::NoResults } else { Unknown::TooFewYears };
        return Finding::not_known(id, why);
    }
    let mut years = years.to_vec();
    years.sort_by_key(|one| one.year);
    let of = |wanted: &dyn Fn(&YearNorms) -> bool| {
        years.iter().filter(|one| wanted(one)).map(|one| one.year).collect::<Vec<_>>()
    };
    let first = years.first().map(|one| one.year);
    let new_starts = of(&|one| one.break_before && Some(one.year) != first);
    let corrected = of(&|one| one.version > 1);
    let weight = if new_starts.is_empty() { 25 } else { 50 };
    let fires = !new_starts.is_empty() || !corrected.is_empty();
    Finding::when(fires, id, weight, Figures::Norms { new_starts, corrected })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{difference::Estimate, question::State};

    fn year(start: u16) -> SchoolYear {
        SchoolYear::starting(start).unwrap()
    }

    fn series(subject: Subject, values: &[f64]) -> SubjectYears {
        let point = |(start, value): (u16, &f64)| TrendPoint {
            year: year(start),
            estimate: Estimate { value: *value, standard_error: 0.5 },
            break_before: false,
        };
        SubjectYears { subject, points: (2016..).zip(values).map(point).collect() }
    }

    #[test]
    fn a_clear_fall_is_asked_about_before_a_clearer_rise() {
        let found = trend(&[
            series(Subject::Reading, &[0.0, 3.0, 6.0]),
            series(Subject::Mathematics, &[2.0, 1.0, 0.0]),
        ]);
        let Figures::Years { subject, subjects, .. } = found.figures else { panic!("years") };
        assert_eq!((found.state, subject, subjects), (State::Asked, Subject::Mathematics, 2));
        let rise = trend(&[series(Subject::Reading, &[0.0, 3.0, 6.0])]);
        assert!(rise.is_asked() && rise.weight < found.weight);
    }

    #[test]
    fn movement_from_year_to_year_is_nothing_unusual() {
        let found = trend(&[series(Subject::Reading, &[0.0, 3.0, 1.0])]);
        assert_eq!(found.state, State::NothingUnusual);
    }

    #[test]
    fn two_years_are_too_few_and_none_are_no_results() {
        let two = [series(Subject::Reading, &[0.0, 9.0])];
        assert_eq!(trend(&two).state, State::NotKnown(Unknown::TooFewYears));
        let none = [series(Subject::Reading, &[])];
        assert_eq!(trend(&none).state, State::NotKnown(Unknown::NoResults));
    }

    #[test]
    fn a_new_start_between_the_years_and_corrected_norms_are_asked_about() {
        let norms = |start, version, break_before| YearNorms { year: year(start), version, break_before };
        let plain = [norms(2017, 1, false), norms(2016, 1, true)];
        assert_eq!(comparable_years(&plain).state, State::NothingUnusual, "no year lies before a break");
        let broken = comparable_years(&[norms(2018, 1, false), norms(2022, 1, true)]);
        let Figures::Norms { new_starts, .. } = &broken.figures else { panic!("norms") };
        assert_eq!((broken.state, &new_starts[..]), (State::Asked, &[year(2022)][..]));
        let corrected = comparable_years(&[norms(2016, 1, false), norms(2017, 2, false)]);
        assert!(corrected.is_asked() && corrected.weight < broken.weight);
        assert_eq!(comparable_years(&plain[..1]).state, State::NotKnown(Unknown::TooFewYears));
    }
}
