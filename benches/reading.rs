//! Reading an export of 300 000 simulated posts in each form, all columns of
//! all traces decoded.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark cannot go on without its data")]

use std::io::Write;
use std::path::{Path, PathBuf};

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use flate2::Compression;
use flate2::write::GzEncoder;
use lockstep::data::events::{Events, InputConfig, Role};
use lockstep::data::import::import_posts;
use lockstep::data::traces::TraceKind;
use lockstep::lab::simulate::{WorldConfig, simulate, write_posts};
use lockstep::table::{Column, Table};
use tempfile::TempDir;

const POSTS: u64 = 300_000;

fn main() {
    divan::main();
}

/// The same posts in every form, in a folder that goes with it.
struct Export {
    _folder: TempDir,
    path: PathBuf,
    rows: usize,
    bytes: u64,
}

impl Export {
    /// `write` gets the posts as CSV and the place to write to.
    fn new(write: impl FnOnce(&[u8], &Path)) -> Self {
        let world = simulate(&WorldConfig::of_size(POSTS)).expect("a world");
        let mut csv = Vec::new();
        write_posts(&world, &mut csv).expect("memory takes it");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("posts");
        write(&csv, &path);
        let bytes = path.metadata().expect("a file").len();
        Self { _folder: folder, path, rows: world.posts.len(), bytes }
    }

    fn bench(self, bencher: Bencher) {
        let wanted = TraceKind::wanted(&TraceKind::ALL);
        bencher
            .counter(ItemsCount::new(self.rows))
            .counter(BytesCount::new(self.bytes))
            .bench(|| Events::read(black_box(std::slice::from_ref(&self.path)), &InputConfig::default(), &wanted));
    }
}

#[divan::bench]
fn csv(bencher: Bencher) {
    Export::new(|csv, path| std::fs::write(path, csv).expect("the folder takes it")).bench(bencher);
}

#[divan::bench]
fn csv_with_quotes(bencher: Bencher) {
    let quoted = |csv: &[u8]| {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
        rows.byte_records().for_each(|row| writer.write_record(&row.expect("a row")).expect("memory takes it"));
        writer.into_inner().expect("memory takes it")
    };
    Export::new(|csv, path| std::fs::write(path, quoted(csv)).expect("the folder takes it")).bench(bencher);
}

#[divan::bench]
fn csv_gzip(bencher: Bencher) {
    Export::new(|csv, path| {
        let mut packed = GzEncoder::new(std::fs::File::create(path).expect("a file"), Compression::default());
        packed.write_all(csv).and_then(|()| packed.finish().map(drop)).expect("the folder takes it");
    })
    .bench(bencher);
}

#[divan::bench]
fn csv_zstd(bencher: Bencher) {
    Export::new(|csv, path| {
        std::fs::write(path, zstd::encode_all(csv, 3).expect("memory takes it")).expect("the folder takes it");
    })
    .bench(bencher);
}

/// Rows of a CSV text by the names of its columns.
fn rows(csv: &[u8]) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_reader(csv).deserialize().map(|row| row.expect("a row")).collect()
}

#[divan::bench]
fn ndjson(bencher: Bencher) {
    Export::new(|csv, path| {
        let lines: Vec<String> = rows(csv).iter().map(|row| serde_json::to_string(row).expect("JSON")).collect();
        std::fs::write(path, lines.join("\n")).expect("the folder takes it");
    })
    .bench(bencher);
}

#[divan::bench]
fn parquet(bencher: Bencher) {
    Export::new(|csv, path| {
        let rows = rows(csv);
        let column = |name: &String| -> Column {
            let cells = rows.iter().map(|row| Some(row[name].as_str()).filter(|cell| !cell.is_empty()));
            Column::new(name, cells)
        };
        let columns = rows[0].keys().map(column).collect();
        let table = Table::new(rows.len(), columns).expect("columns of one length");
        let mut file = std::fs::File::create(path).expect("a file");
        table.write_parquet(&mut file).expect("the folder takes it");
    })
    .bench(bencher);
}

/// As `lockstep import` writes it.
#[divan::bench]
fn imported(bencher: Bencher) {
    Export::new(|csv, path| {
        let posts = path.with_extension("csv");
        std::fs::write(&posts, csv).expect("the folder takes it");
        import_posts(&[posts.into()], &InputConfig::default(), path).expect("the table is written");
    })
    .bench(bencher);
}

/// Times alone, for what the columns of the traces cost.
#[divan::bench]
fn csv_accounts_and_times(bencher: Bencher) {
    let export = Export::new(|csv, path| std::fs::write(path, csv).expect("the folder takes it"));
    bencher
        .counter(ItemsCount::new(export.rows))
        .counter(BytesCount::new(export.bytes))
        .bench(|| Events::read(black_box(std::slice::from_ref(&export.path)), &InputConfig::default(), &[] as &[Role]));
}
