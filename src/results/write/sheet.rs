//! A table that is written for people, as CSV, and given to programs in memory:
//! the same columns, with typed values where nobody reads them as text.

use lockstep_base::error::Result;
use lockstep_base::numbers::probability;
use lockstep_base::safe::cell;
use lockstep_base::time;
use lockstep_table::{Column, DataType, Error, Table};

use super::csv::table;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The number of a network.
    Id,
    /// A number of things.
    Count,
    /// A number with a fraction.
    Number,
    /// A moment, UTC.
    Moment,
    /// Yes or no.
    Flag,
    /// A text.
    Text,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A number of things, or the number of a network.
    Whole(u64),
    /// A number, and how many digits of its fraction people are shown.
    Number(f64, usize),
    /// A probability, as natural logarithm.
    Probability(f64),
    /// Microseconds since 1970-01-01 UTC.
    Moment(i64),
    /// Yes or no.
    Flag(bool),
    /// A text, which may come from the data.
    Text(String),
    /// Nothing is known.
    Missing,
}

/// Names and kinds of the columns, and the rows.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub columns: &'a [(&'static str, Kind)],
    pub rows: Vec<Vec<Value>>,
}

impl Value {
    /// A number of things.
    pub fn count(count: usize) -> Self {
        Self::Whole(count as u64)
    }

    /// A text, where there is one.
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Missing, |text| Self::Text(text.to_owned()))
    }

    fn written(&self) -> String {
        match self {
            Self::Whole(number) => number.to_string(),
            Self::Number(number, digits) => format!("{number:.digits$}"),
            Self::Probability(ln_p) => probability(*ln_p),
            Self::Moment(moment) => time::rfc3339(*moment),
            Self::Flag(flag) => flag.to_string(),
            Self::Text(text) => cell(text).into_owned(),
            Self::Missing => String::new(),
        }
    }

    fn whole(&self) -> Option<u64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number, _) => Some(*number),
            Self::Probability(ln_p) => Some(ln_p.exp()),
            _ => None,
        }
    }

    fn moment(&self) -> Option<i64> {
        if let Self::Moment(moment) = self { Some(*moment) } else { None }
    }

    fn flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl Kind {
    /// A column of this kind, of the type that our Parquet files have for it.
    ///
    /// # Errors
    /// When a cell holds something else.
    fn column<'a>(self, name: &str, cells: impl Iterator<Item = &'a Value> + Clone) -> lockstep_table::Result<Column> {
        let missing = cells.clone().filter(|cell| **cell == Value::Missing).count();
        let column = match self {
            Self::Id => Column::new(name, cells.map(Value::whole)).cast(&DataType::UInt32)?,
            Self::Count => Column::new(name, cells.map(Value::whole)),
            Self::Number => Column::new(name, cells.map(Value::number)),
            Self::Moment => Column::moments(name, cells.map(Value::moment)),
            Self::Flag => Column::new(name, cells.map(Value::flag)),
            Self::Text => Column::new(name, cells.map(Value::as_text)),
        };
        if column.null_count() == missing {
            Ok(column)
        } else {
            Err(Error::Loss { name: name.to_owned(), to: column.data_type().clone() })
        }
    }
}

impl Sheet<'_> {
    /// The table as people read it; no cell is taken for a formula.
    pub fn to_csv(&self) -> Result<Vec<u8>> {
        let header: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        table(&header, self.rows.iter().map(|row| row.iter().map(Value::written).collect()))
    }

    /// The table as programs read it: texts exactly as they came, numbers with
    /// all their digits.
    pub fn to_table(&self) -> lockstep_table::Result<Table> {
        let column =
            |(place, (name, kind)): (usize, &(&str, Kind))| kind.column(name, self.rows.iter().map(|row| &row[place]));
        let columns = self.columns.iter().enumerate().map(column).collect::<lockstep_table::Result<_>>()?;
        Table::new(self.rows.len(), columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_programs_read_the_same_rows() {
        let columns = [
            ("account_id", Kind::Text),
            ("network_id", Kind::Id),
            ("score", Kind::Number),
            ("q_value", Kind::Number),
            ("first_act", Kind::Moment),
            ("hangs", Kind::Flag),
        ];
        let row = |id: &str, score: Value| {
            let id = Value::Text(id.to_owned());
            vec![id, Value::Whole(3), score, Value::Probability(-2_000.0), Value::Moment(1_500_000), Value::Flag(true)]
        };
        let rows = vec![row("=1+1", Value::Number(0.123_456, 3)), row("b", Value::Missing)];
        let sheet = Sheet { columns: &columns, rows };
        let csv = String::from_utf8(sheet.to_csv().unwrap()).unwrap();
        assert_eq!(csv.lines().nth(1), Some("'=1+1,3,0.123,2.577e-869,1970-01-01T00:00:01.5Z,true"));
        let table = sheet.to_table().unwrap();
        assert_eq!(table.column("account_id").unwrap().texts().unwrap().get(0), Some("=1+1"));
        let scores = table.column("score").unwrap().floats().unwrap();
        assert_eq!(scores.iter().collect::<Vec<_>>(), [Some(0.123_456), None]);
        assert_eq!(table.column("network_id").unwrap().data_type(), &DataType::UInt32);
        assert_eq!(table.column("first_act").unwrap().data_type(), &DataType::moment());
        let empty = Sheet { columns: &columns, rows: Vec::new() }.to_table().unwrap();
        assert_eq!((empty.height(), empty.schema()), (0, table.schema()));
    }
}
