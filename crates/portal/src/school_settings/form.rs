//! What the forms about a school post: its profile, another limit for small numbers, the answer to that.

use domain::school::{Country, SchoolProfile, SmallestGroup};
use domain::{GivenReason, ReasonCode, ReasonFor, SchoolId};

use crate::fields::Draft;
use crate::shape::{Part, Shape};
use crate::words::Words;

/// The fields of the profile.
pub(super) const PROFILE_FIELDS: Shape = Shape(&[
    Part::word::<Country>("country"),
    Part::text("time_zone", 60),
    Part::text("phase", 40),
    Part::number("first_month"),
    // Only where another profile stood before.
    Part::reason(ReasonFor::ChangingSchool).optional(),
]);
/// The fields of the form that asks for another limit.
pub(super) const LIMIT_FIELDS: Shape =
    Shape(&[Part::number("smallest_group"), Part::reason(ReasonFor::SettingDisclosure)]);
/// The fields of the answer.
pub(super) const ANSWER_FIELDS: Shape = Shape(&[
    Part::one_of("answer", answers),
    // Only for a no.
    Part::reason(ReasonFor::SettingDisclosure).optional(),
]);

fn answers() -> Vec<String> {
    [AGREE, DECLINE].map(str::to_owned).to_vec()
}

const AGREE: &str = "agree";
const DECLINE: &str = "decline";

/// What the head says to another limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Agree,
    Decline(GivenReason),
}

/// What stands in the form: what is so, or what is likely for a school of this register.
pub(super) fn profile_of(school: &SchoolId, profile: Option<&SchoolProfile>) -> Draft {
    match profile {
        Some(profile) => Draft::default()
            .with("country", profile.country.to_string())
            .with("time_zone", profile.time_zone.to_string())
            .with("phase", profile.phase.to_string())
            .with("first_month", profile.first_month.number().to_string()),
        None if school.urn().is_some() => Draft::default()
            .with("country", Country::England.to_string())
            .with("time_zone", Country::England.time_zones().first().copied().unwrap_or_default())
            .with("first_month", crate::pupil_details::FIRST_MONTH.to_string()),
        None => Draft::default(),
    }
}

/// The profile, and why it changes where it was said before.
pub(super) fn profile(
    words: Words,
    draft: &mut Draft,
    before: Option<&SchoolProfile>,
) -> Option<(SchoolProfile, Option<GivenReason>)> {
    let country = draft.read(words, "country", "form-country-missing", |text| text.parse().ok());
    let zones = |country: &Country| country.time_zones();
    let known = |text: &str| country.as_ref().is_none_or(|country| zones(country).contains(&text));
    let time_zone = draft
        .read(words, "time_zone", "form-time-zone-missing", |text| text.parse().ok().filter(|_| known(text)));
    let phase = draft.read(words, "phase", "form-phase-missing", |text| text.parse().ok());
    let first_month = draft.read(words, "first_month", "form-first-month-missing", |text| text.parse().ok());
    let read = || {
        Some(SchoolProfile {
            country: country?,
            time_zone: time_zone?,
            phase: phase?,
            first_month: first_month?,
        })
    };
    let profile = read();
    // The same form sent twice changes nothing the second time, and what changes nothing needs no reason.
    if before.is_none() || before == profile.as_ref() {
        return Some((profile?, None));
    }
    let reason = reason(words, draft, ReasonFor::ChangingSchool);
    Some((profile?, Some(reason?)))
}

/// Another limit, and why.
pub(super) fn limit(words: Words, draft: &mut Draft) -> Option<(SmallestGroup, GivenReason)> {
    let group = draft.read(words, "smallest_group", "form-smallest-group-missing", |text| text.parse().ok());
    let reason = reason(words, draft, ReasonFor::SettingDisclosure);
    Some((group?, reason?))
}

/// Yes, or no and why not.
pub(super) fn answer(words: Words, draft: &mut Draft) -> Option<Answer> {
    let agrees = draft.read(words, "answer", "form-answer-missing", |text| match text {
        AGREE => Some(true),
        DECLINE => Some(false),
        _ => None,
    })?;
    if agrees {
        return Some(Answer::Agree);
    }
    reason(words, draft, ReasonFor::SettingDisclosure).map(Answer::Decline)
}

/// A reason of the list. There is no note: everybody in the school reads it.
fn reason(words: Words, draft: &mut Draft, act: ReasonFor) -> Option<GivenReason> {
    let offered = |text: &str| text.parse().ok().filter(|code: &ReasonCode| act.codes().contains(code));
    draft.read(words, "reason", "form-reason-missing", offered).map(GivenReason::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(draft: &Draft) -> Vec<&str> {
        draft.problems().iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn every_problem_of_a_profile_is_told_at_once() {
        let words = Words::default();
        let mut draft = profile_of(&"125000".parse().unwrap(), None).with("phase", "primary");
        let (said, reason) = profile(words, &mut draft, None).unwrap();
        assert_eq!((said.time_zone.as_str(), reason), ("Europe/London", None));
        let mut same = profile_of(&"125000".parse().unwrap(), Some(&said));
        assert_eq!(profile(words, &mut same, Some(&said)), Some((said.clone(), None)), "nothing changes");
        let mut changed = Draft::default();
        assert_eq!(profile(words, &mut changed, Some(&said)), None);
        assert_eq!(problems(&changed), PROFILE_FIELDS.names().collect::<Vec<_>>());
        let mut elsewhere =
            profile_of(&"125000".parse().unwrap(), Some(&said)).with("country", "new_zealand");
        assert_eq!(profile(words, &mut elsewhere, None), None);
        assert_eq!(problems(&elsewhere), ["time_zone"], "a zone of another country");
    }

    #[test]
    fn another_limit_has_a_reason_and_so_has_a_no() {
        let words = Words::default();
        let mut draft = Draft::default().with("smallest_group", "7");
        assert_eq!(limit(words, &mut draft), None);
        assert_eq!(problems(&draft), LIMIT_FIELDS.names().collect::<Vec<_>>());
        assert_eq!(answer(words, &mut Draft::default().with("answer", "agree")), Some(Answer::Agree));
        let mut no = Draft::default().with("answer", "decline");
        assert_eq!(answer(words, &mut no), None);
        assert_eq!(problems(&no), ["reason"]);
        assert!(answer(words, &mut no.with("reason", "policy")).is_some());
    }
}
