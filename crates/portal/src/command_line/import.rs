//! Reads an official table into the records, from the terminal.
