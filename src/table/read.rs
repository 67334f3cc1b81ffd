//! Reads Parquet files into a [`Table`]: some rows of some columns, in parallel. Nothing
//! that a file claims about itself is trusted.

use std::fs::File;
use std::io::Cursor;
use std::ops::Range;

use lockstep_base::guard::guarded;
use polars_arrow::array::ArrayRef;
use polars_arrow::datatypes::{ArrowDataType, Field, TimeUnit};
use polars_buffer::Buffer;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, Filter, PageReader, RowGroupMetadata, column_iter_to_arrays,
    infer_schema, read_metadata,
};
use polars_utils::mmap::MMapSemaphore;
use rayon::prelude::*;

use crate::column::Column;
use crate::data_type::DataType;
use crate::error::{Error, Result};
use crate::table::Table;

/// A Parquet file in memory, of which the metadata have been read. Nothing that
/// it holds is trusted: where it contradicts itself, an error is given.
pub struct ParquetFile<'a> {
    bytes: &'a [u8],
    metadata: FileMetadata,
    fields: Vec<Field>,
}

impl<'a> ParquetFile<'a> {
    /// Reads the metadata of a file.
    ///
    /// # Errors
    /// When it is no Parquet file, or was cut off.
    pub fn new(bytes: &'a [u8]) -> Result<Self> {
        let read = || {
            let metadata = read_metadata(&mut Cursor::new(bytes))?;
            let fields = infer_schema(&metadata)?.iter_values().map(|field| plain_field(field.clone())).collect();
            Ok(Self { bytes, metadata, fields })
        };
        guarded(read, Error::damaged)
    }

    /// The names of its columns in their order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }

    /// The types of its columns in their order, as columns of a table have them.
    ///
    /// # Errors
    /// Of decimals with more than 38 digits.
    pub fn data_types(&self) -> Result<Vec<DataType>> {
        self.fields.iter().map(|field| DataType::from_arrow(field.dtype())).collect()
    }

    /// The number of rows that it claims to have.
    pub fn num_rows(&self) -> usize {
        self.metadata.num_rows
    }

    /// The numbers of rows that its groups claim to have, in their order.
    pub fn row_groups(&self) -> impl ExactSizeIterator<Item = usize> {
        self.metadata.row_groups.iter().map(RowGroupMetadata::num_rows)
    }

    /// All groups of rows.
    pub(crate) fn groups(&self) -> &[RowGroupMetadata] {
        &self.metadata.row_groups
    }

    /// The bytes of a column in a group; none where the file has no such bytes.
    pub(crate) fn chunk(&self, column: &ColumnChunkMetadata) -> Option<&'a [u8]> {
        let range = column.byte_range();
        self.bytes.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
    }

    /// Decodes the whole file: groups of rows and columns in parallel. Each group
    /// is a chunk.
    ///
    /// # Errors
    /// When the file is damaged, or holds what cannot be read.
    pub fn read(&self) -> Result<Table> {
        self.decode(&self.fields.iter().collect::<Vec<_>>(), 0..usize::MAX)
    }

    /// Decodes some rows of the columns with these names, which are in parallel;
    /// the columns come in the order of the names. The pages of other rows and
    /// columns are skipped.
    ///
    /// # Errors
    /// When there is no such column, the file is damaged or has fewer rows, or it
    /// holds what cannot be read.
    pub fn read_columns<N: AsRef<str>>(&self, names: &[N], rows: Range<usize>) -> Result<Table> {
        let field = |name: &N| {
            let field = self.fields.iter().find(|field| field.name == name.as_ref());
            field.ok_or_else(|| Error::NoColumn(name.as_ref().to_owned()))
        };
        let fields = names.iter().map(field).collect::<Result<Vec<_>>>()?;
        let table = self.decode(&fields, rows.clone())?;
        if table.height() == rows.len() { Ok(table) } else { Err(Error::damaged()) }
    }

    fn decode(&self, fields: &[&Field], rows: Range<usize>) -> Result<Table> {
        let parts = self.parts(&rows);
        let height = parts.iter().map(|(_, rows)| rows.len()).sum();
        let tasks = (0..parts.len() * fields.len()).into_par_iter();
        let decode = || -> Result<Vec<Vec<ArrayRef>>> {
            Buffer::with_slice(self.bytes, |bytes| {
                tasks
                    .map(|task| {
                        let (group, rows) = &parts[task % parts.len()];
                        chunks_of(&bytes, group, fields[task / parts.len()], rows)
                    })
                    .collect()
            })
        };
        let mut decoded = guarded(decode, Error::damaged)?.into_iter();
        let mut columns = Vec::with_capacity(fields.len());
        for field in fields {
            let chunks = decoded.by_ref().take(parts.len()).flatten().filter(|chunk| !chunk.is_empty()).collect();
            columns.push(guarded(|| Column::from_arrow(field, chunks), Error::damaged)?);
        }
        Table::new(height, columns)
    }

    /// The groups that hold these rows, and which of their own rows these are.
    fn parts(&self, rows: &Range<usize>) -> Vec<(&RowGroupMetadata, Range<usize>)> {
        let (mut parts, mut first) = (Vec::new(), 0usize);
        for group in &self.metadata.row_groups {
            let end = first.saturating_add(group.num_rows());
            let (from, to) = (rows.start.max(first), rows.end.min(end));
            if from < to {
                parts.push((group, from - first..to - first));
            }
            first = end;
        }
        parts
    }
}

/// Decodes some rows of a column in a group.
fn chunks_of(
    bytes: &Buffer<u8>,
    group: &RowGroupMetadata,
    field: &Field,
    rows: &Range<usize>,
) -> Result<Vec<ArrayRef>> {
    let Some(columns) = group.columns_under_root_iter(&field.name) else {
        return Ok(vec![polars_arrow::array::new_null_array(field.dtype().clone(), rows.len())]);
    };
    let (mut pages, mut kinds) = (Vec::new(), Vec::new());
    for column in columns {
        let range = column.byte_range();
        if range.start > range.end || range.end > bytes.len() as u64 {
            return Err(Error::Damaged("it was cut off".to_owned()));
        }
        let chunk = bytes.clone().sliced(range.start as usize..range.end as usize);
        let reader = PageReader::new(Cursor::new(chunk), column, Vec::new(), usize::MAX);
        pages.push(BasicDecompressor::new(reader, Vec::new()));
        kinds.push(&column.descriptor().descriptor.primitive_type);
    }
    let rows_of_group = Filter::new_ranged(rows.start, rows.end);
    let (chunks, _) = column_iter_to_arrays(pages, kinds, field.clone(), Some(rows_of_group))?;
    // What a damaged file claims may differ from column to column.
    let decoded: usize = chunks.iter().map(|chunk| chunk.len()).sum();
    if decoded == rows.len() { Ok(chunks) } else { Err(Error::damaged()) }
}

/// The field without dictionaries and extensions: their values are read as what
/// they stand for.
fn plain_field(mut field: Field) -> Field {
    field.dtype = plain(field.dtype);
    field
}

fn plain(data_type: ArrowDataType) -> ArrowDataType {
    use ArrowDataType as Type;
    match data_type {
        Type::Dictionary(_, values, _) => plain(*values),
        Type::Extension(extension) => plain(extension.inner),
        // Parquet has no seconds: they are stored as milliseconds.
        Type::Time32(_) => Type::Time32(TimeUnit::Millisecond),
        Type::LargeList(field) => Type::LargeList(Box::new(plain_field(*field))),
        Type::FixedSizeList(field, length) => Type::FixedSizeList(Box::new(plain_field(*field)), length),
        Type::Struct(fields) => Type::Struct(fields.into_iter().map(plain_field).collect()),
        other => other,
    }
}

/// Reads a whole Parquet file, which is mapped into memory meanwhile.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds what cannot be read.
pub fn read_parquet(file: &File) -> Result<Table> {
    let bytes = MMapSemaphore::new_from_file(file)?;
    ParquetFile::new(bytes.as_ref())?.read()
}
