//! What the forms about meetings post, understood or with every problem at once.

use domain::{GivenReason, ReasonCode, ReasonFor};
use jiff::civil::Date;

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form that sets a meeting.
pub(super) const SET_FIELDS: Shape = Shape(&[Part::day("meets_on")]);
/// The fields of the form that calls a meeting off.
pub(super) const OFF_FIELDS: Shape = Shape(&[Part::reason(ReasonFor::CallingOffMeeting)]);

/// The day of a meeting.
pub(super) fn meets_on(words: Words, draft: &mut Draft) -> Option<Date> {
    draft.day(words, "meets_on")
}

/// A reason of the list. There is no note, in which somebody's name could stand.
pub(super) fn reason(words: Words, draft: &mut Draft) -> Option<GivenReason> {
    let offered = |text: &str| {
        text.parse().ok().filter(|code: &ReasonCode| ReasonFor::CallingOffMeeting.codes().contains(code))
    };
    draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_reason_of_the_list_are_asked_for() {
        let words = Words::default();
        let mut draft = Draft::default().with("meets_on", "soon").with("reason", "absence");
        assert_eq!((meets_on(words, &mut draft), reason(words, &mut draft)), (None, None));
        let fields: Vec<_> = draft.problems().iter().map(|one| one.field).collect();
        assert_eq!(fields, ["meets_on", "reason"]);
    }
}
