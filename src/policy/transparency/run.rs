//! An output of `detect` beside the posts that it was made from.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use lockstep_data::events::{Events, Role};
use lockstep_data::traces::TraceKind;
use lockstep_detect::config::Config;
use lockstep_results::read::Output;
use serde::Deserialize;
use sha2::{Digest, Sha256};

const REMEDY: &str = "make it again with lockstep detect";

/// A run of `detect` that can be looked into.
#[derive(Debug)]
pub struct Run {
    /// Its tables.
    pub output: Output,
    /// SHA-256 of its `run.json`, by which the run is known.
    pub sha256: String,
    /// Its posts, read as the run read them, with their texts.
    pub events: Events,
    /// The traces that it used.
    pub traces: Vec<TraceKind>,
    /// The members of each network, by their number in `events`, in the order
    /// of their ids.
    pub networks: BTreeMap<u32, Vec<u32>>,
    dir: PathBuf,
}

/// What is needed of `run.json`.
#[derive(Deserialize)]
struct Record {
    configuration: Config,
    inputs: Vec<Input>,
    traces: Vec<Trace>,
}

/// An input of the run.
#[derive(Deserialize)]
struct Input {
    file: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Trace {
    trace: TraceKind,
}

impl Run {
    /// Opens an output of `detect` and reads its inputs: those that it names,
    /// or the same files at the paths `elsewhere` where there are any.
    ///
    /// # Errors
    /// When `dir` is no output of `detect`, when an input is missing or is not
    /// the file that the run was made from, or when one cannot be read.
    pub fn open(dir: &Path, elsewhere: &[PathBuf]) -> Result<Self> {
        let output = Output::open(dir)?;
        output.needs_ids("make it again without --pseudonymise")?;
        let path = dir.join("run.json");
        let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
        let broken = |e| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), REMEDY);
        let record: Record = serde_json::from_slice(&bytes).map_err(broken)?;
        let inputs = record.inputs(elsewhere)?;
        let traces: Vec<TraceKind> = record.traces.iter().map(|trace| trace.trace).collect();
        let mut wanted = TraceKind::wanted(&traces);
        wanted.push(Role::Text);
        let events = Events::read(&inputs, &record.configuration.input, &wanted)?;
        let networks = networks(&output, &events, dir)?;
        Ok(Self { output, sha256: hex(&Sha256::digest(&bytes)), events, traces, networks, dir: dir.to_owned() })
    }

    /// The members of a network.
    ///
    /// # Errors
    /// When the run has no such network.
    pub fn members(&self, network: u32) -> Result<&[u32]> {
        self.networks.get(&network).map(Vec::as_slice).ok_or_else(|| {
            let known = match (self.networks.keys().next(), self.networks.keys().next_back()) {
                (Some(first), Some(last)) => format!("its networks are {first} to {last}, listed in networks.csv"),
                _ => "it found none".to_owned(),
            };
            Error::input(&self.dir.to_string_lossy(), format!("this run has no network {network}"), known)
        })
    }

    /// The name of the output's directory.
    pub fn name(&self) -> String {
        let whole = self.dir.canonicalize().unwrap_or_else(|_| self.dir.clone());
        whole.file_name().map_or_else(|| "run".to_owned(), |name| name.to_string_lossy().into_owned())
    }
}

impl Record {
    /// Where each input of the run is, in the run's order.
    fn inputs(&self, elsewhere: &[PathBuf]) -> Result<Vec<PathBuf>> {
        if elsewhere.is_empty() {
            return self.inputs.iter().map(Input::at_its_path).collect();
        }
        let given = elsewhere.iter().map(|path| Ok((sha256(path)?, path))).collect::<Result<Vec<_>>>()?;
        if let Some((_, path)) = given.iter().find(|(hash, _)| self.inputs.iter().all(|input| input.sha256 != *hash)) {
            let problem = "this is no input of the run: its SHA-256 is not in run.json";
            return Err(Error::input(&path.to_string_lossy(), problem, "give the files that detect read, unchanged"));
        }
        let place = |input: &Input| {
            let found = given.iter().find(|(hash, _)| *hash == input.sha256).map(|(_, path)| (*path).clone());
            found.ok_or_else(|| {
                let problem = "none of the given files is this input of the run (by its SHA-256 in run.json)";
                Error::input(&input.file, problem, "give every file that detect read, each with --input")
            })
        };
        self.inputs.iter().map(place).collect()
    }
}

impl Input {
    fn at_its_path(&self) -> Result<PathBuf> {
        let path = PathBuf::from(&self.file);
        let elsewhere = "name the file that detect read with --input";
        if !path.is_file() {
            return Err(Error::input(&self.file, "this input of the run is not here", elsewhere));
        }
        if sha256(&path)? != self.sha256 {
            let problem = "this file has changed since the run: its SHA-256 is not the one in run.json";
            return Err(Error::input(&self.file, problem, format!("{elsewhere}, or run detect again")));
        }
        Ok(path)
    }
}

/// SHA-256 of a file as it lies on the disk.
pub(super) fn sha256(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).map_err(Error::io(path, "read"))?;
    let (mut hash, mut part) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut part).map_err(Error::io(path, "read"))? {
            0 => return Ok(hex(&hash.finalize())),
            length => hash.update(&part[..length]),
        }
    }
}

fn networks(output: &Output, events: &Events, dir: &Path) -> Result<BTreeMap<u32, Vec<u32>>> {
    let mut networks: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for account in output.accounts() {
        let Some(network) = account.network_id else { continue };
        let number = events.accounts.find(&account.id).ok_or_else(|| {
            let problem = format!("its account `{}` is not in the run's inputs", account.id);
            Error::input(&dir.to_string_lossy(), problem, REMEDY)
        })?;
        networks.entry(network).or_default().push(number);
    }
    for members in networks.values_mut() {
        members.sort_by(|&x, &y| events.accounts.get(x).cmp(events.accounts.get(y)));
    }
    Ok(networks)
}
