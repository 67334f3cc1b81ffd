//! Many delays, and how many of them lie within a span.

use rayon::prelude::*;

/// Bits of a delay below its highest one that tell its bucket: the delays of
/// one bucket differ by less than one part in 256.
const BITS: u32 = 8;

/// Delays in order, with an index of where each order of magnitude begins:
/// looking one up costs a few steps near each other in memory instead of a
/// bisection over all of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Delays {
    ascending: Vec<i64>,
    /// Bucket `b` is at `starts[b]..starts[b + 1]`.
    starts: Vec<u32>,
}

impl Delays {
    /// Of delays that are not negative, in any order.
    pub fn new(mut delays: Vec<i64>) -> Self {
        delays.par_sort_unstable();
        let buckets = delays.last().map_or(0, |&longest| bucket(longest) + 1);
        let mut starts = vec![0u32; buckets + 1];
        delays.iter().for_each(|&delay| starts[bucket(delay) + 1] += 1);
        (0..buckets).for_each(|bucket| starts[bucket + 1] += starts[bucket]);
        Self { ascending: delays, starts }
    }

    /// How many lie within `middle ± window`.
    pub fn within(&self, middle: i64, window: i64) -> usize {
        self.below(middle.saturating_add(window).saturating_add(1)) - self.below(middle - window)
    }

    pub fn len(&self) -> usize {
        self.ascending.len()
    }

    /// How many are smaller than `limit`.
    fn below(&self, limit: i64) -> usize {
        if limit <= 0 {
            return 0;
        }
        let bucket = bucket(limit);
        let Some(&[start, end]) = self.starts.get(bucket..bucket + 2).and_then(<[u32]>::first_chunk) else {
            return self.ascending.len();
        };
        let (start, end) = (start as usize, end as usize);
        start + self.ascending[start..end].partition_point(|&delay| delay < limit)
    }
}

/// A number that never falls as the delay rises.
fn bucket(delay: i64) -> usize {
    let highest = 63 - (delay.max(1) as u64).leading_zeros();
    match highest.checked_sub(BITS) {
        None => delay as usize,
        Some(shift) => ((shift as usize) << BITS) + (delay >> shift) as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_index_finds_what_counting_finds(
            delays in prop::collection::vec(prop_oneof![0i64..600, 0i64..100_000_000, 0i64..1 << 45], 0..200),
            middle in prop_oneof![0i64..600, 0i64..1 << 45],
            window in prop_oneof![0i64..300, 0i64..1 << 44],
        ) {
            let expected = delays.iter().filter(|&&delay| (delay - middle).abs() <= window).count();
            prop_assert_eq!(Delays::new(delays).within(middle, window), expected);
        }
    }
}
