//! The finished output of a period, as far as the report needs it.

use std::path::Path;

use lockstep_base::calendar::Period;
use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::supervision::ads::AdDecision;
use crate::supervision::appeals::AppealLine;
use crate::supervision::lists::{LabelLine, MeasureLine, ReviewLine};

const REMEDY: &str = "name outputs of lockstep supervise; make those of older versions again";

/// The output of a period.
#[derive(Debug)]
pub(super) struct Finished {
    pub dir: String,
    /// SHA-256 of its `run.json`.
    pub sha256: String,
    pub period: Period,
    pub labels: Vec<LabelLine>,
    pub measures: Vec<MeasureLine>,
    /// None where no table of advertisements was given.
    pub ads: Option<Vec<AdDecision>>,
    pub appeals: Vec<AppealLine>,
    pub reviews: Vec<ReviewLine>,
}

/// What is needed of `run.json`.
#[derive(Deserialize)]
struct Run {
    period: Period,
    inputs: Vec<Role>,
}

#[derive(Deserialize)]
struct Role {
    role: String,
}

impl Finished {
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let path = dir.join("run.json");
        let bytes = std::fs::read(&path).map_err(|_| {
            Error::input(&dir.to_string_lossy(), "there is no run.json in it: it is no output of supervise", REMEDY)
        })?;
        let run: Run = parse(&path, &bytes)?;
        let has_ads = run.inputs.iter().any(|input| input.role == "ads");
        Ok(Self {
            dir: dir.to_string_lossy().into_owned(),
            sha256: hex(&Sha256::digest(&bytes)),
            period: run.period,
            labels: list(dir, "labels")?,
            measures: list(dir, "measures")?,
            ads: has_ads.then(|| list(dir, "ad_decisions")).transpose()?,
            appeals: list(dir, "appeals")?,
            reviews: list(dir, "needs_review")?,
        })
    }
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|e| Error::input(&path.to_string_lossy(), format!("it cannot be used ({e})"), REMEDY))
}

fn list<T: DeserializeOwned>(dir: &Path, name: &str) -> Result<Vec<T>> {
    let path = dir.join(format!("{name}.json"));
    let bytes = std::fs::read(&path)
        .map_err(|e| Error::input(&path.to_string_lossy(), format!("it cannot be read ({e})"), REMEDY))?;
    parse(&path, &bytes)
}
