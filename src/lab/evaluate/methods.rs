//! Ours and the field's methods on the same data and the same labels.
//!
//! Every method gets the same acts: each trace that the data carry (or that
//! the configuration chooses), a post counted once, without the objects that
//! are too popular. The published methods know one window; they get the rung of the
//! trace's ladder that is nearest to a minute. The papers weigh pairs
//! and leave open how an account is ranked by them and how traces go together.
//! So that no method is handicapped, each has what ranked best for it on four
//! simulated seasons (a sum or a maximum over pairs, raw values or ranks,
//! a sum or a maximum over traces, ten acts or fewer):
//!
//! - counts, days and significances are added up over an account's pairs and
//!   over traces, for they mean the same in all of them (the best pair instead,
//!   as POLIO ranks by default, had about half the average precision);
//! - similarities are added up over an account's pairs; traces of many objects
//!   give far smaller ones than others, so each trace ranks its accounts and
//!   an account has its best rank; centrality likewise, and the similarities of
//!   the pairs that pass the test of null_coord (its p-values instead, as its
//!   authors rank by, had less than half the average precision: many pairs
//!   have the smallest there is);
//! - SynchroTrap's similarities, which are shares of all acts, are added up over
//!   traces, too;
//! - an account in blocks has the measure of its best one, FRAUDAR's density or
//!   CopyCatch's number of accounts, added up over traces;
//! - similarity asks for ten acts (Pacheco et al. 2021), and significance for
//!   pairs with the trace's minimum of objects.
//!
//! Each method's list is what it keeps at its own usual threshold, or where it
//! only ranks (days, centrality) at a plain one; see [`Method::lists`].

use std::time::Instant;

use lockstep_base::error::Result;
use lockstep_base::memory::Resources;
use lockstep_data::events::{Events, Input, Role, Window, Windows};
use lockstep_data::traces::{Acts, Posts, TraceKind};
use lockstep_detect::config::Config;
use lockstep_detect::{Stages, detect};
use lockstep_method::baselines::{
    Block, CoorTweet, CopyCatch, Cosine, CosineEdge, NullCoord, Pairing, SynchroTrap, centrality, coortweet, copycatch,
    cosine, days, disparity, fraudar, null_coord, objects, prune, synchrotrap,
};
use lockstep_method::quantile;
use serde::Serialize;

use super::judge::{Evaluation, judge};
use super::labels::Labels;
use super::verdicts::{Verdict, Verdicts};

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
    /// SynchroTrap.
    SynchroTrap,
    /// CopyCatch.
    CopyCatch,
    /// FRAUDAR.
    Fraudar,
    /// Cosine similarity against shuffles.
    NullCoord,
}

impl Method {
    /// Every method, ours first.
    pub const ALL: [Self; 11] = [
        Self::Lockstep,
        Self::Objects,
        Self::Coortweet,
        Self::Cosine,
        Self::Centrality,
        Self::Days,
        Self::Disparity,
        Self::SynchroTrap,
        Self::CopyCatch,
        Self::Fraudar,
        Self::NullCoord,
    ];

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
            Self::SynchroTrap => "synchrotrap",
            Self::CopyCatch => "copycatch",
            Self::Fraudar => "fraudar",
            Self::NullCoord => "null_coord",
        }
    }

    /// What an account is ranked by.
    pub fn ranks_by(self) -> &'static str {
        match self {
            Self::Lockstep => "score of detect",
            Self::Objects => "distinct objects within the window, over all pairs",
            Self::Coortweet => "content pairs within the window, over all pairs",
            Self::Cosine => "TF-IDF cosine at any time, over all pairs (Pacheco et al. 2021)",
            Self::Centrality => "eigenvector centrality in the cosine network (Luceri et al. 2024)",
            Self::Days => "days, then objects, then co-acts, over all pairs (POLIO 2026)",
            Self::Disparity => "disparity-filter significance, over all pairs (Lihares et al. 2022)",
            Self::SynchroTrap => "share of matching acts within the window, over all pairs (Cao et al. 2014)",
            Self::CopyCatch => "accounts of its largest coherent core (Beutel et al. 2013)",
            Self::Fraudar => "density of its densest block (Hooi et al. 2016)",
            Self::NullCoord => "TF-IDF cosine at any time, over pairs that pass against shuffles (null-model-coord)",
        }
    }

    /// What is on its list.
    pub fn lists(self) -> &'static str {
        match self {
            Self::Lockstep => "accounts in a network of detect",
            Self::Objects => "pairs with the trace's minimum of distinct objects",
            Self::Coortweet => "edges above the median weight",
            Self::Cosine => "the 0.5 % most alike pairs of each trace",
            Self::Centrality => "the 10 % most central accounts of each trace",
            Self::Days => "pairs that meet on at least two days",
            Self::Disparity => "the backbone at a significance of 0.05",
            Self::SynchroTrap => "clusters of three accounts at a similarity of 0.5",
            Self::CopyCatch => "cores of three accounts on the trace's minimum of objects",
            Self::Fraudar => "the first five blocks of each trace",
            Self::NullCoord => "pairs at a false discovery rate of 0.05",
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
    inputs: &[Input],
    config: &Config,
    wanted: &[Method],
    labels: &Labels,
    resources: &Resources,
    begin: &dyn Fn(&'static str),
) -> Result<Comparison> {
    begin("reading");
    let data = Data::read(inputs, config, resources)?;
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
    inputs: &'a [Input],
    config: &'a Config,
    resources: &'a Resources,
    events: Events,
    traces: Vec<Trace>,
}

struct Trace {
    /// Rows as they are, for CooRTweet counts them.
    rows: Acts,
    /// A post counted once.
    acts: Acts,
    window: Window,
    min_objects: u32,
}

/// The window that the published methods get: of the trace's ladder the rung
/// nearest to a minute, the field's usual choice.
pub(super) fn usual_window(windows: &Windows) -> Window {
    let minute = Window::seconds(60).micros();
    let nearest = windows.as_slice().iter().min_by_key(|window| window.micros().abs_diff(minute));
    nearest.copied().unwrap_or(Window::seconds(60))
}

impl Trace {
    fn pairing(&self, min_objects: u32) -> Pairing {
        Pairing { window: self.window, min_objects }
    }
}

impl<'a> Data<'a> {
    fn read(inputs: &'a [Input], config: &'a Config, resources: &'a Resources) -> Result<Self> {
        let kinds = config.kinds();
        let mut roles = TraceKind::wanted(kinds);
        roles.push(Role::Content);
        let events = Events::read(inputs, &config.input, &roles)?;
        let trace = |&kind: &TraceKind| {
            let settings = config.trace(kind);
            let unpopular =
                |posts| Some(Acts::new(&events, kind, posts, &config.same)?.without_popular(Some(config.popular)).0);
            let (window, min_objects) = (usual_window(&settings.window), settings.min_objects);
            Some(Trace { acts: unpopular(Posts::Once)?, rows: unpopular(Posts::ByRow)?, window, min_objects })
        };
        let traces: Vec<Trace> = kinds.iter().filter_map(trace).collect();
        if traces.is_empty() {
            return Err(TraceKind::none_carried(events.first_file()));
        }
        Ok(Self { inputs, config, resources, events, traces })
    }

    fn verdicts(&self, method: Method) -> Result<Verdicts> {
        let verdicts = match method {
            Method::Lockstep => {
                let detection = detect(self.inputs, self.config, self.resources, &mut Stages::new(&|_| ()))?;
                return Ok(Verdicts::from(&detection));
            }
            Method::Objects => self.objects(),
            Method::Coortweet => self.coortweet()?,
            Method::Cosine => self.cosine(),
            Method::Centrality => self.centrality()?,
            Method::Days => self.days(),
            Method::Disparity => self.disparity(),
            Method::SynchroTrap => self.synchrotrap()?,
            Method::CopyCatch => self.copycatch(),
            Method::Fraudar => self.fraudar(),
            Method::NullCoord => self.null_coord(),
        };
        Ok(Verdicts { accounts: self.events.accounts.clone(), verdicts })
    }

    fn nothing(&self) -> Vec<Verdict> {
        vec![Verdict::default(); self.events.accounts.len()]
    }

    fn objects(&self) -> Vec<Verdict> {
        let mut verdicts = self.nothing();
        for trace in &self.traces {
            for edge in objects(&trace.acts, &self.events.accounts, &trace.pairing(1)) {
                add(
                    &mut verdicts,
                    [edge.account_a, edge.account_b],
                    f64::from(edge.objects),
                    edge.objects >= trace.min_objects,
                );
            }
        }
        verdicts
    }

    fn coortweet(&self) -> Result<Vec<Verdict>> {
        let mut verdicts = self.nothing();
        for trace in &self.traces {
            let method = CoorTweet { window: trace.window, min_participation: 2, quantile: 0.5 };
            for edge in coortweet(&self.events, trace.rows.clone(), &method)? {
                add(&mut verdicts, [edge.account_a, edge.account_b], edge.weight as f64, edge.weight_threshold == 1);
            }
        }
        Ok(verdicts)
    }

    fn cosine(&self) -> Vec<Verdict> {
        let mut best = self.nothing();
        for edges in self.similarities() {
            let mut verdicts = self.nothing();
            let ascending: Vec<f64> = edges.iter().rev().map(|edge| edge.similarity).collect();
            let least = quantile(&ascending, 0.995).unwrap_or(0.0);
            for edge in edges {
                add(&mut verdicts, [edge.account_a, edge.account_b], edge.similarity, edge.similarity >= least);
            }
            keep_best_rank(&mut best, &verdicts);
        }
        best
    }

    fn centrality(&self) -> Result<Vec<Verdict>> {
        let mut best = self.nothing();
        for edges in self.similarities() {
            let pairs: Vec<_> = edges.iter().map(|edge| (edge.account_a, edge.account_b, edge.similarity)).collect();
            let central = centrality(self.events.accounts.len(), &pairs)?;
            let kept = prune(&central, 0.9);
            let verdict = |(score, listed)| Verdict { score, listed, ..Verdict::default() };
            let verdicts: Vec<Verdict> = central.into_iter().zip(kept).map(verdict).collect();
            keep_best_rank(&mut best, &verdicts);
        }
        Ok(best)
    }

    /// Every pair of each trace that shares an object.
    fn similarities(&self) -> impl Iterator<Item = Vec<CosineEdge>> {
        let method = Cosine { min_acts: 10, quantile: 0.0, min_similarity: 0.0 };
        self.traces.iter().map(move |trace| cosine(&trace.acts, &self.events.accounts, &method))
    }

    fn days(&self) -> Vec<Verdict> {
        let mut verdicts = self.nothing();
        let mut sums = vec![[0u64; 3]; verdicts.len()];
        for trace in &self.traces {
            for edge in days(&trace.acts, &self.events.accounts, &trace.pairing(1)) {
                let pair = [edge.account_a, edge.account_b];
                add(&mut verdicts, pair, 0.0, edge.days >= 2);
                let seen = [u64::from(edge.days), u64::from(edge.objects), edge.co_acts];
                pair.iter().for_each(|&end| sums[end as usize].iter_mut().zip(seen).for_each(|(sum, n)| *sum += n));
            }
        }
        // The place in the order of days, objects and co-acts is the score.
        let mut order = sums.clone();
        order.push([0; 3]);
        order.sort_unstable();
        order.dedup();
        for (verdict, sum) in verdicts.iter_mut().zip(&sums) {
            verdict.score = order.partition_point(|other| other < sum) as f64;
        }
        verdicts
    }

    fn disparity(&self) -> Vec<Verdict> {
        let mut verdicts = self.nothing();
        for trace in &self.traces {
            for edge in disparity(&trace.acts, &self.events.accounts, &trace.pairing(trace.min_objects)) {
                add(&mut verdicts, [edge.account_a, edge.account_b], -edge.ln_alpha, edge.in_backbone(0.05));
            }
        }
        verdicts
    }

    fn synchrotrap(&self) -> Result<Vec<Verdict>> {
        let mut verdicts = self.nothing();
        for trace in &self.traces {
            let pairing = trace.pairing(trace.min_objects);
            let method = SynchroTrap { pairing, min_similarity: 0.5, min_accounts: 3 };
            for edge in synchrotrap(&trace.acts, &self.events.accounts, &method)? {
                add(&mut verdicts, [edge.account_a, edge.account_b], edge.similarity, edge.cluster > 0);
            }
        }
        Ok(verdicts)
    }

    fn copycatch(&self) -> Vec<Verdict> {
        self.in_blocks(|trace, accounts| {
            // An account in a core for one act would be in no lockstep.
            let min_objects = trace.min_objects.max(2);
            copycatch(
                &trace.acts,
                accounts,
                &CopyCatch { window: trace.window, min_accounts: 3, min_objects, rho: 0.8 },
            )
        })
    }

    fn fraudar(&self) -> Vec<Verdict> {
        self.in_blocks(|trace, accounts| fraudar(&trace.acts, accounts, 5))
    }

    /// Lists the accounts of the blocks of each trace.
    fn in_blocks(&self, blocks: impl Fn(&Trace, usize) -> Vec<Block>) -> Vec<Verdict> {
        let mut verdicts = self.nothing();
        for trace in &self.traces {
            let mut best = vec![0.0f64; verdicts.len()];
            for block in blocks(trace, verdicts.len()) {
                for account in block.accounts() {
                    best[account as usize] = best[account as usize].max(block.measure);
                }
            }
            for (verdict, measure) in verdicts.iter_mut().zip(best) {
                verdict.score += measure;
                verdict.listed |= measure > 0.0;
            }
        }
        verdicts
    }

    fn null_coord(&self) -> Vec<Verdict> {
        let mut best = self.nothing();
        let method = NullCoord { min_acts: 10, permutations: 1000, seed: self.config.seed };
        for trace in &self.traces {
            let mut verdicts = self.nothing();
            let edges = null_coord(&trace.acts, &self.events.accounts, &method);
            for edge in edges.iter().filter(|edge| edge.passes(0.05)) {
                add(&mut verdicts, [edge.account_a, edge.account_b], edge.similarity, true);
            }
            keep_best_rank(&mut best, &verdicts);
        }
        best
    }
}

/// Adds a pair's weight to both of its accounts; they are listed if it is.
fn add(verdicts: &mut [Verdict], pair: [u32; 2], weight: f64, listed: bool) {
    for account in pair {
        let verdict = &mut verdicts[account as usize];
        verdict.score += weight;
        verdict.listed |= listed;
    }
}

/// Raises each account's score to its rank in one more trace: the share of the
/// accounts with a score there that have a smaller one, a tie counting half.
fn keep_best_rank(best: &mut [Verdict], trace: &[Verdict]) {
    let mut ascending: Vec<f64> = trace.iter().map(|verdict| verdict.score).filter(|&score| score > 0.0).collect();
    ascending.sort_unstable_by(f64::total_cmp);
    for (best, verdict) in best.iter_mut().zip(trace).filter(|(_, verdict)| verdict.score > 0.0) {
        let below = ascending.partition_point(|&score| score < verdict.score);
        let upto = ascending.partition_point(|&score| score <= verdict.score);
        best.score = best.score.max((below + upto) as f64 / 2.0 / ascending.len() as f64);
        best.listed |= verdict.listed;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// `a`, `b` and `c` share `x` within seconds, `a` and `b` again on the next
    /// day, and both twice a hashtag; `d` comes hours too late.
    const POSTS: &str = "account_id,post_id,timestamp,url_id,hashtags
a,1,1700000000,x,
b,2,1700000001,x,
c,3,1700000002,x,
d,4,1700020000,x,
a,5,1700090000,y,h
b,6,1700090001,y,h
b,7,1700090001,y,h
";

    fn verdicts(method: Method) -> Result<(Vec<f64>, Vec<bool>)> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(POSTS.as_bytes()).unwrap();
        let (inputs, config) = ([file.path().to_owned().into()], Config::default());
        let verdicts = Data::read(&inputs, &config, &Resources::default())?.verdicts(method)?;
        assert_eq!(verdicts.accounts.iter().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        Ok(verdicts.verdicts.iter().map(|verdict| (verdict.score, verdict.listed)).unzip())
    }

    #[test]
    fn counts_are_added_up_over_pairs_and_traces() {
        // Of a: x and y with b, h with b, x with c.
        let (scores, listed) = verdicts(Method::Objects).unwrap();
        assert_eq!((scores, listed), (vec![4.0, 4.0, 2.0, 0.0], vec![true, true, false, false]));
        // CooRTweet counts contents, b's two on y each, and leaves out whoever
        // has a single row in the trace: c, and a among the hashtags.
        let (scores, _) = verdicts(Method::Coortweet).unwrap();
        assert_eq!(scores, [3.0, 3.0, 0.0, 0.0]);
    }

    #[test]
    fn days_go_before_objects_and_objects_before_volume() {
        let (scores, listed) = verdicts(Method::Days).unwrap();
        assert_eq!((scores, listed), (vec![2.0, 2.0, 1.0, 0.0], vec![true, true, false, false]));
    }

    #[test]
    fn a_group_has_three_accounts_and_a_block_its_density() {
        // Of two acts of a and three of b on links two match, but that is a pair.
        let (scores, listed) = verdicts(Method::SynchroTrap).unwrap();
        assert_eq!((scores, listed), (vec![2.0 / 3.0, 2.0 / 3.0, 0.0, 0.0], vec![false; 4]));
        assert_eq!(verdicts(Method::CopyCatch).unwrap(), (vec![0.0; 4], vec![false; 4]));
        let (scores, listed) = verdicts(Method::Fraudar).unwrap();
        assert!(scores[0] == scores[1] && scores[1] > scores[2] && scores[2] == scores[3], "{scores:?}");
        assert_eq!(listed, [true; 4]);
    }

    #[test]
    fn a_trace_ranks_its_accounts_from_the_share_below() {
        let trace = |scores: &[f64]| -> Vec<Verdict> {
            scores.iter().map(|&score| Verdict { score, ..Verdict::default() }).collect()
        };
        let mut best = trace(&[0.0; 5]);
        keep_best_rank(&mut best, &trace(&[5.0, 3.0, 3.0, 1.0, 0.0]));
        let scores = |best: &[Verdict]| best.iter().map(|verdict| verdict.score).collect::<Vec<_>>();
        assert_eq!(scores(&best), [0.875, 0.5, 0.5, 0.125, 0.0]);
        keep_best_rank(&mut best, &trace(&[0.0, 0.0, 0.1, 0.2, 0.0]));
        assert_eq!(scores(&best), [0.875, 0.5, 0.5, 0.75, 0.0]);
    }

    #[test]
    fn nobody_is_alike_with_fewer_than_ten_acts() {
        for method in [Method::Cosine, Method::Centrality] {
            assert_eq!(verdicts(method).unwrap().0, [0.0; 4]);
        }
        assert_eq!(verdicts(Method::NullCoord).unwrap(), (vec![0.0; 4], vec![false; 4]));
        // The one pair with two objects has no other edge to stand out from.
        assert_eq!(verdicts(Method::Disparity).unwrap(), (vec![0.0; 4], vec![false; 4]));
    }
}
