//! What the forms about sessions post, understood or every problem at once.

use domain::cycle::{HeldSession, Role, Session};
use domain::{ParticipantId, ReasonFor, StrategyCode};
use jiff::civil::Date;

use crate::change::OpenCycle;
use crate::fields::{Draft, in_row};
use crate::placements::read::Participant;
use crate::reason_form::{self, Typed};
use crate::sent::Sent;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form to log a session.
pub(super) const LOG_FIELDS: Shape = Shape(&[
    Part::day("held_on"),
    Part::number("minutes"),
    Part::several("absent", "absent").optional(),
    Part::several("not_due", "not_due").optional(),
    Part::several("listed", "listed").optional(),
    Part::several("strategies", "strategy").optional(),
]);
/// The fields of the form to put a session right.
pub(super) const CORRECT_FIELDS: Shape = Shape(&[
    Part::day("held_on"),
    Part::number("minutes"),
    Part::several("absent", "absent").optional(),
    Part::several("not_due", "not_due").optional(),
    Part::several("listed", "listed").optional(),
    Part::several("strategies", "strategy").optional(),
    Part::reason(ReasonFor::CorrectingSession),
    Part::note("note"),
    Part::number("corrects"),
]);
/// The longest session, in minutes.
const MOST_MINUTES: u16 = 600;

/// The name of a strategy's checkbox.
pub(super) fn strategy_field(code: &StrategyCode) -> String {
    format!("strategy-{code}")
}

/// The strategies in use on a day; without a day, those in use now.
pub(super) fn in_use(cycle: &OpenCycle, day: Option<Date>) -> Vec<StrategyCode> {
    match day {
        Some(day) => {
            let used = cycle.record.used.iter();
            let on_day = used.filter(|(_, spells)| spells.iter().any(|spell| spell.covers(day)));
            on_day.map(|(code, _)| code.clone()).collect()
        }
        None => cycle.record.strategies.keys().cloned().collect(),
    }
}

/// Who belongs in a session of a day: those taught then, and whom the session names already.
pub(super) fn members<'a>(
    cycle: &'a OpenCycle,
    day: Option<Date>,
    known: Option<&HeldSession>,
) -> Vec<&'a Participant> {
    let named = |id: ParticipantId| {
        known.is_some_and(|held| held.session.present.contains(&id) || held.session.absent.contains(&id))
    };
    let belongs = |person: &&Participant| {
        let Some(now) = cycle.record.participants.get(&person.id) else { return false };
        let there = day.map_or(now.is_active(), |day| now.took_part_on(day));
        there && (now.placement.role == Role::Target || named(person.id))
    };
    cycle.people.iter().filter(belongs).collect()
}

/// Whether whoever sent this says whom they were asked about.
pub(super) fn lists_somebody(sent: &Sent) -> bool {
    sent.pairs.iter().any(|(name, _)| name.starts_with("listed-"))
}

/// The same with everybody listed who belongs to its day: a program that lists nobody means the group as it was then.
pub(super) fn listing_everybody(draft: Draft, cycle: &OpenCycle, known: Option<&HeldSession>) -> Draft {
    let Ok(day) = draft.text("held_on").parse() else { return draft };
    members(cycle, Some(day), known)
        .into_iter()
        .fold(draft, |draft, person| draft.with(&in_row("listed", &person.id.to_string()), "yes"))
}

/// Whether a pupil comes to some of the sessions only.
pub(super) fn comes_to_some(cycle: &OpenCycle, pupil: ParticipantId) -> bool {
    let known = cycle.record.participants.get(&pupil);
    known.is_some_and(|known| known.placement.share_of_sessions_percent < 100)
}

/// What stands in a form about a session as it is now.
pub(super) fn as_it_is(cycle: &OpenCycle, held: &HeldSession) -> Draft {
    let HeldSession { held_on, session } = held;
    let draft =
        Draft::default().with("held_on", held_on.to_string()).with("minutes", session.minutes.to_string());
    let mut draft =
        session.strategies.iter().fold(draft, |draft, code| draft.with(&strategy_field(code), "on"));
    for person in members(cycle, Some(*held_on), Some(held)) {
        if session.absent.contains(&person.id) {
            draft = draft.with(&in_row("absent", &person.id.to_string()), "on");
        } else if !session.present.contains(&person.id) {
            draft = draft.with(&in_row("not_due", &person.id.to_string()), "on");
        }
    }
    draft
}

/// Reads a session; `known` is what it says now, if it is one to put right.
pub(super) fn held(
    words: Words,
    draft: &mut Draft,
    cycle: &OpenCycle,
    known: Option<&HeldSession>,
) -> Option<HeldSession> {
    let day: Option<Date> = draft.day(words, "held_on");
    let minutes = draft.read(words, "minutes", "form-minutes-unreadable", |text| {
        text.parse().ok().filter(|minutes| (1..=MOST_MINUTES).contains(minutes))
    });
    let strategies = in_use(cycle, day).into_iter();
    let strategies = strategies.filter(|code| !draft.text(&strategy_field(code)).is_empty()).collect();
    let there = there(words, draft, cycle, day, known);
    let ((present, absent), held_on) = (there?, day?);
    Some(HeldSession { held_on, session: Session { minutes: minutes?, present, absent, strategies } })
}

/// Who was there and who was not. Somebody who belongs to the day and was not on the form is asked about first.
fn there(
    words: Words,
    draft: &mut Draft,
    cycle: &OpenCycle,
    day: Option<Date>,
    known: Option<&HeldSession>,
) -> Option<(Vec<ParticipantId>, Vec<ParticipantId>)> {
    let ticked =
        |draft: &Draft, field: &str, id: ParticipantId| !draft.in_row(field, &id.to_string()).is_empty();
    let members = members(cycle, day, known);
    let unasked = members.iter().filter(|person| !ticked(draft, "listed", person.id));
    let unasked: Vec<String> = unasked.map(|person| person.called(words, &cycle.texts)).collect();
    if !unasked.is_empty() {
        let names = unasked.join(", ");
        draft.refuse(words, "absent", "form-others-that-day", &[("names", names.into())]);
        return None;
    }
    let expected = members.iter().map(|person| person.id).filter(|id| !ticked(draft, "not_due", *id));
    let (absent, present): (Vec<_>, Vec<_>) = expected.partition(|id| ticked(draft, "absent", *id));
    if present.is_empty() {
        draft.refuse(words, "absent", "form-nobody-there", &[]);
        return None;
    }
    Some((present, absent))
}

/// Reads what a session should say, and why it is put right.
pub(super) fn correct(
    words: Words,
    draft: &mut Draft,
    cycle: &OpenCycle,
    known: &HeldSession,
) -> Option<(HeldSession, Typed)> {
    let after = held(words, draft, cycle, Some(known));
    let reason = reason_form::parse(words, draft, ReasonFor::CorrectingSession);
    after.zip(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Facts, open_cycle, participant};

    fn filled(pupils: u8, pairs: &[(&str, &str)]) -> Draft {
        let listed = (1..=pupils).fold(Draft::default(), |draft, pupil| {
            draft.with(&in_row("listed", &participant(pupil).to_string()), "yes")
        });
        let draft = listed.with("held_on", "2026-01-20").with("minutes", "45");
        pairs.iter().fold(draft, |draft, (name, text)| draft.with(name, *text))
    }

    fn anchors(draft: &Draft) -> Vec<String> {
        draft.problems().iter().map(crate::fields::Problem::anchor).collect()
    }

    #[test]
    fn everyone_is_there_who_is_not_ticked() {
        let cycle = open_cycle(&Facts::with_pupils(1, 3));
        let (absent, not_due) =
            (in_row("absent", &participant(2).to_string()), in_row("not_due", &participant(3).to_string()));
        let mut draft = filled(3, &[(&absent, "on"), (&not_due, "on")]);
        let held = held(Words::default(), &mut draft, &cycle, None).unwrap();
        assert_eq!(held.session.present, [participant(1)]);
        assert_eq!(held.session.absent, [participant(2)]);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let cycle = open_cycle(&Facts::with_pupils(1, 1));
        let absent = in_row("absent", &participant(1).to_string());
        let mut draft = filled(1, &[("held_on", "soon"), ("minutes", "700"), (&absent, "on")]);
        assert_eq!(held(Words::default(), &mut draft, &cycle, None), None);
        assert_eq!(anchors(&draft), ["held_on", "minutes", "absent"]);
    }

    #[test]
    fn a_program_that_lists_nobody_means_everyone_of_that_day() {
        let cycle = open_cycle(&Facts::with_pupils(1, 3));
        let typed = Draft::default()
            .with("held_on", "2026-01-20")
            .with("minutes", "45")
            .with(&in_row("absent", &participant(2).to_string()), "on");
        let mut draft = listing_everybody(typed, &cycle, None);
        let held = held(Words::default(), &mut draft, &cycle, None).unwrap();
        assert_eq!(held.session.present, [participant(1), participant(3)]);
    }

    #[test]
    fn a_pupil_of_that_day_who_was_not_on_the_form_is_asked_about_and_not_taken_as_there() {
        let cycle = open_cycle(&Facts::with_pupils(1, 2));
        let mut draft = filled(1, &[]);
        assert_eq!(held(Words::default(), &mut draft, &cycle, None), None);
        assert_eq!(anchors(&draft), ["absent"]);
        assert!(draft.problems()[0].sentence.contains("Pupil 2"), "{:?}", draft.problems());
    }
}
