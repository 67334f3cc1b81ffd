//! Tables that pass between Python and Rust by Arrow's C stream interface,
//! without a copy of their buffers.
//!
//! What polars itself keeps in another form it makes anew: strings with offsets
//! become views (the bytes are copied once), dictionaries become categoricals
//! (the distinct values and the keys), seconds become milliseconds, dates in
//! milliseconds and small decimals are widened. All else stays where the
//! producer has it, chunk by chunk, and is released when the frame is dropped.

use std::ffi::CStr;

use polars::prelude::*;
use polars_arrow::array::{Array, StructArray, new_empty_array};
use polars_arrow::datatypes::{ArrowDataType, Field as ArrowField};
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
/// `ValueError` where its stream breaks off, or holds what polars does not know.
pub fn frame_from_python(object: &Bound<'_, PyAny>) -> PyResult<DataFrame> {
    let py = object.py();
    let capsule = object.call_method0("__arrow_c_stream__")?;
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| no_table("__arrow_c_stream__ gives no capsule"))?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a valid stream, which is ours from
    // here on: the one that is left in its place is marked as released.
    let stream = unsafe { pointer.replace(ArrowArrayStream::empty()) };
    // Producers take the interpreter's lock themselves where they need it.
    py.detach(|| frame_of_stream(stream))
}

/// The table that a stream of record batches holds; chunks stay chunks.
fn frame_of_stream(stream: ArrowArrayStream) -> PyResult<DataFrame> {
    // SAFETY: the stream is as its producer made it, by the C stream interface.
    let mut reader = unsafe { ArrowArrayStreamReader::try_new(Box::new(stream)) }.map_err(broken)?;
    let ArrowDataType::Struct(fields) = reader.field().dtype().clone() else {
        return Err(no_table("the Arrow stream holds a single column"));
    };
    let mut columns: Vec<Vec<Box<dyn Array>>> = vec![Vec::new(); fields.len()];
    let mut rows = 0;
    // SAFETY: as above; its arrays are by the C data interface.
    while let Some(batch) = unsafe { reader.next() } {
        let batch = batch.map_err(broken)?;
        let Some(batch) = batch.as_any().downcast_ref::<StructArray>() else {
            return Err(no_table("a batch of the Arrow stream is no table"));
        };
        rows += batch.len();
        columns.iter_mut().zip(batch.values()).for_each(|(chunks, values)| chunks.push(values.clone()));
    }
    let read = fields.iter().zip(columns).filter(|(field, _)| is_understood(field.dtype()));
    let columns = read.map(|(field, chunks)| column(field, chunks)).collect::<PolarsResult<Vec<_>>>();
    columns.and_then(|columns| DataFrame::new(rows, columns)).map_err(broken)
}

fn column(field: &ArrowField, mut chunks: Vec<Box<dyn Array>>) -> PolarsResult<Column> {
    if chunks.is_empty() {
        chunks.push(new_empty_array(field.dtype().clone()));
    }
    let (name, metadata) = (field.name.clone(), field.metadata.as_deref());
    // SAFETY: the chunks were made as of this type.
    let series = unsafe { Series::_try_from_arrow_unchecked_with_md(name, chunks, field.dtype(), metadata) };
    Ok(series?.into_column())
}

/// Whether polars, as it is built here, has a column for this type.
fn is_understood(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as Type;
    match dtype {
        Type::Null | Type::Boolean | Type::Float32 | Type::Float64 => true,
        Type::Int8 | Type::Int16 | Type::Int32 | Type::Int64 => true,
        Type::UInt8 | Type::UInt16 | Type::UInt32 | Type::UInt64 => true,
        Type::Utf8 | Type::LargeUtf8 | Type::Utf8View => true,
        Type::Binary | Type::LargeBinary | Type::BinaryView => true,
        Type::Date32 | Type::Date64 | Type::Timestamp(..) | Type::Decimal(..) => true,
        Type::List(field) | Type::LargeList(field) => is_understood(field.dtype()),
        Type::Dictionary(_, values, _) => matches!(**values, Type::Utf8 | Type::LargeUtf8 | Type::Utf8View),
        _ => false,
    }
}

fn no_table(problem: &str) -> PyErr {
    PyTypeError::new_err(format!("{problem}; give a frame of polars or pandas, an Arrow table, or a file's path"))
}

fn broken(error: PolarsError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A table of lockstep, which polars, pyarrow and others take by
/// `__arrow_c_stream__`: `polars.DataFrame(table)`.
#[pyclass(frozen, module = "lockstep._lockstep")]
pub struct Table(DataFrame);

impl Table {
    /// The table with the chunks of its columns brought into line.
    pub fn new(mut frame: DataFrame) -> Self {
        frame.align_chunks_par();
        Self(frame)
    }
}

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
        PyCapsule::new_with_value(py, stream_of_frame(&self.0), STREAM)
    }
}

/// A frame, whose chunks are in line, as a stream of record batches.
pub fn stream_of_frame(frame: &DataFrame) -> ArrowArrayStream {
    let level = CompatLevel::newest();
    let fields = frame.schema().iter().map(|(name, dtype)| dtype.to_arrow_field(name.clone(), level)).collect();
    let dtype = ArrowDataType::Struct(fields);
    let field = ArrowField::new(PlSmallStr::EMPTY, dtype.clone(), false);
    let batches: Vec<Box<dyn Array>> = frame
        .iter_chunks(level, true)
        .map(|batch| {
            let (rows, arrays) = (batch.height(), batch.into_arrays());
            StructArray::new(dtype.clone(), rows, arrays, None).boxed()
        })
        .collect();
    export_iterator(Box::new(batches.into_iter().map(Ok)), field)
}
