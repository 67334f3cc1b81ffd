//! From Arrow arrays of any origin to columns.

use polars_arrow::array::{
    Array, ArrayFromIter, ArrayRef, BinaryViewArray, DictionaryArray, FixedSizeBinaryArray, ListArray,
    MutableBinaryViewArray, PrimitiveArray, Utf8ViewArray,
};
use polars_arrow::datatypes::{ArrowDataType, Field, TimeUnit as ArrowTimeUnit};
use polars_arrow::match_integer_type;
use polars_arrow::types::{NativeType, i256};
use polars_compute::cast::cast_default;
use polars_compute::decimal::{DEC128_MAX_PREC, dec128_fits};

use crate::column::Column;
use crate::data_type::{DataType, list_of, named};
use crate::error::{Error, Result};
use crate::temporal::zone_name;
use crate::view::downcast;

/// Whether a column of this Arrow type can be converted to a type of which the
/// values are understood: numbers, texts, bytes, flags, times, lists of them, and
/// dictionaries of texts. Structs, maps, unions and others are not.
pub fn is_supported(data_type: &ArrowDataType) -> bool {
    use ArrowDataType as Type;
    match data_type {
        Type::Dictionary(_, values, _) => matches!(**values, Type::Utf8 | Type::LargeUtf8 | Type::Utf8View),
        Type::List(field) | Type::LargeList(field) => is_supported(field.dtype()),
        Type::FixedSizeBinary(_) | Type::Time32(_) | Type::Time64(_) | Type::Duration(_) => false,
        other => !matches!(DataType::from_arrow(other), Ok(DataType::Other(_)) | Err(_)),
    }
}

impl DataType {
    /// The type of the column that a column of this Arrow type becomes.
    ///
    /// # Errors
    /// Of decimal numbers with more than 38 digits.
    pub fn from_arrow(data_type: &ArrowDataType) -> Result<Self> {
        use ArrowDataType as Type;
        Ok(match data_type {
            Type::Null => Self::Null,
            Type::Boolean => Self::Boolean,
            Type::Int8 => Self::Int8,
            Type::Int16 => Self::Int16,
            Type::Int32 => Self::Int32,
            Type::Int64 => Self::Int64,
            Type::Int128 => Self::Int128,
            Type::UInt8 => Self::UInt8,
            Type::UInt16 => Self::UInt16,
            Type::UInt32 => Self::UInt32,
            Type::UInt64 => Self::UInt64,
            Type::Float32 => Self::Float32,
            Type::Float64 => Self::Float64,
            Type::Utf8 | Type::LargeUtf8 | Type::Utf8View => Self::Text,
            Type::Binary | Type::LargeBinary | Type::BinaryView | Type::FixedSizeBinary(_) => Self::Binary,
            Type::Date32 => Self::Date,
            Type::Date64 => Self::Datetime(crate::TimeUnit::Milliseconds, None),
            Type::Time32(_) | Type::Time64(_) => Self::Time,
            Type::Timestamp(unit, zone) => {
                Self::Datetime((*unit).into(), zone.as_deref().filter(|zone| !zone.is_empty()).map(zone_name))
            }
            Type::Duration(unit) => Self::Duration((*unit).into()),
            Type::Decimal(precision, scale)
            | Type::Decimal32(precision, scale)
            | Type::Decimal64(precision, scale)
            | Type::Decimal256(precision, scale) => {
                if *precision == 0 || *precision > DEC128_MAX_PREC || scale > precision {
                    return Err(Error::Unsupported(format!("decimal[{precision},{scale}]")));
                }
                Self::Decimal(*precision, *scale)
            }
            Type::List(field) | Type::LargeList(field) => Self::List(Box::new(Self::from_arrow(field.dtype())?)),
            Type::Dictionary(_, values, _) => Self::from_arrow(values)?,
            Type::Extension(extension) => Self::from_arrow(&extension.inner)?,
            other => Self::Other(Box::new(other.clone())),
        })
    }
}

impl Column {
    /// A column of arrays that another library made, chunk by chunk. Texts become
    /// views (their bytes are copied once, unless they are views already), as do
    /// those of dictionaries (each distinct one is held once); seconds become
    /// milliseconds, small decimals are widened. All else keeps its memory.
    ///
    /// # Errors
    /// Of dictionaries of anything but texts, and decimals of more than 38 digits.
    pub fn from_arrow(field: &Field, chunks: Vec<ArrayRef>) -> Result<Self> {
        let data_type = DataType::from_arrow(field.dtype())?;
        let chunks = chunks.iter().map(|chunk| normal(chunk.as_ref(), &data_type)).collect::<Result<_>>()?;
        Self::from_chunks(field.name.as_str(), data_type, chunks)
    }
}

/// The array in the form in which columns of this type hold it.
fn normal(array: &dyn Array, to: &DataType) -> Result<ArrayRef> {
    use ArrowDataType as Type;
    let wanted = to.to_arrow();
    if *array.dtype() == wanted {
        return Ok(array.to_boxed());
    }
    let relabelled = |ticks: PrimitiveArray<i64>| Ok(ticks.to(wanted.clone()).boxed());
    match (array.dtype(), to) {
        (Type::Extension(extension), _) => {
            let mut array = array.to_boxed();
            *array.dtype_mut() = extension.inner.clone();
            normal(array.as_ref(), to)
        }
        (Type::Dictionary(key, ..), DataType::Text) => match_integer_type!(key, |$K| {
            looked_up(&downcast::<DictionaryArray<$K>>(array)?)
        }),
        (Type::Utf8 | Type::LargeUtf8, DataType::Text) => Ok(cast_default(array, &wanted)?),
        (Type::FixedSizeBinary(_), DataType::Binary) => Ok(fixed(&downcast(array)?)),
        (Type::Binary | Type::LargeBinary, DataType::Binary) => Ok(cast_default(array, &wanted)?),
        (Type::Date64, _) => relabelled(downcast(array)?),
        (Type::Timestamp(unit, _) | Type::Duration(unit), DataType::Datetime(..) | DataType::Duration(_)) => {
            relabelled(scaled(downcast(array)?, if *unit == ArrowTimeUnit::Second { 1_000 } else { 1 }))
        }
        (Type::Time32(unit), DataType::Time) => {
            let ticks = downcast::<PrimitiveArray<i32>>(array)?;
            let ticks = PrimitiveArray::arr_from_iter(ticks.iter().map(|tick| tick.map(|tick| i64::from(*tick))));
            relabelled(scaled(ticks, nanoseconds(*unit)))
        }
        (Type::Time64(unit), DataType::Time) => relabelled(scaled(downcast(array)?, nanoseconds(*unit))),
        (Type::Decimal32(..), _) => Ok(widened::<i32>(array)?.to(wanted).boxed()),
        (Type::Decimal64(..), _) => Ok(widened::<i64>(array)?.to(wanted).boxed()),
        (Type::Decimal256(..), DataType::Decimal(precision, _)) => {
            Ok(narrowed(&downcast(array)?, *precision)?.to(wanted).boxed())
        }
        (Type::List(_), DataType::List(values)) => {
            let lists = downcast::<ListArray<i32>>(array)?;
            list(lists.values().as_ref(), lists.offsets().into(), &lists, values)
        }
        (Type::LargeList(_), DataType::List(values)) => {
            let lists = downcast::<ListArray<i64>>(array)?;
            list(lists.values().as_ref(), lists.offsets().clone(), &lists, values)
        }
        (other, _) => Err(Error::Unsupported(named(other))),
    }
}

/// The list whose values are in the form in which columns hold them.
fn list(
    values: &dyn Array,
    offsets: polars_arrow::offset::OffsetsBuffer<i64>,
    lists: &dyn Array,
    to: &DataType,
) -> Result<ArrayRef> {
    let values = normal(values, to)?;
    let data_type = list_of(values.dtype().clone());
    Ok(ListArray::<i64>::try_new(data_type, offsets, values, lists.validity().cloned())?.boxed())
}

/// The texts of a dictionary, one a row; the bytes of each stay where they are.
fn looked_up<K: polars_arrow::array::DictionaryKey>(array: &DictionaryArray<K>) -> Result<ArrayRef> {
    let values = normal(array.values().as_ref(), &DataType::Text)?;
    let values = downcast::<Utf8ViewArray>(values.as_ref())?;
    let mut texts = MutableBinaryViewArray::<str>::with_capacity(array.len());
    for key in array.keys_iter() {
        match key {
            Some(key) if key < values.len() && !values.is_null(key) => {
                texts.push_view(values.views()[key], values.data_buffers());
            }
            _ => texts.push_null(),
        }
    }
    Ok(texts.freeze().boxed())
}

fn fixed(array: &FixedSizeBinaryArray) -> ArrayRef {
    BinaryViewArray::arr_from_iter(array.iter()).boxed()
}

fn nanoseconds(unit: ArrowTimeUnit) -> i64 {
    match unit {
        ArrowTimeUnit::Second => 1_000_000_000,
        ArrowTimeUnit::Millisecond => 1_000_000,
        ArrowTimeUnit::Microsecond => 1_000,
        ArrowTimeUnit::Nanosecond => 1,
    }
}

/// The ticks times a factor; null where 64 bits cannot hold them.
fn scaled(ticks: PrimitiveArray<i64>, times: i64) -> PrimitiveArray<i64> {
    match times {
        1 => ticks,
        _ => PrimitiveArray::arr_from_iter(ticks.iter().map(|tick| tick?.checked_mul(times))),
    }
}

fn widened<T: NativeType + Into<i128>>(array: &dyn Array) -> Result<PrimitiveArray<i128>> {
    let array = downcast::<PrimitiveArray<T>>(array)?;
    Ok(PrimitiveArray::arr_from_iter(array.iter().map(|number| number.map(|number| (*number).into()))))
}

fn narrowed(array: &PrimitiveArray<i256>, precision: usize) -> Result<PrimitiveArray<i128>> {
    let number = |number: &i256| i128::try_from(*number).ok().filter(|number| dec128_fits(*number, precision));
    let too_large = || Error::Value("a decimal number has more than 38 digits".to_owned());
    let numbers = array.iter().map(|value| value.map(|value| number(value).ok_or_else(too_large)).transpose());
    PrimitiveArray::try_arr_from_iter(numbers)
}
