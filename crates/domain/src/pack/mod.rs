//! The governor data packs of a school: numbered documents that say what its governors could know on one day.
//!
//! A pack is frozen when it is issued. What it says is in the fact itself, so that a year later it reads the same, whatever
//! was recorded since. It is amended only with a reason, and then the earlier version stays. What may stand in one is not
//! decided here: the portal puts in what governors see, and the gate for small numbers is in `measures`.

mod changes;
mod content;
mod event;
#[cfg(test)]
mod tests;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

pub use self::changes::{Change, Changes, PartChange, RowsChanged};
pub use self::content::{
    Basis, Block, Cell, ChartFigures, ChartOf, Checkpoint, ClearBy, Language, MarkFigures, OfficialBasis,
    PackContent, Said, Section, SectionName, SpokenOf, Symbol, Table, TableName,
};
pub use self::event::{PackAmended, PackEvent, PackIssued};
use crate::id::AccountId;
use crate::reason::{GivenReason, ReasonFor, ReasonRefusal};
use crate::{SchoolId, Sealed, Sequence};

/// What can be asked about a school's packs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackAct {
    /// Issue the next one.
    IssuePack {
        /// Of which school.
        school: SchoolId,
        /// The number that it is to have: one more than the last.
        number: u32,
        /// What it says.
        content: Box<PackContent<Sealed>>,
    },
    /// Let one say something else from now on.
    AmendPack {
        /// Which one.
        number: u32,
        /// The version that was read.
        read: u32,
        /// What it says now, whole.
        content: Box<PackContent<Sealed>>,
        /// Why.
        reason: GivenReason,
    },
}

/// One thing asked, when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackCommand {
    /// Today's date at the school.
    pub today: Date,
    /// Who asks.
    pub by: AccountId,
    /// What is asked.
    pub act: PackAct,
}

/// Why a command about packs is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum PackRefusal {
    /// There is no such pack.
    #[error("the pack is not known")]
    UnknownRecord,
    /// It would say nothing.
    #[error("the pack has no section")]
    ContentMissing,
    /// A table stands in it twice, or a row has not as many cells as there are columns.
    #[error("the table {name} can't be kept")]
    TableRefused {
        /// Which table.
        name: TableName,
    },
    /// Words are sealed under the key of something else.
    #[error("words are sealed under another key")]
    SealedForAnother,
    /// It was amended since it was read.
    #[error("the pack was amended since")]
    StaleVersion,
    /// It is not the next one: another was issued since it was read.
    #[error("another pack was issued since")]
    StaleNumber,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl PackRefusal {
    /// The refusal's name as a word key: `stale-version`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::UnknownRecord
            | Self::ContentMissing
            | Self::TableRefused { .. }
            | Self::SealedForAnother
            | Self::StaleVersion
            | Self::StaleNumber => self.into(),
        }
    }
}

/// The packs of a school, without what they say: none yet, or some.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pack {
    /// There is none.
    #[default]
    NoneYet,
    /// There are some.
    Issued {
        /// Of which school.
        school: SchoolId,
        /// The version of each that holds, that of the first one first.
        versions: Vec<u32>,
        /// The last event of the stream.
        sequence: Sequence,
    },
}

impl Pack {
    /// What follows from a command.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: PackCommand) -> Result<Vec<PackEvent>, PackRefusal> {
        let PackCommand { today: effective_on, by, act } = command;
        match act {
            PackAct::IssuePack { school, number, content } => {
                if number != self.next_number() {
                    return Err(PackRefusal::StaleNumber);
                }
                content.check()?;
                let content = *content;
                Ok(vec![PackEvent::PackIssued(PackIssued { effective_on, school, number, by, content })])
            }
            PackAct::AmendPack { number, read, content, reason } => {
                let (version, sequence) = self.version(number).ok_or(PackRefusal::UnknownRecord)?;
                if version != read {
                    return Err(PackRefusal::StaleVersion);
                }
                content.check()?;
                let reason = reason.accept(ReasonFor::AmendingPack, None, sequence)?;
                let (version, content) = (version.saturating_add(1), *content);
                let amended = PackAmended { effective_on, number, version, by, reason, content };
                Ok(vec![PackEvent::PackAmended(amended)])
            }
        }
    }

    /// The number that the next pack gets.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        match self {
            Self::NoneYet => 1,
            Self::Issued { versions, .. } => {
                u32::try_from(versions.len()).map_or(u32::MAX, |known| known + 1)
            }
        }
    }

    /// The version of a pack that holds, and the last event of the stream.
    fn version(&self, number: u32) -> Option<(u32, Sequence)> {
        let Self::Issued { versions, sequence, .. } = self else { return None };
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        versions.get(place).map(|version| (*version, *sequence))
    }
}

impl Aggregate for Pack {
    const TYPE: &'static str = "pack";
    type Command = PackCommand;
    type Event = PackEvent;
    type Error = PackRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: PackCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), PackRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: PackEvent) {
        match (self, event) {
            (this @ Self::NoneYet, PackEvent::PackIssued(PackIssued { school, .. })) => {
                *this = Self::Issued { school, versions: vec![1], sequence: Sequence::NONE.next() };
            }
            (Self::NoneYet, PackEvent::PackAmended(_)) => {}
            (Self::Issued { versions, sequence, .. }, PackEvent::PackIssued(_)) => {
                versions.push(1);
                *sequence = sequence.next();
            }
            (Self::Issued { versions, sequence, .. }, PackEvent::PackAmended(amended)) => {
                let place = usize::try_from(amended.number).ok().and_then(|number| number.checked_sub(1));
                if let Some(version) = place.and_then(|place| versions.get_mut(place)) {
                    *version = amended.version;
                }
                *sequence = sequence.next();
            }
        }
    }
}
