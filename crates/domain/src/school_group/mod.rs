//! A group of schools: a trust, a local authority, a kāhui ako or another cluster, and which schools belong to it when.
//!
//! Its name is public, and nothing here is about a person. What somebody may see because of a group is the portal's policy.

mod event;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

pub use self::event::{
    SchoolGroupEvent, SchoolGroupFormed, SchoolGroupRenamed, SchoolJoinedGroup, SchoolLeftGroup,
};
use crate::id::GroupId;
use crate::reason::{GivenReason, Reason, ReasonFor, ReasonRefusal};
use crate::school::SchoolId;
use crate::{Sequence, ValueError};

/// The most letters of a group's name.
pub const MOST_NAME_LENGTH: usize = 100;

/// What holds the schools of a group together.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_kind)]
pub enum GroupKind {
    /// A trust runs them, as England's academy trusts do.
    Trust,
    /// A local authority or a district answers for them.
    LocalAuthority,
    /// They are a community of learning in New Zealand.
    KahuiAko,
    /// They work together in another way.
    Cluster,
}

fn no_kind(_: &str) -> ValueError {
    ValueError::expecting("a kind of group of this list")
}

/// What can be asked about a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchoolGroupAct {
    /// Form it. Quiet if it is formed like this.
    FormGroup {
        /// Which group.
        group: GroupId,
        /// Its public name.
        name: String,
        /// What holds it together.
        kind: GroupKind,
        /// The day on which it began.
        formed_on: Date,
    },
    /// Give it another name. Quiet if it has that one.
    RenameGroup {
        /// Its new public name.
        name: String,
        /// Why.
        reason: GivenReason,
    },
    /// Take a school in. Quiet if it came in on that day and has not left.
    AddSchool {
        /// The school.
        school: SchoolId,
        /// Its first day in the group.
        joined_on: Date,
    },
    /// Let a school go. Quiet if it left on that day.
    RemoveSchool {
        /// The school.
        school: SchoolId,
        /// Its last day in the group.
        left_on: Date,
        /// Why.
        reason: GivenReason,
    },
}

/// One thing asked, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolGroupCommand {
    /// Today's date.
    pub today: Date,
    /// What is asked.
    pub act: SchoolGroupAct,
}

/// Why a command about a group is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SchoolGroupRefusal {
    /// There is no such group.
    #[error("the group is not known")]
    UnknownRecord,
    /// It is formed already, and otherwise.
    #[error("the group is formed already")]
    AlreadyFormed,
    /// It has no name, or too long a one.
    #[error("a group needs a name of at most {MOST_NAME_LENGTH} letters")]
    NameMissing,
    /// Its name has a character that can't be printed.
    #[error("the name has a character that can't be printed")]
    NameUnprintable,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// The school would come in before there was a group.
    #[error("the group was formed later")]
    BeforeFormed,
    /// The school is in the group on that day or later.
    #[error("the school is in the group already")]
    AlreadyMember,
    /// The school is not in the group.
    #[error("the school is not in the group")]
    NotMember,
    /// The school came in later than it would leave.
    #[error("the school came in later")]
    LeftBeforeJoined,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl SchoolGroupRefusal {
    /// The refusal's name as a word key: `already-member`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::UnknownRecord
            | Self::AlreadyFormed
            | Self::NameMissing
            | Self::NameUnprintable
            | Self::DateInFuture
            | Self::BeforeFormed
            | Self::AlreadyMember
            | Self::NotMember
            | Self::LeftBeforeJoined => self.into(),
        }
    }
}

/// A time in which a school belongs to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The first day.
    pub joined_on: Date,
    /// The last day, once it is known.
    pub left_on: Option<Date>,
}

impl Membership {
    /// Whether the school belongs to the group on `day`.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.joined_on <= day && self.left_on.is_none_or(|left_on| left_on >= day)
    }
}

/// What a group's facts add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolGroupRecord {
    /// Which group.
    pub group: GroupId,
    /// Its name now.
    pub name: String,
    /// What holds it together.
    pub kind: GroupKind,
    /// The day on which it began.
    pub formed_on: Date,
    /// The times in which each school belonged to it, the earliest first.
    pub members: BTreeMap<SchoolId, Vec<Membership>>,
    /// The last event of its stream.
    pub sequence: Sequence,
}

/// A group: not there, or formed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolGroup {
    /// There is none.
    #[default]
    Unknown,
    /// It is formed.
    Formed(SchoolGroupRecord),
}

impl SchoolGroup {
    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: SchoolGroupCommand) -> Result<Vec<SchoolGroupEvent>, SchoolGroupRefusal> {
        use SchoolGroupAct as A;
        let SchoolGroupCommand { today, act } = command;
        match (self, act) {
            (Self::Unknown, A::FormGroup { group, name, kind, formed_on }) => {
                let name = checked(&name)?;
                if formed_on > today {
                    return Err(SchoolGroupRefusal::DateInFuture);
                }
                let formed = SchoolGroupFormed { effective_on: formed_on, group, name, kind };
                Ok(vec![SchoolGroupEvent::SchoolGroupFormed(formed)])
            }
            (Self::Unknown, _) => Err(SchoolGroupRefusal::UnknownRecord),
            (Self::Formed(record), A::FormGroup { name, kind, formed_on, .. }) => {
                let same =
                    (record.name.as_str(), record.kind, record.formed_on) == (name.trim(), kind, formed_on);
                if same { Ok(Vec::new()) } else { Err(SchoolGroupRefusal::AlreadyFormed) }
            }
            (Self::Formed(record), A::RenameGroup { name, reason }) => record.rename(today, &name, reason),
            (Self::Formed(record), A::AddSchool { school, joined_on }) => record.add(school, joined_on),
            (Self::Formed(record), A::RemoveSchool { school, left_on, reason }) => {
                record.remove(school, left_on, reason)
            }
        }
    }

    /// What its facts add up to, if there are any.
    #[must_use]
    pub fn record(&self) -> Option<&SchoolGroupRecord> {
        match self {
            Self::Unknown => None,
            Self::Formed(record) => Some(record),
        }
    }
}

fn checked(name: &str) -> Result<String, SchoolGroupRefusal> {
    let name = name.trim();
    if name.chars().any(char::is_control) {
        return Err(SchoolGroupRefusal::NameUnprintable);
    }
    if (1..=MOST_NAME_LENGTH).contains(&name.chars().count()) {
        Ok(name.to_owned())
    } else {
        Err(SchoolGroupRefusal::NameMissing)
    }
}

impl SchoolGroupRecord {
    fn rename(
        &self,
        today: Date,
        name: &str,
        reason: GivenReason,
    ) -> Result<Vec<SchoolGroupEvent>, SchoolGroupRefusal> {
        let after = checked(name)?;
        if after == self.name {
            return Ok(Vec::new());
        }
        let (effective_on, before, reason) = (today, self.name.clone(), self.accept(reason)?);
        let renamed = SchoolGroupRenamed { effective_on, before, after, reason };
        Ok(vec![SchoolGroupEvent::SchoolGroupRenamed(renamed)])
    }

    fn add(&self, school: SchoolId, joined_on: Date) -> Result<Vec<SchoolGroupEvent>, SchoolGroupRefusal> {
        let last = self.members.get(&school).and_then(|times| times.last());
        if last.is_some_and(|last| last.left_on.is_none() && last.joined_on == joined_on) {
            return Ok(Vec::new());
        }
        if last.is_some_and(|last| last.left_on.is_none_or(|left_on| left_on >= joined_on)) {
            return Err(SchoolGroupRefusal::AlreadyMember);
        }
        if joined_on < self.formed_on {
            return Err(SchoolGroupRefusal::BeforeFormed);
        }
        let joined = SchoolJoinedGroup { effective_on: joined_on, school };
        Ok(vec![SchoolGroupEvent::SchoolJoinedGroup(joined)])
    }

    fn remove(
        &self,
        school: SchoolId,
        left_on: Date,
        reason: GivenReason,
    ) -> Result<Vec<SchoolGroupEvent>, SchoolGroupRefusal> {
        let last = self.members.get(&school).and_then(|times| times.last());
        let last = last.ok_or(SchoolGroupRefusal::NotMember)?;
        match last.left_on {
            Some(known) if known == left_on => return Ok(Vec::new()),
            Some(_) => return Err(SchoolGroupRefusal::NotMember),
            None if left_on < last.joined_on => return Err(SchoolGroupRefusal::LeftBeforeJoined),
            None => {}
        }
        let left = SchoolLeftGroup { effective_on: left_on, school, reason: self.accept(reason)? };
        Ok(vec![SchoolGroupEvent::SchoolLeftGroup(left)])
    }

    /// No note is taken with these reasons: they need no key, and nobody's name can stand in one.
    fn accept(&self, reason: GivenReason) -> Result<Reason, SchoolGroupRefusal> {
        Ok(reason.accept(ReasonFor::ChangingGroup, None, self.sequence)?)
    }
}

impl Aggregate for SchoolGroup {
    const TYPE: &'static str = "school_group";
    type Command = SchoolGroupCommand;
    type Event = SchoolGroupEvent;
    type Error = SchoolGroupRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: SchoolGroupCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), SchoolGroupRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: SchoolGroupEvent) {
        if let SchoolGroupEvent::SchoolGroupFormed(formed) = event {
            let SchoolGroupFormed { effective_on: formed_on, group, name, kind } = formed;
            let (members, sequence) = (BTreeMap::new(), Sequence::NONE.next());
            *self = Self::Formed(SchoolGroupRecord { group, name, kind, formed_on, members, sequence });
            return;
        }
        let Self::Formed(record) = self else { return };
        record.sequence = record.sequence.next();
        match event {
            SchoolGroupEvent::SchoolGroupFormed(_) => {}
            SchoolGroupEvent::SchoolGroupRenamed(renamed) => record.name = renamed.after,
            SchoolGroupEvent::SchoolJoinedGroup(SchoolJoinedGroup { effective_on: joined_on, school }) => {
                record.members.entry(school).or_default().push(Membership { joined_on, left_on: None });
            }
            SchoolGroupEvent::SchoolLeftGroup(SchoolLeftGroup { effective_on, school, .. }) => {
                if let Some(last) = record.members.get_mut(&school).and_then(|times| times.last_mut()) {
                    last.left_on = Some(effective_on);
                }
            }
        }
    }
}
