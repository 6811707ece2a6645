//! That an edition says what the records say as far as it may, and no more of why they were corrected than that allows.
//!
//! The editions are made by the real code, from facts to figures, and pass the rules of the domain.

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

use super::*;
use crate::test_support::{TODAY, catalogue, placement, plan, sealed};

const TEST: &str = "number-test@1";

fn reason(code: ReasonCode) -> Reason {
    serde_json::from_value(serde_json::json!({ "code": code })).unwrap()
}

fn account(number: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(number))
}

pub(super) fn cycle_id(cycle: usize) -> CycleId {
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
pub(super) struct Records {
    cycles: Vec<History>,
    children: HashMap<ParticipantId, PupilId>,
    /// Of each cycle, each child's score at the start and at the end, as it is now.
    pub(super) scores: Vec<BTreeMap<usize, [i32; 2]>>,
    edition: Edition,
}

impl Records {
    /// Closed cycles: of each, every child's score at the start and at the end.
    pub(super) fn of(cycles: Vec<BTreeMap<usize, [i32; 2]>>) -> Self {
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

    pub(super) fn close(&mut self, cycle: usize) {
        let mut state = Cycle::default();
        self.cycles[cycle].facts.iter().for_each(|(_, event)| state.apply(event.clone()));
        let outcome = gains::to_seal(&catalogue(), state.record().unwrap()).unwrap();
        let (effective_on, upto_sequence) = (TODAY, self.last(cycle));
        self.tell(cycle, CycleEvent::CycleClosed(CycleClosed { effective_on }));
        let sealed = CycleOutcomeSealed { effective_on, upto_sequence, outcome };
        self.tell(cycle, CycleEvent::CycleOutcomeSealed(sealed));
    }

    pub(super) fn reopen(&mut self, cycle: usize) {
        let reason = reason(ReasonCode::Remark);
        let reopened = CycleReopened { effective_on: TODAY, approver: account(0xB), reason };
        self.tell(cycle, CycleEvent::CycleReopened(reopened));
    }

    /// A score is put right, and its day.
    pub(super) fn correct(&mut self, cycle: usize, child: usize, end: usize, score: i32, taken_on: Date) {
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

    pub(super) fn mark(&mut self, cycle: usize, child: usize, end: usize, score: i32) {
        self.correct(cycle, child, end, score, day(cycle + end));
    }

    pub(super) fn withdraw(&mut self, cycle: usize, child: usize) {
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
        let (none, nothing) = (BTreeMap::new(), BTreeMap::new());
        next(&Material {
            catalogue: &catalogue(),
            policy,
            last: self.edition.last(EditionKind::Cycles),
            ever_shown: self.edition.record().map_or(&none, |record| &record.ever_shown),
            shown_last: self.edition.record().map_or(&nothing, |record| &record.shown_last),
            cycles: &self.cycles,
            children: &self.children,
        })
    }

    /// Publishes the next edition, if it says anything new.
    fn publish(&mut self) -> Vec<EditionFigure> {
        self.publish_under(Policy::default())
    }

    pub(super) fn publish_under(&mut self, policy: Policy) -> Vec<EditionFigure> {
        let figures = self.next(policy);
        let number = self.edition.last(EditionKind::Cycles).map_or(1, |last| last.number + 1);
        let (school, kind) = ("urn:125000".parse().unwrap(), EditionKind::Cycles);
        let least = policy.threshold();
        self.told(EditionAct::PublishEdition { school, kind, number, least, figures: figures.clone() });
        figures
    }

    /// The first cycle's figures are taken out of the last edition.
    fn take_out(&mut self, number: u32) {
        let reason = GivenReason::of(ReasonFor::ReplacingEdition.codes()[0]);
        let without = BTreeSet::from([cycle_id(0)]);
        self.told(EditionAct::ReplaceEdition { kind: EditionKind::Cycles, number, without, reason });
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

/// Kept without a reason: too few pupils stand behind each.
fn kept(since: u32, why: H) -> S {
    S::Kept { since, because: BTreeSet::new(), behind: None, why }
}

/// Kept for one reason, with so many pupils behind it.
fn kept_because(since: u32, code: ReasonCode, pupils: u16, why: H) -> S {
    S::Kept { since, because: BTreeSet::from([code]), behind: Some(pupils), why }
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
    let second = records.publish();
    assert_eq!(
        said(&second),
        [(kept(1, H::WorkedOut), Some("6.9".to_owned()))],
        "one child is behind the reason"
    );
    assert_eq!(said(&records.next(Policy::default())), said(&second), "and stays until something changes");

    for child in [0, 1, 2, 3, 5] {
        records.mark(0, child, 1, 99);
    }
    let third = records.publish();
    let [(S::Changed { because, behind }, Some(gain))] = &said(&third)[..] else { panic!("{third:?}") };
    assert!(because.iter().eq(&[ReasonCode::Remark]) && gain != "6.9", "{third:?}");
    assert_eq!(*behind, Some(6));
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
    let remarked = kept_because(1, ReasonCode::Remark, 7, H::WorkedOut);
    let still = [(remarked, Some("6.9".to_owned()))];
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
fn whoever_left_and_a_cycle_that_is_open_again_take_no_figure_away_and_why_they_left_is_not_told() {
    let mut records = Records::of(vec![seven()]);
    records.publish();
    records.reopen(0);
    assert_eq!(said(&records.publish()), [(kept(1, H::OpenAgain), Some("6.9".to_owned()))]);
    records.withdraw(0, 3);
    records.close(0);
    assert_eq!(said(&records.publish()), [(kept(1, H::WorkedOut), Some("6.9".to_owned()))]);
    records.withdraw(0, 4);
    let stays = [(kept(1, H::TooFew), Some("6.9".to_owned()))];
    assert_eq!(said(&records.publish()), stays, "five are left, and seven were shown");
    let news = records.edition.last(EditionKind::Cycles).unwrap().number;
    assert_eq!(news, 3, "how many are left is no news");
    let eight = Policy::with_threshold(8).unwrap();
    let withheld = [(S::Withheld { why: H::TooFew }, None)];
    assert_eq!(said(&records.publish_under(eight)), withheld, "the limit is above both");
    assert_eq!(said(&records.publish()), stays, "and comes down again");
    for child in [0, 1, 2, 5, 6] {
        records.withdraw(0, child);
    }
    assert_eq!(said(&records.next(Policy::default())), stays, "nobody is told like too few");
}

#[test]
fn a_limit_that_is_raised_and_lowered_again_gives_back_what_was_shown_and_nothing_else() {
    let eight = Policy::with_threshold(8).unwrap();
    let withheld = [(S::Withheld { why: H::TooFew }, None)];
    let mut records = Records::of(vec![seven()]);
    records.publish();
    assert_eq!(said(&records.publish_under(eight)), withheld);
    let unchanged = [(S::Unchanged { since: 1 }, Some("6.9".to_owned()))];
    assert_eq!(said(&records.publish()), unchanged, "nothing changed");

    records.publish_under(eight);
    records.mark(0, 4, 1, 88);
    assert_eq!(said(&records.publish_under(eight)), withheld);
    let stays = [(kept(1, H::WorkedOut), Some("6.9".to_owned()))];
    assert_eq!(said(&records.publish()), stays, "the old figure stays, and is marked");
    records.publish_under(eight);
    records.reopen(0);
    records.publish_under(eight);
    assert_eq!(said(&records.publish()), [(kept(1, H::OpenAgain), Some("6.9".to_owned()))]);
    records.close(0);
    records.publish_under(eight);
    for child in [0, 1, 2, 3, 5] {
        records.mark(0, child, 1, 99);
    }
    let [(S::Changed { behind, .. }, Some(gain))] = &said(&records.publish())[..] else { panic!() };
    assert!(*behind == Some(6) && gain != "6.9", "six changed since what was shown last");
}

#[test]
fn what_was_taken_out_stays_out_whatever_the_limit_was_meanwhile() {
    let mut records = Records::of(vec![seven()]);
    records.publish();
    records.take_out(1);
    let out = [(S::Withheld { why: H::TakenOut }, None)];
    assert_eq!(said(&records.publish_under(Policy::with_threshold(8).unwrap())), out);
    assert_eq!(said(&records.next(Policy::default())), out);
    records.reopen(0);
    assert_eq!(said(&records.next(Policy::default())), out);
}

#[test]
fn scores_that_do_not_count_any_more_leave_the_figure_and_none_is_told_like_too_few() {
    let void = |records: &mut Records, children: usize| {
        for child in 0..children {
            let voided = AssessmentVoided {
                effective_on: TODAY,
                assessment_id: sat(0, child, 1),
                voids_seq: Sequence::new(1),
                reason: reason(ReasonCode::WrongInstrument),
            };
            records.tell(0, CycleEvent::AssessmentVoided(voided));
        }
    };
    let mut records = Records::of(vec![seven()]);
    records.publish();
    void(&mut records, 7);
    let stays = kept_because(1, ReasonCode::WrongInstrument, 7, H::TooFew);
    assert_eq!(said(&records.publish()), [(stays, Some("6.9".to_owned()))]);
    // Whether nobody has both scores, or one, or five, is one saying.
    for voided in [7, 6, 5, 2] {
        let mut never = Records::of(vec![seven()]);
        void(&mut never, voided);
        assert_eq!(said(&never.publish()), [(S::Withheld { why: H::TooFew }, None)], "{voided} of 7");
    }
    let mut open = Records::of(vec![seven()]);
    open.reopen(0);
    assert_eq!(said(&open.next(Policy::default())), [], "a cycle that was never shown and goes on");
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
    let stays = kept_because(1, ReasonCode::WrongInstrument, 7, H::WorkedOut);
    assert_eq!(said(&records.publish()), [(stays, Some("6.9".to_owned()))]);
}

#[test]
fn what_the_school_took_out_comes_back_once_enough_pupils_changed() {
    let mut records = Records::of(vec![seven()]);
    records.publish();
    records.take_out(1);
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
