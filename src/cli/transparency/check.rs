//! `lockstep transparency check`.

use std::path::PathBuf;

use clap::Args;
use lockstep_base::calendar::Day;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::safe::json;
use lockstep_policy::transparency::operations::{Problem, Severity, check};
use serde::Serialize;

use super::registry::registry;
use crate::output::say;

/// Flags of `lockstep transparency check`.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// The file of confirmed operations, operations.toml
    #[arg(value_name = "FILE")]
    operations: PathBuf,
    /// The registry of state-controlled media, in which linked outlets and listed
    /// accounts are looked up
    #[arg(long, value_name = "FILE")]
    registry: Option<PathBuf>,
    /// Print the problems as JSON
    #[arg(long)]
    json: bool,
}

/// The problems as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    file: &'a str,
    operations: usize,
    errors: usize,
    notes: usize,
    problems: &'a [Problem],
}

impl Check {
    pub(super) fn run(self) -> Result<()> {
        let registry = registry(self.registry.as_deref(), Day::today())?;
        let (operations, problems) = check(&self.operations, registry.as_ref())?;
        let name = self.operations.to_string_lossy();
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let notes = problems.len() - errors;
        let shown = if self.json {
            let operations = operations.operations.len();
            let listed = Listed { file: &name, operations, errors, notes, problems: &problems };
            let text = serde_json::to_string_pretty(&listed).map_err(|e| Error::output("the problems", e))?;
            format!("{}\n", json(&text))
        } else {
            problems.iter().map(|problem| format!("{problem}\n")).collect()
        };
        say(shown.as_bytes())?;
        if errors == 0 {
            return if self.json { Ok(()) } else { say(sound(operations.operations.len(), notes).as_bytes()) };
        }
        let found = things(errors as u64, "error", "errors");
        Err(Error::input(&name, format!("{found} and {}", noted(notes)), "correct the lines that are listed"))
    }
}

fn noted(notes: usize) -> String {
    things(notes as u64, "note", "notes")
}

/// What is said where a report can be made.
fn sound(operations: usize, notes: usize) -> String {
    format!("{}: no errors, {}.\n", things(operations as u64, "operation", "operations"), noted(notes))
}
