//! The tables that pages read, and who fills each: one list, one file of tables.

use journal::ReadSet;

/// The tables, written without a schema so that a rebuild and a look at the past make the same ones elsewhere.
const TABLES: &str = include_str!("../../../migrations/read.sql");

/// The whole set.
#[must_use]
pub fn all() -> ReadSet {
    ReadSet { ddl: TABLES, projections: crate::projections() }
}
