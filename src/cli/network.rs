//! `lockstep network`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Budget, Input, Progress, beside, refuse_existing, say};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::events::{Dictionary, Events, Role, Window};
use crate::export::{coortweet_csv, cosine_csv, days_csv, disparity_csv, objects_csv, write_file};
use crate::memory::Resources;
use crate::network::{
    CoorTweet, Cosine, CosineEdge, Pairing, by_objects, centrality, coortweet, cosine, days, disparity, prune,
};
use crate::traces::{Acts, Carried, Posts, TraceKind, Wanted};

/// Flags of `lockstep network`.
#[derive(Args, Debug)]
pub(super) struct Network {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    budget: Budget,
    /// The method
    #[arg(long, value_enum, default_value = "objects")]
    method: Method,
    /// The trace; needed where the data carry several and none is `share`
    #[arg(long, value_name = "NAME")]
    trace: Option<TraceKind>,
    /// Two acts on one object at most this far apart form a pair
    #[arg(long, value_name = "TIME", default_value = "60s")]
    window: Window,
    /// objects, days, disparity: distinct objects that two accounts must share
    /// within the window
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u32).range(1..))]
    min_objects: u32,
    /// coortweet: rows that an account must have
    #[arg(long, value_name = "N", default_value = "2")]
    min_participation: u32,
    /// cosine: acts that an account must have
    #[arg(long, value_name = "N", default_value = "10")]
    min_acts: u32,
    /// coortweet, cosine: quantile of the edge weights that marks (cosine:
    /// keeps) an edge, from 0 to 1 [default: coortweet 0.5, cosine 0.995, with
    /// --prune 0]
    #[arg(long, value_name = "Q")]
    quantile: Option<f64>,
    /// cosine: similarity that an edge must reach, from 0 to 1
    #[arg(long, value_name = "S", default_value = "0")]
    min_similarity: f64,
    /// cosine: keep only the accounts that matter most in the network
    #[arg(long, value_enum, value_name = "BY")]
    prune: Option<Prune>,
    /// cosine: quantile of the accounts' centralities that --prune keeps from
    #[arg(long, value_name = "Q", default_value = "0.9")]
    prune_quantile: f64,
    /// disparity: significance that puts an edge into the backbone
    #[arg(long, value_name = "P", default_value = "0.05")]
    alpha: f64,
    /// Leave out objects that are too popular, by the rule of `detect`
    #[arg(long)]
    leave_out_popular: bool,
    /// Write the edges to this CSV file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Method {
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Prune {
    /// Eigenvector centrality (Luceri et al. 2024)
    Centrality,
}

impl Network {
    pub(super) fn run(self) -> Result<()> {
        self.check_shares()?;
        if let Some(out) = &self.out {
            refuse_existing(out, self.overwrite)?;
        }
        self.input.effort.start_threads()?;
        let progress = self.input.effort.progress();
        progress.stage("reading");
        match self.method {
            Method::Coortweet => self.content_pairs(progress),
            _ => self.account_pairs(progress),
        }
    }

    /// Writes the table to where it is wanted, when nothing is told any more.
    fn put(&self, progress: Progress, table: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        drop(progress);
        if let Some(path) = &self.out {
            return write_file(path, table);
        }
        let mut bytes = Vec::new();
        table(&mut bytes).map_err(|e| Error::output("a table", e))?;
        say(&bytes)
    }

    fn check_shares(&self) -> Result<()> {
        let shares = [
            ("quantile", self.quantile()),
            ("min-similarity", self.min_similarity),
            ("prune-quantile", self.prune_quantile),
            ("alpha", self.alpha),
        ];
        match shares.into_iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            Some((flag, value)) => Err(Error::config(flag, format!("{value} is not from 0 to 1"))),
            None => Ok(()),
        }
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

    /// The network of CooRTweet, which looks at rows.
    fn content_pairs(&self, progress: Progress) -> Result<()> {
        let (config, kinds) = (self.config()?, self.kinds());
        let mut wanted = TraceKind::wanted(kinds);
        wanted.push(Role::Content);
        let events = Events::read(&self.input.inputs()?, &config.input, &wanted)?;
        let carried = kinds.iter().filter_map(|&kind| Acts::new(&events, kind, Posts::ByRow, &config.same)).collect();
        let acts = self.one_of(carried, &events, &config)?;
        progress.stage("pairing");
        let window = self.window;
        let method = CoorTweet { window, min_participation: self.min_participation, quantile: self.quantile() };
        let edges = coortweet(&events, acts, &method)?;
        self.put(progress, |out| coortweet_csv(&edges, &events.accounts, out))
    }

    /// The networks of the other methods, which look at posts.
    fn account_pairs(&self, progress: Progress) -> Result<()> {
        let (config, resources) = (self.config()?, self.resources());
        // Only how fast a reaction is depends on when its post was published.
        let log = self.kinds().contains(&TraceKind::FastReaction);
        let wanted = Wanted { kinds: self.kinds(), same: &config.same, log, facts: false };
        let mut carried = Carried::read(&self.input.inputs()?, &config.input, &wanted, &resources)?;
        let named: Vec<TraceKind> = self.trace.into_iter().collect();
        let acts = self.one_of(carried.acts(&named)?, &carried.events, &config)?;
        progress.stage("pairing");
        // Of all names, only those of the accounts are needed from here on.
        let names = &carried.events.into_accounts();
        let pairing = Pairing { window: self.window, min_objects: self.min_objects };
        match self.method {
            Method::Days => {
                let edges = days(&acts, names, &pairing);
                self.put(progress, |out| days_csv(&edges, names, out))
            }
            Method::Disparity => {
                let edges = disparity(&acts, names, &pairing);
                self.put(progress, |out| disparity_csv(&edges, names, self.alpha, out))
            }
            Method::Cosine => {
                let edges = self.cosine(&acts, names)?;
                self.put(progress, |out| cosine_csv(&edges, names, out))
            }
            Method::Objects | Method::Coortweet => {
                let counted = pairing.counted(&acts, names.len());
                // There may be more edges than acts.
                drop(acts);
                let edges = by_objects(counted, names);
                self.put(progress, |out| objects_csv(&edges, names, out))
            }
        }
    }

    fn config(&self) -> Result<Config> {
        let config = self.input.config()?;
        config.validate()?;
        Ok(config)
    }

    fn resources(&self) -> Resources {
        let beside_out = self.out.as_deref().map(beside).map(Path::to_owned);
        self.budget.resources(&beside_out.unwrap_or_else(std::env::temp_dir))
    }

    fn kinds(&self) -> &[TraceKind] {
        self.trace.as_ref().map_or(&TraceKind::BY_DEFAULT[..], std::slice::from_ref)
    }

    /// The trace that is meant, of those that the data carry.
    fn one_of(&self, mut carried: Vec<Acts>, events: &Events, config: &Config) -> Result<Acts> {
        let names: Vec<&str> = carried.iter().map(|acts| acts.kind.name()).collect();
        if carried.is_empty() {
            return Err(self.trace.map_or_else(|| TraceKind::none_carried(events), |kind| kind.not_carried(events)));
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
