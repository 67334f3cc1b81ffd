//! What several tests need: the program, folders to write to, real data.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::read::GzDecoder;
use lockstep::data::events::{Events, InputConfig};
use lockstep::data::traces::{Acts, Posts, Same, TraceKind};
use lockstep::table::{Column, DataType, Table, read_parquet};
use tempfile::TempDir;

/// The simulated season that ships with the project.
pub const SAMPLE: &str = "notebooks-data/season/posts.csv.gz";

/// The project's folder, in which cargo runs the tests. What the compiler was told can
/// be another clone's, where two share a target folder.
pub fn root() -> PathBuf {
    std::env::current_dir().expect("the folder of the project")
}

/// The program with these arguments.
pub fn lockstep(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep"));
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    lockstep(arguments).output().expect("the program starts")
}

/// Runs the program, which must succeed, and gives what it printed.
pub fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Runs the program, which must fail with exit code 1 and one line.
pub fn fail(arguments: &[&str]) -> String {
    fail_with(1, arguments)
}

/// Runs the program, which must say in one line that it is used wrongly.
pub fn misuse(arguments: &[&str]) -> String {
    fail_with(2, arguments)
}

fn fail_with(code: i32, arguments: &[&str]) -> String {
    let output = run(arguments);
    let message = text(&output.stderr);
    // What is odd about the input is told, too, a line each.
    let is_error = |line: &&str| !line.starts_with("lockstep: warning: ");
    let message: String = message.split_inclusive('\n').filter(is_error).collect();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
    assert!(output.stdout.is_empty(), "{arguments:?} printed a result");
    assert!(message.starts_with("lockstep: ") && message.matches('\n').count() == 1, "{arguments:?}: {message:?}");
    message
}

/// Bytes that must be UTF-8.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A folder that goes when it is dropped.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Writes a file into the folder and gives its path.
pub fn file(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("the temporary folder can be written to");
    path
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().expect("temporary paths are UTF-8")
}

/// Names in a folder, hidden ones too, in order.
pub fn listing(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The same of an output, without the sums of its files.
pub fn outputs(folder: &Path) -> Vec<String> {
    listing(folder).into_iter().filter(|name| name != "SHA256SUMS").collect()
}

/// A file of the real data, or `None`, with a line that says so, where a
/// machine does not have it. It must be there where `LOCKSTEP_REQUIRE_REFERENCE`
/// is set.
pub fn real(name: &str) -> Option<PathBuf> {
    let place = std::env::var_os("LOCKSTEP_REFERENCE_DIR").map(PathBuf::from);
    let place = place.unwrap_or_else(|| root().join("../shared"));
    let path = place.join(name);
    let found = Some(path).filter(|path| path.is_file());
    needed(found, name, ["LOCKSTEP_REFERENCE_DIR", "LOCKSTEP_REQUIRE_REFERENCE"])
}

/// What a test needs of the machine, or `None`, with a line that says so, where
/// the machine does not have it. `place` is the variable that says where it is,
/// and `required` the one that makes it an error not to have it.
pub fn needed(found: Option<PathBuf>, what: &str, [place, required]: [&str; 2]) -> Option<PathBuf> {
    if found.is_none() {
        assert!(std::env::var_os(required).is_none(), "{what} is missing; set {place}");
        // Written past the test harness, which hides what passing tests print.
        let _ = writeln!(std::io::stderr(), "skipped: {what} is not here; {place} says where it is");
    }
    found
}

/// The variable that makes it an error not to have other programs' readers.
pub const REQUIRE_READERS: &str = "LOCKSTEP_REQUIRE_READERS";

/// The Python that has `tests/python/requirements.txt` installed.
pub fn python() -> Option<PathBuf> {
    let named = std::env::var_os("LOCKSTEP_PYTHON").map(PathBuf::from);
    let found = named.filter(|path| path.is_file());
    needed(found, "a Python with tests/python/requirements.txt", ["LOCKSTEP_PYTHON", REQUIRE_READERS])
}

/// Runs a Python script, given as text, with these arguments; it must succeed.
/// Gives what it printed.
pub fn python_says(python: &Path, script: &str, arguments: &[&str]) -> String {
    let output = Command::new(python)
        .args(["-I", "-c", script])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the interpreter starts");
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// A gzip file's content.
pub fn unpacked(path: &Path) -> String {
    let mut content = String::new();
    let packed = std::fs::File::open(path).expect("the file opens");
    GzDecoder::new(packed).read_to_string(&mut content).expect("valid gzip");
    content
}

/// A CSV text as rows of cells by the header's names.
pub fn table(csv: &str) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .map(|row| row.expect("a row as wide as its header"))
        .collect()
}

/// Every column that any trace can use.
pub fn read(path: &Path) -> lockstep::base::error::Result<Events> {
    let mut wanted = TraceKind::wanted(&TraceKind::ALL);
    wanted.push(lockstep::data::events::Role::Content);
    Events::read(&[path.to_owned()], &InputConfig::default(), &wanted)
}

/// The acts of one trace of a file, each post once.
pub fn acts(path: &Path, kind: TraceKind) -> (Events, Acts) {
    let events = read(path).expect("the file can be read");
    let acts = Acts::new(&events, kind, Posts::Once, &Same::default()).expect("the data carry the trace");
    (events, acts)
}

/// Every file below a folder with its content as it can be searched: a workbook
/// part by part, a Parquet table decoded.
pub fn every_file(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for name in listing(folder) {
        let path = folder.join(&name);
        if path.is_dir() {
            files.extend(every_file(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
            continue;
        }
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("xlsx") => {
                files.extend(unzipped(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)))
            }
            Some("parquet") => files.push((format!("{name}, decoded"), decoded(&path))),
            _ => {}
        }
        files.push((name, std::fs::read(&path).expect("the file")));
    }
    files
}

/// All texts of a Parquet table, cell by cell.
fn decoded(path: &Path) -> Vec<u8> {
    let table = read_parquet(&File::open(path).expect("the file")).expect("valid Parquet");
    let columns = table.columns().iter().filter(|column| *column.data_type() == DataType::Text);
    let mut decoded = String::new();
    for texts in columns.map(|column| column.texts().expect("texts")) {
        texts.iter().flatten().for_each(|text| decoded.extend([text, "\n"]));
    }
    decoded.into_bytes()
}

/// A Parquet table in a folder.
pub fn parquet(folder: &Path, name: &str) -> Table {
    read_parquet(&File::open(folder.join(name)).expect("the file")).expect("valid Parquet")
}

/// The texts of a column, empty where there is none.
pub fn texts(table: &Table, column: &str) -> Vec<String> {
    let texts = table.column(column).and_then(Column::texts).expect("texts");
    texts.iter().map(|text| text.unwrap_or_default().to_owned()).collect()
}

/// The numbers of a column.
pub fn numbers(table: &Table, column: &str) -> Vec<Option<f64>> {
    table.column(column).and_then(Column::floats).expect("numbers").iter().collect()
}

/// The files of a ZIP archive by name (APPNOTE 4.3, without ZIP64).
pub fn unzipped(path: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let bytes = std::fs::read(path).expect("the file");
    let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let long = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").expect("an end of the directory");
    let mut files = std::collections::BTreeMap::new();
    let mut entry = long(end + 16);
    for _ in 0..short(end + 10) {
        let (method, packed, name) = (short(entry + 10), long(entry + 20), short(entry + 28));
        let local = long(entry + 42);
        let data = local + 30 + short(local + 26) + short(local + 28);
        let mut content = Vec::new();
        match method {
            0 => content.extend_from_slice(&bytes[data..data + packed]),
            _ => {
                _ = flate2::read::DeflateDecoder::new(&bytes[data..data + packed])
                    .read_to_end(&mut content)
                    .expect("valid deflate")
            }
        }
        files.insert(text(&bytes[entry + 46..entry + 46 + name]), content);
        entry += 46 + name + short(entry + 30) + short(entry + 32);
    }
    files
}

/// When an account of a made campaign does something by itself, after its act
/// together with the others at `1_630_000_000 + 10_000 * action`: without such
/// acts its habit would be to be fast, and explain everything.
pub fn slow_time(action: usize, account: usize) -> usize {
    1_630_000_000 + 10_000 * action + (account * 7_919 + action * 104_729) % 9_000 + 60
}

/// What it does then: it posts one of fifty links that everybody posts.
pub fn slow_link(action: usize, account: usize) -> String {
    format!("https://a.example/{}", (action * 7 + account * 3) % 50)
}
