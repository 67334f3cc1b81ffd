//! A report made of the operations of its months.

use lockstep_base::calendar::{Day, Month, Period};
use lockstep_base::country::Country;
use lockstep_base::error::{Error, Result};
use lockstep_casework::export::technique_name;

use super::definitions::{DEFINITIONS, LIMITS};
use super::filed::Filed;
use super::model::{Report, Told};
use super::places::places;
use super::sentences::description;
use super::totals::{Totals, months};
use super::trends::{before, trends, year_to_date};
use super::{by_election, linked, notes};
use crate::transparency::operations::{Operation, Operations};

/// A report covers at most so many months.
const MOST_MONTHS: usize = 60;

impl<'a> Report<'a> {
    /// The report of the months from `from` to `to`, both included.
    ///
    /// # Errors
    /// When `to` is before `from`, or there are more than 60 months.
    pub fn new(operations: &'a Operations, from: Month, to: Month) -> Result<Self> {
        let period = period(from, to)?;
        let filed = Filed::until(operations, to);
        let within = filed.within(period);
        let totals = Totals::new(&filed, period);
        let place = |of: fn(&Operation) -> &[Country]| places(&within, totals.all, of);
        let mut report = Self {
            lockstep: env!("CARGO_PKG_VERSION"),
            from,
            to,
            public: operations.public,
            totals,
            months: months(&filed, period),
            before: before(&filed, period),
            year_to_date: year_to_date(&filed, to),
            by_origin: place(|operation: &Operation| &operation.operated_from),
            by_target: place(|operation: &Operation| &operation.target_audience),
            by_election: by_election::elections(operations, &filed, period, &totals),
            by_election_country: by_election::countries(operations, &filed, period, &totals),
            linked: linked::linked(&within, totals.all),
            trends: trends(&filed, from, to),
            operations: within.iter().copied().map(Told::new).collect(),
            reestablished: filed.came_back(period),
            statements: filed.stated(period),
            not_counted: not_counted(operations, period),
            across: across(operations, period),
            notes: Vec::new(),
            definitions: DEFINITIONS,
            limits: LIMITS,
        };
        report.notes = notes::notes(&report);
        Ok(report)
    }
}

/// The months of a report.
fn period(from: Month, to: Month) -> Result<Period> {
    let wrong = |problem| Error::config("to", problem);
    let period =
        Period::of_months(from, to).map_err(|_| wrong(format!("{to} is before {from}, the month of --from")))?;
    match period.months().count() {
        months if months > MOST_MONTHS => {
            Err(wrong(format!("a report covers at most {MOST_MONTHS} months, these are {months}")))
        }
        _ => Ok(period),
    }
}

/// The networks of a period whose last decision was not to remove, by month.
fn not_counted(operations: &Operations, period: Period) -> Vec<&Operation> {
    let is_kept = |one: &&Operation| !one.counts() && period.touches(one.months);
    let mut kept: Vec<&Operation> = operations.operations.iter().filter(is_kept).collect();
    kept.sort_by_key(|one| one.months);
    kept
}

/// How many networks may or may not be of the period, since their month is not
/// known.
fn across(operations: &Operations, period: Period) -> u64 {
    let is_across = |one: &&Operation| one.counts() && period.touches(one.months) && !period.holds(one.months);
    operations.operations.iter().filter(is_across).count() as u64
}

impl<'a> Told<'a> {
    fn new(operation: &'a Operation) -> Self {
        let days = |detected: Day| {
            let (first, last) = operation.removed_between();
            [detected.days_until(first).max(0), detected.days_until(last)]
        };
        Self {
            operation,
            description: description(operation),
            technique_names: operation.techniques.iter().filter_map(|id| technique_name(id)).collect(),
            days_to_removal: operation.about.detected.map(days),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::transparency::operations::{About, Source};

    /// A network of which little is known.
    pub(in crate::transparency::report) fn operation(id: &str, month: &str, accounts: u64) -> Operation {
        Operation {
            id: id.to_owned(),
            name: None,
            months: month.parse().unwrap(),
            removed: None,
            source: Some(Source::Internal),
            lead: None,
            accounts: Some(accounts),
            listed: Vec::new(),
            followers: Some(10 * accounts),
            operated_from: Vec::new(),
            target_audience: Vec::new(),
            audience: None,
            methods: vec!["posted comments".to_owned()],
            aims: vec!["be seen".to_owned()],
            political: Some(false),
            elections: Vec::new(),
            platforms: Vec::new(),
            techniques: Vec::new(),
            confidence: None,
            run: None,
            about: About::default(),
            decisions: Vec::new(),
            not_public: Vec::new(),
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
