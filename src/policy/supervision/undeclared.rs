//! State media that nobody declared: accounts that act together with registered
//! ones beyond what the innocent explanations allow. They are proposed for
//! assessment, never labelled.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lockstep_base::calendar::Day;
use lockstep_base::error::{Error, Result};
use lockstep_base::time;
use lockstep_results::read::{Output, ValidatedMeeting};

use super::label::Labels;
use super::lists::{RegisteredAs, Undeclared};
use super::registry::{Registry, Status};

/// What a run of `detect` proposes.
#[derive(Clone, Debug, Default)]
pub struct Proposals {
    /// The accounts, the clearest first.
    pub lines: Vec<Undeclared>,
    /// How many accounts of the run are in the registry.
    pub registered: usize,
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

/// An account of the registry in a run.
#[derive(Clone, Copy)]
struct Registered {
    number: usize,
    /// Whether it carries a label.
    is_labelled: bool,
    status: Option<Status>,
}

impl Registered {
    fn is_under_review(self) -> bool {
        self.status == Some(Status::UnderReview)
    }

    fn registered_as(self) -> RegisteredAs {
        match self.status {
            Some(Status::Independent) => RegisteredAs::Independent,
            Some(Status::UnderReview) => RegisteredAs::UnderReview,
            _ => RegisteredAs::Unlabelled,
        }
    }

    /// Whether a partner is proposed because of it: of an account that is labelled,
    /// whoever is not; of one under review, whoever is neither.
    fn speaks_for(self, partner: Option<Self>) -> bool {
        let is_free = partner.is_none_or(|partner| !partner.is_labelled);
        let is_open = partner.is_none_or(|partner| !partner.is_labelled && !partner.is_under_review());
        (self.is_labelled && is_free) || (!self.is_labelled && self.is_under_review() && is_open)
    }
}

/// The accounts of a run of `detect` that pass its tests together with accounts of
/// entities that are labelled or under review on a day, the clearest first:
/// accounts that are not registered, and those that are registered as anything
/// else.
///
/// # Errors
/// When the directory is no output of `detect`, or an account of it may be one
/// of several in the registry.
pub fn undeclared(run: &Path, labels: &Labels, day: Day) -> Result<Proposals> {
    let output = Output::open(run)?;
    output.needs_ids("make it again without --pseudonymise")?;
    let meetings = output.validated_meetings()?;
    let registered = registered(&output, labels, day, run)?;
    let registry = labels.registry();
    let mut found: BTreeMap<(&str, &str), Together> = BTreeMap::new();
    for meeting in &meetings {
        let (a, b) = (meeting.account_a.as_str(), meeting.account_b.as_str());
        for (outlet, account) in [(a, b), (b, a)] {
            let partner = registered.get(account).copied();
            let Some(one) = registered.get(outlet).filter(|one| one.speaks_for(partner)) else { continue };
            let (entity, _) = registry.account(one.number);
            found.entry((account, &entity.id)).or_default().add(outlet, meeting);
        }
    }
    let line = |((account, entity), together): (&(&str, &str), &Together)| {
        let registered_as = registered.get(account).map_or(RegisteredAs::Nothing, |one| one.registered_as());
        together.line(&output, (registry, day), (account, registered_as), entity)
    };
    let mut lines: Vec<Undeclared> = found.iter().filter_map(line).collect();
    lines.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| x.account_id.cmp(&y.account_id)));
    Ok(Proposals { lines, registered: registered.len() })
}

/// The accounts of a run that are in the registry. What stands in a run is an id,
/// or `platform:id`.
fn registered<'a>(output: &'a Output, labels: &Labels, day: Day, run: &Path) -> Result<BTreeMap<&'a str, Registered>> {
    let mut registered = BTreeMap::new();
    for account in output.accounts() {
        let several = |problem: String| {
            Error::input(&run.to_string_lossy(), problem, "run detect on data with a column platform")
        };
        let Some(number) = labels.registry().find("", &account.id).map_err(several)? else { continue };
        let (is_labelled, status) = (labels.of(number, day).is_some(), labels.registry().account(number).0.status(day));
        registered.insert(account.id.as_str(), Registered { number, is_labelled, status });
    }
    Ok(registered)
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

    fn line(
        &self,
        output: &Output,
        (registry, day): (&Registry, Day),
        (account, registered_as): (&str, RegisteredAs),
        entity_id: &str,
    ) -> Option<Undeclared> {
        let (best, entity) = (self.best?, registry.entities.iter().find(|entity| entity.id == entity_id)?);
        let all = |texts: &BTreeSet<&str>| texts.iter().map(|&text| text.to_owned()).collect();
        Some(Undeclared {
            account_id: account.to_owned(),
            entity_id: entity_id.to_owned(),
            entity: entity.name.clone(),
            entity_status: entity.status(day),
            registered_as,
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
