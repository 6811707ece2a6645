//! The tables that pages read, and who fills each: one list, one file of tables.

use journal::{Projection as _, ReadSet};

use crate::history::projection::History;

/// The tables, written without a schema so that a rebuild and a look at the past make the same ones elsewhere.
const TABLES: &str = include_str!("../../../migrations/read.sql");

/// What looks at the past are filled with: all but the list of a school's facts, which costs much to fill and which no page
/// of the past reads. What was known then is asked for there by its place.
#[must_use]
pub fn of_the_past() -> ReadSet {
    let whole = all();
    let projections = whole.projections.into_iter().filter(|one| one.name() != History.name());
    ReadSet { projections: projections.collect(), ..whole }
}

/// The whole set.
#[must_use]
pub fn all() -> ReadSet {
    ReadSet { ddl: TABLES, projections: crate::projections() }
}
