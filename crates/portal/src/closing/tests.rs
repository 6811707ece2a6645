//! The pages of the end, on cycles whose facts are known.

use domain::cycle::{AssessmentPoint, CycleAct, MarkMissing, ProgrammeLimits, StartCycle};
use domain::{GivenReason, ReasonCode};
use jiff::civil::date;

use super::page;
use crate::access::Role;
use crate::assessments::read::Entry;
use crate::change::{OpenCycle, Shown};
use crate::fields::Draft;
use crate::test_support::{Facts, main_of, open_cycle, participant, visitor};

/// The worked example: seven pupils, mean gain 6.86, range 4.83 to 8.89.
const START: [i32; 7] = [82, 84, 79, 88, 85, 81, 86];
const END: [i32; 7] = [90, 91, 83, 95, 93, 85, 96];

/// The cycle, with the note why a pupil has no end score, as its forms see it.
fn open(facts: &Facts, missing: &[u8]) -> OpenCycle {
    let note = |pupil: &u8| Entry {
        cycle: facts.cycle,
        participant: participant(*pupil),
        point: AssessmentPoint::End,
        score: None,
        live: facts.recorded.len() as u64,
        reason: Some(ReasonCode::Absence),
        corrections: 0,
    };
    OpenCycle { scores: missing.iter().map(note).collect(), ..open_cycle(facts) }
}

/// A running cycle of seven, of whom the first `ends` have an end score.
fn running(number: u128, ends: usize) -> Facts {
    let mut facts = Facts::with_pupils(number, 7);
    for (pupil, score) in (1..).zip(START) {
        facts.score(pupil, AssessmentPoint::Baseline, score, date(2026, 1, 9));
    }
    let limits = ProgrammeLimits::accelerating_mathematics();
    facts.tell(date(2026, 1, 12), CycleAct::StartCycle(StartCycle { limits, size_override: None }));
    for (pupil, score) in (1..).zip(END).take(ends) {
        facts.score(pupil, AssessmentPoint::End, score, date(2026, 3, 26));
    }
    facts
}

fn missed(facts: &mut Facts, pupil: u8) {
    let (participant, point) = (participant(pupil), AssessmentPoint::End);
    let reason = GivenReason::of(ReasonCode::Absence);
    facts.tell(date(2026, 3, 27), CycleAct::MarkMissing(MarkMissing { participant, point, reason }));
}

fn assessed(mut facts: Facts) -> Facts {
    facts.tell(date(2026, 3, 27), CycleAct::CompleteAssessment);
    facts
}

type Draw = fn(&Shown<'_>) -> maud::Markup;

fn drawn(cycle: &OpenCycle, draw: Draw) -> String {
    let draft = Draft::default().with("effective_on", "2026-03-27");
    main_of(&draw(&Shown::new(&visitor(Role::Lead), cycle, &draft)).into_string())
}

#[test]
fn the_end_of_the_assessing_shows_who_has_a_score_and_who_has_none_and_why() {
    let mut facts = running(1, 5);
    missed(&mut facts, 6);
    let page = drawn(&open(&facts, &[6]), page::assessed);
    assert!(page.contains("One pupil has no score at the end yet"), "{page}");
    insta::assert_snapshot!(page);
}

#[test]
fn a_cycle_that_is_not_running_has_no_button_to_end_its_assessing() {
    for facts in [Facts::with_pupils(1, 7), assessed(running(2, 7))] {
        let page = drawn(&open_cycle(&facts), page::assessed);
        assert!(!page.contains("<form"), "{page}");
    }
}

#[test]
fn the_outcome_is_shown_with_how_sure_it_is_before_it_is_sealed() {
    let page = drawn(&open_cycle(&assessed(running(1, 7))), page::close);
    for told in ["+6.9", "+4.8", "+8.9", "If start and end scores", "<form"] {
        assert!(page.to_lowercase().contains(&told.to_lowercase()), "{told:?} is missing from: {page}");
    }
}

#[test]
fn a_cycle_without_every_end_score_or_a_note_is_not_offered_to_be_closed() {
    let lacking = drawn(&open_cycle(&assessed(running(1, 6))), page::close);
    assert!(lacking.contains("None yet") && !lacking.contains("<form"), "{lacking}");
    let mut noted = running(2, 6);
    missed(&mut noted, 7);
    let noted = drawn(&open(&assessed(noted), &[7]), page::close);
    assert!(noted.contains("The pupil was away") && noted.contains("<form"), "{noted}");
    let early = drawn(&open_cycle(&running(3, 7)), page::close);
    assert!(early.contains("First say that the assessing is over") && !early.contains("<form"), "{early}");
}
