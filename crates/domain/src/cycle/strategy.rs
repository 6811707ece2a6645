//! What is tried with the pupils, how it is changed on evidence, and how it ends.

use jiff::civil::Date;

use super::command::{AdaptStrategy, AdoptStrategy, StopStrategy};
use super::event::{CycleEvent, Practice, Reach, StrategyAdapted, StrategyAdopted, StrategyStopped};
use super::state::CycleRecord;
use super::{CycleRefusal, Decision, in_order, sealed_for};
use crate::Sequence;
use crate::code::StrategyCode;
use crate::reason::ReasonFor;

/// Tries a strategy with pupils whose needs are known, from the first day of the cycle at the earliest. Quiet if it is in use in just that way.
pub(super) fn adopt(record: &CycleRecord, effective_on: Date, new: AdoptStrategy) -> Decision {
    if let Some(known) = record.strategies.get(&new.strategy) {
        return if is_same(known, &new.practice) {
            Ok(Vec::new())
        } else {
            Err(CycleRefusal::StrategyAlreadyActive)
        };
    }
    if new.retired_on.is_some_and(|day| effective_on >= day) {
        return Err(CycleRefusal::StrategyRetired);
    }
    in_order(record.plan.starts_on, effective_on)?;
    after_last_change(record, &new.strategy, effective_on)?;
    check(record, &new.practice)?;
    let reason =
        new.reason.accept(ReasonFor::ChangingStrategy, Some(record.plan.cycle.into()), record.sequence)?;
    let AdoptStrategy { strategy, practice, .. } = new;
    Ok(vec![CycleEvent::StrategyAdopted(StrategyAdopted { effective_on, strategy, practice, reason })])
}

/// Uses a strategy in another way, on what scores and needs of this cycle show. Quiet if it is used so.
pub(super) fn adapt(record: &CycleRecord, effective_on: Date, new: AdaptStrategy) -> Decision {
    let before = record.strategies.get(&new.strategy).ok_or(CycleRefusal::StrategyNotActive)?.clone();
    if before == new.after {
        return Ok(Vec::new());
    }
    rests_on(record, &new.evidence)?;
    after_last_change(record, &new.strategy, effective_on)?;
    check(record, &new.after)?;
    let reason =
        new.reason.accept(ReasonFor::ChangingStrategy, Some(record.plan.cycle.into()), record.sequence)?;
    let AdaptStrategy { strategy, after, evidence, .. } = new;
    let adapted = StrategyAdapted { effective_on, strategy, before, after, evidence, reason };
    Ok(vec![CycleEvent::StrategyAdapted(Box::new(adapted))])
}

/// Uses a strategy no longer.
pub(super) fn stop(record: &CycleRecord, effective_on: Date, new: StopStrategy) -> Decision {
    if !record.strategies.contains_key(&new.strategy) {
        return Err(CycleRefusal::StrategyNotActive);
    }
    after_last_change(record, &new.strategy, effective_on)?;
    let reason =
        new.reason.accept(ReasonFor::ChangingStrategy, Some(record.plan.cycle.into()), record.sequence)?;
    let StopStrategy { strategy, judged_effect, .. } = new;
    Ok(vec![CycleEvent::StrategyStopped(StrategyStopped { effective_on, strategy, judged_effect, reason })])
}

/// A change or a judgement cites at least one thing of this cycle that shows something about its pupils.
pub(super) fn rests_on(record: &CycleRecord, evidence: &[Sequence]) -> Result<(), CycleRefusal> {
    if evidence.is_empty() {
        return Err(CycleRefusal::EvidenceMissing);
    }
    if evidence.iter().any(|cited| !cited.within(record.sequence)) {
        return Err(CycleRefusal::UnknownRecord);
    }
    if evidence.iter().all(|cited| record.citable.contains(cited)) {
        Ok(())
    } else {
        Err(CycleRefusal::NotEvidence)
    }
}

/// What is done with a strategy is in the order of its days; one day may hold more than one change.
fn after_last_change(
    record: &CycleRecord,
    strategy: &StrategyCode,
    effective_on: Date,
) -> Result<(), CycleRefusal> {
    record.strategies_changed_on.get(strategy).map_or(Ok(()), |last| in_order(*last, effective_on))
}

/// Those reached take part, and each has an assessed need: pupils before programmes.
fn check(record: &CycleRecord, practice: &Practice) -> Result<(), CycleRefusal> {
    if matches!(&practice.participants, Reach::Only(named) if named.is_empty()) {
        return Err(CycleRefusal::NobodyReached);
    }
    let reached = record.reached(&practice.participants);
    let known = reached.iter().map(|id| record.participants.get(id).filter(|one| one.is_active()));
    let known = known.collect::<Option<Vec<_>>>().ok_or(CycleRefusal::NotPlaced)?;
    let needs_known = !known.is_empty() && known.iter().all(|participant| !participant.needs.is_empty());
    if record.is_intervention() && !needs_known {
        return Err(CycleRefusal::NeedBeforeProgramme);
    }
    sealed_for(record.plan.cycle.into(), [&practice.expected_effect])
}

/// A form posted twice seals its text anew, so it is not compared.
fn is_same(known: &Practice, new: &Practice) -> bool {
    let new = Practice { expected_effect: known.expected_effect.clone(), ..new.clone() };
    *known == new
}
