//! What a report holds.

use lockstep_base::calendar::{Month, Period};
use lockstep_base::numbers::things;
use serde::Serialize;

use super::by_election::{ElectionCountry, ElectionSums};
use super::definitions::{DEFINITIONS, LIMITS};
use super::filed::Coverage;
use super::linked::Linked;
use super::places::Place;
use super::totals::{MonthSums, Totals};
use super::trends::{Beside, Trends};
use super::words::{capital, networks_with_accounts};
use crate::transparency::operations::{Operation, Reestablished, Statement};

/// What is reported.
#[derive(Clone, Debug, Serialize)]
pub struct Report<'a> {
    /// The program's version.
    pub lockstep: &'static str,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// Whether internal remarks are left out.
    pub public: bool,
    /// Sums of the period.
    pub totals: Totals,
    /// Sums of each month, those that are not reported too.
    pub months: Vec<MonthSums>,
    /// The sums of the period before, where anything of it is reported.
    pub before: Option<Beside>,
    /// The sums from the beginning of the year in which the report ends.
    pub year_to_date: Option<Beside>,
    /// By the countries from which networks were operated.
    pub by_origin: Vec<Place>,
    /// By the countries that networks targeted.
    pub by_target: Vec<Place>,
    /// By the elections that networks touched, by day.
    pub by_election: Vec<ElectionSums>,
    /// By the countries of these elections.
    pub by_election_country: Vec<ElectionCountry>,
    /// The networks that are linked to state-controlled media.
    pub linked: Linked,
    /// Months, quarters and years up to the end of the report.
    pub trends: Trends,
    /// The networks that count, by month and then in the file's order.
    pub operations: Vec<Told<'a>>,
    /// Accounts that came back, by month and then in the file's order.
    pub reestablished: Vec<&'a Reestablished>,
    /// What is stated about months of the period.
    pub statements: Vec<&'a Statement>,
    /// Networks of the period whose last decision was not to remove.
    pub not_counted: Vec<&'a Operation>,
    /// Networks that were removed within months of which only some are reported
    /// here.
    pub across: u64,
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
    /// The names of its techniques, in their order.
    pub technique_names: Vec<&'static str>,
    /// Days from the day it was found to its removal: the fewest and the most.
    pub days_to_removal: Option<[i32; 2]>,
}

impl Report<'_> {
    /// Its months.
    pub fn span(&self) -> Period {
        Period::of_months(self.from, self.to).unwrap_or_else(|_| Period::of_month(self.to))
    }

    /// The period within a sentence: `in May 2024`, `from January to April
    /// 2024`.
    pub fn period(&self) -> String {
        let preposition = if self.from == self.to { "in" } else { "from" };
        format!("{preposition} {}", self.span().name())
    }

    /// The headline. It never says that nothing was removed where nothing is
    /// reported.
    pub fn headline(&self) -> String {
        let (all, period) = (self.totals.all, self.period());
        if all.networks.at_least > 0 {
            let were = if all.networks.at_least == 1 { "was" } else { "were" };
            let what = networks_with_accounts(all, "covert influence operation", "covert influence operations");
            return capital(&format!("{what} {were} removed {period}"));
        }
        let none = self.months.iter().filter(|month| month.coverage == Coverage::None).count();
        match (all.networks.whole(), none) {
            (Some(_), _) => format!("No covert influence operation was removed {period}"),
            (None, 0) if self.totals.is_told() => {
                format!("Covert influence operations {period}: not known whether any was removed")
            }
            (None, 0) => format!("Covert influence operations {period}: not reported"),
            (None, none) => {
                let months = things(self.totals.months, "month", "months");
                format!(
                    "Covert influence operations {period}: none in {none} of {months}; of the others it is not known"
                )
            }
        }
    }

    /// Whether anything in it is made up, as in a worked example.
    pub fn holds_invented(&self) -> bool {
        self.totals.networks_with_invented_fields > 0 || self.reestablished.iter().any(|one| !one.invented.is_empty())
    }
}
