//! What several tests need: the program, folders to write to, real data.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::read::GzDecoder;
use lockstep::events::{Events, InputConfig};
use lockstep::traces::{Acts, Posts, Same, TraceKind};
use tempfile::TempDir;

/// The simulated season that ships with the project.
pub const SAMPLE: &str = "notebooks-data/season/posts.csv.gz";

/// The program with these arguments.
pub fn lockstep(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lockstep"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
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

/// A file of the real data, or `None`, with a line that says so, where a
/// user's machine does not have it. In CI it must be there.
pub fn real(name: &str) -> Option<PathBuf> {
    let place = std::env::var_os("LOCKSTEP_REFERENCE_DIR").map(PathBuf::from);
    let place = place.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = place.join(name);
    if path.is_file() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing; set LOCKSTEP_REFERENCE_DIR", path.display());
    skipped(&format!("{name} is not here; LOCKSTEP_REFERENCE_DIR tells where it is"))
}

/// Says in one line why a test is skipped.
fn skipped<T>(why: &str) -> Option<T> {
    // Written past the test harness, which hides what passing tests print.
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
    None
}

/// The Python that has `tests/python/requirements.txt` installed, or `None`,
/// with a line that says so, where a user's machine does not name one. In CI it
/// must be there.
pub fn python() -> Option<PathBuf> {
    let named = std::env::var_os("LOCKSTEP_PYTHON").map(PathBuf::from);
    if let Some(python) = named.filter(|path| path.is_file()) {
        return Some(python);
    }
    assert!(std::env::var_os("CI").is_none(), "LOCKSTEP_PYTHON names no interpreter; .ci/run makes one");
    skipped("LOCKSTEP_PYTHON does not name a Python with tests/python/requirements.txt")
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
pub fn read(path: &Path) -> lockstep::Result<Events> {
    let mut wanted = TraceKind::wanted(&TraceKind::ALL);
    wanted.push(lockstep::events::Role::Content);
    Events::read(&[path.to_owned()], &InputConfig::default(), &wanted)
}

/// The acts of one trace of a file, each post once.
pub fn acts(path: &Path, kind: TraceKind) -> (Events, Acts) {
    let events = read(path).expect("the file can be read");
    let acts = Acts::new(&events, kind, Posts::Once, &Same::default()).expect("the data carry the trace");
    (events, acts)
}
