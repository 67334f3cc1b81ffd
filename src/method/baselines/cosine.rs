//! Likeness of all that two accounts act on, whenever they do.
//!
//! D. Pacheco et al., "Uncovering Coordinated Networks on Social Media:
//! Methods and Case Studies", ICWSM 2021, doi 10.1609/icwsm.v15i1.18075:
//! accounts with too few acts are left out, each account is a vector over
//! objects weighted by TF-IDF, two accounts are as alike as the cosine of
//! their vectors, and the most alike pairs make the network (for co-retweets:
//! ten acts, the top 0.5 % of the edges). There is no window.
//!
//! L. Luceri et al., "Unmasking the Web of Deceit", WWW 2024, doi
//! 10.1145/3589334.3645529, keep all edges instead and the accounts of high
//! eigenvector centrality: [`centrality`] and [`prune`].
//!
//! Left open by the papers and chosen here:
//! - the form of TF-IDF: acts on the object times `ln((1 + n)/(1 + d)) + 1`,
//!   with `n` accounts of which `d` act on it (scikit-learn's default);
//! - objects of one account only count in the length of its vector;
//! - an edge at the quantile itself stays, as many have the cosine 1;
//! - of several components, each has its own eigenvector; it is scaled by its
//!   eigenvalue over the largest one, for in the eigenvector of the whole
//!   network all components but one are zero.
//!
//! The cost is quadratic in the accounts of an object: leave out what is too
//! popular ([`Acts::without_popular`]).

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Dictionary;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::pairing::by_name;
use crate::graph::{CoactionGraph, components, eigenvector_centrality};
use crate::quantile;

/// The method's parameters.
#[derive(Clone, Copy, Debug)]
pub struct Cosine {
    /// Acts that an account must have.
    pub min_acts: u32,
    /// The quantile of all similarities above zero that an edge must reach, 0
    /// to 1.
    pub quantile: f64,
    /// The similarity that an edge must reach, 0 to 1.
    pub min_similarity: f64,
}

/// An edge of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct CosineEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// The cosine of the accounts' vectors, above 0 and at most 1.
    pub similarity: f64,
    /// Distinct objects on which both act.
    pub objects: u32,
}

/// Computes the network; the most alike pairs come first.
pub fn cosine(acts: &Acts, names: &Dictionary, method: &Cosine) -> Vec<CosineEdge> {
    let vectors = Vectors::new(acts, names.len(), method.min_acts);
    let mut edges: Vec<CosineEdge> = (0..names.len() as u32)
        .into_par_iter()
        .map_init(|| Products::new(names.len()), |products, account| products.row(&vectors, account))
        .flatten_iter()
        .map(|(one, other, similarity, objects)| {
            let (account_a, account_b) = by_name(names, one, other);
            CosineEdge { account_a, account_b, similarity, objects }
        })
        .collect();
    edges.par_sort_by(|x, y| {
        let ties = |edge: &CosineEdge| (names.get(edge.account_a), names.get(edge.account_b));
        y.similarity.total_cmp(&x.similarity).then_with(|| ties(x).cmp(&ties(y)))
    });
    let ascending: Vec<f64> = edges.iter().rev().map(|edge| edge.similarity).collect();
    let least = quantile(&ascending, method.quantile).unwrap_or(0.0).max(method.min_similarity);
    edges.truncate(edges.partition_point(|edge| edge.similarity >= least));
    edges
}

/// How central each of `accounts` accounts is in a network of weighted pairs,
/// from 0 (no edge) to 1. Pairs given several times are added up, so that the
/// networks of several traces, one after the other, are fused into one.
///
/// # Errors
/// Never for edges of [`cosine`].
pub fn centrality(accounts: usize, edges: &[(u32, u32, f64)]) -> Result<Vec<f64>> {
    let graph = CoactionGraph::from_edges(accounts, edges).map_err(|e| Error::output("the network", e))?;
    let mut central = eigenvector_centrality(&graph);
    let component = components(&graph);
    // The Rayleigh quotient of each component's vector is its eigenvalue.
    let mut sums = vec![(0.0, 0.0); accounts];
    for (a, b, weight) in graph.edges() {
        sums[component[a as usize] as usize].0 += 2.0 * weight * central[a as usize] * central[b as usize];
    }
    for (account, value) in central.iter().enumerate() {
        sums[component[account] as usize].1 += value * value;
    }
    let eigenvalues: Vec<f64> =
        sums.iter().map(|&(product, square)| if square > 0.0 { product / square } else { 0.0 }).collect();
    let largest = eigenvalues.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    for (value, &component) in central.iter_mut().zip(&component) {
        *value *= eigenvalues[component as usize] / largest;
    }
    Ok(central)
}

/// The accounts whose centrality reaches the quantile of those of all accounts
/// with an edge.
pub fn prune(central: &[f64], q: f64) -> Vec<bool> {
    let mut ascending: Vec<f64> = central.iter().copied().filter(|&value| value > 0.0).collect();
    ascending.sort_unstable_by(f64::total_cmp);
    let least = quantile(&ascending, q).unwrap_or(0.0);
    central.iter().map(|&value| value > 0.0 && value >= least).collect()
}

/// Unit vectors of accounts over objects, by account and by object.
struct Vectors {
    /// `(object, weight)` of each account.
    of_account: Vec<Vec<(u32, f64)>>,
    /// `(account, weight)` of each object, by account.
    of_object: Vec<Vec<(u32, f64)>>,
}

impl Vectors {
    fn new(acts: &Acts, accounts: usize, min_acts: u32) -> Self {
        let mut of_object = counts(acts, accounts, min_acts);
        let mut squares = vec![0.0; accounts];
        let mut active = vec![false; accounts];
        of_object.iter().flatten().for_each(|&(account, _)| active[account as usize] = true);
        let all = active.iter().filter(|&&active| active).count() as f64;
        for object in &mut of_object {
            let rarity = ((1.0 + all) / (1.0 + object.len() as f64)).ln() + 1.0;
            for (account, weight) in object {
                *weight *= rarity;
                squares[*account as usize] += *weight * *weight;
            }
        }
        let mut of_account = vec![Vec::new(); accounts];
        for (object, row) in (0..).zip(&mut of_object) {
            for (account, weight) in row {
                *weight /= squares[*account as usize].sqrt();
                of_account[*account as usize].push((object, *weight));
            }
        }
        Self { of_account, of_object }
    }
}

/// How often each account acts on each object, by object and account; accounts
/// with fewer than `min_acts` acts are left out.
fn counts(acts: &Acts, accounts: usize, min_acts: u32) -> Vec<Vec<(u32, f64)>> {
    let mut rows = vec![0u32; accounts];
    acts.account.iter().for_each(|&account| rows[account as usize] += 1);
    let of = |object: usize| {
        let mut who: Vec<u32> = acts.account[acts.of(object)].to_vec();
        who.retain(|&account| rows[account as usize] >= min_acts);
        who.sort_unstable();
        who.chunk_by(|x, y| x == y).map(|same| (same[0], same.len() as f64)).collect()
    };
    (0..acts.objects.len()).into_par_iter().map(of).collect()
}

/// The scalar products of one vector with those of later accounts; the room
/// is used again from account to account.
struct Products {
    sums: Vec<f64>,
    objects: Vec<u32>,
    met: Vec<u32>,
}

impl Products {
    fn new(accounts: usize) -> Self {
        Self { sums: vec![0.0; accounts], objects: vec![0; accounts], met: Vec::new() }
    }

    /// `(account, other, similarity, objects)` of every other account with a
    /// higher number that shares an object.
    fn row(&mut self, vectors: &Vectors, account: u32) -> Vec<(u32, u32, f64, u32)> {
        for &(object, weight) in &vectors.of_account[account as usize] {
            let row = &vectors.of_object[object as usize];
            let later = row.partition_point(|&(other, _)| other <= account);
            for &(other, others) in &row[later..] {
                let at = other as usize;
                if self.objects[at] == 0 {
                    self.met.push(other);
                }
                self.sums[at] += weight * others;
                self.objects[at] += 1;
            }
        }
        self.met.sort_unstable();
        let found = self.met.drain(..).map(|other| {
            let at = other as usize;
            // Rounding must not make two accounts more alike than the same.
            let similarity = std::mem::take(&mut self.sums[at]).min(1.0);
            (account, other, similarity, std::mem::take(&mut self.objects[at]))
        });
        found.collect()
    }
}
