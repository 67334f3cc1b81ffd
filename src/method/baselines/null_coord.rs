//! Likeness that shuffles seldom reach, by permutations.
//!
//! The public research code manitapote/null-model-coord asks of each pair and
//! each indicator (what is acted on: hashtags, URLs, retweeted posts) whether its
//! TF-IDF cosine is higher than by chance. The values of all rows are shuffled
//! among the rows, so that accounts keep their number of acts and objects their
//! number of uses, the cosines are recomputed, and
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
//! - the tests: pairs that share an object, which is all that code corrects for,
//!   too; where few of all pairs share anything, that choice is evidence itself,
//!   and more false pairs pass than the rate says;
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

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::baselines::testing::{number, numbered};

    const METHOD: NullCoord = NullCoord { min_acts: 1, permutations: 199, seed: 7 };

    /// Independent accounts, each with 20 acts on 60 objects, some of them popular.
    fn independent(seed: u64) -> Vec<(u8, u8, i64)> {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let acts = (0..30u8).flat_map(|account| std::iter::repeat_n(account, 20));
        acts.map(|account| {
            let object = rng.random_range(0..60u8).min(rng.random_range(0..60u8));
            (object, account, rng.random_range(0..1_000_000))
        })
        .collect()
    }

    /// Of pairs that share something p is uniform or larger: at most a share of
    /// `level` of all pairs has a p that small.
    #[test]
    fn p_values_of_independent_accounts_are_uniform_or_larger() {
        let all = 30.0 * 29.0 / 2.0;
        let mut small = [0; 3];
        let mut passed = 0;
        for seed in 0..8 {
            let (names, acts) = numbered(&independent(seed));
            let found = null_coord(&acts, &names, &METHOD);
            for (count, level) in small.iter_mut().zip([0.01f64, 0.05, 0.2]) {
                *count += found.iter().filter(|edge| edge.ln_p <= level.ln() + 1e-12).count();
            }
            passed += usize::from(found.iter().any(|edge| edge.passes(0.05)));
        }
        for (count, level) in small.into_iter().zip([0.01, 0.05, 0.2]) {
            let share = f64::from(count as u32) / 8.0 / all;
            // Pairs are not independent: three standard deviations as if they were,
            // and as much again.
            assert!(share <= level + 6.0 * (level * (1.0 - level) / 8.0 / all).sqrt(), "{share} at {level}");
        }
        assert!(passed <= 2, "{passed} of 8 independent worlds have a significant pair");
    }

    /// Accounts that act on the same rare objects pass, and nobody else does.
    #[test]
    fn coordinated_accounts_pass() {
        let mut shares = independent(1);
        shares.extend((0..6u8).flat_map(|account| (0..15u8).map(move |object| (200 + object, 100 + account, 0))));
        let (names, acts) = numbered(&shares);
        let found = null_coord(&acts, &names, &NullCoord { permutations: 999, ..METHOD });
        let passed: Vec<_> = found.iter().filter(|edge| edge.passes(0.05)).collect();
        let is_planted = |edge: &&&NullCoordEdge| number(&names, edge.account_a) >= 100;
        assert_eq!(passed.iter().filter(is_planted).count(), 15);
        assert!(passed.len() <= 17, "{}", passed.len());
        assert!(found[..15].iter().all(|edge| (edge.ln_p - 0.001f64.ln()).abs() < 1e-12 && edge.similarity > 0.999));
        // Benjamini and Hochberg: q of the smallest p is that p times the tests over
        // the number of pairs that have it.
        let smallest = found.iter().filter(|edge| edge.ln_p == found[0].ln_p).count();
        let q = found[0].ln_q.exp();
        assert!((q - 0.001 * found.len() as f64 / smallest as f64).abs() < 1e-12, "{q}");
    }

    /// Two accounts that share the only object are as alike in every shuffle.
    #[test]
    fn what_every_shuffle_reaches_says_nothing() {
        let (names, acts) = numbered(&[(0, 1, 0), (0, 2, 0), (0, 2, 9)]);
        let found = null_coord(&acts, &names, &METHOD);
        assert_eq!((found.len(), found[0].ln_p, found[0].ln_q), (1, 0.0, 0.0));
        assert!(null_coord(&acts, &names, &NullCoord { min_acts: 2, ..METHOD }).is_empty());
    }

    #[test]
    fn the_seed_and_not_the_threads_decides() {
        let (names, acts) = numbered(&independent(3));
        let on = |threads, seed| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| null_coord(&acts, &names, &NullCoord { seed, ..METHOD }))
        };
        assert_eq!(on(1, 7), on(3, 7));
        assert_ne!(on(1, 7), on(1, 8));
    }
}
