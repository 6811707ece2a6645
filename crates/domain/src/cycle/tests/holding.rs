//! From which day facts count, by all that is known now.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::*;
use super::given::*;
use super::laws::{any_act, any_day};
use crate::{ReasonCode, Sequence};

/// Everything that happened, from the plan on.
#[derive(Default)]
struct Told {
    cycle: Cycle,
    events: Vec<CycleEvent>,
}

impl Told {
    /// It happens, unless the rules say no.
    fn try_on(&mut self, effective_on: Date, act: CycleAct) -> bool {
        let followed = self.cycle.decide(CycleCommand { today: TODAY, effective_on, act });
        let events = followed.unwrap_or_default();
        let happened = !events.is_empty();
        for event in events {
            self.cycle.apply(event.clone());
            self.events.push(event);
        }
        happened
    }

    fn on(mut self, day: Date, act: CycleAct) -> Self {
        let name = act.name();
        assert!(self.try_on(day, act), "{name}");
        self
    }

    fn planned() -> Self {
        Self::default().on(date(2025, 4, 14), plan_it(plan()))
    }

    /// The day of the fact of this number.
    fn day(&self, sequence: usize) -> Date {
        holds_from(&self.events)[sequence - 1]
    }

    /// What the cycle comes to by the facts that held on the day.
    fn held(&self, day: Date) -> Cycle {
        let mut cycle = Cycle::default();
        for ((place, event), from) in self.events.iter().enumerate().zip(holds_from(&self.events)) {
            if from <= day {
                cycle.apply_numbered(Sequence::new(place as u64 + 1), event.clone());
            }
        }
        cycle
    }
}

fn correct(number: u8, corrects: u64, value: i32, taken_on: Date) -> CycleAct {
    let RecordAssessment { instrument, windows, assessment_id, reading, .. } =
        recording(number, AssessmentPoint::Interim, value);
    CycleAct::CorrectAssessment(Box::new(CorrectAssessment {
        instrument,
        windows,
        assessment_id,
        corrects_seq: Sequence::new(corrects),
        after: Reading { taken_on, ..reading },
        reason: noted(ReasonCode::Remark, pupil(number), 40),
    }))
}

/// The one score on record, and the number of the fact that holds it; none where there is none.
fn score_of(cycle: &Cycle) -> Option<(String, u64)> {
    let one = cycle.record()?.assessments.values().next()?;
    Some((one.reading.score.to_string(), one.live.number()))
}

#[test]
fn a_correction_counts_from_the_day_of_what_it_puts_right() {
    let (first, then) = (date(2025, 5, 28), date(2025, 6, 18));
    let told = Told::planned()
        .on(date(2025, 4, 20), place(1))
        .on(first, score(1, AssessmentPoint::Interim, 93))
        .on(then, correct(1, 3, 88, first));
    assert_eq!((told.day(3), told.day(4)), (first, first));
    assert_eq!(score_of(&told.held(first)), Some(("88".to_owned(), 4)), "as it was put right, by its number");
    assert_eq!(score_of(&told.held(date(2025, 5, 27))), None);
}

#[test]
fn a_correction_that_moves_a_score_to_a_later_day_takes_it_out_before_and_one_that_voids_it_takes_it_out_for_good()
 {
    let (first, later) = (date(2025, 5, 28), date(2025, 6, 4));
    let told = Told::planned()
        .on(date(2025, 4, 20), place(1))
        .on(first, score(1, AssessmentPoint::Interim, 93))
        .on(TODAY, correct(1, 3, 88, later))
        .on(TODAY, correct(1, 4, 89, later));
    assert_eq!((score_of(&told.held(first)), told.day(5)), (None, later));
    assert_eq!(score_of(&told.held(later)), Some(("89".to_owned(), 5)));
    let assessment_id = assessment_of(1, AssessmentPoint::Interim);
    let void =
        VoidAssessment { assessment_id, voids_seq: Sequence::new(5), reason: because(ReasonCode::Duplicate) };
    let told = told.on(TODAY, CycleAct::VoidAssessment(void));
    assert_eq!((told.day(6), score_of(&told.held(later))), (later, None));
}

#[test]
fn a_pupil_who_turns_out_to_have_come_later_takes_along_what_is_of_the_pupil() {
    let new = placing(1);
    let came = date(2025, 5, 12);
    let after = EntryFacts {
        placed_on: came,
        year_level: new.year_level,
        weeks_of_schooling: new.weeks_of_schooling,
        entry_band: new.entry_band,
        potential_evidence: new.potential_evidence,
    };
    let put_right = CorrectPlacement {
        limits: new.limits,
        participant: pupil(1),
        corrects_seq: Sequence::new(2),
        after,
        reason: because(ReasonCode::DataEntryError),
    };
    let told = Told::planned()
        .on(date(2025, 4, 20), place(1))
        .on(date(2025, 4, 21), need(1))
        .on(TODAY, CycleAct::CorrectPlacement(Box::new(put_right)));
    assert_eq!([2, 3, 4].map(|sequence| told.day(sequence)), [came; 3]);
    let before = told.held(date(2025, 5, 11));
    assert!(before.record().unwrap().participants.is_empty());
    assert_eq!(told.held(came).record().unwrap().participants[&pupil(1)].needs.len(), 1);
}

#[test]
fn a_leaving_that_was_put_right_counts_from_its_right_day_and_one_that_was_not_so_never() {
    let (left, rather) = (date(2025, 5, 20), date(2025, 6, 2));
    let leaves = |after: Option<Date>| {
        let (exit_status, next_support) = (ExitStatus::LeftSchool, NextSupport::NotKnown);
        let after = after.map(|left_on| Leaving { left_on, exit_status, next_support });
        CycleAct::CorrectWithdrawal(Box::new(CorrectWithdrawal {
            limits: ProgrammeLimits::accelerating_mathematics(),
            participant: pupil(1),
            corrects_seq: Sequence::new(3),
            after,
            overlapping_cycles: 0,
            reason: because(ReasonCode::DataEntryError),
        }))
    };
    let told = || Told::planned().on(date(2025, 4, 20), place(1)).on(left, withdraw(1));
    let gone = |told: &Told, day| told.held(day).record().unwrap().participants[&pupil(1)].left.is_some();
    let later = told().on(TODAY, leaves(Some(rather)));
    assert_eq!([left, rather].map(|day| gone(&later, day)), [false, true]);
    let never = told().on(TODAY, leaves(None));
    assert_eq!([left, TODAY].map(|day| gone(&never, day)), [false, false]);
}

#[test]
fn a_step_of_the_cycle_does_not_come_before_the_one_that_led_to_it() {
    let (told_late, said_early) = (date(2025, 6, 30), date(2025, 6, 20));
    let mut told = (1..=6).fold(Told::planned(), |told, number| {
        told.on(date(2025, 4, 20), place(number)).on(date(2025, 4, 21), need(number))
    });
    told = told.on(STARTS, start());
    for number in 1..=6 {
        use AssessmentPoint::{Baseline, End};
        told = told.on(usual_day(Baseline), score(number, Baseline, 80)).on(TODAY, score(number, End, 90));
    }
    let told = told.on(told_late, CycleAct::CompleteAssessment);
    let last = told.events.len();
    let told = told.on(said_early, close(last as u64));
    assert_eq!([last, last + 1, last + 2].map(|sequence| told.day(sequence)), [told_late; 3]);
    assert_eq!(told.held(said_early).stage(), Stage::Running);
    assert_eq!(told.held(told_late).stage(), Stage::Closed);
}

/// A stream from the plan on: some of what usually happens, and then anything.
fn any_stream() -> impl Strategy<Value = Vec<CycleEvent>> {
    use AssessmentPoint::{Baseline, End};
    let usual = || {
        let pupils = (1..=6).flat_map(|number| [place(number), need(number)]);
        let scores = (1..=6).flat_map(|number| [score(number, Baseline, 80), score(number, End, 90)]);
        let all = pupils.chain([start()]).chain(scores).chain([CycleAct::CompleteAssessment]);
        all.collect::<Vec<CycleAct>>()
    };
    let most = usual().len();
    let some = (0..=most).prop_map(move |count| usual().into_iter().take(count).collect::<Vec<_>>());
    let acts = proptest::collection::vec((any_act(), any_day()), 0..60);
    (some, any_day(), acts).prop_map(|(usual, day, acts)| {
        let mut told = Told::planned();
        for act in usual {
            let day = if matches!(act, CycleAct::PlacePupil(_)) { date(2025, 4, 20) } else { day };
            told.try_on(day, act);
        }
        for (act, day) in acts {
            told.try_on(day, act);
        }
        told.events
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn on_a_day_after_all_days_everything_counts_and_on_any_day_only_what_stands_on_its_own_feet(
        events in any_stream(),
        day in any_day(),
    ) {
        let mut whole = Cycle::default();
        events.iter().cloned().for_each(|event| whole.apply(event));
        let days = holds_from(&events);
        prop_assert_eq!(days.len(), events.len());
        let told = Told { cycle: whole.clone(), events };
        prop_assert_eq!(told.held(days.iter().copied().max().unwrap()), whole);

        let counts: BTreeSet<u64> =
            (1..).zip(&days).filter(|(_, from)| **from <= day).map(|(sequence, _)| sequence).collect();
        let held = told.held(day);
        let Some(record) = held.record() else {
            prop_assert!(counts.is_empty(), "nothing counts without the plan");
            return Ok(());
        };
        let there = |pupil: &crate::ParticipantId| record.participants.contains_key(pupil);
        prop_assert!(record.assessments.values().all(|one| there(&one.participant)));
        prop_assert!(record.targets.values().all(|one| there(&one.participant)));
        // What a state cites is among the facts that count, by the number that it has in the whole stream.
        let live = record.assessments.values().map(|one| one.live).chain(record.citable.iter().copied());
        for cited in live.chain(record.sessions.values().map(|one| one.live)) {
            prop_assert!(counts.contains(&cited.number()), "{cited}");
        }
        for (place, event) in told.events.iter().enumerate() {
            if let CycleEvent::AssessmentCorrected(one) = event {
                let is_in = |sequence: u64| counts.contains(&sequence);
                prop_assert_eq!(is_in(place as u64 + 1), is_in(one.corrects_seq.number()));
            }
        }
    }
}
