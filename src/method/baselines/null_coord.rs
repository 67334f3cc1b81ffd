//! Likeness that shuffles seldom reach, by permutations.
//!
//! The public research code manitapote/null-model-coord asks of each pair and
//! each indicator (what is acted on: hashtags, URLs, retweeted posts) whether its
//! TF-IDF cosine is higher than by chance. The values of all rows are shuffled
//! among the rows, so that accounts keep their number of acts and objects their
//! number of uses, the cosines are worked out anew, and
//!
//! ```text
//! p = (1 + shuffles that reach the pair's cosine) / (1 + shuffles)
//! ```
//!
//! Each indicator's p-values are corrected by Benjamini and Hochberg. There is no
//! window. Written from that code's description and formulas, not from its text.
//!
//! Left open there, or chosen here:
//! - the form of TF-IDF: that code takes scikit-learn's for the pair and
//!   `ln(n/d)` for the shuffles; here both have that of [`cosine()`](super::cosine());
//! - the tests: pairs that share an object, which is also all that code tests;
//! - that code leaves out objects with fewer than ten uses and hashtags of posts
//!   with a single one; here no object is left out, as for the other methods,
//!   and accounts with fewer than `min_acts` acts are, as there;
//! - a cosine as high as the pair's but for rounding reaches it.
//!
//! The smallest p is `1/(1 + shuffles)`: with many pairs, none of them passes
//! unless many do. Each shuffle costs as much as the method `cosine`, quadratic
//! in the accounts of an object: leave out what is too popular.

use lockstep_base::stop;
use lockstep_data::events::Dictionary;
use lockstep_data::traces::Acts;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::pairing::by_name;
use super::vectors::{Products, Vectors, counts};
use crate::significance::ln_q_values;

/// A cosine that is less than the pair's by no more than this share is as high.
const ROUNDING: f64 = 1e-9;

/// The method's parameters.
#[derive(Clone, Copy, Debug)]
pub struct NullCoord {
    /// Acts that an account must have.
    pub min_acts: u32,
    /// How often the acts are shuffled.
    pub permutations: u32,
    /// The seed of the shuffles.
    pub seed: u64,
}

/// A pair of accounts that shares an object.
#[derive(Clone, Debug, PartialEq)]
pub struct NullCoordEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// The cosine of the accounts' vectors, above 0 and at most 1.
    pub similarity: f64,
    /// Distinct objects on which both act.
    pub objects: u32,
    /// ln p.
    pub ln_p: f64,
    /// ln q.
    pub ln_q: f64,
}

impl NullCoordEdge {
    /// Whether the pair passes at this false discovery rate.
    pub fn passes(&self, alpha: f64) -> bool {
        self.ln_q <= alpha.ln()
    }
}

/// Tests every pair that shares an object; the most significant come first, of
/// equals the most alike.
pub fn null_coord(acts: &Acts, names: &Dictionary, method: &NullCoord) -> Vec<NullCoordEdge> {
    let mut shuffles = Shuffles::new(acts, names.len(), method);
    let mut tested = shuffles.pairs();
    for _ in 0..method.permutations {
        stop::check();
        shuffles.shuffle();
        shuffles.count(&mut tested);
    }
    let all = f64::from(method.permutations) + 1.0;
    let edge = |(account, pair): (u32, Tested)| {
        let (account_a, account_b) = by_name(names, account, pair.other);
        let ln_p = ((f64::from(pair.reached) + 1.0) / all).ln();
        NullCoordEdge { account_a, account_b, similarity: pair.similarity, objects: pair.objects, ln_p, ln_q: 0.0 }
    };
    let of = |(row, account): (Vec<Tested>, u32)| row.into_iter().map(move |pair| edge((account, pair)));
    let mut edges: Vec<NullCoordEdge> = tested.into_iter().zip(0..).flat_map(of).collect();
    let ln_p: Vec<f64> = edges.iter().map(|edge| edge.ln_p).collect();
    let ln_q = ln_q_values(&ln_p, ln_p.len() as f64);
    edges.iter_mut().zip(ln_q).for_each(|(edge, ln_q)| edge.ln_q = ln_q);
    edges.par_sort_by(|x, y| {
        let ties = |edge: &NullCoordEdge| (names.get(edge.account_a), names.get(edge.account_b));
        x.ln_p.total_cmp(&y.ln_p).then(y.similarity.total_cmp(&x.similarity)).then_with(|| ties(x).cmp(&ties(y)))
    });
    edges
}

/// A pair of an account with one of a higher number.
struct Tested {
    other: u32,
    similarity: f64,
    objects: u32,
    /// Shuffles in which the two were at least as alike.
    reached: u32,
}

/// The acts, by whoever a shuffle says.
struct Shuffles<'a> {
    acts: &'a Acts,
    accounts: usize,
    /// Whether an account has enough acts.
    active: Vec<bool>,
    /// Who did each act; those of accounts with too few acts stay theirs.
    actors: Vec<u32>,
    /// The acts that are shuffled.
    shuffled: Vec<usize>,
    rng: Pcg64Mcg,
}

impl<'a> Shuffles<'a> {
    fn new(acts: &'a Acts, accounts: usize, method: &NullCoord) -> Self {
        let mut rows = vec![0u32; accounts];
        acts.account.iter().for_each(|&account| rows[account as usize] += 1);
        let active: Vec<bool> = rows.iter().map(|&rows| rows >= method.min_acts).collect();
        let shuffled = (0..acts.len()).filter(|&act| active[acts.account[act] as usize]).collect();
        let rng = Pcg64Mcg::seed_from_u64(method.seed);
        Self { acts, accounts, active, actors: acts.account.clone(), shuffled, rng }
    }

    fn vectors(&self) -> Vectors {
        Vectors::new(counts(self.acts, &self.actors, |account| self.active[account as usize]), self.accounts)
    }

    /// The pairs as they are, by their first account.
    fn pairs(&self) -> Vec<Vec<Tested>> {
        let vectors = self.vectors();
        let pair = |(_, other, similarity, objects)| Tested { other, similarity, objects, reached: 0 };
        (0..self.accounts as u32)
            .into_par_iter()
            .map_init(|| Products::new(self.accounts), |products, account| products.row(&vectors, account))
            .map(|row| row.into_iter().map(pair).collect())
            .collect()
    }

    fn shuffle(&mut self) {
        let mut who: Vec<u32> = self.shuffled.iter().map(|&act| self.actors[act]).collect();
        who.shuffle(&mut self.rng);
        self.shuffled.iter().zip(who).for_each(|(&act, who)| self.actors[act] = who);
    }

    /// Counts the pairs that are as alike in this shuffle.
    fn count(&self, tested: &mut [Vec<Tested>]) {
        let vectors = self.vectors();
        tested.par_iter_mut().zip(0..self.accounts as u32).filter(|(row, _)| !row.is_empty()).for_each_init(
            || Products::new(self.accounts),
            |products, (row, account)| {
                let mut pairs = row.iter_mut().peekable();
                for (_, other, similarity, _) in products.row(&vectors, account) {
                    while pairs.next_if(|pair| pair.other < other).is_some() {}
                    if let Some(pair) = pairs.next_if(|pair| pair.other == other) {
                        pair.reached += u32::from(similarity >= pair.similarity * (1.0 - ROUNDING));
                    }
                }
            },
        );
    }
}
