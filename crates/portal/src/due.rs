//! What a cycle waits for: a score or a need that is missing, a session that nobody logged, a closing that is late.
//!
//! It reads a cycle's record and judges nobody. The board shows it by pupil, the list of somebody's cycles in all. What a
//! school waits for beside its cycles stands here too: the questions that it has not answered, and what it has not published.

use domain::cycle::{AssessmentPoint, CycleRecord, Participant, Stage, Windows};
use domain::{ParticipantId, SchoolId};
use jiff::civil::Date;

use crate::schools::read::Settings;
use crate::words::Words;

/// So many days before the last one, a score at the end is asked for: it may be taken earlier.
const END_DAYS: i32 = 14;
/// After so many days without a session somebody should look why.
const QUIET_DAYS: i32 = 14;

/// What is missing of one pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// What the pupil can and can't do.
    Need,
    /// The score at the start.
    Baseline,
    /// The score midway, in the middle third of the cycle.
    Interim,
    /// The score at the end, from two weeks before it on.
    End,
}

impl Missing {
    /// Its name.
    #[must_use]
    pub fn tell(self, words: Words) -> String {
        words.say(match self {
            Self::Need => "missing-need",
            Self::Baseline => "missing-baseline",
            Self::Interim => "missing-interim",
            Self::End => "missing-end",
        })
    }
}

/// Something that a cycle waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nobody is placed in it.
    Pupils,
    /// Something of so many pupils.
    Missing(Missing, usize),
    /// Its first day has come, and the teaching has not begun.
    Start,
    /// No session for a while.
    Session {
        /// For so many days, those of holidays left out.
        days: i32,
        /// Whether any were left out.
        with_holidays: bool,
    },
    /// Its last day is past, and it is not closed.
    Closing,
    /// It is closed, and the board has no report on it.
    Report,
    /// Somebody asks that it is opened again.
    Reopening,
    /// So many proposals wait to be taken up or set aside.
    Proposals(usize),
}

impl Due {
    /// What is to be done, in words.
    #[must_use]
    pub fn tell(self, words: Words) -> String {
        let pupils = |id, pupils: usize| words.tell(id, &[("pupils", pupils.into())]);
        match self {
            Self::Pupils => words.say("due-pupils"),
            Self::Missing(Missing::Need, of) => pupils("due-need", of),
            Self::Missing(Missing::Baseline, of) => pupils("due-baseline", of),
            Self::Missing(Missing::Interim, of) => pupils("due-interim", of),
            Self::Missing(Missing::End, of) => pupils("due-end", of),
            Self::Start => words.say("due-start"),
            Self::Session { days, with_holidays } => {
                let id = if with_holidays { "due-session-with-holidays" } else { "due-session" };
                words.tell(id, &[("days", f64::from(days).into())])
            }
            Self::Closing => words.say("due-closing"),
            Self::Report => words.say("due-report"),
            Self::Reopening => words.say("due-reopening"),
            Self::Proposals(proposals) => words.tell("due-proposals", &[("proposals", proposals.into())]),
        }
    }

    /// Where it is done, below the address of the cycle; empty for the cycle's own page.
    #[must_use]
    pub fn place(self) -> &'static str {
        match self {
            Self::Missing(Missing::Need, _) => "/needs",
            Self::Missing(Missing::Baseline, _) => "/scores/baseline",
            Self::Missing(Missing::Interim, _) => "/scores/interim",
            Self::Missing(Missing::End, _) => "/scores/end",
            Self::Session { .. } => "/sessions/new",
            Self::Report => "/report/draft",
            Self::Reopening => "/reopen/answer",
            Self::Proposals(_) => "/proposals",
            Self::Pupils | Self::Start | Self::Closing => "",
        }
    }
}

/// Questions about a school that wait for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questions {
    /// Which school.
    pub school: SchoolId,
    /// How many there are.
    pub questions: usize,
    /// The day on which the oldest of them was raised.
    pub since: Date,
}

impl Questions {
    /// What is to be done, in words.
    #[must_use]
    pub fn tell(&self, words: Words) -> String {
        let values = [("questions", self.questions.into()), ("day", words.date(self.since).into())];
        words.tell("due-questions", &values)
    }

    /// Where it is done.
    #[must_use]
    pub fn place(&self) -> String {
        format!("/schools/{}/agenda", self.school)
    }
}

/// Closed cycles of a school that are in no edition yet: its governors can't read of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpublished {
    /// Which school.
    pub school: SchoolId,
    /// How many there are.
    pub cycles: usize,
}

impl Unpublished {
    /// What is to be done, in words.
    #[must_use]
    pub fn tell(&self, words: Words) -> String {
        words.tell("due-edition", &[("cycles", self.cycles.into())])
    }

    /// Where it is done.
    #[must_use]
    pub fn place(&self) -> String {
        format!("/schools/{}/editions/next", self.school)
    }
}

/// What is missing of a pupil on the day `today`.
#[must_use]
pub fn missing(
    record: &CycleRecord,
    stage: Stage,
    today: Date,
    id: ParticipantId,
    pupil: &Participant,
) -> Vec<Missing> {
    if !pupil.is_active_target() || !matches!(stage, Stage::Planned | Stage::Running | Stage::Assessed) {
        return Vec::new();
    }
    let (plan, placed_on) = (&record.plan, pupil.entry.is.placed_on);
    let lacks = |point| record.scores(id, point).next().is_none() && !pupil.missed.contains(&point);
    let third = plan.starts_on.until(plan.ends_on).map_or(0, |span| span.get_days()) / 3;
    let day = |days: i32| plan.starts_on.saturating_add(jiff::Span::new().days(days));
    let midway = (day(third)..=day(2 * third)).contains(&today);
    let mut missing = Vec::new();
    if record.is_intervention() && pupil.needs.is_empty() {
        missing.push(Missing::Need);
    }
    if today >= Windows::usual().days(AssessmentPoint::Baseline, plan, placed_on).least
        && lacks(AssessmentPoint::Baseline)
    {
        missing.push(Missing::Baseline);
    }
    if stage == Stage::Running && midway && lacks(AssessmentPoint::Interim) {
        missing.push(Missing::Interim);
    }
    let near_the_end = plan.ends_on.saturating_sub(jiff::Span::new().days(END_DAYS)) <= today;
    if stage != Stage::Planned && near_the_end && lacks(AssessmentPoint::End) {
        missing.push(Missing::End);
    }
    missing
}

/// Everything that a cycle waits for today, by the calendar of its school.
#[must_use]
pub fn of(record: &CycleRecord, stage: Stage, school: &Settings) -> Vec<Due> {
    let (plan, today, mut due) = (&record.plan, school.today, Vec::new());
    if stage == Stage::Planned && record.active_targets().next().is_none() {
        due.push(Due::Pupils);
    }
    if stage == Stage::Planned && plan.starts_on <= today {
        due.push(Due::Start);
    }
    let of_pupils: Vec<Missing> =
        record.active_targets().flat_map(|(id, pupil)| missing(record, stage, today, *id, pupil)).collect();
    for kind in [Missing::Need, Missing::Baseline, Missing::Interim, Missing::End] {
        let pupils = of_pupils.iter().filter(|one| **one == kind).count();
        if pupils > 0 {
            due.push(Due::Missing(kind, pupils));
        }
    }
    if stage == Stage::Running && today <= plan.ends_on {
        let last = record.sessions.values().map(|held| held.is.held_on).max().unwrap_or(plan.starts_on);
        let since = last.until(today).map_or(0, |span| span.get_days());
        let day = |days: i32| last.saturating_add(jiff::Span::new().days(days));
        let days = (1..=since).filter(|days| !school.is_holiday(day(*days))).fold(0, |days, _| days + 1);
        if days > QUIET_DAYS {
            due.push(Due::Session { days, with_holidays: days < since });
        }
    }
    if matches!(stage, Stage::Running | Stage::Assessed) && plan.ends_on < today {
        due.push(Due::Closing);
    }
    if stage == Stage::Closed {
        due.push(Due::Report);
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Facts;
    use domain::cycle::{CycleAct, ProgrammeLimits, StartCycle};
    use jiff::civil::date;

    fn due(facts: &Facts, today: Date) -> Vec<Due> {
        of(facts.state.record().unwrap(), facts.state.stage(), &Settings::usual(today))
    }

    /// Six pupils with needs; the cycle lasts from 12 January to 27 March.
    fn running() -> Facts {
        let mut facts = Facts::with_pupils(1, 6);
        let limits = ProgrammeLimits::accelerating_mathematics();
        facts.tell(date(2026, 1, 12), CycleAct::StartCycle(StartCycle { limits, size_override: None }));
        facts
    }

    #[test]
    fn a_planned_cycle_waits_for_pupils_their_needs_and_its_start() {
        assert_eq!(due(&Facts::planned(1), date(2026, 1, 8)), [Due::Pupils]);
        let mut facts = Facts::planned(1);
        facts.place(1);
        let baseline = Due::Missing(Missing::Baseline, 1);
        assert_eq!(due(&facts, date(2026, 1, 8)), [Due::Missing(Missing::Need, 1), baseline]);
        let facts = Facts::with_pupils(1, 1);
        assert_eq!(due(&facts, date(2026, 1, 13)), [Due::Start, baseline]);
    }

    #[test]
    fn a_running_cycle_waits_for_scores_in_their_time_and_for_sessions() {
        let mut facts = running();
        facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
        assert_eq!(due(&facts, date(2026, 1, 20)), [Due::Missing(Missing::Baseline, 5)]);
        let midway = due(&facts, date(2026, 2, 15));
        assert_eq!(
            midway[1..],
            [Due::Missing(Missing::Interim, 6), Due::Session { days: 34, with_holidays: false }]
        );
        assert!(due(&facts, date(2026, 3, 13)).contains(&Due::Missing(Missing::End, 6)));
        let late = due(&facts, date(2026, 4, 2));
        assert!(late.contains(&Due::Closing) && !late.iter().any(|one| matches!(one, Due::Session { .. })));
    }

    #[test]
    fn the_days_of_a_holiday_are_no_days_without_a_session() {
        let facts = running();
        let due = |today| {
            let school = crate::test_support::with_terms(today);
            of(facts.state.record().unwrap(), facts.state.stage(), &school)
        };
        let session = |due: Vec<Due>| due.into_iter().find(|one| matches!(one, Due::Session { .. }));
        // From 14 to 22 February is a holiday.
        assert_eq!(session(due(date(2026, 1, 27))), Some(Due::Session { days: 15, with_holidays: false }));
        assert_eq!(session(due(date(2026, 2, 24))), Some(Due::Session { days: 34, with_holidays: true }));
    }

    #[test]
    fn nothing_is_due_of_who_left_or_whose_score_will_not_come() {
        let mut facts = running();
        let reason = domain::GivenReason::of(domain::ReasonCode::MovedSchool);
        let because = || reason.clone();
        for pupil in 1..=6 {
            let participant = crate::test_support::participant(pupil);
            let miss = domain::cycle::MarkMissing {
                participant,
                point: AssessmentPoint::Baseline,
                reason: domain::GivenReason::of(domain::ReasonCode::Absence),
            };
            let withdraw = domain::cycle::WithdrawPupil {
                participant,
                exit_status: domain::cycle::ExitStatus::LeftSchool,
                next_support: domain::cycle::NextSupport::NotKnown,
                reason: because(),
            };
            let act =
                if pupil == 1 { CycleAct::WithdrawPupil(withdraw) } else { CycleAct::MarkMissing(miss) };
            facts.tell(date(2026, 1, 14), act);
        }
        assert_eq!(due(&facts, date(2026, 1, 20)), []);
    }
}
