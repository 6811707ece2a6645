//! The web portal: what a governor, a teacher or an auditor sees and does, and nothing that decides.
//!
//! A page is four small files in its slice's folder: the story (`mod.rs`), the form, the rows and the markup.

pub mod chart;
pub mod imports;
pub mod words;
