//! Works out again what was sealed when cycles were closed, from the facts up to then, and compares.
//!
//! An outcome is a fact like any other: the ledger proves that it was not changed since. This shows that it also follows
//! from the scores that were there. One that an older method made is counted, and not compared.

use cqrs_es::Aggregate as _;
use domain::cycle::{Cycle, CycleEvent};
use journal::{Journal, JournalError, ProjectionError};

use crate::cycle_fact;
use crate::entries::Catalogue;
use crate::gains;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// How many came out the same.
    pub same: u64,
    /// How many an older method made.
    pub older: u64,
    /// Those that came out otherwise: the cycle, and the number of the fact in its record.
    pub otherwise: Vec<(String, u64)>,
}

/// Outcomes could not be worked out again.
#[derive(Debug, thiserror::Error)]
pub enum OutcomesError {
    /// The journal can't be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A fact is of a kind or shape that this program does not know.
    #[error("a fact of a cycle can't be read")]
    Unreadable(#[from] ProjectionError),
}

/// Works out every sealed outcome again. `progress` is told the cycles done and how many there are.
///
/// # Errors
/// When the facts can't be read.
pub async fn check(
    journal: &Journal,
    catalogue: &Catalogue,
    mut progress: impl FnMut(u64, u64),
) -> Result<Outcomes, OutcomesError> {
    let mut cycles = journal.stream_ids::<Cycle>().await?;
    cycles.sort();
    let mut outcomes = Outcomes::default();
    for (done, cycle) in (1..).zip(&cycles) {
        let stream = journal.stream(Cycle::TYPE, cycle).await?;
        let facts = stream
            .iter()
            .filter_map(|recorded| cycle_fact::of(recorded).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let facts: Vec<(u64, CycleEvent)> =
            facts.into_iter().map(|fact| (fact.sequence.cast_unsigned(), fact.event.clone())).collect();
        compare(cycle, &facts, catalogue, &mut outcomes);
        progress(done, cycles.len() as u64);
    }
    Ok(outcomes)
}

fn compare(cycle: &str, facts: &[(u64, CycleEvent)], catalogue: &Catalogue, outcomes: &mut Outcomes) {
    for (sequence, event) in facts {
        let CycleEvent::CycleOutcomeSealed(sealed) = event else { continue };
        let mut then = Cycle::default();
        for (_, event) in facts.iter().filter(|(number, _)| *number <= sealed.upto_sequence.number()) {
            then.apply(event.clone());
        }
        match then.record().and_then(|record| gains::to_seal(catalogue, record)) {
            Some(again) if again == sealed.outcome => outcomes.same += 1,
            Some(again) if again.method != sealed.outcome.method => outcomes.older += 1,
            _ => outcomes.otherwise.push((cycle.to_owned(), *sequence)),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Score;
    use domain::cycle::{CycleOutcomeSealed, Outcome};
    use domain::{MethodVersion, Sequence};
    use jiff::civil::date;

    use super::*;
    use crate::test_support::{Facts, catalogue};

    fn sealed(facts: &[(u64, CycleEvent)], change: impl FnOnce(&mut Outcome)) -> Vec<(u64, CycleEvent)> {
        let mut cycle = Cycle::default();
        for (_, event) in facts {
            cycle.apply(event.clone());
        }
        let mut outcome = gains::to_seal(&catalogue(), cycle.record().unwrap()).unwrap();
        change(&mut outcome);
        let last = facts.last().unwrap().0;
        let event = CycleEvent::CycleOutcomeSealed(CycleOutcomeSealed {
            effective_on: date(2026, 3, 27),
            upto_sequence: Sequence::new(last),
            outcome,
        });
        facts.iter().cloned().chain([(last + 1, event)]).collect()
    }

    #[test]
    fn an_outcome_that_does_not_follow_from_its_scores_is_named() {
        let facts: Vec<(u64, CycleEvent)> = Facts::with_pupils(1, 4)
            .recorded
            .iter()
            .filter_map(|recorded| cycle_fact::of(recorded).unwrap())
            .map(|fact| (fact.sequence.cast_unsigned(), fact.event.clone()))
            .collect();
        let mut outcomes = Outcomes::default();
        let mut told = |facts: &[(u64, CycleEvent)]| compare("one", facts, &catalogue(), &mut outcomes);
        told(&sealed(&facts, |_| {}));
        told(&sealed(&facts, |outcome| outcome.method = MethodVersion::parse("mean-gain@1").unwrap()));
        told(&sealed(&facts, |outcome| outcome.mean = Some(Score::from(99))));
        let number = facts.last().unwrap().0 + 1;
        assert_eq!(outcomes, Outcomes { same: 1, older: 1, otherwise: vec![("one".to_owned(), number)] });
    }
}
