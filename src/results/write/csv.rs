//! CSV files, row by row.

use std::io::{self, Write};

use csv::Writer;
use lockstep_base::error::{Error, Result};

/// A CSV file of these rows; cells from the data must have passed through
/// [`lockstep_base::safe::cell`].
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_table(&mut bytes, header, rows).map_err(|e| Error::output("a table", e))?;
    Ok(bytes)
}

/// The same, row by row to where it belongs.
pub(super) fn write_table(
    to: &mut dyn Write,
    header: &[&str],
    mut rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let mut writer = Writer::from_writer(to);
    writer.write_record(header)?;
    rows.try_for_each(|row| writer.write_record(&row))?;
    // Dropped, the writer would keep an error to itself.
    writer.flush()
}
