//! What a report holds.

use lockstep_base::calendar::Month;
use serde::Serialize;

use super::definitions::{DEFINITIONS, LIMITS};
use super::sums::{MonthSums, Place, Totals};
use crate::transparency::operations::{Operation, Reestablished};

/// What is reported.
#[derive(Clone, Debug, Serialize)]
pub struct Report<'a> {
    /// The program's version.
    pub lockstep: &'static str,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// Sums of the period.
    pub totals: Totals,
    /// Sums of each month, those without operations too.
    pub months: Vec<MonthSums>,
    /// By the countries from which networks were operated.
    pub by_origin: Vec<Place>,
    /// By the countries that networks targeted.
    pub by_target: Vec<Place>,
    /// The networks that count, by month and then in the file's order.
    pub operations: Vec<Told<'a>>,
    /// Accounts that came back, by month and then in the file's order.
    pub reestablished: Vec<&'a Reestablished>,
    /// Networks of the period whose last decision was not to remove.
    pub not_counted: Vec<&'a Operation>,
    /// What a reader must know about these numbers.
    pub notes: Vec<String>,
    /// What the words mean.
    pub definitions: [(&'static str, &'static str); DEFINITIONS.len()],
    /// Where the numbers end.
    pub limits: [&'static str; LIMITS.len()],
}

/// A network with its description.
#[derive(Clone, Debug, Serialize)]
pub struct Told<'a> {
    /// The network.
    #[serde(flatten)]
    pub operation: &'a Operation,
    /// Its three sentences.
    pub description: [String; 3],
}

impl Report<'_> {
    /// The period within a sentence: `in May 2024`, `from January to April
    /// 2024`.
    pub fn period(&self) -> String {
        let (from, to) = (self.from.name(), self.to.name());
        match (from.split_once(' '), to.split_once(' ')) {
            _ if from == to => format!("in {to}"),
            (Some((month, year)), Some((_, last))) if year == last => format!("from {month} to {to}"),
            _ => format!("from {from} to {to}"),
        }
    }

    /// Whether anything in it is made up, as in a worked example.
    pub fn holds_invented(&self) -> bool {
        self.totals.networks_with_invented_fields > 0 || self.reestablished.iter().any(|one| !one.invented.is_empty())
    }
}
