//! The network of CooRTweet (Righetti and Balluff; version 2.1.3).
//!
//! 1. Accounts with fewer than `min_participation` rows are left out.
//! 2. Every two rows on one object at most the window apart form a content
//!    pair, but for rows of one account, of one content, and rows whose
//!    content is the object itself.
//! 3. Accounts are counted by their rows whose content is in some pair; a pair
//!    stays when one of its contents belongs to an account with at least
//!    `min_participation` of them.
//! 4. Pairs are added up by accounts; an edge is above the threshold when its
//!    weight is greater than the quantile of all weights.

use std::cmp::Reverse;

use lockstep_base::error::{Error, Result};
use lockstep_base::stop;
use lockstep_base::time;
use lockstep_data::events::{Dictionary, Events, NONE, Role, Window};
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::pairing::by_name;
use crate::coaction::{Pair, tasks, visit_acts};
use crate::quantile;

/// The method's parameters.
#[derive(Clone, Copy, Debug)]
pub struct CoorTweet {
    /// Two rows at most this far apart form a pair.
    pub window: Window,
    /// Rows that an account must have.
    pub min_participation: u32,
    /// The quantile of the edge weights that an edge must exceed, 0 to 1.
    pub quantile: f64,
}

/// An edge of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct CoorTweetEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// Content pairs.
    pub weight: u64,
    /// Mean absolute time between the contents of a pair, in seconds.
    pub avg_time_delta: f64,
    /// Distinct contents of `account_a` in the pairs.
    pub contents_a: u32,
    /// Distinct contents of `account_b` in the pairs.
    pub contents_b: u32,
    /// The smaller of the two numbers of contents over the larger.
    pub symmetry: f64,
    /// 1 where the weight is above the quantile of all weights, else 0.
    pub weight_threshold: u8,
}

/// Computes the network; the heaviest edges come first. The acts must be those
/// of rows ([`lockstep_data::traces::Posts::ByRow`]), which are in memory.
///
/// # Errors
/// When the data have no column of contents.
pub fn coortweet(events: &Events, mut acts: Acts, method: &CoorTweet) -> Result<Vec<CoorTweetEdge>> {
    let rows = rows_by_account(&acts, events.accounts.len(), |_| true);
    let active =
        acts.account.iter().map(|&account| rows[account as usize] >= method.min_participation).collect::<Vec<_>>();
    acts.retain(|_, act| active[act]);
    let contents = Contents::new(events, &acts)?;
    let kept = contents.of_participants(&acts, events.accounts.len(), method);
    let pairs = contents.pairs(&acts, method.window, |one, other| kept[one as usize] || kept[other as usize]);
    let mut edges: Vec<CoorTweetEdge> =
        pairs.par_chunk_by(|x, y| x.pair == y.pair).map(|pairs| edge(pairs, &events.accounts)).collect();
    mark(&mut edges, method.quantile);
    let name = |account| events.accounts.get(account);
    edges.sort_by_key(|edge| (Reverse(edge.weight), name(edge.account_a), name(edge.account_b)));
    Ok(edges)
}

fn rows_by_account(acts: &Acts, accounts: usize, counts: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut rows = vec![0; accounts];
    for act in (0..acts.len()).filter(|&act| counts(act)) {
        rows[acts.account[act] as usize] += 1;
    }
    rows
}

/// Two contents of two accounts on one object within the window.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ContentPair {
    pair: Pair,
    /// The contents of the pair's first and second account.
    contents: [u32; 2],
    gap: i64,
}

/// The content of each act and of each object.
struct Contents {
    of_act: Vec<u32>,
    /// The content that is the object itself, [`NONE`] where there is none.
    of_object: Vec<u32>,
    count: usize,
}

impl Contents {
    fn new(events: &Events, acts: &Acts) -> Result<Self> {
        let column = events.column(Role::Content).filter(|column| column.values() > 0).ok_or_else(|| {
            Error::input(
                events.first_file(),
                "the method coortweet needs the ids of the contents",
                "name their column with --column content=NAME",
            )
        })?;
        // A row without a content is a content of its own.
        let known = column.strings.len();
        let of_row = |row: u32| column.row(row as usize).first().copied().unwrap_or(known as u32 + row);
        Ok(Self {
            of_act: acts.post.iter().map(|&row| of_row(row)).collect(),
            of_object: acts.objects.iter().map(|name| column.strings.find(name).unwrap_or(NONE)).collect(),
            count: known + events.len(),
        })
    }

    /// For each content, whether it belongs to an account with enough rows
    /// whose content is in some pair.
    fn of_participants(&self, acts: &Acts, accounts: usize, method: &CoorTweet) -> Vec<bool> {
        let mut in_a_pair = vec![false; self.count];
        for pair in self.pairs(acts, method.window, |_, _| true) {
            pair.contents.iter().for_each(|&content| in_a_pair[content as usize] = true);
        }
        let rows = rows_by_account(acts, accounts, |act| in_a_pair[self.of_act[act] as usize]);
        let mut kept = vec![false; self.count];
        for (act, &content) in self.of_act.iter().enumerate() {
            kept[content as usize] |= rows[acts.account[act] as usize] >= method.min_participation;
        }
        kept
    }

    /// The content pairs for which `keep` holds, in order.
    fn pairs(&self, acts: &Acts, window: Window, keep: impl Fn(u32, u32) -> bool + Sync) -> Vec<ContentPair> {
        let found: Vec<Vec<ContentPair>> = tasks(acts, window.micros())
            .par_iter()
            .map(|task| {
                stop::check();
                let mut found = Vec::new();
                for (object, later) in task.parts(acts) {
                    visit_acts(acts, object, later, window.micros(), |earlier, later| {
                        let pair = self.pair(acts, object, earlier, later);
                        found.extend(pair.filter(|pair| keep(pair.contents[0], pair.contents[1])));
                    });
                }
                found
            })
            .collect();
        let mut pairs = found.concat();
        pairs.par_sort_unstable();
        pairs
    }

    fn pair(&self, acts: &Acts, object: usize, earlier: usize, later: usize) -> Option<ContentPair> {
        let (one, other) = (acts.account[earlier], acts.account[later]);
        let (x, y) = (self.of_act[earlier], self.of_act[later]);
        let itself = self.of_object[object];
        if one == other || x == y || x == itself || y == itself {
            return None;
        }
        let contents = if one < other { [x, y] } else { [y, x] };
        Some(ContentPair { pair: Pair::new(one, other), contents, gap: acts.time[later] - acts.time[earlier] })
    }
}

/// Adds up the content pairs of one pair of accounts.
fn edge(pairs: &[ContentPair], names: &Dictionary) -> CoorTweetEdge {
    let pair = pairs[0].pair;
    let weight = pairs.len() as u64;
    // Whole microseconds add up exactly, in any order.
    let gaps: i64 = pairs.iter().map(|pair| pair.gap).sum();
    let distinct = |side: usize| {
        let mut contents: Vec<u32> = pairs.iter().map(|pair| pair.contents[side]).collect();
        contents.sort_unstable();
        contents.dedup();
        contents.len() as u32
    };
    let (account_a, account_b) = by_name(names, pair.a(), pair.b());
    let sides = if account_a == pair.a() { [0, 1] } else { [1, 0] };
    let [contents_a, contents_b] = sides.map(distinct);
    CoorTweetEdge {
        account_a,
        account_b,
        weight,
        avg_time_delta: gaps as f64 / weight as f64 / time::SECOND as f64,
        contents_a,
        contents_b,
        symmetry: f64::from(contents_a.min(contents_b)) / f64::from(contents_a.max(contents_b)),
        weight_threshold: 0,
    }
}

/// Marks the edges above the quantile of all weights.
fn mark(edges: &mut [CoorTweetEdge], q: f64) {
    let mut weights: Vec<f64> = edges.iter().map(|edge| edge.weight as f64).collect();
    weights.sort_unstable_by(f64::total_cmp);
    let Some(threshold) = quantile(&weights, q) else { return };
    for edge in edges {
        edge.weight_threshold = u8::from(edge.weight as f64 > threshold);
    }
}
