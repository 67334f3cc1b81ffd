//! What lockstep writes, read by other programs.

use crate::support::{SAMPLE, arg, folder, python, python_says, succeed};

/// Reads every Parquet file of a folder by polars and by duckdb, which must
/// find the same; prints name and number of rows of each.
const PARQUET: &str = r#"
import glob, os, sys
import duckdb, polars
duckdb.sql("SET TimeZone = 'UTC'")
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.parquet"))):
    one = polars.read_parquet(path)
    other = duckdb.sql("SELECT * FROM read_parquet('" + path + "')")
    assert one.columns == other.columns, (path, one.columns, other.columns)
    naive = one.with_columns(polars.col(polars.Datetime).dt.epoch("us"))
    instants = ", ".join(
        f'epoch_us("{name}") AS "{name}"' if isinstance(kind, polars.Datetime) else f'"{name}"'
        for name, kind in one.schema.items()
    )
    rows = duckdb.sql("SELECT " + instants + " FROM read_parquet('" + path + "')").fetchall()
    assert naive.rows() == rows, path
    print(os.path.basename(path), len(rows))
"#;

#[test]
fn polars_and_duckdb_read_the_tables_of_detect_alike() {
    let Some(python) = python() else { return };
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    let read = python_says(&python, PARQUET, &[arg(&out)]);
    let rows: Vec<(&str, usize)> = read
        .lines()
        .map(|line| line.split_once(' ').expect("a name and a number"))
        .map(|(name, rows)| (name, rows.parse().expect("a number")))
        .collect();
    assert_eq!(
        rows.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["accounts.parquet", "evidence.parquet", "pairs.parquet"]
    );
    assert!(rows.iter().all(|&(_, rows)| rows > 0), "{read}");
}
