//! The output directory: what writes it, what reads it back, and its report.

pub mod collective;
pub mod group_rows;
pub mod identity;
pub mod output;
pub mod read;
pub mod report;
pub mod wording;
pub mod write;
