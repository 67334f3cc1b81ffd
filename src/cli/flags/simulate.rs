//! Which world is made.

use std::path::PathBuf;

use clap::Args;
use lockstep_lab::simulate;
use lockstep_lab::simulate::WorldRequest;

use super::choice::choice;

/// Which world is made.
#[derive(Args, Clone, Debug)]
pub struct WorldFlags {
    /// The world to begin with
    #[arg(long, value_enum, default_value_t = WorldRequest::default().world.into())]
    pub world: Start,
    /// Read the world's parameters from this TOML file instead; those of shares
    /// and of state media together with --world
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Make a world of about this many posts, with the season's habits, or of
    /// exactly this many shares
    #[arg(long, value_name = "N")]
    pub posts: Option<u64>,
    /// The seed; another one gives another world of the same kind
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

choice! {
    /// The worlds.
    Start for simulate::Start {
        /// Two months with planted campaigns
        Season,
        /// The same without any campaign
        Null,
        /// Two months with every style and every kind of innocent crowd
        Trials,
        /// A year of invented state media, for lockstep supervise
        StateMedia,
        /// Plain shares at a constant density of co-acts, to load-test with
        Shares,
    }
}

impl From<WorldFlags> for WorldRequest {
    fn from(flags: WorldFlags) -> Self {
        Self { world: flags.world.into(), config: flags.config, posts: flags.posts, seed: flags.seed }
    }
}
