//! What is wrong with an operations file, or worth knowing about it: where,
//! what, and what to do.

use std::fmt;

use lockstep_base::error::Error;
use lockstep_base::safe::visible;
use serde::Serialize;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// No report is made of the file.
    Error,
    /// The report is made, and says so.
    Note,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, as the user named it or as the operations file names it.
    pub file: String,
    /// The line in it, from 1.
    pub line: u64,
    /// How bad it is.
    pub severity: Severity,
    /// The entry, where one is known: `operation 2024-02-a`.
    pub entry: Option<String>,
    /// The field or the column, where it is about one.
    pub field: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What the user can do.
    pub remedy: String,
}

impl Problem {
    /// What the message begins with: entry and field.
    fn about(&self) -> String {
        let field = self.field.as_ref().map(|field| format!("`{field}`"));
        let about: Vec<String> = self.entry.iter().cloned().chain(field).collect();
        if about.is_empty() { String::new() } else { format!("{}: ", about.join(", ")) }
    }

    /// The error that stops a report; `more` further errors are in the file,
    /// and `command` lists them.
    pub(super) fn into_error(self, more: usize, command: &str) -> Error {
        let problem = format!("line {}: {}{}", self.line, self.about(), self.problem);
        let remedy = match more {
            0 => self.remedy,
            1 => format!("{} (and 1 more error: {command} lists it)", self.remedy),
            _ => format!("{} (and {more} more errors: {command} lists them)", self.remedy),
        };
        Error::input(&self.file, problem, remedy)
    }
}

impl fmt::Display for Problem {
    /// One line, `file:line: error: what; remedy`, with everything made
    /// visible.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Note => "note",
        };
        let text =
            format!("{}:{}: {severity}: {}{}; {}", self.file, self.line, self.about(), self.problem, self.remedy);
        f.write_str(&visible(&text))
    }
}
