//! One advertisement, judged on each day of its flight.

use std::collections::BTreeSet;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;

use super::delivery::{Delivered, breach};
use super::model::{AdDecision, Decision, Part};
use super::read::Ad;
use super::target::codes;
use crate::supervision::label::{Carried, Labels, appeals};
use crate::supervision::lists::Ground;
use crate::supervision::registry::{Imposed, Measure};
use crate::supervision::sentences::since;
use crate::supervision::whose::Whose;

/// What an advertiser may do on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rule {
    /// Advertise everywhere.
    Free,
    /// Advertise at home only.
    HomeOnly { label: Carried, is_suspended: bool },
    /// Not advertise at all.
    Nowhere(Imposed),
    /// No decision holds: nobody knows.
    Unknown,
}

impl Rule {
    /// What it means for an advertisement of which `at_home` tells whether it runs
    /// at home, and `abroad` whether it runs abroad.
    fn decision(self, (at_home, abroad): (bool, bool)) -> Decision {
        match self {
            Self::HomeOnly { .. } if abroad && at_home => Decision::Split,
            Self::HomeOnly { .. } if abroad => Decision::Refused,
            Self::Nowhere(_) => Decision::Refused,
            Self::Unknown if abroad => Decision::Undecided,
            Self::Free | Self::HomeOnly { .. } | Self::Unknown => Decision::Allowed,
        }
    }

    /// Whether it is in force, for such an advertisement: what limits nothing cannot
    /// be suspended.
    fn in_force(self, asked: (bool, bool)) -> bool {
        let is_suspended = matches!(self, Self::HomeOnly { is_suspended: true, .. });
        !(is_suspended && self.decision(asked).is_limit())
    }

    /// Whether something may not run in a country on a day of this rule.
    fn refuses(self, country: Country, home: &BTreeSet<Country>) -> bool {
        match self {
            Self::HomeOnly { is_suspended, .. } => !is_suspended && !home.contains(&country),
            Self::Nowhere(_) => true,
            Self::Free | Self::Unknown => false,
        }
    }
}

/// What an account may do on a day.
pub(super) fn rule(labels: &Labels, account: usize, day: Day) -> Rule {
    let (entity, _) = labels.registry().account(account);
    let bans = [Imposed::Terminated, Imposed::Suspended, Imposed::Advertising];
    if let Some(ban) = bans.into_iter().find(|&ban| labels.is_imposed(account, day, ban)) {
        return Rule::Nowhere(ban);
    }
    match labels.of(account, day) {
        Some(label) => Rule::HomeOnly { label, is_suspended: entity.suspends(Measure::Advertising, day) },
        None if labels.is_undecided(account, day) => Rule::Unknown,
        None => Rule::Free,
    }
}

/// What holds from one day to another.
type Rules = Vec<(Day, Option<Day>, Rule)>;

/// A flight and what holds on it.
pub(super) struct Flight {
    rules: Rules,
    /// What holds on every day of the period, the flight or not.
    period: Rules,
}

impl Flight {
    /// Of an account of the registry.
    pub(super) fn of(labels: &Labels, account: usize, ad: &Ad, period: Period) -> Self {
        let between = |from, until| labels.stretches(account, (from, until), |day| rule(labels, account, day));
        let period = between(Day(period.first()), Some(Day(period.last())));
        Self { rules: between(ad.start, ad.end), period }
    }

    /// Of an account that the registry does not have any more, under the label that
    /// it had, or the ban.
    pub(super) fn under(rule: Rule, ad: &Ad, period: Period) -> Self {
        Self {
            rules: vec![(ad.start, ad.end, rule)],
            period: vec![(Day(period.first()), Some(Day(period.last())), rule)],
        }
    }

    /// Whether what was delivered may not have been, on a day of the flight or not.
    pub(super) fn refuses(&self, delivered: &Delivered, home: &BTreeSet<Country>) -> bool {
        let holds = |(from, until, _): &&(Day, Option<Day>, Rule)| {
            *from <= delivered.day && until.is_none_or(|until| delivered.day <= until)
        };
        self.period.iter().find(holds).is_some_and(|(.., rule)| rule.refuses(delivered.country, home))
    }

    /// The rule that decides about the period: of those that hold on its days, the
    /// one that refuses most.
    fn deciding(&self, period: Period, asked: (bool, bool)) -> Rule {
        let is_inside = |(from, until, _): &&(Day, Option<Day>, Rule)| {
            from.0 <= period.last() && until.is_none_or(|until| until.0 >= period.first())
        };
        let weight = |rule: &Rule| match (rule.decision(asked), rule.in_force(asked)) {
            (Decision::Refused, true) => 5,
            (Decision::Split, true) => 4,
            (Decision::Refused, false) => 3,
            (Decision::Split, false) => 2,
            (Decision::Undecided, _) => 1,
            (Decision::Allowed | Decision::NotRegistered, _) => 0,
        };
        let inside: Vec<Rule> = self.rules.iter().filter(is_inside).map(|&(.., rule)| rule).collect();
        // What ran outside of its flight is decided by what held then.
        let all = if inside.is_empty() { self.period.iter().map(|&(.., rule)| rule).collect() } else { inside };
        // Of equal ones the latest, which is what is so now.
        all.into_iter().max_by_key(weight).unwrap_or(Rule::Free)
    }
}

/// Decides about an advertisement that runs in the period.
pub(super) fn judge(
    ad: Ad,
    (whose, home): (Whose, &BTreeSet<Country>),
    flight: &Flight,
    delivered: &[Delivered],
    period: Period,
) -> AdDecision {
    let (at_home, abroad) = ad.target.split(home);
    let asked = (!at_home.is_empty(), abroad);
    let rule = flight.deciding(period, asked);
    let decision = rule.decision(asked);
    let part = |&(from, until, rule): &(Day, Option<Day>, Rule)| Part {
        from,
        until,
        decision: rule.decision(asked),
        in_force: rule.in_force(asked),
    };
    let parts = merged(flight.rules.iter().map(part));
    let is_refused = |part: &&Part| part.decision.is_limit();
    let (allowed_in, refused_in) = match rule {
        _ if !decision.is_limit() => (ad.target.names(), Vec::new()),
        Rule::Nowhere(_) => (Vec::new(), ad.target.names()),
        _ => (codes(&at_home), ad.target.names_outside(home)),
    };
    let why = reason(&whose, rule, (decision, abroad));
    AdDecision {
        breach: breach(delivered, |row| flight.refuses(row, home)),
        allowed_in,
        refused_in,
        refused_from: parts.iter().find(is_refused).map(|part| part.from),
        refused_until: parts.iter().rev().find(is_refused).and_then(|part| part.until),
        in_force: rule.in_force(asked),
        parts,
        ..AdDecision::new(ad, whose, decision, why)
    }
}

/// Parts one after the other that say the same are one.
fn merged(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut merged: Vec<Part> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if (last.decision, last.in_force) == (part.decision, part.in_force) => last.until = part.until,
            _ => merged.push(part),
        }
    }
    merged
}

fn reason(whose: &Whose, rule: Rule, (decision, abroad): (Decision, bool)) -> String {
    let (name, home) = (&whose.entity, whose.country.map_or_else(String::new, Country::in_a_sentence));
    match rule {
        Rule::Nowhere(measure) => format!("{name} may not advertise: {}", measure.name()),
        _ if decision == Decision::Allowed && !abroad => format!("it runs in {home} only, the home country"),
        Rule::Free => format!("{name} carries no label on the days on which it runs in the period"),
        Rule::Unknown => format!("no decision about {name} holds on some of these days: nothing is decided"),
        Rule::HomeOnly { label, .. } => {
            format!("{name} {}, and may advertise in {home} only{}", since(label), ground(label))
        }
    }
}

fn ground(label: Carried) -> &'static str {
    match label.ground {
        Ground::Decision => "",
        Ground::Review => "; it is under review, which keeps this until it is decided",
        Ground::Previous => "; so it was in the period before, and no decision ends it",
    }
}

/// The appeals that are open on the last day of the period on which an
/// advertisement runs.
pub(super) fn open_appeals(labels: &Labels, account: usize, end: Option<Day>, period: Period) -> String {
    let last = Day(period.last());
    appeals(labels.registry().account(account).0, end.map_or(last, |end| end.min(last)))
}
