//! Ascending numbers of many accounts, and how many of an account's lie within a span.

use std::sync::Arc;

use rayon::prelude::*;

/// The numbers of each account, ascending, with an index that takes as many entries as
/// there are numbers: where they are spread evenly, looking one up takes a few steps,
/// and otherwise no more than a bisection.
#[derive(Clone, Debug, Default)]
pub(super) struct Ascending {
    /// Account `a` has `offsets[a]..offsets[a + 1]` of the lists below.
    offsets: Arc<Vec<usize>>,
    values: Vec<i64>,
    /// How many numbers of the account lie in buckets before this one, of as many buckets
    /// of the same width as it has numbers.
    before: Vec<u32>,
}

impl Ascending {
    /// Of numbers that are parted like this, in any order.
    pub fn new(offsets: Arc<Vec<usize>>, mut values: Vec<i64>) -> Self {
        let mut before = vec![0; values.len()];
        let lists = parts(&mut values, &offsets).into_par_iter().zip(parts(&mut before, &offsets));
        lists.for_each(|(values, before)| {
            values.sort_unstable();
            index(values, before);
        });
        Self { offsets, values, before }
    }

    /// How many numbers the account has.
    pub fn len(&self, account: u32) -> usize {
        self.range(account).len()
    }

    /// How many of the account's numbers lie within `middle ± window`.
    pub fn within(&self, account: u32, middle: i64, window: i64) -> usize {
        let range = self.range(account);
        let (values, before) = (&self.values[range.clone()], &self.before[range]);
        below(values, before, middle + window + 1) - below(values, before, middle - window)
    }

    fn range(&self, account: u32) -> std::ops::Range<usize> {
        self.offsets[account as usize]..self.offsets[account as usize + 1]
    }
}

/// The bucket of a number from the first to the last of these.
fn bucket(values: &[i64], value: i64) -> usize {
    let (first, last) = (values[0], values[values.len() - 1]);
    // Never falls as the number rises, and rounding cannot take it beyond the last one.
    let share = (value - first) as f64 / ((last - first) as f64 + 1.0);
    ((share * values.len() as f64) as usize).min(values.len() - 1)
}

fn index(values: &[i64], before: &mut [u32]) {
    let mut next = 0;
    for (place, &value) in values.iter().enumerate() {
        let bucket = bucket(values, value);
        if next <= bucket {
            before[next..=bucket].fill(place as u32);
            next = bucket + 1;
        }
    }
    before[next..].fill(values.len() as u32);
}

/// How many of these are smaller than `limit`.
fn below(values: &[i64], before: &[u32], limit: i64) -> usize {
    if values.first().is_none_or(|&first| limit <= first) {
        return 0;
    }
    if limit > values[values.len() - 1] {
        return values.len();
    }
    let bucket = bucket(values, limit);
    let start = before[bucket] as usize;
    let end = before.get(bucket + 1).map_or(values.len(), |&end| end as usize);
    start + values[start..end].partition_point(|&value| value < limit)
}

/// The parts of a list that end at these places, the first of which is its beginning.
fn parts<'a, T>(mut list: &'a mut [T], ends: &[usize]) -> Vec<&'a mut [T]> {
    let mut parts = Vec::new();
    for bounds in ends.windows(2).filter(|bounds| bounds[0] < bounds[1]) {
        let (part, rest) = list.split_at_mut(bounds[1] - bounds[0]);
        parts.push(part);
        list = rest;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_index_finds_what_counting_finds(
            accounts in prop::collection::vec(
                prop::collection::vec(prop_oneof![-9i64..9, 0i64..600, 0i64..1 << 45], 0..60), 1..6),
            middle in prop_oneof![-9i64..600, 0i64..1 << 45],
            window in prop_oneof![0i64..300, 0i64..1 << 44],
        ) {
            let mut offsets = vec![0];
            accounts.iter().for_each(|values| offsets.push(offsets[offsets.len() - 1] + values.len()));
            let ascending = Ascending::new(Arc::new(offsets), accounts.concat());
            for (account, values) in accounts.iter().enumerate() {
                let expected = values.iter().filter(|&&value| (value - middle).abs() <= window).count();
                prop_assert_eq!(ascending.len(account as u32), values.len());
                prop_assert_eq!(ascending.within(account as u32, middle, window), expected);
            }
        }
    }
}
