//! What a cycle's published figures stand on: whose scores by which test are added up, so that the gate can tell what would
//! come out if two editions, or two cycles with the same pupils, were taken from each other. Pure.
//!
//! A mean end score, a mean gain and their ranges tell three sums: of the starts, of the ends, and of the pairs of the two
//! (the range of a gain multiplies a pupil's start by the end). Which of these may be shown is not decided here.
//!
//! # One value, one number
//! The gate takes two values for the same if they have the same number, and sums that share values can be taken from each
//! other. So the same score must have the same number wherever it stands, or a difference of one pupil would pass for one of
//! all. Within a cycle a score is that of its point (start or end), whatever test is named: when all scores are recorded anew
//! under another test, or another printing of it, they are still the same. Two cycles share a sitting if a child has scores on
//! one scale that were ever said to be of one day in both; or if, of the children in both, at least half have the same score:
//! then one cycle's scores were copied from the other, whatever day or test was typed. A day that is put right changes no
//! number. Where a child's score could be either of two by this, as many more pupils are asked for as there are such children.
//!
//! # Whose
//! A child has one number in all cycles, by the school's register. Of erased children nobody knows any more which parts were
//! one child's. Each such part stands for a child of its own, which is exact as long as only one cycle of those that hang
//! together has any. Where two have, as many more pupils are asked for as there are such parts: whatever was one child's, as
//! many others are left.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::cycle::{AssessmentPoint, CycleEvent, CycleRecord, Reading, leading_test};
use domain::{AssessmentId, CycleId, ParticipantId, PupilId, Score, Sequence};
use jiff::civil::Date;
use measures::disclosure::{Atom, Release, Statistic};

/// A score and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sat {
    /// The score.
    pub(super) score: Score,
    /// The day on which the test was taken.
    pub(super) taken_on: Date,
}

/// What the figures of one cycle stand on, by its facts up to one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Basis {
    /// The cycle.
    pub(super) cycle: CycleId,
    /// Its facts count up to this one.
    pub(super) upto: Sequence,
    /// Start and end of every pupil who has both and takes part.
    pub(super) pairs: BTreeMap<ParticipantId, [Sat; 2]>,
}

impl Sat {
    fn of(reading: &Reading) -> Self {
        Self { score: reading.score, taken_on: reading.taken_on }
    }
}

impl Basis {
    /// What a cycle's figures stand on, by its facts so far; nothing if nobody has both scores by one test. The pairs are those
    /// of [`crate::gains::Gains::of_record`].
    #[must_use]
    pub(super) fn of_record(cycle: CycleId, upto: Sequence, record: &CycleRecord) -> Option<Self> {
        let taking_part: BTreeSet<ParticipantId> = record.active_targets().map(|(id, _)| *id).collect();
        let tests: Vec<String> = record.assessments.values().map(|one| one.instrument.to_string()).collect();
        let scores = record.assessments.values().zip(&tests);
        let points = scores.clone().map(|(one, test)| (one.participant, one.point, test.as_str()));
        let test = leading_test(points, &taking_part)?.to_owned();
        let at = |participant: ParticipantId, wanted: AssessmentPoint| {
            let is_one = |one: &&domain::cycle::LiveAssessment, by: &str| {
                by == test && one.participant == participant && one.point == wanted
            };
            let (one, _) = scores.clone().find(|(one, by)| is_one(one, by))?;
            Some(Sat::of(&one.reading))
        };
        let pair = |id: &ParticipantId| {
            Some((*id, [at(*id, AssessmentPoint::Baseline)?, at(*id, AssessmentPoint::End)?]))
        };
        let pairs = taking_part.iter().filter_map(pair).collect();
        Some(Self { cycle, upto, pairs })
    }
}

/// Where a score stands: whose, at the start (0) or at the end (1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    participant: ParticipantId,
    point: usize,
}

/// Every score and every day that the facts of a cycle ever had, whether or not they were shown.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    cycle: CycleId,
    /// Each score with its scale.
    slots: Vec<(Slot, Sat, String)>,
}

impl Seen {
    /// What stood in a cycle's facts.
    pub(super) fn of<'f>(cycle: CycleId, facts: impl Iterator<Item = &'f CycleEvent>) -> Self {
        let mut slot_of: HashMap<AssessmentId, (Slot, String)> = HashMap::new();
        let mut slots = Vec::new();
        for event in facts {
            if let CycleEvent::AssessmentRecorded(one) = event {
                let point = match one.point {
                    AssessmentPoint::Baseline => 0,
                    AssessmentPoint::End => 1,
                    AssessmentPoint::Interim | AssessmentPoint::FollowUp | AssessmentPoint::Transfer => {
                        continue;
                    }
                };
                let (slot, scale) = (Slot { participant: one.participant, point }, one.scale.to_string());
                slots.push((slot, Sat::of(&one.reading), scale.clone()));
                slot_of.insert(one.assessment_id, (slot, scale));
            } else if let CycleEvent::AssessmentCorrected(one) = event
                && let Some((slot, scale)) = slot_of.get(&one.assessment_id)
            {
                slots.push((*slot, Sat::of(&one.after), scale.clone()));
            }
        }
        Self { cycle, slots }
    }
}

/// A figure of a cycle as the gate sees it.
#[derive(Debug, Clone)]
pub(super) struct Summed {
    /// What it stands on.
    pub(super) release: Release,
    /// The figures with which it hangs together have the same number here: no other can be taken from it.
    pub(super) island: usize,
    /// How many more pupils than the limit are asked for, because of children of whom too little is known.
    pub(super) more: u32,
}

/// The sums of each of these, in their order. They must be all that is judged together: what was ever shown and what is to be.
/// `seen` is what ever stood in the facts of their cycles.
#[must_use]
pub(super) fn summed(
    bases: &[Basis],
    seen: &[Seen],
    children: &HashMap<ParticipantId, PupilId>,
) -> Vec<Summed> {
    let mut sittings = Sittings::of(seen, children);
    let islands = Islands::of((bases, seen), children, &mut sittings);
    let mut numbers = Numbers::default();
    let one = |basis: &Basis| {
        let (mut starts, mut ends, mut both) = (Vec::new(), Vec::new(), Vec::new());
        for (participant, [start, end]) in &basis.pairs {
            let pupil = children.get(participant).map_or(participant.uuid(), |child| child.uuid()).as_u128();
            let mut value = |point: usize, sat: &Sat| {
                let sitting = sittings.find(Slot { participant: *participant, point });
                numbers.of(Value::Score(sitting, sat.score))
            };
            let (start, end) = (value(0, start), value(1, end));
            starts.push(Atom { pupil, value: start });
            ends.push(Atom { pupil, value: end });
            both.push(Atom { pupil, value: numbers.of(Value::Pair(start, end)) });
        }
        let release = Release::new(Statistic::Mean, starts).and(ends).and(both);
        let island = islands.number(basis.cycle);
        Summed { release, island, more: islands.more(island) }
    };
    bases.iter().map(one).collect()
}

/// What is numbered: a score in a sitting, or two such scores of one pupil.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Score(usize, Score),
    Pair(u128, u128),
}

/// A number for every value, the same for the same.
#[derive(Default)]
struct Numbers(BTreeMap<Value, u128>);

impl Numbers {
    fn of(&mut self, value: Value) -> u128 {
        let next = self.0.len() as u128;
        *self.0.entry(value).or_insert(next)
    }
}

/// What ever stood in a slot.
#[derive(Debug, Default)]
struct Stood {
    scores: BTreeSet<Score>,
    days: BTreeSet<Date>,
    scales: BTreeSet<String>,
}

impl Stood {
    /// Whether both may be the score of one day's test.
    fn is_of_one_day(&self, other: &Self) -> bool {
        !self.days.is_disjoint(&other.days) && !self.scales.is_disjoint(&other.scales)
    }
}

/// Which slots are one sitting of one child.
struct Sittings {
    place: BTreeMap<Slot, usize>,
    parent: Vec<usize>,
    /// The parts whose slots are in a sitting, by its root: no part has two slots in one.
    parts: Vec<BTreeSet<ParticipantId>>,
    /// The cycles that share a sitting.
    shared: BTreeSet<(CycleId, CycleId)>,
    /// The parts, by their cycles, that may share a sitting with two scores of another part: which one it is nobody knows.
    unsure: BTreeMap<CycleId, BTreeSet<ParticipantId>>,
}

/// The slots of one cycle at one point: of each part, what ever stood there.
type AtPoint = BTreeMap<(CycleId, usize), BTreeMap<ParticipantId, Stood>>;

fn at_points(seen: &[Seen]) -> AtPoint {
    let mut all = AtPoint::new();
    for (cycle, (slot, sat, scale)) in
        seen.iter().flat_map(|one| one.slots.iter().map(|slot| (one.cycle, slot)))
    {
        let stood = all.entry((cycle, slot.point)).or_default().entry(slot.participant).or_default();
        stood.scores.insert(sat.score);
        stood.days.insert(sat.taken_on);
        stood.scales.insert(scale.clone());
    }
    all
}

impl Sittings {
    fn of(seen: &[Seen], children: &HashMap<ParticipantId, PupilId>) -> Self {
        let points = at_points(seen);
        let mut sittings = Self {
            place: BTreeMap::new(),
            parent: Vec::new(),
            parts: Vec::new(),
            shared: BTreeSet::new(),
            unsure: BTreeMap::new(),
        };
        for ((_, point), stood) in &points {
            for participant in stood.keys() {
                let place = sittings.parent.len();
                sittings.place.insert(Slot { participant: *participant, point: *point }, place);
                sittings.parent.push(place);
                sittings.parts.push(BTreeSet::from([*participant]));
            }
        }
        // What was taken on one day first: it is surely one sitting.
        for by_score in [false, true] {
            for (one, stood) in &points {
                for (other, stood_there) in points.iter().filter(|(other, _)| one < other) {
                    if one.0 != other.0 {
                        let same = same_children(stood, stood_there, children);
                        sittings.join_all((*one, *other), &same, by_score);
                    }
                }
            }
        }
        sittings
    }

    /// Joins the slots that are one sitting, of two points in two cycles.
    fn join_all(
        &mut self,
        (one, other): ((CycleId, usize), (CycleId, usize)),
        same: &[(ParticipantId, ParticipantId, &Stood, &Stood)],
        by_score: bool,
    ) {
        let as_well = |a: &Stood, b: &Stood| !a.scores.is_disjoint(&b.scores);
        let copied =
            by_score && 2 * same.iter().filter(|(_, _, a, b)| as_well(a, b)).count() >= same.len().max(1);
        for (part, there, a, b) in same {
            if copied || a.is_of_one_day(b) {
                let slot = Slot { participant: *part, point: one.1 };
                let slot_there = Slot { participant: *there, point: other.1 };
                if !self.join(slot, slot_there) {
                    self.unsure.entry(one.0).or_default().insert(*part);
                }
                self.shared.insert((one.0, other.0));
            }
        }
    }

    /// Makes one sitting of two slots, unless one part would then have two scores in it; whether they are one now.
    fn join(&mut self, one: Slot, other: Slot) -> bool {
        let (root, other) = (self.find(one), self.find(other));
        let [Some(parts), Some(others)] = [self.parts.get(root), self.parts.get(other)] else { return false };
        if root == other || !parts.is_disjoint(others) {
            return root == other;
        }
        let both = parts | others;
        if let (Some(parent), Some(parts)) = (self.parent.get_mut(other), self.parts.get_mut(root)) {
            (*parent, *parts) = (root, both);
        }
        true
    }

    /// The number of the sitting of a slot.
    fn find(&self, slot: Slot) -> usize {
        let mut at = self.place.get(&slot).copied().unwrap_or(usize::MAX);
        while let Some(parent) = self.parent.get(at).copied().filter(|parent| *parent != at) {
            at = parent;
        }
        at
    }
}

/// The children who stand in both, with their parts in each.
fn same_children<'a>(
    one: &'a BTreeMap<ParticipantId, Stood>,
    other: &'a BTreeMap<ParticipantId, Stood>,
    children: &HashMap<ParticipantId, PupilId>,
) -> Vec<(ParticipantId, ParticipantId, &'a Stood, &'a Stood)> {
    let by_child: HashMap<&PupilId, (&ParticipantId, &Stood)> =
        other.iter().filter_map(|(part, stood)| Some((children.get(part)?, (part, stood)))).collect();
    let both = |(part, stood): (&ParticipantId, &'a Stood)| {
        let (there, stood_there) = by_child.get(children.get(part)?)?;
        Some((*part, **there, stood, *stood_there))
    };
    one.iter().filter_map(both).collect()
}

/// Which cycles hang together.
struct Islands {
    of: BTreeMap<CycleId, usize>,
    /// For each island, the parts of erased children in each of its cycles that has some.
    unknown: BTreeMap<usize, BTreeMap<CycleId, BTreeSet<ParticipantId>>>,
    /// For each island, the children of whom it can't be told which of their scores are of one sitting.
    unsure: BTreeMap<usize, BTreeSet<PupilId>>,
}

impl Islands {
    fn of(
        (bases, seen): (&[Basis], &[Seen]),
        children: &HashMap<ParticipantId, PupilId>,
        sittings: &mut Sittings,
    ) -> Self {
        // A cycle without a figure can still be what two others hang together by.
        let mut of: BTreeMap<CycleId, usize> = BTreeMap::new();
        for cycle in bases.iter().map(|basis| basis.cycle).chain(seen.iter().map(|one| one.cycle)) {
            let next = of.len();
            of.entry(cycle).or_insert(next);
        }
        sittings.shared.extend(maybe_shared(bases, children));
        for (one, other) in &sittings.shared {
            let (Some(one), Some(other)) = (of.get(one).copied(), of.get(other).copied()) else { continue };
            of.values_mut().filter(|island| **island == other).for_each(|island| *island = one);
        }
        let mut unknown: BTreeMap<usize, BTreeMap<CycleId, BTreeSet<ParticipantId>>> = BTreeMap::new();
        for basis in bases {
            for part in basis.pairs.keys().filter(|part| !children.contains_key(part)) {
                let island = of.get(&basis.cycle).copied().unwrap_or_default();
                unknown.entry(island).or_default().entry(basis.cycle).or_default().insert(*part);
            }
        }
        let mut unsure: BTreeMap<usize, BTreeSet<PupilId>> = BTreeMap::new();
        for (cycle, parts) in &sittings.unsure {
            let island = of.get(cycle).copied().unwrap_or_default();
            unsure.entry(island).or_default().extend(parts.iter().filter_map(|part| children.get(part)));
        }
        Self { of, unknown, unsure }
    }

    fn number(&self, cycle: CycleId) -> usize {
        self.of.get(&cycle).copied().unwrap_or_default()
    }

    /// One cycle's erased children are as many as its parts; in two, some may be the same. Of a child whose sittings are
    /// unsure nothing is taken for left over.
    fn more(&self, island: usize) -> u32 {
        let cycles = self.unknown.get(&island).filter(|cycles| cycles.len() > 1);
        let parts: usize = cycles.map_or(0, |cycles| cycles.values().map(BTreeSet::len).sum());
        let unsure = self.unsure.get(&island).map_or(0, BTreeSet::len);
        u32::try_from(parts + unsure).unwrap_or(u32::MAX)
    }
}

/// The pairs of cycles in which a sitting of one erased child may stand twice: with the day or the score the same.
fn maybe_shared(bases: &[Basis], children: &HashMap<ParticipantId, PupilId>) -> BTreeSet<(CycleId, CycleId)> {
    let mut by_day: BTreeMap<Date, BTreeSet<CycleId>> = BTreeMap::new();
    let mut by_score: BTreeMap<Score, BTreeSet<CycleId>> = BTreeMap::new();
    for basis in bases {
        let erased = basis.pairs.iter().filter(|(part, _)| !children.contains_key(part));
        for sat in erased.flat_map(|(_, pair)| pair) {
            by_day.entry(sat.taken_on).or_default().insert(basis.cycle);
            by_score.entry(sat.score).or_default().insert(basis.cycle);
        }
    }
    let sets = by_day.values().chain(by_score.values());
    let pairs = |set: &BTreeSet<CycleId>| -> Vec<(CycleId, CycleId)> {
        set.iter().zip(set.iter().skip(1)).map(|(one, other)| (*one, *other)).collect()
    };
    sets.flat_map(pairs).collect()
}
