//! The sums of a period, of its months, and of its parts by source and aim.

use lockstep_base::calendar::{Month, Period};
use serde::Serialize;

use super::filed::{Coverage, Filed};
use super::sum::{Returned, Sum, Sums};
use crate::transparency::operations::{Operation, Source};

/// A part of all networks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
    /// What is in it.
    #[serde(flatten)]
    pub sums: Sums,
    /// Of how many networks it is known whether they are.
    pub known: u64,
    /// Its share of the networks of which that is known, from 0 to 1; none
    /// without such networks.
    pub share_of_networks: Option<f64>,
    /// Its share of their accounts, where all of these are known.
    pub share_of_accounts: Option<f64>,
}

impl Part {
    /// The networks for which `is_in` says so, among those for which it says
    /// anything.
    fn new(operations: &[&Operation], all: Sums, is_in: impl Fn(&Operation) -> Option<bool>) -> Self {
        let that = |wanted| Sums::of(operations.iter().copied().filter(|one| is_in(one) == Some(wanted)));
        let (sums, others) = (that(true), that(false));
        let share = |part: Sum, other: Sum| {
            let (part, other) = (part.whole()?, other.whole()?);
            let all = part.saturating_add(other);
            (all > 0).then(|| part as f64 / all as f64)
        };
        let known = sums.networks.of + others.networks.of;
        Self {
            sums: sums.part_of(all, known),
            known,
            share_of_networks: share(sums.networks, others.networks),
            share_of_accounts: share(sums.accounts, others.accounts),
        }
    }
}

/// The sums of a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Totals {
    /// All networks.
    #[serde(flatten)]
    pub all: Sums,
    /// How many of them have an entry in the file.
    pub networks_described: u64,
    /// How many months the period has.
    pub months: u64,
    /// In how many of them all networks are told, alone or with those of other
    /// months of the period.
    pub months_reported: u64,
    /// In how many of them some are.
    pub months_in_part: u64,
    /// Those that the platform found itself.
    pub internal: Part,
    /// Those that someone else gave the lead to.
    pub external: Part,
    /// Those aimed at political discourse.
    pub political: Part,
    /// Those that touched an election.
    pub elections: Part,
    /// Accounts removed because they belonged to networks disrupted before;
    /// they are not among the accounts above.
    #[serde(flatten)]
    pub returned: Returned,
    /// Networks of which something is made up, for a worked example.
    pub networks_with_invented_fields: u64,
}

impl Totals {
    pub(super) fn new(filed: &Filed<'_>, period: Period) -> Self {
        let operations = filed.within(period);
        let all = filed.sums(period);
        let in_months = |wanted: &[Coverage]| {
            period.months().filter(|month| wanted.contains(&filed.coverage(*month))).count() as u64
        };
        let source = |wanted| move |one: &Operation| one.source.map(|source| source == wanted);
        Self {
            all,
            networks_described: operations.len() as u64,
            months: period.months().count() as u64,
            months_reported: in_months(&[Coverage::Reported, Coverage::None, Coverage::Together]),
            months_in_part: in_months(&[Coverage::InPart]),
            internal: Part::new(&operations, all, source(Source::Internal)),
            external: Part::new(&operations, all, source(Source::External)),
            political: Part::new(&operations, all, |one| one.political),
            elections: Part::new(&operations, all, Operation::touched_election),
            returned: filed.returned(period),
            networks_with_invented_fields: operations.iter().filter(|one| !one.invented.is_empty()).count() as u64,
        }
    }

    /// Whether anything is known of the networks of the period.
    pub fn is_told(&self) -> bool {
        self.months_reported + self.months_in_part > 0
    }

    /// Whether nothing at all is known of the period.
    pub fn is_silent(&self) -> bool {
        !self.is_told() && self.returned.0.known == 0
    }
}

/// The sums of a month, a quarter, a year or any period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The period.
    pub period: Period,
    /// How many months it has.
    pub months: u64,
    /// In how many of them all networks are told.
    pub months_reported: u64,
    /// Its networks.
    #[serde(flatten)]
    pub sums: Sums,
    /// Accounts that came back and were removed in it.
    #[serde(flatten)]
    pub returned: Returned,
}

impl Span {
    pub(super) fn new(filed: &Filed<'_>, period: Period) -> Self {
        let is_told = |month: &Month| !matches!(filed.coverage(*month), Coverage::NotReported | Coverage::InPart);
        Self {
            period,
            months: period.months().count() as u64,
            months_reported: period.months().filter(is_told).count() as u64,
            sums: filed.sums(period),
            returned: filed.returned(period),
        }
    }
}

/// The sums of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MonthSums {
    /// The month.
    pub month: Month,
    /// What is known of it.
    pub coverage: Coverage,
    /// Its sums.
    #[serde(flatten)]
    pub span: Span,
}

/// Every month of a period, those that are not reported too.
pub(super) fn months(filed: &Filed<'_>, period: Period) -> Vec<MonthSums> {
    let sums =
        |month| MonthSums { month, coverage: filed.coverage(month), span: Span::new(filed, Period::of_month(month)) };
    period.months().map(sums).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transparency::operations::Operations;
    use crate::transparency::report::build::tests::operation;

    fn totals(operations: Vec<Operation>) -> Totals {
        let all = Operations { operations, ..Operations::default() };
        let month: Month = "2024-01".parse().unwrap();
        Totals::new(&Filed::until(&all, month), Period::of_month(month))
    }

    #[test]
    fn shares_are_of_what_is_known_and_none_where_accounts_are_not() {
        let political = Operation { political: Some(true), ..operation("a", "2024-01", 30) };
        let other = operation("b", "2024-01", 10);
        let unknown = Operation { political: None, ..operation("c", "2024-01", 99) };
        let part = totals(vec![political.clone(), other.clone(), unknown]).political;
        assert_eq!((part.share_of_networks, part.share_of_accounts, part.known), (Some(0.5), Some(0.75), 2));
        assert_eq!(part.sums.networks.whole(), None, "the third may be one, too");
        let sizeless = Operation { accounts: None, ..political };
        assert_eq!(totals(vec![sizeless, other]).political.share_of_accounts, None);
        assert_eq!(totals(vec![]).political.share_of_networks, None);
    }
}
