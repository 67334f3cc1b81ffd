//! How large groups become when acts are permuted within strata.

use lockstep_base::stop;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::bursts::Burst;
use super::links::{Weak, components};
use super::strata::{Explained, Strata};

/// The most that the chance of any false group may be.
pub const FAMILY_WISE: f64 = 0.01;
/// Permutations under each explanation: as many as `FAMILY_WISE` needs.
pub const PERMUTATIONS: usize = 99;
/// Permutations that are made before it is asked whether others are needed.
const AT_ONCE: usize = 11;

/// How often the largest statistic of permuted data reached each of these, and the
/// largest that was seen. Stops once none of them can pass.
pub(super) fn reached(bursts: &[Burst], strata: &Strata, statistics: &[f64], seed: u64) -> (Vec<usize>, f64) {
    let (mut reached, mut largest) = (vec![0; statistics.len()], 0.0f64);
    let numbers: Vec<usize> = (0..PERMUTATIONS).collect();
    for some in numbers.chunks(AT_ONCE) {
        let found: Vec<f64> = some.par_iter().map(|&number| permuted(bursts, strata, seed, number)).collect();
        for statistic in found {
            largest = largest.max(statistic);
            reached.iter_mut().zip(statistics).for_each(|(reached, &of)| *reached += usize::from(statistic >= of));
        }
        if reached.iter().all(|&reached| p_value(reached) > FAMILY_WISE) {
            break;
        }
    }
    (reached, largest)
}

/// The p-value of a statistic that so many permutations reached; the data count as one.
pub(super) fn p_value(reached: usize) -> f64 {
    (reached + 1) as f64 / (PERMUTATIONS + 1) as f64
}

/// The largest statistic of one permutation under each explanation.
fn permuted(bursts: &[Burst], strata: &Strata, seed: u64, number: usize) -> f64 {
    let under = |explained: Explained| {
        stop::check();
        let stream = (number * Explained::ALL.len() + explained as usize) as u64;
        let mut rng = Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(stream));
        let dealt = dealt(bursts, strata, explained, &mut rng);
        let weak = Weak { bursts, strata, first: explained }.pairs(dealt);
        components(&weak).into_iter().map(|component| component.statistic(&weak)).fold(0.0, f64::max)
    };
    Explained::ALL.into_iter().map(under).fold(0.0, f64::max)
}

/// Accounts and bursts, as the acts of each stratum are dealt out anew to its bursts.
fn dealt(bursts: &[Burst], strata: &Strata, explained: Explained, rng: &mut Pcg64Mcg) -> Vec<(u32, u32)> {
    let mut dealt = Vec::new();
    for (accounts, of_stratum) in strata.strata(explained) {
        let places: usize = of_stratum.iter().map(|&burst| bursts[burst].acts.len()).sum();
        let mut accounts = accounts.to_vec();
        let (mut rest, _) = accounts.partial_shuffle(rng, places);
        for burst in of_stratum {
            let (mine, others) = rest.split_at_mut(bursts[burst].acts.len().min(rest.len()));
            dealt.extend(mine.iter().map(|&account| (account, burst as u32)));
            rest = others;
        }
    }
    dealt
}
