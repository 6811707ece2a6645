//! Q16 and Q17: did it last once the support stopped, and can pupils use it in ordinary lessons?

use super::{Figures, Finding, QuestionId, Unknown};

/// A score counts as a look back from this many weeks after the last lesson on.
///
/// # Source
/// Our own rule, after the end-of-year test that Accelerating Learning in Mathematics asked for beside the one at the end.
pub const WEEKS_TO_LAST: u32 = 10;

/// What is known of a cycle after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Afterwards {
    /// The cycle is closed.
    pub closed: bool,
    /// Days since its last lesson, or since its last planned day where no lesson is on record; negative before it.
    pub days_since_end: i32,
    /// The days after its last lesson on which the latest score to look back was taken, if one was.
    pub looked_back_after: Option<i32>,
    /// A score was taken in ordinary lessons.
    pub class_evidence: bool,
}

impl Afterwards {
    fn weeks(&self) -> u32 {
        u32::try_from(self.days_since_end / 7).unwrap_or_default()
    }
}

/// Q16: asked when [`WEEKS_TO_LAST`] weeks have passed since the last lesson and nobody has looked whether it lasted.
#[must_use]
pub fn lasting(facts: Afterwards) -> Finding {
    let id = QuestionId::Q16;
    if !facts.closed {
        return Finding::not_known(id, Unknown::GoesOn);
    }
    let figures = Figures::Weeks { since_end: facts.weeks() };
    let looked = facts.looked_back_after.is_some_and(|days| days >= 7 * WEEKS_TO_LAST.cast_signed());
    if looked {
        return Finding::nothing(id, figures);
    }
    if facts.weeks() < WEEKS_TO_LAST {
        return Finding::not_known(id, Unknown::TooSoon);
    }
    Finding::asked(id, 40, figures)
}

/// Q17: asked of a closed cycle when nobody has looked whether pupils use it in ordinary lessons.
#[must_use]
pub fn transfer(facts: Afterwards) -> Finding {
    let id = QuestionId::Q17;
    if !facts.closed && !facts.class_evidence {
        return Finding::not_known(id, Unknown::GoesOn);
    }
    Finding::when(!facts.class_evidence, id, 35, Figures::Weeks { since_end: facts.weeks() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::State;

    fn after(days_since_end: i32, looked_back_after: Option<i32>) -> Afterwards {
        Afterwards { closed: true, days_since_end, looked_back_after, class_evidence: false }
    }

    #[test]
    fn after_ten_weeks_without_a_look_back_it_is_asked_whether_it_lasted() {
        assert!(lasting(after(70, None)).is_asked());
        assert!(lasting(after(100, Some(69))).is_asked(), "too early to say that it lasted");
        assert_eq!(lasting(after(100, Some(70))).state, State::NothingUnusual);
        assert_eq!(lasting(after(69, None)).state, State::NotKnown(Unknown::TooSoon));
        let open = Afterwards { closed: false, ..after(-3, None) };
        assert_eq!(lasting(open).state, State::NotKnown(Unknown::GoesOn));
    }

    #[test]
    fn a_closed_cycle_without_a_look_into_lessons_is_asked_about() {
        let looked = Afterwards { class_evidence: true, ..after(3, None) };
        assert!(transfer(after(3, None)).is_asked());
        assert_eq!(transfer(looked).state, State::NothingUnusual);
        let open = Afterwards { closed: false, ..after(-3, None) };
        assert_eq!(transfer(open).state, State::NotKnown(Unknown::GoesOn));
    }
}
