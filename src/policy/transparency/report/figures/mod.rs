//! The report's charts: by month, by origin and target, by election, over time.

mod all;
mod elections;
mod months;
mod part;
mod places;
mod trends;

pub(super) use all::figures;
