//! A table as it is read, line by line: what was kept, what was wrong, and what stood there before.

use std::collections::{BTreeMap, HashMap};

use domain::benchmark_set::AuthorityNorms;
use domain::{AcademicYear, AuthorityCode, SchoolUrn};

use super::Table;
use super::columns::Columns;
use super::header::{Header, possible_years};
use super::row::{Line, Row};
use crate::imports::problems::{Problem, Problems, Trouble};

/// What has been read so far.
pub(super) struct Reading {
    table: Table,
    problems: Problems,
    lines: usize,
    first_lines: HashMap<Area, u64>,
}

/// What may stand in a table only once.
#[derive(PartialEq, Eq, Hash)]
enum Area {
    School(SchoolUrn),
    Authority(AuthorityCode),
    AllSchools,
    National,
}

impl Area {
    fn of(line: &Line) -> Self {
        match line {
            Line::School(school) => Self::School(school.school),
            Line::Authority { code, .. } => Self::Authority(*code),
            Line::AllSchools(_) => Self::AllSchools,
            Line::National(_) => Self::National,
        }
    }
}

impl Reading {
    /// Begins with the names of the columns.
    pub(super) fn begin(header: &Header, columns: &Columns, year: AcademicYear) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        problems.extend(contradicted_year(header, year));
        for index in header.repeated().filter(|index| columns.reads_name_of(header, *index)) {
            problems.add(Problem::of_cell(
                1,
                header.column(index),
                header.name(index).as_bytes(),
                Trouble::ColumnTwice,
            ));
        }
        let missing = columns.missing();
        if !missing.is_empty() {
            let found = |name: String| Problem::of_line(1, name.as_bytes(), Trouble::ColumnMissing);
            problems.extend(missing.into_iter().map(found));
            return Err(problems);
        }
        let table = Table {
            year,
            lines: 0,
            schools: Vec::new(),
            authorities: BTreeMap::new(),
            national: None,
            all_schools: None,
            has_bands: columns.has_bands(),
        };
        Ok(Self { table, problems, lines: 0, first_lines: HashMap::new() })
    }

    /// Takes one line; `breaks` says that the line goes on over the end of a line of text.
    pub(super) fn take(&mut self, row: &Row<'_>, breaks: bool) {
        if row.record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return;
        }
        self.lines += 1;
        if breaks && row.record.len() != row.header.len() {
            self.problems.add(Problem::of_line(row.line, b"", Trouble::QuoteNotClosed));
            return;
        }
        let Some(line) = row.read(&mut self.problems) else { return };
        if !self.is_first(Area::of(&line), row) {
            return;
        }
        match line {
            Line::School(school) => self.table.schools.push(school),
            Line::Authority { code, name, figures } => {
                self.table.authorities.insert(code, AuthorityNorms { name, figures });
            }
            Line::AllSchools(figures) => self.table.all_schools = Some(figures),
            Line::National(figures) => self.table.national = Some(figures),
        }
    }

    /// How many lines were taken.
    pub(super) fn lines(&self) -> usize {
        self.lines
    }

    /// Whether this is the first line about the school or area; if not, that is a problem.
    fn is_first(&mut self, area: Area, row: &Row<'_>) -> bool {
        let (index, again): (_, fn(u64) -> Trouble) = match area {
            Area::School(_) => (row.columns.urn, |first_line| Trouble::UrnTwice { first_line }),
            Area::Authority(_) => (row.columns.authority, |first_line| Trouble::AreaTwice { first_line }),
            Area::AllSchools | Area::National => {
                (row.columns.record_type, |first_line| Trouble::AreaTwice { first_line })
            }
        };
        match self.first_lines.insert(area, row.line) {
            None => true,
            Some(first_line) => {
                self.problems.add(row.problem(index, again(first_line)));
                false
            }
        }
    }

    /// The table, if nothing was wrong with it.
    pub(super) fn end(mut self) -> Result<Table, Problems> {
        if self.table.schools.is_empty() && self.problems.is_empty() {
            self.problems.add(Problem::of_file(Trouble::NoSchools));
        }
        self.table.lines = u32::try_from(self.lines).unwrap_or(u32::MAX);
        self.problems.sort();
        if self.problems.is_empty() { Ok(self.table) } else { Err(self.problems) }
    }
}

/// The year told against the years that the columns speak of.
fn contradicted_year(header: &Header, told: AcademicYear) -> Option<Problem> {
    let (first, last) = possible_years(header.newest_earlier_year()?);
    let ends = told.start_year() + 1;
    if (first..=last).contains(&ends) {
        return None;
    }
    let year = |ends: u16| AcademicYear::starting(ends - 1).map(|year| year.to_string()).unwrap_or_default();
    let file = if first == last { year(first) } else { format!("{} or {}", year(first), year(last)) };
    Some(Problem::of_file(Trouble::YearContradicted { told: told.to_string(), file }))
}
