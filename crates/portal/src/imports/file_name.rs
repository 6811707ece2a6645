//! The year that the name of a file tells: `2018-936-ks2.csv` holds the results of 2018/19.

use domain::AcademicYear;

use super::ImportError;

/// The year to read the file as.
///
/// # Errors
///
/// When neither the name nor the importer says it, or the two contradict each other.
pub(super) fn year(file_name: &str, told: Option<AcademicYear>) -> Result<AcademicYear, ImportError> {
    match (told, from_name(file_name)) {
        (Some(told), Some(name)) if told != name => Err(ImportError::YearOfName { name, told }),
        (Some(year), _) | (None, Some(year)) => Ok(year),
        (None, None) => Err(ImportError::YearMissing),
    }
}

/// The year in a name of the form `<start year>-<authority>-ks2.csv`; a word may stand before the ending.
fn from_name(file_name: &str) -> Option<AcademicYear> {
    let stem = file_name.to_ascii_lowercase();
    let mut parts = stem.strip_suffix(".csv")?.split('-');
    let (start, authority, stage) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = start.len() == 4 && !authority.is_empty() && stage == "ks2";
    if plain { AcademicYear::starting(start.parse().ok()?).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> AcademicYear {
        AcademicYear::parse(text).unwrap()
    }

    #[test]
    fn a_name_of_the_usual_form_tells_the_year() {
        for name in
            ["2018-936-ks2.csv", "2018-936-KS2.CSV", "2018-england-ks2.csv", "2018-919-ks2-excerpt.csv"]
        {
            assert_eq!(from_name(name), Some(told("2018-19")), "{name}");
        }
        for name in
            ["england_ks2final.csv", "2018.csv", "18-936-ks2.csv", "2018-936-ks4.csv", "2018--ks2.csv", ""]
        {
            assert_eq!(from_name(name), None, "{name}");
        }
    }

    #[test]
    fn another_name_asks_for_the_year() {
        assert!(matches!(year("table.csv", None), Err(ImportError::YearMissing)));
        assert_eq!(year("table.csv", Some(told("2018/19"))).ok(), Some(told("2018-19")));
    }

    #[test]
    fn a_year_that_contradicts_the_name_is_not_believed() {
        assert!(matches!(
            year("2018-936-ks2.csv", Some(told("2017/18"))),
            Err(ImportError::YearOfName { .. })
        ));
    }
}
