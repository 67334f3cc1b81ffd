//! Looks at the pages of a Parquet file before they are decoded: whether they claim an
//! impossible number of values, and which columns have no value.

use std::collections::HashSet;
use std::io::Cursor;

use lockstep_base::guard::guarded;
use polars_buffer::Buffer;
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::metadata::{ColumnChunkMetadata, RowGroupMetadata};
use polars_parquet::parquet::page::{CompressedPage, Page, split_buffer};
use polars_parquet::parquet::read::{PageReader, decompress};
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::read::ParquetFile;

/// Bytes that a column without a value takes in a group of rows at most.
const NULLS: u64 = 1 << 12;

/// Bytes that may come out of any column in a group of rows, and how many times its
/// size beyond that.
const ALWAYS_ALLOWED: u64 = 64 << 20;
const LARGEST_RATIO: u64 = 200;

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
    /// number of values, and no size that is far from theirs: the decoder believes
    /// them, and the memory that a damaged page asks for would end the process. Gives
    /// the bytes that come out of each group of rows.
    ///
    /// # Errors
    /// When a page does, or cannot be found.
    pub fn check_pages<N: AsRef<str>>(&self, names: &[N]) -> Result<Vec<u64>> {
        let is_read = |column: &&ColumnChunkMetadata| {
            root(column).is_some_and(|root| names.iter().any(|name| name.as_ref() == root))
        };
        let of_group = |group: &RowGroupMetadata| -> Result<u64> {
            let columns: Vec<_> = group.parquet_columns().iter().filter(is_read).collect();
            columns.into_par_iter().map(|column| self.unpacked(column)).sum()
        };
        guarded(|| self.groups().iter().map(of_group).collect(), Error::damaged)
    }

    /// The bytes that come out of a column in a group of rows.
    fn unpacked(&self, column: &ColumnChunkMetadata) -> Result<u64> {
        let first = || self.chunk(column).and_then(first_page);
        let mut unpacked = 0;
        for (number, page) in self.pages(column).ok_or_else(Error::damaged)?.enumerate() {
            unpacked += match page.map_err(|_| Error::damaged())? {
                CompressedPage::Data(page) if i32::try_from(page.num_values()).is_ok() => {
                    page.uncompressed_size() as u64
                }
                CompressedPage::Dict(_) if number == 0 => first().ok_or_else(Error::damaged)?,
                _ => return Err(Error::damaged()),
            };
        }
        let range = column.byte_range();
        let packed = range.end - range.start;
        if unpacked <= ALWAYS_ALLOWED.max(packed.saturating_mul(LARGEST_RATIO)) {
            return Ok(unpacked);
        }
        Err(Error::Inflated { name: root(column).unwrap_or_default().to_owned(), packed, unpacked })
    }

    /// Whether a column has no value in a group of rows. Its pages tell: the
    /// number of nulls in its statistics may be wrong (polars 0.55 counts those of
    /// a group again for each page, and none of lists).
    fn is_empty(&self, column: &ColumnChunkMetadata) -> bool {
        let is_small = |bytes: u64| bytes <= NULLS;
        let range = column.byte_range();
        if !is_small(range.end - range.start) || !self.chunk(column).and_then(first_page).is_some_and(is_small) {
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

/// The bytes that the first page of a column says come out of it, as they are made room
/// for: the second field of its header, in the compact form of Thrift. The first page is
/// the dictionary, where there is one; polars does not tell its size.
fn first_page(chunk: &[u8]) -> Option<u64> {
    const INTEGER: u8 = 0x15;
    let (_, rest) = integer(chunk.strip_prefix(&[INTEGER])?)?;
    integer(rest.strip_prefix(&[INTEGER])?).map(|(bytes, _)| bytes)
}

/// An integer that is no negative one, and what comes after it.
fn integer(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().take(5).position(|byte| byte & 0x80 == 0)? + 1;
    let (digits, rest) = bytes.split_at(length);
    let zigzag = digits.iter().rev().fold(0_u64, |sum, digit| sum << 7 | u64::from(digit & 0x7f));
    zigzag.is_multiple_of(2).then_some((zigzag / 2, rest))
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
