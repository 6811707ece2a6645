//! A school as the public registers describe it: its name, its authority, what kind it is and whom it teaches.
//!
//! No address, no telephone, nobody's name. What a school does with its pupils is elsewhere.

mod disclosure;
mod id;
mod meeting;
mod profile;
mod retention;
mod settings;
mod terms;
#[cfg(test)]
mod tests;

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

pub use self::disclosure::{
    DisclosurePolicyDeclined, DisclosurePolicyRequested, DisclosurePolicySet, DisclosureRequest,
    SmallestGroup,
};
pub use self::id::{AuthorityCode, SchoolId, SchoolUrn};
pub use self::meeting::{GovernorsMeetingCalledOff, GovernorsMeetingSet, MOST_DAYS_AGO, MOST_DAYS_AHEAD};
pub use self::profile::{Country, Month, Phase, SchoolProfile, TimeZoneName};
pub use self::retention::{RetentionDecision, RetentionDue, RetentionLook, RetentionReviewed};
pub use self::settings::SchoolSettings;
pub use self::terms::{
    MOST_TERM_DAYS, MOST_TERMS, SchoolTermsSet, SchoolYear, Term, TermCalendar, TermFault, TermName,
    TermRefusal, When, term_faults,
};
use crate::id::{AccountId, ImportBatchId};
use crate::reason::{GivenReason, Reason, ReasonFor, ReasonRefusal};
use crate::{Sequence, ValueError};

/// What kind of school it is, as far as comparing results needs it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum SchoolKind {
    /// A mainstream school: record type 1 of the English tables.
    Mainstream,
    /// A special school: record type 2.
    Special,
    /// Neither, or not said.
    Other,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a kind of school")
}

/// The youngest and the oldest age taught, in years: 4-11. A junior school begins at 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeRange {
    /// The youngest age, in years.
    pub youngest: u8,
    /// The oldest age, in years.
    pub oldest: u8,
}

/// A school as a register describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolDetails {
    /// Its public name.
    pub name: String,
    /// Its local authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<AuthorityCode>,
    /// What kind of school it is.
    pub kind: SchoolKind,
    /// Who runs it, by the register's own short code: `ACC` an academy converter, `CY` a community school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governance: Option<String>,
    /// Whom it teaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ages: Option<AgeRange>,
}

/// A school is known to us from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolRegistered {
    /// From when it is so.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// What the register says of it.
    pub details: SchoolDetails,
    /// The import that brought it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<ImportBatchId>,
}

/// A register says something else of a school now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolDetailsRevised {
    /// From when it is so.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// What was said.
    pub before: SchoolDetails,
    /// What is said now.
    pub after: SchoolDetails,
    /// The import that brought it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<ImportBatchId>,
    /// Why it changed.
    pub reason: Reason,
}

/// A school says where it is and how its year goes, for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolProfileSet {
    /// From when it is so.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// What it says.
    pub profile: SchoolProfile,
}

/// A school says something else of itself now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolProfileRevised {
    /// From when it is so.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// What it said.
    pub before: SchoolProfile,
    /// What it says now.
    pub after: SchoolProfile,
    /// Why it changed.
    pub reason: Reason,
}

/// What can happen to a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SchoolEvent {
    /// It is known from now on.
    SchoolRegistered(SchoolRegistered),
    /// Its description changed.
    SchoolDetailsRevised(SchoolDetailsRevised),
    /// It said where it is and how its year goes.
    SchoolProfileSet(SchoolProfileSet),
    /// It says something else of itself.
    SchoolProfileRevised(SchoolProfileRevised),
    /// It said when its terms of a year begin and end.
    SchoolTermsSet(SchoolTermsSet),
    /// Another limit for small numbers is asked for.
    DisclosurePolicyRequested(DisclosurePolicyRequested),
    /// Another limit for small numbers holds.
    DisclosurePolicySet(DisclosurePolicySet),
    /// Another limit for small numbers was not agreed to.
    DisclosurePolicyDeclined(DisclosurePolicyDeclined),
    /// Its governors meet on a day.
    GovernorsMeetingSet(GovernorsMeetingSet),
    /// Its governors do not meet on a day.
    GovernorsMeetingCalledOff(GovernorsMeetingCalledOff),
    /// Somebody looked at whose names it keeps past their day.
    RetentionReviewed(RetentionReviewed),
}

impl SchoolEvent {
    /// The school that it happened to.
    #[must_use]
    pub fn school(&self) -> &SchoolId {
        match self {
            Self::SchoolRegistered(event) => &event.school,
            Self::SchoolDetailsRevised(event) => &event.school,
            Self::SchoolProfileSet(event) => &event.school,
            Self::SchoolProfileRevised(event) => &event.school,
            Self::SchoolTermsSet(event) => &event.school,
            Self::DisclosurePolicyRequested(event) => &event.school,
            Self::DisclosurePolicySet(event) => &event.school,
            Self::DisclosurePolicyDeclined(event) => &event.school,
            Self::GovernorsMeetingSet(event) => &event.school,
            Self::GovernorsMeetingCalledOff(event) => &event.school,
            Self::RetentionReviewed(event) => &event.school,
        }
    }
}

impl DomainEvent for SchoolEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}

/// What can be asked about a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchoolCommand {
    /// Make a school known. Quiet if it is known by the same details.
    RegisterSchool {
        /// Today's date.
        today: Date,
        /// From when it is so.
        effective_on: Date,
        /// Which school.
        school: SchoolId,
        /// What the register says of it.
        details: SchoolDetails,
        /// The import that brings it, if one does.
        batch: Option<ImportBatchId>,
    },
    /// Say what the register says now. Quiet if that is what we have.
    ReviseDetails {
        /// Today's date.
        today: Date,
        /// From when it is so.
        effective_on: Date,
        /// What is said now.
        details: SchoolDetails,
        /// The import that brings it, if one does; a note is sealed under its key.
        batch: Option<ImportBatchId>,
        /// Why it changed.
        reason: GivenReason,
    },
    /// Say where the school is and how its year goes. Quiet if that is what we have. Once it was said, a change needs a reason.
    SetProfile {
        /// Today's date.
        today: Date,
        /// What is so.
        profile: SchoolProfile,
        /// Why it changes; none the first time.
        reason: Option<GivenReason>,
    },
    /// Say when the terms of a year begin and end. Quiet if that is what we have. Once it was said, a change needs a reason.
    SetTerms {
        /// Today's date.
        today: Date,
        /// The school year.
        academic_year: SchoolYear,
        /// Its terms, in their order.
        terms: Vec<Term>,
        /// Why they change; none the first time.
        reason: Option<GivenReason>,
    },
    /// Ask for another limit for small numbers.
    RequestDisclosurePolicy {
        /// Today's date.
        today: Date,
        /// Who asks.
        by: AccountId,
        /// The limit.
        smallest_group: SmallestGroup,
        /// Why.
        reason: GivenReason,
    },
    /// Agree to the limit that is asked for.
    ApproveDisclosurePolicy {
        /// Today's date.
        today: Date,
        /// Who agrees.
        by: AccountId,
    },
    /// Don't agree to the limit that is asked for.
    DeclineDisclosurePolicy {
        /// Today's date.
        today: Date,
        /// Who says no.
        by: AccountId,
        /// Why not.
        reason: GivenReason,
    },
    /// Say that the governors meet on a day. Quiet if that is known.
    SetMeeting {
        /// Today's date.
        today: Date,
        /// The day of the meeting.
        held_on: Date,
    },
    /// Say that the governors do not meet on a day on which they would have.
    CallOffMeeting {
        /// Today's date.
        today: Date,
        /// The day on which they would have met.
        held_on: Date,
        /// Why not.
        reason: GivenReason,
    },
    /// Say that somebody looked at whose names the school keeps past their day, and what came of it.
    ReviewRetention {
        /// Today's date.
        today: Date,
        /// The look.
        look: RetentionLook,
    },
}

/// Why a command about a school is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SchoolRefusal {
    /// It is known by other details: revise them.
    #[error("the school is known by other details")]
    AlreadyRegistered,
    /// It is not known.
    #[error("the school is not known")]
    UnknownRecord,
    /// It has no name.
    #[error("a school needs a name")]
    NameMissing,
    /// Its name has a character that can't be printed.
    #[error("the name has a character that can't be printed")]
    NameUnprintable,
    /// The youngest age is above the oldest.
    #[error("the youngest age is above the oldest")]
    AgesReversed,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// The time zone is not one of the country.
    #[error("the time zone is not one of the country")]
    ZoneOfAnotherCountry,
    /// The profile is known and would change: that needs a reason.
    #[error("changing the profile needs a reason")]
    ProfileReasonMissing,
    /// When the school year begins is not known, so that no term can be placed in one.
    #[error("the profile is not known")]
    ProfileMissing,
    /// The school's years do not go like this one.
    #[error("the year is not one of the school's")]
    YearNotOfSchool,
    /// Terms that can't be: everything that is wrong with them.
    #[error("some terms can't be as they were said")]
    TermsRefused {
        /// What is wrong, each with its place in the list.
        faults: Vec<TermFault>,
    },
    /// The terms are known and would change: that needs a reason.
    #[error("changing terms needs a reason")]
    TermsReasonMissing,
    /// The limit that is asked for holds already.
    #[error("this limit holds already")]
    LimitHoldsAlready,
    /// Nobody asks for another limit.
    #[error("nobody asks for another limit")]
    LimitNotRequested,
    /// Nobody agrees to what they asked for themselves.
    #[error("a second person must agree")]
    SelfApproval,
    /// The meeting would be too long ago, or too far ahead.
    #[error("a meeting is at most a year ago and two years ahead")]
    MeetingTooFar,
    /// The governors do not meet on that day.
    #[error("no meeting is set for that day")]
    MeetingNotSet,
    /// The meeting was held: it stays.
    #[error("the meeting is over")]
    MeetingIsOver,
    /// Records are past their day, so something has to be decided about them.
    #[error("some records are past their day")]
    RecordsAreDue,
    /// No record is past its day, so nothing can be decided about one.
    #[error("no record is past its day")]
    NoRecordIsDue,
    /// Erasing is not asked for, for some pupil whose record is past its day.
    #[error("erasing was not asked for, for all of them")]
    ErasureNotAsked,
    /// Keeping a record past its day needs a note that says why.
    #[error("keeping records past their day needs a note")]
    KeepingNoteMissing,
    /// The note is not under the key of the look that it belongs to.
    #[error("the note is under another key")]
    NoteUnderAnotherKey,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl SchoolRefusal {
    /// The refusal's name as a word key: `name-missing`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::AlreadyRegistered
            | Self::UnknownRecord
            | Self::NameMissing
            | Self::NameUnprintable
            | Self::AgesReversed
            | Self::DateInFuture
            | Self::ZoneOfAnotherCountry
            | Self::ProfileReasonMissing
            | Self::ProfileMissing
            | Self::YearNotOfSchool
            | Self::TermsRefused { .. }
            | Self::TermsReasonMissing
            | Self::LimitHoldsAlready
            | Self::LimitNotRequested
            | Self::SelfApproval
            | Self::MeetingTooFar
            | Self::MeetingNotSet
            | Self::MeetingIsOver
            | Self::RecordsAreDue
            | Self::NoRecordIsDue
            | Self::ErasureNotAsked
            | Self::KeepingNoteMissing
            | Self::NoteUnderAnotherKey => self.into(),
        }
    }
}

/// A school: not yet known, or known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum School {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// It is known.
    Known {
        /// Which school.
        school: SchoolId,
        /// What the register says of it.
        details: SchoolDetails,
        /// What it says of itself and has chosen.
        settings: Box<SchoolSettings>,
        /// The last event of its stream.
        sequence: Sequence,
    },
}

impl School {
    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: SchoolCommand) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        match (self, command) {
            (
                Self::Unknown,
                SchoolCommand::RegisterSchool { today, effective_on, school, details, batch },
            ) => {
                check(today, effective_on, &details)?;
                Ok(vec![SchoolEvent::SchoolRegistered(SchoolRegistered {
                    effective_on,
                    school,
                    details,
                    batch,
                })])
            }
            (Self::Known { details: known, .. }, SchoolCommand::RegisterSchool { details, .. }) => {
                if *known == details { Ok(Vec::new()) } else { Err(SchoolRefusal::AlreadyRegistered) }
            }
            (Self::Unknown, _) => Err(SchoolRefusal::UnknownRecord),
            (
                Self::Known { school, details: before, sequence, .. },
                SchoolCommand::ReviseDetails { today, effective_on, details: after, batch, reason },
            ) => {
                if *before == after {
                    return Ok(Vec::new());
                }
                check(today, effective_on, &after)?;
                let reason = reason.accept(ReasonFor::RevisingPublished, batch.map(Into::into), *sequence)?;
                let (school, before) = (school.clone(), before.clone());
                let revised = SchoolDetailsRevised { effective_on, school, before, after, batch, reason };
                Ok(vec![SchoolEvent::SchoolDetailsRevised(revised)])
            }
            (
                Self::Known { school, settings, sequence, .. },
                SchoolCommand::SetProfile { today, profile, reason },
            ) => settings.set_profile(school, *sequence, today, profile, reason),
            (
                Self::Known { school, settings, sequence, .. },
                SchoolCommand::SetTerms { today, academic_year, terms, reason },
            ) => settings.set_terms(school, *sequence, today, academic_year, terms, reason),
            (
                Self::Known { school, settings, sequence, .. },
                SchoolCommand::RequestDisclosurePolicy { today, by, smallest_group, reason },
            ) => settings.request(school, *sequence, today, by, smallest_group, reason),
            (Self::Known { school, settings, .. }, SchoolCommand::ApproveDisclosurePolicy { today, by }) => {
                settings.approve(school, today, by)
            }
            (
                Self::Known { school, settings, sequence, .. },
                SchoolCommand::DeclineDisclosurePolicy { today, by, reason },
            ) => settings.decline(school, *sequence, today, by, reason),
            (Self::Known { school, settings, .. }, SchoolCommand::SetMeeting { today, held_on }) => {
                settings.set_meeting(school, today, held_on)
            }
            (
                Self::Known { school, settings, sequence, .. },
                SchoolCommand::CallOffMeeting { today, held_on, reason },
            ) => settings.call_off_meeting(school, *sequence, today, held_on, reason),
            (Self::Known { school, .. }, SchoolCommand::ReviewRetention { today, look }) => {
                SchoolSettings::review_retention(school, today, look)
            }
        }
    }
}

fn check(today: Date, effective_on: Date, details: &SchoolDetails) -> Result<(), SchoolRefusal> {
    if effective_on > today {
        return Err(SchoolRefusal::DateInFuture);
    }
    if details.name.trim().is_empty() {
        return Err(SchoolRefusal::NameMissing);
    }
    if details.name.chars().any(char::is_control) {
        return Err(SchoolRefusal::NameUnprintable);
    }
    if details.ages.is_some_and(|ages| ages.youngest > ages.oldest) {
        return Err(SchoolRefusal::AgesReversed);
    }
    Ok(())
}

impl Aggregate for School {
    const TYPE: &'static str = "school";
    type Command = SchoolCommand;
    type Event = SchoolEvent;
    type Error = SchoolRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: SchoolCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), SchoolRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: SchoolEvent) {
        match event {
            SchoolEvent::SchoolRegistered(SchoolRegistered { school, details, .. }) => {
                let (settings, sequence) = (Box::default(), Sequence::new(1));
                *self = Self::Known { school, details, settings, sequence };
            }
            event @ (SchoolEvent::SchoolDetailsRevised(_)
            | SchoolEvent::SchoolProfileSet(_)
            | SchoolEvent::SchoolProfileRevised(_)
            | SchoolEvent::SchoolTermsSet(_)
            | SchoolEvent::DisclosurePolicyRequested(_)
            | SchoolEvent::DisclosurePolicySet(_)
            | SchoolEvent::DisclosurePolicyDeclined(_)
            | SchoolEvent::GovernorsMeetingSet(_)
            | SchoolEvent::GovernorsMeetingCalledOff(_)
            | SchoolEvent::RetentionReviewed(_)) => {
                let Self::Known { details, settings, sequence, .. } = self else { return };
                *sequence = sequence.next();
                if let SchoolEvent::SchoolDetailsRevised(revised) = &event {
                    details.clone_from(&revised.after);
                }
                settings.apply(event);
            }
        }
    }
}
