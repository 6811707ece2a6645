//! From published figures to marks: what one subject and group of one school and year is on the chart. Pure.

use domain::benchmark_set::{AxisWord, Norms};
use domain::cohort_result::{FigureKind, Figures, Group};
use domain::{AcademicYear, Score, Subject};
use measures::{Family, Figure, Mark, OfficialFigures, SchoolYear, Token};

use crate::results::read::YearResults;

/// The subjects that have a progress score, in the order in which pages list them.
pub const SUBJECTS: [Subject; 3] = [Subject::Reading, Subject::Writing, Subject::Mathematics];

/// The groups that pages list, in their order.
pub const GROUPS: [Group; 9] = [
    Group::All,
    Group::Boys,
    Group::Girls,
    Group::LowStarters,
    Group::MiddleStarters,
    Group::HighStarters,
    Group::Disadvantaged,
    Group::Other,
    Group::Eal,
];

/// The scale of the average scores of official results, by the name under which a link from a test's scale can lead to it.
pub const SCALE: &str = "key-stage-2-scaled-score";

/// The mark of `group` in `subject`.
#[must_use]
pub fn mark(results: &YearResults, subject: Subject, group: Group) -> Mark {
    let figure = |kind| of_table(&results.figures, subject, group, kind);
    let national = results.norms.national.as_ref();
    Mark::official(&OfficialFigures {
        average: (subject != Subject::Writing).then(|| figure(FigureKind::Average)),
        national: national
            .and_then(|norms| norms.value(subject, Group::All, FigureKind::Average))
            .map(number),
        progress: figure(FigureKind::Progress),
        progress_lower: figure(FigureKind::Lower),
        progress_upper: figure(FigureKind::Upper),
        pupils: pupils(&results.figures, subject, group),
    })
}

/// How many pupils stand behind the group's progress score. For all pupils those who are covered by it, worked out from
/// the eligible ones; for a part of them its whole size, because tables give no coverage for parts.
#[must_use]
pub fn pupils(figures: &Figures, subject: Subject, group: Group) -> Option<u32> {
    let size = pupils_of(figures, group)?;
    if group != Group::All {
        return Some(size);
    }
    match figures.value(subject, Group::All, FigureKind::Coverage) {
        Some(coverage) => {
            measures::norms::covered_pupils(size, number(coverage)).map(|covered| covered.likely)
        }
        None => Some(size),
    }
}

/// How many pupils a group has at the end of the stage, whatever is known of them.
#[must_use]
pub fn pupils_of(figures: &Figures, group: Group) -> Option<u32> {
    whole(figures.value(Subject::AllSubjects, group, FigureKind::Pupils)?)
}

/// The words that norms have along the axis of a measure in a subject, each with how far from level it stands: for average
/// scores from the average that they are compared with, for progress from nought. None where there is no such average.
#[must_use]
pub fn axis_words(norms: &Norms, subject: Subject, kind: FigureKind) -> Vec<(f64, String)> {
    let average = || norms.national.as_ref()?.value(subject, Group::All, kind).map(number);
    let level = if kind == FigureKind::Progress { Some(0.0) } else { average() };
    let Some(level) = level else { return Vec::new() };
    let is_here = |word: &&AxisWord| word.kind == kind && word.subject.is_none_or(|one| one == subject);
    norms
        .axis_words
        .iter()
        .filter(is_here)
        .map(|word| (number(word.at) - level, word.words.clone()))
        .collect()
}

/// A number of a table, or why there is none.
#[must_use]
pub fn of_table(figures: &Figures, subject: Subject, group: Group, kind: FigureKind) -> Figure {
    // A column that the table of that year does not have has no sign either.
    figures.get(subject, group, kind).map_or(Figure::Missing(Token::NotPublished), figure)
}

/// A published figure as it is worked with.
#[must_use]
pub fn figure(published: &domain::cohort_result::Figure) -> Figure {
    match published {
        domain::cohort_result::Figure::Value(value) => Figure::Value(number(*value)),
        domain::cohort_result::Figure::Token(token) => Figure::Missing(meaning(token.as_str())),
    }
}

fn meaning(sign: &str) -> Token {
    Token::parse(sign, Family::PerformanceTables)
        .or_else(|| Token::parse(sign, Family::OfficialStatistics))
        .unwrap_or(match sign {
            "blank" => Token::Empty,
            "space" => Token::Space,
            _ => Token::SymbolNotAvailable,
        })
}

/// A stored decimal as the number that figures are worked out with.
#[must_use]
pub fn number(score: Score) -> f64 {
    use rust_decimal::prelude::ToPrimitive;
    score.decimal().to_f64().unwrap_or(f64::NAN)
}

fn whole(score: Score) -> Option<u32> {
    use rust_decimal::prelude::ToPrimitive;
    score.decimal().to_u32()
}

/// From this year on, by its first calendar year, progress counts from another start: earlier years can't be compared.
///
/// # Source
/// Key stage 1 has been assessed without levels since summer 2016; those pupils ended key stage 2 from 2019/20 on.
pub const NEW_START: u16 = 2019;

/// Whether progress in the later of two years counts from another start than in the earlier one.
#[must_use]
pub fn counts_anew(earlier: AcademicYear, later: AcademicYear) -> bool {
    earlier.start_year() < NEW_START && later.start_year() >= NEW_START
}

/// How far apart pupils' progress is across the nation, in points: as the norms of these results have it, or else as it is
/// known for the year; none where nobody has stated it.
#[must_use]
pub fn spread(results: &YearResults, subject: Subject) -> Option<f64> {
    let known = || {
        let subject = match subject {
            Subject::Reading => measures::Subject::Reading,
            Subject::Writing => measures::Subject::Writing,
            Subject::Mathematics => measures::Subject::Mathematics,
            Subject::GrammarPunctuationSpelling
            | Subject::Science
            | Subject::English
            | Subject::ReadingWritingMathematics
            | Subject::AllSubjects => return None,
        };
        measures::norms::ks2_progress_sd(SchoolYear::starting(results.year.start_year())?, subject)
    };
    results.norms.progress_sd.get(&subject).copied().map(number).or_else(known)
}
