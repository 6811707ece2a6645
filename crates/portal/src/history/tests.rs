//! How a cycle's facts are told, and what programs get of them.

use std::collections::HashMap;

use axum::http::StatusCode;
use domain::cycle::{
    AdaptStrategy, AdoptStrategy, Aim, AmendReport, AskReopening, AssessmentPoint, CarryForward,
    ChangePlacement, CloseCycle, ContactDirection, ContactKind, CorrectAssessment, CorrectCost,
    CorrectPlacement, CorrectSession, Cost, CostKind, Cycle, CycleAct, DeclineReopening, EntryFacts,
    HeldSession, InquiryStage, JudgeImpact, JudgeTarget, Judgement, LessonPart, LogContact, LogCost,
    LogMentoring, LogReflection, LogSession, Predecessor, ProgrammeLimits, Rating, Reach, Reading,
    ReassignStaff, Reopen, ReportPart, ReviseTarget, Session, SetTarget, StaffChange, StartCycle,
    SubmitReport, TargetMeasure, VoidAssessment,
};
use domain::{
    AccountId, ContactId, CostId, CycleId, Evidence, GivenReason, ReasonCode, Score, Sequence, SessionId,
    TargetId,
};
use jiff::civil::date;
use journal::{Leaf, Recorded};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{EventAnswer, History, kinds, merged, projection};
use crate::access::Visitor;
use crate::gains;
use crate::policy::Role;
use crate::sealed_text::{self, Placed, Texts};
use crate::story::{self, Line};
use crate::test_support::{
    Facts, Fresh, assessment, number_test, participant, person, placement, practice, sealed,
};
use crate::words::Words;

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

/// A cycle of seven that was taught and closed.
fn closed(number: u128) -> Facts {
    let mut facts = Facts::with_pupils(number, 7);
    for (pupil, score) in (1..).zip([82, 84, 79, 88, 85, 81, 86]) {
        facts.score(pupil, AssessmentPoint::Baseline, score, date(2026, 1, 9));
    }
    facts.tell(date(2026, 1, 12), start());
    for (pupil, score) in (1..).zip([90, 91, 83, 95, 93, 85, 96]) {
        facts.score(pupil, AssessmentPoint::End, score, date(2026, 3, 26));
    }
    facts.tell(date(2026, 3, 27), CycleAct::CompleteAssessment);
    let record = facts.state.record().unwrap();
    let outcome = gains::to_seal(&crate::test_support::catalogue(), record).unwrap();
    let close = CloseCycle { outcome, upto_sequence: record.sequence };
    facts.tell(date(2026, 3, 27), CycleAct::CloseCycle(close));
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
fn an_entry_is_told_from_what_it_leans_on_as_from_the_whole_record() {
    for facts in [facts(), put_right(), week(), ended()] {
        let whole = history(facts);
        for one in &whole.stream {
            let leant_on = |kinds: &[&str]| -> Vec<Recorded> {
                let is_one = |fact: &&Recorded| kinds.contains(&fact.event_type.as_str());
                whole.stream.iter().filter(is_one).cloned().collect()
            };
            let named = story::leans_on(one).map(|_| leant_on(&["assessment_recorded"]));
            let scores = named.unwrap_or_default();
            let stream = merged([leant_on(story::LEANT_ON), scores, vec![one.clone()]]);
            let part = History {
                cycle: whole.cycle,
                stream,
                texts: Texts::default(),
                accounts: whole.accounts.clone(),
            };
            let entry = |history: &History| {
                let told = history.entries(&Visitor::default(), |fact| fact.sequence == one.sequence);
                told.into_iter().next().unwrap().story
            };
            assert_eq!(entry(&part), entry(&whole));
        }
    }
}

/// Every sealed text of an entry stands first in what the entry leans on, or in itself: elsewhere it would not open.
#[test]
fn every_text_of_an_entry_is_first_found_where_it_was_sealed() {
    for facts in [facts(), put_right(), week(), ended()] {
        let whole = sealed_text::in_stream(&facts.recorded);
        for one in &facts.recorded {
            let is_one = |fact: &&Recorded| story::LEANT_ON.contains(&fact.event_type.as_str());
            let context = facts.recorded.iter().filter(is_one).cloned().collect();
            let found = sealed_text::in_stream(&merged([context, Vec::new(), vec![one.clone()]]));
            for text in sealed_text::in_stream(std::slice::from_ref(one)) {
                let of = |list: &[Placed]| list.iter().find(|other| other.sealed == text.sealed).cloned();
                assert_eq!(of(&found), of(&whole), "{}", one.event_type);
            }
        }
    }
}

#[test]
fn programs_get_every_field_and_sealed_texts_stay_sealed() {
    let facts = facts();
    let corrected = facts.recorded.iter().find(|one| one.event_type == "assessment_corrected").unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&EventAnswer::of(corrected, None)).unwrap());
    let placed = facts.recorded.iter().find(|one| one.event_type == "pupil_placed").unwrap();
    let answer = serde_json::to_value(EventAnswer::of(placed, None)).unwrap();
    assert!(answer["payload"]["identity"]["ciphertext"].is_string());
    assert_eq!(answer["effective_on"], "2026-01-07");
    assert_eq!(answer["reason"]["code"], "evidence_from_assessment");
}

#[test]
fn every_kind_of_entry_has_a_name() {
    for kind in kinds() {
        let id = format!("event-{}", kind.replace('_', "-"));
        assert!(Words::default().has(&id), "{id}");
    }
}

/// Everything that is stored in the table of a school's history.
async fn rows(fresh: &Fresh) -> Vec<String> {
    let asked = "select concat_ws(' ', position, school_id, sequence, kind, role, effective_on, reason, 'corrects', corrects,
                                  'by', corrected_by, reached) from history order by position";
    sqlx::query_scalar(asked).fetch_all(&fresh.pool).await.unwrap()
}

#[tokio::test]
async fn a_school_has_a_row_for_each_fact_whatever_the_batches_are() {
    let fresh = Fresh::database().await;
    let mut ended = ended();
    ended.recorded.truncate(11);
    fresh.project(&projection::History, &ended).await;
    let at_once = rows(&fresh).await;
    sqlx::query("delete from history").execute(&fresh.pool).await.unwrap();
    for one in ended.recorded.clone() {
        let one = Facts { cycle: ended.cycle, state: ended.state.clone(), recorded: vec![one] };
        fresh.project(&projection::History, &one).await;
    }
    assert_eq!(rows(&fresh).await, at_once);
    insta::assert_snapshot!(at_once.join("\n"));
    fresh.drop().await;
}

/// What was recorded of two accounts, in this order: the account, what happened, and what it says.
fn of_accounts(told: &[(u128, &str, serde_json::Value)]) -> Facts {
    let any = Facts::planned(1);
    let mut sequences: HashMap<u128, u64> = HashMap::new();
    let recorded = (1..).zip(told).map(|(position, (account, kind, payload))| {
        let sequence = sequences.entry(*account).or_default();
        *sequence += 1;
        Recorded {
            aggregate_type: "account".to_owned(),
            aggregate_id: Uuid::from_u128(*account).to_string(),
            sequence: *sequence,
            position: Some(position),
            event_type: (*kind).to_owned(),
            payload: payload.clone(),
            ..any.recorded[0].clone()
        }
    });
    Facts { recorded: recorded.collect(), ..any }
}

#[tokio::test]
async fn roles_are_in_the_history_of_their_school_also_where_it_is_only_said_that_they_end() {
    let given = |grant: &str, scope: serde_json::Value| {
        ("role_granted", serde_json::json!({"grant": grant, "role": "teacher", "scope": scope}))
    };
    let of = |school: &str| serde_json::json!({"school": school});
    let taken = |grant: &str| ("role_revoked", serde_json::json!({"grant": grant}));
    let ended = || ("account_ended", serde_json::json!({}));
    let told = [
        (1, given("a", of("urn:1"))),
        (1, given("b", of("urn:2"))),
        (2, given("c", of("urn:1"))),
        (2, given("d", serde_json::json!("installation"))),
        (1, taken("a")),
        (2, taken("d")),
        (2, ("account_registered", serde_json::json!({}))),
        (1, given("e", of("urn:3"))),
        (1, ended()),
        (2, ended()),
    ];
    let facts = of_accounts(&told.map(|(account, (kind, payload))| (account, kind, payload)));
    let fresh = Fresh::database().await;
    let asked = "select concat_ws(' ', position, school_id, kind) from history order by position, school_id";
    let rows = async || sqlx::query_scalar::<_, String>(asked).fetch_all(&fresh.pool).await.unwrap();
    fresh.project(&projection::History, &facts).await;
    let at_once = rows().await;
    assert_eq!(
        at_once,
        [
            "1 urn:1 role_granted",
            "2 urn:2 role_granted",
            "3 urn:1 role_granted",
            "5 urn:1 role_revoked",
            "8 urn:3 role_granted",
            "9 urn:2 account_ended",
            "9 urn:3 account_ended",
            "10 urn:1 account_ended",
        ]
    );
    sqlx::query("delete from history").execute(&fresh.pool).await.unwrap();
    for one in &facts.recorded {
        let one = Facts { recorded: vec![one.clone()], ..of_accounts(&[]) };
        fresh.project(&projection::History, &one).await;
    }
    assert_eq!(rows().await, at_once, "whatever the batches are");
    fresh.drop().await;
}

#[tokio::test]
async fn a_version_of_a_pack_replaces_the_version_before_it_whatever_the_batches_are() {
    let version = |number: u64, kind: &'static str| (number, kind);
    let told = [
        version(1, "pack_issued"),
        version(2, "pack_issued"),
        version(1, "pack_amended"),
        version(1, "pack_amended"),
        version(2, "pack_amended"),
    ];
    let payload = |number: u64| serde_json::json!({"school": "urn:1", "number": number});
    let mut facts = of_accounts(&told.map(|(number, kind)| (1, kind, payload(number))));
    for fact in &mut facts.recorded {
        "pack".clone_into(&mut fact.aggregate_type);
    }
    let fresh = Fresh::database().await;
    let asked = "select concat_ws(' ', sequence, 'corrects', corrects, 'by', corrected_by) from history order by position";
    let rows = async || sqlx::query_scalar::<_, String>(asked).fetch_all(&fresh.pool).await.unwrap();
    fresh.project(&projection::History, &facts).await;
    let at_once = rows().await;
    let expected =
        ["1 corrects by 3", "2 corrects by 5", "3 corrects 1 by 4", "4 corrects 3 by", "5 corrects 2 by"];
    assert_eq!(at_once, expected);
    sqlx::query("delete from history").execute(&fresh.pool).await.unwrap();
    for one in &facts.recorded {
        fresh.project(&projection::History, &Facts { recorded: vec![one.clone()], ..of_accounts(&[]) }).await;
    }
    assert_eq!(rows().await, at_once);
    fresh.drop().await;
}

/// The facts with the sealed outcome in the shape of the first version.
fn as_in_the_first_version(mut facts: Facts) -> Facts {
    let outcome = facts.recorded.iter_mut().find(|one| one.event_type == "cycle_outcome_sealed").unwrap();
    assert_eq!(outcome.payload.as_object_mut().unwrap().remove("confidence_percent"), Some(95.into()));
    "1".clone_into(&mut outcome.event_version);
    facts
}

#[tokio::test]
async fn an_outcome_of_the_first_version_is_read_replayed_and_hashed_as_it_was_stored() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let (old, new) = (as_in_the_first_version(closed(1)), closed(2));
    let waited = std::time::Duration::from_secs(30);
    for facts in [&old, &new] {
        let token = fresh.store(facts).await;
        assert!(app.running().wait_for(&token, waited).await.unwrap());
    }
    let mut hashes = Vec::new();
    for (facts, stored) in [(&old, "1"), (&new, "2")] {
        let id = facts.cycle.to_string();
        // Replayed: the same state as ever.
        let loaded = app.journal().load::<Cycle>(&id).await.unwrap().state;
        assert_eq!(loaded.record(), facts.state.record(), "version {stored}");
        // Projected: the same row.
        let row = crate::cycles::read::cycle(app.pool(), facts.cycle).await.unwrap().unwrap();
        assert_eq!(row.outcome.unwrap().confidence_percent, Some(95));
        // Read: in the shape of today.
        let stream = app.journal().stream("cycle", &id).await.unwrap();
        let outcome = stream.iter().find(|one| one.event_type == "cycle_outcome_sealed").unwrap();
        assert_eq!(
            (outcome.event_version.as_str(), &outcome.payload["confidence_percent"]),
            ("2", &95.into())
        );
        // Hashed: over what was stored then.
        let (version, payload, metadata): (String, String, String) = sqlx::query_as(
            "select event_version, payload::text, metadata::text from es.events where aggregate_id = $1 and sequence = $2",
        )
        .bind(&id)
        .bind(outcome.sequence.cast_signed())
        .fetch_one(app.pool())
        .await
        .unwrap();
        assert_eq!((version.as_str(), payload.contains("confidence_percent")), (stored, stored == "2"));
        let leaf = Leaf {
            aggregate_type: "cycle",
            aggregate_id: &id,
            sequence: outcome.sequence,
            event_type: "cycle_outcome_sealed",
            event_version: &version,
            payload: &payload,
            metadata: &metadata,
            recorded_at: outcome.recorded_at,
        };
        let hash: [u8; 32] = Sha256::new().chain_update([0]).chain_update(leaf.record()).finalize().into();
        assert_eq!(outcome.hash, Some(hash));
        hashes.push(hash);
    }
    assert_ne!(hashes.first(), hashes.last());
    app.stop().await;
    fresh.drop().await;
}

/// The text of the entries of a page.
fn entries_of(page: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(page);
    let headings = scraper::Selector::parse("main article h2").unwrap();
    page.select(&headings).map(|heading| heading.text().collect::<String>()).collect()
}

#[tokio::test]
async fn a_long_history_is_read_page_by_page_and_narrowed() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let mut facts = facts();
    for number in 0..30_u8 {
        let contact = LogContact {
            contact_id: ContactId::new(Uuid::from_u128(0x900 + u128::from(number))),
            participant: None,
            kind: ContactKind::PhoneCall,
            direction: ContactDirection::BothWays,
            note: sealed(facts.cycle.into(), 0, 100 + number),
        };
        facts.tell(date(2026, 1, 14), CycleAct::LogContact(contact));
    }
    let token = fresh.store(&facts).await;
    assert!(app.running().wait_for(&token, std::time::Duration::from_secs(30)).await.unwrap());
    let auditor = person(&app, Role::Auditor, "demo:test").await;
    let last = facts.recorded.len();
    let address = format!("/cycles/{}/history", facts.cycle);
    let mut seen = Vec::new();
    let mut next = Some(address.clone());
    while let Some(page) = next {
        let (status, body) = auditor.get(&page).await;
        assert_eq!(status, StatusCode::OK, "{page}: {body}");
        seen.extend(entries_of(&body));
        let rel = body.split("rel=\"next\"").next().filter(|start| start.len() < body.len());
        next = rel.map(|start| start.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned());
    }
    assert_eq!(seen.len(), last, "each once: {seen:?}");
    assert!(
        seen[0].starts_with(&format!("Entry {last}:")) && seen[last - 1].starts_with("Entry 1:"),
        "{seen:?}"
    );

    let narrowed = |query: &str| {
        let (auditor, page) = (&auditor, format!("{address}?{query}"));
        async move { auditor.get(&page).await }
    };
    let (_, page) = narrowed("kind=assessment_corrected").await;
    assert_eq!(entries_of(&page).len(), 1, "{page}");
    assert!(page.contains("82") && page.contains("83"), "both values: {page}");
    let (_, page) = narrowed("from=2&to=4").await;
    assert_eq!(entries_of(&page).len(), 3);
    let (_, page) = narrowed("reason=timetable&until=1999-01-01").await;
    assert!(entries_of(&page).is_empty() && page.contains("No entry is like this"));
    let (status, page) = narrowed("kind=eaten&since=soon").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("soon") && page.contains("Choose one of the list"), "{page}");
    let corrected = facts.recorded.iter().find(|one| one.event_type == "assessment_corrected").unwrap();
    let (_, page) = auditor.get(&format!("{address}/{}", corrected.sequence - 1)).await;
    assert!(page.contains("Put right by"), "{page}");
    let (_, page) = auditor.get(&format!("{address}/{}", corrected.sequence)).await;
    assert!(page.contains("How it came about") && page.contains("Pupil 1"), "{page}");
    app.stop().await;
    fresh.drop().await;
}
