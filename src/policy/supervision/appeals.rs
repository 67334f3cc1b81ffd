//! Appeals that were open or decided in the period.

use std::collections::BTreeSet;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;
use serde::{Deserialize, Serialize};

use super::registry::{Appeal, Entity, Outcome, Registry};

/// A line of `appeals.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealLine {
    /// The entity's id.
    pub entity_id: String,
    /// The entity.
    pub entity: String,
    /// The country that it is primarily affiliated with.
    pub country: Country,
    /// When it was made.
    pub date: Day,
    /// What became of it by the end of the period.
    pub outcome: Outcome,
    /// When, where that is known.
    pub decided: Option<Day>,
    /// The person or role who decided; empty where nobody is named.
    pub decided_by: String,
    /// What it suspends while it is open.
    pub suspends: Vec<String>,
    /// What it says.
    pub claim: String,
}

/// The appeals that were open on some day of the period, or decided on one; and
/// those whose outcome is held, by their entities and their places in them.
pub fn appeals(registry: &Registry, period: Period, held: &BTreeSet<(usize, usize)>) -> Vec<AppealLine> {
    let mut lines = Vec::new();
    for (at, entity) in registry.entities.iter().enumerate() {
        let all = entity.appeals.iter().enumerate();
        let listed = all.filter(|(place, appeal)| is_of(appeal, period) || held.contains(&(at, *place)));
        lines.extend(listed.map(|(_, appeal)| line(entity, appeal, period)));
    }
    lines
}

/// Whether it was made by the end of the period, and not decided before it.
fn is_of(appeal: &Appeal, period: Period) -> bool {
    let was_decided = appeal.outcome != Outcome::Open && appeal.decided.is_some_and(|day| day.0 < period.first());
    appeal.date.0 <= period.last() && !was_decided
}

fn line(entity: &Entity, appeal: &Appeal, period: Period) -> AppealLine {
    // An outcome that is yet to come is none.
    let is_open = appeal.is_open(Day(period.last()));
    AppealLine {
        entity_id: entity.id.clone(),
        entity: entity.name.clone(),
        country: entity.country,
        date: appeal.date,
        outcome: if is_open { Outcome::Open } else { appeal.outcome },
        decided: appeal.decided.filter(|_| !is_open),
        decided_by: if is_open { String::new() } else { appeal.by.clone() },
        suspends: appeal.suspends.iter().map(|measure| measure.name().to_owned()).collect(),
        claim: appeal.claim.clone(),
    }
}
