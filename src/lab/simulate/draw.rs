//! Seeded generators and the distributions that worlds are drawn from.

use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};
use rand_pcg::Pcg64Mcg;

/// What a generator is for. Every entity of every stream has a generator of
/// its own, so that neither threads nor other entities change what it does.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Topic = 1,
    News,
    Account,
    Plan,
    Operations,
    Member,
    Evergreen,
    Outlet,
    Crowd,
}

/// The generator of one entity.
pub(super) fn generator(seed: u64, stream: Stream, entity: u64) -> Pcg64Mcg {
    Pcg64Mcg::seed_from_u64(mix(mix(mix(seed) ^ stream as u64) ^ entity))
}

/// A bijection of 64-bit integers that leaves no trace of their order: the
/// finaliser of SplitMix64 (Steele, Lea and Flood 2014,
/// doi 10.1145/2660193.2660195).
pub(super) fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

/// True with probability `p`, which may lie outside of 0 to 1.
pub(super) fn chance(p: f64, rng: &mut Pcg64Mcg) -> bool {
    rng.random::<f64>() < p
}

/// Log-normal: `median · exp(spread · Z)`.
pub(super) fn log_normal(median: f64, spread: f64, rng: &mut Pcg64Mcg) -> f64 {
    median * (spread * rng.sample::<f64, _>(StandardNormal)).exp()
}

/// Log-normal with a given mean instead of the median.
pub(super) fn log_normal_of_mean(mean: f64, spread: f64, rng: &mut Pcg64Mcg) -> f64 {
    log_normal(mean * (-spread * spread / 2.0).exp(), spread, rng)
}

/// Exponential.
pub(super) fn exponential(mean: f64, rng: &mut Pcg64Mcg) -> f64 {
    mean * rng.sample::<f64, _>(Exp1)
}

/// Pareto with scale 1, cut off at `most`.
pub(super) fn pareto(shape: f64, most: f64, rng: &mut Pcg64Mcg) -> f64 {
    (1.0 - rng.random::<f64>()).powf(-1.0 / shape).min(most)
}

/// Between these, the logarithm uniform: small values are more frequent.
pub(super) fn log_uniform((least, most): (f64, f64), rng: &mut Pcg64Mcg) -> f64 {
    least * (most / least).powf(rng.random())
}

/// A rank below `n > 0` with probability falling like 1/(rank + 1), Zipf's
/// law: the logarithm of the rank is uniform.
pub(super) fn zipf(n: usize, rng: &mut Pcg64Mcg) -> usize {
    let rank = ((n + 1) as f64).powf(rng.random()) as usize;
    rank.clamp(1, n) - 1
}

/// A whole number with this mean: rounded up as often as the fraction says.
pub(super) fn whole(mean: f64, rng: &mut Pcg64Mcg) -> u32 {
    (mean + rng.random::<f64>()) as u32
}
