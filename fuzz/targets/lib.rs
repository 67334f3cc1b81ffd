//! What is fuzzed: a function for each reader, which takes any bytes. The programs
//! beside this file hand them to the fuzzer; `tests/suite/readers.rs` drives the same
//! functions on every run of the tests.
//!
//! Nothing may panic or run without end, whatever the bytes are.

use std::cell::OnceCell;
use std::io::Write;
use std::path::{Path, PathBuf};

use lockstep::casework::export::{Selection, Share};
use lockstep::data::events::{Events, InputConfig, Role};
use lockstep::data::pseudonyms::{Key, Pseudonyms};
use lockstep::data::traces::near::text::normal_form;
use lockstep::data::traces::url::{Links, UrlConfig};
use lockstep::data::traces::{NormalForm, TraceKind};
use lockstep::policy::supervision::registry::Registry;
use lockstep::policy::transparency::operations;
use lockstep::results::read::Output;
use tempfile::{NamedTempFile, TempDir};

/// A reader, or what is made of what it reads.
pub type Target = fn(&[u8]);

/// All of them by their names, each with the files of the repository, as paths or
/// folders below its root, from which mutations begin.
pub const ALL: [(&str, Target, &[&str]); 16] = [
    ("table", table, &["tests/fixtures/presets"]),
    ("json", json, &["tests/fixtures/presets"]),
    ("parquet", parquet, &["notebooks-data/season/out/accounts.parquet", "src/table/fixtures"]),
    ("packed", packed, &["notebooks-data/state-media/posts.csv.gz"]),
    ("workbook", workbook, &["tests/fixtures/presets"]),
    ("cells", cells, &["tests/fixtures/presets"]),
    ("encodings", encodings, &["tests/fixtures/presets"]),
    ("paths", paths, &["docs/presets.md"]),
    ("times", times, &["tests/fixtures/presets"]),
    ("links", links, &["tests/fixtures/presets"]),
    ("texts", texts, &["tests/fixtures/presets"]),
    ("pseudonyms", pseudonyms, &["tests/fixtures/presets"]),
    (
        "run",
        run,
        &[
            "notebooks-data/season/out/run.json",
            "notebooks-data/season/out/accounts.parquet",
            "notebooks-data/season/out/candidates.csv",
        ],
    ),
    ("registry", registry, &["notebooks-data/state-media/registry.toml", "notebooks-data/state-media/truth.csv"]),
    ("operations", operations, &["notebooks-data/transparency/operations.toml"]),
    ("config", config, &["notebooks-data/season/world.toml"]),
];

/// CSV and its kin, headers included.
pub fn table(bytes: &[u8]) {
    read(bytes);
}

/// JSON: lines, arrays and documents.
pub fn json(bytes: &[u8]) {
    read(bytes);
    read(&[b"{\"account_id\":1,\"timestamp\":1630000000}\n{", bytes].concat());
    read(&[b"[{", bytes].concat());
}

/// Parquet.
pub fn parquet(bytes: &[u8]) {
    read(&[b"PAR1", bytes.strip_prefix(b"PAR1").unwrap_or(bytes)].concat());
}

/// gzip, zstd, ZIP and tar, and what is in them.
pub fn packed(bytes: &[u8]) {
    for magic in [&b"\x1f\x8b\x08"[..], b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b""] {
        read(&[magic, bytes.strip_prefix(magic).unwrap_or(bytes)].concat());
    }
}

/// Workbooks: what a ZIP or a compound file holds.
pub fn workbook(bytes: &[u8]) {
    for magic in [&b"PK\x03\x04"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
        read(&[magic, bytes.strip_prefix(magic).unwrap_or(bytes)].concat());
    }
}

/// What programs print into cells: lists, objects, times, ids.
pub fn cells(bytes: &[u8]) {
    let cell = String::from_utf8_lossy(bytes).replace('"', "\"\"");
    let header = "account_id,timestamp,url,hashtags,mentions,repost_of,text,entities\n";
    let row = format!("a,1630000000,\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\",\"{cell}\"\n");
    read(format!("{header}{row}\"{cell}\",\"{cell}\",,,,,,\n").as_bytes());
}

/// Text in any encoding: the first byte chooses one.
pub fn encodings(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let names = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "gb18030", "shift_jis", "iso-2022-jp"];
    let encoding = Some(names[usize::from(*choice) % names.len()].to_owned());
    read_as(bytes, &InputConfig { encoding, max_rejects: 1.0, ..InputConfig::default() });
}

/// The language of paths: one to the rows, others to columns, a line each.
pub fn paths(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().map(str::to_owned);
    let document = r#"{"a":{"b":[{"c":"x","d":1630000000,"e":["y",{"f":"z"}]}]},"includes":{"t":[{"id":"x"}]}}"#;
    let rows = lines.next();
    let columns = [Role::Account, Role::Time, Role::Url, Role::Hashtags].into_iter().zip(lines).collect();
    read_as(document.as_bytes(), &InputConfig { rows, columns, max_rejects: 1.0, ..InputConfig::default() });
}

/// Times, the first line as a format of the others.
pub fn times(bytes: &[u8]) {
    use lockstep::base::time::{Form, Order, Zone, day_and_month, parse, parse_day_or_moment, read, read_as, rfc3339};
    let text = String::from_utf8_lossy(bytes);
    let format = text.lines().next().unwrap_or_default();
    for text in text.lines().chain([&*text]) {
        day_and_month(text);
        let zones = ["UTC", "Europe/Berlin", "America/New_York"];
        let zones = zones.iter().filter_map(|name| name.parse::<Zone>().ok());
        for zone in zones {
            let forms = [Form::Common, Form::Compact, Form::Serial, Form::Ordered(Order::DayFirst)];
            let read = forms.map(|form| read(text, form, &zone)).into_iter().chain([read_as(text, format, &zone)]);
            read.flatten().for_each(|moment| drop(rfc3339(moment.micros)));
        }
        parse(text).into_iter().chain(parse_day_or_moment(text)).for_each(|micros| drop(rfc3339(micros)));
    }
}

/// The normal forms of links, hashtags and handles: they do not depend on what was
/// asked for before.
pub fn links(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let links = Links::new(&UrlConfig::default());
    let forms = [NormalForm::Link(links.clone()), NormalForm::SiteOfLink(links.clone()), NormalForm::Site(links)];
    for text in text.split(['\n', ',', '"']) {
        for form in forms.iter().chain(&[NormalForm::Hashtag, NormalForm::Handle]) {
            assert_eq!(form.of(text), form.of(text));
        }
    }
}

/// The normal form of texts, which is its own.
pub fn texts(bytes: &[u8]) {
    let normal = normal_form(&String::from_utf8_lossy(bytes));
    normal_form(&normal);
}

/// Texts without the names of accounts.
pub fn pseudonyms(bytes: &[u8]) {
    let Some(file) = written(b"0123456789abcdef0123456789abcdef") else { return };
    let Ok(key) = Key::read(file.path()) else { return };
    let text = String::from_utf8_lossy(bytes);
    let names: Vec<&str> = text.split([',', '\n']).take(8).collect();
    let all = Pseudonyms::new(key, names.iter().copied(), (0..).zip(names.iter().rev().copied()));
    all.text(&text);
    all.object(TraceKind::Mention, &text);
}

/// A finished run of which one file is other bytes: the first of them chooses it.
pub fn run(bytes: &[u8]) {
    thread_local!(static RUN: OnceCell<Option<TempDir>> = const { OnceCell::new() });
    const FILES: [&str; 6] =
        ["run.json", "accounts.parquet", "candidates.csv", "networks.csv", "explained.csv", "pairs.parquet"];
    let (kept, name) = match bytes.first() {
        Some(b'{') => (bytes, FILES[0]),
        Some(b'P') => (bytes, FILES[1]),
        Some(b'r') => (bytes, FILES[2]),
        Some(choice) => (&bytes[1..], FILES[usize::from(*choice) % FILES.len()]),
        None => return,
    };
    RUN.with(|run| {
        let Some(run) = run.get_or_init(|| copy_of(&root().join("notebooks-data/season/out"))) else { return };
        let path = run.path().join(name);
        let Ok(sound) = std::fs::read(&path) else { return };
        if std::fs::write(&path, kept).is_ok() {
            read_run(run.path());
        }
        // The next one begins with a sound run.
        _ = std::fs::write(&path, sound);
    });
}

fn read_run(dir: &Path) {
    let Ok(output) = Output::open(dir) else { return };
    let id = output.accounts().first().map(|account| account.id.clone()).unwrap_or_default();
    _ = (output.account(&id).map(|account| output.candidate(account).is_ok()), output.networks(), output.explained(1));
    _ = (output.network(1), output.pairs(&id, None));
    _ = Share::read(&output, &Selection::default(), None);
}

/// A registry of state-controlled media, as TOML or as a table.
pub fn registry(bytes: &[u8]) {
    let (Some(file), Ok(today)) = (written(bytes), "2026-01-01".parse()) else { return };
    _ = Registry::read(file.path(), today);
}

/// A list of removed operations.
pub fn operations(bytes: &[u8]) {
    let Some(file) = written(bytes) else { return };
    _ = operations::check(file.path(), None);
}

/// The configuration of a run, which says the same once it is written.
pub fn config(bytes: &[u8]) {
    let Ok(config) = lockstep::Config::from_toml(&String::from_utf8_lossy(bytes)) else { return };
    let written = config.to_toml().unwrap_or_default();
    assert_eq!(lockstep::Config::from_toml(&written).ok(), Some(config), "{written}");
}

/// Reads bytes as a file, all roles of it.
fn read(bytes: &[u8]) {
    read_as(bytes, &InputConfig { max_rejects: 1.0, ..InputConfig::default() });
}

/// The same as `config` says: every row must be used, refused, left out or set aside,
/// and a second reading must give the same.
fn read_as(bytes: &[u8], config: &InputConfig) {
    let Some(file) = written(bytes) else { return };
    let read = || Events::read(&[file.path().to_owned()], config, &Role::ALL);
    let (Ok(events), Ok(again)) = (read(), read()) else { return };
    let sum = |of: fn(&lockstep::data::events::SourceSummary) -> u64| events.sources.iter().map(of).sum::<u64>();
    assert_eq!(events.rows() as u64, sum(|source| source.rows - source.rejected), "rows get lost");
    assert_eq!((&events.account, &events.time, &events.post), (&again.account, &again.time, &again.post));
}

fn written(bytes: &[u8]) -> Option<NamedTempFile> {
    let mut file = NamedTempFile::new().ok()?;
    file.write_all(bytes).ok().map(|()| file)
}

/// The folder of the repository, from this crate's or from its own.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("notebooks-data").is_dir()).unwrap_or(here).to_owned()
}

/// A copy of the files of a folder, not of what is below them.
fn copy_of(folder: &Path) -> Option<TempDir> {
    let copy = tempfile::tempdir().ok()?;
    for file in std::fs::read_dir(folder).ok()?.flatten().filter(|file| file.path().is_file()) {
        std::fs::copy(file.path(), copy.path().join(file.file_name())).ok()?;
    }
    Some(copy)
}
