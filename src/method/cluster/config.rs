//! What Leiden maximises, and how.

use serde::{Deserialize, Serialize};

/// What makes a partition good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Weight inside communities beyond the expectation of a random graph of
    /// the same node strengths; see [`modularity()`](super::modularity).
    #[default]
    Modularity,
    /// Weight inside communities beyond a fixed density; see [`cpm()`](super::cpm).
    Cpm,
}

/// What [`leiden`](super::leiden()) is to optimise, and how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeidenConfig {
    /// The quality to make as high as possible.
    pub quality: Quality,
    /// Resolution γ ≥ 0 of the quality: more gives smaller communities. For
    /// modularity a pure number, usually near 1; for CPM the density (weight
    /// per pair of nodes) that communities exceed. 0 gives the connected
    /// components; infinity and what is not a number give single nodes.
    pub resolution: f64,
    /// Seed of the order in which nodes are visited and of the refinement.
    pub seed: u64,
    /// Passes to make at most. Fewer are made once one gains nothing, and over
    /// large components. With one, the search is quick: several begin with more
    /// randomness, and find better partitions.
    pub max_passes: usize,
}

impl LeidenConfig {
    /// The resolution at which modularity is the classical one.
    pub const DEFAULT_RESOLUTION: f64 = 1.0;
    /// The default seed.
    pub const DEFAULT_SEED: u64 = 0;
    /// Far more passes than graphs need: a bound, not a budget.
    pub const DEFAULT_MAX_PASSES: usize = 100;
}

impl Default for LeidenConfig {
    fn default() -> Self {
        Self {
            quality: Quality::default(),
            resolution: Self::DEFAULT_RESOLUTION,
            seed: Self::DEFAULT_SEED,
            max_passes: Self::DEFAULT_MAX_PASSES,
        }
    }
}
