//! Warnings of the library, as warnings of Python.

use std::ffi::CString;
use std::sync::{Mutex, PoisonError};

use lockstep::base::safe::visible;
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;

/// What was told and not yet passed on.
static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Keeper;

impl log::Log for Keeper {
    fn enabled(&self, metadata: &log::Metadata) -> bool {
        metadata.level() <= log::Level::Warn && metadata.target().starts_with("lockstep")
    }

    fn log(&self, record: &log::Record) {
        if self.enabled(record.metadata()) {
            TOLD.lock().unwrap_or_else(PoisonError::into_inner).push(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// Keeps the warnings of the library from now on.
pub fn keep() {
    // Nobody else sets a logger in this extension.
    if log::set_logger(&Keeper).is_ok() {
        log::set_max_level(log::LevelFilter::Warn);
    }
}

/// Passes on what was told.
///
/// # Errors
/// Where the user turned warnings into errors.
pub fn pass_on(py: Python<'_>) -> PyResult<()> {
    let told = std::mem::take(&mut *TOLD.lock().unwrap_or_else(PoisonError::into_inner));
    for sentence in told {
        // No zero byte is left in what is visible.
        let text = CString::new(visible(&sentence).into_owned()).unwrap_or_default();
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &text, 3)?;
    }
    Ok(())
}
