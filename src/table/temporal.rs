//! Days, times of day and moments as text.

use std::fmt::{Display, Write};
use std::sync::Arc;

use chrono::format::StrftimeItems;
use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use polars_arrow::array::{Array, ArrayRef, MutableBinaryViewArray, PrimitiveArray};
use polars_arrow::temporal_conversions::{
    date32_to_date_opt, time64ns_to_time_opt, timestamp_ms_to_datetime_opt, timestamp_ns_to_datetime,
    timestamp_us_to_datetime_opt,
};
use polars_arrow::types::NativeType;

use crate::data_type::TimeUnit;
use crate::error::{Error, Result};
use crate::view::downcast;

/// Days as `2021-09-26`.
pub(crate) fn dates(array: &dyn Array) -> Result<ArrayRef> {
    written(&downcast::<PrimitiveArray<i32>>(array)?, |day, text| {
        // Before, the sum with the days of our era overflowed.
        let day = day.checked_add(719_163).and_then(|_| date32_to_date_opt(day));
        put(text, day.ok_or_else(|| out_of_range("a date"))?.format("%Y-%m-%d"))
    })
}

/// Times of day as `18:30:00`, without a fraction; null where it is none.
pub(crate) fn times(array: &dyn Array) -> Result<ArrayRef> {
    let times = downcast::<PrimitiveArray<i64>>(array)?;
    let mut texts = MutableBinaryViewArray::<str>::with_capacity(times.len());
    for time in times.iter() {
        texts.push(time.and_then(|time| time64ns_to_time_opt(*time)).map(|time| time.format("%T").to_string()));
    }
    Ok(texts.freeze().boxed())
}

/// Moments as `2021-09-26 18:30:00.000+02:00`, with as many digits as the unit
/// has; the offset only where there is a time zone, in which they are told.
pub(crate) fn datetimes(array: &dyn Array, unit: TimeUnit, zone: Option<&str>) -> Result<ArrayRef> {
    let array = downcast::<PrimitiveArray<i64>>(array)?;
    let zone = zone.map(time_zone).transpose()?;
    let format = match (unit, zone.is_some()) {
        (TimeUnit::Milliseconds, false) => "%F %T%.3f",
        (TimeUnit::Microseconds, false) => "%F %T%.6f",
        (TimeUnit::Nanoseconds, false) => "%F %T%.9f",
        (TimeUnit::Milliseconds, true) => "%F %T%.3f%:z",
        (TimeUnit::Microseconds, true) => "%F %T%.6f%:z",
        (TimeUnit::Nanoseconds, true) => "%F %T%.9f%:z",
    };
    let items: Vec<_> = StrftimeItems::new(format).collect();
    let moment = |ticks: i64| -> Option<NaiveDateTime> {
        match unit {
            TimeUnit::Milliseconds => timestamp_ms_to_datetime_opt(ticks),
            TimeUnit::Microseconds => timestamp_us_to_datetime_opt(ticks),
            // Each number of 64 bits is a moment.
            TimeUnit::Nanoseconds => Some(timestamp_ns_to_datetime(ticks)),
        }
    };
    written(&array, |ticks, text| {
        let moment = moment(ticks).ok_or_else(|| out_of_range("a moment"))?;
        match zone {
            Some(zone) => put(text, zone.from_utc_datetime(&moment).format_with_items(items.iter())),
            None => put(text, moment.format_with_items(items.iter())),
        }
    })
}

/// The name under which a time zone is kept: that of a fixed offset (`+02:00`) is
/// `Etc/GMT-2`; one that is not known stays as it is.
pub(crate) fn zone_name(name: &str) -> Arc<str> {
    match name {
        "+00:00" | "00:00" | "utc" => "UTC".into(),
        _ if name.parse::<Tz>().is_ok() => name.into(),
        _ => fixed_offset(name).map_or_else(|| name.into(), Into::into),
    }
}

fn time_zone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| Error::TimeZone(name.to_owned()))
}

/// The name of the zone of a fixed offset: `Etc/GMT-2` of `+02:00`.
fn fixed_offset(name: &str) -> Option<String> {
    let (sign, hours) = match name.as_bytes().first()? {
        b'-' => ('+', &name[1..]),
        b'+' => ('-', &name[1..]),
        _ => ('-', name),
    };
    let hours = hours.strip_suffix("00")?;
    let hours = hours.strip_suffix(':').unwrap_or(hours);
    let is_hours = hours.len() == 2 && hours.bytes().all(|digit| digit.is_ascii_digit());
    let hours = is_hours.then(|| hours.parse::<u8>().ok()).flatten().filter(|hours| *hours <= 14)?;
    Some(format!("Etc/GMT{sign}{hours}"))
}

fn out_of_range(what: &str) -> Error {
    Error::Value(format!("{what} is beyond what a calendar can tell"))
}

fn put(text: &mut String, value: impl Display) -> Result<()> {
    write!(text, "{value}").map_err(|_| Error::Value("a time cannot be written as text".to_owned()))
}

/// The texts that `write` makes of the values.
fn written<T: NativeType>(
    values: &PrimitiveArray<T>,
    mut write: impl FnMut(T, &mut String) -> Result<()>,
) -> Result<ArrayRef> {
    let mut texts = MutableBinaryViewArray::<str>::with_capacity(values.len());
    let mut text = String::new();
    for value in values.iter() {
        match value {
            Some(value) => {
                text.clear();
                write(*value, &mut text)?;
                texts.push_value(text.as_str());
            }
            None => texts.push_null(),
        }
    }
    Ok(texts.freeze().boxed())
}
