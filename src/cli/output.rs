//! Where results and complaints go: standard output, standard error, and files
//! that nobody said may be replaced.

use std::io::{IsTerminal, Write};
use std::path::Path;

use lockstep_base::directory::meant_file;
use lockstep_base::error::{Error, Result};
use lockstep_base::safe::visible;

/// Writes a result to standard output.
pub(crate) fn say(result: &[u8]) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(result).and_then(|()| stdout.flush()).map_err(Error::io("standard output".as_ref(), "write"))
}

/// An error where a file is there that nobody said may be replaced.
pub(crate) fn refuse_existing(out: &Path, overwrite: bool) -> Result<()> {
    if !meant_file(out)?.exists() || overwrite {
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
    let mut stderr = std::io::stderr();
    // What a spinner shows there is painted over.
    let clear = if stderr.is_terminal() { "\r\x1b[K" } else { "" };
    let _ = writeln!(stderr, "{clear}lockstep: {}", message.replace('\n', " "));
}

/// Warnings of the library, on standard error.
struct Warnings;

impl log::Log for Warnings {
    fn enabled(&self, metadata: &log::Metadata) -> bool {
        metadata.level() <= log::Level::Warn && metadata.target().starts_with("lockstep")
    }

    fn log(&self, record: &log::Record) {
        if self.enabled(record.metadata()) {
            complain(&format!("warning: {}", visible(&record.args().to_string())));
        }
    }

    fn flush(&self) {}
}

/// Shows the warnings of the library.
pub(crate) fn show_warnings() {
    // Nobody else sets one; if somebody did, theirs is as good.
    if log::set_logger(&Warnings).is_ok() {
        log::set_max_level(log::LevelFilter::Warn);
    }
}
