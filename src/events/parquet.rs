//! Apache Parquet, read by polars.

use std::borrow::Cow;
use std::io::Cursor;
use std::ops::Range;

use polars::prelude::*;
use polars_buffer::Buffer;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::parquet::read::{PageReader, read_metadata};
use rayon::prelude::*;

use super::chunk::{Cell, Chunk, Joiner};
use super::layout::{Layout, Names, Reading};
use super::time::SECOND;
use super::{Error, Result, Role, Source};
use crate::error::guarded;

/// Rows that one task parses.
const PART: usize = 1 << 16;

/// Rows that are decoded before they are joined.
const ROWS_AT_ONCE: usize = 1 << 20;

/// Reads the columns that are needed, slice by slice; a reject's line is its
/// row, from 1.
pub(super) fn read(source: &Source, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
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
    let layout = Layout::new(&source.name, &Names { file: &source.name, names: &header }, reading)?;
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
            let names = layout.slots.iter().map(|slot| slot.name.clone()).collect();
            let reader = ParquetReader::new(Cursor::new(source.bytes.as_slice()));
            reader.with_columns(Some(names)).with_slice(Some((start, rows))).finish().map_err(broken)
        };
        let frame = guarded(read_slice, damaged)?;
        // What a damaged file claims may differ from column to column.
        if frame.height() != rows || frame.columns().iter().any(|column| column.len() != rows) {
            return Err(damaged());
        }
        let values = || {
            (0..layout.slots.len()).map(|slot| Values::new(source, &frame, &layout, slot)).collect::<Result<Vec<_>>>()
        };
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
            push(&mut chunk, rows.start, start..(start + PART).min(rows.len()), columns);
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
        layout.slots.iter().any(|slot| name.is_some_and(|name| name.as_str() == slot.name))
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
    Lists(Lists),
    Missing,
}

impl Values {
    fn new(source: &Source, frame: &DataFrame, layout: &Layout, slot: usize) -> Result<Self> {
        let (name, roles) = (&layout.slots[slot].name, layout.roles_of(slot));
        let is_time = roles.iter().any(|role| role.is_time());
        let is_moment = is_time || roles.contains(&Role::AccountCreated);
        let fault =
            |problem: String, remedy: &str| Error::input(&source.name, format!("column {name}: {problem}"), remedy);
        let broken = |e: PolarsError| fault(e.to_string(), "write it as text or integers");
        let series = frame.column(name).map_err(broken)?.as_materialized_series().rechunk();
        let texts = |series: &Series| -> Result<Self> {
            Ok(Self::Texts(series.cast(&DataType::String).and_then(|s| Ok(s.str()?.clone())).map_err(broken)?))
        };
        match series.dtype() {
            DataType::Null => Ok(Self::Missing),
            DataType::Datetime(unit, _) if is_moment => moments(&series, *unit).map(Self::Moments).map_err(broken),
            DataType::Date if is_moment && !is_time => days(&series).map(Self::Moments).map_err(broken),
            DataType::Date if is_time => {
                Err(fault("a date without a time of day".into(), "give the column that holds the full time"))
            }
            DataType::Float32 | DataType::Float64 => {
                let numbers = series.cast(&DataType::Float64).map_err(broken)?;
                let numbers = numbers.f64().map_err(broken)?;
                if !is_time && numbers.iter().flatten().any(|v| v.is_finite() && (v.fract() != 0.0 || v.abs() > 9e15)) {
                    return Err(fault(
                        "ids are stored as floating-point numbers, which lose digits".into(),
                        "write them as text or integers",
                    ));
                }
                Ok(Self::Texts(numbers.iter().map(|v| v.filter(|v| v.is_finite()).map(|v| v.to_string())).collect()))
            }
            DataType::List(_) => {
                let lists = series.cast(&DataType::List(Box::new(DataType::String))).map_err(broken)?;
                Ok(Self::Lists(Lists::new(lists.list().map_err(broken)?).map_err(broken)?))
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

/// Days as their first moments.
fn days(series: &Series) -> PolarsResult<Int64Chunked> {
    let days = series.cast(&DataType::Int64)?;
    Ok(days.i64()?.iter().map(|day| day.and_then(|day| day.checked_mul(86_400 * SECOND))).collect())
}

/// Lists of texts: all of them, and where each list begins and ends.
struct Lists {
    texts: StringChunked,
    ranges: Vec<Range<usize>>,
}

impl Lists {
    fn new(lists: &ListChunked) -> PolarsResult<Self> {
        let lists = lists.rechunk();
        let texts = lists.get_inner().str()?.rechunk().into_owned();
        let array = lists.downcast_as_array();
        let offsets = array.offsets().windows(2).map(|ends| ends[0] as usize..ends[1] as usize);
        let is_null = |row: usize| array.validity().is_some_and(|valid| !valid.get_bit(row));
        let ranges = offsets.enumerate().map(|(row, range)| if is_null(row) { 0..0 } else { range }).collect();
        Ok(Self { texts, ranges })
    }

    fn add_to<'a>(&'a self, row: usize, items: &mut Vec<Cow<'a, str>>) {
        items.extend(self.ranges[row].clone().filter_map(|at| self.texts.get(at)).map(Cow::Borrowed));
    }
}

/// Takes the rows of the slice that begins at `first`.
fn push(chunk: &mut Chunk, first: usize, rows: Range<usize>, columns: &[Values]) {
    let (mut items, mut ends): (Vec<Cow<str>>, Vec<usize>) = (Vec::new(), Vec::new());
    for row in rows {
        items.clear();
        ends.clear();
        for column in columns {
            if let Values::Lists(lists) = column {
                lists.add_to(row, &mut items);
            }
            ends.push(items.len());
        }
        let start = |at: usize| if at == 0 { 0 } else { ends[at - 1] };
        let cells = columns.iter().enumerate().map(|(at, column)| match column {
            Values::Texts(texts) => texts.get(row).map_or(Cell::Missing, Cell::Text),
            Values::Moments(moments) => moments.get(row).map_or(Cell::Missing, Cell::Moment),
            Values::Lists(_) => Cell::Items(&items[start(at)..ends[at]]),
            Values::Missing => Cell::Missing,
        });
        let cells: Vec<Cell> = cells.collect();
        chunk.push((first + row) as u64 + 1, &cells);
    }
}
