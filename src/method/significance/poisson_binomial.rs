//! The number of successes in independent trials that differ in their
//! chances: the Poisson-binomial distribution.
//!
//! Everything is computed under exponential tilting (Esscher 1932; Daniels
//! 1954, doi 10.1214/aoms/1177728652): with `K(θ) = Σ ln(1 − q + q·e^θ)` and
//! `θ` such that `K'(θ) = n`, the trials are given the chances
//! `q·e^θ / (1 − q + q·e^θ)`, under which `n` is what is expected, so that
//! nothing underflows however small the tail is.

use statrs::function::erf::erfc;

/// Up to this many trials the tail is added up exactly.
const EXACT: usize = 96;
/// Closer to the mean than this many standard deviations (of the signed root)
/// the saddlepoint formula has a removable singularity; the normal
/// approximation refined by the skewness takes its place.
const NEAR: f64 = 0.05;

/// `ln P(X ≥ n)` for independent trials with the chances `q`, each from 0 to
/// 1: exact up to 96 trials, beyond that by the saddlepoint approximation of
/// Lugannani and Rice (1980, doi 10.2307/1426607) with the first continuity
/// correction of Daniels (1987, doi 10.2307/1403269).
pub fn ln_poisson_binomial_tail(n: u64, q: &[f64]) -> f64 {
    // Certain successes and failures only shift the count.
    let certain = q.iter().filter(|&&q| q >= 1.0).count() as u64;
    let mut open: Vec<f64> = q.iter().copied().filter(|&q| q > 0.0 && q < 1.0).collect();
    // The same trials in another order have the same sums to the last bit.
    open.sort_unstable_by(f64::total_cmp);
    let n = n.saturating_sub(certain);
    if n == 0 {
        return 0.0;
    }
    match n.cmp(&(open.len() as u64)) {
        std::cmp::Ordering::Greater => f64::NEG_INFINITY,
        std::cmp::Ordering::Equal => open.iter().map(|q| q.ln()).sum(),
        std::cmp::Ordering::Less if open.len() <= EXACT => exact(n as usize, &open),
        std::cmp::Ordering::Less => saddlepoint(n as f64, &open),
    }
}

/// Trials tilted so that `n` successes are expected.
struct Tilted {
    theta: f64,
    /// `K(θ)`.
    cumulant: f64,
    /// The tilted chances.
    q: Vec<f64>,
}

impl Tilted {
    /// For `0 < n < q.len()` and chances strictly between 0 and 1.
    fn new(n: f64, q: &[f64]) -> Self {
        let theta = solve(n, q);
        let (mut cumulant, mut tilted) = (0.0, Vec::with_capacity(q.len()));
        for &q in q {
            let odds = (q / (1.0 - q)).ln() + theta;
            // ln(1 − q + q·e^θ) = ln(1 − q) + ln(1 + odds).
            cumulant += (-q).ln_1p() + softplus(odds);
            tilted.push(logistic(odds));
        }
        Self { theta, cumulant, q: tilted }
    }

    fn variance(&self) -> f64 {
        self.q.iter().map(|q| q * (1.0 - q)).sum()
    }

    /// `K(θ) − θ·n`, never above 0.
    fn ln_scale(&self, n: f64) -> f64 {
        (self.cumulant - self.theta * n).min(0.0)
    }
}

/// The root of `K'(θ) = n`: Newton steps, kept inside a bracket that each
/// step narrows.
fn solve(n: f64, q: &[f64]) -> f64 {
    let odds: Vec<f64> = q.iter().map(|q| (q / (1.0 - q)).ln()).collect();
    let slack = (n / (q.len() as f64 - n)).ln();
    let extreme = |fold: fn(f64, f64) -> f64, start| odds.iter().copied().fold(start, fold);
    // With all odds alike the root is exactly their distance from n's odds.
    let mut low = slack - extreme(f64::max, f64::NEG_INFINITY);
    let mut high = slack - extreme(f64::min, f64::INFINITY);
    let mut theta = slack - odds.iter().sum::<f64>() / odds.len() as f64;
    for _ in 0..100 {
        let (mut mean, mut variance) = (0.0, 0.0);
        for odds in &odds {
            let q = logistic(odds + theta);
            mean += q;
            variance += q * (1.0 - q);
        }
        let excess = mean - n;
        if excess.abs() <= 1e-12 * n {
            break;
        }
        if excess > 0.0 {
            high = theta
        } else {
            low = theta
        }
        let next = theta - excess / variance;
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
fn exact(n: usize, q: &[f64]) -> f64 {
    let tilted = Tilted::new(n as f64, q);
    let mut mass = vec![0.0; q.len() + 1];
    mass[0] = 1.0;
    for (done, &q) in tilted.q.iter().enumerate() {
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

fn saddlepoint(n: f64, q: &[f64]) -> f64 {
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
fn refined_normal(n: f64, q: &[f64]) -> f64 {
    let variance: f64 = q.iter().map(|q| q * (1.0 - q)).sum();
    let skewness = q.iter().map(|q| q * (1.0 - q) * (1.0 - 2.0 * q)).sum::<f64>() / variance.powf(1.5);
    let x = (n - 0.5 - q.iter().sum::<f64>()) / variance.sqrt();
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
            let (exact, approximate) = (exact(n, &q), saddlepoint(n as f64, &q));
            // In the tail half a per cent of p; around the mean p itself.
            let close = (exact - approximate).abs() < 5e-3 || (exact.exp() - approximate.exp()).abs() < 2e-3;
            prop_assert!(close, "n {n} of {}: {exact} {approximate}", q.len());
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
