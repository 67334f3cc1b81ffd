//! Typed tables, read from and written to Parquet.

use std::io::{self, Write};

use lockstep_base::stop;
use polars::prelude::*;

/// Fixed, so that the bytes do not depend on the number of threads.
pub const ROW_GROUP: usize = 1 << 18;

/// The table of these groups as a Parquet file; `empty` has the columns and no
/// row.
pub fn write(
    to: &mut dyn Write,
    groups: impl Iterator<Item = PolarsResult<DataFrame>>,
    empty: PolarsResult<DataFrame>,
) -> io::Result<()> {
    let mut to = Watched { to, broken: None };
    let written = || -> PolarsResult<()> {
        let writer = ParquetWriter::new(&mut to).with_compression(ParquetCompression::Snappy).set_parallel(false);
        let mut writer = writer.batched(empty?.schema())?;
        for group in groups {
            stop::check();
            writer.write_batch(&group?)?;
        }
        writer.finish().map(drop)
    };
    let written = written();
    match to.broken {
        Some(broken) => Err(broken),
        None => written.map_err(io::Error::other),
    }
}

/// The table with these columns, which hold microseconds, as moments in UTC.
pub fn with_moments(mut frame: DataFrame, names: &[&str]) -> PolarsResult<DataFrame> {
    let moment = DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    for name in names {
        let moments = frame.column(name)?.cast(&moment)?;
        frame.with_column(moments)?;
    }
    Ok(frame)
}

/// Keeps the first error as it was: what polars makes of a full disk speaks of a
/// damaged table.
struct Watched<'a> {
    to: &'a mut dyn Write,
    broken: Option<io::Error>,
}

impl Watched<'_> {
    fn watch<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            self.broken.get_or_insert(error);
            kind.into()
        })
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes);
        self.watch(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.to.flush();
        self.watch(flushed)
    }
}
