//! Which facts a page of the past is made of: the streams of its cycle, or of its school.
//!
//! They are found in the tables of today, which know every stream that there ever was. More than were there then do no harm.

use domain::{CohortResultId, CycleId, SchoolId};
use journal::Streams;
use sqlx::PgPool;

use crate::page_error::PageError;
use crate::results;

/// What the pages of the catalogue are made of.
#[must_use]
pub fn of_catalogue() -> Streams {
    Streams::default().and_all("catalogue")
}

/// What the pages of one cycle are made of: its own facts, its school's settings and editions, and the catalogue.
#[must_use]
pub fn of_cycle(cycle: CycleId, school: &SchoolId) -> Streams {
    Streams::default()
        .and("cycle", cycle.to_string())
        .and("school", school.to_string())
        .and("edition", school.to_string())
        .and_all("catalogue")
}

/// What the pages of one school are made of: all its cycles, pupils, questions, editions and packs, its official results with
/// all norms, the groups that it may belong to, and the catalogue. Results of other schools are not among them.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Streams, PageError> {
    let id = school.to_string();
    let mut streams = Streams::default()
        .and("school", id.clone())
        .and("edition", id.clone())
        .and_all("catalogue")
        .and_all("benchmark_set")
        .and_all("school_group");
    // A pupil whom another school keeps now may have been here: the facts say so, the table of today does not.
    let named = sqlx::query!(
        r#"select 'cycle' as "kind!", cycle_id::text as "id!" from cycles where school_id = $1
           union all select 'enquiry', enquiry_id::text from enquiries where school_id = $1
           union all select 'pupil', pupil_id::text from pupils where kept_by = $1
           union all select 'pupil', aggregate_id from es.events
                     where aggregate_type = 'pupil' and event_type = 'pupil_moved' and payload ->> 'from' = $1"#,
        id
    )
    .fetch_all(pool)
    .await?;
    for one in named {
        streams = streams.and(&one.kind, one.id);
    }
    let results = sqlx::query!("select stage, start_year from official_results where school_id = $1", id)
        .fetch_all(pool)
        .await?;
    for one in results {
        let unfit = || PageError::Unfit(format!("the results of {id}"));
        let stage = one.stage.parse().map_err(|_| unfit())?;
        let result = CohortResultId::new(school.clone(), stage, results::read::year(one.start_year)?);
        streams = streams.and("cohort_result", result.to_string());
    }
    Ok(streams)
}
