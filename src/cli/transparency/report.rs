//! `lockstep transparency report`.

use std::path::PathBuf;

use clap::Args;
use lockstep_base::calendar::Month;
use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_policy::transparency::operations::Operations;
use lockstep_policy::transparency::report::Report as Made;

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
    /// The directory to write: report.html, report.md, report.csv, report.json,
    /// months.csv, charts and run.json
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
        let operations = Operations::read(&self.operations)?;
        let report = Made::new(&operations, self.from, self.to)?;
        report.write(&out, &operations.inputs, &self.operations.to_string_lossy())?;
        out.commit()?;
        if self.quiet {
            return Ok(());
        }
        say(self.summary(&report).as_bytes())
    }

    fn summary(&self, report: &Made<'_>) -> String {
        let totals = &report.totals;
        let notes: String = report.notes.iter().map(|note| format!("{}\n", visible(note))).collect();
        format!(
            "{} with {} {}, and {}.\n{notes}Read {}/report.html first.\n",
            things(totals.all.networks, "network", "networks"),
            things(totals.all.accounts, "account", "accounts"),
            report.period(),
            things(totals.reestablished_accounts, "re-established account", "re-established accounts"),
            visible(&self.out.to_string_lossy()),
        )
    }
}
