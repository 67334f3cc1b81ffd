//! Columns of one length.

use polars_arrow::array::ArrayRef;
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::Field;
use rayon::prelude::*;

use crate::column::Column;
use crate::data_type::DataType;
use crate::error::{Error, Result};

/// Named columns of one length. A clone or slice shares the values' memory.
#[derive(Clone, Debug, Default)]
pub struct Table {
    height: usize,
    columns: Vec<Column>,
}

/// A table of these columns, as in `table!("id" => ids, "score" => scores)`: a
/// [`Result`], for the columns may differ in length. The values are whatever
/// [`Column::new`] takes.
#[macro_export]
macro_rules! table {
    ($($name:expr => $values:expr),* $(,)?) => {
        $crate::Table::from_columns(vec![$($crate::Column::new($name, $values)),*])
    };
}

impl Table {
    /// A table of so many rows, which each of the columns has.
    ///
    /// # Errors
    /// When a column has another number of rows, or two have one name.
    pub fn new(height: usize, columns: Vec<Column>) -> Result<Self> {
        for (place, column) in columns.iter().enumerate() {
            if column.len() != height {
                return Err(Error::Length { name: column.name().to_owned(), rows: column.len(), height });
            }
            if columns[..place].iter().any(|before| before.name() == column.name()) {
                return Err(Error::TwoColumns(column.name().to_owned()));
            }
        }
        Ok(Self { height, columns })
    }

    /// A table of these columns, which has as many rows as the first.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn from_columns(columns: Vec<Column>) -> Result<Self> {
        Self::new(columns.first().map_or(0, Column::len), columns)
    }

    /// The number of its rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The number of its columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Its columns in their order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The names of its columns in their order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.columns.iter().map(Column::name)
    }

    /// Names and types of its columns in their order.
    pub fn schema(&self) -> Vec<(&str, &DataType)> {
        self.columns.iter().map(|column| (column.name(), column.data_type())).collect()
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// The column of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn column(&self, name: &str) -> Result<&Column> {
        let column = self.columns.iter().find(|column| column.name() == name);
        column.ok_or_else(|| Error::NoColumn(name.to_owned()))
    }

    /// Puts a column in the place of the one with its name, or after all others.
    ///
    /// # Errors
    /// When it has another number of rows than the table, unless that has no
    /// column.
    pub fn with_column(&mut self, column: Column) -> Result<()> {
        if self.columns.is_empty() {
            self.height = column.len();
        } else if column.len() != self.height {
            let (name, rows) = (column.name().to_owned(), column.len());
            return Err(Error::Length { name, rows, height: self.height });
        }
        match self.columns.iter_mut().find(|known| known.name() == column.name()) {
            Some(known) => *known = column,
            None => self.columns.push(column),
        }
        Ok(())
    }

    /// The table whose columns of these names, which hold microseconds, are
    /// moments in UTC.
    ///
    /// # Errors
    /// When there is no such column, or it holds no numbers.
    pub fn with_moments(mut self, names: &[&str]) -> Result<Self> {
        for name in names {
            let moments = self.column(name)?.as_moments()?;
            self.with_column(moments)?;
        }
        Ok(self)
    }

    /// The table without the columns of these names, as far as it has them.
    pub fn without(&self, names: &[&str]) -> Self {
        let kept = self.columns.iter().filter(|column| !names.contains(&column.name()));
        Self { height: self.height, columns: kept.cloned().collect() }
    }

    /// The columns and no row.
    pub fn clear(&self) -> Self {
        self.slice(0, 0)
    }

    /// Up to `rows` rows from the row `start` on.
    pub fn slice(&self, start: usize, rows: usize) -> Self {
        let height = rows.min(self.height.saturating_sub(start));
        Self { height, columns: self.columns.iter().map(|column| column.slice(start, height)).collect() }
    }

    /// The first rows, and the rest.
    pub fn split_at(&self, rows: usize) -> (Self, Self) {
        (self.slice(0, rows), self.slice(rows, self.height.saturating_sub(rows)))
    }

    /// The rows for which `keep` holds, which has as many items as the table has
    /// rows.
    ///
    /// # Errors
    /// When it has more or fewer.
    pub fn filter(&self, keep: impl IntoIterator<Item = bool>) -> Result<Self> {
        let keep: Bitmap = keep.into_iter().collect();
        if keep.len() != self.height {
            return Err(Error::Length { name: "of rows to keep".to_owned(), rows: keep.len(), height: self.height });
        }
        let columns = self.columns.par_iter().map(|column| column.filter(&keep)).collect();
        Ok(Self { height: keep.set_bits(), columns })
    }

    /// Appends the rows of a table with the same columns; their chunks stay
    /// chunks. A table without columns becomes the other one.
    ///
    /// # Errors
    /// When names or types of the columns differ.
    pub fn append(&mut self, other: Self) -> Result<()> {
        if self.columns.is_empty() && self.height == 0 {
            *self = other;
            return Ok(());
        }
        if self.schema() != other.schema() {
            let differs = |(one, other): &(&Column, &Column)| one.field() != other.field();
            let first = self.columns.iter().zip(&other.columns).find(differs);
            let what = first.map_or("one has more".to_owned(), |(column, _)| format!("see {}", column.name()));
            return Err(Error::Schema(what));
        }
        self.height += other.height;
        self.columns.iter_mut().zip(other.columns).for_each(|(column, other)| column.append(other));
        Ok(())
    }

    /// Joins the chunks of each column into one; the columns in parallel.
    ///
    /// # Errors
    /// As [`Column::rechunk`].
    pub fn rechunk(&mut self) -> Result<()> {
        self.columns.par_iter_mut().try_for_each(Column::rechunk)
    }

    /// Whether the chunks of all columns begin and end at the same rows.
    fn is_aligned(&self) -> bool {
        let ends = |column: &Column| column.chunks().iter().map(|chunk| chunk.len()).collect::<Vec<_>>();
        let mut all = self.columns.iter().map(ends);
        let first = all.next();
        all.all(|ends| Some(ends) == first)
    }

    /// Joins the chunks of all columns where they do not begin and end at the
    /// same rows.
    ///
    /// # Errors
    /// As [`Column::rechunk`].
    pub fn align_chunks(&mut self) -> Result<()> {
        if self.is_aligned() { Ok(()) } else { self.rechunk() }
    }

    /// The Arrow fields of its columns.
    pub fn fields(&self) -> Vec<Field> {
        self.columns.iter().map(Column::field).collect()
    }

    /// The table as record batches, one a chunk: the number of rows, and an array
    /// a column, of the types of [`Self::fields`]. One without rows where the
    /// table has none.
    ///
    /// # Errors
    /// When chunks that are not aligned cannot be joined.
    pub fn batches(&self) -> Result<Vec<(usize, Vec<ArrayRef>)>> {
        let mut aligned = self.clone();
        aligned.align_chunks()?;
        let Some(first) = aligned.columns.first() else { return Ok(vec![(self.height, Vec::new())]) };
        let batch = |(place, chunk): (usize, &ArrayRef)| {
            (chunk.len(), aligned.columns.iter().map(|column| column.chunks()[place].clone()).collect())
        };
        Ok(first.chunks().iter().enumerate().map(batch).collect())
    }
}
