//! The science, without words: acts become pairs that meet, pairs get p- and
//! q-values, and weighted pairs become communities.

pub mod baselines;
pub mod cluster;
pub mod coaction;
pub mod few_acts;
pub mod graph;
mod quantile;
pub mod selection;
pub mod significance;
pub mod topics;
#[cfg(test)]
mod worlds;

pub use quantile::quantile;
