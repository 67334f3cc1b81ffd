//! From the outputs of periods to the figures of the report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::{count, things};

use super::finished::Finished;
use super::model::{AdFigures, AppealFigures, Figures, Outlet, Published, Row};
use crate::supervision::ads::{AdDecision, Decision, Sums};
use crate::supervision::lists::{Ground, LabelLine, MeasureKind, accounts_with, urgent};
use crate::supervision::registry::Outcome;
use crate::supervision::whose::{AccountKey, Whose};

impl Published {
    /// The report of some finished outputs.
    ///
    /// # Errors
    /// When there is none, one cannot be read, or two cover the same day.
    pub fn new(dirs: &[PathBuf], is_public: bool) -> Result<Self> {
        let mut runs = dirs.iter().map(|dir| Finished::read(dir)).collect::<Result<Vec<_>>>()?;
        runs.sort_by_key(|run| run.period);
        for pair in runs.windows(2) {
            if pair[0].period.last() >= pair[1].period.first() {
                let problem = format!("its period {} overlaps {} of {}", pair[1].period, pair[0].period, pair[0].dir);
                return Err(Error::input(&pair[1].dir, problem, "name each period once"));
            }
        }
        if runs.is_empty() {
            return Err(Error::config("runs", "no output is named"));
        }
        let source = |run: &Finished| (if is_public { String::new() } else { run.dir.clone() }, run.sha256.clone());
        Ok(Self {
            lockstep: env!("CARGO_PKG_VERSION"),
            is_public,
            not_reported: runs.windows(2).filter_map(|pair| between(pair[0].period, pair[1].period)).collect(),
            rows: runs.iter().flat_map(rows).collect(),
            outlets: outlets(&runs),
            remarks: if is_public { Vec::new() } else { runs.iter().flat_map(remarks).collect() },
            sources: runs.iter().map(source).collect(),
            periods: runs.iter().map(|run| run.period).collect(),
        })
    }
}

/// The days between two periods; none where there are none.
fn between(first: Period, second: Period) -> Option<Period> {
    let (from, until) = (first.last().tomorrow().ok()?, second.first().yesterday().ok()?);
    Period::new(from, until).ok()
}

/// The figures of each country of a period, then of all.
fn rows(run: &Finished) -> Vec<Row> {
    let of_labels = run.labels.iter().map(|line| line.whose.country);
    let of_measures = run.measures.iter().map(|line| line.whose.country);
    let of_appeals = run.appeals.iter().map(|line| Some(line.country));
    let countries: BTreeSet<Country> = of_labels.chain(of_measures).chain(of_appeals).flatten().collect();
    let row = |country: Option<Country>| Row { period: run.period, country, figures: figures(run, country) };
    countries.into_iter().map(Some).chain([None]).map(row).collect()
}

/// The figures of a country, or of all.
fn figures(run: &Finished, country: Option<Country>) -> Figures {
    let is_of = |other: Option<Country>| country.is_none() || other == country;
    let measures = || run.measures.iter().filter(|line| is_of(line.whose.country));
    let with = |kind: MeasureKind| accounts_with(measures(), &[kind]).len() as u64;
    let labelled = run.labels.iter().filter(|line| is_of(line.whose.country));
    let ads = run.ads.as_ref().map(|ads| of_ads(ads.iter().filter(|ad| is_of(ad.whose.country))));
    Figures {
        entities_labelled: labelled.map(|line| &line.whose.entity_id).collect::<BTreeSet<_>>().len() as u64,
        accounts_labelled: with(MeasureKind::Label),
        not_recommended: with(MeasureKind::Recommendation),
        reach_unknown: reach_unknown(run, is_of),
        restricted: with(MeasureKind::Restricted),
        suspended: with(MeasureKind::Suspended),
        removed: with(MeasureKind::Terminated),
        stopped: accounts_with(measures(), &MeasureKind::STOPPING).len() as u64,
        ads,
        appeals: of_appeals(run, country),
    }
}

/// Accounts with a label that are recommended, and of which the data do not tell
/// whether they should be.
fn reach_unknown(run: &Finished, is_of: impl Fn(Option<Country>) -> bool) -> u64 {
    let with = |kind| accounts_with(run.measures.iter().filter(|line| is_of(line.whose.country)), &[kind]);
    let told = run.reaches.iter().filter(|reach| reach.verdict.is_told());
    let told: BTreeSet<AccountKey> = told.map(|reach| reach.whose.key()).collect();
    let limited = with(MeasureKind::Recommendation);
    with(MeasureKind::Label).iter().filter(|key| !limited.contains(*key) && !told.contains(*key)).count() as u64
}

/// Advertisements of entities that are in the registry.
fn of_ads<'a>(ads: impl Iterator<Item = &'a AdDecision> + Clone) -> AdFigures {
    let decided = |decision: Decision| ads.clone().filter(move |ad| ad.decision == decision);
    let limited = || decided(Decision::Refused).chain(decided(Decision::Split));
    AdFigures {
        decided: ads.clone().filter(|ad| ad.decision != Decision::NotRegistered).count() as u64,
        refused: decided(Decision::Refused).count() as u64,
        at_home_only: decided(Decision::Split).count() as u64,
        spend: Sums::of(limited().map(|ad| ad.amount.as_ref())),
    }
}

fn of_appeals(run: &Finished, country: Option<Country>) -> AppealFigures {
    let lines = || run.appeals.iter().filter(|line| country.is_none_or(|country| line.country == country));
    let decided = |outcome: Outcome| {
        lines()
            .filter(|line| line.outcome == outcome)
            .filter(|line| line.decided.is_none_or(|day| run.period.contains(day.0)))
            .count() as u64
    };
    AppealFigures {
        made: lines().filter(|line| run.period.contains(line.date.0)).count() as u64,
        rejected: decided(Outcome::Rejected),
        granted: decided(Outcome::Granted),
        withdrawn: decided(Outcome::Withdrawn),
        open: lines().filter(|line| line.outcome == Outcome::Open).count() as u64,
    }
}

/// A label in the order of the report: the country, the name and the id of its
/// entity, since when, and what it says.
type LabelKey<'a> = (Option<Country>, &'a str, &'a str, Option<Day>, &'a str);

/// Every label of every outlet, by country and name.
fn outlets(runs: &[Finished]) -> Vec<Outlet> {
    let end = runs.iter().map(|run| Day(run.period.last())).max();
    let mut labels: BTreeMap<LabelKey, Vec<(&LabelLine, Day)>> = BTreeMap::new();
    for run in runs {
        for line in &run.labels {
            let Whose { country, entity, entity_id, .. } = &line.whose;
            let until = line.until.unwrap_or(Day(run.period.last()));
            labels.entry((*country, entity, entity_id, line.since, &line.label)).or_default().push((line, until));
        }
    }
    let outlet = |((country, entity, _, since, label), lines): (LabelKey, Vec<(&LabelLine, Day)>)| Outlet {
        country,
        entity: entity.to_owned(),
        label: label.to_owned(),
        since,
        until: lines.iter().map(|(_, until)| *until).max().filter(|&until| Some(until) != end),
        accounts: lines.iter().map(|(line, _)| line.whose.key()).collect::<BTreeSet<_>>().len() as u64,
    };
    labels.into_iter().map(outlet).collect()
}

/// What the team must know of a period, and the public need not.
fn remarks(run: &Finished) -> Vec<String> {
    let period = run.period;
    let urgent = urgent(&run.reviews).count() as u64;
    let unnamed = run.labels.iter().filter(|line| line.decided_by.is_empty()).count() as u64;
    let kept = run.labels.iter().filter(|line| line.ground == Some(Ground::Previous)).count() as u64;
    let mut remarks = Vec::new();
    if !run.reviews.is_empty() {
        let questions = things(run.reviews.len() as u64, "question is", "questions are");
        remarks.push(format!("{period}: {questions} open, {} of them urgent.", count(urgent)));
    }
    if unnamed > 0 {
        let labels = things(unnamed, "label has", "labels have");
        remarks.push(format!("{period}: {labels} no person or role on file who decided."));
    }
    if kept > 0 {
        let labels = things(kept, "label is", "labels are");
        remarks.push(format!("{period}: {labels} kept only because the period before had it."));
    }
    remarks
}
