//! Tables in memory: named columns of one length, each a list of Arrow arrays
//! (chunks); and their Parquet files, read and written.
//!
//! The Arrow arrays, and the Parquet encodings and pages, are those of
//! `polars-arrow` and `polars-parquet`, without the data frames of polars.
//!
//! ```
//! use lockstep_table::{ParquetFile, Table, table, write_parquet};
//!
//! let table: Table = table!("id" => ["a", "b"], "rank" => [Some(1u64), None])?;
//! let mut bytes = Vec::new();
//! write_parquet(&mut bytes, [Ok(table.clone())], Ok(table.clear()))?;
//! let read = ParquetFile::new(&bytes)?.read()?;
//! assert_eq!(read.column("rank")?.integers()?.get(0), Some(1));
//! assert_eq!(read.column("id")?.texts()?.get(1), Some("b"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arrow;
mod cast;
mod column;
mod data_type;
mod error;
mod read;
mod read_pages;
mod table;
mod temporal;
#[cfg(test)]
mod tests;
mod value;
mod view;
mod write;

pub use arrow::is_supported;
pub use column::Column;
pub use data_type::{DataType, TimeUnit};
pub use error::{Error, Result};
pub use polars_arrow::array::{Array, ArrayRef};
pub use polars_arrow::datatypes::{ArrowDataType, Field as ArrowField};
pub use read::{ParquetFile, read_parquet};
pub use table::Table;
pub use value::Value;
pub use view::{Flags, Numbers, TextLists, Texts};
pub use write::{ParquetWriter, ROW_GROUP, write_parquet};
