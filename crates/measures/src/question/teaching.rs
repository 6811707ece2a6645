//! Q12, Q13, Q18 and Q21: how a cycle began, how much of it was taught, on what it was changed, and whether families were
//! part of it.

use super::{Figures, Finding, QuestionId, Unknown, count};
use crate::disclosure::{Policy, shown};

/// Below this share of the planned minutes, it is asked whether the teaching happened.
///
/// # Source
/// Our own rule: a pupil who gets four lessons in five still gets the programme.
pub const DELIVERED_ENOUGH: f64 = 0.8;

/// What is recorded of how a cycle began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The plan says why these pupils, and why now.
    pub need_stated: bool,
    /// Pupils who are taught in it.
    pub pupils: u32,
    /// Those of them with a recorded need.
    pub with_need: u32,
}

/// Q12: asked when the plan does not say why, or when not every pupil has a recorded need. That a pupil can get there is
/// asked at placing, and no pupil is placed without it. Of fewer pupils than the policy's smallest group nothing is said:
/// that a need is missing would be about known pupils.
#[must_use]
pub fn start(facts: Start, policy: &Policy) -> Finding {
    let id = QuestionId::Q12;
    let every = facts.with_need >= facts.pupils;
    if facts.need_stated && !shown(facts.pupils, policy) {
        let nobody = facts.pupils == 0;
        return Finding::not_known(id, if nobody { Unknown::NobodyPlaced } else { Unknown::TooFewPupils });
    }
    // A plan that does not say why says so before anybody is placed; of the pupils it says nothing.
    let every = every || !facts.need_stated;
    let figures = Figures::Start { need_stated: facts.need_stated, every_pupil_has_a_need: every };
    Finding::when(!facts.need_stated || !every, id, 55, figures)
}

/// Minutes of teaching in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dose {
    /// The teaching is over.
    pub ended: bool,
    /// Planned for each pupil.
    pub planned_minutes: u32,
    /// Held: what a pupil had who missed none of it.
    pub delivered_minutes: u32,
}

/// Q13: asked when less than [`DELIVERED_ENOUGH`] of the planned minutes were taught; more pressing below a half.
#[must_use]
pub fn dose(facts: Dose) -> Finding {
    let id = QuestionId::Q13;
    if facts.planned_minutes == 0 {
        return Finding::not_known(id, Unknown::NoPlannedTime);
    }
    if !facts.ended {
        return Finding::not_known(id, Unknown::GoesOn);
    }
    let (planned, delivered) = (u64::from(facts.planned_minutes), u64::from(facts.delivered_minutes));
    let share = f64::from(facts.delivered_minutes) / f64::from(facts.planned_minutes);
    let rounded = (delivered * 100 + planned / 2) / planned;
    // Less than enough is never rounded up to enough: four fifths.
    let percent = if share < DELIVERED_ENOUGH { rounded.min(79) } else { rounded };
    let figures = Figures::Dose {
        planned_minutes: facts.planned_minutes,
        delivered_minutes: facts.delivered_minutes,
        percent: u32::try_from(percent).unwrap_or(u32::MAX),
    };
    let weight = if share < 0.5 { 70 } else { 60 };
    Finding::when(share < DELIVERED_ENOUGH, id, weight, figures)
}

/// Q18: asked when two changes of strategy follow each other with no score taken between them. Days are counted from any
/// one day; what happens on one day is one change, and a score of the day of a change counts for that change.
#[must_use]
pub fn changes_without_evidence(changed_on: &[i32], scored_on: &[i32]) -> Finding {
    let mut days = changed_on.to_vec();
    days.sort_unstable();
    days.dedup();
    let is_blind = |pair: &&[i32]| matches!(pair, [before, next] if !scored_on.iter().any(|day| day > before && day <= next));
    let without_score = count(&days.windows(2).filter(is_blind).collect::<Vec<_>>());
    let figures = Figures::Changes { changes: count(&days), without_score };
    Finding::when(without_score > 0, QuestionId::Q18, 45, figures)
}

/// Q21: asked when no talk with a family is recorded. The number is told only where it can't be about one pupil.
#[must_use]
pub fn families(contacts: u32, policy: &Policy) -> Finding {
    let told = shown(contacts, policy).then_some(contacts);
    let contacts_told = if contacts == 0 { Some(0) } else { told };
    Finding::when(contacts == 0, QuestionId::Q21, 40, Figures::Contacts { contacts: contacts_told })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::State;

    #[test]
    fn a_plan_without_a_why_and_a_pupil_without_a_need_are_asked_about_without_a_number() {
        let facts = |need_stated, with_need| Start { need_stated, pupils: 7, with_need };
        let start = |facts| start(facts, &Policy::default());
        assert!(start(facts(false, 7)).is_asked());
        let one_without = start(facts(true, 6));
        let told = Figures::Start { need_stated: true, every_pupil_has_a_need: false };
        assert_eq!((one_without.state, one_without.figures), (State::Asked, told));
        assert_eq!(start(facts(true, 7)).state, State::NothingUnusual);
        let nobody = start(Start { pupils: 0, ..facts(true, 0) });
        assert_eq!(nobody.state, State::NotKnown(Unknown::NobodyPlaced));
        let unsaid = start(Start { pupils: 0, ..facts(false, 0) });
        assert!(unsaid.is_asked(), "a plan says why before anybody is placed");
        let [with, without] = [5, 4].map(|with_need| start(Start { pupils: 5, ..facts(true, with_need) }));
        assert_eq!(with, without, "of five pupils nobody hears that one has no need on record");
        assert_eq!(with.state, State::NotKnown(Unknown::TooFewPupils));
    }

    #[test]
    fn four_fifths_of_the_planned_minutes_are_enough() {
        let facts = |delivered_minutes| Dose { ended: true, planned_minutes: 900, delivered_minutes };
        assert_eq!(dose(facts(720)).state, State::NothingUnusual);
        let (less, little) = (dose(facts(719)), dose(facts(0)));
        let Figures::Dose { percent, .. } = less.figures else { panic!("minutes") };
        assert!(less.state == State::Asked && percent == 79 && little.weight > less.weight);
        let Figures::Dose { percent, .. } = dose(facts(644)).figures else { panic!("minutes") };
        assert_eq!(percent, 72, "71.6 is nearer to 72");
        assert_eq!(dose(Dose { ended: false, ..facts(0) }).state, State::NotKnown(Unknown::GoesOn));
        let unplanned = dose(Dose { planned_minutes: 0, ..facts(0) });
        assert_eq!(unplanned.state, State::NotKnown(Unknown::NoPlannedTime));
    }

    #[test]
    fn a_second_change_with_no_score_since_the_first_is_asked_about() {
        let changed = |days: &[i32], scores: &[i32]| changes_without_evidence(days, scores);
        assert!(changed(&[10, 20], &[10]).is_asked(), "the score of the first change told the first");
        assert_eq!(changed(&[10, 20], &[20]).state, State::NothingUnusual);
        assert_eq!(changed(&[20, 10, 30], &[15, 25]).state, State::NothingUnusual);
        assert_eq!(changed(&[10, 10], &[]).state, State::NothingUnusual, "one day is one change");
        let twice = changed(&[10, 20, 30], &[]);
        assert_eq!(twice.figures, Figures::Changes { changes: 3, without_score: 2 });
        assert_eq!(changed(&[], &[]).state, State::NothingUnusual);
    }

    #[test]
    fn families_are_counted_only_where_there_were_many_talks() {
        let policy = Policy::default();
        assert!(families(0, &policy).is_asked());
        assert_eq!(families(5, &policy).figures, Figures::Contacts { contacts: None });
        assert_eq!(families(6, &policy).figures, Figures::Contacts { contacts: Some(6) });
        assert_eq!(families(6, &policy).state, State::NothingUnusual);
    }
}
