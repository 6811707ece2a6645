//! What the form about staff posts, understood or every problem at once.

use domain::cycle::{Plan, StaffChange};
use domain::{AccountId, ReasonFor};
use jiff::civil::Date;

use crate::fields::Draft;
use crate::reason_form;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form.
pub(super) const FIELDS: Shape = Shape(&[
    Part::id("teacher").optional(),
    Part::id("lead").optional(),
    Part::id("mentor").optional(),
    Part::day("effective_on"),
    Part::reason(ReasonFor::ReassigningStaff),
    Part::note("note"),
]);

/// Who can be in each post, each an account's id and a name.
#[derive(Debug)]
pub(super) struct Offered {
    pub(super) teachers: Vec<(String, String)>,
    pub(super) leads: Vec<(String, String)>,
    pub(super) mentors: Vec<(String, String)>,
}

/// What is to be otherwise.
#[derive(Debug)]
pub(super) struct Reassigned {
    /// At least one.
    pub(super) changes: Vec<StaffChange>,
    pub(super) effective_on: Date,
    pub(super) reason: reason_form::Typed,
}

/// Where a draft carries the name of somebody who is in a post.
pub(super) fn name_field(account: &str) -> String {
    format!("name-{account}")
}

/// A post that the form asks about.
struct Post<'a> {
    field: &'static str,
    missing: &'static str,
    offered: &'a [(String, String)],
}

/// `moved_on` is whether the cycle has changed since the form was opened.
pub(super) fn reassign(
    words: Words,
    draft: &mut Draft,
    plan: &Plan,
    offered: &Offered,
    moved_on: bool,
) -> Option<Reassigned> {
    let posts = [
        Post { field: "teacher", missing: "form-teacher-missing", offered: &offered.teachers },
        Post { field: "lead", missing: "form-lead-missing", offered: &offered.leads },
    ];
    let [teacher, lead] = posts.map(|post| somebody(words, draft, &post));
    let mentor = if draft.text("mentor").is_empty() {
        Some(None)
    } else {
        let post = Post { field: "mentor", missing: "form-mentor-missing", offered: &offered.mentors };
        somebody(words, draft, &post).map(Some)
    };
    let effective_on = draft.day(words, "effective_on");
    let reason = reason_form::parse(words, draft, ReasonFor::ReassigningStaff);
    let (teacher, lead, mentor) = (teacher?, lead?, mentor?);
    let mut changes = Vec::new();
    changes.extend((teacher != plan.teacher).then_some(StaffChange::Teacher(teacher)));
    changes.extend((lead != plan.lead).then_some(StaffChange::Lead(lead)));
    changes.extend((mentor != plan.mentor).then_some(StaffChange::Mentor(mentor)));
    if changes.is_empty() && moved_on {
        // The same form sent again finds its change made: the command says so, and is quiet.
        changes = vec![StaffChange::Teacher(teacher), StaffChange::Lead(lead), StaffChange::Mentor(mentor)];
    }
    if changes.is_empty() {
        draft.refuse(words, "teacher", "staff-nothing-changed", &[]);
        return None;
    }
    Some(Reassigned { changes, effective_on: effective_on?, reason: reason? })
}

fn somebody(words: Words, draft: &mut Draft, post: &Post<'_>) -> Option<AccountId> {
    draft.read(words, post.field, post.missing, |text| {
        text.parse().ok().filter(|_| post.offered.iter().any(|(id, _)| id == text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::plan;
    use domain::CycleId;
    use uuid::Uuid;

    fn who(number: u128) -> String {
        Uuid::from_u128(number).to_string()
    }

    fn posted(teacher: &str, mentor: &str) -> (Option<Reassigned>, Vec<&'static str>) {
        let choices =
            |numbers: &[u128]| numbers.iter().map(|one| (who(*one), "Somebody".to_owned())).collect();
        let offered =
            Offered { teachers: choices(&[0xA, 0xE]), leads: choices(&[0xB]), mentors: choices(&[0xC]) };
        let mut draft = Draft::default()
            .with("teacher", teacher)
            .with("lead", who(0xB))
            .with("mentor", mentor)
            .with("effective_on", "2026-01-20")
            .with("reason", "data_entry_error");
        let plan = plan(CycleId::new(Uuid::from_u128(1)));
        let entry = reassign(Words::default(), &mut draft, &plan, &offered, false);
        (entry, draft.problems().iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn only_the_posts_that_change_are_asked_to() {
        let both = posted(&who(0xE), &who(0xC)).0.unwrap().changes;
        assert!(matches!(both[..], [StaffChange::Teacher(_), StaffChange::Mentor(Some(_))]), "{both:?}");
        assert_eq!(posted(&who(0xA), "").1, ["teacher"], "nothing would change");
    }

    #[test]
    fn somebody_who_was_not_offered_is_refused() {
        assert_eq!(posted(&who(0xC), &who(0xE)).1, ["teacher", "mentor"]);
    }
}
