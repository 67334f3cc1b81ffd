//! Where results and complaints go: standard output, standard error, and files
//! that nobody said may be replaced.

use std::io::Write;
use std::path::Path;

use lockstep_base::error::{Error, Result};

/// Writes a result to standard output.
pub(crate) fn say(result: &[u8]) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(result).and_then(|()| stdout.flush()).map_err(Error::io("standard output".as_ref(), "write"))
}

/// An error where a file is there that nobody said may be replaced.
pub(crate) fn refuse_existing(out: &Path, overwrite: bool) -> Result<()> {
    if overwrite || !out.exists() {
        return Ok(());
    }
    Err(Error::input(
        &out.to_string_lossy(),
        "this file is there already",
        "choose another --out, or replace it with --overwrite",
    ))
}

/// One line on standard error, if anybody still listens there.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "lockstep: {}", message.replace('\n', " "));
}
