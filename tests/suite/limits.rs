//! Time and memory have a bound, whatever the data are.

use std::fmt::Write;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use crate::support::{arg, file, folder, listing, lockstep, misuse, succeed, text};

const START: u32 = 1_630_000_000;
const MIB: u64 = 1 << 20;

/// Runs the program to its end; also the most memory that it held, where the system tells.
fn watched(arguments: &[&str]) -> (Output, u64) {
    let child = lockstep(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let looking = std::thread::spawn(move || {
        let mut most = 0;
        while let Ok(status) = std::fs::read_to_string(&status) {
            let told = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
            let Some(held) = told.and_then(|held| held.trim().parse::<u64>().ok()) else { break };
            most = held * 1_024;
            std::thread::sleep(Duration::from_millis(2));
        }
        most
    });
    let output = child.wait_with_output().expect("the program ends");
    (output, looking.join().expect("it looked"))
}

fn left(place: &Path) -> Vec<String> {
    listing(place).into_iter().filter(|name| name.starts_with(".lockstep")).collect()
}

/// Two accounts that act on two links again and again within one minute.
fn busy_minute(acts: u32) -> String {
    let mut csv = "account_id,timestamp,url,post_id\n".to_owned();
    for act in 0..acts {
        let (account, link) = (act % 2, act / 2 % 2);
        writeln!(csv, "u{account},{},https://b.example/{link},p{act}", START + act % 60).expect("memory takes it");
    }
    csv
}

#[test]
fn a_run_that_needs_more_than_it_may_ends_in_one_line_and_leaves_nothing() {
    let place = folder();
    let input = file(&place, "busy.csv", busy_minute(24_000));
    let out = place.path().join("edges.csv");
    let arguments =
        ["network", arg(&input), "--trace", "url", "--method", "synchrotrap", "--out", arg(&out), "--memory", "256MiB"];
    let (output, most) = watched(&arguments);
    let said = text(&output.stderr);
    let error = said.lines().last().unwrap_or_default();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(error.starts_with("lockstep: this needs more memory than 256MiB; allow more with --memory"), "{said}");
    assert!(!error.contains("busy.csv") && !out.exists() && left(place.path()).is_empty(), "{said}");
    assert!(most <= (256 + 64) * MIB, "{} MiB", most / MIB);
}

#[test]
fn an_account_that_acts_ten_thousand_times_in_a_minute_is_looked_at_in_no_time() {
    let place = folder();
    let input = file(&place, "busy.csv", busy_minute(24_000));
    let out = place.path().join("out");
    let (output, most) = watched(&["detect", arg(&input), "--out", arg(&out), "--memory", "256MiB"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(most <= (256 + 64) * MIB, "{} MiB", most / MIB);
    let run = std::fs::read_to_string(out.join("run.json")).expect("the record");
    // Each link has two hundred acts of either account in each second of one parity.
    assert!(run.contains("within ten seconds the first 64 count"), "{run}");
    // Whoever counts by a published method counts them all.
    let edges = succeed(&["network", arg(&input), "--trace", "url", "--method", "coortweet", "--quiet"]);
    assert!(edges.lines().count() <= 2, "{edges}");
}

/// A ring whose pairs are more than are looked at: one network all the same.
#[test]
fn a_ring_of_very_many_is_one_network() {
    let (place, ring) = (folder(), 760);
    let mut csv = "account_id,timestamp,url\n".to_owned();
    for link in 0..14 {
        for account in 0..ring {
            // At no clock.
            let moment = START + 40_000 * link + link * link * 7_919 % 9_000 + (account * 7_919 + link * 31) % 9;
            writeln!(csv, "u{account},{moment},https://b.example/{link}").expect("memory takes it");
        }
    }
    for act in 0..40_000u32 {
        let moment = START + act.wrapping_mul(2_654_435_761) % 600_000;
        writeln!(csv, "o{},{moment},https://a.example/{}", act % 16_000, act.wrapping_mul(40_503) % 9_000)
            .expect("memory takes it");
    }
    let input = file(&place, "ring.csv", csv);
    let run = |threads: &str| {
        let out = place.path().join(threads);
        let (output, most) =
            watched(&["detect", arg(&input), "--out", arg(&out), "--memory", "256MiB", "--threads", threads]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(most <= (256 + 64) * MIB, "{} MiB", most / MIB);
        ["candidates.csv", "networks.csv", "report.html"].map(|name| std::fs::read(out.join(name)).expect("a file"))
    };
    let [list, networks, report] = run("2");
    let rows = |table: &[u8]| csv::Reader::from_reader(table).records().count();
    assert_eq!((rows(&networks), rows(&list)), (1, ring as usize));
    let text = std::fs::read_to_string(place.path().join("2/run.json")).expect("the record");
    let record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let numbers = ["tested_pairs", "pairs_tested_in_full", "pairs_left_out_as_dense"].map(|name| record[name].as_u64());
    let [all, tested, dense] = numbers.map(|number| number.expect("a number"));
    assert!(all >= 288_420 && tested <= 8 * 760 + 2_000 && dense > 280_000, "{all} {tested} {dense}");
    assert!(text.contains("with its 8 best connected partners"), "{text}");
    assert_eq!(run("1"), [list, networks, report], "whatever the number of threads");
}

#[test]
fn what_could_never_end_is_refused() {
    let place = folder();
    let input = file(&place, "busy.csv", busy_minute(100));
    let config = file(&place, "lockstep.toml", "null_runs = 4294967295\n");
    let out = place.path().join("out");
    let said = misuse(&["detect", arg(&input), "--config", arg(&config), "--out", arg(&out)]);
    assert!(said.contains("`null_runs`: 4294967295 is above 10000"), "{said}");
    for (flag, most) in [("permutations", 1_000_000), ("blocks", 10_000)] {
        let said = misuse(&[
            "network",
            arg(&input),
            "--trace",
            "url",
            "--method",
            "null_coord",
            &format!("--{flag}"),
            "4294967295",
        ]);
        assert!(said.contains(&format!("`{flag}`: 4294967295 is above {most}")), "{said}");
    }
}

#[test]
fn every_command_takes_a_limit() {
    for command in ["check", "detect", "network", "explain", "export", "import", "plot", "evaluate", "supervise"] {
        let help = succeed(&[command, "--help"]);
        assert!(help.contains("--memory <SIZE>"), "{command}");
    }
}
