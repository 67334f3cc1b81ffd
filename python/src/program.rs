//! The command-line program, as the wheel installs it.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command-line program with these arguments, the program's name
/// first, and gives its exit code. It takes over Ctrl-C and the global threads:
/// for a process that does nothing else.
#[pyfunction]
pub fn program(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| lockstep::cli::run(arguments))
}
