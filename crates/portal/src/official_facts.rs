//! What the guidance questions need to know of a school's published results, taken from the tables. Pure.
//!
//! It judges nothing: [`measures::question`] does.

use domain::AcademicYear;
use domain::Subject as Heading;
use domain::cohort_result::{FigureKind, Group};
use measures::difference::Estimate;
use measures::interval::national_interval;
use measures::norms::ks2_progress_sd;
use measures::question::{GroupGap, GroupPair, SubjectMark, SubjectYears, YearNorms};
use measures::trend::TrendPoint;
use measures::{Mark, SchoolYear, Subject};

use crate::published::{self, NEW_START};
use crate::results::read::YearResults;

/// The two pairs of groups of which each is the other's rest.
const PAIRS: [(GroupPair, [Group; 2]); 2] = [
    (GroupPair::BoysGirls, [Group::Boys, Group::Girls]),
    (GroupPair::DisadvantagedOther, [Group::Disadvantaged, Group::Other]),
];

/// What the tables say of a school, with one year in the middle.
#[derive(Debug, Clone, PartialEq)]
pub struct Official {
    /// The year that the questions are about.
    pub year: AcademicYear,
    /// Each subject's mark of all pupils in that year.
    pub marks: Vec<SubjectMark>,
    /// The marks of the groups within them.
    pub groups: Vec<Mark>,
    /// Each subject's progress over the years.
    pub series: Vec<SubjectYears>,
    /// What each year is read against.
    pub norms: Vec<YearNorms>,
    /// The share of pupils with both scores, by subject, from 0 to 1.
    pub coverage: Vec<(Subject, f64)>,
    /// The pairs of groups that can be set against each other.
    pub gaps: Vec<GroupGap>,
}

impl Official {
    /// What `all` years say, about the year of `results`.
    #[must_use]
    pub fn of(all: &[YearResults], results: &YearResults) -> Self {
        let within = published::GROUPS.into_iter().filter(|group| *group != Group::All);
        let of_group = |group| published::SUBJECTS.map(|subject| published::mark(results, subject, group));
        Self {
            year: results.year,
            marks: Subject::ALL
                .map(|subject| SubjectMark { subject, mark: of_all(results, subject) })
                .to_vec(),
            groups: within.flat_map(of_group).collect(),
            series: Subject::ALL
                .map(|subject| SubjectYears { subject, points: points(all, subject) })
                .to_vec(),
            norms: norms(all),
            coverage: Subject::ALL.into_iter().filter_map(|subject| covered(results, subject)).collect(),
            gaps: gaps(all, results),
        }
    }

    /// Whether the years of a series lie on both sides of a new start.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.norms.iter().any(|one| one.break_before)
    }
}

/// The heading under which the tables have a subject.
#[must_use]
pub fn heading(subject: Subject) -> Heading {
    match subject {
        Subject::Reading => Heading::Reading,
        Subject::Writing => Heading::Writing,
        Subject::Mathematics => Heading::Mathematics,
    }
}

/// The subject of the tables that a heading is; none for what has no progress.
#[must_use]
pub fn subject(heading: Heading) -> Option<Subject> {
    Subject::ALL.into_iter().find(|subject| self::heading(*subject) == heading)
}

fn of_all(results: &YearResults, subject: Subject) -> Mark {
    published::mark(results, heading(subject), Group::All)
}

fn estimate(mark: &Mark) -> Option<Estimate> {
    let progress = mark.progress();
    Some(Estimate::published(progress.difference()?, progress.interval()?))
}

/// The oldest first, the first one after a new start marked.
fn points(all: &[YearResults], subject: Subject) -> Vec<TrendPoint> {
    let point = |results: &YearResults| {
        let year = SchoolYear::starting(results.year.start_year())?;
        Some(TrendPoint { year, estimate: estimate(&of_all(results, subject))?, break_before: false })
    };
    let mut points: Vec<TrendPoint> = all.iter().filter_map(point).collect();
    points.sort_by_key(|point| point.year);
    let starts = breaks(&points.iter().map(|point| point.year).collect::<Vec<_>>());
    for (point, starts_anew) in points.iter_mut().zip(starts) {
        point.break_before = starts_anew;
    }
    points
}

/// For each of these years, the oldest first, whether it begins a new series: the first after the new start does, where
/// one before it is there too.
pub(crate) fn breaks(years: &[SchoolYear]) -> Vec<bool> {
    let is_new = |year: &SchoolYear| year.start() >= NEW_START;
    let first = years.iter().position(is_new).filter(|at| *at > 0);
    (0..years.len()).map(|at| Some(at) == first).collect()
}

fn norms(all: &[YearResults]) -> Vec<YearNorms> {
    let mut norms: Vec<YearNorms> = all
        .iter()
        .filter_map(|results| {
            let year = SchoolYear::starting(results.year.start_year())?;
            let version = results.benchmark_parts().1.parse().unwrap_or(1);
            Some(YearNorms { year, version, break_before: false })
        })
        .collect();
    norms.sort_by_key(|one| one.year);
    let starts = breaks(&norms.iter().map(|one| one.year).collect::<Vec<_>>());
    for (one, starts_anew) in norms.iter_mut().zip(starts) {
        one.break_before = starts_anew;
    }
    norms
}

fn covered(results: &YearResults, subject: Subject) -> Option<(Subject, f64)> {
    let percent = published::of_table(&results.figures, heading(subject), Group::All, FigureKind::Coverage);
    Some((subject, percent.value()? / 100.0))
}

fn gaps(all: &[YearResults], results: &YearResults) -> Vec<GroupGap> {
    let gap = |pair: GroupPair, groups: [Group; 2], subject: Subject| {
        let [(first, some), (second, others)] = both(results, groups, subject)?;
        Some(GroupGap {
            pair,
            subject,
            progress: [first, second],
            pupils: [some, others],
            earlier: earlier(all, results, groups, subject),
        })
    };
    PAIRS
        .into_iter()
        .flat_map(|(pair, groups)| Subject::ALL.map(|subject| gap(pair, groups, subject)))
        .flatten()
        .collect()
}

/// The progress of two groups with how sure it is, and their pupils; nothing if one of them has none. Tables give most
/// groups no range: it is then worked out as that of all pupils is.
fn both(results: &YearResults, groups: [Group; 2], subject: Subject) -> Option<[(Estimate, u32); 2]> {
    let year = SchoolYear::starting(results.year.start_year())?;
    let one = |group| {
        let mark = published::mark(results, heading(subject), group);
        let (value, pupils) = (mark.progress().difference()?, mark.pupils()?);
        let worked_out = || national_interval(value, ks2_progress_sd(year, subject)?, pupils);
        let interval = mark.progress().interval().or_else(worked_out)?;
        Some((Estimate::published(value, interval), pupils))
    };
    let [first, second] = groups.map(one);
    Some([first?, second?])
}

/// The same two in the oldest year before that can be compared.
fn earlier(
    all: &[YearResults],
    results: &YearResults,
    groups: [Group; 2],
    subject: Subject,
) -> Option<(SchoolYear, [f64; 2])> {
    let is_new = |year: AcademicYear| year.start_year() >= NEW_START;
    let before = |one: &&YearResults| {
        one.year.start_year() < results.year.start_year() && is_new(one.year) == is_new(results.year)
    };
    let figures = |one: &YearResults| {
        let values =
            groups.map(|group| published::mark(one, heading(subject), group).progress().difference());
        let [first, second] = values;
        Some((SchoolYear::starting(one.year.start_year())?, [first?, second?]))
    };
    all.iter().filter(before).filter_map(figures).min_by_key(|(year, _)| *year)
}
