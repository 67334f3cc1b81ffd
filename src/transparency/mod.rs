//! What is told about networks that were removed: the file of confirmed
//! operations, and the transparency report made of it.
//!
//! [`operations`] reads `operations.toml` with the lists of accounts and
//! followers that it names, and finds everything in them that does not add up.
//! [`report`] makes the monthly tables, sums, sentences and charts of it.

pub mod operations;
pub mod report;
