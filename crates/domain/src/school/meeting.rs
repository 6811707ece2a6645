//! The days on which a school's governors meet.
//!
//! A meeting is its day and nothing else. Which questions come before it follows from the questions themselves: whatever is
//! open on that day is on the agenda, so nothing has to be carried from one meeting to the next, and nothing can be left out.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{SchoolEvent, SchoolId, SchoolRefusal, SchoolSettings};
use crate::Sequence;
use crate::reason::{GivenReason, Reason, ReasonFor};

/// How many days back a meeting may be noted that was held before anybody said so here.
pub const MOST_DAYS_AGO: i32 = 366;
/// How many days ahead a meeting may be set.
pub const MOST_DAYS_AHEAD: i32 = 2 * 366;

/// The governors meet on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernorsMeetingSet {
    /// The day on which it was said.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// The day of the meeting.
    pub held_on: Date,
}

/// The governors do not meet on a day on which they would have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernorsMeetingCalledOff {
    /// The day on which it was said.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// The day on which they would have met.
    pub held_on: Date,
    /// Why not.
    pub reason: Reason,
}

impl SchoolSettings {
    pub(super) fn set_meeting(
        &self,
        school: &SchoolId,
        today: Date,
        held_on: Date,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        if self.meetings.contains(&held_on) {
            return Ok(Vec::new());
        }
        let near = today.saturating_sub(MOST_DAYS_AGO.days())..=today.saturating_add(MOST_DAYS_AHEAD.days());
        if !near.contains(&held_on) {
            return Err(SchoolRefusal::MeetingTooFar);
        }
        let set = GovernorsMeetingSet { effective_on: today, school: school.clone(), held_on };
        Ok(vec![SchoolEvent::GovernorsMeetingSet(set)])
    }

    pub(super) fn call_off_meeting(
        &self,
        school: &SchoolId,
        sequence: Sequence,
        today: Date,
        held_on: Date,
        reason: GivenReason,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        if !self.meetings.contains(&held_on) {
            return Err(SchoolRefusal::MeetingNotSet);
        }
        if held_on < today {
            return Err(SchoolRefusal::MeetingIsOver);
        }
        let reason = reason.accept(ReasonFor::CallingOffMeeting, None, sequence)?;
        let off = GovernorsMeetingCalledOff { effective_on: today, school: school.clone(), held_on, reason };
        Ok(vec![SchoolEvent::GovernorsMeetingCalledOff(off)])
    }
}
