//! Ours and the field's methods on the same data and the same labels.
//!
//! Every method gets the same acts: each trace that the data carry (or that
//! the configuration chooses), a post counted once, without the objects that
//! are too popular, and with the trace's own window. An account is ranked by
//! its strongest pair in its strongest trace, for an edge is cut by its weight
//! and an account stays in a method's network as long as one edge does; counts,
//! days and similarities mean the same in every trace and are compared as they
//! are. Centrality belongs to accounts: the traces' networks are fused by
//! adding up similarities. Each method's list is what it keeps at its own
//! usual threshold.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use super::judge::{Evaluation, judge};
use super::labels::Labels;
use super::verdicts::{Verdict, Verdicts};
use crate::config::Config;
use crate::detect::{Stages, detect};
use crate::error::Result;
use crate::events::{Events, Role};
use crate::network::{
    CoorTweet, Cosine, CosineEdge, DaysEdge, centrality, coortweet, cosine, days, disparity, objects, prune, quantile,
};
use crate::traces::{Acts, TraceConfig, TraceKind};

/// A method of ranking and listing accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `lockstep detect`.
    Lockstep,
    /// Distinct objects within the window.
    Objects,
    /// CooRTweet.
    Coortweet,
    /// TF-IDF cosine similarity.
    Cosine,
    /// Eigenvector centrality in the network of cosine similarities.
    Centrality,
    /// Distinct days, then objects, then volume.
    Days,
    /// The disparity filter.
    Disparity,
}

impl Method {
    /// Every method, ours first.
    pub const ALL: [Self; 7] =
        [Self::Lockstep, Self::Objects, Self::Coortweet, Self::Cosine, Self::Centrality, Self::Days, Self::Disparity];

    /// The name used in `--methods` and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lockstep => "lockstep",
            Self::Objects => "objects",
            Self::Coortweet => "coortweet",
            Self::Cosine => "cosine",
            Self::Centrality => "centrality",
            Self::Days => "days",
            Self::Disparity => "disparity",
        }
    }

    /// What an account is ranked by.
    pub fn ranks_by(self) -> &'static str {
        match self {
            Self::Lockstep => "score of detect",
            Self::Objects => "distinct objects of its best pair within the window",
            Self::Coortweet => "content pairs of its best pair within the window",
            Self::Cosine => "TF-IDF cosine of its best pair, at any time (Pacheco et al. 2021)",
            Self::Centrality => "eigenvector centrality in the fused cosine networks (Luceri et al. 2024)",
            Self::Days => "days, then objects, then co-acts of its best pair (POLIO 2026)",
            Self::Disparity => "disparity-filter significance of its best pair (Lihares et al. 2022)",
        }
    }

    /// What is on its list.
    pub fn lists(self) -> &'static str {
        match self {
            Self::Lockstep => "accounts in a network of detect",
            Self::Objects => "pairs with the trace's minimum of distinct objects",
            Self::Coortweet => "edges above the median weight",
            Self::Cosine => "the 0.5 % most alike pairs of each trace",
            Self::Centrality => "the 10 % most central accounts",
            Self::Days => "pairs that meet on at least two days",
            Self::Disparity => "the backbone at a significance of 0.05",
        }
    }
}

/// One method's evaluation.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The method's name.
    pub method: &'static str,
    /// What it ranks by.
    pub ranks_by: &'static str,
    /// What is on its list.
    pub lists: &'static str,
    /// How good it is.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// Wall-clock seconds; ours includes reading the input.
    pub seconds: f64,
}

/// Methods side by side.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// In the order of [`Method::ALL`].
    pub methods: Vec<Compared>,
    /// Methods that were not run, with the reason.
    pub left_out: Vec<LeftOut>,
}

/// A method that was not run.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOut {
    /// Its name.
    pub method: &'static str,
    /// Why it was not run.
    pub reason: String,
}

/// Runs the methods and judges each.
///
/// # Errors
/// When an input cannot be used. A method that needs a column which the data
/// lack is left out, unless it is the only one wanted.
pub fn compare(
    paths: &[PathBuf],
    config: &Config,
    wanted: &[Method],
    labels: &Labels,
    begin: &dyn Fn(&'static str),
) -> Result<Comparison> {
    begin("reading");
    let data = Data::read(paths, config)?;
    let mut comparison = Comparison { methods: Vec::new(), left_out: Vec::new() };
    for method in Method::ALL.into_iter().filter(|method| wanted.contains(method)) {
        begin(method.name());
        let start = Instant::now();
        let verdicts = data.verdicts(method);
        let seconds = start.elapsed().as_secs_f64();
        match verdicts {
            Ok(verdicts) => comparison.methods.push(Compared {
                method: method.name(),
                ranks_by: method.ranks_by(),
                lists: method.lists(),
                evaluation: judge(labels, &verdicts),
                seconds,
            }),
            Err(error) if wanted.len() == 1 => return Err(error),
            Err(error) => comparison.left_out.push(LeftOut { method: method.name(), reason: error.to_string() }),
        }
    }
    Ok(comparison)
}

/// What the methods work on.
struct Data<'a> {
    paths: &'a [PathBuf],
    config: &'a Config,
    events: Events,
    traces: Vec<Trace>,
}

struct Trace {
    /// Rows as they are, for CooRTweet counts them.
    rows: Acts,
    /// A post counted once.
    acts: Acts,
    settings: TraceConfig,
}

impl<'a> Data<'a> {
    fn read(paths: &'a [PathBuf], config: &'a Config) -> Result<Self> {
        let kinds = if config.use_traces.is_empty() { &TraceKind::ALL[..] } else { &config.use_traces };
        let mut roles = TraceKind::wanted(kinds);
        roles.push(Role::Content);
        let events = Events::read(paths, &config.input, &roles)?;
        let trace = |rows: Acts| {
            let settings = config.trace(rows.kind);
            let (rows, _) = rows.without_popular(Some(config.popular));
            Trace { acts: rows.clone().once(&events), rows, settings }
        };
        let traces: Vec<Trace> = kinds.iter().filter_map(|&kind| Acts::new(&events, kind)).map(trace).collect();
        if traces.is_empty() {
            return Err(TraceKind::none_carried(&events));
        }
        Ok(Self { paths, config, events, traces })
    }

    fn verdicts(&self, method: Method) -> Result<Verdicts> {
        let mut best = Best::new(self.events.accounts.len());
        match method {
            Method::Lockstep => {
                let detection = detect(self.paths, self.config, &mut Stages::new(&|_| ()))?;
                return Ok(Verdicts::from(&detection));
            }
            Method::Objects => self.objects(&mut best),
            Method::Coortweet => self.coortweet(&mut best)?,
            Method::Cosine => self.cosine(&mut best),
            Method::Centrality => self.centrality(&mut best)?,
            Method::Days => self.days(&mut best),
            Method::Disparity => self.disparity(&mut best),
        }
        Ok(Verdicts { accounts: self.events.accounts.clone(), verdicts: best.0 })
    }

    fn objects(&self, best: &mut Best) {
        for trace in &self.traces {
            let least = trace.settings.min_objects;
            for edge in objects(&trace.acts, &self.events.accounts, trace.settings.window, 1) {
                best.pair([edge.account_a, edge.account_b], f64::from(edge.objects), edge.objects >= least);
            }
        }
    }

    fn coortweet(&self, best: &mut Best) -> Result<()> {
        for trace in &self.traces {
            let method = CoorTweet { window: trace.settings.window, min_participation: 2, quantile: 0.5 };
            for edge in coortweet(&self.events, trace.rows.clone(), &method)? {
                best.pair([edge.account_a, edge.account_b], edge.weight as f64, edge.weight_threshold == 1);
            }
        }
        Ok(())
    }

    fn cosine(&self, best: &mut Best) {
        for edges in self.similarities() {
            let ascending: Vec<f64> = edges.iter().rev().map(|edge| edge.similarity).collect();
            let least = quantile(&ascending, 0.995).unwrap_or(0.0);
            for edge in edges {
                best.pair([edge.account_a, edge.account_b], edge.similarity, edge.similarity >= least);
            }
        }
    }

    fn centrality(&self, best: &mut Best) -> Result<()> {
        let fused: Vec<(u32, u32, f64)> =
            self.similarities().flatten().map(|edge| (edge.account_a, edge.account_b, edge.similarity)).collect();
        let central = centrality(self.events.accounts.len(), &fused)?;
        let kept = prune(&central, 0.9);
        for (account, (central, kept)) in (0..).zip(central.into_iter().zip(kept)) {
            best.account(account, central, kept);
        }
        Ok(())
    }

    /// Every pair of each trace that shares an object.
    fn similarities(&self) -> impl Iterator<Item = Vec<CosineEdge>> {
        let method = Cosine { min_acts: MIN_ACTS, quantile: 0.0, min_similarity: 0.0 };
        self.traces.iter().map(move |trace| cosine(&trace.acts, &self.events.accounts, &method))
    }

    fn days(&self, best: &mut Best) {
        let edges = |trace: &Trace| days(&trace.acts, &self.events.accounts, trace.settings.window, 1);
        let edges: Vec<_> = self.traces.iter().flat_map(edges).collect();
        let ranks: BTreeSet<_> = edges.iter().map(DaysEdge::rank).collect();
        let ranks: Vec<_> = ranks.into_iter().collect();
        for edge in edges {
            let place = ranks.partition_point(|rank| *rank <= edge.rank());
            best.pair([edge.account_a, edge.account_b], place as f64, edge.days >= 2);
        }
    }

    fn disparity(&self, best: &mut Best) {
        for trace in &self.traces {
            for edge in disparity(&trace.acts, &self.events.accounts, trace.settings.window, 1) {
                best.pair([edge.account_a, edge.account_b], -edge.ln_alpha, edge.in_backbone(0.05));
            }
        }
    }
}

const MIN_ACTS: u32 = 10;

/// Each account's strongest pair so far.
struct Best(Vec<Verdict>);

impl Best {
    fn new(accounts: usize) -> Self {
        Self(vec![Verdict::default(); accounts])
    }

    fn pair(&mut self, accounts: [u32; 2], weight: f64, listed: bool) {
        accounts.into_iter().for_each(|account| self.account(account, weight, listed));
    }

    fn account(&mut self, account: u32, weight: f64, listed: bool) {
        let verdict = &mut self.0[account as usize];
        verdict.score = verdict.score.max(weight);
        verdict.listed |= listed;
    }
}
