//! A report made of the operations of its months.

use lockstep_base::calendar::Month;
use lockstep_base::error::{Error, Result};

use super::definitions::{DEFINITIONS, LIMITS};
use super::model::{Report, Told};
use super::sentences::description;
use super::sums::Totals;
use super::{notes, sums};
use crate::transparency::operations::{Operation, Operations};

/// A report covers at most so many months.
const MOST_MONTHS: usize = 60;

impl<'a> Report<'a> {
    /// The report of the months from `from` to `to`, both included.
    ///
    /// # Errors
    /// When `to` is before `from`, or there are more than 60 months.
    pub fn new(operations: &'a Operations, from: Month, to: Month) -> Result<Self> {
        if to < from {
            return Err(Error::config("to", format!("{to} is before {from}, the month of --from")));
        }
        let of_period = |month: Month| (from..=to).contains(&month);
        let mut all: Vec<&Operation> = operations.operations.iter().filter(|one| of_period(one.month)).collect();
        all.sort_by_key(|operation| operation.month);
        let (counted, not_counted): (Vec<&Operation>, Vec<&Operation>) = all.into_iter().partition(|one| one.counts());
        let mut reestablished: Vec<_> = operations.reestablished.iter().filter(|one| of_period(one.month)).collect();
        reestablished.sort_by_key(|one| one.month);
        let months = sums::months(from, to, &counted, &reestablished);
        if months.len() > MOST_MONTHS {
            let problem = format!("a report covers at most {MOST_MONTHS} months, these are {}", months.len());
            return Err(Error::config("to", problem));
        }
        let told = |operation: &&'a Operation| Told { operation, description: description(operation) };
        let mut report = Self {
            lockstep: env!("CARGO_PKG_VERSION"),
            from,
            to,
            totals: Totals::new(&counted, &reestablished),
            months,
            by_origin: sums::places(&counted, |operation| &operation.operated_from),
            by_target: sums::places(&counted, |operation| &operation.target_audience),
            operations: counted.iter().map(told).collect(),
            reestablished,
            not_counted,
            notes: Vec::new(),
            definitions: DEFINITIONS,
            limits: LIMITS,
        };
        report.notes = notes::notes(&report);
        Ok(report)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::transparency::operations::Source;

    /// A network of which little is known.
    pub(in crate::transparency::report) fn operation(id: &str, month: &str, accounts: u64) -> Operation {
        Operation {
            id: id.to_owned(),
            month: month.parse().unwrap(),
            source: Source::Internal,
            lead: None,
            accounts,
            followers: 10 * accounts,
            operated_from: Vec::new(),
            target_audience: Vec::new(),
            audience: None,
            methods: vec!["posted comments".to_owned()],
            aims: vec!["be seen".to_owned()],
            political: false,
            elections: Vec::new(),
            platforms: Vec::new(),
            techniques: Vec::new(),
            confidence: None,
            run: None,
            decisions: Vec::new(),
            invented: Vec::new(),
        }
    }

    fn report(operations: &Operations, from: &str, to: &str) -> String {
        Report::new(operations, from.parse().unwrap(), to.parse().unwrap()).unwrap().period()
    }

    #[test]
    fn a_period_is_named_as_people_name_it() {
        let none = Operations::default();
        assert_eq!(report(&none, "2024-12", "2024-12"), "in December 2024");
        assert_eq!(report(&none, "2024-01", "2024-04"), "from January to April 2024");
        assert_eq!(report(&none, "2023-11", "2024-02"), "from November 2023 to February 2024");
    }

    #[test]
    fn networks_are_told_by_month_and_then_in_the_order_of_the_file() {
        let operations = Operations {
            operations: [("c", "2024-02"), ("a", "2024-01"), ("b", "2024-02"), ("d", "2024-03")]
                .map(|(id, month)| operation(id, month, 1))
                .to_vec(),
            ..Operations::default()
        };
        let report = Report::new(&operations, "2024-01".parse().unwrap(), "2024-02".parse().unwrap()).unwrap();
        let ids: Vec<&str> = report.operations.iter().map(|told| told.operation.id.as_str()).collect();
        assert_eq!(ids, ["a", "c", "b"]);
    }
}
