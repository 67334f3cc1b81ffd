//! Chance: accounts act independently of each other, each at its own volume.
//!
//! With `k_i` the distinct objects of account `i`, `E = Σ k_i` and `S` the
//! (pair, object) co-acts in the data, two accounts are expected to meet on
//! `λ_ij = k_i · k_j · 2S / E²` objects, and the number that is seen is Poisson.
//! This is the closed form of the configuration model's expectation (Chung and
//! Lu 2002, doi 10.1073/pnas.252631999) with the window's thinning `2S / E²`
//! read off the data.

use statrs::function::gamma::ln_gamma;

use super::{Case, Explanation, Test};
use crate::coaction::Pair;

/// The chance model of one trace.
#[derive(Clone, Debug)]
pub struct Chance {
    rungs: Vec<Rung>,
}

/// The model at one rung of the ladder of windows.
#[derive(Clone, Debug)]
struct Rung {
    degrees: Vec<u32>,
    /// `2S / E²`.
    rate: f64,
}

impl Rung {
    fn new(degrees: Vec<u32>, ends: f64, meetings: u64) -> Self {
        let rate = if ends > 0.0 { 2.0 * meetings as f64 / (ends * ends) } else { 0.0 };
        Self { degrees, rate }
    }
}

/// The volumes of a trace at one rung, where not all of its accounts are here.
#[derive(Clone, Debug, Default)]
pub struct Volumes {
    /// Distinct objects of each account that is here.
    pub degrees: Vec<u32>,
    /// How many accounts of the whole have each number of objects above 0, by
    /// that number, ascending.
    pub accounts: Vec<(u32, u64)>,
    /// How many objects of the whole have each number of accounts above 0, by
    /// that number, ascending.
    pub objects: Vec<(u32, u64)>,
}

impl Volumes {
    /// `E`: the numbers of objects of all accounts, added up.
    pub fn ends(&self) -> u64 {
        self.accounts.iter().map(|&(degree, accounts)| u64::from(degree) * accounts).sum()
    }
}

impl Chance {
    /// The model; for each rung the accounts' numbers of distinct objects and
    /// the (pair, object) co-acts in all, both of the objects that count there.
    pub fn new(rungs: impl IntoIterator<Item = (Vec<u32>, u64)>) -> Self {
        let rung = |(degrees, meetings): (Vec<u32>, u64)| {
            let ends = degrees.iter().map(|&k| f64::from(k)).sum();
            Rung::new(degrees, ends, meetings)
        };
        Self { rungs: rungs.into_iter().map(rung).collect() }
    }

    /// The model of some accounts of a trace, on all of which so many (pair,
    /// object) co-acts come at each rung.
    pub fn among(volumes: &[Volumes], meetings: impl Fn(usize) -> u64) -> Self {
        let rung = |(rung, volumes): (usize, &Volumes)| {
            Rung::new(volumes.degrees.clone(), volumes.ends() as f64, meetings(rung))
        };
        Self { rungs: volumes.iter().enumerate().map(rung).collect() }
    }

    /// The number of objects that the pair is expected to meet on.
    pub fn expected(&self, pair: Pair, rung: usize) -> f64 {
        let Rung { degrees, rate } = &self.rungs[rung];
        f64::from(degrees[pair.a() as usize]) * f64::from(degrees[pair.b() as usize]) * rate
    }
}

impl Explanation for Chance {
    fn name(&self) -> &'static str {
        "chance"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        let expected = self.expected(case.pair, rung);
        let seen = case.objects(rung);
        Test { expected, seen: seen as u32, trials: None, ln_p: ln_poisson_tail(seen, expected) }
    }
}

/// `ln P(X ≥ n)` of a Poisson variable with this mean, accurate to about
/// 10⁻¹³ relative wherever the logarithm itself is a float.
pub fn ln_poisson_tail(n: u64, mean: f64) -> f64 {
    if n == 0 {
        return 0.0;
    }
    if mean <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if n as f64 > mean {
        return ln_term(n, mean) + ascending(n, mean).ln();
    }
    // The tail holds half of the mass or more: take the head away from one.
    let ln_head = ln_term(n - 1, mean) + descending(n - 1, mean).ln();
    (-ln_head.exp()).ln_1p()
}

/// `ln P(X = n)`.
fn ln_term(n: u64, mean: f64) -> f64 {
    let n = n as f64;
    n * mean.ln() - mean - ln_gamma(n + 1.0)
}

/// `Σ_{k ≥ n} P(X = k) / P(X = n)` for `n > mean`: the terms shrink at least
/// like a geometric series.
fn ascending(n: u64, mean: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, n as f64);
    while term > f64::EPSILON * sum {
        k += 1.0;
        term *= mean / k;
        sum += term;
    }
    sum
}

/// `Σ_{k ≤ n} P(X = k) / P(X = n)` for `n < mean`.
fn descending(n: u64, mean: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, n as f64);
    while k > 0.0 && term > f64::EPSILON * sum {
        term *= k / mean;
        sum += term;
        k -= 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{DiscreteCDF, Poisson};

    /// The tail by adding up every term, smallest first.
    fn by_brute_force(n: u64, mean: f64) -> f64 {
        let ln_p = |k: u64| k as f64 * mean.ln() - mean - (1..=k).map(|i| (i as f64).ln()).sum::<f64>();
        (n..n + 400).rev().map(|k| ln_p(k).exp()).sum::<f64>().ln()
    }

    #[test]
    fn the_tail_agrees_with_adding_up_every_term() {
        for mean in [1e-6, 0.01, 0.3, 1.0, 3.7, 20.0, 55.5] {
            for n in [1, 2, 3, 5, 10, 20, 54, 60, 100] {
                let (ours, brute) = (ln_poisson_tail(n, mean), by_brute_force(n, mean));
                if brute.is_finite() && brute > -690.0 {
                    assert!((ours - brute).abs() < 1e-10 * (1.0 + brute.abs()), "n {n} mean {mean}: {ours} {brute}");
                }
            }
        }
    }

    #[test]
    fn the_tail_agrees_with_statrs_where_a_float_can_hold_it() {
        for mean in [0.5, 4.0, 900.0, 1e5] {
            let theirs = Poisson::new(mean).unwrap();
            for n in [(mean * 0.9) as u64 + 1, mean as u64 + 1, (mean * 1.02) as u64 + 2] {
                let (ours, stat) = (ln_poisson_tail(n, mean), theirs.sf(n - 1).ln());
                assert!((ours - stat).abs() < 1e-6 * (1.0 + stat.abs()), "n {n} mean {mean}: {ours} {stat}");
            }
        }
    }

    #[test]
    fn evidence_below_the_smallest_float_keeps_its_order() {
        let tails: Vec<f64> = [200, 400, 800, 100_000].iter().map(|&n| ln_poisson_tail(n, 1e-3)).collect();
        assert!(tails.windows(2).all(|w| w[1] < w[0]) && tails.iter().all(|t| t.is_finite()), "{tails:?}");
        assert!(tails[1] < f64::MIN_POSITIVE.ln());
    }

    #[test]
    fn the_edges_of_the_tail() {
        assert_eq!(ln_poisson_tail(0, 5.0), 0.0);
        assert_eq!(ln_poisson_tail(3, 0.0), f64::NEG_INFINITY);
        assert!(ln_poisson_tail(1, 1e9) <= 0.0);
        assert!((ln_poisson_tail(1, 1e-12) - (1e-12f64).ln()).abs() < 1e-9);
    }

    #[test]
    fn what_is_expected_adds_up_to_what_was_met() {
        let degrees = vec![3, 5, 2, 9, 1, 4];
        let chance = Chance::new([(degrees.clone(), 17)]);
        let all: f64 = (0..6)
            .flat_map(|a| (0..6).map(move |b| (a, b)))
            .map(|(a, b)| f64::from(degrees[a] * degrees[b]) * chance.rungs[0].rate / 2.0)
            .sum();
        assert!((all - 17.0).abs() < 1e-12);
        assert_eq!(chance.expected(Pair::new(1, 3), 0), 45.0 * 34.0 / 576.0);
    }
}
