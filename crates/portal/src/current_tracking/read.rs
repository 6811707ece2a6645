//! What a school's cycles have of each test so far, for the page that sets it beside official results.

use domain::cycle::{AssessmentPoint, Bounds};
use domain::{CycleId, SchoolId, Score};
use jiff::civil::Date;
use sqlx::PgPool;

use crate::page_error::PageError;

/// What one cycle has of one test at one point, of those who are taught in it and have not left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    pub(super) cycle: CycleId,
    /// The test and its edition.
    pub(super) instrument: String,
    pub(super) scale: String,
    pub(super) point: AssessmentPoint,
    pub(super) pupils: u32,
    /// In points of the scale.
    pub(super) mean: f64,
    /// The lowest and the highest of the scores.
    pub(super) span: Bounds<Score>,
    /// The day of the first of these scores.
    pub(super) first: Date,
    /// The day of the last.
    pub(super) last: Date,
}

/// What the cycles of a school have, the latest last.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Taken>, PageError> {
    let rows = sqlx::query!(
        r#"select s.cycle_id, s.instrument as "instrument!", s.scale as "scale!", s.point,
                  count(*) as "pupils!", avg(s.score)::float8 as "mean!",
                  min(s.taken_on) as "first!: jiff_sqlx::Date", max(s.taken_on) as "last!: jiff_sqlx::Date",
                  min(s.score) as "least!", max(s.score) as "most!"
           from cycles c
           join participants p on p.cycle_id = c.cycle_id and p.role = 'target' and p.withdrawn_on is null
           join scores s on s.cycle_id = c.cycle_id and s.participant_id = p.participant_id
           where c.school_id = $1 and s.score is not null
           group by s.cycle_id, s.instrument, s.scale, s.point order by min(s.taken_on), s.cycle_id, s.instrument"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    let unfit = || PageError::Unfit("the scores of a test".to_owned());
    let mut all = Vec::new();
    for row in rows {
        all.push(Taken {
            cycle: CycleId::new(row.cycle_id),
            instrument: row.instrument,
            scale: row.scale,
            point: row.point.parse().map_err(|_| unfit())?,
            pupils: u32::try_from(row.pupils).map_err(|_| unfit())?,
            mean: row.mean,
            span: Bounds { least: Score::new(row.least), most: Score::new(row.most) },
            first: row.first.to_jiff(),
            last: row.last.to_jiff(),
        });
    }
    Ok(all)
}
