//! Numbers that sum up a list.

/// The upper median.
pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut ascending: Vec<f64> = values.collect();
    ascending.sort_unstable_by(f64::total_cmp);
    ascending.get(ascending.len() / 2).copied().unwrap_or_default()
}

/// How many different values there are.
pub(super) fn distinct<T: Ord>(values: &mut Vec<T>) -> usize {
    values.sort_unstable();
    values.dedup();
    values.len()
}
