//! The list of the rows that could not be used.

use std::path::Path;

use lockstep_base::directory::write_file;
use lockstep_base::error::{Error, Result};
use lockstep_base::safe::cell;

use super::summary::Reject;

/// Rows that could not be used as CSV: file, line, reason.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn rejects_csv(rejects: &[Reject]) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Error::output("the list of refused rows", e);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["file", "line", "reason"]).map_err(failed)?;
    for reject in rejects {
        let line = reject.line.to_string();
        table.write_record([&*cell(&reject.file), &line, &*cell(&reject.reason)]).map_err(failed)?;
    }
    table.into_inner().map_err(|e| Error::output("the list of refused rows", e))
}

/// Writes them to a file.
pub(super) fn write(rejects: &[Reject], path: &Path) -> Result<()> {
    let table = rejects_csv(rejects)?;
    write_file(path, |to| to.write_all(&table))
}
