//! What is between two moments, applied to the first, is the second; and what was known at a moment stays what it was.

use cqrs_es::Aggregate as _;
use domain::cycle::{
    AssessmentPoint, CorrectAssessment, Cycle, CycleAct, CycleCommand, CycleEvent, ExitStatus, NextSupport,
    Reading, VoidAssessment, WithdrawPupil,
};
use domain::{GivenReason, Note, ReasonCode, Score};
use jiff::civil::{Date, date};
use measures::Policy;
use proptest::prelude::*;
use serde_json::Value;
use strum::VariantNames as _;

use super::*;
use crate::limit_then;
use crate::policy::Role;
use crate::story;
use crate::test_support::{
    Facts, Fresh, TODAY, assessment, catalogue, number_test, participant, person, sealed,
};

/// What somebody does next about one of six pupils, where the rules allow it.
#[derive(Debug, Clone, Copy)]
enum Step {
    Score(AssessmentPoint, i32),
    Correct(AssessmentPoint, i32),
    Void(AssessmentPoint),
    Leave,
}

fn any_step() -> impl Strategy<Value = (u8, Step)> {
    use AssessmentPoint::{Baseline, End};
    let point = || prop_oneof![Just(Baseline), Just(End)];
    let step = prop_oneof![
        4 => (point(), 70..130).prop_map(|(point, score)| Step::Score(point, score)),
        3 => (point(), 70..130).prop_map(|(point, score)| Step::Correct(point, score)),
        1 => point().prop_map(Step::Void),
        1 => Just(Step::Leave),
    ];
    (1_u8..=6, step)
}

/// What happens in a cycle of six pupils.
fn any_story() -> impl Strategy<Value = Facts> {
    proptest::collection::vec(any_step(), 0..40).prop_map(|steps| {
        let mut facts = Facts::with_pupils(1, 6);
        for (pupil, step) in steps {
            take(&mut facts, pupil, step);
        }
        facts
    })
}

fn day(point: AssessmentPoint) -> Date {
    if point == AssessmentPoint::Baseline { date(2026, 1, 9) } else { date(2026, 3, 26) }
}

fn noted(pupil: u8) -> GivenReason {
    let note = Note { text: sealed(participant(pupil).into(), pupil, 9), length: 39 };
    GivenReason { note: Some(note), ..GivenReason::of(ReasonCode::Remark) }
}

/// It happens, unless the rules say no.
fn take(facts: &mut Facts, pupil: u8, step: Step) {
    let id = |point| assessment(facts.cycle, pupil, point);
    let record = facts.state.record().unwrap();
    let live = |point| record.assessments.get(&id(point)).map(|known| (known.live, known.reading.clone()));
    let act = match step {
        Step::Score(point, value) => {
            let is_there = live(point).is_some() || record.voided.contains(&id(point));
            let has_start = live(AssessmentPoint::Baseline).is_some() || point == AssessmentPoint::Baseline;
            if !is_there && has_start && record.participants[&participant(pupil)].is_active() {
                facts.score(pupil, point, value, day(point));
            }
            return;
        }
        Step::Correct(point, value) => {
            let Some((corrects_seq, reading)) = live(point) else { return };
            CycleAct::CorrectAssessment(Box::new(CorrectAssessment {
                instrument: number_test().limits(),
                windows: number_test().windows(),
                assessment_id: id(point),
                corrects_seq,
                after: Reading { score: Score::from(value), ..reading },
                reason: noted(pupil),
            }))
        }
        Step::Void(point) => {
            let Some((voids_seq, _)) = live(point) else { return };
            let reason = GivenReason::of(ReasonCode::Duplicate);
            CycleAct::VoidAssessment(VoidAssessment { assessment_id: id(point), voids_seq, reason })
        }
        Step::Leave => CycleAct::WithdrawPupil(WithdrawPupil {
            participant: participant(pupil),
            exit_status: ExitStatus::LeftSchool,
            next_support: NextSupport::NotKnown,
            reason: GivenReason::of(ReasonCode::MovedSchool),
        }),
    };
    let command = CycleCommand { today: TODAY, effective_on: TODAY, act: act.clone() };
    if facts.state.decide(command).is_ok() {
        facts.tell(TODAY, act);
    }
}

fn folded(facts: &[Recorded]) -> Cycle {
    let mut cycle = Cycle::default();
    facts.iter().filter_map(story::event).for_each(|event| cycle.apply(event));
    cycle
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_facts_of_a_difference_applied_to_the_first_moment_give_the_second(
        facts in any_story(),
        ends in any::<[proptest::sample::Index; 2]>(),
    ) {
        let stream = &facts.recorded;
        let [one, other] = ends.map(|end| end.index(stream.len() + 1));
        let (from, to) = (one.min(other), one.max(other));
        // By sort, as an answer has them, and put in order again by their numbers alone.
        let mut between: Vec<Recorded> = [Sort::Corrected, Sort::Changed, Sort::Added]
            .into_iter()
            .flat_map(|sort| stream[from..to].iter().filter(move |fact| Sort::of(&fact.event_type) == sort))
            .cloned()
            .collect();
        between.sort_by_key(|fact| fact.sequence);
        let mut cycle = folded(&stream[..from]);
        between.iter().filter_map(story::event).for_each(|event| cycle.apply(event));
        prop_assert_eq!(cycle, folded(&stream[..to]));
    }

    #[test]
    fn whatever_is_corrected_later_what_was_known_before_stays_what_it_was(
        facts in any_story(),
        later in proptest::collection::vec(any_step(), 1..20),
        moment in any::<proptest::sample::Index>(),
    ) {
        let known = facts.recorded.clone();
        let until = moment.index(known.len() + 1) as u64;
        let mut facts = facts;
        for (pupil, step) in later {
            take(&mut facts, pupil, step);
        }
        let stand = |stream: &[Recorded]| {
            let is_known = |fact: &Recorded| fact.sequence <= until;
            let rules = Rules { catalogue: &catalogue(), policy: Policy::default() };
            Moved::of(&rules, stream, is_known, |_| false).before
        };
        prop_assert_eq!(stand(&facts.recorded), stand(&known));
        prop_assert_eq!(&facts.recorded[..known.len()], &known[..]);
    }
}

/// What is beside what was there.
const ADDED: [&str; 22] = [
    "cycle_planned",
    "cycle_started",
    "learning_carried_forward",
    "pupil_placed",
    "need_assessed",
    "curricular_target_set",
    "target_judged",
    "assessment_recorded",
    "assessment_missed",
    "strategy_adopted",
    "session_delivered",
    "family_contact_recorded",
    "mentoring_recorded",
    "inquiry_reflected",
    "cost_recorded",
    "cycle_assessed",
    "cycle_outcome_sealed",
    "impact_judged",
    "board_report_submitted",
    "cycle_reopening_asked",
    "cycle_reopening_declined",
    "cycle_closed",
];

#[test]
fn every_kind_of_fact_of_a_cycle_is_of_one_sort() {
    for kind in CycleEvent::VARIANTS {
        let lists = [ADDED.as_slice(), Sort::CHANGED, Sort::CORRECTED];
        assert_eq!(lists.iter().filter(|list| list.contains(kind)).count(), 1, "{kind}");
    }
    let listed = ADDED.len() + Sort::CHANGED.len() + Sort::CORRECTED.len();
    assert_eq!(listed, CycleEvent::VARIANTS.len(), "none is listed that there is not");
}

#[tokio::test]
async fn what_changed_in_a_school_comes_in_pages_and_the_totals_are_of_all_of_them() {
    const SCHOOL: &str = "demo:test";
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let limits: Vec<(u8, u8)> = [(6, 8), (8, 6)].into_iter().cycle().take(29).collect();
    let school = Facts { recorded: limit_then::tests::of_school(&limits), ..Facts::planned(99) };
    let mut token = fresh.store(&school).await;
    let each = Facts::with_pupils(1, 1).recorded.len() as u64;
    for number in 1..=27 {
        token = fresh.store(&Facts::with_pupils(number, 1)).await;
    }
    assert!(app.running().wait_for(&token, std::time::Duration::from_secs(30)).await.unwrap());
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let first = format!("/schools/{SCHOOL}/difference?from=0");
    // Each of the two lists to its end, by the links that a page gives.
    let walked = async |list: &str, total: &str| {
        let (mut next, mut all, mut counts) = (Some(format!("/api/v1{first}")), Vec::new(), None);
        while let Some(page) = next {
            let answer: Value = serde_json::from_str(&lead.get(&page).await.1).unwrap();
            let listed = answer[list].as_array().unwrap();
            assert!(listed.len() <= 25, "{}", listed.len());
            all.extend(listed.clone());
            let of_page = (answer[total].clone(), answer["facts_total"].clone());
            assert_eq!(*counts.get_or_insert(of_page.clone()), of_page, "the same on every page");
            next = answer[format!("more_{list}")].as_str().map(str::to_owned);
        }
        let (total, facts) = counts.unwrap();
        assert_eq!(total, all.len());
        (all, facts)
    };
    let (cycles, facts) = walked("cycles", "cycles_total").await;
    let added = |of: &Value| of["added"].as_u64().unwrap();
    assert_eq!((cycles.len(), added(&facts)), (27, 27 * each));
    assert_eq!(cycles.iter().map(added).sum::<u64>(), 27 * each);
    let (others, _) = walked("others", "others_total").await;
    let positions: Vec<u64> = others.iter().map(|one| one["position"].as_u64().unwrap()).collect();
    assert_eq!(positions.len(), 30 + 1, "and the role that the lead was given");
    assert!(positions.is_sorted_by(|one, other| one < other), "each once: {positions:?}");

    let (_, page) = lead.get(&first).await;
    for said in ["recorded for 27 cycles", "from 1 to 25", "31 records in all", "rel=\"next\""] {
        assert!(page.contains(said), "{said} in {page}");
    }
    app.stop().await;
    fresh.drop().await;
}
