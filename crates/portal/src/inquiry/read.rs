//! Contacts, mentoring and looking back, for the page about them. The words are sealed.

use domain::cycle::{FamilyContactRecorded, InquiryReflected, MentoringRecorded};
use domain::{CycleId, Sealed};
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::sealed_text::Placed;

/// What was noted.
#[derive(Debug, Clone, PartialEq)]
pub enum Noted {
    /// School and family were in touch.
    Contact(FamilyContactRecorded),
    /// A mentor helped.
    Mentoring(MentoringRecorded),
    /// The teacher looked back.
    Reflection(InquiryReflected),
}

/// One fact, with the command that sealed its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its place in the cycle's history.
    pub sequence: u64,
    /// What was noted.
    pub noted: Noted,
    command_id: Uuid,
}

impl Note {
    /// Its sealed texts.
    #[must_use]
    pub fn sealed(&self) -> Vec<Placed> {
        let placed = |sealed: &Sealed, field| Placed::new(sealed.clone(), self.command_id, field);
        match &self.noted {
            Noted::Contact(one) => vec![placed(&one.note, "note")],
            Noted::Mentoring(one) => std::iter::once(placed(&one.focus, "focus"))
                .chain(one.shared_practice.iter().map(|text| placed(text, "shared_practice")))
                .collect(),
            Noted::Reflection(one) => {
                vec![placed(&one.finding, "finding"), placed(&one.decision, "decision")]
            }
        }
    }
}

/// All that was noted in a cycle, newest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Note>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        "select sequence, kind, fact, command_id from inquiry where cycle_id = $1
         order by effective_on desc, sequence desc",
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    let unfit = || PageError::Unfit(format!("a note of {cycle}"));
    rows.into_iter().map(|row| row.read().ok_or_else(unfit)).collect()
}

struct Row {
    sequence: i64,
    kind: String,
    fact: serde_json::Value,
    command_id: Uuid,
}

impl Row {
    fn read(self) -> Option<Note> {
        let noted = match self.kind.as_str() {
            "contact" => Noted::Contact(serde_json::from_value(self.fact).ok()?),
            "mentoring" => Noted::Mentoring(serde_json::from_value(self.fact).ok()?),
            "reflection" => Noted::Reflection(serde_json::from_value(self.fact).ok()?),
            _ => return None,
        };
        Some(Note { sequence: self.sequence.cast_unsigned(), noted, command_id: self.command_id })
    }
}
