//! Every measure on every account that was in effect in the period, in one list.

use std::collections::BTreeMap;

use lockstep_base::calendar::{Day, Period};

use super::decisions::{decided_by, ends};
use super::label::{Carried, Labels};
use super::lists::{Basis, Ground, LabelLine, MeasureKind, MeasureLine, Recommendation, RecommendationLine};
use super::registry::{Imposed, ImposedMeasure, Measure, Registry};
use super::sentences;
use super::whose::{AccountKey, Whose};

/// What is said of a measure that the registry has lost.
const LOST: &str = "; the registry does not tell of it any more";

/// Every measure that was in effect on some day of the period: in the order of the
/// registry, then of kinds and days.
pub fn measures(labels: &Labels, recommendations: &[RecommendationLine], period: Period) -> Vec<MeasureLine> {
    let registry = labels.registry();
    let mut lines: Vec<MeasureLine> = Vec::new();
    let mut by_account: BTreeMap<AccountKey, Vec<&RecommendationLine>> = BTreeMap::new();
    recommendations.iter().for_each(|line| by_account.entry(line.whose.key()).or_default().push(line));
    for account in 0..registry.len() {
        let key = Whose::of(registry, account, Day(period.last())).key();
        lines.extend(of_labels(labels, account, period));
        lines.extend(not_recommended(labels, account, by_account.get(&key).map_or(&[], Vec::as_slice), period));
        lines.extend(imposed(registry, account, period));
    }
    let kept = labels.missing().flat_map(kept);
    let is_missing = |line: &&RecommendationLine| line.basis == Basis::NotRegistered;
    let not_recommended = recommendations.iter().filter(is_missing).map(|line| {
        measure(line.whose.clone(), MeasureKind::Recommendation, Day(line.since.first()), line.reason.clone())
    });
    let imposed = labels.kept_measures().map(|line| {
        let told = line.reason.strip_suffix(LOST).unwrap_or(&line.reason);
        MeasureLine { reason: format!("{told}{LOST}"), ..line.clone() }
    });
    lines.extend(kept.chain(not_recommended).chain(imposed));
    lines
}

/// A measure that goes on, decided by nobody who is named.
fn measure(whose: Whose, measure: MeasureKind, from: Day, reason: String) -> MeasureLine {
    MeasureLine {
        whose,
        measure,
        countries: Vec::new(),
        from,
        until: None,
        suspended_days: 0,
        decided_by: String::new(),
        reason,
        imposed: false,
    }
}

/// The stretches of the period on which an account carries one label, each with the
/// day on which it really ends, where one is known.
fn labelled(labels: &Labels, account: usize, period: Period) -> Vec<(Day, Option<Day>, Carried)> {
    let (first, last) = ends(period);
    let of = |day: Day| labels.of(account, day).map(|label| (label.status, label.says_so_since, label.since));
    let stretches = labels.stretches(account, (first, None), of);
    let begun = stretches.into_iter().take_while(|(from, ..)| *from <= last);
    begun.filter_map(|(from, until, _)| Some((from, until, labels.of(account, from)?))).collect()
}

/// On how many days from one to another an appeal suspends a measure.
fn suspended_days(registry: &Registry, account: usize, measure: Measure, (from, until): (Day, Day)) -> u64 {
    let (entity, _) = registry.account(account);
    let stretches = entity.stretches((from, Some(until)), None, |day| entity.suspends(measure, day));
    let days = |(from, until, is_suspended): &(Day, Option<Day>, bool)| {
        if *is_suspended { from.days_until(until.unwrap_or(*from)).unsigned_abs() + 1 } else { 0 }
    };
    stretches.iter().map(|stretch| u64::from(days(stretch))).sum()
}

/// The label and what follows from it for advertising.
fn of_labels(labels: &Labels, account: usize, period: Period) -> Vec<MeasureLine> {
    let registry = labels.registry();
    let (_, last) = ends(period);
    let (entity, _) = registry.account(account);
    let mut lines = Vec::new();
    for (from, until, label) in labelled(labels, account, period) {
        let to = until.map_or(last, |until| until.min(last));
        for (kind, follows, since) in [
            (MeasureKind::Label, Measure::Label, label.says_so_since),
            (MeasureKind::Advertising, Measure::Advertising, label.since),
        ] {
            let whose = Whose { status: Some(label.status), ..Whose::of(registry, account, to) };
            let reason = reason(kind, &entity.name, entity.country.in_a_sentence().as_str(), label);
            lines.push(MeasureLine {
                until,
                suspended_days: suspended_days(registry, account, follows, (from, to)),
                decided_by: decided_by(entity, label, to),
                ..measure(whose, kind, since, reason)
            });
        }
    }
    lines.sort_by_key(|line| (line.measure, line.from));
    joined(lines)
}

/// Advertising is restricted all the same where a label says something else than
/// before: lines of one measure that begin on one day are one.
fn joined(lines: Vec<MeasureLine>) -> Vec<MeasureLine> {
    let mut joined: Vec<MeasureLine> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(before) if (before.measure, before.from) == (line.measure, line.from) => {
                before.suspended_days += line.suspended_days;
                (before.until, before.whose, before.reason) = (line.until, line.whose, line.reason);
            }
            _ => joined.push(line),
        }
    }
    joined
}

fn reason(kind: MeasureKind, name: &str, home: &str, label: Carried) -> String {
    let kept = if label.ground == Ground::Review { ", is under review" } else { "" };
    match kind {
        MeasureKind::Advertising => {
            format!("{name} {}{kept}, and may advertise in {home} only", sentences::since(label))
        }
        _ => format!("{name} {}{kept}", sentences::since(label)),
    }
}

fn not_recommended(labels: &Labels, account: usize, own: &[&RecommendationLine], period: Period) -> Vec<MeasureLine> {
    let (first, last) = ends(period);
    let (registry, labelled) = (labels.registry(), labelled(labels, account, period));
    // What a decision imposed is told by that, and of removed accounts nothing is left to recommend.
    let lines = own.iter().filter(|line| !matches!(line.basis, Basis::Decided | Basis::Removed));
    let ineligible = lines.filter(|line| line.decision == Recommendation::Ineligible);
    let line = |line: &RecommendationLine| {
        let (from, until) = (line.from.unwrap_or(first), line.until.unwrap_or(last));
        // What began before the period began with its first period, but not before its label.
        let label = labelled.iter().find(|(begin, end, _)| *begin <= from && end.is_none_or(|end| from <= end));
        let since = label.map_or(first, |(.., label)| label.since);
        let began = if line.ineligible_since == period { from } else { Day(line.ineligible_since.first()).max(since) };
        let label_ends = label.and_then(|(_, end, _)| *end);
        MeasureLine {
            until: if until < last { Some(until) } else { label_ends },
            suspended_days: suspended_days(registry, account, Measure::Recommendation, (from, until)),
            ..measure(line.whose.clone(), MeasureKind::Recommendation, began, line.reason.clone())
        }
    };
    let mut merged: Vec<(MeasureLine, Option<Day>)> = Vec::new();
    for own in ineligible {
        // Days on which an appeal suspends it are of the same measure.
        let follows = |until: Option<Day>| own.from.is_some() && until.and_then(Day::tomorrow) == own.from;
        match merged.last_mut().filter(|(_, until)| follows(*until)) {
            Some((before, until)) => {
                let next = line(own);
                (before.until, *until) = (next.until, own.until);
                before.suspended_days += next.suspended_days;
            }
            None => merged.push((line(own), own.until)),
        }
    }
    merged.into_iter().map(|(line, _)| line).collect()
}

/// What was imposed by decisions of their own.
fn imposed(registry: &Registry, account: usize, period: Period) -> Vec<MeasureLine> {
    let (entity, place) = (registry.account(account).0, registry.place_in_entity(account));
    let is_in_period = |measure: &&ImposedMeasure| {
        measure.is_on(place)
            && measure.from.0 <= period.last()
            && measure.until.is_none_or(|until| until.0 >= period.first())
    };
    let line = |imposed: &ImposedMeasure| MeasureLine {
        whose: Whose::of(registry, account, Day(period.last())),
        measure: imposed.measure.into(),
        countries: imposed.countries.clone(),
        from: imposed.from,
        until: imposed.until,
        suspended_days: suspended_while(registry, account, imposed, period),
        decided_by: imposed.by.clone(),
        reason: imposed.reason.clone(),
        imposed: true,
    };
    entity.measures.iter().filter(is_in_period).map(line).collect()
}

/// On how many days of the period an appeal suspends what was imposed.
fn suspended_while(registry: &Registry, account: usize, imposed: &ImposedMeasure, period: Period) -> u64 {
    let measure = match imposed.measure {
        Imposed::Recommendation => Measure::Recommendation,
        Imposed::Advertising => Measure::Advertising,
        Imposed::Restricted | Imposed::Suspended | Imposed::Terminated => return 0,
    };
    let (first, last) = ends(period);
    let until = imposed.until.map_or(last, |until| until.min(last));
    suspended_days(registry, account, measure, (imposed.from.max(first), until))
}

/// The label of the period before, of an account that is not in the registry any
/// more, and what follows from it for advertising.
fn kept(line: &LabelLine) -> Vec<MeasureLine> {
    let Some(since) = line.since else { return Vec::new() };
    let reason = format!("{} was on the list and is not in the registry any more", line.whose.account());
    let kept = |kind| MeasureLine {
        decided_by: line.decided_by.clone(),
        ..measure(line.whose.clone(), kind, since, reason.clone())
    };
    [MeasureKind::Label, MeasureKind::Advertising].map(kept).to_vec()
}
