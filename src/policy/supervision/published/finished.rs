//! The finished output of a period, as far as the report needs it.

use std::path::Path;

use lockstep_base::calendar::Period;
use lockstep_base::error::Result;

use crate::supervision::ads::AdDecision;
use crate::supervision::appeals::AppealLine;
use crate::supervision::lists::{LabelLine, MeasureLine, ReviewLine};
use crate::supervision::output::Output;
use crate::supervision::reach::Reach;

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
    pub reaches: Vec<Reach>,
}

impl Finished {
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let output = Output::open(dir)?;
        Ok(Self {
            dir: dir.to_string_lossy().into_owned(),
            sha256: output.sha256.clone(),
            period: output.period,
            labels: output.list("labels")?,
            measures: output.list("measures")?,
            ads: output.input("ads").map(|_| output.list("ad_decisions")).transpose()?,
            appeals: output.list("appeals")?,
            reviews: output.list("needs_review")?,
            reaches: output.list("reach")?,
        })
    }
}
