//! The days on which a school's governors meet, for its agenda; and who set them and called them off, from the recorded facts
//! themselves.

use domain::school::SchoolEvent;
use domain::{Fact, ReasonCode, SchoolId};
use jiff::civil::Date;
use journal::Recorded;
use sqlx::PgPool;
use uuid::Uuid;

use crate::facts;
use crate::page_error::PageError;

/// That a meeting was set, or called off.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// Its place in the school's stream.
    pub(super) sequence: u64,
    /// What, as the facts call it.
    pub(super) kind: String,
    /// The day of the meeting.
    pub(super) held_on: Date,
    /// On which day it was said.
    pub(super) on: Date,
    /// When it was recorded.
    pub(super) recorded_at: jiff::Timestamp,
    /// Who, if it was a person.
    pub(super) by: Option<Uuid>,
    /// In which role, by its stored name.
    pub(super) role: String,
    /// Why it was called off.
    pub(super) why: Option<ReasonCode>,
}

/// What a school's facts say of its meetings, the latest first.
pub(super) fn said(stream: &[Recorded]) -> Vec<Said> {
    stream.iter().rev().filter_map(|recorded| one(recorded, facts::of(recorded).ok()?)).collect()
}

fn one(recorded: &Recorded, fact: Fact) -> Option<Said> {
    let (held_on, on, why) = match fact {
        Fact::School(SchoolEvent::GovernorsMeetingSet(set)) => (set.held_on, set.effective_on, None),
        Fact::School(SchoolEvent::GovernorsMeetingCalledOff(off)) => {
            (off.held_on, off.effective_on, Some(off.reason.code()))
        }
        Fact::School(
            SchoolEvent::SchoolRegistered(_)
            | SchoolEvent::SchoolDetailsRevised(_)
            | SchoolEvent::SchoolProfileSet(_)
            | SchoolEvent::SchoolProfileRevised(_)
            | SchoolEvent::SchoolTermsSet(_)
            | SchoolEvent::DisclosurePolicyRequested(_)
            | SchoolEvent::DisclosurePolicySet(_)
            | SchoolEvent::DisclosurePolicyDeclined(_)
            | SchoolEvent::RetentionReviewed(_),
        )
        | Fact::Cycle(_)
        | Fact::SchoolGroup(_)
        | Fact::CohortResult(_)
        | Fact::BenchmarkSet(_)
        | Fact::Account(_)
        | Fact::ImportBatch(_)
        | Fact::Pupil(_)
        | Fact::Catalogue(_)
        | Fact::Enquiry(_)
        | Fact::Edition(_)
        | Fact::Ledger(_)
        | Fact::Pack(_) => return None,
    };
    Some(Said {
        sequence: recorded.sequence,
        kind: recorded.event_type.clone(),
        held_on,
        on,
        recorded_at: recorded.recorded_at,
        by: recorded.metadata.get("actor").and_then(|actor| actor.parse().ok()),
        role: recorded.metadata.get("role").cloned().unwrap_or_default(),
        why,
    })
}

/// Every day on which the school's governors meet or met, the earliest first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn meetings(pool: &PgPool, school: &SchoolId) -> Result<Vec<Date>, PageError> {
    let days = sqlx::query_scalar!(
        r#"select held_on as "held_on: jiff_sqlx::Date" from school_meetings where school_id = $1 order by held_on"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    Ok(days.into_iter().map(jiff_sqlx::Date::to_jiff).collect())
}
