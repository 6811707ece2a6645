//! What a school says of itself and has chosen, and the rules by which that changes.
//!
//! The events are in [`super`]; what the registers say of a school does not stand here.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    DisclosurePolicyDeclined, DisclosurePolicyRequested, DisclosurePolicySet, DisclosureRequest, SchoolEvent,
    SchoolId, SchoolProfile, SchoolProfileRevised, SchoolProfileSet, SchoolRefusal, SchoolTermsSet,
    SchoolYear, SmallestGroup, Term, TermCalendar, term_faults,
};
use crate::Sequence;
use crate::id::AccountId;
use crate::reason::{GivenReason, Reason, ReasonFor};

/// What a school says of itself and has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SchoolSettings {
    /// Where it is and how its year goes, once it was said.
    pub profile: Option<SchoolProfile>,
    /// The smallest group that figures are shown for.
    pub smallest_group: SmallestGroup,
    /// Another limit that is asked for.
    pub requested: Option<DisclosureRequest>,
    /// Its terms, by their year.
    #[serde(default)]
    pub terms: TermCalendar,
    /// The days on which its governors meet or met.
    #[serde(default)]
    pub meetings: BTreeSet<Date>,
}

/// No note is taken with these reasons: everybody in the school reads them, and they need no key.
fn accept(reason: GivenReason, act: ReasonFor, sequence: Sequence) -> Result<Reason, SchoolRefusal> {
    Ok(reason.accept(act, None, sequence)?)
}

impl SchoolSettings {
    pub(super) fn set_profile(
        &self,
        school: &SchoolId,
        sequence: Sequence,
        today: Date,
        after: SchoolProfile,
        reason: Option<GivenReason>,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        if self.profile.as_ref() == Some(&after) {
            return Ok(Vec::new());
        }
        if !after.country.time_zones().contains(&after.time_zone.as_str()) {
            return Err(SchoolRefusal::ZoneOfAnotherCountry);
        }
        let (effective_on, school) = (today, school.clone());
        let Some(before) = self.profile.clone() else {
            let set = SchoolProfileSet { effective_on, school, profile: after };
            return Ok(vec![SchoolEvent::SchoolProfileSet(set)]);
        };
        let reason = reason.ok_or(SchoolRefusal::ProfileReasonMissing)?;
        let reason = accept(reason, ReasonFor::ChangingSchool, sequence)?;
        let revised = SchoolProfileRevised { effective_on, school, before, after, reason };
        Ok(vec![SchoolEvent::SchoolProfileRevised(revised)])
    }

    pub(super) fn set_terms(
        &self,
        school: &SchoolId,
        sequence: Sequence,
        today: Date,
        academic_year: SchoolYear,
        terms: Vec<Term>,
        reason: Option<GivenReason>,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let before = self.terms.of_year(academic_year).to_vec();
        if before == terms && !terms.is_empty() {
            return Ok(Vec::new());
        }
        let profile = self.profile.as_ref().ok_or(SchoolRefusal::ProfileMissing)?;
        let days = academic_year.days(profile.first_month).ok_or(SchoolRefusal::YearNotOfSchool)?;
        let placed: Vec<(usize, Term)> = (1..).zip(terms.iter().copied()).collect();
        let faults = term_faults(days, &placed);
        if !faults.is_empty() {
            return Err(SchoolRefusal::TermsRefused { faults });
        }
        let reason = match (before.is_empty(), reason) {
            (true, _) => None,
            (false, Some(reason)) => Some(accept(reason, ReasonFor::ChangingSchool, sequence)?),
            (false, None) => return Err(SchoolRefusal::TermsReasonMissing),
        };
        let (effective_on, school) = (today, school.clone());
        let set = SchoolTermsSet { effective_on, school, academic_year, before, terms, reason };
        Ok(vec![SchoolEvent::SchoolTermsSet(set)])
    }

    pub(super) fn request(
        &self,
        school: &SchoolId,
        sequence: Sequence,
        today: Date,
        by: AccountId,
        smallest_group: SmallestGroup,
        reason: GivenReason,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        if self.smallest_group == smallest_group {
            return Err(SchoolRefusal::LimitHoldsAlready);
        }
        let reason = accept(reason, ReasonFor::SettingDisclosure, sequence)?;
        let (effective_on, school) = (today, school.clone());
        let asked = DisclosurePolicyRequested { effective_on, school, smallest_group, by, reason };
        Ok(vec![SchoolEvent::DisclosurePolicyRequested(asked)])
    }

    /// What is asked for, if `by` is a second person.
    fn asked_of(&self, by: AccountId) -> Result<&DisclosureRequest, SchoolRefusal> {
        let request = self.requested.as_ref().ok_or(SchoolRefusal::LimitNotRequested)?;
        if request.by == by { Err(SchoolRefusal::SelfApproval) } else { Ok(request) }
    }

    pub(super) fn approve(
        &self,
        school: &SchoolId,
        today: Date,
        by: AccountId,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let request = self.asked_of(by)?;
        Ok(vec![SchoolEvent::DisclosurePolicySet(DisclosurePolicySet {
            effective_on: today,
            school: school.clone(),
            before: self.smallest_group,
            after: request.smallest_group,
            requested_by: request.by,
            approved_by: by,
            reason: request.reason.clone(),
        })])
    }

    pub(super) fn decline(
        &self,
        school: &SchoolId,
        sequence: Sequence,
        today: Date,
        by: AccountId,
        reason: GivenReason,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let request = self.asked_of(by)?;
        Ok(vec![SchoolEvent::DisclosurePolicyDeclined(DisclosurePolicyDeclined {
            effective_on: today,
            school: school.clone(),
            smallest_group: request.smallest_group,
            requested_by: request.by,
            declined_by: by,
            reason: accept(reason, ReasonFor::SettingDisclosure, sequence)?,
        })])
    }

    pub(super) fn apply(&mut self, event: SchoolEvent) {
        match event {
            SchoolEvent::SchoolRegistered(_)
            | SchoolEvent::SchoolDetailsRevised(_)
            | SchoolEvent::RetentionReviewed(_) => {}
            SchoolEvent::SchoolProfileSet(SchoolProfileSet { profile, .. })
            | SchoolEvent::SchoolProfileRevised(SchoolProfileRevised { after: profile, .. }) => {
                self.profile = Some(profile);
            }
            SchoolEvent::SchoolTermsSet(set) => self.terms.set(set.academic_year, set.terms),
            SchoolEvent::DisclosurePolicyRequested(asked) => {
                self.requested = Some(DisclosureRequest {
                    smallest_group: asked.smallest_group,
                    by: asked.by,
                    requested_on: asked.effective_on,
                    reason: asked.reason,
                });
            }
            SchoolEvent::DisclosurePolicySet(set) => {
                self.smallest_group = set.after;
                self.requested = None;
            }
            SchoolEvent::DisclosurePolicyDeclined(_) => self.requested = None,
            SchoolEvent::GovernorsMeetingSet(set) => {
                self.meetings.insert(set.held_on);
            }
            SchoolEvent::GovernorsMeetingCalledOff(off) => {
                self.meetings.remove(&off.held_on);
            }
        }
    }
}
