//! The types of columns.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use polars_arrow::datatypes::{ArrowDataType, Field, TimeUnit as ArrowTimeUnit};

/// The name of the values in an Arrow list.
const LIST_VALUES: &str = "item";

/// The unit in which moments and spans of time are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// 10⁻³ s.
    Milliseconds,
    /// 10⁻⁶ s.
    Microseconds,
    /// 10⁻⁹ s.
    Nanoseconds,
}

/// The type of a column's values.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DataType {
    /// No value at all.
    Null,
    /// Yes or no.
    Boolean,
    /// Whole numbers of 8 bits.
    Int8,
    /// Whole numbers of 16 bits.
    Int16,
    /// Whole numbers of 32 bits.
    Int32,
    /// Whole numbers of 64 bits.
    Int64,
    /// Whole numbers of 128 bits.
    Int128,
    /// Whole numbers of 8 bits from 0.
    UInt8,
    /// Whole numbers of 16 bits from 0.
    UInt16,
    /// Whole numbers of 32 bits from 0.
    UInt32,
    /// Whole numbers of 64 bits from 0.
    UInt64,
    /// Floating-point numbers of 32 bits.
    Float32,
    /// Floating-point numbers of 64 bits.
    Float64,
    /// Decimal numbers of so many digits (precision), and so many of them after
    /// the point (scale).
    Decimal(usize, usize),
    /// UTF-8 texts.
    Text,
    /// Bytes.
    Binary,
    /// Days since 1970-01-01.
    Date,
    /// Nanoseconds since midnight.
    Time,
    /// Moments since 1970-01-01 00:00 UTC; a name of a time zone tells in which
    /// they are shown, none that the moments are of local time.
    Datetime(TimeUnit, Option<Arc<str>>),
    /// Spans of time.
    Duration(TimeUnit),
    /// Lists of values of one type.
    List(Box<DataType>),
    /// What a table can hold and slice, but not convert: structs, lists of a
    /// fixed length, maps.
    Other(Box<ArrowDataType>),
}

impl DataType {
    /// Moments in microseconds, UTC: the type of every moment that is written.
    pub fn moment() -> Self {
        Self::Datetime(TimeUnit::Microseconds, Some("UTC".into()))
    }

    /// Lists of texts.
    pub fn texts() -> Self {
        Self::List(Box::new(Self::Text))
    }

    /// Numbers, whole or not.
    pub fn is_number(&self) -> bool {
        self.is_whole() || matches!(self, Self::Float32 | Self::Float64)
    }

    /// Whole numbers.
    pub fn is_whole(&self) -> bool {
        use DataType::*;
        matches!(self, Int8 | Int16 | Int32 | Int64 | Int128 | UInt8 | UInt16 | UInt32 | UInt64)
    }

    /// Days, times of day, moments and spans of time.
    pub fn is_temporal(&self) -> bool {
        matches!(self, Self::Date | Self::Time | Self::Datetime(..) | Self::Duration(_))
    }

    /// Lists, and what holds other values in another way.
    pub fn is_nested(&self) -> bool {
        matches!(self, Self::List(_) | Self::Other(_))
    }

    /// The Arrow type of the chunks of such a column. Texts and bytes are views.
    pub fn to_arrow(&self) -> ArrowDataType {
        match self {
            Self::Null => ArrowDataType::Null,
            Self::Boolean => ArrowDataType::Boolean,
            Self::Int8 => ArrowDataType::Int8,
            Self::Int16 => ArrowDataType::Int16,
            Self::Int32 => ArrowDataType::Int32,
            Self::Int64 => ArrowDataType::Int64,
            Self::Int128 => ArrowDataType::Int128,
            Self::UInt8 => ArrowDataType::UInt8,
            Self::UInt16 => ArrowDataType::UInt16,
            Self::UInt32 => ArrowDataType::UInt32,
            Self::UInt64 => ArrowDataType::UInt64,
            Self::Float32 => ArrowDataType::Float32,
            Self::Float64 => ArrowDataType::Float64,
            Self::Decimal(precision, scale) => ArrowDataType::Decimal(*precision, *scale),
            Self::Text => ArrowDataType::Utf8View,
            Self::Binary => ArrowDataType::BinaryView,
            Self::Date => ArrowDataType::Date32,
            Self::Time => ArrowDataType::Time64(ArrowTimeUnit::Nanosecond),
            Self::Datetime(unit, zone) => {
                ArrowDataType::Timestamp(unit.to_arrow(), zone.as_deref().map(|zone| zone.into()))
            }
            Self::Duration(unit) => ArrowDataType::Duration(unit.to_arrow()),
            Self::List(values) => list_of(values.to_arrow()),
            Self::Other(other) => (**other).clone(),
        }
    }

    /// The Arrow field of a column of this type and name; any value may be null.
    pub fn to_field(&self, name: &str) -> Field {
        Field::new(name.into(), self.to_arrow(), true)
    }
}

/// The Arrow type of lists of such values.
pub(crate) fn list_of(values: ArrowDataType) -> ArrowDataType {
    ArrowDataType::LargeList(Box::new(Field::new(LIST_VALUES.into(), values, true)))
}

impl TimeUnit {
    /// The unit in Arrow.
    pub(crate) fn to_arrow(self) -> ArrowTimeUnit {
        match self {
            Self::Milliseconds => ArrowTimeUnit::Millisecond,
            Self::Microseconds => ArrowTimeUnit::Microsecond,
            Self::Nanoseconds => ArrowTimeUnit::Nanosecond,
        }
    }

    /// How many there are in a second.
    pub fn per_second(self) -> i64 {
        match self {
            Self::Milliseconds => 1_000,
            Self::Microseconds => 1_000_000,
            Self::Nanoseconds => 1_000_000_000,
        }
    }
}

impl From<ArrowTimeUnit> for TimeUnit {
    /// Seconds become milliseconds.
    fn from(unit: ArrowTimeUnit) -> Self {
        match unit {
            ArrowTimeUnit::Second | ArrowTimeUnit::Millisecond => Self::Milliseconds,
            ArrowTimeUnit::Microsecond => Self::Microseconds,
            ArrowTimeUnit::Nanosecond => Self::Nanoseconds,
        }
    }
}

impl Display for TimeUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Milliseconds => "ms",
            Self::Microseconds => "μs",
            Self::Nanoseconds => "ns",
        })
    }
}

impl Display for DataType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "bool",
            Self::Int8 => "i8",
            Self::Int16 => "i16",
            Self::Int32 => "i32",
            Self::Int64 => "i64",
            Self::Int128 => "i128",
            Self::UInt8 => "u8",
            Self::UInt16 => "u16",
            Self::UInt32 => "u32",
            Self::UInt64 => "u64",
            Self::Float32 => "f32",
            Self::Float64 => "f64",
            Self::Decimal(precision, scale) => return write!(f, "decimal[{precision},{scale}]"),
            Self::Text => "str",
            Self::Binary => "binary",
            Self::Date => "date",
            Self::Time => "time",
            Self::Datetime(unit, None) => return write!(f, "datetime[{unit}]"),
            Self::Datetime(unit, Some(zone)) => return write!(f, "datetime[{unit}, {zone}]"),
            Self::Duration(unit) => return write!(f, "duration[{unit}]"),
            Self::List(values) => return write!(f, "list[{values}]"),
            Self::Other(other) => return f.write_str(&named(other)),
        })
    }
}

/// What messages call an Arrow type that has no name of its own here.
pub(crate) fn named(other: &ArrowDataType) -> String {
    match other {
        ArrowDataType::Struct(fields) => format!("struct[{}]", fields.len()),
        ArrowDataType::FixedSizeList(_, length) => format!("array[{length}]"),
        ArrowDataType::Map(..) => "map".to_owned(),
        ArrowDataType::Union(_) => "union".to_owned(),
        ArrowDataType::Interval(_) => "interval".to_owned(),
        ArrowDataType::Float16 => "f16".to_owned(),
        ArrowDataType::UInt128 => "u128".to_owned(),
        ArrowDataType::Dictionary(..) => "dictionary".to_owned(),
        ArrowDataType::Extension(extension) => extension.name.to_string(),
        other => format!("{other:?}").to_lowercase(),
    }
}
