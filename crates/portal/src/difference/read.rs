//! What was recorded of a school beside its cycles: its settings, official results, editions, packs and questions.

use cqrs_es::Aggregate as _;
use domain::cohort_result::CohortResult;
use domain::edition::Edition;
use domain::enquiry::Enquiry;
use domain::pack::Pack;
use domain::school::School;
use domain::{CohortResultId, SchoolId};
use jiff::Timestamp;
use uuid::Uuid;

use super::form::Ends;
use crate::access::{Action, Visitor};
use crate::app::App;
use crate::page_error::PageError;
use crate::results;

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Its place among all facts.
    pub position: u64,
    /// The kind of its stream.
    pub stream: &'static str,
    /// The stream's id.
    pub id: String,
    /// Its number there.
    pub sequence: u64,
    /// What happened.
    pub kind: String,
    /// Who recorded it; none for a program.
    pub by: Option<Uuid>,
    /// When.
    pub recorded_at: Timestamp,
    /// The year of official results, or the number of an edition or a pack.
    pub which: Option<String>,
}

/// What was recorded between the two moments, as far as the visitor may know of it, in the order of all facts.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn others(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    ends: &Ends,
) -> Result<Vec<Other>, PageError> {
    let mut streams = vec![(School::TYPE, school.to_string())];
    for year in results::read::years(app.pool(), school).await? {
        let id = CohortResultId::new(school.clone(), results::STAGE, year);
        streams.push((CohortResult::TYPE, id.to_string()));
    }
    for (stream, action) in [(Edition::TYPE, Action::SeeEditions), (Pack::TYPE, Action::SeePacks)] {
        if visitor.may_in(action, school) {
            streams.push((stream, school.to_string()));
        }
    }
    if visitor.may_in(Action::SeeEnquiries, school) {
        let ids = sqlx::query_scalar!(
            r#"select enquiry_id::text as "id!" from enquiries where school_id = $1"#,
            school.to_string()
        )
        .fetch_all(app.pool())
        .await?;
        streams.extend(ids.into_iter().map(|id| (Enquiry::TYPE, id)));
    }
    let mut others = Vec::new();
    for (stream, id) in streams {
        for fact in app.journal().stream(stream, &id).await?.into_iter().filter(|fact| ends.is_between(fact))
        {
            let number = fact.payload.get("number").map(ToString::to_string);
            others.push(Other {
                position: fact.position.unwrap_or_default(),
                stream,
                id: id.clone(),
                sequence: fact.sequence,
                by: fact.metadata.get("actor").and_then(|actor| actor.parse().ok()),
                kind: fact.event_type,
                recorded_at: fact.recorded_at,
                which: number.or_else(|| Some(id.rsplit_once('|')?.1.replace('-', "/"))),
            });
        }
    }
    others.sort_by_key(|one| one.position);
    Ok(others)
}
