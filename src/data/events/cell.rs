//! One value of one row, from the reader to the columns.

use super::path::Value;
use std::borrow::Cow;

/// One value of one row as a reader found it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    /// No value.
    Missing,
    /// Text; a list-valued role may split it.
    Text(&'a str),
    /// A list that the format itself knows (JSON, Parquet).
    Items(&'a [Cow<'a, str>]),
    /// A moment that the format itself knows, in microseconds.
    Moment(i64),
    /// A local time that the format itself knows, in microseconds as if it were UTC.
    LocalMoment(i64),
    /// Something from which no value can be taken.
    Object,
}

impl Cell<'_> {
    /// Bytes of its text, or of all its items.
    pub fn length(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Items(items) => items.iter().map(|item| item.len() as u64).sum(),
            Self::Missing | Self::Moment(_) | Self::LocalMoment(_) | Self::Object => 0,
        }
    }
}

/// What a row tells in a field.
#[derive(Debug)]
pub(super) enum Told<'c> {
    Cell(Cell<'c>),
    Text(String),
    Items(Vec<Cow<'c, str>>),
}

impl Told<'_> {
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Self::Cell(cell) => *cell,
            Self::Text(text) => Cell::Text(text),
            Self::Items(items) => Cell::Items(items),
        }
    }
}

impl<'v> Value<'v> {
    /// The value for the place of a slot.
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Self::Missing => Cell::Missing,
            Self::Text(text) => Cell::Text(text),
            Self::Items(items) => Cell::Items(items),
            Self::Object => Cell::Object,
        }
    }
}
