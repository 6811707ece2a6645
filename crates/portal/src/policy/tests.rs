//! The table as a person reads it, and what follows from it.

use super::*;
use crate::test_support;

const SCHOOL: &str = "demo:test";
const GROUP: &str = "group/9b000000-0000-4000-8000-000000000001";

fn grant(role: Role, scope: &str) -> Grant {
    let scope = scope.parse().unwrap();
    Grant { id: GrantId::new(Uuid::nil()), role, scope, schools: Vec::new() }
}

fn at_the_door(role: Role, action: Action) -> bool {
    let grant = grant(role, "installation");
    decide(Some((Uuid::nil(), &grant)), action, On::Door, true) == Verdict::Allowed
}

/// One act, and how far each role goes.
fn line(action: Action) -> String {
    let nobody = (decide(None, action, On::Door, false) == Verdict::Allowed).then_some("nobody");
    let roles = Role::ALL.iter().filter_map(|role| match action.reach(*role) {
        Reach::Never => None,
        Reach::Own => Some(format!("{role} own")),
        Reach::Scope => Some(role.to_string()),
    });
    let allowed: Vec<String> = nobody.map(str::to_owned).into_iter().chain(roles).collect();
    format!("{action:?}: {}", allowed.join(", "))
}

/// The whole table as a reviewer reads it.
#[test]
fn the_policy_table_is_exactly_this() {
    let table: Vec<String> = Action::ALL.into_iter().map(line).collect();
    insta::assert_snapshot!(table.join("\n"), @r"
    UseTheFrontDoor: nobody, teacher, lead, head, mentor, governor, auditor, officer, administrator
    KeepOwnAccount: teacher, lead, head, mentor, governor, auditor, officer, administrator
    SeeOfficialFigures: nobody, teacher, lead, head, mentor, governor, auditor, officer, administrator
    SeeCycleFigures: teacher own, lead, head, mentor own, governor, auditor, officer
    SeeCycle: teacher own, lead, head, mentor own, auditor
    ReadNames: teacher own, lead, head
    ReadInitials: teacher own, lead, head, mentor own
    SeeHistory: teacher own, lead, head, mentor own, auditor
    SeePast: teacher own, lead, head, mentor own, auditor
    SeeSchoolHistory: lead, head, auditor
    SeeRetention: head, auditor
    ReviewRetention: head
    SeeCosts: teacher own, lead, head, auditor
    SeeCostForEach: teacher own, lead, head, governor, auditor, officer
    CompareCycles: lead, head, auditor
    PlanCycle: lead, head
    AssignStaff: lead, head
    PlacePupil: lead, head
    ChangePlacement: lead, head
    ProposePlacing: teacher own, lead, head
    ProposeChange: teacher own, lead, head
    AnswerProposal: lead, head
    RecordNeed: teacher own, lead, head
    RecordAssessment: teacher own, lead, head
    CorrectAfterClosing: head
    ChangeStrategy: teacher own, lead, head
    LogSession: teacher own, lead, head
    LogContact: teacher own, lead, head, mentor own
    LogMentoring: lead, head, mentor own
    Reflect: teacher own, lead, head
    RecordCost: lead, head
    CorrectRecord: teacher own, lead, head
    CloseCycle: lead, head
    ReopenCycle: head
    AgreeToReopening: lead, head
    CancelCycle: lead, head
    JudgeImpact: lead, head
    SeeReport: teacher own, lead, head, mentor own, governor, auditor
    DraftReport: teacher own, lead, head
    CommentOnReport: mentor own
    SubmitReport: head
    SeePupils: lead, head
    KeepPupils: lead, head
    ApproveErasure: head
    ErasePupil: administrator
    ChangeSchool: head
    SetDisclosurePolicy: administrator
    ApproveDisclosurePolicy: head
    SeeCatalogue: teacher, lead, head, mentor, governor, auditor, officer, administrator
    ChangeCatalogue: officer, administrator
    SeeGroups: lead, head, auditor, officer, administrator
    ChangeGroups: administrator
    SeePeople: head, auditor, administrator
    ChangePeople: head, administrator
    IssueRecoveryLink: administrator
    LetAuditorToNames: head
    SeeNamedReads: head, auditor
    ExportLedger: head, auditor
    SeeEnquiries: teacher, lead, head, governor, auditor, officer
    RaiseQuestion: governor, officer
    AnswerQuestion: teacher, lead, head
    AcceptAnswer: governor, officer
    SetMeeting: governor
    GiveFeedback: teacher, lead, head, mentor, governor, officer
    SeeFeedback: lead, head, auditor
    SeeEditions: teacher, lead, head, governor, auditor, officer
    PublishEdition: head
    SeePacks: teacher, lead, head, governor, auditor, officer
    IssuePack: head
    ");
}

#[test]
fn the_door_opens_to_whoever_reaches_anything_behind_it() {
    for role in Role::ALL {
        for action in Action::ALL {
            assert_eq!(at_the_door(*role, action), action.reach(*role) != Reach::Never, "{role} {action:?}");
        }
    }
}

#[test]
fn whoever_does_an_act_opens_the_door_where_it_is_proposed_and_no_two_are_proposed_at_one() {
    let proposed: Vec<(Action, Action)> =
        Action::ALL.into_iter().filter_map(|action| Some((action, action.proposes()?))).collect();
    assert_eq!(proposed.len(), 2);
    for (door, act) in proposed {
        for role in Role::ALL {
            let does = act.reach(*role) != Reach::Never;
            assert!(!does || door.reach(*role) == act.reach(*role), "{role} {act:?}");
        }
        assert_eq!((door.reach(Role::Teacher), act.reach(Role::Teacher)), (Reach::Own, Reach::Never));
    }
}

#[test]
fn a_private_server_shows_official_figures_to_nobody_who_is_not_signed_in() {
    let figures = Action::SeeOfficialFigures;
    assert_eq!(decide(None, figures, On::Door, true), Verdict::SignInFirst);
    assert_eq!(decide(None, figures, On::Door, false), Verdict::Allowed);
    assert!(at_the_door(Role::Governor, figures));
}

#[test]
fn a_school_outside_of_the_role_is_not_there() {
    let (here, elsewhere) = (SCHOOL.parse().unwrap(), "urn:125000".parse().unwrap());
    let lead = grant(Role::Lead, "school/demo:test");
    let on = |school| decide(Some((Uuid::nil(), &lead)), Action::SeeCycle, On::School(school), false);
    assert_eq!((on(&here), on(&elsewhere)), (Verdict::Allowed, Verdict::NotThere));
    let officer = Grant { schools: vec![elsewhere.clone()], ..grant(Role::Officer, "authority/936") };
    let on =
        |school| decide(Some((Uuid::nil(), &officer)), Action::SeeCycleFigures, On::School(school), false);
    assert_eq!((on(&here), on(&elsewhere)), (Verdict::NotThere, Verdict::Allowed));
    let governor = grant(Role::Governor, "school/demo:test");
    let forbidden = decide(Some((Uuid::nil(), &governor)), Action::SeeCycle, On::School(&here), false);
    assert_eq!(forbidden, Verdict::Forbidden, "of their own school they hear that they may not");
}

#[test]
fn a_role_for_a_group_reads_figures_of_its_schools_of_today_and_nothing_else() {
    use Action as A;
    let [member, elsewhere]: [SchoolId; 2] = ["urn:125000", "urn:125001"].map(|id| id.parse().unwrap());
    let of_group = |role| Grant { schools: vec![member.clone()], ..grant(role, GROUP) };
    let (leader, officer) = (of_group(Role::Head), of_group(Role::Officer));
    let opens = |grant: &Grant, action| decide(Some((Uuid::nil(), grant)), action, On::Door, true);
    let figures = [A::UseTheFrontDoor, A::KeepOwnAccount, A::SeeOfficialFigures, A::SeeCycleFigures];
    for action in Action::ALL {
        let also = [A::SeeCatalogue, A::SeeGroups, A::SeeCostForEach, A::SeeEditions];
        let both = figures.contains(&action) || also.contains(&action);
        assert_eq!(opens(&officer, action) == Verdict::Allowed, both, "{action:?}");
        let leads = both || action == A::CompareCycles;
        assert_eq!(opens(&leader, action) == Verdict::Allowed, leads, "{action:?}");
    }
    let asks = |grant: &Grant, on| decide(Some((Uuid::nil(), grant)), A::SeeGroups, on, true);
    let (own, other) = (GROUP.trim_start_matches("group/").parse().unwrap(), GroupId::new(Uuid::nil()));
    let head = grant(Role::Head, "school/urn:125000");
    let (with, without) = ([member], [elsewhere]);
    let (mine, its) = (On::Group(&own, &without), On::Group(&own, &with));
    for (grant, on) in [(&leader, On::School(&with[0])), (&leader, mine), (&head, its)] {
        assert_eq!(asks(grant, on), Verdict::Allowed, "{on:?}");
    }
    let others = On::Group(&other, &with);
    for (grant, on) in [(&leader, On::School(&without[0])), (&leader, others), (&head, mine)] {
        assert_eq!(asks(grant, on), Verdict::NotThere, "{on:?}");
    }
}

#[test]
fn nobody_gives_a_right_that_they_may_not_give() {
    let here: Scope = "school/demo:test".parse().unwrap();
    let elsewhere: Scope = "school/urn:125000".parse().unwrap();
    let gives = |giver: Role, scope: &Scope| {
        let whole = giver == Role::Administrator;
        let giver = grant(giver, if whole { "installation" } else { "school/demo:test" });
        Role::ALL.iter().filter(|role| may_give(&giver, **role, scope)).copied().collect::<Vec<_>>()
    };
    assert_eq!(gives(Role::Head, &here), [Role::Teacher, Role::Lead, Role::Mentor, Role::Governor]);
    assert_eq!(gives(Role::Head, &elsewhere), []);
    assert_eq!(gives(Role::Head, &Scope::Installation), []);
    assert_eq!(gives(Role::Administrator, &here).len(), 7);
    assert_eq!(gives(Role::Administrator, &Scope::Installation), [Role::Administrator]);
    for role in Role::ALL.iter().filter(|role| !matches!(role, Role::Head | Role::Administrator)) {
        assert_eq!(gives(*role, &here), [], "{role}");
    }
}

#[test]
fn teachers_and_mentors_reach_their_own_cycles_and_leads_all_of_the_school() {
    let mut plan = test_support::plan(domain::CycleId::new(Uuid::from_u128(1)));
    let (teacher, mentor, other) = (Uuid::from_u128(0xA), Uuid::from_u128(0xC), Uuid::from_u128(0xD));
    plan.mentor = Some(AccountId::new(mentor));
    let verdict = |role, who| {
        let grant = grant(role, "school/demo:test");
        decide(Some((who, &grant)), Action::SeeCycle, On::Cycle(&plan), false)
    };
    assert_eq!(verdict(Role::Teacher, teacher), Verdict::Allowed);
    assert_eq!(verdict(Role::Teacher, other), Verdict::NotThere);
    assert_eq!(verdict(Role::Teacher, mentor), Verdict::NotThere, "who mentors is not who teaches");
    assert_eq!(verdict(Role::Mentor, mentor), Verdict::Allowed);
    assert_eq!(verdict(Role::Mentor, teacher), Verdict::NotThere);
    assert_eq!(verdict(Role::Lead, other), Verdict::Allowed);
}
