//! How a network of a published method is made.

use clap::Args;
use lockstep_data::events::Window;
use lockstep_data::traces::TraceKind;
use lockstep_lab::baselines;
use lockstep_lab::baselines::BaselineConfig;

use super::choice::choice;

/// How a network is made.
#[derive(Args, Clone, Debug)]
pub struct NetworkFlags {
    /// The method
    #[arg(long, value_enum, default_value_t = BaselineConfig::default().method.into())]
    pub method: Method,
    /// The trace; needed where the data carry several and none is `share`
    #[arg(long, value_name = "NAME")]
    pub trace: Option<TraceKind>,
    /// Two acts on one object at most this far apart form a pair
    #[arg(long, value_name = "TIME", default_value_t = BaselineConfig::default().window)]
    pub window: Window,
    /// objects, days, disparity, synchrotrap: distinct objects that two accounts
    /// must share within the window; copycatch: objects of a core; copycatch,
    /// fraudar: objects of a block that two accounts must share
    #[arg(long, value_name = "N", default_value_t = BaselineConfig::default().min_objects)]
    pub min_objects: u32,
    /// coortweet: rows that an account must have
    #[arg(long, value_name = "N", default_value_t = BaselineConfig::default().min_participation)]
    pub min_participation: u32,
    /// cosine, null_coord: acts that an account must have
    #[arg(long, value_name = "N", default_value_t = BaselineConfig::default().min_acts)]
    pub min_acts: u32,
    /// coortweet, cosine: quantile of the edge weights that marks (cosine:
    /// keeps) an edge, from 0 to 1 [default: coortweet 0.5, cosine 0.995, with
    /// --prune 0]
    #[arg(long, value_name = "Q")]
    pub quantile: Option<f64>,
    /// cosine, synchrotrap: similarity that an edge must reach, from 0 to 1
    /// [default: cosine 0, synchrotrap 0.5]
    #[arg(long, value_name = "S")]
    pub min_similarity: Option<f64>,
    /// cosine: keep only the accounts that matter most in the network
    #[arg(long, value_enum, value_name = "BY")]
    pub prune: Option<Prune>,
    /// cosine: quantile of the accounts' centralities that --prune keeps from
    #[arg(long, value_name = "Q", default_value_t = BaselineConfig::default().prune_quantile)]
    pub prune_quantile: f64,
    /// disparity: significance that puts an edge into the backbone; null_coord:
    /// false discovery rate at which a pair is significant
    #[arg(long, value_name = "P", default_value_t = BaselineConfig::default().alpha)]
    pub alpha: f64,
    /// synchrotrap: accounts of a cluster; copycatch: accounts of a core
    #[arg(long, value_name = "N", default_value_t = BaselineConfig::default().min_accounts)]
    pub min_accounts: u32,
    /// copycatch: share of a core's objects on which each of its accounts acts in
    /// time, above 0 and at most 1
    #[arg(long, value_name = "SHARE", default_value_t = BaselineConfig::default().rho)]
    pub rho: f64,
    /// fraudar: how many blocks are sought
    #[arg(long, value_name = "N", default_value_t = BaselineConfig::default().blocks)]
    pub blocks: u32,
    /// null_coord: how often the acts are shuffled
    #[arg(long, value_name = "N", default_value_t = BaselineConfig::default().permutations)]
    pub permutations: u32,
    /// null_coord: the seed of the shuffles
    #[arg(long, value_name = "N", default_value_t = BaselineConfig::default().seed)]
    pub seed: u64,
    /// Leave out objects that are too popular, by the rule of `detect`
    #[arg(long)]
    pub leave_out_popular: bool,
}

choice! {
    /// A published method.
    Method for baselines::Method {
        /// Content pairs and their quantile threshold, as CooRTweet gives them
        Coortweet,
        /// Pairs by the number of distinct objects within the window
        Objects,
        /// Pairs by the TF-IDF cosine of all they act on, without a window
        /// (Pacheco et al. 2021); use --leave-out-popular on large data
        Cosine,
        /// Pairs by distinct days, then objects, then volume (POLIO 2026)
        Days,
        /// Pairs by objects, and the backbone of their network by the disparity
        /// filter (Lihares et al. 2022, Serrano et al. 2009)
        Disparity,
        /// Pairs by the share of their acts that match within the window, in the
        /// clusters that they join (Cao et al. 2014)
        #[value(name = "synchrotrap")]
        SynchroTrap,
        /// Pairs of a group that acts on the same objects, on each within the
        /// window (Beutel et al. 2013); the weight is the number of these objects
        /// on which both act
        #[value(name = "copycatch")]
        CopyCatch,
        /// Pairs of a dense block of accounts and objects, without a window (Hooi
        /// et al. 2016); the weight is the number of the block's objects on which
        /// both act; use --leave-out-popular on large data, and raise --min-objects
        /// where blocks have thousands of accounts
        Fraudar,
        /// Pairs by the cosine as of `cosine`, tested against shuffles (the code
        /// null-model-coord); each shuffle takes as long as `cosine`, use
        /// --leave-out-popular or fewer --permutations on large data
        #[value(name = "null_coord")]
        NullCoord,
    }
}

choice! {
    /// By what accounts are kept.
    Prune for baselines::Prune {
        /// Eigenvector centrality (Luceri et al. 2024)
        Centrality,
    }
}

impl From<NetworkFlags> for BaselineConfig {
    fn from(flags: NetworkFlags) -> Self {
        Self {
            method: flags.method.into(),
            trace: flags.trace,
            window: flags.window,
            min_objects: flags.min_objects,
            min_participation: flags.min_participation,
            min_acts: flags.min_acts,
            quantile: flags.quantile,
            min_similarity: flags.min_similarity,
            prune: flags.prune.map(Into::into),
            prune_quantile: flags.prune_quantile,
            alpha: flags.alpha,
            min_accounts: flags.min_accounts,
            rho: flags.rho,
            blocks: flags.blocks,
            permutations: flags.permutations,
            seed: flags.seed,
            leave_out_popular: flags.leave_out_popular,
        }
    }
}
