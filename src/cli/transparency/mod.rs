//! `lockstep transparency`: one file a subcommand.

mod check;
mod import;
mod matching;
mod registry;
mod report;

use clap::{Args, Subcommand};
use lockstep_base::error::Result;

/// Flags of `lockstep transparency`.
#[derive(Args, Debug)]
pub(super) struct Transparency {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Describe a network of a run as it was when removed, and draft its entry for the operations file
    Import(import::Import),
    /// Find networks that were removed before and come back
    Match(matching::Match),
    /// Make the report of some months: page, Markdown, tables, charts
    Report(report::Report),
    /// List everything in an operations file that does not add up
    Check(check::Check),
}

impl Transparency {
    pub(super) fn run(self) -> Result<()> {
        match self.command {
            Command::Import(import) => import.run(),
            Command::Match(matching) => matching.run(),
            Command::Report(report) => report.run(),
            Command::Check(check) => check.run(),
        }
    }
}
