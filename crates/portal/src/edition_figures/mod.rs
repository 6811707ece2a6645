//! What the next edition of a school's cycles would say: the figures of every closed cycle, each let through the gate beside
//! everything that was ever shown, and where one may not change, that it stays and why. Pure.
//!
//! What figures stand on is worked out anew from the facts of the cycles, up to the last one that each shown figure stood on:
//! no list of whose scores they were is kept. Publishing, and reading what was published, is in [`crate::editions`].

/// Somebody who keeps every edition: the same who attacks the gate in its own tests.
#[cfg(test)]
#[path = "../../../measures/tests/attacker/mod.rs"]
mod attacker;
#[cfg(test)]
mod stories;
mod sums;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cqrs_es::Aggregate as _;
use domain::cycle::{AssessmentPoint, Cycle, CycleEvent, Outcome};
use domain::edition::{EditionFigure, HeldBack, LastEdition, LastShown, ShownFigure, Standing};
use domain::{AssessmentId, CycleId, ParticipantId, PupilId, Reason, ReasonCode, Score, Sequence};
use measures::Policy;
use measures::disclosure::{self, Cell, Gate, Refusal, Renewed, Shown};
use rust_decimal::prelude::FromPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;

use self::sums::{Basis, Seen, Summed, summed};
use crate::entries::Catalogue;
use crate::gains;

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
    /// Of each cycle of the school what was shown last, in whatever edition; nothing of what was taken out.
    pub shown_last: &'a BTreeMap<CycleId, LastShown>,
    /// The cycles of the school, and those of other schools that its pupils were in.
    pub cycles: &'a [History],
    /// Whose part each is; nothing for the parts of erased children.
    pub children: &'a HashMap<ParticipantId, PupilId>,
}

/// A cycle as the records have it now.
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
    /// Whether the last edition says anything of it.
    in_last: bool,
    /// What was shown of it last, unless it was taken out.
    last: Option<&'a LastShown>,
    /// As the records have it now.
    now: Option<Version>,
    /// What it stood on when it was shown, by the last fact of it.
    then: BTreeMap<Sequence, Summed>,
    corrections: Vec<Correction>,
}

/// What the next edition would say of each cycle of the school, in the order of the cycles.
#[must_use]
pub fn next(material: &Material<'_>) -> Vec<EditionFigure> {
    let (known, mut gates) = known(material);
    let mut figures: Vec<Option<EditionFigure>> = Vec::new();
    let mut first: BTreeMap<usize, Vec<(usize, Version)>> = BTreeMap::new();
    for (place, one) in known.iter().enumerate() {
        let figure = match (&one.now, one.last) {
            (Some(now), Some(last)) => Some(one.renewed(now, last, &mut gates)),
            (None, Some(last)) => Some(one.left(last, &material.policy)),
            (Some(now), None) if one.is_taken_out() => Some(one.put_back(now, &mut gates)),
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
    let mut of: Vec<(usize, Time)> = Vec::new();
    let mut known: Vec<Known<'a>> = Vec::new();
    for history in material.cycles {
        let cycle = history.cycle;
        let read = Read::of(history, material.ever_shown.get(&cycle), material.catalogue);
        for (time, basis) in read.versions {
            of.push((known.len(), time));
            bases.push(basis);
        }
        known.push(Known {
            history,
            upto: read.upto,
            closed: read.closed,
            in_last: material.last.is_some_and(|last| last.figures.contains_key(&cycle)),
            last: material.shown_last.get(&cycle),
            now: None,
            then: BTreeMap::new(),
            corrections: corrections(history, material.children),
        });
    }
    let mut gates = Gates(BTreeMap::new(), material.policy);
    let seen: Vec<Seen> = material.cycles.iter().map(|one| Seen::of(one.cycle, one.events())).collect();
    for ((place, time), summed) in of.into_iter().zip(summed(&bases, &seen, material.children)) {
        let gate = gates.0.entry(summed.island);
        let gate = gate.or_insert_with(|| Gate::new(material.policy).knowing(summed.more));
        let Some(one) = known.get_mut(place) else { continue };
        match time {
            Time::Shown(sequence) => {
                gate.recall(summed.release.clone(), ());
                one.then.insert(sequence, summed);
            }
            Time::Now(figure) => one.now = Some(Version { summed, figure: *figure }),
        }
    }
    known.retain(|one| one.history.own);
    (known, gates)
}

/// A time of a cycle that matters.
enum Time {
    /// A figure of it was shown that stands on its facts up to this one.
    Shown(Sequence),
    /// As the records have it now, with the figure that they give.
    Now(Box<ShownFigure>),
}

/// What the facts of a cycle say of each time that matters.
struct Read {
    upto: Sequence,
    closed: bool,
    /// What its figures stood on each time that they were shown, and stand on now.
    versions: Vec<(Time, Basis)>,
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
                let basis = Basis::of_record(history.cycle, upto, record);
                versions.extend(basis.map(|basis| (Time::Shown(upto), basis)));
            }
        }
        let closed = cycle.stage().is_closed();
        if let (true, true, Some(record)) = (history.own, closed, cycle.record()) {
            let figure = gains::to_seal(catalogue, record)
                .and_then(|sealed| rounded(catalogue, &sealed, upto, outcome));
            let now = figure.zip(Basis::of_record(history.cycle, upto, record));
            versions.extend(now.map(|(figure, basis)| (Time::Now(Box::new(figure)), basis)));
        }
        Self { upto, closed, versions }
    }
}

/// That something was put right which a figure stands on: a score, or that a pupil left.
#[derive(Debug, Clone, Copy)]
struct Correction {
    at: Sequence,
    code: ReasonCode,
    /// The pupil, or the part of one who was erased.
    whose: Uuid,
}

/// Each correction in the facts of a cycle. Why a child was placed, moved or left is none.
fn corrections(history: &History, children: &HashMap<ParticipantId, PupilId>) -> Vec<Correction> {
    let mut scores: HashMap<AssessmentId, ParticipantId> = HashMap::new();
    let mut corrections = Vec::new();
    for (sequence, event) in &history.facts {
        if let CycleEvent::AssessmentRecorded(one) = event
            && matches!(one.point, AssessmentPoint::Baseline | AssessmentPoint::End)
        {
            scores.insert(one.assessment_id, one.participant);
        }
        if let Some((part, reason)) = corrected(event, &scores) {
            let whose = children.get(&part).map_or(part.uuid(), |child| child.uuid());
            corrections.push(Correction { at: *sequence, code: reason.code(), whose });
        }
    }
    corrections
}

/// Whose record a fact puts right, and why; nothing if it puts nothing right that a figure stands on.
fn corrected<'e>(
    event: &'e CycleEvent,
    scores: &HashMap<AssessmentId, ParticipantId>,
) -> Option<(ParticipantId, &'e Reason)> {
    if let CycleEvent::AssessmentCorrected(one) = event {
        Some((*scores.get(&one.assessment_id)?, &one.reason))
    } else if let CycleEvent::AssessmentVoided(one) = event {
        Some((*scores.get(&one.assessment_id)?, &one.reason))
    } else if let CycleEvent::WithdrawalCorrected(one) = event {
        Some((one.participant, &one.reason))
    } else {
        None
    }
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

    /// What stays as it was shown last, because the new one may not be shown or there is none.
    fn kept(&self, last: &LastShown, why: HeldBack, policy: &Policy) -> EditionFigure {
        if !disclosure::shown(last.figure.pupils.into(), policy) {
            return self.withheld(HeldBack::TooFew);
        }
        let (because, behind) = self.because(last.figure.stands_on, policy);
        let standing = Standing::Kept { since: last.since, because, behind, why };
        self.figure(standing, Some(last.figure.clone()))
    }

    /// A figure that was shown, as the records have it now or as it was shown last. That may be some editions ago, if a higher
    /// limit for small numbers held since.
    fn renewed(&self, now: &Version, last: &LastShown, gates: &mut Gates) -> EditionFigure {
        let policy = gates.1;
        let shown = &last.figure;
        let Some(then) = self.then.get(&shown.stands_on) else {
            return self.kept(last, HeldBack::TooManyToCheck, &policy);
        };
        if now.summed.release == then.release {
            return if disclosure::shown(shown.pupils.into(), &policy) {
                self.figure(Standing::Unchanged { since: last.since }, Some(shown.clone()))
            } else {
                self.withheld(HeldBack::TooFew)
            };
        }
        let gate = gates.of(now.summed.island);
        let earlier = gate.recall(then.release.clone(), shown.clone());
        match gate.replace(earlier, now.summed.release.clone(), now.figure.clone(), ()) {
            Ok(Renewed::AsRecorded(figure)) => self.changed(shown.stands_on, &figure, &policy),
            Ok(Renewed::Kept { refusal, .. }) => self.kept(last, held_back(refusal), &policy),
            Err(refusal) => self.withheld(held_back(refusal)),
        }
    }

    fn changed(&self, since: Sequence, figure: &Shown<ShownFigure>, policy: &Policy) -> EditionFigure {
        let (because, behind) = self.because(since, policy);
        self.figure(Standing::Changed { because, behind }, Some(figure.value().clone()))
    }

    /// A figure that the school took out. It comes back once enough pupils changed.
    fn put_back(&self, now: &Version, gates: &mut Gates) -> EditionFigure {
        let policy = gates.1;
        if self.then.values().any(|then| then.release == now.summed.release) {
            return self.withheld(HeldBack::TakenOut);
        }
        let last = self.then.keys().next_back().copied().unwrap_or_default();
        match gates.of(now.summed.island).show(now.summed.release.clone(), now.figure.clone()) {
            Ok(figure) => self.changed(last, &figure, &policy),
            Err(_) => self.withheld(HeldBack::TakenOut),
        }
    }

    fn is_taken_out(&self) -> bool {
        self.last.is_none() && !self.then.is_empty()
    }

    /// A cycle whose figures were shown and that has none any more. How many pupils are left, and whether any is, is not told.
    fn left(&self, last: &LastShown, policy: &Policy) -> EditionFigure {
        self.kept(last, if self.closed { HeldBack::TooFew } else { HeldBack::OpenAgain }, policy)
    }

    /// A cycle that has no figure and had none; nothing of one that was never closed. One pupil gives no figure either, and is
    /// told like none.
    fn without_figure(&self) -> Option<EditionFigure> {
        if self.is_taken_out() {
            Some(self.withheld(HeldBack::TakenOut))
        } else if self.closed {
            Some(self.withheld(HeldBack::TooFew))
        } else {
            self.in_last.then(|| self.withheld(HeldBack::OpenAgain))
        }
    }

    fn first(&self, verdict: Result<Shown<ShownFigure>, Refusal>) -> EditionFigure {
        match verdict {
            Ok(figure) => self.figure(Standing::New, Some(figure.value().clone())),
            Err(refusal) => self.withheld(held_back(refusal)),
        }
    }

    /// Why records were corrected after a fact: each reason once, because how often would tell of single pupils, and only a
    /// reason behind which as many pupils stand as behind a figure; with the fewest who stand behind one.
    fn because(&self, since: Sequence, policy: &Policy) -> (BTreeSet<ReasonCode>, Option<u16>) {
        let mut behind: BTreeMap<ReasonCode, BTreeSet<Uuid>> = BTreeMap::new();
        for one in self.corrections.iter().filter(|one| one.at > since) {
            behind.entry(one.code).or_default().insert(one.whose);
        }
        let pupils = |whose: &BTreeSet<Uuid>| u16::try_from(whose.len()).unwrap_or(u16::MAX);
        behind.retain(|_, whose| disclosure::shown(pupils(whose).into(), policy));
        let fewest = behind.values().map(pupils).min();
        (behind.into_keys().collect(), fewest)
    }
}
