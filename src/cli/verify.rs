//! `lockstep verify`.

use std::path::{Path, PathBuf};

use clap::Args;
use lockstep_base::checksums::{Checksums, Compared, hash_file};
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_results::identity::identity;
use serde::Deserialize;

use crate::output::say;

/// Flags of `lockstep verify`.
#[derive(Args, Debug)]
#[command(
    after_help = "It tells what changed by itself or by mistake. Whoever changes a file on purpose can change SHA256SUMS, \
                  too: keep the run's hash, which it prints, elsewhere, or sign that file."
)]
pub(super) struct Verify {
    /// A directory that lockstep has written
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// What is needed of run.json: other outputs have other records, and some no inputs.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    file: String,
    sha256: String,
}

/// How an input is now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InputState {
    Same,
    Changed,
    NotHere,
}

impl Verify {
    pub(super) fn run(self) -> Result<()> {
        let compared = Checksums::read(&self.dir)?.compare(&self.dir)?;
        let (record, run) = self.record()?;
        let with_state = |input: Input| {
            let state = InputState::of(&input);
            (input, state)
        };
        let inputs: Vec<(Input, InputState)> = record.inputs.into_iter().map(with_state).collect();
        say(text(&compared, &inputs, run.as_deref()).as_bytes())?;
        let changed_inputs = inputs.iter().filter(|(_, state)| *state == InputState::Changed).count();
        let changed = compared.changed.len() + compared.missing.len() + compared.foreign.len() + changed_inputs;
        if changed == 0 {
            return Ok(());
        }
        Err(Error::input(
            &self.dir.to_string_lossy(),
            format!("{} not as the run left them", things(changed as u64, "file is", "files are")),
            "take the output and its inputs from where they were kept, or run the analysis again",
        ))
    }

    /// What the record says of inputs, and the run's hash; nothing where there is none.
    fn record(&self) -> Result<(Record, Option<String>)> {
        let path = self.dir.join("run.json");
        if !path.is_file() {
            return Ok((Record::default(), None));
        }
        let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
        // A record that was changed is told as such.
        let record = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok((record, identity(&bytes).ok()))
    }
}

impl InputState {
    fn of(input: &Input) -> Self {
        match hash_file(Path::new(&input.file)) {
            Err(_) => Self::NotHere,
            Ok((_, sha256)) if sha256 == input.sha256 => Self::Same,
            Ok(_) => Self::Changed,
        }
    }

    fn say(self) -> &'static str {
        match self {
            Self::Same => "the same",
            Self::Changed => "CHANGED",
            Self::NotHere => "not here",
        }
    }
}

fn text(compared: &Compared, inputs: &[(Input, InputState)], run: Option<&str>) -> String {
    let Compared { same, changed, missing, foreign } = compared;
    let lists = [("CHANGED", changed), ("MISSING", missing), ("NOT OF THE RUN", foreign)];
    let lines = lists
        .into_iter()
        .flat_map(|(what, files)| files.iter().map(move |file| format!("{what}  {}\n", visible(file))));
    let of_inputs = inputs.iter().map(|(input, state)| format!("input {}: {}\n", visible(&input.file), state.say()));
    let run = run.map(|run| format!("run {run}\n"));
    let same = format!(
        "{} as the run left {}\n",
        things(same.len() as u64, "file is", "files are"),
        if same.len() == 1 { "it" } else { "them" }
    );
    lines.chain([same]).chain(of_inputs).chain(run).collect()
}
