//! That an edition says what the records say as far as it may, and that nobody who keeps every edition can work out what fewer
//! pupils scored than the limit allows.
//!
//! The editions are made by the real code, from facts to figures, and pass the rules of the domain. The attacker shares
//! nothing with it: it knows which child sat which test, tries every set of children that is small enough, and asks with
//! fractions whether the figures say anything about that set alone.

use std::cell::Cell as Counter;

use domain::cycle::{
    AssessmentCorrected, AssessmentPoint, AssessmentRecorded, AssessmentVoided, CycleClosed,
    CycleOutcomeSealed, CyclePlanned, CycleReopened, EntryBand, ExitStatus, NextSupport, PupilPlaced,
    PupilWithdrawn, Reading,
};
use domain::edition::{
    Edition, EditionAct, EditionCommand, EditionKind, EditionRefusal, HeldBack as H, Standing as S,
};
use domain::{AccountId, AssessmentId, GivenReason, Reason, ReasonFor, YearLevel};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use super::attacker::{Value, attacked};
use super::*;
use crate::test_support::{TODAY, catalogue, placement, plan, sealed};

const TEST: &str = "number-test@1";

fn reason(code: ReasonCode) -> Reason {
    serde_json::from_value(serde_json::json!({ "code": code })).unwrap()
}

fn account(number: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(number))
}

fn cycle_id(cycle: usize) -> CycleId {
    CycleId::new(Uuid::from_u128(cycle as u128 + 1))
}

fn child_id(child: usize) -> PupilId {
    PupilId::new(Uuid::from_u128(0xC000 + child as u128))
}

/// A child's part in a cycle.
fn part(cycle: usize, child: usize) -> ParticipantId {
    ParticipantId::new(Uuid::from_u128(0x1000 * (cycle as u128 + 1) + child as u128))
}

/// A score's own number.
fn sat(cycle: usize, child: usize, end: usize) -> AssessmentId {
    AssessmentId::new(Uuid::from_u128(0xA_0000 + 0x1000 * (cycle * 2 + end) as u128 + child as u128))
}

/// The days of the tests: a cycle ends with the test that the next one begins with.
fn day(test: usize) -> Date {
    [date(2026, 1, 9), date(2026, 3, 27), date(2026, 6, 19)][test]
}

/// A school with cycles one after the other, and what was published of them.
struct Records {
    cycles: Vec<History>,
    children: HashMap<ParticipantId, PupilId>,
    /// Of each cycle, each child's score at the start and at the end, as it is now.
    scores: Vec<BTreeMap<usize, [i32; 2]>>,
    edition: Edition,
}

impl Records {
    /// Closed cycles: of each, every child's score at the start and at the end.
    fn of(cycles: Vec<BTreeMap<usize, [i32; 2]>>) -> Self {
        let mut records =
            Self { cycles: Vec::new(), children: HashMap::new(), scores: cycles, edition: Edition::None };
        for cycle in 0..records.scores.len() {
            records.begin(cycle);
            records.close(cycle);
        }
        records
    }

    fn begin(&mut self, cycle: usize) {
        let history = History { cycle: cycle_id(cycle), own: true, facts: Vec::new() };
        self.cycles.push(history);
        let planned = CyclePlanned { effective_on: day(cycle), plan: plan(cycle_id(cycle)) };
        self.tell(cycle, CycleEvent::CyclePlanned(Box::new(planned)));
        for (child, scores) in self.scores[cycle].clone() {
            let participant = part(cycle, child);
            self.children.insert(participant, child_id(child));
            let placed = PupilPlaced {
                effective_on: day(cycle),
                participant,
                identity: sealed(participant.into(), 1, 3),
                year_level: YearLevel::new(4).unwrap(),
                weeks_of_schooling: 120,
                entry_band: EntryBand::Below,
                potential_evidence: None,
                placement: placement(100),
                size_override: None,
                overlap_override: None,
                reason: reason(ReasonCode::EvidenceFromAssessment),
            };
            self.tell(cycle, CycleEvent::PupilPlaced(Box::new(placed)));
            for (end, score) in scores.into_iter().enumerate() {
                self.sit(cycle, child, end, (score, TEST, sat(cycle, child, end)));
            }
        }
    }

    /// A child's score by a test at the start or at the end, under its own number.
    fn sit(&mut self, cycle: usize, child: usize, end: usize, (score, test, id): (i32, &str, AssessmentId)) {
        let recorded = AssessmentRecorded {
            effective_on: day(cycle + end),
            assessment_id: id,
            participant: part(cycle, child),
            point: [AssessmentPoint::Baseline, AssessmentPoint::End][end],
            instrument: test.parse().unwrap(),
            scale: "number-standardised".parse().unwrap(),
            reading: reading(score, day(cycle + end)),
            sem: None,
            marker: None,
            batch: None,
        };
        self.tell(cycle, CycleEvent::AssessmentRecorded(recorded));
    }

    fn tell(&mut self, cycle: usize, event: CycleEvent) {
        let facts = &mut self.cycles[cycle].facts;
        facts.push((Sequence::new(facts.len() as u64 + 1), event));
    }

    fn last(&self, cycle: usize) -> Sequence {
        self.cycles[cycle].facts.last().map_or(Sequence::NONE, |(sequence, _)| *sequence)
    }

    fn close(&mut self, cycle: usize) {
        let mut state = Cycle::default();
        self.cycles[cycle].facts.iter().for_each(|(_, event)| state.apply(event.clone()));
        let outcome = gains::to_seal(&catalogue(), state.record().unwrap()).unwrap();
        let (effective_on, upto_sequence) = (TODAY, self.last(cycle));
        self.tell(cycle, CycleEvent::CycleClosed(CycleClosed { effective_on }));
        let sealed = CycleOutcomeSealed { effective_on, upto_sequence, outcome };
        self.tell(cycle, CycleEvent::CycleOutcomeSealed(sealed));
    }

    fn reopen(&mut self, cycle: usize) {
        let reason = reason(ReasonCode::Remark);
        let reopened = CycleReopened { effective_on: TODAY, approver: account(0xB), reason };
        self.tell(cycle, CycleEvent::CycleReopened(reopened));
    }

    /// A score is put right, and its day.
    fn correct(&mut self, cycle: usize, child: usize, end: usize, score: i32, taken_on: Date) {
        let Some(scores) = self.scores[cycle].get_mut(&child) else { return };
        let before = reading(scores[end], day(cycle + end));
        scores[end] = score;
        let corrected = AssessmentCorrected {
            effective_on: TODAY,
            assessment_id: sat(cycle, child, end),
            corrects_seq: Sequence::new(1),
            before,
            after: reading(score, taken_on),
            reason: reason(ReasonCode::Remark),
        };
        self.tell(cycle, CycleEvent::AssessmentCorrected(corrected));
    }

    fn mark(&mut self, cycle: usize, child: usize, end: usize, score: i32) {
        self.correct(cycle, child, end, score, day(cycle + end));
    }

    fn withdraw(&mut self, cycle: usize, child: usize) {
        if self.scores[cycle].remove(&child).is_some() {
            let withdrawn = PupilWithdrawn {
                effective_on: TODAY,
                participant: part(cycle, child),
                exit_status: ExitStatus::LeftSchool,
                next_support: NextSupport::ClassTeaching,
                reason: reason(ReasonCode::MovedSchool),
            };
            self.tell(cycle, CycleEvent::PupilWithdrawn(withdrawn));
        }
    }

    fn next(&self, policy: Policy) -> Vec<EditionFigure> {
        let none = BTreeMap::new();
        next(&Material {
            catalogue: &catalogue(),
            policy,
            last: self.edition.last(EditionKind::Cycles),
            ever_shown: self.edition.record().map_or(&none, |record| &record.ever_shown),
            cycles: &self.cycles,
            children: &self.children,
        })
    }

    /// Publishes the next edition, if it says anything new.
    fn publish(&mut self) -> Vec<EditionFigure> {
        self.publish_under(Policy::default())
    }

    fn publish_under(&mut self, policy: Policy) -> Vec<EditionFigure> {
        let figures = self.next(policy);
        let number = self.edition.last(EditionKind::Cycles).map_or(1, |last| last.number + 1);
        let (school, kind) = ("urn:125000".parse().unwrap(), EditionKind::Cycles);
        let least = policy.threshold();
        self.told(EditionAct::PublishEdition { school, kind, number, least, figures: figures.clone() });
        figures
    }

    fn told(&mut self, act: EditionAct) {
        let command = EditionCommand { today: TODAY, by: account(0xB), act };
        match self.edition.decide(command) {
            Ok(events) => events.into_iter().for_each(|event| self.edition.apply(event)),
            Err(EditionRefusal::NothingNew | EditionRefusal::NothingToPublish) => {}
            Err(refusal) => panic!("{refusal}"),
        }
    }
}

fn reading(score: i32, taken_on: Date) -> Reading {
    Reading { score: Score::from(score), taken_on, form: None }
}

/// The worked example: seven children, mean gain 6.9.
fn seven() -> BTreeMap<usize, [i32; 2]> {
    let scores = [[82, 90], [84, 91], [79, 83], [88, 95], [85, 93], [81, 85], [86, 96]];
    scores.into_iter().enumerate().collect()
}

/// The standings of the figures, and the gains that are shown.
fn said(figures: &[EditionFigure]) -> Vec<(S, Option<String>)> {
    figures
        .iter()
        .map(|one| (one.standing.clone(), one.shown.as_ref().map(|shown| shown.gain.to_string())))
        .collect()
}

fn because(codes: &[ReasonCode]) -> BTreeSet<ReasonCode> {
    codes.iter().copied().collect()
}

fn kept(since: u32, codes: &[ReasonCode], why: H) -> S {
    S::Kept { since, because: because(codes), why }
}

#[test]
fn one_remarked_score_of_seven_leaves_the_figure_as_it_was_and_six_take_it_over() {
    let mut records = Records::of(vec![seven()]);
    let first = records.publish();
    assert_eq!(said(&first), [(S::New, Some("6.9".to_owned()))]);
    let shown = first[0].shown.as_ref().unwrap();
    let as_text = |score: Option<Score>| score.unwrap().to_string();
    assert_eq!((as_text(shown.gain_lower), as_text(shown.gain_upper)), ("4.8".to_owned(), "8.9".to_owned()));
    assert_eq!((as_text(shown.end), as_text(shown.norm)), ("90.4".to_owned(), "100".to_owned()));
    assert_eq!((shown.stands_on, shown.outcome), (records.last(0), records.last(0)));

    records.mark(0, 4, 1, 88);
    let remark = [ReasonCode::Remark];
    let second = records.publish();
    assert_eq!(said(&second), [(kept(1, &remark, H::WorkedOut), Some("6.9".to_owned()))]);
    assert_eq!(said(&records.next(Policy::default())), said(&second), "and stays until something changes");

    for child in [0, 1, 2, 3, 5] {
        records.mark(0, child, 1, 99);
    }
    let third = records.publish();
    let [(S::Changed { because }, Some(gain))] = &said(&third)[..] else { panic!("{third:?}") };
    assert!(because.iter().eq(&remark) && gain != "6.9", "{third:?}");
    let unchanged = [(S::Unchanged { since: 3 }, Some(gain.clone()))];
    assert_eq!(said(&records.next(Policy::default())), unchanged);
}

#[test]
fn a_score_that_is_put_back_and_a_day_that_is_put_right_change_nothing() {
    let mut records = Records::of(vec![seven()]);
    records.publish();
    records.mark(0, 4, 1, 88);
    records.publish();
    records.mark(0, 4, 1, 93);
    let back = [(S::Unchanged { since: 1 }, Some("6.9".to_owned()))];
    assert_eq!(said(&records.publish()), back);
    for (child, score) in seven() {
        records.correct(0, child, 1, score[1], date(2026, 3, 20));
    }
    assert_eq!(said(&records.next(Policy::default())), back);
    records.correct(0, 4, 1, 88, date(2026, 3, 20));
    let still = [(kept(1, &[ReasonCode::Remark], H::WorkedOut), Some("6.9".to_owned()))];
    assert_eq!(said(&records.next(Policy::default())), still, "other days are no other pupils");
}

#[test]
fn a_cycle_that_begins_with_the_scores_of_another_and_all_but_one_child_is_not_shown() {
    let mut children = seven();
    children.insert(7, [80, 91]);
    // The next one begins with the test that the first one ended with, and leaves out one child.
    let next: BTreeMap<usize, [i32; 2]> =
        children.iter().take(7).map(|(child, [_, end])| (*child, [*end, end + 3])).collect();
    let mut records = Records::of(vec![children.clone(), next.clone()]);
    let both = said(&records.publish());
    assert_eq!(both[0].0, S::New);
    assert_eq!(both[1].0, S::Withheld { why: H::WorkedOut });

    // Copied with another day it is the same, and with children of its own it is shown.
    let mut copied = Records::of(vec![children.clone(), next.clone()]);
    for (child, scores) in next.clone() {
        copied.correct(1, child, 0, scores[0], date(2026, 4, 20));
    }
    assert_eq!(said(&copied.publish())[1].0, S::Withheld { why: H::WorkedOut });
    let others = next.into_iter().map(|(child, scores)| (child + 20, scores)).collect();
    assert_eq!(said(&Records::of(vec![children, others]).publish())[1].0, S::New);
}

#[test]
fn whoever_left_and_a_cycle_that_is_open_again_take_no_figure_away() {
    let mut records = Records::of(vec![seven()]);
    records.publish();
    records.reopen(0);
    let open = kept(1, &[ReasonCode::Remark], H::OpenAgain);
    assert_eq!(said(&records.publish()), [(open, Some("6.9".to_owned()))]);
    records.withdraw(0, 3);
    records.close(0);
    let both = [ReasonCode::Remark, ReasonCode::MovedSchool];
    assert_eq!(said(&records.publish()), [(kept(1, &both, H::WorkedOut), Some("6.9".to_owned()))]);
    records.withdraw(0, 4);
    assert_eq!(
        said(&records.publish()),
        [(kept(1, &both, H::TooFew), Some("6.9".to_owned()))],
        "five are left, and seven were shown"
    );
    let eight = Policy::with_threshold(8).unwrap();
    let withheld = [(S::Withheld { why: H::TooFew }, None)];
    assert_eq!(said(&records.publish_under(eight)), withheld, "the limit is above both");
}

#[test]
fn scores_that_do_not_count_any_more_leave_the_figure_and_none_make_no_figure() {
    let mut records = Records::of(vec![seven()]);
    let void = |records: &mut Records| {
        for child in 0..7 {
            let voided = AssessmentVoided {
                effective_on: TODAY,
                assessment_id: sat(0, child, 1),
                voids_seq: Sequence::new(1),
                reason: reason(ReasonCode::WrongInstrument),
            };
            records.tell(0, CycleEvent::AssessmentVoided(voided));
        }
    };
    records.publish();
    void(&mut records);
    let stays = kept(1, &[ReasonCode::WrongInstrument], H::NoScores);
    assert_eq!(said(&records.publish()), [(stays, Some("6.9".to_owned()))]);
    let mut never = Records::of(vec![seven()]);
    void(&mut never);
    assert_eq!(said(&never.publish()), [(S::Withheld { why: H::NoScores }, None)]);
    let mut open = Records::of(vec![seven()]);
    open.reopen(0);
    assert_eq!(said(&open.next(Policy::default())), [], "a cycle that was never shown and goes on");
    let few: BTreeMap<usize, [i32; 2]> = seven().into_iter().take(5).collect();
    assert_eq!(said(&Records::of(vec![few]).publish()), [(S::Withheld { why: H::TooFew }, None)]);
}

#[test]
fn scores_that_are_recorded_again_under_another_test_are_the_same_scores() {
    let mut records = Records::of(vec![seven()]);
    records.publish();
    for (child, scores) in seven() {
        for (end, score) in scores.into_iter().enumerate() {
            let voided = AssessmentVoided {
                effective_on: TODAY,
                assessment_id: sat(0, child, end),
                voids_seq: Sequence::new(1),
                reason: reason(ReasonCode::WrongInstrument),
            };
            records.tell(0, CycleEvent::AssessmentVoided(voided));
            // All but one child's score at the end stand again, under another printing of the test.
            if (child, end) != (3, 1) {
                records.sit(0, child, end, (score, "number-test@2", sat(7, child, end)));
            }
        }
    }
    let stays = kept(1, &[ReasonCode::WrongInstrument], H::WorkedOut);
    assert_eq!(said(&records.publish()), [(stays, Some("6.9".to_owned()))]);
}

#[test]
fn what_the_school_took_out_comes_back_once_enough_pupils_changed() {
    let mut records = Records::of(vec![seven()]);
    records.publish();
    let reason = GivenReason::of(ReasonFor::ReplacingEdition.codes()[0]);
    let without = BTreeSet::from([cycle_id(0)]);
    records.told(EditionAct::ReplaceEdition { kind: EditionKind::Cycles, number: 1, without, reason });
    let out = [(S::Withheld { why: H::TakenOut }, None)];
    assert_eq!(said(&records.next(Policy::default())), out);
    records.mark(0, 4, 1, 88);
    assert_eq!(said(&records.next(Policy::default())), out, "one changed");
    for child in [0, 1, 2, 3, 5] {
        records.mark(0, child, 1, 99);
    }
    assert!(matches!(&said(&records.publish())[..], [(S::Changed { .. }, Some(_))]));
}

#[test]
fn of_erased_children_it_is_never_taken_that_they_were_others() {
    let mut children = seven();
    children.insert(7, [80, 91]);
    let next: BTreeMap<usize, [i32; 2]> =
        children.iter().take(7).map(|(child, [_, end])| (*child, [*end, end + 3])).collect();
    let mut records = Records::of(vec![children]);
    records.publish();
    records.scores.push(next);
    records.begin(1);
    records.close(1);
    records.children.clear();
    let later = said(&records.publish());
    assert_eq!(later[0], (S::Unchanged { since: 1 }, Some("7.4".to_owned())), "what was shown stays");
    assert_eq!(later[1], (S::Withheld { why: H::WorkedOut }, None));
    // In one cycle alone each part is a child of its own.
    let mut alone = Records::of(vec![seven()]);
    alone.children.clear();
    assert_eq!(said(&alone.publish())[0].0, S::New);
}

impl Records {
    /// The three sums behind the figures of a cycle, as the records have them now: of the start, of the end, of the pairs.
    fn sums(&self, cycle: usize) -> [BTreeSet<Value>; 3] {
        let sum = |value: &dyn Fn(usize, [i32; 2]) -> Value| -> BTreeSet<Value> {
            self.scores[cycle].iter().map(|(child, scores)| value(*child, *scores)).collect()
        };
        [
            sum(&|child, [start, _]| (child, cycle, start, 0)),
            sum(&|child, [_, end]| (child, cycle + 1, end, 0)),
            sum(&|child, [start, end]| (child, 10 + cycle, start, end)),
        ]
    }
}

// ---- Stories ----

#[derive(Debug, Clone)]
enum Step {
    /// One child's score becomes this.
    Correct { cycle: usize, child: usize, end: usize, score: i32 },
    /// So do those of many, whose bits are set, with another day.
    Remark { cycle: usize, children: u16, end: usize, score: i32 },
    /// A cycle is opened again, and closed the next time that it comes up.
    Reopen { cycle: usize },
    /// A child leaves a cycle.
    Leave { cycle: usize, child: usize },
    /// An edition is published.
    Publish,
}

fn step() -> impl Strategy<Value = Step> {
    let (cycle, child, end) = (0..2_usize, 0..13_usize, 0..2_usize);
    prop_oneof![
        3 => (cycle.clone(), child.clone(), end.clone(), 90..93)
            .prop_map(|(cycle, child, end, score)| Step::Correct { cycle, child, end, score }),
        4 => (cycle.clone(), any::<u16>(), any::<u16>(), end, 90..95)
            .prop_map(|(cycle, some, more, end, score)| Step::Remark { cycle, children: some | more, end, score }),
        1 => cycle.clone().prop_map(|cycle| Step::Reopen { cycle }),
        1 => (cycle, child).prop_map(|(cycle, child)| Step::Leave { cycle, child }),
        4 => Just(Step::Publish),
    ]
}

/// Who is in each of two cycles, and what happens.
fn story() -> impl Strategy<Value = ([u16; 2], Vec<Step>)> {
    let members = [any::<u16>(), any::<u16>()].prop_map(|members| members.map(|some| some | 0x0FF0));
    (members, prop::collection::vec(step(), 5..22))
}

/// What was shown of each figure that was new or changed, and how many there were of each standing.
#[derive(Default)]
struct Shelf {
    sums: BTreeSet<BTreeSet<Value>>,
    changed: usize,
    kept: usize,
    withheld: usize,
}

impl Shelf {
    fn put(&mut self, records: &Records, figures: &[EditionFigure]) {
        for figure in figures {
            let cycle = (0..2).find(|cycle| cycle_id(*cycle) == figure.cycle).unwrap();
            match figure.standing {
                S::New | S::Changed { .. } => {
                    self.changed += usize::from(figure.standing != S::New);
                    self.sums.extend(records.sums(cycle));
                }
                S::Kept { .. } => self.kept += 1,
                S::Withheld { .. } => self.withheld += 1,
                S::Unchanged { .. } => {}
            }
        }
    }
}

fn tell(members: [u16; 2], steps: &[Step]) -> Shelf {
    let in_it = |cycle: usize, child: &usize| members[cycle] >> child & 1 == 1;
    let end_of = |child: usize| 88 + i32::try_from(child % 3).unwrap();
    let scores = |cycle: usize| {
        let of = |child: usize| {
            if cycle == 0 { [80, end_of(child)] } else { [end_of(child), 95] }
        };
        (0..13).filter(|child| in_it(cycle, child)).map(|child| (child, of(child))).collect()
    };
    let mut records = Records::of(vec![scores(0), scores(1)]);
    let (mut open, mut shelf) = ([false; 2], Shelf::default());
    for step in steps {
        match *step {
            Step::Correct { cycle, child, end, score } => records.mark(cycle, child, end, score),
            Step::Remark { cycle, children, end, score } => {
                for child in (0..13).filter(|child| children >> child & 1 == 1) {
                    records.correct(cycle, child, end, score, TODAY);
                }
            }
            Step::Reopen { cycle } if open[cycle] => {
                records.close(cycle);
                open[cycle] = false;
            }
            Step::Reopen { cycle } => {
                records.reopen(cycle);
                open[cycle] = true;
            }
            Step::Leave { cycle, child } => records.withdraw(cycle, child),
            Step::Publish => {
                let figures = records.publish();
                shelf.put(&records, &figures);
            }
        }
    }
    shelf
}

#[test]
fn whoever_keeps_every_edition_learns_nothing_about_fewer_children_than_the_limit() {
    let (changed, kept, withheld) = (Counter::new(0), Counter::new(0), Counter::new(0));
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&story(), |(members, steps)| {
            let shelf = tell(members, &steps);
            for (counter, count) in
                [(&changed, shelf.changed), (&kept, shelf.kept), (&withheld, shelf.withheld)]
            {
                counter.set(counter.get() + count);
            }
            // No sum goes across tests, so that each test can be attacked for itself, and each cycle's pairs.
            let mut by_test: BTreeMap<usize, BTreeSet<BTreeSet<Value>>> = BTreeMap::new();
            for sum in shelf.sums {
                if let Some(value) = sum.first() {
                    by_test.entry(value.1).or_default().insert(sum);
                }
            }
            for (test, sums) in by_test {
                let few = attacked(&sums, 5);
                prop_assert!(few.is_none(), "{:?} by test {test}", few.unwrap_or_default());
            }
            Ok(())
        })
        .unwrap();
    let all = (changed.get(), kept.get(), withheld.get());
    assert!(all.0 >= 3 && all.1 >= 20 && all.2 >= 5, "changed, kept, withheld: {all:?}");
}
