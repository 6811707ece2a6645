//! The scores of a group at one point, recorded together: every row is judged by the rules for one score, and either all
//! rows happen or none does. No rule is here that a single score does not have.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::command::{CorrectAssessment, MarkMissing, RecordAssessment, RecordScores, ScoreEntry, ScoreRow};
use super::refusal::RowRefusal;
use super::state::CycleRecord;
use super::{CycleRefusal, Decision, assessment};
use crate::id::ParticipantId;

/// Records every row, or none. Quiet about the rows that are so already.
pub(super) fn record(record: &CycleRecord, today: Date, effective_on: Date, new: &RecordScores) -> Decision {
    // What one row says is of one pupil, and no rule about a score looks at another pupil: so each row can be judged by
    // the state before all of them.
    let mut seen: BTreeSet<ParticipantId> = BTreeSet::new();
    let (mut events, mut rows) = (Vec::new(), Vec::new());
    for row in &new.rows {
        let participant = row.participant;
        let decided = if seen.insert(participant) {
            one(record, today, effective_on, new, row)
        } else {
            Err(CycleRefusal::DuplicateAssessment)
        };
        match decided {
            Ok(follows) => events.extend(follows),
            Err(refusal) => rows.push(RowRefusal { participant, refusal }),
        }
    }
    if rows.is_empty() { Ok(events) } else { Err(CycleRefusal::ScoresRefused { rows }) }
}

fn one(
    record: &CycleRecord,
    today: Date,
    effective_on: Date,
    all: &RecordScores,
    row: &ScoreRow,
) -> Decision {
    let (participant, point, windows) = (row.participant, all.point, all.windows);
    let instrument = all.instrument.clone();
    match row.entry.clone() {
        ScoreEntry::New { assessment_id, reading } => {
            let scale = instrument.scale.clone();
            let (taken_on, marker) = (reading.taken_on, all.marker);
            let new = RecordAssessment {
                instrument,
                windows,
                assessment_id,
                participant,
                point,
                scale,
                reading,
                sem: None,
                marker,
                batch: all.batch,
            };
            assessment::record(record, today, taken_on, new)
        }
        ScoreEntry::Missing { reason } => {
            assessment::miss(record, effective_on, MarkMissing { participant, point, reason })
        }
        ScoreEntry::Corrected { assessment_id, corrects_seq, after, reason } => {
            let is_of_row = record
                .assessments
                .get(&assessment_id)
                .is_none_or(|known| known.participant == participant && known.point == point);
            if !is_of_row {
                return Err(CycleRefusal::UnknownRecord);
            }
            let new = CorrectAssessment { instrument, windows, assessment_id, corrects_seq, after, reason };
            assessment::correct(record, today, effective_on, new)
        }
    }
}

impl RecordScores {
    /// The rows that would be refused now, each with its refusal; for a form that has other faults to tell at the same time.
    #[must_use]
    pub fn refused_rows(&self, record: &CycleRecord, today: Date) -> Vec<RowRefusal> {
        match self::record(record, today, today, self) {
            Err(CycleRefusal::ScoresRefused { rows }) => rows,
            Ok(_) | Err(_) => Vec::new(),
        }
    }
}
