//! Columns of the tables that the engine hands over, by name.

use lockstep_base::error::{Error, Result};
use polars::prelude::*;

/// A table of the engine, whose columns are asked for by name.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    table: &'a DataFrame,
    /// What messages call it.
    name: &'static str,
}

impl<'a> Columns<'a> {
    pub fn of(table: &'a DataFrame, name: &'static str) -> Self {
        Self { table, name }
    }

    fn column(&self, name: &str, dtype: &DataType) -> Result<Series> {
        let column = self.table.column(name).and_then(|column| column.as_materialized_series().cast(dtype));
        column.map_err(|e| Error::input(self.name, e.to_string(), "this is a fault of the job: report it"))
    }

    /// Whole numbers, `missing` where there is none.
    pub fn numbers_or(&self, name: &str, missing: i64) -> Result<Vec<i64>> {
        let column = self.column(name, &DataType::Int64)?;
        let numbers = column.i64().map_err(|e| Error::output(self.name, e))?;
        Ok(numbers.iter().map(|number| number.unwrap_or(missing)).collect())
    }

    /// Whole numbers; none is there, none is 0.
    pub fn numbers(&self, name: &str) -> Result<Vec<i64>> {
        self.numbers_or(name, 0)
    }

    /// The columns `prefix0`, `prefix1`, … of so many rungs.
    pub fn by_rung(&self, prefix: &str, rungs: usize) -> Result<Vec<Vec<i64>>> {
        (0..rungs).map(|rung| self.numbers(&format!("{prefix}{rung}"))).collect()
    }

    /// Numbers that are not whole.
    pub fn floats(&self, name: &str) -> Result<Vec<f64>> {
        let column = self.column(name, &DataType::Float64)?;
        let floats = column.f64().map_err(|e| Error::output(self.name, e))?;
        Ok(floats.iter().map(Option::unwrap_or_default).collect())
    }

    /// Yes or no.
    pub fn flags(&self, name: &str) -> Result<Vec<bool>> {
        let column = self.column(name, &DataType::Boolean)?;
        let flags = column.bool().map_err(|e| Error::output(self.name, e))?;
        Ok(flags.iter().map(Option::unwrap_or_default).collect())
    }

    /// Texts.
    pub fn texts(&self, name: &str) -> Result<StringChunked> {
        let column = self.column(name, &DataType::String)?;
        Ok(column.str().map_err(|e| Error::output(self.name, e))?.rechunk().into_owned())
    }

    pub fn rows(&self) -> usize {
        self.table.height()
    }

    pub fn has(&self, name: &str) -> bool {
        self.table.column(name).is_ok()
    }
}

/// A table made of these columns.
pub(super) fn table(columns: Vec<Column>) -> Result<DataFrame> {
    let rows = columns.first().map_or(0, Column::len);
    DataFrame::new(rows, columns).map_err(|e| Error::output("a table for the engine", e))
}

/// The stretches of rows that agree in all of these columns.
pub(super) fn runs(rows: usize, keys: &[&[i64]]) -> Vec<std::ops::Range<usize>> {
    let (mut runs, mut start) = (Vec::new(), 0);
    for row in 1..=rows {
        if row == rows || keys.iter().any(|key| key[row] != key[start]) {
            runs.push(start..row);
            start = row;
        }
    }
    runs
}
