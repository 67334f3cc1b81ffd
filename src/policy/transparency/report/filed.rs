//! What the file holds of months: which are reported, and what adds up in them.

use std::cmp::Reverse;

use jiff::civil::Date;
use lockstep_base::calendar::{Month, Period};
use lockstep_base::named;

use super::sum::{Returned, Sum, Sums};
use crate::transparency::operations::{Operation, Operations, Reestablished, Statement};

named! {
    /// What is known of the networks that were removed in a month.
    Coverage {
        /// All of them.
        Reported = "reported",
        /// There were none, which someone stated.
        None = "none",
        /// They are told only together with those of other months.
        Together = "together",
        /// Some of them; there may be more.
        InPart = "in_part",
        /// Nothing.
        NotReported = "not_reported",
    }
}

/// What a file holds that begins by the end of a month.
pub(super) struct Filed<'a> {
    /// The operations that count, by month and then in the order of the file.
    operations: Vec<&'a Operation>,
    reestablished: Vec<&'a Reestablished>,
    statements: Vec<&'a Statement>,
    /// The last day of the month.
    end: Date,
}

impl<'a> Filed<'a> {
    /// What begins by the end of a month.
    pub(super) fn until(operations: &'a Operations, to: Month) -> Self {
        let end = to.last_day();
        let mut counted: Vec<&Operation> =
            operations.operations.iter().filter(|one| one.counts() && one.months.first() <= end).collect();
        // Those of several months come after the last of these.
        counted.sort_by_key(|one| (one.months.last(), Reverse(one.months.first())));
        let mut reestablished: Vec<&Reestablished> =
            operations.reestablished.iter().filter(|one| one.month <= to).collect();
        reestablished.sort_by_key(|one| one.month);
        let mut statements: Vec<&Statement> =
            operations.statements.iter().filter(|one| one.months.first() <= end).collect();
        statements.sort_by_key(|one| one.months);
        Self { operations: counted, reestablished, statements, end }
    }

    /// The operations removed by the end.
    pub(super) fn removed(&self) -> Vec<&'a Operation> {
        self.operations.iter().copied().filter(|one| one.months.last() <= self.end).collect()
    }

    /// The first month that anything is known of.
    pub(super) fn first_month(&self) -> Option<Month> {
        let operations = self.operations.iter().map(|one| Month::of(one.months.first()));
        let statements = self.statements.iter().map(|one| Month::of(one.months.first()));
        operations.chain(statements).chain(self.reestablished.iter().map(|one| one.month)).min()
    }

    /// The operations removed within a period.
    pub(super) fn within(&self, period: Period) -> Vec<&'a Operation> {
        self.removed().into_iter().filter(|one| period.holds(one.months)).collect()
    }

    /// The accounts that came back and were removed within a period.
    pub(super) fn came_back(&self, period: Period) -> Vec<&'a Reestablished> {
        self.reestablished.iter().copied().filter(|one| period.contains(one.month.first_day())).collect()
    }

    /// What is stated within a period.
    pub(super) fn stated(&self, period: Period) -> Vec<&'a Statement> {
        let is_within = |one: &&Statement| period.holds(one.months) && one.months.last() <= self.end;
        self.statements.iter().copied().filter(is_within).collect()
    }

    /// What is known of a month's networks.
    pub(super) fn coverage(&self, month: Month) -> Coverage {
        let this = Period::of_month(month);
        // What comes after the end of the report is not its matter.
        if month.first_day() > self.end {
            return Coverage::NotReported;
        }
        let stated = self.statements.iter().find(|one| one.months.holds(this));
        match stated {
            Some(Statement { none: true, .. }) => return Coverage::None,
            Some(Statement { in_part: true, .. }) => return Coverage::InPart,
            Some(one) if one.networks.is_some() && one.months == this => return Coverage::Reported,
            Some(one) if one.networks.is_some() => return Coverage::Together,
            _ => {}
        }
        let touching = || self.operations.iter().filter(|one| one.months.touches(this));
        match () {
            () if touching().any(|one| one.months != this) => Coverage::Together,
            () if touching().next().is_some() => Coverage::Reported,
            () => Coverage::NotReported,
        }
    }

    /// Whether further networks may have been removed within a period.
    pub(super) fn is_open(&self, period: Period) -> bool {
        let counted: Vec<&Statement> =
            self.statements.iter().copied().filter(|one| one.none || one.networks.is_some()).collect();
        let is_counted = |month| counted.iter().any(|one| one.months.holds(month) && period.holds(one.months));
        let is_lacking = |month: Month| {
            let this = Period::of_month(month);
            let is_across = |months: Period| months.touches(this) && !period.holds(months);
            match self.coverage(month) {
                Coverage::NotReported | Coverage::InPart => true,
                // None in several months is none in each of them.
                Coverage::None => false,
                _ if is_counted(this) => false,
                _ => {
                    self.operations.iter().any(|one| is_across(one.months))
                        || counted.iter().any(|one| is_across(one.months))
                }
            }
        };
        period.months().any(is_lacking)
    }

    /// The sums of a period: of the entries, and of what is stated beyond them.
    pub(super) fn sums(&self, period: Period) -> Sums {
        let own = self.within(period);
        let sums =
            self.stated(period).into_iter().fold(Sums::of(own.iter().copied()), |sums, one| beyond(sums, &own, one));
        sums.opened(self.is_open(period))
    }

    /// Accounts that came back, over the months of a period.
    pub(super) fn returned(&self, period: Period) -> Returned {
        let of_month = |month: Month| {
            let own = self.reestablished.iter().filter(|one| one.month == month);
            let (some, sum) = own.fold((false, 0_u64), |(_, sum), one| (true, sum.saturating_add(one.accounts)));
            (some || self.states(month, |one| one.reestablished_none)).then_some(sum)
        };
        let is_open = period.months().any(|month| self.states(month, |one| one.reestablished_in_part));
        Returned(Sum::over(period.months().map(of_month)).opened(is_open))
    }

    /// Whether someone states this about a month.
    fn states(&self, month: Month, what: impl Fn(&Statement) -> bool) -> bool {
        self.statements.iter().any(|one| one.months.holds(Period::of_month(month)) && what(one))
    }
}

/// The sums with what is stated about some months beyond the entries. An entry
/// that may be of these months or of others may be among what is stated, so that
/// the sum is a lower bound then.
fn beyond(mut sums: Sums, own: &[&Operation], stated: &Statement) -> Sums {
    let within = Sums::of(own.iter().copied().filter(|one| stated.months.holds(one.months)));
    let is_maybe = |one: &&Operation| stated.months.touches(one.months) && !stated.months.holds(one.months);
    let maybe = Sums::of(own.iter().copied().filter(is_maybe));
    let rest =
        |stated: u64, within: Sum, maybe: Sum| stated.saturating_sub(within.at_least).saturating_sub(maybe.at_least);
    let further = stated.networks.map_or(0, |networks| rest(networks, within.networks, maybe.networks));
    sums = sums.with_unknown(further);
    if let Some(accounts) = stated.accounts {
        let rest = rest(accounts, within.accounts, maybe.accounts);
        sums.accounts.at_least = sums.accounts.at_least.saturating_add(rest);
        sums.accounts.known += within.accounts.of - within.accounts.known + further;
    }
    let is_stated = stated.networks.is_some() || stated.accounts.is_some();
    sums.opened(is_stated && maybe.networks.of > 0)
}
