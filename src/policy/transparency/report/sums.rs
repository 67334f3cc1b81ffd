//! Sums over operations: of a period, of its months, by source, by aim and by
//! country.

use lockstep_base::calendar::Month;
use lockstep_base::country::Country;
use serde::Serialize;

use crate::transparency::operations::{Operation, Reestablished, Source};

/// How many networks, their accounts, and their followers added up. Followers
/// of different networks may be the same accounts, which the sum counts once
/// for each network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Networks.
    pub networks: u64,
    /// Their accounts.
    pub accounts: u64,
    /// Their followers, added up.
    pub followers_summed: u64,
}

impl Sums {
    /// Sums of the operations that `counts` picks. They cannot overflow: the
    /// file's own sum was checked when it was read.
    fn of<'a>(operations: impl IntoIterator<Item = &'a &'a Operation>, counts: impl Fn(&Operation) -> bool) -> Self {
        let counted = operations.into_iter().filter(|operation| counts(operation));
        counted.fold(Self::default(), |sums, operation| Self {
            networks: sums.networks + 1,
            accounts: sums.accounts.saturating_add(operation.accounts),
            followers_summed: sums.followers_summed.saturating_add(operation.followers),
        })
    }
}

/// A part of all networks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
    /// What is in it.
    #[serde(flatten)]
    pub sums: Sums,
    /// Its share of all networks, from 0 to 1; none without networks.
    pub share_of_networks: Option<f64>,
    /// Its share of all their accounts.
    pub share_of_accounts: Option<f64>,
}

impl Part {
    fn new(sums: Sums, all: Sums) -> Self {
        let share = |part: u64, all: u64| (all > 0).then(|| part as f64 / all as f64);
        Self {
            sums,
            share_of_networks: share(sums.networks, all.networks),
            share_of_accounts: share(sums.accounts, all.accounts),
        }
    }
}

/// The sums of a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Totals {
    /// All networks.
    #[serde(flatten)]
    pub all: Sums,
    /// Those that the platform found itself.
    pub internal: Part,
    /// Those that somebody else gave the lead to.
    pub external: Part,
    /// Those aimed at political discourse.
    pub political: Part,
    /// Those that touched an election.
    pub elections: Part,
    /// Accounts removed because they belonged to networks disrupted before;
    /// they are not among the accounts above.
    pub reestablished_accounts: u64,
    /// Networks of which something is made up, for a worked example.
    pub networks_with_invented_fields: u64,
}

impl Totals {
    pub(super) fn new(operations: &[&Operation], reestablished: &[&Reestablished]) -> Self {
        let all = Sums::of(operations, |_| true);
        let part = |counts: &dyn Fn(&Operation) -> bool| Part::new(Sums::of(operations, counts), all);
        Self {
            all,
            internal: part(&|operation| operation.source == Source::Internal),
            external: part(&|operation| operation.source == Source::External),
            political: part(&|operation| operation.political),
            elections: part(&|operation| !operation.elections.is_empty()),
            reestablished_accounts: came_back(reestablished),
            networks_with_invented_fields: Sums::of(operations, |operation| !operation.invented.is_empty()).networks,
        }
    }
}

fn came_back<'a>(reestablished: impl IntoIterator<Item = &'a &'a Reestablished>) -> u64 {
    reestablished.into_iter().fold(0, |sum: u64, one| sum.saturating_add(one.accounts))
}

/// The sums of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MonthSums {
    /// The month.
    pub month: Month,
    /// Its networks.
    #[serde(flatten)]
    pub sums: Sums,
    /// Accounts that came back and were removed in it.
    pub reestablished_accounts: u64,
}

/// Every month from the first to the last, those without operations too.
pub(super) fn months(
    first: Month,
    last: Month,
    operations: &[&Operation],
    reestablished: &[&Reestablished],
) -> Vec<MonthSums> {
    let months = std::iter::successors(Some(first), |month| Some(month.next())).take_while(|month| *month <= last);
    let sums = |month| MonthSums {
        month,
        sums: Sums::of(operations, |operation| operation.month == month),
        reestablished_accounts: came_back(reestablished.iter().filter(|one| one.month == month)),
    };
    months.map(sums).collect()
}

/// The networks operated from one country, or that targeted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The country; none: not determined, or not told by country.
    pub country: Option<Country>,
    /// Its networks. One with several countries counts in each.
    #[serde(flatten)]
    pub sums: Sums,
}

/// The countries that `of` gives for the operations, those with the most
/// accounts first; networks without one come last.
pub(super) fn places(operations: &[&Operation], of: impl Fn(&Operation) -> &[Country]) -> Vec<Place> {
    let mut countries: Vec<Country> = operations.iter().flat_map(|operation| of(operation)).copied().collect();
    countries.sort_unstable();
    countries.dedup();
    let place = |country| Place {
        country: Some(country),
        sums: Sums::of(operations, |operation| of(operation).contains(&country)),
    };
    let mut places: Vec<Place> = countries.into_iter().map(place).collect();
    places.sort_by_key(|place| std::cmp::Reverse((place.sums.accounts, place.sums.networks)));
    let nowhere = Sums::of(operations, |operation| of(operation).is_empty());
    places.extend((nowhere.networks > 0).then_some(Place { country: None, sums: nowhere }));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transparency::report::build::tests::operation;

    #[test]
    fn months_without_an_operation_are_there_with_zeros() {
        let (one, two) = (operation("a", "2023-11", 3), operation("b", "2024-01", 4));
        let back = Reestablished { month: "2023-12".parse().unwrap(), accounts: 9, of: vec![], invented: vec![] };
        let [first, last] = ["2023-11", "2024-02"].map(|month| month.parse().unwrap());
        let months = months(first, last, &[&one, &two], &[&back]);
        let numbers: Vec<_> = months
            .iter()
            .map(|month| (month.month.to_string(), month.sums.accounts, month.reestablished_accounts))
            .collect();
        assert_eq!(
            numbers,
            [("2023-11", 3, 0), ("2023-12", 0, 9), ("2024-01", 4, 0), ("2024-02", 0, 0)]
                .map(|(month, accounts, back)| (month.to_owned(), accounts, back))
        );
    }

    #[test]
    fn a_network_with_two_targets_counts_in_both() {
        let country = |code: &str| code.parse::<Country>().unwrap();
        let both = Operation { target_audience: vec![country("US"), country("GB")], ..operation("a", "2024-01", 5) };
        let (one, none) =
            (Operation { target_audience: vec![country("GB")], ..both.clone() }, operation("c", "2024-01", 90));
        let places = places(&[&both, &one, &none], |operation| &operation.target_audience);
        let counts: Vec<_> =
            places.iter().map(|place| (place.country, place.sums.accounts, place.sums.networks)).collect();
        assert_eq!(counts, [(Some(country("GB")), 10, 2), (Some(country("US")), 5, 1), (None, 90, 1)]);
    }

    #[test]
    fn shares_are_of_all_networks_and_of_all_accounts() {
        let political = Operation { political: true, ..operation("a", "2024-01", 30) };
        let other = operation("b", "2024-01", 10);
        let totals = Totals::new(&[&political, &other], &[]);
        assert_eq!((totals.political.share_of_networks, totals.political.share_of_accounts), (Some(0.5), Some(0.75)));
        assert_eq!(Totals::new(&[], &[]).political.share_of_networks, None);
    }
}
