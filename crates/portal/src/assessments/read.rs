//! Scores as they stand now, for the grid of a cycle's page and for the chart of a school's cycles.

use domain::cycle::AssessmentPoint;
use domain::{AssessmentId, CycleId, ParticipantId, ReasonCode, SchoolId};
use jiff::civil::Date;
use rust_decimal::Decimal;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// A score, or the note that none will come.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// In which cycle.
    pub cycle: CycleId,
    /// Whose.
    pub participant: ParticipantId,
    /// At which point.
    pub point: AssessmentPoint,
    /// The score, if there is one.
    pub score: Option<Scored>,
    /// The fact that holds it now.
    pub live: u64,
    /// Why it was corrected last, or why it is missing.
    pub reason: Option<ReasonCode>,
    /// How often it was corrected.
    pub corrections: i32,
}

/// A score with its test.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Which assessment.
    pub id: AssessmentId,
    /// The test and its edition.
    pub instrument: String,
    /// Its paper.
    pub form: Option<String>,
    /// The scale.
    pub scale: String,
    /// The score itself.
    pub value: Decimal,
    /// The day.
    pub taken_on: Date,
}

/// The scores of one cycle, in the order of recording.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Entry>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select cycle_id, live_sequence, assessment_id, participant_id, point, instrument, form, scale, score,
                  taken_on as "taken_on: jiff_sqlx::Date", reason, corrections
           from scores where cycle_id = $1 order by first_sequence"#,
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    read(rows)
}

/// The scores of those who take part, in every cycle of `school`: of pupils who are taught in it and have not left it.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Entry>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select s.cycle_id, s.live_sequence, s.assessment_id, s.participant_id, s.point, s.instrument, s.form, s.scale,
                  s.score, s.taken_on as "taken_on: jiff_sqlx::Date", s.reason, s.corrections
           from cycles c
           join participants p on p.cycle_id = c.cycle_id and p.role = 'target' and p.withdrawn_on is null
           join scores s on s.cycle_id = c.cycle_id and s.participant_id = p.participant_id
           where c.school_id = $1 order by s.cycle_id, s.first_sequence"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    read(rows)
}

fn read(rows: Vec<Row>) -> Result<Vec<Entry>, PageError> {
    rows.into_iter().map(|row| row.read().ok_or_else(|| PageError::Unfit("a score".to_owned()))).collect()
}

struct Row {
    cycle_id: Uuid,
    live_sequence: i64,
    assessment_id: Option<Uuid>,
    participant_id: Uuid,
    point: String,
    instrument: Option<String>,
    form: Option<String>,
    scale: Option<String>,
    score: Option<Decimal>,
    taken_on: Option<jiff_sqlx::Date>,
    reason: Option<String>,
    corrections: i32,
}

impl Row {
    fn read(self) -> Option<Entry> {
        let score = match self.assessment_id {
            Some(id) => Some(Scored {
                id: AssessmentId::new(id),
                instrument: self.instrument?,
                form: self.form,
                scale: self.scale?,
                value: self.score?,
                taken_on: self.taken_on?.to_jiff(),
            }),
            None => None,
        };
        let reason = match self.reason {
            Some(code) => Some(code.parse().ok()?),
            None => None,
        };
        Some(Entry {
            cycle: CycleId::new(self.cycle_id),
            participant: ParticipantId::new(self.participant_id),
            point: self.point.parse().ok()?,
            score,
            live: self.live_sequence.cast_unsigned(),
            reason,
            corrections: self.corrections,
        })
    }
}
