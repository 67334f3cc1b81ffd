//! The Python package `lockstep`: what Python calls, over the library's rooms.
//! Signatures, defaults and documentation for users are in `lockstep/*.py`.

mod arrow;
mod program;

use pyo3::prelude::*;

/// What is written in Rust of the package `lockstep`.
#[pymodule]
mod _lockstep {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::arrow::Table;
    #[pymodule_export]
    use super::program::program;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
