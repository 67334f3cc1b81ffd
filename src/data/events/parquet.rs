//! Apache Parquet, read by polars.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Cursor;
use std::ops::Range;

use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use lockstep_base::stop;
use lockstep_base::time::SECOND;
use polars::prelude::*;
use polars_buffer::Buffer;
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::page::{CompressedPage, Page, split_buffer};
use polars_parquet::parquet::read::{PageReader, decompress, read_metadata};
use rayon::prelude::*;

use super::cell::Cell;
use super::{Frame, Role, Source};
use super::{chunk::Chunk, chunk::Joiner};
use super::{layout::Layout, layout::Names, layout::Reading};

/// Rows that one task parses: so few that their dictionaries stay in a core's
/// cache.
const PART: usize = 1 << 13;

/// Rows that are decoded at once, if the table is written in groups that are not
/// larger.
const SLICE: usize = 1 << 17;

/// Rows that are decoded at once at most.
const ROWS_AT_ONCE: usize = 1 << 20;

/// Bytes that a column without a value takes in a group of rows at most.
const NULLS: u64 = 1 << 12;

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
    let empty = guarded(|| Ok(empty_columns(&source.bytes)), damaged)?;
    let layout = layout.without(|slot| empty.contains(&slot.name));
    guarded(|| if pages_are_sound(&source.bytes, &layout) { Ok(()) } else { Err(damaged()) }, damaged)?;
    if height == 0 {
        return Err(Error::input(
            &source.name,
            "the table has columns and no row",
            "leave the file out, or write it again",
        ));
    }
    let table = Table { source, layout: &layout };
    let mut slices = slices(&source.bytes, height).into_iter();
    let mut next = slices.next().map(|rows| table.slice(rows)).transpose()?;
    let mut parsed = Vec::new();
    // While one slice is parsed, the next one is decoded and the last one joined.
    while let Some(slice) = next {
        let (decoded, (chunks, joined)) = rayon::join(
            || slices.next().map(|rows| table.slice(rows)).transpose(),
            || {
                let above = std::mem::take(&mut parsed);
                rayon::join(|| chunks(&layout, &slice), || joiner.add(above))
            },
        );
        joined?;
        parsed = chunks;
        next = decoded?;
    }
    joiner.add(parsed)?;
    joiner.close(&layout, source.sha256.clone());
    Ok(())
}

/// Reads a table that is in memory; a reject's line is its row, from 1.
pub(super) fn read_frame(frame: &Frame, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let Frame { name, table } = frame;
    let header: Vec<String> = table.get_column_names().iter().map(ToString::to_string).collect();
    let layout = Layout::new(name, &Names { file: name, names: &header }, reading)?;
    if table.height() == 0 && !reading.lines {
        return Err(Error::input(name, "the table has columns and no row", "leave it out"));
    }
    let is_empty = |name: &str| table.column(name).is_ok_and(|column| column.null_count() == column.len());
    let layout = layout.without(|slot| is_empty(&slot.name));
    for first in (0..table.height()).step_by(ROWS_AT_ONCE) {
        let rows = table.slice(first as i64, ROWS_AT_ONCE);
        joiner.add(chunks(&layout, &Slice::new(first, &rows, &layout)?))?;
    }
    joiner.close(&layout, String::new());
    Ok(())
}

/// The slices in which a table is decoded: whole row groups, joined where they
/// are small and cut where they are large.
fn slices(bytes: &[u8], height: usize) -> Vec<Range<usize>> {
    let groups = read_metadata(&mut Cursor::new(bytes)).map(|metadata| metadata.row_groups).unwrap_or_default();
    let (mut slices, mut start, mut end) = (Vec::new(), 0, 0usize);
    for group in &groups {
        end = end.saturating_add(group.num_rows()).min(height);
        while end - start >= SLICE {
            let cut = end.min(start + ROWS_AT_ONCE);
            slices.push(start..cut);
            start = cut;
        }
    }
    // What the groups do not tell of is there, too.
    slices.extend((start..height).step_by(ROWS_AT_ONCE).map(|start| start..height.min(start + ROWS_AT_ONCE)));
    slices
}

/// A table that is being read.
struct Table<'a> {
    source: &'a Source,
    layout: &'a Layout<'a>,
}

/// Some rows of a table, decoded.
struct Slice {
    first: usize,
    rows: usize,
    columns: Vec<Values>,
}

impl Table<'_> {
    fn slice(&self, rows: Range<usize>) -> Result<Slice> {
        let (source, layout) = (self.source, self.layout);
        let broken = |e: PolarsError| {
            Error::input(&source.name, format!("this is no valid Parquet file ({e})"), "write it again")
        };
        let damaged = || Error::input(&source.name, "this Parquet file is damaged", "write it again");
        let decode = || {
            let names = layout.slots.iter().map(|slot| slot.name.clone()).collect();
            // A slice is seldom more than one group, so that cores share its columns.
            let reader = ParquetReader::new(Cursor::new(source.bytes.as_slice()));
            let reader = reader.read_parallel(ParallelStrategy::Columns).with_columns(Some(names));
            let frame = reader.with_slice(Some((rows.start, rows.len()))).finish().map_err(broken)?;
            // What a damaged file claims may differ from column to column.
            if frame.height() != rows.len() || frame.columns().iter().any(|column| column.len() != rows.len()) {
                return Err(damaged());
            }
            Slice::new(rows.start, &frame, layout)
        };
        guarded(decode, damaged)
    }
}

impl Slice {
    /// These rows of a table, the first of which has the number `first`.
    fn new(first: usize, frame: &DataFrame, layout: &Layout) -> Result<Self> {
        stop::check();
        let values = |slot| Values::new(frame, layout, slot);
        let columns = (0..layout.slots.len()).into_par_iter().map(values).collect::<Result<Vec<_>>>()?;
        Ok(Self { first, rows: frame.height(), columns })
    }
}

/// The chunks of a slice of the table's rows.
fn chunks<'a>(layout: &'a Layout<'a>, slice: &Slice) -> Vec<Chunk<'a>> {
    let starts: Vec<usize> = (0..slice.rows).step_by(PART).collect();
    starts
        .par_iter()
        .map(|&start| {
            let mut chunk = Chunk::new(layout);
            push(&mut chunk, slice, start..(start + PART).min(slice.rows));
            chunk
        })
        .collect()
}

/// The columns in which there is nothing but nulls: an imported table has a
/// column for everything that any export can tell.
fn empty_columns(bytes: &[u8]) -> HashSet<String> {
    let Ok(metadata) = read_metadata(&mut Cursor::new(bytes)) else { return HashSet::new() };
    let name = |column: &ColumnChunkMetadata| column.descriptor().path_in_schema.first().map(ToString::to_string);
    let columns = || metadata.row_groups.iter().flat_map(|group| group.parquet_columns());
    let filled: HashSet<String> = columns().filter(|column| !is_empty(bytes, column)).filter_map(name).collect();
    columns().filter_map(name).filter(|name| !filled.contains(name)).collect()
}

/// Whether a column has no value in a group of rows. Its pages tell: the number
/// of nulls in its statistics may be wrong (polars 0.55 counts those of a group
/// anew for each page, and none of lists).
fn is_empty(bytes: &[u8], column: &ColumnChunkMetadata) -> bool {
    if column.byte_range().end - column.byte_range().start > NULLS {
        return false;
    }
    let Some(mut pages) = pages(bytes, column) else { return false };
    pages.all(|page| page.is_ok_and(is_without_values))
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

/// The pages of a column in a group of rows, none where the file is cut.
fn pages(bytes: &[u8], column: &ColumnChunkMetadata) -> Option<PageReader> {
    let range = column.byte_range();
    let chunk = bytes.get(range.start as usize..range.end as usize)?;
    Some(PageReader::new(Cursor::new(Buffer::from(chunk.to_vec())), column, Vec::new(), usize::MAX))
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
    let columns: Vec<_> =
        metadata.row_groups.iter().flat_map(|group| group.parquet_columns()).filter(is_read).collect();
    columns.into_par_iter().all(|column| {
        let Some(mut pages) = pages(bytes, column) else { return false };
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
    /// The texts of all lists of these rows; none of other columns.
    fn items(&self, rows: &Range<usize>) -> Vec<Cow<'_, str>> {
        if let Self::Lists(lists) = self { lists.items(rows) } else { Vec::new() }
    }

    fn new(frame: &DataFrame, layout: &Layout, slot: usize) -> Result<Self> {
        let (name, roles) = (&layout.slots[slot].name, layout.roles_of(slot));
        let is_time = roles.iter().any(|role| role.is_time());
        let is_moment = is_time || roles.contains(&Role::AccountCreated);
        let fault =
            |problem: String, remedy: &str| Error::input(layout.file, format!("column {name}: {problem}"), remedy);
        let broken = |e: PolarsError| fault(e.to_string(), "write it as text or integers");
        let series = frame.column(name).map_err(broken)?.as_materialized_series().rechunk();
        let texts = |series: &Series| -> Result<Self> {
            Ok(Self::Texts(series.cast(&DataType::String).and_then(|s| Ok(s.str()?.clone())).map_err(broken)?))
        };
        match series.dtype() {
            _ if series.null_count() == series.len() => Ok(Self::Missing),
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

    /// The texts of all lists of these rows.
    fn items(&self, rows: &Range<usize>) -> Vec<Cow<'_, str>> {
        let texts =
            |row: usize| self.ranges[row].clone().map(|at| Cow::Borrowed(self.texts.get(at).unwrap_or_default()));
        rows.clone().flat_map(texts).collect()
    }
}

/// Takes some rows of a slice.
fn push(chunk: &mut Chunk, slice: &Slice, rows: Range<usize>) {
    let items: Vec<Vec<Cow<str>>> = slice.columns.iter().map(|column| column.items(&rows)).collect();
    let mut taken = vec![0; items.len()];
    let mut cells: Vec<Cell> = Vec::with_capacity(items.len());
    for row in rows {
        cells.clear();
        for ((column, items), taken) in slice.columns.iter().zip(&items).zip(&mut taken) {
            cells.push(match column {
                Values::Texts(texts) => texts.get(row).map_or(Cell::Missing, Cell::Text),
                Values::Moments(moments) => moments.get(row).map_or(Cell::Missing, Cell::Moment),
                Values::Lists(lists) if lists.ranges[row].is_empty() => Cell::Missing,
                Values::Lists(lists) => {
                    let start = *taken;
                    *taken += lists.ranges[row].len();
                    Cell::Items(&items[start..*taken])
                }
                Values::Missing => Cell::Missing,
            });
        }
        chunk.push((slice.first + row) as u64 + 1, &cells);
    }
}
