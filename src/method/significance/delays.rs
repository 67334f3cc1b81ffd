//! Many delays, and how many of them lie within a span.

use lockstep_data::traces::Acts;
use rayon::prelude::*;

/// Acts whose delays are all held.
const MOST_DELAYS: usize = 1 << 24;
/// The most bits of a delay below its highest one that tell its bucket: a
/// larger index would not stay in a cache.
const MOST_BITS: u32 = 18;
/// A window this many times as wide as the buckets at its end is as good as
/// made of whole ones.
const FINE: i64 = 16;

/// Delays in order, with an index of where each order of magnitude begins:
/// looking one up costs a few steps near each other in memory instead of a
/// bisection over all of it. Most clocks tell whole seconds: delays are held in
/// the largest unit that measures them all, in which short ones have a place
/// of their own in the index.
#[derive(Clone, Debug)]
pub struct Delays {
    /// In units, ascending.
    ascending: Vec<i64>,
    /// Microseconds of a unit.
    unit: i64,
    /// Bits of a delay below its highest one that tell its bucket.
    bits: u32,
    /// Bucket `b` is at `starts[b]..starts[b + 1]`.
    starts: Vec<u32>,
    /// How many delays each of these stands for.
    step: u64,
}

impl Default for Delays {
    /// None.
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Delays {
    /// All delays of a trace. Beyond 2²⁴ acts, every second, fourth, … act
    /// stands for all: the share of a span is then off by less than one part in
    /// a thousand of its standard unit, and the memory stays below 170 MB.
    pub fn of(acts: &Acts) -> Self {
        let step = acts.len().div_ceil(MOST_DELAYS).next_power_of_two().max(1);
        let of_object = |object: usize| {
            let sampled = acts.of(object).filter(move |act| act % step == 0);
            sampled.filter_map(move |act| acts.delay(act, object as u32))
        };
        Self::thinned((0..acts.objects.len()).into_par_iter().flat_map_iter(of_object).collect(), step as u64)
    }

    /// Of so many delays of each length, ascending. Beyond 2²⁴ delays, every
    /// second, fourth, … in this order stands for all.
    pub fn counted(delays: &[(i64, u64)]) -> Self {
        let all: u64 = delays.iter().map(|(_, count)| count).sum();
        let step = all.div_ceil(MOST_DELAYS as u64).next_power_of_two().max(1);
        let mut above = 0u64;
        let thinned = delays.iter().flat_map(|&(delay, count)| {
            let kept = (above + count).div_ceil(step) - above.div_ceil(step);
            above += count;
            std::iter::repeat_n(delay, kept as usize)
        });
        Self::thinned(thinned.collect(), step)
    }

    /// Of delays that are not negative, in any order.
    pub(super) fn new(delays: Vec<i64>) -> Self {
        Self::thinned(delays, 1)
    }

    /// The same where each stands for `step` delays.
    fn thinned(mut delays: Vec<i64>, step: u64) -> Self {
        let unit = delays.par_iter().copied().reduce(|| 0, common_measure).max(1);
        delays.par_iter_mut().for_each(|delay| *delay /= unit);
        delays.par_sort_unstable();
        // An order of magnitude takes no more places than there are delays.
        let bits = delays.len().max(1).ilog2().clamp(4, MOST_BITS);
        let buckets = delays.last().map_or(0, |&longest| bucket(longest, bits) + 1);
        let mut starts = vec![0u32; buckets + 1];
        delays.iter().for_each(|&delay| starts[bucket(delay, bits) + 1] += 1);
        (0..buckets).for_each(|bucket| starts[bucket + 1] += starts[bucket]);
        Self { ascending: delays, unit, bits, starts, step }
    }

    /// How many lie within `middle ± window`.
    pub(super) fn within(&self, middle: i64, window: i64) -> usize {
        let [first, end] = self.units(middle, window);
        self.below(end) - self.below(first)
    }

    /// A number that is never above [`Self::within`] and at most an eighth below
    /// it where delays are spread evenly: it counts whole buckets, which needs
    /// no look at the delays themselves.
    pub(super) fn within_at_least(&self, middle: i64, window: i64) -> usize {
        let [first, end] = self.units(middle, window);
        if window / self.unit < FINE * width(end, self.bits) {
            return self.within(middle, window);
        }
        let before = match first {
            ..=0 => 0,
            // The bucket begins with it.
            first if width(first, self.bits) == 1 => self.start(bucket(first, self.bits)),
            first => self.start(bucket(first, self.bits) + 1),
        };
        self.start(bucket(end, self.bits)).saturating_sub(before)
    }

    /// How many delays so many of those that are held stand for.
    pub(super) fn number(&self, held: usize) -> u64 {
        held as u64 * self.step
    }

    /// How many delays there are.
    pub(super) fn total(&self) -> u64 {
        self.number(self.ascending.len())
    }

    /// `middle ± window` in units: the first one and the end.
    fn units(&self, middle: i64, window: i64) -> [i64; 2] {
        let up = |micros: i64| micros.max(0) / self.unit + i64::from(micros.max(0) % self.unit > 0);
        [up(middle - window), up(middle.saturating_add(window).saturating_add(1))]
    }

    /// How many delays come before this bucket.
    fn start(&self, bucket: usize) -> usize {
        self.starts.get(bucket).map_or(self.ascending.len(), |&start| start as usize)
    }

    /// How many are smaller than `limit` units.
    fn below(&self, limit: i64) -> usize {
        if limit <= 0 {
            return 0;
        }
        let bucket = bucket(limit, self.bits);
        let start = self.start(bucket);
        if width(limit, self.bits) == 1 {
            return start;
        }
        start + self.ascending[start..self.start(bucket + 1)].partition_point(|&delay| delay < limit)
    }
}

/// The largest measure of both, 0 of two zeros (Euclid).
fn common_measure(mut x: i64, mut y: i64) -> i64 {
    while y != 0 {
        (x, y) = (y, x % y);
    }
    x
}

/// A number that never falls as the delay rises.
fn bucket(delay: i64, bits: u32) -> usize {
    let shift = shift(delay, bits);
    ((shift as usize) << bits) + (delay >> shift) as usize
}

/// How many units the bucket of this delay takes in.
fn width(delay: i64, bits: u32) -> i64 {
    1 << shift(delay, bits)
}

fn shift(delay: i64, bits: u32) -> u32 {
    delay.max(1).ilog2().saturating_sub(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Of very many delays, as many of each length stand for all as its share asks
    /// for.
    #[test]
    fn thinned_delays_keep_their_shares() {
        let most = MOST_DELAYS as u64;
        let thinned = Delays::counted(&[(0, most), (5, 1), (9, most / 2), (60, most / 2 + 1)]);
        assert_eq!(thinned.ascending.len(), MOST_DELAYS / 2 + 1);
        for (delay, share) in [(0, 0.5), (9, 0.25), (60, 0.25)] {
            let seen = thinned.within(delay, 0) as f64 / thinned.ascending.len() as f64;
            assert!((seen - share).abs() < 1e-6, "{delay}");
        }
    }

    proptest! {
        #[test]
        fn the_index_finds_what_counting_finds(
            delays in prop::collection::vec(prop_oneof![0i64..600, 0i64..100_000_000, 0i64..1 << 45], 0..200),
            unit in prop_oneof![Just(1), Just(1_000), Just(1_000_000)],
            middle in prop_oneof![0i64..600, 0i64..1 << 45],
            window in prop_oneof![0i64..300, 0i64..1 << 44],
        ) {
            let delays: Vec<i64> = delays.into_iter().map(|delay| delay / unit * unit).collect();
            let expected = delays.iter().filter(|&&delay| (delay - middle).abs() <= window).count();
            let delays = Delays::new(delays);
            prop_assert_eq!(delays.within(middle, window), expected);
            prop_assert!(delays.within_at_least(middle, window) <= delays.within(middle, window));
        }

        /// Counts tell what the delays themselves tell.
        #[test]
        fn counted_delays_are_the_delays(mut delays in prop::collection::vec(0i64..90, 0..300)) {
            delays.sort_unstable();
            let counted: Vec<(i64, u64)> = delays.chunk_by(|x, y| x == y).map(|run| (run[0], run.len() as u64)).collect();
            let (counted, listed) = (Delays::counted(&counted), Delays::new(delays));
            prop_assert_eq!((counted.ascending, counted.unit, counted.starts), (listed.ascending, listed.unit, listed.starts));
        }

        /// Of delays that are spread evenly, little is lost.
        #[test]
        fn whole_buckets_say_nearly_as_much(middle in 0i64..1 << 40, window in 1i64..1 << 40) {
            let delays = Delays::new((0..1 << 14).map(|place| (place << 26) + place % 2).collect());
            let (least, all) = (delays.within_at_least(middle, window), delays.within(middle, window));
            prop_assert!(least as f64 >= 0.875 * all as f64 - 2.0);
        }
    }
}
