//! When the made-up schools teach: the terms of three years and of the next one, as schools of their countries have them.
//!
//! The days follow a rule that gives likely ones for every year. They are nobody's real terms.

use domain::school::{Country, Month, SchoolYear, Term, TermName};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::DemoError;

/// How many years before this one are known, and how many after it.
const AROUND: (u16, u16) = (2, 1);

/// How a made-up school divides its year.
#[derive(Clone, Copy)]
pub(super) enum Division {
    /// England's three terms.
    Terms,
    /// The same with a week between the halves of each.
    HalfTerms,
    /// New Zealand's four.
    Four,
}

/// A term from the first Monday on or after the first day to the last Friday on or before the second, each a month and a
/// day of it.
type Rule = (TermName, (i8, i8), (i8, i8));

const TERMS: &[Rule] = &[
    (TermName::Autumn, (9, 1), (12, 20)),
    (TermName::Spring, (1, 3), (3, 31)),
    (TermName::Summer, (4, 13), (7, 23)),
];
const HALF_TERMS: &[Rule] = &[
    (TermName::AutumnFirstHalf, (9, 1), (10, 24)),
    (TermName::AutumnSecondHalf, (10, 30), (12, 20)),
    (TermName::SpringFirstHalf, (1, 3), (2, 14)),
    (TermName::SpringSecondHalf, (2, 20), (3, 31)),
    (TermName::SummerFirstHalf, (4, 13), (5, 24)),
    (TermName::SummerSecondHalf, (5, 30), (7, 23)),
];
const FOUR: &[Rule] = &[
    (TermName::Term1, (1, 29), (4, 11)),
    (TermName::Term2, (4, 26), (7, 4)),
    (TermName::Term3, (7, 19), (9, 26)),
    (TermName::Term4, (10, 11), (12, 18)),
];

/// The month in which school years of a country begin.
pub(super) fn first_month(country: Country) -> Result<Month, DemoError> {
    let number = match country {
        Country::England => 9,
        Country::NewZealand => 1,
        Country::UnitedStates => 8,
    };
    Month::new(number).map_err(|_| DemoError::Script("a month".to_owned()))
}

/// How many years are known.
pub(super) fn count() -> u64 {
    u64::from(AROUND.0) + 1 + u64::from(AROUND.1)
}

/// The years around a day, each with its terms, the earliest first.
pub(super) fn years(
    today: Date,
    month: Month,
    division: Division,
) -> Result<Vec<(SchoolYear, Vec<Term>)>, DemoError> {
    let unfit = |_| DemoError::Script("a school year".to_owned());
    let this = SchoolYear::of_day(today, month).map_err(unfit)?.begins_in();
    let rules = match division {
        Division::Terms => TERMS,
        Division::HalfTerms => HALF_TERMS,
        Division::Four => FOUR,
    };
    let of_year = |begins| {
        let year = SchoolYear::starting(begins, month).map_err(unfit)?;
        let terms = rules.iter().map(|rule| term(begins, month, *rule)).collect::<Option<Vec<_>>>();
        Ok((year, terms.ok_or_else(|| DemoError::Script("a term".to_owned()))?))
    };
    (this.saturating_sub(AROUND.0)..=this.saturating_add(AROUND.1)).map(of_year).collect()
}

/// The term of this rule in the school year that begins in `begins`.
fn term(begins: u16, first: Month, (name, from, to): Rule) -> Option<Term> {
    let begins = i16::try_from(begins).ok()?;
    let day = |(month, day): (i8, i8)| {
        let later = i16::from(month < first.number());
        Date::new(begins + later, month, day).ok()
    };
    let starts_on = day(from)?.checked_sub(1.day()).ok()?.nth_weekday(1, Weekday::Monday).ok()?;
    let ends_on = day(to)?.checked_add(1.day()).ok()?.nth_weekday(-1, Weekday::Friday).ok()?;
    Some(Term { name, starts_on, ends_on })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::school::term_faults;
    use jiff::civil::date;

    #[test]
    fn the_terms_of_every_year_keep_the_rules() {
        let divisions = [
            (Country::England, Division::Terms),
            (Country::England, Division::HalfTerms),
            (Country::NewZealand, Division::Four),
        ];
        for (country, division) in divisions {
            let month = first_month(country).unwrap();
            for start in 2020..2050 {
                for (year, terms) in years(date(start, 6, 30), month, division).unwrap() {
                    let placed: Vec<(usize, Term)> = (1..).zip(terms).collect();
                    assert_eq!(term_faults(year.days(month).unwrap(), &placed), [], "{year}");
                }
            }
        }
    }
}
