//! Keeps facts in PostgreSQL in one order.
