//! What holds whatever is asked, in whatever order.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::*;
use super::given::*;
use crate::{Fact, ReasonCode, Sequence, VariantArray as _};
use cqrs_es::DomainEvent as _;

fn any_point() -> impl Strategy<Value = AssessmentPoint> {
    proptest::sample::select(AssessmentPoint::VARIANTS)
}

/// Any day from before the cycle to the day after today, mostly today.
pub(super) fn any_day() -> impl Strategy<Value = Date> {
    prop_oneof![3 => Just(TODAY), 1 => (0_i32..80).prop_map(|days| TODAY.saturating_sub(days.days()).tomorrow().unwrap())]
}

fn any_reason() -> impl Strategy<Value = crate::GivenReason> {
    (proptest::sample::select(ReasonCode::VARIANTS), 0_u32..600, any::<bool>()).prop_map(
        |(code, length, note)| {
            if note { noted(code, cycle_id(), length) } else { because(code) }
        },
    )
}

fn any_practice() -> impl Strategy<Value = Practice> {
    let reach = prop_oneof![
        Just(Reach::All),
        proptest::collection::vec(1_u8..9, 0..4)
            .prop_map(|numbers| Reach::Only(numbers.into_iter().map(pupil).collect())),
    ];
    (proptest::sample::select(LessonPart::VARIANTS), reach).prop_map(|(part, reach)| practice(part, reach))
}

fn any_group_act() -> impl Strategy<Value = CycleAct> {
    let small = ProgrammeLimits { group_size: Some(Bounds { least: 1, most: 4 }), ..ProgrammeLimits::none() };
    prop_oneof![
        2 => (1_u8..9, 1_u8..12, any::<bool>()).prop_map(|(number, share, comparison)| {
            let mut new = placing(number);
            new.placement.share_of_sessions_percent = share * 10;
            new.placement.role = if comparison { Role::Comparison } else { Role::Target };
            CycleAct::PlacePupil(Box::new(new))
        }),
        2 => (1_u8..9).prop_map(need),
        1 => (1_u8..9).prop_map(withdraw),
        1 => (1_u8..9, 1_u64..40, any::<bool>(), 20_i8..31, any_reason()).prop_map(|(number, seq, goes_on, day, reason)| {
            let (exit_status, next_support) = (ExitStatus::LeftSchool, NextSupport::NotKnown);
            let left = Leaving { left_on: date(2025, 5, day), exit_status, next_support };
            CycleAct::CorrectWithdrawal(Box::new(CorrectWithdrawal {
                limits: ProgrammeLimits::accelerating_mathematics(),
                participant: pupil(number),
                corrects_seq: Sequence::new(seq),
                after: (!goes_on).then_some(left),
                overlapping_cycles: 0,
                reason,
            }))
        }),
        1 => any::<bool>().prop_map(move |over| CycleAct::StartCycle(StartCycle {
            limits: small.clone(),
            size_override: over.then(|| because(ReasonCode::Staffing)),
        })),
        1 => (1_u8..9, 0_u8..120, any_reason()).prop_map(|(number, share, reason)| {
            let after = Placement { share_of_sessions_percent: share, ..placing(number).placement };
            CycleAct::ChangePlacement(ChangePlacement { participant: pupil(number), after, reason })
        }),
        1 => (1_i8..28, any_reason()).prop_map(|(day, reason)| {
            let dates = CycleDates { starts_on: STARTS, ends_on: date(2025, 7, day) };
            CycleAct::Reschedule(Reschedule { dates, reason })
        }),
    ]
}

/// Each pupil has one target, and there are three targets that nobody has.
fn target_of(number: u8) -> crate::TargetId {
    format!("7a59e700-0000-4000-8000-0000000000{number:02x}").parse().unwrap()
}

fn any_aim() -> impl Strategy<Value = (u8, Aim)> {
    (1_u8..9, proptest::sample::select(TargetMeasure::VARIANTS), 0_i32..9).prop_map(
        |(number, measure, value)| {
            let value = (value > 0).then(|| value.into());
            let concept = "place-value.1".parse().unwrap();
            (
                number,
                Aim {
                    concept,
                    statement: sealed(pupil(number)),
                    measure,
                    instrument: None,
                    value,
                    due_on: ENDS,
                },
            )
        },
    )
}

fn any_correction() -> impl Strategy<Value = CycleAct> {
    prop_oneof![
        (1_u8..9, any_point(), 1_u64..40).prop_map(|(number, point, seq)| {
            let (assessment_id, voids_seq) = (assessment_of(number, point), Sequence::new(seq));
            let reason = because(ReasonCode::Duplicate);
            CycleAct::VoidAssessment(VoidAssessment { assessment_id, voids_seq, reason })
        }),
        (1_u8..9, 1_u64..40, 30_u16..60, any_reason()).prop_map(|(number, seq, weeks, reason)| {
            let new = placing(number);
            let after = EntryFacts {
                placed_on: STARTS,
                year_level: new.year_level,
                weeks_of_schooling: weeks,
                entry_band: new.entry_band,
                potential_evidence: new.potential_evidence,
            };
            let (participant, corrects_seq) = (pupil(number), Sequence::new(seq));
            let act = CorrectPlacement { limits: new.limits, participant, corrects_seq, after, reason };
            CycleAct::CorrectPlacement(Box::new(act))
        }),
        (any_aim(), 1_u64..40, any_reason()).prop_map(|((number, after), seq, reason)| {
            let (target_id, revises_seq) = (target_of(number), Sequence::new(seq));
            CycleAct::ReviseTarget(Box::new(ReviseTarget { target_id, revises_seq, after, reason }))
        }),
    ]
}

fn any_staff_act() -> impl Strategy<Value = CycleAct> {
    let staff = (0_u8..4, any::<bool>()).prop_map(|(number, teacher)| match number {
        0 => StaffChange::Mentor(None),
        3 => StaffChange::Mentor(Some(account(number))),
        _ if teacher => StaffChange::Teacher(account(number)),
        _ => StaffChange::Lead(account(number)),
    });
    let act = |(staff, reason)| CycleAct::ReassignStaff(ReassignStaff { staff, reason });
    (staff, any_reason()).prop_map(act)
}

fn any_target_act() -> impl Strategy<Value = CycleAct> {
    prop_oneof![
        any_aim().prop_map(|(number, aim)| {
            let Aim { concept, statement, measure, instrument, value, due_on } = aim;
            let (participant, target_id) = (pupil(number), target_of(number));
            let set =
                SetTarget { participant, target_id, concept, statement, measure, instrument, value, due_on };
            CycleAct::SetTarget(set)
        }),
        (1_u8..12, proptest::sample::select(Judgement::VARIANTS), 0_u64..30).prop_map(
            |(number, judgement, seq)| {
                let evidence = vec![crate::Evidence::Event(Sequence::new(seq))];
                CycleAct::JudgeTarget(JudgeTarget { target_id: target_of(number), judgement, evidence })
            }
        ),
    ]
}

fn any_session() -> impl Strategy<Value = Session> {
    let pupils = || proptest::collection::vec(1_u8..9, 0..4);
    let used = any::<bool>()
        .prop_map(|used| if used { vec!["number-line-jumps".parse().unwrap()] } else { Vec::new() });
    (0_u16..620, pupils(), pupils(), used).prop_map(|(minutes, present, absent, strategies)| {
        let absent = absent.into_iter().map(pupil).collect();
        Session { minutes, absent, strategies, ..session(&present) }
    })
}

fn any_weekly_act() -> impl Strategy<Value = CycleAct> {
    prop_oneof![
        2 => (1_u8..5, any_session()).prop_map(|(number, session)| log_session(number, session)),
        1 => (1_u8..5, any_session(), 1_u64..40, 20_i8..31, any_reason()).prop_map(|(number, session, seq, day, reason)| {
            let (session_id, corrects_seq) = (session_id(number), Sequence::new(seq));
            let after = HeldSession { held_on: date(2025, 5, day), session };
            CycleAct::CorrectSession(Box::new(CorrectSession { session_id, corrects_seq, after, reason }))
        }),
        1 => (1_u8..3, 0_u64..9).prop_map(|(number, amount)| log_cost(number, cost(amount))),
        1 => (1_u8..3, 0_u64..9, 1_u64..40, any_reason()).prop_map(|(number, amount, seq, reason)| {
            let (cost_id, corrects_seq, after) = (cost_id(number), Sequence::new(seq), cost(amount));
            CycleAct::CorrectCost(CorrectCost { cost_id, corrects_seq, after, reason })
        }),
        1 => (0_u8..9).prop_map(|number| {
            let contact_id = "c0147ac7-0000-4000-8000-000000000001".parse().unwrap();
            let participant = (number > 0).then(|| pupil(number));
            let note = participant.map_or_else(|| sealed(cycle_id()), sealed);
            let (kind, direction) = (ContactKind::Letter, ContactDirection::ToFamily);
            CycleAct::LogContact(LogContact { contact_id, participant, kind, direction, note })
        }),
        1 => any::<bool>().prop_map(|shared| {
            let (mentor, focus) = (account(1), sealed(cycle_id()));
            let shared_practice = shared.then(|| sealed(cycle_id()));
            CycleAct::LogMentoring(LogMentoring { mentor, focus, shared_practice })
        }),
        1 => proptest::sample::select(InquiryStage::VARIANTS).prop_map(|stage| {
            let (finding, decision) = (sealed(cycle_id()), sealed(cycle_id()));
            CycleAct::LogReflection(LogReflection { stage, finding, decision })
        }),
    ]
}

fn any_rating() -> impl Strategy<Value = Rating> {
    proptest::sample::select(Rating::ALL.to_vec())
}

fn any_ending_act() -> impl Strategy<Value = CycleAct> {
    prop_oneof![
        2 => (1_u64..60).prop_map(close),
        2 => (1_u64..60).prop_map(report),
        1 => (proptest::sample::select(ReportPart::VARIANTS), 1_u64..60, any_reason()).prop_map(|(part, seq, reason)| {
            let (amends_seq, after) = (Sequence::new(seq), resealed(cycle_id()));
            CycleAct::AmendReport(AmendReport { part, amends_seq, after, reason })
        }),
        1 => (any_rating(), any_rating(), any_rating(), 1_u8..3, any_reason()).prop_map(
            |(impact, value, leadership, judge, reason)| {
                let judge = account(judge);
                CycleAct::JudgeImpact(JudgeImpact { impact, value, leadership, judge, reason })
            }
        ),
        2 => (1_u8..3).prop_map(ask_reopening),
        2 => (1_u8..3).prop_map(reopen),
        1 => (1_u8..3).prop_map(decline_reopening),
        1 => Just(cancel()),
    ]
}

fn any_carrying() -> impl Strategy<Value = CycleAct> {
    (1_u8..3, any::<bool>(), any::<bool>()).prop_map(|(number, closed, twice)| {
        let cycle = format!("0195c2a0-0000-7000-8000-0000000000{number:02x}").parse().unwrap();
        let from = Predecessor { cycle, school: plan().school, closed };
        let strategies_kept = vec!["bar-models".parse().unwrap()];
        let strategies_changed = if twice { strategies_kept.clone() } else { Vec::new() };
        let finding = sealed(cycle_id());
        CycleAct::CarryForward(CarryForward { from, strategies_kept, strategies_changed, finding })
    })
}

fn any_scores() -> impl Strategy<Value = CycleAct> {
    let entry = prop_oneof![
        3 => (60_i32..150).prop_map(ScoreOf::New),
        1 => any_reason().prop_map(ScoreOf::Missing),
        1 => (60_i32..150, 1_u64..40, any_reason()).prop_map(|(score, seq, reason)| ScoreOf::Corrected(score, seq, reason)),
    ];
    (any_point(), proptest::collection::vec((1_u8..9, entry), 0..5))
        .prop_map(|(point, rows)| CycleAct::RecordScores(scores_of(point, rows)))
}

pub(super) fn any_act() -> impl Strategy<Value = CycleAct> {
    prop_oneof![
        6 => any_group_act(),
        4 => any_correction(),
        1 => any_staff_act(),
        2 => any_target_act(),
        6 => any_weekly_act(),
        3 => any_ending_act(),
        1 => any_carrying(),
        3 => (1_u8..9, any_point(), 60_i32..150).prop_map(|(number, point, value)| score(number, point, value)),
        2 => any_scores(),
        2 => (1_u8..9, any_point()).prop_map(|(number, point)| miss(number, point)),
        2 => (1_u8..9, any_point(), 1_u64..30, 60_i32..150, any_reason()).prop_map(|(number, point, seq, value, reason)| {
            let RecordAssessment { instrument, windows, assessment_id, reading, .. } = recording(number, point, value);
            let corrects_seq = Sequence::new(seq);
            let act = CorrectAssessment { instrument, windows, assessment_id, corrects_seq, after: reading, reason };
            CycleAct::CorrectAssessment(Box::new(act))
        }),
        1 => any_practice().prop_map(adopt),
        1 => (any_practice(), any_reason(), 0_u64..30).prop_map(|(after, reason, seq)| {
            let strategy = "number-line-jumps".parse().unwrap();
            CycleAct::AdaptStrategy(AdaptStrategy { strategy, after, evidence: vec![Sequence::new(seq)], reason })
        }),
        1 => any_reason().prop_map(|reason| {
            let strategy = "number-line-jumps".parse().unwrap();
            CycleAct::StopStrategy(StopStrategy { strategy, judged_effect: JudgedEffect::Worse, reason })
        }),
        1 => Just(CycleAct::CompleteAssessment),
        1 => Just(plan_it(plan())),
    ]
}

fn any_start() -> impl Strategy<Value = Cycle> {
    prop_oneof![
        Just(Cycle::default()),
        Just(planned().0),
        Just(running().0),
        Just(scored().0),
        Just(scored().and(CycleAct::CompleteAssessment).0),
        Just(closed().0),
        Just(reported().0),
        Just(closed().and(ask_reopening(1)).0),
        Just(closed().and(ask_reopening(1)).and(reopen(2)).0),
        Just(running().and(cancel()).0),
    ]
}

/// What the rules promise of every cycle that there can be.
fn is_sound(cycle: &Cycle) {
    let Some(record) = cycle.record() else { return };
    let placed = |id: &crate::ParticipantId| record.participants.contains_key(id);
    assert!(record.assessments.values().all(|one| placed(&one.participant) && one.live <= record.sequence));
    let mut seen = std::collections::BTreeSet::new();
    let once = |one: &LiveAssessment| seen.insert((one.participant, one.point, one.instrument.to_string()));
    assert!(record.assessments.values().all(once), "two live scores for one pupil, point and instrument");
    for end in record.assessments.values().filter(|one| one.point == AssessmentPoint::End) {
        let mut starts = record.scores(end.participant, AssessmentPoint::Baseline);
        let missed = &record.participants[&end.participant].missed;
        let is_known =
            starts.any(|start| start.scale == end.scale) || missed.contains(&AssessmentPoint::Baseline);
        assert!(is_known, "an end score without a start score");
    }
    assert!(record.assessments.keys().all(|id| !record.voided.contains(id)));
    for participant in record.participants.values().filter(|one| one.placement.role == Role::Target) {
        assert!(participant.entry.is.weeks_of_schooling >= 40);
        assert!(participant.withdrawn_on().is_none_or(|day| participant.entry.is.placed_on <= day));
    }
    for held in record.sessions.values().map(|session| &session.is) {
        assert!((1..=600).contains(&held.session.minutes) && !held.session.present.is_empty());
        assert!(
            (record.plan.starts_on..=record.plan.ends_on).contains(&held.held_on) && held.held_on <= TODAY
        );
        let took_part = |id: &crate::ParticipantId| record.participants[id].took_part_on(held.held_on);
        assert!(held.session.present.iter().all(took_part), "at a session before or after taking part");
        assert!(!held.session.absent.iter().any(|id| held.session.present.contains(id) || !placed(id)));
    }
    let stage = cycle.stage();
    assert_eq!(
        record.outcome_in.is_some(),
        stage.is_closed(),
        "a closed cycle has its outcome, and no other"
    );
    assert_eq!(record.report.is_some(), stage == Stage::Reported);
    assert!(
        record.report.as_ref().is_none_or(|report| report.parts.len() == 4 && report.upto <= record.sequence)
    );
    assert!(record.impact.is_empty() || stage.is_closed());
    assert!(record.reopening.is_none() || stage.is_closed(), "nobody asks to open what is open");
    assert!(!record.reopened || stage == Stage::Assessed);
    assert!(record.targets.values().all(|target| placed(&target.participant)));
    assert!(record.plan.starts_on < record.plan.ends_on);
    for practice in record.strategies.values() {
        assert!(record.reached(&practice.participants).iter().all(placed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_is_asked_the_cycle_stays_sound_and_its_replay_is_the_same(
        start in any_start(),
        acts in proptest::collection::vec((any_act(), any_day()), 1..40),
    ) {
        let mut live = start.clone();
        let mut stored = Vec::new();
        for (act, effective_on) in acts {
            let command = CycleCommand { today: TODAY, effective_on, act };
            let Ok(events) = live.decide(command) else { continue };
            if events.iter().any(|event| matches!(event, CycleEvent::CycleClosed(_))) {
                assert_eq!(closing::completeness(live.record().unwrap()).outstanding, 0);
            }
            for event in events {
                live.apply(event.clone());
                stored.push((event.event_type(), serde_json::to_value(&event).unwrap()));
            }
            is_sound(&live);
        }
        let mut replayed = start.clone();
        for (event_type, payload) in &stored {
            let Ok(Fact::Cycle(event)) = Fact::parse("cycle", event_type, "1", payload) else { panic!("{event_type}") };
            replayed.apply(event);
        }
        prop_assert_eq!(&replayed, &live);
        let snapshot: Cycle = serde_json::from_value(serde_json::to_value(&live).unwrap()).unwrap();
        prop_assert_eq!(&snapshot, &live);
        if let (Some(before), Some(after)) = (start.record(), live.record()) {
            prop_assert_eq!(before.sequence.number() + stored.len() as u64, after.sequence.number());
        }
    }

    #[test]
    fn nothing_is_done_twice_when_a_form_is_posted_twice(
        start in any_start(),
        act in any_act(),
        effective_on in any_day(),
    ) {
        let command = CycleCommand { today: TODAY, effective_on, act };
        let mut cycle = start;
        if let Ok(events) = cycle.decide(command.clone()) {
            for event in events {
                cycle.apply(event);
            }
            let again = cycle.decide(command);
            prop_assert!(!again.as_ref().is_ok_and(|events| !events.is_empty()), "{again:?}");
        }
    }
}
