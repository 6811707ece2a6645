//! Official tables and other files, read into the journal whole or not at all.
