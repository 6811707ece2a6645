//! One line of a table: a school with its figures, an authority's averages, or those of England.

use csv::ByteRecord;
use domain::Subject;
use domain::cohort_result::{FigureKind, Figures, Group};
use domain::school::{AgeRange, AuthorityCode, SchoolDetails, SchoolKind, SchoolUrn};

use super::columns::{Columns, Place};
use super::header::Header;
use super::{figure, interval};
use crate::imports::problems::{Problem, Problems, Trouble};

/// A school's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolRow {
    /// The line of the file.
    pub line: u64,
    /// Which school.
    pub school: SchoolUrn,
    /// What the table says of the school.
    pub details: SchoolDetails,
    /// Every figure, of every subject and group that the table has. A school without results has blank figures.
    pub figures: Figures,
}

/// What a line is about, and what was read from it.
pub(super) enum Line {
    School(SchoolRow),
    Authority {
        code: AuthorityCode,
        name: Option<String>,
        figures: Figures,
    },
    /// England: all schools, private ones too.
    AllSchools(Figures),
    /// England: state-funded schools.
    National(Figures),
}

/// One line with what is needed to read it.
pub(super) struct Row<'a> {
    pub(super) record: &'a ByteRecord,
    pub(super) line: u64,
    pub(super) header: &'a Header,
    pub(super) columns: &'a Columns,
}

impl Row<'_> {
    /// Reads the line; its problems are added to `problems`. None when it has one that leaves nothing to read.
    pub(super) fn read(&self, problems: &mut Problems) -> Option<Line> {
        if self.is_too_long() {
            let trouble = Trouble::RowTooLong { cells: self.record.len(), columns: self.header.len() };
            problems.add(Problem::of_line(self.line, b"", trouble));
            return None;
        }
        match self.cell(self.columns.record_type).trim_ascii() {
            b"1" => self.school(SchoolKind::Mainstream, problems),
            b"2" => self.school(SchoolKind::Special, problems),
            b"3" => self.authority_averages(problems),
            b"4" => Some(Line::AllSchools(self.figures(problems, Place::is_of_england))),
            b"5" => Some(Line::National(self.figures(problems, Place::is_of_england))),
            _ => {
                problems.add(self.problem(self.columns.record_type, Trouble::RecordTypeUnknown));
                None
            }
        }
    }

    fn school(&self, kind: SchoolKind, problems: &mut Problems) -> Option<Line> {
        let school = self.urn().map_err(|problem| problems.add(problem)).ok();
        let name = self.name().map_err(|problem| problems.add(problem)).ok();
        let authority = self.authority().map_err(|problem| problems.add(problem)).ok();
        let figures = self.figures(problems, |_| true);
        self.check(&figures, problems);
        let details = SchoolDetails {
            name: name?,
            authority: authority?,
            kind,
            governance: self.governance(),
            ages: self.ages(),
        };
        Some(Line::School(SchoolRow { line: self.line, school: school?, details, figures }))
    }

    fn authority_averages(&self, problems: &mut Problems) -> Option<Line> {
        let unreadable = || self.problem(self.columns.authority, Trouble::AuthorityUnreadable);
        let code = self.authority().and_then(|code| code.ok_or_else(unreadable));
        let code = code.map_err(|problem| problems.add(problem)).ok();
        let figures = self.figures(problems, |_| true);
        interval::check(self, &figures, problems);
        Some(Line::Authority { code: code?, name: self.name().ok(), figures })
    }

    /// Every figure of the line that is `wanted`.
    fn figures(&self, problems: &mut Problems, wanted: impl Fn(&Place) -> bool) -> Figures {
        let mut figures = Figures::default();
        for place in self.columns.figures.iter().filter(|place| wanted(place)) {
            match figure::read(self.cell(Some(place.index)), place.kind) {
                Ok(figure) => figures.set(place.subject, place.group, place.kind, figure),
                Err(trouble) => problems.add(self.problem(Some(place.index), trouble)),
            }
        }
        figures
    }

    /// The laws that the figures of one school keep among themselves.
    fn check(&self, figures: &Figures, problems: &mut Problems) {
        if self.is_cut_short(figures) {
            let last = self.record.len().checked_sub(1);
            problems.add(self.problem(last, Trouble::RowCutShort));
        } else {
            interval::check(self, figures, problems);
        }
    }

    /// More cells than columns, and something in them. Spreadsheet programs add empty ones.
    fn is_too_long(&self) -> bool {
        self.record.iter().skip(self.header.len()).any(|cell| !cell.trim_ascii().is_empty())
    }

    /// Lines of schools without results end early, and are whole. A line that has results and ends before a figure that
    /// every school with results has was cut off.
    fn is_cut_short(&self, figures: &Figures) -> bool {
        let cells = self.record.len();
        if cells >= self.header.len() {
            return false;
        }
        let has = |subject, kind| figures.value(subject, Group::All, kind).is_some();
        let has_results = [Subject::Reading, Subject::Writing, Subject::Mathematics]
            .into_iter()
            .any(|subject| has(subject, FigureKind::Progress) || has(subject, FigureKind::Average));
        let follows_progress = |kind| matches!(kind, FigureKind::Band | FigureKind::Unadjusted);
        has_results
            && self.columns.figures.iter().any(|place| {
                place.index >= cells
                    && (!follows_progress(place.kind) || has(place.subject, FigureKind::Progress))
            })
    }

    fn urn(&self) -> Result<SchoolUrn, Problem> {
        self.text(self.columns.urn)
            .and_then(|text| SchoolUrn::parse(text).ok())
            .ok_or_else(|| self.problem(self.columns.urn, Trouble::UrnUnreadable))
    }

    fn name(&self) -> Result<String, Problem> {
        let text = self.text(self.columns.name);
        let text = text.ok_or_else(|| self.problem(self.columns.name, Trouble::NotUtf8))?;
        // A name that was typed on two lines is one name.
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            Err(self.problem(self.columns.name, Trouble::NameMissing))
        } else if name.chars().any(char::is_control) {
            Err(self.problem(self.columns.name, Trouble::NameUnprintable))
        } else {
            Ok(name)
        }
    }

    /// The authority of the line; none where the cell is empty.
    fn authority(&self) -> Result<Option<AuthorityCode>, Problem> {
        let unreadable = || self.problem(self.columns.authority, Trouble::AuthorityUnreadable);
        match self.text(self.columns.authority) {
            Some("") => Ok(None),
            Some(text) => AuthorityCode::parse(text).map(Some).map_err(|_| unreadable()),
            None => Err(unreadable()),
        }
    }

    fn governance(&self) -> Option<String> {
        self.text(self.columns.governance).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The ages taught; none when the cell says nothing of the form `4-11`. No figure depends on it.
    fn ages(&self) -> Option<AgeRange> {
        let (youngest, oldest) = self.text(self.columns.ages)?.split_once('-')?;
        let (youngest, oldest) = (youngest.trim().parse().ok()?, oldest.trim().parse().ok()?);
        (youngest <= oldest).then_some(AgeRange { youngest, oldest })
    }

    /// The text of a cell without blanks at its ends; none when it is not UTF-8.
    fn text(&self, index: Option<usize>) -> Option<&str> {
        std::str::from_utf8(self.cell(index)).ok().map(str::trim)
    }

    /// The bytes of a cell; empty for a column that the table or the line does not have.
    fn cell(&self, index: Option<usize>) -> &[u8] {
        index.and_then(|index| self.record.get(index)).unwrap_or_default()
    }

    /// A problem of the cell at `index`.
    pub(super) fn problem(&self, index: Option<usize>, trouble: Trouble) -> Problem {
        match index {
            Some(index) => {
                Problem::of_cell(self.line, self.header.column(index), self.cell(Some(index)), trouble)
            }
            None => Problem::of_line(self.line, b"", trouble),
        }
    }
}

impl Place {
    /// The lines of England print noughts where a group's interval would be: those are no intervals.
    fn is_of_england(&self) -> bool {
        !matches!(self.kind, FigureKind::Lower | FigureKind::Upper)
    }
}
