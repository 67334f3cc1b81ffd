//! Rows of the working page, in words.

use std::collections::BTreeMap;

use lockstep_base::calendar::Day;
use lockstep_base::country::Country;
use lockstep_base::numbers::count;
use serde::Serialize;

use super::ads::{AdDecision, Breach, Part, Sums};
use super::lists::{LabelLine, Lists, MeasureKind, MeasureLine, Recommendation, RecommendationLine, accounts_with};
use super::reach::{Claim, MonthOfAudience, Reach};
use super::registry::Status;
use super::sentences;
use super::sentences::percent;
use super::whose::Whose;
use super::words;

/// Whose a row is.
#[derive(Serialize)]
pub(super) struct Who<'a> {
    entity: &'a str,
    account: String,
    country: &'static str,
    status: &'static str,
}

impl<'a> Who<'a> {
    fn new(whose: &'a Whose) -> Self {
        Self {
            entity: &whose.entity,
            account: whose.account(),
            country: whose.country.map_or("", Country::name),
            status: whose.status.map_or("", sentences::held_for),
        }
    }
}

/// A claim as a short line with its numbers.
#[derive(Serialize)]
pub(super) struct ClaimRow {
    what: String,
    /// The share, its interval, and of how many.
    figures: [String; 3],
    /// The share, its bounds and the threshold in percent, for a bar.
    bar: Option<Bar>,
}

/// A share on a bar, all in percent.
#[derive(Serialize)]
pub(super) struct Bar {
    share: f64,
    low: f64,
    width: f64,
    threshold: f64,
}

impl Bar {
    fn new(share: Option<f64>, (low, high): (f64, f64), threshold: f64) -> Option<Self> {
        let percent = |share: f64| (1_000.0 * share).round() / 10.0;
        let (low, high) = (percent(low), percent(high));
        Some(Self {
            share: percent(share?),
            low,
            width: (10.0 * (high - low)).round() / 10.0,
            threshold: percent(threshold),
        })
    }

    fn of(claim: &Claim) -> Option<Self> {
        Self::new(claim.share.share, (claim.share.low, claim.share.high), claim.threshold)
    }
}

/// The claims about an account, those that are asked for first.
pub(super) fn claims(reach: &Reach) -> Vec<ClaimRow> {
    let home = reach.whose.country.map_or_else(|| "home".to_owned(), Country::in_a_sentence);
    let row = |what: String, claim: &Claim, unit: &str| ClaimRow {
        what,
        figures: figure_of(claim, unit),
        bar: Bar::of(claim),
    };
    vec![
        row(format!("Audience outside {home}"), &reach.audience_abroad, &reach.measure),
        row("Posts on current affairs".to_owned(), &reach.current_affairs, "posts"),
        row("Posts in foreign languages".to_owned(), &reach.foreign_languages, "posts"),
    ]
}

/// An account that is not recommended, or may be again.
#[derive(Serialize)]
pub(super) struct OutletRow<'a> {
    who: Who<'a>,
    basis: &'static str,
    since: String,
    days: String,
    in_force: bool,
    /// The reason as short lines.
    reason: Vec<&'a str>,
    claims: Vec<ClaimRow>,
    abroad: String,
    appeal: &'a str,
}

impl<'a> OutletRow<'a> {
    pub(super) fn new(line: &'a RecommendationLine) -> Self {
        let days = line.from.zip(line.until);
        let claims = line.reach.as_ref().map(claims).unwrap_or_default();
        // The figures stand beside it: of the sentence only what comes before them.
        let reason = if claims.is_empty() { line.reason.as_str() } else { before_figures(&line.reason) };
        Self {
            who: Who::new(&line.whose),
            basis: words::basis(line.basis),
            since: if line.decision == Recommendation::Ineligible { line.since } else { line.ineligible_since }
                .to_string(),
            days: days.map_or_else(String::new, |(from, until)| format!("{from} to {until}")),
            in_force: line.in_force,
            reason: reason.split("; ").collect(),
            claims,
            abroad: line.reach.as_ref().map_or_else(String::new, largest_abroad),
            appeal: &line.appeal,
        }
    }
}

/// A reason without the figures that follow its first colon.
pub(super) fn before_figures(reason: &str) -> &str {
    match reason.find(": ") {
        Some(at) if reason[at..].contains(" % ") => &reason[..at],
        _ => reason,
    }
}

/// Where an account is seen most, home aside.
fn largest_abroad(reach: &Reach) -> String {
    let abroad = reach.countries.iter().filter(|(country, _)| Some(*country) != reach.whose.country);
    let names: Vec<&str> = abroad.map(|(country, _)| country.name()).collect();
    names.join(", ")
}

/// An account in the table of reach, with its audience month by month.
#[derive(Serialize)]
pub(super) struct ReachRow<'a> {
    who: Who<'a>,
    verdict: &'static str,
    claims: Vec<ClaimRow>,
    trend: &'static str,
    months: Vec<MonthRow>,
}

/// A month of an audience.
#[derive(Serialize)]
pub(super) struct MonthRow {
    month: String,
    share: String,
    bar: Option<Bar>,
    countries: String,
}

impl<'a> ReachRow<'a> {
    pub(super) fn new(reach: &'a Reach, threshold: f64) -> Self {
        let is_labelled = reach.whose.status.is_some_and(|status| status != Status::Independent);
        Self {
            who: Who::new(&reach.whose),
            verdict: if is_labelled { words::verdict(reach.verdict) } else { "carries no label" },
            claims: claims(reach),
            trend: reach.trend.map_or("", |trend| trend.name()),
            months: reach.months.iter().map(|month| MonthRow::new(month, threshold)).collect(),
        }
    }
}

impl MonthRow {
    fn new(month: &MonthOfAudience, threshold: f64) -> Self {
        let share = &month.abroad;
        let countries: Vec<String> =
            month.countries.iter().map(|(country, views)| format!("{} {}", country.name(), count(*views))).collect();
        Self {
            month: month.month.name(),
            share: share.share.map_or_else(|| "not known".to_owned(), percent),
            bar: Bar::new(share.share, (share.low, share.high), threshold),
            countries: countries.join(", "),
        }
    }
}

/// A label.
#[derive(Serialize)]
pub(super) struct LabelRow<'a> {
    who: Who<'a>,
    label: &'a str,
    since: String,
    days: String,
    ground: &'static str,
    decided_by: &'a str,
    in_force: bool,
    basis: Vec<String>,
    evidence: &'a [String],
    appeal: &'a str,
}

impl<'a> LabelRow<'a> {
    pub(super) fn new(line: &'a LabelLine) -> Self {
        let shown = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        Self {
            who: Who::new(&line.whose),
            label: &line.label,
            since: shown(line.since),
            days: format!("{} to {}", shown(line.from), shown(line.until)),
            ground: words::ground(line.ground),
            decided_by: &line.decided_by,
            in_force: line.in_force,
            basis: line.basis.clone(),
            evidence: &line.evidence,
            appeal: &line.appeal,
        }
    }
}

/// An advertisement that may not run as it was asked for.
#[derive(Serialize)]
pub(super) struct AdRow<'a> {
    ad_id: &'a str,
    who: Who<'a>,
    decision: &'static str,
    allowed_in: String,
    refused_in: String,
    parts: Vec<String>,
    spend: String,
    reason: Vec<&'a str>,
    in_force: bool,
    appeal: &'a str,
    breach: Option<String>,
}

impl<'a> AdRow<'a> {
    pub(super) fn new(ad: &'a AdDecision) -> Self {
        Self {
            ad_id: &ad.ad_id,
            who: Who::new(&ad.whose),
            decision: words::decision(ad.decision),
            allowed_in: ad.allowed_in.join(", "),
            refused_in: ad.refused_in.join(", "),
            parts: ad.parts.iter().map(Part::in_words).collect(),
            spend: Sums::of([ad.amount.as_ref()]).in_words(),
            reason: ad.reason.split("; ").collect(),
            in_force: ad.in_force,
            appeal: &ad.appeal,
            breach: ad.breach.as_ref().map(Breach::in_words),
        }
    }
}

/// Totals of an entity or a country.
#[derive(Serialize)]
pub(super) struct Place {
    name: String,
    home: &'static str,
    labelled: usize,
    not_recommended: usize,
    restricted: usize,
    ads_refused: usize,
    spend: String,
}

/// Totals by entity, those with most measures first.
pub(super) fn outlets(lists: &Lists) -> Vec<Place> {
    totals(lists, |whose| whose.entity.clone(), |whose| whose.country.map_or("", Country::name))
}

/// Totals by the country of primary affiliation.
pub(super) fn places(lists: &Lists) -> Vec<Place> {
    totals(lists, |whose| whose.country.map_or("", Country::name).to_owned(), |_| "")
}

/// What an entity or a country has.
#[derive(Default)]
struct Had<'a> {
    home: &'static str,
    measures: Vec<&'a MeasureLine>,
    ads: Vec<&'a AdDecision>,
}

fn totals(lists: &Lists, key: impl Fn(&Whose) -> String, home: impl Fn(&Whose) -> &'static str) -> Vec<Place> {
    let mut all: BTreeMap<String, Had> = BTreeMap::new();
    for line in &lists.labels {
        all.entry(key(&line.whose)).or_default().home = home(&line.whose);
    }
    for line in &lists.measures {
        let had = all.entry(key(&line.whose)).or_default();
        had.home = home(&line.whose);
        had.measures.push(line);
    }
    for ad in lists.ads.iter().filter(|ad| ad.is_limited()) {
        let had = all.entry(key(&ad.whose)).or_default();
        had.home = home(&ad.whose);
        had.ads.push(ad);
    }
    let place = |(name, Had { home, measures, ads }): (String, Had)| {
        let accounts = |kinds: &[MeasureKind]| accounts_with(measures.iter().copied(), kinds).len();
        Place {
            name,
            home,
            labelled: accounts(&[MeasureKind::Label]),
            not_recommended: accounts(&[MeasureKind::Recommendation]),
            restricted: accounts(&MeasureKind::STOPPING),
            ads_refused: ads.len(),
            spend: Sums::of(ads.iter().map(|ad| ad.amount.as_ref())).in_words(),
        }
    };
    let mut places: Vec<Place> = all.into_iter().map(place).collect();
    places.sort_by_key(|place| {
        std::cmp::Reverse((place.not_recommended + place.restricted, place.ads_refused, place.labelled))
    });
    places
}

/// A share with its interval, and of how many it is known.
fn figure_of(claim: &Claim, unit: &str) -> [String; 3] {
    let share = &claim.share;
    let Some(estimate) = share.share else { return ["not known".to_owned(), String::new(), claim.thin.clone()] };
    let known = share.yes + share.no;
    let of = match share.unknown {
        0 => format!("{} {unit}", count(known)),
        unknown => format!("known of {} of {} {unit}", count(known), count(known + unknown)),
    };
    let thin = if claim.thin.is_empty() { String::new() } else { format!("; {}", claim.thin) };
    [percent(estimate), sentences::interval(share), format!("{of}{thin}")]
}
