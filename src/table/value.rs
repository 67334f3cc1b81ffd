//! Rust values that a column can be made of, and the Arrow array that they become.

use std::borrow::Cow;

use polars_arrow::array::{ArrayFromIter, ArrayRef, BooleanArray, MutableBinaryViewArray, PrimitiveArray};

use crate::data_type::DataType;

/// A value that a column can be made of; an `Option` where some are null.
pub trait Value: Sized + sealed::Sealed {
    /// The type of a column of such values.
    fn data_type() -> DataType;

    /// The values as one Arrow array of that type.
    fn collect(values: impl Iterator<Item = Self>) -> ArrayRef;
}

mod sealed {
    /// Only types of this crate's choice are values of columns.
    pub trait Sealed {}
}

macro_rules! numbers {
    ($($native:ty => $data_type:ident),* $(,)?) => { $(
        impl sealed::Sealed for $native {}
        impl sealed::Sealed for Option<$native> {}

        impl Value for $native {
            fn data_type() -> DataType {
                DataType::$data_type
            }

            fn collect(values: impl Iterator<Item = Self>) -> ArrayRef {
                PrimitiveArray::from_vec(values.collect()).boxed()
            }
        }

        impl Value for Option<$native> {
            fn data_type() -> DataType {
                DataType::$data_type
            }

            fn collect(values: impl Iterator<Item = Self>) -> ArrayRef {
                PrimitiveArray::<$native>::arr_from_iter(values).boxed()
            }
        }
    )* };
}

numbers! {
    i8 => Int8, i16 => Int16, i32 => Int32, i64 => Int64,
    u8 => UInt8, u16 => UInt16, u32 => UInt32, u64 => UInt64,
    f32 => Float32, f64 => Float64,
}

macro_rules! texts {
    ($($text:ty),* $(,)?) => { $(
        impl sealed::Sealed for $text {}
        impl sealed::Sealed for Option<$text> {}

        impl Value for $text {
            fn data_type() -> DataType {
                DataType::Text
            }

            fn collect(values: impl Iterator<Item = Self>) -> ArrayRef {
                MutableBinaryViewArray::<str>::from_values_iter(values).freeze().boxed()
            }
        }

        impl Value for Option<$text> {
            fn data_type() -> DataType {
                DataType::Text
            }

            fn collect(values: impl Iterator<Item = Self>) -> ArrayRef {
                MutableBinaryViewArray::<str>::from_iterator(values).freeze().boxed()
            }
        }
    )* };
}

texts! { &str, String, &String, Cow<'_, str> }

impl sealed::Sealed for bool {}
impl sealed::Sealed for Option<bool> {}

impl Value for bool {
    fn data_type() -> DataType {
        DataType::Boolean
    }

    fn collect(values: impl Iterator<Item = Self>) -> ArrayRef {
        BooleanArray::arr_from_iter(values).boxed()
    }
}

impl Value for Option<bool> {
    fn data_type() -> DataType {
        DataType::Boolean
    }

    fn collect(values: impl Iterator<Item = Self>) -> ArrayRef {
        BooleanArray::arr_from_iter(values).boxed()
    }
}
