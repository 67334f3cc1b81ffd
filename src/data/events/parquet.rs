//! Apache Parquet, and tables in memory.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use lockstep_base::stop;
use lockstep_table::{DataType, Numbers, ParquetFile, Table, TextLists, Texts};
use rayon::prelude::*;

use super::cell::Cell;
use super::chunk::{Chunk, Joiner};
use super::layout::Layout;
use super::names::{LOOKED_AT, Names};
use super::packing::{Bound, told};
use super::reading::Reading;
use super::{Frame, Role, Source};

/// Rows that one task parses: so few that their dictionaries stay in a core's
/// cache.
const PART: usize = 1 << 13;

/// Rows that are decoded at once, if the table is written in groups that are not
/// larger.
const SLICE: usize = 1 << 17;

/// Rows that are decoded at once at most.
const ROWS_AT_ONCE: usize = 1 << 20;

/// Bytes that are decoded at once, if the groups are not larger.
const BYTES_AT_ONCE: u64 = 32 << 20;

/// Reads the columns that are needed, slice by slice; a reject's line is its
/// row, from 1.
pub(super) fn read(source: &Source, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let damaged = || damaged(source);
    let file = ParquetFile::new(&source.bytes).map_err(|e| invalid(source, &e))?;
    let header: Vec<String> = file.names().map(str::to_owned).collect();
    let first = 0..LOOKED_AT.min(file.num_rows());
    let read_first =
        |name: &str| file.check_pages(&[name]).and_then(|_| file.read_columns(&[name], first.clone())).ok();
    let first_rows = || first_rows(&header, |name| read_first(name));
    let layout = Layout::new(&source.name, &Names::of_columns(&source.name, &header, first_rows), reading)?;
    // An imported table has a column for everything that any export can tell.
    let empty = file.empty_columns().map_err(|_| damaged())?;
    let mut layout = layout.without(|slot| empty.contains(&slot.name));
    // A column may carry several roles.
    let mut names: Vec<String> = layout.slots.iter().map(|slot| header[slot.position].clone()).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let sizes = file.check_pages(&names).map_err(|error| match error {
        lockstep_table::Error::Inflated { .. } => inflated(source, &error),
        _ => damaged(),
    })?;
    if file.num_rows() == 0 {
        return Err(Error::input(
            &source.name,
            "the table has columns and no row",
            "leave the file out, or write it again",
        ));
    }
    let mut slices = slices(&file, &sizes).into_iter();
    // A text that the file has once may stand in every row.
    let mut bound = Bound::new(Arc::new(AtomicU64::new(source.bytes.len() as u64)));
    let mut decode = |layout: &Layout, rows| {
        let slice = slice(&file, source, layout, &header, &names, rows)?;
        bound.add(slice.text()).map_err(|error| {
            let (problem, remedy) = told(&error);
            Error::input(&source.name, problem, remedy)
        })?;
        Ok(slice)
    };
    let mut next = slices.next().map(|rows| decode(&layout, rows)).transpose()?;
    settle(&mut layout, next.as_ref())?;
    let layout = layout;
    let mut parsed = Vec::new();
    // While one slice is parsed, the next one is decoded and the last one joined.
    while let Some(slice) = next {
        let (decoded, (chunks, joined)) = rayon::join(
            || slices.next().map(|rows| decode(&layout, rows)).transpose(),
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
    let header: Vec<String> = table.names().map(str::to_owned).collect();
    let first_rows = || first_rows(&header, |_| Some(table.slice(0, LOOKED_AT)));
    let layout = Layout::new(name, &Names::of_columns(name, &header, first_rows), reading)?;
    if table.height() == 0 && !reading.lines {
        return Err(Error::input(name, "the table has columns and no row", "leave it out"));
    }
    let is_empty = |name: &str| table.column(name).is_ok_and(|column| column.null_count() == column.len());
    let mut layout = layout.without(|slot| is_empty(&slot.name));
    let first = Slice::new(0, &table.slice(0, SLICE), &layout, &header)?;
    settle(&mut layout, Some(&first))?;
    let layout = layout;
    for first in (0..table.height()).step_by(ROWS_AT_ONCE) {
        let rows = table.slice(first, ROWS_AT_ONCE);
        joiner.add(chunks(&layout, &Slice::new(first, &rows, &layout, &header)?))?;
    }
    joiner.close(&layout, String::new());
    Ok(())
}

/// The slices in which a table is decoded: whole row groups, joined where they
/// are small and cut where they are large; `sizes` has the bytes of each group.
fn slices(file: &ParquetFile, sizes: &[u64]) -> Vec<Range<usize>> {
    let height = file.num_rows();
    let (mut slices, mut start, mut end, mut bytes) = (Vec::new(), 0, 0usize, 0u64);
    for (rows, size) in file.row_groups().zip(sizes) {
        end = end.saturating_add(rows).min(height);
        bytes = bytes.saturating_add(*size);
        while end - start >= SLICE || (bytes >= BYTES_AT_ONCE && end > start) {
            let cut = end.min(start + ROWS_AT_ONCE);
            slices.push(start..cut);
            start = cut;
            bytes = 0;
        }
    }
    // What the groups do not tell of is there, too.
    slices.extend((start..height).step_by(ROWS_AT_ONCE).map(|start| start..height.min(start + ROWS_AT_ONCE)));
    slices
}

fn damaged(source: &Source) -> Error {
    Error::input(&source.name, "this Parquet file is damaged", "write it again")
}

fn inflated(source: &Source, error: &lockstep_table::Error) -> Error {
    let problem = format!("far more comes out of this Parquet file than is in it ({error})");
    Error::input(&source.name, problem, "if you trust it, write it again in smaller groups of rows, or as CSV")
}

fn invalid(source: &Source, error: &lockstep_table::Error) -> Error {
    Error::input(&source.name, format!("this is no valid Parquet file ({error})"), "write it again")
}

/// The first rows as text, as far as the columns are text.
fn first_rows(header: &[String], read: impl Fn(&str) -> Option<Table>) -> Vec<Vec<String>> {
    let texts = |name: &String| -> Vec<String> {
        let Some(table) = guarded(|| Ok(read(name)), || Error::output("a column", "it is damaged")).ok().flatten()
        else {
            return Vec::new();
        };
        let Ok(column) = table.column(name) else { return Vec::new() };
        match column.texts() {
            Ok(texts) => (0..column.len()).map(|row| texts.get(row).unwrap_or_default().to_owned()).collect(),
            // Lists as they might stand in a cell.
            Err(_) => column.text_lists().map_or_else(
                |_| Vec::new(),
                |lists| (0..column.len()).map(|row| lists.get(row).collect::<Vec<_>>().join(" ")).collect(),
            ),
        }
    };
    let columns: Vec<Vec<String>> = header.iter().map(texts).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    (0..height).map(|row| columns.iter().map(|column| column.get(row).cloned().unwrap_or_default()).collect()).collect()
}

/// Decides how the columns are written, as the first rows tell.
fn settle(layout: &mut Layout, slice: Option<&Slice>) -> Result<()> {
    let Some(slice) = slice else { return Ok(()) };
    let sample = {
        let mut chunk = Chunk::sampling(layout);
        push(&mut chunk, slice, 0..slice.rows);
        chunk.into_sample()
    };
    layout.settle(&sample, true).map(|_| ())
}

/// Decodes some rows of a file.
fn slice(
    file: &ParquetFile,
    source: &Source,
    layout: &Layout,
    header: &[String],
    names: &[&str],
    rows: Range<usize>,
) -> Result<Slice> {
    let decode = || {
        let table = file.read_columns(names, rows.clone()).map_err(|e| invalid(source, &e))?;
        Slice::new(rows.start, &table, layout, header)
    };
    guarded(decode, || damaged(source))
}

/// Some rows of a table, decoded.
struct Slice {
    first: usize,
    rows: usize,
    columns: Vec<Values>,
}

impl Slice {
    /// Bytes of all texts, row by row.
    fn text(&self) -> usize {
        let of_column = |column: &Values| match column {
            Values::Texts(texts) => (0..self.rows).map(|row| texts.get(row).map_or(0, str::len)).sum(),
            _ => 0,
        };
        self.columns.iter().map(of_column).sum()
    }

    /// These rows of a table, the first of which has the number `first`.
    fn new(first: usize, table: &Table, layout: &Layout, header: &[String]) -> Result<Self> {
        stop::check();
        let values = |slot: usize| Values::new(table, layout, slot, &header[layout.slots[slot].position]);
        let columns = (0..layout.slots.len()).into_par_iter().map(values).collect::<Result<Vec<_>>>()?;
        Ok(Self { first, rows: table.height(), columns })
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

/// A column in the form in which cells are taken from it.
enum Values {
    Texts(Texts),
    Moments(Numbers<i64>),
    /// Local times, as if they were UTC.
    LocalMoments(Numbers<i64>),
    Lists(TextLists),
    Missing,
}

impl Values {
    /// The texts of all lists of these rows; none of other columns.
    fn items(&self, rows: &Range<usize>) -> Vec<Cow<'_, str>> {
        let Self::Lists(lists) = self else { return Vec::new() };
        rows.clone().flat_map(|row| lists.get(row)).map(Cow::Borrowed).collect()
    }

    fn new(table: &Table, layout: &Layout, slot: usize, name: &str) -> Result<Self> {
        let roles = layout.roles_of(slot);
        let is_time = roles.iter().any(|role| role.is_time());
        let is_moment = is_time || roles.contains(&Role::AccountCreated);
        let fault =
            |problem: String, remedy: &str| Error::input(layout.file, format!("column {name}: {problem}"), remedy);
        let broken = |e: lockstep_table::Error| fault(e.to_string(), "write it as text or integers");
        let column = table.column(name).map_err(broken)?;
        match column.data_type() {
            _ if column.null_count() == column.len() => Ok(Self::Missing),
            DataType::Date if is_time => {
                Err(fault("a date without a time of day".into(), "give the column that holds the full time"))
            }
            DataType::Date | DataType::Datetime(_, None) if is_moment => {
                column.microseconds().map(Self::LocalMoments).map_err(broken)
            }
            DataType::Datetime(..) if is_moment => column.microseconds().map(Self::Moments).map_err(broken),
            DataType::Float32 | DataType::Float64 => {
                let numbers = column.floats().map_err(broken)?;
                if !is_time && numbers.iter().flatten().any(|v| v.is_finite() && (v.fract() != 0.0 || v.abs() > 9e15)) {
                    return Err(fault(
                        "ids are stored as floating-point numbers, which lose digits".into(),
                        "write them as text or integers",
                    ));
                }
                Ok(Self::Texts(numbers.iter().map(|v| v.filter(|v| v.is_finite()).map(|v| v.to_string())).collect()))
            }
            DataType::List(_) => column.text_lists().map(Self::Lists).map_err(broken),
            kind if kind.is_nested() || *kind == DataType::Binary => {
                Err(fault(format!("values of the type {kind} are not understood"), "write it as text or integers"))
            }
            _ => column.texts().map(Self::Texts).map_err(broken),
        }
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
                Values::LocalMoments(moments) => moments.get(row).map_or(Cell::Missing, Cell::LocalMoment),
                Values::Lists(lists) if lists.range(row).is_empty() => Cell::Missing,
                Values::Lists(lists) => {
                    let start = *taken;
                    *taken += lists.range(row).len();
                    Cell::Items(&items[start..*taken])
                }
                Values::Missing => Cell::Missing,
            });
        }
        chunk.push((slice.first + row) as u64 + 1, &cells);
    }
}
