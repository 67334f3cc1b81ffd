//! Whatever ends a run, and whenever: the old output or the new one is whole in its place,
//! what others put beside it stays, nothing else is left, and what is said is true.
//!
//! A small library, put before C's own, ends the program at the n-th of its calls that
//! matter, or lets that call fail as a full disk would.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::{arg, fail, file, folder, listing, lockstep, needed, succeed, text};

/// What stands between the program and the system: `SHIM_CALL` names the calls that are
/// counted, `SHIM_AT` which of them is meant, from 1, and `SHIM_DOES` what happens there: a
/// signal's number before it (`s9`), after it (`a9`), or the error that it gives (`e28`).
const SHIM: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long calls;

static int is_meant(const char *name) {
    const char *call = getenv("SHIM_CALL");
    return call && strstr(call, name) && atomic_fetch_add(&calls, 1) + 1 == atol(getenv("SHIM_AT"));
}

static void hit(char when) {
    const char *does = getenv("SHIM_DOES");
    if (does[0] == when) {
        kill(getpid(), atoi(does + 1));
        // The program's own thread sees to it.
        usleep(300000);
    }
}

static int failing(void) {
    const char *does = getenv("SHIM_DOES");
    return does[0] == 'e' ? atoi(does + 1) : 0;
}

#define WRAP(type, name, parameters, arguments, counts)                  \
    type name parameters {                                               \
        static type (*real) parameters;                                  \
        if (!real) real = (type (*) parameters)dlsym(RTLD_NEXT, #name);  \
        if (!(counts) || !is_meant("|" #name "|")) return real arguments; \
        if (failing()) { errno = failing(); return -1; }                 \
        hit('s');                                                        \
        type result = real arguments;                                    \
        hit('a');                                                        \
        return result;                                                   \
    }

static int is_file(int fd) {
    struct stat found;
    return fd > 2 && fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}

WRAP(int, rename, (const char *from, const char *to), (from, to), 1)
WRAP(int, renameat2, (int d, const char *from, int e, const char *to, unsigned flags), (d, from, e, to, flags), 1)
WRAP(int, fsync, (int fd), (fd), 1)
WRAP(int, unlink, (const char *path), (path), 1)
WRAP(int, unlinkat, (int d, const char *path, int flags), (d, path, flags), 1)
WRAP(int, rmdir, (const char *path), (path), 1)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), 1)
WRAP(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size), is_file(fd))

static void *refuse(size_t size) {
    const char *at = getenv("SHIM_LARGEST");
    return at && size >= (size_t)atol(at) ? (void *)1 : NULL;
}

void *malloc(size_t size) {
    static void *(*real)(size_t);
    if (!real) real = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    if (refuse(size)) { errno = ENOMEM; return NULL; }
    return real(size);
}
"#;

/// The library, or nothing, with a line that says so, where no C compiler is.
fn shim() -> Option<&'static Path> {
    static SHIM_LIBRARY: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let built = SHIM_LIBRARY.get_or_init(|| {
        let place = folder();
        let (source, library) = (file(&place, "shim.c", SHIM), place.path().join("shim.so"));
        let built =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]).arg("-ldl").output();
        let is_there = cfg!(target_os = "linux") && built.is_ok_and(|output| output.status.success());
        is_there.then_some((place, library))
    });
    let found = built.as_ref().map(|(_, library)| library.clone());
    needed(found, "a C compiler on Linux", ["PATH", "LOCKSTEP_REQUIRE_READERS"])?;
    built.as_ref().map(|(_, library)| library.as_path())
}

/// A folder with two inputs, a finished output of the first, and what somebody else put there.
struct Place {
    folder: TempDir,
}

const FOREIGN: &str = "thesis.txt";

impl Place {
    fn new() -> Self {
        let place = Self { folder: folder() };
        for (name, links) in [("old.csv", 3), ("new.csv", 4)] {
            let mut csv = "account_id,timestamp,url\n".to_owned();
            for link in 0..links {
                for account in 0..6 {
                    csv +=
                        &format!("a{account},{},https://a.example/{link}\n", 1_630_000_000 + 90_000 * link + account);
                }
            }
            file(&place.folder, name, csv);
        }
        file(&place.folder, FOREIGN, "three years of work");
        place.restore();
        place
    }

    /// Makes the old output again.
    fn restore(&self) {
        succeed(&["detect", arg(&self.path("old.csv")), "--out", arg(&self.path("out")), "--overwrite", "--quiet"]);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Replaces the output, with what the library does at the n-th of these calls.
    fn replace(&self, shim: &Path, calls: &str, at: usize, does: &str) -> Output {
        let (input, out) = (self.path("new.csv"), self.path("out"));
        lockstep(&["detect", arg(&input), "--out", arg(&out), "--overwrite", "--quiet", "--threads", "1"])
            .env("LD_PRELOAD", shim)
            .env("SHIM_CALL", calls)
            .env("SHIM_AT", at.to_string())
            .env("SHIM_DOES", does)
            .output()
            .expect("the program starts")
    }

    /// Which of the two outputs is there, which must be whole; what others put there must be, too.
    fn whole(&self, what: &str) -> &'static str {
        let said = lockstep(&["verify", arg(&self.path("out"))]).output().expect("the program starts");
        assert!(said.status.success(), "{what}: {} {}", text(&said.stdout), text(&said.stderr));
        assert_eq!(std::fs::read_to_string(self.path(FOREIGN)).expect(what), "three years of work");
        let run = std::fs::read_to_string(self.path("out/run.json")).expect(what);
        if run.contains("new.csv") { "new" } else { "old" }
    }

    fn left(&self) -> Vec<String> {
        listing(self.folder.path()).into_iter().filter(|name| name.starts_with(".lockstep")).collect()
    }
}

/// Calls that change what is on the disk.
const CALLS: [&str; 5] = ["|rename|renameat2|", "|fsync|", "|unlink|unlinkat|rmdir|", "|mkdir|", "|write|"];

/// Some of the numbers of calls that a run makes: the first and the last ones, and some between.
fn moments(place: &Place, shim: &Path, calls: &str) -> Vec<usize> {
    // The first number that is never reached.
    let is_reached = |at: usize| !place.replace(shim, calls, at, "e5").status.success();
    let mut end = 1;
    while is_reached(end) && end < 4_096 {
        end *= 2;
    }
    let mut low = end / 2;
    while low + 1 < end {
        let middle = (low + end) / 2;
        if is_reached(middle) { low = middle } else { end = middle }
    }
    let mut moments: Vec<usize> =
        (1..=3).chain((1..end).step_by((end / 4).max(1))).chain(end.saturating_sub(3)..end).collect();
    moments.retain(|&at| at >= 1 && at < end);
    moments.sort_unstable();
    moments.dedup();
    moments
}

#[test]
fn a_kill_at_any_call_leaves_one_output_whole_and_the_next_run_cleans_up() {
    let Some(shim) = shim() else { return };
    for calls in CALLS {
        let place = Place::new();
        for at in (1..4).chain([6, 12, 24, 48]) {
            for does in ["s9", "a9"] {
                let what = format!("{does} at {at} of {calls}");
                let output = place.replace(shim, calls, at, does);
                assert!(output.status.success() || output.status.signal() == Some(9), "{what}");
                place.whole(&what);
            }
        }
        std::thread::sleep(Duration::from_millis(1_100));
        place.restore();
        assert_eq!(place.left(), [""; 0], "{calls}");
        assert_eq!(place.whole(calls), "old");
    }
}

#[test]
fn a_signal_at_any_call_leaves_nothing_and_says_what_is_there() {
    let Some(shim) = shim() else { return };
    // SIGHUP, SIGINT, SIGTERM.
    for (calls, signal) in CALLS.into_iter().zip([1, 2, 15, 2, 15]) {
        let place = Place::new();
        for at in [1, 2, 3, 8, 20, 40] {
            for when in ['s', 'a'] {
                let what = format!("{when}{signal} at {at} of {calls}");
                let before = place.whole(&what);
                let output = place.replace(shim, calls, at, &format!("{when}{signal}"));
                let (said, now) = (text(&output.stderr), place.whole(&what));
                assert_eq!(place.left(), [""; 0], "{what}: {said}");
                match output.status.code() {
                    Some(0) => assert_eq!(now, "new", "{what}"),
                    Some(130) => {
                        let is_whole = said.contains("finished before and is whole");
                        assert!(is_whole != said.contains("; nothing was left behind"), "{what}: {said}");
                        assert_eq!(now, if is_whole { "new" } else { before }, "{what}: {said}");
                    }
                    code => panic!("{what}: {code:?} {said}"),
                }
                place.restore();
            }
        }
    }
}

#[test]
fn a_disk_that_is_full_or_broken_at_any_call_leaves_the_old_output() {
    let Some(shim) = shim() else { return };
    // No space, over quota, input and output error.
    for (calls, error) in
        [("|write|", 28), ("|write|", 122), ("|fsync|", 5), ("|mkdir|", 28), ("|rename|renameat2|", 5)]
    {
        let place = Place::new();
        let moments = moments(&place, shim, calls);
        assert!(!moments.is_empty(), "{calls}");
        for at in moments {
            place.restore();
            let what = format!("error {error} at {at} of {calls}");
            let output = place.replace(shim, calls, at, &format!("e{error}"));
            let said = text(&output.stderr);
            assert_eq!(place.left(), [""; 0], "{what}: {said}");
            let now = place.whole(&what);
            // The folder's own sync comes last, and its failure loses nothing.
            let expected = if output.status.success() { "new" } else { "old" };
            assert_eq!(now, expected, "{what}: {said}");
            if !output.status.success() {
                assert_eq!(output.status.code(), Some(1), "{what}: {said}");
                assert!(said.starts_with("lockstep: ") && said.matches('\n').count() == 1, "{what}: {said:?}");
            }
        }
    }
}

#[test]
fn memory_that_the_system_refuses_ends_a_run_in_one_line() {
    let Some(shim) = shim() else { return };
    let place = Place::new();
    for largest in [1 << 14, 1 << 16, 1 << 18, 1 << 20] {
        let (input, out) = (place.path("new.csv"), place.path("out"));
        let output = lockstep(&["detect", arg(&input), "--out", arg(&out), "--overwrite", "--quiet", "--threads", "1"])
            .env("LD_PRELOAD", shim)
            .env("SHIM_LARGEST", largest.to_string())
            .output()
            .expect("the program starts");
        let said = text(&output.stderr);
        let now = place.whole(&said);
        assert_eq!(place.left(), [""; 0], "{largest}: {said}");
        if output.status.success() {
            assert_eq!(now, "new");
            continue;
        }
        assert_eq!((output.status.code(), now), (Some(1), "old"), "{largest}: {said}");
        assert!(
            said.contains("the system gives no more memory") && said.matches('\n').count() == 1,
            "{largest}: {said}"
        );
        assert!(!said.contains("new.csv"), "the file is not to blame: {said}");
    }
}

#[test]
fn a_run_that_lives_keeps_what_it_has_begun() {
    let Some(shim) = shim() else { return };
    let place = Place::new();
    let (input, out) = (place.path("new.csv"), place.path("out"));
    // It stands still, before its third write.
    let mut standing = lockstep(&["detect", arg(&input), "--out", arg(&out), "--overwrite", "--quiet"])
        .env("LD_PRELOAD", shim)
        .env("SHIM_CALL", "|write|")
        .env("SHIM_AT", "3")
        .env("SHIM_DOES", "s19")
        .spawn()
        .expect("the program starts");
    let start = Instant::now();
    while place.left().is_empty() && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(300));
    let begun = place.left();
    assert_eq!(begun.len(), 1, "{begun:?}");
    succeed(&["detect", arg(&place.path("old.csv")), "--out", arg(&place.path("other")), "--quiet"]);
    assert_eq!(place.left(), begun, "another run must not take it away");
    standing.kill().expect("it can be killed");
    standing.wait().expect("it ends");
    let said = lockstep(&["detect", arg(&place.path("old.csv")), "--out", arg(&place.path("third")), "--quiet"])
        .output()
        .expect("it starts");
    assert_eq!(place.left(), [""; 0]);
    assert!(
        text(&said.stderr).contains(&format!("{}, left behind by a run that was killed", begun[0])),
        "{}",
        text(&said.stderr)
    );
}

#[test]
fn only_what_lockstep_wrote_is_replaced() {
    let place = Place::new();
    let (input, out) = (place.path("new.csv"), place.path("out"));
    let replace = ["detect", arg(&input), "--out", arg(&out), "--overwrite", "--quiet"];
    let notes = out.join("charts/notes.txt");
    std::fs::write(&notes, "mine").expect("a note");
    assert!(fail(&replace).contains("what lockstep did not write, which is not replaced: charts/notes.txt; move"));
    assert_eq!(std::fs::read_to_string(&notes).expect("the note"), "mine");
    std::fs::remove_file(&notes).expect("it can be moved away");
    let list = out.join("candidates.csv");
    let before = std::fs::read_to_string(&list).expect("the list");
    std::fs::write(&list, format!("{before}remarks\n")).expect("a remark");
    assert!(fail(&replace).contains("is not replaced: candidates.csv; move"));
    std::fs::write(&list, before).expect("the list");
    succeed(&replace);
    assert_eq!(place.whole("replaced"), "new");
    // Somebody else's folder, which holds a file of that name.
    let project = place.path("project");
    std::fs::create_dir(&project).expect("a folder");
    for (name, content) in [("run.json", "{\"lockstep\": \"0.1.0\"}"), ("thesis.tex", "three years")] {
        std::fs::write(project.join(name), content).expect("a file");
    }
    let said = fail(&["detect", arg(&input), "--out", arg(&project), "--overwrite", "--quiet"]);
    assert!(said.contains("no output of this command") && said.contains("not replaced"), "{said}");
    assert_eq!(listing(&project), ["run.json", "thesis.tex"]);
}

#[test]
fn what_is_no_file_is_never_replaced() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    let (input, link, nowhere) = (place.path("new.csv"), place.path("link.csv"), place.path("nowhere.csv"));
    let pipe = place.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    symlink("/no/such/place", &nowhere).expect("a link");
    for (out, said) in
        [(nowhere.as_path(), "leads nowhere"), (&pipe, "this is no file"), (Path::new("/dev/null"), "this is no file")]
    {
        for overwrite in [&["--overwrite"][..], &[]] {
            let arguments =
                [&["network", arg(&input), "--trace", "url", "--out", arg(out), "--quiet"][..], overwrite].concat();
            // Its form must be told by its name first.
            let message = fail(&if out.extension().is_none() {
                [&["objects", arg(&input), "--trace", "url", "--out", arg(out), "--quiet"][..], overwrite].concat()
            } else {
                arguments
            });
            assert!(message.contains(said), "{}: {message}", out.display());
        }
    }
    // What a link leads to is written, and the link stays.
    let target = file(&place.folder, "target.csv", "old");
    symlink(&target, &link).expect("a link");
    succeed(&["network", arg(&input), "--trace", "url", "--out", arg(&link), "--overwrite", "--quiet"]);
    assert!(link.is_symlink() && std::fs::read_to_string(&target).expect("the target").starts_with("account_a,"));
}

#[test]
fn files_and_folders_honour_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    for (umask, expected) in [("077", [0o600, 0o700, 0o600]), ("002", [0o664, 0o775, 0o664])] {
        let (table, out) = (place.path(&format!("{umask}.csv")), place.path(umask));
        let script = format!(
            "umask {umask} && \"$0\" network \"$1\" --trace url --out \"$2\" --quiet && \"$0\" detect \"$1\" --out \"$3\" --quiet >/dev/null"
        );
        let input = place.path("new.csv");
        let run = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_lockstep")])
            .args([&input, &table, &out])
            .status();
        assert!(run.expect("a shell").success());
        let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
        assert_eq!([mode(&table), mode(&out), mode(&out.join("run.json"))], expected, "{umask}");
    }
}

#[test]
fn limits_of_file_sizes_and_full_devices_are_told() {
    let place = Place::new();
    let (input, out, charts) = (place.path("new.csv"), place.path("limited"), place.path("charts"));
    let shell = |script: &str, paths: &[&Path]| {
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_lockstep")]).args(paths);
        command.output().expect("a shell")
    };
    let output = shell("ulimit -f 8; \"$0\" detect \"$1\" --out \"$2\" --quiet", &[&input, &out]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("File too large") && said.matches('\n').count() == 1 && !out.exists(), "{said}");
    // Charts are all there, or none is.
    std::fs::create_dir(&charts).expect("a folder");
    let output = shell("ulimit -f 8; \"$0\" plot \"$1\" --out \"$2\"", &[&place.path("out"), &charts]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert_eq!(listing(&charts), [""; 0], "{}", text(&output.stderr));
    let output = shell("\"$0\" network \"$1\" --trace url --quiet > /dev/full", &[&input]);
    assert_eq!((output.status.code(), place.left().len()), (Some(1), 0));
    assert!(text(&output.stderr).contains("standard output: cannot write"), "{}", text(&output.stderr));
}
