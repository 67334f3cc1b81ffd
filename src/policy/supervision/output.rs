//! A finished output of `supervise`, as it was left.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lockstep_base::calendar::Period;
use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

const REMEDY: &str = "name outputs of lockstep supervise as they were left; make those of older versions again";

/// An output directory. Its lists are read only as `run.json` tells of them.
#[derive(Debug)]
pub(super) struct Output {
    dir: PathBuf,
    /// SHA-256 of its `run.json`.
    pub sha256: String,
    /// Its period.
    pub period: Period,
    /// What decided, as TOML would say it.
    pub configuration: serde_json::Value,
    /// SHA-256 of each file that it was made of, by what that was read as.
    inputs: BTreeMap<String, String>,
    /// SHA-256 of each file in it.
    files: BTreeMap<String, String>,
}

impl Output {
    /// Reads `run.json`.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub(super) fn open(dir: &Path) -> Result<Self> {
        #[derive(Deserialize)]
        struct Run {
            period: Period,
            #[serde(default)]
            configuration: serde_json::Value,
            inputs: Vec<Input>,
            #[serde(default)]
            outputs: Vec<File>,
        }
        #[derive(Deserialize)]
        struct Input {
            role: String,
            #[serde(default)]
            sha256: String,
        }
        #[derive(Deserialize)]
        struct File {
            file: String,
            sha256: String,
        }
        let path = dir.join("run.json");
        let bytes = std::fs::read(&path).map_err(|_| {
            Error::input(&dir.to_string_lossy(), "there is no run.json in it: it is no output of supervise", REMEDY)
        })?;
        let run: Run = parse(&path, &bytes)?;
        Ok(Self {
            dir: dir.to_owned(),
            sha256: hex(&Sha256::digest(&bytes)),
            period: run.period,
            configuration: run.configuration,
            inputs: run.inputs.into_iter().map(|input| (input.role, input.sha256)).collect(),
            files: run.outputs.into_iter().map(|file| (file.file, file.sha256)).collect(),
        })
    }

    /// SHA-256 of the file that was read as this; none where none was.
    pub(super) fn input(&self, role: &str) -> Option<&str> {
        self.inputs.get(role).map(String::as_str)
    }

    /// Whether it has a list: those of older versions lack some.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(&file_of(name))
    }

    /// A list.
    ///
    /// # Errors
    /// When it cannot be read, or is not as it was left: what a list lacks would
    /// release whom it had.
    pub(super) fn list<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let path = self.dir.join(file_of(name));
        let bytes = std::fs::read(&path)
            .map_err(|e| Error::input(&path.to_string_lossy(), format!("it cannot be read ({e})"), REMEDY))?;
        if self.files.get(&file_of(name)).is_some_and(|sha256| *sha256 != hex(&Sha256::digest(&bytes))) {
            let problem = "it was changed after it was made: its SHA-256 is not the one in run.json";
            return Err(Error::input(&path.to_string_lossy(), problem, REMEDY));
        }
        parse(&path, &bytes)
    }
}

fn file_of(name: &str) -> String {
    format!("{name}.json")
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|e| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), REMEDY))
}
