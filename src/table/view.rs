//! The values of a column, typed: each a single array, read by row.

use std::ops::Range;

use polars_arrow::array::{
    Array, ArrayFromIter, ArrayRef, BooleanArray, ListArray, MutableBinaryViewArray, PrimitiveArray, StaticArray,
    Utf8ViewArray,
};
use polars_arrow::types::NativeType;

use crate::error::{Error, Result};

/// Texts, some of which may be null. A clone shares their bytes.
#[derive(Clone, Debug)]
pub struct Texts {
    array: Utf8ViewArray,
}

impl Texts {
    pub(crate) fn of(array: &dyn Array) -> Result<Self> {
        downcast::<Utf8ViewArray>(array).map(|array| Self { array })
    }

    /// How many there are, nulls included.
    pub fn len(&self) -> usize {
        self.array.len()
    }

    /// True without a row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a row; none where it is null, or there is no such row.
    pub fn get(&self, row: usize) -> Option<&str> {
        (row < self.array.len()).then(|| self.array.get(row)).flatten()
    }

    /// All texts in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&str>> + Clone {
        self.array.iter()
    }
}

impl<T: AsRef<str>> FromIterator<Option<T>> for Texts {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(texts: I) -> Self {
        Self { array: MutableBinaryViewArray::from_iterator(texts.into_iter()).freeze() }
    }
}

/// Numbers, some of which may be null. A clone shares their memory.
#[derive(Clone, Debug)]
pub struct Numbers<T: NativeType> {
    array: PrimitiveArray<T>,
}

impl<T: NativeType> Numbers<T> {
    pub(crate) fn of(array: &dyn Array) -> Result<Self> {
        downcast::<PrimitiveArray<T>>(array).map(|array| Self { array })
    }

    /// How many there are, nulls included.
    pub fn len(&self) -> usize {
        self.array.len()
    }

    /// True without a row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a row; none where it is null, or there is no such row.
    pub fn get(&self, row: usize) -> Option<T> {
        (row < self.array.len()).then(|| self.array.get(row)).flatten()
    }

    /// All numbers in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<T>> + Clone {
        self.array.iter().map(|number| number.copied())
    }
}

impl<T: NativeType> FromIterator<Option<T>> for Numbers<T> {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(numbers: I) -> Self {
        Self { array: PrimitiveArray::arr_from_iter(numbers) }
    }
}

/// Yes or no, or null.
#[derive(Clone, Debug)]
pub struct Flags {
    array: BooleanArray,
}

impl Flags {
    pub(crate) fn of(array: &dyn Array) -> Result<Self> {
        downcast::<BooleanArray>(array).map(|array| Self { array })
    }

    /// How many there are, nulls included.
    pub fn len(&self) -> usize {
        self.array.len()
    }

    /// True without a row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The flag of a row; none where it is null, or there is no such row.
    pub fn get(&self, row: usize) -> Option<bool> {
        (row < self.array.len()).then(|| self.array.get(row)).flatten()
    }

    /// All flags in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<bool>> + Clone {
        self.array.iter()
    }
}

/// Lists of texts: the texts of all lists in order, and where each list begins
/// and ends.
#[derive(Clone, Debug)]
pub struct TextLists {
    lists: ListArray<i64>,
    texts: Texts,
}

impl TextLists {
    pub(crate) fn of(array: &dyn Array) -> Result<Self> {
        let lists = downcast::<ListArray<i64>>(array)?;
        let texts = Texts::of(lists.values().as_ref())?;
        Ok(Self { lists, texts })
    }

    /// How many lists there are, nulls included.
    pub fn len(&self) -> usize {
        self.lists.len()
    }

    /// True without a row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places of a row's texts in [`Self::texts`]; none where the list is
    /// null or there is no such row.
    pub fn range(&self, row: usize) -> Range<usize> {
        if row >= self.lists.len() || self.lists.is_null(row) {
            return 0..0;
        }
        let (start, end) = self.lists.offsets().start_end(row);
        start..end
    }

    /// The texts of all lists.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The texts of a row's list; a null among them is an empty text.
    pub fn get(&self, row: usize) -> impl Iterator<Item = &str> {
        self.range(row).map(|place| self.texts.get(place).unwrap_or_default())
    }
}

/// The array as one of this kind; it shares the memory.
pub(crate) fn downcast<A: Array + Clone>(array: &dyn Array) -> Result<A> {
    array.as_any().downcast_ref::<A>().cloned().ok_or_else(Error::damaged)
}

/// The arrays as one.
pub(crate) fn joined(chunks: &[ArrayRef]) -> Result<ArrayRef> {
    match chunks {
        [one] => Ok(one.clone()),
        _ => Ok(polars_arrow::compute::concatenate::concatenate_unchecked(chunks)?),
    }
}
