//! How a cycle's facts are told, and what programs get of them.

use std::collections::HashMap;

use domain::cycle::{
    AdaptStrategy, AdoptStrategy, Aim, AmendReport, AskReopening, AssessmentPoint, CarryForward,
    ChangePlacement, CloseCycle, ContactDirection, ContactKind, CorrectAssessment, CorrectCost,
    CorrectPlacement, CorrectSession, Cost, CostKind, CycleAct, DeclineReopening, EntryFacts, HeldSession,
    InquiryStage, JudgeImpact, JudgeTarget, Judgement, LessonPart, LogContact, LogCost, LogMentoring,
    LogReflection, LogSession, Predecessor, ProgrammeLimits, Rating, Reach, Reading, ReassignStaff, Reopen,
    ReportPart, ReviseTarget, Session, SetTarget, StaffChange, StartCycle, SubmitReport, TargetMeasure,
    VoidAssessment,
};
use domain::{
    AccountId, ContactId, CostId, CycleId, Evidence, GivenReason, ReasonCode, Score, Sequence, SessionId,
    TargetId,
};
use jiff::civil::date;
use uuid::Uuid;

use super::{EventAnswer, History, page, shown};
use crate::access::Visitor;
use crate::gains;
use crate::sealed_text::Texts;
use crate::story::Line;
use crate::test_support::{Facts, assessment, number_test, participant, placement, practice, sealed};

/// A score, its correction, a changed placement and a changed strategy.
fn facts() -> Facts {
    let mut facts = Facts::with_pupils(1, 2);
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
    let because = GivenReason::of(ReasonCode::DataEntryError);
    let instrument = number_test();
    let id = assessment(facts.cycle, 1, AssessmentPoint::Baseline);
    let known = facts.state.record().unwrap().assessments[&id].clone();
    let correction = CorrectAssessment {
        instrument: instrument.limits(),
        windows: instrument.windows(),
        assessment_id: id,
        corrects_seq: known.live,
        after: Reading { score: Score::from(83), ..known.reading },
        reason: because,
    };
    facts.tell(date(2026, 1, 10), CycleAct::CorrectAssessment(Box::new(correction)));
    let reason = GivenReason::of(ReasonCode::Timetable);
    let change =
        ChangePlacement { participant: participant(2), after: placement(50), reason: reason.clone() };
    facts.tell(date(2026, 1, 11), CycleAct::ChangePlacement(change));
    let mut used = practice(facts.cycle, LessonPart::MainLesson);
    let strategy = || "bar-models".parse().unwrap();
    let adopt = AdoptStrategy { strategy: strategy(), retired_on: None, practice: used.clone(), reason };
    facts.tell(date(2026, 1, 12), CycleAct::AdoptStrategy(adopt));
    used.lesson_part = LessonPart::Menu;
    used.participants = Reach::Only(vec![participant(2)]);
    let evidence = vec![Sequence::new(5), Sequence::new(7)];
    let reason = GivenReason::of(ReasonCode::EvidenceFromAssessment);
    let change = AdaptStrategy { strategy: strategy(), after: used, evidence, reason };
    facts.tell(date(2026, 1, 13), CycleAct::AdaptStrategy(change));
    facts
}

/// A target that was changed and judged, a placement put right, a score taken out, and another teacher.
fn put_right() -> Facts {
    let mut facts = Facts::with_pupils(1, 2);
    let pupil = participant(1);
    let because = || GivenReason::of(ReasonCode::DataEntryError);
    let aim = Aim {
        concept: "place-value".parse().unwrap(),
        statement: sealed(pupil.into(), 1, 30),
        measure: TargetMeasure::Percent,
        instrument: None,
        value: Some(Score::from(80)),
        due_on: date(2026, 3, 27),
    };
    let Aim { concept, statement, measure, instrument, value, due_on } = aim.clone();
    let target_id = TargetId::new(Uuid::from_u128(9));
    let set =
        SetTarget { participant: pupil, target_id, concept, statement, measure, instrument, value, due_on };
    facts.tell(date(2026, 1, 9), CycleAct::SetTarget(set));
    let revises_seq = facts.state.record().unwrap().sequence;
    let after = Aim { value: Some(Score::from(70)), statement: sealed(pupil.into(), 1, 31), ..aim };
    let revise = ReviseTarget { target_id, revises_seq, after, reason: because() };
    facts.tell(date(2026, 1, 10), CycleAct::ReviseTarget(Box::new(revise)));
    let known = facts.state.record().unwrap().participants[&pupil].entry.clone();
    let after = EntryFacts { placed_on: date(2026, 1, 6), weeks_of_schooling: 130, ..known.is };
    let limits = ProgrammeLimits::accelerating_mathematics();
    let (corrects_seq, reason) = (known.live, because());
    let correct = CorrectPlacement { limits, participant: pupil, corrects_seq, after, reason };
    facts.tell(date(2026, 1, 10), CycleAct::CorrectPlacement(Box::new(correct)));
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
    let voids_seq = facts.state.record().unwrap().sequence;
    let assessment_id = assessment(facts.cycle, 1, AssessmentPoint::Baseline);
    let void = VoidAssessment { assessment_id, voids_seq, reason: because() };
    facts.tell(date(2026, 1, 11), CycleAct::VoidAssessment(void));
    for staff in [
        StaffChange::Teacher(AccountId::new(Uuid::from_u128(0xB))),
        StaffChange::Mentor(Some(AccountId::new(Uuid::from_u128(0xA)))),
    ] {
        let reason = GivenReason::of(ReasonCode::Staffing);
        facts.tell(date(2026, 1, 12), CycleAct::ReassignStaff(ReassignStaff { staff, reason }));
    }
    facts.tell(date(2026, 1, 12), start());
    let evidence = vec![Evidence::Event(Sequence::new(3)), Evidence::Text(sealed(pupil.into(), 1, 32))];
    let judge = JudgeTarget { target_id, judgement: Judgement::PartlyMet, evidence };
    facts.tell(date(2026, 3, 27), CycleAct::JudgeTarget(judge));
    facts
}

/// A week: a session that was put right, a contact, a mentor's visit, a look back, and a cost that was put right.
fn week() -> Facts {
    let mut facts = Facts::with_pupils(1, 2);
    let (pupil, cycle) = (participant(1), facts.cycle);
    let because = || GivenReason::of(ReasonCode::DataEntryError);
    let live = |facts: &Facts| facts.state.record().unwrap().sequence;
    facts.tell(date(2026, 1, 12), start());
    let session_id = SessionId::new(Uuid::from_u128(20));
    let (present, absent) = (vec![participant(1), participant(2)], vec![participant(2)]);
    let session = Session { minutes: 45, present, absent: Vec::new(), strategies: Vec::new() };
    let day = date(2026, 1, 13);
    facts.tell(day, CycleAct::LogSession(LogSession { session_id, session: session.clone() }));
    let after = HeldSession { held_on: day, session: Session { present: vec![pupil], absent, ..session } };
    let corrects_seq = live(&facts);
    let correct = CorrectSession { session_id, corrects_seq, after, reason: because() };
    facts.tell(day, CycleAct::CorrectSession(Box::new(correct)));
    facts.tell(
        day,
        CycleAct::LogContact(LogContact {
            contact_id: ContactId::new(Uuid::from_u128(21)),
            participant: Some(pupil),
            kind: ContactKind::PhoneCall,
            direction: ContactDirection::BothWays,
            note: sealed(pupil.into(), 1, 40),
        }),
    );
    facts.tell(
        day,
        CycleAct::LogMentoring(LogMentoring {
            mentor: AccountId::new(Uuid::from_u128(0xA)),
            focus: sealed(cycle.into(), 0, 41),
            shared_practice: Some(sealed(cycle.into(), 0, 42)),
        }),
    );
    facts.tell(
        day,
        CycleAct::LogReflection(LogReflection {
            stage: InquiryStage::Learning,
            finding: sealed(cycle.into(), 0, 43),
            decision: sealed(cycle.into(), 0, 44),
        }),
    );
    let cost_id = CostId::new(Uuid::from_u128(22));
    let (currency, hours) = ("NZD".parse().unwrap(), Some("37.5".parse().unwrap()));
    let cost = Cost { kind: CostKind::StaffTime, minor_units: 133_300, currency, hours };
    facts.tell(day, CycleAct::LogCost(LogCost { cost_id, cost: cost.clone() }));
    let after = Cost { minor_units: 120_000, hours: None, ..cost };
    let corrects_seq = live(&facts);
    let correct = CorrectCost { cost_id, corrects_seq, after, reason: because() };
    facts.tell(day, CycleAct::CorrectCost(correct));
    facts
}

/// The end: carried forward, closed, judged, reported, the report changed, opened again, and another that was given up.
fn ended() -> Facts {
    let mut facts = Facts::planned(1);
    let cycle = facts.cycle;
    let live = |facts: &Facts| facts.state.record().unwrap().sequence;
    let because = GivenReason::of;
    let part = |number| sealed(cycle.into(), 0, number);
    let school = facts.state.record().unwrap().plan.school.clone();
    let from = Predecessor { cycle: CycleId::new(Uuid::from_u128(2)), school, closed: true };
    let strategies_kept = vec!["bar-models".parse().unwrap()];
    let carry = CarryForward { from, strategies_kept, strategies_changed: Vec::new(), finding: part(50) };
    let (first, last) = (date(2026, 1, 12), date(2026, 3, 27));
    facts.tell(first, CycleAct::CarryForward(carry));
    facts.tell(first, start());
    facts.tell(last, CycleAct::CompleteAssessment);
    let record = facts.state.record().unwrap();
    let close = CloseCycle {
        outcome: gains::to_seal(&crate::test_support::catalogue(), record).unwrap(),
        upto_sequence: record.sequence,
    };
    facts.tell(last, CycleAct::CloseCycle(close));
    let [impact, value, leadership] = [2, 3, 1].map(|number| Rating::new(number).unwrap());
    let judge = AccountId::new(Uuid::from_u128(0xA));
    let reason = because(ReasonCode::NeedMet);
    facts.tell(last, CycleAct::JudgeImpact(JudgeImpact { impact, value, leadership, judge, reason }));
    let report = SubmitReport {
        need: Some(part(51)),
        impact: Some(part(52)),
        practice_change: Some(part(53)),
        next_steps: Some(part(54)),
        upto_seq: live(&facts),
        school_year: None,
    };
    facts.tell(last, CycleAct::SubmitReport(Box::new(report)));
    let (amends_seq, reason) = (live(&facts), because(ReasonCode::DataEntryError));
    let amend = AmendReport { part: ReportPart::Impact, amends_seq, after: part(55), reason };
    facts.tell(last, CycleAct::AmendReport(amend));
    let requester = AccountId::new(Uuid::from_u128(0xB));
    let reason = because(ReasonCode::DataEntryError);
    facts.tell(last, CycleAct::AskReopening(AskReopening { by: requester, reason }));
    let reason = because(ReasonCode::EvidenceFromAssessment);
    facts.tell(last, CycleAct::DeclineReopening(DeclineReopening { by: judge, reason }));
    let reason = because(ReasonCode::DataEntryError);
    facts.tell(last, CycleAct::AskReopening(AskReopening { by: requester, reason }));
    facts.tell(last, CycleAct::Reopen(Reopen { approver: judge }));
    facts
}

fn start() -> CycleAct {
    CycleAct::StartCycle(StartCycle { limits: ProgrammeLimits::none(), size_override: None })
}

fn history(facts: Facts) -> History {
    let accounts = HashMap::from([(Uuid::from_u128(0xA), "Rowan Hale".to_owned())]);
    History { cycle: facts.cycle, stream: facts.recorded, texts: Texts::default(), accounts }
}

/// Everything that was told, as lines of text.
fn told(history: &History) -> String {
    let lines = history.entries(&Visitor::default(), |_| true).into_iter().flat_map(|entry| {
        let story = entry.story;
        let title = format!("{} {} ({})", story.sequence, story.title, entry.actor);
        let said = story.lines.into_iter().map(|line| match line {
            Line::Said { label, value } => format!("  {label}: {value}"),
            Line::Entry { label, sequence } => format!("  {label}: entry {sequence}"),
            Line::Changed { label, before, after } => format!("  {label}: {before} -> {after}"),
        });
        let why = story.why.map(|why| format!("  why: {} {:?} {:?}", why.reason, why.note, why.evidence));
        std::iter::once(title).chain(said).chain(why).collect::<Vec<_>>()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_fact_is_told_with_what_was_before_and_after_and_why() {
    insta::assert_snapshot!(told(&history(facts())));
}

#[test]
fn what_was_put_right_is_told_with_what_it_was() {
    insta::assert_snapshot!(told(&history(put_right())));
}

#[test]
fn the_work_of_a_week_is_told() {
    insta::assert_snapshot!(told(&history(week())));
}

#[test]
fn the_end_is_told_and_what_follows_it() {
    insta::assert_snapshot!(told(&history(ended())));
}

#[test]
fn programs_get_every_field_and_sealed_texts_stay_sealed() {
    let facts = facts();
    let corrected = facts.recorded.iter().find(|one| one.event_type == "assessment_corrected").unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&EventAnswer::of(corrected)).unwrap());
    let placed = facts.recorded.iter().find(|one| one.event_type == "pupil_placed").unwrap();
    let answer = serde_json::to_value(EventAnswer::of(placed)).unwrap();
    assert!(answer["payload"]["identity"]["ciphertext"].is_string());
    assert_eq!(answer["effective_on"], "2026-01-07");
    assert_eq!(answer["reason"]["code"], "evidence_from_assessment");
}

#[test]
fn every_entry_has_its_own_address() {
    let history = history(facts());
    let entries = history.entries(&Visitor::default(), |_| true);
    let list = page::list(&Visitor::default(), &history, &entries, 1).into_string();
    for entry in &entries {
        let sequence = entry.recorded.sequence;
        assert!(list.contains(&format!("id=\"entry-{sequence}\"")));
        assert!(list.contains(&format!("/cycles/{}/history/{sequence}", history.cycle)));
    }
}

#[test]
fn the_newest_entries_are_on_the_first_page_and_none_is_left_out() {
    assert_eq!(shown(60, 1), (36, 60));
    assert_eq!(shown(60, 2), (11, 35));
    assert_eq!(shown(60, 3), (1, 10));
    assert_eq!(shown(3, 1), (1, 3));
    assert_eq!(shown(0, 1), (1, 0));
}
