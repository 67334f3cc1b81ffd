//! Reads an operations file for a report, which is made of no file with an error.

use std::path::Path;

use lockstep_base::error::Result;
use lockstep_base::safe::visible;

use super::checks::check;
use super::model::Operations;
use super::problem::Severity;
use crate::supervision::registry::Registry;

impl Operations {
    /// Reads an operations file in which everything adds up, with the registry
    /// of state-controlled media where there is one.
    ///
    /// # Errors
    /// When the file or the registry cannot be used, or for the first error in
    /// the file: the message says how many more there are.
    pub fn read(path: &Path, registry: Option<&Registry>) -> Result<Self> {
        let (operations, problems) = check(path, registry)?;
        let mut errors = problems.into_iter().filter(|problem| problem.severity == Severity::Error);
        let Some(first) = errors.next() else { return Ok(operations) };
        let command = format!("lockstep transparency check {}", visible(&path.to_string_lossy()));
        Err(first.into_error(errors.count(), &command))
    }
}
