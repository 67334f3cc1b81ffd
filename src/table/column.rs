//! A named column: a list of Arrow arrays of one type.

use polars_arrow::array::{ArrayRef, ListArray, MutableBinaryViewArray, new_empty_array, new_null_array};
use polars_arrow::bitmap::{Bitmap, BitmapBuilder};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::offset::Offsets;
use polars_compute::filter::filter_with_bitmap;

use crate::cast::{cast, in_unit};
use crate::data_type::{DataType, TimeUnit};
use crate::error::{Error, Result};
use crate::value::Value;
use crate::view::{Flags, Numbers, TextLists, Texts, downcast, joined};

/// A column. A clone or slice shares the values' memory.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    data_type: DataType,
    /// At least one.
    chunks: Vec<ArrayRef>,
}

impl Column {
    /// A column of these values.
    pub fn new<T: Value>(name: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        Self { name: name.into(), data_type: T::data_type(), chunks: vec![T::collect(values.into_iter())] }
    }

    /// A column of moments, in microseconds since 1970-01-01 UTC.
    pub fn moments<T: Into<Option<i64>>>(name: impl Into<String>, moments: impl IntoIterator<Item = T>) -> Self {
        let ticks = Self::new(name, moments.into_iter().map(Into::into));
        ticks.as_moments().unwrap_or(ticks)
    }

    /// A column of lists of texts, where there is one.
    pub fn lists<L, T>(name: impl Into<String>, lists: impl IntoIterator<Item = Option<L>>) -> Self
    where
        L: IntoIterator<Item = T>,
        T: AsRef<str>,
    {
        let mut texts = MutableBinaryViewArray::<str>::new();
        let (mut lengths, mut validity) = (Vec::new(), BitmapBuilder::new());
        for list in lists {
            let before = texts.len();
            validity.push(list.is_some());
            list.into_iter().flatten().for_each(|text| texts.push_value(text));
            lengths.push(texts.len() - before);
        }
        let data_type = DataType::texts();
        // The lengths of what is in memory add up to a number of 64 bits.
        let offsets = Offsets::<i64>::try_from_lengths(lengths.into_iter()).unwrap_or_default();
        let (values, validity) = (texts.freeze().boxed(), validity.into_opt_validity());
        let array = ListArray::new(data_type.to_arrow(), offsets.into(), values, validity);
        Self { name: name.into(), data_type, chunks: vec![array.boxed()] }
    }

    /// A column of so many nulls.
    pub fn nulls(name: impl Into<String>, data_type: DataType, rows: usize) -> Self {
        let chunks = vec![new_null_array(data_type.to_arrow(), rows)];
        Self { name: name.into(), data_type, chunks }
    }

    /// A column of these chunks, all of them of the Arrow type that belongs to
    /// the column's.
    ///
    /// # Errors
    /// When one is of another type.
    pub fn from_chunks(name: impl Into<String>, data_type: DataType, mut chunks: Vec<ArrayRef>) -> Result<Self> {
        let arrow = data_type.to_arrow();
        if chunks.is_empty() {
            chunks.push(new_empty_array(arrow));
        } else if chunks.iter().any(|chunk| *chunk.dtype() != arrow) {
            return Err(Error::damaged());
        }
        Ok(Self { name: name.into(), data_type, chunks })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same column under another name.
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The type of its values.
    pub fn data_type(&self) -> &DataType {
        &self.data_type
    }

    /// Its Arrow field.
    pub fn field(&self) -> Field {
        self.data_type.to_field(&self.name)
    }

    /// Its arrays, one at least.
    pub fn chunks(&self) -> &[ArrayRef] {
        &self.chunks
    }

    /// The number of its rows, nulls included.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// True without a row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of its rows are null.
    pub fn null_count(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.null_count()).sum()
    }

    /// Up to `rows` rows from the row `start` on.
    pub fn slice(&self, start: usize, rows: usize) -> Self {
        let (mut start, mut rows, mut chunks) = (start, rows, Vec::new());
        for chunk in &self.chunks {
            if rows == 0 {
                break;
            }
            if start >= chunk.len() {
                start -= chunk.len();
                continue;
            }
            let taken = rows.min(chunk.len() - start);
            chunks.push(chunk.sliced(start, taken));
            (start, rows) = (0, rows - taken);
        }
        if chunks.is_empty() {
            chunks.push(new_empty_array(self.data_type.to_arrow()));
        }
        self.with_chunks(chunks)
    }

    /// The rows for which `keep` has a set bit; it is as long as the column.
    pub(crate) fn filter(&self, keep: &Bitmap) -> Self {
        let mut start = 0;
        let chunks = self.chunks.iter().map(|chunk| {
            let kept = filter_with_bitmap(chunk.as_ref(), &keep.clone().sliced(start, chunk.len()));
            start += chunk.len();
            of_type(kept, chunk.dtype())
        });
        self.with_chunks(chunks.collect())
    }

    /// Appends the rows of a column of the same type.
    pub(crate) fn append(&mut self, other: Self) {
        if self.chunks.len() == 1 && self.is_empty() {
            self.chunks = other.chunks;
        } else {
            self.chunks.extend(other.chunks.into_iter().filter(|chunk| !chunk.is_empty()));
        }
    }

    /// Joins its chunks into one.
    ///
    /// # Errors
    /// When they are too large for one array, or of a type that cannot be joined.
    pub fn rechunk(&mut self) -> Result<()> {
        if self.chunks.len() > 1 {
            self.chunks = vec![joined(&self.chunks)?];
        }
        Ok(())
    }

    fn with_chunks(&self, chunks: Vec<ArrayRef>) -> Self {
        Self { name: self.name.clone(), data_type: self.data_type.clone(), chunks }
    }

    /// The column as one of another type. What that cannot hold becomes null: a
    /// number out of its range, a text that is no number. Any column that holds
    /// nothing but nulls can become any other.
    ///
    /// # Errors
    /// When there is no way from one type to the other.
    pub fn cast(&self, to: &DataType) -> Result<Self> {
        let chunks = self.chunks.iter().map(|chunk| cast(chunk.as_ref(), &self.data_type, to));
        let chunks = chunks.collect::<Result<_>>()?;
        Ok(Self { name: self.name.clone(), data_type: to.clone(), chunks })
    }

    /// As [`Self::cast`], but every value must be kept.
    ///
    /// # Errors
    /// Also when a value became null.
    pub fn cast_strict(&self, to: &DataType) -> Result<Self> {
        let cast = self.cast(to)?;
        if cast.null_count() != self.null_count() {
            return Err(Error::Loss { name: self.name.clone(), to: to.clone() });
        }
        Ok(cast)
    }

    /// The column, which holds microseconds or moments, as moments in UTC.
    ///
    /// # Errors
    /// When it holds neither numbers nor moments.
    pub fn as_moments(&self) -> Result<Self> {
        self.cast(&DataType::moment())
    }

    fn array(&self, to: &DataType) -> Result<ArrayRef> {
        joined(&self.cast(to)?.chunks)
    }

    /// The values as texts: numbers in digits, days and moments as ISO 8601 has
    /// them.
    ///
    /// # Errors
    /// Of lists, structs and spans of time, and of bytes that are no UTF-8.
    pub fn texts(&self) -> Result<Texts> {
        Texts::of(self.array(&DataType::Text)?.as_ref())
    }

    /// The values as whole numbers: days, moments in their unit, flags as 0 and
    /// 1, fractions cut off; null where 64 bits cannot hold them.
    ///
    /// # Errors
    /// Of lists, structs and bytes.
    pub fn integers(&self) -> Result<Numbers<i64>> {
        Numbers::of(self.array(&DataType::Int64)?.as_ref())
    }

    /// The values as floating-point numbers.
    ///
    /// # Errors
    /// As [`Self::integers`].
    pub fn floats(&self) -> Result<Numbers<f64>> {
        Numbers::of(self.array(&DataType::Float64)?.as_ref())
    }

    /// The values as numbers of 32 bits from 0; null where that cannot hold them.
    ///
    /// # Errors
    /// As [`Self::integers`].
    pub fn unsigned(&self) -> Result<Numbers<u32>> {
        Numbers::of(self.array(&DataType::UInt32)?.as_ref())
    }

    /// The values as flags: yes where a number is not 0.
    ///
    /// # Errors
    /// Of texts, moments, lists, structs and bytes.
    pub fn flags(&self) -> Result<Flags> {
        Flags::of(self.array(&DataType::Boolean)?.as_ref())
    }

    /// Moments of any unit, or the beginnings of days, in microseconds since
    /// 1970-01-01 UTC; null where 64 bits cannot hold them.
    ///
    /// # Errors
    /// Of anything else.
    pub fn microseconds(&self) -> Result<Numbers<i64>> {
        let array = match &self.data_type {
            DataType::Datetime(unit, _) => {
                let ticks = downcast(joined(&self.chunks)?.as_ref())?;
                in_unit(&ticks, *unit, TimeUnit::Microseconds).boxed()
            }
            DataType::Date => self.array(&DataType::moment())?,
            other => return Err(Error::Cast { from: other.clone(), to: DataType::moment() }),
        };
        Numbers::of(array.as_ref())
    }

    /// Lists of values, all of them as texts.
    ///
    /// # Errors
    /// When the column holds no lists, or lists of what [`Self::texts`] refuses.
    pub fn text_lists(&self) -> Result<TextLists> {
        TextLists::of(self.array(&DataType::texts())?.as_ref())
    }
}

/// The array with the type that it had before polars filtered it, which forgets
/// what numbers stand for: decimals would lose their point.
fn of_type(mut array: ArrayRef, data_type: &ArrowDataType) -> ArrayRef {
    if let (Some(list), ArrowDataType::LargeList(field)) = (array.as_any().downcast_ref::<ListArray<i64>>(), data_type)
    {
        let items = of_type(list.values().clone(), field.dtype());
        return ListArray::new(data_type.clone(), list.offsets().clone(), items, list.validity().cloned()).boxed();
    }
    *array.dtype_mut() = data_type.clone();
    array
}
