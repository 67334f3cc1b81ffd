//! What an earlier run left, and what of it goes on.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::error::{Error, Result};
use serde_json::Value;

use super::ads::AdDecision;
use super::appeals::AppealLine;
use super::changes::LISTS;
use super::decisions::Before;
use super::label::Inherited;
use super::lists::{Basis, LabelLine, MeasureLine, Recommendation, RecommendationLine};
use super::output::Output;
use super::reach::Reach;
use super::whose::AccountKey;

/// What an earlier run decided.
#[derive(Debug)]
pub struct Previous {
    /// Its period.
    pub period: Period,
    /// Who carried a label before the period that is supervised.
    pub labelled: Vec<LabelLine>,
    /// Who was not recommended.
    pub ineligible: Vec<Before>,
    /// Measures that were imposed and go on.
    pub imposed: Vec<MeasureLine>,
    /// Appeals that were open, or on which was decided.
    pub appeals: Vec<AppealLine>,
    /// Advertisements that may not run as they were asked for.
    pub limited: Vec<AdDecision>,
    /// Who reached how far; empty unless it is the period just before.
    pub reaches: Vec<Reach>,
    /// What decided.
    pub configuration: Value,
    /// SHA-256 of the file of topics; none where there was none.
    pub topics: Option<String>,
    /// The lists, by the names of their files.
    pub lists: BTreeMap<&'static str, Vec<Value>>,
}

impl Previous {
    /// Reads the output of an earlier run: of an earlier period, or of the same
    /// one, which is then made again.
    ///
    /// # Errors
    /// When it is none, or of a later period, or its lists cannot be read or were
    /// changed.
    pub fn read(dir: &Path, now: Period) -> Result<Self> {
        let output = Output::open(dir)?;
        let period = output.period;
        if period != now && period.last() >= now.first() {
            let problem = format!("this is the output of {period}, which does not end before {now}");
            return Err(Error::input(&dir.to_string_lossy(), problem, "name the output of an earlier period"));
        }
        // Older outputs lack some lists.
        let present = LISTS.iter().filter(|(name, ..)| *name != "measures" || output.has(name));
        let lists = present.map(|(name, ..)| Ok((*name, output.list(name)?))).collect::<Result<_>>()?;
        let reaches = if now.before() == Some(period) { output.list("reach")? } else { Vec::new() };
        let labelled: Vec<LabelLine> = output.list("labels")?;
        let lines: Vec<RecommendationLine> = output.list("recommendation_ineligible")?;
        // Where the period is made again, on some day of it; else when it ended.
        let held = |until: Option<Day>| period == now || until.is_none_or(|until| until.0 >= period.last());
        let ineligible = last_of_each(lines).into_iter().filter(|line| held(line.until));
        let ineligible = ineligible.filter(|line| line.decision == Recommendation::Ineligible);
        let measures: Vec<MeasureLine> = if output.has("measures") { output.list("measures")? } else { Vec::new() };
        let goes_on = |line: &MeasureLine| line.imposed && line.until.is_none_or(|until| until.0 > period.last());
        let ads: Vec<AdDecision> = output.list("ad_decisions")?;
        Ok(Self {
            period,
            labelled: labelled.into_iter().filter(|line| held(line.until)).collect(),
            ineligible: ineligible.map(|line| before(line, period, now)).collect(),
            imposed: measures.into_iter().filter(goes_on).collect(),
            appeals: if output.has("appeals") { output.list("appeals")? } else { Vec::new() },
            limited: ads.into_iter().filter(AdDecision::is_limited).collect(),
            reaches,
            topics: output.input("topics").map(str::to_owned),
            configuration: output.configuration,
            lists,
        })
    }

    /// What goes on in a period.
    pub fn inherited(&self, now: Period) -> Inherited<'_> {
        Inherited { labelled: &self.labelled, imposed: &self.imposed, until: self.listed(now) }
    }

    /// The last day of its period; none where the same period is made again.
    pub fn listed(&self, now: Period) -> Option<Day> {
        (self.period != now).then(|| Day(self.period.last()))
    }
}

/// The line of each account that holds last.
fn last_of_each(lines: Vec<RecommendationLine>) -> Vec<RecommendationLine> {
    let mut last: BTreeMap<AccountKey, RecommendationLine> = BTreeMap::new();
    for line in lines {
        let key = line.whose.key();
        if last.get(&key).is_none_or(|before| before.until <= line.until) {
            last.insert(key, line);
        }
    }
    last.into_values().collect()
}

/// An account that was not recommended.
fn before(line: RecommendationLine, period: Period, now: Period) -> Before {
    Before {
        is_new: period == now && line.ineligible_since.first() >= now.first(),
        is_decided: line.basis == Basis::Decided,
        since: line.ineligible_since,
        whose: line.whose,
    }
}
