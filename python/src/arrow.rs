//! Tables that pass between Python and Rust by Arrow's C stream interface,
//! without a copy of their buffers.
//!
//! What a table keeps in another form is made again: strings with offsets become
//! views (the bytes are copied once), dictionaries become the texts that their
//! keys stand for (the distinct bytes are held once), seconds become
//! milliseconds, small decimals are widened. All else stays where the producer
//! has it, chunk by chunk, and is released when the table is dropped.

use std::ffi::CStr;

use lockstep::table;
use lockstep::table::{ArrayRef, ArrowDataType, ArrowField, Column, is_supported};
use polars_arrow::array::StructArray;
use polars_arrow::ffi::{ArrowArrayStream, ArrowArrayStreamReader, export_iterator};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};

/// The name that the interface gives to a capsule of a stream.
const STREAM: &CStr = c"arrow_array_stream";

/// The table that a Python object gives by `__arrow_c_stream__`: a frame of
/// polars or pandas, a table or a record batch reader of pyarrow, and others.
///
/// A column of a type that no role can have (structs, maps, unions, intervals)
/// is left out, as if the table did not have it.
///
/// # Errors
/// `TypeError` where the object has no such method, or gives no table;
/// `ValueError` where its stream breaks off, or holds what a table cannot.
pub fn table_from_python(object: &Bound<'_, PyAny>) -> PyResult<table::Table> {
    let py = object.py();
    let capsule = object.call_method0("__arrow_c_stream__")?;
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| no_table("__arrow_c_stream__ gives no capsule"))?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a valid stream, which is ours from
    // here on: the one that is left in its place is marked as released.
    let stream = unsafe { pointer.replace(ArrowArrayStream::empty()) };
    // Producers take the interpreter's lock themselves where they need it.
    py.detach(|| table_of_stream(stream))
}

/// The table that a stream of record batches holds; chunks stay chunks.
fn table_of_stream(stream: ArrowArrayStream) -> PyResult<table::Table> {
    // SAFETY: the stream is as its producer made it, by the C stream interface.
    let reader = unsafe { ArrowArrayStreamReader::try_new(Box::new(stream)) };
    let mut reader = reader.map_err(|e| broken(e.into()))?;
    let ArrowDataType::Struct(fields) = reader.field().dtype().clone() else {
        return Err(no_table("the Arrow stream holds a single column"));
    };
    let mut columns: Vec<Vec<ArrayRef>> = vec![Vec::new(); fields.len()];
    let mut rows = 0;
    // SAFETY: as above; its arrays are by the C data interface.
    while let Some(batch) = unsafe { reader.next() } {
        let batch = batch.map_err(|e| broken(e.into()))?;
        let Some(batch) = batch.as_any().downcast_ref::<StructArray>() else {
            return Err(no_table("a batch of the Arrow stream is no table"));
        };
        rows += batch.len();
        columns.iter_mut().zip(batch.values()).for_each(|(chunks, values)| chunks.push(values.clone()));
    }
    let read = fields.iter().zip(columns).filter(|(field, _)| is_supported(field.dtype()));
    let columns = read.map(|(field, chunks)| Column::from_arrow(field, chunks)).collect::<table::Result<_>>();
    columns.and_then(|columns| table::Table::new(rows, columns)).map_err(broken)
}

fn no_table(problem: &str) -> PyErr {
    PyTypeError::new_err(format!("{problem}; give a frame of polars or pandas, an Arrow table, or a file's path"))
}

fn broken(error: table::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A table of lockstep, which polars, pyarrow and others take by
/// `__arrow_c_stream__`: `polars.DataFrame(table)`.
#[pyclass(frozen, module = "lockstep._lockstep")]
pub struct Table(pub table::Table);

#[pymethods]
impl Table {
    /// The table as a capsule of a C stream; strings are views. What the
    /// consumer would rather have it must make itself.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        PyCapsule::new_with_value(py, stream_of_table(&self.0)?, STREAM)
    }
}

/// A table as a stream of record batches.
fn stream_of_table(table: &table::Table) -> PyResult<ArrowArrayStream> {
    let data_type = ArrowDataType::Struct(table.fields());
    let field = ArrowField::new("".into(), data_type.clone(), false);
    let batch = |(rows, arrays)| StructArray::new(data_type.clone(), rows, arrays, None).boxed();
    let batches: Vec<ArrayRef> = table.batches().map_err(broken)?.into_iter().map(batch).collect();
    Ok(export_iterator(Box::new(batches.into_iter().map(Ok)), field))
}
