//! Official tables and other files, read into the journal whole or not at all.

pub mod dfe_ks2;
pub mod problems;
