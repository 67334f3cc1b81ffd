//! Looks at the pages of a Parquet file before they are decoded: whether they claim an
//! impossible number of values, and which columns have no value.

use std::collections::HashSet;
use std::io::Cursor;

use lockstep_base::guard::guarded;
use polars_buffer::Buffer;
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::page::{CompressedPage, Page, split_buffer};
use polars_parquet::parquet::read::{PageReader, decompress};
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::read::ParquetFile;

/// Bytes that a column without a value takes in a group of rows at most.
const NULLS: u64 = 1 << 12;

impl ParquetFile<'_> {
    /// The names of the columns that hold nothing but nulls. It is not complete:
    /// a column that takes more than a few KiB in a group is not looked at.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn empty_columns(&self) -> Result<HashSet<String>> {
        let empty = || {
            let columns = || self.groups().iter().flat_map(|group| group.parquet_columns());
            let filled: HashSet<&str> = columns().filter(|column| !self.is_empty(column)).filter_map(root).collect();
            Ok(columns().filter_map(root).filter(|name| !filled.contains(name)).map(str::to_owned).collect())
        };
        guarded(empty, Error::damaged)
    }

    /// Checks that the pages of the columns with these names claim no impossible
    /// number of values: the decoder believes them, and the memory that a damaged
    /// page asks for would end the process.
    ///
    /// # Errors
    /// When a page does, or cannot be found.
    pub fn check_pages<N: AsRef<str>>(&self, names: &[N]) -> Result<()> {
        let is_read = |column: &&ColumnChunkMetadata| {
            root(column).is_some_and(|root| names.iter().any(|name| name.as_ref() == root))
        };
        let check = || {
            let columns: Vec<_> =
                self.groups().iter().flat_map(|group| group.parquet_columns()).filter(is_read).collect();
            let sound = columns.into_par_iter().all(|column| self.is_sound(column));
            if sound { Ok(()) } else { Err(Error::damaged()) }
        };
        guarded(check, Error::damaged)
    }

    fn is_sound(&self, column: &ColumnChunkMetadata) -> bool {
        let Some(mut pages) = self.pages(column) else { return false };
        pages.all(|page| match page {
            Ok(CompressedPage::Data(page)) => i32::try_from(page.num_values()).is_ok(),
            Ok(CompressedPage::Dict(_)) => true,
            Err(_) => false,
        })
    }

    /// Whether a column has no value in a group of rows. Its pages tell: the
    /// number of nulls in its statistics may be wrong (polars 0.55 counts those of
    /// a group anew for each page, and none of lists).
    fn is_empty(&self, column: &ColumnChunkMetadata) -> bool {
        if column.byte_range().end - column.byte_range().start > NULLS {
            return false;
        }
        let Some(mut pages) = self.pages(column) else { return false };
        pages.all(|page| page.is_ok_and(is_without_values))
    }

    /// The pages of a column in a group of rows, none where the file is cut.
    fn pages(&self, column: &ColumnChunkMetadata) -> Option<PageReader> {
        let chunk = self.chunk(column)?;
        Some(PageReader::new(Cursor::new(Buffer::from(chunk.to_vec())), column, Vec::new(), usize::MAX))
    }
}

/// The name of the column of the table to which a column of the file belongs.
fn root(column: &ColumnChunkMetadata) -> Option<&str> {
    column.descriptor().path_in_schema.first().map(|name| name.as_str())
}

/// Whether a page gives no value: a dictionary without an entry, what refers to
/// it (its own page tells of its entries), or levels alone.
fn is_without_values(page: CompressedPage) -> bool {
    match &page {
        CompressedPage::Data(page) if page.header().is_dictionary_encoded() => return true,
        CompressedPage::Data(page) if page.uncompressed_size() as u64 > NULLS => return false,
        _ => {}
    }
    match decompress(page, &mut Vec::new(), &mut DecompressionContext::Unset) {
        Ok(Page::Dict(dictionary)) => dictionary.num_values == 0,
        Ok(Page::Data(page)) => split_buffer(&page).is_ok_and(|parts| parts.values.is_empty()),
        Err(_) => false,
    }
}
