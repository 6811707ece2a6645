//! What an address asks for: which year, which subject, which pupils, and what the marks are.

use domain::cohort_result::Group;
use domain::{AcademicYear, Stage, Subject};
use serde::Deserialize;

use super::STAGE;
use crate::page_error::PageError;
use crate::published;

/// What stands behind the question mark of a school's chart.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct SchoolQuery {
    stage: Option<String>,
    year: Option<String>,
    subject: Option<String>,
    group: Option<String>,
    pub(super) show: Option<String>,
    against: Option<String>,
}

/// What average results are compared with. Progress is always compared with pupils nationally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Against {
    /// State-funded schools of the nation.
    National,
    /// All schools of the nation, private ones too.
    AllSchools,
    /// The schools of the authority.
    Authority,
    /// The nation as another set of norms has it, by its name.
    Set(String),
}

impl Against {
    /// What an address asks for; the nation when nothing is asked.
    pub(super) fn of(query: &SchoolQuery) -> Self {
        match given(query.against.as_deref()) {
            None => Self::National,
            Some(text) => [Self::National, Self::AllSchools, Self::Authority]
                .into_iter()
                .find(|one| one.name() == text)
                .unwrap_or_else(|| Self::Set(text.to_owned())),
        }
    }

    /// What an address calls it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::National => "national",
            Self::AllSchools => "all-schools",
            Self::Authority => "authority",
            Self::Set(name) => name,
        }
    }
}

/// What the marks of a school's chart are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// A mark a subject.
    Subjects,
    /// A mark a group of pupils, in one subject.
    Groups,
    /// A mark a year, in one subject.
    Years,
}

impl Show {
    pub(super) const ALL: [Self; 3] = [Self::Subjects, Self::Groups, Self::Years];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Subjects => "subjects",
            Self::Groups => "groups",
            Self::Years => "years",
        }
    }
}

/// What was asked for, understood.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// At the end of which stage.
    pub stage: Stage,
    /// Which year; the newest where none was asked for.
    pub year: Option<AcademicYear>,
    /// Which subject.
    pub subject: Subject,
    /// Which pupils.
    pub group: Group,
}

/// What the marks of a school's chart are, beside the choice.
pub(super) fn school(query: &SchoolQuery) -> Result<(Choice, Show), PageError> {
    let show = given(query.show.as_deref())
        .map(|text| Show::ALL.into_iter().find(|show| show.name() == text).ok_or(PageError::NotFound))
        .transpose()?
        .unwrap_or(Show::Subjects);
    Ok((choice([&query.stage, &query.year, &query.subject, &query.group])?, show))
}

/// A stage, a year, a subject and a group as an address writes them, in this order.
///
/// # Errors
/// When one of them is no such thing, or no chart shows it.
pub fn choice(asked: [&Option<String>; 4]) -> Result<Choice, PageError> {
    let [stage, year, subject, group] = asked.map(|text| given(text.as_deref()));
    let subject = self::subject(subject)?;
    let group: Group = read(group, Group::All, "error-group")?;
    if !published::GROUPS.contains(&group) {
        return Err(PageError::Unreadable("error-group"));
    }
    Ok(Choice {
        stage: read(stage, STAGE, "error-stage")?,
        year: year.map(|text| text.parse().map_err(|_| PageError::Unreadable("error-year"))).transpose()?,
        subject,
        group,
    })
}

/// A subject with a progress score; mathematics when nothing is asked.
pub(super) fn subject(text: Option<&str>) -> Result<Subject, PageError> {
    let subject: Subject = read(given(text), Subject::Mathematics, "error-subject")?;
    let fits = published::SUBJECTS.contains(&subject);
    fits.then_some(subject).ok_or(PageError::Unreadable("error-subject"))
}

/// A text that was given and is not empty: a form that is sent with an empty field asks for nothing.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn read<T: std::str::FromStr>(text: Option<&str>, otherwise: T, help: &'static str) -> Result<T, PageError> {
    text.map_or(Ok(otherwise), |text| text.parse().map_err(|_| PageError::Unreadable(help)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(year: &str, subject: &str, show: &str) -> Result<(Choice, Show), PageError> {
        let text = |text: &str| Some(text.to_owned());
        school(&SchoolQuery {
            stage: None,
            year: text(year),
            subject: text(subject),
            group: None,
            show: text(show),
            against: None,
        })
    }

    #[test]
    fn both_ways_to_write_a_year_are_understood() {
        for year in ["2018-19", "2018/19"] {
            assert_eq!(asked(year, "", "").unwrap().0.year.unwrap().to_string(), "2018-19");
        }
        assert!(matches!(asked("2018", "", ""), Err(PageError::Unreadable("error-year"))));
    }

    #[test]
    fn nothing_asked_is_mathematics_by_subject() {
        let (choice, show) = asked("", "", "").unwrap();
        assert_eq!((choice.subject, show, choice.year), (Subject::Mathematics, Show::Subjects, None));
    }

    #[test]
    fn what_is_no_average_is_taken_for_the_name_of_a_set() {
        let of = |text: Option<&str>| {
            Against::of(&SchoolQuery { against: text.map(str::to_owned), ..SchoolQuery::default() })
        };
        assert_eq!([of(None), of(Some(" ")), of(Some("national"))], [(); 3].map(|()| Against::National));
        assert_eq!(of(Some("authority")), Against::Authority);
        assert_eq!(of(Some("set@2")), Against::Set("set@2".to_owned()));
    }

    #[test]
    fn a_subject_without_progress_is_refused() {
        assert!(asked("", "science", "").is_err());
        assert!(asked("", "astrology", "").is_err());
    }
}
