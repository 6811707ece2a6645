//! From numbers to honest figures.
