//! Charts for the tests, and what must be true of every one of them.

mod agreement;
mod drawn;
mod samples;
