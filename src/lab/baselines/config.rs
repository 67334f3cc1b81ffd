//! How a network is made: the method and its parameters.

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Window;
use lockstep_data::traces::TraceKind;
use serde::Deserialize;

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
    /// objects, days, disparity: distinct objects that two accounts must share
    /// within the window.
    pub min_objects: u32,
    /// coortweet: rows that an account must have.
    pub min_participation: u32,
    /// cosine: acts that an account must have.
    pub min_acts: u32,
    /// coortweet, cosine: quantile of the edge weights that marks (cosine:
    /// keeps) an edge, from 0 to 1; none: coortweet 0.5, cosine 0.995 and, where
    /// accounts are pruned, 0.
    pub quantile: Option<f64>,
    /// cosine: similarity that an edge must reach, from 0 to 1.
    pub min_similarity: f64,
    /// cosine: keep only the accounts that matter most in the network.
    pub prune: Option<Prune>,
    /// cosine: quantile of the accounts' centralities that pruning keeps from.
    pub prune_quantile: f64,
    /// disparity: significance that puts an edge into the backbone.
    pub alpha: f64,
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
            min_similarity: 0.0,
            prune: None,
            prune_quantile: 0.9,
            alpha: 0.05,
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
            ("min-similarity", self.min_similarity),
            ("prune-quantile", self.prune_quantile),
            ("alpha", self.alpha),
        ];
        if let Some((name, value)) = shares.into_iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            return Err(Error::config(name, format!("{value} is not from 0 to 1")));
        }
        if self.min_objects == 0 {
            return Err(Error::config("min-objects", "this must be at least 1"));
        }
        Ok(())
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
