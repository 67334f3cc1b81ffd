//! The transparency report of a period: by month, each removed network with
//! its detection source, accounts, followers and a description in three fixed
//! sentences; sums, shares and charts; and what the words mean.
//!
//! The form is that in which platforms have reported covert influence
//! operations by month since 2024. A [`Report`] holds what is reported; the
//! page, the Markdown and the tables show the same.

mod figures;
mod markdown;
mod notes;
mod page;
mod sentences;
mod sums;
mod tables;
mod view;

use lockstep_base::calendar::Month;
use lockstep_base::directory::OutputDir;
use lockstep_base::directory::OutputFile;
use lockstep_base::error::{Error, Result};
use lockstep_base::safe::json;
use lockstep_results::report::write_figures;
use serde::Serialize;

use super::operations::{InputFile, Operation, Operations, Reestablished};

pub use notes::{DEFINITIONS, LIMITS};
pub use sentences::description;
pub use sums::{MonthSums, Part, Place, Sums, Totals};

/// A report covers at most so many months.
const MOST_MONTHS: usize = 60;

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

    /// Writes `report.html`, `report.md`, `report.csv`, `report.json`,
    /// `months.csv`, the charts and `run.json`; `inputs` and `file`, the
    /// operations file as the user named it, are for the record.
    ///
    /// # Errors
    /// When a chart cannot be drawn or a file cannot be written.
    pub fn write(&self, out: &OutputDir, inputs: &[InputFile], file: &str) -> Result<()> {
        let figures = figures::figures(self)?;
        write_figures(out, &figures)?;
        let view = view::View::new(self);
        out.put("report.html", page::render(&view, &figures)?.as_bytes())?;
        out.put("report.md", markdown::render(&view, &figures).as_bytes())?;
        out.put("report.csv", &tables::operations(self)?)?;
        out.put("months.csv", &tables::months(self)?)?;
        put_json(out, "report.json", self)?;
        let arguments = Arguments { operations: file, from: self.from, to: self.to };
        let record = Run { lockstep: self.lockstep, arguments, inputs, outputs: out.files()? };
        put_json(out, "run.json", &record)
    }
}

/// The content of `run.json`: no times, so that the same input gives the same
/// bytes.
#[derive(Serialize)]
struct Run<'a> {
    lockstep: &'static str,
    arguments: Arguments<'a>,
    inputs: &'a [InputFile],
    outputs: Vec<OutputFile>,
}

#[derive(Serialize)]
struct Arguments<'a> {
    operations: &'a str,
    from: Month,
    to: Month,
}

fn put_json(out: &OutputDir, name: &str, record: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(record).map_err(|e| Error::output(name, e))?;
    out.put(name, format!("{}\n", json(&text)).as_bytes())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::transparency::operations::Source;

    /// A network of which little is known.
    pub(super) fn operation(id: &str, month: &str, accounts: u64) -> Operation {
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
