//! Sums of which not everything may be known.

use serde::Serialize;

use crate::transparency::operations::Operation;

/// A sum over things, of some of which the number may not be known. What is not
/// known counts as nothing in it, so that it is a lower bound unless all is
/// known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Of what is known.
    pub at_least: u64,
    /// Of how many things the number is known.
    pub known: u64,
    /// How many things it is over.
    pub of: u64,
    /// Whether there may be more of these things.
    pub open: bool,
}

impl Sum {
    /// The sum of some numbers. It cannot overflow where the numbers are those of
    /// an operations file: the file's own sum was checked when it was read.
    pub fn over(numbers: impl IntoIterator<Item = Option<u64>>) -> Self {
        numbers.into_iter().fold(Self::default(), |sum, number| Self {
            at_least: sum.at_least.saturating_add(number.unwrap_or(0)),
            known: sum.known + u64::from(number.is_some()),
            of: sum.of + 1,
            open: false,
        })
    }

    /// The same sum, over things of which there may be more.
    pub fn opened(self, open: bool) -> Self {
        Self { open: self.open || open, ..self }
    }

    /// The sum where all of it is known.
    pub fn whole(self) -> Option<u64> {
        (!self.open && self.known == self.of).then_some(self.at_least)
    }
}

/// How many networks, their accounts, and their followers added up. Followers
/// of different networks may be the same accounts, which the sum counts once
/// for each network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Flat")]
pub struct Sums {
    /// Networks.
    pub networks: Sum,
    /// Their accounts.
    pub accounts: Sum,
    /// Their followers, added up.
    pub followers: Sum,
}

impl Sums {
    /// Sums of operations.
    pub fn of<'a>(operations: impl IntoIterator<Item = &'a Operation> + Clone) -> Self {
        let over = |number: fn(&Operation) -> Option<u64>| Sum::over(operations.clone().into_iter().map(number));
        Self {
            networks: over(|_| Some(1)),
            accounts: over(|operation| operation.accounts),
            followers: over(|operation| operation.followers),
        }
    }

    /// The same sums, of networks of which there may be more.
    pub fn opened(self, open: bool) -> Self {
        let [networks, accounts, followers] =
            [self.networks, self.accounts, self.followers].map(|sum| sum.opened(open));
        Self { networks, accounts, followers }
    }

    /// The same sums, of a part of `all` networks: of `told` ones it is known whether
    /// they are in it, and each other one may be.
    pub fn part_of(self, all: Self, told: u64) -> Self {
        self.opened(told < all.networks.of || all.networks.open)
    }

    /// With so many more networks of which nothing else is known.
    pub fn with_unknown(mut self, networks: u64) -> Self {
        self.networks.at_least = self.networks.at_least.saturating_add(networks);
        self.networks.known = self.networks.known.saturating_add(networks);
        for sum in [&mut self.networks, &mut self.accounts, &mut self.followers] {
            sum.of = sum.of.saturating_add(networks);
        }
        self
    }
}

/// As JSON has it: null where not all is known, beside what is.
#[derive(Serialize)]
struct Flat {
    networks: Option<u64>,
    accounts: Option<u64>,
    followers_summed: Option<u64>,
    networks_at_least: u64,
    accounts_at_least: u64,
    accounts_known: u64,
    followers_at_least: u64,
    followers_known: u64,
}

impl From<Sums> for Flat {
    fn from(Sums { networks, accounts, followers }: Sums) -> Self {
        Self {
            networks: networks.whole(),
            accounts: accounts.whole(),
            followers_summed: followers.whole(),
            networks_at_least: networks.at_least,
            accounts_at_least: accounts.at_least,
            accounts_known: accounts.known,
            followers_at_least: followers.at_least,
            followers_known: followers.known,
        }
    }
}

/// Accounts that came back, summed over months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "FlatReturned")]
pub struct Returned(pub Sum);

#[derive(Serialize)]
struct FlatReturned {
    reestablished_accounts: Option<u64>,
    reestablished_accounts_at_least: u64,
    months_reestablished_reported: u64,
}

impl From<Returned> for FlatReturned {
    fn from(Returned(sum): Returned) -> Self {
        Self {
            reestablished_accounts: sum.whole(),
            reestablished_accounts_at_least: sum.at_least,
            months_reestablished_reported: sum.known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_over_what_is_not_known_is_a_lower_bound() {
        let sum = Sum::over([Some(3), None, Some(4)]);
        assert_eq!((sum.at_least, sum.known, sum.of, sum.whole()), (7, 2, 3, None));
        assert_eq!(Sum::over([Some(3), Some(4)]).whole(), Some(7));
        assert_eq!(Sum::over([]).whole(), Some(0));
        assert_eq!(Sum::over([]).opened(true).whole(), None);
    }

    #[test]
    fn a_part_is_whole_only_where_every_network_is_known_to_be_in_it_or_not() {
        let (part, all) = (Sums::default().with_unknown(1), Sums::default().with_unknown(3));
        let networks = |all: Sums, told| part.part_of(all, told).networks.whole();
        assert_eq!((networks(all, 3), networks(all, 2), networks(all.opened(true), 3)), (Some(1), None, None));
    }

    #[test]
    fn networks_of_which_only_the_number_is_known_leave_the_other_sums_open() {
        let sums = Sums::default().with_unknown(2);
        assert_eq!((sums.networks.whole(), sums.accounts.whole(), sums.accounts.of), (Some(2), None, 2));
    }
}
