//! How well two partitions of the same accounts agree.

use std::collections::BTreeMap;

/// How often each class of one partition meets each of the other.
#[derive(Clone, Debug)]
pub struct Contingency {
    cells: Vec<usize>,
    rows: Vec<usize>,
    columns: Vec<usize>,
    /// The row and the column of each cell.
    places: Vec<(usize, usize)>,
    all: usize,
}

impl Contingency {
    /// Counts `(class here, class there)` of every account.
    pub fn new<A: Ord, B: Ord>(accounts: &[(A, B)]) -> Self {
        let (mut rows, mut columns, mut cells) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (row, column) in accounts {
            *rows.entry(row).or_insert(0) += 1;
            *columns.entry(column).or_insert(0) += 1;
            *cells.entry((row, column)).or_insert(0) += 1;
        }
        let row_place: BTreeMap<_, usize> = rows.keys().copied().zip(0..).collect();
        let column_place: BTreeMap<_, usize> = columns.keys().copied().zip(0..).collect();
        Self {
            places: cells.keys().map(|(row, column)| (row_place[row], column_place[column])).collect(),
            cells: cells.into_values().collect(),
            rows: rows.into_values().collect(),
            columns: columns.into_values().collect(),
            all: accounts.len(),
        }
    }

    /// The adjusted Rand index of L. Hubert and P. Arabie, "Comparing
    /// partitions", Journal of Classification 2 (1985): 1 for the same
    /// partition, 0 in expectation for unrelated ones. `None` of nothing.
    pub fn adjusted_rand_index(&self) -> Option<f64> {
        let pairs = |sizes: &[usize]| sizes.iter().map(|&n| n as f64 * (n as f64 - 1.0) / 2.0).sum::<f64>();
        let (both, rows, columns) = (pairs(&self.cells), pairs(&self.rows), pairs(&self.columns));
        if both == rows && both == columns {
            // The same partition, also where there is no pair to judge by.
            return (self.all > 0).then_some(1.0);
        }
        let expected = rows * columns / pairs(&[self.all]);
        Some((both - expected) / ((rows + columns) / 2.0 - expected))
    }

    /// Mutual information over the arithmetic mean of both entropies, from 0
    /// to 1 (N. X. Vinh, J. Epps and J. Bailey, "Information theoretic
    /// measures for clusterings comparison", JMLR 11 (2010)); 1 for two
    /// partitions of a single class. `None` of nothing.
    pub fn normalised_mutual_information(&self) -> Option<f64> {
        if self.all == 0 {
            return None;
        }
        let all = self.all as f64;
        let entropy =
            |sizes: &[usize]| -> f64 { sizes.iter().map(|&n| -(n as f64 / all) * (n as f64 / all).ln()).sum() };
        let mean = (entropy(&self.rows) + entropy(&self.columns)) / 2.0;
        if mean <= 0.0 {
            return Some(1.0);
        }
        let shared = self.cells.iter().zip(&self.places).map(|(&cell, &(row, column))| {
            let expected = self.rows[row] as f64 * self.columns[column] as f64 / all;
            cell as f64 / all * (cell as f64 / expected).ln()
        });
        Some((shared.sum::<f64>() / mean).clamp(0.0, 1.0))
    }

    /// The number of classes of each partition.
    pub fn classes(&self) -> (usize, usize) {
        (self.rows.len(), self.columns.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(one: &[u8], other: &[u8]) -> Contingency {
        Contingency::new(&one.iter().copied().zip(other.iter().copied()).collect::<Vec<_>>())
    }

    fn close(one: Option<f64>, other: f64) {
        let one = one.expect("a value");
        assert!((one - other).abs() < 1e-12, "{one} is not {other}");
    }

    #[test]
    fn both_measures_are_those_of_scikit_learn() {
        // adjusted_rand_score and normalized_mutual_info_score of
        // scikit-learn 1.9.1.
        let (one, other) = ([0, 0, 1, 1, 1, 2, 2, 2, 2, 3], [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]);
        close(table(&one, &other).adjusted_rand_index(), 0.28);
        close(table(&one, &other).normalised_mutual_information(), 0.568241032922968);
        assert_eq!(table(&one, &other).classes(), (4, 3));
    }

    #[test]
    fn partitions_at_the_edge_of_sense() {
        assert_eq!(table(&[], &[]).adjusted_rand_index(), None);
        assert_eq!(table(&[], &[]).normalised_mutual_information(), None);
        let alone = table(&[3], &[5]);
        assert_eq!((alone.adjusted_rand_index(), alone.normalised_mutual_information()), (Some(1.0), Some(1.0)));
        let apart = table(&[0, 1, 2], &[0, 1, 2]);
        assert_eq!(apart.adjusted_rand_index(), Some(1.0));
        close(apart.normalised_mutual_information(), 1.0);
        // One class against many says nothing.
        let blind = table(&[0, 0, 0], &[0, 1, 2]);
        assert_eq!((blind.adjusted_rand_index(), blind.normalised_mutual_information()), (Some(0.0), Some(0.0)));
        // Two by two, by hand: 0 of 2 pairs agree, 2·2/6 expected.
        close(table(&[0, 0, 1, 1], &[0, 1, 0, 1]).adjusted_rand_index(), -0.5);
    }

    /// The adjusted Rand index by looking at every pair.
    fn by_pairs(accounts: &[(u8, u8)]) -> f64 {
        let (mut both, mut one, mut other, mut all) = (0.0, 0.0, 0.0, 0.0);
        for (i, x) in accounts.iter().enumerate() {
            for y in &accounts[..i] {
                let (here, there) = (x.0 == y.0, x.1 == y.1);
                all += 1.0;
                one += f64::from(u8::from(here));
                other += f64::from(u8::from(there));
                both += f64::from(u8::from(here && there));
            }
        }
        let expected = one * other / all;
        if both == one && both == other { 1.0 } else { (both - expected) / ((one + other) / 2.0 - expected) }
    }

    proptest! {
        #[test]
        fn the_rand_index_counts_pairs(accounts in prop::collection::vec((0u8..5, 0u8..5), 1..40)) {
            let table = Contingency::new(&accounts);
            prop_assert!((table.adjusted_rand_index().expect("accounts") - by_pairs(&accounts)).abs() < 1e-9);
        }

        #[test]
        fn names_and_sides_do_not_matter(mut accounts in prop::collection::vec((0u8..5, 0u8..5), 1..40)) {
            let measures = |accounts: &[(u8, u8)]| {
                let table = Contingency::new(accounts);
                (table.adjusted_rand_index().expect("some"), table.normalised_mutual_information().expect("some"))
            };
            let (ari, nmi) = measures(&accounts);
            prop_assert!((0.0..=1.0).contains(&nmi) && ari <= 1.0);
            accounts.reverse();
            let turned: Vec<(u8, u8)> = accounts.iter().map(|&(here, there)| (9 - there, here ^ 1)).collect();
            let (other_ari, other_nmi) = measures(&turned);
            prop_assert!((ari - other_ari).abs() < 1e-9 && (nmi - other_nmi).abs() < 1e-9);
            let same: Vec<(u8, u8)> = accounts.iter().map(|&(here, _)| (here, 7 - here)).collect();
            let (ari, nmi) = measures(&same);
            prop_assert!(ari == 1.0 && (nmi - 1.0).abs() < 1e-9);
        }
    }
}
