//! The laws of a progress score and its interval: both ends or none, in their order, and a band that does not say the
//! opposite.

use domain::cohort_result::{FigureKind, Figures, Group};
use domain::{Score, Subject};
use rust_decimal::Decimal;

use super::columns::GROUPS;
use super::row::Row;
use crate::imports::problems::{Problem, Problems, Trouble};

/// The subjects that have progress.
const SUBJECTS: [Subject; 3] = [Subject::Reading, Subject::Writing, Subject::Mathematics];
/// From this band on, downwards, progress is above average; 1 is the best.
///
/// # Source
///
/// The `..._DESCR` columns of the department's tables: 1 is well above average, 5 well below.
const LAST_BAND_ABOVE: Decimal = Decimal::from_parts(2, 0, 0, false, 0);
const FIRST_BAND_BELOW: Decimal = Decimal::from_parts(4, 0, 0, false, 0);

/// Checks every progress score of a line.
pub(super) fn check(row: &Row<'_>, figures: &Figures, problems: &mut Problems) {
    for subject in SUBJECTS {
        for (group, _) in GROUPS {
            if let Some((kind, trouble)) = broken_law(figures, subject, group) {
                problems.add(problem(row, figures, (subject, group, kind), trouble));
            }
        }
    }
}

/// The law that a score breaks, and the figure that breaks it.
fn broken_law(figures: &Figures, subject: Subject, group: Group) -> Option<(FigureKind, Trouble)> {
    let stated = |kind| figures.get(subject, group, kind).is_some();
    if !stated(FigureKind::Progress) || !stated(FigureKind::Lower) || !stated(FigureKind::Upper) {
        return None;
    }
    let value = |kind| figures.value(subject, group, kind);
    match (value(FigureKind::Lower), value(FigureKind::Progress), value(FigureKind::Upper)) {
        (None, None, None) => None,
        (_, None, _) => Some((FigureKind::Progress, Trouble::ProgressMissing)),
        (None, Some(_), _) => Some((FigureKind::Lower, Trouble::IntervalMissing)),
        (_, Some(_), None) => Some((FigureKind::Upper, Trouble::IntervalMissing)),
        (Some(lower), Some(progress), Some(upper)) if lower > progress || progress > upper => {
            Some((FigureKind::Progress, Trouble::IntervalOutOfOrder))
        }
        (Some(lower), Some(_), Some(upper)) => {
            let band = value(FigureKind::Band).map(Score::decimal)?;
            let nought = Decimal::ZERO;
            let contradicted = (band <= LAST_BAND_ABOVE && upper.decimal() < nought)
                || (band >= FIRST_BAND_BELOW && lower.decimal() > nought);
            contradicted.then_some((FigureKind::Band, Trouble::BandContradicted))
        }
    }
}

/// A score out of order is shown with both ends, in the order of the law.
fn problem(
    row: &Row<'_>,
    figures: &Figures,
    (subject, group, kind): (Subject, Group, FigureKind),
    trouble: Trouble,
) -> Problem {
    let index = row.columns.index(subject, group, kind);
    let mut problem = row.problem(index, trouble);
    if problem.trouble == Trouble::IntervalOutOfOrder {
        let printed: Vec<String> = [FigureKind::Lower, FigureKind::Progress, FigureKind::Upper]
            .into_iter()
            .filter_map(|kind| figures.get(subject, group, kind))
            .map(ToString::to_string)
            .collect();
        problem.found = printed.join(" to ");
    }
    problem
}
