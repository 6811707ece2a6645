//! What the forms about erasing post.

use domain::pupil::ErasureBasis;
use domain::{GivenReason, ReasonCode, ReasonFor};

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the form that asks for it.
pub(super) const FIELDS: Shape =
    Shape(&[Part::word::<ErasureBasis>("basis"), Part::reason(ReasonFor::ErasingPupil)]);
/// The fields of the button that takes the request back: none.
pub(super) const WITHDRAW_FIELDS: Shape = Shape(&[]);
/// The fields of the form that does it.
pub(super) const CONFIRM_FIELDS: Shape = Shape(&[Part::tick("sure")]);

/// What a head asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) basis: ErasureBasis,
    pub(super) reason: GivenReason,
}

/// The ground and the reason. There is no note: whatever it said would stay when the pupil is gone.
pub(super) fn request(words: Words, draft: &mut Draft) -> Option<Typed> {
    let basis = draft.read(words, "basis", "form-basis-missing", |text| text.parse().ok());
    let offered = |text: &str| {
        text.parse().ok().filter(|code: &ReasonCode| ReasonFor::ErasingPupil.codes().contains(code))
    };
    let code = draft.read(words, "reason", "form-reason-missing", offered);
    Some(Typed { basis: basis?, reason: GivenReason::of(code?) })
}

/// Whether the box is ticked that says so.
pub(super) fn is_sure(words: Words, draft: &mut Draft) -> bool {
    draft.read(words, "sure", "form-sure-missing", |text| (!text.is_empty()).then_some(())).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_and_the_reason_are_both_asked_for_at_once() {
        let mut draft = Draft::default().with("reason", "remark");
        assert_eq!(request(Words::default(), &mut draft), None);
        let fields: Vec<&str> = draft.problems().iter().map(|problem| problem.field).collect();
        assert_eq!(fields, FIELDS.names().collect::<Vec<_>>());
        let mut draft = Draft::default().with("basis", "retention_ended").with("reason", "policy");
        assert_eq!(request(Words::default(), &mut draft).unwrap().basis, ErasureBasis::RetentionEnded);
    }

    #[test]
    fn nobody_erases_without_saying_so() {
        assert!(!is_sure(Words::default(), &mut Draft::default()));
        assert!(is_sure(Words::default(), &mut Draft::default().with("sure", "on")));
    }
}
