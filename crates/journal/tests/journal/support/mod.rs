//! What every test needs: a database of its own, the toy, and chance that can be repeated.

pub(crate) mod chance;
pub(crate) mod database;
pub(crate) mod tables;
pub(crate) mod toy;

pub(crate) use chance::Chance;
pub(crate) use database::{Cluster, Database};
pub(crate) use tables::{read_set, until_filled, until_stopped};
pub(crate) use toy::{Jar, JarCommand, JarEvent, Never, Shelf, ShelfCommand, ShelfEvent, context};
