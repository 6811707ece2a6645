//! Starts, owns and stops a private, real PostgreSQL server.
