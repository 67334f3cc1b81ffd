//! By election: the networks that touched it, how long before the vote they were
//! removed, and which of their accounts came back.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use serde::Serialize;

use super::filed::Filed;
use super::sum::{Returned, Sum, Sums};
use super::totals::Totals;
use crate::transparency::operations::{Election, Operation, Operations};

/// An election, with the networks of the period that touched it.
#[derive(Clone, Debug, Serialize)]
pub struct ElectionSums {
    /// The election.
    #[serde(flatten)]
    pub election: Election,
    /// Each of them, with when it was removed.
    pub operations: Vec<Removal>,
    /// Their sums.
    #[serde(flatten)]
    pub sums: Sums,
    /// Accounts of these networks that came back and were removed in the period.
    #[serde(flatten)]
    pub returned: Returned,
}

/// How long before the vote a network was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// The operation.
    pub id: String,
    /// The fewest days from its removal to the vote; less than 0: after it.
    pub days_before_least: i32,
    /// The most; the same where the day of the removal is known.
    pub days_before_most: i32,
}

/// The elections of a country.
#[derive(Clone, Debug, Serialize)]
pub struct ElectionCountry {
    /// The country.
    pub country: Country,
    /// How many of its elections were touched.
    #[serde(flatten)]
    pub elections: Touched,
    /// The networks that touched any of them, each once.
    #[serde(flatten)]
    pub sums: Sums,
    /// Accounts of these networks that came back.
    #[serde(flatten)]
    pub returned: Returned,
}

/// How many elections were touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "FlatTouched")]
pub struct Touched(pub Sum);

#[derive(Serialize)]
struct FlatTouched {
    elections: Option<u64>,
    elections_at_least: u64,
}

impl From<Touched> for FlatTouched {
    fn from(Touched(sum): Touched) -> Self {
        Self { elections: sum.whole(), elections_at_least: sum.at_least }
    }
}

impl Touched {
    /// Of so many elections; a network of which it is not known which it touched may
    /// have touched another one.
    pub(super) fn new(elections: u64, totals: &Totals) -> Self {
        let each = (0..elections).map(|_| Some(1));
        Self(Sum::over(each).opened(totals.elections.sums.networks.open))
    }
}

impl Removal {
    /// From an operation's day of removal, else from its month.
    pub(super) fn new(operation: &Operation, vote: Day) -> Self {
        let days = |day: Day| day.days_until(vote);
        let (first, last) = operation.removed_between();
        Self { id: operation.id.clone(), days_before_least: days(last), days_before_most: days(first) }
    }

    /// In words: `14 days before`, `14 to 44 days before`, `3 days after`, `from
    /// 13 days before to 15 days after`.
    pub fn words(&self) -> String {
        let one = |days: i32| match days {
            0 => "on the day of the vote".to_owned(),
            1 => "1 day before the vote".to_owned(),
            -1 => "1 day after the vote".to_owned(),
            days if days > 0 => format!("{days} days before the vote"),
            days => format!("{} days after the vote", -days),
        };
        match (self.days_before_least, self.days_before_most) {
            (least, most) if least == most => one(least),
            (least, most) if least > 0 => format!("{least} to {most} days before the vote"),
            (least, most) if most < 0 => format!("{} to {} days after the vote", -most, -least),
            (least, most) => format!("between {} and {}", one(most), one(least)),
        }
    }
}

/// The sums of networks that touched an election. One of which the elections are not
/// known may have touched it, too.
fn sums(operations: &[&Operation], totals: &Totals) -> Sums {
    Sums::of(operations.iter().copied()).part_of(totals.all, totals.elections.known)
}

/// The elections that the networks of a period touched, by day.
pub(super) fn elections(all: &Operations, filed: &Filed<'_>, period: Period, totals: &Totals) -> Vec<ElectionSums> {
    let mut touched: BTreeMap<&Election, Vec<&Operation>> = BTreeMap::new();
    for operation in filed.within(period) {
        for election in &operation.elections {
            touched.entry(election).or_default().push(operation);
        }
    }
    let of_election = |(election, operations): (&Election, Vec<&Operation>)| ElectionSums {
        election: election.clone(),
        operations: operations.iter().map(|operation| Removal::new(operation, election.date)).collect(),
        sums: sums(&operations, totals),
        returned: returned(all, filed, period, |operation| operation.elections.contains(election)),
    };
    touched.into_iter().map(of_election).collect()
}

/// The same by country, in the order of names.
pub(super) fn countries(all: &Operations, filed: &Filed<'_>, period: Period, totals: &Totals) -> Vec<ElectionCountry> {
    let within = filed.within(period);
    let elections: BTreeSet<&Election> = within.iter().flat_map(|operation| &operation.elections).collect();
    let mut countries: Vec<Country> = elections.iter().map(|election| election.country).collect();
    countries.sort_by_key(|country| country.name());
    countries.dedup();
    let of_country = |country: Country| {
        let is_there = |operation: &Operation| operation.elections.iter().any(|one| one.country == country);
        let operations: Vec<&Operation> = within.iter().copied().filter(|one| is_there(one)).collect();
        let touched = elections.iter().filter(|election| election.country == country);
        ElectionCountry {
            country,
            elections: Touched::new(touched.count() as u64, totals),
            sums: sums(&operations, totals),
            returned: returned(all, filed, period, is_there),
        }
    };
    countries.into_iter().map(of_country).collect()
}

/// Accounts that came back of the operations that `is_of` picks. Where it is not
/// said of which networks some came back, which elections one of these touched, or a
/// month is not reported, there may be more.
fn returned(all: &Operations, filed: &Filed<'_>, period: Period, is_of: impl Fn(&Operation) -> bool) -> Returned {
    let ids = |is_in: &dyn Fn(&Operation) -> bool| -> BTreeSet<&str> {
        all.operations.iter().filter(|one| is_in(one)).map(|one| one.id.as_str()).collect()
    };
    let picked = ids(&is_of);
    let maybe = ids(&|one| is_of(one) || one.touched_election().is_none());
    let came_back = filed.came_back(period);
    let names = |of: &[String]| of.iter().all(|id| picked.contains(id.as_str()));
    let touches = |of: &[String]| of.iter().any(|id| maybe.contains(id.as_str()));
    // Of several networks together, some of which are others, the number is not known.
    let is_unclear = |of: &[String]| of.is_empty() || (touches(of) && !names(of));
    let theirs = came_back.iter().filter(|one| !one.of.is_empty() && names(&one.of)).map(|one| Some(one.accounts));
    let whole = filed.returned(period).0;
    let is_open = whole.whole().is_none() || came_back.iter().any(|one| is_unclear(&one.of));
    Returned(Sum { known: whole.known, of: whole.of, ..Sum::over(theirs) }.opened(is_open))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transparency::report::build::tests::operation;

    #[test]
    fn days_before_the_vote_are_told_by_day_or_by_month() {
        let vote: Day = "2024-02-14".parse().unwrap();
        let words = |month: &str, day: Option<&str>| {
            let removed = day.map(|day| day.parse().unwrap());
            Removal::new(&Operation { removed, ..operation("a", month, 1) }, vote).words()
        };
        assert_eq!(words("2024-01", None), "14 to 44 days before the vote");
        assert_eq!(words("2024-02", None), "between 13 days before the vote and 15 days after the vote");
        assert_eq!(words("2024-03", None), "16 to 46 days after the vote");
        assert_eq!(words("2024-02", Some("2024-02-13")), "1 day before the vote");
        assert_eq!(words("2024-02", Some("2024-02-14")), "on the day of the vote");
        assert_eq!(words("2024-02", Some("2024-02-20")), "6 days after the vote");
    }
}
