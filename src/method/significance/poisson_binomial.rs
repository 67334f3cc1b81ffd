//! The number of successes in independent trials that differ in their
//! chances: the Poisson-binomial distribution.
//!
//! Everything is computed under exponential tilting (Esscher 1932; Daniels
//! 1954, doi 10.1214/aoms/1177728652): with `K(θ) = Σ ln(1 − q + q·e^θ)` and
//! `θ` such that `K'(θ) = n`, the trials are given the chances
//! `q·e^θ / (1 − q + q·e^θ)`, under which `n` is what is expected, so that
//! nothing underflows however small the tail is.

use std::cmp::Ordering;

use statrs::function::erf::erfc;

/// Up to this many trials the tail is added up exactly.
const EXACT: usize = 96;
/// Closer to the mean than this many standard deviations (of the signed root)
/// the saddlepoint formula has a removable singularity; the normal
/// approximation refined by the skewness takes its place.
const NEAR: f64 = 0.05;
/// Beyond this many trials those with nearly the same chance are one group.
const ONE_BY_ONE: usize = 4_096;
/// A group holds chances up to this many times its smallest one.
const ALIKE: f64 = 1.0 + 1.0 / 128.0;

/// `ln P(X ≥ n)` for independent trials with the chances `q`, each from 0 to 1: see
/// [`PoissonBinomial::ln_tail`].
pub fn ln_poisson_binomial_tail(n: u64, q: &[f64]) -> f64 {
    PoissonBinomial::new(q).ln_tail(n)
}

/// The number of successes in independent trials, made ready for any number of tails.
#[derive(Clone, Debug)]
pub struct PoissonBinomial {
    /// Trials that succeed for certain: they only shift the count.
    certain: u64,
    /// The trials that can go either way.
    open: Groups,
}

impl PoissonBinomial {
    /// Of trials with these chances, each from 0 to 1.
    pub fn new(q: &[f64]) -> Self {
        let certain = q.iter().filter(|&&q| q >= 1.0).count() as u64;
        let mut open: Vec<f64> = q.iter().copied().filter(|&q| q > 0.0 && q < 1.0).collect();
        // The same trials in another order have the same sums to the last bit.
        open.sort_unstable_by(f64::total_cmp);
        Self { certain, open: Groups::of(&open) }
    }

    /// `ln P(X ≥ n)`: exact up to 96 trials, beyond that by the saddlepoint approximation of
    /// Lugannani and Rice (1980, doi 10.2307/1426607) with the first continuity
    /// correction of Daniels (1987, doi 10.2307/1403269).
    ///
    /// Of more than 4,096 trials, those whose chances differ by less than one part in 128
    /// count with their mean. Of `K(θ)` this takes at most half of their relative variance
    /// for each trial, so that the logarithm is off by less than 3·10⁻⁶ a trial.
    pub fn ln_tail(&self, n: u64) -> f64 {
        let (n, open) = (n.saturating_sub(self.certain), &self.open);
        if n == 0 {
            return 0.0;
        }
        match n.cmp(&(open.trials as u64)) {
            Ordering::Greater => f64::NEG_INFINITY,
            Ordering::Equal => open.sum(f64::ln),
            Ordering::Less if open.trials <= EXACT => exact(n as usize, open),
            Ordering::Less => saddlepoint(n as f64, open),
        }
    }
}

/// Trials in groups of the same chance, strictly between 0 and 1.
#[derive(Clone, Debug)]
struct Groups {
    trials: usize,
    /// Each chance, and how many trials have it.
    groups: Vec<(f64, f64)>,
}

impl Groups {
    /// Of ascending chances.
    fn of(chances: &[f64]) -> Self {
        let trials = chances.len();
        if trials <= ONE_BY_ONE {
            return Self { trials, groups: chances.iter().map(|&q| (q, 1.0)).collect() };
        }
        let (mut groups, mut rest) = (Vec::new(), chances);
        while let Some(&smallest) = rest.first() {
            let (group, others) = rest.split_at(rest.partition_point(|&q| q <= smallest * ALIKE));
            // Of equal chances the mean is that chance: rounding must not take it to 1.
            let mean = group.iter().sum::<f64>() / group.len() as f64;
            groups.push((mean.clamp(smallest, group[group.len() - 1]), group.len() as f64));
            rest = others;
        }
        Self { trials, groups }
    }

    /// The sum over all trials.
    fn sum(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.groups.iter().map(|&(q, trials)| trials * of(q)).sum()
    }
}

/// Trials tilted so that `n` successes are expected.
struct Tilted {
    theta: f64,
    /// `K(θ)`.
    cumulant: f64,
    /// The tilted chances.
    q: Groups,
}

impl Tilted {
    /// For `n` above 0 and below the number of trials.
    fn new(n: f64, q: &Groups) -> Self {
        let theta = solve(n, q);
        let (mut cumulant, mut groups) = (0.0, Vec::with_capacity(q.groups.len()));
        for &(q, trials) in &q.groups {
            let odds = (q / (1.0 - q)).ln() + theta;
            // ln(1 − q + q·e^θ) = ln(1 − q) + ln(1 + odds).
            cumulant += trials * ((-q).ln_1p() + softplus(odds));
            groups.push((logistic(odds), trials));
        }
        Self { theta, cumulant, q: Groups { trials: q.trials, groups } }
    }

    fn variance(&self) -> f64 {
        self.q.sum(|q| q * (1.0 - q))
    }

    /// `K(θ) − θ·n`, never above 0.
    fn ln_scale(&self, n: f64) -> f64 {
        (self.cumulant - self.theta * n).min(0.0)
    }
}

/// The root of `K'(θ) = n`: Newton steps, kept inside a bracket that each
/// step narrows.
fn solve(n: f64, q: &Groups) -> f64 {
    let odds: Vec<(f64, f64)> = q.groups.iter().map(|&(q, trials)| ((q / (1.0 - q)).ln(), trials)).collect();
    let all = q.trials as f64;
    let slack = (n / (all - n)).ln();
    // They ascend. With all odds alike the root is exactly their distance from n's odds.
    let mut low = slack - odds[odds.len() - 1].0;
    let mut high = slack - odds[0].0;
    let mut theta = slack - odds.iter().map(|(odds, trials)| trials * odds).sum::<f64>() / all;
    for _ in 0..100 {
        let (mut mean, mut variance) = (0.0, 0.0);
        for (odds, trials) in &odds {
            let q = logistic(odds + theta);
            mean += trials * q;
            variance += trials * (q * (1.0 - q));
        }
        let excess = mean - n;
        let next = theta - excess / variance;
        // As near as rounding lets it come.
        if excess.abs() <= 1e-12 * n || next == theta {
            break;
        }
        if excess > 0.0 {
            high = theta
        } else {
            low = theta
        }
        theta = if next > low && next < high { next } else { (low + high) / 2.0 };
    }
    theta
}

fn logistic(x: f64) -> f64 {
    if x > 0.0 { 1.0 / (1.0 + (-x).exp()) } else { x.exp() / (1.0 + x.exp()) }
}

/// `ln(1 + e^x)`.
fn softplus(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// Adds up the tilted distribution: `P(X ≥ n) = e^{K(θ) − θn} · Σ_j P̃(n + j)·e^{−θj}`.
fn exact(n: usize, q: &Groups) -> f64 {
    let tilted = Tilted::new(n as f64, q);
    let mut mass = vec![0.0; q.trials + 1];
    mass[0] = 1.0;
    // So few trials are each a group.
    for (done, &(q, _)) in tilted.q.groups.iter().enumerate() {
        for count in (0..=done).rev() {
            mass[count + 1] += mass[count] * q;
            mass[count] *= 1.0 - q;
        }
    }
    if tilted.theta < 0.0 {
        // Below the mean the terms grow: take the head away from one instead.
        let head: f64 = (1..=n).map(|j| mass[n - j] * (tilted.theta * j as f64).exp()).sum();
        return (-(head * tilted.ln_scale(n as f64).exp()).min(1.0)).ln_1p();
    }
    let tail: f64 = mass[n..].iter().enumerate().map(|(j, mass)| mass * (-tilted.theta * j as f64).exp()).sum();
    (tilted.ln_scale(n as f64) + tail.ln()).min(0.0)
}

fn saddlepoint(n: f64, q: &Groups) -> f64 {
    let tilted = Tilted::new(n, q);
    let exponent = tilted.ln_scale(n);
    let root = (-2.0 * exponent).sqrt().copysign(tilted.theta);
    if root.abs() < NEAR {
        return refined_normal(n, q);
    }
    let slope = (-(-tilted.theta).exp_m1()) * tilted.variance().sqrt();
    if root < 0.0 {
        let head = -(exponent.exp() * INVERSE_ROOT_TAU) * (mills(-root) + 1.0 / slope.abs() - 1.0 / root.abs());
        return head.max(-1.0).ln_1p();
    }
    (exponent + INVERSE_ROOT_TAU.ln() + (mills(root) + 1.0 / slope - 1.0 / root).ln()).min(0.0)
}

/// `1/√(2π)`.
const INVERSE_ROOT_TAU: f64 = 0.398_942_280_401_432_7;

/// Mills' ratio `(1 − Φ(x)) / φ(x)` for `x > 0`.
fn mills(x: f64) -> f64 {
    if x < 5.0 {
        return 0.5 * erfc(x / std::f64::consts::SQRT_2) / (INVERSE_ROOT_TAU * (-x * x / 2.0).exp());
    }
    // Laplace's continued fraction, from the inside out.
    (1..=60).rev().fold(x, |below, k| x + f64::from(k) / below).recip()
}

/// The normal approximation refined by the skewness, of Volkova (1996, doi
/// 10.1137/1140093), for the mean's neighbourhood.
fn refined_normal(n: f64, q: &Groups) -> f64 {
    let variance = q.sum(|q| q * (1.0 - q));
    let skewness = q.sum(|q| q * (1.0 - q) * (1.0 - 2.0 * q)) / variance.powf(1.5);
    let x = (n - 0.5 - q.sum(|q| q)) / variance.sqrt();
    let density = INVERSE_ROOT_TAU * (-x * x / 2.0).exp();
    let upper = 0.5 * erfc(x / std::f64::consts::SQRT_2) - skewness * (1.0 - x * x) * density / 6.0;
    upper.clamp(f64::MIN_POSITIVE, 1.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    /// The tail from every outcome of every trial.
    fn by_brute_force(n: u64, q: &[f64]) -> f64 {
        (0u32..1 << q.len())
            .filter(|outcome| u64::from(outcome.count_ones()) >= n)
            .map(|outcome| {
                q.iter().enumerate().map(|(i, q)| if outcome >> i & 1 == 1 { *q } else { 1.0 - q }).product::<f64>()
            })
            .sum()
    }

    proptest! {
        #[test]
        fn small_counts_agree_with_every_outcome(q in prop::collection::vec(0.0f64..=1.0, 0..12), n in 0u64..14) {
            let (ours, brute) = (ln_poisson_binomial_tail(n, &q).exp(), by_brute_force(n, &q));
            prop_assert!((ours - brute).abs() <= 1e-12 + 1e-9 * brute, "{ours} {brute}");
        }

        /// Where the two meet: just below the limit both can be computed.
        #[test]
        fn the_approximation_agrees_with_the_exact_tail_where_they_meet(
            q in prop::collection::vec(0.001f64..0.6, EXACT - 16..EXACT),
            share in 0.02f64..0.98,
        ) {
            let n = ((share * q.len() as f64) as usize).clamp(1, q.len() - 1);
            let trials = PoissonBinomial::new(&q).open;
            let (exact, approximate) = (exact(n, &trials), saddlepoint(n as f64, &trials));
            // Around the mean p itself; in the tail what Stirling's formula is off for the rarer outcome, 1/12 of its
            // number, and a little.
            let rarer = n.min(q.len() - n) as f64;
            let is_tail = exact.exp() < 0.01;
            let off = if is_tail { exact - approximate } else { exact.exp() - approximate.exp() };
            let most = if is_tail { 2e-3 + 0.1 / rarer } else { 2e-3 };
            prop_assert!(off.abs() < most, "n {n} of {}: {exact} {approximate}", q.len());
        }
    }

    #[test]
    fn many_trials_agree_with_statrs_where_all_chances_are_alike() {
        for (trials, q) in [(200u64, 0.02), (500, 0.3), (3_000, 0.004), (3_000, 0.6)] {
            let theirs = Binomial::new(q, trials).unwrap();
            let mean = trials as f64 * q;
            for n in [mean * 0.8, mean, mean + 1.0, mean * 1.2 + 1.0, mean * 1.5 + 2.0] {
                let n = n as u64;
                let (ours, stat) = (ln_poisson_binomial_tail(n, &vec![q; trials as usize]), theirs.sf(n - 1).ln());
                assert!(
                    (ours - stat).abs() < 1e-2 * (1.0 + 0.02 * stat.abs()),
                    "{n} of {trials} at {q}: {ours} {stat}"
                );
            }
        }
    }

    proptest! {
        /// What groups of like chances lose is within what is promised.
        #[test]
        fn groups_of_like_chances_lose_what_is_stated(
            seed in 0u64..1_000, smallest in 1e-6f64..0.1, decades in 0.0f64..4.0, share in 0.01f64..0.99,
        ) {
            let chance = |place: usize| {
                let random = (place as u64 + seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11;
                (smallest * 10f64.powf(decades * random as f64 / (1u64 << 53) as f64)).min(0.5)
            };
            let mut q: Vec<f64> = (0..2 * ONE_BY_ONE).map(chance).collect();
            q.sort_unstable_by(f64::total_cmp);
            let one_by_one = Groups { trials: q.len(), groups: q.iter().map(|&q| (q, 1.0)).collect() };
            let grouped = Groups::of(&q);
            prop_assert!(grouped.groups.len() < 1_800);
            let n = (share * q.len() as f64).ceil();
            let (exact, off) = (saddlepoint(n, &one_by_one), saddlepoint(n, &grouped));
            prop_assert!((exact - off).abs() <= 3e-6 * q.len() as f64, "{n}: {exact} {off}");
        }
    }

    /// Sums of very many trials are rounded: the search for the root ends all the same.
    #[test]
    fn very_many_trials_take_no_longer_than_rounding_lets_them() {
        let q: Vec<f64> = (0..1_000_000).map(|trial| 1e-4 + f64::from(trial) * 1e-7).collect();
        let (trials, mean) = (PoissonBinomial::new(&q), q.iter().sum::<f64>());
        assert!((trials.ln_tail(mean as u64) - 0.5f64.ln()).abs() < 1e-2);
        assert!(trials.ln_tail(900_000) < -1e6 && trials.ln_tail(900_001) < trials.ln_tail(900_000));
    }

    #[test]
    fn evidence_below_the_smallest_float_is_exact() {
        let q = vec![1e-6; 80];
        // Binomial: C(80, 60) · 10^−360 and a little.
        let ln_choose =
            (61..=80).map(|i| f64::from(i).ln()).sum::<f64>() - (1..=20).map(|i| f64::from(i).ln()).sum::<f64>();
        let expected = ln_choose + 60.0 * 1e-6f64.ln() + 20.0 * (-1e-6f64).ln_1p();
        assert!((ln_poisson_binomial_tail(60, &q) - expected).abs() < 1e-4);
        assert!(ln_poisson_binomial_tail(900, &vec![1e-4; 1_000]).is_finite());
    }

    #[test]
    fn the_edges_of_the_tail() {
        assert_eq!(ln_poisson_binomial_tail(0, &[0.5]), 0.0);
        assert_eq!(ln_poisson_binomial_tail(1, &[]), f64::NEG_INFINITY);
        assert_eq!(ln_poisson_binomial_tail(2, &[1.0, 1.0, 0.0]), 0.0);
        assert_eq!(ln_poisson_binomial_tail(3, &[1.0, 1.0, 0.0]), f64::NEG_INFINITY);
        assert!((ln_poisson_binomial_tail(2, &[1.0, 0.25]) - 0.25f64.ln()).abs() < 1e-15);
    }
}
