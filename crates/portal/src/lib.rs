//! The web portal.
