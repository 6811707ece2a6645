//! What the forms about groups post, understood or with every problem at once.

use domain::school_group::{GroupKind, MOST_NAME_LENGTH, SchoolGroupAct};
use domain::{GivenReason, GroupId, ReasonCode, ReasonFor, SchoolId};

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of a new group.
pub(super) const NEW_FIELDS: Shape = Shape(&[
    Part::text("group_name", MOST_NAME_LENGTH),
    Part::word::<GroupKind>("group_kind"),
    Part::day("formed_on"),
]);
/// The fields of the form that gives a group another name.
pub(super) const RENAME_FIELDS: Shape =
    Shape(&[Part::text("group_name", MOST_NAME_LENGTH), Part::reason(ReasonFor::ChangingGroup)]);
/// The fields of the form that takes a school in.
pub(super) const JOIN_FIELDS: Shape = Shape(&[Part::text("school", 80), Part::day("joined_on")]);
/// The fields of the form that lets a school go.
pub(super) const LEAVE_FIELDS: Shape = Shape(&[Part::day("left_on"), Part::reason(ReasonFor::ChangingGroup)]);

/// A new group.
pub(super) fn group(words: Words, draft: &mut Draft, group: GroupId) -> Option<SchoolGroupAct> {
    let name = typed_name(words, draft);
    let kind = draft.read(words, "group_kind", "form-group-kind-missing", |text| text.parse().ok());
    let formed_on = draft.day(words, "formed_on");
    Some(SchoolGroupAct::FormGroup { group, name: name?, kind: kind?, formed_on: formed_on? })
}

/// Another name, and why.
pub(super) fn name(words: Words, draft: &mut Draft) -> Option<SchoolGroupAct> {
    let name = typed_name(words, draft);
    let reason = reason(words, draft);
    Some(SchoolGroupAct::RenameGroup { name: name?, reason: reason? })
}

/// A school that comes in; `known` is the school whose number was typed, if there is one.
pub(super) fn joining(words: Words, draft: &mut Draft, known: Option<SchoolId>) -> Option<SchoolGroupAct> {
    let school = draft.read(words, "school", "form-group-school-unknown", |_| known);
    let joined_on = draft.day(words, "joined_on");
    Some(SchoolGroupAct::AddSchool { school: school?, joined_on: joined_on? })
}

/// A school that leaves, and why.
pub(super) fn leaving(words: Words, draft: &mut Draft, school: SchoolId) -> Option<SchoolGroupAct> {
    let left_on = draft.day(words, "left_on");
    let reason = reason(words, draft);
    Some(SchoolGroupAct::RemoveSchool { school, left_on: left_on?, reason: reason? })
}

fn typed_name(words: Words, draft: &mut Draft) -> Option<String> {
    draft.read(words, "group_name", "refusal-group-name-missing", |text| {
        (1..=MOST_NAME_LENGTH).contains(&text.chars().count()).then(|| text.to_owned())
    })
}

/// A reason of the list. There is no note, in which somebody's name could stand.
fn reason(words: Words, draft: &mut Draft) -> Option<GivenReason> {
    let offered = |text: &str| {
        text.parse().ok().filter(|code: &ReasonCode| ReasonFor::ChangingGroup.codes().contains(code))
    };
    draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_each_form_is_told_at_once() {
        let words = Words::default();
        let problems = |draft: &Draft| draft.problems().iter().map(|one| one.field).collect::<Vec<_>>();
        let all = |shape: &Shape| shape.names().collect::<Vec<_>>();
        let [mut new, mut renamed, mut joins, mut leaves] = [(); 4].map(|()| Draft::default());
        let id = GroupId::new(uuid::Uuid::nil());
        assert_eq!(group(words, &mut new, id), None);
        assert_eq!(name(words, &mut renamed), None);
        assert_eq!(joining(words, &mut joins, None), None);
        assert_eq!(leaving(words, &mut leaves, "125000".parse().unwrap()), None);
        assert_eq!(problems(&new), all(&NEW_FIELDS));
        assert_eq!(problems(&renamed), all(&RENAME_FIELDS));
        assert_eq!(problems(&joins), all(&JOIN_FIELDS));
        assert_eq!(problems(&leaves), all(&LEAVE_FIELDS));
    }
}
