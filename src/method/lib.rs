//! The science, without words: acts become pairs that meet, pairs get p- and
//! q-values, and weighted pairs become communities.

pub mod baselines;
pub mod cluster;
pub mod coaction;
pub mod graph;
mod quantile;
pub mod significance;

pub use quantile::quantile;
