//! What the registry says against the lists before without a day on which it
//! changed: it is held as it was, and asked about.

use std::collections::BTreeSet;

use lockstep_base::calendar::{Day, Period};
use lockstep_base::country::Country;

use super::appeals::AppealLine;
use super::lists::{ReviewLine, Urgency};
use super::previous::Previous;
use super::registry::{Appeal, Entity, Outcome, Registry};
use super::whose::Whose;

/// What was held.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// What a person must be asked about it.
    pub questions: Vec<ReviewLine>,
    /// Appeals whose outcome is held: their entity, and their place in it.
    pub appeals: BTreeSet<(usize, usize)>,
}

/// Sets countries and outcomes of appeals back to what the lists before say, where
/// the registry gives no later day on which they changed.
pub(super) fn hold(registry: &mut Registry, before: &Previous, now: Period) -> Held {
    let mut held = Held::default();
    let Some(listed) = before.listed(now) else { return held };
    let file = registry.file.clone();
    for at in 0..registry.entities.len() {
        let entity = &mut registry.entities[at];
        held.questions.extend(hold_country(entity, &file, before, listed));
        for place in 0..entity.appeals.len() {
            if let Some(question) = hold_appeal((entity, place), &file, before, listed) {
                held.appeals.insert((at, place));
                held.questions.push(question);
            }
        }
    }
    held
}

/// The country decides what is abroad.
fn hold_country(entity: &mut Entity, file: &str, before: &Previous, listed: Day) -> Option<ReviewLine> {
    if entity.country_since.is_some_and(|since| since > listed) {
        return None;
    }
    let country = country_before(entity, before)?;
    let now = std::mem::replace(&mut entity.country, country);
    let reason = format!(
        "the country of {} was {} and is {} now: {} holds; if it changed, give the day, after {listed}, as `country_since`, \
         else correct it",
        entity.name,
        country.name(),
        now.name(),
        country.name(),
    );
    Some(ReviewLine::of_entity((Urgency::Now, "country_changed"), &entity.id, (file, entity.line), reason))
}

/// The country that the lists before have for an entity, where it is another one.
fn country_before(entity: &Entity, before: &Previous) -> Option<Country> {
    let lines =
        || before.labelled.iter().map(|line| &line.whose).chain(before.ineligible.iter().map(|line| &line.whose));
    let is_own = |whose: &&Whose| {
        entity
            .accounts
            .iter()
            .any(|account| account.id == whose.account_id && account.platform.eq_ignore_ascii_case(&whose.platform))
    };
    let is_known = lines().any(|whose| whose.entity_id == entity.id);
    let line = lines().find(|whose| if is_known { whose.entity_id == entity.id } else { is_own(whose) })?;
    line.country.filter(|country| *country != entity.country)
}

/// What was decided about an appeal does not become open again.
fn hold_appeal(
    (entity, place): (&mut Entity, usize),
    file: &str,
    before: &Previous,
    listed: Day,
) -> Option<ReviewLine> {
    let appeal = &entity.appeals[place];
    if !appeal.is_open(listed) {
        return None;
    }
    let is_it = |line: &&AppealLine| line.entity_id == entity.id && line.date == appeal.date;
    let same_claim = |line: &&AppealLine| line.claim == appeal.claim;
    let mut lines = before.appeals.iter().filter(is_it);
    let line = lines.clone().find(same_claim).or_else(|| lines.next())?;
    if line.outcome == Outcome::Open {
        return None;
    }
    let reason = format!(
        "the appeal of {} of {} was {}{} by the list before, and is open by the registry: the outcome holds; correct it, or \
         enter a new appeal",
        entity.name,
        line.date,
        line.outcome.name(),
        line.decided.map_or_else(String::new, |day| format!(" on {day}")),
    );
    let was = Appeal { outcome: line.outcome, decided: line.decided, by: line.decided_by.clone(), ..appeal.clone() };
    let what = (Urgency::Now, "appeal_reopened");
    let question = ReviewLine::of_entity(what, &entity.id, (file, appeal.line), reason);
    entity.appeals[place] = was;
    Some(question)
}
