//! Apache Parquet, read by polars.

use std::io::Cursor;
use std::ops::Range;

use polars::prelude::*;
use polars_buffer::Buffer;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::parquet::read::{PageReader, read_metadata};
use rayon::prelude::*;

use super::chunk::{Cell, Chunk, Joiner, Layout};
use super::{Error, InputConfig, Result, Role, Source};
use crate::error::guarded;

/// Rows that one task parses.
const PART: usize = 1 << 16;

/// Rows that are decoded before they are joined.
const ROWS_AT_ONCE: usize = 1 << 20;

/// Reads the columns that are needed, slice by slice; a reject's line is its
/// row, from 1.
pub(super) fn read(source: &Source, config: &InputConfig, wanted: &[Role], joiner: &mut Joiner) -> Result<()> {
    let broken =
        |e: PolarsError| Error::input(&source.name, format!("this is no valid Parquet file ({e})"), "write it again");
    let damaged = || Error::input(&source.name, "this Parquet file is damaged", "write it again");
    let read_header = || {
        let mut reader = ParquetReader::new(Cursor::new(source.bytes.as_slice()));
        let schema = reader.schema().map_err(broken)?;
        let names = schema.iter_names().map(ToString::to_string).collect::<Vec<String>>();
        Ok((names, reader.num_rows().map_err(broken)?))
    };
    let (header, height) = guarded(read_header, damaged)?;
    let layout = Layout::new(&source.name, &header, config, wanted)?;
    guarded(|| if pages_are_sound(&source.bytes, &layout) { Ok(()) } else { Err(damaged()) }, damaged)?;
    if height == 0 {
        return Err(Error::input(
            &source.name,
            "the table has columns and no row",
            "leave the file out, or write it again",
        ));
    }
    for start in (0..height).step_by(ROWS_AT_ONCE) {
        let rows = ROWS_AT_ONCE.min(height - start);
        let read_slice = || {
            let names = layout.fields.iter().map(|(_, _, name)| name.clone()).collect();
            let reader = ParquetReader::new(Cursor::new(source.bytes.as_slice()));
            reader.with_columns(Some(names)).with_slice(Some((start, rows))).finish().map_err(broken)
        };
        let frame = guarded(read_slice, damaged)?;
        // What a damaged file claims may differ from column to column.
        if frame.height() != rows || frame.columns().iter().any(|column| column.len() != rows) {
            return Err(damaged());
        }
        let values =
            || layout.fields.iter().map(|field| Values::new(source, &frame, field)).collect::<Result<Vec<_>>>();
        joiner.add(chunks(&layout, &guarded(values, damaged)?, start..start + rows))?;
    }
    joiner.close(&layout, source.sha256.clone());
    Ok(())
}

/// The chunks of a slice of the table's rows.
fn chunks<'a>(layout: &'a Layout<'a>, columns: &[Values], rows: Range<usize>) -> Vec<Chunk<'a>> {
    let starts: Vec<usize> = (0..rows.len()).step_by(PART).collect();
    starts
        .par_iter()
        .map(|&start| {
            let mut chunk = Chunk::new(layout);
            (start..(start + PART).min(rows.len())).for_each(|row| push(&mut chunk, rows.start, row, columns));
            chunk
        })
        .collect()
}

/// Whether the pages of the columns that are read claim no impossible number of
/// values. polars believes them, and the memory that a damaged page asks for
/// ends the process.
fn pages_are_sound(bytes: &[u8], layout: &Layout) -> bool {
    let Ok(metadata) = read_metadata(&mut Cursor::new(bytes)) else { return false };
    let is_read = |column: &&ColumnChunkMetadata| {
        let name = column.descriptor().path_in_schema.first();
        layout.fields.iter().any(|(_, _, field)| name.is_some_and(|name| name.as_str() == field))
    };
    let mut columns = metadata.row_groups.iter().flat_map(|group| group.parquet_columns()).filter(is_read);
    columns.all(|column| {
        let range = column.byte_range();
        let Some(chunk) = bytes.get(range.start as usize..range.end as usize) else { return false };
        let mut pages = PageReader::new(Cursor::new(Buffer::from(chunk.to_vec())), column, Vec::new(), usize::MAX);
        pages.all(|page| match page {
            Ok(CompressedPage::Data(page)) => i32::try_from(page.num_values()).is_ok(),
            Ok(CompressedPage::Dict(_)) => true,
            Err(_) => false,
        })
    })
}

/// A column in the form in which cells are taken from it.
enum Values {
    Texts(StringChunked),
    Moments(Int64Chunked),
    Lists(ListChunked),
    Missing,
}

impl Values {
    fn new(source: &Source, frame: &DataFrame, field: &(Role, usize, String)) -> Result<Self> {
        let (role, _, name) = field;
        let fault =
            |problem: String, remedy: &str| Error::input(&source.name, format!("column {name}: {problem}"), remedy);
        let broken = |e: PolarsError| fault(e.to_string(), "write it as text or integers");
        let series = frame.column(name).map_err(broken)?.as_materialized_series().rechunk();
        let texts = |series: &Series| -> Result<Self> {
            Ok(Self::Texts(series.cast(&DataType::String).and_then(|s| Ok(s.str()?.clone())).map_err(broken)?))
        };
        match series.dtype() {
            DataType::Null => Ok(Self::Missing),
            DataType::Datetime(unit, _) if role.is_time() => moments(&series, *unit).map(Self::Moments).map_err(broken),
            DataType::Date if role.is_time() => {
                Err(fault("a date without a time of day".into(), "give the column that holds the full time"))
            }
            DataType::Float32 | DataType::Float64 => {
                let numbers = series.cast(&DataType::Float64).map_err(broken)?;
                let numbers = numbers.f64().map_err(broken)?;
                if !role.is_time()
                    && numbers.iter().flatten().any(|v| v.is_finite() && (v.fract() != 0.0 || v.abs() > 9e15))
                {
                    return Err(fault(
                        "ids are stored as floating-point numbers, which lose digits".into(),
                        "write them as text or integers",
                    ));
                }
                Ok(Self::Texts(numbers.iter().map(|v| v.filter(|v| v.is_finite()).map(|v| v.to_string())).collect()))
            }
            DataType::List(_) => {
                let lists = series.cast(&DataType::List(Box::new(DataType::String))).map_err(broken)?;
                Ok(Self::Lists(lists.list().map_err(broken)?.clone()))
            }
            dtype if dtype.is_nested() || dtype.is_binary() => {
                Err(fault(format!("values of the type {dtype} are not understood"), "write it as text or integers"))
            }
            _ => texts(&series),
        }
    }
}

fn moments(series: &Series, unit: TimeUnit) -> PolarsResult<Int64Chunked> {
    let ticks = series.cast(&DataType::Int64)?;
    let ticks = ticks.i64()?;
    Ok(ticks
        .iter()
        .map(|tick| match unit {
            TimeUnit::Nanoseconds => tick.map(|t| t.div_euclid(1_000)),
            TimeUnit::Microseconds => tick,
            TimeUnit::Milliseconds => tick.and_then(|t| t.checked_mul(1_000)),
        })
        .collect())
}

/// Takes a row of the slice that begins at `first`.
fn push(chunk: &mut Chunk, first: usize, row: usize, columns: &[Values]) {
    let mut lists: [Vec<String>; Role::ALL.len()] = Default::default();
    for (list, column) in lists.iter_mut().zip(columns) {
        if let Values::Lists(lists) = column {
            *list = items(lists, row);
        }
    }
    let mut cells = [Cell::Missing; Role::ALL.len()];
    for ((cell, column), list) in cells.iter_mut().zip(columns).zip(&lists) {
        *cell = match column {
            Values::Texts(texts) => texts.get(row).map_or(Cell::Missing, Cell::Text),
            Values::Moments(moments) => moments.get(row).map_or(Cell::Missing, Cell::Moment),
            Values::Lists(_) => Cell::Items(list),
            Values::Missing => Cell::Missing,
        };
    }
    chunk.push((first + row) as u64 + 1, &cells);
}

fn items(lists: &ListChunked, row: usize) -> Vec<String> {
    let series = lists.get_as_series(row);
    let texts = series.as_ref().and_then(|series| series.str().ok());
    texts.map(|texts| texts.iter().flatten().map(str::to_owned).collect()).unwrap_or_default()
}
