//! From published tables and test scores to figures a governor can trust, each with how sure it is.
//!
//! Pure: no file, no clock, no random number, no words. A page gets typed figures, typed claims and
//! message ids from here, and finds the sentences itself. Nothing here knows a web page or a database.
//!
//! Read in this order: [`Figure`] and [`Token`] (a number, or why there is none), [`Interval`] and
//! [`Certainty`] (how sure), [`Mark`] (one cross on the chart), then [`claim`] (what may be said of it).

pub mod band;
pub mod chance;
pub mod claim;
pub mod cycle;
pub mod difference;
pub mod disclosure;
pub mod interval;
pub mod method;
pub mod moves;
pub mod norms;
pub mod pooled;
pub mod quadrant;
pub mod question;
pub mod similar;
pub mod tally;
pub mod token;
pub mod trend;

pub use band::{Band, BandMethod};
pub use claim::{Claim, Sentence};
pub use cycle::{CycleScores, Outcome, PairedScore, Reference};
pub use disclosure::Policy;
pub use interval::{Certainty, Interval};
pub use method::MethodId;
pub use moves::{Directions, Moves, ScoreBand, ShownMoves};
pub use norms::{SchoolYear, Subject};
pub use quadrant::{Axis, Comparison, Mark, OfficialFigures, Quadrant, Standing, Why};
pub use token::{Family, Figure, Token};
