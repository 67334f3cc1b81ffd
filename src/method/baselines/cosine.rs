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
//! - the form of TF-IDF, that of [`Vectors`] (scikit-learn's default);
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
use super::vectors::{Products, Vectors, counts};
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
    let mut rows = vec![0u32; names.len()];
    acts.account.iter().for_each(|&account| rows[account as usize] += 1);
    let active = |account: u32| rows[account as usize] >= method.min_acts;
    let vectors = Vectors::new(counts(acts, &acts.account, active), names.len());
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
