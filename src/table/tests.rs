//! The bytes and values of polars 0.55.2, which made the files in `fixtures`, or
//! read them and told what they hold.

use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use polars_arrow::array::{DictionaryArray, ListArray, PrimitiveArray, Utf8Array};

use crate::{
    ArrowDataType, ArrowField, Column, DataType, Error, ParquetFile, ROW_GROUP, Result, Table, TimeUnit, table,
    write_parquet,
};

fn fixture(name: &str) -> PathBuf {
    Path::new("fixtures").join(name)
}

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn text(i: usize) -> String {
    format!("account {} {}", i % 1_000, "x".repeat(i % 23))
}

/// Columns of every type that is written, with and without nulls.
fn wide(rows: Range<usize>) -> Result<Table> {
    let r = || rows.clone();
    let mut table = table!(
        "str" => r().map(text),
        "ref" => r().map(|i| ["a", "b", "much longer than twelve bytes"][i % 3]),
        "unique" => r().map(|i| format!("{:032}", i * 7919)),
        "opt_str" => r().map(|i| (i % 5 != 0).then(|| text(i))),
        "all_some_str" => r().map(|i| Some(text(i))),
        "none_str" => r().map(|_| None::<&str>),
        "late_null" => r().map(|i| (i + 1 != rows.end).then_some("v")),
        "i8" => r().map(|i| i as i8),
        "i16" => r().map(|i| i as i16),
        "i32" => r().map(|i| i as i32 * 7),
        "i64" => r().map(|i| i as i64 * -77_777_777),
        "u8" => r().map(|i| i as u8),
        "u16" => r().map(|i| i as u16),
        "u32" => r().map(|i| i as u32),
        "u64" => r().map(|i| i as u64 * 12_345),
        "small_u64" => r().map(|i| i as u64 % 5),
        "opt_u32" => r().map(|i| (i % 3 == 0).then_some(i as u32)),
        "opt_u64" => r().map(|i| (i % 100 != 7).then_some(i as u64)),
        "some_u64" => r().map(|i| Some(i as u64)),
        "none_u32" => r().map(|_| None::<u32>),
        "opt_i64" => r().map(|i| (i % 2 == 0).then_some(i as i64)),
        "f32" => r().map(|i| i as f32 / 3.0),
        "f64" => r().map(|i| if i % 9 == 0 { f64::NAN } else { i as f64 / 7.0 }),
        "zero" => r().map(|i| [0.0f64, -0.0][i % 2]),
        "opt_f64" => r().map(|i| (i % 4 != 1).then_some(i as f64 / 7.0)),
        "bool" => r().map(|i| i % 3 == 0),
        "opt_bool" => r().map(|i| (i % 5 != 2).then_some(i % 3 == 0)),
        "some_bool" => r().map(|i| Some(i % 3 == 0)),
        "time" => r().map(|i| i as i64 * 1_000_003),
        "opt_time" => r().map(|i| (i % 6 != 0).then_some(i as i64 * 1_000_003)),
    )?
    .with_moments(&["time", "opt_time"])?;
    let names: Vec<String> = rows.clone().map(text).collect();
    let from = |i: usize| names[i - rows.start..].iter();
    table.with_column(Column::lists("lists", r().map(|i| (i % 4 != 0).then(|| from(i).take(i % 4)))))?;
    table.with_column(Column::lists("some_lists", r().map(|i| Some(from(i).take(i % 3)))))?;
    table.with_column(Column::lists("no_lists", r().map(|_| None::<Vec<&str>>)))?;
    Ok(table)
}

fn written(rows: usize) -> Vec<u8> {
    let groups = (0..rows).step_by(ROW_GROUP).map(|first| wide(first..rows.min(first + ROW_GROUP)));
    let mut bytes = Vec::new();
    write_parquet(&mut bytes, groups, wide(0..0)).unwrap();
    bytes
}

#[test]
fn files_are_those_of_polars_byte_for_byte() {
    for rows in [0, 1, 9, 100] {
        let polars = std::fs::read(fixture(&format!("wide_{rows}.parquet"))).unwrap();
        assert!(written(rows) == polars, "{rows} rows");
    }
    let large = [(4_097, 463_591, 0x9da0_48fb_2664_b4e3), (20_000, 2_204_892, 0x53c4_c49c_f369_bc54)];
    for (rows, length, hash) in large {
        let bytes = written(rows);
        assert_eq!((bytes.len(), fnv(bytes.into_iter())), (length, hash), "{rows} rows");
    }
}

#[test]
fn blocks_that_are_joined_and_cut_give_the_same_bytes() {
    let mut joined = Table::default();
    for rows in [0..1, 1..1, 1..2_000, 2_000..3_001, 3_001..4_097] {
        joined.append(wide(rows).unwrap()).unwrap();
    }
    // The last row of each block has a null of its own.
    joined.with_column(wide(0..4_097).unwrap().column("late_null").unwrap().clone()).unwrap();
    for name in ["lists", "some_lists"] {
        joined.with_column(wide(0..4_097).unwrap().column(name).unwrap().clone()).unwrap();
    }
    let (mut first, second) = joined.split_at(4_000);
    first.append(second).unwrap();
    let mut bytes = Vec::new();
    first.write_parquet(&mut bytes).unwrap();
    assert!(bytes == written(4_097));
}

#[test]
fn a_file_gives_the_values_that_were_written() {
    let bytes = written(4_097);
    let file = ParquetFile::new(&bytes).unwrap();
    let (read, made) = (file.read().unwrap(), wide(0..4_097).unwrap());
    assert_eq!((read.height(), read.schema()), (4_097, made.schema()));
    for (read, made) in read.columns().iter().zip(made.columns()) {
        let mut read = read.clone();
        read.rechunk().unwrap();
        // No number equals itself where it is not one.
        if read.name() != "f64" {
            assert_eq!(read.chunks()[0], made.chunks()[0], "{}", read.name());
        }
        assert_eq!(read.null_count(), made.null_count(), "{}", read.name());
    }
    let some = file.read_columns(&["opt_u64", "str"], 1_000..1_100).unwrap();
    assert_eq!(some.names().collect::<Vec<_>>(), ["opt_u64", "str"]);
    assert_eq!(some.column("str").unwrap().texts().unwrap().get(7), Some(text(1_007).as_str()));
    assert_eq!(some.column("opt_u64").unwrap().integers().unwrap().get(7), None);
    let empty = file.empty_columns().unwrap();
    assert_eq!(empty.len(), 3, "{empty:?}");
    assert!(["none_str", "none_u32", "no_lists"].iter().all(|name| empty.contains(*name)));
    file.check_pages(&["str"]).unwrap();
    assert!(matches!(file.read_columns(&["other"], 0..1), Err(Error::NoColumn(_))));
    assert!(file.read_columns(&["str"], 4_000..4_098).is_err());
}

fn shown<T: std::fmt::Debug>(values: impl Iterator<Item = T>) -> String {
    format!("{:016x}", fnv(values.flat_map(|value| format!("{value:?}\0").into_bytes())))
}

/// Files of pyarrow, pandas, duckdb and polars, with every codec and type; the
/// tables beside them tell what polars for Rust makes of each column.
#[test]
fn files_of_other_programs_are_read_as_polars_reads_them() {
    let mut columns = 0;
    for entry in std::fs::read_dir(fixture("")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(told) = std::fs::read_to_string(path.with_extension("tsv")) else { continue };
        if path.extension().is_none_or(|extension| extension != "parquet") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let table = ParquetFile::new(&bytes).unwrap().read().unwrap();
        for line in told.lines() {
            let [name, data_type, nulls, texts, lists, moments] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            let column = table.column(name).unwrap();
            let place = format!("{}: {name} ({data_type})", path.display());
            if !["cat", "enum"].iter().any(|other| data_type.contains(other)) {
                assert_eq!(column.data_type().to_string(), data_type, "{place}");
            }
            assert_eq!(column.null_count().to_string(), nulls, "{place}");
            let own = column.texts().map_or("-".to_owned(), |texts| shown(texts.iter()));
            assert_eq!(own, texts, "texts of {place}");
            let own = match column.data_type() {
                DataType::List(_) => column.text_lists().map_or("-".to_owned(), |lists| {
                    let rows = (0..lists.len()).map(|row| format!("{:?}\0", lists.get(row).collect::<Vec<_>>()));
                    format!("{:016x}", fnv(rows.flat_map(String::into_bytes)))
                }),
                _ => "-".to_owned(),
            };
            assert_eq!(own, lists, "lists of {place}");
            let own = column.microseconds().map_or("-".to_owned(), |moments| shown(moments.iter()));
            assert_eq!(own, moments, "moments of {place}");
            columns += 1;
        }
    }
    assert!(columns > 370, "{columns}");
}

/// A disk that is full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_as_it_is() {
    let table = || table!("id" => ["a", "b"], "rank" => [Some(1u64), None]);
    let write = |room| write_parquet(&mut Full(room), [table()], table().map(|table| table.clear()));
    let mut bytes = Vec::new();
    table().unwrap().write_parquet(&mut bytes).unwrap();
    for room in 0..bytes.len() {
        assert_eq!(write(room).unwrap_err().kind(), io::ErrorKind::StorageFull, "{room}");
    }
    write(bytes.len()).unwrap();
}

#[test]
fn a_damaged_file_gives_an_error_or_values() {
    let whole = written(100);
    let (mut state, mut refused) = (1u64, 0);
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..400 {
        let mut bytes = whole.clone();
        if round % 4 == 0 {
            bytes.truncate(random(whole.len()));
        } else {
            let at = random(bytes.len());
            bytes[at] = random(256) as u8;
        }
        let read = ParquetFile::new(&bytes).and_then(|file| {
            let names: Vec<String> = file.names().map(str::to_owned).collect();
            file.empty_columns()?;
            file.check_pages(&names)?;
            file.read_columns(&names, 0..100)
        });
        refused += usize::from(read.is_err());
    }
    assert!(refused > 200, "{refused}");
    assert!(ParquetFile::new(b"PAR1").is_err() && ParquetFile::new(b"").is_err());
}

#[test]
fn what_a_type_cannot_hold_is_null_or_an_error() {
    let column = Column::new("n", [Some("12"), Some("x"), None, Some("1.5")]);
    assert_eq!(column.integers().unwrap().iter().collect::<Vec<_>>(), [Some(12), None, None, None]);
    assert_eq!(column.floats().unwrap().get(3), Some(1.5));
    assert!(matches!(column.cast_strict(&DataType::Float64), Err(Error::Loss { .. })));
    let column = Column::new("n", [u64::MAX, 7]);
    assert_eq!(column.integers().unwrap().iter().collect::<Vec<_>>(), [None, Some(7)]);
    assert_eq!(column.texts().unwrap().get(0), Some("18446744073709551615"));
    let column = Column::new("n", [true, false]);
    assert_eq!(column.texts().unwrap().get(0), Some("true"));
    assert_eq!(column.unsigned().unwrap().get(0), Some(1));
    assert!(column.text_lists().is_err() && column.microseconds().is_err());
    let moments = Column::moments("t", [Some(-1), None]);
    assert_eq!(moments.texts().unwrap().get(0), Some("1969-12-31 23:59:59.999999+00:00"));
    let millis = moments.cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).unwrap();
    assert_eq!(millis.integers().unwrap().get(0), Some(-1));
    assert_eq!(millis.microseconds().unwrap().get(0), Some(-1_000));
    let day = Column::new("d", [18_000i64]).cast(&DataType::Date).unwrap();
    assert_eq!(day.texts().unwrap().get(0), Some("2019-04-14"));
    assert_eq!(day.microseconds().unwrap().get(0), Some(18_000 * 86_400_000_000));
    let nulls = Column::nulls("l", DataType::texts(), 3);
    assert_eq!(nulls.integers().unwrap().iter().flatten().count(), 0);
}

#[test]
fn dictionaries_of_other_libraries_become_texts() {
    let values = Utf8Array::<i32>::from([Some("one that is longer than a view"), None, Some("b")]).boxed();
    let keys = PrimitiveArray::<i8>::from([Some(2), Some(0), None, Some(1), Some(0)]);
    let dictionary = DictionaryArray::try_from_keys(keys, values, false).unwrap();
    let field = crate::ArrowField::new("d".into(), dictionary.dtype().clone(), true);
    assert!(crate::is_supported(field.dtype()));
    let column = Column::from_arrow(&field, vec![dictionary.boxed()]).unwrap();
    let texts = column.texts().unwrap();
    let long = Some("one that is longer than a view");
    assert_eq!(texts.iter().collect::<Vec<_>>(), [Some("b"), long, None, None, long]);
}

#[test]
fn tables_are_cut_joined_and_filtered() {
    let table = table!("a" => [1i64, 2, 3], "b" => ["x", "y", "z"]).unwrap();
    assert!(table!("a" => [1i64], "b" => ["x", "y"]).is_err() && table!("a" => [1i64], "a" => ["x"]).is_err());
    let mut twice = table.clone();
    twice.append(table.slice(1, 9)).unwrap();
    assert_eq!((twice.height(), twice.batches().unwrap().len()), (5, 2));
    assert!(twice.append(table.without(&["b"])).is_err());
    let kept = twice.filter([true, false, false, true, false]).unwrap();
    assert_eq!(kept.column("b").unwrap().texts().unwrap().iter().flatten().collect::<String>(), "xy");
    assert!(twice.filter([true]).is_err());
    twice.with_column(Column::new("b", vec![0u8; 5])).unwrap();
    assert_eq!(twice.names().collect::<Vec<_>>(), ["a", "b"]);
    // The new column is one chunk, the other one two.
    assert_eq!(twice.batches().unwrap().len(), 1);
    assert_eq!(table.clear().batches().unwrap()[0].0, 0);
    assert!(table.column("c").is_err_and(|error| error.to_string() == "there is no column c"));
}

#[test]
fn a_filter_keeps_what_the_numbers_stand_for() -> Result<()> {
    let decimal = ArrowDataType::Decimal(9, 3);
    let values = PrimitiveArray::<i128>::from_vec(vec![1_500, 2_500, 4_885]).to(decimal.clone());
    let items = ArrowField::new("item".into(), decimal.clone(), true);
    let list = ArrowDataType::LargeList(Box::new(items));
    let offsets = vec![0i64, 1, 2, 3].try_into().map_err(|_| Error::damaged())?;
    let lists = ListArray::<i64>::new(list.clone(), offsets, values.clone().boxed(), None);
    let columns = [(decimal, values.boxed()), (list, lists.boxed())].into_iter().enumerate();
    let columns = columns.map(|(number, (data_type, values))| {
        Column::from_arrow(&ArrowField::new(number.to_string().into(), data_type, true), vec![values])
    });
    let kept = Table::new(3, columns.collect::<Result<_>>()?)?.filter([true, false, true])?;
    assert_eq!(kept.column("0")?.floats()?.iter().collect::<Vec<_>>(), [Some(1.5), Some(4.885)]);
    let mut bytes = Vec::new();
    kept.write_parquet(&mut bytes).map_err(|_| Error::damaged())?;
    let read = ParquetFile::new(&bytes)?.read()?;
    assert_eq!(read.schema(), kept.schema());
    assert_eq!(read.column("1")?.text_lists()?.get(1).collect::<Vec<_>>(), ["4.885"]);
    Ok(())
}

#[test]
fn a_time_of_day_that_is_none_is_null() -> Result<()> {
    let day = ArrowDataType::Time64(polars_arrow::datatypes::TimeUnit::Nanosecond);
    let values = PrimitiveArray::<i64>::from_vec(vec![-1, 66_600_000_000_000, i64::MAX]).to(day.clone());
    let column = Column::from_arrow(&ArrowField::new("t".into(), day, true), vec![values.boxed()])?;
    assert_eq!(column.texts()?.iter().collect::<Vec<_>>(), [None, Some("18:30:00"), None]);
    Ok(())
}
