//! One cell becomes one figure: a number that can be, or one of the department's marks for "no number, and why".

use domain::Score;
use domain::cohort_result::{Figure, FigureKind, FigureToken};
use rust_decimal::Decimal;

use super::cells;
use crate::imports::problems::Trouble;

/// The sign of a cell that holds a single space, as the lines of an authority and of England have them; an empty cell is
/// [`FigureToken::blank`].
const SPACE: &str = "space";

/// The figure in a cell. A cell that the line does not have any more is empty.
///
/// # Errors
///
/// What is wrong with the cell.
pub(super) fn read(cell: &[u8], kind: FigureKind) -> Result<Figure, Trouble> {
    let text = cell.trim_ascii();
    if text.is_empty() {
        return Ok(Figure::Token(if cell.is_empty() { FigureToken::blank() } else { space() }));
    }
    if let Some(mark) = mark(text) {
        return Ok(Figure::Token(mark));
    }
    let (number, trouble, limits) = match kind {
        FigureKind::Pupils => (cells::count(text).map(Decimal::from), Trouble::NotACount, None),
        FigureKind::Band => (cells::count(text).map(Decimal::from), Trouble::NotABand, Some((1, 5))),
        FigureKind::PriorAverage => (cells::number(text), Trouble::NotANumber, Some((0, 40))),
        FigureKind::Progress | FigureKind::Lower | FigureKind::Upper | FigureKind::Unadjusted => {
            (cells::number(text), Trouble::NotANumber, Some((-40, 40)))
        }
        FigureKind::Average => (cells::number(text), Trouble::NotANumber, Some((80, 120))),
        FigureKind::Coverage | FigureKind::Expected | FigureKind::Higher | FigureKind::Absent => {
            (cells::percentage(text), Trouble::NotAPercentage, Some((0, 100)))
        }
    };
    let number = number.ok_or(trouble)?;
    match limits {
        Some((least, most)) if number < Decimal::from(least) || number > Decimal::from(most) => {
            Err(Trouble::OutOfRange { least, most })
        }
        Some(_) | None => Ok(Figure::Value(Score::new(number))),
    }
}

/// A mark that official tables use, as it is printed.
fn mark(text: &[u8]) -> Option<FigureToken> {
    let text =
        std::str::from_utf8(text).ok().filter(|text| text.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    measures::Token::from_code(text).and_then(|mark| FigureToken::parse(mark.code()).ok())
}

fn space() -> FigureToken {
    FigureToken::parse(SPACE).unwrap_or_else(|_| FigureToken::blank())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_different() {
        let marks =
            ["SUPP", "NA", "LOWCOV", "NEW", "NP", "NE", "SP", "RE", "z", "c", "x", "low", "u", "", " "];
        let read: std::collections::BTreeSet<String> = marks
            .iter()
            .map(|mark| read(mark.as_bytes(), FigureKind::Progress).unwrap().to_string())
            .collect();
        assert_eq!(read.len(), marks.len());
        assert!(read.contains("SUPP") && read.contains("blank") && read.contains("space"));
    }

    #[test]
    fn each_kind_of_figure_has_its_limits() {
        let wrong = |cell: &str, kind| read(cell.as_bytes(), kind).unwrap_err();
        assert_eq!(wrong("1,7", FigureKind::Progress), Trouble::NotANumber);
        assert_eq!(wrong("17%", FigureKind::Progress), Trouble::NotANumber);
        assert_eq!(wrong("-41", FigureKind::Lower), Trouble::OutOfRange { least: -40, most: 40 });
        assert_eq!(wrong("1050", FigureKind::Average), Trouble::OutOfRange { least: 80, most: 120 });
        assert_eq!(wrong("101%", FigureKind::Expected), Trouble::OutOfRange { least: 0, most: 100 });
        assert_eq!(wrong("half", FigureKind::Coverage), Trouble::NotAPercentage);
        assert_eq!(wrong("2.5", FigureKind::Pupils), Trouble::NotACount);
        assert_eq!(wrong("6", FigureKind::Band), Trouble::OutOfRange { least: 1, most: 5 });
        assert_eq!(wrong("above", FigureKind::Band), Trouble::NotABand);
        assert_eq!(wrong("Supp", FigureKind::Band), Trouble::NotABand);
    }

    #[test]
    fn numbers_are_kept_as_printed() {
        let kept = |cell: &str, kind| read(cell.as_bytes(), kind).unwrap().to_string();
        assert_eq!(kept("98%", FigureKind::Coverage), "98");
        assert_eq!(kept(" -2.0 ", FigureKind::Progress), "-2");
        assert_eq!(kept("105", FigureKind::Average), "105");
    }
}
