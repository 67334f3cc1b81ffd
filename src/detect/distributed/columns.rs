//! Columns of the tables that the engine hands over, by name.

use lockstep_base::error::{Error, Result};
use lockstep_table::{Column, Table, Texts};

/// A table of the engine, whose columns are asked for by name.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    table: &'a Table,
    /// What messages call it.
    name: &'static str,
}

impl<'a> Columns<'a> {
    pub fn of(table: &'a Table, name: &'static str) -> Self {
        Self { table, name }
    }

    /// A column's values in the form in which `read` gives them.
    fn read<T>(&self, name: &str, read: impl FnOnce(&Column) -> lockstep_table::Result<T>) -> Result<T> {
        let values = self.table.column(name).and_then(read);
        values.map_err(|e| Error::input(self.name, e.to_string(), "this is a fault of the job: report it"))
    }

    /// Whole numbers, `missing` where there is none.
    pub fn numbers_or(&self, name: &str, missing: i64) -> Result<Vec<i64>> {
        let numbers = self.read(name, Column::integers)?;
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
        let floats = self.read(name, Column::floats)?;
        Ok(floats.iter().map(Option::unwrap_or_default).collect())
    }

    /// Yes or no.
    pub fn flags(&self, name: &str) -> Result<Vec<bool>> {
        let flags = self.read(name, Column::flags)?;
        Ok(flags.iter().map(Option::unwrap_or_default).collect())
    }

    /// Texts.
    pub fn texts(&self, name: &str) -> Result<Texts> {
        self.read(name, Column::texts)
    }

    pub fn rows(&self) -> usize {
        self.table.height()
    }

    pub fn has(&self, name: &str) -> bool {
        self.table.has(name)
    }
}

/// A table made of these columns.
pub(super) fn table(columns: Vec<Column>) -> Result<Table> {
    Table::from_columns(columns).map_err(|e| Error::output("a table for the engine", e))
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
