//! Raw networks by published methods, from files or tables: what the field's
//! tools give, for comparison. The methods themselves are in [`lockstep_method::baselines`].

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use lockstep_base::error::{Error, Result};
use lockstep_base::memory::Resources;
use lockstep_data::events::{Dictionary, Events, Input, Role, Window};
use lockstep_data::traces::{Acts, Carried, Posts, TraceKind, Wanted};
use lockstep_detect::config::Config;
use lockstep_method::baselines::{
    CoorTweet, Cosine, CosineEdge, Pairing, by_objects, centrality, coortweet, cosine, days, disparity, prune,
};
use polars::prelude::DataFrame;
use serde::Deserialize;

use crate::baselines::Edges;

/// How a network is made.
#[derive(Args, Clone, Debug, Deserialize)]
#[serde(default)]
pub struct BaselineFlags {
    /// The method
    #[arg(long, value_enum, default_value = "objects")]
    pub method: Method,
    /// The trace; needed where the data carry several and none is `share`
    #[arg(long, value_name = "NAME")]
    pub trace: Option<TraceKind>,
    /// Two acts on one object at most this far apart form a pair
    #[arg(long, value_name = "TIME", default_value = "60s")]
    pub window: Window,
    /// objects, days, disparity: distinct objects that two accounts must share
    /// within the window
    #[arg(long, value_name = "N", default_value = "2")]
    pub min_objects: u32,
    /// coortweet: rows that an account must have
    #[arg(long, value_name = "N", default_value = "2")]
    pub min_participation: u32,
    /// cosine: acts that an account must have
    #[arg(long, value_name = "N", default_value = "10")]
    pub min_acts: u32,
    /// coortweet, cosine: quantile of the edge weights that marks (cosine:
    /// keeps) an edge, from 0 to 1 [default: coortweet 0.5, cosine 0.995, with
    /// --prune 0]
    #[arg(long, value_name = "Q")]
    pub quantile: Option<f64>,
    /// cosine: similarity that an edge must reach, from 0 to 1
    #[arg(long, value_name = "S", default_value = "0")]
    pub min_similarity: f64,
    /// cosine: keep only the accounts that matter most in the network
    #[arg(long, value_enum, value_name = "BY")]
    pub prune: Option<Prune>,
    /// cosine: quantile of the accounts' centralities that --prune keeps from
    #[arg(long, value_name = "Q", default_value = "0.9")]
    pub prune_quantile: f64,
    /// disparity: significance that puts an edge into the backbone
    #[arg(long, value_name = "P", default_value = "0.05")]
    pub alpha: f64,
    /// Leave out objects that are too popular, by the rule of `detect`
    #[arg(long)]
    pub leave_out_popular: bool,
}

/// A published method.
#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
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
}

/// By what accounts are kept.
#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Prune {
    /// Eigenvector centrality (Luceri et al. 2024)
    Centrality,
}

/// A network: its edges between accounts.
#[derive(Debug)]
pub struct Baseline {
    /// The names of the accounts.
    pub names: Dictionary,
    /// The edges, in the method's order.
    pub edges: Edges,
}

impl Baseline {
    /// The edges as CSV.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        self.edges.csv(&self.names, out)
    }

    /// The edges as a frame with the columns of the CSV.
    ///
    /// # Errors
    /// Never in practice.
    pub fn frame(&self) -> Result<DataFrame> {
        self.edges.frame(&self.names)
    }
}

impl Default for BaselineFlags {
    /// As on the command line: `objects`, 60 s, two objects.
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

impl BaselineFlags {
    /// Checks every value.
    ///
    /// # Errors
    /// Names the first flag that is out of its range, and the range.
    pub fn validate(&self) -> Result<()> {
        let shares = [
            ("quantile", self.quantile()),
            ("min-similarity", self.min_similarity),
            ("prune-quantile", self.prune_quantile),
            ("alpha", self.alpha),
        ];
        if let Some((flag, value)) = shares.into_iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            return Err(Error::config(flag, format!("{value} is not from 0 to 1")));
        }
        if self.min_objects == 0 {
            return Err(Error::config("min-objects", "this must be at least 1"));
        }
        Ok(())
    }

    fn quantile(&self) -> f64 {
        let usual = match (self.method, self.prune) {
            // Pruning nodes takes the place of cutting edges.
            (Method::Cosine, Some(_)) => 0.0,
            (Method::Cosine, None) => 0.995,
            _ => 0.5,
        };
        self.quantile.unwrap_or(usual)
    }

    fn kinds(&self) -> &[TraceKind] {
        self.trace.as_ref().map_or(&TraceKind::BY_DEFAULT[..], std::slice::from_ref)
    }

    /// The trace that is meant, of those that the data carry.
    fn one_of(&self, mut carried: Vec<Acts>, events: &Events, config: &Config) -> Result<Acts> {
        let names: Vec<&str> = carried.iter().map(|acts| acts.kind.name()).collect();
        if carried.is_empty() {
            return Err(self.trace.map_or_else(
                || TraceKind::none_carried(events.first_file()),
                |kind| kind.not_carried(events.first_file()),
            ));
        }
        // `share` comes first among all traces: what the data call the object.
        if carried.len() > 1 && carried[0].kind != TraceKind::Share {
            return Err(Error::input(
                events.first_file(),
                format!("the data hold several traces ({})", names.join(", ")),
                "choose one with --trace",
            ));
        }
        let rule = self.leave_out_popular.then_some(config.popular);
        Ok(carried.swap_remove(0).without_popular(rule).0)
    }

    fn cosine(&self, acts: &Acts, names: &Dictionary) -> Result<Vec<CosineEdge>> {
        let method = Cosine { min_acts: self.min_acts, quantile: self.quantile(), min_similarity: self.min_similarity };
        let mut edges = cosine(acts, names, &method);
        if let Some(Prune::Centrality) = self.prune {
            let pairs: Vec<_> = edges.iter().map(|edge| (edge.account_a, edge.account_b, edge.similarity)).collect();
            let kept = prune(&centrality(names.len(), &pairs)?, self.prune_quantile);
            edges.retain(|edge| kept[edge.account_a as usize] && kept[edge.account_b as usize]);
        }
        Ok(edges)
    }
}

/// Reads the inputs and makes the network; `begin` is told of each stage.
///
/// # Errors
/// When a value is out of its range, an input cannot be used, or the data carry
/// not the trace that is meant, or several without one that is.
pub fn baseline(
    inputs: &[Input],
    config: &Config,
    flags: &BaselineFlags,
    resources: &Resources,
    begin: &dyn Fn(&'static str),
) -> Result<Baseline> {
    config.validate()?;
    flags.validate()?;
    begin("reading");
    match flags.method {
        Method::Coortweet => content_pairs(inputs, config, flags, begin),
        _ => account_pairs(inputs, config, flags, resources, begin),
    }
}

/// The network of CooRTweet, which looks at rows.
fn content_pairs(
    inputs: &[Input],
    config: &Config,
    flags: &BaselineFlags,
    begin: &dyn Fn(&'static str),
) -> Result<Baseline> {
    let kinds = flags.kinds();
    let mut wanted = TraceKind::wanted(kinds);
    wanted.push(Role::Content);
    let events = Events::read(inputs, &config.input, &wanted)?;
    let carried = kinds.iter().filter_map(|&kind| Acts::new(&events, kind, Posts::ByRow, &config.same)).collect();
    let acts = flags.one_of(carried, &events, config)?;
    begin("pairing");
    let method =
        CoorTweet { window: flags.window, min_participation: flags.min_participation, quantile: flags.quantile() };
    let edges = Edges::CoorTweet(coortweet(&events, acts, &method)?);
    Ok(Baseline { names: events.into_accounts(), edges })
}

/// The networks of the other methods, which look at posts.
fn account_pairs(
    inputs: &[Input],
    config: &Config,
    flags: &BaselineFlags,
    resources: &Resources,
    begin: &dyn Fn(&'static str),
) -> Result<Baseline> {
    // Only how fast a reaction is depends on when its post was published.
    let log = flags.kinds().contains(&TraceKind::FastReaction);
    let wanted = Wanted { kinds: flags.kinds(), same: &config.same, log, facts: false };
    let mut carried = Carried::read(inputs, &config.input, &wanted, resources)?;
    let named: Vec<TraceKind> = flags.trace.into_iter().collect();
    let acts = flags.one_of(carried.acts(&named)?, &carried.events, config)?;
    begin("pairing");
    // Of all names, only those of the accounts are needed from here on.
    let names = carried.events.into_accounts();
    let pairing = Pairing { window: flags.window, min_objects: flags.min_objects };
    let edges = match flags.method {
        Method::Days => Edges::Days(days(&acts, &names, &pairing)),
        Method::Disparity => Edges::Disparity(disparity(&acts, &names, &pairing), flags.alpha),
        Method::Cosine => Edges::Cosine(flags.cosine(&acts, &names)?),
        Method::Objects | Method::Coortweet => {
            let counted = pairing.counted(&acts, names.len());
            // There may be more edges than acts.
            drop(acts);
            Edges::Objects(by_objects(counted, &names))
        }
    };
    Ok(Baseline { names, edges })
}
