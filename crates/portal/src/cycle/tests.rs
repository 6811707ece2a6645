//! What each reader sees of one cycle.

use domain::cycle::{AssessmentPoint, Cancel, CycleAct};
use domain::{GivenReason, ReasonCode};
use jiff::civil::date;

use super::{Summary, Whole, page};
use crate::access::Role;
use crate::cycles::projection::Cycles;
use crate::gains;
use crate::placements::projection::Participants;
use crate::sealed_text::Texts;
use crate::test_support::{Facts, Fresh, visitor};
use crate::{assessments, cycles, needs, placements, strategies};

/// A cycle as it is read for one who may not open texts.
async fn read(fresh: &Fresh, facts: &Facts) -> Whole {
    let (scores, needs) = (assessments::projection::Scores, needs::projection::Needs);
    for projection in [&Cycles as &dyn journal::Projection, &Participants, &scores, &needs] {
        fresh.project(projection, facts).await;
    }
    let (pool, id) = (&fresh.pool, facts.cycle);
    Whole {
        settings: crate::schools::read::Settings::usual(crate::test_support::TODAY),
        school: "Test School".to_owned(),
        cycle: cycles::read::cycle(pool, id).await.unwrap().unwrap(),
        people: placements::read::of_cycle(pool, id).await.unwrap(),
        needs: needs::read::of_cycle(pool, id).await.unwrap(),
        targets: needs::read::targets(pool, id).await.unwrap(),
        strategies: strategies::read::of_cycle(pool, id).await.unwrap(),
        sessions: Vec::new(),
        scores: assessments::read::of_cycle(pool, id).await.unwrap(),
        proposals: crate::proposals::Proposals::default(),
        texts: Texts::default(),
        accounts: std::collections::HashMap::new(),
        cost: None,
    }
}

#[tokio::test]
async fn an_auditor_sees_scores_under_numbers_and_no_form_and_a_lead_sees_the_forms() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 7);
    for (pupil, score) in (1..).zip([82, 84, 79, 88, 85, 81, 86]) {
        facts.score(pupil, AssessmentPoint::Baseline, score, date(2026, 1, 9));
    }
    let whole = read(&fresh, &facts).await;
    fresh.drop().await;
    let auditors = page::whole(&visitor(Role::Auditor), &whole).into_string();
    assert!(auditors.contains("Pupil 7") && auditors.contains("/history"));
    for form in ["/assessments/new", "/change", "/withdraw", "/strategies/new"] {
        assert!(!auditors.contains(form), "{form}");
    }
    let leads = page::whole(&visitor(Role::Lead), &whole).into_string();
    for form in ["/assessments/new", "/change", "/withdraw", "/strategies/new", "/correct"] {
        assert!(leads.contains(form), "{form}");
    }
    let main = leads.split("<main").nth(1).unwrap();
    insta::assert_snapshot!(main.replace("><", ">\n<"));
}

#[tokio::test]
async fn nothing_can_be_changed_in_a_cycle_that_was_given_up() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 2);
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
    let reason = GivenReason::of(ReasonCode::Staffing);
    facts.tell(date(2026, 1, 10), CycleAct::Cancel(Cancel { reason }));
    let whole = read(&fresh, &facts).await;
    fresh.drop().await;
    let page = page::whole(&visitor(Role::Lead), &whole).into_string();
    assert!(
        page.contains(&crate::words::Words::default().say("state-cancelled")) && page.contains("/history")
    );
    for form in ["/assessments/", "/change", "/withdraw", "/strategies/", "/correct"] {
        assert!(!page.contains(form), "{form}");
    }
}

#[tokio::test]
async fn two_tests_in_one_cell_are_named_and_one_alone_is_not() {
    let fresh = Fresh::database().await;
    let mut facts = Facts::with_pupils(1, 2);
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
    let mut whole = read(&fresh, &facts).await;
    fresh.drop().await;
    let named = |whole: &Whole| {
        let page = page::whole(&visitor(Role::Lead), whole).into_string();
        let words = crate::words::Words::default();
        ["instrument-number-test", "instrument-quick-facts"]
            .map(|id| page.contains(&format!("{}: ", words.say(id))))
    };
    assert_eq!(named(&whole), [false, false]);
    let mut second = whole.scores.first().unwrap().clone();
    second.score.as_mut().unwrap().instrument = "quick-facts@1".to_owned();
    whole.scores.push(second);
    assert_eq!(named(&whole), [true, true]);
}

#[tokio::test]
async fn a_governor_s_summary_has_no_pupil_and_no_link_to_one() {
    let fresh = Fresh::database().await;
    let facts = Facts::with_pupils(1, 7);
    let whole = read(&fresh, &facts).await;
    fresh.drop().await;
    let summary = Summary {
        school: whole.school.clone(),
        cycle: whole.cycle.clone(),
        mark: Some(gains::no_mark()),
        settings: whole.settings.clone(),
        cost: None,
        asked: Vec::new(),
    };
    let page = page::summary(&visitor(Role::Governor), &summary).into_string();
    for person in &whole.people {
        assert!(!page.contains(&person.id.to_string()));
    }
    assert!(!page.contains("Pupil 1") && !page.contains("/history"));
}
