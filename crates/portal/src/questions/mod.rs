//! The five questions that governors asked for (East Sussex, 2010), each answered from the figures at hand.
//!
//! A question says which figures it comes from. Where nothing stands out it says that too, so that silence is never
//! taken for good news. No question names a pupil or implies one.

pub mod page;
mod read;
#[cfg(test)]
mod tests;

use domain::Subject;
use domain::cohort_result::Group;
use measures::claim::{Claim, SubjectGapClaim, TrendClaim};
use measures::difference::{DifferenceTest, Estimate, Pairing, difference_test};
use measures::quadrant::Quadrant;
use measures::trend::{Trend, TrendPoint};
use measures::{Certainty, Mark, SchoolYear};

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::chart;
use crate::page_error::PageError;
use crate::published;
use crate::results::read::YearResults;
use crate::schools::read::School;
use crate::words::Words;

use self::read::CycleFacts;

/// One question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The name by which the question is known: Q1 to Q5.
    pub id: &'static str,
    /// The question.
    pub question: String,
    /// The figures that it comes from.
    pub because: String,
    /// What can be said.
    pub answer: String,
    /// Where to look further.
    pub link: Option<(String, String)>,
}

/// The five questions about a school's official results in one year.
///
/// # Errors
/// When the database does not answer.
pub async fn of_school(
    app: &App,
    visitor: &Visitor,
    school: &School,
    all: &[YearResults],
    results: &YearResults,
) -> Result<Vec<Asked>, PageError> {
    let cycles = if visitor.may_in(Action::SeeCycleFigures, &school.id) {
        Some(read::cycles(app.pool(), &school.id, visitor.sees_sealed_only()).await?)
    } else {
        None
    };
    let words = visitor.words;
    let marks = published::SUBJECTS.map(|subject| (subject, published::mark(results, subject, Group::All)));
    Ok(vec![
        consistency(words, &marks),
        subject_gap(words, &marks),
        trend(words, all),
        action(words, school, &marks, cycles.as_ref()),
        tracking(words, school, results, cycles.as_ref()),
    ])
}

/// Q1: similar results and progress across subjects?
fn consistency(words: Words, marks: &[(Subject, Mark)]) -> Asked {
    let figures = progress_list(words, marks);
    let clear: Vec<String> = marks
        .iter()
        .filter(|(_, mark)| mark.progress().certainty().is_clear())
        .map(|(subject, _)| in_sentence(words, *subject))
        .collect();
    let measured = marks.iter().filter(|(_, mark)| mark.progress().difference().is_some()).count();
    let answer = match (measured, clear.is_empty()) {
        (0 | 1, _) => words.say("q1-too-few"),
        (_, true) => words.say("q1-nothing"),
        (_, false) => words.tell("q1-some", &[("subjects", listed(words, &clear).into())]),
    };
    asked(words, "Q1", figures, answer, None)
}

/// Q2: a difference between subjects that is more than chance?
fn subject_gap(words: Words, marks: &[(Subject, Mark)]) -> Asked {
    let Some((first, second, test)) = widest_gap(marks) else {
        let answer = words.claim(&SubjectGapClaim::of(None).sentence());
        return asked(words, "Q2", progress_list(words, marks), answer, None);
    };
    let pair = [("first", in_sentence(words, first)), ("second", in_sentence(words, second))];
    let [(_, first), (_, second)] = &pair;
    let because = words.tell(
        "q2-because",
        &[
            ("first", first.into()),
            ("second", second.into()),
            ("difference", chart::signed(test.difference).into()),
            ("range", chart::range(words, test.interval).into()),
        ],
    );
    let id = match test.certainty {
        Certainty::ClearlyAbove => "q2-first-higher",
        Certainty::ClearlyBelow => "q2-second-higher",
        Certainty::TooCloseToCall | Certainty::NotStated => "q2-chance",
    };
    let answer = words.tell(id, &[("first", first.into()), ("second", second.into())]);
    asked(words, "Q2", because, answer, None)
}

/// The two subjects whose difference stands furthest out from its own error, and the test of it.
fn widest_gap(marks: &[(Subject, Mark)]) -> Option<(Subject, Subject, DifferenceTest)> {
    let estimates: Vec<(Subject, Estimate)> =
        marks.iter().filter_map(|(subject, mark)| Some((*subject, estimate(mark)?))).collect();
    let mut widest: Option<(Subject, Subject, DifferenceTest)> = None;
    for (index, (first, a)) in estimates.iter().enumerate() {
        for (second, b) in estimates.iter().skip(index + 1) {
            // The same pupils took both tests; how closely their scores go together is not published.
            let Some(test) = difference_test(*a, *b, Pairing::SamePupils { rho: None }) else { continue };
            let distance = |test: &DifferenceTest| test.difference.abs() / test.standard_error;
            if widest.as_ref().is_none_or(|(_, _, known)| distance(&test) > distance(known)) {
                widest = Some((*first, *second, test));
            }
        }
    }
    widest
}

fn estimate(mark: &Mark) -> Option<Estimate> {
    let progress = mark.progress();
    Some(Estimate::published(progress.difference()?, progress.interval()?))
}

/// From this year on, by its first calendar year, progress counts from another start: earlier years can't be compared.
///
/// # Source
/// Key stage 1 has been assessed without levels since summer 2016; those pupils ended key stage 2 from 2019/20 on.
const NEW_START: u16 = 2019;

/// Q3: is the trend up or down?
fn trend(words: Words, all: &[YearResults]) -> Asked {
    let mut points: Vec<(String, f64, TrendPoint)> = all
        .iter()
        .filter_map(|results| {
            let mark = published::mark(results, Subject::Mathematics, Group::All);
            let year = SchoolYear::starting(results.year.start_year())?;
            let point = TrendPoint { year, estimate: estimate(&mark)?, break_before: false };
            Some((results.year.to_string(), mark.progress().difference()?, point))
        })
        .collect();
    points.reverse();
    let broken = note_break(points.iter_mut().map(|(_, _, point)| point));
    let figures: Vec<String> =
        points.iter().map(|(year, value, _)| format!("{year}: {}", chart::signed(*value))).collect();
    let mut because = if figures.is_empty() {
        words.say("q3-no-figures")
    } else {
        words.tell("q3-because", &[("figures", figures.join("; ").into())])
    };
    if broken {
        because = format!("{because} {}", words.say("q3-new-start"));
    }
    let trend = Trend::of(&points.into_iter().map(|(_, _, point)| point).collect::<Vec<_>>());
    asked(words, "Q3", because, words.claim(&TrendClaim::of(&trend).sentence()), None)
}

/// Marks the first year that counts from the new start, and says whether a year before it is there too.
fn note_break<'a>(points: impl Iterator<Item = &'a mut TrendPoint>) -> bool {
    let mut earlier = false;
    for point in points {
        if point.year.start() >= NEW_START {
            point.break_before = earlier;
            return earlier;
        }
        earlier = true;
    }
    false
}

/// Q4: what action has the school taken?
fn action(words: Words, school: &School, marks: &[(Subject, Mark)], cycles: Option<&CycleFacts>) -> Asked {
    let low: Vec<String> = marks
        .iter()
        .filter(|(_, mark)| mark.quadrant() == Quadrant::LowerResultsSlowerProgress)
        .map(|(subject, _)| in_sentence(words, *subject))
        .collect();
    let because = if low.is_empty() {
        words.say("q4-because-none")
    } else {
        words.tell("q4-because", &[("subjects", listed(words, &low).into())])
    };
    let answer = match cycles {
        None => words.say("q4-sign-in"),
        Some(cycles) if cycles.total == 0 => words.say("q4-none"),
        Some(cycles) => words
            .tell("q4-some", &[("cycles", cycles.total.into()), ("changes", cycles.strategy_changes.into())]),
    };
    asked(words, "Q4", because, answer, cycles.and_then(|cycles| link(words, school, cycles)))
}

/// Q5: how do these results relate to current tracking?
fn tracking(words: Words, school: &School, results: &YearResults, cycles: Option<&CycleFacts>) -> Asked {
    let because = words.tell("q5-because", &[("year", results.year.to_string().into())]);
    let latest = cycles.and_then(|cycles| cycles.last_score_on);
    let answer = match (cycles, latest) {
        (None, _) => words.say("q5-sign-in"),
        (Some(_), None) => words.say("q5-none"),
        (Some(_), Some(day)) => words.tell("q5-some", &[("day", words.date(day).into())]),
    };
    asked(words, "Q5", because, answer, cycles.and_then(|cycles| link(words, school, cycles)))
}

fn link(words: Words, school: &School, cycles: &CycleFacts) -> Option<(String, String)> {
    (cycles.total > 0).then(|| (format!("{}/cycles", school.address()), words.say("cycles-of-school")))
}

fn asked(
    words: Words,
    id: &'static str,
    because: String,
    answer: String,
    link: Option<(String, String)>,
) -> Asked {
    let question = words.say(&format!("question-{}", id.to_lowercase()));
    Asked { id, question, because, answer, link }
}

fn in_sentence(words: Words, subject: Subject) -> String {
    words.say(&format!("subject-in-sentence-{subject}"))
}

/// Progress of each subject with its range, in one line.
fn progress_list(words: Words, marks: &[(Subject, Mark)]) -> String {
    let one = |(subject, mark): &(Subject, Mark)| {
        let name = words.say(&format!("subject-{subject}"));
        match (mark.progress().difference(), mark.progress().interval()) {
            (Some(value), Some(interval)) => {
                format!("{name}: {} ({})", chart::signed(value), chart::range(words, interval))
            }
            (Some(value), None) => format!("{name}: {}", chart::signed(value)),
            (None, _) => format!("{name}: {}", words.say("no-figure")),
        }
    };
    let list = marks.iter().map(one).collect::<Vec<_>>().join("; ");
    words.tell("q1-because", &[("figures", list.into())])
}

/// "a", "a and b", "a, b and c".
fn listed(words: Words, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => {
            words.tell("list-and", &[("first", first.join(", ").into()), ("last", last.into())])
        }
    }
}
