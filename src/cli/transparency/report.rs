//! `lockstep transparency report`.

use std::path::PathBuf;

use clap::Args;
use lockstep_base::calendar::{Day, Month, Period};
use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_policy::eu::EuConfig;
use lockstep_policy::transparency::operations::Operations;
use lockstep_policy::transparency::report::Report as Made;

use super::registry::registry;
use crate::output::say;

/// Flags of `lockstep transparency report`.
#[derive(Args, Debug)]
pub(super) struct Report {
    /// The file of confirmed operations, operations.toml
    #[arg(long, value_name = "FILE")]
    operations: PathBuf,
    /// The first month, for example 2024-01
    #[arg(long, value_name = "MONTH")]
    from: Month,
    /// The last month, which may be the first
    #[arg(long, value_name = "MONTH")]
    to: Month,
    /// The registry of state-controlled media, in which linked outlets are looked
    /// up and listed accounts asked about
    #[arg(long, value_name = "FILE")]
    registry: Option<PathBuf>,
    /// What the statements of reasons for the European Union say (TOML: service,
    /// territory, clause, category, keywords, keyword_other)
    #[arg(long, value_name = "FILE")]
    eu: Option<PathBuf>,
    /// Leave internal remarks out of everything that is written: networks that do
    /// not count, outlets without a label, who decided and stated what, folders of
    /// files
    #[arg(long)]
    public: bool,
    /// The directory to write: report.html, report.md, report.csv, report.json,
    /// tables of sums, charts and run.json
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace the report that is there
    #[arg(long)]
    overwrite: bool,
    /// Print no summary
    #[arg(long, short)]
    quiet: bool,
}

impl Report {
    pub(super) fn run(self) -> Result<()> {
        let out = OutputDir::create(&self.out, self.overwrite, "run.json")?;
        let registry = registry(self.registry.as_deref(), Day(self.to.last_day()))?;
        let operations = Operations::read(&self.operations, registry.as_ref())?;
        let asked = self.asked(&operations);
        let operations = if self.public { operations.for_the_public() } else { operations };
        let report = Made::new(&operations, self.from, self.to)?;
        let eu = self.eu.as_deref().map_or_else(|| Ok(EuConfig::for_networks()), EuConfig::load_for_networks)?;
        report.write(&out, &operations.inputs, &eu)?;
        out.commit()?;
        if self.quiet {
            return Ok(());
        }
        say(format!("{}{asked}", self.summary(&report)).as_bytes())
    }

    /// What whoever makes the report is asked, and nobody else.
    fn asked(&self, operations: &Operations) -> String {
        let asked: String = operations.asked.iter().map(|problem| format!("{problem}\n")).collect();
        let period = Period::of_months(self.from, self.to);
        match period.map_or(0, |period| operations.unpublished_links(period)) {
            left_out if self.public && left_out > 0 => {
                let links = things(left_out, "link to an outlet is", "links to outlets are");
                format!(
                    "{asked}{links} left out: the public is told of outlets that carried a label at the removal, by the \
                     registry. lockstep transparency check names the others.\n"
                )
            }
            _ => asked,
        }
    }

    fn summary(&self, report: &Made<'_>) -> String {
        let notes: String = report.notes.iter().map(|note| format!("{}\n", visible(note))).collect();
        let shown = self.out.to_string_lossy();
        format!("{}.\n{notes}Read {}/report.html first.\n", visible(&report.headline()), visible(&shown))
    }
}
