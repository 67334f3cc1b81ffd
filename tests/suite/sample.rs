//! The finished run that ships with the sample, and the notebook that begins
//! with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{SAMPLE, arg, folder, listing, python, python_says, root, succeed, table};

/// Where the finished run of the sample is.
const OUT: &str = "notebooks-data/season/out";

fn shipped() -> PathBuf {
    root().join(OUT)
}

/// The files of an output that ship: all but the page, the drawn charts and
/// what explains the folder.
fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let charts = listing(&out.join("charts")).into_iter().map(|name| format!("charts/{name}"));
    let names = listing(out).into_iter().filter(|name| name != "charts").chain(charts);
    let ships = |name: &String| !name.ends_with(".html") && !name.ends_with(".svg") && !name.ends_with(".png");
    // The sums are of all files, and of a run.json that differs from machine to machine.
    let names = names.filter(|name| ships(name) && name != "README.md" && name != "SHA256SUMS");
    names.map(|name| (name.clone(), std::fs::read(out.join(&name)).expect("a file"))).collect()
}

/// `run.json` without what differs from machine to machine.
fn record(bytes: &[u8]) -> serde_json::Value {
    let mut record: serde_json::Value = serde_json::from_slice(bytes).expect("valid JSON");
    let machine = record.as_object_mut().expect("an object").remove("machine").expect("the machine");
    assert!(machine["threads"].is_u64());
    record
}

/// With `LOCKSTEP_WRITE_DOCS` in the environment the files are written again.
#[test]
fn the_finished_run_of_the_sample_is_what_the_program_makes() {
    let (place, shipped) = (folder(), shipped());
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    let made = files(&out);
    if std::env::var_os("LOCKSTEP_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(shipped.join("charts")).expect("the folder can be made");
        for name in files(&shipped).keys().filter(|name| !made.contains_key(*name)) {
            std::fs::remove_file(shipped.join(name)).expect("the file can be removed");
        }
        made.iter().for_each(|(name, bytes)| std::fs::write(shipped.join(name), bytes).expect("it can be written"));
    }
    let kept = files(&shipped);
    assert_eq!(kept.keys().collect::<Vec<_>>(), made.keys().collect::<Vec<_>>());
    for (name, bytes) in &made {
        let is_same = if name == "run.json" { record(bytes) == record(&kept[name]) } else { *bytes == kept[name] };
        assert!(is_same, "{OUT}/{name} is another one; its README.md tells how to write it again");
    }
    let size: usize = kept.values().map(Vec::len).sum();
    assert!(size < 3_500_000, "{size} bytes are much for a sample");
}

/// Runs the notebook and prints what its cells print; a cell that fails, or
/// warns, is an error.
const RUN: &str = r#"
import sys
import nbformat
from nbclient import NotebookClient

folder = sys.argv[1]
notebook = nbformat.read(folder + "/season.ipynb", as_version=4)
for cell in notebook.cells:
    assert not cell.get("outputs") and not cell.get("execution_count"), "the notebook is kept without outputs"
NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
pictures = 0
for cell in notebook.cells:
    for output in cell.get("outputs", []):
        assert output.output_type != "error", output
        if output.output_type == "stream":
            # The first picture on a new machine is preceded by this.
            is_warning = output.name == "stderr" and "building the font cache" not in output.text
            assert not is_warning, output.text
            print(output.text, end="")
        pictures += "image/png" in output.get("data", {})
print("pictures", pictures)
"#;

/// Copies the files below a folder.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for name in listing(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).expect("a file");
        }
    }
}

#[test]
fn the_notebook_runs_and_states_the_numbers_of_the_tables() {
    let Some(python) = python() else { return };
    let place = folder();
    let data = root().join("notebooks-data");
    copy(&data.join("season"), &place.path().join("season"));
    std::fs::copy(data.join("season.ipynb"), place.path().join("season.ipynb")).expect("the notebook");
    let said = python_says(&python, RUN, &[arg(place.path())]);
    let read = |name: &str| table(&std::fs::read_to_string(shipped().join(name)).expect("the table"));
    let (candidates, networks) = (read("candidates.csv"), read("networks.csv"));
    let sixth = networks.iter().find(|network| network["network_id"] == "6").expect("network 6");
    let run = record(&std::fs::read(shipped().join("run.json")).expect("the record"));
    let here = files(&shipped()).len() - 1;
    let of_tier = |tier: &str| candidates.iter().filter(|row| row["tier"] == tier).count();
    for wanted in [
        format!("{here} of {} outputs are here, changed: none", run["outputs"].as_array().expect("a list").len()),
        "the input is the one that was read: True".to_owned(),
        format!("of {} pairs that passed", run["validated_pairs"]),
        format!("{} accounts in {} networks", candidates.len(), networks.len()),
        format!("network 6: {} accounts, {} pairs", sixth["accounts"], sixth["pairs"]),
        format!("meetings on {} objects, on {} days", sixth["objects"], sixth["days"]),
        format!("of {} listed accounts were planted", candidates.len()),
        format!("tier A: accounts {}, ", of_tier("A")),
        format!("of {} pairs of network 6 met, the most on any day", sixth["pairs"]),
        format!("saved and read again: {} accounts, {} pairs, dynamic", sixth["accounts"], sixth["pairs"]),
    ] {
        assert!(said.contains(&wanted), "{wanted} is missing in {said}");
    }
    let first = &candidates[0]["account_id"];
    assert!(said.lines().any(|line| line.starts_with("strongest pair: ") && line.contains(first)), "{said}");
    assert!(said.ends_with("pictures 5\n"), "{said}");
}
