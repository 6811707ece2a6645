//! What held on a day, by all that is known now: which facts count, and what a cycle comes to by them. Pure.
//!
//! The rule is the domain's ([`holds_from`]); here it is laid over facts as they were recorded. It is for what happens in
//! cycles and for what was published of them. A school's settings and the catalogue say how to read that, and count whole.

use std::collections::{BTreeSet, HashMap};

use cqrs_es::Aggregate as _;
use domain::cycle::{Cycle, CycleEvent, holds_from};
use domain::edition::{EditionEvent, EditionKind};
use domain::{Fact, Sequence};
use jiff::civil::Date;
use journal::{Choice, Recorded};

use crate::{facts, story};

/// Takes the facts that held on this day, by all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrueOn(pub Date);

impl Choice for TrueOn {
    fn name(&self) -> String {
        format!("true on {}", self.0)
    }

    fn of(&self, mut facts: Vec<Recorded>) -> Vec<Recorded> {
        let held = self.held(&facts);
        facts.retain(|fact| held.contains(&key(fact)));
        facts
    }
}

/// Which fact it is: its stream and its number there.
fn key(fact: &Recorded) -> (String, String, u64) {
    (fact.aggregate_type.clone(), fact.aggregate_id.clone(), fact.sequence)
}

impl TrueOn {
    fn held(self, facts: &[Recorded]) -> BTreeSet<(String, String, u64)> {
        let mut cycles: HashMap<&str, Vec<&Recorded>> = HashMap::new();
        let (mut held, mut editions) = (BTreeSet::new(), BTreeSet::new());
        for fact in facts {
            if fact.aggregate_type == Cycle::TYPE {
                cycles.entry(&fact.aggregate_id).or_default().push(fact);
            } else if self.counts(fact, &mut editions) {
                held.insert(key(fact));
            }
        }
        for stream in cycles.into_values() {
            let days = days(&stream);
            let of_stream = stream.into_iter().zip(days).filter(|(_, day)| *day <= self.0);
            held.extend(of_stream.map(|(fact, _)| key(fact)));
        }
        held
    }

    /// Whether a fact counts that is of no cycle: an edition since it was published, as it was put right last.
    fn counts(self, fact: &Recorded, editions: &mut BTreeSet<(String, EditionKind, u32)>) -> bool {
        let Ok(Fact::Edition(event)) = facts::of(fact) else { return true };
        let school = fact.aggregate_id.clone();
        match event {
            EditionEvent::EditionPublished(one) if one.effective_on <= self.0 => {
                editions.insert((school, one.kind, one.number));
                true
            }
            EditionEvent::EditionPublished(_) => false,
            EditionEvent::EditionReplaced(one) => editions.contains(&(school, one.kind, one.number)),
        }
    }
}

/// The day from which each fact of a cycle's stream counts. One that this program does not know leaves out none: whatever reads
/// the stream then says that it can't.
fn days(stream: &[&Recorded]) -> Vec<Date> {
    let events: Option<Vec<CycleEvent>> = stream.iter().map(|fact| story::event(fact)).collect();
    events.map_or_else(|| vec![Date::MIN; stream.len()], |events| holds_from(&events))
}

/// The last day before `day` and the first after it on which something of the cycle began to hold.
#[must_use]
pub fn around(stream: &[Recorded], day: Date) -> (Option<Date>, Option<Date>) {
    let all: BTreeSet<Date> = days(&stream.iter().collect::<Vec<_>>()).into_iter().collect();
    let earlier = all.range(..day).next_back().copied();
    (earlier, all.into_iter().find(|one| *one > day))
}

/// What a cycle comes to by some of its facts, each with the number that it has in the whole stream.
#[must_use]
pub fn state(stream: &[Recorded]) -> Cycle {
    let mut cycle = Cycle::default();
    for fact in stream {
        if let Some(event) = story::event(fact) {
            cycle.apply_numbered(Sequence::new(fact.sequence), event);
        }
    }
    cycle
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gains::Gains;
    use crate::test_support::{
        self, Facts, assessment, catalogue, number_test, participant, plan_it, sealed,
    };
    use domain::cycle::{AssessmentPoint, CorrectAssessment, CycleAct, Plan, Reading};
    use domain::{CycleId, GivenReason, Note, ReasonCode, Score};
    use jiff::civil::date;
    use uuid::Uuid;

    const STARTS: [i32; 7] = [82, 84, 79, 88, 85, 81, 86];
    const ENDS: [i32; 7] = [90, 91, 83, 95, 93, 85, 96];

    /// Seven pupils, tested on 10 April and 3 June; on 18 June a second marker finds 88 in place of the fifth one's 93.
    fn marked_again(taken_on: Date) -> Facts {
        let cycle = CycleId::new(Uuid::from_u128(7));
        let mut facts = Facts { cycle, state: Cycle::default(), recorded: Vec::new() };
        let (starts_on, ends_on) = (date(2026, 4, 13), date(2026, 6, 5));
        let plan = Plan { starts_on, ends_on, ..test_support::plan(cycle) };
        facts.tell(date(2026, 1, 5), plan_it(plan));
        for (pupil, (start, end)) in (1..).zip(STARTS.into_iter().zip(ENDS)) {
            facts.place(pupil);
            facts.score(pupil, AssessmentPoint::Baseline, start, date(2026, 4, 10));
            facts.score(pupil, AssessmentPoint::End, end, date(2026, 6, 3));
        }
        let instrument = number_test();
        let assessment_id = assessment(cycle, 5, AssessmentPoint::End);
        let corrects_seq = facts.state.record().unwrap().assessments[&assessment_id].live;
        let form = Some("a".parse().unwrap());
        let note = Note { text: sealed(participant(5).into(), 5, 9), length: 39 };
        facts.tell(
            date(2026, 6, 2),
            CycleAct::CorrectAssessment(Box::new(CorrectAssessment {
                windows: instrument.windows(),
                instrument: instrument.limits(),
                assessment_id,
                corrects_seq,
                after: Reading { score: Score::from(88), taken_on, form },
                reason: GivenReason { note: Some(note), ..GivenReason::of(ReasonCode::Remark) },
            })),
        );
        facts
    }

    /// The pupils with both scores, and their mean gain to two places.
    fn gain(facts: &[Recorded]) -> Option<(usize, String)> {
        let state = state(facts);
        let gains = Gains::of_record(&catalogue(), state.record()?)?;
        let mean = gains.outcome()?.mean_gain;
        Some((gains.pairs.len(), format!("{mean:.2}")))
    }

    #[test]
    fn what_was_known_is_one_thing_and_what_held_by_what_is_known_now_is_another() {
        let facts = marked_again(date(2026, 6, 3)).recorded;
        let (correction, known_on_10_june) = facts.split_last().unwrap();
        assert_eq!(correction.event_type, "assessment_corrected");
        assert_eq!(gain(known_on_10_june), Some((7, "6.86".to_owned())));
        let held = |day| TrueOn(day).of(facts.clone());
        assert_eq!(gain(&held(date(2026, 6, 3))), Some((7, "6.14".to_owned())));
        assert_eq!(gain(&held(date(2026, 6, 2))), None, "no end score was taken yet");
        assert_eq!(held(date(2026, 6, 3)), facts, "all of them, in their order");
        assert_eq!(around(&facts, date(2026, 6, 3)), (Some(date(2026, 4, 10)), None));
        assert_eq!(around(&facts, date(2026, 4, 10)).1, Some(date(2026, 6, 3)));
    }

    #[test]
    fn a_score_that_turns_out_to_be_of_a_later_day_is_not_there_before_it() {
        let facts = marked_again(date(2026, 6, 8)).recorded;
        let held = |day| gain(&TrueOn(day).of(facts.clone()));
        assert_eq!(held(date(2026, 6, 3)), Some((6, "6.67".to_owned())));
        assert_eq!(held(date(2026, 6, 8)), Some((7, "6.14".to_owned())));
    }
}
