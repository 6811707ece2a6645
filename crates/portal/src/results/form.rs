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
    show: Option<String>,
}

/// What stands behind the question mark of an authority's chart.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct AuthorityQuery {
    stage: Option<String>,
    year: Option<String>,
    subject: Option<String>,
    group: Option<String>,
    pub(super) authority: Option<String>,
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
pub(super) struct Choice {
    pub(super) stage: Stage,
    pub(super) year: Option<AcademicYear>,
    pub(super) subject: Subject,
    pub(super) group: Group,
    pub(super) show: Show,
}

pub(super) fn school(query: &SchoolQuery) -> Result<Choice, PageError> {
    let show = given(query.show.as_deref())
        .map(|text| Show::ALL.into_iter().find(|show| show.name() == text).ok_or(PageError::NotFound))
        .transpose()?
        .unwrap_or(Show::Subjects);
    choice([&query.stage, &query.year, &query.subject, &query.group], show)
}

pub(super) fn authority(query: &AuthorityQuery) -> Result<Choice, PageError> {
    choice([&query.stage, &query.year, &query.subject, &query.group], Show::Subjects)
}

fn choice(asked: [&Option<String>; 4], show: Show) -> Result<Choice, PageError> {
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
        show,
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

    fn asked(year: &str, subject: &str, show: &str) -> Result<Choice, PageError> {
        let text = |text: &str| Some(text.to_owned());
        school(&SchoolQuery {
            stage: None,
            year: text(year),
            subject: text(subject),
            group: None,
            show: text(show),
        })
    }

    #[test]
    fn both_ways_to_write_a_year_are_understood() {
        for year in ["2018-19", "2018/19"] {
            assert_eq!(asked(year, "", "").unwrap().year.unwrap().to_string(), "2018-19");
        }
        assert!(matches!(asked("2018", "", ""), Err(PageError::Unreadable("error-year"))));
    }

    #[test]
    fn nothing_asked_is_mathematics_by_subject() {
        let choice = asked("", "", "").unwrap();
        assert_eq!((choice.subject, choice.show, choice.year), (Subject::Mathematics, Show::Subjects, None));
    }

    #[test]
    fn a_subject_without_progress_is_refused() {
        assert!(asked("", "science", "").is_err());
        assert!(asked("", "astrology", "").is_err());
    }
}
