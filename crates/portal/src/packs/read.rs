//! The packs of a school, from the recorded facts themselves: there are a few a year, and what each says is in its fact.

use cqrs_es::Aggregate as _;
use domain::pack::{Pack, PackContent, PackEvent};
use domain::{AccountId, Fact, ReasonCode, SchoolId, Sealed};
use jiff::civil::Date;
use journal::{Journal, Recorded};
use uuid::Uuid;

use crate::facts;
use crate::page_error::PageError;

/// One version of one pack.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Which pack.
    pub number: u32,
    /// Which version of it; 1 as it was issued.
    pub version: u32,
    /// The day.
    pub on: Date,
    /// Who issued or amended it.
    pub by: AccountId,
    /// Why it was amended.
    pub reason: Option<ReasonCode>,
    /// What it says, people's words sealed.
    pub content: PackContent<Sealed>,
    /// The command that led to it: its words are sealed for that.
    pub command_id: Uuid,
    /// The number of its fact.
    pub sequence: u64,
    /// The place of its fact among all facts, once it is sealed.
    pub position: Option<u64>,
    /// When it was recorded.
    pub recorded_at: jiff::Timestamp,
}

impl Issue {
    /// The last part of the address under which this very version stays.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}-{}", self.number, self.version)
    }
}

/// Every version of every pack of a school, in the order of the facts.
///
/// # Errors
/// When the database does not answer.
pub async fn of_school(journal: &Journal, school: &SchoolId) -> Result<Vec<Issue>, PageError> {
    let stream = journal.stream(Pack::TYPE, &school.to_string()).await?;
    Ok(stream.iter().filter_map(issue).collect())
}

fn issue(recorded: &Recorded) -> Option<Issue> {
    let Ok(Fact::Pack(event)) = facts::of(recorded) else { return None };
    let (number, version, on, by, reason, content) = match *event {
        PackEvent::PackIssued(issued) => {
            (issued.number, 1, issued.effective_on, issued.by, None, issued.content)
        }
        PackEvent::PackAmended(amended) => {
            let reason = Some(amended.reason.code());
            (amended.number, amended.version, amended.effective_on, amended.by, reason, amended.content)
        }
    };
    Some(Issue {
        number,
        version,
        on,
        by,
        reason,
        content,
        command_id: recorded.command_id.unwrap_or_default(),
        sequence: recorded.sequence,
        position: recorded.position,
        recorded_at: recorded.recorded_at,
    })
}
