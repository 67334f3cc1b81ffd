//! A table that is written for people, as CSV, and given to programs, as a
//! frame: the same columns, with typed values where nobody reads them as text.

use lockstep_base::error::Result;
use lockstep_base::numbers::probability;
use lockstep_base::safe::cell;
use lockstep_base::time;
use polars::prelude::*;

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

    fn typed(&self) -> AnyValue<'_> {
        match self {
            Self::Whole(number) => AnyValue::UInt64(*number),
            Self::Number(number, _) => AnyValue::Float64(*number),
            Self::Probability(ln_p) => AnyValue::Float64(ln_p.exp()),
            Self::Moment(moment) => AnyValue::Int64(*moment),
            Self::Flag(flag) => AnyValue::Boolean(*flag),
            Self::Text(text) => AnyValue::String(text),
            Self::Missing => AnyValue::Null,
        }
    }
}

impl Kind {
    /// The type of a column, as Parquet files of ours have it.
    fn dtype(self) -> DataType {
        match self {
            Self::Id => DataType::UInt32,
            Self::Count => DataType::UInt64,
            Self::Number => DataType::Float64,
            Self::Moment => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
            Self::Flag => DataType::Boolean,
            Self::Text => DataType::String,
        }
    }

    /// The type in which its values come.
    fn stored(self) -> DataType {
        match self {
            Self::Id => DataType::UInt64,
            Self::Moment => DataType::Int64,
            _ => self.dtype(),
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
    pub fn to_frame(&self) -> PolarsResult<DataFrame> {
        let column = |(place, (name, kind)): (usize, &(&'static str, Kind))| {
            let values: Vec<AnyValue> = self.rows.iter().map(|row| row[place].typed()).collect();
            let series = Series::from_any_values_and_dtype((*name).into(), &values, &kind.stored(), true)?;
            Ok(series.cast(&kind.dtype())?.into_column())
        };
        let columns = self.columns.iter().enumerate().map(column).collect::<PolarsResult<Vec<_>>>()?;
        DataFrame::new(self.rows.len(), columns)
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
        let frame = sheet.to_frame().unwrap();
        assert_eq!(frame.column("account_id").unwrap().str().unwrap().get(0), Some("=1+1"));
        assert_eq!(frame.column("score").unwrap().f64().unwrap().to_vec(), [Some(0.123_456), None]);
        assert_eq!(frame.column("network_id").unwrap().dtype(), &DataType::UInt32);
        assert_eq!(
            frame.column("first_act").unwrap().dtype(),
            &DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
        );
        let empty = Sheet { columns: &columns, rows: Vec::new() }.to_frame().unwrap();
        assert_eq!((empty.shape(), empty.schema()), ((0, 6), frame.schema()));
    }
}
