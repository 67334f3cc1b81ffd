//! How a network is made: the method and its parameters.

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Window;
use lockstep_data::traces::TraceKind;
use serde::Deserialize;

/// The most blocks and permutations: what could never end is a mistake.
const MOST_BLOCKS: u32 = 10_000;
/// See [`MOST_BLOCKS`].
const MOST_PERMUTATIONS: u32 = 1_000_000;

/// How a network is made.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct BaselineConfig {
    /// The method.
    pub method: Method,
    /// The trace; needed where the data carry several and none is `share`.
    pub trace: Option<TraceKind>,
    /// Two acts on one object at most this far apart form a pair.
    pub window: Window,
    /// objects, days, disparity, synchrotrap: distinct objects that two accounts
    /// must share within the window; copycatch: objects of a core; copycatch,
    /// fraudar: objects of a block that two accounts must share.
    pub min_objects: u32,
    /// coortweet: rows that an account must have.
    pub min_participation: u32,
    /// cosine, null_coord: acts that an account must have.
    pub min_acts: u32,
    /// coortweet, cosine: quantile of the edge weights that marks (cosine:
    /// keeps) an edge, from 0 to 1; none: coortweet 0.5, cosine 0.995 and, where
    /// accounts are pruned, 0.
    pub quantile: Option<f64>,
    /// cosine, synchrotrap: similarity that an edge must reach, from 0 to 1; none:
    /// cosine 0, synchrotrap 0.5.
    pub min_similarity: Option<f64>,
    /// cosine: keep only the accounts that matter most in the network.
    pub prune: Option<Prune>,
    /// cosine: quantile of the accounts' centralities that pruning keeps from.
    pub prune_quantile: f64,
    /// disparity: significance that puts an edge into the backbone; null_coord:
    /// false discovery rate at which a pair is significant.
    pub alpha: f64,
    /// synchrotrap: accounts of a cluster; copycatch: accounts of a core.
    pub min_accounts: u32,
    /// copycatch: the share of a core's objects on which each of its accounts acts
    /// in time, above 0 and at most 1.
    pub rho: f64,
    /// fraudar: how many blocks are sought.
    pub blocks: u32,
    /// null_coord: how often the acts are shuffled.
    pub permutations: u32,
    /// null_coord: the seed of the shuffles.
    pub seed: u64,
    /// Whether objects are left out that are too popular, by the rule of `detect`.
    pub leave_out_popular: bool,
}

/// A published method.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Content pairs and their quantile threshold, as CooRTweet gives them.
    Coortweet,
    /// Pairs by the number of distinct objects within the window.
    Objects,
    /// Pairs by the TF-IDF cosine of all they act on, without a window
    /// (Pacheco et al. 2021); large data need popular objects left out.
    Cosine,
    /// Pairs by distinct days, then objects, then volume (POLIO 2026).
    Days,
    /// Pairs by objects, and the backbone of their network by the disparity
    /// filter (Lihares et al. 2022, Serrano et al. 2009).
    Disparity,
    /// Pairs by the share of their acts that match within the window, in the
    /// clusters that they join (Cao et al. 2014).
    #[serde(rename = "synchrotrap")]
    SynchroTrap,
    /// Pairs of a group that acts on the same objects, on each within the window
    /// (Beutel et al. 2013).
    #[serde(rename = "copycatch")]
    CopyCatch,
    /// Pairs of a dense block of accounts and objects, without a window (Hooi et
    /// al. 2016).
    Fraudar,
    /// Pairs by cosine, tested against shuffles, without a window (the code
    /// null-model-coord).
    #[serde(rename = "null_coord")]
    NullCoord,
}

/// By what accounts are kept.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prune {
    /// Eigenvector centrality (Luceri et al. 2024).
    Centrality,
}

impl Default for BaselineConfig {
    /// `objects`, 60 s, two objects: the defaults of the command line, too.
    fn default() -> Self {
        Self {
            method: Method::Objects,
            trace: None,
            window: Window::seconds(60),
            min_objects: 2,
            min_participation: 2,
            min_acts: 10,
            quantile: None,
            min_similarity: None,
            prune: None,
            prune_quantile: 0.9,
            alpha: 0.05,
            min_accounts: 3,
            rho: 0.8,
            blocks: 5,
            permutations: 1000,
            seed: 0,
            leave_out_popular: false,
        }
    }
}

impl BaselineConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// Names the first value that is out of its range, and the range.
    pub fn validate(&self) -> Result<()> {
        let shares = [
            ("quantile", self.quantile()),
            ("min-similarity", self.min_similarity()),
            ("rho", self.rho),
            ("prune-quantile", self.prune_quantile),
            ("alpha", self.alpha),
        ];
        if let Some((name, value)) = shares.into_iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            return Err(Error::config(name, format!("{value} is not from 0 to 1")));
        }
        let (min_objects, min_accounts) = (self.min_objects, self.min_accounts);
        let least = [("min-objects", min_objects), ("blocks", self.blocks), ("permutations", self.permutations)];
        if let Some((name, _)) = least.into_iter().find(|(_, value)| *value == 0) {
            return Err(Error::config(name, "this must be at least 1"));
        }
        let most = [("blocks", self.blocks, MOST_BLOCKS), ("permutations", self.permutations, MOST_PERMUTATIONS)];
        if let Some((name, value, most)) = most.into_iter().find(|(_, value, most)| value > most) {
            return Err(Error::config(name, format!("{value} is above {most}: that would never end")));
        }
        if min_accounts < 2 {
            return Err(Error::config("min-accounts", "this must be at least 2: a group has no fewer"));
        }
        if matches!(self.method, Method::CopyCatch) && self.rho * f64::from(min_objects) <= 1.0 {
            let problem = format!(
                "{} of {min_objects} objects (min-objects) is no more than one: an account would be in a core for a \
                 single act; raise either",
                self.rho
            );
            return Err(Error::config("rho", problem));
        }
        Ok(())
    }

    pub(super) fn min_similarity(&self) -> f64 {
        let usual = if matches!(self.method, Method::SynchroTrap) { 0.5 } else { 0.0 };
        self.min_similarity.unwrap_or(usual)
    }

    pub(super) fn quantile(&self) -> f64 {
        let usual = match (self.method, self.prune) {
            // Pruning nodes takes the place of cutting edges.
            (Method::Cosine, Some(_)) => 0.0,
            (Method::Cosine, None) => 0.995,
            _ => 0.5,
        };
        self.quantile.unwrap_or(usual)
    }

    pub(super) fn kinds(&self) -> &[TraceKind] {
        self.trace.as_ref().map_or(&TraceKind::BY_DEFAULT[..], std::slice::from_ref)
    }
}
