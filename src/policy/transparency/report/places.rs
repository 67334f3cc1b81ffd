//! By country: where networks were operated from, and whom they targeted.

use lockstep_base::country::Country;
use serde::Serialize;

use super::sum::Sums;
use crate::transparency::operations::Operation;

/// The networks operated from one country, or that targeted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The country; none: not determined, not public, or not told by country.
    pub country: Option<Country>,
    /// Its networks. One with several countries counts in each.
    #[serde(flatten)]
    pub sums: Sums,
}

/// The countries that `of` gives for the operations among `all` networks, those with
/// the most accounts first; networks without one come last, with those of which only
/// the number is known. Each of these may be of any country.
pub(super) fn places(operations: &[&Operation], all: Sums, of: fn(&Operation) -> &[Country]) -> Vec<Place> {
    let told = operations.iter().filter(|operation| !of(operation).is_empty()).count() as u64;
    let undescribed = all.networks.of.saturating_sub(operations.len() as u64);
    let mut countries: Vec<Country> = operations.iter().flat_map(|operation| of(operation)).copied().collect();
    countries.sort_unstable();
    countries.dedup();
    let sums = |is_in: &dyn Fn(&[Country]) -> bool| {
        Sums::of(operations.iter().copied().filter(|operation| is_in(of(operation))).collect::<Vec<_>>())
    };
    let of_country = |country| sums(&|countries| countries.contains(&country)).part_of(all, told);
    let place = |country| Place { country: Some(country), sums: of_country(country) };
    let mut places: Vec<Place> = countries.into_iter().map(place).collect();
    places.sort_by_key(|place| std::cmp::Reverse((place.sums.accounts.at_least, place.sums.networks.at_least)));
    let nowhere = sums(&|countries| countries.is_empty()).with_unknown(undescribed).opened(all.networks.open);
    places.extend((nowhere.networks.of > 0).then_some(Place { country: None, sums: nowhere }));
    places
}

/// The country of most accounts, where no other can have as many, whatever is
/// not known.
pub(super) fn surely_first(places: &[Place]) -> Option<Country> {
    let named = || places.iter().filter(|place| place.country.is_some());
    let first = named().next()?;
    let is_known = places.iter().all(|place| place.sums.accounts.known == place.sums.accounts.of);
    let unplaced = places.iter().filter(|place| place.country.is_none()).map(|place| place.sums.accounts.at_least);
    let second = named().nth(1).map(|place| place.sums.accounts.at_least)?;
    let rival = second.saturating_add(unplaced.sum());
    (is_known && first.sums.accounts.at_least > rival).then_some(first.country?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transparency::report::build::tests::operation;

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    fn targeting(codes: &[&str], accounts: u64) -> Operation {
        let target_audience = codes.iter().map(|code| country(code)).collect();
        Operation { target_audience, ..operation("a", "2024-01", accounts) }
    }

    #[test]
    fn a_network_with_two_targets_counts_in_both() {
        let (both, one, none) = (targeting(&["US", "GB"], 5), targeting(&["GB"], 5), targeting(&[], 90));
        let all = [&both, &one, &none];
        let five = Sums::of(all).with_unknown(2);
        let places = places(&all, five, |operation| &operation.target_audience);
        let counts: Vec<_> = places
            .iter()
            .map(|place| (place.country, place.sums.accounts.at_least, place.sums.networks.at_least))
            .collect();
        assert_eq!(counts, [(Some(country("GB")), 10, 2), (Some(country("US")), 5, 1), (None, 90, 3)]);
        assert_eq!(places[2].sums.accounts.whole(), None);
        assert!(places.iter().all(|place| place.sums.accounts.whole().is_none()), "three may be of any country");
        assert_eq!((places[0].sums.networks.whole(), places[2].sums.networks.whole()), (None, Some(3)));
    }

    #[test]
    fn a_country_has_an_exact_sum_where_every_network_has_one() {
        let (both, one) = (targeting(&["US", "GB"], 5), targeting(&["GB"], 5));
        let exact = |all: Sums| places(&[&both, &one], all, |operation| &operation.target_audience);
        let whole = |places: Vec<Place>| places.iter().map(|place| place.sums.accounts.whole()).collect::<Vec<_>>();
        let all = Sums::of([&both, &one]);
        assert_eq!(whole(exact(all)), [Some(10), Some(5)]);
        assert_eq!(whole(exact(all.opened(true))), [None, None], "there may be more networks");
    }

    #[test]
    fn a_country_is_the_first_only_where_the_unknown_cannot_change_it() {
        let (us, gb) = (targeting(&["US"], 100), targeting(&["GB"], 20));
        let of: fn(&Operation) -> &[Country] = |operation| &operation.target_audience;
        let (few, many) = (targeting(&[], 79), targeting(&[], 80));
        let first = |operations: &[&Operation], undescribed: u64| {
            let all = Sums::of(operations.iter().copied()).with_unknown(undescribed);
            surely_first(&places(operations, all, of))
        };
        assert_eq!(first(&[&us, &gb, &few], 0), Some(country("US")));
        assert_eq!(first(&[&us, &gb, &many], 0), None);
        assert_eq!(first(&[&us, &gb, &few], 1), None);
        assert_eq!(first(&[&us], 0), None);
    }
}
