//! State media that nobody declared: accounts that act together with registered
//! ones beyond what the innocent explanations allow. They are proposed for
//! assessment, never labelled.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_base::time;
use lockstep_results::read::{Output, ValidatedMeeting};
use serde::{Deserialize, Serialize};

use super::registry::Registry;

/// A line of `undeclared.csv`: an account, and the entity that it acts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Undeclared {
    /// The account, as the run has it.
    pub account_id: String,
    /// The entity's id.
    pub entity_id: String,
    /// The entity.
    pub entity: String,
    /// The registered accounts that it acts with.
    pub registered_accounts: Vec<String>,
    /// The traces in which it met them.
    pub traces: Vec<String>,
    /// Distinct objects on which it met them.
    pub objects: usize,
    /// Distinct UTC days on which it did.
    pub days: usize,
    /// What does not explain the clearest of these pairs.
    pub ruled_out: String,
    /// −log₁₀ p of that pair.
    pub score: f64,
    /// The network that it is listed in.
    pub network_id: Option<u32>,
}

/// What is gathered about an account and an entity.
#[derive(Default)]
struct Together<'a> {
    registered: BTreeSet<&'a str>,
    traces: BTreeSet<&'a str>,
    objects: BTreeSet<(&'a str, &'a str)>,
    days: BTreeSet<i32>,
    /// Of the clearest pair.
    best: Option<&'a ValidatedMeeting>,
}

/// The accounts of a run of `detect` that pass its tests together with accounts
/// of labelled entities, the clearest first: accounts that are not registered,
/// and those that are registered as anything else.
///
/// # Errors
/// When the directory is no output of `detect`, or an account of it may be one
/// of several in the registry.
pub fn undeclared(run: &Path, registry: &Registry) -> Result<Vec<Undeclared>> {
    let output = Output::open(run)?;
    output.needs_ids("make it anew without --pseudonymise")?;
    let meetings = output.validated_meetings()?;
    let labelled = labelled(&meetings, registry, run)?;
    let mut found: BTreeMap<(&str, &str), Together> = BTreeMap::new();
    for meeting in &meetings {
        let (a, b) = (meeting.account_a.as_str(), meeting.account_b.as_str());
        let (outlet, registered, account) = match (labelled.get(a), labelled.get(b)) {
            (Some(&outlet), None) => (outlet, a, b),
            (None, Some(&outlet)) => (outlet, b, a),
            _ => continue,
        };
        let (entity, _) = registry.account(outlet);
        found.entry((account, &entity.id)).or_default().add(registered, meeting);
    }
    let line =
        |((account, entity), together): (&(&str, &str), &Together)| together.line(&output, registry, account, entity);
    let mut lines: Vec<Undeclared> = found.iter().filter_map(line).collect();
    lines.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| x.account_id.cmp(&y.account_id)));
    Ok(lines)
}

/// The accounts of a run that are of labelled entities. What stands in a run is
/// an id, or `platform:id`.
fn labelled<'a>(meetings: &'a [ValidatedMeeting], registry: &Registry, run: &Path) -> Result<BTreeMap<&'a str, usize>> {
    let ids: BTreeSet<&str> =
        meetings.iter().flat_map(|meeting| [meeting.account_a.as_str(), meeting.account_b.as_str()]).collect();
    let mut labelled = BTreeMap::new();
    for id in ids {
        let several = |problem: String| {
            Error::input(&run.to_string_lossy(), problem, "run detect on data with a column platform")
        };
        let found = registry.find("", id).map_err(several)?;
        if let Some(number) = found.filter(|&number| registry.account(number).0.status.is_labelled()) {
            labelled.insert(id, number);
        }
    }
    Ok(labelled)
}

impl<'a> Together<'a> {
    fn add(&mut self, registered: &'a str, meeting: &'a ValidatedMeeting) {
        self.registered.insert(registered);
        self.traces.insert(&meeting.trace);
        self.objects.insert((&meeting.trace, &meeting.object));
        self.days.insert(time::day(meeting.time));
        if self.best.is_none_or(|best| meeting.score > best.score) {
            self.best = Some(meeting);
        }
    }

    fn line(&self, output: &Output, registry: &Registry, account: &str, entity_id: &str) -> Option<Undeclared> {
        let (best, entity) = (self.best?, registry.entities.iter().find(|entity| entity.id == entity_id)?);
        let all = |texts: &BTreeSet<&str>| texts.iter().map(|&text| text.to_owned()).collect();
        Some(Undeclared {
            account_id: account.to_owned(),
            entity_id: entity_id.to_owned(),
            entity: entity.name.clone(),
            registered_accounts: all(&self.registered),
            traces: all(&self.traces),
            objects: self.objects.len(),
            days: self.days.len(),
            ruled_out: best.ruled_out.clone(),
            score: best.score,
            network_id: output.account(account).ok().and_then(|row| row.network_id),
        })
    }
}
