//! Why a published table has no number in a cell: too few pupils, not applicable, a new school, and so on.
//!
//! Each marker keeps its own meaning from the file to the page; none is ever turned into zero or into another.
//! This does not read files: an importer hands over the text of one cell.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Which official file a cell comes from: the same letters need not mean the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// The wide download files of the performance tables: `SUPP`, `NA`, `LOWCOV` and so on.
    PerformanceTables,
    /// The long files of official statistics: `z`, `c`, `x`, `low`, `u`.
    OfficialStatistics,
}

/// A marker that stands where a number would be.
///
/// # Source
/// Performance tables: the marker lists that come with the download files (2016/17 on). Long files: the five
/// symbols of the Government Statistical Service's guidance on symbols in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Token {
    /// `SUPP`: hidden by the department because 5 pupils or fewer stand behind it.
    Suppressed,
    /// `NA`: does not apply to this school or measure.
    NotApplicable,
    /// `LOWCOV`: fewer than half of the pupils are covered.
    LowCoverage,
    /// `NEW`: a new school without results yet.
    NewSchool,
    /// `NP`: not published.
    NotPublished,
    /// `NE`: no entries.
    NoEntries,
    /// `SP`: kept as it stands. The files at hand do not say what it means, so neither do we.
    Sp,
    /// `RE`: kept as it stands. The files at hand do not say what it means, so neither do we.
    Re,
    /// Nothing at all between the commas.
    Empty,
    /// A single space: the table's own way to leave a cell out in a total row.
    Space,
    /// `z`: not applicable.
    SymbolNotApplicable,
    /// `c`: confidential. Our own gate uses it too.
    Confidential,
    /// `x`: not available.
    SymbolNotAvailable,
    /// `low`: rounds to zero but is not zero.
    RoundsToZero,
    /// `u`: too unreliable to publish.
    LowReliability,
}

impl Token {
    /// Every marker, in the order of this list.
    pub const ALL: [Self; 15] = [
        Self::Suppressed,
        Self::NotApplicable,
        Self::LowCoverage,
        Self::NewSchool,
        Self::NotPublished,
        Self::NoEntries,
        Self::Sp,
        Self::Re,
        Self::Empty,
        Self::Space,
        Self::SymbolNotApplicable,
        Self::Confidential,
        Self::SymbolNotAvailable,
        Self::RoundsToZero,
        Self::LowReliability,
    ];

    /// The text that stands in the file. [`Token::Empty`] is the empty text, [`Token::Space`] one space.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Suppressed => "SUPP",
            Self::NotApplicable => "NA",
            Self::LowCoverage => "LOWCOV",
            Self::NewSchool => "NEW",
            Self::NotPublished => "NP",
            Self::NoEntries => "NE",
            Self::Sp => "SP",
            Self::Re => "RE",
            Self::Empty => "",
            Self::Space => " ",
            Self::SymbolNotApplicable => "z",
            Self::Confidential => "c",
            Self::SymbolNotAvailable => "x",
            Self::RoundsToZero => "low",
            Self::LowReliability => "u",
        }
    }

    /// The message id of what the marker means, for a page to put into words.
    #[must_use]
    pub const fn meaning_key(self) -> &'static str {
        match self {
            Self::Suppressed => "token-supp",
            Self::NotApplicable => "token-na",
            Self::LowCoverage => "token-lowcov",
            Self::NewSchool => "token-new",
            Self::NotPublished => "token-np",
            Self::NoEntries => "token-ne",
            Self::Sp => "token-sp",
            Self::Re => "token-re",
            Self::Empty => "token-empty",
            Self::Space => "token-space",
            Self::SymbolNotApplicable => "token-z",
            Self::Confidential => "token-c",
            Self::SymbolNotAvailable => "token-x",
            Self::RoundsToZero => "token-low",
            Self::LowReliability => "token-u",
        }
    }

    /// Whether files of this family use the marker. An empty cell and a single space occur in both.
    #[must_use]
    pub const fn occurs_in(self, family: Family) -> bool {
        match self {
            Self::Empty | Self::Space => true,
            Self::Suppressed
            | Self::NotApplicable
            | Self::LowCoverage
            | Self::NewSchool
            | Self::NotPublished
            | Self::NoEntries
            | Self::Sp
            | Self::Re => matches!(family, Family::PerformanceTables),
            Self::SymbolNotApplicable
            | Self::Confidential
            | Self::SymbolNotAvailable
            | Self::RoundsToZero
            | Self::LowReliability => matches!(family, Family::OfficialStatistics),
        }
    }

    /// The marker that this cell holds, if files of this family use it. Letters must match exactly.
    #[must_use]
    pub fn parse(cell: &str, family: Family) -> Option<Self> {
        Self::from_code(cell).filter(|token| token.occurs_in(family))
    }

    /// The marker with this code, whatever file it comes from: the inverse of [`Token::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|token| token.code() == code)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| de::Error::custom(format!("no marker is written {code:?}")))
    }
}

/// One cell of an official table: a number, or the marker that stands in its place.
///
/// In JSON a number, or the marker's code as text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// A finite number, in the unit of its column; percentages as 0 to 100.
    Value(f64),
    /// No number, and why.
    Missing(Token),
}

/// A cell that is neither a number nor a marker of its file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cell:?} is neither a number nor a marker of this kind of file")]
pub struct NotAFigure {
    /// The text of the cell, as it stands.
    pub cell: String,
}

impl Figure {
    /// Reads one cell. A percent sign at the end is dropped; spaces around a number are ignored.
    ///
    /// # Errors
    /// When the cell is neither a plain decimal number nor a marker that files of this family use.
    pub fn parse(cell: &str, family: Family) -> Result<Self, NotAFigure> {
        if let Some(token) = Token::parse(cell, family) {
            return Ok(Self::Missing(token));
        }
        let number = cell.trim();
        let number = number.strip_suffix('%').unwrap_or(number);
        // "inf", "nan" and "1e9" are floats to Rust, and mistakes in a table.
        let plain = number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
        number
            .parse()
            .ok()
            .filter(|_| plain)
            .map(Self::Value)
            .ok_or_else(|| NotAFigure { cell: cell.to_owned() })
    }

    /// The number, if there is one.
    #[must_use]
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Missing(_) => None,
        }
    }

    /// The marker, if there is no number.
    #[must_use]
    pub const fn token(self) -> Option<Token> {
        match self {
            Self::Value(_) => None,
            Self::Missing(token) => Some(token),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_marker_has_its_own_code_and_its_own_meaning() {
        let codes: BTreeSet<_> = Token::ALL.iter().map(|token| token.code()).collect();
        let meanings: BTreeSet<_> = Token::ALL.iter().map(|token| token.meaning_key()).collect();
        assert_eq!(codes.len(), Token::ALL.len());
        assert_eq!(meanings.len(), Token::ALL.len());
    }

    #[test]
    fn every_marker_is_read_back_from_a_file_that_uses_it_and_from_no_other() {
        for token in Token::ALL {
            for family in [Family::PerformanceTables, Family::OfficialStatistics] {
                let expected = token.occurs_in(family).then_some(token);
                assert_eq!(Token::parse(token.code(), family), expected, "{token:?} in {family:?}");
            }
        }
    }

    #[test]
    fn an_empty_cell_and_a_space_stay_different() {
        let family = Family::PerformanceTables;
        assert_eq!(Figure::parse("", family), Ok(Figure::Missing(Token::Empty)));
        assert_eq!(Figure::parse(" ", family), Ok(Figure::Missing(Token::Space)));
        assert!(Figure::parse("  ", family).is_err());
    }

    #[test]
    fn numbers_are_read_with_sign_and_percent() {
        let family = Family::PerformanceTables;
        assert_eq!(Figure::parse("-2.9", family), Ok(Figure::Value(-2.9)));
        assert_eq!(Figure::parse("89%", family), Ok(Figure::Value(89.0)));
        assert_eq!(Figure::parse(" 105 ", family), Ok(Figure::Value(105.0)));
    }

    #[test]
    fn what_is_neither_a_number_nor_a_marker_is_refused() {
        for cell in ["inf", "NaN", "1e5", "34/50", "absent", "%", "89%%", "-", "supp", "z", "1-2"] {
            assert!(Figure::parse(cell, Family::PerformanceTables).is_err(), "{cell}");
        }
        assert!(Figure::parse("SUPP", Family::OfficialStatistics).is_err());
    }

    #[test]
    fn json_keeps_numbers_and_markers() {
        for (figure, json) in [
            (Figure::Value(1.5), "1.5"),
            (Figure::Value(105.0), "105.0"),
            (Figure::Missing(Token::Suppressed), "\"SUPP\""),
            (Figure::Missing(Token::Space), "\" \""),
            (Figure::Missing(Token::Empty), "\"\""),
        ] {
            assert_eq!(serde_json::to_string(&figure).unwrap(), json);
            assert_eq!(serde_json::from_str::<Figure>(json).unwrap(), figure);
        }
        assert!(serde_json::from_str::<Figure>("\"SUPPRESSED\"").is_err());
    }
}
