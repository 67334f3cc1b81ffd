//! The Python package `lockstep`: what Python calls, over the library's rooms.
//! Signatures, defaults and documentation for users are in `lockstep/*.py`.

mod arguments;
#[allow(unsafe_code, reason = "Arrow's C stream interface passes pointers")]
mod arrow;
mod detection;
mod errors;
mod others;
mod program;
mod spark;
mod warnings;
mod work;

use pyo3::prelude::*;

/// What is written in Rust of the package `lockstep`.
#[pymodule]
mod _lockstep {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::arrow::Table;
    #[pymodule_export]
    use super::detection::{Detection, detect, explain};
    #[pymodule_export]
    use super::errors::LockstepError;
    #[pymodule_export]
    use super::others::{evaluate, network, simulate};
    #[pymodule_export]
    use super::program::program;
    #[pymodule_export]
    use super::spark::spark;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        lockstep::base::guard::hush_expected_panics();
        super::warnings::keep();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
