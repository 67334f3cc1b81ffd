//! What is decided about an advertisement.

use lockstep_base::calendar::Day;
use lockstep_base::named;
use serde::{Deserialize, Serialize};

use super::delivery::Breach;
use super::money::Amount;
use super::read::Ad;
use crate::supervision::whose::Whose;

named! {
    /// What is decided about an advertisement.
    Decision {
        /// It may run as it was asked for.
        Allowed = "allowed",
        /// It may run nowhere that it was asked for, on some day of the period.
        Refused = "refused",
        /// It may run at home only, on some day of the period.
        Split = "split",
        /// No decision about its entity holds on some day of the period, and nothing
        /// is decided about those days.
        Undecided = "undecided",
        /// Its account is not in the registry: nothing is decided.
        NotRegistered = "not_registered",
    }
}

/// Days of a flight on which the same holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The first day.
    pub from: Day,
    /// The last one; none: the advertisement has no end.
    pub until: Option<Day>,
    /// What holds.
    pub decision: Decision,
    /// Whether it is in force: an appeal can suspend it.
    pub in_force: bool,
}

/// A line of `ad_decisions.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdDecision {
    /// The advertisement.
    pub ad_id: String,
    /// Whose it is.
    #[serde(flatten)]
    pub whose: Whose,
    /// What is decided, over the days of the period.
    pub decision: Decision,
    /// Where it may run.
    pub allowed_in: Vec<String>,
    /// Where it may not.
    pub refused_in: Vec<String>,
    /// When it begins.
    pub start: Day,
    /// When it ends; none: it has no end.
    pub end: Option<Day>,
    /// The first day of the flight on which it may not run there.
    pub refused_from: Option<Day>,
    /// The last one; none where it is never refused, or until further notice.
    #[serde(default)]
    pub refused_until: Option<Day>,
    /// The whole flight, by what holds.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// What was to be spent; none where the file does not tell it.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// The same as the file writes it.
    pub spend: String,
    /// Why.
    pub reason: String,
    /// Whether it is in force on some refused day of the period: an appeal can
    /// suspend it.
    pub in_force: bool,
    /// The appeals that are open on its last day in the period.
    pub appeal: String,
    /// The account of the registry that it may be of, where its own is not in it.
    #[serde(default)]
    pub may_be: Option<String>,
    /// What ran where and when it may not.
    #[serde(default)]
    pub breach: Option<Breach>,
}

impl Decision {
    /// Whether something may not run.
    pub fn is_limit(self) -> bool {
        matches!(self, Self::Refused | Self::Split)
    }
}

impl AdDecision {
    /// What is decided about an advertisement that nothing limits.
    pub(super) fn new(ad: Ad, whose: Whose, decision: Decision, reason: String) -> Self {
        Self {
            ad_id: ad.id,
            whose,
            decision,
            allowed_in: Vec::new(),
            refused_in: Vec::new(),
            start: ad.start,
            end: ad.end,
            refused_from: None,
            refused_until: None,
            parts: Vec::new(),
            amount: ad.amount,
            spend: ad.spend,
            reason,
            in_force: true,
            appeal: String::new(),
            may_be: None,
            breach: None,
        }
    }

    /// Whether it may not run as it was asked for, on some day of the period.
    pub fn is_limited(&self) -> bool {
        self.decision.is_limit()
    }

    /// From when to when a limit of it is in force for the first time; none where it
    /// never is.
    pub fn limited(&self) -> Option<(Day, Option<Day>)> {
        let is_limited = |part: &&Part| part.decision.is_limit() && part.in_force;
        let mut parts = self.parts.iter().skip_while(|part| !is_limited(part)).take_while(is_limited);
        let first = parts.next()?;
        Some((first.from, parts.last().unwrap_or(first).until))
    }
}

impl Part {
    /// As a cell shows it: `2024-05-01..2024-05-14 refused`.
    pub fn in_words(&self) -> String {
        let until = self.until.map_or_else(String::new, |until| until.to_string());
        let suspended = if self.in_force { "" } else { ", suspended" };
        format!("{}..{until} {}{suspended}", self.from, self.decision.name())
    }
}
