//! One entry of a cycle's history as a step: what it says in a few words, and what it moved. It stands beside the page of the cycle
//! as it was with that entry. No sealed text is opened for it, so that nobody reads names in passing: pupils are numbers.

use domain::CycleId;
use domain::cycle::Plan;
use jiff::Timestamp;
use journal::Recorded;

use crate::access::Visitor;
use crate::app::App;
use crate::history::{self, Placed};
use crate::limit_then::Limits;
use crate::moved::{Moved, Rules};
use crate::page_error::PageError;
use crate::school_history::Told;
use crate::story::Line;

/// An entry in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was recorded.
    pub title: String,
    /// By whom.
    pub by: String,
    /// When.
    pub recorded_at: Timestamp,
    /// What it says.
    pub says: Vec<Line>,
    /// The figures that it moved.
    pub moved: Vec<Line>,
}

impl Step {
    /// The entry of this number, for one who may see the cycle's history.
    ///
    /// # Errors
    /// When there is no such entry for this visitor, or the database does not answer.
    pub async fn of(app: &App, visitor: &Visitor, cycle: CycleId, sequence: u64) -> Result<Self, PageError> {
        let Placed { plan, row, .. } = history::placed(app, visitor, &cycle.to_string(), sequence).await?;
        let told = Told::read(app, visitor, &plan.school, std::slice::from_ref(&row)).await?;
        let (entry, _) = told.entries(visitor, vec![row]).pop().ok_or(PageError::NotFound)?;
        let moved = moved(app, visitor, &plan, &entry.recorded).await?;
        Ok(Self {
            title: entry.story.title,
            by: entry.actor,
            recorded_at: entry.recorded.recorded_at,
            says: entry.story.lines,
            moved: moved.lines(visitor.words),
        })
    }
}

/// What a fact of a cycle moved.
///
/// # Errors
/// When the database does not answer.
pub async fn moved(
    app: &App,
    visitor: &Visitor,
    plan: &Plan,
    recorded: &Recorded,
) -> Result<Moved, PageError> {
    let policy = Limits::of_school(app, visitor, &plan.school).await?.at(recorded.position);
    let rules = Rules { catalogue: &visitor.catalogue, policy };
    let stream = app.journal().stream("cycle", &plan.cycle.to_string()).await?;
    let (is_before, is_it) = (
        |fact: &Recorded| fact.sequence < recorded.sequence,
        |fact: &Recorded| fact.sequence == recorded.sequence,
    );
    Ok(Moved::of(&rules, &stream, is_before, is_it))
}
