//! What the next edition of a school's cycles would say: the figures of every closed cycle, each let through the gate beside
//! everything that was ever shown, and where one may not change, that it stays and why. Pure.
//!
//! What figures stand on is worked out anew from the facts of the cycles, up to the last one that each shown figure stood on:
//! no list of whose scores they were is kept. Publishing, and reading what was published, is in [`crate::editions`].

#[cfg(test)]
mod attacker;
mod sums;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cqrs_es::Aggregate as _;
use domain::cycle::{Cycle, CycleEvent, CycleRecord, Outcome};
use domain::edition::{EditionFigure, HeldBack, LastEdition, ShownFigure, Standing};
use domain::{CycleId, ParticipantId, PupilId, ReasonCode, Score, Sequence};
use measures::Policy;
use measures::disclosure::{self, Cell, Gate, Refusal, Release, Renewed, Shown};
use rust_decimal::prelude::FromPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use self::sums::{Basis, Seen, Summed, summed};
use crate::entries::Catalogue;
use crate::{gains, story};

/// The facts of one cycle.
#[derive(Debug, Clone)]
pub struct History {
    /// The cycle.
    pub cycle: CycleId,
    /// Whether it is one of the school whose edition is made; another's counts for what was shown of it.
    pub own: bool,
    /// Its facts in their order, with their numbers.
    pub facts: Vec<(Sequence, CycleEvent)>,
}

impl History {
    fn events(&self) -> impl Iterator<Item = &CycleEvent> {
        self.facts.iter().map(|(_, event)| event)
    }
}

/// Everything that the next edition is made of.
pub struct Material<'a> {
    /// Which scale a test is on, and its norms.
    pub catalogue: &'a Catalogue,
    /// The school's limits for small numbers.
    pub policy: Policy,
    /// The edition that governors read now.
    pub last: Option<&'a LastEdition>,
    /// Every figure that was ever shown of any of these cycles, by the last fact that it stood on.
    pub ever_shown: &'a BTreeMap<CycleId, BTreeSet<Sequence>>,
    /// The cycles of the school, and those of other schools that its pupils were in.
    pub cycles: &'a [History],
    /// Whose part each is; nothing for the parts of erased children.
    pub children: &'a HashMap<ParticipantId, PupilId>,
}

/// A cycle as it was when a figure of it was shown, or as it is.
#[derive(Debug, Clone)]
struct Version {
    summed: Summed,
    figure: ShownFigure,
}

/// A cycle of the school with what is known of it.
struct Known<'a> {
    history: &'a History,
    upto: Sequence,
    closed: bool,
    before: Option<&'a EditionFigure>,
    /// The edition that said first what governors read now.
    since: Option<u32>,
    /// As the records have it now.
    now: Option<Version>,
    /// As it was when it was shown, by the last fact that it stood on.
    then: BTreeMap<Sequence, Version>,
}

/// What the next edition would say of each cycle of the school, in the order of the cycles.
#[must_use]
pub fn next(material: &Material<'_>) -> Vec<EditionFigure> {
    let (known, mut gates) = known(material);
    let mut figures: Vec<Option<EditionFigure>> = Vec::new();
    let mut first: BTreeMap<usize, Vec<(usize, Version)>> = BTreeMap::new();
    for (place, one) in known.iter().enumerate() {
        let figure = match (&one.now, one.before.and_then(|before| before.shown.as_ref())) {
            (Some(now), Some(shown)) => Some(one.renewed(now, shown, &mut gates)),
            (None, Some(shown)) => Some(one.left(shown, &material.policy)),
            (Some(now), None) if !one.then.is_empty() => Some(one.shown_again(now, &mut gates)),
            (Some(now), None) => {
                first.entry(now.summed.island).or_default().push((place, now.clone()));
                None
            }
            (None, None) => one.without_figure(),
        };
        figures.push(figure);
    }
    for (island, versions) in first {
        let (places, versions): (Vec<usize>, Vec<Version>) = versions.into_iter().unzip();
        let cells = versions.into_iter().map(|version| Cell {
            release: version.summed.release,
            value: version.figure,
            importance: 1,
        });
        let verdicts = gates.of(island).settle(cells);
        for (place, verdict) in places.into_iter().zip(verdicts) {
            if let (Some(slot), Some(one)) = (figures.get_mut(place), known.get(place)) {
                *slot = Some(one.first(verdict));
            }
        }
    }
    figures.into_iter().flatten().collect()
}

/// One gate for each set of cycles that hang together: figures of others can't be taken from theirs.
struct Gates(BTreeMap<usize, Gate>, Policy);

impl Gates {
    fn of(&mut self, island: usize) -> &mut Gate {
        self.0.entry(island).or_insert_with(|| Gate::new(self.1))
    }
}

/// The cycles of the school, and gates that know of everything that was ever shown.
fn known<'a>(material: &Material<'a>) -> (Vec<Known<'a>>, Gates) {
    let mut bases: Vec<Basis> = Vec::new();
    let mut figures: Vec<(usize, Option<Sequence>, ShownFigure)> = Vec::new();
    let mut known: Vec<Known<'a>> = Vec::new();
    for history in material.cycles {
        let shown = material.ever_shown.get(&history.cycle);
        let read = Read::of(history, shown, material.catalogue);
        let before = material.last.and_then(|last| last.figures.get(&history.cycle));
        let since = before.zip(material.last).and_then(|(before, last)| before.since(last.number));
        for (then, basis, figure) in read.versions {
            figures.push((known.len(), then, figure));
            bases.push(basis);
        }
        let (upto, closed) = (read.upto, read.closed);
        known.push(Known { history, upto, closed, before, since, now: None, then: BTreeMap::new() });
    }
    let mut gates = Gates(BTreeMap::new(), material.policy);
    let seen: Vec<Seen> = material.cycles.iter().map(|one| Seen::of(one.cycle, one.events())).collect();
    for ((place, then, figure), summed) in figures.into_iter().zip(summed(&bases, &seen, material.children)) {
        let gate = gates.0.entry(summed.island);
        let gate = gate.or_insert_with(|| Gate::new(material.policy).knowing(summed.more));
        let Some(one) = known.get_mut(place) else { continue };
        match then {
            Some(sequence) => {
                gate.recall(summed.release.clone(), ());
                one.then.insert(sequence, Version { summed, figure });
            }
            None => one.now = Some(Version { summed, figure }),
        }
    }
    known.retain(|one| one.history.own);
    (known, gates)
}

/// What the facts of a cycle say of each time that matters.
struct Read {
    upto: Sequence,
    closed: bool,
    /// What was shown after which fact, and what is so now (after none).
    versions: Vec<(Option<Sequence>, Basis, ShownFigure)>,
}

impl Read {
    fn of(history: &History, shown: Option<&BTreeSet<Sequence>>, catalogue: &Catalogue) -> Self {
        let mut cycle = Cycle::default();
        let (mut versions, mut upto) = (Vec::new(), Sequence::NONE);
        let mut outcome = Sequence::NONE;
        for (sequence, event) in &history.facts {
            if matches!(event, CycleEvent::CycleOutcomeSealed(_)) {
                outcome = *sequence;
            }
            cycle.apply(event.clone());
            upto = *sequence;
            if let (true, Some(record)) =
                (shown.is_some_and(|shown| shown.contains(sequence)), cycle.record())
            {
                let version = version(history.cycle, upto, outcome, record, catalogue);
                versions.extend(version.map(|(basis, figure)| (Some(upto), basis, figure)));
            }
        }
        let closed = cycle.stage().is_closed();
        if let (true, true, Some(record)) = (history.own, closed, cycle.record()) {
            let version = version(history.cycle, upto, outcome, record, catalogue);
            versions.extend(version.map(|(basis, figure)| (None, basis, figure)));
        }
        Self { upto, closed, versions }
    }
}

fn version(
    cycle: CycleId,
    upto: Sequence,
    outcome: Sequence,
    record: &CycleRecord,
    catalogue: &Catalogue,
) -> Option<(Basis, ShownFigure)> {
    let basis = Basis::of_record(cycle, upto, record)?;
    let figure = rounded(catalogue, &gains::to_seal(catalogue, record)?, upto, outcome)?;
    Some((basis, figure))
}

/// An outcome as governors read it, in tenths: finer figures of a small group would give its scores away.
pub(crate) fn rounded(
    catalogue: &Catalogue,
    outcome: &Outcome,
    stands_on: Sequence,
    sealed_in: Sequence,
) -> Option<ShownFigure> {
    let scale = outcome.scale.clone()?;
    let reference = catalogue.reference(scale.as_str());
    let against = |value: Option<f64>| value.and_then(Decimal::from_f64).map(Score::new);
    let tenths = |score: Score| {
        Score::new(score.decimal().round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
    };
    Some(ShownFigure {
        stands_on,
        outcome: sealed_in,
        pupils: outcome.n_complete,
        scale,
        gain: tenths(outcome.mean?),
        gain_lower: outcome.ci_lower.map(tenths),
        gain_upper: outcome.ci_upper.map(tenths),
        end: outcome.end_mean.map(tenths),
        end_lower: outcome.end_ci_lower.map(tenths),
        end_upper: outcome.end_ci_upper.map(tenths),
        norm: against(reference.norm),
        expected_gain: against(reference.expected_gain),
        method: outcome.method.clone(),
        benchmark_set: outcome.benchmark_set.clone(),
    })
}

fn held_back(refusal: Refusal) -> HeldBack {
    match refusal {
        Refusal::TooFew => HeldBack::TooFew,
        Refusal::WorkedOut => HeldBack::WorkedOut,
        Refusal::TooManyToCheck => HeldBack::TooManyToCheck,
    }
}

impl Known<'_> {
    fn figure(&self, standing: Standing, shown: Option<ShownFigure>) -> EditionFigure {
        EditionFigure { cycle: self.history.cycle, upto: self.upto, standing, shown }
    }

    fn withheld(&self, why: HeldBack) -> EditionFigure {
        self.figure(Standing::Withheld { why }, None)
    }

    /// What stays as it was read, because the new one may not be shown or there is none.
    fn kept(&self, shown: &ShownFigure, why: HeldBack) -> EditionFigure {
        let Some(since) = self.since else { return self.withheld(why) };
        let because = self.because(shown.stands_on);
        self.figure(Standing::Kept { since, because, why }, Some(shown.clone()))
    }

    /// A figure that governors read now, as the records have it now or as it was.
    fn renewed(&self, now: &Version, shown: &ShownFigure, gates: &mut Gates) -> EditionFigure {
        let Some(then) = self.then.get(&shown.stands_on) else {
            return self.kept(shown, HeldBack::TooManyToCheck);
        };
        if now.summed.release == then.summed.release {
            return match self.since.filter(|_| disclosure::shown(shown.pupils.into(), &gates.1)) {
                Some(since) => self.figure(Standing::Unchanged { since }, Some(shown.clone())),
                None => self.withheld(HeldBack::TooFew),
            };
        }
        let gate = gates.of(now.summed.island);
        let earlier = gate.recall(then.summed.release.clone(), shown.clone());
        match gate.replace(earlier, now.summed.release.clone(), now.figure.clone(), ()) {
            Ok(Renewed::AsRecorded(figure)) => self.changed(shown.stands_on, &figure),
            Ok(Renewed::Kept { figure, refusal, reason: () }) => {
                self.kept(figure.value(), held_back(refusal))
            }
            Err(refusal) => self.withheld(held_back(refusal)),
        }
    }

    fn changed(&self, since: Sequence, figure: &Shown<ShownFigure>) -> EditionFigure {
        let because = self.because(since);
        self.figure(Standing::Changed { because }, Some(figure.value().clone()))
    }

    /// A figure that was shown once and is not now. What the school took out comes back once enough pupils changed.
    fn shown_again(&self, now: &Version, gates: &mut Gates) -> EditionFigure {
        let was = self.then.values().any(|then| then.summed.release == now.summed.release);
        if was && self.is_taken_out() {
            return self.withheld(HeldBack::TakenOut);
        }
        let release: Release = now.summed.release.clone();
        match gates.of(now.summed.island).show(release, now.figure.clone()) {
            Ok(figure) => {
                let last = self.then.keys().next_back().copied().unwrap_or_default();
                self.changed(last, &figure)
            }
            Err(_) if self.is_taken_out() => self.withheld(HeldBack::TakenOut),
            Err(refusal) => self.withheld(held_back(refusal)),
        }
    }

    fn is_taken_out(&self) -> bool {
        let standing = self.before.map(|before| &before.standing);
        standing == Some(&Standing::Withheld { why: HeldBack::TakenOut })
    }

    /// A figure that governors read now of a cycle that has none any more.
    fn left(&self, shown: &ShownFigure, policy: &Policy) -> EditionFigure {
        if !disclosure::shown(shown.pupils.into(), policy) {
            return self.withheld(HeldBack::TooFew);
        }
        self.kept(shown, if self.closed { HeldBack::NoScores } else { HeldBack::OpenAgain })
    }

    /// A cycle that has no figure and had none; nothing of one that was never closed.
    fn without_figure(&self) -> Option<EditionFigure> {
        if self.is_taken_out() {
            Some(self.withheld(HeldBack::TakenOut))
        } else if self.closed {
            Some(self.withheld(HeldBack::NoScores))
        } else {
            self.before.map(|_| self.withheld(HeldBack::OpenAgain))
        }
    }

    fn first(&self, verdict: Result<Shown<ShownFigure>, Refusal>) -> EditionFigure {
        match verdict {
            Ok(figure) => self.figure(Standing::New, Some(figure.value().clone())),
            Err(refusal) => self.withheld(held_back(refusal)),
        }
    }

    /// Why scores, or who is counted, changed after a fact; each reason once, because how often would tell of single pupils.
    fn because(&self, since: Sequence) -> BTreeSet<ReasonCode> {
        let after = self.history.facts.iter().filter(|(sequence, _)| *sequence > since);
        let tells = after.filter(|(_, event)| changes_figures(event));
        tells.filter_map(|(_, event)| story::reason(event).map(domain::Reason::code)).collect()
    }
}

/// Whether a fact changes scores or who is counted, or lets a closed cycle go on.
fn changes_figures(event: &CycleEvent) -> bool {
    matches!(
        event,
        CycleEvent::AssessmentCorrected(_)
            | CycleEvent::AssessmentVoided(_)
            | CycleEvent::AssessmentMissed(_)
            | CycleEvent::PupilPlaced(_)
            | CycleEvent::PupilWithdrawn(_)
            | CycleEvent::WithdrawalCorrected(_)
            | CycleEvent::PlacementChanged(_)
            | CycleEvent::CycleReopened(_)
    )
}
