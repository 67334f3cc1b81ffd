//! Different values among very many.

/// Values that are held before any is looked for a second time.
const AT_ONCE: usize = 1 << 16;

/// Different values: each is held once, or little more often, however often it comes.
#[derive(Clone, Debug)]
pub struct Distinct<T> {
    values: Vec<T>,
    /// With so many, those that came again are taken out.
    most: usize,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { values: Vec::new(), most: AT_ONCE }
    }
}

impl<T: Ord> Distinct<T> {
    /// Takes one more value.
    #[inline]
    pub fn add(&mut self, value: T) {
        if self.values.len() == self.most {
            self.compact();
            self.most = 2 * self.values.len() + AT_ONCE;
        }
        self.values.push(value);
    }

    /// The different values, ascending.
    pub fn into_sorted(mut self) -> Vec<T> {
        self.compact();
        self.values
    }

    fn compact(&mut self) {
        self.values.sort_unstable();
        self.values.dedup();
    }
}

impl<T: Ord> Extend<T> for Distinct<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.add(value));
    }
}

impl<T: Ord> FromIterator<T> for Distinct<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut distinct = Self::default();
        distinct.extend(values);
        distinct
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_come_again_are_held_once() {
        let mut distinct: Distinct<usize> = (0..10 * AT_ONCE).map(|n| n * 7 % 1_000).collect();
        assert!(distinct.values.len() <= 2 * 1_000 + AT_ONCE);
        distinct.extend(0..3 * AT_ONCE);
        assert_eq!(distinct.into_sorted(), (0..3 * AT_ONCE).collect::<Vec<_>>());
    }
}
