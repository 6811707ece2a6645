//! Which questions a governor should ask about a school's figures and its cycles, and which of them find nothing
//! unusual.
//!
//! Each question of the catalogue is one small rule: facts in, a [`Finding`] out. A finding says whether the question is
//! asked, finds nothing unusual or can't be asked, and on which figures; so silence is never taken for good news. There
//! are no words here, and nothing is read: a page fetches the facts and finds the sentences. No finding is about one
//! pupil: counts of pupils pass the gate for small numbers inside the rule.

mod after;
mod figures;
mod firmness;
mod gain;
mod groups;
mod id;
mod over;
mod records;
mod response;
mod standing;
mod subjects;
mod teaching;
mod years;

use std::cmp::Reverse;

use serde::Serialize;

pub use after::{Afterwards, WEEKS_TO_LAST, lasting, transfer};
pub use figures::Figures;
pub use firmness::{COVERED_ENOUGH, coverage, hidden, reliability};
pub use gain::{Cost, Judged, NotAnyway, comparison, gain, no_change, value};
pub use groups::{GroupGap, GroupPair, groups};
pub use id::{NotAQuestion, QuestionId};
pub use over::Over;
pub use records::{
    CORRECTED_OFTEN, CYCLES_WITHOUT, Corrections, InCycles, StrategyUse, corrections, open_actions,
    published_corrections, same_pupils, spread,
};
pub use response::{Action, ONE_TERM_DAYS, Tracking, action, tracking};
pub use standing::{catching_up, high_but_slow};
pub use subjects::{SubjectMark, consistency, subject_gap};
pub use teaching::{DELIVERED_ENOUGH, Dose, Start, changes_without_evidence, dose, families, start};
pub use years::{SubjectYears, YearNorms, comparable_years, trend};

use crate::{difference::Estimate, quadrant::Mark};

/// How many questions a page shows before the rest is one click away.
///
/// # Source
/// Our own rule: five, so that a meeting can take them all.
pub const AT_MOST: usize = 5;

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its rule fired.
    Asked,
    /// Its rule looked at the figures and did not fire.
    NothingUnusual,
    /// It can't be asked.
    NotKnown(Unknown),
}

/// Why a question can't be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// The school's own record is for people who are signed in and have a part in the school.
    OwnRecord,
    /// There are no published results.
    NoResults,
    /// Results are published, and no progress score.
    NoProgress,
    /// Fewer than two subjects have a figure.
    TooFewSubjects,
    /// Too few years can be compared.
    TooFewYears,
    /// Nobody stated how far the figure could be from the truth.
    NoRange,
    /// The table does not say how many pupils.
    NoPupilNumber,
    /// The table does not say how many of the pupils are counted.
    NoCoverage,
    /// No two groups of pupils have a figure.
    NoGroups,
    /// Too few pupils stand behind the figures to show anything of them.
    TooFewPupils,
    /// The test has no norm, so nobody knows what pupils gain anyway.
    NoNorm,
    /// There is no cycle to ask about.
    NoCycles,
    /// Too few cycles are closed for anybody to have been in so many.
    TooFewCycles,
    /// The cycle goes on.
    GoesOn,
    /// Its figures are in no edition yet, or are withheld from it.
    NotPublished,
    /// It is too soon to tell.
    TooSoon,
    /// Nobody is placed.
    NobodyPlaced,
    /// No teaching time was planned.
    NoPlannedTime,
    /// Nobody has a score.
    NoScores,
    /// The cost would tell what somebody was paid.
    SomebodysPay,
    /// No cost is recorded.
    NoCosts,
    /// The costs are in more than one currency.
    MixedCurrencies,
    /// No strategy was judged.
    NothingJudged,
    /// The records have no place for it.
    NotKept,
}

impl Unknown {
    /// Every reason.
    pub const ALL: [Self; 24] = [
        Self::OwnRecord,
        Self::NoResults,
        Self::NoProgress,
        Self::TooFewSubjects,
        Self::TooFewYears,
        Self::NoRange,
        Self::NoPupilNumber,
        Self::NoCoverage,
        Self::NoGroups,
        Self::TooFewPupils,
        Self::NoNorm,
        Self::NoCycles,
        Self::TooFewCycles,
        Self::GoesOn,
        Self::NotPublished,
        Self::TooSoon,
        Self::NobodyPlaced,
        Self::NoPlannedTime,
        Self::NoScores,
        Self::SomebodysPay,
        Self::NoCosts,
        Self::MixedCurrencies,
        Self::NothingJudged,
        Self::NotKept,
    ];

    /// The message id of the reason.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::OwnRecord => "not-known-own-record",
            Self::NoResults => "not-known-no-results",
            Self::NoProgress => "not-known-no-progress",
            Self::TooFewSubjects => "not-known-too-few-subjects",
            Self::TooFewYears => "not-known-too-few-years",
            Self::NoRange => "not-known-no-range",
            Self::NoPupilNumber => "not-known-no-pupil-number",
            Self::NoCoverage => "not-known-no-coverage",
            Self::NoGroups => "not-known-no-groups",
            Self::TooFewPupils => "not-known-too-few-pupils",
            Self::NoNorm => "not-known-no-norm",
            Self::NoCycles => "not-known-no-cycles",
            Self::TooFewCycles => "not-known-too-few-cycles",
            Self::GoesOn => "not-known-goes-on",
            Self::NotPublished => "not-known-not-published",
            Self::TooSoon => "not-known-too-soon",
            Self::NobodyPlaced => "not-known-nobody-placed",
            Self::NoPlannedTime => "not-known-no-planned-time",
            Self::NoScores => "not-known-no-scores",
            Self::SomebodysPay => "not-known-somebodys-pay",
            Self::NoCosts => "not-known-no-costs",
            Self::MixedCurrencies => "not-known-mixed-currencies",
            Self::NothingJudged => "not-known-nothing-judged",
            Self::NotKept => "not-known-not-kept",
        }
    }
}

/// What one rule found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Which question.
    pub id: QuestionId,
    /// What became of it.
    pub state: State,
    /// The figures that the rule looked at.
    pub figures: Figures,
    /// How pressing it is, above 0 only for a question that is asked. Each rule says its own.
    pub weight: u16,
}

impl Finding {
    /// The rule fired.
    const fn asked(id: QuestionId, weight: u16, figures: Figures) -> Self {
        Self { id, state: State::Asked, figures, weight }
    }

    /// The rule looked and did not fire.
    const fn nothing(id: QuestionId, figures: Figures) -> Self {
        Self { id, state: State::NothingUnusual, figures, weight: 0 }
    }

    /// There was nothing to look at, for this reason.
    #[must_use]
    pub const fn not_known(id: QuestionId, why: Unknown) -> Self {
        Self { id, state: State::NotKnown(why), figures: Figures::None, weight: 0 }
    }

    /// Asked with this weight if it is so, else nothing unusual; with the same figures.
    const fn when(fires: bool, id: QuestionId, weight: u16, figures: Figures) -> Self {
        if fires { Self::asked(id, weight, figures) } else { Self::nothing(id, figures) }
    }

    /// Whether its rule fired.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.state == State::Asked
    }
}

/// Puts findings in the order of a page: those asked first, the most pressing first, then those with nothing unusual,
/// then those that can't be asked; equals by number.
pub fn in_order(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| {
        let group = match finding.state {
            State::Asked => 0,
            State::NothingUnusual => 1,
            State::NotKnown(_) => 2,
        };
        (group, Reverse(finding.weight), finding.id)
    });
}

/// The first of a page, [`AT_MOST`] of them: those asked, the most pressing first. Where fewer are asked, the five
/// questions of the source follow in their order, so that a page with no cause for alarm says so.
#[must_use]
pub fn first(findings: &[Finding]) -> Vec<&Finding> {
    let mut asked: Vec<&Finding> = findings.iter().filter(|finding| finding.is_asked()).collect();
    asked.sort_by_key(|finding| (Reverse(finding.weight), finding.id));
    let mut source: Vec<&Finding> =
        findings.iter().filter(|finding| finding.id.is_of_the_source() && !finding.is_asked()).collect();
    source.sort_by_key(|finding| finding.id);
    asked.into_iter().chain(source).take(AT_MOST).collect()
}

/// A mark's progress with its standard error, where somebody stated a range.
fn progress_of(mark: &Mark) -> Option<Estimate> {
    let progress = mark.progress();
    Some(Estimate::published(progress.difference()?, progress.interval()?))
}

/// Why nothing can be said of marks without progress: there are results and no progress score, or neither.
fn without_progress<'a>(marks: impl IntoIterator<Item = &'a SubjectMark>) -> Unknown {
    let has_results = marks.into_iter().any(|one| one.mark.results().difference().is_some());
    if has_results { Unknown::NoProgress } else { Unknown::NoResults }
}

/// How many, as a figure.
fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(id: QuestionId, weight: u16) -> Finding {
        Finding::asked(id, weight, Figures::None)
    }

    #[test]
    fn the_most_pressing_come_first_and_equals_by_number() {
        let mut findings = [
            Finding::not_known(QuestionId::Q24, Unknown::NotKept),
            finding(QuestionId::Q8, 30),
            Finding::nothing(QuestionId::Q2, Figures::None),
            finding(QuestionId::Q3, 80),
            finding(QuestionId::Q6, 30),
        ];
        in_order(&mut findings);
        let ids = findings.map(|finding| finding.id);
        assert_eq!(ids, [QuestionId::Q3, QuestionId::Q6, QuestionId::Q8, QuestionId::Q2, QuestionId::Q24]);
    }

    #[test]
    fn a_page_shows_five_and_an_alarm_before_the_questions_of_the_source() {
        let all: Vec<Finding> = QuestionId::ALL.into_iter().map(|id| finding(id, 10)).collect();
        assert_eq!(first(&all).len(), AT_MOST);
        let quiet: Vec<Finding> = QuestionId::ALL
            .into_iter()
            .map(|id| Finding::when(id == QuestionId::Q13, id, 60, Figures::None))
            .collect();
        let ids: Vec<QuestionId> = first(&quiet).iter().map(|finding| finding.id).collect();
        assert_eq!(ids, [QuestionId::Q13, QuestionId::Q1, QuestionId::Q2, QuestionId::Q3, QuestionId::Q4]);
    }
}
