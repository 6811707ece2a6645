//! One pupil in one cycle: the scores over its weeks beside every change of the teaching, what the pupil can and can't do
//! yet, the targets, the sessions, and the talks with the family.

mod page;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::ParticipantId;
use domain::catalogue::EntryKind;
use domain::cycle::{AssessmentPoint, CycleEvent, LiveAssessment, Practice, Reach};
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::change::OpenCycle;
use crate::chart::{Course, Line, Taken, Turn};
use crate::history::History;
use crate::page_error::PageError;
use crate::placements::read::Participant;
use crate::route::Route;
use crate::sessions::read::{self as sessions, Session};
use crate::strategies::read::Step;
use crate::words::Words;
use crate::{story, term};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/cycles/{cycle}/pupils/{participant}", Action::SeeCycle, show).with_days()]
}

/// All that the page shows.
struct Timeline<'a> {
    cycle: &'a OpenCycle,
    person: &'a Participant,
    history: &'a History,
    sessions: &'a [Session],
    /// A course of scores for each test that the pupil took.
    courses: Vec<Course>,
}

async fn show(
    State(app): State<App>,
    Path((cycle, participant)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let cycle = OpenCycle::load(&app, &visitor, &cycle).await?;
    let person = cycle.person(&participant).ok_or(PageError::NotFound)?;
    let history = History::read(&app, &visitor, cycle.id).await?;
    let sessions = sessions::of_cycle(app.pool(), cycle.id).await?;
    let turns = turns(&visitor, &cycle, &history, person.id);
    let courses = courses(&visitor, &cycle, person.id, &turns);
    let timeline = Timeline { cycle: &cycle, person, history: &history, sessions: &sessions, courses };
    Ok(page::show(&visitor, &timeline).into_response())
}

/// A course for each test, the one with most scores first.
fn courses(visitor: &Visitor, cycle: &OpenCycle, pupil: ParticipantId, turns: &[Turn]) -> Vec<Course> {
    let words = visitor.words;
    let plan = &cycle.record.plan;
    let scores: Vec<&LiveAssessment> =
        cycle.record.assessments.values().filter(|one| one.participant == pupil).collect();
    let mut tests: Vec<String> = scores.iter().map(|one| one.instrument.to_string()).collect();
    tests.sort_unstable();
    tests.dedup();
    let of = |test: &String| scores.iter().filter(|one| one.instrument.to_string() == *test).count();
    tests.sort_by_key(|test| std::cmp::Reverse(of(test)));
    let course = |test: String| {
        let mut taken: Vec<&&LiveAssessment> =
            scores.iter().filter(|one| one.instrument.to_string() == test).collect();
        taken.sort_by_key(|one| (one.reading.taken_on, one.point));
        let name = visitor.catalogue.name(words, EntryKind::Instrument, &test);
        let start = taken.iter().find(|one| one.point == AssessmentPoint::Baseline);
        let expected = start.and_then(|start| {
            let rise = visitor.catalogue.reference(start.scale.as_str()).expected_gain?;
            Some((start.reading.score.decimal().to_f64()?, rise))
        });
        Course {
            prefix: format!("course-{}", test.replace('@', "-")),
            title: words.say("timeline-course"),
            values: words.tell("timeline-values", &[("test", name.as_str().into())]),
            last_day: days(plan.starts_on, plan.ends_on),
            lines: vec![Line {
                name,
                points: taken.iter().filter_map(|one| point(words, cycle, one)).collect(),
            }],
            expected,
            turns: turns.to_vec(),
        }
    };
    tests.into_iter().map(course).collect()
}

fn point(words: Words, cycle: &OpenCycle, one: &LiveAssessment) -> Option<Taken> {
    let score = one.reading.score.decimal();
    Some(Taken {
        day: days(cycle.record.plan.starts_on, one.reading.taken_on),
        value: score.to_f64()?,
        written: words.tell(
            "timeline-score",
            &[
                ("score", score.normalize().to_string().into()),
                ("day", words.date(one.reading.taken_on).into()),
            ],
        ),
        what: term::of(words, "point-{}", &one.point),
    })
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The days on which something changed for this pupil: the placement, and every strategy that reached the pupil before or
/// after.
fn turns(visitor: &Visitor, cycle: &OpenCycle, history: &History, pupil: ParticipantId) -> Vec<Turn> {
    let words = visitor.words;
    let starts_on = cycle.record.plan.starts_on;
    let turn = |on: Date, sequence: u64, what: String| Turn {
        day: days(starts_on, on),
        what: words.tell("timeline-turn", &[("what", what.into()), ("day", words.date(on).into())]),
        href: format!("{}/history/{sequence}", cycle.address()),
    };
    let reaches = |practice: &Practice| match &practice.participants {
        Reach::All => true,
        Reach::Only(named) => named.contains(&pupil),
    };
    // A leaving that was put right stands where it is now; one that was taken back, nowhere.
    let mut changed: Vec<(u64, Date, &str)> = Vec::new();
    for recorded in &history.stream {
        match story::event(recorded) {
            Some(CycleEvent::PlacementChanged(one)) if one.participant == pupil => {
                changed.push((recorded.sequence, one.effective_on, "event-placement-changed"));
            }
            Some(CycleEvent::PupilWithdrawn(one)) if one.participant == pupil => {
                changed.push((recorded.sequence, one.effective_on, "event-pupil-withdrawn"));
            }
            Some(CycleEvent::WithdrawalCorrected(one)) if one.participant == pupil => {
                changed.retain(|(sequence, ..)| *sequence != one.corrects_seq.number());
                let now = one.after.map(|left| (recorded.sequence, left.left_on, "event-pupil-withdrawn"));
                changed.extend(now);
            }
            _ => {}
        }
    }
    let mut turns: Vec<Turn> =
        changed.into_iter().map(|(sequence, on, what)| turn(on, sequence, words.say(what))).collect();
    let mut with_pupil: Vec<&str> = Vec::new();
    for change in &cycle.strategies {
        let was = with_pupil.contains(&change.strategy.as_str());
        let (is, id) = match &change.step {
            Step::Used { adapted, practice, .. } => {
                (reaches(practice), if *adapted { "timeline-adapted" } else { "timeline-adopted" })
            }
            Step::Stopped { .. } => (false, "timeline-stopped"),
        };
        if was || is {
            let name = visitor.catalogue.name(words, EntryKind::Strategy, &change.strategy);
            let what = words.tell(id, &[("strategy", name.into())]);
            turns.push(turn(change.effective_on, change.sequence, what));
        }
        if is && !was {
            with_pupil.push(&change.strategy);
        } else if !is {
            with_pupil.retain(|code| *code != change.strategy);
        }
    }
    turns.sort_by_key(|turn| turn.day);
    turns
}
