//! Writes tables as Parquet, one group of rows after the other.

use std::io::{self, Write};

use lockstep_base::stop;
use polars_arrow::datatypes::ArrowSchema;
use polars_error::{PolarsError, PolarsResult};
use polars_parquet::read::ParquetError;
use polars_parquet::write::{
    CompressedPage, CompressionOptions, Compressor, DynIter, DynStreamingIterator, Encoding, FallibleStreamingIterator,
    FileWriter, SchemaDescriptor, StatisticsOptions, Version, WriteOptions, array_to_columns, get_dtype_encoding,
    to_parquet_schema,
};

use crate::error::{Error, Result};
use crate::table::Table;

/// Rows of a group, the last one of a file aside: fixed, so that the bytes do not
/// depend on the number of threads.
pub const ROW_GROUP: usize = 1 << 18;

/// A column of a group of rows, page by page.
type Pages = DynStreamingIterator<'static, CompressedPage, PolarsError>;

/// Writes tables of the same columns to one Parquet file: dictionaries, Snappy,
/// pages of about 1 MiB, and the Arrow schema in the file's metadata.
pub struct ParquetWriter<W: Write> {
    writer: FileWriter<W>,
    columns: SchemaDescriptor,
    encodings: Vec<Vec<Encoding>>,
    schema: Table,
}

impl<W: Write> ParquetWriter<W> {
    /// Begins a file with the columns of `schema`, whose rows do not matter.
    ///
    /// # Errors
    /// When a column's type has no form in Parquet.
    pub fn new(to: W, schema: &Table) -> Result<Self> {
        let fields: ArrowSchema = schema.fields().into_iter().map(|field| (field.name.clone(), field)).collect();
        let columns = to_parquet_schema(&fields)?;
        let encodings = fields.iter_values().map(|field| get_dtype_encoding(&field.dtype)).collect();
        Ok(Self { writer: FileWriter::try_new(to, fields, options())?, columns, encodings, schema: schema.clear() })
    }

    /// Writes the rows of a table with the same columns, one group of rows a
    /// chunk.
    ///
    /// # Errors
    /// When the columns are others, or the file cannot be written.
    pub fn write(&mut self, table: &Table) -> Result<()> {
        if table.schema() != self.schema.schema() {
            return Err(Error::Schema("a group differs from the first one".to_owned()));
        }
        for (rows, arrays) in table.batches()?.into_iter().filter(|(rows, _)| *rows > 0) {
            let mut columns: Vec<PolarsResult<Pages>> = Vec::new();
            for ((array, kind), encodings) in arrays.iter().zip(self.columns.fields()).zip(&self.encodings) {
                for pages in array_to_columns(array, kind.clone(), options(), encodings)? {
                    let pages = pages.map(|page| page.map_err(|e| ParquetError::FeatureNotSupported(e.to_string())));
                    let pages = Compressor::new_from_vec(pages, options().compression, Vec::new());
                    columns.push(Ok(DynStreamingIterator::new(pages.map_err(PolarsError::from))));
                }
            }
            self.writer.write(rows as u64, DynIter::new(columns.into_iter()))?;
        }
        Ok(())
    }

    /// Writes what a reader looks for at the end of the file, and gives the
    /// number of its bytes.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self) -> Result<u64> {
        Ok(self.writer.end(None)?)
    }
}

fn options() -> WriteOptions {
    WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    }
}

/// Writes the table of these groups of rows as a Parquet file; `empty` has the
/// columns and no row. Between two groups a run can be told to stop.
///
/// # Errors
/// The first one of `to`, as it was, or that of a group.
pub fn write_parquet(
    to: &mut dyn Write,
    groups: impl IntoIterator<Item = Result<Table>>,
    empty: Result<Table>,
) -> io::Result<()> {
    let mut to = Watched { to, broken: None };
    let written = || -> Result<()> {
        let mut writer = ParquetWriter::new(&mut to, &empty?)?;
        for group in groups {
            stop::check();
            writer.write(&group?)?;
        }
        writer.finish().map(drop)
    };
    let written = written();
    match to.broken {
        Some(broken) => Err(broken),
        None => written.map_err(io::Error::other),
    }
}

impl Table {
    /// Writes the table as a Parquet file, in groups of [`ROW_GROUP`] rows.
    ///
    /// # Errors
    /// As [`write_parquet`].
    pub fn write_parquet(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut whole = self.clone();
        whole.rechunk().map_err(io::Error::other)?;
        let groups = (0..self.height()).step_by(ROW_GROUP).map(|start| Ok(whole.slice(start, ROW_GROUP)));
        write_parquet(to, groups, Ok(self.clear()))
    }
}

/// Keeps the first error as it was: what the writer makes of a full disk speaks
/// of a damaged table.
struct Watched<'a> {
    to: &'a mut dyn Write,
    broken: Option<io::Error>,
}

impl Watched<'_> {
    fn watch<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            self.broken.get_or_insert(error);
            kind.into()
        })
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes);
        self.watch(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.to.flush();
        self.watch(flushed)
    }
}
