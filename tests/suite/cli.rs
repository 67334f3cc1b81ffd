//! The command line: help, mistakes, exit codes, interruptions.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{SAMPLE, arg, fail, file, folder, listing, lockstep, misuse, root, run, succeed, text};

const SHARES: &str = "object_id,account_id,content_id,timestamp_share\nx,a,1,1630000000\nx,b,2,1630000010\n";

#[test]
fn help_is_there_for_every_command_and_every_flag_says_something() {
    for arguments in [
        &["--help"][..],
        &["detect", "--help"],
        &["explain", "--help"],
        &["export", "--help"],
        &["network", "--help"],
        &["cluster", "--help"],
        &["simulate", "--help"],
        &["transparency", "import", "--help"],
        &["transparency", "match", "--help"],
        &["transparency", "report", "--help"],
        &["transparency", "check", "--help"],
    ] {
        let help = succeed(arguments);
        assert!(help.contains("Usage: lockstep"), "{help}");
        let lines: Vec<&str> = help.lines().collect();
        for (line, next) in lines.iter().zip(lines.iter().skip(1).chain([&""])) {
            if line.trim_start().starts_with("--") || line.trim_start().starts_with("-q, ") {
                let told = line.trim().contains("  ") || next.starts_with("          ");
                assert!(told, "{arguments:?}: {line} says nothing");
            }
        }
    }
    for command in [
        "detect",
        "explain",
        "export",
        "network",
        "cluster",
        "simulate",
        "transparency",
        "presets",
        "completions",
        "Exit codes",
    ] {
        assert!(succeed(&["--help"]).contains(command), "{command}");
    }
    assert!(succeed(&["--version"]).starts_with("lockstep 0."));
}

#[test]
fn wrong_usage_is_exit_code_two_and_prints_no_result() {
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["detect", "x.csv", "--windows", "60s"],
        &["detect", "x.csv", "--window", "soon"],
        &["detect", "x.csv", "--trace", "tune"],
        &["detect", "x.csv", "--column", "account"],
        &["detect", "x.csv", "--column", "person=x"],
        &["detect", "x.csv", "--threads", "0"],
        &["detect", "x.csv", "--preset", "tweets"],
        &["explain"],
        &["explain", "out"],
        &["explain", "out", "x", "--format", "pdf"],
        &["network", "x.csv", "--method", "magic"],
        &["simulate", "--world", "real"],
        &["transparency"],
        &["transparency", "import", "out", "--out", "x"],
        &["transparency", "match", "--run", "out", "--out", "x"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_value_out_of_its_range_names_the_field() {
    let place = folder();
    for (flag, value, field) in
        [("--fdr", "0", "`fdr`"), ("--max-rejects", "2", "`input.max_rejects`"), ("--min-objects", "1", "min_objects")]
    {
        assert!(misuse(&["detect", "x.csv", flag, value]).contains(field), "{flag}");
    }
    assert!(misuse(&["network", "x.csv", "--quantile", "1.5"]).contains("`quantile`"));
    for (toml, says) in [
        ("fdr = 0.01\nfddr = 1\n", "line 2: unknown field `fddr`"),
        ("[traces.tune]\nwindow = 60\n", "line 1"),
        ("[traces.url]\nwindow = \"soon\"\n", "line 2"),
        ("fdr = \n", "line 1"),
    ] {
        let message = fail(&["detect", "x.csv", "--config", arg(&file(&place, "c.toml", toml))]);
        assert!(message.contains("c.toml") && message.contains(says), "{message}");
    }
    for (field, value) in [("max_row", "1000"), ("max_cell", "0")] {
        let toml = file(&place, "c.toml", format!("[input]\n{field} = {value}\n"));
        let message = misuse(&["detect", "x.csv", "--config", arg(&toml)]);
        assert!(message.contains(&format!("`input.{field}`: {value} is not from 1024 to")), "{message}");
    }
}

#[test]
fn without_an_input_the_message_says_what_to_name() {
    for command in ["detect", "network"] {
        assert!(misuse(&[command]).contains("name a file, or - for standard input"));
    }
}

#[test]
fn presets_and_completions_go_to_standard_output() {
    let presets = succeed(&["presets"]);
    for word in ["shares", "posts", "tiktok_videos", "object_created", "repost_of_time", "hashtag", "media"] {
        assert!(presets.contains(word), "{word}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(succeed(&["completions", shell]).contains("lockstep"), "{shell}");
    }
}

#[test]
fn an_output_is_replaced_only_when_told_and_only_if_it_is_one() {
    let place = folder();
    let shares = file(&place, "shares.csv", SHARES);
    let out = place.path().join("out");
    let arguments = ["detect", arg(&shares), "--out", arg(&out)];
    succeed(&arguments);
    let before = std::fs::read(out.join("run.json")).expect("run.json");
    assert!(fail(&arguments).contains("--overwrite"));
    assert_eq!(std::fs::read(out.join("run.json")).expect("run.json"), before);
    let replace = [&arguments[..], &["--overwrite"]].concat();
    std::fs::write(out.join("mine"), "of nobody's run").expect("a file");
    assert!(fail(&replace).contains("what lockstep did not write, which is not replaced: mine;"));
    assert_eq!(std::fs::read_to_string(out.join("mine")).expect("the file"), "of nobody's run");
    std::fs::remove_file(out.join("mine")).expect("it can be moved away");
    succeed(&replace);
    assert_eq!(listing(place.path()), ["out", "shares.csv"]);

    let precious = place.path().join("precious");
    std::fs::create_dir(&precious).expect("a folder");
    std::fs::write(precious.join("thesis.txt"), "years of work").expect("a file");
    let message = fail(&["detect", arg(&shares), "--out", arg(&precious), "--overwrite"]);
    assert!(message.contains("is not replaced"), "{message}");
    assert_eq!(listing(&precious), ["thesis.txt"]);
    assert!(fail(&["detect", arg(&shares), "--out", arg(&shares), "--overwrite"]).contains("is no directory"));
    assert_eq!(std::fs::read_to_string(&shares).expect("the input"), SHARES);
}

#[test]
fn a_run_that_fails_leaves_what_was_there() {
    let place = folder();
    let (shares, bad) = (file(&place, "shares.csv", SHARES), file(&place, "bad.csv", "user,when\na,1\n"));
    let out = place.path().join("out");
    succeed(&["detect", arg(&shares), "--out", arg(&out)]);
    let before = std::fs::read(out.join("run.json")).expect("run.json");
    fail(&["detect", arg(&bad), "--out", arg(&out), "--overwrite"]);
    assert_eq!(std::fs::read(out.join("run.json")).expect("run.json"), before);
    assert_eq!(listing(place.path()), ["bad.csv", "out", "shares.csv"]);
}

#[test]
fn a_progress_bar_is_for_terminals() {
    let place = folder();
    let shares = file(&place, "shares.csv", SHARES);
    let output = run(&["detect", arg(&shares), "--out", arg(&place.path().join("out"))]);
    assert!(output.status.success() && output.stderr.is_empty());
}

/// Waits until the temporary folder of a run is there.
#[cfg(unix)]
fn wait_for(place: &Path) {
    let start = Instant::now();
    while !listing(place).iter().any(|name| name.starts_with(".lockstep-")) {
        assert!(start.elapsed() < Duration::from_secs(20), "the run never began");
        std::thread::yield_now();
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    for signal in ["INT", "TERM"] {
        let place = folder();
        let out = place.path().join("out");
        let mut running = lockstep(&["detect", "-", "--out", arg(&out)])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // Dropped input would end the run by itself.
        let _open = running.stdin.take();
        wait_for(place.path());
        let id = running.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().expect("kill runs").success());
        let status = running.wait().expect("it ends");
        let mut message = String::new();
        running.stderr.take().expect("its messages").read_to_string(&mut message).expect("UTF-8");
        assert_eq!(status.code(), Some(130), "{signal}: {message}");
        assert_eq!(message, "lockstep: interrupted; nothing was left behind\n");
        assert_eq!(listing(place.path()), Vec::<String>::new(), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    let mut running = lockstep(&["network", SAMPLE, "--trace", "hashtag", "--min-objects", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut head = [0; 9];
    let mut stdout = running.stdout.take().expect("its result");
    stdout.read_exact(&mut head).expect("a header");
    assert_eq!(&head, b"account_a");
    drop(stdout);
    let output = running.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    let message = text(&output.stderr);
    assert!(message.starts_with("lockstep: standard output was closed") && message.matches('\n').count() == 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_in_one_clear_line() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device that is always full");
    let output = lockstep(&["network", SAMPLE, "--trace", "url"]).stdout(full).output().expect("it runs");
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.starts_with("lockstep: standard output: cannot write: ") && message.matches('\n').count() == 1);
}

/// No file may grow beyond a few kilobytes: as on a disk that fills up while
/// the output is being written.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_ends_in_one_clear_line_and_leaves_nothing() {
    let place = folder();
    let (out, edges) = (place.path().join("out"), place.path().join("edges.csv"));
    for arguments in [
        &["detect", SAMPLE, "--out", arg(&out)][..],
        &["network", SAMPLE, "--trace", "hashtag", "--out", arg(&edges)],
        &["simulate", "--out", arg(&out)],
    ] {
        let limited = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
        let output = Command::new("sh")
            .args(["-c", limited, env!("CARGO_BIN_EXE_lockstep")])
            .args(arguments)
            .current_dir(root())
            .output()
            .expect("it runs");
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {message}");
        assert!(message.contains("cannot write: ") && message.matches('\n').count() == 1, "{message}");
        assert_eq!(listing(place.path()), Vec::<String>::new(), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let message = fail(&["detect", SAMPLE, "--out", "/proc/lockstep/out"]);
    assert!(message.contains("/proc/lockstep") && message.contains("cannot create"), "{message}");
    let message = fail(&["network", SAMPLE, "--trace", "url", "--out", "/nowhere/edges.csv"]);
    assert!(message.contains("/nowhere/edges.csv"), "{message}");
}

#[test]
fn a_world_is_made_from_parameters_that_can_be_printed_and_given_back() {
    let place = folder();
    let printed = succeed(&["simulate", "--posts", "3000", "--seed", "5", "--print-config"]);
    let config = file(&place, "world.toml", &printed);
    let (one, other) = (place.path().join("one"), place.path().join("other"));
    succeed(&["simulate", "--posts", "3000", "--seed", "5", "--out", arg(&one)]);
    succeed(&["simulate", "--config", arg(&config), "--out", arg(&other)]);
    assert_eq!(listing(&one), ["README.md", "SHA256SUMS", "posts.csv.gz", "truth.csv", "world.toml"]);
    for name in listing(&one) {
        let read = |place: &Path| std::fs::read(place.join(&name)).expect("a file");
        assert!(read(&one) == read(&other), "{name}");
    }
    assert!(fail(&["simulate", "--out", arg(&one)]).contains("--overwrite"));
    let bad = file(&place, "bad.toml", "days = 0\n");
    assert!(misuse(&["simulate", "--config", arg(&bad), "--out", arg(&place.path().join("x"))]).contains("`days`"));
}

#[test]
fn standard_input_that_is_empty_is_an_empty_file() {
    let mut running =
        lockstep(&["network", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    running.stdin.take().expect("its input").write_all(b"").expect("it reads");
    let output = running.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("empty"));
}
