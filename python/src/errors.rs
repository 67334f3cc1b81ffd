//! How errors of lockstep come to Python.

use std::any::Any;

use lockstep::base::error::Error;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;

create_exception!(
    lockstep,
    LockstepError,
    PyException,
    "What lockstep could not do: the message names the file and the remedy."
);

/// An error of the library; a value that is out of its range is a `ValueError`.
pub fn to_python(error: &Error) -> PyErr {
    match error {
        Error::Config { .. } => PyValueError::new_err(error.to_string()),
        _ => LockstepError::new_err(error.to_string()),
    }
}

/// A fault of ours.
pub fn of_panic(panic: &(dyn Any + Send)) -> PyErr {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    LockstepError::new_err(format!("internal error, please report it: {}", said.unwrap_or("no message")))
}
