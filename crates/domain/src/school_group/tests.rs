//! Given what happened, when somebody asks, then this follows.

use super::*;
use crate::ReasonCode;
use jiff::civil::date;

const GROUP: GroupId = GroupId::new(uuid::Uuid::from_u128(1));
const FORMED: Date = date(2025, 9, 1);

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<SchoolGroup>(include_str!("golden.jsonl"), &["name", "before", "after"]);
}

fn ask(act: SchoolGroupAct) -> SchoolGroupCommand {
    SchoolGroupCommand { today: date(2026, 2, 2), act }
}

fn form(name: &str, formed_on: Date) -> SchoolGroupCommand {
    let (group, name, kind) = (GROUP, name.to_owned(), GroupKind::Trust);
    ask(SchoolGroupAct::FormGroup { group, name, kind, formed_on })
}

fn rename(name: &str, code: ReasonCode) -> SchoolGroupCommand {
    ask(SchoolGroupAct::RenameGroup { name: name.to_owned(), reason: GivenReason::of(code) })
}

fn add(joined_on: Date) -> SchoolGroupCommand {
    ask(SchoolGroupAct::AddSchool { school: "125000".parse().unwrap(), joined_on })
}

fn remove(left_on: Date) -> SchoolGroupCommand {
    let reason = GivenReason::of(ReasonCode::Left);
    ask(SchoolGroupAct::RemoveSchool { school: "125000".parse().unwrap(), left_on, reason })
}

fn after(mut group: SchoolGroup, command: SchoolGroupCommand) -> SchoolGroup {
    for event in group.decide(command).unwrap() {
        group.apply(event);
    }
    group
}

fn formed() -> SchoolGroup {
    after(SchoolGroup::default(), form("Valley Trust", FORMED))
}

#[test]
fn a_group_is_formed_once_with_a_name_and_not_before_its_day() {
    let refused = |name: &str, day| SchoolGroup::default().decide(form(name, day)).unwrap_err();
    assert_eq!(refused(" ", FORMED), SchoolGroupRefusal::NameMissing);
    assert_eq!(refused(&"a".repeat(101), FORMED), SchoolGroupRefusal::NameMissing);
    assert_eq!(refused("Valley\u{7}", FORMED), SchoolGroupRefusal::NameUnprintable);
    assert_eq!(refused("Valley", date(2026, 2, 3)), SchoolGroupRefusal::DateInFuture);
    assert_eq!(SchoolGroup::default().decide(add(FORMED)), Err(SchoolGroupRefusal::UnknownRecord));
    assert_eq!(formed().decide(form(" Valley Trust ", FORMED)), Ok(Vec::new()), "it is so already");
    assert_eq!(formed().decide(form("Another", FORMED)), Err(SchoolGroupRefusal::AlreadyFormed));
}

#[test]
fn another_name_has_a_reason() {
    let renamed = after(formed(), rename("Two Valleys Trust", ReasonCode::Policy));
    assert_eq!(renamed.record().unwrap().name, "Two Valleys Trust");
    assert_eq!(renamed.decide(rename("Two Valleys Trust", ReasonCode::Policy)), Ok(Vec::new()));
    assert_eq!(renamed.decide(rename("", ReasonCode::Policy)), Err(SchoolGroupRefusal::NameMissing));
    let unfit = renamed.decide(rename("Third", ReasonCode::Absence)).unwrap_err();
    assert_eq!(unfit.code(), "reason-not-allowed-here");
}

#[test]
fn a_school_comes_in_leaves_and_may_come_back_later() {
    assert_eq!(formed().decide(add(date(2025, 8, 31))), Err(SchoolGroupRefusal::BeforeFormed));
    assert_eq!(formed().decide(remove(FORMED)), Err(SchoolGroupRefusal::NotMember));
    let joined = after(formed(), add(date(2025, 10, 1)));
    assert_eq!(joined.decide(add(date(2025, 10, 1))), Ok(Vec::new()), "it is so already");
    assert_eq!(joined.decide(add(date(2025, 11, 1))), Err(SchoolGroupRefusal::AlreadyMember));
    assert_eq!(joined.decide(remove(date(2025, 9, 30))), Err(SchoolGroupRefusal::LeftBeforeJoined));
    let left = after(joined, remove(date(2025, 12, 31)));
    assert_eq!(left.decide(remove(date(2025, 12, 31))), Ok(Vec::new()), "it is so already");
    assert_eq!(left.decide(remove(date(2026, 1, 31))), Err(SchoolGroupRefusal::NotMember));
    assert_eq!(left.decide(add(date(2025, 12, 31))), Err(SchoolGroupRefusal::AlreadyMember));
    let back = after(left, add(date(2026, 3, 1)));
    let times = &back.record().unwrap().members[&"125000".parse().unwrap()];
    let on = |day| times.iter().any(|time| time.holds_on(day));
    let days = [date(2025, 9, 30), date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 1)];
    assert_eq!(days.map(on), [false, true, true, false, true], "the last day still counts");
}
