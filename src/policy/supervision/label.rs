//! Whether an entity is labelled, and its appeals in words.

use lockstep_base::calendar::Period;

use super::registry::{Appeal, Entity, Outcome, Registry};

/// The appeals of an entity that are open or were granted, in words; empty
/// where there is none.
pub fn appeals(registry: &Registry, entity: &Entity) -> String {
    let one = |appeal: &Appeal| {
        let measures: Vec<&str> = appeal.suspends.iter().map(|measure| measure.name()).collect();
        let granted = appeal.outcome == Outcome::Granted && appeal.date <= registry.today;
        let state = match (appeal.is_open(registry.today), measures.is_empty()) {
            (true, true) => format!("open since {}, suspends nothing", appeal.date),
            (true, false) => format!("open since {}, suspends {}", appeal.date, measures.join(", ")),
            (false, _) if granted => format!("of {}, granted, though the status is unchanged", appeal.date),
            (false, _) => return None,
        };
        Some(format!("{state}: {}", appeal.claim))
    };
    entity.appeals.iter().filter_map(one).collect::<Vec<_>>().join("; ")
}

/// Whether an entity is labelled by the end of the period.
pub(super) fn is_labelled(entity: &Entity, period: Period) -> bool {
    entity.status.is_labelled() && entity.labelled_since.is_some_and(|since| since.0 <= period.last())
}
