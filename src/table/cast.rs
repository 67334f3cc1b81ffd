//! From one type of column to another one.

use polars_arrow::array::{Array, ArrayFromIter, ArrayRef, ListArray, PrimitiveArray, new_null_array};
use polars_arrow::datatypes::ArrowDataType;
use polars_compute::cast::{CastOptionsImpl, cast as cast_values};
use polars_compute::propagate_nulls::propagate_nulls;
use polars_compute::trim_lists_to_normalized_offsets::trim_lists_to_normalized_offsets;

use crate::data_type::{DataType, TimeUnit, list_of};
use crate::error::{Error, Result};
use crate::temporal;
use crate::view::downcast;

/// Seconds in a day.
const DAY: i64 = 86_400;

/// The array, of the type `from`, as one of the type `to`. A value that `to`
/// cannot hold becomes null.
///
/// # Errors
/// Where there is no way from one type to the other, or a moment is beyond what
/// a calendar can tell.
pub(crate) fn cast(array: &dyn Array, from: &DataType, to: &DataType) -> Result<ArrayRef> {
    use DataType::*;
    if from == to {
        return Ok(array.to_boxed());
    }
    if array.null_count() == array.len() {
        return Ok(new_null_array(to.to_arrow(), array.len()));
    }
    match (from, to) {
        (Date, Text) => temporal::dates(array),
        (Time, Text) => temporal::times(array),
        (Datetime(unit, zone), Text) => temporal::datetimes(array, *unit, zone.as_deref()),
        (Date, Datetime(unit, _)) => {
            let days = downcast::<PrimitiveArray<i32>>(array)?;
            let ticks = days.iter().map(|day| i64::from(*day?).checked_mul(DAY * unit.per_second()));
            Ok(PrimitiveArray::<i64>::arr_from_iter(ticks).to(to.to_arrow()).boxed())
        }
        (Datetime(have, _), Datetime(want, _)) => {
            let ticks = downcast::<PrimitiveArray<i64>>(array)?;
            Ok(in_unit(&ticks, *have, *want).to(to.to_arrow()).boxed())
        }
        (Date, to) if to.is_number() => {
            between(downcast::<PrimitiveArray<i32>>(array)?, ArrowDataType::Int32, from, to)
        }
        (Time | Datetime(..) | Duration(_), to) if to.is_number() => {
            between(downcast::<PrimitiveArray<i64>>(array)?, ArrowDataType::Int64, from, to)
        }
        (from, Datetime(..)) if from.is_number() => {
            let ticks = plain(array, from, &Int64)?;
            Ok(downcast::<PrimitiveArray<i64>>(ticks.as_ref())?.to(to.to_arrow()).boxed())
        }
        (from, Date) if from.is_number() => {
            let days = plain(array, from, &Int32)?;
            Ok(downcast::<PrimitiveArray<i32>>(days.as_ref())?.to(to.to_arrow()).boxed())
        }
        (List(have), List(want)) => lists(array, have, want),
        (Boolean | Text, to) if to.is_number() => plain(array, from, to),
        (from, Boolean | Text) if from.is_number() => plain(array, from, to),
        (Decimal(..), Boolean | Text) | (Boolean, Text) | (Binary, Text) | (Text, Binary) => plain(array, from, to),
        (from, to) if (from.is_number() || matches!(from, Decimal(..))) && to.is_number() => plain(array, from, to),
        _ => Err(Error::Cast { from: from.clone(), to: to.clone() }),
    }
}

/// A cast that the Arrow library knows.
fn plain(array: &dyn Array, from: &DataType, to: &DataType) -> Result<ArrayRef> {
    let options = CastOptionsImpl { wrapped: false, partial: false };
    cast_values(array, &to.to_arrow(), options).map_err(|_| Error::Cast { from: from.clone(), to: to.clone() })
}

/// A cast of what is stored, as if it were of this plain type.
fn between<T: polars_arrow::types::NativeType>(
    array: PrimitiveArray<T>,
    stored: ArrowDataType,
    from: &DataType,
    to: &DataType,
) -> Result<ArrayRef> {
    plain(&array.to(stored), from, to)
}

/// Moments in another unit: earlier ones where a fraction is lost, null where
/// the unit cannot hold them.
pub(crate) fn in_unit(ticks: &PrimitiveArray<i64>, have: TimeUnit, want: TimeUnit) -> PrimitiveArray<i64> {
    let (have, want) = (have.per_second(), want.per_second());
    match want / have {
        1 => ticks.clone().to(ArrowDataType::Int64),
        0 => PrimitiveArray::arr_from_iter(ticks.iter().map(|tick| tick.map(|tick| tick.div_euclid(have / want)))),
        times => PrimitiveArray::arr_from_iter(ticks.iter().map(|tick| tick?.checked_mul(times))),
    }
}

/// Lists with their values cast. Those that null lists still held are left out.
fn lists(array: &dyn Array, from: &DataType, to: &DataType) -> Result<ArrayRef> {
    let trimmed = trim_lists_to_normalized_offsets(array);
    let array = trimmed.as_deref().unwrap_or(array);
    let cleared = propagate_nulls(array);
    let array = downcast::<ListArray<i64>>(cleared.as_deref().unwrap_or(array))?;
    let values = cast(array.values().as_ref(), from, to)?;
    let (offsets, validity) = (array.offsets().clone(), array.validity().cloned());
    Ok(ListArray::<i64>::try_new(list_of(values.dtype().clone()), offsets, values, validity)?.boxed())
}
